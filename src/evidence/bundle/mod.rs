//! Evidence bundles: what of the log concerns a customer, an order or an invoice, in a ZIP archive
//! that anyone can verify without this program and without trusting whoever made it (contract,
//! evidence bundle).
//!
//! ```text
//! MANIFEST.sha256            the SHA-256 of every other file
//! MANIFEST.sha256.note       signed: what the bundle is about, and the SHA-256 of the manifest
//! checkpoint, vkey           the signed tree head, and the key that verifies it
//! events/7.json              an event: its canonical bytes, nothing added
//! events/7.tlog-proof        that it stands at position 7 of the log of the checkpoint
//! withheld.jsonl             the customer's other events: position, version, leaf hash
//! consistency/5-9.txt        an older checkpoint, and that the log only grew since
//! documents/<sha256>         files that events name
//! keys/8.json, .tlog-proof   changes of the log's key, if there were any
//! timestamps/9-3.*           what a time-stamping authority said, and about which bytes
//! report.html, README.md, README.zh.md
//! ```
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`subject`] | what a bundle is about |
//! | [`disclose`] | which events it discloses |
//! | [`stream`] | the customer's events, as a bundle sees them |
//! | [`collect`] | what goes into it, read off the ledger once |
//! | `kept` | older checkpoints and timestamps |
//! | [`contents`] | the files, the manifest, the signature |
//! | [`name`], [`manifest`], [`withheld`], [`documents`] | the forms of its parts, written and read |
//! | [`archive`] | ZIP |
//! | [`readme`] | how to verify it without this program |
//! | [`verify`] | the same checks as anybody else would make |

pub mod archive;
pub mod collect;
pub mod contents;
pub mod disclose;
pub mod documents;
mod kept;
pub mod manifest;
pub mod name;
pub mod readme;
pub mod stream;
pub mod subject;
pub mod verify;
pub mod withheld;

pub use collect::Order;
pub use subject::{Subject, SubjectKind};
