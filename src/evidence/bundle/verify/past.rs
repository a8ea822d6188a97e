//! The log's past: changes of its key, older checkpoints, and checkpoints that the verifier has kept.
//!
//! A key that has been replaced is believed about the checkpoints of its time, if the change is an
//! event of the log and both keys have signed a checkpoint that covers it ([`succession`]).
//!
//! [`succession`]: crate::evidence::succession

use duebook_events::words::quoted;
use duebook_events::{CustomerId, Position, Words};

use super::Elsewhere;
use super::files::{Bundle, Head};
use super::log::{proved, read_event, reason};
use super::verdict::{Kind, Verdict};
use crate::evidence::bundle::name::Name;
use crate::evidence::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::evidence::key::VerifierKey;
use crate::evidence::note::Note;
use crate::evidence::proof::ConsistencyProof;
use crate::evidence::split_view::{self, Comparison};
use crate::evidence::succession::{Change, SignedHead, Succession};
use crate::merkle::{Hash, check_consistency, leaf_hash};
use crate::messages::bundle as told;

/// An older checkpoint of the bundle, of which the log is proved to be a continuation.
#[derive(Debug, Clone)]
pub(super) struct Older {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The signed note.
    bytes: Vec<u8>,
}

/// Follows the changes of the key through the checkpoints of the bundle; gives all keys of the log,
/// and the older checkpoints that these have signed in their time.
pub(super) fn check(
    bundle: &Bundle<'_>,
    head: &Head,
    key: Option<&VerifierKey>,
    keys: &[VerifierKey],
    verdict: &mut Verdict,
) -> (Vec<VerifierKey>, Vec<Older>) {
    let mut trusted: Vec<VerifierKey> = key.into_iter().chain(keys).cloned().collect();
    let changes = changes(bundle, head, verdict);
    let named = changes.iter().flat_map(|change| [&change.old, &change.new]);
    let candidates: Vec<VerifierKey> = trusted.iter().chain(named).cloned().collect();

    // A checkpoint belongs to the log if the log is its continuation, whoever has signed it.
    let (mut continued, mut heads) = (Vec::new(), Vec::new());
    for name in &bundle.names {
        let Name::Consistency { from, to } = *name else { continue };
        let Some(bytes) = bundle.read(*name) else { continue };
        match read_older(&bytes, (from, to), head, &candidates) {
            Ok((older, signed)) => {
                continued.push((*name, older));
                heads.push(signed);
            }
            Err(why) => {
                verdict.problem(Kind::Consistency, name.to_string(), told::past_wrong(why));
            }
        }
    }
    let newest = SignedCheckpoint::open(&head.bytes, &candidates).ok();
    heads.extend(newest.as_ref().map(SignedHead::from));
    let succession = Succession::of(&changes, &heads, &trusted);
    let vouched = succession.vouched_by(&trusted);
    let confirmed = if vouched { succession.keys().count().saturating_sub(1) } else { 0 };
    let signed_in_time = |i: usize| {
        if vouched {
            !succession.strangers().contains(&i)
        } else {
            heads[i].signers.iter().any(|signer| trusted.contains(signer))
        }
    };
    let mut older = Vec::new();
    for (i, (name, one)) in continued.into_iter().enumerate() {
        if signed_in_time(i) {
            older.push(one);
        } else {
            let why = Words::new(
                "it is not signed by the key that was the log's then",
                "签署它的不是日志当时的密钥",
            );
            verdict.problem(Kind::Consistency, name.to_string(), told::past_wrong(why));
        }
    }
    done(changes.len(), confirmed, older.len(), verdict);
    if vouched {
        trusted.extend(succession.keys().cloned());
    }
    (trusted, older)
}

/// Ends both checks.
fn done(recorded: usize, confirmed: usize, older: usize, verdict: &mut Verdict) {
    let idle = recorded.saturating_sub(confirmed);
    verdict.done(
        Kind::Keys,
        match recorded {
            0 => "none is disclosed".to_owned(),
            _ => format!(
                "{confirmed} changes of the key stand in the log and are confirmed by a checkpoint that \
                 both keys have signed; {idle} are not, and change nothing"
            ),
        },
        match recorded {
            0 => "没有披露密钥更换".to_owned(),
            _ => format!(
                "{confirmed} 次密钥更换位于日志之中，并由新旧密钥共同签名的检查点确认；{idle} 次未经确认，不发生效力"
            ),
        },
    );
    verdict.done(
        Kind::Consistency,
        match older {
            0 => "there are none".to_owned(),
            n => format!("the log only grew since {n} older checkpoints"),
        },
        match older {
            0 => "没有较早的检查点".to_owned(),
            n => format!("自 {n} 个较早检查点以来，日志只有追加"),
        },
    );
}

/// The changes of the key that are events of the log.
fn changes(bundle: &Bundle<'_>, head: &Head, verdict: &mut Verdict) -> Vec<Change> {
    let mut changes = Vec::new();
    for name in &bundle.names {
        match *name {
            Name::Rotation(at) => {
                let Some(bytes) = bundle.read(*name) else { continue };
                let Some(proof) = bundle.read(Name::RotationProof(at)) else {
                    let missing = told::counterpart_missing(Name::RotationProof(at));
                    verdict.problem(Kind::Keys, name.to_string(), missing);
                    continue;
                };
                let change = proved(&proof, head, at, &leaf_hash(&bytes))
                    .and_then(|()| read_change(&bytes, at));
                match change {
                    Ok(change) => changes.push(change),
                    Err(why) => {
                        verdict.problem(Kind::Keys, name.to_string(), told::past_wrong(why));
                    }
                }
            }
            Name::RotationProof(at) if !bundle.names.contains(&Name::Rotation(at)) => {
                let missing = told::counterpart_missing(Name::Rotation(at));
                verdict.problem(Kind::Keys, name.to_string(), missing);
            }
            _ => {}
        }
    }
    changes
}

/// Reads the event that records a change.
fn read_change(bytes: &[u8], at: Position) -> Result<Change, Words> {
    let event = read_event(bytes)?.fields;
    let of_ledger = event["type"] == "key.rotated"
        && event["customer"] == CustomerId::LEDGER
        && event["position"].as_u64() == Some(at.0);
    let line = |field: &str| event["data"][field].as_str();
    match (line("old"), line("new")) {
        (Some(old), Some(new)) if of_ledger => {
            Change::read(at, old, new).map_err(|message| message.problem)
        }
        _ => Err(Words::new("it is no change of the log's key", "不是日志密钥的更换记录")),
    }
}

/// Reads a `consistency/<m>-<n>.txt`: a signed checkpoint, and the beginning of the log.
fn read_older(
    bytes: &[u8],
    (from, to): (u64, u64),
    head: &Head,
    candidates: &[VerifierKey],
) -> Result<(Older, SignedHead), Words> {
    let proof = ConsistencyProof::parse(bytes)
        .ok_or_else(|| Words::new("it is no proof of consistency", "不是一致性证明"))?;
    let signed = SignedCheckpoint::open(proof.checkpoint, candidates).map_err(|e| e.problem)?;
    let (older, newer) = (&signed.checkpoint, &head.checkpoint);
    if (older.size, newer.size) != (from, to) || from >= to {
        return Err(Words::new(
            format!(
                "its name says {from} and {to} events, the checkpoints {} and {}",
                older.size, newer.size
            ),
            format!("文件名所载事件数为 {from} 和 {to}，检查点为 {} 和 {}", older.size, newer.size),
        ));
    }
    if older.origin != newer.origin {
        let origin = quoted(&older.origin);
        return Err(Words::new(
            format!("the older checkpoint is of another log, {origin}"),
            format!("较早的检查点属于另一日志 {origin}"),
        ));
    }
    check_consistency(from, to, &older.root, &newer.root, &proof.hashes).map_err(reason)?;
    let of_log = SignedHead::from(&signed);
    Ok((Older { checkpoint: signed.checkpoint, bytes: proof.checkpoint.to_vec() }, of_log))
}

/// Checkpoints that the verifier has kept: one that fits, one that does not, one that says nothing.
pub(super) fn check_elsewhere(
    elsewhere: &[Elsewhere],
    head: &Head,
    older: &[Older],
    known: &[VerifierKey],
    verdict: &mut Verdict,
) {
    for kept in elsewhere {
        if let Err(why) = confirmed(kept, head, older, known) {
            verdict.problem(Kind::Elsewhere, kept.name.clone(), told::elsewhere_differs(why));
        }
    }
    verdict.done(
        Kind::Elsewhere,
        match elsewhere.len() {
            0 => "none was given".to_owned(),
            n => format!("{n} are of the log of this bundle"),
        },
        match elsewhere.len() {
            0 => "未提供".to_owned(),
            n => format!("{n} 个检查点均属于本证据包的日志"),
        },
    );
}

fn confirmed(
    kept: &Elsewhere,
    head: &Head,
    older: &[Older],
    known: &[VerifierKey],
) -> Result<(), Words> {
    let signed = SignedCheckpoint::open(&kept.bytes, known).map_err(|error| error.problem)?;
    let (theirs, ours) = (&signed.checkpoint, &head.checkpoint);
    if theirs.origin != ours.origin {
        let origin = quoted(&theirs.origin);
        return Err(Words::new(
            format!("it is of another log, {origin}"),
            format!("它属于另一日志 {origin}"),
        ));
    }
    if theirs.size > ours.size {
        return Err(Words::new(
            format!("it has {} events and the bundle {}: not comparable", theirs.size, ours.size),
            format!("其事件数为 {}，证据包为 {}：无法比较", theirs.size, ours.size),
        ));
    }
    if theirs.size == 0 {
        let empty = theirs.root == Hash::empty();
        let wrong = Words::new("its tree is empty and has another root", "空树的树根不符");
        return if empty { Ok(()) } else { Err(wrong) };
    }
    let same_size = (theirs.size == ours.size).then_some(&head.bytes).or_else(|| {
        older.iter().find(|older| older.checkpoint.size == theirs.size).map(|older| &older.bytes)
    });
    let Some(note) = same_size else {
        return Err(Words::new(
            format!("the bundle has no proof for {} events: it cannot be compared", theirs.size),
            format!("证据包没有针对 {} 条事件的证明：无法比较", theirs.size),
        ));
    };
    same_tree(&signed, note, known)
}

/// Whether two checkpoints of one size are of the same tree; else they prove a split view.
fn same_tree(
    signed: &SignedCheckpoint<'_>,
    other: &[u8],
    known: &[VerifierKey],
) -> Result<(), Words> {
    let Ok(ours) = SignedCheckpoint::open(other, known) else {
        // The bundle's own checkpoint is not signed by a known key, which has been told.
        let same = Note::parse(other).is_ok_and(|note| note.text() == signed.note.text());
        let differs = Words::new("it has another root", "树根不同");
        return if same { Ok(()) } else { Err(differs) };
    };
    match split_view::compare(signed, &ours) {
        Comparison::SplitView(found) => Err(found.words()),
        Comparison::SameTree | Comparison::NeedsProof | Comparison::OtherLogs => Ok(()),
    }
}
