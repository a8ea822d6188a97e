//! One personal text under the key of its subject: XChaCha20-Poly1305.
//!
//! What is stored is base64 (RFC 4648, section 4) of
//! `1 | key id (8) | nonce (24) | ciphertext and tag`. The key id says whether a text was
//! sealed under a key that is at hand; without it a lost key and a forged text would
//! look alike. The nonce is random: with 192 bits, keys need no counter.
//!
//! The associated data binds a ciphertext to its subject, its event and its field, so
//! that one that is moved elsewhere does not open. Texts are padded to blocks of
//! [`BLOCK_BYTES`]: the length of a name outlives its key.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use duebook_events::EventId;
use duebook_events::personal::Place;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The form of a sealed text.
const FORM: u8 = 1;
const KEY_BYTES: usize = 32;
const KEY_ID_BYTES: usize = 8;
const NONCE_BYTES: usize = 24;
/// Lengths of texts are hidden up to this many bytes.
pub const BLOCK_BYTES: usize = 32;
/// Ends the text within its last block (ISO/IEC 7816-4).
const END_OF_TEXT: u8 = 0x80;

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes: {0}")]
pub struct NoRandomness(getrandom::Error);

/// Random bytes.
///
/// # Errors
/// When the operating system gives none.
pub(super) fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

/// A subject's key: 256 random bits, overwritten in memory when it is dropped.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; KEY_BYTES]>);

/// Tells keys apart; says nothing about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; KEY_ID_BYTES]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Key {
    /// The length of a key as base64.
    pub const BASE64_BYTES: usize = 44;

    /// Makes a new key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn random() -> Result<Self, NoRandomness> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Reads a key from base64.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        if bytes.len() != KEY_BYTES {
            return None;
        }
        key.copy_from_slice(&bytes);
        Some(Self(key))
    }

    /// Writes it as base64.
    #[must_use]
    pub fn base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0.as_slice()))
    }

    /// Its id: the first eight bytes of a hash of it.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let hash =
            Sha256::new().chain_update(b"duebook personal key\n").chain_update(self.0.as_slice());
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&hash.finalize()[..KEY_ID_BYTES]);
        KeyId(id)
    }
}

/// Where a text stands, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The data subject.
    pub subject: &'a str,
    /// The event.
    pub event: EventId,
    /// The field.
    pub place: Place,
}

impl About<'_> {
    /// Ids and paths hold no line breaks, so no two places have the same bytes.
    fn bytes(&self) -> Vec<u8> {
        format!("duebook-personal/v1\n{}\n{}\n{}", self.event, self.place, self.subject)
            .into_bytes()
    }
}

/// What a key makes of a sealed text.
#[derive(Debug, PartialEq, Eq)]
pub enum Unsealed {
    /// The text.
    Text(String),
    /// It was sealed under another key.
    OtherKey,
    /// It was changed, or moved here from another event or field.
    Broken,
}

/// Seals a text.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn seal(key: &Key, about: About<'_>, text: &str) -> Result<String, NoRandomness> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let mut padded = Zeroizing::new(Vec::with_capacity(text.len() + BLOCK_BYTES));
    padded.extend_from_slice(text.as_bytes());
    padded.push(END_OF_TEXT);
    let length = padded.len().next_multiple_of(BLOCK_BYTES);
    padded.resize(length, 0);
    let aad = about.bytes();
    let ciphertext = engine(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: &padded, aad: &aad })
        .expect("a text of at most a line is far below the cipher's limit of 256 GiB");
    let mut sealed = Vec::with_capacity(1 + KEY_ID_BYTES + NONCE_BYTES + ciphertext.len());
    sealed.push(FORM);
    sealed.extend_from_slice(&key.id().0);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    Ok(STANDARD.encode(sealed))
}

/// Opens a sealed text.
#[must_use]
pub fn open(key: &Key, about: About<'_>, sealed: &str) -> Unsealed {
    let Some((id, nonce, ciphertext)) = parts(sealed) else { return Unsealed::Broken };
    if id != key.id() {
        return Unsealed::OtherKey;
    }
    let aad = about.bytes();
    let opened = engine(key).decrypt(&XNonce::from(nonce), Payload { msg: &ciphertext, aad: &aad });
    let Ok(padded) = opened.map(Zeroizing::new) else { return Unsealed::Broken };
    let end = padded.iter().rposition(|byte| *byte != 0);
    match end {
        Some(end) if padded[end] == END_OF_TEXT => match std::str::from_utf8(&padded[..end]) {
            Ok(text) => Unsealed::Text(text.to_owned()),
            Err(_) => Unsealed::Broken,
        },
        _ => Unsealed::Broken,
    }
}

/// Whether a text has the form of a sealed one.
#[must_use]
pub fn is_sealed_form(sealed: &str) -> bool {
    parts(sealed).is_some()
}

type Parts = (KeyId, [u8; NONCE_BYTES], Vec<u8>);

fn parts(sealed: &str) -> Option<Parts> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let (form, rest) = bytes.split_first()?;
    let (id, rest) = rest.split_first_chunk::<KEY_ID_BYTES>()?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>()?;
    (*form == FORM).then(|| (KeyId(*id), *nonce, ciphertext.to_vec()))
}

fn engine(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.0).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(event: &str) -> About<'_> {
        About { subject: "C-1", event: EventId::try_new(event).unwrap(), place: Place::NOTE }
    }

    const EVENT: &str = "00000000-0000-4000-8000-000000000001";

    #[test]
    fn a_text_opens_under_its_key_and_nowhere_else() {
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        for text in ["", "张三", &"x".repeat(31), &"x".repeat(32), "ends in \u{80}", "\0\0"] {
            let sealed = seal(&key, about(EVENT), text).unwrap();
            assert_eq!(open(&key, about(EVENT), &sealed), Unsealed::Text(text.to_owned()));
            assert_eq!(open(&other, about(EVENT), &sealed), Unsealed::OtherKey);
        }
        let read = Key::from_base64(&key.base64()).unwrap();
        assert_eq!(read.id(), key.id());
        assert_eq!(key.base64().len(), Key::BASE64_BYTES);
    }

    #[test]
    fn a_text_that_was_moved_or_changed_is_told() {
        let key = Key::random().unwrap();
        let here = about(EVENT);
        let sealed = seal(&key, here, "Li").unwrap();
        let elsewhere =
            [About { subject: "C-2", ..here }, about("00000000-0000-4000-8000-000000000002")];
        for place in elsewhere {
            assert_eq!(open(&key, place, &sealed), Unsealed::Broken);
        }
        let bytes = STANDARD.decode(&sealed).unwrap();
        for at in [0, 9, 33, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, here, &STANDARD.encode(changed)), Unsealed::Broken, "{at}");
        }
        for text in ["", "AA==", "no base64", &sealed[..sealed.len() - 4]] {
            assert_eq!(open(&key, here, text), Unsealed::Broken, "{text}");
        }
    }

    #[test]
    fn lengths_are_hidden_and_no_two_sealings_are_alike() {
        let key = Key::random().unwrap();
        let sealed = |text: &str| seal(&key, about(EVENT), text).unwrap();
        assert_eq!(sealed("Li").len(), sealed(&"x".repeat(31)).len());
        assert!(sealed("Li").len() < sealed(&"x".repeat(32)).len());
        assert_ne!(sealed("Li"), sealed("Li"));
    }
}
