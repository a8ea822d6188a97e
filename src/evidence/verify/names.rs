//! Which numbers a line takes and which it refers to, read from its bytes.
//!
//! The same as [`duebook_events::EventData::creates`] and the door's references say of the typed
//! event, without decoding it: the tests hold the two against each other.

use duebook_events::{Kind, NumberKind};

use super::line::{Line, Top, entries, integer, member, text, text_bytes};

/// Where a number stands in `data`.
enum At {
    /// In a field.
    Field(&'static str),
    /// In each entry of a list.
    Each(&'static str),
    /// In a field of each entry of a list.
    EachIn(&'static str, &'static str),
}

/// What a line says about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// It gives the number away.
    Takes(NumberKind),
    /// It names one that exists.
    Names(NumberKind),
    /// It names a payment or a credit note that exists.
    NamesMoney,
}

use At::{Each, EachIn, Field};
use NumberKind as N;

/// The number that an event of this kind creates.
fn takes(kind: Kind) -> Option<(NumberKind, &'static str)> {
    Some(match kind {
        Kind::OrderPlaced => (N::Order, "order"),
        Kind::DeliveryShipped => (N::Delivery, "delivery"),
        Kind::InvoiceIssued => (N::Item, "invoice"),
        Kind::LateFeeCharged => (N::Item, "fee"),
        Kind::CreditNoteIssued => (N::CreditNote, "credit_note"),
        Kind::PaymentReceived => (N::Payment, "payment"),
        Kind::ReminderSent => (N::Reminder, "reminder"),
        Kind::ContactLogged => (N::Contact, "contact"),
        Kind::PromiseMade => (N::Promise, "promise"),
        Kind::AgreementSigned => (N::Agreement, "agreement"),
        Kind::DisputeRaised => (N::Dispute, "dispute"),
        Kind::StatementSent => (N::Statement, "statement"),
        Kind::SecurityProvided => (N::Security, "security"),
        _ => return None,
    })
}

/// The numbers that an event of this kind names; payments and credit notes apart.
fn names(kind: Kind) -> &'static [(NumberKind, At)] {
    match kind {
        Kind::SecurityReleased => &[(N::Security, Field("security"))],
        Kind::OrderDecided
        | Kind::OrderOverridden
        | Kind::OrderConditionMet
        | Kind::OrderCancelled
        | Kind::DeliveryShipped => &[(N::Order, Field("order"))],
        Kind::DeliveryReceived | Kind::DeliveryAccepted | Kind::GoodsReturned => {
            &[(N::Delivery, Field("delivery"))]
        }
        Kind::InvoiceIssued => &[(N::Order, Field("order")), (N::Delivery, Each("deliveries"))],
        Kind::InvoiceReceived
        | Kind::InvoiceCorrected
        | Kind::LateFeeCharged
        | Kind::CreditNoteIssued
        | Kind::InvoiceWrittenOff
        | Kind::WriteOffRecovered
        | Kind::DisputeRaised => &[(N::Item, Field("invoice"))],
        Kind::PaymentReceived | Kind::PaymentAllocated | Kind::PaymentDeallocated => {
            &[(N::Item, EachIn("allocations", "invoice"))]
        }
        Kind::PaymentReversed => &[(N::Payment, Field("payment"))],
        Kind::ReminderSent | Kind::ContactLogged | Kind::LegalStep => {
            &[(N::Item, Each("invoices"))]
        }
        Kind::PromiseMade => &[(N::Item, Each("invoices")), (N::Contact, Field("contact"))],
        Kind::AgreementSigned => {
            &[(N::Item, EachIn("covers", "invoice")), (N::Security, Field("security"))]
        }
        Kind::AgreementTerminated => &[(N::Agreement, Field("agreement"))],
        Kind::DisputeResolved => &[(N::Dispute, Field("dispute"))],
        Kind::StatementConfirmed | Kind::StatementContested => {
            &[(N::Statement, Field("statement"))]
        }
        _ => &[],
    }
}

/// Hands out the numbers of a walked line (UTF-8), those that it names first.
#[inline]
pub(super) fn numbers(kind: Kind, walked: &Line, line: &[u8], to: &mut impl FnMut(Use, &[u8])) {
    fn say(of: Use, value: &[u8], to: &mut impl FnMut(Use, &[u8])) {
        if let Some(number) = text_bytes(value) {
            to(of, &number);
        }
    }
    if matches!(kind, Kind::PaymentAllocated | Kind::PaymentDeallocated | Kind::PaymentRefunded) {
        say(Use::NamesMoney, walked.field(line, "payment").unwrap_or_default(), to);
    }
    for (of, at) in names(kind) {
        let of = Use::Names(*of);
        match at {
            Field(name) => say(of, walked.field(line, name).unwrap_or_default(), to),
            Each(list) => {
                let list = walked.field(line, list).unwrap_or_default();
                entries(list, &mut |entry| say(of, entry, to));
            }
            EachIn(list, name) => {
                let list = walked.field(line, list).unwrap_or_default();
                entries(list, &mut |entry| say(of, member(entry, name).unwrap_or_default(), to));
            }
        }
    }
    match kind {
        Kind::CustomerRegistered => {
            say(Use::Takes(N::Customer), walked.raw(line, Top::Customer), to);
        }
        Kind::PolicyPublished => {
            let policy = walked.field(line, "policy").and_then(text).unwrap_or_default();
            let version = walked.field(line, "version").and_then(integer).unwrap_or_default();
            to(Use::Takes(N::Policy), format!("{policy}@{version}").as_bytes());
        }
        _ => {
            if let Some((of, name)) = takes(kind) {
                say(Use::Takes(of), walked.field(line, name).unwrap_or_default(), to);
            }
        }
    }
}
