//! `export journal`: the history for hledger and ledger, customer by customer.

use std::io::{self, BufWriter, Write};

use duebook_events::CustomerId;

use super::{Context, written};
use crate::cli::args::ExportJournal;
use crate::interchange::journal::{Journal, header};
use crate::ledger::view::{Question, View};
use crate::ledger::{Ledger, LedgerError};

/// Writes the journal to standard output. Memory holds one customer at a time.
pub(super) async fn export(context: &Context, args: &ExportJournal) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let customers = match &args.customer {
        Some(number) => vec![ledger.customer(number).await?],
        None => ledger.customers().await?,
    };
    let question = Question { as_of: args.as_of, known_at: args.known_at, policy: None };
    let view = ledger.view(&question).await?;
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let begun = out.write_all(context.output.say(&header(&view)).as_bytes());
    let outcome = match begun {
        Ok(()) => add_all(&ledger, &view, &customers, &mut out).await?,
        broken => broken,
    };
    written(outcome.and_then(|()| out.flush()))
}

/// Adds every customer, until the output breaks.
async fn add_all(
    ledger: &Ledger,
    view: &View,
    customers: &[CustomerId],
    out: &mut impl Write,
) -> Result<io::Result<()>, LedgerError> {
    let (mut journal, mut text) = (Journal::default(), String::new());
    for customer in customers {
        let facts = ledger.facts(customer).await?;
        journal.add(customer, &view.fold(&facts), &mut text);
        let added = out.write_all(text.as_bytes());
        if added.is_err() {
            return Ok(added);
        }
        text.clear();
    }
    Ok(Ok(()))
}
