//! `statement --send`: the statement becomes a fact.
//!
//! The number follows from customer, period and currency, so sending the same
//! statement again records nothing; another balance of the same period goes out
//! under another number.

use duebook_events::{Day, Draft, Position};
use duebook_projections::Fact;
use duebook_projections::difference::on_record;
use duebook_projections::statement::{Period, Statement};
use serde::Serialize;
use serde_json::json;

use super::{conflict, messages, today};
use crate::cli::args::AskStatement;
use crate::cli::record::document;
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::View;
use crate::ledger::{Ledger, LedgerError};

/// What was recorded.
#[derive(Debug, Serialize)]
pub(super) struct Sent {
    /// The statement's number.
    pub statement: String,
    /// Where `statement.sent` stands.
    pub position: Position,
    /// The day on which it was sent.
    pub on: Day,
    /// Whether it was on record before.
    pub already_recorded: bool,
}

/// `C-0001-2025-03-CNY`, an interim one `C-0001-2025-03-15-CNY`.
fn number(period: Period, statement: &Statement) -> String {
    let covered =
        if period.is_interim() { period.end.to_string() } else { period.month.to_string() };
    format!("{}-{covered}-{}", statement.customer, statement.currency)
}

/// Records that the statement was sent.
pub(super) async fn send(
    ledger: &Ledger,
    view: &View,
    args: &AskStatement,
    period: Period,
    statement: &Statement,
    facts: &[Fact],
) -> Result<Sent, LedgerError> {
    let on = args.on.unwrap_or_else(|| today(ledger, view));
    if on < period.end {
        return Err(LedgerError::usage_of(messages::period_not_over(period.end, on)));
    }
    let number = match &args.statement {
        Some(number) => number.as_str().to_owned(),
        None => number(period, statement),
    };
    let mut data = json!({
        "statement": number,
        "period_end": period.end,
        "currency": statement.currency,
        "closing_balance": statement.closing,
    });
    let mut documents = Vec::new();
    if let Some(file) = &args.document {
        let (described, kept) = document(file)?;
        data["document"] = described;
        documents.push(kept);
    }
    let known = on_record(facts, view.cut.known_at);
    if let Some(before) = known.iter().find(|on| on.sent.statement.as_str() == number) {
        let sent = before.sent;
        let same = sent.period_end == period.end
            && sent.currency == statement.currency
            && sent.closing_balance.minor(sent.currency) == statement.closing.minor
            && (data.get("document").is_none() || data["document"] == json!(sent.document));
        if !same {
            let balance = sent.currency.print(sent.closing_balance.minor(sent.currency));
            return Err(conflict(messages::sent_otherwise(number, before.position, balance)));
        }
        let sent_on = facts.iter().find(|fact| fact.position == before.position);
        return Ok(Sent {
            statement: number,
            position: before.position,
            on: sent_on.map_or(on, |fact| fact.effective),
            already_recorded: true,
        });
    }
    let line = json!({"type": "statement.sent", "customer": statement.customer, "effective": on,
        "data": data});
    // The strict reader sees what it would see in a file.
    let line = serde_json::to_vec(&line).map_err(crate::cli::output::failed)?;
    let draft = Draft::read(&line, ledger.caller()).map_err(LedgerError::refused)?;
    let options =
        IntakeOptions { preserve_recorded_at: false, dry_run: false, ..IntakeOptions::default() };
    let receipt = ledger.append(&vec![(0, draft)], options, &documents).await?;
    if receipt.appended > 0 {
        crate::cli::replay::catch_up(ledger).await?;
    }
    Ok(Sent {
        statement: number,
        position: receipt.head,
        on,
        already_recorded: receipt.appended == 0,
    })
}
