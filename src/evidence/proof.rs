//! Proofs as files: that an event is in the log of a checkpoint (C2SP tlog-proof), and that the log of
//! a checkpoint is the beginning of a later one's (contract, evidence bundle).
//!
//! Both are hashes in base64, one a line, an empty line, and a checkpoint verbatim; the first begins
//! with what it is and the index of the leaf.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use duebook_events::Position;

use crate::merkle::{Hash, node_hash};

/// The first line of a proof of inclusion.
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// The most hashes of a proof: no tree is deeper than an index has bits, and a consistency proof has
/// one more.
const HASHES_MAX: usize = 65;
/// The most bytes of a proof: its hashes, and a checkpoint with many signatures.
pub const PROOF_BYTES_MAX: usize = 1 << 20;

/// A proof of inclusion, unverified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof<'p> {
    /// The index of the leaf, from 0.
    pub index: u64,
    /// From the leaf's sibling to the root's child.
    pub hashes: Vec<Hash>,
    /// The checkpoint, verbatim.
    pub checkpoint: &'p [u8],
}

impl<'p> InclusionProof<'p> {
    /// Writes the proof of the event at a position behind what is there.
    pub fn print(out: &mut Vec<u8>, position: Position, hashes: &[Hash], checkpoint: &[u8]) {
        let index = position.0.saturating_sub(1);
        // Memory takes whatever is written to it.
        let _ = writeln!(out, "{FIRST_LINE}\nindex {index}");
        print_hashes(out, hashes);
        out.extend_from_slice(checkpoint);
    }

    /// Reads a proof; none where the bytes are not one. Extra data is passed over: nothing signs it.
    #[must_use]
    pub fn parse(bytes: &'p [u8]) -> Option<Self> {
        let mut rest = bytes;
        if line(&mut rest)? != FIRST_LINE {
            return None;
        }
        let mut second = line(&mut rest)?;
        if second.starts_with("extra ") {
            second = line(&mut rest)?;
        }
        let digits = second.strip_prefix("index ")?;
        let index: u64 = digits.parse().ok()?;
        if index.to_string() != digits {
            return None;
        }
        let hashes = read_hashes(&mut rest)?;
        Some(Self { index, hashes, checkpoint: rest })
    }
}

/// A proof of consistency, unverified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof<'p> {
    /// As RFC 6962, section 2.1.2, orders them.
    pub hashes: Vec<Hash>,
    /// The older checkpoint, verbatim.
    pub checkpoint: &'p [u8],
}

impl<'p> ConsistencyProof<'p> {
    /// Writes the proof that begins with an older checkpoint behind what is there.
    pub fn print(out: &mut Vec<u8>, hashes: &[Hash], checkpoint: &[u8]) {
        print_hashes(out, hashes);
        out.extend_from_slice(checkpoint);
    }

    /// Reads a proof; none where the bytes are not one.
    #[must_use]
    pub fn parse(bytes: &'p [u8]) -> Option<Self> {
        let mut rest = bytes;
        let hashes = read_hashes(&mut rest)?;
        Some(Self { hashes, checkpoint: rest })
    }
}

/// The hashes of the proof that the tree over the first `old` leaves is the beginning of the one over
/// the first `new`, out of the last old leaf and its audit path in the new tree: as far down as the
/// largest subtree that ends with that leaf, both take the same way (RFC 6962, sections 2.1.1 and
/// 2.1.2). None where the path is too short, or the old tree is empty or not the smaller one.
#[must_use]
pub fn consistency_of(old: u64, new: u64, leaf: &Hash, path: &[Hash]) -> Option<Vec<Hash>> {
    if old == 0 || old >= new {
        return None;
    }
    let (mut from, mut to, mut below, mut proof) = (0, new, path, Vec::new());
    while to != old {
        let middle = from + (1 << (to - from - 1).ilog2());
        let (sibling, rest) = below.split_last()?;
        proof.push(*sibling);
        below = rest;
        if old <= middle {
            to = middle;
        } else {
            from = middle;
        }
    }
    if from > 0 {
        // The leaf is the last of the subtree: whatever is left stands to its left.
        proof.push(below.iter().fold(*leaf, |node, sibling| node_hash(sibling, &node)));
    }
    proof.reverse();
    Some(proof)
}

/// Hashes one a line, and the empty line.
fn print_hashes(out: &mut Vec<u8>, hashes: &[Hash]) {
    const LINE: usize = 45;
    for hash in hashes {
        let mut line = [b'\n'; LINE];
        let written = STANDARD.encode_slice(hash.0, &mut line);
        debug_assert_eq!(written, Ok(LINE - 1), "32 bytes are 44 digits");
        out.extend_from_slice(&line);
    }
    out.push(b'\n');
}

fn read_hashes(rest: &mut &[u8]) -> Option<Vec<Hash>> {
    let mut hashes = Vec::new();
    loop {
        let text = line(rest)?;
        if text.is_empty() {
            return Some(hashes);
        }
        if hashes.len() == HASHES_MAX {
            return None;
        }
        hashes.push(Hash::from_base64(text).ok()?);
    }
}

/// Takes a line off the front, without its line feed.
fn line<'l>(rest: &mut &'l [u8]) -> Option<&'l str> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let text = std::str::from_utf8(&rest[..end]).ok()?;
    *rest = &rest[end + 1..];
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{check_consistency, leaf_hash};

    fn printed(print: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        print(&mut out);
        out
    }

    const CHECKPOINT: &[u8] = b"example.com/log\n3\nroot\n\n\xe2\x80\x94 example.com/log sig\n";

    #[test]
    fn a_proof_is_read_as_it_is_written() {
        let hashes = [Hash([1; 32]), Hash([2; 32])];
        let bytes = printed(|out| InclusionProof::print(out, Position(3), &hashes, CHECKPOINT));
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 2\nAQEBAQ"), "{text}");
        let proof = InclusionProof::parse(&bytes).unwrap();
        let hashes = hashes.to_vec();
        assert_eq!(proof, InclusionProof { index: 2, hashes, checkpoint: CHECKPOINT });
    }

    #[test]
    fn a_tree_of_one_leaf_needs_no_hashes() {
        let bytes = printed(|out| InclusionProof::print(out, Position(1), &[], CHECKPOINT));
        assert_eq!(InclusionProof::parse(&bytes).unwrap().hashes, []);
        let bytes = printed(|out| ConsistencyProof::print(out, &[], CHECKPOINT));
        assert_eq!(bytes[0], b'\n');
        assert_eq!(ConsistencyProof::parse(&bytes).unwrap().checkpoint, CHECKPOINT);
    }

    #[test]
    fn extra_data_is_passed_over() {
        let bytes = b"c2sp.org/tlog-proof@v1\nextra QUJD\nindex 0\n\nnote";
        assert_eq!(InclusionProof::parse(bytes).unwrap().checkpoint, b"note");
    }

    #[test]
    fn what_is_no_proof_is_not_read() {
        let wrong: [&[u8]; 9] = [
            b"",
            b"c2sp.org/tlog-proof@v2\nindex 0\n\n",
            b"c2sp.org/tlog-proof@v1\nindex 00\n\n",
            b"c2sp.org/tlog-proof@v1\nindex -1\n\n",
            b"c2sp.org/tlog-proof@v1\nindex 0\nAQEB\n\n",
            b"c2sp.org/tlog-proof@v1\nindex 0",
            b"c2sp.org/tlog-proof@v1\nindex 0\n",
            b"c2sp.org/tlog-proof@v1\r\nindex 0\n\n",
            b"c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\n",
        ];
        for bytes in wrong {
            assert_eq!(InclusionProof::parse(bytes), None, "{bytes:?}");
        }
        let many = [Hash([0; 32]); HASHES_MAX + 1];
        let long = printed(|out| InclusionProof::print(out, Position(1), &many, b""));
        assert_eq!(InclusionProof::parse(&long), None);
    }

    fn leaf(index: u64) -> Hash {
        leaf_hash(&index.to_be_bytes())
    }

    /// The root over some leaves, as the RFC defines it.
    fn root(from: u64, to: u64) -> Hash {
        match to - from {
            0 => Hash::empty(),
            1 => leaf(from),
            width => {
                let middle = from + (1 << (width - 1).ilog2());
                node_hash(&root(from, middle), &root(middle, to))
            }
        }
    }

    /// The audit path of a leaf, as the RFC defines it.
    fn path(index: u64, from: u64, to: u64) -> Vec<Hash> {
        if to - from == 1 {
            return Vec::new();
        }
        let middle = from + (1 << (to - from - 1).ilog2());
        let (mut path, sibling) = if index < middle {
            (path(index, from, middle), root(middle, to))
        } else {
            (path(index, middle, to), root(from, middle))
        };
        path.push(sibling);
        path
    }

    #[test]
    fn a_proof_of_consistency_comes_out_of_a_path() {
        for new in 1..=70 {
            for old in 1..new {
                let proof = consistency_of(old, new, &leaf(old - 1), &path(old - 1, 0, new));
                let (then, now) = (root(0, old), root(0, new));
                let held = check_consistency(old, new, &then, &now, &proof.unwrap());
                assert_eq!(held, Ok(()), "{old} of {new}");
            }
            assert_eq!(consistency_of(new, new, &leaf(new - 1), &path(new - 1, 0, new)), None);
            assert_eq!(consistency_of(0, new, &leaf(0), &path(0, 0, new)), None);
        }
        assert_eq!(consistency_of(3, 8, &leaf(2), &[]), None);
    }
}
