//! Several writers on one log: no rule is broken, and nobody is refused for what
//! is not so any more.

use std::sync::Arc;

use duebook::clock::SystemClock;
use duebook::ledger::Ledger;
use duebook::ledger::intake::IntakeOptions;
use duebook::store::{EventStore, MemoryStore};
use duebook_events::{Actor, Role};
use serde_json::{Value, json};

use crate::program::{Shelf, lines};
use crate::world::{allocated, base, base_head, deallocated, payment, refunded, world};

fn ledger(store: &Arc<dyn EventStore>) -> Ledger {
    let caller = Actor { id: "li".into(), role: Role::Finance };
    Ledger::new(Arc::clone(store), Arc::new(SystemClock), caller)
}

async fn take(ledger: &Ledger, events: &[Value]) -> Result<u64, String> {
    let file = lines(events);
    let receipt = ledger.import(file.as_bytes(), IntakeOptions::default()).await;
    receipt.map(|receipt| receipt.appended).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_book_in_memory_is_not_older_than_the_log() {
    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::default());
    let (one, other) = (ledger(&store), ledger(&store));
    take(&one, &world()).await.expect("lawful");
    take(&one, &[allocated("P-1", "2024-05-01", &[("I-1", "600")])]).await.expect("lawful");
    // The other takes the money off again; the one, whose book says otherwise, may use it.
    let off = deallocated("P-1", "2024-05-02", &[("I-1", "600")]);
    take(&other, &[off]).await.expect("lawful");
    take(&one, &[allocated("P-1", "2024-05-03", &[("I-2", "500")])]).await.expect("lawful");
    // And the other must not use it a second time.
    let refused = take(&other, &[refunded("P-1", "2024-05-04", "100.01")]).await;
    assert!(refused.expect_err("unlawful").contains("holds"));
    take(&other, &[refunded("P-1", "2024-05-04", "100")]).await.expect("lawful");
}

#[test]
fn processes_that_record_at_the_same_time_share_the_rules() {
    let shelf = Shelf::copy_of(base());
    shelf.take(&[payment("P-9", "2024-04-01", "12")]);
    // Sixteen refunds of 1 out of a payment of 12: twelve are lawful.
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let one = |n: usize| {
            let day = format!("2024-05-{:02}", n + 1);
            let data = json!({"payment": "P-9", "amount": "1"}).to_string();
            let args = ["record", "payment.refunded", "--customer", "C-1", "--effective", &day];
            shelf.json(&[&args[..], &["--data", &data]].concat()).code
        };
        let workers: Vec<_> = (0..4)
            .map(|worker| scope.spawn(move || (0..4).map(|n| one(4 * worker + n)).collect()))
            .collect();
        workers.into_iter().flat_map(|w| -> Vec<i32> { w.join().expect("an end") }).collect()
    });
    let count = |code: i32| codes.iter().filter(|found| **found == code).count();
    assert_eq!((count(0), count(3)), (12, 4), "{codes:?}");
    assert_eq!(shelf.head(), base_head() + 13);
    assert_eq!(shelf.json(&["replay", "--check"]).code, 0);
}
