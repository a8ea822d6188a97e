//! What stands around `data`, as the stored columns say that it must stand there.
//!
//! Nearly every line is just what its columns say, byte for byte: it is enough to compare, and to
//! walk `data` alone. A line that differs in any way is walked as a whole by [`super::line`], which
//! tells what is wrong with it, if anything is.

use duebook_events::{Day, Kind, json};
use rustc_hash::FxHashMap;

use super::line::Line;
use super::walk::Walk;
use crate::store::{EventRow, TIME_MAX_MS, TIME_MIN_MS, rfc3339};

/// Beginnings of lines that are remembered: there is one for each actor.
const BEGINNINGS: usize = 256;
/// Days that are remembered with their text.
const DAYS: usize = 1024;
/// The bytes before and after the customer's name.
const CUSTOMER: &[u8] = b"\"customer\":";
const DATA: &[u8] = b",\"data\":";
/// The number of 1970-01-01 where 0001-01-01 is day 1, and the milliseconds of a day.
const EPOCH_DAY_NUMBER: i64 = 719_163;
const DAY_MS: i64 = 86_400_000;

/// Compares lines with what their columns say. Memory: the names of the streams, and little else.
pub(super) struct Envelopes {
    /// `"customer":"…","data":` by the index of the stream; empty for an index that no stream has.
    customers: Vec<Vec<u8>>,
    /// What stands before that in lines that were walked as a whole and are sound.
    beginnings: Vec<Vec<u8>>,
    /// Texts of days, by the last bits of their number.
    days: Vec<(i32, [u8; 10])>,
}

impl Envelopes {
    /// Begins with the names of the streams, by their index.
    pub(super) fn new(streams: &FxHashMap<u32, String>) -> Self {
        // Streams are numbered without gaps. One beyond, in a damaged ledger, is not remembered.
        let mut customers = vec![Vec::new(); streams.len() + 1];
        for (index, name) in streams {
            if let Some(customer) = customers.get_mut(*index as usize) {
                let name = json::canonical(&serde_json::Value::from(name.as_str()));
                *customer = [CUSTOMER, &name, DATA].concat();
            }
        }
        let day = Day::FIRST;
        Self {
            customers,
            beginnings: vec![Vec::new(); BEGINNINGS],
            days: vec![(day.number(), day_text(day)); DAYS],
        }
    }

    /// Whether a line is canonical and just what its columns say, as far as that can be told by
    /// comparing; `walked` then knows its customer and the fields of `data`, and no others.
    pub(super) fn fits(&mut self, line: &[u8], row: &EventRow, walked: &mut Line) -> bool {
        self.compare(line, row, walked).is_some()
    }

    /// Remembers how a line begins that was walked as a whole and is what its columns say.
    pub(super) fn remember(&mut self, line: &[u8], row: &EventRow) {
        if let Some((beginning, _)) = self.beginning(line, row) {
            let slot = slot_of(beginning);
            self.beginnings[slot] = beginning.to_vec();
        }
    }

    /// The bytes of a line before the customer, and where its data begin.
    fn beginning<'l>(&self, line: &'l [u8], row: &EventRow) -> Option<(&'l [u8], usize)> {
        let data_at = row.data.start.checked_sub(row.line.start)? as usize;
        let customer = self.customers.get(row.stream as usize).filter(|name| !name.is_empty())?;
        Some((line.get(..data_at)?.strip_suffix(customer.as_slice())?, data_at))
    }

    fn compare(&mut self, line: &[u8], row: &EventRow, walked: &mut Line) -> Option<()> {
        let (beginning, data_at) = self.beginning(line, row)?;
        // What begins a sound line is sound in front of the same key in any other.
        if self.beginnings[slot_of(beginning)] != beginning {
            return None;
        }
        walked.begin(beginning.len() + CUSTOMER.len()..data_at - DATA.len());
        let mut walk = Walk::from(line, data_at);
        walked.walk_data(&mut walk)?;
        if walk.at() != (row.data.end - row.line.start) as usize {
            return None;
        }
        self.compare_end(&mut walk, row)?;
        let whole = walk.at() == line.len() && walk.is_sure();
        let utf8 = walk.is_ascii() || std::str::from_utf8(&line[data_at..]).is_ok();
        (whole && utf8).then_some(())
    }

    /// What follows `data`: everything but `note` and `source` is known beforehand.
    fn compare_end(&mut self, walk: &mut Walk<'_>, row: &EventRow) -> Option<()> {
        let mut buffer = uuid::Uuid::encode_buffer();
        let id = uuid::Uuid::from_bytes(row.id.0).hyphenated().encode_lower(&mut buffer);
        walk.expect(b",\"effective\":\"")?;
        walk.expect(self.day(row.effective_days)?)?;
        walk.expect(b"\",\"id\":\"")?;
        walk.expect(id.as_bytes())?;
        walk.expect(b"\",")?;
        if walk.expect(b"\"note\":").is_some() {
            walk.value(2)?;
            walk.expect(b",")?;
        }
        walk.expect(b"\"position\":")?;
        walk.expect_integer(row.position.0)?;
        walk.expect(b",\"recorded_at\":\"")?;
        walk.expect(&self.time(row.recorded_at_ms)?)?;
        walk.expect(b"\",\"schema\":")?;
        walk.expect_integer(u64::from(row.schema))?;
        walk.expect(b",")?;
        if walk.expect(b"\"source\":").is_some() {
            walk.value(2)?;
            walk.expect(b",")?;
        }
        walk.expect(b"\"type\":\"")?;
        walk.expect(Kind::from_code(row.kind.0)?.name().as_bytes())?;
        walk.expect(b"\",\"version\":")?;
        walk.expect_integer(row.version.0)?;
        walk.expect(b"}")
    }

    /// The text of a day by its number, if there is such a day.
    fn day(&mut self, number: i32) -> Option<&[u8; 10]> {
        let slot = usize::try_from(number).ok()? % DAYS;
        let known = &mut self.days[slot];
        if known.0 != number {
            let day = Day::from_number(number);
            if day.number() != number {
                return None;
            }
            *known = (number, day_text(day));
        }
        Some(&known.1)
    }

    /// The text of a time, if it can be written.
    fn time(&mut self, time_ms: i64) -> Option<[u8; 24]> {
        if !(TIME_MIN_MS..=TIME_MAX_MS).contains(&time_ms) {
            return None;
        }
        let number = i32::try_from(time_ms.div_euclid(DAY_MS) + EPOCH_DAY_NUMBER).ok()?;
        let mut text = *b"0000-00-00T00:00:00.000Z";
        text[..10].copy_from_slice(self.day(number)?);
        let of_day = u32::try_from(time_ms.rem_euclid(DAY_MS)).ok()?;
        let (seconds, ms) = (of_day / 1000, of_day % 1000);
        for (at, two) in [(11, seconds / 3600), (14, seconds / 60 % 60), (17, seconds % 60)] {
            text[at] = digit(two / 10);
            text[at + 1] = digit(two % 10);
        }
        text[20] = digit(ms / 100);
        text[21] = digit(ms / 10 % 10);
        text[22] = digit(ms % 10);
        Some(text)
    }
}

/// A digit from 0 to 9 as ASCII.
#[allow(clippy::cast_possible_truncation)] // it is below 10
fn digit(digit: u32) -> u8 {
    b'0' + (digit % 10) as u8
}

/// `YYYY-MM-DD`.
fn day_text(day: Day) -> [u8; 10] {
    let ms = (i64::from(day.number()) - EPOCH_DAY_NUMBER) * DAY_MS;
    let mut text = [0; 10];
    text.copy_from_slice(&rfc3339(ms)[..10]);
    text
}

/// Where a beginning is remembered: by its length and the first letters of the actor's name.
fn slot_of(beginning: &[u8]) -> usize {
    let letters = beginning.get(16..).and_then(<[u8]>::first_chunk::<8>);
    let letters = letters.map_or(0, |eight| u64::from_le_bytes(*eight));
    let mixed = (letters ^ beginning.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 56) as usize % BEGINNINGS
}
