//! The form of the key file: lines of text whose keys are overwritten in place.
//!
//! ```text
//! duebook-keys/v1 <id of the file, 32 hex> <check, 8 hex> <epoch, 16 digits>
//! <erasure, 36> <check, 8 hex> <key in base64, 44> <key id, 16 hex> <subject as JSON>
//! ```
//!
//! One line a subject, in order of their first text. While a subject is being erased,
//! and afterwards, `erasure` holds the id of the `personal.erased` event; otherwise it
//! is dots. An erased key and its id are dashes. Nothing else ever changes, and no line
//! moves: a journal or a rewritten copy would leave the key in blocks that the file
//! system has freed, where erasing it again reaches nothing.
//!
//! Damage is told, not guessed. `check` is the begin of a hash of what stands in its line
//! and is no secret (the file's id; erasure and subject); the key id is a hash of the key.
//! A key counts as erased only beside the id of its erasure, which is written first; a
//! power failure in the middle of overwriting leaves dashes up to a sector's border or from
//! there on.
//!
//! The epoch counts changes in place, so that who has read the file knows whether there
//! is more to read than new lines.

use std::io;

use compact_str::CompactString;
use duebook_events::EventId;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::cipher::{Key, NoRandomness};

const MAGIC: &str = "duebook-keys/v1";
/// The bytes of the first line with its end.
pub const HEADER_BYTES: usize = EPOCH_START + EPOCH_BYTES + 1;
const ID_BYTES: usize = 32;
const CHECK_BYTES: usize = 8;
const EPOCH_BYTES: usize = 16;
const EPOCH_START: usize = MAGIC.len() + 1 + ID_BYTES + 1 + CHECK_BYTES + 1;
/// Where the epoch stands.
pub const EPOCH_AT: u64 = EPOCH_START as u64;
const ERASURE_BYTES: usize = 36;
const CHECK_AT: usize = ERASURE_BYTES + 1;
const KEY_AT: usize = CHECK_AT + CHECK_BYTES + 1;
const KEY_ID_AT: usize = KEY_AT + Key::BASE64_BYTES + 1;
const KEY_ID_BYTES: usize = 16;
const SUBJECT_AT: usize = KEY_ID_AT + KEY_ID_BYTES + 1;
/// Where key and key id stand in a line, counted from its begin.
pub const SECRET_AT: u64 = KEY_AT as u64;
/// The bytes from the key to the key id, both included.
pub const SECRET_BYTES: usize = SUBJECT_AT - 1 - KEY_AT;

/// Why the key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is none.
    #[error("there is no key file")]
    Missing,
    /// There is one already.
    #[error("there is a key file already")]
    Exists,
    /// It cannot be read, written or locked.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is another kind of file.
    #[error("it is no key file")]
    NotKeys,
    /// A line in it is no line of a key file.
    #[error("line {0} is damaged")]
    Damaged(usize),
    /// No key can be made.
    #[error("{0}")]
    Random(#[from] NoRandomness),
}

pub(super) fn opening(error: io::Error) -> KeyFileError {
    match error.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing,
        _ => KeyFileError::Io(error),
    }
}

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

/// The begin of a hash of what a line says.
fn check(parts: [&str; 2]) -> String {
    let mut hash = Sha256::new_with_prefix(b"duebook-keys line");
    for part in parts {
        hash.update(b"\n");
        hash.update(part);
    }
    duebook_projections::policy::hex(&hash.finalize()[..CHECK_BYTES / 2])
}

/// Writes a first line.
#[must_use]
pub fn header(header: Header) -> String {
    let id = hex_of(header.id);
    format!("{MAGIC} {id} {} {}\n", check([MAGIC, &id]), epoch(header.epoch))
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
    let mut fields = line.strip_suffix('\n')?.split(' ');
    let mut field = || fields.next();
    let (magic, id, checked, epoch) = (field()?, field()?, field()?, field()?);
    if magic != MAGIC || id.len() != ID_BYTES || checked != check([magic, id]) {
        return None;
    }
    let number = u128::from_str_radix(id, 16).ok()?;
    Some(Header { id: number.to_be_bytes(), epoch: epoch.parse().ok()? })
}

/// The field of an erasure and the check that stands behind it.
#[must_use]
pub fn erasure(event: Option<EventId>, subject: &str) -> String {
    let event = event.map_or_else(|| ".".repeat(ERASURE_BYTES), |id| id.to_string());
    let check = check([&event, subject]);
    format!("{event} {check}")
}

/// The dashes that stand in place of an erased key and its id.
#[must_use]
pub fn erased() -> String {
    format!("{} {}", "-".repeat(Key::BASE64_BYTES), "-".repeat(KEY_ID_BYTES))
}

/// Writes a line with its end.
#[must_use]
pub fn line(line: &Line) -> Zeroizing<String> {
    let secret = match &line.key {
        Some(key) => Zeroizing::new(format!("{} {}", &*key.base64(), key.id())),
        None => Zeroizing::new(erased()),
    };
    let subject = serde_json::Value::from(line.subject.as_str());
    let erasure = erasure(line.erasure, &line.subject);
    Zeroizing::new(format!("{erasure} {} {subject}\n", &*secret))
}

/// Reads a line without its end; nothing if it is none.
#[must_use]
pub fn read_line(bytes: &[u8]) -> Option<Line> {
    let text = std::str::from_utf8(bytes).ok()?;
    let field = |from: usize, length: usize| {
        (text.as_bytes().get(from + length) == Some(&b' '))
            .then(|| text.get(from..from + length))?
    };
    let (event, checked) = (field(0, ERASURE_BYTES)?, field(CHECK_AT, CHECK_BYTES)?);
    let subject: String = serde_json::from_str(text.get(SUBJECT_AT..)?).ok()?;
    if checked != check([event, &subject]) {
        return None;
    }
    let erasure = EventId::try_new(event).ok();
    let (key, id) = (field(KEY_AT, Key::BASE64_BYTES)?, field(KEY_ID_AT, KEY_ID_BYTES)?);
    let key = if erasure.is_some() && is_overwritten(text.get(KEY_AT..SUBJECT_AT - 1)?) {
        None
    } else {
        Some(Key::from_base64(key).filter(|key| key.id().to_string() == id)?)
    };
    Some(Line { subject: subject.into(), key, erasure })
}

/// Whether the dashes stand in place of a key: all of them, or those up to one place, or
/// from one place on, as a power failure leaves them.
fn is_overwritten(secret: &str) -> bool {
    let erased = erased();
    let same = |(found, dashes): (u8, u8)| found == dashes;
    let pairs = || secret.bytes().zip(erased.bytes());
    let (first, last) = (
        pairs().take_while(|pair| same(*pair)).count(),
        pairs().rev().take_while(|pair| same(*pair)).count(),
    );
    let left = |rest: Option<&str>| rest.is_some_and(|rest| !rest.contains('-'));
    (first > 0 && left(secret.get(first..)))
        || (last > 0 && left(secret.get(..secret.len() - last)))
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

    /// Every single flipped bit is told; none erases a key or revives one.
    #[test]
    fn a_flipped_bit_is_damage_and_no_erasure() {
        let event = EventId::try_new("00000000-0000-4000-8000-000000000001").unwrap();
        for (key, erasure) in [(Some(Key::random().unwrap()), None), (None, Some(event))] {
            let erased = key.is_none();
            let whole = line(&Line { subject: "C-1".into(), key, erasure });
            let whole = whole.trim_end_matches('\n').as_bytes();
            for bit in 0..whole.len() * 8 {
                let mut bytes = whole.to_vec();
                bytes[bit / 8] ^= 1 << (bit % 8);
                // Where the first or the last dash is another character, the others say enough.
                let told = read_line(&bytes).is_none_or(|read| erased && read.key.is_none());
                assert!(told, "bit {bit} of {}", String::from_utf8_lossy(&bytes));
            }
        }
        // Dashes without the id of an erasure beside them erase nothing.
        let none = Line { subject: "C-1".into(), key: None, erasure: None };
        assert!(read_line(line(&none).trim_end_matches('\n').as_bytes()).is_none());
        let first = header(Header { id: [7; 16], epoch: 12 });
        for bit in 0..EPOCH_START * 8 {
            let mut bytes = first.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(read_header(&bytes).is_none(), "bit {bit}");
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
