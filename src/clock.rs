//! The one place that reads the time.

use chrono::{TimeZone, Utc};
use chrono_tz::Tz;
use duebook_events::{Day, Instant};

/// Where the ledger takes the time from; tests bring their own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::from_millis(Utc::now().timestamp_millis())
    }
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Instant);

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        self.0
    }
}

/// Which day it is at a moment in a time zone of the IANA database; in UTC where
/// the zone is unknown.
#[must_use]
pub fn day_in_zone(at: Instant, zone: &str) -> Day {
    let utc = chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    match zone.parse::<Tz>() {
        Ok(zone) => utc.with_timezone(&zone).date_naive().into(),
        Err(_) => utc.date_naive().into(),
    }
}

/// The last moment of a day in a time zone of the IANA database; in UTC where the
/// zone is unknown.
#[must_use]
pub fn end_of_day_in_zone(day: Day, zone: &str) -> Instant {
    let zone = zone.parse::<Tz>().unwrap_or(Tz::UTC);
    let next = (day + 1).date().and_hms_opt(0, 0, 0).unwrap_or_default();
    // Where clocks go forward at midnight, the next day begins an hour later.
    let mut begins = (0..=2).map(|hours| next + chrono::TimeDelta::hours(hours));
    let utc = begins.find_map(|begins| zone.from_local_datetime(&begins).earliest());
    let utc = utc.map_or_else(|| next.and_utc().timestamp_millis(), |at| at.timestamp_millis());
    Instant::from_millis(utc - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_depends_on_the_zone() {
        let evening = Instant::try_new("2025-03-01T20:00:00Z").unwrap();
        assert_eq!(day_in_zone(evening, "Asia/Shanghai").to_string(), "2025-03-02");
        assert_eq!(day_in_zone(evening, "America/New_York").to_string(), "2025-03-01");
    }

    #[test]
    fn the_last_moment_of_a_day_is_still_that_day_and_the_next_is_not() {
        // In Cairo clocks went forward at midnight of 26 April 2024.
        for (zone, day) in [
            ("Asia/Shanghai", "2025-03-31"),
            ("Africa/Cairo", "2024-04-25"),
            ("Africa/Cairo", "2024-10-31"),
            ("America/New_York", "2025-11-02"),
        ] {
            let day = Day::try_new(day).unwrap();
            let last = end_of_day_in_zone(day, zone);
            assert_eq!(day_in_zone(last, zone), day, "{zone}");
            let after = Instant::from_millis(last.millis() + 1);
            assert_eq!(day_in_zone(after, zone), day + 1, "{zone}");
        }
    }
}
