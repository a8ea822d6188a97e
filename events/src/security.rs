//! Securities that the customer gives.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::date::Day;
use crate::document::Document;
use crate::ids::SecurityNo;
use crate::money::Amount;
use crate::text::Text;

/// What kind of security.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SecurityKind {
    /// A guarantor.
    Guarantor,
    /// A mortgage.
    Mortgage,
    /// A pledge.
    Pledge,
    /// Credit insurance.
    Insurance,
    /// A deposit.
    Deposit,
}

/// `security.provided`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityProvided {
    /// Its number.
    pub security: SecurityNo,
    /// What kind.
    pub kind: SecurityKind,
    /// For how much, before any haircut.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
    /// Who gives it.
    pub provider: Option<Text>,
    /// The last day on which it holds.
    pub valid_until: Option<Day>,
    /// The deed.
    pub document: Option<Document>,
}

/// `security.released`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityReleased {
    /// The security.
    pub security: SecurityNo,
}
