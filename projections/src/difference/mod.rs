//! Why the customer's books show another balance than ours: every entry that
//! may explain it, and the fewest that add up to the difference exactly.
//!
//! `difference = ours - claimed`. A candidate's amount says by how much it makes
//! our balance the higher one, so that explanations add up to the difference.
//! Where the statement is on record, `ours` is the balance that was sent, and
//! candidates are looked for in the books as they were known then; what became
//! known (or was retracted) later is a candidate of its own.
//!
//! Bounds: at most [`search::MAX_TERMS`] entries explain a difference, and
//! [`search::MAX_STEPS`] combinations are tried; without an exact combination
//! everything stays unexplained, because "nearly" proves nothing.

mod candidates;
mod payments;
mod search;

use duebook_events::money::Minor;
use duebook_events::statement::{StatementContested, StatementSent};
use duebook_events::{Currency, Day, EventData, Position};
use serde::Serialize;

use crate::history::{Cut, Fact, cut};
use crate::money::Money;
use crate::policy::Policy;
use crate::statement::Period;

pub use payments::{OnlyOurs, OnlyTheirs, Paired, PaymentsCompared, TheirPayment};

/// How an entry makes the balances differ, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateKind {
    /// The balance that was sent was not the one of our books then.
    ClosingMisstated,
    /// It belongs to the period, and we learned of it after the statement was sent.
    RecordedLater,
    /// It counted when the statement was sent, and was retracted since.
    RetractedLater,
    /// A payment that bounced: they count it as paid.
    PaymentBounced,
    /// A payment that they paid in the period and we received after it.
    PaymentInTransit,
    /// A payment that we received in the period and they booked after it.
    PaymentBookedLater,
    /// A payment of which each side has another amount.
    PaymentDiffers,
    /// A payment in their books only.
    PaymentOnlyTheirs,
    /// A payment in ours only.
    PaymentOnlyOurs,
    /// Goods that came back without a credit note.
    GoodsReturned,
    /// Billed and not delivered, without a credit note or dispute.
    Shortage,
    /// An amount in dispute.
    Dispute,
    /// An invoice that they have not received where the term runs from that.
    InvoiceNotReceived,
    /// An invoice of the last days of the period.
    InvoiceLate,
    /// A discount that the terms grant, without a credit note yet.
    Discount,
    /// A fee that they may not recognise.
    Fee,
    /// A credit of the last days of the period.
    CreditLate,
    /// Unapplied cash: they may compare with the open invoices only.
    PaymentUnallocated,
    /// A write-off: in their books they still owe it.
    WrittenOff,
}

impl CandidateKind {
    /// What to do about it, as a code.
    #[must_use]
    pub fn note_code(self) -> &'static str {
        match self {
            Self::ClosingMisstated | Self::RecordedLater | Self::RetractedLater => "send_revised",
            Self::PaymentBounced => "show_bounce",
            Self::PaymentInTransit | Self::PaymentBookedLater | Self::InvoiceLate => {
                "next_statement"
            }
            Self::PaymentDiffers | Self::PaymentOnlyTheirs => "ask_bank_slip",
            Self::PaymentOnlyOurs => "show_receipt",
            Self::GoodsReturned | Self::Discount => "issue_credit_note",
            Self::Shortage => "settle_shortage",
            Self::Dispute => "settle_dispute",
            Self::InvoiceNotReceived => "resend_invoice",
            Self::Fee => "explain_fee",
            Self::CreditLate => "send_credit_note",
            Self::PaymentUnallocated => "agree_allocation",
            Self::WrittenOff => "still_owed",
        }
    }

    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ClosingMisstated => "closing_misstated",
            Self::RecordedLater => "recorded_later",
            Self::RetractedLater => "retracted_later",
            Self::PaymentBounced => "payment_bounced",
            Self::PaymentInTransit => "payment_in_transit",
            Self::PaymentBookedLater => "payment_booked_later",
            Self::PaymentDiffers => "payment_differs",
            Self::PaymentOnlyTheirs => "payment_only_theirs",
            Self::PaymentOnlyOurs => "payment_only_ours",
            Self::GoodsReturned => "goods_returned",
            Self::Shortage => "shortage",
            Self::Dispute => "dispute",
            Self::InvoiceNotReceived => "invoice_not_received",
            Self::InvoiceLate => "invoice_late",
            Self::Discount => "discount",
            Self::Fee => "fee",
            Self::CreditLate => "credit_late",
            Self::PaymentUnallocated => "payment_unallocated",
            Self::WrittenOff => "written_off",
        }
    }
}

/// An entry that may explain a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// How it makes the balances differ.
    pub kind: CandidateKind,
    /// The date on which it counts.
    pub date: Day,
    /// The event; absent where it is in their books only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The number that it goes by.
    pub document: String,
    /// By how much it makes our balance the higher one.
    pub amount: Money,
    /// What to do about it.
    pub note_code: &'static str,
    /// What it is about: two entries about the same thing do not explain together.
    #[serde(skip)]
    about: String,
}

/// The difference between two balances, and what may explain it.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The statement on record that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Our balance: as sent where the statement is on record.
    pub ours: Money,
    /// Theirs.
    pub claimed: Money,
    /// Ours less theirs.
    pub difference: Money,
    /// All entries that may explain it, the most telling first.
    pub candidates: Vec<Candidate>,
    /// The fewest of them that add up to it exactly; none where no such are found.
    pub explained_by: Vec<Candidate>,
    /// What is left.
    pub unexplained: Money,
    /// Whether all combinations within the bounds were tried.
    pub search_complete: bool,
    /// Both sides' payments, compared; absent where theirs were not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payments: Option<PaymentsCompared>,
}

/// A statement on record, and what the customer said to it.
#[derive(Debug, Clone, Copy)]
pub struct OnRecord<'a> {
    /// Where it was sent.
    pub position: Position,
    /// As sent.
    pub sent: &'a StatementSent,
    /// The newest objection, if there is one.
    pub contested: Option<&'a StatementContested>,
}

/// The statements of a customer that are known and not retracted, in order of position.
#[must_use]
pub fn on_record(facts: &[Fact], known_at: Position) -> Vec<OnRecord<'_>> {
    let known = cut(facts, Cut { as_of: Day::LAST, known_at });
    // What was confirmed afterwards is contested no more.
    let contested = |number: &str| {
        let newest = known.iter().rev().find_map(|fact| match &fact.data {
            EventData::StatementContested(e) if e.statement.as_str() == number => Some(Some(&**e)),
            EventData::StatementConfirmed(e) if e.statement.as_str() == number => Some(None),
            _ => None,
        });
        newest.flatten()
    };
    known
        .iter()
        .filter_map(|fact| match &fact.data {
            EventData::StatementSent(sent) => Some(OnRecord {
                position: fact.position,
                sent,
                contested: contested(sent.statement.as_str()),
            }),
            _ => None,
        })
        .collect()
}

/// What is asked: which books, and what stands against them.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The customer's facts.
    pub facts: &'a [Fact],
    /// What is known.
    pub known_at: Position,
    /// The days of the statement.
    pub period: Period,
    /// Its currency.
    pub currency: Currency,
    /// Under which policy.
    pub policy: &'a Policy,
    /// Our balance as known now.
    pub closing: Minor,
    /// The statement on record, if there is one.
    pub statement: Option<OnRecord<'a>>,
    /// Their balance.
    pub claimed: Minor,
    /// Their payments, where they gave them.
    pub theirs: Option<&'a [TheirPayment]>,
}

impl Claim<'_> {
    fn money(&self, minor: Minor) -> Money {
        Money::new(minor, self.currency)
    }

    /// Our balance: as sent, else as known now.
    fn ours(&self) -> Minor {
        let sent = self.statement.map(|on| on.sent.closing_balance.minor(self.currency));
        sent.unwrap_or(self.closing)
    }

    /// What was known when the statement went out.
    fn known_then(&self) -> Position {
        self.statement.map_or(self.known_at, |on| on.position)
    }
}

/// Explains a difference as far as that is possible.
#[must_use]
pub fn explain(claim: &Claim<'_>) -> Difference {
    let difference = claim.ours() - claim.claimed;
    let compared = claim.theirs.map(|theirs| payments::compare(claim, theirs));
    let candidates = candidates::all(claim, compared.as_ref());
    let found = search::exact(&candidates, difference);
    let explained_by: Vec<Candidate> =
        found.terms.iter().map(|ix| candidates[*ix].clone()).collect();
    let explained: Minor = explained_by.iter().map(|candidate| candidate.amount.minor).sum();
    Difference {
        statement: claim.statement.map(|on| on.sent.statement.as_str().to_owned()),
        ours: claim.money(claim.ours()),
        claimed: claim.money(claim.claimed),
        difference: claim.money(difference),
        candidates,
        explained_by,
        unexplained: claim.money(difference - explained),
        search_complete: found.complete,
        payments: compared.map(|compared| compared.shown),
    }
}

#[cfg(test)]
mod tests;
