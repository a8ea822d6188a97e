//! What another policy would have changed: every decision of a period again,
//! under an OLD and a NEW policy, with the knowledge of its day; what came of
//! the orders that would have gone another way; how the customers would stand;
//! and how well each scorecard foretold who would not pay.
//!
//! | module | question |
//! | --- | --- |
//! | [`book`] | which policy is OLD where none is named |
//! | [`decisions`] | what both policies say about each order |
//! | [`came`] | what came of an order |
//! | [`flips`] | which orders go another way, added up |
//! | [`standing`] | grades, classes, recommended limits |
//! | [`backtest`], [`label`], [`discrimination`] | did the scorecard tell good from bad |
//!
//! Nothing here is recorded, and nothing of the log is changed: a counterfactual
//! is a judgement (domain, section 1). What cannot be known is not guessed: had an
//! order been stopped, the customer might have paid its debts, or gone elsewhere.
//!
//! Cost: a customer's facts are folded once as seen today, and once (twice where
//! the policies fold differently) moving forward through its decisions and the
//! month ends.

pub mod backtest;
pub mod book;
pub mod came;
pub mod decisions;
pub mod discrimination;
pub mod flips;
mod label;
pub mod standing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use duebook_events::{CustomerId, Day};
use serde::Serialize;

use crate::account::{Account, Rollings};
use crate::history::{Cut, Fact};
use crate::policy::Policy;

pub use backtest::{Backtest, MonthEnd};
pub use book::{Alike, Before, Published, Rulebook};
pub use decisions::{Change, Row, Rows, Verdict};
pub use flips::{Counts, Flips};
pub use standing::Standing;

/// What is compared.
#[derive(Debug, Clone)]
pub struct Question {
    /// OLD.
    pub before: Before,
    /// NEW.
    pub after: Arc<Policy>,
    /// The first business date of the decisions; no bound if absent.
    pub from: Option<Day>,
    /// The last one, which is also that of the standing.
    pub to: Day,
    /// From where it is seen what came of everything.
    pub seen: Cut,
    /// Under which policy that is seen: OLD as of that date.
    pub label: Arc<Policy>,
    /// The OLD policies that are like NEW.
    pub alike: Alike,
    /// The month ends of the back-test, ascending and without gaps.
    pub months: Vec<MonthEnd>,
    /// The same days, and those of the [`backtest::HORIZON_MONTHS`] after the last.
    pub ends: Vec<Day>,
}

/// What the comparison gives.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// How the decisions went that were looked at.
    pub counts: Counts,
    /// The decisions that go another way, per currency.
    pub flips: Vec<Flips>,
    /// How the customers stand at the end of the period.
    pub standing: Standing,
    /// How the scorecards did.
    pub backtest: Backtest,
    /// Every decision, in ascending order of customer, then position.
    pub decisions: Rows,
}

/// A comparison while it is put together, from one customer after the other in
/// ascending order.
#[derive(Debug)]
pub struct Comparison<'q> {
    question: &'q Question,
    rows: Rows,
    standing: standing::Sums,
    backtest: backtest::Sums,
}

impl Question {
    /// Whether one fold serves this OLD policy and NEW.
    fn folds_alike(&self, old: &Policy) -> bool {
        self.alike.fold.contains(&old.sha256)
    }

    /// Whether the customer looks the same under this OLD policy and NEW.
    fn sees_alike(&self, old: &Policy) -> bool {
        old.sha256 == self.after.sha256 || self.alike.see.contains(&old.sha256)
    }

    fn asks_about(&self, day: Day) -> bool {
        day <= self.to && self.from.is_none_or(|from| from <= day)
    }
}

impl<'q> Comparison<'q> {
    /// A comparison without customers.
    #[must_use]
    pub fn new(question: &'q Question) -> Self {
        Self {
            question,
            rows: Rows::default(),
            standing: standing::Sums::default(),
            backtest: backtest::Sums::default(),
        }
    }

    /// Adds a customer; facts in order of position.
    pub fn add(&mut self, customer: &CustomerId, facts: &[Fact]) {
        let question = self.question;
        let account = Account::fold(facts, question.seen, &question.label);
        // One walk through the past serves the decisions and the month ends.
        let (mut accounts, mut watch) =
            (Rollings::new(facts), backtest::Watch::new(question, facts));
        let rows = decisions::rows(question, customer, &account, &mut accounts, &mut watch);
        self.rows.push(rows);
        watch.rest(&mut accounts);
        self.stand(customer, facts, &account);
        self.backtest.add(watch, &account);
    }

    /// The standing at the end of the period.
    fn stand(&mut self, customer: &CustomerId, facts: &[Fact], account: &Account<'_>) {
        let question = self.question;
        let at = Cut { as_of: question.to, known_at: question.seen.known_at };
        let old = question.before.at(at.as_of, at.known_at);
        let new = &question.after;
        let folded = at == question.seen && old.sha256 == question.label.sha256;
        let (before, after) = if folded && question.folds_alike(old) {
            let before = standing::scored(account, old);
            let same = question.sees_alike(old);
            let after = if same { before.clone() } else { standing::scored(account, new) };
            (before, after)
        } else {
            decisions::both(question, &mut Rollings::new(facts), at, old, standing::scored)
        };
        if let (Some(before), Some(after)) = (before, after) {
            self.standing.add(customer, before, after);
        }
    }

    /// Adds another part of the portfolio, whose customers all come later.
    pub fn append(&mut self, later: Self) {
        self.rows.append(later.rows);
        self.standing.append(later.standing);
        self.backtest.append(later.backtest);
    }

    /// Adds everything up.
    #[must_use]
    pub fn finish(self) -> Report {
        let question = self.question;
        let old = question.before.at(question.to, question.seen.known_at);
        Report {
            counts: Counts::of(self.rows.iter()),
            flips: flips::flips(self.rows.iter()),
            standing: self.standing.finish(old, &question.after),
            backtest: self.backtest.finish(question),
            decisions: self.rows,
        }
    }
}
