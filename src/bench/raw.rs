//! The limit of appending: a bare SQLite database with the ledger's tables and settings, and
//! nothing but inserts of the same rows. No door, no checks, no triggers.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, ToSql, Transaction, TransactionBehavior, params};

use super::measuring::failed;
use crate::ledger::LedgerError;
use crate::merkle::{Growing, leaf_hash};
use crate::store::sqlite::envelope::Envelope;
use crate::store::{Page, Position};

/// Rows that one statement inserts, as the ledger's own do.
const ROWS_AT_ONCE: usize = 32;

const TABLES: &str = "
CREATE TABLE events (position INTEGER PRIMARY KEY, envelope BLOB NOT NULL, line BLOB NOT NULL)
  STRICT;
CREATE TABLE event_ids (id BLOB NOT NULL PRIMARY KEY, position INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE streams (stream INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL, last_position INTEGER NOT NULL) STRICT;
CREATE TABLE numbers (kind INTEGER NOT NULL, number TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (kind, number)) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (key TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tree (place INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
INSERT INTO ledger VALUES ('position', 0), ('recorded_at', 0);
";

/// The database, and the growing edge of its tree.
pub(super) struct Raw {
    connection: Connection,
    tree: Growing,
    pub position: u64,
}

/// One event as it stands in its row.
#[derive(Clone)]
pub(super) struct Row {
    pub envelope: Envelope,
    pub line: Vec<u8>,
    /// The number that the event takes, where it is written too.
    pub number: Option<(u8, String)>,
}

impl Raw {
    /// An empty database with the settings of the ledger's writer.
    pub fn create(path: &Path) -> Result<Self, LedgerError> {
        let connection = Connection::open(path).map_err(failed)?;
        let set = |name: &str, value: &dyn ToSql| {
            connection.pragma_update(None, name, value).map_err(failed)
        };
        set("page_size", &8192)?;
        set("journal_mode", &"WAL")?;
        set("synchronous", &"FULL")?;
        set("cache_size", &-(64 << 10))?;
        set("wal_autocheckpoint", &16_384)?;
        connection.execute_batch(TABLES).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, tree: Growing::default(), position: 0 })
    }

    /// Inserts rows in one transaction, which is synced; with `ends`, the ends of their streams
    /// are written as well.
    pub fn insert(&mut self, rows: &[Row], ends: bool) -> rusqlite::Result<()> {
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        let first = self.position + 1;
        insert(
            &transaction,
            "events",
            rows.iter().zip(first..).map(|(row, position)| {
                [
                    Value::Integer(position.cast_signed()),
                    Value::Blob(row.envelope.bytes().to_vec()),
                    Value::Blob(row.line.clone()),
                ]
            }),
        )?;
        let mut ids: Vec<_> = rows.iter().map(|row| row.envelope.id.0).zip(first..).collect();
        ids.sort_unstable();
        let id = |(id, position): ([u8; 16], u64)| {
            [Value::Blob(id.to_vec()), Value::Integer(position.cast_signed())]
        };
        insert(&transaction, "event_ids", ids.into_iter().map(id))?;
        let mut numbers: Vec<_> = rows
            .iter()
            .zip(first..)
            .filter_map(|(row, at)| Some((row.number.as_ref()?, at)))
            .collect();
        numbers.sort_unstable();
        let number = |((kind, number), position): (&(u8, String), u64)| {
            let kind = Value::Integer((*kind).into());
            [kind, Value::Text(number.clone()), Value::Integer(position.cast_signed())]
        };
        insert(&transaction, "numbers", numbers.into_iter().map(number))?;
        for (row, position) in rows.iter().zip(first..) {
            if ends {
                end(&transaction, row, position)?;
            }
            self.tree.push(leaf_hash(&row.line));
        }
        let mut put = transaction.prepare_cached(
            "INSERT INTO tree VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET hashes = excluded.hashes",
        )?;
        for (place, block) in self.tree.take_changed() {
            let place = (u64::from(15 - place.tier) << 59 | place.number).cast_signed();
            put.execute(params![place, block.bytes()])?;
        }
        drop(put);
        self.position += rows.len() as u64;
        let mut head = transaction.prepare_cached("UPDATE ledger SET value = ?2 WHERE key = ?1")?;
        head.execute(params!["position", self.position.cast_signed()])?;
        head.execute(params![
            "recorded_at",
            rows.last().map_or(0, |row| row.envelope.recorded_at_ms)
        ])?;
        drop(head);
        transaction.commit()
    }

    /// Commits one row by itself: what a sync costs.
    pub fn sync(&self) -> rusqlite::Result<()> {
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        let mut row = transaction
            .prepare_cached("UPDATE ledger SET value = value + 1 WHERE key = 'recorded_at'")?;
        row.execute([])?;
        drop(row);
        transaction.commit()
    }
}

fn end(transaction: &Transaction<'_>, row: &Row, position: u64) -> rusqlite::Result<()> {
    let mut put = transaction.prepare_cached(
        "INSERT INTO streams VALUES (?1, ?2, ?3, ?4) ON CONFLICT (stream)
         DO UPDATE SET version = excluded.version, last_position = excluded.last_position",
    )?;
    let Envelope { stream, version, .. } = row.envelope;
    let name = format!("C-{stream:05}");
    put.execute(params![stream, name, version.0.cast_signed(), position.cast_signed()])?;
    Ok(())
}

/// Inserts rows, many by each statement.
fn insert<const COLUMNS: usize>(
    transaction: &Transaction<'_>,
    table: &str,
    rows: impl Iterator<Item = [Value; COLUMNS]>,
) -> rusqlite::Result<()> {
    let statement = |rows: usize| {
        let row = format!("({})", vec!["?"; COLUMNS].join(","));
        format!("INSERT OR ROLLBACK INTO {table} VALUES {}", vec![row; rows].join(","))
    };
    let mut many = transaction.prepare_cached(&statement(ROWS_AT_ONCE))?;
    let mut waiting: Vec<[Value; COLUMNS]> = Vec::with_capacity(ROWS_AT_ONCE);
    for row in rows {
        waiting.push(row);
        if waiting.len() == ROWS_AT_ONCE {
            for (value, at) in waiting.iter().flatten().zip(1..) {
                many.raw_bind_parameter(at, value)?;
            }
            many.raw_execute()?;
            waiting.clear();
        }
    }
    let mut one = transaction.prepare_cached(&statement(1))?;
    for row in &waiting {
        for (value, at) in row.iter().zip(1..) {
            one.raw_bind_parameter(at, value)?;
        }
        one.raw_execute()?;
    }
    Ok(())
}

/// The rows of pages of a log that is read from its beginning.
pub(super) fn rows(pages: &[Page]) -> Vec<Row> {
    let mut ends: rustc_hash::FxHashMap<u32, Position> = rustc_hash::FxHashMap::default();
    let all = pages.iter().flat_map(|page| page.rows.iter().map(move |row| (page, row)));
    all.map(|(page, row)| Row {
        envelope: Envelope {
            id: row.id,
            stream: row.stream,
            version: row.version,
            prev: ends.insert(row.stream, row.position).unwrap_or_default(),
            kind: row.kind,
            schema: row.schema,
            effective_days: row.effective_days,
            recorded_at_ms: row.recorded_at_ms,
            data_at: row.data.start - row.line.start,
            data_len: row.data.end - row.data.start,
        },
        line: page.line(row).to_vec(),
        number: None,
    })
    .collect()
}
