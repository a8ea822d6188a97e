//! A policy text read into a policy: TOML first, then what the tables must be
//! for every question to have an answer.

use std::collections::BTreeMap;

use duebook_events::security::SecurityKind;
use duebook_events::terms::{MAX_COUNT, Terms, Trigger};
use duebook_events::{Day, Message, Rate};
use rust_decimal::Decimal;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::place::{Path, Problem};
use super::rule::{WrittenClass, WrittenRule};
use super::when::Vocabulary;
use super::{
    AllocationOrder, AnnualCap, Buckets, Calendar, Grade, Ladder, Policy, PolicyError, Scorecard,
    hex,
};
use crate::messages::policy as messages;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
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

impl Policy {
    /// Parses a policy text: its structure, and what its conditions mean.
    ///
    /// # Errors
    /// The first thing that is wrong, with the place in the text where TOML
    /// knows it; [`super::check`] finds everything, and more.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let (policy, problems) = Self::compile(text)?;
        match problems.into_iter().next() {
            Some(Problem { message, .. }) => Err(PolicyError { message }),
            None => Ok(policy),
        }
    }

    /// Parses a text that stands in a log. It was accepted by the rules of its
    /// day, so a comparison that would be refused now is read as it was meant
    /// then: it never holds. Decisions under it can still be derived again.
    ///
    /// # Errors
    /// What is wrong with its structure.
    pub fn parse_stored(text: &str) -> Result<Self, PolicyError> {
        Self::compile(text).map(|(policy, _)| policy)
    }

    /// The policy, and what is wrong with its conditions.
    pub(super) fn compile(text: &str) -> Result<(Self, Vec<Problem>), PolicyError> {
        let file: File = toml::from_str(text).map_err(|e| PolicyError {
            message: messages::policy_unreadable(e.to_string().trim_end()),
        })?;
        file.structure().map_err(|message| PolicyError { message })?;
        let version = file.version().map_err(|message| PolicyError { message })?;
        let mut problems = Vec::new();
        let grades: Vec<String> = file.grade.iter().map(|grade| grade.name.clone()).collect();
        let classes: Vec<String> = file.risk_class.iter().map(|class| class.name.clone()).collect();
        let words = Vocabulary { grades: &grades, classes: &[] };
        let risk_classes = file.risk_class.into_iter().enumerate().map(|(i, class)| {
            class.compile(words, &Path::of("risk_class").index(i), &mut problems)
        });
        let risk_classes = risk_classes.collect();
        let words = Vocabulary { grades: &grades, classes: &classes };
        let rules = file.rule.into_iter().enumerate();
        let rules = rules
            .map(|(i, rule)| rule.compile(words, &Path::of("rule").index(i), &mut problems))
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
        Ok((policy, problems))
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
    fn structure(&self) -> Result<(), Message> {
        let ends = &self.aging.bucket_ends;
        if !ends.windows(2).all(|pair| pair[0] < pair[1]) || ends.first().is_none_or(|end| *end < 1)
        {
            return Err(messages::policy_buckets());
        }
        if self.provision.rates.len() != ends.len() + 2 {
            return Err(messages::policy_provision());
        }
        let caps = &self.interest.annual_cap;
        if !caps.windows(2).all(|pair| pair[0].from < pair[1].from)
            || caps.first().is_none_or(|first| first.from != Day::FIRST)
            || caps.iter().any(|cap| cap.rate.decimal() > Decimal::ONE)
        {
            return Err(messages::policy_caps());
        }
        if !self.grade.windows(2).all(|pair| pair[0].from > pair[1].from)
            || self.grade.last().is_none_or(|last| last.from != 0)
        {
            return Err(messages::policy_grades());
        }
        if self.rule.last().is_none_or(|last| last.when.is_some()) {
            return Err(messages::policy_rules());
        }
        if self.risk_class.last().is_none_or(|last| last.when.is_some()) {
            return Err(messages::policy_risk_classes());
        }
        if matches!(self.terms.trigger, Trigger::DeliveryReceived | Trigger::Acceptance) {
            return Err(messages::policy_terms());
        }
        let counts = |days: &i32| u64::try_from(*days).is_ok_and(|days| days <= MAX_COUNT);
        if !self.reminders.days().iter().all(counts) {
            return Err(messages::policy_ladder(MAX_COUNT));
        }
        Ok(())
    }
}
