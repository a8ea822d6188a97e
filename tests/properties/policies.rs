//! INV-8 and INV-9 under policies at random: what follows from facts alone is the
//! same under each; a decision derives again whatever comes later; a history
//! keeps what the questions answer.

use duebook::ledger::intake::IntakeOptions;
use duebook::ledger::policies::checked;
use duebook_events::{Day, Position};
use duebook_projections::account::PromiseStatus;
use duebook_projections::aging::{self, Basis};
use duebook_projections::month_end::{Look, month_ends};
use duebook_projections::portfolio::{Answer, PromisesAnswer};
use duebook_projections::{Account, Cut, Month, Policy, balance, decision, score};
use proptest::prelude::*;

use crate::{given, random_policy};

fn policy(seed: u64, grace: i64) -> Policy {
    let text = random_policy::text(seed, grace);
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A text that may be published: of some at random, the first that the check accepts.
fn publishable(seed: u64, grace: i64) -> String {
    let mut texts = (0..200).map(|more| random_policy::text(seed * 200 + more, grace));
    texts.find(|text| checked(text).is_ok()).expect("one of two hundred means what it says")
}

/// What follows from the facts and the date alone, as text.
fn facts_of(account: &Account<'_>, policy: &Policy) -> String {
    let balances = balance::balance("C", account, policy);
    let rows: Vec<_> = balances
        .iter()
        .map(|b| (b.currency, b.open, b.disputed, b.unapplied, b.balance, b.fees))
        .collect();
    let items: Vec<_> =
        account.items.iter().map(|item| (item.number, item.open(), item.settled_on)).collect();
    let payments: Vec<_> =
        account.payments.iter().map(|payment| (payment.number, payment.unapplied())).collect();
    // Whether a promise was kept may depend on the days of grace; what was promised does not.
    let promises: Vec<_> = account.promises.iter().map(|p| (p.number, p.due, p.amount)).collect();
    format!("{rows:?} {items:?} {payments:?} {promises:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inv_9_policies_change_judgements_never_facts(
        seed in 0_u64..1_000_000, events in 40_u64..200, grace in 0_i64..6,
    ) {
        let lines = given::lines(seed, 2, events);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        let policies = [policy(seed, grace), policy(seed + 1, grace), Policy::built_in()];
        for cut in given::cuts(&lines, seed, 4) {
            for (customer, facts) in &streams {
                let accounts: Vec<Account<'_>> =
                    policies.iter().map(|policy| Account::fold(facts, cut, policy)).collect();
                let expected = facts_of(&accounts[2], &policies[2]);
                for (account, policy) in accounts.iter().zip(&policies) {
                    assert_eq!(facts_of(account, policy), expected);
                }
                // With the same days of grace whether promises and agreements were kept is the
                // same too.
                let promises = |at: usize| {
                    let mut answer = PromisesAnswer::default();
                    answer.add(customer, &accounts[at], &policies[at]);
                    serde_json::to_string(&answer).unwrap()
                };
                assert_eq!(promises(0), promises(1));
            }
        }
    }

    #[test]
    fn inv_8_under_any_policy_decisions_derive_again_whatever_comes_later(seed in 0_u64..1_000_000) {
        let lines = given::lines(seed, 2, 160);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        let policy = policy(seed, 0);
        for (customer, facts) in &streams {
            let everything = Cut { as_of: Day::LAST, known_at: Position(u64::MAX) };
            for order in &Account::fold(facts, everything, &policy).orders {
                let number = order.placed.order.as_str();
                // At each event of the customer since: what was derived from the log as it was,
                // is derived from the log as it is, retractions and back-dated events included.
                let since = facts.iter().filter(|fact| fact.position >= order.place.position);
                for known_at in since.map(|fact| fact.position) {
                    let cut = Cut { as_of: order.place.day + 30, known_at };
                    let then: Vec<_> =
                        facts.iter().filter(|fact| fact.position <= known_at).cloned().collect();
                    let derive = |facts: &[_]| {
                        let account = Account::fold(facts, cut, &policy);
                        let made = decision::decide(customer.as_str(), &account, &policy, number, known_at);
                        serde_json::to_string(&made).unwrap()
                    };
                    assert_eq!(derive(&then), derive(facts));
                }
            }
        }
    }

    #[test]
    fn inv_8_recorded_under_a_published_policy_they_prove_themselves(seed in 0_u64..1_000_000) {
        let lines = given::lines(seed, 2, 160);
        let half: Vec<&str> = lines.lines().take(80).collect();
        given::block_on(async {
            let ledger = given::imported(&half.join("\n")).await;
            let text = publishable(seed, 1);
            ledger.publish(&text, Day::FIRST).await.unwrap_or_else(|e| panic!("{e}\n{text}"));
            let mut decided = Vec::new();
            for facts in given::facts(&ledger).await.into_values() {
                let all = Cut { as_of: Day::LAST, known_at: Position(u64::MAX) };
                let built_in = Policy::built_in();
                for order in &Account::fold(&facts, all, &built_in).orders {
                    let number = order.placed.order.to_string();
                    if let Ok(made) = ledger.decide(&number, Some(order.place.day + 20)).await {
                        assert!(made.derivation.basis.policy.starts_with("random@"));
                        decided.push(number);
                    }
                }
            }
            // Another policy later, and the rest of the history.
            let other = publishable(seed + 7, 2);
            ledger.publish(&other, Day::FIRST).await.unwrap_or_else(|e| panic!("{e}\n{other}"));
            for line in lines.lines().skip(80) {
                // A retraction of an order that has been decided meanwhile is refused.
                let _ = ledger.import(line.as_bytes(), IntakeOptions::default()).await;
            }
            for order in decided {
                let why = ledger.why_order(&order).await.unwrap();
                let own = why.basis["policy"].as_str().is_some_and(|p| p.starts_with("random@"));
                // The rest of the history may hold a decision of its own about the order.
                assert!(!own || why.replayed.matches, "{order}: {:?}", why.replayed.divergence);
            }
        });
    }

    #[test]
    fn inv_9_a_history_keeps_what_the_questions_answer(seed in 0_u64..1_000_000) {
        let lines = given::lines(seed, 2, 160);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        let policy = policy(seed, 3);
        for cut in given::cuts(&lines, seed, 4) {
            let month = Month::of(cut.as_of);
            let cut = Cut { as_of: month.last(), ..cut };
            let look = Look { month, as_of: cut.as_of, known_at: cut.known_at, policy: &policy };
            for (customer, facts) in &streams {
                let rows = month_ends(facts, &[look]);
                let account = Account::fold(facts, cut, &policy);
                let aged = aging::aging(customer.as_str(), &account, &policy, Basis::Agreed, false);
                let Some(row) = rows.first() else {
                    assert!(account.registered.is_none() && aged.is_empty());
                    continue;
                };
                assert_eq!(row.money.len(), aged.len());
                for (owed, aged) in row.money.iter().zip(&aged) {
                    let buckets: Vec<i128> = aged.amounts.iter().map(|(_, m)| m.minor).collect();
                    assert_eq!(owed.buckets, buckets);
                    assert_eq!((owed.open, owed.unapplied), (aged.open.minor, aged.unapplied.minor));
                }
                let Some(standing) = &row.standing else { continue };
                let score = score::score(customer.as_str(), &account, &policy);
                assert_eq!(
                    (standing.score, &standing.grade, &standing.risk_class),
                    (score.score, &score.grade, &score.risk_class)
                );
            }
        }
    }
}

/// The control: the comparison sees a difference where days of grace differ.
#[test]
fn days_of_grace_decide_whether_a_promise_was_kept() {
    let statuses = |grace: i64| {
        let policy = policy(1, grace);
        let mut kept = 0;
        for seed in 0..12 {
            let lines = given::lines(seed, 2, 200);
            let streams =
                given::block_on(async { given::facts(&given::imported(&lines).await).await });
            for cut in given::cuts(&lines, seed, 2) {
                for facts in streams.values() {
                    let account = Account::fold(facts, cut, &policy);
                    let statuses = account.promises.iter().map(|p| p.status(account.as_of));
                    kept += statuses.filter(|status| *status == PromiseStatus::Kept).count();
                }
            }
        }
        kept
    };
    assert!(statuses(0) < statuses(30), "more promises are kept with thirty days of grace");
}
