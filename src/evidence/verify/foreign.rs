//! Checkpoints that are kept elsewhere: what somebody who can rewrite the whole ledger cannot touch.

use duebook_events::Words;

use super::kept::Kept;
use super::run::Options;
use crate::evidence::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::evidence::split_view::{Comparison, compare as hold_against};
use crate::evidence::succession::Succession;
use crate::store::Structure;

/// A checkpoint that is kept elsewhere.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// Where it came from, to name it.
    pub name: String,
    /// The signed note.
    pub note: Vec<u8>,
}

/// Holds the log against each of them, and all of them against each other and what is kept.
///
/// Nothing is told of a checkpoint but by keys that were given, or that these lead to.
pub(super) fn compare(options: &Options, kept: &Kept, succession: &Succession, to: &mut Structure) {
    let mut trusted = options.keys.clone();
    if succession.vouched_by(&options.keys) {
        trusted.extend(succession.keys().cloned());
    }
    let origin = succession.present().map(|key| key.name().as_str());
    let mut views: Vec<SignedCheckpoint<'_>> = Vec::new();
    for Foreign { name, note } in &options.foreign {
        match SignedCheckpoint::open(note, &trusted) {
            Ok(signed) => {
                with_log(name, &signed.checkpoint, origin, to);
                views.push(signed);
            }
            Err(message) => {
                let Words { en, zh } = message.problem;
                to.add(None, Words::new(format!("{name}: {en}"), format!("{name}：{zh}")));
            }
        }
    }
    let foreign = views.len();
    // One of ours that does not open by a trusted key proves nothing; what is wrong with it has
    // been told.
    let ours = kept.checkpoints();
    views.extend(ours.filter_map(|kept| SignedCheckpoint::open(&kept.said.body, &trusted).ok()));
    for (at, one) in views.iter().enumerate().take(foreign) {
        for other in &views[at + 1..] {
            if let Comparison::SplitView(split) = hold_against(one, other) {
                to.add(None, split.words());
            }
        }
    }
}

fn with_log(name: &str, checkpoint: &Checkpoint, origin: Option<&str>, to: &mut Structure) {
    let (size, events) = (checkpoint.size, to.size());
    if let Some(ours) = origin.filter(|ours| *ours != checkpoint.origin) {
        let theirs = &checkpoint.origin;
        let en = format!("{name}: it is a checkpoint of another log, {theirs}; this is {ours}");
        let zh = format!("{name}：该检查点属于另一日志 {theirs}，本日志为 {ours}");
        to.add(None, Words::new(en, zh));
        return;
    }
    let problem = match to.root(size) {
        None => Words::new(
            format!(
                "{name}: it was signed over {size} events, the log has only {events}: it was cut off"
            ),
            format!("{name}：签署时日志有 {size} 个事件，现在只有 {events} 个：日志被截断"),
        ),
        Some(root) if root != checkpoint.root => Words::new(
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
