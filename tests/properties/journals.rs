//! The journal against `balance`: what was posted to a customer's receivable adds
//! up to its balance in each currency, at every cut (domain, section 5; INV-7).

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::Currency;
use duebook_events::money::Minor;
use duebook_projections::journal::transactions;
use duebook_projections::{Account, Policy, balance};

use crate::given;

#[test]
fn postings_add_up_to_the_balance_at_every_cut() {
    let policy = Policy::built_in();
    let (mut kinds, mut rows) = (BTreeSet::new(), 0);
    for seed in given::seeds(120) {
        let (customers, events) = if seed % 2 == 0 { (1, 60 + seed % 80) } else { (2, 120) };
        let lines = given::lines(seed, customers, events);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        for cut in given::cuts(&lines, seed, 8) {
            for (customer, facts) in &streams {
                let account = Account::fold(facts, cut, &policy);
                let mut posted: BTreeMap<Currency, Minor> = BTreeMap::new();
                let mut places = Vec::new();
                for entry in transactions(&account) {
                    *posted.entry(entry.currency).or_default() += entry.receivable;
                    kinds.insert((entry.kind.name(), entry.against.account()));
                    places.push(entry.place);
                }
                assert!(places.is_sorted());
                for row in balance::balance(customer.as_str(), &account, &policy) {
                    let sum = posted.remove(&row.currency).unwrap_or_default();
                    assert_eq!(sum, row.balance.minor, "seed {seed}, {cut:?}, {customer}");
                    rows += 1;
                }
                // A currency in which nothing was billed or paid has no row and no posting.
                assert!(posted.is_empty(), "seed {seed}, {cut:?}, {customer}: {posted:?}");
            }
        }
    }
    assert!(rows > 1_000, "{rows} rows are too few to show anything");
    assert_eq!(kinds.len(), 10, "not every kind of posting occurred: {kinds:?}");
}
