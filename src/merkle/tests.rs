//! Against the definitions of RFC 6962, written down as they stand there, and against `ct-merkle`.

use std::collections::BTreeMap;

use super::*;

/// The blocks of a tree, as a store would keep them.
#[derive(Default, Clone)]
struct Stored(BTreeMap<BlockPlace, Vec<u8>>);

impl Stored {
    fn keep(&mut self, growing: &mut Growing) {
        for (place, block) in growing.take_changed() {
            let new = block.bytes();
            let old = self.0.insert(place, new.clone()).unwrap_or_default();
            assert!(new.starts_with(&old) && new.len() > old.len(), "blocks only grow");
        }
    }
}

impl Blocks for &Stored {
    type Error = OutsideTheTree;

    fn block(&mut self, place: BlockPlace) -> Result<Block, OutsideTheTree> {
        self.0.get(&place).and_then(|bytes| Block::from_bytes(bytes)).ok_or(OutsideTheTree)
    }
}

fn leaf(number: u64) -> Vec<u8> {
    format!("leaf {number}").into_bytes()
}

/// A stored tree that was appended to in batches of these sizes, over and over.
fn grown(size: u64, batches: &[u64]) -> Stored {
    let (mut growing, mut stored) = (Growing::default(), Stored::default());
    let mut batches = batches.iter().cycle();
    while growing.size() < size {
        let batch = *batches.next().unwrap();
        for _ in 0..batch.min(size - growing.size()) {
            growing.push(leaf_hash(&leaf(growing.size())));
        }
        stored.keep(&mut growing);
        let blocks = &stored;
        growing = Growing::resume(growing.size(), |place| { blocks }.block(place))
            .unwrap()
            .expect("the stored blocks reach that far");
    }
    stored
}

/// RFC 6962, section 2.1: MTH.
fn mth(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => Hash::empty(),
        [one] => leaf_hash(one),
        _ => {
            let (left, right) = leaves.split_at(half(leaves.len()));
            node_hash(&mth(left), &mth(right))
        }
    }
}

/// RFC 6962, section 2.1.1: PATH.
fn path(index: usize, leaves: &[Vec<u8>]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut path, other) = if index < left.len() {
        (path(index, left), mth(right))
    } else {
        (path(index - left.len(), right), mth(left))
    };
    path.push(other);
    path
}

/// RFC 6962, section 2.1.2: SUBPROOF.
fn subproof(old: usize, leaves: &[Vec<u8>], known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut proof, other) = if old <= left.len() {
        (subproof(old, left, known), mth(right))
    } else {
        (subproof(old - left.len(), right, false), mth(left))
    };
    proof.push(other);
    proof
}

fn half(width: usize) -> usize {
    width.next_power_of_two() / 2
}

#[test]
fn roots_and_proofs_are_those_of_the_definition() {
    let size = 1100;
    let leaves: Vec<_> = (0..size).map(leaf).collect();
    let stored = grown(size, &[1, 31, 32, 33, 7, 64, 200]);
    let mut prover = Prover::new(&stored);
    for size in (0..80).chain([255, 256, 257, 1023, 1024, 1025, 1056, 1057, 1100]) {
        let head = &leaves[..size];
        let root = prover.root(size as u64).unwrap();
        assert_eq!(root, mth(head), "root of {size}");
        for index in (0..size).step_by(1 + size / 16) {
            let proof = prover.inclusion(index as u64, size as u64).unwrap();
            assert_eq!(proof, path(index, head), "leaf {index} of {size}");
            let leaf = leaf_hash(&leaves[index]);
            assert_eq!(prover.leaf(index as u64), Ok(leaf));
            check_inclusion(&leaf, index as u64, size as u64, &proof, &root).unwrap();
        }
        for old in (1..=size).step_by(1 + size / 16) {
            let proof = prover.consistency(old as u64, size as u64).unwrap();
            assert_eq!(proof, subproof(old, head, true), "{old} to {size}");
            let old_root = prover.root(old as u64).unwrap();
            check_consistency(old as u64, size as u64, &old_root, &root, &proof).unwrap();
        }
    }
    assert_eq!(prover.inclusion(5, 5), Err(OutsideTheTree));
    assert_eq!(prover.consistency(6, 5), Err(OutsideTheTree));
    assert_eq!(prover.root(1101), Err(OutsideTheTree));
}

#[test]
fn another_implementation_accepts_the_proofs() {
    let size = 1100;
    let stored = grown(size, &[1100]);
    let mut theirs = ct_merkle::mem_backed_tree::MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
    let mut prover = Prover::new(&stored);
    let bytes = |hashes: Vec<Hash>| hashes.iter().flat_map(|hash| hash.0).collect::<Vec<_>>();
    let mut roots = Vec::new();
    for size in 1..=size {
        theirs.push(leaf(size - 1));
        let root = theirs.root();
        assert_eq!(prover.root(size).unwrap().0[..], root.as_bytes()[..]);
        for index in (0..size).step_by(97) {
            let proof = bytes(prover.inclusion(index, size).unwrap());
            let proof = ct_merkle::InclusionProof::<sha2::Sha256>::try_from_bytes(proof).unwrap();
            root.verify_inclusion(&leaf(index), index, &proof).unwrap();
        }
        for old in (1..size).step_by(89) {
            let proof = bytes(prover.consistency(old, size).unwrap());
            let proof = ct_merkle::ConsistencyProof::<sha2::Sha256>::try_from_bytes(proof).unwrap();
            let old: &ct_merkle::RootHash<sha2::Sha256> = &roots[usize::try_from(old).unwrap() - 1];
            root.verify_consistency(old, &proof).unwrap();
        }
        roots.push(root);
    }
}

#[test]
fn a_changed_proof_does_not_hold() {
    let stored = grown(77, &[77]);
    let mut prover = Prover::new(&stored);
    let (root, old_root) = (prover.root(77).unwrap(), prover.root(45).unwrap());
    let leaf = prover.leaf(44).unwrap();
    let path = prover.inclusion(44, 77).unwrap();
    let proof = prover.consistency(45, 77).unwrap();
    let other = leaf_hash(b"other");
    for at in 0..path.len() {
        let mut changed = path.clone();
        changed[at] = other;
        assert!(check_inclusion(&leaf, 44, 77, &changed, &root).is_err());
        changed.remove(at);
        assert!(check_inclusion(&leaf, 44, 77, &changed, &root).is_err());
    }
    for at in 0..proof.len() {
        let mut changed = proof.clone();
        changed[at] = other;
        assert!(check_consistency(45, 77, &old_root, &root, &changed).is_err());
        changed.remove(at);
        assert!(check_consistency(45, 77, &old_root, &root, &changed).is_err());
    }
    let longer = [&path[..], &[other]].concat();
    assert_eq!(check_inclusion(&leaf, 44, 77, &longer, &root), Err(ProofError::WrongLength));
    // Neighbouring sizes may have paths of the same shape: a checkpoint binds size and root.
    for (index, size) in [(43, 77), (45, 77), (44, 64), (44, 129), (44, 44), (u64::MAX, 77)] {
        assert!(check_inclusion(&leaf, index, size, &path, &root).is_err(), "{index} of {size}");
    }
    for (old, new) in [(44, 77), (46, 77), (45, 64), (45, 129), (45, 45), (45, 44), (0, 77)] {
        let held = check_consistency(old, new, &old_root, &root, &proof);
        assert!(held.is_err(), "{old} to {new}");
    }
    assert!(check_inclusion(&other, 44, 77, &path, &root).is_err());
    assert!(check_consistency(45, 77, &other, &root, &proof).is_err());
    assert!(check_consistency(45, 77, &old_root, &other, &proof).is_err());
}

#[test]
fn a_tree_is_not_taken_up_from_blocks_that_are_too_short() {
    let mut stored = grown(45, &[45]);
    let place = BlockPlace { tier: 0, number: 1 };
    let bytes = stored.0.get_mut(&place).unwrap();
    bytes.truncate(12 * 32);
    let blocks = &stored;
    assert!(Growing::resume(45, |place| { blocks }.block(place)).unwrap().is_none());
}

#[test]
fn hashes_are_read_as_they_are_written_and_in_no_other_way() {
    let hash = leaf_hash(b"");
    // RFC 6962 test vectors: the leaf hash of nothing.
    assert_eq!(hash.hex(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_eq!(Hash::from_hex(&hash.hex()), Ok(hash));
    assert_eq!(Hash::from_base64(&hash.base64()), Ok(hash));
    assert_eq!(Hash::from_hex(&hash.hex().to_uppercase()), Err(NotAHash));
    assert_eq!(Hash::from_base64(hash.base64().trim_end_matches('=')), Err(NotAHash));
    assert_eq!(Hash::from_base64(&format!("{}\n", hash.base64())), Err(NotAHash));
    assert_eq!(
        Hash::empty().hex(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}
