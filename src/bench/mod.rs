//! What an event costs on this machine: rates side by side, in one run.

use crate::ledger::LedgerError;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Events of the history.
    pub events: u64,
    /// Customers of the history.
    pub customers: u32,
    /// Runs of each line.
    pub runs: usize,
}

/// Measures and prints.
///
/// # Errors
/// When a store fails.
pub async fn run(_: &Options, _: bool) -> Result<(), LedgerError> {
    Err(LedgerError::usage("not there yet", ""))
}
