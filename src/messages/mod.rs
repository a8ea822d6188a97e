//! What people are told when something is wrong: one catalogue a topic, each
//! with its range of codes, and all of them for `duebook explain`.

pub mod documents;
pub mod interest;
pub mod portfolio;
pub mod statement;

use duebook_events::message::{Code, Entry};

/// Every catalogue of the program.
static CATALOGUES: &[&[Entry]] =
    &[documents::CATALOGUE, interest::CATALOGUE, portfolio::CATALOGUE, statement::CATALOGUE];

/// Every message, by catalogue.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    CATALOGUES.iter().flat_map(|catalogue| catalogue.iter())
}

/// The message with a code.
#[must_use]
pub fn find(code: Code) -> Option<&'static Entry> {
    all().find(|entry| entry.code == code)
}
