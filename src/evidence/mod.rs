//! The log as evidence: what lets anyone verify it without trusting whoever keeps it.
//!
//! The store keeps the Merkle tree of the log ([`crate::merkle`]); here it is signed, witnessed,
//! dated, excerpted and verified. Everything that leaves the house is in a published format.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`bundle`] | evidence bundles: what others can verify, packed |
//! | [`checkpoint`] | the signed head of the log (C2SP tlog-checkpoint) |
//! | [`cosignature`] | what a witness signs (C2SP tlog-cosignature) |
//! | [`kept`] | kept checkpoints, read again |
//! | [`key`] | verifier keys and signer keys (C2SP signed-note) |
//! | [`key_file`] | where a signer key is kept: a file of one's own, or the environment |
//! | [`key_memory`] | what a key has signed last |
//! | [`kept_file`] | files that are there whole or not at all |
//! | [`note`] | texts signed by one or more keys (C2SP signed-note) |
//! | [`proof`] | proofs as files (C2SP tlog-proof) |
//! | [`report`] | the report of a bundle, for people |
//! | [`schedule`] | when the head is to be signed without being asked |
//! | [`signing`] | the head of a ledger, signed and kept |
//! | [`split_view`] | two checkpoints that prove that a log was not one |
//! | [`succession`] | which key is the log's, and since when |
//! | [`timestamp`] | when a checkpoint existed, by an authority's word (RFC 3161) |
//! | [`witness`] | others who see that the log only grows (C2SP tlog-witness) |
//! | [`mod@verify`] | everything that is stored, read again |

pub mod bundle;
pub mod checkpoint;
pub mod cosignature;
pub mod kept;
pub mod kept_file;
pub mod key;
pub mod key_file;
pub mod key_memory;
pub mod note;
pub mod proof;
pub mod report;
pub mod schedule;
pub mod signing;
pub mod split_view;
pub mod succession;
pub mod timestamp;
pub mod verify;
pub mod witness;
