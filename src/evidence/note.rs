//! Signed notes (C2SP signed-note): a text, an empty line, and who signed it.
//!
//! The text of a note must be ignored until [`Note::verified_by`] has found a key that one trusts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use duebook_events::{Message, Words};

use super::key::{KeyId, Purpose, SignerKey, VerifierKey};
use crate::messages::signing as told;

/// The longest note that is read, in bytes.
pub const NOTE_BYTES_MAX: usize = 1_000_000;
/// The most signatures that a note may have.
pub const SIGNATURES_MAX: usize = 100;

/// One signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Whose it says it is: any name, as signatures of keys that nobody knows are ignored.
    pub name: String,
    /// Which of that name's keys.
    pub id: KeyId,
    /// What the key made; its form is the key's.
    pub bytes: Vec<u8>,
}

impl NoteSignature {
    /// Reads a signature line without its newline: `— NAME base64(id || signature)`.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix("\u{2014} ")?.rsplit_once(' ')?;
        let whole = STANDARD.decode(signature).ok()?;
        let (id, bytes) = whole.split_first_chunk::<4>()?;
        if name.is_empty() || bytes.is_empty() {
            return None;
        }
        Some(Self { name: name.to_owned(), id: KeyId(*id), bytes: bytes.to_vec() })
    }

    fn by(key: &VerifierKey, bytes: Vec<u8>) -> Self {
        Self { name: key.name().to_string(), id: key.id(), bytes }
    }

    /// Whether it names this key.
    #[must_use]
    pub fn names(&self, key: &VerifierKey) -> bool {
        self.name == key.name().as_str() && self.id == key.id()
    }
}

impl std::fmt::Display for NoteSignature {
    /// The signature line, without its newline.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = [&self.id.0, self.bytes.as_slice()].concat();
        write!(f, "\u{2014} {} {}", self.name, STANDARD.encode(whole))
    }
}

/// A text with its signatures, none of them verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A signature that has been verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'k> {
    /// Whose it is.
    pub key: &'k VerifierKey,
    /// When it was made, by the signer's word: seconds since 1970 UTC; cosignatures only.
    pub time: Option<u64>,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// When the bytes are not a note with at least one signature line.
    pub fn parse(bytes: &[u8]) -> Result<Self, Message> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(malformed("it is longer than 1,000,000 bytes", "长度超过 1,000,000 字节"));
        }
        let whole = std::str::from_utf8(bytes)
            .map_err(|_| malformed("it is not UTF-8", "不是 UTF-8 编码"))?;
        check_characters(whole)?;
        let Some(end) = whole.rfind("\n\n") else {
            return Err(malformed(
                "no empty line separates the text from the signatures",
                "正文与签名之间没有空行",
            ));
        };
        let (text, lines) = (&whole[..=end], &whole[end + 2..]);
        Ok(Self { text: text.to_owned(), signatures: read_signatures(lines)? })
    }

    /// Signs a text with keys of notes.
    ///
    /// # Errors
    /// When the text is none of a note, no key is given, or a key is for cosignatures.
    pub fn sign(text: &str, keys: &[&SignerKey]) -> Result<Self, Message> {
        check_text(text)?;
        if keys.is_empty() {
            return Err(unsigned());
        }
        let mut signatures = Vec::with_capacity(keys.len());
        for key in keys {
            if key.verifier().purpose() != Purpose::Note {
                return Err(told::witness_key(key.verifier().name()));
            }
            let signature = key.sign(text.as_bytes()).to_vec();
            signatures.push(NoteSignature::by(key.verifier(), signature));
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The text, with its final newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in the order in which they stand.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The text without any signature: not a note until it has one again.
    #[must_use]
    pub(crate) fn without_signatures(&self) -> Self {
        Self { text: self.text.clone(), signatures: Vec::new() }
    }

    /// The same with a signature more; one that is there already is not repeated.
    #[must_use]
    pub fn with(mut self, signature: NoteSignature) -> Self {
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
        self
    }

    /// Verifies the signatures of known keys and ignores those of others; gives each key that has
    /// signed, once, in the order of the signatures.
    ///
    /// # Errors
    /// When a signature of a known key is wrong, or no known key has signed.
    pub fn verified_by<'k>(&self, known: &'k [VerifierKey]) -> Result<Vec<Verified<'k>>, Message> {
        let mut verified: Vec<Verified<'k>> = Vec::new();
        for signature in &self.signatures {
            let mut named = known.iter().filter(|key| signature.names(key)).peekable();
            if named.peek().is_none() {
                continue;
            }
            let found = named.find_map(|key| verify(key, &self.text, &signature.bytes));
            let found = found.ok_or_else(|| told::signature_wrong(&signature.name))?;
            if !verified.iter().any(|earlier| earlier.key == found.key) {
                verified.push(found);
            }
        }
        if verified.is_empty() {
            let names: Vec<&str> = known.iter().map(|key| key.name().as_str()).collect();
            return Err(told::signed_by_nobody_known(names.join(", ")));
        }
        Ok(verified)
    }

    /// The note as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_string().into_bytes()
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// Verifies one signature by the key that it names.
fn verify<'k>(key: &'k VerifierKey, text: &str, bytes: &[u8]) -> Option<Verified<'k>> {
    match key.purpose() {
        Purpose::Note => {
            let valid = key.has_signed(text.as_bytes(), bytes.try_into().ok()?);
            valid.then_some(Verified { key, time: None })
        }
        Purpose::Cosignature => {
            let time = super::cosignature::verify(key, text, bytes)?;
            Some(Verified { key, time: Some(time) })
        }
    }
}

fn read_signatures(lines: &str) -> Result<Vec<NoteSignature>, Message> {
    let Some(lines) = lines.strip_suffix('\n') else {
        return Err(if lines.is_empty() {
            unsigned()
        } else {
            malformed("its last line has no newline", "最后一行没有换行符")
        });
    };
    let mut signatures = Vec::new();
    for (i, line) in lines.split('\n').enumerate() {
        if i == SIGNATURES_MAX {
            return Err(malformed("it has more than 100 signatures", "签名超过 100 个"));
        }
        signatures.push(NoteSignature::parse(line).ok_or_else(|| {
            let number = i + 1;
            malformed(
                &format!("its signature line {number} cannot be read"),
                &format!("第 {number} 个签名行无法读取"),
            )
        })?);
    }
    Ok(signatures)
}

/// What can be signed: characters of a note, ending in a newline.
fn check_text(text: &str) -> Result<(), Message> {
    check_characters(text)?;
    if !text.ends_with('\n') {
        return Err(malformed("its text does not end with a newline", "正文未以换行符结尾"));
    }
    if text.len() > NOTE_BYTES_MAX {
        return Err(malformed("it is longer than 1,000,000 bytes", "长度超过 1,000,000 字节"));
    }
    Ok(())
}

fn check_characters(text: &str) -> Result<(), Message> {
    if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(malformed("it holds a control character", "含有控制字符"));
    }
    Ok(())
}

fn malformed(en: &str, zh: &str) -> Message {
    told::note_malformed(Words::new(en, zh))
}

fn unsigned() -> Message {
    malformed("nobody has signed it", "没有任何签名")
}

#[cfg(test)]
mod tests;
