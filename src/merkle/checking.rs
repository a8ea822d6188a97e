//! Whether a proof holds (RFC 9162, sections 2.1.3.2 and 2.1.4.2: the algorithms for the proofs
//! of RFC 6962).

use super::hash::{Hash, node_hash};

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf's index is not below the tree's size, or the older tree is the larger one.
    #[error("it is about something beyond the tree")]
    OutsideTheTree,
    /// There are too many or too few hashes.
    #[error("it has too many or too few hashes")]
    WrongLength,
    /// It leads to another root.
    #[error("it leads to another root")]
    OtherRoot,
}

/// Checks that a leaf stands at `index` in the tree of `size` leaves that has this root.
pub fn check_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutsideTheTree);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if at % 2 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (at, last) = (at / 2, last / 2);
    }
    match (last, hash == *root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::OtherRoot),
        _ => Err(ProofError::WrongLength),
    }
}

/// Checks that the tree of `old` leaves with root `old_root` is the beginning of the tree of `new`
/// leaves with root `new_root`.
pub fn check_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::OutsideTheTree);
    }
    if old == 0 || old == new {
        let same = if old == 0 { Hash::empty() } else { *new_root };
        return match (proof.is_empty(), *old_root == same) {
            (false, _) => Err(ProofError::WrongLength),
            (true, true) => Ok(()),
            (true, false) => Err(ProofError::OtherRoot),
        };
    }
    // Where the older tree is one complete subtree, its root is not repeated in the proof.
    let mut rest = proof.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let first = *first.ok_or(ProofError::WrongLength)?;
    let (mut at, mut last) = (old - 1, new - 1);
    while at % 2 == 1 {
        (at, last) = (at / 2, last / 2);
    }
    let (mut older, mut newer) = (first, first);
    for hash in rest {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if at % 2 == 1 || at == last {
            older = node_hash(hash, &older);
            newer = node_hash(hash, &newer);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            newer = node_hash(&newer, hash);
        }
        (at, last) = (at / 2, last / 2);
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    if older == *old_root && newer == *new_root { Ok(()) } else { Err(ProofError::OtherRoot) }
}
