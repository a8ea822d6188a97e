//! What can be checked and sorted about a batch without the ledger.
//!
//! This runs in the caller's task, beside the writer, so that the writer only compares with what
//! is stored. Ids and numbers are sorted, because a sorted insert touches each page of an index
//! once.

use compact_str::CompactString;
use sha2::{Digest, Sha256};

use super::data::{
    BATCH_EVENTS_MAX, Batch, DOCUMENT_BYTES_MAX, Document, LINE_BYTES_MAX, NewEvent,
};
use super::error::{AppendError, StoreError};
use super::plain::{EventId, NumberKind, Position};
use super::splice::{SPLICED_BYTES_MAX, TIME_MAX_MS, TIME_MIN_MS};

/// A batch that does not contradict itself.
pub(crate) struct Prepared {
    /// Its events have handed their numbers over to `uses`.
    pub(crate) batch: Batch,
    pub(crate) uses: Uses,
}

/// The ids and numbers that the events of a batch use.
#[derive(Default)]
pub(crate) struct Uses {
    /// Ids with the index of their event; ascending by id once [`Self::sort`] has been called.
    pub(crate) ids: Vec<(EventId, u32)>,
    /// Ascending after the same call.
    numbers: Vec<NumberUse>,
}

/// One taking or freeing of a number. The order of the fields is that in which they are settled:
/// number by number, event by event, and freeing before taking.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct NumberUse {
    kind: NumberKind,
    number: CompactString,
    place: UsePlace,
}

/// Where a use stands in the batch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct UsePlace {
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
    place: UsePlace,
    pub(crate) error: AppendError,
}

/// Checks a batch against itself and sorts its ids and numbers.
pub(crate) fn prepare(mut batch: Batch) -> Result<Prepared, AppendError> {
    let mut uses = Uses::default();
    uses.gather(&mut batch.events, batch.preserve_recorded_at)?;
    check_clock(batch.not_before_ms, batch.events.len())?;
    for (index, document) in batch.documents.iter().enumerate() {
        check_document(document).map_err(|error| match error {
            StoreError::DocumentMismatch => AppendError::DocumentMismatch { index },
            other => AppendError::Store(other),
        })?;
    }
    uses.sort()?;
    Ok(Prepared { batch, uses })
}

/// Refuses a clock whose time cannot be written.
pub(crate) fn check_clock(not_before_ms: i64, index: usize) -> Result<(), AppendError> {
    if (TIME_MIN_MS..=TIME_MAX_MS).contains(&not_before_ms) {
        return Ok(());
    }
    Err(AppendError::Invalid { index, reason: "the clock is beyond year 9999" })
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

impl Uses {
    /// Takes in the next events of the batch, whose shape is checked, with their numbers.
    pub(crate) fn gather(
        &mut self,
        events: &mut [NewEvent],
        preserve: bool,
    ) -> Result<(), AppendError> {
        let before = self.ids.len();
        if before + events.len() > BATCH_EVENTS_MAX {
            let index = before + events.len();
            return Err(AppendError::Invalid { index, reason: "the batch has too many events" });
        }
        for (place, event) in events.iter_mut().enumerate() {
            if let Err(reason) = check_shape(event, preserve) {
                return Err(AppendError::Invalid { index: before + place, reason });
            }
            let index = u32::try_from(before + place).unwrap_or(u32::MAX);
            self.ids.push((event.id, index));
            self.take_numbers(index, event);
        }
        Ok(())
    }

    fn take_numbers(&mut self, event: u32, new: &mut NewEvent) {
        let lists = [(false, &mut new.frees), (true, &mut new.takes)];
        for (takes, list) in lists {
            for (slot, (kind, number)) in (0u32..).zip(std::mem::take(list)) {
                let place = UsePlace { event, takes, slot };
                self.numbers.push(NumberUse { kind, number: number.into(), place });
            }
        }
    }

    /// Sorts what has been gathered; an id that stands twice is refused.
    pub(crate) fn sort(&mut self) -> Result<(), AppendError> {
        self.ids.sort_unstable();
        self.numbers.sort_unstable();
        let pairs = self.ids.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        match pairs.min_by_key(|pair| pair[1].1) {
            Some(pair) => Err(AppendError::IdRepeated {
                index: pair[1].1 as usize,
                first: pair[0].1 as usize,
            }),
            None => Ok(()),
        }
    }

    /// Gives what the batch does to each number, ascending by kind and number (bytes).
    pub(crate) fn number_runs(&self) -> impl Iterator<Item = NumberRun<'_>> {
        let same = |a: &NumberUse, b: &NumberUse| (a.kind, &a.number) == (b.kind, &b.number);
        self.numbers.chunk_by(same).map(|uses| NumberRun {
            kind: uses[0].kind,
            number: &uses[0].number,
            uses,
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
        for NumberUse { place, .. } in self.uses {
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
