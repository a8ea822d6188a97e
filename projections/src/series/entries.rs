//! What the figures are made of: one entry an open part, billed item, payment,
//! dispute, promise or write-off.

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, EventData, Position};

use super::Point;
use crate::account::{Account, ItemIx, Payment, PaymentIx, PromiseStatus};
use crate::balance::parts_in;

/// To what an entry belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// An open part; bucket 0 is not overdue.
    Open {
        /// Index of the aging bucket.
        bucket: usize,
    },
    /// An invoice or fee, by its date.
    Billed {
        /// When.
        day: Day,
    },
    /// Unapplied cash or excess credit.
    Unapplied,
    /// Disputes of an item that are not resolved.
    Disputed {
        /// How many.
        count: u64,
    },
    /// A promise due in the month.
    Promised {
        /// How it stands.
        status: PromiseStatus,
    },
    /// A write-off of the month, or (negative) a recovery.
    WrittenOff,
}

/// Where an entry comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    /// An item.
    Item(ItemIx),
    /// A payment.
    Payment(PaymentIx),
    /// A promise, by index.
    Promise(usize),
    /// An event.
    Event(Position),
}

/// One entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'e> {
    pub term: Term,
    pub currency: Currency,
    pub subject: Subject,
    /// The number of the item, payment or promise.
    pub number: &'e str,
    pub amount: Minor,
}

/// Calls `sink` with each entry of one customer at one month end.
pub(super) fn each(account: &Account<'_>, point: Point<'_>, mut sink: impl FnMut(Entry<'_>)) {
    let of_item = |term: Term, ix: ItemIx, amount: Minor| {
        let item = &account.items[ix];
        let (currency, number) = (item.currency, item.number);
        Entry { term, currency, subject: Subject::Item(ix), number, amount }
    };
    for currency in account.currencies(false) {
        for (ix, part) in parts_in(account, currency, point.policy) {
            let days = part.due.map(|due| account.as_of - due);
            let bucket = point.policy.buckets.index(days);
            sink(of_item(Term::Open { bucket }, ix, part.open));
        }
    }
    for (ix, item) in account.items.iter().enumerate() {
        sink(of_item(Term::Billed { day: item.place.day }, ix, item.gross));
        let excess = item.excess_credit() - item.excess_used;
        if excess != 0 {
            sink(of_item(Term::Unapplied, ix, excess));
        }
        let disputes = item.disputes.iter().map(|dispute| &account.disputes[*dispute]);
        let unresolved = disputes.filter(|dispute| dispute.resolved.is_none());
        let (count, amount) =
            unresolved.fold((0, 0), |(n, sum), dispute| (n + 1, sum + dispute.amount));
        if count > 0 {
            sink(of_item(Term::Disputed { count }, ix, amount.min(item.open())));
        }
    }
    for (ix, payment) in account.payments.iter().enumerate() {
        let amount = Payment::unapplied(payment);
        if amount != 0 {
            sink(Entry {
                term: Term::Unapplied,
                currency: payment.currency,
                subject: Subject::Payment(ix),
                number: payment.number,
                amount,
            });
        }
    }
    for (ix, promise) in account.promises.iter().enumerate() {
        let status = promise.status(account.as_of);
        if point.month.contains(promise.due) && status != PromiseStatus::Superseded {
            sink(Entry {
                term: Term::Promised { status },
                currency: promise.currency,
                subject: Subject::Promise(ix),
                number: promise.number,
                amount: promise.amount,
            });
        }
    }
    written_off(account, point, sink);
}

/// Write-offs and recoveries of the month.
fn written_off(account: &Account<'_>, point: Point<'_>, mut sink: impl FnMut(Entry<'_>)) {
    for fact in account.facts.iter().filter(|fact| point.month.contains(fact.effective)) {
        let (number, amount, sign) = match &fact.data {
            EventData::InvoiceWrittenOff(e) => (e.invoice.as_str(), e.amount, 1),
            EventData::WriteOffRecovered(e) => (e.invoice.as_str(), e.amount, -1),
            _ => continue,
        };
        let Some(ix) = account.item_ix(number) else { continue };
        let currency = account.items[ix].currency;
        sink(Entry {
            term: Term::WrittenOff,
            currency,
            subject: Subject::Event(fact.position),
            number,
            amount: sign * amount.minor(currency),
        });
    }
}
