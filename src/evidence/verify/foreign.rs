//! Checkpoints that are kept elsewhere: what somebody who can rewrite the whole ledger cannot touch.

use duebook_events::Words;

use super::kept::Kept;
use super::run::Options;
use crate::evidence::checkpoint::SignedCheckpoint;
use crate::evidence::key::VerifierKey;
use crate::evidence::split_view::{Comparison, compare as hold_against};
use crate::store::Structure;

/// A checkpoint that is kept elsewhere.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// Where it came from, to name it.
    pub name: String,
    /// The signed note.
    pub note: Vec<u8>,
}

/// Holds the log against each of them, and all of them against each other.
pub(super) fn compare(options: &Options, kept: &Kept, to: &mut Structure) {
    let mut views: Vec<(String, SignedCheckpoint<'_>)> = Vec::new();
    for Foreign { name, note } in &options.foreign {
        match SignedCheckpoint::open(note, &options.keys) {
            Ok(signed) => views.push((name.clone(), signed)),
            Err(message) => {
                let Words { en, zh } = message.problem;
                to.add(None, Words::new(format!("{name}: {en}"), format!("{name}：{zh}")));
            }
        }
    }
    for (name, signed) in &views {
        with_log(name, signed, to);
    }
    let ours: Vec<(u64, Vec<VerifierKey>, &[u8])> = kept
        .checkpoints()
        .filter_map(|kept| {
            let keys = VerifierKey::parse_lines(&kept.said.verifier_keys).ok()?;
            Some((kept.number, keys, &kept.said.body[..]))
        })
        .collect();
    for (number, keys, note) in &ours {
        // One that does not open is a problem that has been told.
        if let Ok(signed) = SignedCheckpoint::open(note, keys) {
            views.push((format!("checkpoint {number}"), signed));
        }
    }
    for (at, (_, one)) in views.iter().enumerate().take(options.foreign.len()) {
        for (_, other) in &views[at + 1..] {
            if let Comparison::SplitView(split) = hold_against(one, other) {
                to.add(None, split.words());
            }
        }
    }
}

fn with_log(name: &str, signed: &SignedCheckpoint<'_>, to: &mut Structure) {
    let (size, events) = (signed.checkpoint.size, to.size());
    let problem = match to.root(size) {
        None => Words::new(
            format!(
                "{name}: it was signed over {size} events, the log has only {events}: it was cut off"
            ),
            format!("{name}：签署时日志有 {size} 个事件，现在只有 {events} 个：日志被截断"),
        ),
        Some(root) if root != signed.checkpoint.root => Words::new(
            format!(
                "{name}: the first {size} events of the log are not those that were signed: the \
                 log was rewritten"
            ),
            format!("{name}：日志的前 {size} 个事件并非当初签署的那些：日志被改写"),
        ),
        Some(_) => return,
    };
    to.add(None, problem);
}
