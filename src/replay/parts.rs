//! A range of the log in parts, which workers take in turn: reading and decoding keep every core
//! busy, and nothing is handed over between them. What is made of the parts is put together in the
//! order of the log, so that the number of workers changes nothing (INV-5).

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use duebook_events::{Position, Words};

use super::{Progress, died};
use crate::ledger::LedgerError;

/// The fewest events of a part.
const PART_MIN: u64 = 1 << 14;
/// The most events of a part.
const PART_MAX: u64 = 1 << 19;
/// Parts a worker takes, of a log of middling length: enough that all end together.
const PARTS_A_WORKER: u64 = 6;
/// Events between two words about progress.
const EVENTS_BETWEEN_WORDS: u64 = 4_096;

/// Told of each event that is read.
pub(super) type Seen<'s> = &'s dyn Fn(Position);

/// Reads a range; `reader` makes what reads the parts of one worker, from their first event to
/// their last.
pub(super) fn of_range<T, R>(
    (from, to): (Position, Position),
    workers: usize,
    progress: Progress<'_>,
    reader: impl Fn() -> R + Sync,
) -> Result<Vec<T>, LedgerError>
where
    T: Send,
    R: FnMut((Position, Position), Seen<'_>) -> Result<T, LedgerError>,
{
    let events = (to.0 + 1).saturating_sub(from.0);
    let length = (events / (workers as u64 * PARTS_A_WORKER)).clamp(PART_MIN, PART_MAX);
    let count = usize::try_from(events.div_ceil(length)).unwrap_or(usize::MAX);
    let (next, scanned) = (AtomicUsize::new(0), AtomicU64::new(0));
    let seen = |position: Position| {
        if position.0.is_multiple_of(EVENTS_BETWEEN_WORDS) {
            let so_far = scanned.fetch_add(EVENTS_BETWEEN_WORDS, Ordering::Relaxed);
            progress((from.0 + so_far + EVENTS_BETWEEN_WORDS).min(to.0));
        }
    };
    let work = || {
        let (mut done, mut read) = (Vec::new(), reader());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(done);
            }
            let first = from.0 + number as u64 * length;
            let last = Position((first + length - 1).min(to.0));
            match read((Position(first), last), &seen) {
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
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}
