//! Which key is the log's, and since when.
//!
//! A `key.rotated` event is a claim that anybody who can append could make. It counts once a
//! checkpoint that covers it is signed by both keys: the old one hands over, the new one takes over.
//! Until then it changes nothing and stands in nobody's way. Signing, `verify` and evidence bundles
//! all follow this one rule.

use duebook_events::Message;

use super::checkpoint::SignedCheckpoint;
use super::key::{Purpose, VerifierKey};
use crate::messages::signing as told;
use crate::store::Position;

/// A change of the key as an event of the log records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where the event stands.
    pub position: Position,
    /// The key until then.
    pub old: VerifierKey,
    /// The key from then on, once both have signed.
    pub new: VerifierKey,
}

impl Change {
    /// Reads the lines of a change: two keys of notes, of one name, not the same.
    ///
    /// # Errors
    /// Which of that they are not.
    pub fn read(position: Position, old: &str, new: &str) -> Result<Self, Message> {
        let (old, new) = (VerifierKey::parse(old)?, VerifierKey::parse(new)?);
        for key in [&old, &new] {
            if key.purpose() != Purpose::Note {
                return Err(told::witness_key(key.name()));
            }
        }
        if old.name() != new.name() {
            return Err(told::rotation_other_name(old.name(), new.name()));
        }
        if old == new {
            return Err(told::rotation_same_key(old));
        }
        Ok(Self { position, old, new })
    }

    /// Whether another change is of the same keys.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.old == other.old && self.new == other.new
    }

    /// Whether a signed head covers this change and both keys have signed it.
    #[must_use]
    pub fn confirmed_by(&self, head: &SignedHead) -> bool {
        let signed = |key| head.signers.contains(key);
        self.position.0 <= head.size && signed(&self.old) && signed(&self.new)
    }
}

/// A checkpoint, reduced to what matters here. Its signatures have been verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// How many events it covers.
    pub size: u64,
    /// The keys of the log that have validly signed it, in the order of their signatures.
    pub signers: Vec<VerifierKey>,
}

impl From<&SignedCheckpoint<'_>> for SignedHead {
    fn from(signed: &SignedCheckpoint<'_>) -> Self {
        Self { size: signed.checkpoint.size, signers: signed.log_keys().cloned().collect() }
    }
}

/// The keys of a log, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Succession {
    /// Each key, and the size of the checkpoint from which on it is the log's.
    reigns: Vec<(u64, VerifierKey)>,
    newest: Option<Change>,
    strangers: Vec<usize>,
}

impl Succession {
    /// Follows the changes that are confirmed, in any order, through checkpoints, in the order in
    /// which they were signed.
    ///
    /// It begins with the key that signed the first of them; where several have, with the one that
    /// hands over there, else with one of `trusted`.
    #[must_use]
    pub fn of(changes: &[Change], heads: &[SignedHead], trusted: &[VerifierKey]) -> Self {
        let mut changes: Vec<&Change> = changes.iter().collect();
        changes.sort_by_key(|change| change.position);
        let Some(first) = heads.first() else { return Self::default() };
        let begins = changes.iter().find(|change| change.confirmed_by(first)).map(|c| &c.old);
        let begins = begins.or_else(|| first.signers.iter().find(|key| trusted.contains(key)));
        let Some(mut present) = begins.or(first.signers.first()) else { return Self::default() };
        let mut of_log = Self { reigns: vec![(0, present.clone())], ..Self::default() };
        let mut open = changes.as_slice();
        for (i, head) in heads.iter().enumerate() {
            if !head.signers.contains(present) {
                of_log.strangers.push(i);
                continue;
            }
            let mut next = 0;
            // One checkpoint may confirm more than one change; each counts once, so that a log may
            // come back to a key that it has had.
            for (at, change) in open.iter().enumerate() {
                if change.old == *present && change.confirmed_by(head) {
                    present = &change.new;
                    of_log.reigns.push((head.size, present.clone()));
                    of_log.newest = Some((*change).clone());
                    next = at + 1;
                }
            }
            open = &open[next..];
        }
        of_log
    }

    /// The key that is the log's now; nothing before the first checkpoint.
    #[must_use]
    pub fn present(&self) -> Option<&VerifierKey> {
        self.reigns.last().map(|(_, key)| key)
    }

    /// The change that counted last.
    #[must_use]
    pub fn newest(&self) -> Option<&Change> {
        self.newest.as_ref()
    }

    /// Every key that is or was the log's, in order; one that came back, again.
    pub fn keys(&self) -> impl Iterator<Item = &VerifierKey> {
        self.reigns.iter().map(|(_, key)| key)
    }

    /// The same, each key once.
    #[must_use]
    pub fn distinct(&self) -> Vec<VerifierKey> {
        let mut keys: Vec<VerifierKey> = Vec::new();
        for key in self.keys() {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// The key that was the log's when a checkpoint of this size was signed: the new one where the
    /// checkpoint is that of the change.
    #[must_use]
    pub fn at(&self, size: u64) -> Option<&VerifierKey> {
        self.reigns.iter().rev().find(|(since, _)| *since <= size).map(|(_, key)| key)
    }

    /// Which of the checkpoints (from 0) the log's key of that time has not signed.
    #[must_use]
    pub fn strangers(&self) -> &[usize] {
        &self.strangers
    }

    /// Whether one of these keys is or was the log's: then it vouches for all the others, before
    /// and after it, as each change bears both signatures.
    #[must_use]
    pub fn vouched_by(&self, trusted: &[VerifierKey]) -> bool {
        self.keys().any(|key| trusted.contains(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::key::{KeyName, SignerKey};

    fn key(seed: u8) -> VerifierKey {
        let name = KeyName::try_new("example.com/a").unwrap();
        SignerKey::from_seed(name, Purpose::Note, &[seed; 32]).verifier().clone()
    }

    fn change(position: u64, old: u8, new: u8) -> Change {
        Change { position: Position(position), old: key(old), new: key(new) }
    }

    fn head(size: u64, signers: &[u8]) -> SignedHead {
        SignedHead { size, signers: signers.iter().map(|seed| key(*seed)).collect() }
    }

    fn keys(of: &Succession) -> Vec<VerifierKey> {
        of.keys().cloned().collect()
    }

    #[test]
    fn a_change_counts_once_both_have_signed_a_head_that_covers_it() {
        let changes = [change(5, 1, 2)];
        let log = Succession::of(&changes, &[head(3, &[1]), head(7, &[1, 2]), head(9, &[2])], &[]);
        assert_eq!(keys(&log), [key(1), key(2)]);
        assert_eq!(
            (log.at(3), log.at(6), log.at(7)),
            (Some(&key(1)), Some(&key(1)), Some(&key(2)))
        );
        assert!(log.strangers().is_empty());
        // Not covered, or signed by one of them only: it changes nothing.
        let uncovered = Succession::of(&changes, &[head(3, &[1]), head(4, &[1, 2])], &[]);
        assert_eq!(uncovered.present(), Some(&key(1)));
        // Once it has changed, the old key signs nothing.
        let after = Succession::of(&changes, &[head(7, &[2, 1]), head(8, &[1])], &[]);
        assert_eq!((after.present(), after.strangers()), (Some(&key(2)), [1].as_slice()));
    }

    #[test]
    fn a_change_that_the_old_key_does_not_confirm_blocks_nobody() {
        // Anybody can record 1 -> 9; the checkpoint by 9 alone is no checkpoint of this log.
        let changes = [change(4, 1, 9), change(6, 1, 2), change(8, 9, 2)];
        let heads = [head(3, &[1]), head(5, &[9]), head(5, &[1]), head(7, &[1, 2]), head(9, &[9])];
        let log = Succession::of(&changes, &heads, &[]);
        assert_eq!(keys(&log), [key(1), key(2)]);
        assert_eq!(log.strangers(), [1, 4]);
        assert!(!log.vouched_by(&[key(9)]));
        assert!(log.vouched_by(&[key(1)]) && log.vouched_by(&[key(2)]));
    }

    #[test]
    fn several_changes_at_once_and_back_again() {
        let changes = [change(4, 1, 2), change(5, 2, 3), change(8, 3, 1)];
        let heads = [head(6, &[1, 2, 3]), head(9, &[3, 1]), head(12, &[1])];
        let log = Succession::of(&changes, &heads, &[]);
        assert_eq!(keys(&log), [key(1), key(2), key(3), key(1)]);
        assert!(log.strangers().is_empty());
        // A key that is gone cannot hand over again, whatever else is recorded later.
        let again = [change(4, 1, 2), change(8, 1, 9)];
        let log = Succession::of(&again, &[head(6, &[1, 2]), head(9, &[1, 9])], &[]);
        assert_eq!((log.present(), log.strangers()), (Some(&key(2)), [1].as_slice()));
    }

    #[test]
    fn it_begins_with_the_first_signer_or_the_one_that_hands_over_or_a_trusted_one() {
        assert_eq!(Succession::of(&[], &[], &[]).present(), None);
        assert_eq!(Succession::of(&[], &[head(1, &[2, 1])], &[]).present(), Some(&key(2)));
        assert_eq!(Succession::of(&[], &[head(1, &[2, 1])], &[key(1)]).present(), Some(&key(1)));
        let log = Succession::of(&[change(1, 1, 2)], &[head(1, &[2, 1])], &[]);
        assert_eq!(keys(&log), [key(1), key(2)]);
    }

    #[test]
    fn only_two_keys_of_one_log_can_follow_each_other() {
        let at = Position(1);
        let line = |name: &str, purpose, seed| {
            let name = KeyName::try_new(name).unwrap();
            SignerKey::from_seed(name, purpose, &[seed; 32]).verifier().to_string()
        };
        let ours = line("a", Purpose::Note, 1);
        assert!(Change::read(at, &ours, &line("a", Purpose::Note, 2)).is_ok());
        let code = |new: &str| Change::read(at, &ours, new).unwrap_err().code.0;
        assert_eq!(code("y"), 783);
        assert_eq!(code(&ours), 796);
        assert_eq!(code(&line("b", Purpose::Note, 2)), 795);
        assert_eq!(code(&line("a", Purpose::Cosignature, 2)), 787);
        assert_eq!(Change::read(at, "x", &ours).unwrap_err().code.0, 783);
    }
}
