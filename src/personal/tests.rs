//! A ledger that seals: what is stored, read, compared, erased, and finished later.

#![allow(clippy::needless_pass_by_value)] // events are written down where they are handed over

use std::path::PathBuf;
use std::sync::Arc;

use duebook_events::{Actor, CustomerId, Day, Lang, Position, Role};
use serde_json::{Value, json};

mod crossing;
mod figures;
mod refusing;

use super::create_key_file;
use super::desk::ERASED;
use super::keyring::Keyring;
use super::lock::{Lock, Sharing};
use super::subjects::Readable;
use crate::clock::SystemClock;
use crate::ledger::intake::{IntakeOptions, Receipt};
use crate::ledger::{Ledger, LedgerError};
use crate::store::{EventStore as _, MemoryStore};

/// A store and a key file, on which ledgers are opened as by one process after another.
struct House {
    folder: tempfile::TempDir,
    store: Arc<MemoryStore>,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, store: Arc::new(MemoryStore::default()) }
    }

    async fn sealing() -> Self {
        let house = Self::new();
        let settings = create_key_file(&house.keys()).unwrap();
        house.store.set_settings(settings).await.unwrap();
        house
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    fn ledger(&self) -> Ledger {
        let caller = Actor { id: "erp".into(), role: Role::System };
        Ledger::new(self.store.clone(), Arc::new(SystemClock), caller)
            .with_personal_keys(self.keys(), Lang::En)
    }

    /// What another ledger exported, with its times.
    async fn take_over(&self, lines: &str) -> Result<Receipt, LedgerError> {
        let options = IntakeOptions {
            preserve_recorded_at: true,
            dry_run: false,
            ..IntakeOptions::default()
        };
        self.ledger().import(lines.as_bytes(), options).await
    }

    async fn take(&self, events: &[Value]) -> Result<Receipt, LedgerError> {
        let lines: Vec<String> = events.iter().map(Value::to_string).collect();
        let text = lines.join("\n");
        self.ledger().import(text.as_bytes(), IntakeOptions::default()).await
    }

    /// What is stored, as one text.
    async fn stored(&self) -> String {
        let page =
            self.store.read_range(Position(1), Position(u64::MAX >> 1), 10_000).await.unwrap();
        let lines = page.rows.iter().map(|row| String::from_utf8_lossy(page.line(row)));
        lines.fold(String::new(), |all, line| format!("{all}{line}\n"))
    }

    async fn texts(&self, subject: &str) -> Vec<String> {
        let texts = self.ledger().texts_of(subject).await.unwrap();
        texts.into_iter().map(|text| text.text).collect()
    }

    fn key_bytes(&self) -> Vec<u8> {
        std::fs::read(self.keys()).unwrap()
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, LedgerError>) -> u16 {
    result.unwrap_err().message().code.0
}

fn event(kind: &str, data: Value) -> Value {
    json!({"type": kind, "customer": "C-1", "effective": "2025-03-01", "data": data})
}

fn contact(number: &str, summary: Value) -> Value {
    let data = json!({"contact": number, "channel": "phone", "summary": summary,
        "response": "none"});
    event("contact.logged", data)
}

fn history() -> Vec<Value> {
    let mut registered = event("customer.registered", json!({"name": "Zhang & Sons"}));
    registered["note"] = json!("met at the fair");
    vec![
        registered,
        event("invoice.issued", json!({"invoice": "I", "currency": "CNY", "amount": "10"})),
        contact("K-1", json!({"text": "rang Zhao", "subject": "P-17"})),
    ]
}

#[tokio::test]
async fn texts_are_stored_sealed_and_read_by_who_has_the_keys() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let stored = house.stored().await;
    for text in ["Zhang", "met at", "Zhao"] {
        assert!(!stored.contains(text), "{text} in {stored}");
    }
    assert!(stored.contains("\"amount\":\"10\"") && stored.contains("\"subject\":\"P-17\""));
    assert_eq!(house.texts("C-1").await, ["Zhang & Sons", "met at the fair"]);
    assert_eq!(house.texts("P-17").await, ["rang Zhao"]);
    // The control: a ledger that does not seal holds them.
    let plain = House::new();
    plain.take(&history()).await.unwrap();
    assert!(plain.stored().await.contains("Zhang & Sons") && !plain.keys().exists());
}

#[tokio::test]
async fn the_same_file_adds_nothing_whatever_became_of_the_keys() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let again = || async {
        let receipt = house.take(&history()).await.unwrap();
        (receipt.appended, receipt.already_recorded)
    };
    assert_eq!(again().await, (0, 3));
    // The same id with another text is a conflict while the text can be read.
    let id = "00000000-0000-4000-8000-000000000001";
    let mut named = contact("K-2", json!("one"));
    named["id"] = json!(id);
    house.take(&[named.clone()]).await.unwrap();
    named["data"]["summary"] = json!("other");
    assert_eq!(code(house.take(&[named.clone()]).await), 250);
    // What is not sealed is compared in any case.
    named["data"]["channel"] = json!("visit");
    house.ledger().erase("C-1", "asked", false).await.unwrap();
    house.ledger().erase("P-17", "asked", false).await.unwrap();
    assert_eq!(again().await, (0, 3));
    assert_eq!(code(house.take(&[named.clone()]).await), 250);
    // An id that somebody gave does not vouch for a text that cannot be read any more.
    named["data"]["channel"] = json!("phone");
    assert_eq!(code(house.take(&[named]).await), 250);
    std::fs::remove_file(house.keys()).unwrap();
    assert_eq!(again().await, (0, 3));
}

#[tokio::test]
async fn who_was_erased_gets_no_new_text() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let key = house.key_bytes();
    let erased = house.ledger().erase("C-1", "asked", false).await.unwrap();
    assert_eq!((erased.subject.texts, erased.subject.events, erased.already), (2, 1, false));
    assert_eq!(erased.subject.readable, Readable::Erased);
    assert_eq!(house.texts("C-1").await, ["[erased]", "[erased]"]);
    assert_eq!(house.texts("P-17").await, ["rang Zhao"]);
    // The key is gone from the bytes of the file; it was there.
    let secret = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.lines().nth(1).unwrap().split(' ').nth(2).unwrap().to_owned()
    };
    let (before, now) = (secret(&key), house.key_bytes());
    assert!(!String::from_utf8(now).unwrap().contains(&before));
    assert!(String::from_utf8(key).unwrap().contains(&before));
    // Again: nothing more is recorded.
    let head = house.ledger().head().await.unwrap();
    assert!(house.ledger().erase("C-1", "again", false).await.unwrap().already);
    assert_eq!(house.ledger().head().await.unwrap(), head);
    // A new text of the subject is refused, one of another subject and figures are not.
    assert_eq!(code(house.take(&[contact("K-3", json!("new"))]).await), 850);
    let other = json!({"text": "new", "subject": "P-18"});
    house.take(&[contact("K-3", other)]).await.unwrap();
    let payment = json!({"payment": "P", "currency": "CNY", "amount": "1"});
    house.take(&[event("payment.received", payment)]).await.unwrap();
    // Within one file as well: nothing of it is recorded.
    let mut erasure = event("personal.erased", json!({"subject": "P-18", "reason": "asked"}));
    erasure["actor"] = json!({"id": "zhou.min", "role": "approver"});
    let late = contact("K-4", json!({"text": "late", "subject": "P-18"}));
    assert_eq!(code(house.take(&[erasure.clone(), late]).await), 850);
    assert_eq!(house.texts("P-18").await, ["new"]);
    // An erasure that comes in a file erases as the command does.
    house.take(&[erasure]).await.unwrap();
    assert_eq!(house.texts("P-18").await, ["[erased]"]);
}

#[tokio::test]
async fn a_hold_keeps_the_key() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    house.take(&[event("hold.set", json!({"subject": "C-1", "reason": "case"}))]).await.unwrap();
    assert_eq!(code(house.ledger().erase("C-1", "asked", false).await), 256);
    assert_eq!(house.texts("C-1").await[0], "Zhang & Sons");
    assert!(Keyring::open(&house.keys()).unwrap().pending().is_empty());
    let listed = house.ledger().subject("C-1").await.unwrap();
    assert_eq!(listed.held_by.as_deref(), Some("C-1"));
    let released = event("hold.released", json!({"subject": "C-1", "reason": "over"}));
    house.take(&[released]).await.unwrap();
    // A dry run changes nothing.
    house.ledger().erase("C-1", "asked", true).await.unwrap();
    assert_eq!(house.texts("C-1").await[0], "Zhang & Sons");
    house.ledger().erase("C-1", "asked", false).await.unwrap();
    assert_eq!(house.texts("C-1").await[0], "[erased]");
}

/// The key file as a crash leaves it that comes after the event and before the key is
/// overwritten: marked with the event, the key whole.
async fn cut_off(house: &House, marked: bool) {
    let before = house.key_bytes();
    house.ledger().erase("C-1", "asked", false).await.unwrap();
    let log = house.ledger().erasures_of_the_log().await.unwrap();
    std::fs::write(house.keys(), before).unwrap();
    if marked {
        let mut ring = Keyring::open(&house.keys()).unwrap();
        let lock = Lock::wait(&house.keys(), Sharing::Alone).unwrap();
        ring.mark(&lock, &[(log[0].0.clone(), Some(log[0].1))]).unwrap();
        // The count is written last.
        let none = vec![(ERASED.to_owned(), "0".to_owned())];
        house.store.set_settings(none).await.unwrap();
    }
}

#[tokio::test]
async fn an_erasure_that_was_cut_off_is_finished_by_who_comes_next() {
    for marked in [true, false] {
        // Unmarked it is a key file that was restored from before the erasure.
        let house = House::sealing().await;
        house.take(&history()).await.unwrap();
        cut_off(&house, marked).await;
        assert_eq!(Keyring::open(&house.keys()).unwrap().erased(), 0);
        assert_eq!(house.texts("C-1").await, ["[erased]", "[erased]"], "{marked}");
        assert_eq!(Keyring::open(&house.keys()).unwrap().erased(), 1);
        let counted = house.store.setting(ERASED).await.unwrap();
        assert_eq!(counted.as_deref(), Some("1"));
        // Who writes finishes it too.
        cut_off_again(&house).await;
        assert_eq!(code(house.take(&[contact("K-9", json!("new"))]).await), 850);
    }
}

/// The mark is put back; the erasure is recorded already.
async fn cut_off_again(house: &House) {
    let counted = vec![(ERASED.to_owned(), "2".to_owned())];
    house.store.set_settings(counted).await.unwrap();
}

#[tokio::test]
async fn a_mark_without_an_event_erases_nothing() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let mut ring = Keyring::open(&house.keys()).unwrap();
    let lock = Lock::wait(&house.keys(), Sharing::Alone).unwrap();
    let event = duebook_events::EventId::try_new("00000000-0000-4000-8000-000000000009").unwrap();
    ring.mark(&lock, &[("C-1".into(), Some(event))]).unwrap();
    drop(lock);
    assert_eq!(house.texts("C-1").await[0], "Zhang & Sons");
    house.take(&[contact("K-9", json!("new"))]).await.unwrap();
    house.ledger().erase("C-1", "asked", false).await.unwrap();
    assert_eq!(house.texts("C-1").await[0], "[erased]");
}

#[tokio::test]
async fn a_text_that_was_moved_is_refused_and_told() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    let stored = house.stored().await;
    let first: Value = serde_json::from_str(stored.lines().next().unwrap()).unwrap();
    let moved = contact("K-5", first["data"]["name"].clone());
    assert_eq!(code(house.take(std::slice::from_ref(&moved)).await), 855);
    // In a history that is taken over it stands as it was recorded, and is told.
    let mut old = moved;
    let now = house.ledger().now().to_string();
    old["recorded_at"] = json!(now);
    let options =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    house.ledger().import(old.to_string().as_bytes(), options).await.unwrap();
    assert_eq!(house.texts("C-1").await[2], "[cannot be opened]");
}

#[tokio::test]
async fn without_its_key_file_a_ledger_answers_and_takes_no_text() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    std::fs::remove_file(house.keys()).unwrap();
    assert_eq!(house.texts("C-1").await, ["[sealed]", "[sealed]"]);
    assert_eq!(code(house.take(&[contact("K-2", json!("new"))]).await), 851);
    assert_eq!(code(house.ledger().erase("C-1", "asked", false).await), 851);
    let payment = json!({"payment": "P", "currency": "CNY", "amount": "1"});
    house.take(&[event("payment.received", payment)]).await.unwrap();
    // The file of another ledger is not used.
    let mut ring = Keyring::create(&house.keys()).unwrap();
    let lock = Lock::wait(&house.keys(), Sharing::Alone).unwrap();
    ring.create_keys(&lock, ["C-9"].into_iter()).unwrap();
    drop(lock);
    assert_eq!(code(house.take(&[contact("K-2", json!("new"))]).await), 852);
    assert_eq!(code(house.ledger().new_key_file().await), 858);
    std::fs::remove_file(house.keys()).unwrap();
    // One that was begun and cut off before the ledger knew of it is gone on with.
    Keyring::create(&house.keys()).unwrap();
    assert_eq!(code(house.take(&[contact("K-2", json!("new"))]).await), 852);
    assert_eq!(house.ledger().new_key_file().await.unwrap(), 2);
    house.take(&[contact("K-2", json!({"text": "new", "subject": "P-20"}))]).await.unwrap();
    assert_eq!(house.texts("P-20").await, ["new"]);
    assert_eq!(house.texts("C-1").await, ["[sealed]", "[sealed]"]);
    assert_eq!(code(house.ledger().new_key_file().await), 860);
}

#[tokio::test]
async fn an_export_is_taken_over_byte_for_byte() {
    let house = House::sealing().await;
    house.take(&history()).await.unwrap();
    house.ledger().erase("P-17", "asked", false).await.unwrap();
    let export = house.stored().await;
    for copy in [House::new(), House::sealing().await] {
        for (appended, known) in [(4, 0), (0, 4)] {
            let options = IntakeOptions {
                preserve_recorded_at: true,
                dry_run: false,
                ..IntakeOptions::default()
            };
            let receipt = copy.ledger().import(export.as_bytes(), options).await.unwrap();
            assert_eq!((receipt.appended, receipt.already_recorded), (appended, known));
            assert_eq!(copy.stored().await, export);
        }
        assert_eq!(copy.texts("C-1").await, ["[sealed]", "[sealed]"]);
    }
}

#[tokio::test]
async fn many_writers_make_one_key_and_every_text_opens() {
    let house = House::sealing().await;
    house.take(&history()[..1]).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..4 {
        let ledger = house.ledger();
        writers.spawn(async move {
            for i in 0..5 {
                let summary = json!({"text": format!("{writer}-{i}"), "subject": format!("P-{i}")});
                let line = contact(&format!("K-{writer}-{i}"), summary).to_string();
                ledger.import(line.as_bytes(), IntakeOptions::default()).await.unwrap();
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    for i in 0..5 {
        let mut texts = house.texts(&format!("P-{i}")).await;
        texts.sort_unstable();
        let all: Vec<String> = (0..4).map(|writer| format!("{writer}-{i}")).collect();
        assert_eq!(texts, all);
    }
}
