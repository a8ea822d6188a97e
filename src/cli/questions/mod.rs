//! Questions: one customer from its own events, all customers by a replay.

mod aging;
mod collecting;
mod explained;
mod overdue;
mod portfolio;
mod promises;
mod standing;
mod worklist;

use duebook_events::{CustomerId, Day};
use duebook_projections::portfolio::Answer;
use duebook_projections::{Account, Policy};
use serde::Serialize;

use super::Context;
use super::args::Ask;
use super::output::Output;
use super::replay::with_progress;
use super::sheet::Sheet;
use crate::ledger::view::{Header, View};
use crate::ledger::{Ledger, LedgerError};
use crate::replay::{Replay, stream_names};

pub(crate) use aging::aging;
pub(crate) use collecting::{interest, limitation};
pub(crate) use overdue::overdue;
pub(crate) use portfolio::portfolio;
pub(crate) use promises::promises;
pub(crate) use standing::{balance, exposure, score};
pub(crate) use worklist::{reason as ladder_reason, reminders};

/// An answer with its head.
#[derive(Serialize)]
struct Headed<'a, A> {
    #[serde(flatten)]
    header: Header,
    #[serde(flatten)]
    answer: &'a A,
}

/// Asks one customer or all.
async fn ask<A: Answer + Send>(
    context: &Context,
    ask: &Ask,
    empty: impl Fn(&Policy) -> A + Sync,
    add: impl Fn(&mut A, &CustomerId, &Account<'_>, &Policy) + Sync,
) -> Result<(View, A), LedgerError> {
    let ledger = context.open()?;
    let customer = match &ask.customer {
        Some(number) => Some(ledger.customer(number).await?),
        None => None,
    };
    let view = ledger.view(&ask.point.question()).await?;
    let answer = match customer {
        Some(customer) => {
            let facts = if A::NEEDS_PAYLOADS {
                ledger.facts(&customer).await?
            } else {
                ledger.figures(&customer, view.cut).await?
            };
            let mut answer = empty(&view.policy);
            add(&mut answer, &customer, &view.fold(&facts), &view.policy);
            answer.finish();
            answer
        }
        None => all(&ledger, &view, || empty(&view.policy), add).await?,
    };
    Ok((view, answer))
}

/// All customers, by a replay.
async fn all<A: Answer + Send>(
    ledger: &Ledger,
    view: &View,
    empty: impl Fn() -> A + Sync,
    add: impl Fn(&mut A, &CustomerId, &Account<'_>, &Policy) + Sync,
) -> Result<A, LedgerError> {
    let names = stream_names(ledger.store().as_ref()).await?;
    let warm = ledger.warm(view.cut.known_at).await?;
    with_progress(view.cut.known_at, |progress| {
        let replay = Replay {
            store: ledger.store().as_ref(),
            view,
            workers: Replay::default_workers(),
            progress,
            warm: Some(&warm),
        };
        replay.answer_with(empty, add, &names).map(|(answer, _)| answer)
    })
}

/// Prints an answer with its head.
fn print<A: Serialize>(
    context: &Context,
    view: &View,
    answer: &A,
    sheets: impl FnOnce(Output) -> Vec<Sheet>,
) -> Result<(), LedgerError> {
    let headed = Headed { header: view.header(), answer };
    context.output.answer(&headed, || sheets(context.output))
}

/// "Balance as of 2025-04-16, known at #123, default@1".
fn title(output: Output, view: &View, en: &str, zh: &str) -> String {
    format!(
        "{} · {} {} · {} #{} · {}",
        output.word(en, zh),
        output.word("as of", "截至"),
        view.cut.as_of,
        output.word("known at", "已知至"),
        view.cut.known_at,
        view.policy.citation
    )
}

/// A date, or a dash.
fn shown(day: Option<Day>) -> String {
    day.map_or_else(|| "–".to_owned(), |day| day.to_string())
}
