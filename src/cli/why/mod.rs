//! `why`: derivations with their events, for somebody who was not there.

mod balance;
mod order;
mod reminder;
mod score;
mod shared;

use super::args::WhyCommand;
use super::{Context, Found};
use crate::ledger::LedgerError;

pub(crate) use order::fact_rows;

/// Explains; true if a derivation differs from the record.
pub(crate) async fn why(context: &Context, command: WhyCommand) -> Result<Found, LedgerError> {
    match command {
        WhyCommand::Order { order } => order::order(context, &order).await,
        WhyCommand::Score(args) => score::score(context, &args).await,
        WhyCommand::Balance(args) => balance::balance(context, &args).await,
        WhyCommand::Reminder(args) => reminder::reminder(context, &args).await,
    }
}
