//! Stopping supply, and the way to court.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::Day;
use crate::document::Document;
use crate::ids::ItemNo;
use crate::text::Text;

/// On which ground supply is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SupplyGround {
    /// The contract says so.
    AgreedClause,
    /// The customer has not performed.
    NoPerformance,
    /// The customer's business has gravely deteriorated.
    Deterioration,
    /// The customer moves assets away.
    AssetFlight,
    /// The customer has lost its commercial standing.
    LostCredit,
}

/// `supply.suspended` and `supply.resumed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplyChange {
    /// Why.
    pub reason: Text,
    /// On which ground.
    pub ground: Option<SupplyGround>,
    /// What shows it: event ids or words.
    pub evidence: Option<Evidence>,
    /// When the customer was told.
    pub notified_on: Option<Day>,
}

/// What shows something: one text or several (event ids, names of documents).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Evidence {
    /// One.
    One(Text),
    /// Several.
    Many(Vec<Text>),
}

/// A step of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A lawyer's letter.
    LawyerLetter,
    /// A payment order.
    PaymentOrder,
    /// Mediation.
    Mediation,
    /// Arbitration.
    Arbitration,
    /// A lawsuit.
    Litigation,
    /// Preservation of assets.
    Preservation,
    /// A judgment.
    Judgment,
    /// Enforcement.
    Enforcement,
    /// Insolvency of the customer.
    Insolvency,
}

/// `legal.step`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegalStep {
    /// Which step.
    pub step: Step,
    /// For which items; none means all.
    pub invoices: Option<Vec<ItemNo>>,
    /// The paper.
    pub document: Option<Document>,
}
