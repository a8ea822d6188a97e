//! Civil dates as day numbers: `YYYY-MM-DD`, years 0001 to 9999 (domain, section 2).

use std::borrow::Cow;
use std::fmt;
use std::ops::{Add, Sub};

use chrono::{Datelike, NaiveDate, Weekday};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::message::Message;
use crate::words::{quoted, say};

/// A calendar day, held as the number of days since 0000-12-31: subtraction
/// gives calendar days, comparison is one integer comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// 0001-01-01.
    pub const FIRST: Day = Day(1);
    /// 9999-12-31.
    pub const LAST: Day = Day(3_652_059);

    /// The day of a year, month and day of month, if there is one in 0001..9999.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        (1..=9999).contains(&year).then(|| Self(date.num_days_from_ce()))
    }

    /// Reads `YYYY-MM-DD`, exactly so.
    ///
    /// # Errors
    /// A message, when the text is not such a date.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        Self::read(text).ok_or_else(|| crate::messages::values::not_a_date(quoted(text)))
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0_u32, |sum, byte| {
                byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0'))
            })
        };
        Self::new(i32::try_from(number(0..4)?).ok()?, number(5..7)?, number(8..10)?)
    }

    /// The day with this number (days since 0000-12-31), kept inside 0001..9999.
    #[inline]
    #[must_use]
    pub fn from_number(number: i32) -> Self {
        Self(number.clamp(Self::FIRST.0, Self::LAST.0))
    }

    /// Days since 0000-12-31.
    #[inline]
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// The same day in `chrono`'s terms.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or_default()
    }

    /// Monday to Sunday.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.date().weekday()
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        let date = self.date();
        Self::new(date.year(), date.month(), 1).unwrap_or(Self::FIRST)
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn end_of_month(self) -> Self {
        let date = self.date();
        let (year, month) = match date.month() {
            12 => (date.year() + 1, 1),
            month => (date.year(), month + 1),
        };
        Self::new(year, month, 1).map_or(Self::LAST, |next| next - 1)
    }

    /// The same day of the month `months` later; where that month has no such
    /// day, its last one.
    #[must_use]
    pub fn plus_months(self, months: u16) -> Self {
        let date = self.date();
        let months = i64::from(date.year()) * 12 + i64::from(date.month0()) + i64::from(months);
        let year = i32::try_from(months.div_euclid(12)).unwrap_or(i32::MAX);
        let month = u32::try_from(months.rem_euclid(12)).unwrap_or_default() + 1;
        let day = Self::new(year, month, date.day());
        day.or_else(|| Self::new(year, month, 1).map(Self::end_of_month)).unwrap_or(Self::LAST)
    }

    /// The same day `years` later; 29 February becomes 28 February (domain, section 13).
    #[must_use]
    pub fn plus_years(self, years: i32) -> Self {
        let date = self.date();
        let year = date.year() + years;
        Self::new(year, date.month(), date.day())
            .or_else(|| Self::new(year, date.month(), 28))
            .unwrap_or(Self::LAST)
    }
}

impl Add<i32> for Day {
    type Output = Day;
    /// Adds calendar days, staying inside 0001..9999.
    #[inline]
    fn add(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_add(days))
    }
}

impl Sub<i32> for Day {
    type Output = Day;
    #[inline]
    fn sub(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_sub(days))
    }
}

impl Sub for Day {
    type Output = i32;
    /// Calendar days between.
    #[inline]
    fn sub(self, other: Day) -> i32 {
        self.0 - other.0
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self::from_number(date.num_days_from_ce())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        // All years are from 1 to 9999.
        let year = date.year().unsigned_abs();
        let mut text = *b"0000-00-00";
        let parts = [(0, year / 100), (2, year % 100), (5, date.month()), (8, date.day())];
        for (at, two) in parts {
            text[at] = b'0' + (two / 10 % 10).to_le_bytes()[0];
            text[at + 1] = b'0' + (two % 10).to_le_bytes()[0];
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl std::str::FromStr for Day {
    type Err = Message;
    fn from_str(text: &str) -> Result<Self, Message> {
        Self::try_new(text)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Day;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                say(f, "a date of the form YYYY-MM-DD", "YYYY-MM-DD 格式的日期")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                Day::try_new(text).map_err(|m| E::custom(m.sent()))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date", "description": "YYYY-MM-DD"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::try_new(text).unwrap()
    }

    #[test]
    fn dates_are_read_strictly() {
        for bad in [
            "2025-2-01",
            "2025-02-30",
            "0000-01-01",
            "20250101",
            "2025-01-01T",
            "2025/01/01",
            "+025-01-01",
        ] {
            assert!(Day::try_new(bad).is_err(), "{bad}");
        }
        assert_eq!(day("0001-01-01"), Day::FIRST);
        assert_eq!(day("9999-12-31"), Day::LAST);
        assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
    }

    #[test]
    fn calendar_arithmetic() {
        assert_eq!(day("2025-03-01") - day("2025-02-01"), 28);
        assert_eq!(day("2025-01-14").end_of_month() + 30, day("2025-03-02"));
        assert_eq!(day("2024-12-31").end_of_month(), day("2024-12-31"));
        assert_eq!(day("2024-02-29").plus_years(3), day("2027-02-28"));
        assert_eq!(day("2025-04-15").plus_years(3), day("2028-04-15"));
        assert_eq!(Day::LAST + 10, Day::LAST);
    }

    #[test]
    fn months_end_where_they_end() {
        let from = day("2025-01-31");
        let dates = [(0, "2025-01-31"), (1, "2025-02-28"), (2, "2025-03-31"), (13, "2026-02-28")];
        for (months, date) in dates {
            assert_eq!(from.plus_months(months), day(date));
        }
        assert_eq!(day("2025-12-15").plus_months(1), day("2026-01-15"));
        assert_eq!(Day::LAST.plus_months(1), Day::LAST);
    }
}
