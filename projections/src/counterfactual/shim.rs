//! Stand-ins.
use crate::account::Account;
use crate::policy::{DecisionRule, Policy};
use duebook_events::money::Minor;
use duebook_events::order::{Condition, Outcome};

pub(super) struct Judged<'p> {
    pub outcome: Outcome,
    pub rule: &'p DecisionRule,
    pub conditions: Vec<Condition>,
    pub score: i64,
    pub grade: &'p str,
    pub risk_class: &'p str,
    pub overdue: Minor,
    pub exposure_after: Minor,
    pub limit: Option<Minor>,
}

pub(super) fn judge<'p>(
    customer: &str,
    account: &Account<'_>,
    policy: &'p Policy,
    order: &str,
) -> Option<Judged<'p>> {
    let d = crate::decision::decide(customer, account, policy, order, duebook_events::Position(0))?;
    let currency = account.order(order)?.placed.currency;
    let name = &d.basis.trace.last()?.rule;
    let rule = policy.rules.iter().find(|r| r.name == *name)?;
    let f = |n: &str| {
        d.basis.facts.get(n).and_then(|v| v.as_str()).map(|t| {
            let neg = t.starts_with('-');
            let digits: String = t.chars().filter(char::is_ascii_digit).collect();
            let m: Minor = digits.parse().unwrap_or(0);
            if neg { -m } else { m }
        })
    };
    let _ = currency;
    let score = d.basis.facts.get("score").and_then(|v| v.as_i64()).unwrap_or(0);
    let class = d.basis.facts.get("risk_class").and_then(|v| v.as_str()).unwrap_or("");
    Some(Judged {
        outcome: d.outcome,
        rule,
        conditions: d.conditions,
        score,
        grade: &policy.grade(score).name,
        risk_class: policy
            .risk_classes
            .iter()
            .find(|c| c.name == class)
            .map_or("", |c| c.name.as_str()),
        overdue: f("overdue").unwrap_or(0),
        exposure_after: f("exposure_after").unwrap_or(0),
        limit: f("limit"),
    })
}

pub(super) trait FoldsLike {
    fn folds_like(&self, other: &Policy) -> bool;
}
impl FoldsLike for Policy {
    fn folds_like(&self, other: &Policy) -> bool {
        self.promise_grace_days == other.promise_grace_days
            && self.terms == other.terms
            && self.calendar.holidays == other.calendar.holidays
            && self.calendar.working_weekends == other.calendar.working_weekends
    }
}
