//! What the door refuses, and what it lets in (domain, section 3), through the
//! program itself: each case on a ledger of its own.

#[path = "../program/mod.rs"]
mod program;

mod amounts;
mod books;
mod files;
mod identity;
mod lawful;
mod long_files;
mod money;
mod people;
mod references;
mod retractions;
mod simulated;
mod syntax;
mod values;
mod world;
