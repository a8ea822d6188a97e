//! The portfolio's figures, month end by month end (domain, section 14).
//!
//! Per currency and month, seen at `D` = the month's last day (of a running
//! month: `as_of`), as known at one position, each month under the policy in
//! force at its `D`. Amounts are in minor units; ratios and days have four
//! decimals, rounded once, half away from zero (domain, section 2), and are null
//! where they would divide by 0.
//!
//! | figure | formula |
//! | --- | --- |
//! | `receivables` | open at `D`, fees included (domain, section 5) |
//! | `overdue` | open parts past their agreed due date at `D`, disputed ones included |
//! | `overdue_rate` | overdue / receivables |
//! | `billed` | gross of invoices and fees dated in the month, up to `D` |
//! | `billed_90` | the same in the 90 days that end with `D` |
//! | `dso` (days) | receivables x 90 / `billed_90` |
//! | `dso_count_back` (days) | months are taken back from `D` while receivables exceed what they billed: their days, and of the last one days x (rest / billed); 0 without receivables |
//! | `average_days_delinquent` (days) | dso - best possible dso = overdue x 90 / `billed_90`, where best possible dso = (receivables - overdue) x 90 / `billed_90` |
//! | `collection_effectiveness` | (opening + billed - receivables) / (opening + billed - current); opening = receivables at the end of the month before, current = receivables - overdue |
//! | `expected_credit_loss` | sum over buckets of open x the policy's rate, rounded once; each bucket's own loss in `provision` is rounded by itself |
//! | `promises` | promises due in the month, as they stand at `D`, superseded ones left out; kept ratios = kept / (due - pending) |
//! | `disputes_open` | disputes not resolved at `D`: how many, and the disputed amount (capped by what is open) |
//! | `write_offs` | written off less recovered in the month, up to `D` |
//! | `unapplied` | unapplied cash and excess credits at `D` |
//!
//! JSON of `duebook portfolio [CUSTOMER]`, after the header: `"from"`, `"to"` and
//! `"months"`, one row ([`Figures`]) a currency and month, in that order. With
//! `--drill FIGURE --month M`: the fields of [`Drill`], whose rows add up to its
//! `terms`; an amount is its only term, a ratio is computed from its terms.
//!
//! Every figure is a sum of [`entries`]; a drill-down keeps the entries of one
//! month instead of adding them up, so its rows are the figure. Cost: each
//! customer's facts are read once and folded once a month.

mod entries;
mod figure;
mod rows;
mod sums;

use std::collections::BTreeMap;

use duebook_events::money::{Minor, divide_rounded};
use duebook_events::{Currency, CustomerId, Day, Position};
use serde::Serialize;

use crate::account::{Account, Rollings};
use crate::history::{Cut, Fact};
use crate::money::{Money, Ratio};
use crate::month::Month;
use crate::policy::{Policy, round_minor};

use entries::Term;
pub use figure::{Figure, RowTerm};
pub use rows::{Drill, DrillRow, TermSum};
use sums::{Sums, Tally};

/// Days of the window in which billing is looked at for days sales outstanding.
pub const WINDOW_DAYS: i32 = 90;

/// One month of a series.
#[derive(Debug, Clone, Copy)]
pub struct Point<'p> {
    /// The month.
    pub month: Month,
    /// Its last day that counts.
    pub as_of: Day,
    /// The policy in force then.
    pub policy: &'p Policy,
}

/// The figures of one currency at one month end.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// The currency.
    pub currency: Currency,
    /// The month.
    pub month: Month,
    /// The day at whose end it is seen.
    pub as_of: Day,
    /// Whether the month goes on after it; absent where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub running: bool,
    /// Under which policy.
    pub policy: String,
    /// Open.
    pub receivables: Money,
    /// Past due.
    pub overdue: Money,
    /// Overdue / receivables.
    pub overdue_rate: Option<Ratio>,
    /// Billed in the month.
    pub billed: Money,
    /// Billed in the last 90 days.
    pub billed_90: Money,
    /// Days sales outstanding.
    pub dso: Option<Ratio>,
    /// The same, counted back month by month.
    pub dso_count_back: Option<Ratio>,
    /// Days sales outstanding beyond the best possible.
    pub average_days_delinquent: Option<Ratio>,
    /// How much of what could be collected was.
    pub collection_effectiveness: Option<Ratio>,
    /// By the policy's provision matrix.
    pub expected_credit_loss: Money,
    /// The matrix, bucket by bucket.
    pub provision: Vec<Provision>,
    /// Promises due in the month.
    pub promises: PromiseFigures,
    /// Disputes that are not resolved.
    pub disputes_open: CountAndAmount,
    /// Written off less recovered in the month.
    pub write_offs: Money,
    /// Unapplied cash and excess credits.
    pub unapplied: Money,
}

/// One bucket of the provision matrix.
#[derive(Debug, Clone, Serialize)]
pub struct Provision {
    /// The aging bucket.
    pub bucket: String,
    /// Open in it.
    pub open: Money,
    /// How much of it is expected to be lost.
    pub rate: String,
    /// Open x rate, rounded.
    pub loss: Money,
}

/// How many, and how much.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CountAndAmount {
    /// How many.
    pub count: u64,
    /// How much.
    pub amount: Money,
}

/// The promises that were due in a month.
#[derive(Debug, Clone, Serialize)]
pub struct PromiseFigures {
    /// All but superseded ones.
    pub due: CountAndAmount,
    /// Covered by their last day.
    pub kept: CountAndAmount,
    /// Neither covered nor past their last day.
    pub pending: CountAndAmount,
    /// Kept of those that can be judged, by count.
    pub kept_by_count: Option<Ratio>,
    /// The same by amount.
    pub kept_by_amount: Option<Ratio>,
}

/// A series while it is being put together, from one customer after the other
/// in ascending order.
#[derive(Debug)]
pub struct Series<'p> {
    /// The month before the first one, for what it left open; then the months.
    points: &'p [Point<'p>],
    /// By currency; one entry a point.
    sums: BTreeMap<Currency, Vec<Sums>>,
    /// What was billed on each day.
    billed: BTreeMap<Currency, BTreeMap<Day, Minor>>,
    /// Rows of a drill-down into the last month.
    rows: Option<rows::Rows>,
}

impl<'p> Series<'p> {
    /// A series without customers. The first point is the month before the ones
    /// that are shown.
    #[must_use]
    pub fn new(points: &'p [Point<'p>]) -> Self {
        Self { points, sums: BTreeMap::new(), billed: BTreeMap::new(), rows: None }
    }

    /// The same that keeps the rows behind one figure of the last month.
    #[must_use]
    pub fn drilling(points: &'p [Point<'p>], figure: Figure, currency: Currency) -> Self {
        Self { rows: Some(rows::Rows::new(figure, currency)), ..Self::new(points) }
    }

    /// Adds a customer: folds its facts once a month.
    pub fn add(&mut self, customer: &CustomerId, facts: &[Fact], known_at: Position) {
        let last = self.points.len().saturating_sub(1);
        let mut accounts = Rollings::new(facts);
        for (ix, point) in self.points.iter().enumerate() {
            let at = Cut { as_of: point.as_of, known_at };
            self.add_point(customer, accounts.at(at, point.policy), ix, last);
        }
    }

    fn add_point(&mut self, customer: &CustomerId, account: &Account<'_>, ix: usize, last: usize) {
        let point = self.points[ix];
        let Self { sums, billed, rows, points } = self;
        for currency in account.currencies(false) {
            sums.entry(currency).or_insert_with(|| vec![Sums::default(); points.len()]);
        }
        entries::each(account, point, |entry| {
            let row =
                sums.entry(entry.currency).or_insert_with(|| vec![Sums::default(); points.len()]);
            row[ix].add(&entry);
            if let Term::Billed { day } = entry.term
                && ix == last
            {
                *billed.entry(entry.currency).or_default().entry(day).or_default() += entry.amount;
            }
            if let Some(rows) = rows
                && ix + 1 >= last
            {
                rows.keep(customer, account, point, &entry, ix == last);
            }
        });
    }

    /// Adds another part of the portfolio, whose customers all come later.
    pub fn append(&mut self, later: Self) {
        for (currency, rows) in later.sums {
            let mine =
                self.sums.entry(currency).or_insert_with(|| vec![Sums::default(); rows.len()]);
            for (sums, other) in mine.iter_mut().zip(&rows) {
                sums.join(other);
            }
        }
        for (currency, days) in later.billed {
            let mine = self.billed.entry(currency).or_default();
            for (day, amount) in days {
                *mine.entry(day).or_default() += amount;
            }
        }
        if let (Some(mine), Some(theirs)) = (&mut self.rows, later.rows) {
            mine.append(theirs);
        }
    }

    /// The figures, by currency, then month.
    #[must_use]
    pub fn figures(&self) -> Vec<Figures> {
        let months = |currency: &Currency| {
            let currency = *currency;
            (1..self.points.len()).map(move |ix| self.figures_of(currency, ix))
        };
        self.sums.keys().flat_map(months).collect()
    }

    /// The rows behind the figure that was asked for, in the last month.
    #[must_use]
    pub fn drill(&self) -> Option<Drill> {
        let rows = self.rows.as_ref()?;
        let last = self.points.len().checked_sub(1)?;
        let zero = || vec![Sums::default(); self.points.len()];
        let known = self.sums.get(&rows.currency).cloned().unwrap_or_else(zero);
        let back = self.count_back(rows.currency, self.points[last], known[last].receivables());
        let figures = self.figures_of(rows.currency, last);
        Some(rows.finish(&figures, self.points[last], back.map(|(_, from)| from)))
    }

    fn billed_between(&self, currency: Currency, from: Day, to: Day) -> Minor {
        let days = self.billed.get(&currency);
        days.map_or(0, |days| days.range(from..=to).map(|(_, amount)| amount).sum())
    }

    fn figures_of(&self, currency: Currency, ix: usize) -> Figures {
        let point = self.points[ix];
        let none = Sums::default();
        let at = |ix: usize| self.sums.get(&currency).map_or(&none, |rows| &rows[ix]);
        let (sums, opening) = (at(ix), at(ix - 1).receivables());
        let (receivables, overdue) = (sums.receivables(), sums.overdue());
        let billed = self.billed_between(currency, point.month.first(), point.as_of);
        let billed_90 = self.billed_between(currency, point.as_of - (WINDOW_DAYS - 1), point.as_of);
        let money = |minor: Minor| Money::new(minor, currency);
        let days = |amount: Minor| Ratio::of(amount * Minor::from(WINDOW_DAYS), billed_90);
        let collectable = opening + billed;
        let judged = sums.due.count - sums.pending.count;
        let count = |tally: Tally| Minor::from(tally.count);
        Figures {
            currency,
            month: point.month,
            as_of: point.as_of,
            running: point.as_of < point.month.last(),
            policy: point.policy.citation.clone(),
            receivables: money(receivables),
            overdue: money(overdue),
            overdue_rate: Ratio::of(overdue, receivables),
            billed: money(billed),
            billed_90: money(billed_90),
            dso: days(receivables),
            dso_count_back: self.count_back(currency, point, receivables).map(|(days, _)| days),
            average_days_delinquent: days(overdue),
            collection_effectiveness: Ratio::of(
                collectable - receivables,
                collectable - (receivables - overdue),
            ),
            expected_credit_loss: money(round_minor(sums.expected_loss(point.policy))),
            provision: sums.provision(point.policy, currency),
            promises: PromiseFigures {
                due: sums.due.shown(currency),
                kept: sums.kept.shown(currency),
                pending: sums.pending.shown(currency),
                kept_by_count: Ratio::of(count(sums.kept), Minor::from(judged)),
                kept_by_amount: Ratio::of(sums.kept.amount, sums.due.amount - sums.pending.amount),
            },
            disputes_open: sums.disputes.shown(currency),
            write_offs: money(sums.write_offs),
            unapplied: money(sums.unapplied),
        }
    }

    /// Days sales outstanding counted back, and the first day that was looked at;
    /// `None` where all billing ever does not explain the receivables.
    fn count_back(
        &self,
        currency: Currency,
        point: Point<'_>,
        receivables: Minor,
    ) -> Option<(Ratio, Day)> {
        let mut rest = receivables;
        let (mut month, mut end, mut whole_days) = (point.month, point.as_of, 0);
        if rest == 0 {
            return Some((Ratio(0), point.as_of));
        }
        let earliest = *self.billed.get(&currency)?.keys().next()?;
        loop {
            let days = Minor::from(end - month.first()) + 1;
            let billed = self.billed_between(currency, month.first(), end);
            if rest <= billed {
                let part = divide_rounded(rest * days * 10_000, billed);
                return Some((Ratio(whole_days * 10_000 + part), month.first()));
            }
            if month.first() <= earliest {
                return None;
            }
            rest -= billed;
            whole_days += days;
            month = month.previous();
            end = month.last();
        }
    }
}

#[cfg(test)]
mod tests;
