//! Which files are ledgers, and how a ledger of an older version becomes one of this version.
//!
//! `application_id` tells a ledger from other databases, `user_version` is the version of its
//! schema. A step runs in one transaction together with its new version.

use rusqlite::{Connection, TransactionBehavior};

use super::envelope::Envelope;
use super::schema::{VERSION_1, VERSION_2, VERSION_3, VERSION_3_END};
use super::sql::from_sql;
use super::tree;
use crate::store::error::StoreError;
use crate::store::plain::{EventId, EventKind, Position, Version};

/// `application_id` of a ledger: "DUEB".
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"DUEB");

/// One step: the tables it adds, and what fills them out of the log.
struct Step {
    tables: &'static str,
    fill: fn(&Connection) -> Result<(), StoreError>,
}

/// Step n leads from version n to version n + 1; version 0 is an empty file.
const STEPS: &[Step] = &[
    Step { tables: VERSION_1, fill: |_| Ok(()) },
    Step { tables: VERSION_2, fill: tree::plant },
    Step { tables: VERSION_3, fill: pack },
];

/// What a database file is.
pub(super) enum Nature {
    /// It holds nothing yet.
    Empty,
    /// A ledger of this program's version.
    Current,
    /// A ledger of an older version.
    Older,
    /// A ledger of a newer version, with both versions.
    Newer { found: usize, known: usize },
    /// Anything else, and how one can tell.
    Foreign(&'static str),
}

/// Tells what a database file is, without changing it.
pub(super) fn nature(connection: &Connection) -> Result<Nature, rusqlite::Error> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == 0 && version == 0 && objects == 0 {
        return Ok(Nature::Empty);
    }
    if application != APPLICATION_ID {
        return Ok(Nature::Foreign("it is a database of another program"));
    }
    Ok(match usize::try_from(version) {
        Ok(version) if version == STEPS.len() => Nature::Current,
        Ok(0) | Err(_) => Nature::Foreign("its version is not one of a ledger"),
        Ok(version) if version < STEPS.len() => Nature::Older,
        Ok(found) => Nature::Newer { found, known: STEPS.len() },
    })
}

/// Takes the steps from the file's version to this program's. The caller holds the ledger alone.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(0);
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step.tables)?;
        (step.fill)(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(
        None,
        "user_version",
        i32::try_from(STEPS.len()).unwrap_or(i32::MAX),
    )?;
    transaction.commit()?;
    Ok(())
}

/// Copies the events of version 2 with their columns packed into one.
fn pack(connection: &Connection) -> Result<(), StoreError> {
    let mut old = connection.prepare(
        "SELECT position, id, stream, version, prev, kind, schema, effective, recorded_at, data_at,
         data_len, line FROM events ORDER BY position",
    )?;
    let mut new = connection.prepare("INSERT INTO packed VALUES (?1, ?2, ?3)")?;
    let mut rows = old.query([])?;
    while let Some(row) = rows.next()? {
        let position: i64 = row.get(0)?;
        let envelope = Envelope {
            id: EventId(row.get(1)?),
            stream: from_sql(row.get(2)?)?,
            version: Version(from_sql(row.get(3)?)?),
            prev: Position(from_sql(row.get(4)?)?),
            kind: EventKind(from_sql(row.get(5)?)?),
            schema: from_sql(row.get(6)?)?,
            effective_days: from_sql(row.get(7)?)?,
            recorded_at_ms: row.get(8)?,
            data_at: from_sql(row.get(9)?)?,
            data_len: from_sql(row.get(10)?)?,
        };
        let line = row.get_ref(11)?.as_blob().map_err(rusqlite::Error::from)?;
        new.execute((position, &envelope.bytes()[..], line))?;
    }
    drop(rows);
    Ok(connection.execute_batch(VERSION_3_END)?)
}

/// Makes an empty ledger in memory, to compare its schema with a stored one.
pub(super) fn pristine() -> Result<Connection, StoreError> {
    let mut connection = Connection::open_in_memory()?;
    migrate(&mut connection)?;
    Ok(connection)
}
