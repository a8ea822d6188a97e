//! The table of event types (domain, section 3): name, stable code, payload.

use std::fmt;

use schemars::{Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::agreement::{AgreementSigned, AgreementTerminated};
use crate::compact::{Compact, Reader};
use crate::customer::{CreditLimitSet, CustomerInvestigated, CustomerRegistered, TermsAgreed};
use crate::delivery::{DeliveryAccepted, DeliveryReceived, DeliveryShipped, GoodsReturned};
use crate::dispute::{DisputeRaised, DisputeResolved};
use crate::dunning::{ContactLogged, ReminderSent};
use crate::fault::Fault;
use crate::governance::{EventRetracted, KeyRotated, PolicyPublished, SubjectEvent};
use crate::ids::{Number, NumberKind};
use crate::invoice::{
    CreditNoteIssued, InvoiceCorrected, InvoiceIssued, InvoiceReceived, InvoiceWrittenOff,
    LateFeeCharged, WriteOffRecovered,
};
use crate::json;
use crate::legal::{LegalStep, SupplyChange};
use crate::messages::fields::value_unreadable;
use crate::order::{OrderCancelled, OrderConditionMet, OrderDecided, OrderOverridden, OrderPlaced};
use crate::payment::{
    PaymentAllocated, PaymentDeallocated, PaymentReceived, PaymentRefunded, PaymentReversed,
};
use crate::promise::PromiseMade;
use crate::reading;
use crate::security::{SecurityProvided, SecurityReleased};
use crate::statement::{StatementConfirmed, StatementContested, StatementSent};
use crate::stored;
use crate::upcast;

/// The schema version that is written today.
pub const SCHEMA: u16 = 1;

macro_rules! event_types {
    ($($code:literal $variant:ident($payload:ty) $name:literal)*) => {
        /// A type of event. The codes are stored beside the bytes: they never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind {
            $(#[doc = concat!("`", $name, "`")] $variant = $code,)*
        }

        /// What happened, typed.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum EventData {
            $(#[doc = concat!("`", $name, "`")] $variant(Box<$payload>),)*
        }

        impl Kind {
            /// All types, in the order of the domain page.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            /// The name that stands in an event's `type`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// The type with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Kind> {
                match name { $($name => Some(Kind::$variant),)* _ => None }
            }

            /// The type with this stored code.
            #[must_use]
            pub fn from_code(code: u8) -> Option<Kind> {
                match code { $($code => Some(Kind::$variant),)* _ => None }
            }

            /// JSON Schema of the payload.
            #[must_use]
            pub fn payload_schema(self, generator: &mut SchemaGenerator) -> Schema {
                match self { $(Kind::$variant => generator.subschema_for::<$payload>(),)* }
            }
        }

        impl EventData {
            /// Which type of event it is.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self { $(EventData::$variant(_) => Kind::$variant,)* }
            }

            fn decode_current(kind: Kind, data: &[u8]) -> serde_json::Result<Self> {
                // One look at all bytes costs less than one at each text; what is not
                // UTF-8 is read the other way, which names the place.
                let Ok(text) = std::str::from_utf8(data) else {
                    return Self::decode_with_serde(kind, data);
                };
                match Self::decode_at_once(kind, text) {
                    Some(data) => Ok(data),
                    None => Self::decode_with_serde(kind, data),
                }
            }

            /// Reads a payload that stands exactly as this program stores it: see `stored`.
            pub(crate) fn decode_at_once(kind: Kind, text: &str) -> Option<Self> {
                Some(match kind {
                    $(Kind::$variant => EventData::$variant(stored::read(text)?),)*
                })
            }

            /// Reads today's form of a payload, in whatever way its JSON is written. It is
            /// what [`EventData::decode`] is measured by, and falls back to.
            ///
            /// # Errors
            /// Serde's.
            #[doc(hidden)]
            pub fn decode_with_serde(kind: Kind, data: &[u8]) -> serde_json::Result<Self> {
                Ok(match kind {
                    $(Kind::$variant => EventData::$variant(serde_json::from_slice(data)?),)*
                })
            }

            /// Appends what figures are derived from: see [`crate::compact`].
            pub fn put_compact(&self, out: &mut Vec<u8>) {
                match self { $(EventData::$variant(payload) => payload.put(out),)* }
            }

            /// Reads what [`EventData::put_compact`] wrote of a type; nothing if the
            /// bytes are not that.
            #[must_use]
            pub fn take_compact(kind: Kind, from: &mut Reader<'_>) -> Option<Self> {
                Some(match kind {
                    $(Kind::$variant => EventData::$variant(Compact::take(from)?),)*
                })
            }

            fn explain(kind: Kind, data: &[u8]) -> Option<Fault> {
                match kind {
                    $(Kind::$variant => explain::<$payload>(data),)*
                }
            }
        }
    };
}

event_types! {
    1  CustomerRegistered(CustomerRegistered) "customer.registered"
    2  CustomerInvestigated(CustomerInvestigated) "customer.investigated"
    3  TermsAgreed(TermsAgreed) "terms.agreed"
    4  CreditLimitSet(CreditLimitSet) "credit.limit_set"
    5  SecurityProvided(SecurityProvided) "security.provided"
    6  SecurityReleased(SecurityReleased) "security.released"
    7  OrderPlaced(OrderPlaced) "order.placed"
    8  OrderDecided(OrderDecided) "order.decided"
    9  OrderOverridden(OrderOverridden) "order.overridden"
    10 OrderConditionMet(OrderConditionMet) "order.condition_met"
    11 OrderCancelled(OrderCancelled) "order.cancelled"
    12 DeliveryShipped(DeliveryShipped) "delivery.shipped"
    13 DeliveryReceived(DeliveryReceived) "delivery.received"
    14 DeliveryAccepted(DeliveryAccepted) "delivery.accepted"
    15 GoodsReturned(GoodsReturned) "goods.returned"
    16 InvoiceIssued(InvoiceIssued) "invoice.issued"
    17 InvoiceReceived(InvoiceReceived) "invoice.received"
    18 InvoiceCorrected(InvoiceCorrected) "invoice.corrected"
    19 CreditNoteIssued(CreditNoteIssued) "credit_note.issued"
    20 LateFeeCharged(LateFeeCharged) "late_fee.charged"
    21 PaymentReceived(PaymentReceived) "payment.received"
    22 PaymentAllocated(PaymentAllocated) "payment.allocated"
    23 PaymentDeallocated(PaymentDeallocated) "payment.deallocated"
    24 PaymentReversed(PaymentReversed) "payment.reversed"
    25 PaymentRefunded(PaymentRefunded) "payment.refunded"
    26 ReminderSent(ReminderSent) "reminder.sent"
    27 ContactLogged(ContactLogged) "contact.logged"
    28 PromiseMade(PromiseMade) "promise.made"
    29 AgreementSigned(AgreementSigned) "agreement.signed"
    30 AgreementTerminated(AgreementTerminated) "agreement.terminated"
    31 DisputeRaised(DisputeRaised) "dispute.raised"
    32 DisputeResolved(DisputeResolved) "dispute.resolved"
    33 StatementSent(StatementSent) "statement.sent"
    34 StatementConfirmed(StatementConfirmed) "statement.confirmed"
    35 StatementContested(StatementContested) "statement.contested"
    36 SupplySuspended(SupplyChange) "supply.suspended"
    37 SupplyResumed(SupplyChange) "supply.resumed"
    38 LegalStep(LegalStep) "legal.step"
    39 InvoiceWrittenOff(InvoiceWrittenOff) "invoice.written_off"
    40 WriteOffRecovered(WriteOffRecovered) "write_off.recovered"
    41 PolicyPublished(PolicyPublished) "policy.published"
    42 EventRetracted(EventRetracted) "event.retracted"
    43 KeyRotated(KeyRotated) "key.rotated"
    44 PersonalErased(SubjectEvent) "personal.erased"
    45 HoldSet(SubjectEvent) "hold.set"
    46 HoldReleased(SubjectEvent) "hold.released"
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl EventData {
    /// Decodes the canonical bytes of a payload of any schema version (INV-12:
    /// what is unknown stops with its place named).
    ///
    /// # Errors
    /// A fault whose field is the path below `data`.
    pub fn decode(kind: Kind, schema: u16, data: &[u8]) -> Result<Self, Fault> {
        if schema != SCHEMA {
            return Self::decode(kind, SCHEMA, &upcast::to_current(kind, schema, data)?);
        }
        Self::decode_current(kind, data).map_err(|e| {
            Self::explain(kind, data).unwrap_or_else(|| {
                Fault::of("", value_unreadable(json::strip_place(&e.to_string())))
            })
        })
    }

    /// The number that this event brings into the world, if any.
    #[must_use]
    pub fn creates(&self) -> Option<Number> {
        use NumberKind as N;
        let (kind, text) = match self {
            Self::OrderPlaced(e) => (N::Order, e.order.as_str()),
            Self::DeliveryShipped(e) => (N::Delivery, e.delivery.as_str()),
            Self::InvoiceIssued(e) => (N::Item, e.invoice.as_str()),
            Self::LateFeeCharged(e) => (N::Item, e.fee.as_str()),
            Self::CreditNoteIssued(e) => (N::CreditNote, e.credit_note.as_str()),
            Self::PaymentReceived(e) => (N::Payment, e.payment.as_str()),
            Self::ReminderSent(e) => (N::Reminder, e.reminder.as_str()),
            Self::ContactLogged(e) => (N::Contact, e.contact.as_str()),
            Self::PromiseMade(e) => (N::Promise, e.promise.as_str()),
            Self::AgreementSigned(e) => (N::Agreement, e.agreement.as_str()),
            Self::DisputeRaised(e) => (N::Dispute, e.dispute.as_str()),
            Self::StatementSent(e) => (N::Statement, e.statement.as_str()),
            Self::SecurityProvided(e) => (N::Security, e.security.as_str()),
            Self::PolicyPublished(e) => {
                return Some(Number { kind: N::Policy, text: e.citation().into() });
            }
            _ => return None,
        };
        Some(Number { kind, text: text.into() })
    }

    /// Whether the event belongs into the ledger's own stream, a customer's, or either.
    #[must_use]
    pub fn ledger_wide(&self) -> Option<bool> {
        match self {
            Self::PolicyPublished(_) | Self::KeyRotated(_) => Some(true),
            Self::PersonalErased(_)
            | Self::HoldSet(_)
            | Self::HoldReleased(_)
            | Self::EventRetracted(_) => None,
            _ => Some(false),
        }
    }
}

/// Decodes once more, slowly, to learn the path of what is wrong.
fn explain<T: DeserializeOwned>(data: &[u8]) -> Option<Fault> {
    let value = serde_json::from_slice(data).ok()?;
    reading::read::<T>(&value).err()
}
