//! Proofs as files: that an event is in the log of a checkpoint (C2SP tlog-proof), and that the log of
//! a checkpoint is the beginning of a later one's (contract, evidence bundle).
//!
//! Both are hashes in base64, one a line, an empty line, and a checkpoint verbatim; the first begins
//! with what it is and the index of the leaf.

use std::fmt::Write;

use duebook_events::Position;

use crate::merkle::Hash;

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
    /// Writes the proof of the event at a position.
    #[must_use]
    pub fn print(position: Position, hashes: &[Hash], checkpoint: &[u8]) -> Vec<u8> {
        let mut text = String::with_capacity(60 + hashes.len() * 45 + checkpoint.len());
        let index = position.0.saturating_sub(1);
        let _ = writeln!(text, "{FIRST_LINE}\nindex {index}");
        print_hashes(&mut text, hashes);
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(checkpoint);
        bytes
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
    /// Writes the proof that begins with an older checkpoint.
    #[must_use]
    pub fn print(hashes: &[Hash], checkpoint: &[u8]) -> Vec<u8> {
        let mut text = String::with_capacity(hashes.len() * 45 + checkpoint.len() + 1);
        print_hashes(&mut text, hashes);
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(checkpoint);
        bytes
    }

    /// Reads a proof; none where the bytes are not one.
    #[must_use]
    pub fn parse(bytes: &'p [u8]) -> Option<Self> {
        let mut rest = bytes;
        let hashes = read_hashes(&mut rest)?;
        Some(Self { hashes, checkpoint: rest })
    }
}

/// Hashes one a line, and the empty line.
fn print_hashes(text: &mut String, hashes: &[Hash]) {
    for hash in hashes {
        text.push_str(&hash.base64());
        text.push('\n');
    }
    text.push('\n');
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

    const CHECKPOINT: &[u8] = b"example.com/log\n3\nroot\n\n\xe2\x80\x94 example.com/log sig\n";

    #[test]
    fn a_proof_is_read_as_it_is_written() {
        let hashes = [Hash([1; 32]), Hash([2; 32])];
        let bytes = InclusionProof::print(Position(3), &hashes, CHECKPOINT);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 2\nAQEBAQ"), "{text}");
        let proof = InclusionProof::parse(&bytes).unwrap();
        let hashes = hashes.to_vec();
        assert_eq!(proof, InclusionProof { index: 2, hashes, checkpoint: CHECKPOINT });
    }

    #[test]
    fn a_tree_of_one_leaf_needs_no_hashes() {
        let bytes = InclusionProof::print(Position(1), &[], CHECKPOINT);
        assert_eq!(InclusionProof::parse(&bytes).unwrap().hashes, []);
        let bytes = ConsistencyProof::print(&[], CHECKPOINT);
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
        let mut long = "c2sp.org/tlog-proof@v1\nindex 0\n".to_owned();
        print_hashes(&mut long, &[Hash([0; 32]); HASHES_MAX + 1]);
        assert_eq!(InclusionProof::parse(long.as_bytes()), None);
    }
}
