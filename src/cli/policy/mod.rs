//! `policy`: versions of the policy, and what one would change.

mod backfill;
mod check;
mod diff;
mod given;
mod histories;
mod history;
mod schema;
mod simulate;
mod spoken;
mod versions;

use super::args::PolicyCommand;
use super::{Context, Found};
use crate::ledger::LedgerError;

pub(crate) use versions::read;

/// Answers; true if a check found a difference.
pub(crate) async fn policy(
    context: &Context,
    command: PolicyCommand,
) -> Result<Found, LedgerError> {
    match command {
        PolicyCommand::Publish { file, from } => versions::publish(context, &file, from).await?,
        PolicyCommand::List => versions::list(context).await?,
        PolicyCommand::Show { policy, words } => versions::show(context, &policy, words).await?,
        PolicyCommand::Check { files } => check::check(context, &files)?,
        PolicyCommand::Diff { before, after } => diff::diff(context, &before, &after).await?,
        PolicyCommand::Schema => schema::schema(context)?,
        PolicyCommand::Simulate(args) => simulate::simulate(context, &args).await?,
        PolicyCommand::Backfill(args) => backfill::backfill(context, &args).await?,
        PolicyCommand::History(args) => history::history(context, &args).await?,
        PolicyCommand::Histories => histories::histories(context).await?,
        PolicyCommand::Drop { id } => histories::drop_history(context, &id).await?,
    }
    Ok(false)
}
