//! The log, sorted by stream: what a fold per customer reads from.
//!
//! Shape: the log is cut into [`parts`] of equal length; each part holds the records
//! of its events sorted by stream, and where each stream's begin. Correctness:
//! within a part the order of the log is kept, and a stream is read part by part,
//! so its events stay in order. Bound: about 60 bytes an event where figures are
//! read.

use std::ops::ControlFlow;

use duebook_events::Position;
use duebook_projections::{Cut, Fact};

use super::Progress;
use super::parts::{self, Seen};
use super::record::{self, Reads};
use crate::ledger::LedgerError;
use crate::store::EventStore;

/// Records by stream.
pub(super) struct Shelf {
    reads: Reads,
    parts: Vec<Part>,
}

/// The records of one part of the log.
struct Part {
    bytes: Vec<u8>,
    /// Where the records of each stream begin, by its number; one more for the end.
    starts: Vec<usize>,
}

/// Reads a range of the log; only the streams that are `wanted`, by number.
pub(super) fn fill(
    store: &dyn EventStore,
    range: (Position, Position),
    reads: Reads,
    workers: usize,
    wanted: &[bool],
    progress: Progress<'_>,
) -> Result<Shelf, LedgerError> {
    let reader = || {
        let mut desk = Desk::default();
        move |range: (Position, Position), seen: Seen<'_>| {
            Part::read(store, range, reads, wanted, &mut desk, seen)
        }
    };
    Ok(Shelf { reads, parts: parts::of_range(range, workers, progress, reader)? })
}

impl Shelf {
    /// Whether a stream has any event here.
    pub(super) fn holds(&self, stream: u32) -> bool {
        self.parts.iter().any(|part| !part.of(stream).is_empty())
    }

    /// The records of a stream, in order.
    pub(super) fn records(&self, stream: u32) -> impl Iterator<Item = &[u8]> {
        self.parts.iter().map(move |part| part.of(stream)).filter(|records| !records.is_empty())
    }

    /// Adds the facts of a stream that may count at a point of view, by position.
    /// Tells whether any event of it is known.
    pub(super) fn facts(
        &self,
        stream: u32,
        cut: Cut,
        facts: &mut Vec<Fact>,
    ) -> Result<bool, LedgerError> {
        let mut known = false;
        for records in self.records(stream) {
            known |= record::read(self.reads, records, cut, facts)?;
        }
        Ok(known)
    }
}

/// What a worker needs while it reads a part; it is used again for the next.
#[derive(Default)]
struct Desk {
    /// Records in the order of the log.
    read: Vec<u8>,
    /// The stream of each, and where it begins.
    places: Vec<(u32, usize)>,
    scratch: Vec<u8>,
}

impl Part {
    /// Reads a part of the log: first in its own order, then sorted by stream.
    fn read(
        store: &dyn EventStore,
        (first, last): (Position, Position),
        reads: Reads,
        wanted: &[bool],
        desk: &mut Desk,
        seen: Seen<'_>,
    ) -> Result<Self, LedgerError> {
        let Desk { read, places, scratch } = desk;
        read.clear();
        places.clear();
        let mut starts = vec![0; wanted.len() + 1];
        let mut failed = None;
        store.scan_facts(first, last, &mut |row| {
            seen(row.position);
            let stream = row.stream as usize;
            if !wanted.get(stream).unwrap_or(&false) {
                return ControlFlow::Continue(());
            }
            let begins = read.len();
            if let Err(error) = record::put(reads, &row, scratch, read) {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            places.push((row.stream, begins));
            starts[stream + 1] += read.len() - begins;
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        for stream in 1..starts.len() {
            starts[stream] += starts[stream - 1];
        }
        let mut bytes = vec![0; read.len()];
        let mut free = starts.clone();
        for (at, (stream, begins)) in places.iter().enumerate() {
            let ends = places.get(at + 1).map_or(read.len(), |(_, next)| *next);
            let record = &read[*begins..ends];
            let free = &mut free[*stream as usize];
            bytes[*free..*free + record.len()].copy_from_slice(record);
            *free += record.len();
        }
        Ok(Self { bytes, starts })
    }

    fn of(&self, stream: u32) -> &[u8] {
        let stream = stream as usize;
        match (self.starts.get(stream), self.starts.get(stream + 1)) {
            (Some(begins), Some(ends)) => &self.bytes[*begins..*ends],
            _ => &[],
        }
    }
}
