//! The lines of a batch within the writer's transaction, whether it arrives whole or in pieces.
//!
//! The ends of its streams are kept in memory and written once, at its end.

use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

use super::bulk::Bulk;
use super::sql::to_sql;
use super::tip::{StreamTip, Tip};
use super::tree;
use crate::merkle::leaf_hash;
use crate::store::data::{Appended, NewEvent};
use crate::store::error::StoreError;
use crate::store::plain::{Position, StreamId};
use crate::store::prepare::stamp;
use crate::store::splice::splice;

const EVENTS: &str = "events (position, stream, version, prev, kind, schema, effective, \
     recorded_at, id, data_at, data_len, line)";

/// The lines of one batch so far.
pub(super) struct Lines {
    preserve_recorded_at: bool,
    not_before_ms: i64,
    touched: Vec<Touched>,
    /// Which of `touched` a stream is.
    places: FxHashMap<StreamId, u32>,
    events: usize,
    clock_behind_ms: i64,
    /// The line that is being put together.
    line: Vec<u8>,
}

/// The end of a stream that the batch adds to.
struct Touched {
    name: StreamId,
    tip: StreamTip,
    is_new: bool,
}

impl Lines {
    /// No lines yet; times are those of the batch.
    pub(super) fn new(preserve_recorded_at: bool, not_before_ms: i64) -> Self {
        Self {
            preserve_recorded_at,
            not_before_ms,
            touched: Vec::new(),
            places: FxHashMap::default(),
            events: 0,
            clock_behind_ms: 0,
            line: Vec::new(),
        }
    }

    /// Inserts the next events and moves the end of the log.
    pub(super) fn insert(
        &mut self,
        connection: &Connection,
        tip: &mut Tip,
        events: Vec<NewEvent>,
    ) -> Result<(), StoreError> {
        let mut insert = Bulk::new(connection, EVENTS, events.len())?;
        for event in events {
            let place = self.touch(connection, tip, &event.stream)?;
            let stream = &mut self.touched[place as usize].tip;
            let time = |last_ms| {
                let (not_before, preserve) = (self.not_before_ms, self.preserve_recorded_at);
                stamp(not_before, preserve, event.recorded_at_ms, last_ms)
            };
            let behind = tip.recorded_at_ms.saturating_sub(time(i64::MIN));
            self.clock_behind_ms = self.clock_behind_ms.max(behind);
            tip.recorded_at_ms = time(tip.recorded_at_ms);
            tip.position += 1;
            stream.version += 1;
            splice(
                &mut self.line,
                &event.head,
                &event.middle,
                tip.position,
                tip.recorded_at_ms,
                stream.version,
            );
            insert.row(params![
                to_sql(tip.position),
                stream.index,
                to_sql(stream.version),
                to_sql(stream.last),
                event.kind.0,
                event.schema,
                event.effective_days,
                tip.recorded_at_ms,
                &event.id.0[..],
                event.data_at,
                event.data_len,
                &self.line[..],
            ])?;
            stream.last = tip.position;
            if let Some(tree) = &mut tip.tree {
                tree.push(leaf_hash(&self.line));
                if tip.position.is_multiple_of(tree::EVENTS_BETWEEN_WRITES) {
                    tree::write(connection, tree)?;
                }
            }
            self.events += 1;
        }
        Ok(())
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

    /// Writes the ends of the streams, and tells what was appended from `first` on.
    pub(super) fn finish(
        self,
        connection: &Connection,
        tip: &mut Tip,
        first: Position,
    ) -> Result<Appended, StoreError> {
        write_streams(connection, tip, self.touched)?;
        let (events, clock_behind_ms) = (self.events, self.clock_behind_ms);
        Ok(Appended { first, events, head: tip.head(), clock_behind_ms })
    }
}

fn write_streams(
    connection: &Connection,
    tip: &mut Tip,
    touched: Vec<Touched>,
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
