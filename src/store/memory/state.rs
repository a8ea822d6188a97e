//! What the store in memory holds, and the rules of an append, event by event.

use std::collections::{BTreeMap, btree_map::Entry};

use crate::merkle::{Block, BlockPlace, Growing, leaf_hash};
use crate::store::data::{
    Appended, Attestation, Batch, EventRow, Head, NewEvent, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, Page,
    ProjectionWrite, StreamHead,
};
use crate::store::error::{AppendError, StoreError};
use crate::store::plain::{EventId, NumberKind, Position, StreamId, Version};
use crate::store::prepare::stamp;
use crate::store::splice::splice;

#[derive(Default)]
pub(super) struct State {
    /// Position p stands at p - 1; ranges count within `line`.
    pub(super) events: Vec<(EventRow, Vec<u8>)>,
    pub(super) ids: BTreeMap<EventId, Position>,
    pub(super) numbers: BTreeMap<(NumberKind, String), Position>,
    /// Index and positions by name.
    pub(super) streams: BTreeMap<StreamId, (u32, Vec<Position>)>,
    pub(super) documents: BTreeMap<[u8; 32], Vec<u8>>,
    /// By read model and generation.
    pub(super) projections: BTreeMap<(String, u64), BTreeMap<String, Vec<u8>>>,
    pub(super) shown: BTreeMap<String, u64>,
    pub(super) meta: BTreeMap<String, Vec<u8>>,
    pub(super) generations: u64,
    pub(super) tree: Growing,
    pub(super) blocks: BTreeMap<BlockPlace, Block>,
    pub(super) attestations: Vec<Attestation>,
    pub(super) settings: BTreeMap<String, String>,
}

impl State {
    pub(super) fn head(&self) -> Head {
        self.events.last().map_or_else(Head::default, |(row, _)| Head {
            position: row.position,
            recorded_at_ms: row.recorded_at_ms,
        })
    }

    fn version(&self, stream: &StreamId) -> Version {
        Version(self.streams.get(stream).map_or(0, |(_, positions)| positions.len() as u64))
    }

    pub(super) fn refuse(&self, batch: &Batch) -> Result<(), AppendError> {
        let actual = self.head().position;
        if let Some(expected) = batch.expected_head.filter(|expected| *expected != actual) {
            return Err(AppendError::HeadConflict { expected, actual });
        }
        for (index, event) in batch.events.iter().enumerate() {
            if let Some(&position) = self.ids.get(&event.id) {
                return Err(AppendError::IdTaken { index, position });
            }
        }
        for (stream, expected) in &batch.expected {
            let (expected, actual) = (*expected, self.version(stream));
            if expected != actual {
                return Err(AppendError::VersionConflict {
                    stream: stream.clone(),
                    expected,
                    actual,
                });
            }
        }
        self.refuse_numbers(batch)?;
        let mut last_ms = self.last_ms();
        for (index, event) in batch.events.iter().enumerate() {
            let time = stamp(
                batch.not_before_ms,
                batch.preserve_recorded_at,
                event.recorded_at_ms,
                last_ms,
            );
            if time < last_ms {
                return Err(AppendError::RecordedAtDecreases { index });
            }
            last_ms = time;
        }
        Ok(())
    }

    fn refuse_numbers(&self, batch: &Batch) -> Result<(), AppendError> {
        let mut inside: BTreeMap<&(NumberKind, String), Option<usize>> = BTreeMap::new();
        for (index, event) in batch.events.iter().enumerate() {
            for free in &event.frees {
                let held = match inside.get(free) {
                    Some(holder) => holder.is_some(),
                    None => self.numbers.contains_key(free),
                };
                let (kind, number) = free.clone();
                if !held {
                    return Err(AppendError::NumberFree { index, kind, number });
                }
                inside.insert(free, None);
            }
            for take in &event.takes {
                let (kind, number) = take.clone();
                match (inside.get(take), self.numbers.get(take)) {
                    (Some(Some(first)), _) => {
                        let first = *first;
                        return Err(AppendError::NumberRepeated { index, first, kind, number });
                    }
                    (None, Some(&position)) => {
                        return Err(AppendError::NumberTaken { index, kind, number, position });
                    }
                    (Some(None), _) | (None, None) => inside.insert(take, Some(index)),
                };
            }
        }
        Ok(())
    }

    /// The time that no event may lie before.
    pub(super) fn last_ms(&self) -> i64 {
        self.events.last().map_or(i64::MIN, |(row, _)| row.recorded_at_ms)
    }

    pub(super) fn append(&mut self, batch: Batch) -> Appended {
        let first = Position(self.events.len() as u64 + 1);
        let count = batch.events.len();
        let mut clock_behind_ms = 0;
        for event in batch.events {
            let last_ms = self.last_ms();
            let time = stamp(
                batch.not_before_ms,
                batch.preserve_recorded_at,
                event.recorded_at_ms,
                last_ms,
            );
            let reading = stamp(
                batch.not_before_ms,
                batch.preserve_recorded_at,
                event.recorded_at_ms,
                i64::MIN,
            );
            clock_behind_ms = clock_behind_ms.max(time - reading);
            self.push(event, time);
        }
        for document in batch.documents {
            self.documents.entry(document.sha256).or_insert(document.bytes);
        }
        self.write(batch.projections, None);
        Appended { first, events: count, head: self.head(), clock_behind_ms }
    }

    fn push(&mut self, event: NewEvent, recorded_at_ms: i64) {
        let position = Position(self.events.len() as u64 + 1);
        let next_index = u32::try_from(self.streams.len() + 1).unwrap_or(u32::MAX);
        let (stream, positions) =
            self.streams.entry(event.stream).or_insert((next_index, Vec::new()));
        positions.push(position);
        let version = Version(positions.len() as u64);
        let mut line = Vec::new();
        splice(&mut line, &event.head, &event.middle, position.0, recorded_at_ms, version.0);
        let row = EventRow {
            position,
            version,
            stream: *stream,
            kind: event.kind,
            schema: event.schema,
            effective_days: event.effective_days,
            recorded_at_ms,
            id: event.id,
            line: 0..u32::try_from(line.len()).unwrap_or(u32::MAX),
            data: event.data_at..event.data_at + event.data_len,
        };
        self.tree.push(leaf_hash(&line));
        self.blocks.extend(self.tree.take_changed());
        self.events.push((row, line));
        self.ids.insert(event.id, position);
        for free in &event.frees {
            self.numbers.remove(free);
        }
        for take in event.takes {
            self.numbers.insert(take, position);
        }
    }

    pub(super) fn write(&mut self, writes: Vec<ProjectionWrite>, generation: Option<u64>) {
        for write in writes {
            let shown = self.shown.get(&write.name).copied().unwrap_or(0);
            let rows =
                self.projections.entry((write.name, generation.unwrap_or(shown))).or_default();
            match (rows.entry(write.customer), write.row) {
                (Entry::Occupied(entry), None) => drop(entry.remove()),
                (Entry::Vacant(_), None) => {}
                (entry, Some(row)) => drop(entry.insert_entry(row)),
            }
        }
    }

    pub(super) fn shown_rows(&self, name: &str) -> Option<&BTreeMap<String, Vec<u8>>> {
        let shown = self.shown.get(name).copied().unwrap_or(0);
        self.projections.get(&(name.to_owned(), shown))
    }

    pub(super) fn page<'a>(
        &'a self,
        positions: impl Iterator<Item = &'a Position>,
    ) -> Result<Page, StoreError> {
        let mut page = Page::default();
        for position in positions {
            let at = usize::try_from(position.0).ok().and_then(|position| position.checked_sub(1));
            let (row, line) = at
                .and_then(|at| self.events.get(at))
                .ok_or(StoreError::NoSuchPosition(*position))?;
            let too_large =
                |_| StoreError::TooLarge { what: "the answer", limit: u32::MAX as usize };
            let start = u32::try_from(page.bytes.len()).map_err(too_large)?;
            page.bytes.extend_from_slice(line);
            let end = u32::try_from(page.bytes.len()).map_err(too_large)?;
            let data = start + row.data.start..start + row.data.end;
            page.rows.push(EventRow { line: start..end, data, ..row.clone() });
        }
        Ok(page)
    }

    pub(super) fn range(
        &self,
        from: Position,
        to: Position,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let mut bytes = 0;
        let positions: Vec<_> = self
            .events
            .iter()
            .map(|(row, line)| (row.position, line.len()))
            .filter(|(position, _)| (from..=to).contains(position))
            .take(limit.min(PAGE_EVENTS_MAX))
            .take_while(|(_, length)| {
                let room = bytes < PAGE_BYTES_MAX;
                bytes += length;
                room
            })
            .map(|(position, _)| position)
            .collect();
        self.page(positions.iter())
    }
}

/// Gives the end of a stream by the positions of its events.
pub(super) fn head_of(positions: &[Position]) -> Option<StreamHead> {
    let last_position = *positions.last()?;
    Some(StreamHead { version: Version(positions.len() as u64), last_position })
}
