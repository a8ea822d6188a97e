//! What the writer knows about the end of the log, so that it need not be read for every group.

use rusqlite::{Connection, OptionalExtension as _};
use rustc_hash::FxHashMap;

use super::sql::{from_sql, to_sql};
use super::tree;
use crate::merkle::Growing;
use crate::store::data::Head;
use crate::store::error::StoreError;
use crate::store::plain::{EventId, Position, StreamId, Version};

/// Streams that are remembered at most; beyond that all are forgotten, not the oldest.
const STREAMS_REMEMBERED_MAX: usize = 100_000;

/// The end of the log within the present write transaction.
///
/// What is remembered from an earlier transaction is used only while `PRAGMA data_version` says
/// that no other connection has written since. Anything that fails drops it with its connection.
pub(super) struct Tip {
    pub(super) position: u64,
    /// The time that no event may lie before; far in the past for an empty ledger.
    pub(super) recorded_at_ms: i64,
    /// No event has a higher id.
    pub(super) highest_id: EventId,
    /// How many streams there are; also the index of the newest.
    pub(super) streams: u32,
    /// The growing edge of the tree over the log; none where it is only measured without.
    pub(super) tree: Option<Growing>,
    remembered: FxHashMap<StreamId, StreamTip>,
    data_version: i64,
    /// The head as it is stored, to write it only when it changed.
    stored: u64,
}

/// The end of one stream.
#[derive(Clone, Copy)]
pub(super) struct StreamTip {
    pub(super) index: u32,
    pub(super) version: u64,
    pub(super) last: u64,
}

impl StreamTip {
    pub(super) fn version(&self) -> Version {
        Version(self.version)
    }
}

impl Tip {
    /// Reads the end of the log, or confirms what is remembered of it.
    pub(super) fn load(
        connection: &Connection,
        known: Option<Self>,
        keeps_tree: bool,
    ) -> Result<Self, StoreError> {
        let mut query = connection.prepare_cached("PRAGMA data_version")?;
        let data_version: i64 = query.query_row([], |row| row.get(0))?;
        if let Some(tip) = known.filter(|tip| tip.data_version == data_version) {
            return Ok(tip);
        }
        let mut query = connection.prepare_cached(
            "SELECT (SELECT value FROM ledger WHERE key = 'position'),
                    (SELECT value FROM ledger WHERE key = 'recorded_at'),
                    (SELECT coalesce(max(stream), 0) FROM streams),
                    (SELECT max(id) FROM event_ids)",
        )?;
        let (position, recorded_at_ms, streams, highest): (i64, i64, i64, Option<[u8; 16]>) =
            query.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let highest_id = highest.map_or(EventId::default(), EventId);
        let position = from_sql(position)?;
        let tree = keeps_tree.then(|| tree::resume(connection, position)).transpose()?;
        let (streams, remembered, stored) = (from_sql(streams)?, FxHashMap::default(), position);
        Ok(Self {
            position,
            recorded_at_ms,
            highest_id,
            streams,
            tree,
            remembered,
            data_version,
            stored,
        })
    }

    /// Stores the head and the tree if they have moved.
    pub(super) fn store(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.stored == self.position {
            return Ok(());
        }
        let mut update =
            connection.prepare_cached("UPDATE ledger SET value = ?2 WHERE key = ?1")?;
        update.execute(("position", to_sql(self.position)))?;
        update.execute(("recorded_at", self.recorded_at_ms))?;
        if let Some(tree) = &mut self.tree {
            tree::write(connection, tree)?;
        }
        self.stored = self.position;
        Ok(())
    }

    /// Gives the head as callers see it.
    pub(super) fn head(&self) -> Head {
        let recorded_at_ms = if self.position == 0 { 0 } else { self.recorded_at_ms };
        Head { position: Position(self.position), recorded_at_ms }
    }

    /// Finds the end of a stream, if it has any event.
    pub(super) fn stream(
        &mut self,
        connection: &Connection,
        name: &StreamId,
    ) -> Result<Option<StreamTip>, StoreError> {
        if self.streams == 0 {
            return Ok(None);
        }
        if let Some(stream) = self.remembered.get(name) {
            return Ok(Some(*stream));
        }
        let found = find_stream(connection, name)?;
        if let Some(stream) = found {
            self.remember(name.clone(), stream);
        }
        Ok(found)
    }

    /// Remembers the end of a stream that has just been read or written.
    pub(super) fn remember(&mut self, name: StreamId, stream: StreamTip) {
        if self.remembered.len() >= STREAMS_REMEMBERED_MAX {
            self.remembered.clear();
        }
        self.remembered.insert(name, stream);
    }
}

/// Reads the end of a stream, if it has any event.
pub(super) fn find_stream(
    connection: &Connection,
    name: &StreamId,
) -> Result<Option<StreamTip>, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT stream, version, last_position FROM streams WHERE name = ?1")?;
    let found: Option<(i64, i64, i64)> = query
        .query_row([name.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((index, version, last)) = found else {
        return Ok(None);
    };
    Ok(Some(StreamTip {
        index: from_sql(index)?,
        version: from_sql(version)?,
        last: from_sql(last)?,
    }))
}
