//! Letters, proposals, statements and lists as papers: what they say, how they
//! look, and what is recorded of them.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

#[path = "../program/mod.rs"]
mod program;

mod golden;
mod letters;
mod office;
mod proposals;
mod templates;
