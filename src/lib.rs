//! duebook: an event-sourced receivables ledger.
//!
//! A fact flows one way: door (parse, check) -> decide -> append (bytes, commit,
//! sync) -> fold -> judgement -> answer. Reading never writes.
//!
//! | room | what it holds | what it must never know |
//! | --- | --- | --- |
//! | `duebook-events` | the vocabulary: event types, bytes, identity | a clock, I/O, SQL |
//! | `duebook-projections` | judgement: pure functions of facts, policy and date | the same, and where events come from |
//! | [`store`] | the append-only log and its tree: trait, memory, SQLite | projections, what events mean |
//! | [`ledger`] | commands: load, check at the door, decide, append; questions | terminals |
//! | [`messages`] | texts of errors in both languages, by code | |
//! | [`merkle`] | the tree over the log's bytes, and proofs (RFC 6962) | I/O, SQL, what a leaf means |
//! | [`evidence`] | checkpoints, witnesses, timestamps, bundles, verification | terminals, SQL |
//! | [`personal`] | personal texts sealed under keys outside the store, opened for people, erased | judgement, terminals |
//! | [`replay`] | rebuilding every projection from the log, in parallel | terminals, SQL |
//! | [`segments`] | the cache of a replay: what figures are derived from, sorted by customer; disposable | judgement, SQL |
//! | [`interchange`] | ways in and out: CSV by mapping files, a customer's own payments | SQL |
//! | [`documents`] | letters, proposals, statements: figures on paper | the store, terminals |
//! | [`simulate`] | realistic synthetic histories | the store |
//! | [`story`] | events as sentences, and the words of every code, in both languages | judgement |
//! | [`bench`] | what an event costs on this machine | |
//! | [`cli`] | one file per command; tables, JSON, CSV | SQL |

#![warn(missing_docs)]

pub mod bench;
pub mod cli;
pub mod clock;
pub mod documents;
pub mod evidence;
pub mod interchange;
pub mod ledger;
pub mod merkle;
pub mod messages;
pub mod personal;
pub mod replay;
pub mod segments;
pub mod simulate;
pub mod store;
pub mod story;
