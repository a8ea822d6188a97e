//! What a witness answers to a checkpoint: a pure function of its keys, what it has seen, and the
//! time (C2SP tlog-witness, add-checkpoint).

use std::collections::BTreeMap;

use super::request::AddCheckpoint;
use crate::evidence::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::evidence::cosignature::cosign;
use crate::evidence::key::{SignerKey, VerifierKey};
use crate::evidence::note::{Note, NoteSignature};
use crate::evidence::split_view::{Comparison, SplitView, compare};
use crate::merkle::{Hash, check_consistency};

/// The logs that a witness watches: the keys of each, by origin.
#[derive(Debug, Clone, Default)]
pub struct Logs(BTreeMap<String, Vec<VerifierKey>>);

impl Logs {
    /// The logs of these keys; the name of a key is the origin of its log.
    #[must_use]
    pub fn new(keys: Vec<VerifierKey>) -> Self {
        let mut logs: BTreeMap<String, Vec<VerifierKey>> = BTreeMap::new();
        for key in keys {
            logs.entry(key.name().to_string()).or_default().push(key);
        }
        Self(logs)
    }

    /// The origins, in order.
    pub fn origins(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The keys of a log.
    #[must_use]
    pub fn keys(&self, origin: &str) -> Option<&[VerifierKey]> {
        self.0.get(origin).map(Vec::as_slice)
    }
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// 400: it cannot be read, or its old size is above its size.
    Malformed,
    /// 404: nobody watches that log.
    UnknownLog,
    /// 403: no known key of the log has signed it, or a known key's signature is wrong.
    NotSigned,
    /// 409: the witness has confirmed another size last.
    OtherSize(u64),
    /// 422: it is not a tree that grew from the last one.
    Inconsistent,
    /// 500: it could not be remembered, so it is not confirmed.
    NotKept,
    /// 200: confirmed; to be remembered before anybody is told.
    Confirmed(Box<Confirmed>),
}

impl Verdict {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Confirmed(_) => 200,
            Self::Malformed => 400,
            Self::NotSigned => 403,
            Self::UnknownLog => 404,
            Self::OtherSize(_) => 409,
            Self::Inconsistent => 422,
            Self::NotKept => 500,
        }
    }

    /// Why, for the operator of the log.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Confirmed(_) => "confirmed",
            Self::Malformed => "the request cannot be read, or its old size is above its size",
            Self::NotSigned => "no known key of this log has signed the checkpoint",
            Self::UnknownLog => "this log is not watched here",
            Self::OtherSize(_) => "another size was confirmed last",
            Self::Inconsistent => "the tree did not grow from the one that was confirmed last",
            Self::NotKept => "the checkpoint could not be remembered; try again",
        }
    }
}

/// A confirmed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Which log.
    pub origin: String,
    /// How many events it holds.
    pub size: u64,
    /// The checkpoint with the log's signatures that were verified, and the cosignature.
    pub note: Note,
    /// The cosignature.
    pub cosignature: NoteSignature,
}

/// A verdict, and what the witness has to tell its operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub verdict: Verdict,
    /// The proof that the log has shown two trees of one size.
    pub split_view: Option<SplitView>,
}

impl Judgement {
    fn plain(verdict: Verdict) -> Self {
        Self { verdict, split_view: None }
    }
}

/// Judges a request; `seen` is the note that was confirmed last for that log.
#[must_use]
pub fn judge(
    body: &[u8],
    logs: &Logs,
    seen: impl FnOnce(&str) -> Option<Note>,
    witness: &SignerKey,
    seconds: u64,
) -> Judgement {
    let Some(request) = AddCheckpoint::parse(body) else {
        return Judgement::plain(Verdict::Malformed);
    };
    let parsed = Note::parse(&request.note)
        .and_then(|note| Checkpoint::parse(note.text()).map(|checkpoint| checkpoint.origin));
    let Ok(origin) = parsed else { return Judgement::plain(Verdict::Malformed) };
    let Some(keys) = logs.keys(&origin) else { return Judgement::plain(Verdict::UnknownLog) };
    let Ok(new) = SignedCheckpoint::open(&request.note, keys) else {
        return Judgement::plain(Verdict::NotSigned);
    };
    if request.old > new.checkpoint.size {
        return Judgement::plain(Verdict::Malformed);
    }
    let last = seen(&origin);
    // What it has confirmed binds a witness also where it does not know the key any more.
    let Ok(tree) = last.as_ref().map(|note| Checkpoint::parse(note.text())).transpose() else {
        return Judgement::plain(Verdict::NotKept);
    };
    let opened = last.and_then(|note| SignedCheckpoint::open(&note.to_bytes(), keys).ok());
    Judgement {
        split_view: opened.and_then(|last| contradiction(&last, &new)),
        verdict: verdict(&request, tree.as_ref(), &new, witness, seconds),
    }
}

fn contradiction(last: &SignedCheckpoint<'_>, new: &SignedCheckpoint<'_>) -> Option<SplitView> {
    match compare(last, new) {
        Comparison::SplitView(split) => Some(*split),
        _ => None,
    }
}

fn verdict(
    request: &AddCheckpoint,
    last: Option<&Checkpoint>,
    new: &SignedCheckpoint<'_>,
    witness: &SignerKey,
    seconds: u64,
) -> Verdict {
    let (size, root) = last.map_or((0, Hash::empty()), |last| (last.size, last.root));
    if request.old != size {
        return Verdict::OtherSize(size);
    }
    let Checkpoint { size: new_size, root: new_root, origin, .. } = &new.checkpoint;
    let empty = *new_size > 0 || *new_root == Hash::empty();
    if !empty || check_consistency(size, *new_size, &root, new_root, &request.proof).is_err() {
        return Verdict::Inconsistent;
    }
    // A clock that stands before 1970.
    let Some(cosignature) = cosign(new.note.text(), witness, seconds) else {
        return Verdict::NotKept;
    };
    let note = new.verified_note().with(cosignature.clone());
    Verdict::Confirmed(Box::new(Confirmed {
        origin: origin.clone(),
        size: *new_size,
        note,
        cosignature,
    }))
}

#[cfg(test)]
mod tests;
