//! How the tree is stored: blocks of hashes in tiers.
//!
//! Tier 0 holds the hashes of the leaves, 32 to a block. The root of a full block is one hash of
//! the tier above it, and so on: tier t holds the roots of complete subtrees of 32^t leaves. The
//! four levels of nodes between two tiers are not stored; a full block gives them with 31 hashes.
//! A block only grows, and a full one never changes. All tiers together take 33 bytes a leaf, and
//! a proof in a tree of a million leaves reads four blocks.

use super::hash::{Hash, node_hash};

/// Levels of the tree from one tier to the next.
pub(super) const TIER_LEVELS: u32 = 5;
/// Hashes of a full block.
pub const BLOCK_HASHES: usize = 1 << TIER_LEVELS;
/// Tiers of the largest tree that is possible: 2^64 leaves.
pub const TIERS_MAX: u32 = 64_u32.div_ceil(TIER_LEVELS);

/// Where a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockPlace {
    /// The tier, from 0 for the leaves.
    pub tier: u32,
    /// Its number within the tier, from 0.
    pub number: u64,
}

impl BlockPlace {
    /// The index of the first leaf under the block.
    #[must_use]
    pub fn first_leaf(self) -> u64 {
        let levels = TIER_LEVELS * (self.tier + 1);
        if levels < 64 { self.number.wrapping_shl(levels) } else { 0 }
    }
}

/// One block: up to [`BLOCK_HASHES`] neighbouring hashes of a tier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block(Vec<Hash>);

impl Block {
    /// Takes the hashes of a block, or nothing if there are too many.
    #[must_use]
    pub fn new(hashes: Vec<Hash>) -> Option<Self> {
        (hashes.len() <= BLOCK_HASHES).then_some(Self(hashes))
    }

    /// Reads what [`Block::bytes`] wrote; nothing if it has another length.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        rest.is_empty().then(|| Self::new(hashes.iter().map(|hash| Hash(*hash)).collect()))?
    }

    /// Writes the hashes one after the other, 32 bytes each.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.0).collect()
    }

    /// The hashes, in the order of their leaves.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.0
    }

    /// Cuts the block off after so many hashes.
    pub fn truncate(&mut self, hashes: usize) {
        self.0.truncate(hashes);
    }

    pub(super) fn push(&mut self, hash: Hash) {
        self.0.push(hash);
    }

    pub(super) fn is_full(&self) -> bool {
        self.0.len() == BLOCK_HASHES
    }

    /// The levels of complete nodes above the block's hashes, the hashes themselves first.
    pub(super) fn levels(self) -> Vec<Vec<Hash>> {
        let mut levels = vec![self.0];
        while let Some(below) = levels.last().filter(|below| below.len() >= 2) {
            let (pairs, _) = below.as_chunks::<2>();
            levels.push(pairs.iter().map(|[left, right]| node_hash(left, right)).collect());
        }
        levels
    }

    /// The root of a full block.
    pub(super) fn root(&self) -> Hash {
        let mut level = [Hash([0; 32]); BLOCK_HASHES];
        level.copy_from_slice(&self.0);
        let mut width = BLOCK_HASHES;
        while width > 1 {
            width /= 2;
            for at in 0..width {
                level[at] = node_hash(&level[2 * at], &level[2 * at + 1]);
            }
        }
        level[0]
    }
}
