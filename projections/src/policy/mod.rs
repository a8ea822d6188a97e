//! Policies: everything that is judged, as data (domain, sections 6 to 15).
//!
//! A policy is a TOML text. It is parsed and checked once; evaluating it reads
//! facts and nothing else, so it cannot depend on a clock, chance or I/O.

mod ladder;
mod rule;
mod scorecard;

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::security::SecurityKind;
use duebook_events::terms::{MAX_COUNT, Terms, Trigger};
use duebook_events::{Currency, Day, Message, Rate};
use rust_decimal::Decimal;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::messages;

pub use ladder::Ladder;
pub use rule::{ConditionTemplate, DecisionRule, FactValue, Facts, RiskClass, When};
pub use scorecard::{Bin, Bins, Scorecard, Value};

/// The text of the built-in policy `default@1`; it never changes.
pub const DEFAULT_TEXT: &str = include_str!("../../../replay-fixtures/policies/default@1.toml");
/// How the built-in policy is cited.
pub const DEFAULT_CITATION: &str = "default@1";

/// Under which rules a question is answered.
#[derive(Debug, Clone)]
pub struct Policy {
    /// `name@version`.
    pub citation: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// Aging buckets (domain, section 6).
    pub buckets: Buckets,
    /// Terms where none were agreed.
    pub terms: Terms,
    /// Working days.
    pub calendar: Calendar,
    /// Days after a promise's due date that still count as kept.
    pub promise_grace_days: i32,
    /// How much of a security counts.
    pub haircuts: BTreeMap<SecurityKind, Decimal>,
    /// Caps on late interest, by date, ascending.
    pub annual_caps: Vec<AnnualCap>,
    /// Points.
    pub scorecard: Scorecard,
    /// Grades, best first.
    pub grades: Vec<Grade>,
    /// Risk classes; the first that holds.
    pub risk_classes: Vec<RiskClass>,
    /// Decision rules; the first that holds.
    pub rules: Vec<DecisionRule>,
    /// The reminder ladder.
    pub reminders: Ladder,
    /// Years after which a claim is barred.
    pub limitation_years: i32,
    /// Whether a confirmed statement starts the limitation anew.
    pub confirmed_statement_restarts: bool,
    /// Expected credit loss by bucket.
    pub provision_rates: Vec<Decimal>,
    /// In which order money is allocated.
    pub allocation: AllocationOrder,
}

/// Aging buckets by their upper ends.
#[derive(Debug, Clone)]
pub struct Buckets {
    ends: Vec<i32>,
    names: Vec<String>,
}

/// Holidays, and weekend days on which people work.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The ledger's time zone: which day it is when a question names none.
    pub time_zone: String,
    /// Days off besides Saturdays and Sundays.
    pub holidays: BTreeSet<Day>,
    /// Saturdays and Sundays that are working days.
    pub working_weekends: BTreeSet<Day>,
}

/// A cap on annual late interest from a date on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnualCap {
    /// From when.
    pub from: Day,
    /// Per year, as a fraction.
    pub rate: Rate,
}

/// A grade and what it means for the limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// From which score on.
    pub from: i64,
    /// Recommended limit as a multiple of the limit.
    pub limit_factor: Rate,
}

/// In which order automatic allocation goes through the items (domain, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllocationOrder {
    /// PRC Civil Code, articles 560 and 561.
    Statutory,
    /// Earliest due date first.
    OldestDueFirst,
    /// Overdue items first.
    OverdueFirst,
}

/// A policy text that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// What is wrong, with line and column where TOML gives them.
    pub message: Message,
}

impl std::fmt::Display for PolicyError {
    /// In English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for PolicyError {}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: toml::Value,
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
    risk_class: Vec<RiskClass>,
    rule: Vec<DecisionRule>,
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
    /// Parses and checks a policy text.
    ///
    /// # Errors
    /// What is wrong, with the place in the text where TOML knows it.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let file: File = toml::from_str(text).map_err(|e| PolicyError {
            message: messages::policy_unreadable(e.to_string().trim_end()),
        })?;
        let refuse = |message: Message| Err(PolicyError { message });
        let version = match &file.version {
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::String(word) => word.clone(),
            _ => return refuse(messages::policy_version()),
        };
        if !file.aging.bucket_ends.windows(2).all(|pair| pair[0] < pair[1])
            || file.aging.bucket_ends.first().is_none_or(|first| *first < 1)
        {
            return refuse(messages::policy_buckets());
        }
        if file.provision.rates.len() != file.aging.bucket_ends.len() + 2 {
            return refuse(messages::policy_provision());
        }
        if !file.interest.annual_cap.windows(2).all(|pair| pair[0].from < pair[1].from)
            || file.interest.annual_cap.first().is_none_or(|first| first.from != Day::FIRST)
            || file.interest.annual_cap.iter().any(|cap| cap.rate.decimal() > Decimal::ONE)
        {
            return refuse(messages::policy_caps());
        }
        if !file.grade.windows(2).all(|pair| pair[0].from > pair[1].from)
            || file.grade.last().is_none_or(|last| last.from != 0)
        {
            return refuse(messages::policy_grades());
        }
        if file.rule.last().is_none_or(|last| last.when.is_some()) {
            return refuse(messages::policy_rules());
        }
        if file.risk_class.last().is_none_or(|last| last.when.is_some()) {
            return refuse(messages::policy_risk_classes());
        }
        if file.terms.trigger == Trigger::DeliveryReceived
            || file.terms.trigger == Trigger::Acceptance
        {
            return refuse(messages::policy_terms());
        }
        let counts = |days: &i32| u64::try_from(*days).is_ok_and(|days| days <= MAX_COUNT);
        if !file.reminders.days().iter().all(counts) {
            return refuse(messages::policy_ladder(MAX_COUNT));
        }
        Ok(Self {
            citation: format!("{}@{version}", file.name),
            sha256: hex(&Sha256::digest(text.as_bytes())),
            buckets: Buckets::new(file.aging.bucket_ends),
            terms: file.terms,
            calendar: file.calendar,
            promise_grace_days: i32::from(file.promises.grace_days),
            haircuts: file.security.haircut.iter().map(|(k, r)| (*k, r.decimal())).collect(),
            annual_caps: file.interest.annual_cap,
            scorecard: file.scorecard,
            grades: file.grade,
            risk_classes: file.risk_class,
            rules: file.rule,
            reminders: file.reminders,
            limitation_years: i32::from(file.limitation.years),
            confirmed_statement_restarts: file.limitation.confirmed_statement_restarts,
            provision_rates: file.provision.rates.iter().map(|r| r.decimal()).collect(),
            allocation: file.allocation.order,
        })
    }

    /// The built-in policy `default@1` (domain, section 15).
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(DEFAULT_TEXT).expect("the built-in policy is part of the program and tested")
    }

    /// The annual cap in force on a date.
    #[must_use]
    pub fn annual_cap(&self, day: Day) -> Decimal {
        let after = self.annual_caps.partition_point(|cap| cap.from <= day);
        self.annual_caps[after.saturating_sub(1)].rate.decimal()
    }

    /// The grade of a score.
    #[must_use]
    pub fn grade(&self, score: i64) -> &Grade {
        self.grades
            .iter()
            .find(|grade| score >= grade.from)
            .or(self.grades.last())
            .expect("a checked policy has a grade that begins at 0")
    }
}

impl Buckets {
    fn new(ends: Vec<i32>) -> Self {
        let mut names = vec!["current".to_owned()];
        let mut from = 1;
        for end in &ends {
            names.push(format!("{from}-{end}"));
            from = end + 1;
        }
        names.push(format!(">{}", from - 1));
        Self { ends, names }
    }

    /// The names, youngest first.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Which bucket so many days past due fall into; `None` (no due date) is current.
    #[must_use]
    pub fn index(&self, days_past_due: Option<i32>) -> usize {
        match days_past_due {
            Some(days) if days > 0 => 1 + self.ends.partition_point(|end| *end < days),
            _ => 0,
        }
    }
}

/// Rounds a decimal number of minor units half away from zero.
#[must_use]
pub fn round_minor(value: Decimal) -> i128 {
    use rust_decimal::prelude::ToPrimitive;
    value
        .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        .to_i128()
        .unwrap_or_default()
}

/// An amount of minor units times a factor, exactly where 28 digits hold it.
#[must_use]
pub fn times(minor: i128, factor: Decimal) -> Decimal {
    Decimal::from_i128_with_scale(minor, 0) * factor
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A currency's smallest unit as a decimal: 1 fen = 0.01 CNY.
#[must_use]
pub fn major(minor: i128, currency: Currency) -> Decimal {
    Decimal::from_i128_with_scale(minor, u32::from(currency.minor_digits()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policy_is_the_one_of_domain_section_15() {
        let policy = Policy::built_in();
        assert_eq!(policy.citation, DEFAULT_CITATION);
        assert_eq!(policy.annual_cap(Day::try_new("2025-02-03").unwrap()).to_string(), "0.124");
        assert_eq!(policy.annual_cap(Day::try_new("2025-05-20").unwrap()).to_string(), "0.12");
        assert_eq!(policy.annual_cap(Day::FIRST).to_string(), "0.154");
        assert_eq!(policy.grade(79).name, "B");
        assert_eq!(policy.grade(0).name, "E");
    }

    #[test]
    fn buckets_follow_domain_section_6() {
        let buckets = Policy::built_in().buckets;
        assert_eq!(
            buckets.names(),
            ["current", "1-30", "31-60", "61-90", "91-180", "181-365", ">365"]
        );
        let index = |days| buckets.index(Some(days));
        assert_eq!(buckets.index(None), 0);
        assert_eq!([index(-5), index(0), index(1), index(30), index(31)], [0, 0, 1, 1, 2]);
        assert_eq!([index(90), index(91), index(180), index(365), index(366)], [3, 4, 4, 5, 6]);
    }
}
