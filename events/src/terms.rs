//! Payment terms (domain, section 4).

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use crate::messages::values::count_out_of_range;
use crate::money::Rate;
use crate::text::Text;

/// The largest count: days, levels, missed instalments (domain, section 2).
pub const MAX_COUNT: u64 = 3650;

/// A count: a JSON integer 0..3650.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Count(pub u16);

impl Count {
    /// The count in days' arithmetic.
    #[must_use]
    pub fn days(self) -> i32 {
        i32::from(self.0)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Integer;
        impl Visitor<'_> for Integer {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let range = if f.alternate() { "整数，范围" } else { "an integer from" };
                let to = if f.alternate() { "至" } else { "to" };
                write!(f, "{range} 0 {to} {MAX_COUNT}")
            }
            fn visit_i64<E: de::Error>(self, count: i64) -> Result<Count, E> {
                u64::try_from(count)
                    .map_err(|_| E::custom(count_out_of_range(count, MAX_COUNT).sent()))
                    .and_then(|count| self.visit_u64(count))
            }
            fn visit_u64<E: de::Error>(self, count: u64) -> Result<Count, E> {
                u16::try_from(count)
                    .ok()
                    .filter(|_| count <= MAX_COUNT)
                    .map(Count)
                    .ok_or_else(|| E::custom(count_out_of_range(count, MAX_COUNT).sent()))
            }
        }
        deserializer.deserialize_u64(Integer)
    }
}

impl JsonSchema for Count {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": 0, "maximum": 3650})
    }
}

/// What starts the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The invoice's own date.
    InvoiceDate,
    /// The day on which the customer has the invoice.
    InvoiceReceived,
    /// The day on which the last of the invoice's deliveries was received.
    DeliveryReceived,
    /// The day on which the last of the invoice's deliveries was accepted.
    Acceptance,
    /// The last day of the invoice's month.
    MonthEnd,
}

impl Trigger {
    /// Whether the term runs from what happens to the invoice's deliveries.
    #[must_use]
    pub fn needs_deliveries(self) -> bool {
        matches!(self, Self::DeliveryReceived | Self::Acceptance)
    }
}

/// What happens to a computed due date on a day that is not a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// It stays.
    None,
    /// It moves to the next working day.
    Following,
}

/// Early-payment discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    /// Within how many days of the trigger date.
    pub days: Count,
    /// Which share of the invoice is forgone.
    pub rate: Rate,
}

/// Payment terms: when an invoice falls due and what being late costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What starts the term.
    pub trigger: Trigger,
    /// How many days it runs.
    pub net_days: Count,
    /// What happens on holidays; none if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<Roll>,
    /// Late interest a day, as a fraction: `"0.0005"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_rate: Option<Rate>,
    /// Days of grace; kept for letters and fees, changes no derived figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_days: Option<Count>,
    /// From how many days past due on the contract lets the seller stop supply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_supply_days: Option<Count>,
    /// Contractual penalty; kept for letters and fees, changes no derived figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_rate: Option<Rate>,
    /// Place of jurisdiction; kept for letters and evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<Text>,
    /// Early-payment discount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Discount>,
}
