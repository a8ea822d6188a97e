//! Dates as a column writes them, read into the `YYYY-MM-DD` of the ledger.

use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike as _, NaiveDate};
use duebook_events::Words;
use duebook_events::words::quoted;
use serde::{Deserialize, Deserializer};

use super::error::{Fault, Placing as _};
use crate::messages::mapping::{cell_not_date, format_incomplete, format_unknown};

/// Years before this one come from a year written with fewer than four digits.
const FIRST_YEAR: i32 = 1000;
const LAST_YEAR: i32 = 9999;

/// Is a strftime format that determines a whole date, such as `%m/%d/%Y`.
/// Numbers may be written without padding. Of a time stamp the date is kept as it
/// is written: it is not moved to another time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateFormat(String);

impl DateFormat {
    pub fn new(format: &str) -> Result<Self, Fault> {
        if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
            return Err(format_unknown(quoted(format)));
        }
        // A format without a day, month or year cannot give back what it wrote.
        let sample = NaiveDate::from_ymd_opt(2024, 2, 29).and_then(|day| day.and_hms_opt(13, 5, 9));
        let sample = sample.expect("2024 is a leap year").and_utc().fixed_offset();
        let read = NaiveDate::parse_from_str(&sample.format(format).to_string(), format);
        if read != Ok(sample.date_naive()) {
            return Err(format_incomplete(quoted(format)));
        }
        Ok(Self(format.to_owned()))
    }

    /// Reads a cell and writes it as `YYYY-MM-DD`.
    pub fn read(&self, text: &str) -> Result<String, Fault> {
        let refused = |detail: Words| cell_not_date(&self.0, detail);
        // chrono passes over blanks between numbers; a cell has none by mistake.
        if text.contains(char::is_whitespace) && !self.0.contains(char::is_whitespace) {
            return Err(refused(Words::new("it contains blanks", "含有空格")));
        }
        let date = NaiveDate::parse_from_str(text, &self.0)
            .map_err(|error| refused(Words::verbatim(error.to_string())))?;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
            return Err(refused(Words::new(
                "the year needs four digits; %y reads two",
                "年份需要四位；两位年份用 %y",
            )));
        }
        Ok(date.format("%Y-%m-%d").to_string())
    }
}

impl<'de> Deserialize<'de> for DateFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(Fault::into_de)
    }
}

#[cfg(test)]
mod tests {
    use super::DateFormat;

    fn read(format: &str, text: &str) -> Option<String> {
        DateFormat::new(format).expect(format).read(text).ok()
    }

    #[test]
    fn reads_dates_with_and_without_padding() {
        for (format, text, wanted) in [
            ("%m/%d/%Y", "1/2/2013", "2013-01-02"),
            ("%m/%d/%Y", "01/02/2013", "2013-01-02"),
            ("%Y-%m-%d", "2020-03-13", "2020-03-13"),
            ("%d.%m.%y", "3.1.25", "2025-01-03"),
            ("%Y%m%d", "20200313", "2020-03-13"),
            ("%Y-%m-%dT%H:%M:%S%:z", "2007-03-12T00:00:00+01:00", "2007-03-12"),
            ("%d %b %Y", "3 Mar 2025", "2025-03-03"),
        ] {
            assert_eq!(read(format, text).as_deref(), Some(wanted), "{format} {text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "13/40/2013",
            "2/29/2013",
            "1/2/13",
            "1/2/2013x",
            " 1/2/2013",
            "1/ 2/2013",
            "1/2/-2013",
            "1/2/20134",
        ] {
            assert_eq!(read("%m/%d/%Y", text), None, "{text:?}");
        }
    }

    #[test]
    fn refuses_formats_that_hold_no_whole_date() {
        for format in ["", "%Y-%m", "%H:%M", "%Q", "yyyy-mm-dd"] {
            assert!(DateFormat::new(format).is_err(), "{format:?}");
        }
    }
}
