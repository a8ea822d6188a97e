//! How many of which witnesses must have confirmed a checkpoint.

use duebook_events::{Message, Words};

use super::client::Witness;
use crate::evidence::key::VerifierKey;
use crate::evidence::note::Note;
use crate::messages::witnessing as told;
use crate::store::{EventStore, StoreError};

/// The settings that hold it.
pub(crate) const WITNESSES: &str = "witnesses";
pub(crate) const NEEDED: &str = "witness_quorum";

/// The witnesses of a ledger, and how many of them are needed; none at all by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quorum {
    /// The witnesses, in the order in which they were given.
    pub witnesses: Vec<Witness>,
    /// How many of them must have confirmed a checkpoint.
    pub needed: usize,
}

/// Who has confirmed a checkpoint, of a quorum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The witnesses that have, with the time of each (seconds since 1970 UTC).
    pub confirmed: Vec<(VerifierKey, u64)>,
    /// How many are needed.
    pub needed: usize,
}

impl Reached {
    /// Whether they are enough.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.confirmed.len() >= self.needed
    }

    /// How many have confirmed it, of how many that are needed.
    #[must_use]
    pub fn words(&self) -> Words {
        let (have, needed) = (self.confirmed.len(), self.needed);
        Words::new(
            format!("{have} of {needed} needed witnesses have confirmed it"),
            format!("须有 {needed} 方见证，已有 {have} 方"),
        )
    }
}

impl Quorum {
    /// Witnesses as they are given, `VKEY URL` each; all of them are needed unless `needed` says
    /// how many.
    ///
    /// # Errors
    /// When one cannot be read or stands twice, or more are needed than there are.
    pub fn parse<'l>(
        given: impl IntoIterator<Item = &'l str>,
        needed: Option<usize>,
    ) -> Result<Self, Message> {
        let mut witnesses: Vec<Witness> = Vec::new();
        for line in given {
            let witness = Witness::parse(line)?;
            // One witness under two addresses, or two names, is one witness all the same.
            let public = witness.key.public_bytes();
            if witnesses.iter().any(|earlier| earlier.key.public_bytes() == public) {
                return Err(told::witness_twice(witness.key.name()));
            }
            witnesses.push(witness);
        }
        let all = witnesses.len();
        let needed = needed.unwrap_or(all);
        if needed > all {
            return Err(told::quorum_too_large(needed, all));
        }
        Ok(Self { witnesses, needed })
    }

    /// Who of them has confirmed a checkpoint; a wrong signature counts for nothing.
    #[must_use]
    pub fn reached(&self, note: &Note) -> Reached {
        let confirmed = self.witnesses.iter().filter_map(|witness| {
            let keys = [witness.key.clone()];
            let time = note.verified_by(&keys).ok()?.first()?.time?;
            Some((witness.key.clone(), time))
        });
        Reached { confirmed: confirmed.collect(), needed: self.needed }
    }

    /// The quorum of a ledger.
    ///
    /// # Errors
    /// When the store fails, or its settings were damaged.
    pub async fn of(store: &dyn EventStore) -> Result<Self, StoreError> {
        let given = store.setting(WITNESSES).await?.unwrap_or_default();
        let needed = store.setting(NEEDED).await?;
        let damaged =
            |what: &str| StoreError::Damaged(format!("the setting {what} cannot be read"));
        let needed = needed.map(|text| text.parse().map_err(|_| damaged(NEEDED))).transpose()?;
        Self::parse(given.lines(), needed).map_err(|_| damaged(WITNESSES))
    }

    /// The settings that keep it.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, String)> {
        let lines: Vec<String> = self.witnesses.iter().map(ToString::to_string).collect();
        vec![(WITNESSES.to_owned(), lines.join("\n")), (NEEDED.to_owned(), self.needed.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::cosignature::cosign;
    use crate::evidence::key::{KeyName, Purpose, SignerKey};

    fn key(name: &str, seed: u8, purpose: Purpose) -> SignerKey {
        SignerKey::from_seed(KeyName::try_new(name).unwrap(), purpose, &[seed; 32])
    }

    fn line(key: &SignerKey) -> String {
        format!("{} http://localhost:1/{}/", key.verifier(), key.verifier().name())
    }

    #[test]
    fn witnesses_count_once_each_and_only_by_their_valid_signatures() {
        let log = key("log", 1, Purpose::Note);
        let ones = [2, 3, 4].map(|seed| key(&format!("w{seed}"), seed, Purpose::Cosignature));
        let lines: Vec<String> = ones.iter().map(line).collect();
        let quorum = Quorum::parse(lines.iter().map(String::as_str), Some(2)).unwrap();
        let note =
            Note::sign("log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", &[&log]).unwrap();
        assert!(!quorum.reached(&note).is_enough());
        let first = cosign(note.text(), &ones[0], 7).unwrap();
        let again = cosign(note.text(), &ones[0], 8).unwrap();
        let note = note.with(first).with(again);
        assert_eq!(quorum.reached(&note).confirmed.len(), 1);
        assert!(!quorum.reached(&note).is_enough());
        let mut forged = cosign(note.text(), &ones[1], 7).unwrap();
        forged.bytes[20] ^= 1;
        assert!(!quorum.reached(&note.clone().with(forged)).is_enough());
        let stranger = cosign(note.text(), &key("w9", 9, Purpose::Cosignature), 7).unwrap();
        assert!(!quorum.reached(&note.clone().with(stranger)).is_enough());
        let third = cosign(note.text(), &ones[2], 7).unwrap();
        let note = note.with(third);
        assert!(quorum.reached(&note).is_enough());
    }

    #[test]
    fn a_quorum_is_refused_that_cannot_be_meant() {
        let one = key("w", 2, Purpose::Cosignature);
        let (good, log) = (line(&one), line(&key("log", 1, Purpose::Note)));
        let same = line(&key("other", 2, Purpose::Cosignature));
        let code = |lines: &[&str], needed| {
            Quorum::parse(lines.iter().copied(), needed).unwrap_err().code.0
        };
        assert_eq!(code(&[&good], Some(2)), 806);
        assert_eq!(code(&[&good, &good], None), 805);
        assert_eq!(code(&[&good, &same], None), 805);
        assert_eq!(code(&[&log], None), 803);
        assert_eq!(code(&[&one.verifier().to_string()], None), 802);
        assert_eq!(code(&[&format!("{} ftp://x", one.verifier())], None), 800);
        let quorum = Quorum::parse([good.as_str()], None).unwrap();
        assert_eq!(quorum.needed, 1);
        assert_eq!(quorum.witnesses[0].url, "http://localhost:1/w");
        assert_eq!(Quorum::parse([], None).unwrap(), Quorum::default());
    }
}
