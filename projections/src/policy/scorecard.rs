//! A scorecard: twelve characteristics, each a list of bins (domain, section 10).

use duebook_events::Rate;
use serde::Deserialize;

use super::fact::ClassFact;
use crate::money::Ratio;

/// The value of a characteristic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// There is none.
    None,
    /// A ratio with four decimals.
    Ratio(Ratio),
    /// A count.
    Count(i64),
    /// A word.
    Word(&'static str),
}

/// One bin: the first whose bound holds gives its points.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bin {
    /// Holds for values of at least this.
    pub at_least: Option<Rate>,
    /// Holds for values of at most this.
    pub at_most: Option<Rate>,
    /// Holds for this word.
    pub is: Option<String>,
    /// What it adds.
    pub points: i64,
}

/// The bins of one characteristic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bins {
    /// In order; the first match counts.
    pub bins: Vec<Bin>,
    /// Points where there is no value.
    #[serde(default)]
    pub none: i64,
}

/// The scorecard of a policy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// Where everybody starts.
    pub base: i64,
    /// How far back "history" goes.
    pub window_days: i32,
    /// See domain, section 10.
    pub on_time_rate: Bins,
    /// See domain, section 10.
    pub average_days_late: Bins,
    /// See domain, section 10.
    pub days_past_due: Bins,
    /// See domain, section 10.
    pub overdue_share: Bins,
    /// See domain, section 10.
    pub promises_kept: Bins,
    /// See domain, section 10.
    pub agreement_defaults: Bins,
    /// See domain, section 10.
    pub bounced_payments: Bins,
    /// See domain, section 10.
    pub rejected_disputes: Bins,
    /// See domain, section 10.
    pub utilisation: Bins,
    /// See domain, section 10.
    pub tenure_days: Bins,
    /// See domain, section 10.
    pub findings: Bins,
    /// See domain, section 10.
    pub cause: Bins,
}

impl Scorecard {
    /// The characteristics and their bins, in the order of domain section 10.
    #[must_use]
    pub fn characteristics(&self) -> [(ClassFact, &Bins); 12] {
        [
            (ClassFact::OnTimeRate, &self.on_time_rate),
            (ClassFact::AverageDaysLate, &self.average_days_late),
            (ClassFact::DaysPastDue, &self.days_past_due),
            (ClassFact::OverdueShare, &self.overdue_share),
            (ClassFact::PromisesKept, &self.promises_kept),
            (ClassFact::AgreementDefaults, &self.agreement_defaults),
            (ClassFact::BouncedPayments, &self.bounced_payments),
            (ClassFact::RejectedDisputes, &self.rejected_disputes),
            (ClassFact::Utilisation, &self.utilisation),
            (ClassFact::TenureDays, &self.tenure_days),
            (ClassFact::Findings, &self.findings),
            (ClassFact::Cause, &self.cause),
        ]
    }
}

impl Bins {
    /// The points of a value.
    #[must_use]
    pub fn points(&self, value: &Value) -> i64 {
        if *value == Value::None {
            return self.none;
        }
        self.matching(value).map_or(0, |bin| bin.points)
    }

    /// The bin that a value falls into; none where there is no value.
    #[must_use]
    pub fn matching(&self, value: &Value) -> Option<&Bin> {
        self.bins.iter().find(|bin| *value != Value::None && bin.holds(value))
    }
}

impl Bin {
    fn holds(&self, value: &Value) -> bool {
        if let Some(word) = &self.is {
            return matches!(value, Value::Word(have) if have == word);
        }
        let ten_thousandths = match value {
            Value::Ratio(ratio) => ratio.0,
            Value::Count(count) => i128::from(*count) * 10_000,
            Value::None | Value::Word(_) => {
                return self.at_least.is_none() && self.at_most.is_none();
            }
        };
        let bound =
            |rate: Rate| super::round_minor(rate.decimal() * rust_decimal::Decimal::from(10_000));
        self.at_least.is_none_or(|low| ten_thousandths >= bound(low))
            && self.at_most.is_none_or(|high| ten_thousandths <= bound(high))
    }
}
