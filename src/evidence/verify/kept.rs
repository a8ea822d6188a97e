//! Checkpoints that are kept beside the log, and what others said about them.
//!
//! That the log has their roots is the store's [`Structure`] to say; here it is whether they are
//! validly signed, by the log's own key at that time.

use duebook_events::{Message, Words};

use super::page::Rotation;
use crate::evidence::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::evidence::key::VerifierKey;
use crate::evidence::note::{Note, NoteSignature};
use crate::messages::signing as told;
use crate::store::{Attestation, AttestationKind, Structure};

/// What is kept, by number.
#[derive(Default)]
pub(super) struct Kept(Vec<Attestation>);

impl Kept {
    pub(super) fn push(&mut self, attestation: Attestation) {
        self.0.push(attestation);
    }

    /// The kept checkpoints.
    pub(super) fn checkpoints(&self) -> impl Iterator<Item = &Attestation> {
        self.0.iter().filter(|kept| kept.said.kind == AttestationKind::Checkpoint)
    }

    /// Checks every signature.
    pub(super) fn check(&self, rotations: &[Rotation], to: &mut Structure) {
        let mut present = None;
        for kept in &self.0 {
            let checked = match kept.said.kind {
                AttestationKind::Checkpoint => {
                    signed(kept).and_then(|()| succeeds(kept, &mut present, rotations))
                }
                AttestationKind::Cosignature => self.cosigned(kept),
                AttestationKind::Timestamp => Ok(()),
            };
            if let Err(Message { problem: Words { en, zh }, .. }) = checked {
                let number = kept.number;
                to.add(
                    None,
                    Words::new(
                        format!("kept checkpoint or attestation {number}: {en}"),
                        format!("保存的第 {number} 条检查点或佐证：{zh}"),
                    ),
                );
            }
        }
    }

    /// The checkpoint that an attestation is about.
    fn about(&self, attestation: &Attestation) -> Result<Note, Message> {
        let about = self.checkpoints().find(|kept| kept.number == attestation.said.about);
        Note::parse(about.map_or(&[], |kept| &kept.said.body))
    }

    /// Each line of a cosignature is by one of its keys, and each key has a line.
    fn cosigned(&self, kept: &Attestation) -> Result<(), Message> {
        let keys = VerifierKey::parse_lines(&kept.said.verifier_keys)?;
        let text = self.about(kept)?.text().to_owned();
        let lines = String::from_utf8_lossy(&kept.said.body).into_owned();
        let note = Note::parse(format!("{text}\n{lines}").as_bytes())?;
        every_line_verified(&note, &keys)
    }
}

fn every_line_verified(note: &Note, keys: &[VerifierKey]) -> Result<(), Message> {
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

/// A kept checkpoint is a note about its own size and root, signed by just the keys beside it.
fn signed(kept: &Attestation) -> Result<(), Message> {
    let keys = VerifierKey::parse_lines(&kept.said.verifier_keys)?;
    let opened = SignedCheckpoint::open(&kept.said.body, &keys)?;
    every_line_verified(&opened.note, &keys)?;
    let Checkpoint { origin, size, root, .. } = opened.checkpoint;
    let of_the_log = keys.iter().all(|key| key.name().as_str() == origin);
    if of_the_log && (size, root) == (kept.said.size, kept.said.root) {
        return Ok(());
    }
    Err(told::checkpoint_malformed(Words::new(
        "it is not about the size and root that it is kept for",
        "它与所登记的长度及树根不符",
    )))
}

/// The log's present key has signed: the one before, or the one that an event of the log has put in
/// its place since.
fn succeeds<'k>(
    kept: &'k Attestation,
    present: &mut Option<&'k str>,
    rotations: &'k [Rotation],
) -> Result<(), Message> {
    let mut signers = kept.said.verifier_keys.lines();
    let Some(mut key) = *present else {
        *present = signers.next_back();
        return Ok(());
    };
    for rotation in rotations.iter().filter(|rotation| rotation.position.0 <= kept.said.size) {
        if rotation.old == key {
            key = &rotation.new;
        }
    }
    *present = Some(key);
    if signers.any(|signer| signer == key) {
        return Ok(());
    }
    Err(told::not_the_logs_key(kept.said.verifier_keys.lines().next().unwrap_or_default(), key))
}
