//! A tree to which leaves are appended.

use super::blocks::{BLOCK_HASHES, Block, BlockPlace, TIER_LEVELS, TIERS_MAX};
use super::hash::Hash;

/// The growing edge of a tree: its unfinished block in each tier.
///
/// Appending a leaf costs 31/32 of a node's hash on average. What changed is handed out by
/// [`Growing::take_changed`]: full blocks once, and the unfinished ones as they are then.
#[derive(Clone, Debug, Default)]
pub struct Growing {
    size: u64,
    /// The unfinished block of each tier; it may be empty.
    edge: Vec<Block>,
    /// Blocks that were filled since the last [`Growing::take_changed`].
    filled: Vec<(BlockPlace, Block)>,
    /// Tiers whose unfinished block has changed since, as bits.
    touched: u32,
}

impl Growing {
    /// Takes up a tree of `size` leaves again; `block` gives the stored blocks at its edge.
    ///
    /// The blocks may hold more hashes than the tree has leaves. A block with too few gives `None`.
    pub fn resume<E>(
        size: u64,
        mut block: impl FnMut(BlockPlace) -> Result<Block, E>,
    ) -> Result<Option<Self>, E> {
        let mut edge = Vec::new();
        for tier in 0..TIERS_MAX {
            let hashes = size >> (TIER_LEVELS * tier);
            if hashes == 0 {
                break;
            }
            let unfinished = usize::try_from(hashes).unwrap_or(usize::MAX) % BLOCK_HASHES;
            let mut found = Block::default();
            if unfinished > 0 {
                found = block(BlockPlace { tier, number: hashes >> TIER_LEVELS })?;
                if found.hashes().len() < unfinished {
                    return Ok(None);
                }
                found.truncate(unfinished);
            }
            edge.push(found);
        }
        Ok(Some(Self { size, edge, filled: Vec::new(), touched: 0 }))
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends the hash of a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.size += 1;
        let mut hash = leaf;
        for tier in 0..TIERS_MAX {
            let at = tier as usize;
            if self.edge.len() == at {
                self.edge.push(Block::default());
            }
            let block = &mut self.edge[at];
            block.push(hash);
            if !block.is_full() {
                self.touched |= 1 << tier;
                return;
            }
            self.touched &= !(1 << tier);
            hash = block.root();
            let number = (self.size >> (TIER_LEVELS * (tier + 1))) - 1;
            self.filled.push((BlockPlace { tier, number }, std::mem::take(block)));
        }
    }

    /// Gives the blocks that changed since the last call, each at most once.
    pub fn take_changed(&mut self) -> Vec<(BlockPlace, Block)> {
        let mut changed = std::mem::take(&mut self.filled);
        for (tier, block) in (0..).zip(&self.edge) {
            if self.touched & (1 << tier) != 0 {
                let number = self.size >> (TIER_LEVELS * (tier + 1));
                changed.push((BlockPlace { tier, number }, block.clone()));
            }
        }
        self.touched = 0;
        changed
    }
}
