//! Checkpoints that are kept beside the log, read again.
//!
//! Whoever can write to the ledger's file can change what is kept: nothing of it is handed out or
//! believed before its signatures were verified.

use duebook_events::{Message, Words};

use super::checkpoint::{Checkpoint, SignedCheckpoint};
use super::key::VerifierKey;
use super::note::{Note, NoteSignature};
use super::succession::SignedHead;
use crate::messages::signing as told;
use crate::store::{Attestation, AttestationKind};

/// A kept checkpoint whose signatures have been verified by the keys that it is kept with. Whether
/// these are the log's is for [`super::succession`] to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, byte for byte.
    pub note: Note,
    /// Who has signed it.
    pub head: SignedHead,
}

/// The kept checkpoints among what is kept, by number.
#[must_use]
pub fn checkpoints(kept: Vec<Attestation>) -> Vec<Attestation> {
    kept.into_iter().filter(|kept| kept.said.kind == AttestationKind::Checkpoint).collect()
}

/// Reads a kept checkpoint: a note about its own size and root, signed by just the keys beside it,
/// which have the name of its log.
///
/// # Errors
/// When it is not that any more.
pub fn read(kept: &Attestation) -> Result<KeptCheckpoint, Message> {
    let keys = VerifierKey::parse_lines(&kept.said.verifier_keys)?;
    let opened = SignedCheckpoint::open(&kept.said.body, &keys)?;
    every_line_verified(&opened.note, &keys)?;
    let head = SignedHead::from(&opened);
    let SignedCheckpoint { checkpoint, note, .. } = opened;
    let of_the_log = head.signers.len() == keys.len();
    if of_the_log && (checkpoint.size, checkpoint.root) == (kept.said.size, kept.said.root) {
        return Ok(KeptCheckpoint { checkpoint, note, head });
    }
    Err(told::checkpoint_malformed(Words::new(
        "it is not about the size and root that it is kept for",
        "它与所登记的长度及树根不符",
    )))
}

/// Each line is by one of these keys, and each of them has a line.
///
/// # Errors
/// The first that is not so.
pub fn every_line_verified(note: &Note, keys: &[VerifierKey]) -> Result<(), Message> {
    let verified = note.verified_by(keys)?;
    let stranger = |signature: &&NoteSignature| !keys.iter().any(|key| signature.names(key));
    if let Some(stranger) = note.signatures().iter().find(stranger) {
        return Err(told::signature_wrong(&stranger.name));
    }
    match keys.iter().find(|key| !verified.iter().any(|verified| verified.key == *key)) {
        Some(key) => Err(told::signature_wrong(key.name())),
        None => Ok(()),
    }
}
