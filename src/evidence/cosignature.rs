//! Cosignatures (C2SP tlog-cosignature, Ed25519): a witness says that, at a time, this was the
//! largest tree of a log that it had seen, and that it only ever grew.

use std::ops::RangeInclusive;

use super::key::{Purpose, SignerKey, VerifierKey};
use super::note::NoteSignature;

/// The seconds that a cosignature can bear: 0 would state no time at all, the last is 2^63 - 1 (C2SP
/// tlog-cosignature).
const SECONDS: RangeInclusive<u64> = 1..=i64::MAX.unsigned_abs();
#[cfg(test)]
const SECONDS_MAX: u64 = *SECONDS.end();

/// What is signed: two lines, and the whole text of the checkpoint.
fn message(text: &str, seconds: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {seconds}\n{text}").into_bytes()
}

/// Cosigns the text of a checkpoint at a time (seconds since 1970 UTC); nothing if the key is not
/// for cosignatures or the time cannot be written.
#[must_use]
pub fn cosign(text: &str, key: &SignerKey, seconds: u64) -> Option<NoteSignature> {
    if key.verifier().purpose() != Purpose::Cosignature || !SECONDS.contains(&seconds) {
        return None;
    }
    let mut bytes = seconds.to_be_bytes().to_vec();
    bytes.extend(key.sign(&message(text, seconds)));
    let key = key.verifier();
    Some(NoteSignature { name: key.name().to_string(), id: key.id(), bytes })
}

/// The time of a valid cosignature by this key: `timestamp || Ed25519 signature`.
#[must_use]
pub(super) fn verify(key: &VerifierKey, text: &str, bytes: &[u8]) -> Option<u64> {
    let (seconds, signature) = bytes.split_first_chunk::<8>()?;
    let seconds = u64::from_be_bytes(*seconds);
    let signature = signature.try_into().ok()?;
    let valid = SECONDS.contains(&seconds) && key.has_signed(&message(text, seconds), signature);
    valid.then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::key::KeyName;

    const TEXT: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    fn witness(purpose: Purpose) -> SignerKey {
        SignerKey::from_seed(KeyName::try_new("witness.example/w1").unwrap(), purpose, &[3; 32])
    }

    #[test]
    fn what_is_signed_is_the_published_example() {
        let expected = format!("cosignature/v1\ntime 1679315147\n{TEXT}");
        assert_eq!(message(TEXT, 1_679_315_147), expected.as_bytes());
    }

    #[test]
    fn a_cosignature_holds_its_time_and_nothing_else() {
        let key = witness(Purpose::Cosignature);
        let made = cosign(TEXT, &key, 1_679_315_147).unwrap();
        assert_eq!(made.bytes.len(), 72);
        assert_eq!(verify(key.verifier(), TEXT, &made.bytes), Some(1_679_315_147));
        assert_eq!(verify(key.verifier(), "other\n", &made.bytes), None);
        let mut later = made.bytes.clone();
        later[7] ^= 1;
        assert_eq!(verify(key.verifier(), TEXT, &later), None);
        assert_eq!(verify(key.verifier(), TEXT, &made.bytes[..71]), None);
    }

    #[test]
    fn a_time_beyond_the_published_bounds_is_none() {
        let key = witness(Purpose::Cosignature);
        assert!(cosign(TEXT, &key, 0).is_none());
        let mut bytes = vec![0; 8];
        bytes.extend(key.sign(&message(TEXT, 0)));
        assert_eq!(verify(key.verifier(), TEXT, &bytes), None);
        assert!(cosign(TEXT, &key, SECONDS_MAX).is_some());
        assert!(cosign(TEXT, &key, SECONDS_MAX + 1).is_none());
        let mut bytes = (SECONDS_MAX + 1).to_be_bytes().to_vec();
        bytes.extend(key.sign(&message(TEXT, SECONDS_MAX + 1)));
        assert_eq!(verify(key.verifier(), TEXT, &bytes), None);
    }

    #[test]
    fn a_key_of_notes_does_not_cosign() {
        assert!(cosign(TEXT, &witness(Purpose::Note), 1).is_none());
    }
}
