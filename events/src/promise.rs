//! Promises to pay.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::date::Day;
use crate::ids::{ContactNo, ItemNo, PromiseNo};
use crate::money::Amount;
use crate::text::PersonalText;

/// `promise.made`: so much by that day (domain, section 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseMade {
    /// Its number.
    pub promise: PromiseNo,
    /// How much.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
    /// By when.
    pub due: Day,
    /// For which items; none means any payment counts.
    pub invoices: Option<Vec<ItemNo>>,
    /// Who promised.
    pub by: Option<PersonalText>,
    /// In which contact.
    pub contact: Option<ContactNo>,
}
