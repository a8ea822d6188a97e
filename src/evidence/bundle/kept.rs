//! What the ledger keeps about its tree, as far as it comes along: older checkpoints with the lines
//! of their witnesses, and timestamps.

use std::collections::BTreeMap;

use duebook_events::Position;

use super::contents::Contents;
use super::name::Name;
use crate::evidence::note::Note;
use crate::evidence::proof::{ConsistencyProof, consistency_of};
use crate::evidence::signing::sealed;
use crate::evidence::witness::ledger::cosigned;
use crate::ledger::LedgerError;
use crate::merkle::{Hash, check_consistency};
use crate::store::{Attestation, AttestationKind, StoreError};

/// Everything that is kept, put in order once.
#[derive(Debug)]
pub(super) struct Kept {
    /// By number.
    checkpoints: BTreeMap<u64, Attestation>,
    /// By the number of the checkpoint that they are about.
    cosignatures: BTreeMap<u64, Vec<Attestation>>,
    timestamps: Vec<Attestation>,
}

impl Kept {
    pub fn new(attestations: Vec<Attestation>) -> Self {
        let mut kept = Self {
            checkpoints: BTreeMap::new(),
            cosignatures: BTreeMap::new(),
            timestamps: Vec::new(),
        };
        for one in attestations {
            match one.said.kind {
                AttestationKind::Checkpoint => {
                    kept.checkpoints.insert(one.number, one);
                }
                AttestationKind::Cosignature => {
                    kept.cosignatures.entry(one.said.about).or_default().push(one);
                }
                AttestationKind::Timestamp => kept.timestamps.push(one),
            }
        }
        kept
    }

    /// A kept checkpoint with the lines of the witnesses that have confirmed it; none where there
    /// is no such checkpoint.
    pub fn note(&self, number: u64) -> Result<Option<Note>, LedgerError> {
        let Some(checkpoint) = self.checkpoints.get(&number) else { return Ok(None) };
        let about = self.cosignatures.get(&number).map_or(&[][..], Vec::as_slice);
        Ok(Some(cosigned(about, &sealed(checkpoint)?)))
    }

    /// The smaller checkpoints, of each size the newest.
    pub fn older(&self, size: u64) -> Vec<&Attestation> {
        let smaller = self.checkpoints.values().filter(|kept| kept.said.size < size);
        let newest: BTreeMap<u64, &Attestation> =
            smaller.map(|kept| (kept.said.size, kept)).collect();
        newest.into_values().collect()
    }

    /// Adds an older checkpoint, with the proof that the log of the head is its continuation;
    /// `last` is its last leaf with that leaf's path in the tree of the head.
    pub fn add_older(
        &self,
        contents: &mut Contents,
        older: &Attestation,
        (size, root): (u64, &Hash),
        last: Option<(&Hash, &[Hash])>,
    ) -> Result<(), LedgerError> {
        let from = older.said.size;
        let proof = last.and_then(|(leaf, path)| consistency_of(from, size, leaf, path));
        let proof = proof.unwrap_or_default();
        check_consistency(from, size, &older.said.root, root, &proof)
            .map_err(|_| StoreError::OtherTree { size: from })?;
        let note = self.note(older.number)?.map(|note| note.to_bytes()).unwrap_or_default();
        let name = Name::Consistency { from, to: size };
        contents.print(name, |out| ConsistencyProof::print(out, &proof, &note));
        Ok(())
    }

    /// Adds what timestamping authorities said about checkpoints of at most this size, each beside
    /// the bytes that it dates; gives how many.
    pub fn add_timestamps(&self, contents: &mut Contents, size: u64) -> usize {
        let mut count = 0;
        for token in self.timestamps.iter().filter(|token| token.said.size <= size) {
            let Some(about) = self.checkpoints.get(&token.said.about) else { continue };
            let (size, number) = (token.said.size, token.number);
            contents.add(Name::Dated { size, number }, &about.said.body);
            contents.add(Name::Timestamp { size, number }, &token.said.body);
            count += 1;
        }
        count
    }
}

/// The positions of the last events of older checkpoints; an empty log has none.
pub(super) fn last_positions(older: &[&Attestation]) -> Vec<Position> {
    older.iter().filter(|kept| kept.said.size > 0).map(|kept| Position(kept.said.size)).collect()
}
