//! The chain over the kept attestations.

use sha2::{Digest, Sha256};

use super::data::NewAttestation;

/// The link in front of the first.
pub(crate) const FIRST_LINK: [u8; 32] = [0; 32];

/// Gives the link of an attestation: SHA-256 over the link before it and every field, those of
/// variable length with their length in front.
#[must_use]
pub fn link(before: &[u8; 32], number: u64, said: &NewAttestation) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(before);
    for number in [number, u64::from(said.kind.code()), said.about, said.size] {
        hash.update(number.to_be_bytes());
    }
    hash.update(said.root.0);
    for bytes in [&said.body[..], said.verifier_keys.as_bytes()] {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.update(said.made_at_ms.to_be_bytes());
    hash.finalize().into()
}
