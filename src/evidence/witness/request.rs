//! The body of `add-checkpoint` (C2SP tlog-witness): the old size, a consistency proof, the
//! checkpoint.

use crate::evidence::checkpoint::parse_size;
use crate::merkle::Hash;

/// The most proof lines that a request may have.
pub const PROOF_LINES_MAX: usize = 63;

/// A request to confirm a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size of the tree that the witness has confirmed last, as the log believes.
    pub old: u64,
    /// The proof that the new tree begins with it (RFC 6962, section 2.1.2).
    pub proof: Vec<Hash>,
    /// The checkpoint, byte for byte.
    pub note: Vec<u8>,
}

impl AddCheckpoint {
    /// Reads a request; nothing if it is none.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        let (first, mut rest) = line(body)?;
        let old = parse_size(first.strip_prefix("old ")?)?;
        let mut proof = Vec::new();
        loop {
            let (next, after) = line(rest)?;
            rest = after;
            if next.is_empty() {
                break;
            }
            if proof.len() == PROOF_LINES_MAX {
                return None;
            }
            proof.push(Hash::from_base64(next).ok()?);
        }
        Some(Self { old, proof, note: rest.to_vec() })
    }

    /// The request as it is sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = format!("old {}\n", self.old);
        for hash in &self.proof {
            body.push_str(&hash.base64());
            body.push('\n');
        }
        body.push('\n');
        let mut body = body.into_bytes();
        body.extend(&self.note);
        body
    }
}

/// The first line, without its newline, and what follows it.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C2SP tlog-witness, "add-checkpoint", example request.
    const PUBLISHED: &str = "old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\u{2014} example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
";

    #[test]
    fn the_published_request_is_read_and_written() {
        let request = AddCheckpoint::parse(PUBLISHED.as_bytes()).unwrap();
        assert_eq!((request.old, request.proof.len()), (20_852_014, 4));
        assert!(request.note.starts_with(b"example.com/behind-the-sofa\n20852163\n"));
        assert_eq!(request.to_bytes(), PUBLISHED.as_bytes());
    }

    #[test]
    fn what_is_not_a_request_is_refused() {
        let hash = format!("{}\n", Hash([1; 32]).base64());
        let many = format!("old 1\n{}\nnote\n", hash.repeat(PROOF_LINES_MAX + 1));
        for body in [
            "",
            "old 1",
            "old 1\n",
            "old 01\n\nx",
            "old -1\n\nx",
            "new 1\n\nx",
            "old 1\nAA==\n\nx",
            "1\n\nx",
            &many,
        ] {
            assert_eq!(AddCheckpoint::parse(body.as_bytes()), None, "{body:?}");
        }
        let most = format!("old 1\n{}\nnote\n", hash.repeat(PROOF_LINES_MAX));
        assert_eq!(AddCheckpoint::parse(most.as_bytes()).unwrap().proof.len(), PROOF_LINES_MAX);
    }
}
