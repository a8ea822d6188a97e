//! The one place that reads the time.

use chrono::{NaiveTime, TimeZone, Utc};
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

/// The last moment of a day in a time zone of the IANA database; in UTC where
/// the zone is unknown.
#[must_use]
pub fn end_of_day(day: Day, zone: &str) -> Instant {
    let midnight = (day + 1).date().and_time(NaiveTime::MIN);
    // A midnight that a change of the clock skips begins an hour later.
    let begins = |zone: Tz| {
        let later = midnight + chrono::TimeDelta::hours(1);
        let found = zone.from_local_datetime(&midnight).earliest();
        found.or_else(|| zone.from_local_datetime(&later).earliest())
    };
    let local = zone.parse::<Tz>().ok().and_then(begins).map(|at| at.timestamp_millis());
    let utc = midnight.and_utc().timestamp_millis();
    Instant::from_millis(local.unwrap_or(utc) - 1)
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
    fn a_day_ends_when_it_ends_there() {
        let day = Day::try_new("2025-03-01").unwrap();
        assert_eq!(end_of_day(day, "Asia/Shanghai").to_string(), "2025-03-01T15:59:59.999Z");
        assert_eq!(end_of_day(day, "no such zone").to_string(), "2025-03-01T23:59:59.999Z");
        // Midnight of 8 September 2024 did not exist in Santiago.
        let spring = Day::try_new("2024-09-07").unwrap();
        assert_eq!(end_of_day(spring, "America/Santiago").to_string(), "2024-09-08T03:59:59.999Z");
    }
}
