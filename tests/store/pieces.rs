//! Batches that arrive in pieces, where there is a file and other processes use it.

use std::path::Path;
use std::time::Duration;

use duebook::store::sqlite::Opening;
use duebook::store::{EventStore, Position, SqliteStore, Times};
use rusqlite::Connection;

use crate::given::{MARCH, Shelf, event, filled};

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Opening::CreateIfMissing).unwrap()
}

fn times() -> Times {
    Times { preserve_recorded_at: false, not_before_ms: MARCH }
}

#[tokio::test]
async fn another_process_waits_for_a_batch_that_arrives_in_pieces() {
    let shelf = Shelf::new();
    let path = shelf.path();
    let store = open(&path);
    filled(&store, "C-1", 1, 2).await;
    let raw = Connection::open(&path).unwrap();
    raw.busy_timeout(Duration::ZERO).unwrap();
    let locked = || raw.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_err();
    assert!(!locked());
    for commit in [false, true] {
        let mut long = store.begin_long(times()).await.unwrap().batch;
        assert!(locked());
        long.add(vec![event(3, "C-1")]).await.unwrap();
        assert!(locked());
        let seen: i64 = raw.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
        assert_eq!(seen, 2);
        if commit {
            long.commit(Vec::new()).await.unwrap();
        } else {
            drop(long);
            // The writing thread has taken it back once it has answered the next job.
            store.set_settings(Vec::new()).await.unwrap();
        }
        assert!(!locked());
    }
    assert_eq!(store.head().await.unwrap().position, Position(3));
    assert!(store.check().unwrap().is_empty());
}

#[tokio::test]
async fn a_batch_in_pieces_that_the_engine_refuses_leaves_nothing() {
    let shelf = Shelf::new();
    let path = shelf.path();
    let store = open(&path);
    filled(&store, "C-1", 1, 2).await;
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.position = 40
         BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    .unwrap();
    let mut long = store.begin_long(times()).await.unwrap().batch;
    long.add((3..=30).map(|n| event(n, "C-1")).collect()).await.unwrap();
    let mut told = Ok(());
    for n in 31..=600 {
        if told.is_ok() {
            told = long.add(vec![event(n, "C-1")]).await;
        }
    }
    if told.is_ok() {
        told = long.commit(Vec::new()).await.map(drop);
    }
    assert!(told.unwrap_err().to_string().contains("no room"));
    assert_eq!(store.head().await.unwrap().position, Position(2));
    raw.execute_batch("DROP TRIGGER full").unwrap();
    // Others are not harmed.
    filled(&store, "C-1", 3, 60).await;
    assert!(store.check().unwrap().is_empty());
}
