//! What moves a balance: documents, never allocations (domain, section 5).

use duebook_events::agreement::AgreementKind;
use duebook_events::money::Minor;
use duebook_events::{Currency, EventData, Kind};

use crate::account::Account;
use crate::history::{Fact, Place};

/// Something that moves the balance.
#[derive(Debug, Clone, Copy)]
pub struct Move<'a> {
    /// Where it stands in the fold order.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// The number that it goes by: of the invoice, fee, payment, note or agreement.
    pub document: &'a str,
    /// In which currency.
    pub currency: Currency,
    /// By how much the customer owes more.
    pub debit: Minor,
    /// By how much the customer owes less.
    pub credit: Minor,
}

impl Move<'_> {
    /// Debit less credit.
    #[must_use]
    pub fn amount(&self) -> Minor {
        self.debit - self.credit
    }
}

/// Everything that moves a balance, of all currencies, in fold order.
#[must_use]
pub fn moves<'a>(account: &Account<'a>) -> Vec<Move<'a>> {
    let mut moves: Vec<Move<'a>> =
        account.facts.iter().filter_map(|fact| of_fact(account, fact)).collect();
    moves.sort_by_key(|entry| entry.place);
    moves
}

/// What one event moves; `None` for all that leave the balance as it is.
fn of_fact<'a>(account: &Account<'a>, fact: &'a Fact) -> Option<Move<'a>> {
    let item = |number: &str| account.item(number).map(|item| item.currency);
    // A refund may come out of a credit note's excess; a payment is meant only where it was recorded
    // before.
    let source = |number: &str| {
        let payment = account.payment(number);
        let payment = payment.filter(|payment| payment.place.position < fact.position);
        payment
            .map(|payment| payment.currency)
            .or_else(|| account.note(number).map(|note| account.items[note.item].currency))
    };
    let debit = |document: &'a str, currency: Currency, amount: Minor| (document, currency, amount);
    let credit =
        |document: &'a str, currency: Currency, amount: Minor| (document, currency, -amount);
    let (document, currency, amount) = match &fact.data {
        EventData::InvoiceIssued(e) => {
            debit(e.invoice.as_str(), e.currency, e.amount.minor(e.currency))
        }
        EventData::LateFeeCharged(e) => {
            let currency = item(e.fee.as_str())?;
            debit(e.fee.as_str(), currency, e.amount.minor(currency))
        }
        EventData::PaymentReceived(e) => {
            credit(e.payment.as_str(), e.currency, e.amount.minor(e.currency))
        }
        EventData::CreditNoteIssued(e) => {
            let currency = item(e.invoice.as_str())?;
            credit(e.credit_note.as_str(), currency, e.amount.minor(currency))
        }
        EventData::InvoiceWrittenOff(e) => {
            let currency = item(e.invoice.as_str())?;
            credit(e.invoice.as_str(), currency, e.amount.minor(currency))
        }
        EventData::WriteOffRecovered(e) => {
            let currency = item(e.invoice.as_str())?;
            debit(e.invoice.as_str(), currency, e.amount.minor(currency))
        }
        EventData::PaymentReversed(e) => {
            let payment = account.payment(e.payment.as_str())?;
            debit(e.payment.as_str(), payment.currency, payment.amount)
        }
        EventData::PaymentRefunded(e) => {
            let currency = source(e.payment.as_str())?;
            debit(e.payment.as_str(), currency, e.amount.minor(currency))
        }
        EventData::AgreementSigned(e) => {
            let signed = account.agreements.iter().find(|a| a.place.position == fact.position)?;
            let stated = match signed.kind {
                AgreementKind::Offset => e.goods_value,
                AgreementKind::PriceReduction => e.amount,
                _ => None,
            }?;
            // It takes off no more than it covers.
            let covered: Minor = signed.covers.iter().map(|cover| cover.amount).sum();
            credit(signed.number, signed.currency, stated.minor(signed.currency).min(covered))
        }
        _ => return None,
    };
    (amount != 0).then_some(Move {
        place: Place { day: fact.effective, position: fact.position },
        kind: fact.data.kind(),
        document,
        currency,
        debit: amount.max(0),
        credit: (-amount).max(0),
    })
}
