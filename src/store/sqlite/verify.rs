//! What does not hold in the file: the engine's checks, the schema, and the indexes against the
//! log. Everything is read in one snapshot, or a ledger that is being used would look broken.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::migrate::pristine;
use super::sql::from_sql;
use crate::store::data::Problem;
use crate::store::error::StoreError;
use crate::store::plain::Position;

/// Problems that are listed at most.
const PROBLEMS_MAX: usize = 1000;

/// Looks for everything that does not hold.
pub(super) fn check(connection: &Connection) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Problems(Vec::new());
    problems.engine(connection)?;
    problems.schema(connection)?;
    problems.log(connection)?;
    problems.ids(connection)?;
    Ok(problems.0)
}

/// Gives the SHA-256 over the schema as it is stored.
pub(super) fn schema_digest(connection: &Connection) -> Result<[u8; 32], StoreError> {
    let mut hash = Sha256::new();
    for (name, sql) in objects(connection)? {
        for text in [name, sql] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
    }
    Ok(hash.finalize().into())
}

/// Tables, indexes and triggers with their definitions, by type and name.
fn objects(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let mut query = connection.prepare(
        "SELECT type || ' ' || name || ' of ' || tbl_name, coalesce(sql, '') FROM sqlite_schema",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

struct Problems(Vec<Problem>);

/// The fields of one event that the indexes must agree with.
struct Link {
    position: i64,
    stream: i64,
    version: i64,
    prev: i64,
    recorded_at: i64,
}

impl Problems {
    fn add(&mut self, position: Option<i64>, problem: String) -> Result<(), StoreError> {
        if self.0.len() < PROBLEMS_MAX {
            let position = position.map(from_sql).transpose()?.map(Position);
            self.0.push(Problem { position, problem });
        }
        Ok(())
    }

    fn engine(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut query = connection.prepare("PRAGMA integrity_check(100)")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let said: String = row.get(0)?;
            if said != "ok" {
                self.add(None, format!("the database says: {said}"))?;
            }
        }
        Ok(())
    }

    fn schema(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let (expected, actual) = (objects(&pristine()?)?, objects(connection)?);
        for (name, sql) in &expected {
            match actual.get(name) {
                None => self.add(None, format!("the schema lacks the {name}"))?,
                Some(other) if other != sql => {
                    self.add(None, format!("the schema has another {name}"))?;
                }
                Some(_) => {}
            }
        }
        for name in actual.keys().filter(|name| !expected.contains_key(*name)) {
            self.add(None, format!("the schema has a {name} that does not belong to it"))?;
        }
        Ok(())
    }

    /// Positions, versions, the way back through each stream, times, and the ends of all of them.
    fn log(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut ends: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        let (mut position, mut recorded_at) = (0, i64::MIN);
        let mut query = connection.prepare(
            "SELECT position, stream, version, prev, recorded_at FROM events ORDER BY position",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let link = Link {
                position: row.get(0)?,
                stream: row.get(1)?,
                version: row.get(2)?,
                prev: row.get(3)?,
                recorded_at: row.get(4)?,
            };
            if link.position != position + 1 {
                self.add(
                    Some(link.position.max(0)),
                    format!("the event before it is at position {position}"),
                )?;
            }
            if link.recorded_at < recorded_at {
                self.add(
                    Some(link.position.max(0)),
                    "it was recorded before the event in front of it".to_owned(),
                )?;
            }
            (position, recorded_at) = (link.position, link.recorded_at);
            let end = ends.entry(link.stream).or_default();
            if (link.version, link.prev) != (end.0 + 1, end.1) {
                self.add(
                    Some(link.position.max(0)),
                    format!(
                        "it is version {} after {}, but its stream is at version {} after {}",
                        link.version,
                        link.prev,
                        end.0 + 1,
                        end.1
                    ),
                )?;
            }
            *end = (link.version, link.position);
        }
        self.ends(connection, &ends, position, recorded_at)
    }

    fn ends(
        &mut self,
        connection: &Connection,
        ends: &BTreeMap<i64, (i64, i64)>,
        position: i64,
        recorded_at: i64,
    ) -> Result<(), StoreError> {
        let ledger = "SELECT value FROM ledger WHERE key = ?1";
        let head: i64 = connection.query_row(ledger, ["position"], |row| row.get(0))?;
        let time: i64 = connection.query_row(ledger, ["recorded_at"], |row| row.get(0))?;
        if head != position {
            self.add(
                None,
                format!("the head is at position {head}, the last event at {position}"),
            )?;
        }
        if position > 0 && time != recorded_at {
            self.add(None, "the head has another time than the last event".to_owned())?;
        }
        let mut query =
            connection.prepare("SELECT stream, name, version, last_position FROM streams")?;
        let mut rows = query.query([])?;
        let mut streams = 0;
        while let Some(row) = rows.next()? {
            let (stream, name): (i64, String) = (row.get(0)?, row.get(1)?);
            streams += 1;
            let end: (i64, i64) = (row.get(2)?, row.get(3)?);
            if ends.get(&stream) != Some(&end) {
                self.add(
                    None,
                    format!(
                        "stream {name} does not end at version {} and position {}",
                        end.0, end.1
                    ),
                )?;
            }
        }
        if streams != ends.len() {
            self.add(None, format!("the log has {} streams, their list {streams}", ends.len()))?;
        }
        Ok(())
    }

    /// Ids both ways, and the holders of numbers.
    fn ids(&mut self, connection: &Connection) -> Result<(), StoreError> {
        // Each table is read once in its own order; looking every id up would jump about in one.
        if pairs(connection, "SELECT id, position FROM events ORDER BY position")?
            != pairs(connection, "SELECT id, position FROM event_ids ORDER BY id")?
        {
            self.differing(
                connection,
                "SELECT position FROM events e WHERE NOT EXISTS
                   (SELECT 1 FROM event_ids i WHERE i.id = e.id AND i.position = e.position)",
                "its id is not in the list of ids",
            )?;
            self.differing(
                connection,
                "SELECT position FROM event_ids i WHERE NOT EXISTS
                   (SELECT 1 FROM events e WHERE e.position = i.position AND e.id = i.id)",
                "the list of ids has an id for it that it does not have",
            )?;
        }
        self.differing(
            connection,
            "SELECT position FROM numbers
             WHERE position NOT BETWEEN 1 AND (SELECT value FROM ledger WHERE key = 'position')",
            "it holds a number and does not exist",
        )
    }

    fn differing(
        &mut self,
        connection: &Connection,
        question: &str,
        problem: &str,
    ) -> Result<(), StoreError> {
        let mut query = connection.prepare(question)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            self.add(Some(row.get::<_, i64>(0)?.max(0)), problem.to_owned())?;
        }
        Ok(())
    }
}

/// Adds up the hashes of pairs of an id and a position: the sum does not depend on their order.
fn pairs(connection: &Connection, question: &str) -> Result<u128, StoreError> {
    let mut query = connection.prepare(question)?;
    let mut rows = query.query([])?;
    let mut sum = 0u128;
    while let Some(row) = rows.next()? {
        let mut hash = Sha256::new();
        hash.update(row.get::<_, i64>(1)?.to_be_bytes());
        hash.update(row.get_ref(0)?.as_blob().unwrap_or_default());
        let hash: [u8; 32] = hash.finalize().into();
        let (half, _) = hash.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
        sum = sum.wrapping_add(u128::from_be_bytes(*half));
    }
    Ok(sum)
}
