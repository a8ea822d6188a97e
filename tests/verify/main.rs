//! `verify` finds whatever was changed in a ledger, by whoever can write to its file.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by panicking

mod flips;
mod given;
mod keys;
mod tampering;
