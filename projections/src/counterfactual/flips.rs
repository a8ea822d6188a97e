//! Which orders would have gone another way, added up per currency.

use std::collections::BTreeMap;

use duebook_events::Currency;
use duebook_events::money::Minor;
use duebook_events::order::Outcome;
use serde::Serialize;

use super::came::Fate;
use super::decisions::{Change, Row, Verdict};
use crate::money::Money;
use crate::month::Month;

/// The outcomes in the order of the matrix.
pub const OUTCOMES: [Outcome; 4] =
    [Outcome::Approved, Outcome::Conditional, Outcome::Held, Outcome::Rejected];

/// How many orders, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many.
    pub orders: u64,
    /// How much.
    pub amount: Money,
}

/// How the decisions went that were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of the period.
    pub decisions: u64,
    /// Those that are added up: derivable, and not superseded.
    pub compared: u64,
    /// Those of orders that were decided again later.
    pub superseded: u64,
    /// Those that cannot be derived: there was no such order from their point of view.
    pub not_derivable: u64,
    /// Those in whose place an override stands.
    pub overridden: u64,
    /// Compared ones with another outcome recorded than OLD gives.
    pub recorded_otherwise: u64,
    /// Those of them whose basis holds no facts (imports from elsewhere).
    pub recorded_without_facts: u64,
}

/// The decisions of one currency.
#[derive(Debug, Clone, Serialize)]
pub struct Flips {
    /// The currency.
    pub currency: Currency,
    /// All that are compared, by order amount.
    pub compared: Tally,
    /// What OLD releases.
    pub released_before: Tally,
    /// What NEW releases.
    pub released_after: Tally,
    /// OLD releases, NEW does not.
    pub stopped: Flipped,
    /// NEW releases, OLD does not.
    pub released: Flipped,
    /// Outcome under OLD x outcome under NEW: all sixteen.
    pub matrix: Vec<Cell>,
    /// The NEW rules behind the changes of outcome.
    pub rules: Vec<RuleFlips>,
    /// By month of the decision.
    pub months: Vec<MonthFlips>,
}

/// Orders that go another way, and what came of them. `fates` divides them: each
/// order counts in one, with its amount, so that they add up to `all`. Of the other
/// figures one order, and one amount, may count in several; each is the number of
/// orders with more than nothing of it, and its sum (see [`super::came`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flipped {
    /// All of them, by order amount.
    pub all: Tally,
    /// The same by the worst that happened, worst first; those that there are.
    pub fates: Vec<FateTally>,
    /// Those that were really released: by their newest decision or override.
    pub really_released: Tally,
    /// Gross of their invoices.
    pub billed: Tally,
    /// Paid after the due date.
    pub paid_late: Tally,
    /// More than 90 days late.
    pub over_90: Tally,
    /// Written off less recovered.
    pub lost: Tally,
    /// Open today and past due.
    pub overdue: Tally,
    /// Payments that the decision counted on and that came back unpaid.
    pub bounced: Tally,
    /// Good business: settled, nothing late; by what was paid.
    pub good: Tally,
    /// Open today, not due yet, nothing late so far; by what is open.
    pub undecided: Tally,
    /// Never billed, by order amount.
    pub not_billed: Tally,
}

/// Orders of one fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FateTally {
    /// The worst that happened.
    pub fate: Fate,
    /// How many, how much by order amount.
    #[serde(flatten)]
    pub tally: Tally,
}

/// One cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Under OLD.
    pub before: Outcome,
    /// Under NEW.
    pub after: Outcome,
    /// How many, how much.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What one rule of NEW changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleFlips {
    /// The rule.
    pub rule: String,
    /// What kind of change.
    pub change: Change,
    /// How many, how much.
    #[serde(flatten)]
    pub tally: Tally,
}

/// The decisions of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MonthFlips {
    /// The month.
    pub month: Month,
    /// All that are compared.
    pub compared: Tally,
    /// OLD releases, NEW does not.
    pub stopped: Tally,
    /// NEW releases, OLD does not.
    pub released: Tally,
}

impl Tally {
    /// Nothing of a currency.
    #[must_use]
    pub fn none(currency: Currency) -> Self {
        Self { orders: 0, amount: Money::new(0, currency) }
    }

    /// One order more.
    fn add(&mut self, amount: Minor) {
        self.orders += 1;
        self.amount.minor += amount;
    }

    /// One order more, if it has anything of it.
    fn add_some(&mut self, amount: Money) {
        if amount.minor > 0 {
            self.add(amount.minor);
        }
    }
}

impl Flipped {
    fn none(currency: Currency) -> Self {
        let none = Tally::none(currency);
        Self {
            all: none,
            fates: Vec::new(),
            really_released: none,
            billed: none,
            paid_late: none,
            over_90: none,
            lost: none,
            overdue: none,
            bounced: none,
            good: none,
            undecided: none,
            not_billed: none,
        }
    }

    fn add(&mut self, row: &Row) {
        let (amount, came) = (row.amount.minor, &row.came);
        self.all.add(amount);
        self.add_fate(came.fate, amount);
        if row.really().releases() {
            self.really_released.add(amount);
        }
        self.billed.add_some(came.billed);
        self.paid_late.add_some(came.paid_late);
        self.over_90.add_some(came.over_90);
        self.lost.add_some(came.lost);
        self.overdue.add_some(came.overdue);
        self.bounced.add_some(came.bounced);
        match came.fate {
            Fate::PaidInTime => self.good.add(came.paid.minor),
            Fate::Open => self.undecided.add(came.open.minor),
            Fate::NotBilled => self.not_billed.add(amount),
            _ => {}
        }
    }
}

impl Flipped {
    /// One order more of a fate; the fates stay in order.
    fn add_fate(&mut self, fate: Fate, amount: Minor) {
        let at = self.fates.binary_search_by_key(&fate, |known| known.fate).unwrap_or_else(|at| {
            let tally = Tally::none(self.all.amount.currency);
            self.fates.insert(at, FateTally { fate, tally });
            at
        });
        self.fates[at].tally.add(amount);
    }
}

impl Counts {
    /// Counts rows.
    #[must_use]
    pub fn of<'r>(rows: impl Iterator<Item = &'r Row>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.decisions += 1;
            counts.overridden += u64::from(row.overridden.is_some());
            if row.superseded {
                counts.superseded += 1;
                continue;
            }
            let Some((old, _)) = row.verdicts() else {
                counts.not_derivable += 1;
                continue;
            };
            counts.compared += 1;
            if old.outcome != row.recorded {
                counts.recorded_otherwise += 1;
                counts.recorded_without_facts += u64::from(row.without_facts);
            }
        }
        counts
    }
}

/// Adds rows up, per currency in ascending order.
#[must_use]
pub fn flips<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<Flips> {
    let mut sums: BTreeMap<Currency, Sums> = BTreeMap::new();
    for row in rows {
        if let Some((old, new)) = row.verdicts() {
            sums.entry(row.currency).or_insert_with(|| Sums::none(row.currency)).add(row, old, new);
        }
    }
    sums.into_values().map(Sums::finish).collect()
}

/// The sums of one currency while they grow.
struct Sums {
    currency: Currency,
    cells: BTreeMap<(Outcome, Outcome), Tally>,
    stopped: Flipped,
    released: Flipped,
    rules: BTreeMap<(Change, String), Tally>,
    months: BTreeMap<Month, MonthFlips>,
}

impl Sums {
    fn none(currency: Currency) -> Self {
        Self {
            currency,
            cells: BTreeMap::new(),
            stopped: Flipped::none(currency),
            released: Flipped::none(currency),
            rules: BTreeMap::new(),
            months: BTreeMap::new(),
        }
    }

    fn add(&mut self, row: &Row, old: &Verdict, new: &Verdict) {
        let (amount, none) = (row.amount.minor, Tally::none(self.currency));
        self.cells.entry((old.outcome, new.outcome)).or_insert(none).add(amount);
        let month = Month::of(row.as_of);
        let month = self.months.entry(month).or_insert(MonthFlips {
            month,
            compared: none,
            stopped: none,
            released: none,
        });
        month.compared.add(amount);
        match row.change {
            Change::Stopped => {
                month.stopped.add(amount);
                self.stopped.add(row);
            }
            Change::Released => {
                month.released.add(amount);
                self.released.add(row);
            }
            _ => {}
        }
        if row.change != Change::None {
            let rule = (row.change, new.rule.to_string());
            self.rules.entry(rule).or_insert(none).add(amount);
        }
    }

    fn finish(self) -> Flips {
        let none = Tally::none(self.currency);
        let sum = |counts: &dyn Fn(Outcome, Outcome) -> bool| {
            let chosen = self.cells.iter().filter(|((before, after), _)| counts(*before, *after));
            chosen.fold(none, |mut sum, (_, tally)| {
                sum.orders += tally.orders;
                sum.amount.minor += tally.amount.minor;
                sum
            })
        };
        let matrix = OUTCOMES.iter().flat_map(|before| {
            OUTCOMES.iter().map(|after| Cell {
                before: *before,
                after: *after,
                tally: self.cells.get(&(*before, *after)).copied().unwrap_or(none),
            })
        });
        let mut rules: Vec<RuleFlips> = self
            .rules
            .iter()
            .map(|((change, rule), tally)| RuleFlips {
                rule: rule.clone(),
                change: *change,
                tally: *tally,
            })
            .collect();
        rules.sort_by_key(|row| (row.change, std::cmp::Reverse(row.tally.amount.minor)));
        Flips {
            currency: self.currency,
            compared: sum(&|_, _| true),
            released_before: sum(&|before, _| before.releases()),
            released_after: sum(&|_, after| after.releases()),
            stopped: self.stopped,
            released: self.released,
            matrix: matrix.collect(),
            rules,
            months: self.months.into_values().collect(),
        }
    }
}
