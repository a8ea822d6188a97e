//! The rows behind one figure: each term's rows add up to it exactly.
//!
//! An expected loss is rounded once, as a whole. Its rows share that rounding:
//! each is the rounded sum up to and including it less the one before it.

use std::collections::BTreeMap;

use duebook_events::money::Minor;
use duebook_events::{Currency, CustomerId, Day, EventData, Position};
use rust_decimal::Decimal;
use serde::Serialize;

use super::entries::{Entry, Subject, Term};
use super::figure::{Figure, RowTerm};
use super::{Figures, Point, WINDOW_DAYS};
use crate::account::{Account, PromiseStatus, Slice};
use crate::money::{Money, Ratio};
use crate::month::Month;
use crate::policy::{round_minor, times};

/// The rows behind one figure.
#[derive(Debug, Clone, Serialize)]
pub struct Drill {
    /// The figure.
    pub figure: Figure,
    /// Its month.
    pub month: Month,
    /// The day at whose end it is seen: the month's last, or that of the question.
    pub seen_on: Day,
    /// Its currency.
    pub currency: Currency,
    /// What it is; null where it would divide by 0.
    pub value: Option<String>,
    /// The sums that it is computed from.
    pub terms: Vec<TermSum>,
    /// The rows of each sum, by term, customer, document.
    pub rows: Vec<DrillRow>,
}

/// One sum.
#[derive(Debug, Clone, Serialize)]
pub struct TermSum {
    /// What it is.
    pub term: RowTerm,
    /// How many rows.
    pub rows: usize,
    /// What they add up to.
    pub amount: Money,
}

/// One row.
#[derive(Debug, Clone, Serialize)]
pub struct DrillRow {
    /// To which sum it belongs.
    pub term: RowTerm,
    /// The customer.
    pub customer: String,
    /// The number of the invoice, fee, payment or promise.
    pub document: String,
    /// The aging bucket of an open part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    /// The events that it comes from, ascending.
    pub positions: Vec<Position>,
    /// How much.
    pub amount: Money,
    /// Before rounding, where that is not the amount itself.
    #[serde(skip)]
    exact: Option<Decimal>,
    /// When it was billed.
    #[serde(skip)]
    billed_on: Option<Day>,
}

/// Rows while they are being collected.
#[derive(Debug)]
pub(super) struct Rows {
    figure: Figure,
    pub currency: Currency,
    kept: Vec<DrillRow>,
}

impl Rows {
    pub(super) fn new(figure: Figure, currency: Currency) -> Self {
        Self { figure, currency, kept: Vec::new() }
    }

    /// Keeps an entry in each sum that it belongs to; `closing` tells the month
    /// from the one before it.
    pub(super) fn keep(
        &mut self,
        customer: &CustomerId,
        account: &Account<'_>,
        point: Point<'_>,
        entry: &Entry<'_>,
        closing: bool,
    ) {
        if entry.currency != self.currency {
            return;
        }
        for term in self.figure.terms() {
            if !belongs(*term, entry, point, closing) {
                continue;
            }
            let (mut bucket, mut exact, mut billed_on) = (None, None, None);
            match entry.term {
                Term::Open { bucket: ix } => {
                    bucket = Some(point.policy.buckets.names()[ix].clone());
                    exact = (*term == RowTerm::ExpectedCreditLoss)
                        .then(|| times(entry.amount, point.policy.provision_rates[ix]));
                }
                Term::Billed { day } => billed_on = Some(day),
                _ => {}
            }
            self.kept.push(DrillRow {
                term: *term,
                customer: customer.as_str().to_owned(),
                document: entry.number.to_owned(),
                bucket,
                positions: positions(account, entry),
                amount: Money::new(entry.amount, self.currency),
                exact,
                billed_on,
            });
        }
    }

    pub(super) fn append(&mut self, later: Self) {
        self.kept.extend(later.kept);
    }

    /// The rows in order, as they add up. `counted_from` is the first day that a
    /// count-back looks at.
    pub(super) fn finish(
        &self,
        figures: &Figures,
        point: Point<'_>,
        counted_from: Option<Day>,
    ) -> Drill {
        let billed_from = match (self.figure, counted_from) {
            (Figure::DsoCountBack, Some(from)) => from,
            _ => point.month.first(),
        };
        let counted = |row: &&DrillRow| {
            row.term != RowTerm::Billed || row.billed_on.is_none_or(|day| day >= billed_from)
        };
        let mut rows: Vec<DrillRow> = self.kept.iter().filter(counted).cloned().collect();
        rows.sort_by(|a, b| {
            (a.term, &a.customer, &a.document).cmp(&(b.term, &b.customer, &b.document))
        });
        share_rounding(&mut rows);
        let mut sums: BTreeMap<RowTerm, (usize, Minor)> = BTreeMap::new();
        for term in self.figure.terms() {
            sums.insert(*term, (0, 0));
        }
        for row in &rows {
            let sum = sums.entry(row.term).or_default();
            sum.0 += 1;
            sum.1 += row.amount.minor;
        }
        let terms = sums
            .into_iter()
            .map(|(term, (rows, sum))| TermSum {
                term,
                rows,
                amount: Money::new(sum, self.currency),
            })
            .collect();
        Drill {
            figure: self.figure,
            month: point.month,
            seen_on: point.as_of,
            currency: self.currency,
            value: value(self.figure, figures),
            terms,
            rows,
        }
    }
}

/// Whether an entry belongs to a sum.
fn belongs(term: RowTerm, entry: &Entry<'_>, point: Point<'_>, closing: bool) -> bool {
    if !closing {
        return term == RowTerm::Opening && matches!(entry.term, Term::Open { .. });
    }
    match (term, entry.term) {
        (RowTerm::Receivables | RowTerm::ExpectedCreditLoss, Term::Open { .. })
        | (RowTerm::Billed, Term::Billed { .. })
        | (RowTerm::PromisesDue, Term::Promised { .. })
        | (RowTerm::DisputesOpen, Term::Disputed { .. })
        | (RowTerm::WriteOffs, Term::WrittenOff)
        | (RowTerm::Unapplied, Term::Unapplied) => true,
        (RowTerm::Current, Term::Open { bucket }) => bucket == 0,
        (RowTerm::Overdue, Term::Open { bucket }) => bucket > 0,
        (RowTerm::Billed90, Term::Billed { day }) => day > point.as_of - WINDOW_DAYS,
        (RowTerm::PromisesKept, Term::Promised { status }) => status == PromiseStatus::Kept,
        _ => false,
    }
}

/// The events that an entry comes from.
fn positions(account: &Account<'_>, entry: &Entry<'_>) -> Vec<Position> {
    let mut positions = match entry.subject {
        Subject::Event(position) => vec![position],
        Subject::Promise(ix) => vec![account.promises[ix].place.position],
        Subject::Payment(ix) => {
            let payment = &account.payments[ix];
            let slices = payment.slices.iter().map(|slice| account.slices[*slice].position());
            let bounced = payment.reversed.map(|place| place.position);
            [payment.place.position].into_iter().chain(slices).chain(bounced).collect()
        }
        Subject::Item(ix) => {
            let item = &account.items[ix];
            match entry.term {
                Term::Billed { .. } => vec![item.place.position],
                Term::Disputed { .. } => {
                    let disputes = item.disputes.iter().map(|ix| &account.disputes[*ix]);
                    let open = disputes.filter(|dispute| dispute.resolved.is_none());
                    open.map(|dispute| dispute.place.position).collect()
                }
                _ => reductions(account, ix),
            }
        }
    };
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// The events that made an item's open amount what it is.
fn reductions(account: &Account<'_>, ix: usize) -> Vec<Position> {
    let item = &account.items[ix];
    let live = item.slices.iter().map(|ix| &account.slices[*ix]).filter(|slice| slice.live > 0);
    let mut positions = vec![item.place.position];
    positions.extend(live.map(Slice::position));
    positions.extend(item.credits.iter().map(|(place, _)| place.position));
    if item.written_off > 0 {
        positions.extend(account.facts.iter().filter_map(|fact| {
            let number = match &fact.data {
                EventData::InvoiceWrittenOff(e) => &e.invoice,
                EventData::WriteOffRecovered(e) => &e.invoice,
                _ => return None,
            };
            (number.as_str() == item.number).then_some(fact.position)
        }));
    }
    positions
}

/// Rows that are not whole share the rounding of their sum.
fn share_rounding(rows: &mut [DrillRow]) {
    let (mut exact, mut given) = (Decimal::ZERO, 0);
    for row in rows.iter_mut() {
        let Some(amount) = row.exact else { continue };
        exact += amount;
        row.amount.minor = round_minor(exact) - given;
        given += row.amount.minor;
    }
}

/// The figure itself, as it stands in the series: an amount or a ratio.
fn value(figure: Figure, figures: &Figures) -> Option<String> {
    let ratio = |ratio: Option<Ratio>| ratio.map(|ratio| ratio.to_string());
    let amount = |money: Money| Some(money.to_string());
    match figure {
        Figure::Receivables => amount(figures.receivables),
        Figure::Overdue => amount(figures.overdue),
        Figure::OverdueRate => ratio(figures.overdue_rate),
        Figure::Billed => amount(figures.billed),
        Figure::Dso => ratio(figures.dso),
        Figure::DsoCountBack => ratio(figures.dso_count_back),
        Figure::AverageDaysDelinquent => ratio(figures.average_days_delinquent),
        Figure::CollectionEffectiveness => ratio(figures.collection_effectiveness),
        Figure::ExpectedCreditLoss => amount(figures.expected_credit_loss),
        Figure::PromisesDue => amount(figures.promises.due.amount),
        Figure::PromisesKept => amount(figures.promises.kept.amount),
        Figure::DisputesOpen => amount(figures.disputes_open.amount),
        Figure::WriteOffs => amount(figures.write_offs),
        Figure::Unapplied => amount(figures.unapplied),
    }
}
