//! The tree and the attestations of the store in memory, and handing everything out.

use std::collections::BTreeMap;

use super::state::{State, head_of};
use crate::merkle::{Block, BlockPlace, Blocks, Hash, Prover};
use crate::store::chain::{FIRST_LINK, link};
use crate::store::data::{
    Attestation, AttestationKind, NewAttestation, PAGE_EVENTS_MAX, StreamInfo,
};
use crate::store::error::StoreError;
use crate::store::inspect::Inspector;
use crate::store::plain::Position;

/// The blocks as they stand in memory.
pub(super) struct Kept<'s>(&'s BTreeMap<BlockPlace, Block>);

impl Blocks for Kept<'_> {
    type Error = StoreError;

    fn block(&mut self, place: BlockPlace) -> Result<Block, StoreError> {
        self.0.get(&place).cloned().ok_or_else(|| crate::merkle::OutsideTheTree.into())
    }
}

/// The leaf of a position in a tree of `size`.
pub(super) fn index(position: Position, size: u64) -> Result<u64, StoreError> {
    let index = position.0.checked_sub(1).filter(|index| *index < size);
    index.ok_or(StoreError::NoSuchPosition(position))
}

impl State {
    pub(super) fn prover(&self, size: u64) -> Result<Prover<Kept<'_>>, StoreError> {
        if size > self.head().position.0 {
            return Err(StoreError::NoSuchPosition(Position(size)));
        }
        Ok(Prover::new(Kept(&self.blocks)))
    }

    pub(super) fn keep(&mut self, said: NewAttestation) -> Result<u64, StoreError> {
        let checkpoints = || {
            self.attestations.iter().filter(|kept| kept.said.kind == AttestationKind::Checkpoint)
        };
        let ours = |size, root: Hash| {
            self.prover(size)
                .and_then(|mut prover| prover.root(size))
                .is_ok_and(|ours| ours == root)
        };
        if said.kind == AttestationKind::Checkpoint {
            if let Some(newest) = checkpoints().next_back().map(|kept| &kept.said) {
                if said.size < newest.size {
                    let (size, newest) = (said.size, newest.size);
                    return Err(StoreError::SmallerTree { size, newest });
                }
                if !ours(newest.size, newest.root) {
                    return Err(StoreError::OtherTree { size: newest.size });
                }
            }
            if !ours(said.size, said.root) {
                return Err(StoreError::OtherTree { size: said.size });
            }
        } else {
            let about = checkpoints().find(|kept| kept.number == said.about);
            if about.is_none_or(|kept| (kept.said.size, kept.said.root) != (said.size, said.root)) {
                return Err(StoreError::OtherTree { size: said.size });
            }
        }
        let number = self.attestations.len() as u64 + 1;
        let before = self.attestations.last().map_or(FIRST_LINK, |last| last.link);
        let link = link(&before, number, &said);
        self.attestations.push(Attestation { number, said, link });
        Ok(number)
    }

    pub(super) fn hand_out(&self, inspector: &mut dyn Inspector) -> Result<(), StoreError> {
        inspector.head(self.head());
        let info = |(id, (index, positions)): (&_, &(u32, Vec<Position>))| {
            Some(StreamInfo { index: *index, id: Clone::clone(id), head: head_of(positions)? })
        };
        inspector.streams(self.streams.iter().filter_map(info).collect());
        let mut from = Position(1);
        while from <= self.head().position {
            let page = self.range(from, self.head().position, PAGE_EVENTS_MAX)?;
            from = Position(page.rows.last().map_or(u64::MAX, |row| row.position.0 + 1));
            inspector.events(page);
        }
        for (place, block) in &self.blocks {
            inspector.tree_block(*place, &block.bytes());
        }
        for (id, position) in &self.ids {
            inspector.id(*id, *position);
        }
        let mut number = || {
            for ((kind, number), position) in &self.numbers {
                inspector.number(*kind, number, *position);
            }
            inspector.numbers_again()
        };
        if number() {
            number();
        }
        for (sha256, bytes) in &self.documents {
            inspector.document(sha256, bytes);
        }
        for (key, value) in &self.settings {
            inspector.setting(key, value);
        }
        for attestation in &self.attestations {
            inspector.attestation(attestation.clone());
        }
        Ok(())
    }
}
