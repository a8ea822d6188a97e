//! What only the SQLite store promises: about its file, about other processes, about failures.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use duebook::store::sqlite::{OpenError, Opening};
use duebook::store::{
    AppendError, AttestationKind, Document, EventKind, EventStore, NewAttestation, NewEvent,
    Position, SqliteStore, StoreError,
};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use sha2::{Digest, Sha256};

use crate::given::{INVOICE, Shelf, batch, event, filled, id, number};

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Opening::CreateIfMissing).unwrap()
}

fn refused(path: &Path) -> String {
    let refused = SqliteStore::open(path, Opening::CreateIfMissing);
    refused.err().map(|error| error.to_string()).unwrap_or_default()
}

/// A ledger with three events, a number and a document, closed.
async fn small_book(path: &Path) {
    let store = open(path);
    filled(&store, "C-1", 1, 2).await;
    let takes = vec![number(INVOICE, "INV-1")];
    store.append(batch(vec![NewEvent { takes, ..event(3, "C-2") }])).await.unwrap();
    let bytes = b"a contract".to_vec();
    let sha256 = Sha256::digest(&bytes).into();
    store.put_document(Document { sha256, bytes }).await.unwrap();
    let root = store.tree_root(2).await.unwrap();
    let said = NewAttestation {
        kind: AttestationKind::Checkpoint,
        about: 0,
        size: 2,
        root,
        body: b"signed".to_vec(),
        verifier_keys: "key".to_owned(),
        made_at_ms: 0,
    };
    store.keep_attestation(said.clone()).await.unwrap();
    let token = NewAttestation { kind: AttestationKind::Timestamp, about: 1, ..said };
    store.keep_attestation(token).await.unwrap();
}

#[tokio::test]
async fn what_is_recorded_cannot_be_changed_or_deleted() {
    let shelf = Shelf::new();
    let path = shelf.path();
    small_book(&path).await;
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "recursive_triggers", true).unwrap();
    for attempt in [
        "UPDATE events SET line = x'00' WHERE position = 1",
        "DELETE FROM events WHERE position = 3",
        "DELETE FROM events",
        "REPLACE INTO events SELECT * FROM events WHERE position = 1",
        "UPDATE event_ids SET position = 9",
        "DELETE FROM event_ids",
        "DELETE FROM streams",
        "UPDATE streams SET version = version - 1",
        "UPDATE streams SET name = 'other' WHERE stream = 1",
        "UPDATE numbers SET position = 1",
        "UPDATE documents SET bytes = x'02'",
        "DELETE FROM documents",
        "UPDATE ledger SET value = value - 1 WHERE key = 'position'",
        "DELETE FROM ledger",
        "UPDATE tree SET hashes = x'00'",
        "UPDATE tree SET hashes = substr(hashes, 1, 32)",
        "UPDATE tree SET place = place + 1",
        "DELETE FROM tree",
        "UPDATE checkpoints SET body = x'00'",
        "DELETE FROM checkpoints",
        "UPDATE ledger SET value = 1 WHERE key = 'checkpoints'",
    ] {
        let error = raw.execute(attempt, []).unwrap_err();
        assert_eq!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::ConstraintViolation),
            "{attempt}"
        );
    }
    drop(raw);
    assert!(open(&path).check().unwrap().is_empty());
}

/// The file as somebody sees it who stands above the rules: no trigger fires.
fn above_the_rules(path: &Path) -> Connection {
    let raw = Connection::open(path).unwrap();
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    raw
}

/// Sets the bytes of the second event's envelope from one on, counted from 1: id, 4 bytes of the
/// stream, 8 each of version and position before, 1 of the type, 2 of the schema, 4 of the
/// business date, 8 of the time, 4 each of the payload's place and length.
macro_rules! in_envelope {
    ($from:literal, $hex:literal) => {
        concat!(
            "UPDATE events SET envelope = CAST(substr(envelope, 1, ",
            $from,
            " - 1) || x'",
            $hex,
            "' || substr(envelope, ",
            $from,
            " + length(x'",
            $hex,
            "')) AS BLOB) WHERE position = 2"
        )
    };
}

const ID_CHANGED: &str = in_envelope!(1, "000102030405060708090a0b0c0d0e0f");
const VERSION_CHANGED: &str = in_envelope!(21, "0000000000000009");
const PREV_CHANGED: &str = in_envelope!(29, "0000000000000009");
const RECORDED_AT_CHANGED: &str = in_envelope!(44, "0000000000000005");
const DATA_LEN_CHANGED: &str = in_envelope!(56, "ffffffff");

#[tokio::test]
async fn tampering_is_found_by_the_check() {
    for (tampering, told) in [
        ("DROP TRIGGER events_no_delete", "the schema lacks the trigger events_no_delete"),
        ("CREATE TABLE more (x)", "the schema has a table more of more that does not belong"),
        (
            "DROP TRIGGER events_no_delete; CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT 1; END",
            "the schema has another trigger events_no_delete",
        ),
        ("DELETE FROM events WHERE position = 3", "the head is at position 3, the last event at 2"),
        ("DELETE FROM events WHERE position = 1", "the event before it is at position 0"),
        (ID_CHANGED, "the list of ids is not that of the events"),
        (PREV_CHANGED, "it follows 9 in its stream"),
        (VERSION_CHANGED, "it is version 9 where its stream"),
        (RECORDED_AT_CHANGED, "it was recorded before"),
        (DATA_LEN_CHANGED, "it cannot be read"),
        ("UPDATE events SET envelope = substr(envelope, 2) WHERE position = 2", "has 58 bytes"),
        ("DELETE FROM event_ids WHERE position = 2", "the list of ids is not that of the events"),
        ("UPDATE ledger SET value = value + 1 WHERE key = 'position'", "the head is at position 4"),
        ("UPDATE ledger SET value = value + 1 WHERE key = 'recorded_at'", "has another time"),
        ("UPDATE streams SET version = version + 1 WHERE stream = 2", "stream C-2 does not end at"),
        ("DELETE FROM streams WHERE stream = 2", "its stream 2 is not in the list of streams"),
        ("INSERT INTO numbers VALUES (1, 'INV-9', 9)", "it holds the number INV-9 and does not"),
        (
            "UPDATE tree SET hashes = CAST(hashes || zeroblob(32) AS BLOB)",
            "block 0 of tier 0 of the tree, which begins there, is not that of the events",
        ),
        (
            "UPDATE tree SET hashes = zeroblob(96)",
            "block 0 of tier 0 of the tree, which begins there, is not that of the events",
        ),
        ("INSERT INTO tree VALUES (0, x'00')", "the tree has a block 0 of tier 12 too many"),
        ("INSERT INTO tree VALUES (-1, x'00')", "the tree has a block at -1, where none is"),
        ("DELETE FROM tree", "the tree lacks its block 0 of tier 0"),
        (
            "DELETE FROM checkpoints WHERE number = 2",
            "2 checkpoints and attestations were kept, 1 are there",
        ),
        ("DELETE FROM checkpoints WHERE number = 1", "attestation 2: one before it is missing"),
        (
            "UPDATE checkpoints SET made_at = 1 WHERE number = 2",
            "attestation 2: it is not the one that was kept",
        ),
        (
            "UPDATE checkpoints SET size = 3, root = zeroblob(32)",
            "attestation 1: the log has another root at that size: it was rewritten",
        ),
        (
            "UPDATE checkpoints SET size = 4",
            "attestation 1: it covers more events than there are: the log was cut off",
        ),
        (
            "UPDATE checkpoints SET about = 2 WHERE number = 2",
            "attestation 2: the checkpoint that it is about is not kept",
        ),
        ("UPDATE documents SET bytes = x'00'", "does not have that SHA-256"),
        (
            "UPDATE ledger SET value = 3 WHERE key = 'checkpoints'",
            "3 checkpoints and attestations were kept, 2 are there",
        ),
        ("INSERT INTO ledger VALUES ('more', 1)", "the head does not have just checkpoints"),
    ] {
        let shelf = Shelf::new();
        let path = shelf.path();
        small_book(&path).await;
        assert!(open(&path).check().unwrap().is_empty());
        above_the_rules(&path).execute_batch(tampering).unwrap();
        let problems = open(&path).check().unwrap();
        let found = problems.iter().any(|problem| problem.problem.en.contains(told));
        assert!(found, "{tampering}: {problems:#?}");
    }
}

#[tokio::test]
async fn a_ledger_is_as_it_was_when_it_is_opened_again() {
    let shelf = Shelf::new();
    let path = shelf.path();
    small_book(&path).await;
    let read = async |store: &SqliteStore| {
        let page = store.read_range(Position(1), Position(9), 9).await.unwrap();
        (
            page,
            store.streams().await.unwrap(),
            store.head().await.unwrap(),
            store.schema_digest().unwrap(),
        )
    };
    let before = read(&open(&path)).await;
    assert_eq!(before.0.rows.len(), 3);
    let store = SqliteStore::open(&path, Opening::Existing).unwrap();
    assert_eq!(read(&store).await, before);
    filled(&store, "C-1", 4, 4).await;
    let page = store.read_positions(&[Position(4)]).await.unwrap();
    assert_eq!((page.rows[0].version.0, page.rows[0].stream), (3, 1));
    assert_eq!(store.find_ids(&[id(4)]).await.unwrap(), [Some(Position(4))]);
}

/// An event is never appended to a log whose tree cannot be continued.
#[tokio::test]
async fn nothing_is_appended_where_the_tree_is_damaged() {
    let shelf = Shelf::new();
    let path = shelf.path();
    small_book(&path).await;
    above_the_rules(&path).execute_batch("DELETE FROM tree").unwrap();
    let refused = open(&path).append(batch(vec![event(9, "C-1")])).await;
    assert!(matches!(refused, Err(AppendError::Store(StoreError::Damaged(_)))), "{refused:?}");
    assert_eq!(open(&path).head().await.unwrap().position, Position(3));
}

#[tokio::test]
async fn files_that_are_not_ledgers_are_refused_and_left_alone() {
    let shelf = Shelf::new();

    let text = shelf.path();
    fs::write(&text, "not a database, but long enough to be taken for one ".repeat(100)).unwrap();
    assert!(
        refused(&text).ends_with("is not a duebook ledger: it is not an SQLite database"),
        "{}",
        refused(&text)
    );

    let other = shelf.path();
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(
        refused(&other).ends_with("is not a duebook ledger: it is a database of another program")
    );

    let newer = shelf.path();
    small_book(&newer).await;
    Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(
        refused(&newer).ends_with("is a ledger of version 99; this program knows versions up to 3")
    );

    let missing = shelf.path();
    let error = SqliteStore::open(&missing, Opening::Existing).err().unwrap();
    assert!(matches!(error, OpenError::Missing { .. }));
    assert!(!missing.exists());

    let empty = shelf.path();
    fs::write(&empty, "").unwrap();
    let error = SqliteStore::open(&empty, Opening::Existing).err().unwrap();
    assert!(matches!(error, OpenError::NotALedger { .. }));
    assert_eq!(fs::metadata(&empty).unwrap().len(), 0);
}

#[tokio::test]
async fn a_truncated_ledger_is_refused() {
    let shelf = Shelf::new();
    let path = shelf.path();
    small_book(&path).await;
    let whole = fs::read(&path).unwrap();
    for length in [10, 512, 8192, 8192 * 3, whole.len() - 8192] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(!refused(&path).is_empty(), "{length} of {} bytes", whole.len());
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(open(&path).check().unwrap().len(), 0);
}

#[tokio::test]
async fn a_renamed_ledger_acknowledges_nothing() {
    let shelf = Shelf::new();
    let (path, elsewhere) = (shelf.path(), shelf.path());
    let store = open(&path);
    filled(&store, "C-1", 1, 1).await;
    fs::rename(&path, &elsewhere).unwrap();
    for _ in 0..2 {
        let refused = store.append(batch(vec![event(2, "C-1")])).await.unwrap_err();
        assert!(matches!(refused, AppendError::Store(StoreError::Moved(_))), "{refused}");
    }
    // Another file in its place is not the ledger either.
    fs::copy(&elsewhere, &path).unwrap();
    let refused = store.append(batch(vec![event(2, "C-1")])).await.unwrap_err();
    assert!(matches!(refused, AppendError::Store(StoreError::Moved(_))), "{refused}");
    fs::rename(&elsewhere, &path).unwrap();
    filled(&store, "C-1", 2, 2).await;
    assert_eq!(store.head().await.unwrap().position, Position(2));
}

#[tokio::test]
async fn a_removed_write_ahead_log_is_noticed() {
    let shelf = Shelf::new();
    let path = shelf.path();
    let store = open(&path);
    filled(&store, "C-1", 1, 1).await;
    fs::remove_file(path.with_extension("db-wal")).unwrap();
    let refused = store.append(batch(vec![event(2, "C-1")])).await.unwrap_err();
    assert!(matches!(refused, AppendError::Store(StoreError::Moved(_))), "{refused}");
}

#[tokio::test]
async fn after_a_failed_write_the_outcome_is_unknown_and_the_store_goes_on() {
    let shelf = Shelf::new();
    let path = shelf.path();
    let store = open(&path);
    filled(&store, "C-1", 1, 2).await;
    let sabotage =
        "CREATE TRIGGER sabotage BEFORE INSERT ON events WHEN substr(NEW.envelope, 37, 1) = x'63'
                    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    Connection::open(&path).unwrap().execute_batch(sabotage).unwrap();
    let doomed = NewEvent { kind: EventKind(99), ..event(4, "C-1") };
    let outcome = store.append(batch(vec![event(3, "C-1"), doomed])).await.unwrap_err();
    assert!(
        matches!(&outcome, AppendError::Unknown(reason) if reason.contains("the disk is full")),
        "{outcome}"
    );
    // The retry with the same ids, once the cause is gone.
    assert_eq!(store.find_ids(&[id(3), id(4)]).await.unwrap(), [None, None]);
    filled(&store, "C-1", 3, 4).await;
    assert_eq!(store.head().await.unwrap().position, Position(4));
}

#[tokio::test]
async fn a_writer_waits_for_another_process() {
    let shelf = Shelf::new();
    let path = shelf.path();
    let store = Arc::new(open(&path));
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let waiting = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.append(batch(vec![event(1, "C-1")])).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    // Reading does not wait.
    assert_eq!(store.head().await.unwrap().position, Position(0));
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().first, Position(1));
}

/// Two stores on one file remember different things of it and must not rely on them.
#[tokio::test(flavor = "multi_thread")]
async fn several_stores_share_a_file() {
    let shelf = Shelf::new();
    let path = shelf.path();
    // All of them find no file and want to create it.
    let opening: Vec<_> = (0..3)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || Arc::new(open(&path)))
        })
        .collect();
    let stores: Vec<_> = opening.into_iter().map(|thread| thread.join().unwrap()).collect();
    let tasks: Vec<_> = (0..12u64)
        .map(|task| {
            let store = Arc::clone(&stores[usize::try_from(task % 3).unwrap()]);
            tokio::spawn(async move {
                for n in 0..20 {
                    filled(&*store, &format!("C-{}", n % 5), task * 100 + n, task * 100 + n).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for store in &stores {
        assert_eq!(store.head().await.unwrap().position, Position(240));
        assert!(store.check().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_copy_is_a_ledger_of_its_own() {
    let shelf = Shelf::new();
    let (path, copy) = (shelf.path(), shelf.path());
    let store = open(&path);
    filled(&store, "C-1", 1, 50).await;
    store.back_up(&copy).unwrap();
    assert!(store.back_up(&copy).is_err());
    filled(&store, "C-1", 51, 51).await;
    let copy = SqliteStore::open(&copy, Opening::Existing).unwrap();
    assert_eq!(copy.head().await.unwrap().position, Position(50));
    assert!(copy.check().unwrap().is_empty());
    filled(&copy, "C-1", 51, 51).await;
    assert_eq!(copy.schema_digest().unwrap(), store.schema_digest().unwrap());
}
