//! The examples of the domain page, one test each, with figures worked out by
//! hand: the numbers in the examples are part of the specification. Where a
//! section gives a rule without numbers, the test gives it some.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where it stopped
#![allow(clippy::needless_pass_by_value)] // facts are handed over

mod books;

mod agreements;
mod at_once;
mod credit;
mod decisions;
mod due_dates;
mod interest;
mod open_items;
mod peers;
mod promises;
mod rules_of_claims;
mod rules_of_items;
mod rules_of_terms;
mod two_clocks;
