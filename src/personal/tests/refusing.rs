//! What a sealing ledger does not record.

use super::*;

fn erasure(subject: &str, role: &str) -> Value {
    let mut event = event("personal.erased", json!({"subject": subject, "reason": "asked"}));
    event["actor"] = json!({"id": "somebody", "role": role});
    event
}

#[tokio::test]
async fn only_who_may_decide_it_erases_with_an_event_file() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    for role in ["sales", "collector", "finance", "auditor", "system"] {
        assert_eq!(code(house.take(&[erasure("C-1", role)]).await), 864, "{role}");
    }
    assert_eq!(house.texts("C-1").await[0], "Zhang & Sons");
    house.take(&[erasure("C-1", "approver")]).await.unwrap();
    house.take(&[erasure("P-17", "admin")]).await.unwrap();
    for subject in ["C-1", "P-17"] {
        assert_eq!(house.texts(subject).await[0], "[erased]");
        // Once is enough.
        let mut again = erasure(subject, "admin");
        again["data"]["reason"] = json!("again");
        assert_eq!(code(house.take(&[again]).await), 863, "{subject}");
    }
    // A history is taken over as it was decided in its day, twice or by whom it may be.
    let plain = House::new();
    plain.take(&history()).await.unwrap();
    let now = plain.ledger().now().to_string();
    let old = |reason: &str| {
        let mut event = erasure("C-1", "finance");
        event["customer"] = json!("$ledger");
        event["data"]["reason"] = json!(reason);
        event["recorded_at"] = json!(now);
        format!("{event}\n")
    };
    let lines = format!("{}{}{}", plain.stored().await, old("one"), old("two"));
    let copy = House::sealing().await;
    assert_eq!(copy.take_over(&lines).await.unwrap().appended, 5);
    assert_eq!(copy.texts("C-1").await[0], "[erased]");
    // Also where the subject was erased before the history came.
    let sealing = House::sealing().await;
    sealing.take_over(&old("none")).await.unwrap();
    let only = format!("{}{}", old("one"), old("two"));
    assert_eq!(sealing.take_over(&only).await.unwrap().appended, 2);
}

#[tokio::test]
async fn a_key_file_beside_a_ledger_that_does_not_seal_stops_it() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    // The setting is taken away: nothing is recorded in the clear.
    let plain = House { folder: house.folder, store: Arc::new(MemoryStore::default()) };
    assert_eq!(code(plain.take(&history()).await), 862);
    let ledger = plain.ledger();
    assert!(!ledger.seals().await.unwrap());
    assert_eq!(
        code(ledger.import(history()[0].to_string().as_bytes(), IntakeOptions::default()).await),
        862
    );
    assert_eq!(ledger.head().await.unwrap(), Position(0));
    // The control: without the file it is a ledger like others.
    std::fs::remove_file(plain.keys()).unwrap();
    plain.take(&history()).await.unwrap();
}
