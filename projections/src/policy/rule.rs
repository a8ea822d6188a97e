//! Conditions over facts, and what follows where they hold (domain, sections 10, 11).

use duebook_events::Rate;
use duebook_events::order::{ConditionKind, Outcome};
use duebook_events::terms::Count;
use rust_decimal::Decimal;
use serde::Deserialize;

/// The value of a fact that rules look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// Not known, or not set: no comparison holds.
    Null,
    /// A number: amounts in major units, counts.
    Number(Decimal),
    /// A word.
    Word(String),
    /// True or false.
    Flag(bool),
}

/// Where rules read facts.
pub trait Facts {
    /// The value of the fact with this name; `None` if there is no such fact.
    fn value(&self, name: &str) -> Option<FactValue>;
}

/// A condition: a comparison of one fact, or several conditions combined.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum When {
    /// All of these.
    All(All),
    /// At least one of these.
    Any(Any),
    /// Not this.
    Not(Not),
    /// One comparison.
    Compare(Compare),
}

/// `{ all = [...] }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct All {
    all: Vec<When>,
}

/// `{ any = [...] }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Any {
    any: Vec<When>,
}

/// `{ not = ... }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Not {
    not: Box<When>,
}

/// `{ fact = "days_past_due", above = "10" }`; a fact without value satisfies nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    fact: String,
    is: Option<String>,
    above: Option<Rate>,
    below: Option<Rate>,
    at_least: Option<Rate>,
    at_most: Option<Rate>,
    /// Above the sum of these facts; none of them may be without value.
    above_fact: Option<Vec<String>>,
}

/// A risk class; without a condition it always holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskClass {
    /// Its name.
    pub name: String,
    /// When it holds.
    pub when: Option<When>,
}

/// A decision rule; without a condition it always holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRule {
    /// Its name.
    pub name: String,
    /// When it holds.
    pub when: Option<When>,
    /// What is decided.
    pub outcome: Outcome,
    /// Under which conditions.
    #[serde(default)]
    pub conditions: Vec<ConditionTemplate>,
}

/// A condition of a decision before its amount is known.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionTemplate {
    /// What has to be done.
    pub kind: ConditionKind,
    /// Which share.
    pub share: Option<Rate>,
    /// In how many instalments.
    pub count: Option<Count>,
}

impl When {
    /// Whether the condition holds for these facts.
    #[must_use]
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::All(all) => all.all.iter().all(|when| when.holds(facts)),
            Self::Any(any) => any.any.iter().any(|when| when.holds(facts)),
            Self::Not(not) => !not.not.holds(facts),
            Self::Compare(compare) => compare.holds(facts),
        }
    }
}

impl Compare {
    fn holds(&self, facts: &dyn Facts) -> bool {
        let value = facts.value(&self.fact).unwrap_or(FactValue::Null);
        if let Some(word) = &self.is {
            return match &value {
                FactValue::Word(have) => have == word,
                FactValue::Flag(flag) => word == if *flag { "true" } else { "false" },
                _ => false,
            };
        }
        let FactValue::Number(have) = value else { return false };
        let sum = |names: &Vec<String>| {
            names.iter().try_fold(Decimal::ZERO, |sum, name| match facts.value(name) {
                Some(FactValue::Number(number)) => Some(sum + number),
                _ => None,
            })
        };
        self.above.is_none_or(|bound| have > bound.decimal())
            && self.below.is_none_or(|bound| have < bound.decimal())
            && self.at_least.is_none_or(|bound| have >= bound.decimal())
            && self.at_most.is_none_or(|bound| have <= bound.decimal())
            && self.above_fact.as_ref().is_none_or(|names| sum(names).is_some_and(|s| have > s))
    }
}
