//! Risk classes and decision rules: a condition, and what follows where it holds
//! (domain, sections 10 and 11).

use duebook_events::Rate;
use duebook_events::order::{ConditionKind, Outcome};
use duebook_events::terms::Count;
use serde::Deserialize;

use super::fact::{ClassFact, OrderFact};
use super::place::{Path, Problem};
use super::when::When;
use super::written::{Vocabulary, Written};

/// A risk class; without a condition it always holds.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskClass {
    /// Its name.
    pub name: String,
    /// When it holds.
    pub when: Option<When<ClassFact>>,
    /// Why it exists, in the company's words.
    pub note: Option<String>,
}

/// A decision rule; without a condition it always holds.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionRule {
    /// Its name.
    pub name: String,
    /// When it holds.
    pub when: Option<When<OrderFact>>,
    /// What is decided.
    pub outcome: Outcome,
    /// Under which conditions.
    pub conditions: Vec<ConditionTemplate>,
    /// Why it exists, in the company's words.
    pub note: Option<String>,
}

/// A condition of a decision before its amount is known.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionTemplate {
    /// What has to be done.
    pub kind: ConditionKind,
    /// Which share.
    pub share: Option<Rate>,
    /// In how many instalments.
    pub count: Option<Count>,
}

/// A risk class as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenClass {
    pub name: String,
    pub when: Option<Written>,
    note: Option<String>,
}

/// A decision rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRule {
    name: String,
    pub when: Option<Written>,
    outcome: Outcome,
    #[serde(default)]
    conditions: Vec<ConditionTemplate>,
    note: Option<String>,
}

impl WrittenClass {
    pub fn compile(
        self,
        words: Vocabulary<'_>,
        path: &Path,
        problems: &mut Vec<Problem>,
    ) -> RiskClass {
        let when = self.when.map(|when| when.compile(words, &path.key("when"), problems));
        RiskClass { name: self.name, when, note: self.note }
    }
}

impl WrittenRule {
    pub fn compile(
        self,
        words: Vocabulary<'_>,
        path: &Path,
        problems: &mut Vec<Problem>,
    ) -> DecisionRule {
        let when = self.when.map(|when| when.compile(words, &path.key("when"), problems));
        let Self { name, outcome, conditions, note, .. } = self;
        DecisionRule { name, when, outcome, conditions, note }
    }
}
