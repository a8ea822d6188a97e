//! A policy text read into a policy: TOML first, then what the tables must be
//! for every question to have an answer.

use std::collections::BTreeMap;

use duebook_events::security::SecurityKind;
use duebook_events::terms::{MAX_COUNT, Terms, Trigger};
use duebook_events::{Day, Message, Rate};
use rust_decimal::Decimal;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::limits;
use super::place::{Path, Problem};
use super::rule::{WrittenClass, WrittenRule};
use super::written::Vocabulary;
use super::{
    AllocationOrder, AnnualCap, Buckets, Calendar, Grade, Ladder, Policy, PolicyError, Scorecard,
    hex,
};
use crate::messages::policy as messages;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    name: String,
    version: toml::Value,
    title: Option<String>,
    aging: AgingTable,
    terms: Terms,
    calendar: Calendar,
    promises: PromisesTable,
    allocation: AllocationTable,
    limitation: LimitationTable,
    security: SecurityTable,
    interest: InterestTable,
    provision: ProvisionTable,
    scorecard: Scorecard,
    grade: Vec<Grade>,
    risk_class: Vec<WrittenClass>,
    rule: Vec<WrittenRule>,
    reminders: Ladder,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgingTable {
    bucket_ends: Vec<i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromisesTable {
    grace_days: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllocationTable {
    order: AllocationOrder,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitationTable {
    years: u16,
    confirmed_statement_restarts: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecurityTable {
    haircut: BTreeMap<SecurityKind, Rate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InterestTable {
    annual_cap: Vec<AnnualCap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvisionTable {
    rates: Vec<Rate>,
}

/// A policy text that could be read, and what is wrong with it.
pub(super) struct Compiled {
    pub policy: Policy,
    /// What keeps some question from having an answer.
    pub structure: Vec<Problem>,
    /// What conditions cannot mean.
    pub conditions: Vec<Problem>,
}

impl Policy {
    /// Parses a policy text that is used from now on: its structure, and what its
    /// conditions mean. A fact or word that does not exist is refused. That a rule
    /// can apply at all, and the like, is for [`super::check`] to find.
    ///
    /// # Errors
    /// The first thing that is wrong, with the place in the text where TOML
    /// knows it; [`super::check`] finds everything, and more.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let Compiled { policy, structure, conditions } = Self::compile(text)?;
        match structure.into_iter().chain(conditions).next() {
            Some(Problem { message, .. }) => Err(PolicyError { message }),
            None => Ok(policy),
        }
    }

    /// Parses a text that stands in a log, or in a history that is taken over as it
    /// was recorded. It was accepted by the rules of its day, so a comparison that
    /// would be refused now is read as it was meant then: it never holds. Decisions
    /// under it can still be derived again. What is recorded now is parsed by
    /// [`Policy::parse`].
    ///
    /// # Errors
    /// What is wrong with its structure.
    pub fn parse_stored(text: &str) -> Result<Self, PolicyError> {
        let Compiled { policy, structure, .. } = Self::compile(text)?;
        match structure.into_iter().next() {
            Some(Problem { message, .. }) => Err(PolicyError { message }),
            None => Ok(policy),
        }
    }

    /// The policy of a text whose keys and values have the right form, and what
    /// else is wrong with it.
    pub(super) fn compile(text: &str) -> Result<Compiled, PolicyError> {
        let unreadable = |e: toml::de::Error| PolicyError {
            message: messages::policy_unreadable(e.to_string().trim_end()),
        };
        if let Some(message) = limits::too_long(text) {
            return Err(PolicyError { message });
        }
        let root = DeTable::parse(text).map_err(unreadable)?;
        if let Some((_, _, message)) = limits::too_deep(root.get_ref()) {
            return Err(PolicyError { message });
        }
        let file: File = toml::from_str(text).map_err(unreadable)?;
        let structure = file.structure();
        let version = file.version().map_err(|message| PolicyError { message })?;
        let mut conditions = Vec::new();
        let grades: Vec<String> = file.grade.iter().map(|grade| grade.name.clone()).collect();
        let classes: Vec<String> = file.risk_class.iter().map(|class| class.name.clone()).collect();
        let words = Vocabulary { grades: &grades, classes: &[] };
        let risk_classes = file.risk_class.into_iter().enumerate().map(|(i, class)| {
            class.compile(words, &Path::of("risk_class").index(i), &mut conditions)
        });
        let risk_classes = risk_classes.collect();
        let words = Vocabulary { grades: &grades, classes: &classes };
        let rules = file.rule.into_iter().enumerate();
        let rules = rules
            .map(|(i, rule)| rule.compile(words, &Path::of("rule").index(i), &mut conditions))
            .collect();
        let policy = Self {
            citation: format!("{}@{version}", file.name),
            sha256: hex(&Sha256::digest(text.as_bytes())),
            title: file.title,
            buckets: Buckets::new(file.aging.bucket_ends),
            terms: file.terms,
            calendar: file.calendar,
            promise_grace_days: i32::from(file.promises.grace_days),
            haircuts: file.security.haircut.iter().map(|(k, r)| (*k, r.decimal())).collect(),
            annual_caps: file.interest.annual_cap,
            scorecard: file.scorecard,
            grades: file.grade,
            risk_classes,
            rules,
            reminders: file.reminders,
            limitation_years: i32::from(file.limitation.years),
            confirmed_statement_restarts: file.limitation.confirmed_statement_restarts,
            provision_rates: file.provision.rates.iter().map(|r| r.decimal()).collect(),
            allocation: file.allocation.order,
        };
        Ok(Compiled { policy, structure, conditions })
    }
}

impl File {
    /// The version as it is cited.
    fn version(&self) -> Result<String, Message> {
        match &self.version {
            toml::Value::Integer(number) => Ok(number.to_string()),
            toml::Value::String(word) => Ok(word.clone()),
            _ => Err(messages::policy_version()),
        }
    }

    /// What must hold for every question to have an answer.
    fn structure(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut report = |path: Path, message| problems.push(Problem { path, message });
        let ends = &self.aging.bucket_ends;
        let falls = (0..ends.len()).find(|i| ends[*i] < 1 || (*i > 0 && ends[*i] <= ends[i - 1]));
        let path = Path::of("aging").key("bucket_ends");
        match falls {
            Some(i) => report(path.index(i), messages::policy_buckets()),
            None if ends.is_empty() => report(path, messages::policy_buckets()),
            None => {}
        }
        if self.provision.rates.len() != ends.len() + 2 {
            report(Path::of("provision").key("rates"), messages::policy_provision());
        }
        let caps = &self.interest.annual_cap;
        let path = Path::of("interest").key("annual_cap");
        let wrong = (0..caps.len()).find(|i| {
            let begins =
                if *i == 0 { caps[0].from == Day::FIRST } else { caps[i - 1].from < caps[*i].from };
            !begins || caps[*i].rate.decimal() > Decimal::ONE
        });
        match wrong {
            Some(i) => report(path.index(i), messages::policy_caps()),
            None if caps.is_empty() => report(path, messages::policy_caps()),
            None => {}
        }
        self.lists(&mut report);
        if matches!(self.terms.trigger, Trigger::DeliveryReceived | Trigger::Acceptance) {
            report(Path::of("terms").key("trigger"), messages::policy_terms());
        }
        let counts = |days: &i32| u64::try_from(*days).is_ok_and(|days| days <= MAX_COUNT);
        if !self.reminders.days().iter().all(counts) {
            report(Path::of("reminders"), messages::policy_ladder(MAX_COUNT));
        }
        problems
    }

    /// Grades, rules and classes leave nobody out.
    fn lists(&self, report: &mut impl FnMut(Path, Message)) {
        let grades = &self.grade;
        let path = Path::of("grade");
        let wrong = (1..grades.len()).find(|i| grades[*i].from >= grades[i - 1].from);
        match (wrong, grades.last()) {
            (Some(i), _) => report(path.index(i).key("from"), messages::policy_grades()),
            (None, Some(last)) if last.from == 0 => {}
            (None, Some(_)) => {
                report(path.index(grades.len() - 1).key("from"), messages::policy_grades());
            }
            (None, None) => report(path, messages::policy_grades()),
        }
        let last = self.rule.len().saturating_sub(1);
        if self.rule.last().is_none_or(|last| last.when.is_some()) {
            report(Path::of("rule").index(last).key("when"), messages::policy_rules());
        }
        let last = self.risk_class.len().saturating_sub(1);
        if self.risk_class.last().is_none_or(|last| last.when.is_some()) {
            report(Path::of("risk_class").index(last).key("when"), messages::policy_risk_classes());
        }
    }
}
