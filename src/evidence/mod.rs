//! The log as evidence: what lets anyone verify it without trusting whoever keeps it.
//!
//! The store keeps the Merkle tree of the log ([`crate::merkle`]); here it is signed, witnessed,
//! dated, excerpted and verified. Everything that leaves the house is in a published format.
