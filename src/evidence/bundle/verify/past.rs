//! The log's past: changes of its key, older checkpoints, and checkpoints that the verifier has kept.
//!
//! A key that has been replaced is trusted for older checkpoints if a trusted key's log says so: the
//! change is an event of the log, which the trusted key's signature covers.

use duebook_events::{CustomerId, Words};

use super::Elsewhere;
use super::files::{Bundle, Head};
use super::log::{proved, read_event, reason};
use super::verdict::{Kind, Verdict};
use crate::evidence::bundle::name::Name;
use crate::evidence::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::evidence::key::{Purpose, VerifierKey};
use crate::evidence::note::Note;
use crate::evidence::proof::ConsistencyProof;
use crate::evidence::split_view::{self, Comparison};
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

/// Follows the changes of the key back from the bundle's key; gives all keys of the log.
pub(super) fn check_keys(
    bundle: &Bundle<'_>,
    head: &Head,
    key: Option<&VerifierKey>,
    keys: &[VerifierKey],
    verdict: &mut Verdict,
) -> Vec<VerifierKey> {
    let mut known: Vec<VerifierKey> = key.into_iter().chain(keys).cloned().collect();
    let mut count = 0;
    for name in bundle.names.iter().rev() {
        let Name::Rotation(at) = *name else { continue };
        let Some(bytes) = bundle.read(*name) else { continue };
        let name = name.to_string();
        let proof = bundle.read(Name::RotationProof(at));
        let Some(proof) = proof else {
            let missing = told::counterpart_missing(Name::RotationProof(at));
            verdict.problem(Kind::Keys, name, missing);
            continue;
        };
        let linked = proved(&proof, head, at, &leaf_hash(&bytes))
            .and_then(|()| replaced(&bytes, at.0, &known));
        match linked {
            Ok(old) => {
                known.push(old);
                count += 1;
            }
            Err(why) => verdict.problem(Kind::Keys, name, told::past_wrong(why)),
        }
    }
    for name in &bundle.names {
        if let Name::RotationProof(at) = *name
            && !bundle.names.contains(&Name::Rotation(at))
        {
            let missing = told::counterpart_missing(Name::Rotation(at));
            verdict.problem(Kind::Keys, name.to_string(), missing);
        }
    }
    verdict.done(
        Kind::Keys,
        match count {
            0 => "none is disclosed".to_owned(),
            n => format!("{n} changes of the key stand in the log and lead to the bundle's key"),
        },
        match count {
            0 => "没有披露密钥更换".to_owned(),
            n => format!("{n} 次密钥更换均在日志之中，并通向本证据包的公钥"),
        },
    );
    known
}

/// The key that a change replaces, if it is replaced by a known one.
fn replaced(bytes: &[u8], at: u64, known: &[VerifierKey]) -> Result<VerifierKey, Words> {
    let event = read_event(bytes)?;
    let of_ledger = event["type"] == "key.rotated"
        && event["customer"] == CustomerId::LEDGER
        && event["position"].as_u64() == Some(at);
    let parse = |field: &str| {
        let line = event["data"][field].as_str()?;
        VerifierKey::parse(line).ok().filter(|key| key.purpose() == Purpose::Note)
    };
    match (of_ledger, parse("old"), parse("new")) {
        (true, Some(old), Some(new)) if known.contains(&new) => Ok(old),
        (true, Some(_), Some(new)) => Err(Words::new(
            format!("it changes to a key that nothing leads to: {new}"),
            format!("更换后的密钥没有来历：{new}"),
        )),
        _ => Err(Words::new("it is no change of the log's key", "不是日志密钥的更换记录")),
    }
}

/// Every `consistency/<m>-<n>.txt`: signed by a key of the log, and the beginning of its log.
pub(super) fn check_older(
    bundle: &Bundle<'_>,
    head: &Head,
    known: &[VerifierKey],
    verdict: &mut Verdict,
) -> Vec<Older> {
    let mut older = Vec::new();
    for name in &bundle.names {
        let Name::Consistency { from, to } = *name else { continue };
        let Some(bytes) = bundle.read(*name) else { continue };
        match continued(&bytes, (from, to), head, known) {
            Ok(one) => older.push(one),
            Err(why) => {
                verdict.problem(Kind::Consistency, name.to_string(), told::past_wrong(why));
            }
        }
    }
    let count = older.len();
    verdict.done(
        Kind::Consistency,
        match count {
            0 => "there are none".to_owned(),
            n => format!("the log only grew since {n} older checkpoints"),
        },
        match count {
            0 => "没有较早的检查点".to_owned(),
            n => format!("自 {n} 个较早检查点以来，日志只有追加"),
        },
    );
    older
}

fn continued(
    bytes: &[u8],
    (from, to): (u64, u64),
    head: &Head,
    known: &[VerifierKey],
) -> Result<Older, Words> {
    let proof = ConsistencyProof::parse(bytes)
        .ok_or_else(|| Words::new("it is no proof of consistency", "不是一致性证明"))?;
    let older = SignedCheckpoint::open(proof.checkpoint, known).map_err(|e| e.problem)?.checkpoint;
    let newer = &head.checkpoint;
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
        return Err(Words::new(
            format!("the older checkpoint is of another log, {}", older.origin),
            format!("较早的检查点属于另一日志 {}", older.origin),
        ));
    }
    check_consistency(from, to, &older.root, &newer.root, &proof.hashes).map_err(reason)?;
    Ok(Older { checkpoint: older, bytes: proof.checkpoint.to_vec() })
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
        return Err(Words::new(
            format!("it is of another log, {}", theirs.origin),
            format!("它属于另一日志 {}", theirs.origin),
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
