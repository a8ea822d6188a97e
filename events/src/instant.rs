//! Moments on the ledger's own clock: UTC with exactly three decimals.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::message::Message;
use crate::messages::values::{not_a_time, not_exact_time, time_out_of_range};
use crate::words::{quoted, say};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The moment this many milliseconds after the epoch.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds after the epoch.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 time in any offset; digits beyond milliseconds are cut off.
    ///
    /// # Errors
    /// A message, when the text is not such a time or lies outside the years 0001..9999.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| not_a_time(quoted(text)))?;
        let instant = Self(time.timestamp_millis());
        if !(-62_135_596_800_000..=253_402_300_799_999).contains(&instant.0) {
            return Err(time_out_of_range(quoted(text)));
        }
        Ok(instant)
    }

    /// Reads exactly the form in which the ledger writes: UTC, three decimals, `Z`.
    ///
    /// # Errors
    /// A message, when the text has another form.
    pub fn try_new_exact(text: &str) -> Result<Self, Message> {
        let instant = Self::try_new(text)?;
        if instant.to_string() != text {
            return Err(not_exact_time(quoted(text), instant));
        }
        Ok(instant)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time: DateTime<Utc> = DateTime::from_timestamp_millis(self.0).unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Instant;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                say(f, "a time in UTC with three decimals", "三位小数的 UTC 时间")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Instant, E> {
                Instant::try_new_exact(text).map_err(|m| E::custom(m.sent()))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$",
            "description": "a moment in UTC with exactly three decimals"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_in_utc_with_three_decimals() {
        let noon = Instant::try_new("2025-03-01T12:00:00+08:00").unwrap();
        assert_eq!(noon.to_string(), "2025-03-01T04:00:00.000Z");
        assert!(Instant::try_new_exact("2025-03-01T04:00:00Z").is_err());
        assert!(Instant::try_new_exact("2025-03-01T04:00:00.000+00:00").is_err());
        assert!(Instant::try_new_exact("2025-03-01T04:00:00.000Z").is_ok());
        assert!(Instant::try_new("2025-03-01").is_err());
    }
}
