//! Roots and proofs out of stored blocks (RFC 6962, sections 2.1 to 2.1.2).

use std::collections::BTreeMap;

use super::blocks::{BLOCK_HASHES, Block, BlockPlace, TIER_LEVELS};
use super::hash::{Hash, node_hash};

/// Whoever stores the blocks of a tree.
pub trait Blocks {
    /// Why a block could not be had.
    type Error: From<OutsideTheTree>;

    /// Gives a block. It may hold more hashes than the tree that is asked about.
    fn block(&mut self, place: BlockPlace) -> Result<Block, Self::Error>;
}

/// A leaf or a size beyond the tree, or a stored block that is too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tree does not reach that far")]
pub struct OutsideTheTree;

/// Answers about one tree, reading each block once.
///
/// Keeps what it has read: 2 KiB a block.
pub struct Prover<B> {
    blocks: B,
    read: BTreeMap<BlockPlace, Vec<Vec<Hash>>>,
}

impl<B: Blocks> Prover<B> {
    /// Begins to answer out of these blocks.
    pub fn new(blocks: B) -> Self {
        Self { blocks, read: BTreeMap::new() }
    }

    /// The root of the tree over the first `size` leaves.
    pub fn root(&mut self, size: u64) -> Result<Hash, B::Error> {
        if size == 0 { Ok(Hash::empty()) } else { self.subtree(0, size) }
    }

    /// The hash of one leaf.
    pub fn leaf(&mut self, index: u64) -> Result<Hash, B::Error> {
        self.node(0, index)
    }

    /// The audit path of a leaf in the tree over the first `size` leaves, from the leaf's sibling
    /// up to the child of the root.
    pub fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, B::Error> {
        if index >= size {
            return Err(OutsideTheTree.into());
        }
        let (mut from, mut to, mut path) = (0, size, Vec::new());
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                path.push(self.subtree(middle, to)?);
                to = middle;
            } else {
                path.push(self.subtree(from, middle)?);
                from = middle;
            }
        }
        path.reverse();
        Ok(path)
    }

    /// The proof that the tree over the first `old` leaves is the beginning of the one over the
    /// first `new`. Empty if either is all of the other, or nothing.
    pub fn consistency(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, B::Error> {
        if old > new {
            return Err(OutsideTheTree.into());
        }
        let mut proof = Vec::new();
        if old == 0 || old == new {
            return Ok(proof);
        }
        let (mut from, mut to) = (0, new);
        while to != old {
            let middle = from + split(to - from);
            if old <= middle {
                proof.push(self.subtree(middle, to)?);
                to = middle;
            } else {
                proof.push(self.subtree(from, middle)?);
                from = middle;
            }
        }
        if from > 0 {
            proof.push(self.subtree(from, to)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The hash of the subtree over the leaves `from..to`, which begins where a subtree of its
    /// width may begin.
    fn subtree(&mut self, from: u64, to: u64) -> Result<Hash, B::Error> {
        let width = to - from;
        if width.is_power_of_two() {
            return self.node(width.trailing_zeros(), from / width);
        }
        let middle = from + split(width);
        let (left, right) = (self.subtree(from, middle)?, self.subtree(middle, to)?);
        Ok(node_hash(&left, &right))
    }

    /// The root of a complete subtree of 2^level leaves.
    fn node(&mut self, level: u32, index: u64) -> Result<Hash, B::Error> {
        let (tier, inside) = (level / TIER_LEVELS, level % TIER_LEVELS);
        let first = index << inside;
        let place = BlockPlace { tier, number: first >> TIER_LEVELS };
        if !self.read.contains_key(&place) {
            let block = self.blocks.block(place)?;
            self.read.insert(place, block.levels());
        }
        let within = (usize::try_from(first).unwrap_or(usize::MAX) % BLOCK_HASHES) >> inside;
        let found =
            self.read.get(&place).and_then(|levels| levels.get(inside as usize)?.get(within));
        found.copied().ok_or_else(|| OutsideTheTree.into())
    }
}

/// The largest power of two that is smaller than a width of at least 2.
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}
