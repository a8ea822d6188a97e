//! What always holds, on generated histories with back-dating, retraction,
//! bounces and replaced agreements. Each test names the invariant that it shows.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by panicking

#[path = "../naive/mod.rs"]
#[allow(clippy::pedantic)] // written to be read beside the rules, not to this crate's lints
mod naive;

mod agreement_with_naive;
mod forward;
mod given;
mod invariants;
mod journals;
mod paths;
mod policies;
mod random_policy;
mod reports;
mod story;
