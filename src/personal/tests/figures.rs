//! Figures do not depend on personal texts.

use std::collections::BTreeMap;

use duebook_projections::digest::Projections;
use duebook_projections::portfolio::Answer as _;
use proptest::prelude::*;

use super::*;
use crate::ledger::view::Question;
use crate::simulate;

/// One hash a projection over all customers.
async fn digests(ledger: &Ledger, day: Day) -> BTreeMap<&'static str, String> {
    let question = Question { as_of: Some(day), ..Question::default() };
    let view = ledger.view(&question).await.unwrap();
    let mut all = Projections::new(&view.policy);
    for customer in ledger.customers().await.unwrap() {
        let facts = ledger.facts(&customer).await.unwrap();
        all.add(&customer, &view.fold(&facts), &view.policy);
    }
    all.finish();
    all.digests()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// No figure depends on a personal text, sealed or erased.
    #[test]
    fn figures_are_the_same_plain_sealed_and_erased(seed in 0_u64..1_000_000) {
        let mut lines = Vec::new();
        simulate::write(&simulate::Config::new(3, 250, seed), &mut lines).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        runtime.block_on(async {
            let (plain, sealed) = (House::new(), House::sealing().await);
            for house in [&plain, &sealed] {
                house.ledger().import(&lines, IntakeOptions::default()).await.unwrap();
            }
            let days = ["2023-06-30", "2024-12-31", "2026-06-30"];
            let days = days.map(|day| Day::try_new(day).unwrap());
            let customers: Vec<CustomerId> = sealed.ledger().customers().await.unwrap();
            for erased in [false, true] {
                if erased {
                    // Who is under a legal hold is not erased.
                    let held = sealed.ledger().subjects().await.unwrap();
                    let held = |id: &CustomerId| {
                        held.iter().any(|s| s.subject == id.as_str() && s.held_by.is_some())
                    };
                    for customer in customers.iter().filter(|customer| !held(customer)) {
                        sealed.ledger().erase(customer.as_str(), "asked", false).await.unwrap();
                    }
                }
                for day in days {
                    let (one, other) =
                        (digests(&plain.ledger(), day).await, digests(&sealed.ledger(), day).await);
                    assert_eq!(one, other, "seed {seed}, {day}, erased: {erased}");
                }
            }
            let stored = sealed.stored().await;
            assert!(stored.contains("\"sealed\":"));
            assert!(!stored.contains("\"data\":{\"name\":\"") && !stored.contains("\"summary\":\""));
        });
    }
}
