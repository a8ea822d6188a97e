//! Split views: two checkpoints that cannot both be of one log.
//!
//! A log that shows different people different trees of one size has broken its promise, and its
//! own signatures on the two notes prove it to anybody, without the log. Sizes that differ prove
//! nothing by themselves: they need a consistency proof.

use duebook_events::Words;

use super::checkpoint::SignedCheckpoint;
use super::note::Note;

/// How two verified checkpoints stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// They are of the same tree.
    SameTree,
    /// They are of different sizes: a consistency proof decides.
    NeedsProof,
    /// They are of two logs and say nothing about each other.
    OtherLogs,
    /// They contradict each other.
    SplitView(Box<SplitView>),
}

/// The proof that a log has shown two different trees of one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitView {
    /// The log.
    pub origin: String,
    /// The size of both trees.
    pub size: u64,
    /// The two notes, with the signatures that were verified and no others.
    pub notes: [Note; 2],
}

/// Compares two checkpoints whose signatures by keys of the log have been verified
/// ([`SignedCheckpoint::open`]); the keys may differ where the log has changed its key.
#[must_use]
pub fn compare(a: &SignedCheckpoint<'_>, b: &SignedCheckpoint<'_>) -> Comparison {
    let (first, second) = (&a.checkpoint, &b.checkpoint);
    if first.origin != second.origin {
        return Comparison::OtherLogs;
    }
    if first.size != second.size {
        return Comparison::NeedsProof;
    }
    if first.root == second.root {
        return Comparison::SameTree;
    }
    Comparison::SplitView(Box::new(SplitView {
        origin: first.origin.clone(),
        size: first.size,
        notes: [a.verified_note(), b.verified_note()],
    }))
}

impl SplitView {
    /// What it proves, with both notes as they stand.
    #[must_use]
    pub fn words(&self) -> Words {
        let Self { origin, size, notes: [a, b] } = self;
        Words::new(
            format!(
                "SPLIT VIEW: {origin} has signed two different logs of {size} events. One log of \
                 {size} events has one root, so whoever holds this key has shown different \
                 histories to different people. The two notes prove it to anybody who has the \
                 verifier key:\n\n{a}\n{b}"
            ),
            format!(
                "分裂视图：{origin} 为同为 {size} 个事件的两份不同日志签了名。{size} 个事件的一份日志只有一个根散列，\
                 可见密钥持有人向不同的人出示了不同的历史。任何持有验证密钥的人均可凭以下两份文书证明这一点：\n\n{a}\n{b}"
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::checkpoint::Checkpoint;
    use crate::evidence::key::{KeyName, Purpose, SignerKey, VerifierKey};
    use crate::merkle::Hash;

    fn key(name: &str, seed: u8) -> SignerKey {
        SignerKey::from_seed(KeyName::try_new(name).unwrap(), Purpose::Note, &[seed; 32])
    }

    fn signed(key: &SignerKey, size: u64, root: u8) -> Vec<u8> {
        let origin = key.verifier().name().as_str();
        let text = Checkpoint::new(origin, size, Hash([root; 32])).text();
        Note::sign(&text, &[key]).unwrap().to_bytes()
    }

    fn compared(a: &[u8], b: &[u8], keys: &[VerifierKey]) -> Comparison {
        let [a, b] = [a, b].map(|bytes| SignedCheckpoint::open(bytes, keys).unwrap());
        compare(&a, &b)
    }

    #[test]
    fn only_two_roots_of_one_size_and_log_are_a_split_view() {
        let (ours, later, other) = (key("example.com/a", 1), key("example.com/a", 2), key("b", 3));
        let keys = [&ours, &later, &other].map(|key| key.verifier().clone());
        let first = signed(&ours, 5, 1);
        assert_eq!(compared(&first, &signed(&ours, 5, 1), &keys), Comparison::SameTree);
        assert_eq!(compared(&first, &signed(&ours, 6, 2), &keys), Comparison::NeedsProof);
        assert_eq!(compared(&first, &signed(&other, 5, 2), &keys), Comparison::OtherLogs);
        // The same key, and the key that the log has changed to.
        for second in [signed(&ours, 5, 2), signed(&later, 5, 2)] {
            let Comparison::SplitView(found) = compared(&first, &second, &keys) else {
                panic!("not found")
            };
            let words = found.words();
            for text in [&words.en, &words.zh] {
                for note in [&first, &second] {
                    assert!(text.contains(std::str::from_utf8(note).unwrap()), "{text}");
                }
            }
        }
    }

    #[test]
    fn a_forged_checkpoint_proves_nothing() {
        let (ours, forger) = (key("example.com/a", 1), key("example.com/a", 2));
        let keys = [ours.verifier().clone()];
        let bytes = signed(&forger, 5, 2);
        assert_eq!(SignedCheckpoint::open(&bytes, &keys).unwrap_err().code.0, 782);
    }
}
