//! `checkpoint`: the head of the log, signed; what is kept; what two checkpoints prove.

mod compare;
mod list;
mod sign;

use std::path::Path;

use super::args::CheckpointArgs;
use super::{Context, Found};
use crate::evidence::kept_file;
use crate::ledger::LedgerError;
use crate::messages::documents::out_unwritable;

/// Answers; true if two checkpoints contradict each other.
pub(crate) async fn checkpoint(
    context: &Context,
    args: &CheckpointArgs,
) -> Result<Found, LedgerError> {
    if let [first, second] = args.compare.as_slice() {
        return compare::compare(context, [first, second], &args.vkey);
    }
    if args.list {
        return list::list(context).await.map(|()| false);
    }
    sign::sign(context, args).await.map(|()| false)
}

/// Writes a file of the user's, whole or not at all.
pub(crate) fn save(path: &str, bytes: &[u8]) -> Result<(), LedgerError> {
    kept_file::replace(Path::new(path), bytes)
        .map_err(|error| LedgerError::usage_of(out_unwritable(path, error)))
}
