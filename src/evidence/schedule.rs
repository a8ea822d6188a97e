//! When the head of a ledger is to be signed without being asked.

use std::collections::BTreeSet;

use duebook_events::{Instant, Kind, Message, Words};

use crate::clock::day_in_zone;
use crate::messages::witnessing as told;
use crate::store::{EventStore, StoreError};

/// The setting that holds it.
pub(crate) const SETTING: &str = "checkpoint_schedule";

/// The schedule of a ledger that was told nothing else.
pub const DEFAULT: &str = "every=10m,day-close,agreements,overrides,policies";

/// Which occasions call for a checkpoint; none without a new event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// At the latest so many milliseconds after the last one.
    pub every_ms: Option<i64>,
    /// And as soon as one of these is there.
    pub occasions: BTreeSet<Occasion>,
}

/// What calls for a checkpoint, however new the last one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// The day of the last checkpoint is over in the ledger's time zone.
    DayClose,
    /// An agreement was signed or ended.
    Agreements,
    /// A decision was overridden.
    Overrides,
    /// A policy was published, or the key was changed.
    Policies,
}

impl Occasion {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "day-close" => Some(Self::DayClose),
            "agreements" => Some(Self::Agreements),
            "overrides" => Some(Self::Overrides),
            "policies" => Some(Self::Policies),
            _ => None,
        }
    }

    /// What an event of this type is an occasion of.
    fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::AgreementSigned | Kind::AgreementTerminated => Some(Self::Agreements),
            Kind::OrderOverridden => Some(Self::Overrides),
            Kind::PolicyPublished | Kind::KeyRotated => Some(Self::Policies),
            _ => None,
        }
    }
}

/// What a schedule is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'s> {
    /// The last checkpoint: its size, and when it was signed.
    pub last: Option<(u64, Instant)>,
    /// The newest position.
    pub head: u64,
    /// The types of the events since the last checkpoint.
    pub kinds: &'s [Kind],
    /// The present moment.
    pub now: Instant,
    /// The ledger's time zone.
    pub zone: &'s str,
}

/// Why a checkpoint is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing has been signed yet.
    First,
    /// An event of this type was appended.
    Kind(Kind),
    /// The day of the last checkpoint is over.
    DayClosed,
    /// The last one is old.
    Time,
}

impl Due {
    /// Why, in words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::First => Words::new("nothing was signed yet", "此前尚无签署"),
            Self::Kind(kind) => Words::new(
                format!("{} was appended", kind.name()),
                format!("写入了 {}", kind.name()),
            ),
            Self::DayClosed => Words::new("the day is over", "当日已结束"),
            Self::Time => Words::new("the last one is old", "距上次签署已久"),
        }
    }
}

impl Schedule {
    /// Reads a schedule: occasions with commas between them, or `off`.
    ///
    /// # Errors
    /// When one is unknown or stands twice.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let mut schedule = Self::default();
        if text == "off" {
            return Ok(schedule);
        }
        for word in text.split(',') {
            let is_new = match (Occasion::parse(word), word.strip_prefix("every=")) {
                (Some(occasion), _) => schedule.occasions.insert(occasion),
                (None, Some(every)) => match parse_duration(every) {
                    Some(every) => schedule.every_ms.replace(every).is_none(),
                    None => false,
                },
                (None, None) => false,
            };
            if !is_new {
                return Err(told::schedule_unreadable(duebook_events::words::quoted(word)));
            }
        }
        Ok(schedule)
    }

    /// Whether a checkpoint is due, and why.
    #[must_use]
    pub fn due(&self, standing: &Standing<'_>) -> Option<Due> {
        let Standing { last, head, kinds, now, zone } = *standing;
        if *self == Self::default() || last.map_or(0, |(size, _)| size) == head {
            return None;
        }
        let Some((_, signed_at)) = last else { return Some(Due::First) };
        if let Some(kind) = kinds.iter().find(|kind| self.calls_for(**kind)) {
            return Some(Due::Kind(*kind));
        }
        let day_close = self.occasions.contains(&Occasion::DayClose);
        if day_close && day_in_zone(signed_at, zone) < day_in_zone(now, zone) {
            return Some(Due::DayClosed);
        }
        let old = |every: i64| now.millis().saturating_sub(signed_at.millis()) >= every;
        self.every_ms.is_some_and(old).then_some(Due::Time)
    }

    /// Whether an event of this type is to be signed at once.
    #[must_use]
    pub fn calls_for(&self, kind: Kind) -> bool {
        Occasion::of(kind).is_some_and(|occasion| self.occasions.contains(&occasion))
    }

    /// The schedule of a ledger.
    ///
    /// # Errors
    /// When the store fails, or its setting was damaged.
    pub async fn of(store: &dyn EventStore) -> Result<Self, StoreError> {
        let text = store.setting(SETTING).await?;
        Self::parse(text.as_deref().unwrap_or(DEFAULT))
            .map_err(|_| StoreError::Damaged(format!("the setting {SETTING} cannot be read")))
    }

    /// The setting that keeps a schedule, as it was given.
    #[must_use]
    pub fn setting(text: &str) -> (String, String) {
        (SETTING.to_owned(), text.to_owned())
    }
}

/// `90s`, `10m`, `2h` in milliseconds: at least a second, at most a week.
fn parse_duration(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit: i64 = match unit {
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let plain = number.bytes().all(|byte| byte.is_ascii_digit());
    let millis = plain.then(|| number.parse::<i64>().ok())??.checked_mul(unit)?;
    (1_000..=7 * 24 * 3_600_000).contains(&millis).then_some(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str = "Asia/Shanghai";

    fn at(text: &str) -> Instant {
        Instant::try_new(text).unwrap()
    }

    fn due(schedule: &str, last: Option<(u64, &str)>, kinds: &[Kind], now: &str) -> Option<Due> {
        let last = last.map(|(size, time)| (size, at(time)));
        let standing = Standing { last, head: 10, kinds, now: at(now), zone: ZONE };
        Schedule::parse(schedule).unwrap().due(&standing)
    }

    #[test]
    fn each_occasion_calls_for_a_checkpoint() {
        let noon = "2025-03-01T04:00:00Z";
        let last = Some((9, noon));
        let payment = [Kind::PaymentReceived];
        assert_eq!(due(DEFAULT, None, &payment, noon), Some(Due::First));
        assert_eq!(due(DEFAULT, last, &payment, "2025-03-01T04:09:59Z"), None);
        assert_eq!(due(DEFAULT, last, &payment, "2025-03-01T04:10:00Z"), Some(Due::Time));
        for kind in [Kind::AgreementSigned, Kind::OrderOverridden, Kind::PolicyPublished] {
            assert_eq!(due(DEFAULT, last, &[payment[0], kind], noon), Some(Due::Kind(kind)));
            assert_eq!(due("day-close", last, &[kind], noon), None);
        }
        // The day ends in the ledger's time zone, not in UTC.
        assert_eq!(due("day-close", last, &payment, "2025-03-01T15:59:59.999Z"), None);
        assert_eq!(due("day-close", last, &payment, "2025-03-01T16:00:00Z"), Some(Due::DayClosed));
    }

    #[test]
    fn nothing_is_due_without_a_new_event_or_when_off() {
        let late = "2026-03-01T00:00:00Z";
        assert_eq!(due(DEFAULT, Some((10, "2025-03-01T00:00:00Z")), &[], late), None);
        assert_eq!(due("off", None, &[Kind::AgreementSigned], late), None);
        assert_eq!(
            due("off", Some((1, "2025-03-01T00:00:00Z")), &[Kind::AgreementSigned], late),
            None
        );
    }

    #[test]
    fn a_schedule_is_read_strictly() {
        for text in [
            "",
            "on",
            "off,policies",
            "every",
            "every=",
            "every=10",
            "every=0m",
            "every=500h",
            "every=-1m",
            "every=1m,every=2m",
            "policies,policies",
            "policies, agreements",
            "every=1d",
        ] {
            assert_eq!(Schedule::parse(text).unwrap_err().code.0, 818, "{text:?}");
        }
        assert_eq!(Schedule::parse("every=90s").unwrap().every_ms, Some(90_000));
        assert_eq!(Schedule::parse("off").unwrap(), Schedule::default());
    }
}
