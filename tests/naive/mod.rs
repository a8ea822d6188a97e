//! A deliberately naive reference implementation (an oracle) of the receivables domain.
//!
//! Every answer is computed from scratch from the cut event list
//! `{ e | position <= known_at, effective <= as_of, not retracted at known_at }`
//! (domain section 1), day by day, without any cache that outlives an answer. Histories are
//! assumed to be valid: nothing is refused here.
//!
//! Places where the specification leaves a choice are gathered in `readings.rs`.

// Not every test uses every function.
#![allow(dead_code)]

pub mod aging;
pub mod agreements;
pub mod allocations;
pub mod answer;
pub mod book;
pub mod conditions;
pub mod decide;
pub mod disputes;
pub mod exposure;
pub mod interest;
pub mod items;
pub mod limitation;
pub mod money;
pub mod overdue;
pub mod parts;
pub mod policy;
pub mod portfolio;
pub mod promises;
pub mod purse;
pub mod readings;
pub mod reminders;
pub mod score;
pub mod standing;
pub mod state;
pub mod statement;
pub mod terms;
pub mod view;

pub use answer::Options;
pub use book::Book;
