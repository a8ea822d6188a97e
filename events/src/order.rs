//! Orders, and what was decided about them.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::value::RawValue;

use crate::currency::Currency;
use crate::ids::{EventId, OrderNo};
use crate::money::{Amount, AmountOrZero, Rate};
use crate::terms::{Count, Terms};
use crate::text::Text;

/// One line of an order, a delivery or a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The article.
    pub sku: Text,
    /// How many.
    pub qty: Rate,
    /// The price of one, in the order's currency.
    pub unit_price: Option<Rate>,
}

/// `order.placed`: the customer wants to buy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderPlaced {
    /// Its number.
    pub order: OrderNo,
    /// Its currency.
    pub currency: Currency,
    /// Its amount.
    pub amount: Amount,
    /// What was ordered.
    pub lines: Option<Vec<Line>>,
    /// Whether the customer says it is urgent.
    pub urgent: Option<bool>,
    /// The terms that the customer asks for: typed terms, or words.
    pub requested_terms: Option<RequestedTerms>,
}

/// Terms asked for, typed or in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RequestedTerms {
    /// In words.
    Words(Text),
    /// As terms.
    Terms(Box<Terms>),
}

/// What can be decided about an order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Released.
    Approved,
    /// Released under conditions.
    Conditional,
    /// Not released until the conditions are met.
    Held,
    /// Refused.
    Rejected,
}

impl Outcome {
    /// Whether the order goes ahead, so that its remainder is exposure (domain, section 10).
    #[must_use]
    pub fn releases(self) -> bool {
        matches!(self, Self::Approved | Self::Conditional)
    }

    /// The word that stands in events and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Conditional => "conditional",
            Self::Held => "held",
            Self::Rejected => "rejected",
        }
    }
}

/// The kinds of conditions (domain, section 11).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// A share of the overdue is paid first.
    PayOverdue,
    /// The rest of the overdue is paid in instalments.
    Instalments,
    /// Receipts go to the overdue first.
    ReceiptsToOverdueFirst,
    /// The whole overdue is paid first.
    SettleOverdue,
    /// The whole overdue is paid or guaranteed first.
    SettleOverdueOrGuarantee,
    /// A share of the order is paid in advance.
    Prepay,
    /// What exceeds limit and security is paid in advance.
    PrepayExcess,
}

impl ConditionKind {
    /// The word that stands in events and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::PayOverdue => "pay_overdue",
            Self::Instalments => "instalments",
            Self::ReceiptsToOverdueFirst => "receipts_to_overdue_first",
            Self::SettleOverdue => "settle_overdue",
            Self::SettleOverdueOrGuarantee => "settle_overdue_or_guarantee",
            Self::Prepay => "prepay",
            Self::PrepayExcess => "prepay_excess",
        }
    }
}

/// A condition of a decision: `{kind, share?, count?, amount, currency}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What has to be done.
    pub kind: ConditionKind,
    /// The share that `amount` was derived from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Rate>,
    /// In how many instalments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Count>,
    /// How much; a condition of 0 is met.
    pub amount: AmountOrZero,
    /// In which currency.
    pub currency: Currency,
}

/// What a decision rested on (domain, section 11), exactly as recorded. It is
/// evidence: no other bytes may take its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis(Box<str>);

impl Basis {
    /// A text that is known to be JSON.
    pub(crate) fn sound(text: &str) -> Self {
        Self(text.into())
    }

    /// The JSON text.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.0
    }
}

impl From<Box<RawValue>> for Basis {
    fn from(value: Box<RawValue>) -> Self {
        Self(value.into())
    }
}

impl<'de> Deserialize<'de> for Basis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self::from)
    }
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value: &RawValue = serde_json::from_str(&self.0).map_err(ser::Error::custom)?;
        value.serialize(serializer)
    }
}

impl JsonSchema for Basis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Basis".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "policy, policy_sha256, position, as_of, facts, facts_sha256, trace, cites"
        })
    }
}

/// `order.decided`: a judgement that somebody acted upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderDecided {
    /// The order.
    pub order: OrderNo,
    /// What was decided.
    pub outcome: Outcome,
    /// Under which conditions.
    pub conditions: Vec<Condition>,
    /// What it rested on.
    pub basis: Basis,
}

/// `order.overridden`: a named approver decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderOverridden {
    /// The order.
    pub order: OrderNo,
    /// What was decided instead.
    pub outcome: Outcome,
    /// Under which conditions.
    pub conditions: Option<Vec<Condition>>,
    /// Why.
    pub justification: Text,
    /// Who answers for it.
    pub approver: Text,
}

/// `order.condition_met`: a condition of a decision has been fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderConditionMet {
    /// The order.
    pub order: OrderNo,
    /// Which condition.
    pub condition: ConditionKind,
    /// The events that show it.
    pub evidence: Option<Vec<EventId>>,
}

/// `order.cancelled`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderCancelled {
    /// The order.
    pub order: OrderNo,
    /// Why.
    pub reason: Option<Text>,
}
