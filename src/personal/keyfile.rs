//! The form of the key file: lines of text whose keys are overwritten in place.
//!
//! ```text
//! duebook-keys/v1 <id of the file, 32 hex> <epoch, 16 digits>
//! <erasure, 36> <key in base64, 44> <key id, 16 hex> <subject as JSON>
//! ```
//!
//! One line a subject, in order of their first text. While a subject is being erased,
//! `erasure` holds the id of the `personal.erased` event; otherwise it is dots. An
//! erased key and its id are dashes. Nothing else ever changes, and no line moves: a
//! journal or a rewritten copy would leave the key in blocks that the file system has
//! freed, where erasing it again reaches nothing. A crash in the middle of overwriting
//! leaves a key with dashes in it, which counts as erased.
//!
//! The epoch counts changes in place, so that who has read the file knows whether there
//! is more to read than new lines.

use compact_str::CompactString;
use duebook_events::EventId;

use super::cipher::Key;

const MAGIC: &str = "duebook-keys/v1";
/// The bytes of the first line with its end.
pub const HEADER_BYTES: usize = MAGIC.len() + 1 + ID_BYTES + 1 + EPOCH_BYTES + 1;
const ID_BYTES: usize = 32;
const EPOCH_BYTES: usize = 16;
/// Where the epoch stands.
pub const EPOCH_AT: u64 = (MAGIC.len() + 1 + ID_BYTES + 1) as u64;
const ERASURE_BYTES: usize = 36;
const KEY_AT: usize = ERASURE_BYTES + 1;
const KEY_ID_AT: usize = KEY_AT + Key::BASE64_BYTES + 1;
const KEY_ID_BYTES: usize = 16;
const SUBJECT_AT: usize = KEY_ID_AT + KEY_ID_BYTES + 1;
/// Where key and key id stand in a line, counted from its begin.
pub const SECRET_AT: u64 = KEY_AT as u64;
/// The bytes from the key to the key id, both included.
pub const SECRET_BYTES: usize = SUBJECT_AT - 1 - KEY_AT;

/// The id of a key file: random, noted in the ledger that it belongs to.
pub type FileId = [u8; 16];

/// What the first line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Which file it is.
    pub id: FileId,
    /// How often something was changed in place.
    pub epoch: u64,
}

/// What a line says.
#[derive(Debug)]
pub struct Line {
    /// Whose key.
    pub subject: CompactString,
    /// The key; nothing once it is erased.
    pub key: Option<Key>,
    /// The event that erases it, or did.
    pub erasure: Option<EventId>,
}

/// The id in hexadecimal.
#[must_use]
pub fn hex_of(id: FileId) -> String {
    duebook_projections::policy::hex(&id)
}

/// Writes a first line.
#[must_use]
pub fn header(header: Header) -> String {
    format!("{MAGIC} {} {}\n", hex_of(header.id), epoch(header.epoch))
}

/// The digits of an epoch.
#[must_use]
pub fn epoch(epoch: u64) -> String {
    format!("{epoch:016}")
}

/// Reads a first line.
#[must_use]
pub fn read_header(bytes: &[u8]) -> Option<Header> {
    let line = std::str::from_utf8(bytes.get(..HEADER_BYTES)?).ok()?;
    let line = line.strip_prefix(MAGIC)?.strip_prefix(' ')?.strip_suffix('\n')?;
    let (hex, epoch) = line.split_once(' ')?;
    let number = u128::from_str_radix(hex, 16).ok().filter(|_| hex.len() == ID_BYTES)?;
    Some(Header { id: number.to_be_bytes(), epoch: epoch.parse().ok()? })
}

/// The field of an erasure.
#[must_use]
pub fn erasure(event: Option<EventId>) -> String {
    event.map_or_else(|| ".".repeat(ERASURE_BYTES), |id| id.to_string())
}

/// The dashes that stand in place of an erased key and its id.
#[must_use]
pub fn erased() -> String {
    format!("{} {}", "-".repeat(Key::BASE64_BYTES), "-".repeat(KEY_ID_BYTES))
}

/// Writes a line with its end.
#[must_use]
pub fn line(line: &Line) -> zeroize::Zeroizing<String> {
    let secret = match &line.key {
        Some(key) => zeroize::Zeroizing::new(format!("{} {}", &*key.base64(), key.id())),
        None => zeroize::Zeroizing::new(erased()),
    };
    let subject = serde_json::Value::from(line.subject.as_str());
    zeroize::Zeroizing::new(format!("{} {} {subject}\n", erasure(line.erasure), &*secret))
}

/// Reads a line without its end; nothing if it is none.
#[must_use]
pub fn read_line(bytes: &[u8]) -> Option<Line> {
    let text = std::str::from_utf8(bytes).ok()?;
    let field = |from: usize, length: usize| {
        (text.as_bytes().get(from + length) == Some(&b' '))
            .then(|| text.get(from..from + length))?
    };
    let erasure = EventId::try_new(field(0, ERASURE_BYTES)?).ok();
    let (secret, id) = (field(KEY_AT, Key::BASE64_BYTES)?, field(KEY_ID_AT, KEY_ID_BYTES)?);
    let subject: String = serde_json::from_str(text.get(SUBJECT_AT..)?).ok()?;
    let key = if secret.contains('-') || id.contains('-') {
        None
    } else {
        Some(Key::from_base64(secret).filter(|key| key.id().to_string() == id)?)
    };
    Some(Line { subject: subject.into(), key, erasure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let one = Header { id: [7; 16], epoch: 12 };
        assert_eq!(read_header(header(one).as_bytes()), Some(one));
        assert_eq!(header(one).len(), HEADER_BYTES);
        let at = usize::try_from(EPOCH_AT).unwrap();
        assert_eq!(&header(one)[at..at + EPOCH_BYTES], epoch(12));
        for subject in ["C-1", "张 \"三\"\\"] {
            let key = Key::random().unwrap();
            let id = key.id();
            let written = line(&Line { subject: subject.into(), key: Some(key), erasure: None });
            let read = read_line(written.trim_end_matches('\n').as_bytes()).unwrap();
            assert_eq!((read.subject.as_str(), read.erasure), (subject, None));
            assert_eq!(read.key.unwrap().id(), id);
        }
    }

    #[test]
    fn a_key_that_was_partly_overwritten_is_erased() {
        let key = Some(Key::random().unwrap());
        let event = EventId::try_new("00000000-0000-4000-8000-000000000001").unwrap();
        let whole = line(&Line { subject: "C-1".into(), key, erasure: Some(event) });
        let at = usize::try_from(SECRET_AT).unwrap();
        for overwritten in [1, 43, 44, 45, SECRET_BYTES] {
            let mut bytes = whole.trim_end_matches('\n').as_bytes().to_vec();
            bytes[at..at + overwritten].copy_from_slice(&erased().as_bytes()[..overwritten]);
            let read = read_line(&bytes).unwrap_or_else(|| panic!("{overwritten}"));
            assert!(read.key.is_none() && read.erasure == Some(event));
        }
    }

    #[test]
    fn what_is_no_line_is_none() {
        let key = Some(Key::random().unwrap());
        let whole = line(&Line { subject: "C-1".into(), key, erasure: None });
        let whole = whole.trim_end_matches('\n').as_bytes();
        for end in [0, 36, 40, whole.len() - 1] {
            assert!(read_line(&whole[..end]).is_none(), "{end}");
        }
        let mut other = whole.to_vec();
        other[usize::try_from(SECRET_AT).unwrap()] ^= 2;
        assert!(read_line(&other).is_none());
        assert!(read_line(&vec![0; whole.len()]).is_none());
        assert!(read_header(b"duebook-keys/v2 00 00\n").is_none());
    }
}
