//! Calendar months: the periods of statements and of the portfolio's figures.

use std::fmt;

use duebook_events::messages::values::not_a_month;
use duebook_events::words::quoted;
use duebook_events::{Day, Message};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar month, `YYYY-MM`, years 0001 to 9999; held as its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Day);

impl Month {
    /// The month in which a day lies.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(day.first_of_month())
    }

    /// Reads `YYYY-MM`, exactly so.
    ///
    /// # Errors
    /// A message, when the text is not such a month.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        let wrong = || not_a_month(quoted(text));
        if text.len() != 7 {
            return Err(wrong());
        }
        Day::try_new(&format!("{text}-01")).map(Self).map_err(|_| wrong())
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        self.0.end_of_month()
    }

    /// The month after it; the last one stays.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.last() + 1)
    }

    /// The month before it; the first one stays.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.0 - 1)
    }

    /// So many months before it.
    #[must_use]
    pub fn back(self, months: u32) -> Self {
        (0..months).fold(self, |month, _| month.previous())
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        Self::of(day) == self
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.0.to_string();
        f.write_str(first.strip_suffix("-01").unwrap_or(&first))
    }
}

impl std::str::FromStr for Month {
    type Err = Message;
    fn from_str(text: &str) -> Result<Self, Message> {
        Self::try_new(text)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::try_new(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::given::day;

    #[test]
    fn months_are_read_strictly() {
        for bad in ["", "2025", "2025-3", "2025-13", "2025-00", "2025-03-01", "25-03", "2025/03"] {
            assert!(Month::try_new(bad).is_err(), "{bad}");
        }
        assert_eq!(Month::try_new("2025-03").unwrap().to_string(), "2025-03");
    }

    #[test]
    fn a_month_has_a_first_and_a_last_day_and_neighbours() {
        let february = Month::of(day("2024-02-17"));
        assert_eq!((february.first(), february.last()), (day("2024-02-01"), day("2024-02-29")));
        assert_eq!(february.next().to_string(), "2024-03");
        assert_eq!(february.back(2).to_string(), "2023-12");
        assert!(february.contains(day("2024-02-29")) && !february.contains(day("2024-03-01")));
        let first = Month::of(Day::FIRST);
        assert_eq!(first.previous(), first);
    }
}
