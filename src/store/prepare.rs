//! What can be checked and sorted about a batch without the ledger.
//!
//! This runs in the caller's task, beside the writer, so that the writer only compares with what
//! is stored. Ids and numbers are sorted, because a sorted insert touches each page of an index
//! once.

use sha2::{Digest, Sha256};

use super::data::{
    BATCH_EVENTS_MAX, Batch, DOCUMENT_BYTES_MAX, Document, LINE_BYTES_MAX, NewEvent,
};
use super::error::{AppendError, StoreError};
use super::plain::{EventId, NumberKind, Position};
use super::splice::{SPLICED_BYTES_MAX, TIME_MAX_MS, TIME_MIN_MS};

/// A batch that does not contradict itself.
pub(crate) struct Prepared {
    pub(crate) batch: Batch,
    /// Ids with the index of their event, ascending by id.
    pub(crate) ids: Vec<(EventId, u32)>,
    /// Ascending by kind, number, event, and freeing before taking.
    numbers: Vec<NumberUse>,
}

/// One taking or freeing of a number: where it stands in the batch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct NumberUse {
    event: u32,
    takes: bool,
    slot: u32,
}

/// All that a batch does to one number.
pub(crate) struct NumberRun<'a> {
    pub(crate) kind: NumberKind,
    pub(crate) number: &'a str,
    uses: &'a [NumberUse],
}

/// A refusal with its place in the batch, to give the first of several.
pub(crate) struct Misuse {
    place: NumberUse,
    pub(crate) error: AppendError,
}

/// Checks a batch against itself and sorts its ids and numbers.
pub(crate) fn prepare(batch: Batch) -> Result<Prepared, AppendError> {
    if batch.events.len() > BATCH_EVENTS_MAX {
        let index = batch.events.len();
        return Err(AppendError::Invalid { index, reason: "the batch has too many events" });
    }
    for (index, event) in batch.events.iter().enumerate() {
        if let Err(reason) = check_shape(event, batch.preserve_recorded_at) {
            return Err(AppendError::Invalid { index, reason });
        }
    }
    if !(TIME_MIN_MS..=TIME_MAX_MS).contains(&batch.not_before_ms) {
        return Err(AppendError::Invalid {
            index: batch.events.len(),
            reason: "the clock is beyond year 9999",
        });
    }
    for (index, document) in batch.documents.iter().enumerate() {
        check_document(document).map_err(|error| match error {
            StoreError::DocumentMismatch => AppendError::DocumentMismatch { index },
            other => AppendError::Store(other),
        })?;
    }
    let ids = sort_ids(&batch)?;
    let numbers = sort_numbers(&batch.events);
    Ok(Prepared { batch, ids, numbers })
}

/// Verifies the hash and the size of a document.
pub(crate) fn check_document(document: &Document) -> Result<(), StoreError> {
    if document.bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(StoreError::TooLarge { what: "a document", limit: DOCUMENT_BYTES_MAX });
    }
    if sha256(&document.bytes) == document.sha256 {
        Ok(())
    } else {
        Err(StoreError::DocumentMismatch)
    }
}

/// Gives the SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Looks at the seams of an event's line; the store parses nothing in between.
fn check_shape(event: &NewEvent, preserve: bool) -> Result<(), &'static str> {
    if event.head.len() + event.middle.len() + SPLICED_BYTES_MAX > LINE_BYTES_MAX {
        return Err("the line is too long");
    }
    if event.head.first() != Some(&b'{') || event.head.last() != Some(&b',') {
        return Err("the head of the line does not begin with { and end with a comma");
    }
    if !event.middle.starts_with(b"\"schema\":") || event.middle.last() != Some(&b'"') {
        return Err("the middle of the line does not go from schema to the value of type");
    }
    let data = event.data_at as usize..event.data_at as usize + event.data_len as usize;
    match event.head.get(data) {
        Some([b'{', .., b'}']) => {}
        _ => return Err("the place of data in the line does not hold an object"),
    }
    if event.stream.as_str().is_empty() {
        return Err("the stream has no name");
    }
    if event.takes.iter().chain(&event.frees).any(|(_, number)| number.is_empty()) {
        return Err("a number is empty");
    }
    match event.recorded_at_ms {
        None if preserve => Err("there is no time to preserve"),
        Some(time) if !(TIME_MIN_MS..=TIME_MAX_MS).contains(&time) => {
            Err("the time lies outside the years 1 to 9999")
        }
        _ => Ok(()),
    }
}

fn sort_ids(batch: &Batch) -> Result<Vec<(EventId, u32)>, AppendError> {
    let mut ids: Vec<_> =
        (0u32..).zip(&batch.events).map(|(index, event)| (event.id, index)).collect();
    ids.sort_unstable();
    let repeated =
        ids.windows(2).filter(|pair| pair[0].0 == pair[1].0).min_by_key(|pair| pair[1].1);
    match repeated {
        Some(pair) => {
            Err(AppendError::IdRepeated { index: pair[1].1 as usize, first: pair[0].1 as usize })
        }
        None => Ok(ids),
    }
}

fn sort_numbers(events: &[NewEvent]) -> Vec<NumberUse> {
    let mut uses =
        Vec::with_capacity(events.iter().map(|event| event.takes.len() + event.frees.len()).sum());
    for (event, new) in (0u32..).zip(events) {
        let slots = |takes, count: usize| {
            (0u32..).take(count).map(move |slot| NumberUse { event, takes, slot })
        };
        uses.extend(slots(false, new.frees.len()).chain(slots(true, new.takes.len())));
    }
    uses.sort_unstable_by(|a, b| (named(events, *a), a).cmp(&(named(events, *b), b)));
    uses
}

fn named(events: &[NewEvent], place: NumberUse) -> (NumberKind, &str) {
    let event = &events[place.event as usize];
    let list = if place.takes { &event.takes } else { &event.frees };
    let (kind, number) = &list[place.slot as usize];
    (*kind, number)
}

impl Prepared {
    /// Gives what the batch does to each number, ascending by kind and number (bytes).
    pub(crate) fn number_runs(&self) -> impl Iterator<Item = NumberRun<'_>> {
        let events = &self.batch.events;
        let same = |a: &NumberUse, b: &NumberUse| named(events, *a) == named(events, *b);
        self.numbers.chunk_by(same).map(|uses| {
            let (kind, number) = named(events, uses[0]);
            NumberRun { kind, number, uses }
        })
    }
}

impl NumberRun<'_> {
    /// Gives who holds the number after the batch, if `holder` does before it and the batch's
    /// first event gets position `first`.
    pub(crate) fn settle(
        &self,
        holder: Option<Position>,
        first: Position,
    ) -> Result<Option<Position>, Misuse> {
        let (kind, mut holder) = (self.kind, holder);
        for place in self.uses {
            let (index, number) = (place.event as usize, || self.number.to_owned());
            let error = match (place.takes, holder) {
                (true, None) => {
                    holder = Some(Position(first.0 + u64::from(place.event)));
                    continue;
                }
                (false, Some(_)) => {
                    holder = None;
                    continue;
                }
                (false, None) => AppendError::NumberFree { index, kind, number: number() },
                (true, Some(position)) if position >= first => {
                    let first = usize::try_from(position.0 - first.0).unwrap_or(usize::MAX);
                    AppendError::NumberRepeated { index, first, kind, number: number() }
                }
                (true, Some(position)) => {
                    AppendError::NumberTaken { index, kind, number: number(), position }
                }
            };
            return Err(Misuse { place: *place, error });
        }
        Ok(holder)
    }
}

impl Misuse {
    /// Keeps the one that comes first in the batch.
    pub(crate) fn earlier(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if other.place < self.place => other,
            _ => self,
        }
    }
}

/// Gives the time at which an event of a batch is recorded; `last_ms` is that of the event before.
pub(crate) fn stamp(
    batch_not_before_ms: i64,
    preserve: bool,
    given: Option<i64>,
    last_ms: i64,
) -> i64 {
    match (preserve, given) {
        (true, Some(time)) => time,
        (_, reading) => last_ms.max(batch_not_before_ms).max(reading.unwrap_or(i64::MIN)),
    }
}
