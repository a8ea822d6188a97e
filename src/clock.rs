//! The one place that reads the time.

use chrono::Utc;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_depends_on_the_zone() {
        let evening = Instant::try_new("2025-03-01T20:00:00Z").unwrap();
        assert_eq!(day_in_zone(evening, "Asia/Shanghai").to_string(), "2025-03-02");
        assert_eq!(day_in_zone(evening, "America/New_York").to_string(), "2025-03-01");
    }
}
