//! The command line as the contract fixes it: exit codes, answers, errors.

#[path = "../program/mod.rs"]
mod program;

mod answers;
mod audits;
mod benches;
mod cash;
mod erasing;
mod errors;
mod forms;
mod histories;
mod orders;
mod personal;
mod policies;
mod records;
mod reports;
mod shop;
mod simulated_policies;
mod statements;
mod whys;
mod words;
