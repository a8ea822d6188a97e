//! The vocabulary of the ledger: every event that can be recorded, its strict
//! shape, its identity and its canonical bytes.
//!
//! Code map:
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`kind`] | the table of event types: name, stable code, payload |
//! | [`customer`], [`order`], [`delivery`], [`invoice`], [`payment`], [`dunning`], [`promise`], [`agreement`], [`dispute`], [`statement`], [`security`], [`legal`], [`governance`] | the payloads, one file per group |
//! | [`draft`], [`reading`] | reading an event line, and what is wrong with a payload |
//! | `quick`, `stored` | reading an ordinary line, and a stored payload, at once |
//! | [`envelope`] | what stands around a payload; canonical bytes |
//! | [`identity`] | the UUID of an event that came without one |
//! | [`json`] | strict JSON (no duplicate keys, bounded depth) and RFC 8785 bytes |
//! | [`compact`] | payloads in few bytes, for caches: what figures are derived from |
//! | [`personal`] | which texts are personal, and whose |
//! | [`upcast`] | reading payloads of older schema versions |
//! | [`money`], [`currency`], [`date`], [`instant`], [`text`], [`ids`], [`document`], [`terms`] | the values that payloads are made of |
//! | [`spelling`] | "did you mean" |
//! | [`words`], [`message`], [`messages`] | texts in both languages, and catalogues of them with stable codes |
//! | [`fault`] | why an event was refused, in words a person can act upon |
//!
//! This crate must never know a clock, I/O, SQL, HTTP, or how anything is judged.

pub mod agreement;
pub mod compact;
pub mod currency;
pub mod customer;
pub mod date;
pub mod delivery;
pub mod dispute;
pub mod document;
pub mod draft;
pub mod dunning;
pub mod envelope;
pub mod fault;
pub mod governance;
pub mod identity;
pub mod ids;
pub mod instant;
pub mod invoice;
pub mod json;
pub mod kind;
pub mod legal;
pub mod message;
pub mod messages;
pub mod money;
pub mod order;
pub mod payment;
pub mod personal;
pub mod promise;
mod quick;
pub mod reading;
pub mod schema;
pub mod security;
pub mod spelling;
pub mod statement;
mod stored;
pub mod terms;
pub mod text;
pub mod upcast;
pub mod words;

pub use currency::Currency;
pub use date::Day;
pub use draft::Draft;
pub use envelope::{Actor, DraftBytes, Event, Role, Source};
pub use fault::Fault;
pub use ids::{
    AgreementNo, ContactNo, CreditNoteNo, CustomerId, DeliveryNo, DisputeNo, EventId, ItemNo,
    Number, NumberKind, OrderNo, PaymentNo, Position, PromiseNo, ReminderNo, SecurityNo,
    StatementNo, Version,
};
pub use instant::Instant;
pub use kind::{EventData, Kind};
pub use message::Message;
pub use money::{Amount, AmountOrZero, Rate, SignedAmount};
pub use terms::Terms;
pub use words::{Lang, Words};
