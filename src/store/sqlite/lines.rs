//! Lines within the writer's transaction: of a group of batches, or of one that arrives in pieces.
//!
//! Rows are put together in memory and inserted many by each statement; the ends of the streams
//! are written once, at the end of the transaction.

use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

use super::bulk::Bulk;
use super::envelope::Envelope;
use super::sql::to_sql;
use super::tip::{StreamTip, Tip};
use super::tree;
use crate::merkle::leaf_hash;
use crate::store::data::{Appended, NewEvent};
use crate::store::error::StoreError;
use crate::store::plain::{Position, StreamId, Version};
use crate::store::prepare::stamp;
use crate::store::splice::{SPLICED_BYTES_MAX, splice};

const EVENTS: &str = "events (position, envelope, line)";

/// Rows that wait to be inserted at most, but for those of the last batch or piece.
const READY_MAX: usize = 256;

/// How the events of a batch get their times.
#[derive(Clone, Copy)]
pub(super) struct Stamps {
    pub(super) preserve_recorded_at: bool,
    pub(super) not_before_ms: i64,
}

/// The lines of one transaction so far.
#[derive(Default)]
pub(super) struct Lines {
    touched: Vec<Touched>,
    /// Which of `touched` a stream is.
    places: FxHashMap<StreamId, u32>,
    /// Rows that have not been inserted.
    ready: Vec<Row>,
}

/// The row of an event.
struct Row {
    position: u64,
    envelope: [u8; Envelope::BYTES],
    line: Vec<u8>,
}

/// The end of a stream that is added to.
struct Touched {
    name: StreamId,
    tip: StreamTip,
    is_new: bool,
}

impl Lines {
    /// Adds the events of one batch, or of a piece of it, and moves the end of the log.
    pub(super) fn add(
        &mut self,
        connection: &Connection,
        tip: &mut Tip,
        events: Vec<NewEvent>,
        stamps: Stamps,
    ) -> Result<Appended, StoreError> {
        let (first, count) = (Position(tip.position + 1), events.len());
        let mut clock_behind_ms = 0;
        for event in events {
            let place = self.touch(connection, tip, &event.stream)?;
            let stream = &mut self.touched[place as usize].tip;
            let time = |last_ms| {
                let Stamps { preserve_recorded_at, not_before_ms } = stamps;
                stamp(not_before_ms, preserve_recorded_at, event.recorded_at_ms, last_ms)
            };
            let behind = tip.recorded_at_ms.saturating_sub(time(i64::MIN));
            clock_behind_ms = clock_behind_ms.max(behind);
            tip.recorded_at_ms = time(tip.recorded_at_ms);
            tip.position += 1;
            stream.version += 1;
            let length = event.head.len() + event.middle.len() + SPLICED_BYTES_MAX;
            let mut line = Vec::with_capacity(length);
            let (position, time, version) = (tip.position, tip.recorded_at_ms, stream.version);
            splice(&mut line, &event.head, &event.middle, position, time, version);
            if let Some(tree) = &mut tip.tree {
                tree.push(leaf_hash(&line));
                if position.is_multiple_of(tree::EVENTS_BETWEEN_WRITES) {
                    tree::write(connection, tree)?;
                }
            }
            let envelope = Envelope {
                id: event.id,
                stream: stream.index,
                version: Version(version),
                prev: Position(stream.last),
                kind: event.kind,
                schema: event.schema,
                effective_days: event.effective_days,
                recorded_at_ms: time,
                data_at: event.data_at,
                data_len: event.data_len,
            };
            self.ready.push(Row { position, envelope: envelope.bytes(), line });
            stream.last = position;
        }
        if self.ready.len() >= READY_MAX {
            self.insert(connection)?;
        }
        Ok(Appended { first, events: count, head: tip.head(), clock_behind_ms })
    }

    /// Inserts the rows that have not been inserted.
    pub(super) fn insert(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut insert = Bulk::new(connection, EVENTS, self.ready.len())?;
        for Row { position, envelope, line } in self.ready.drain(..) {
            insert.row(params![to_sql(position), &envelope[..], &line[..]])?;
        }
        Ok(())
    }

    /// The version of a stream, with what has been added to it.
    pub(super) fn version(
        &self,
        connection: &Connection,
        tip: &mut Tip,
        name: &StreamId,
    ) -> Result<Version, StoreError> {
        if let Some(place) = self.places.get(name) {
            return Ok(self.touched[*place as usize].tip.version());
        }
        Ok(tip.stream(connection, name)?.map_or(Version(0), |stream| stream.version()))
    }

    /// Finds which of the touched streams this is. One that does not exist gets the next index.
    fn touch(
        &mut self,
        connection: &Connection,
        tip: &mut Tip,
        name: &StreamId,
    ) -> Result<u32, StoreError> {
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        let found = tip.stream(connection, name)?;
        let stream = found.unwrap_or_else(|| {
            tip.streams += 1;
            StreamTip { index: tip.streams, version: 0, last: 0 }
        });
        let place = u32::try_from(self.touched.len()).unwrap_or(u32::MAX);
        self.places.insert(name.clone(), place);
        self.touched.push(Touched { name: name.clone(), tip: stream, is_new: found.is_none() });
        Ok(place)
    }

    /// Inserts what is left, and writes the ends of the streams.
    pub(super) fn finish(
        &mut self,
        connection: &Connection,
        tip: &mut Tip,
    ) -> Result<(), StoreError> {
        self.insert(connection)?;
        self.places.clear();
        write_streams(connection, tip, self.touched.drain(..))
    }
}

fn write_streams(
    connection: &Connection,
    tip: &mut Tip,
    touched: impl Iterator<Item = Touched>,
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO streams (stream, name, version, last_position) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut update = connection
        .prepare_cached("UPDATE streams SET version = ?2, last_position = ?3 WHERE stream = ?1")?;
    for Touched { name, tip: stream, is_new } in touched {
        let (version, last) = (to_sql(stream.version), to_sql(stream.last));
        if is_new {
            insert.execute((stream.index, name.as_str(), version, last))?;
        } else {
            update.execute((stream.index, version, last))?;
        }
        tip.remember(name, stream);
    }
    Ok(())
}
