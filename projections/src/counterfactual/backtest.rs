//! Would the scorecard have warned? Observations of customers at month ends,
//! scored with the knowledge of that day, and what came of them within a year.
//!
//! - An *observation* is a registered customer at a month end of the period, with
//!   something open on that day or billed in the twelve months before, as known
//!   on that day (the last position recorded by its end).
//! - It is *bad* if at one of the twelve following month ends something undisputed
//!   in the main currency is more than 90 days past its agreed due date, as known
//!   today. Both scorecards are measured against this one label; where due dates
//!   depend on a policy, OLD's hold.
//! - Month ends whose twelve months are not over yet are left out, and those at
//!   which nothing had been recorded (an imported past); both are counted with
//!   today's knowledge.
//! - Observations that are over 90 days already at the month end take part, as
//!   everybody does; they are counted, because they make every scorecard look good.

use std::sync::Arc;

use compact_str::CompactString;
use duebook_events::{Day, EventData, Position};
use serde::Serialize;

use super::Question;
use super::decisions::both;
use super::discrimination::{AtScore, Spread};
use super::label::{Labels, is_bad};
use crate::account::{Account, Rollings};
use crate::history::{Cut, Fact};
use crate::money::Ratio;
use crate::month::Month;
use crate::policy::Policy;
use crate::score;

/// Month ends after an observation at which it can turn bad.
pub const HORIZON_MONTHS: usize = 12;

/// A month end of the back-test.
#[derive(Debug, Clone)]
pub struct MonthEnd {
    /// The day.
    pub day: Day,
    /// The last position recorded by the end of that day.
    pub known_at: Position,
    /// The OLD policy of that day.
    pub old: Arc<Policy>,
    /// Whether its twelve months are over.
    pub over: bool,
}

/// The answer.
#[derive(Debug, Clone, Serialize)]
pub struct Backtest {
    /// The month of the first observations; null without any.
    pub from: Option<Month>,
    /// That of the last; null without any.
    pub to: Option<Month>,
    /// Observations.
    pub observations: u64,
    /// Customers among them.
    pub customers: u64,
    /// Those that turned bad.
    pub bad: u64,
    /// Those that were over 90 days late already.
    pub bad_already: u64,
    /// What was left out.
    pub left_out: LeftOut,
    /// The scorecard of OLD.
    pub old: Card,
    /// The scorecard of NEW.
    pub new: Card,
}

/// Customers at month ends that are no observations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Their twelve months are not over.
    pub not_over: u64,
    /// Nothing had been recorded on that day.
    pub not_known: u64,
}

/// How one scorecard did.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// By grade, best first.
    pub grades: Vec<GradeRow>,
    /// See [`super::discrimination`]; null without good or without bad observations.
    pub gini: Option<Ratio>,
    /// See [`super::discrimination`]; null likewise.
    pub ks: Option<Ratio>,
    /// Good and bad by score, lowest first.
    pub scores: Vec<AtScore>,
    /// All that was counted.
    #[serde(skip)]
    pub spread: Spread,
}

/// The observations of one grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GradeRow {
    /// The grade.
    pub grade: String,
    /// How many.
    pub observations: u64,
    /// How many of them turned bad.
    pub bad: u64,
    /// Bad by all; null without observations.
    pub share: Option<Ratio>,
}

/// The counts while they grow.
#[derive(Debug, Default)]
pub(super) struct Sums {
    customers: u64,
    bad_already: u64,
    left_out: LeftOut,
    /// The first and the last month end with an observation, by index.
    span: Option<(usize, usize)>,
    old: Counts,
    new: Counts,
}

/// The counts of one scorecard.
#[derive(Debug, Default)]
struct Counts {
    spread: Spread,
    /// Grade, observations, bad; few grades, so a list does.
    grades: Vec<(String, u64, u64)>,
}

/// One observation as one policy sees it.
#[derive(Clone)]
struct Seen {
    score: i64,
    grade: CompactString,
    bad_already: bool,
}

/// A customer at the month ends of a question, seen while its account moves forward in time for
/// other questions too.
pub(super) struct Watch<'q> {
    question: &'q Question,
    facts: &'q [Fact],
    /// When the first item is dated; before that there is nothing to observe.
    first: Option<Day>,
    /// What both policies see at the month ends so far; nothing where that is no observation.
    seen: Vec<Option<(Seen, Seen)>>,
}

impl<'q> Watch<'q> {
    /// Has seen no month end yet.
    pub(super) fn new(question: &'q Question, facts: &'q [Fact]) -> Self {
        let seen = Vec::with_capacity(question.months.len());
        Self { question, facts, first: first_item(facts), seen }
    }

    /// Looks at the month ends that come before a point of view.
    pub(super) fn before(&mut self, cut: Cut, accounts: &mut Rollings<'q>) {
        self.look_while(accounts, |month| month.day < cut.as_of && month.known_at <= cut.known_at);
    }

    /// Looks at those that are left.
    pub(super) fn rest(&mut self, accounts: &mut Rollings<'q>) {
        self.look_while(accounts, |_| true);
    }

    fn look_while(&mut self, accounts: &mut Rollings<'q>, comes: impl Fn(&MonthEnd) -> bool) {
        let months = &self.question.months;
        while let Some(month) = months.get(self.seen.len()).filter(|month| comes(month)) {
            let begun = self.first.is_some_and(|first| month.day >= first);
            let seen = if begun && month.over && is_known(self.facts, month) {
                let at = Cut { as_of: month.day, known_at: month.known_at };
                let (old, new) = both(self.question, accounts, at, &month.old, observe);
                old.zip(new)
            } else {
                None
            };
            self.seen.push(seen);
        }
    }
}

/// Whether anything about a customer was recorded by a month end.
fn is_known(facts: &[Fact], month: &MonthEnd) -> bool {
    facts.first().is_some_and(|fact| fact.position <= month.known_at)
}

impl Sums {
    /// Adds a customer that has been watched at every month end; `account` is the customer as seen
    /// today.
    pub fn add(&mut self, watch: Watch<'_>, account: &Account<'_>) {
        let Watch { question, facts, first, seen } = watch;
        let Some(first) = first else { return };
        let ends = &question.ends;
        let mut labels = Labels::new(facts, account, &question.label, question.seen, ends.len());
        let mut observed = false;
        for ((ix, month), seen) in question.months.iter().enumerate().zip(seen) {
            if month.day < first {
                continue;
            }
            if !month.over || !is_known(facts, month) {
                if is_active(account, month.day) {
                    let left_out = &mut self.left_out;
                    *(if month.over { &mut left_out.not_known } else { &mut left_out.not_over }) +=
                        1;
                }
                continue;
            }
            let Some((old, new)) = seen else { continue };
            let bad = (ix + 1..=ix + HORIZON_MONTHS).any(|later| labels.at(later, ends[later]));
            observed = true;
            self.reach(ix, ix);
            self.bad_already += u64::from(old.bad_already);
            self.old.add(&old, bad);
            self.new.add(&new, bad);
        }
        self.customers += u64::from(observed);
    }

    /// Widens the span of month ends with observations.
    fn reach(&mut self, first: usize, last: usize) {
        let (from, to) = self.span.unwrap_or((first, last));
        self.span = Some((from.min(first), to.max(last)));
    }

    /// Adds another part of the portfolio.
    pub fn append(&mut self, other: Self) {
        self.customers += other.customers;
        self.bad_already += other.bad_already;
        self.left_out.not_over += other.left_out.not_over;
        self.left_out.not_known += other.left_out.not_known;
        if let Some((first, last)) = other.span {
            self.reach(first, last);
        }
        self.old.join(other.old);
        self.new.join(other.new);
    }

    /// Puts the answer together.
    pub fn finish(self, question: &Question) -> Backtest {
        let (good, bad) = self.old.spread.totals();
        let month = |ix: usize| Month::of(question.months[ix].day);
        Backtest {
            from: self.span.map(|(first, _)| month(first)),
            to: self.span.map(|(_, last)| month(last)),
            observations: good + bad,
            customers: self.customers,
            bad,
            bad_already: self.bad_already,
            left_out: self.left_out,
            old: self.old.finish(&question.label),
            new: self.new.finish(&question.after),
        }
    }
}

impl Counts {
    fn add(&mut self, seen: &Seen, bad: bool) {
        self.spread.add(seen.score, bad);
        self.count(&seen.grade, 1, u64::from(bad));
    }

    fn count(&mut self, grade: &str, observations: u64, bad: u64) {
        match self.grades.iter_mut().find(|(known, _, _)| known == grade) {
            Some(row) => {
                row.1 += observations;
                row.2 += bad;
            }
            None => self.grades.push((grade.to_owned(), observations, bad)),
        }
    }

    fn join(&mut self, other: Self) {
        self.spread.join(&other.spread);
        for (grade, observations, bad) in other.grades {
            self.count(&grade, observations, bad);
        }
    }

    /// Every grade of the policy, and those of other policies of the day behind them.
    fn finish(mut self, policy: &Policy) -> Card {
        for grade in &policy.grades {
            self.count(&grade.name, 0, 0);
        }
        let rank = |name: &str| policy.grades.iter().position(|grade| grade.name == name);
        self.grades.sort_by_key(|(name, _, _)| (rank(name).unwrap_or(usize::MAX), name.clone()));
        let rows = self.grades.into_iter().map(|(grade, observations, bad)| GradeRow {
            grade,
            observations,
            bad,
            share: Ratio::of(bad.into(), observations.into()),
        });
        Card {
            grades: rows.collect(),
            gini: self.spread.gini(),
            ks: self.spread.ks(),
            scores: self.spread.by_score(),
            spread: self.spread,
        }
    }
}

/// The customer as a policy sees it, if it is an observation.
fn observe(account: &Account<'_>, policy: &Policy) -> Option<Seen> {
    account.registered?;
    if !is_active(account, account.as_of) {
        return None;
    }
    let score::Standing { score, grade, .. } = score::standing(account, policy);
    let grade = policy.grades[grade].name.as_str().into();
    Some(Seen { score, grade, bad_already: is_bad(account, policy) })
}

/// Whether something is open at the end of a day, or was billed in the twelve
/// months that end with its month.
fn is_active(account: &Account<'_>, day: Day) -> bool {
    let year_before = Month::of(day).back(12).last();
    account.items.iter().any(|item| {
        item.open_at_end_of(day) > 0 || (item.place.day <= day && item.place.day > year_before)
    })
}

/// The earliest date of an invoice or fee, also of one that was entered in error.
fn first_item(facts: &[Fact]) -> Option<Day> {
    let items = facts.iter().filter(|fact| {
        matches!(fact.data, EventData::InvoiceIssued(_) | EventData::LateFeeCharged(_))
    });
    items.map(|fact| fact.effective).min()
}
