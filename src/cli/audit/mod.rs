//! `audit`: all recorded decisions, derived again.

mod sheets;
mod words;

use serde::Serialize;

use super::args::{AuditCommand, AuditDecisions};
use super::replay::with_progress;
use super::{Context, Found};
use crate::ledger::LedgerError;
use crate::ledger::audit::{DecisionAudit, Scope};
use crate::ledger::view::Header;

/// Answer of `audit decisions`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<&'a str>,
    #[serde(flatten)]
    audit: &'a DecisionAudit,
}

/// Audits; true if a decision differs from its derivation, duties clash, or an order
/// was released against its decision.
pub(crate) async fn audit(context: &Context, command: AuditCommand) -> Result<Found, LedgerError> {
    match command {
        AuditCommand::Decisions(args) => decisions(context, &args).await,
    }
}

async fn decisions(context: &Context, args: &AuditDecisions) -> Result<Found, LedgerError> {
    let ledger = context.open()?;
    let customer = match &args.customer {
        Some(number) => Some(ledger.customer(number).await?),
        None => None,
    };
    let scope = Scope { customer, from: args.from, to: args.to };
    let prepared = ledger.audit(scope, args.as_of, args.known_at).await?;
    let audit = with_progress(prepared.view.cut.known_at, |progress| prepared.run(progress))?;
    let header = prepared.view.header();
    let answer = Answer { header, customer: args.customer.as_deref(), audit: &audit };
    let output = context.output;
    output.answer(&answer, || {
        if output.is_table() {
            sheets::for_people(output, &prepared.view, &audit, args.customer.is_some())
        } else {
            // One row a decision.
            vec![sheets::decisions(output, "", &audit.decisions)]
        }
    })?;
    Ok(audit.is_wrong())
}
