//! What is owed: overdue parts, how each open amount came about, the papers behind it, late interest,
//! limitation (domain, sections 4 to 9 and 13).
//!
//! About a customer, every item with something open is taken apart; about an order or an invoice,
//! every item of theirs.

use std::collections::BTreeSet;

use duebook_events::Day;
use duebook_projections::Account;
use duebook_projections::evidence::Files;
use duebook_projections::interest::{Stretch, explain};
use duebook_projections::limitation::limitation;
use duebook_projections::overdue::{Overdue, overdue};
use duebook_projections::waterfall::{ItemRow, MoveKind, waterfall};
use serde::Serialize;

use super::Given;
use super::cited::{Cited, Cites};
use crate::evidence::bundle::subject::SubjectKind;

/// The claims of a report.
#[derive(Serialize)]
pub(super) struct Claims {
    /// One row a part past due.
    overdue: Vec<Overdue>,
    /// One row a currency.
    totals: Vec<Total>,
    /// The items that are taken apart.
    items: Vec<ItemStory>,
    /// How many items are left out because nothing of them is open.
    settled: usize,
    /// The invoices that have borne interest.
    interest: Vec<InterestStory>,
    limitation: Vec<LimitationRow>,
}

/// Sums of the overdue parts of a currency.
#[derive(Serialize)]
struct Total {
    currency: String,
    open: String,
    disputed: String,
    interest: String,
}

/// How one item came to what is open, and its papers.
#[derive(Serialize)]
struct ItemStory {
    invoice: String,
    fee: bool,
    issued: Day,
    at: Cited,
    currency: String,
    gross: String,
    moves: Vec<MoveStory>,
    open: String,
    papers: Vec<PaperStory>,
}

/// What moved an item.
#[derive(Serialize)]
struct MoveStory {
    kind: &'static str,
    on: Day,
    at: Cited,
    document: Option<String>,
    amount: String,
}

/// One kind of paper of an item.
#[derive(Serialize)]
struct PaperStory {
    kind: &'static str,
    at: Vec<Cited>,
    /// How many more there are than are cited.
    more: usize,
    document: bool,
    missing: bool,
}

/// How the interest of an invoice adds up.
#[derive(Serialize)]
struct InterestStory {
    invoice: String,
    currency: String,
    due: Option<Day>,
    days: i64,
    accrued: String,
    /// The stretches of an item that is taken apart; none else.
    stretches: Vec<Stretch>,
}

/// Until when an item can be claimed.
#[derive(Serialize)]
struct LimitationRow {
    invoice: String,
    due: Day,
    started_on: Day,
    started_by: Cited,
    expires_on: Day,
}

/// The most events that one cell of the papers cites.
const CITED_PAPERS: usize = 4;

impl Given<'_> {
    /// The claims of the subject.
    pub(super) fn claims(&self, account: &Account<'_>, cites: &Cites) -> Claims {
        let customer = self.customer.as_str();
        let policy = &self.view.policy;
        let own: BTreeSet<&str> = account
            .items
            .iter()
            .filter(|item| self.of_subject(item.place.position, cites))
            .map(|item| item.number)
            .collect();
        let whole = self.subject.kind != SubjectKind::Customer;
        let apart = |number: &str, open: bool| own.contains(number) && (open || whole);
        let mut overdue = overdue(customer, account, policy);
        overdue.retain(|row| own.contains(row.invoice.as_str()));
        let mut limits = limitation(customer, account, policy);
        limits.retain(|row| own.contains(row.invoice.as_str()));
        let files = Files::new(account, policy);
        let mut items = Vec::new();
        for currency in account.currencies(false) {
            for row in waterfall(account, policy, currency).items {
                if apart(&row.invoice, row.open.minor != 0) {
                    items.push(story(account, &files, cites, row));
                }
            }
        }
        let interest = (0..account.items.len())
            .filter(|ix| own.contains(account.items[*ix].number))
            .filter_map(|ix| explain(customer, account, policy, ix))
            .map(|explained| {
                let open = items.iter().any(|item| item.invoice == explained.interest.invoice);
                InterestStory {
                    currency: explained.currency.to_string(),
                    due: explained.interest.due,
                    days: explained.interest.days,
                    accrued: explained.interest.accrued.to_string(),
                    stretches: if open { explained.segments } else { Vec::new() },
                    invoice: explained.interest.invoice,
                }
            })
            .collect();
        let totals =
            duebook_projections::overdue::totals(&overdue).into_iter().map(|total| Total {
                currency: total.currency.to_string(),
                open: total.open.to_string(),
                disputed: total.disputed.to_string(),
                interest: total.interest.to_string(),
            });
        Claims {
            totals: totals.collect(),
            overdue,
            settled: own.len() - items.len(),
            items,
            interest,
            limitation: limits
                .into_iter()
                .map(|row| LimitationRow {
                    invoice: row.invoice,
                    due: row.due,
                    started_on: row.started_on,
                    started_by: cites.of(row.started_by),
                    expires_on: row.expires_on,
                })
                .collect(),
        }
    }

    /// Whether an item is the subject's: about a customer, all are.
    fn of_subject(&self, issued: duebook_events::Position, cites: &Cites) -> bool {
        self.subject.kind == SubjectKind::Customer || cites.of(issued).here
    }
}

/// How one item came to what is open.
fn story(account: &Account<'_>, files: &Files<'_, '_>, cites: &Cites, row: ItemRow) -> ItemStory {
    let ix = account.items.iter().position(|item| item.place.position == row.position);
    let papers = ix.map(|ix| files.papers(ix));
    let papers = papers.into_iter().flat_map(|papers| {
        let missing = papers.missing;
        papers.on_file.into_iter().map(move |on_file| PaperStory {
            kind: on_file.kind.word(),
            more: on_file.positions.len().saturating_sub(CITED_PAPERS),
            at: cites.all(on_file.positions.into_iter().take(CITED_PAPERS)),
            document: on_file.document,
            missing: missing.contains(&on_file.kind),
        })
    });
    ItemStory {
        fee: row.fee,
        issued: row.issued,
        at: cites.of(row.position),
        currency: row.gross.currency.to_string(),
        gross: row.gross.to_string(),
        moves: row
            .moves
            .iter()
            .map(|step| MoveStory {
                kind: code(step.kind),
                on: step.on,
                at: cites.of(step.position),
                document: step.document.clone(),
                amount: step.amount.to_string(),
            })
            .collect(),
        open: row.open.to_string(),
        papers: papers.collect(),
        invoice: row.invoice,
    }
}

/// The code of a move, as the templates know it.
fn code(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::Payment => "payment",
        MoveKind::ExcessCredit => "excess_credit",
        MoveKind::Offset => "offset",
        MoveKind::Credit => "credit",
        MoveKind::WrittenOff => "written_off",
        MoveKind::Recovered => "recovered",
        MoveKind::Excess => "excess",
    }
}
