//! Erasures of two processes that cross, or are cut off between two steps.

use duebook_events::EventId;

use super::*;

/// The key file is put back as it was before the erasure, with its mark: so it looks to
/// others when the process that erases is killed after the event and before the key.
fn killed_before_overwriting(house: &House, before: &[u8], subject: &str, event: EventId) {
    std::fs::write(house.keys(), before).unwrap();
    let mut ring = Keyring::open(&house.keys()).unwrap();
    let lock = Lock::wait(&house.keys(), Sharing::Alone).unwrap();
    ring.mark(&lock, &[(subject.into(), Some(event))]).unwrap();
}

#[tokio::test]
async fn an_erasure_that_was_cut_off_elsewhere_is_seen_by_who_appends_fast() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let before = house.key_bytes();
    // A long-lived process that has settled and read C-1's book.
    let writer = house.ledger();
    let one = contact("K-2", json!("one")).to_string();
    writer.import(one.as_bytes(), IntakeOptions::default()).await.unwrap();
    house.ledger().erase("C-1", "asked", false).await.unwrap();
    let (_, event) = house.ledger().erasures_of_the_log().await.unwrap()[0];
    killed_before_overwriting(&house, &before, "C-1", event);
    house.store.set_settings(vec![(ERASED.to_owned(), "0".to_owned())]).await.unwrap();
    let day = Day::try_new("2025-03-01").unwrap();
    let data = json!({"contact": "K-3", "channel": "phone", "summary": "two", "response": "none"});
    let customer = CustomerId::try_new("C-1").unwrap();
    let caller = writer.caller().clone();
    let fast = writer.record_own("contact.logged", &customer, day, data, &caller).await;
    assert_eq!(code(fast), 850);
    assert_eq!(Keyring::open(&house.keys()).unwrap().erased(), 1);
}

#[tokio::test]
async fn two_that_erase_at_once_record_it_once() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let head = house.ledger().head().await.unwrap();
    let mut erasing = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let ledger = house.ledger();
        erasing.spawn(async move { ledger.erase("C-1", "asked", false).await.unwrap().already });
    }
    let already = erasing.join_all().await;
    assert_eq!(already.iter().filter(|already| !**already).count(), 1);
    assert_eq!(house.ledger().head().await.unwrap().0, head.0 + 1);
}

#[tokio::test]
async fn nothing_is_written_to_a_file_that_another_one_replaced() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let mut ring = Keyring::open(&house.keys()).unwrap();
    let lock = Lock::wait(&house.keys(), Sharing::Alone).unwrap();
    let other = house.keys().with_extension("copy");
    std::fs::copy(house.keys(), &other).unwrap();
    std::fs::rename(&other, house.keys()).unwrap();
    let before = house.key_bytes();
    let event = EventId::try_new("00000000-0000-4000-8000-000000000009").unwrap();
    assert!(ring.overwrite(&lock, &[("C-1".into(), event)]).is_err());
    assert!(ring.create_keys(&lock, ["X"].into_iter()).is_err());
    assert_eq!(house.key_bytes(), before);
    drop(lock);
    // Nor with a lock that others hold as well.
    let together = Lock::wait(&house.keys(), Sharing::Together).unwrap();
    assert!(ring.mark(&together, &[("C-1".into(), Some(event))]).is_err());
    assert_eq!(house.key_bytes(), before);
}
