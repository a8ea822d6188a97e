//! Why a customer owes what the balance says: every item with what moved it,
//! every payment with where it went, and the laws of conservation (domain,
//! section 5; INV-7).
//!
//! The figures of the laws are added up here once more from the facts and from
//! the single pieces of money, not taken from the sums that the fold keeps: a
//! law that holds says that both agree.

mod laws;

use std::collections::BTreeMap;

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, EventData, Position};
use serde::Serialize;

use crate::account::{Account, Item, ItemIx, SliceSource};
use crate::money::Money;
use crate::policy::Policy;

pub use laws::{Law, Term};

/// One customer's balance in one currency, taken apart.
#[derive(Debug, Serialize)]
pub struct Waterfall {
    /// The currency.
    pub currency: Currency,
    /// From nothing to what is open, and to the balance.
    pub steps: Vec<Term>,
    /// Invoices and fees in order of position.
    pub items: Vec<ItemRow>,
    /// Payments in order of position.
    pub payments: Vec<PaymentRow>,
    /// Credit beyond what there was to credit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excess_credits: Vec<ExcessRow>,
    /// What is owed less what is unapplied.
    pub balance: Money,
    /// The laws of conservation.
    pub laws: Vec<Law>,
}

/// An invoice or fee.
#[derive(Debug, Serialize)]
pub struct ItemRow {
    /// Its number.
    pub invoice: String,
    /// Whether it is a fee.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fee: bool,
    /// Its date.
    pub issued: Day,
    /// The event.
    pub position: Position,
    /// Its gross amount.
    pub gross: Money,
    /// What has moved it since, in fold order.
    pub moves: Vec<Move>,
    /// What is open.
    pub open: Money,
}

/// What moved an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// Money of a payment.
    Payment,
    /// Excess of a credit note.
    ExcessCredit,
    /// Goods taken for the debt.
    Offset,
    /// A credit note or a price reduction.
    Credit,
    /// Written off.
    WrittenOff,
    /// Written off before, and owed again.
    Recovered,
    /// Credited beyond what was owed: it stands beside the item.
    Excess,
}

/// One move: below 0 where it reduces what is open.
#[derive(Debug, Serialize)]
pub struct Move {
    /// What it is.
    pub kind: MoveKind,
    /// From when it counts.
    pub on: Day,
    /// The event.
    pub position: Position,
    /// The payment, credit note or agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// By how much.
    pub amount: Money,
}

/// A payment.
#[derive(Debug, Serialize)]
pub struct PaymentRow {
    /// Its number.
    pub payment: String,
    /// Its date.
    pub on: Day,
    /// The event.
    pub position: Position,
    /// How much came in.
    pub received: Money,
    /// What of it stands on items.
    pub allocated: Money,
    /// On which.
    pub to: Vec<Allocated>,
    /// Paid back.
    pub refunded: Money,
    /// The day on which it came back unpaid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed_on: Option<Day>,
    /// The event that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed_by: Option<Position>,
    /// What is left of it; below 0 where it bounced after a refund.
    pub unapplied: Money,
}

/// Money of a payment on an item.
#[derive(Debug, Serialize)]
pub struct Allocated {
    /// The item.
    pub invoice: String,
    /// How much.
    pub amount: Money,
}

/// Excess credit of an item.
#[derive(Debug, Serialize)]
pub struct ExcessRow {
    /// The item that was credited.
    pub invoice: String,
    /// Credit beyond what was left to credit.
    pub excess: Money,
    /// Of that, put on other items or paid back.
    pub used: Money,
    /// What is left.
    pub unapplied: Money,
}

/// The balance of a customer in one currency, taken apart.
#[must_use]
pub fn waterfall(account: &Account<'_>, policy: &Policy, currency: Currency) -> Waterfall {
    let items: Vec<ItemIx> =
        (0..account.items.len()).filter(|ix| account.items[*ix].currency == currency).collect();
    let mut changes = changes(account);
    let rows =
        items.iter().map(|ix| item_row(account, *ix, changes.remove(ix).unwrap_or_default()));
    let rows: Vec<ItemRow> = rows.collect();
    let money = |minor| Money::new(minor, currency);
    let payments: Vec<PaymentRow> = account
        .payments
        .iter()
        .filter(|payment| payment.currency == currency)
        .map(|payment| {
            let live = payment.slices.iter().map(|ix| &account.slices[*ix]);
            let to = live.filter(|slice| slice.live > 0).map(|slice| Allocated {
                invoice: account.items[slice.item].number.to_owned(),
                amount: money(slice.live),
            });
            PaymentRow {
                payment: payment.number.to_owned(),
                on: payment.place.day,
                position: payment.place.position,
                received: money(payment.amount),
                allocated: money(payment.allocated),
                to: to.collect(),
                refunded: money(payment.refunded),
                reversed_on: payment.reversed.map(|place| place.day),
                reversed_by: payment.reversed.map(|place| place.position),
                unapplied: money(payment.unapplied()),
            }
        })
        .collect();
    let excess = items.iter().map(|ix| &account.items[*ix]).filter(|i| i.excess_credit() > 0);
    let excess_credits = excess.map(|item| ExcessRow {
        invoice: item.number.to_owned(),
        excess: money(item.excess_credit()),
        used: money(item.excess_used),
        unapplied: money(item.excess_credit() - item.excess_used),
    });
    Waterfall {
        currency,
        steps: steps(&rows, account, currency),
        excess_credits: excess_credits.collect(),
        items: rows,
        payments,
        balance: money(account.balance(currency)),
        laws: laws::laws(account, policy, currency),
    }
}

fn item_row(account: &Account<'_>, ix: ItemIx, changes: Vec<Move>) -> ItemRow {
    let item = &account.items[ix];
    let money = |minor| Money::new(minor, item.currency);
    let mut moves = applied(account, item);
    moves.extend(changes);
    // Price reductions: credits that no credit note of the item made.
    moves.extend(item.credits.iter().filter_map(|(place, minor)| {
        let EventData::AgreementSigned(e) = &account.fact(place.position)?.data else {
            return None;
        };
        let document = Some(e.agreement.to_string());
        let (on, position) = (place.day, place.position);
        Some(Move { kind: MoveKind::Credit, on, position, document, amount: money(-minor) })
    }));
    moves.sort_by_key(|row| (row.on, row.position));
    let excess = item.excess_credit();
    if excess > 0
        && let Some(last) = moves.last()
    {
        let (on, position) = (last.on, last.position);
        let (kind, document) = (MoveKind::Excess, None);
        moves.push(Move { kind, on, position, document, amount: money(excess) });
    }
    ItemRow {
        invoice: item.number.to_owned(),
        fee: item.is_fee(),
        issued: item.place.day,
        position: item.place.position,
        gross: money(item.gross),
        moves,
        open: money(item.open()),
    }
}

/// Credit notes, write-offs and recoveries, by item.
fn changes(account: &Account<'_>) -> BTreeMap<ItemIx, Vec<Move>> {
    let mut changes: BTreeMap<ItemIx, Vec<Move>> = BTreeMap::new();
    for fact in &account.facts {
        let (number, kind, document, amount) = match &fact.data {
            EventData::InvoiceWrittenOff(e) => (&e.invoice, MoveKind::WrittenOff, None, e.amount),
            EventData::WriteOffRecovered(e) => (&e.invoice, MoveKind::Recovered, None, e.amount),
            EventData::CreditNoteIssued(e) => {
                (&e.invoice, MoveKind::Credit, Some(e.credit_note.to_string()), e.amount)
            }
            _ => continue,
        };
        let Some(ix) = account.item_ix(number.as_str()) else { continue };
        let currency = account.items[ix].currency;
        let minor = amount.minor(currency);
        let minor = if kind == MoveKind::Recovered { minor } else { -minor };
        let (on, position) = (fact.effective, fact.position);
        let amount = Money::new(minor, currency);
        changes.entry(ix).or_default().push(Move { kind, on, position, document, amount });
    }
    changes
}

/// What was applied to an item and still stands.
fn applied(account: &Account<'_>, item: &Item<'_>) -> Vec<Move> {
    let slices = item.slices.iter().map(|ix| &account.slices[*ix]);
    slices
        .filter(|slice| slice.live > 0)
        .map(|slice| {
            let (kind, document) = match slice.source {
                SliceSource::Payment(ix) => (MoveKind::Payment, account.payments[ix].number),
                SliceSource::Note(ix) => (MoveKind::ExcessCredit, account.notes[ix].number),
                SliceSource::Offset => {
                    let signed = account.agreements.iter().find(|a| a.place == slice.place);
                    (MoveKind::Offset, signed.map_or("", |agreement| agreement.number))
                }
            };
            Move {
                kind,
                on: slice.place.day,
                position: slice.place.position,
                document: (!document.is_empty()).then(|| document.to_owned()),
                amount: Money::new(-slice.live, item.currency),
            }
        })
        .collect()
}

/// From nothing to the balance; steps of 0 are left out, but for what is open.
fn steps(rows: &[ItemRow], account: &Account<'_>, currency: Currency) -> Vec<Term> {
    let gross = |fees: bool| -> Minor {
        rows.iter().filter(|row| row.fee == fees).map(|row| row.gross.minor).sum()
    };
    let moved = |kind: MoveKind| -> Minor {
        let moves = rows.iter().flat_map(|row| &row.moves);
        moves.filter(|row| row.kind == kind).map(|row| row.amount.minor).sum()
    };
    let open: Minor = rows.iter().map(|row| row.open.minor).sum();
    let all = [
        ("invoices", gross(false)),
        ("fees", gross(true)),
        ("payments", moved(MoveKind::Payment)),
        ("excess_credits_applied", moved(MoveKind::ExcessCredit)),
        ("offsets", moved(MoveKind::Offset)),
        ("credits", moved(MoveKind::Credit)),
        ("written_off", moved(MoveKind::WrittenOff)),
        ("recovered", moved(MoveKind::Recovered)),
        ("excess_credits", moved(MoveKind::Excess)),
        ("open", open),
        ("unapplied", -account.unapplied(currency)),
        ("balance", account.balance(currency)),
    ];
    all.into_iter()
        .filter(|(name, minor)| *minor != 0 || matches!(*name, "open" | "balance"))
        .map(|(name, minor)| Term { name, amount: Money::new(minor, currency) })
        .collect()
}

#[cfg(test)]
mod tests;
