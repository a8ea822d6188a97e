//! Files of older versions become ledgers of this one when they are opened.

use std::path::Path;

use duebook::store::sqlite::Opening;
use duebook::store::{EventStore, Page, Position, SqliteStore};
use rusqlite::{Connection, params};

use crate::given::{Shelf, filled};

/// The table of versions 1 and 2: a column for each field.
const IN_COLUMNS: &str = "
    DROP TABLE events;
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream INTEGER NOT NULL,
      version INTEGER NOT NULL, prev INTEGER NOT NULL, kind INTEGER NOT NULL,
      schema INTEGER NOT NULL, effective INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
      id BLOB NOT NULL, data_at INTEGER NOT NULL, data_len INTEGER NOT NULL, line BLOB NOT NULL)
      STRICT;
    CREATE TRIGGER events_no_update BEFORE UPDATE ON events
      BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
    CREATE TRIGGER events_no_delete BEFORE DELETE ON events
      BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
    PRAGMA user_version = 2";

/// Version 1 had no tree.
const WITHOUT_TREE: &str = "
    DROP TABLE tree; DROP TABLE checkpoints; DROP TABLE settings;
    DROP TRIGGER ledger_no_delete;
    DELETE FROM ledger WHERE key = 'checkpoints';
    CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the head is never deleted'); END;
    PRAGMA user_version = 1";

/// Makes a ledger one of version 2. Every event is in the one stream that there is.
fn in_columns(path: &Path, page: &Page) {
    let raw = Connection::open(path).unwrap();
    raw.execute_batch(IN_COLUMNS).unwrap();
    for row in &page.rows {
        let (data_at, data_len) = (row.data.start - row.line.start, row.data.end - row.data.start);
        raw.execute(
            "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                row.position.0.cast_signed(),
                row.stream,
                row.version.0.cast_signed(),
                row.position.0.cast_signed() - 1,
                row.kind.0,
                row.schema,
                row.effective_days,
                row.recorded_at_ms,
                row.id.0,
                data_at,
                data_len,
                page.line(row),
            ],
        )
        .unwrap();
    }
}

/// A ledger of 70 events as an older version wrote it is the same one afterwards.
async fn taken_over(older: impl Fn(&Path, &Page)) {
    let shelf = Shelf::new();
    let path = shelf.path();
    let open = |opening| SqliteStore::open(&path, opening).unwrap();
    let store = open(Opening::CreateIfMissing);
    filled(&store, "C-1", 1, 70).await;
    let root = store.tree_root(70).await;
    let page = store.read_range(Position(1), Position(70), 70).await.unwrap();
    drop(store);
    older(&path, &page);
    let store = open(Opening::Existing);
    assert_eq!(store.tree_root(70).await, root);
    assert_eq!(store.read_range(Position(1), Position(70), 70).await.unwrap(), page);
    filled(&store, "C-1", 71, 72).await;
    assert_eq!(store.check().unwrap(), []);
    drop(store);
    assert_eq!(open(Opening::Existing).check().unwrap(), []);
}

#[tokio::test]
async fn columns_are_packed() {
    taken_over(in_columns).await;
}

#[tokio::test]
async fn a_ledger_without_a_tree_gets_one() {
    taken_over(|path, page| {
        in_columns(path, page);
        Connection::open(path).unwrap().execute_batch(WITHOUT_TREE).unwrap();
    })
    .await;
}
