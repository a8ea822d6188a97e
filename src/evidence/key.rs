//! Keys of signed notes (C2SP signed-note): what verifies, and what signs.
//!
//! A verifier key is public and travels as one line, `NAME+HASH+KEY`; a signer key is its secret
//! twin, kept as `PRIVATE+KEY+NAME+HASH+SEED`, the form of Go's `sumdb/note`. Both say by their
//! first byte what they sign: notes (0x01), or checkpoints of others with a time (0x04, C2SP
//! tlog-cosignature). One key never signs both.

use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use duebook_events::{Message, Words};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::messages::signing as told;

/// What a key signs: the type of its signatures (C2SP signed-note, signature types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The text of a note, Ed25519.
    Note,
    /// A checkpoint of somebody else, Ed25519 with a time (C2SP tlog-cosignature).
    Cosignature,
}

impl Purpose {
    /// The byte that identifies it in keys and key ids.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Note => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Note),
            0x04 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

/// The name of a key: not empty, no Unicode spaces, no `+`, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// The longest name of a key, in bytes: names are read from files of others.
pub const KEY_NAME_BYTES_MAX: usize = 256;

impl KeyName {
    /// A name, if it can be one.
    ///
    /// # Errors
    /// When it is empty, too long, or holds a space, a `+` or a control character.
    pub fn try_new(name: &str) -> Result<Self, Message> {
        let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if name.is_empty() || name.len() > KEY_NAME_BYTES_MAX || name.contains(bad) {
            return Err(told::key_name(quoted(name)));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The short identifier of a key; with the name it tells whose a signature is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    /// `SHA-256(name || 0x0A || type || public key)[:4]`.
    fn of(name: &KeyName, purpose: Purpose, public: &[u8; 32]) -> Self {
        let mut hash = Sha256::new();
        hash.update(name.as_str());
        hash.update(b"\n");
        hash.update([purpose.byte()]);
        hash.update(public);
        let hash = hash.finalize();
        Self([hash[0], hash[1], hash[2], hash[3]])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key that verifies: public, printed as one line.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: KeyId,
    purpose: Purpose,
    public: VerifyingKey,
}

impl VerifierKey {
    fn new(name: KeyName, purpose: Purpose, public: VerifyingKey) -> Self {
        let id = KeyId::of(&name, purpose, public.as_bytes());
        Self { name, id, purpose, public }
    }

    /// Reads a verifier key line: `NAME+HASH+base64(type || public key)`.
    ///
    /// # Errors
    /// When it is none, its hash is not its own, or its public key is weak.
    pub fn parse(line: &str) -> Result<Self, Message> {
        let mut parts = line.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(told::vkey(quoted(line), not_three_parts()));
        };
        let wrong = |why: Words| told::vkey(quoted(line), why);
        let name = KeyName::try_new(name).map_err(|message| wrong(message.problem))?;
        let (purpose, public) = decode(key).ok_or_else(|| wrong(no_key()))?;
        let public = VerifyingKey::from_bytes(&public).map_err(|_| wrong(no_key()))?;
        if public.is_weak() {
            return Err(wrong(Words::new(
                "the public key is weak: anything can be signed for it",
                "该公钥为弱公钥，任何内容都能伪造其签名",
            )));
        }
        let key = Self::new(name, purpose, public);
        if key.id.to_string() != hash {
            return Err(wrong(Words::new(
                format!("the hash must be {} for this name and key", key.id),
                format!("按该名称和公钥，散列应为 {}", key.id),
            )));
        }
        Ok(key)
    }

    /// Reads verifier key lines, one a line.
    ///
    /// # Errors
    /// The first line that is none.
    pub fn parse_lines(text: &str) -> Result<Vec<Self>, Message> {
        text.lines().map(Self::parse).collect()
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What it verifies.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The 32 bytes of the public key (RFC 8032).
    #[must_use]
    pub fn public_bytes(&self) -> [u8; 32] {
        self.public.to_bytes()
    }

    /// Whether these 64 bytes are its signature of a message; strict: small-order points and
    /// malleable signatures are none.
    #[must_use]
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.public.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    /// The verifier key line, without a newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = encode(self.purpose, self.public.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.id, *key)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key that signs: secret. It is wiped from memory when dropped, and never printed but by
/// [`SignerKey::secret_line`].
pub struct SignerKey {
    verifier: VerifierKey,
    signing: SigningKey,
    /// The file that it was read from, beside which it remembers what it has signed.
    file: Option<PathBuf>,
}

/// What a secret key line begins with.
const SECRET: &str = "PRIVATE+KEY+";

impl SignerKey {
    /// A new key from the operating system's randomness.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate(name: KeyName, purpose: Purpose) -> Result<Self, Message> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut_slice()).map_err(told::no_randomness)?;
        Ok(Self::from_seed(name, purpose, &seed))
    }

    /// The key of a seed (RFC 8032, section 5.1.5).
    #[must_use]
    pub fn from_seed(name: KeyName, purpose: Purpose, seed: &[u8; 32]) -> Self {
        let signing = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, purpose, signing.verifying_key());
        Self { verifier, signing, file: None }
    }

    /// Reads a secret key line, as [`SignerKey::secret_line`] writes it.
    ///
    /// # Errors
    /// When it is none, or its hash is not its own. What was read is never repeated.
    pub fn parse(line: &str) -> Result<Self, Message> {
        let mut parts = line.strip_prefix(SECRET).ok_or_else(told::no_secret_key)?.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(told::no_secret_key());
        };
        let name = KeyName::try_new(name).map_err(|_| told::no_secret_key())?;
        let (purpose, seed) = decode(key).ok_or_else(told::no_secret_key)?;
        let signer = Self::from_seed(name, purpose, &Zeroizing::new(seed));
        if signer.verifier.id.to_string() != hash {
            return Err(told::no_secret_key());
        }
        Ok(signer)
    }

    /// The secret key line: `PRIVATE+KEY+NAME+HASH+base64(type || seed)`.
    #[must_use]
    pub fn secret_line(&self) -> Zeroizing<String> {
        let VerifierKey { name, id, purpose, .. } = &self.verifier;
        let seed = encode(*purpose, &Zeroizing::new(self.signing.to_bytes()));
        Zeroizing::new(format!("{SECRET}{name}+{id}+{}", *seed))
    }

    /// The same, read from a file.
    #[must_use]
    pub(super) fn of_file(self, path: &Path) -> Self {
        Self { file: Some(path.to_owned()), ..self }
    }

    /// The file that it was read from; none if it came from the environment.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a message (RFC 8032); which message a purpose signs is the caller's to know.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    /// The public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.verifier)
    }
}

/// `base64(type || 32 bytes)`.
fn encode(purpose: Purpose, bytes: &[u8; 32]) -> Zeroizing<String> {
    let mut whole = Zeroizing::new([purpose.byte(); 33]);
    whole[1..].copy_from_slice(bytes);
    Zeroizing::new(STANDARD.encode(whole.as_slice()))
}

/// The type and the 32 bytes of a key.
fn decode(text: &str) -> Option<(Purpose, [u8; 32])> {
    let whole = Zeroizing::new(STANDARD.decode(text).ok()?);
    let (first, rest) = whole.split_first()?;
    Some((Purpose::from_byte(*first)?, rest.try_into().ok()?))
}

/// Something that was given, as it may be shown: never what holds a secret key line, which somebody
/// may hand in where a public line, an address or a file is asked for.
#[must_use]
pub fn shown(given: &str) -> &str {
    if holds_secret(given) { "PRIVATE+KEY+…" } else { given }
}

/// Whether a text holds a secret key line.
#[must_use]
pub fn holds_secret(text: &str) -> bool {
    text.contains(SECRET.trim_end_matches('+'))
}

fn quoted(line: &str) -> String {
    duebook_events::words::quoted(shown(line))
}

fn not_three_parts() -> Words {
    Words::new("it is not NAME+HASH+KEY", "格式不是“名称+散列+公钥”")
}

fn no_key() -> Words {
    Words::new(
        "its last part is not an Ed25519 key of a note (type 1) or a cosignature (type 4) in base64",
        "末段不是 base64 编码的 Ed25519 公钥（类型 1 为签名，类型 4 为见证签名）",
    )
}

#[cfg(test)]
mod tests;
