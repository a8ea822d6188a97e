//! `demo`: the bundled history in a fresh ledger, and a guided look at it.

use super::Context;
use crate::ledger::LedgerError;

/// Loads the bundled history and walks through it.
pub(crate) async fn demo(_: &Context) -> Result<(), LedgerError> {
    Err(LedgerError::usage("not there yet", ""))
}
