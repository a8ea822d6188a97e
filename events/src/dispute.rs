//! Disputes: of an amount, not of an invoice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{DisputeNo, ItemNo};
use crate::money::Amount;

/// What the customer objects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeReason {
    /// Too little was delivered.
    Quantity,
    /// The goods are not as agreed.
    Quality,
    /// The price is not as agreed.
    Price,
    /// The invoice is wrong.
    InvoiceError,
    /// The delivery was late or went wrong.
    Delivery,
    /// It has been paid.
    AlreadyPaid,
    /// Anything else.
    Other,
}

/// `dispute.raised`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeRaised {
    /// Its number.
    pub dispute: DisputeNo,
    /// The item.
    pub invoice: ItemNo,
    /// How much of it.
    pub amount: Amount,
    /// Why.
    pub reason: DisputeReason,
}

/// How a dispute ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOutcome {
    /// The customer was right.
    Upheld,
    /// The customer was wrong.
    Rejected,
    /// Something in between.
    Partial,
}

/// `dispute.resolved`: a resolution by itself reduces nothing, its credit note does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeResolved {
    /// The dispute.
    pub dispute: DisputeNo,
    /// How it ended.
    pub outcome: DisputeOutcome,
    /// How much is to be credited: required for partial, none for rejected, all by default for upheld.
    pub credited: Option<Amount>,
}
