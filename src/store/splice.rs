//! The line of an event, completed with what is known at the commit.

use chrono::Datelike;
use duebook_events::Day;

/// The earliest time that RFC 3339 can write with a year from 1: 0001-01-01T00:00:00.000Z.
pub(crate) const TIME_MIN_MS: i64 = -62_135_596_800_000;
/// The latest time with four digits of year: 9999-12-31T23:59:59.999Z.
pub(crate) const TIME_MAX_MS: i64 = 253_402_300_799_999;

const DAY_MS: i64 = 86_400_000;
/// The number of 1970-01-01 where 0001-01-01 is day 1.
const EPOCH_DAY_NUMBER: i64 = 719_163;
/// The bytes that the store adds to `head` and `middle`, at most.
pub(crate) const SPLICED_BYTES_MAX: usize = 128;

/// Writes the line of an event into `line`, which is emptied first:
/// `head` + `"position":P,"recorded_at":"T",` + `middle` + `,"version":V}`.
pub(crate) fn splice(
    line: &mut Vec<u8>,
    head: &[u8],
    middle: &[u8],
    position: u64,
    recorded_at_ms: i64,
    version: u64,
) {
    line.clear();
    line.extend_from_slice(head);
    line.extend_from_slice(b"\"position\":");
    push_decimal(line, position);
    line.extend_from_slice(b",\"recorded_at\":\"");
    line.extend_from_slice(&rfc3339(recorded_at_ms));
    line.extend_from_slice(b"\",");
    line.extend_from_slice(middle);
    line.extend_from_slice(b",\"version\":");
    push_decimal(line, version);
    line.push(b'}');
}

/// Writes a time (milliseconds since 1970-01-01 UTC, within [`TIME_MIN_MS`]`..=`[`TIME_MAX_MS`]) as
/// RFC 3339 with three decimals.
pub(crate) fn rfc3339(time_ms: i64) -> [u8; 24] {
    debug_assert!((TIME_MIN_MS..=TIME_MAX_MS).contains(&time_ms));
    let (year, month, day) = civil(time_ms.div_euclid(DAY_MS));
    let of_day = time_ms.rem_euclid(DAY_MS);
    let mut text = *b"0000-00-00T00:00:00.000Z";
    put(&mut text[0..4], year);
    put(&mut text[5..7], month);
    put(&mut text[8..10], day);
    put(&mut text[11..13], of_day / 3_600_000);
    put(&mut text[14..16], of_day / 60_000 % 60);
    put(&mut text[17..19], of_day / 1000 % 60);
    put(&mut text[20..23], of_day % 1000);
    text
}

/// Gives year, month and day of a number of days since 1970-01-01 in the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    let number = i32::try_from(days + EPOCH_DAY_NUMBER).unwrap_or(i32::MAX);
    let date = Day::from_number(number).date();
    (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()))
}

/// Writes the last digits of a number that is not negative into a field of fixed width.
fn put(field: &mut [u8], mut number: i64) {
    for digit in field.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

fn push_decimal(line: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    line.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(time_ms: i64) -> String {
        String::from_utf8(rfc3339(time_ms).to_vec()).unwrap()
    }

    #[test]
    fn writes_times_as_rfc_3339_with_three_decimals() {
        assert_eq!(text(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(text(1_740_795_069_123), "2025-03-01T02:11:09.123Z");
        assert_eq!(text(1_709_164_800_000), "2024-02-29T00:00:00.000Z");
        assert_eq!(text(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(text(TIME_MIN_MS), "0001-01-01T00:00:00.000Z");
        assert_eq!(text(TIME_MAX_MS), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn counts_every_day_of_four_hundred_years() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let (mut year, mut month, mut day) = (1900, 1, 1);
        for days in -25_567..(-25_567 + 146_097) {
            assert_eq!(civil(days), (year, month, day));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length =
                lengths[usize::try_from(month - 1).unwrap()] + i64::from(leap && month == 2);
            day += 1;
            if day > length {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
    }

    #[test]
    fn splices_position_time_and_version() {
        let mut line = b"rubbish".to_vec();
        splice(&mut line, b"{\"id\":\"a\",", b"\"schema\":1", u64::MAX, 0, 10);
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"id\":\"a\",\"position\":18446744073709551615,\
             \"recorded_at\":\"1970-01-01T00:00:00.000Z\",\"schema\":1,\"version\":10}"
        );
    }
}
