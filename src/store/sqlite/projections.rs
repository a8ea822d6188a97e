//! Live read models: disposable rows, rebuilt beside those that are shown.
//!
//! Each read model shows one generation, at first 0. A rebuild writes the rows of a new generation
//! in short transactions, which nobody sees, and then shows them in one (INV-10).

use rusqlite::{Connection, OptionalExtension as _};

use super::sql::{from_sql, to_sql};
use super::tip::Tip;
use crate::store::data::{Expected, ProjectionRow, ProjectionWrite};
use crate::store::error::StoreError;

/// Rows that one transaction stages or discards at most, so that appends are not kept waiting.
pub(super) const STAGED_ROWS_MAX: usize = 4096;

const SHOWN: &str = "SELECT generation FROM projection_shown WHERE name = ?1";

/// A change of the read models, for the writer.
pub(super) enum Change {
    /// Rows of what is shown, and notes; answers 1, or 0 if something expected is not there.
    Write { expected: Vec<Expected>, writes: Vec<ProjectionWrite>, meta: Vec<(String, Vec<u8>)> },
    /// Begins a generation; answers its number.
    Begin,
    /// Rows of a generation that is not shown.
    Stage { generation: u64, writes: Vec<ProjectionWrite> },
    /// Shows a generation; answers 1, or 0 if it may not be shown.
    Swap { generation: u64, names: Vec<String>, at: Option<u64>, meta: Vec<(String, Vec<u8>)> },
    /// Discards some rows of generations older than what is shown; answers how many.
    Discard { name: String },
}

/// Makes a change within the writer's transaction. The meaning of the answer is the change's.
pub(super) fn change(
    connection: &Connection,
    tip: &Tip,
    change: &Change,
) -> Result<u64, StoreError> {
    match change {
        Change::Write { expected, writes, meta } => {
            for expected in expected {
                if !is_there(connection, expected)? {
                    return Ok(0);
                }
            }
            write(connection, writes, None)?;
            write_meta(connection, meta)?;
            Ok(1)
        }
        Change::Begin => begin(connection),
        Change::Stage { generation, writes } => {
            write(connection, writes, Some(*generation))?;
            Ok(0)
        }
        Change::Swap { generation, names, at, meta } => {
            let moved_on = at.is_some_and(|position| position != tip.position);
            if moved_on || !swap(connection, *generation, names)? {
                return Ok(0);
            }
            write_meta(connection, meta)?;
            Ok(1)
        }
        Change::Discard { name } => discard(connection, name),
    }
}

/// Compares a row that is shown, or a note, byte for byte.
fn is_there(connection: &Connection, expected: &Expected) -> Result<bool, StoreError> {
    Ok(match expected {
        Expected::Row { name, customer, row } => self::row(connection, name, customer)? == *row,
        Expected::Note { key, value } => meta(connection, key)? == *value,
    })
}

/// Writes rows of one generation, or of the one that each read model shows.
pub(super) fn write(
    connection: &Connection,
    writes: &[ProjectionWrite],
    generation: Option<u64>,
) -> Result<(), StoreError> {
    if writes.is_empty() {
        return Ok(());
    }
    let mut put = connection.prepare_cached(
        "INSERT INTO projection (name, generation, customer, row) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET row = excluded.row",
    )?;
    let mut delete = connection.prepare_cached(
        "DELETE FROM projection WHERE name = ?1 AND generation = ?2 AND customer = ?3",
    )?;
    for change in writes {
        let generation = match generation {
            Some(generation) => to_sql(generation),
            None => shown(connection, &change.name)?,
        };
        match &change.row {
            Some(row) => put.execute((&change.name, generation, &change.customer, row))?,
            None => delete.execute((&change.name, generation, &change.customer))?,
        };
    }
    Ok(())
}

fn write_meta(connection: &Connection, meta: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached(
        "INSERT INTO projection_meta (key, value) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET value = excluded.value",
    )?;
    for (key, value) in meta {
        put.execute((key, value))?;
    }
    Ok(())
}

fn begin(connection: &Connection) -> Result<u64, StoreError> {
    let generation: i64 = connection
        .prepare_cached(
            "UPDATE ledger SET value = value + 1 WHERE key = 'generation' RETURNING value",
        )?
        .query_row([], |row| row.get(0))?;
    from_sql(generation)
}

/// Shows a generation of all these read models, unless one of them shows a newer one.
fn swap(connection: &Connection, generation: u64, names: &[String]) -> Result<bool, StoreError> {
    for name in names {
        if shown(connection, name)? > to_sql(generation) {
            return Ok(false);
        }
    }
    let mut put = connection.prepare_cached(
        "INSERT INTO projection_shown (name, generation) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET generation = excluded.generation",
    )?;
    for name in names {
        put.execute((name, to_sql(generation)))?;
    }
    Ok(true)
}

/// Generations that are newer than what is shown belong to a rebuild that is not done yet.
fn discard(connection: &Connection, name: &str) -> Result<u64, StoreError> {
    let shown = shown(connection, name)?;
    let mut delete = connection.prepare_cached(
        "DELETE FROM projection WHERE (name, generation, customer) IN (
           SELECT name, generation, customer FROM projection
           WHERE name = ?1 AND generation < ?2 LIMIT ?3)",
    )?;
    let rows = delete.execute((name, shown, to_sql(STAGED_ROWS_MAX as u64)))?;
    Ok(rows as u64)
}

fn shown(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    let found = connection.prepare_cached(SHOWN)?.query_row([name], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or(0))
}

/// Reads the rows that a read model shows by ascending key.
pub(super) fn rows(connection: &Connection, name: &str) -> Result<Vec<ProjectionRow>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT customer, row FROM projection WHERE name = ?1
         AND generation = coalesce((SELECT generation FROM projection_shown WHERE name = ?1), 0)
         ORDER BY customer",
    )?;
    let rows = query
        .query_map([name], |row| Ok(ProjectionRow { customer: row.get(0)?, row: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads one row that a read model shows.
pub(super) fn row(
    connection: &Connection,
    name: &str,
    customer: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT row FROM projection WHERE name = ?1 AND customer = ?2
         AND generation = coalesce((SELECT generation FROM projection_shown WHERE name = ?1), 0)",
    )?;
    Ok(query.query_row([name, customer], |row| row.get(0)).optional()?)
}

/// Reads a note.
pub(super) fn meta(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT value FROM projection_meta WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0)).optional()?)
}
