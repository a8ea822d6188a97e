//! `checkpoint`: the head of the log, signed, witnessed and dated; what is kept; what two
//! checkpoints prove.

mod compare;
mod list;
mod sign;
mod stamp;
mod watch;

pub(crate) use watch::{after_append, stopped};

use std::path::Path;

use serde_json::{Value, json};

use super::args::CheckpointArgs;
use super::{Context, Found};
use crate::evidence::kept_file;
use crate::evidence::key::VerifierKey;
use crate::evidence::witness::quorum::Reached;
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
    if args.watch {
        return watch::watch(context, args).await.map(|()| false);
    }
    if args.tsr.is_some() {
        return stamp::take(context, args).await.map(|()| false);
    }
    sign::sign(context, args).await.map(|()| false)
}

/// Which witnesses have confirmed a checkpoint, in JSON.
fn confirmations(reached: &Reached) -> Value {
    let one = |(key, seconds): &(VerifierKey, u64)| json!({"witness": key.name().as_str(), "vkey": key.to_string(), "at": sign::moment(*seconds)});
    let confirmed: Vec<Value> = reached.confirmed.iter().map(one).collect();
    json!({"needed": reached.needed, "reached": reached.is_enough(), "confirmed": confirmed})
}

/// Writes a file of the user's, whole or not at all.
pub(crate) fn save(path: &str, bytes: &[u8]) -> Result<(), LedgerError> {
    kept_file::replace(Path::new(path), bytes)
        .map_err(|error| LedgerError::usage_of(out_unwritable(path, error)))
}
