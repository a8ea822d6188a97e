//! `checkpoint`: the head of the log, signed, witnessed and dated; what is kept; what two
//! checkpoints prove.

mod compare;
mod list;
mod sign;
mod stamp;
mod watch;

pub(crate) use watch::{after_append, stopped};

use std::path::Path;

use duebook_events::Words;
use serde_json::{Value, json};

use super::args::CheckpointArgs;
use super::{Context, Found};
use crate::evidence::checkpoint::Checkpoint;
use crate::evidence::kept_file;
use crate::evidence::key::VerifierKey;
use crate::evidence::note::Note;
use crate::evidence::timestamp::TimestampRequest;
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

/// A file that is to be written: a new one, or one of the same form, which is replaced.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// A checkpoint.
    Checkpoint,
    /// A request to a time stamping authority.
    Request,
}

/// Refuses a file that holds something else: a ledger, a key, anything of somebody's. Asked before
/// anything is recorded or signed.
pub(crate) fn may_replace(path: &str, form: Form) -> Result<(), LedgerError> {
    // Where nothing is there, or no file, or nothing that can be read, writing will tell.
    let there = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
    let Some(there) = there.and_then(|_| std::fs::read(path).ok()) else {
        return Ok(());
    };
    let same = match form {
        Form::Checkpoint => {
            Note::parse(&there).is_ok_and(|note| Checkpoint::parse(note.text()).is_ok())
        }
        Form::Request => TimestampRequest::parse(&there).is_some(),
    };
    if same {
        return Ok(());
    }
    let en = "it exists and holds something else; remove it, or name another file";
    let words = Words::new(en, "该文件已存在且内容并非此类文件；请先移除，或另指定文件");
    Err(LedgerError::usage_of(out_unwritable(path, words)))
}

/// Writes a file of the user's, whole or not at all.
pub(crate) fn save(path: &str, bytes: &[u8], form: Form) -> Result<(), LedgerError> {
    may_replace(path, form)?;
    kept_file::replace(Path::new(path), bytes)
        .map_err(|error| LedgerError::usage_of(out_unwritable(path, error)))
}
