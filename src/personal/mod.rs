//! Personal texts: sealed under a key of their data subject, so that erasing the key
//! makes them unreadable everywhere (in the ledger, its backups, exports and old
//! evidence bundles) while every hash, proof and figure stays as it is.
//!
//! | file | concept |
//! | --- | --- |
//! | [`cipher`] | one text under one key |
//! | [`keyfile`] | the form of the key file |
//! | [`keyring`] | reading and changing the key file; its locks |
//!
//! The keys never stand in the database; the texts never stand there in the clear.

pub mod cipher;
pub mod keyfile;
pub mod keyring;
