//! When an event is the same, and when it is in conflict (domain, section 3, identity).

use duebook_events::json::MAX_LINE_BYTES;
use duebook_events::{
    Draft, DraftBytes, Event, EventData, EventId, Fault, Instant, Message, Number, NumberKind,
};
use duebook_events::{Position, Version};

use crate::ledger::error::{LedgerError, Refusal};
use crate::messages::ledger::{claimed_wrong, recorded_too_long};
use crate::messages::store::others_faster;
use crate::store::{NewEvent, NumberKind as Code};

/// What position, `recorded_at` and version add to a line at most.
const ADDED_BYTES: usize = 110;

/// The number that an event brings into the world; a registration brings its customer's.
pub(super) fn created_number(draft: &Draft) -> Option<Number> {
    match &draft.data {
        EventData::CustomerRegistered(_) => {
            Some(Number { kind: NumberKind::Customer, text: draft.customer.as_str().into() })
        }
        data => data.creates(),
    }
}

/// The field in which the number stands that an event brings into the world.
pub(super) fn created_field(data: &EventData) -> &'static str {
    match data {
        EventData::CustomerRegistered(_) => "customer",
        EventData::SecurityProvided(_) => "data.security",
        EventData::OrderPlaced(_) => "data.order",
        EventData::DeliveryShipped(_) => "data.delivery",
        EventData::InvoiceIssued(_) => "data.invoice",
        EventData::LateFeeCharged(_) => "data.fee",
        EventData::CreditNoteIssued(_) => "data.credit_note",
        EventData::PaymentReceived(_) => "data.payment",
        EventData::ReminderSent(_) => "data.reminder",
        EventData::ContactLogged(_) => "data.contact",
        EventData::PromiseMade(_) => "data.promise",
        EventData::AgreementSigned(_) => "data.agreement",
        EventData::DisputeRaised(_) => "data.dispute",
        EventData::StatementSent(_) => "data.statement",
        EventData::PolicyPublished(_) => "data.version",
        _ => "data",
    }
}

/// Whether a draft is the event that stands in the batch already.
pub(super) fn same_event(event: &NewEvent, draft: &Draft, now: Instant) -> bool {
    let bytes = DraftBytes {
        head: event.head.clone(),
        data_at: event.data_at,
        data_len: event.data_len,
        middle: event.middle.clone(),
    };
    same_line(&bytes.line(Position(1), Version(1), now), draft)
}

/// Whether a draft is the event of a stored line.
pub(super) fn same_line(stored: &[u8], draft: &Draft) -> bool {
    Event::read(stored).is_ok_and(|event| event.draft.same_as(draft))
}

/// An id or a number is known, and not the same event.
pub(super) fn conflict(line: u64, field: &str, message: Message) -> LedgerError {
    let line = (line > 0).then_some(line);
    LedgerError::Conflict(Refusal { file: None, line, fault: Fault::of(field, message) })
}

/// A position or version on input is the one that the ledger would assign.
pub(super) fn check_claim(
    line: u64,
    field: &str,
    claimed: Option<u64>,
    due: u64,
) -> Result<(), LedgerError> {
    match claimed {
        Some(claimed) if claimed != due => {
            Err(LedgerError::at_line(line, Fault::of(field, claimed_wrong(claimed, due))))
        }
        _ => Ok(()),
    }
}

/// What cannot be exported and imported again as one line is not recorded.
pub(crate) fn check_length(line: u64, bytes: &DraftBytes) -> Result<(), LedgerError> {
    let length = bytes.head.len() + bytes.middle.len() + ADDED_BYTES;
    if length <= MAX_LINE_BYTES {
        return Ok(());
    }
    Err(LedgerError::at_line(line, Fault::of("", recorded_too_long(length, MAX_LINE_BYTES))))
}

/// An id as the store speaks of it.
pub(super) fn store_id(id: EventId) -> crate::store::EventId {
    crate::store::EventId(*id.0.as_bytes())
}

/// A number as the store speaks of it.
pub(super) fn store_number(number: &Number) -> (Code, String) {
    (Code(number.kind as u8), number.text.to_string())
}

/// A customer has moved on since somebody derived from it what is to be recorded.
pub(super) fn overtaken() -> LedgerError {
    LedgerError::Overtaken(others_faster(1))
}

/// Others were faster too often.
pub(in crate::ledger) fn busy(attempts: usize) -> LedgerError {
    LedgerError::Store(others_faster(attempts))
}
