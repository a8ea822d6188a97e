//! The Merkle tree over the log: RFC 6962, section 2, with SHA-256.
//!
//! Leaf i (from 0) is the canonical bytes of the event at position i + 1. A leaf's hash is
//! SHA-256(0x00 ‖ bytes), a node's SHA-256(0x01 ‖ left ‖ right), the root of an empty tree
//! SHA-256 of nothing. Pure: no I/O; who stores the hashes hands them in through [`Blocks`].
//!
//! | file | concept |
//! | --- | --- |
//! | `hash` | a hash, of a leaf and of a node |
//! | `blocks` | how the hashes are stored: blocks of 32, each of a tier above the other |
//! | `growing` | a tree to which leaves are appended |
//! | `proving` | roots and proofs out of stored blocks |
//! | `checking` | whether a proof holds |

mod blocks;
mod checking;
mod growing;
mod hash;
mod proving;
#[cfg(test)]
mod tests;

pub use blocks::{BLOCK_HASHES, Block, BlockPlace, TIERS_MAX};
pub use checking::{ProofError, check_consistency, check_inclusion};
pub use growing::Growing;
pub use hash::{Hash, NotAHash, leaf_hash, node_hash};
pub use proving::{Blocks, OutsideTheTree, Prover};
