//! What always holds, on generated histories with back-dating, retraction,
//! bounces and replaced agreements. Each test names the invariant that it shows.

#[path = "../naive/mod.rs"]
#[allow(dead_code, clippy::pedantic, missing_docs, clippy::expect_used)]
mod naive;

mod agreement_with_naive;
mod given;
mod invariants;
