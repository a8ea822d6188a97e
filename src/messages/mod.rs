//! What people are told when something is wrong: one catalogue a topic, each
//! with its range of codes, and all of them for `duebook explain`.
//!
//! | codes | topic | catalogue |
//! | --- | --- | --- |
//! | 1–49 | an event line that cannot be read: values, JSON, fields | `duebook_events::messages` |
//! | 100–109 | a policy text as a whole | `duebook_projections::messages::policy` |
//! | 110–119 | conditions over facts | `duebook_projections::messages::condition` |
//! | 120–129 | the form of a policy's keys and values | `duebook_projections::messages::shape` |
//! | 130–149 | what a policy seems to say and does not do | `duebook_projections::messages::meaning` |
//! | 150–189 | references, people, shape of payloads | [`door`] |
//! | 190–219 | amounts, agreements' sums, retractions | [`amounts`] |
//! | 220–229 | bounds of a policy: size, nesting, digits | `duebook_projections::messages::bounds` |
//! | 250–299 | identity, times, places in the log, questions | [`ledger`] |
//! | 300–349 | the store | [`store`] |
//! | 350–419 | mapping files and CSV | [`mapping`] |
//! | 450–499 | files and options | [`cli`] |
//! | 500–549 | the command line itself | [`usage`] |
//! | 600–649 | letters, proposals and other papers | [`documents`] |
//! | 650–669 | statements of account | [`statement`] |
//! | 670–679 | the portfolio's figures | [`portfolio`] |
//! | 700–719 | questions about late interest | [`interest`] |
//! | 720–739 | derivations and audits | [`audit`] |
//! | 740–759 | what another policy would have changed | [`counterfactual`] |
//! | 760–779 | month-end histories | [`month_ends`] |
//! | 780–799 | keys, signed notes, checkpoints | [`signing`] |
//! | 800–819 | witnesses, timestamps, the schedule | [`witnessing`] |
//! | 820–849 | evidence bundles | [`bundle`] |
//! | 850–879 | sealed personal texts and their keys | [`personal`] |
//!
//! A code stands for one rule and is never used again for another.

pub mod amounts;
pub mod audit;
pub mod bundle;
pub mod cli;
pub mod counterfactual;
pub mod documents;
pub mod door;
pub mod interest;
pub mod ledger;
pub mod mapping;
pub mod month_ends;
pub mod personal;
pub mod portfolio;
pub mod signing;
pub mod statement;
pub mod store;
#[cfg(test)]
mod tests;
pub mod usage;
pub mod witnessing;

use std::ops::RangeInclusive;

use duebook_events::message::{Code, Entry};
use duebook_events::messages as events;
use duebook_projections::messages as projections;

/// Every catalogue of the program with its range of codes, by code.
static CATALOGUES: &[(RangeInclusive<u16>, &[Entry])] = &[
    (1..=19, events::values::CATALOGUE),
    (20..=29, events::lines::CATALOGUE),
    (30..=49, events::fields::CATALOGUE),
    (100..=109, projections::policy::CATALOGUE),
    (110..=119, projections::condition::CATALOGUE),
    (120..=129, projections::shape::CATALOGUE),
    (130..=149, projections::meaning::CATALOGUE),
    (150..=189, door::CATALOGUE),
    (190..=219, amounts::CATALOGUE),
    (220..=229, projections::bounds::CATALOGUE),
    (250..=299, ledger::CATALOGUE),
    (300..=349, store::CATALOGUE),
    (350..=419, mapping::CATALOGUE),
    (450..=499, cli::CATALOGUE),
    (500..=549, usage::CATALOGUE),
    (600..=649, documents::CATALOGUE),
    (650..=669, statement::CATALOGUE),
    (670..=679, portfolio::CATALOGUE),
    (700..=719, interest::CATALOGUE),
    (720..=739, audit::CATALOGUE),
    (740..=759, counterfactual::CATALOGUE),
    (760..=779, month_ends::CATALOGUE),
    (780..=799, signing::CATALOGUE),
    (800..=819, witnessing::CATALOGUE),
    (820..=849, bundle::CATALOGUE),
    (850..=879, personal::CATALOGUE),
];

/// Every message, by catalogue.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    CATALOGUES.iter().flat_map(|(_, catalogue)| catalogue.iter())
}

/// The message with a code.
#[must_use]
pub fn find(code: Code) -> Option<&'static Entry> {
    all().find(|entry| entry.code == code)
}
