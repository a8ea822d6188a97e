//! Personal texts: sealed under a key of their data subject, so that erasing the key
//! makes them unreadable everywhere (in the ledger, its backups, exports and old
//! evidence bundles) while every hash, proof and figure stays as it is.
//!
//! | file | concept |
//! | --- | --- |
//! | [`cipher`] | one text under one key |
//! | [`keyfile`] | the form of the key file |
//! | [`keyring`] | reading and changing the key file |
//! | [`lock`] | the locks of the key file |
//! | [`opening`] | texts, or marks, where events are shown |
//! | [`sameness`] | whether two events say the same, however they are sealed |
//! | `sealing` | which texts of a draft are sealed |
//! | `seal` | sealing a batch on its way into the log |
//! | [`subjects`] | whose texts are sealed, and what they say |
//! | [`erase`] | erasing a subject's key; beginning anew after the key file was lost |
//! | `desk` | a ledger's key file: whether it seals, erasures finished, texts opened |
//!
//! The keys never stand in the database; the texts never stand there in the clear.
//!
//! Limits: who guesses a text exactly can confirm the guess, also after the key is gone, by an
//! id that was derived from the content of its event; who still has a file that was imported,
//! by its hash in `source.file_sha256`. Both stand in recorded bytes, which never change.

pub mod cipher;
pub(crate) mod desk;
pub mod erase;
pub mod keyfile;
pub mod keyring;
pub mod lock;
pub mod opening;
pub mod sameness;
mod seal;
mod sealing;
pub mod subjects;
#[cfg(test)]
mod tests;

pub(crate) use desk::Desk;
use duebook_events::CustomerId;
use serde_json::{Value, json};

pub use desk::create_key_file;
pub(crate) use seal::Personal;

/// A text of the program's own making, for the field of an event where people write
/// theirs. Its subject is the ledger: it can be recorded whoever has been erased.
pub(crate) fn of_program(text: &str) -> Value {
    json!({"text": text, "subject": CustomerId::ledger().as_str()})
}
