//! Signing the head of a ledger.
//!
//! A log must never sign a checkpoint that is inconsistent with one it has signed before (C2SP
//! tlog-checkpoint). So the head is compared with what is kept: it may not be smaller, the trees
//! that were signed must still be those of the log, and the new tree must begin with the last one.
//! The store looks again in the transaction that keeps the new checkpoint.
//!
//! Which key is the log's is itself on record: the one that the last `key.rotated` names, else the
//! one that signed the first kept checkpoint.

use std::collections::BTreeSet;

use duebook_events::{CustomerId, EventData, Message};
use duebook_projections::Fact;
use serde_json::json;

use super::checkpoint::Checkpoint;
use super::key::{SignerKey, VerifierKey};
use super::note::Note;
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::Question;
use crate::ledger::{Ledger, LedgerError};
use crate::merkle::{Hash, check_consistency};
use crate::messages::signing as told;
use crate::store::{Attestation, AttestationKind, NewAttestation, StoreError};

/// How many of the newest kept checkpoints are compared with the log before it signs another one;
/// each was compared with those before it when it was signed, and `verify` compares them all.
const COMPARED_MAX: usize = 100;

/// How often a head is signed again that others have overtaken.
const TRIES: usize = 5;

/// A signed checkpoint that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its number among what is kept.
    pub number: u64,
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note as it was signed and kept, byte for byte.
    pub note: Note,
    /// Whether it was kept before: the same head, signed by the same keys.
    pub known: bool,
}

impl Ledger {
    /// Signs the head, keeps the checkpoint, and gives it; the kept one where these keys have
    /// signed this head before.
    ///
    /// # Errors
    /// When a key is not the log's, or the log is not what was signed before.
    pub async fn sign_head(&self, keys: &[&SignerKey]) -> Result<Sealed, LedgerError> {
        self.check_keys(keys).await?;
        let mut tries = 1;
        loop {
            match self.sign_once(keys).await {
                // Another process has kept a larger checkpoint since the head was read.
                Err(Unsigned::Overtaken) if tries < TRIES => tries += 1,
                Err(Unsigned::Overtaken) => return Err(StoreError::Busy.into()),
                Err(Unsigned::Failed(error)) => return Err(error),
                Ok(sealed) => return Ok(sealed),
            }
        }
    }

    async fn sign_once(&self, keys: &[&SignerKey]) -> Result<Sealed, Unsigned> {
        let kept = checkpoints(self.store().attestations().await?);
        let size = self.store().head().await?.position.0;
        let root = self.store().tree_root(size).await?;
        self.compare_kept(&kept, size, &root).await?;
        let vkeys: Vec<String> = keys.iter().map(|key| key.verifier().to_string()).collect();
        if let Some(same) = kept.last().filter(|last| last.said.size == size)
            && signed_by(same, &vkeys)
        {
            return Ok(sealed(same)?);
        }
        let origin = keys.first().map_or("", |key| key.verifier().name().as_str());
        let checkpoint = Checkpoint::new(origin, size, root);
        let note = Note::sign(&checkpoint.text(), keys).map_err(LedgerError::usage_of)?;
        let new = NewAttestation {
            kind: AttestationKind::Checkpoint,
            about: 0,
            size,
            root,
            body: note.to_bytes(),
            verifier_keys: vkeys.join("\n"),
            made_at_ms: self.now().millis(),
        };
        match self.store().keep_attestation(new).await {
            Ok(number) => Ok(Sealed { number, checkpoint, note, known: false }),
            Err(StoreError::SmallerTree { .. }) => Err(Unsigned::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// Refuses a head that is inconsistent with what was signed before.
    async fn compare_kept(
        &self,
        kept: &[Attestation],
        size: u64,
        root: &Hash,
    ) -> Result<(), LedgerError> {
        let Some(last) = kept.last() else { return Ok(()) };
        if size < last.said.size {
            let (size, newest) = (size, last.said.size);
            return Err(StoreError::SmallerTree { size, newest }.into());
        }
        for older in kept.iter().rev().take(COMPARED_MAX) {
            let (of, signed) = (older.said.size, older.said.root);
            if self.store().tree_root(of).await? != signed {
                return Err(StoreError::OtherTree { size: of }.into());
            }
        }
        let (of, signed) = (last.said.size, last.said.root);
        let proof =
            if of == 0 { Vec::new() } else { self.store().consistency_proof(of, size).await? };
        check_consistency(of, size, &signed, root, &proof)
            .map_err(|_| StoreError::OtherTree { size: of }.into())
    }

    /// The verifier key line of the log, as it is on record; nothing before the first checkpoint.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn present_key(&self) -> Result<Option<String>, LedgerError> {
        let ledger = self.facts(&CustomerId::ledger()).await?;
        if let Some(last) = rotations(&ledger).last() {
            return Ok(Some(last.1.to_owned()));
        }
        let kept = checkpoints(self.store().attestations().await?);
        let first = kept.first().and_then(|first| first.said.verifier_keys.lines().next());
        Ok(first.map(ToOwned::to_owned))
    }

    /// Refuses keys of which none is the log's.
    async fn check_keys(&self, keys: &[&SignerKey]) -> Result<(), LedgerError> {
        let Some(present) = self.present_key().await? else { return Ok(()) };
        let vkeys: Vec<String> = keys.iter().map(|key| key.verifier().to_string()).collect();
        if vkeys.contains(&present) {
            return Ok(());
        }
        Err(LedgerError::usage_of(told::not_the_logs_key(vkeys.join(", "), present)))
    }

    /// Changes the log's key: records it, and signs the head with both keys; a change that is on
    /// record already is only signed. Gives the checkpoint, and whether an event was appended.
    ///
    /// # Errors
    /// When the change is refused, or the head cannot be signed.
    pub async fn rotate_key(
        &self,
        old: &SignerKey,
        new: &SignerKey,
    ) -> Result<(Sealed, bool), LedgerError> {
        let recorded = self.check_rotation(old, new).await?;
        if !recorded {
            let today = self.view(&Question::default()).await?.cut.as_of;
            let lines = json!({
                "old": old.verifier().to_string(),
                "new": new.verifier().to_string(),
            });
            let ledger = CustomerId::ledger();
            let draft =
                self.own_draft("key.rotated", &ledger, today, lines, self.caller(), None)?;
            self.append(&vec![(0, draft)], IntakeOptions::default(), &[]).await?;
        }
        Ok((self.sign_head(&[old, new]).await?, !recorded))
    }

    /// Refuses a change of the key that is none: another log's name, the same key, a witness's, or
    /// an old key that is not the log's. Tells whether this change is on record already.
    ///
    /// # Errors
    /// Why it is refused.
    async fn check_rotation(&self, old: &SignerKey, new: &SignerKey) -> Result<bool, LedgerError> {
        let [old, new] = [old, new].map(SignerKey::verifier);
        check_pair(old, new).map_err(LedgerError::usage_of)?;
        let (old, new) = (old.to_string(), new.to_string());
        let ledger = self.facts(&CustomerId::ledger()).await?;
        if rotations(&ledger).last() == Some(&(old.as_str(), new.as_str())) {
            return Ok(true);
        }
        match self.present_key().await? {
            Some(present) if present != old => {
                Err(LedgerError::usage_of(told::not_the_logs_key(old, present)))
            }
            _ => Ok(false),
        }
    }
}

/// Why a head was not signed.
enum Unsigned {
    Overtaken,
    Failed(LedgerError),
}

impl<E: Into<LedgerError>> From<E> for Unsigned {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The changes of the key that stand: old and new line of each, in order.
fn rotations(ledger: &[Fact]) -> Vec<(&str, &str)> {
    let retracted: BTreeSet<_> = ledger
        .iter()
        .filter_map(|fact| match &fact.data {
            EventData::EventRetracted(e) => Some(e.event),
            _ => None,
        })
        .collect();
    let stands = |fact: &&Fact| !retracted.contains(&fact.id);
    ledger
        .iter()
        .filter(stands)
        .filter_map(|fact| match &fact.data {
            EventData::KeyRotated(e) => Some((e.old.as_str(), e.new.as_str())),
            _ => None,
        })
        .collect()
}

/// Keys between which a log can change.
fn check_pair(old: &VerifierKey, new: &VerifierKey) -> Result<(), Message> {
    for key in [old, new] {
        if key.purpose() != super::key::Purpose::Note {
            return Err(told::witness_key(key.name()));
        }
    }
    if old.name() != new.name() {
        return Err(told::rotation_other_name(old.name(), new.name()));
    }
    if old == new {
        return Err(told::rotation_same_key(old));
    }
    Ok(())
}

/// The kept checkpoints among what is kept, by number.
#[must_use]
pub fn checkpoints(kept: Vec<Attestation>) -> Vec<Attestation> {
    kept.into_iter().filter(|kept| kept.said.kind == AttestationKind::Checkpoint).collect()
}

/// Whether all of these keys have signed a kept checkpoint.
fn signed_by(kept: &Attestation, vkeys: &[String]) -> bool {
    let signers: Vec<&str> = kept.said.verifier_keys.lines().collect();
    vkeys.iter().all(|vkey| signers.contains(&vkey.as_str()))
}

/// A kept checkpoint as it was signed.
///
/// # Errors
/// When what is kept is no checkpoint any more.
pub fn sealed(kept: &Attestation) -> Result<Sealed, LedgerError> {
    let note = Note::parse(&kept.said.body).map_err(LedgerError::Store)?;
    let checkpoint = Checkpoint::parse(note.text()).map_err(LedgerError::Store)?;
    Ok(Sealed { number: kept.number, checkpoint, note, known: true })
}
