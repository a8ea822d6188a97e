//! Who the customer is, and on which terms and limit they buy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::date::Day;
use crate::document::Document;
use crate::money::AmountOrZero;
use crate::terms::Terms;
use crate::text::{PersonalText, Text};

/// `customer.registered`: the relation is on file from this date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerRegistered {
    /// The customer's name.
    pub name: PersonalText,
    /// Tax number.
    pub tax_id: Option<Text>,
    /// Country.
    pub country: Option<Text>,
    /// Line of business.
    pub industry: Option<Text>,
    /// When the relation began, if before the registration.
    pub since: Option<Day>,
}

/// `customer.investigated`: what registries, courts, press, references and banks say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerInvestigated {
    /// One entry a source.
    pub findings: Vec<Finding>,
    /// The report.
    pub document: Option<Document>,
}

/// What one source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The source.
    pub kind: FindingKind,
    /// What it says.
    pub result: FindingResult,
    /// In words.
    pub detail: Option<PersonalText>,
}

/// Where a finding comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Company registry.
    Registry,
    /// Court records.
    Court,
    /// Press and media.
    Media,
    /// Trade reference.
    Reference,
    /// Bank.
    Bank,
}

/// What a finding says; from harmless to worst.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FindingResult {
    /// Nothing against the customer.
    Clean,
    /// Something against the customer.
    Adverse,
    /// On the list of dishonest judgment debtors.
    DishonestDebtor,
    /// Insolvent.
    Insolvent,
}

/// `terms.agreed`: the terms in force for invoices from this date on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsAgreed {
    /// The terms.
    pub terms: Terms,
    /// The contract they stand in.
    pub contract_no: Option<Text>,
    /// The contract.
    pub document: Option<Document>,
}

/// `credit.limit_set`: how much may be owed in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditLimitSet {
    /// The limit; `"0"` means no credit.
    pub limit: AmountOrZero,
    /// Its currency.
    pub currency: Currency,
    /// Why.
    pub reason: Option<Text>,
}
