//! The log, sorted by stream: what a fold per customer reads from.
//!
//! Shape: the log is cut into parts of equal length; each part holds the records
//! of its events sorted by stream, and where each stream's begin. Workers take
//! parts in turn, so that reading and decoding keep every core busy and nothing is
//! handed over between them. Correctness: within a part the order of the log is
//! kept, and a stream is read part by part, so its events stay in order; the
//! number of workers changes nothing (INV-5). Bound: about 50 bytes an event where
//! figures are read.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use duebook_events::{Position, Words};
use duebook_projections::{Cut, Fact};

use super::record::{self, Reads};
use super::{Progress, died};
use crate::ledger::LedgerError;
use crate::store::EventStore;

/// The fewest events of a part.
const PART_MIN: u64 = 1 << 14;
/// The most events of a part.
const PART_MAX: u64 = 1 << 19;
/// Parts a worker takes, of a log of middling length: enough that all end together.
const PARTS_A_WORKER: u64 = 6;
/// Events between two words about progress.
const EVENTS_BETWEEN_WORDS: u64 = 4_096;

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
    (from, to): (Position, Position),
    reads: Reads,
    workers: usize,
    wanted: &[bool],
    progress: Progress<'_>,
) -> Result<Shelf, LedgerError> {
    let events = (to.0 + 1).saturating_sub(from.0);
    let length = (events / (workers as u64 * PARTS_A_WORKER)).clamp(PART_MIN, PART_MAX);
    let count = usize::try_from(events.div_ceil(length)).unwrap_or(usize::MAX);
    let (next, scanned) = (AtomicUsize::new(0), AtomicU64::new(0));
    let work = || {
        let (mut done, mut desk) = (Vec::new(), Desk::default());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(done);
            }
            let first = from.0 + number as u64 * length;
            let last = Position((first + length - 1).min(to.0));
            let part =
                Part::read(store, (Position(first), last), reads, wanted, &mut desk, &|| {
                    let so_far = scanned.fetch_add(EVENTS_BETWEEN_WORDS, Ordering::Relaxed);
                    progress((from.0 + so_far + EVENTS_BETWEEN_WORDS).min(to.0));
                });
            match part {
                Ok(part) => done.push((number, part)),
                // Parts are taken in order: whoever finds the first damage has its number.
                Err(error) => return Err((number, error)),
            }
        }
    };
    let finished: Vec<_> = thread::scope(|scope| {
        let working: Vec<_> = (0..workers.min(count)).map(|_| scope.spawn(work)).collect();
        working.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    let mut parts = Vec::with_capacity(count);
    let mut failed: Option<(usize, LedgerError)> = None;
    for worker in finished {
        match worker.map_err(|_| died(Words::new("decoding", "解码")))? {
            Ok(done) => parts.extend(done),
            Err(error) if failed.as_ref().is_none_or(|before| error.0 < before.0) => {
                failed = Some(error);
            }
            Err(_) => {}
        }
    }
    if let Some((_, error)) = failed {
        return Err(error);
    }
    parts.sort_unstable_by_key(|(number, _)| *number);
    progress(to.0);
    let parts = parts.into_iter().map(|(_, part)| part).collect();
    Ok(Shelf { reads, parts })
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
        progress: &dyn Fn(),
    ) -> Result<Self, LedgerError> {
        let Desk { read, places, scratch } = desk;
        read.clear();
        places.clear();
        let mut starts = vec![0; wanted.len() + 1];
        let mut failed = None;
        store.scan_facts(first, last, &mut |row| {
            if row.position.0.is_multiple_of(EVENTS_BETWEEN_WORDS) {
                progress();
            }
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
