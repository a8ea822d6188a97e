//! A ledger before its witnesses: what it shows them, and what it keeps of their answers.

use std::sync::Arc;

use duebook_events::Message;
use tokio::task::JoinSet;

use super::client::{Asked, Witness, ask};
use super::quorum::{Quorum, Reached};
use super::request::AddCheckpoint;
use crate::evidence::note::{Note, NoteSignature};
use crate::evidence::signing::Sealed;
use crate::ledger::{Ledger, LedgerError};
use crate::messages::signing::overtaken;
use crate::messages::store::defect;
use crate::messages::witnessing as told;
use crate::store::{Attestation, AttestationKind, EventStore, NewAttestation};

/// How often a witness is asked about one checkpoint: once to learn what it has seen, once with
/// the proof, once more if somebody else was faster.
const TRIES: usize = 3;

/// A checkpoint that witnesses were asked about.
#[derive(Debug)]
pub struct Witnessed {
    /// The note with the log's signatures and every cosignature that is kept.
    pub note: Note,
    /// Which of the quorum have confirmed it.
    pub reached: Reached,
    /// What was wrong with those that have not.
    pub failed: Vec<Message>,
}

impl Ledger {
    /// Asks the witnesses of a quorum that have not yet confirmed a kept checkpoint, and keeps what
    /// they sign.
    ///
    /// # Errors
    /// When the store fails; a witness that does not answer is no error.
    pub async fn ask_witnesses(
        &self,
        sealed: &Sealed,
        quorum: &Quorum,
    ) -> Result<Witnessed, LedgerError> {
        let kept = self.store().attestations().await?;
        let mut note = cosigned(&kept, sealed);
        let confirmed = quorum.reached(&note).confirmed;
        let mut asking = JoinSet::new();
        for (at, witness) in quorum.witnesses.iter().enumerate() {
            if confirmed.iter().any(|(key, _)| *key == witness.key) {
                continue;
            }
            let last = last_size(&kept, witness);
            let (store, witness) = (Arc::clone(self.store()), witness.clone());
            let (size, body) = (sealed.checkpoint.size, sealed.note.to_bytes());
            asking.spawn(async move {
                (at, confirm(store, witness.clone(), last, size, body).await, witness)
            });
        }
        let mut answers = asking.join_all().await;
        answers.sort_by_key(|(at, ..)| *at);
        let mut failed = Vec::new();
        for (_, answer, witness) in answers {
            match answer {
                Ok(signature) => {
                    self.keep_cosignature(sealed, &witness, &signature).await?;
                    note = note.with(signature);
                }
                Err(Unconfirmed::Refused(message)) => failed.push(message),
                Err(Unconfirmed::Store(error)) => return Err(error),
            }
        }
        Ok(Witnessed { reached: quorum.reached(&note), note, failed })
    }

    async fn keep_cosignature(
        &self,
        sealed: &Sealed,
        witness: &Witness,
        signature: &NoteSignature,
    ) -> Result<(), LedgerError> {
        let new = NewAttestation {
            kind: AttestationKind::Cosignature,
            about: sealed.number,
            size: sealed.checkpoint.size,
            root: sealed.checkpoint.root,
            body: format!("{signature}\n").into_bytes(),
            verifier_keys: witness.key.to_string(),
            made_at_ms: self.now().millis(),
        };
        self.store().keep_attestation(new).await?;
        Ok(())
    }
}

/// Why a witness has not confirmed a checkpoint.
enum Unconfirmed {
    Refused(Message),
    Store(LedgerError),
}

/// Asks one witness until it has confirmed the checkpoint or refused it.
async fn confirm(
    store: Arc<dyn EventStore>,
    witness: Witness,
    mut old: u64,
    size: u64,
    note: Vec<u8>,
) -> Result<NoteSignature, Unconfirmed> {
    let failed = |error: crate::store::StoreError| Unconfirmed::Store(error.into());
    for _ in 0..TRIES {
        if old > size {
            return Err(passed(&*store, &witness, old, size).await);
        }
        let proof = match old {
            0 => Vec::new(),
            old => store.consistency_proof(old, size).await.map_err(failed)?,
        };
        let request = AddCheckpoint { old, proof, note: note.clone() };
        let asked = witness.clone();
        let answer = tokio::task::spawn_blocking(move || ask(&asked, &request)).await;
        let answer =
            answer.map_err(|error| Unconfirmed::Store(LedgerError::Store(defect(error))))?;
        match answer.map_err(Unconfirmed::Refused)? {
            Asked::Confirmed(signature) => return Ok(signature),
            Asked::OtherSize(theirs) => old = theirs,
        }
    }
    if old > size {
        return Err(passed(&*store, &witness, old, size).await);
    }
    Err(Unconfirmed::Refused(told::no_confirmation(witness.key.name())))
}

/// Why a witness cannot confirm a checkpoint that is smaller than what it has seen: somebody was
/// faster, or the log does not hold as much any more.
async fn passed(store: &dyn EventStore, witness: &Witness, theirs: u64, size: u64) -> Unconfirmed {
    let name = witness.key.name();
    match store.head().await {
        Ok(head) if head.position.0 >= theirs => {
            Unconfirmed::Refused(overtaken(name, theirs, size))
        }
        Ok(head) => Unconfirmed::Refused(told::witness_knows_more(name, theirs, head.position)),
        Err(error) => Unconfirmed::Store(error.into()),
    }
}

/// The size that a witness has confirmed last, as far as it is kept here.
fn last_size(kept: &[Attestation], witness: &Witness) -> u64 {
    let vkey = witness.key.to_string();
    kept.iter()
        .filter(|one| one.said.kind == AttestationKind::Cosignature)
        .filter(|one| one.said.verifier_keys == vkey)
        .map(|one| one.said.size)
        .max()
        .unwrap_or(0)
}

/// A kept checkpoint with all cosignatures that are kept about it.
#[must_use]
pub fn cosigned(kept: &[Attestation], sealed: &Sealed) -> Note {
    kept.iter()
        .filter(|one| one.said.kind == AttestationKind::Cosignature)
        .filter(|one| one.said.about == sealed.number)
        .flat_map(|one| {
            String::from_utf8_lossy(&one.said.body)
                .into_owned()
                .lines()
                .filter_map(NoteSignature::parse)
                .collect::<Vec<_>>()
        })
        .fold(sealed.note.clone(), Note::with)
}
