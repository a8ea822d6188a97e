//! Deliveries, their receipt and acceptance, and returns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::ids::{DeliveryNo, OrderNo};
use crate::money::{Amount, Rate};
use crate::order::Line;
use crate::text::{PersonalText, Text};

/// `delivery.shipped`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryShipped {
    /// Its number.
    pub delivery: DeliveryNo,
    /// The order that it serves.
    pub order: OrderNo,
    /// What was shipped.
    pub lines: Option<Vec<Line>>,
    /// Its value.
    pub amount: Option<Amount>,
}

/// What was missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shortage {
    /// The article.
    pub sku: Text,
    /// How many are missing.
    pub qty: Rate,
    /// Their value; else quantity times the order line's price.
    pub amount: Option<Amount>,
}

/// `delivery.received`: the customer has the goods; once per delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryReceived {
    /// The delivery.
    pub delivery: DeliveryNo,
    /// What was missing.
    pub shortages: Option<Vec<Shortage>>,
    /// Who signed.
    pub signed_by: Option<PersonalText>,
    /// The signed delivery note.
    pub document: Option<Document>,
}

/// `delivery.accepted`: the acceptance certificate; once per delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryAccepted {
    /// The delivery.
    pub delivery: DeliveryNo,
    /// The certificate.
    pub document: Option<Document>,
}

/// `goods.returned`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoodsReturned {
    /// The delivery.
    pub delivery: DeliveryNo,
    /// Their value.
    pub amount: Amount,
    /// What came back.
    pub lines: Option<Vec<Line>>,
}
