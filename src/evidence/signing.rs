//! Signing the head of a ledger.
//!
//! A log must never sign a checkpoint that is inconsistent with one it has signed before (C2SP
//! tlog-checkpoint). So the head is compared with what is kept: it may not be smaller, the trees
//! that were signed must still be those of the log, and the new tree must begin with the last one.
//! The store looks again in the transaction that keeps the new checkpoint. What the ledger keeps can
//! be changed by whoever writes to its file, so the key's own memory is asked as well
//! ([`key_memory`]).
//!
//! Which key is the log's is on record: see [`super::succession`].

use duebook_events::{CustomerId, EventData, Words};
use serde_json::json;

use super::checkpoint::{Checkpoint, SignedCheckpoint};
pub use super::kept::checkpoints;
use super::key::{SignerKey, VerifierKey};
use super::note::Note;
use super::succession::{Change, Succession};
use super::{kept, key_memory};
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::Question;
use crate::ledger::{Ledger, LedgerError};
use crate::merkle::{Hash, check_consistency};
use crate::messages::signing as told;
use crate::store::{Attestation, AttestationKind, NewAttestation, Position, StoreError};

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
        let verifiers: Vec<VerifierKey> = keys.iter().map(|key| key.verifier().clone()).collect();
        check_keys(&self.succession_of(&kept).await?, &verifiers)?;
        let size = self.store().head().await?.position.0;
        let root = self.store().tree_root(size).await?;
        self.compare_kept(&kept, size, &root).await?;
        for key in keys {
            self.compare_memory(key, size, &root).await?;
        }
        let vkeys: Vec<String> = verifiers.iter().map(ToString::to_string).collect();
        if let Some(same) = kept.last().filter(|last| last.said.size == size)
            && signed_by(same, &vkeys)
        {
            return Ok(signed_before(same, &verifiers)?);
        }
        let origin = keys.first().map_or("", |key| key.verifier().name().as_str());
        let checkpoint = Checkpoint::new(origin, size, root);
        let note = Note::sign(&checkpoint.text(), keys).map_err(LedgerError::usage_of)?;
        // Remembered before anybody sees it: also where keeping it fails.
        for key in keys {
            key_memory::remember(key, &note, size).map_err(LedgerError::Store)?;
        }
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
        if self.continues(of, &signed, size, root).await? {
            return Ok(());
        }
        Err(StoreError::OtherTree { size: of }.into())
    }

    /// Refuses a head that does not continue what a key remembers to have signed.
    async fn compare_memory(
        &self,
        key: &SignerKey,
        size: u64,
        root: &Hash,
    ) -> Result<(), LedgerError> {
        let Some(last) = key_memory::last(key).map_err(LedgerError::Store)? else {
            return Ok(());
        };
        let problem = if last.size > size {
            let en = format!("the ledger holds only {size} events");
            Words::new(en, format!("账本仅有 {size} 个事件"))
        } else if self.continues(last.size, &last.root, size, root).await? {
            return Ok(());
        } else {
            Words::new("the ledger does not begin with them", "账本的开头并非这些事件")
        };
        let path = key_memory::path(key).unwrap_or_default();
        Err(LedgerError::Store(told::key_remembers(path.display(), last.size, problem)))
    }

    /// Whether a tree of the log begins with an older one, by its own proof.
    async fn continues(
        &self,
        of: u64,
        signed: &Hash,
        size: u64,
        root: &Hash,
    ) -> Result<bool, StoreError> {
        let proof =
            if of == 0 { Vec::new() } else { self.store().consistency_proof(of, size).await? };
        let empty = of > 0 || *signed == Hash::empty();
        Ok(empty && check_consistency(of, size, signed, root, &proof).is_ok())
    }

    /// The keys of the log, as changes and kept checkpoints have them.
    ///
    /// # Errors
    /// When the store fails, or a checkpoint that matters for it is damaged.
    pub async fn succession(&self) -> Result<Succession, LedgerError> {
        self.succession_of(&checkpoints(self.store().attestations().await?)).await
    }

    async fn succession_of(&self, checkpoints: &[Attestation]) -> Result<Succession, LedgerError> {
        let mut heads = Vec::new();
        for (i, one) in checkpoints.iter().enumerate() {
            // One that a single key has signed confirms no change.
            if i == 0 || one.said.verifier_keys.contains('\n') {
                heads.push(kept::read(one).map_err(LedgerError::Store)?.head);
            }
        }
        Ok(Succession::of(&self.changes().await?, &heads, &[]))
    }

    /// The changes of the key that the log records.
    async fn changes(&self) -> Result<Vec<Change>, LedgerError> {
        let ledger = self.facts(&CustomerId::ledger()).await?;
        let changes = ledger.iter().filter_map(|fact| match &fact.data {
            EventData::KeyRotated(e) => {
                Change::read(fact.position, e.old.as_str(), e.new.as_str()).ok()
            }
            _ => None,
        });
        Ok(changes.collect())
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
    /// an old key that is not the log's. Tells whether this change is on record already, whether it
    /// was confirmed or is still to be.
    async fn check_rotation(&self, old: &SignerKey, new: &SignerKey) -> Result<bool, LedgerError> {
        let [old, new] = [old, new].map(|key| key.verifier().to_string());
        let this = Change::read(Position(0), &old, &new).map_err(LedgerError::usage_of)?;
        let succession = self.succession().await?;
        if succession.newest().is_some_and(|newest| newest.is_same(&this)) {
            return Ok(true);
        }
        if let Some(present) = succession.present().filter(|present| **present != this.old) {
            return Err(LedgerError::usage_of(told::not_the_logs_key(old, present)));
        }
        let after = succession.newest().map_or(Position(0), |newest| newest.position);
        let changes = self.changes().await?;
        Ok(changes.iter().any(|change| change.position > after && change.is_same(&this)))
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

/// Refuses keys of which none is the log's.
fn check_keys(succession: &Succession, keys: &[VerifierKey]) -> Result<(), LedgerError> {
    match succession.present() {
        Some(present) if !keys.contains(present) => {
            let given: Vec<String> = keys.iter().map(ToString::to_string).collect();
            Err(LedgerError::usage_of(told::not_the_logs_key(given.join(", "), present)))
        }
        _ => Ok(()),
    }
}

/// Whether all of these keys have signed a kept checkpoint.
fn signed_by(kept: &Attestation, vkeys: &[String]) -> bool {
    let signers: Vec<&str> = kept.said.verifier_keys.lines().collect();
    vkeys.iter().all(|vkey| signers.contains(&vkey.as_str()))
}

/// A kept checkpoint of this head, verified by the keys at hand before it is handed out again.
fn signed_before(kept: &Attestation, keys: &[VerifierKey]) -> Result<Sealed, LedgerError> {
    let sealed = sealed(kept)?;
    let opened = SignedCheckpoint::open(&kept.said.body, keys).map_err(LedgerError::Store)?;
    for key in keys {
        if !opened.log_keys().any(|signer| signer == key) {
            return Err(LedgerError::Store(told::signature_wrong(key.name())));
        }
    }
    Ok(sealed)
}

/// A kept checkpoint as it was signed.
///
/// # Errors
/// When what is kept is no checkpoint of its size and root any more, validly signed.
pub fn sealed(kept: &Attestation) -> Result<Sealed, LedgerError> {
    let read = kept::read(kept).map_err(LedgerError::Store)?;
    let (checkpoint, note) = (read.checkpoint, read.note);
    Ok(Sealed { number: kept.number, checkpoint, note, known: true })
}
