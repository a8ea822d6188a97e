//! One customer at one month end: score, grade, class, aging and provision, as
//! a history keeps them (domain, sections 6, 10, 14).
//!
//! What is open and unapplied follows from facts and the date alone; how it is
//! aged, provided for and judged follows from the policy (INV-9). So two
//! histories of the same months under two policies agree in the former.

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, Position};
use serde::{Deserialize, Serialize};

use crate::account::{Account, Item, Rollings};
use crate::balance::parts_in;
use crate::history::{Cut, Fact};
use crate::month::Month;
use crate::policy::{Policy, expected_loss, round_minor};
use crate::score;

/// A month end, and how it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look<'p> {
    /// The month.
    pub month: Month,
    /// Its last day.
    pub as_of: Day,
    /// What is known.
    pub known_at: Position,
    /// Under which policy.
    pub policy: &'p Policy,
}

/// One customer at one month end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthEnd {
    /// Which of the history's months, from 0.
    pub at: usize,
    /// How good the customer is; absent before the registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// One row a currency, ascending.
    pub money: Vec<Owed>,
}

/// How good a customer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// 0 to 100.
    pub score: i64,
    /// The grade.
    pub grade: String,
    /// The risk class.
    pub risk_class: String,
}

/// What is owed in one currency, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// The currency.
    pub currency: Currency,
    /// All open items, fees included.
    pub open: Minor,
    /// Unapplied cash and excess credits.
    pub unapplied: Minor,
    /// Open by the policy's aging buckets, youngest first.
    pub buckets: Vec<Minor>,
    /// Expected credit loss by the policy's matrix, rounded once.
    pub provision: Minor,
}

/// Judges a customer's facts (in order of position) at each month end at which
/// there is something to judge.
#[must_use]
pub fn month_ends(facts: &[Fact], looks: &[Look<'_>]) -> Vec<MonthEnd> {
    let first = facts.first().map(|fact| fact.position);
    let known = |look: &Look<'_>| first.is_some_and(|first| first <= look.known_at);
    let mut accounts = Rollings::new(facts);
    let judged = looks.iter().enumerate().filter(|(_, look)| known(look)).map(|(at, look)| {
        let cut = Cut { as_of: look.as_of, known_at: look.known_at };
        month_end(accounts.at(cut, look.policy), look.policy, at)
    });
    judged.filter(|row| row.standing.is_some() || !row.money.is_empty()).collect()
}

fn month_end(account: &Account<'_>, policy: &Policy, at: usize) -> MonthEnd {
    let standing = account.registered.map(|_| {
        let standing = score::standing(account, policy);
        Standing {
            score: standing.score,
            grade: policy.grades[standing.grade].name.clone(),
            risk_class: policy.risk_classes[standing.risk_class].name.clone(),
        }
    });
    let currencies = account.currencies(false);
    let money = currencies.into_iter().map(|currency| owed(account, policy, currency)).collect();
    MonthEnd { at, standing, money }
}

fn owed(account: &Account<'_>, policy: &Policy, currency: Currency) -> Owed {
    let mut buckets = vec![0; policy.buckets.names().len()];
    for (_, part) in parts_in(account, currency, policy) {
        let days = part.due.map(|due| account.as_of - due);
        buckets[policy.buckets.index(days)] += part.open;
    }
    Owed {
        currency,
        open: account.items.iter().filter(|i| i.currency == currency).map(Item::open).sum(),
        unapplied: account.unapplied(currency),
        provision: round_minor(expected_loss(&buckets, &policy.provision_rates)),
        buckets,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::history;

    fn look<'p>(month: &str, known_at: u64, policy: &'p Policy) -> Look<'p> {
        let month = Month::try_new(month).unwrap();
        Look { month, as_of: month.last(), known_at: Position(known_at), policy }
    }

    /// Domain, section 14: 31-60 days at 5 %, 1-30 at 2 %.
    #[test]
    fn a_month_end_is_aged_provided_for_and_judged_with_the_knowledge_of_its_day() {
        let invoice = json!({"invoice": "I", "currency": "CNY", "amount": "1000.00",
            "terms": {"trigger": "invoice_date", "net_days": 0}});
        let paid = json!({"payment": "P", "currency": "CNY", "amount": "400.00",
            "allocations": [{"invoice": "I", "amount": "400.00"}]});
        let history = history().and("invoice.issued", "2025-01-10", invoice).and(
            "payment.received",
            "2025-01-20",
            paid,
        );
        let (policy, facts) = (Policy::built_in(), history.facts());
        let last = facts.last().unwrap().position.0;
        // The payment of 20 January became known in February.
        let looks = [
            look("2024-12", 0, &policy),
            look("2025-01", last - 1, &policy),
            look("2025-02", last, &policy),
        ];
        let rows = month_ends(facts, &looks);
        assert_eq!(rows.iter().map(|row| row.at).collect::<Vec<_>>(), [1, 2]);
        let money = |row: &MonthEnd| {
            let owed = &row.money[0];
            (owed.open, owed.provision, owed.buckets[1], owed.buckets[2])
        };
        assert_eq!(money(&rows[0]), (100_000, 2_000, 100_000, 0));
        assert_eq!(money(&rows[1]), (60_000, 3_000, 0, 60_000));
        let standing = rows[1].standing.as_ref().unwrap();
        // Section 10: 60 - 25 (49 days) - 20 (all of it overdue) + 5 (since 2020).
        assert_eq!((standing.score, standing.grade.as_str()), (20, "E"));
        assert_eq!(standing.risk_class, "refuse");
    }
}
