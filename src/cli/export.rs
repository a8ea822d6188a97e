//! `export events`: the log as an event file, byte for byte as it is stored.

use std::io::Write;
use std::ops::ControlFlow;

use duebook_events::Position;

use super::Context;
use super::args::ExportCommand;
use super::output::failed;
use crate::ledger::LedgerError;
use crate::store::{EventStore, StreamId};

/// Events a page.
const PAGE_EVENTS: usize = 4_096;

/// Writes the log to standard output.
pub(crate) async fn export(context: &Context, command: ExportCommand) -> Result<(), LedgerError> {
    let ExportCommand::Events { customer } = command;
    let ledger = context.open()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut write = |line: &[u8]| out.write_all(line).and_then(|()| out.write_all(b"\n"));
    let written = match customer {
        Some(number) => {
            let customer = ledger.customer(&number).await?;
            let stream = StreamId::new(customer.as_str());
            let page = ledger.store().read_stream(&stream, None).await?;
            page.rows.iter().try_for_each(|row| write(page.line(row)))
        }
        None => scan(ledger.store().as_ref(), ledger.head().await?, &mut write)?,
    };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(failed),
    }
}

/// Hands every stored line to `write`; stops at the first that cannot be written.
fn scan(
    store: &dyn EventStore,
    head: Position,
    write: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<std::io::Result<()>, LedgerError> {
    let mut written = Ok(());
    store.scan(Position(1), head, PAGE_EVENTS, &mut |page| {
        written = page.rows.iter().try_for_each(|row| write(page.line(row)));
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(written)
}
