//! The manifest: the SHA-256 of every other file, for `sha256sum -c`, and the text of the note that
//! signs it.

use std::collections::BTreeMap;

use duebook_events::document::Sha256Hex;
use sha2::{Digest, Sha256};

use super::name::Name;
use super::subject::Subject;

/// The first line of the signed text: what it is a manifest of, and which version of it.
const FIRST_LINE: &str = "duebook-bundle/v1";

/// The hash of each file, by its name as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// By name.
    pub files: BTreeMap<String, Sha256Hex>,
}

impl Manifest {
    /// Reads it; the first line that cannot be read is the error, from 1.
    ///
    /// # Errors
    /// When a line is not the hash, two blanks and the name of a file of a bundle, or a name stands
    /// twice, or the manifest and its note are listed themselves.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut files = BTreeMap::new();
        for (i, line) in text.split_inclusive('\n').enumerate() {
            let read = || {
                let (hash, name) = line.strip_suffix('\n')?.split_once("  ")?;
                let known = Name::parse(name)?;
                let itself = matches!(known, Name::Manifest | Name::ManifestNote);
                let hash = Sha256Hex::try_new(hash).ok()?;
                (!itself).then(|| (name.to_owned(), hash))
            };
            let (name, hash) = read().ok_or(i + 1)?;
            if files.insert(name, hash).is_some() {
                return Err(i + 1);
            }
        }
        Ok(Self { files })
    }
}

/// Writes a line of it: the hash, two blanks, the name. They stand by name.
pub fn print_line(out: &mut Vec<u8>, hash: Sha256Hex, name: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in hash.0 {
        out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    out.extend_from_slice(b"  ");
    out.extend_from_slice(name.as_bytes());
    out.push(b'\n');
}

/// The SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Sha256Hex {
    Sha256Hex(Sha256::digest(bytes).into())
}

/// The text that is signed: what this is, its subject, and the SHA-256 of the manifest.
#[must_use]
pub fn signed_text(subject: &Subject, manifest: Sha256Hex) -> String {
    format!("{FIRST_LINE}\n{subject}\n{manifest}\n")
}

/// Reads the text that is signed: the subject, and the SHA-256 of the manifest.
#[must_use]
pub fn read_signed_text(text: &str) -> Option<(Subject, Sha256Hex)> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let (first, subject, hash) = (lines.next()?, lines.next()?, lines.next()?);
    if first != FIRST_LINE || lines.next().is_some() {
        return None;
    }
    Some((Subject::parse(subject)?, Sha256Hex::try_new(hash).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::subject::SubjectKind;
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_is_written() {
        let mut manifest = Manifest::default();
        for name in ["vkey", "events/10.json", "events/9.json"] {
            manifest.files.insert(name.to_owned(), sha256(name.as_bytes()));
        }
        let mut text = Vec::new();
        for (name, hash) in &manifest.files {
            print_line(&mut text, *hash, name);
        }
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with(&sha256(b"events/10.json").to_string()), "{text}");
        assert!(text.contains("  events/10.json\n"));
        assert_eq!(Manifest::parse(&text), Ok(manifest));
    }

    #[test]
    fn a_line_that_is_no_entry_is_told() {
        let good = format!("{}  vkey\n", "0".repeat(64));
        let wrong = [
            format!("{}  vkey", "0".repeat(64)),
            format!("{} vkey\n", "0".repeat(64)),
            format!("{}  ../vkey\n", "0".repeat(64)),
            format!("{}  MANIFEST.sha256\n", "0".repeat(64)),
            format!("{}  vkey\n", "A".repeat(64)),
            "\n".to_owned(),
            good.clone(),
        ];
        for line in wrong {
            assert_eq!(Manifest::parse(&format!("{good}{line}")), Err(2), "{line:?}");
        }
    }

    #[test]
    fn the_signed_text_has_three_lines() {
        let subject = Subject { kind: SubjectKind::Customer, number: "C-0001".to_owned() };
        let text = signed_text(&subject, sha256(b""));
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(text, format!("duebook-bundle/v1\ncustomer C-0001\n{hash}\n"));
        assert_eq!(read_signed_text(&text), Some((subject, sha256(b""))));
        for wrong in ["", "duebook-bundle/v2\ncustomer C\n00\n", &format!("{text}more\n")] {
            assert_eq!(read_signed_text(wrong), None, "{wrong:?}");
        }
        assert_eq!(Subject::parse("party C-1"), None);
        assert_eq!(Subject::parse("customer "), None);
    }
}
