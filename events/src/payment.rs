//! Money that came in, and how it was applied.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::ids::{ItemNo, PaymentNo};
use crate::money::Amount;
use crate::text::{PersonalText, Text};

/// So much to that item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// The invoice or fee.
    pub invoice: ItemNo,
    /// How much.
    pub amount: Amount,
}

/// `payment.received`: value date and amount; allocations inside count as its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentReceived {
    /// Its number.
    pub payment: PaymentNo,
    /// Its currency.
    pub currency: Currency,
    /// How much.
    pub amount: Amount,
    /// Transfer, draft, cash.
    pub method: Option<Text>,
    /// The bank's reference.
    pub bank_ref: Option<Text>,
    /// Who paid.
    pub payer: Option<PersonalText>,
    /// What the debtor paid for.
    pub allocations: Option<Vec<Allocation>>,
    /// The remittance advice in words.
    pub remittance: Option<Text>,
}

/// How an allocation was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllocationMethod {
    /// By the debtor's designation.
    Remittance,
    /// By the program, under a policy.
    Auto,
    /// By a person.
    Manual,
}

/// `payment.allocated`: money of a payment (or a credit note's excess) goes to items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentAllocated {
    /// The payment or credit note.
    pub payment: PaymentNo,
    /// So much to each item.
    pub allocations: Vec<Allocation>,
    /// How it was found.
    pub method: AllocationMethod,
    /// Under which policy.
    pub policy: Option<Text>,
}

/// `payment.deallocated`: money is taken off items again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentDeallocated {
    /// The payment or credit note.
    pub payment: PaymentNo,
    /// So much from each item.
    pub allocations: Vec<Allocation>,
    /// Why.
    pub reason: Text,
}

/// `payment.reversed`: bounced or recalled; all its allocations are undone from this date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentReversed {
    /// The payment.
    pub payment: PaymentNo,
    /// Why.
    pub reason: Text,
}

/// `payment.refunded`: money (or a credit note's excess) went back to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentRefunded {
    /// The payment or credit note.
    pub payment: PaymentNo,
    /// How much.
    pub amount: Amount,
}
