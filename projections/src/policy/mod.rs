//! Policies: everything that is judged, as data (domain, sections 6 to 15).
//!
//! A policy is a TOML text. It is parsed and checked once; evaluating it reads
//! facts and nothing else, so it cannot depend on a clock, chance or I/O.

pub mod check;
pub mod diff;
mod fact;
mod file;
mod ladder;
mod limits;
mod place;
mod rule;
pub mod schema;
mod scorecard;
mod when;
pub mod words;
mod written;

use std::sync::Arc;

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::security::SecurityKind;
use duebook_events::terms::{Roll, Terms};
use duebook_events::{Currency, Day, Message, Rate};
use rust_decimal::Decimal;
use serde::Deserialize;

pub use fact::{CAUSES, ClassFact, FINDINGS, FLAGS, Fact, FactKind, FactValue, Facts, OrderFact};
pub use ladder::Ladder;
pub use limits::{MAX_DEPTH, MAX_TEXT_BYTES};
pub use place::{Path, Step};
pub use rule::{ConditionTemplate, DecisionRule, RiskClass};
pub use scorecard::{Bin, Bins, Scorecard, Value};
pub use when::{Order, Test, When};

/// The text of the built-in policy `default@1`; it never changes.
pub const DEFAULT_TEXT: &str = include_str!("../../../replay-fixtures/policies/default@1.toml");
/// The policies that come with the program, with their texts. Only the first is
/// ever in force without being published; the others are there to be tried.
pub const BUNDLED: [(&str, &str); 3] = [
    (DEFAULT_CITATION, DEFAULT_TEXT),
    ("china@1", include_str!("../../../replay-fixtures/policies/china@1.toml")),
    ("cautious@1", include_str!("../../../replay-fixtures/policies/cautious@1.toml")),
];
/// How the built-in policy is cited.
pub const DEFAULT_CITATION: &str = "default@1";

/// Under which rules a question is answered.
#[derive(Debug, Clone)]
pub struct Policy {
    /// `name@version`.
    pub citation: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// What the company calls it.
    pub title: Option<String>,
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
    names: Arc<[String]>,
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
    /// Why it exists, in the company's words.
    pub note: Option<String>,
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

impl Policy {
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
        &self.grades[self.grade_index(score)]
    }

    /// The place of a score's grade among the grades.
    #[must_use]
    pub fn grade_index(&self, score: i64) -> usize {
        let found = self.grades.iter().position(|grade| score >= grade.from);
        found.unwrap_or(self.grades.len() - 1)
    }

    /// Whether folding any account gives the same under both policies, so that
    /// one fold serves them both. The fold reads of a policy how long a promise
    /// may be late, and what the due dates of items rest on: default terms and
    /// calendar (domain, sections 4 and 8).
    #[must_use]
    pub fn folds_like(&self, other: &Self) -> bool {
        let due = |policy: &Self| {
            let Terms { trigger, net_days, roll, .. } = policy.terms;
            (trigger, net_days, roll.unwrap_or(Roll::None))
        };
        let days_off = |policy: &Self| {
            let Calendar { holidays, working_weekends, .. } = policy.calendar.clone();
            (holidays, working_weekends)
        };
        self.promise_grace_days == other.promise_grace_days
            && due(self) == due(other)
            && days_off(self) == days_off(other)
    }

    /// Whether a customer looks the same under both: every figure and the score. They differ in
    /// what they are called and in their decision rules at most.
    #[must_use]
    pub fn sees_like(&self, other: &Self) -> bool {
        let without_rules = |policy: &Self| {
            let named = Self { citation: String::new(), sha256: String::new(), ..policy.clone() };
            format!("{:?}", Self { title: None, rules: Vec::new(), ..named })
        };
        without_rules(self) == without_rules(other)
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
        Self { ends, names: names.into() }
    }

    /// The names, youngest first.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names, to be kept by many rows.
    pub(crate) fn shared_names(&self) -> &Arc<[String]> {
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

/// Expected credit loss: what is open in each bucket times its rate, not rounded
/// (domain, section 14).
#[must_use]
pub fn expected_loss(buckets: &[i128], rates: &[Decimal]) -> Decimal {
    buckets.iter().zip(rates).map(|(open, rate)| times(*open, *rate)).sum()
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
    fn one_fold_serves_policies_that_differ_in_judgement_only() {
        let with = |from: &str, to: &str| {
            assert!(DEFAULT_TEXT.contains(from), "{from}");
            Policy::parse(&DEFAULT_TEXT.replacen(from, to, 1)).unwrap()
        };
        let default = Policy::built_in();
        let judgement = [
            ("bucket_ends = [30, 60", "bucket_ends = [20, 60"),
            ("base = 60", "base = 50"),
            ("share = \"0.30\"", "share = \"0.50\""),
            ("time_zone = \"Asia/Shanghai\"", "time_zone = \"UTC\""),
            ("roll = \"none\"", ""),
            ("silence_days = 7", "silence_days = 5"),
            ("order = \"statutory\"", "order = \"overdue_first\""),
        ];
        for (from, to) in judgement {
            assert!(default.folds_like(&with(from, to)), "{to}");
        }
        let dates = [
            ("grace_days = 0", "grace_days = 1"),
            ("net_days = 30", "net_days = 31"),
            ("trigger = \"invoice_date\"", "trigger = \"month_end\""),
            ("roll = \"none\"", "roll = \"following\""),
            ("holidays = []", "holidays = [\"2025-01-01\"]"),
            ("working_weekends = []", "working_weekends = [\"2025-01-26\"]"),
        ];
        for (from, to) in dates {
            assert!(!default.folds_like(&with(from, to)), "{to}");
        }
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
