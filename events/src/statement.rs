//! Statements of account and what the customer says to them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::date::Day;
use crate::document::Document;
use crate::ids::StatementNo;
use crate::money::SignedAmount;
use crate::text::PersonalText;

/// `statement.sent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementSent {
    /// Its number.
    pub statement: StatementNo,
    /// The last day that it covers.
    pub period_end: Day,
    /// Its currency.
    pub currency: Currency,
    /// The balance by our books.
    pub closing_balance: SignedAmount,
    /// The statement.
    pub document: Option<Document>,
}

/// `statement.confirmed`: countersigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementConfirmed {
    /// The statement.
    pub statement: StatementNo,
    /// The balance that the customer confirms.
    pub confirmed_balance: SignedAmount,
    /// Who signed.
    pub signed_by: PersonalText,
    /// The countersigned paper.
    pub document: Option<Document>,
}

/// `statement.contested`: the customer's books say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementContested {
    /// The statement.
    pub statement: StatementNo,
    /// The balance by the customer's books.
    pub claimed_balance: SignedAmount,
    /// In words.
    pub detail: Option<PersonalText>,
}
