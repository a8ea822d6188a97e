//! Witnesses (C2SP tlog-witness): others who see that the log only grows.
//!
//! A log shows each checkpoint to its witnesses with a proof that it grew from the last one; a
//! witness remembers the largest tree that it has seen and confirms it with its own signature and
//! the time. Whoever keeps the log cannot show two histories without a witness noticing.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`request`] | the text of `add-checkpoint`, read and written |
//! | [`judge`] | what a witness answers: a pure function |
//! | [`memory`] | what a witness has seen, durably |
//! | [`server`] | the witness over HTTP |
//! | [`client`] | asking a witness |
//! | [`quorum`] | how many witnesses a ledger needs |
//! | [`ledger`] | a ledger that asks its witnesses |

pub mod client;
pub mod judge;
pub mod ledger;
pub mod memory;
pub mod quorum;
pub mod request;
pub mod server;
