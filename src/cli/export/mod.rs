//! `export`: the way out, one file a form.

mod events;
mod journal;

use std::io;

use super::Context;
use super::args::ExportCommand;
use super::output::failed;
use crate::ledger::LedgerError;

/// Writes to standard output what was asked for.
pub(crate) async fn export(context: &Context, command: ExportCommand) -> Result<(), LedgerError> {
    match command {
        ExportCommand::Events { customer, plain } => {
            events::export(context, customer.as_deref(), plain).await
        }
        ExportCommand::Journal(args) => journal::export(context, &args).await,
    }
}

/// A reader that has gone away is no error.
fn written(result: io::Result<()>) -> Result<(), LedgerError> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(failed),
    }
}
