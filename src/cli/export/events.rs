//! `export events`: the log as an event file, byte for byte as it is stored; or with its
//! personal texts opened, for people who ask for their data or move to another program.

use std::io::Write;
use std::ops::ControlFlow;

use duebook_events::{Instant, Position};

use super::{Context, written};
use crate::ledger::{Ledger, LedgerError, whole};
use crate::store::{EventStore, Page, StreamId};

/// Events a page.
const PAGE_EVENTS: usize = 4_096;

/// Writes the log to standard output.
pub(super) async fn export(
    context: &Context,
    customer: Option<&str>,
    plain: bool,
) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut write = |line: &[u8]| out.write_all(line).and_then(|()| out.write_all(b"\n"));
    let outcome = match customer {
        _ if plain => opened(&ledger, customer, &mut write).await?,
        Some(number) => {
            let customer = ledger.customer(number).await?;
            let stream = StreamId::new(customer.as_str());
            let page = ledger.store().read_stream(&stream, None).await?;
            page.rows.iter().try_for_each(|row| write(page.line(row)))
        }
        None => scan(ledger.store().as_ref(), ledger.head().await?, &mut write)?,
    };
    written(outcome.and_then(|()| out.flush()))
}

/// Hands every line to `write` with its personal texts as far as they can be opened; the
/// others stay sealed.
async fn opened(
    ledger: &Ledger,
    customer: Option<&str>,
    write: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<std::io::Result<()>, LedgerError> {
    if let Some(number) = customer {
        let customer = ledger.customer(number).await?;
        let stream = StreamId::new(customer.as_str());
        let page = ledger.store().read_stream(&stream, None).await?;
        return opened_page(ledger, &page, write).await;
    }
    let head = ledger.head().await?;
    let mut next = Position(1);
    while next <= head {
        let page = ledger.store().read_range(next, head, PAGE_EVENTS).await?;
        let Some(last) = page.rows.last() else { break };
        next = Position(last.position.0 + 1);
        let written = opened_page(ledger, &page, write).await?;
        if written.is_err() {
            return Ok(written);
        }
    }
    Ok(Ok(()))
}

async fn opened_page(
    ledger: &Ledger,
    page: &Page,
    write: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<std::io::Result<()>, LedgerError> {
    let mut drafts = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        drafts.push(whole(page, row)?);
    }
    ledger.open_drafts(&mut drafts, false).await?;
    Ok(page.rows.iter().zip(&drafts).try_for_each(|(row, draft)| {
        let recorded_at = Instant::from_millis(row.recorded_at_ms);
        write(&draft.bytes.line(row.position, row.version, recorded_at))
    }))
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
