//! Tests of the stores: the contract that all keep, and what only some promise.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by panicking
#![allow(clippy::cast_precision_loss)] // rates that are printed

mod contract;
mod crash;
mod given;
mod model;
mod pieces;
mod speed;
mod sqlite;
mod versions;
