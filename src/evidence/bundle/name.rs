//! The names of a bundle's files: one table for what writes and what reads them.
//!
//! A name that is none of these is refused: no path leads out of the folder, none is written in two
//! ways, none is taken for something else by another system.

use std::fmt;

use duebook_events::Position;
use duebook_events::document::Sha256Hex;
use duebook_events::ids::MAX_NUMBER_BYTES;

use super::super::proof::PROOF_BYTES_MAX;
use crate::store::{DOCUMENT_BYTES_MAX, LINE_BYTES_MAX};

/// The largest text that is written for people, in bytes.
const TEXT_BYTES_MAX: usize = 256 << 20;
/// The longest line of a list of a bundle (the manifest, what is withheld), in bytes: a hash and a
/// name; a hash, two numbers and a customer, each byte of whom may be written as six.
const LIST_LINE_BYTES_MAX: usize = 200 + 6 * MAX_NUMBER_BYTES;
/// The largest signed note or verifier key, in bytes.
const NOTE_BYTES_MAX: usize = 1 << 20;
/// The largest answer of a time-stamping authority, in bytes.
const TIMESTAMP_BYTES_MAX: usize = 4 << 20;

/// What a file of a bundle is (contract, evidence bundle).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// `MANIFEST.sha256`: the SHA-256 of every other file.
    Manifest,
    /// `MANIFEST.sha256.note`: the signed note over it.
    ManifestNote,
    /// `README.md`.
    Readme,
    /// `README.zh.md`.
    ReadmeZh,
    /// `checkpoint`: the signed tree head that everything is proved against.
    Checkpoint,
    /// `consistency/<m>-<n>.txt`: an older checkpoint, and the proof that the log only grew since.
    Consistency {
        /// The older size.
        from: u64,
        /// The size of the bundle's checkpoint.
        to: u64,
    },
    /// `documents/<sha256>`.
    Document(Sha256Hex),
    /// `events/<position>.json`: the canonical bytes.
    Event(Position),
    /// `events/<position>.tlog-proof`, of an event that is disclosed or withheld.
    EventProof(Position),
    /// `keys/<position>.json`: a change of the log's key, which lies in the ledger's own stream.
    Rotation(Position),
    /// `keys/<position>.tlog-proof`.
    RotationProof(Position),
    /// `report.html`.
    Report,
    /// `timestamps/<size>-<number>.checkpoint`: the bytes that are dated.
    Dated {
        /// The size of the checkpoint.
        size: u64,
        /// Under which number the ledger keeps the token.
        number: u64,
    },
    /// `timestamps/<size>-<number>.tsr`: the answer of the time-stamping authority.
    Timestamp {
        /// The size of the checkpoint.
        size: u64,
        /// Under which number the ledger keeps the token.
        number: u64,
    },
    /// `vkey`: the verifier key of the checkpoint and of the manifest's note.
    Vkey,
    /// `withheld.jsonl`: what is not disclosed, by leaf hash.
    Withheld,
}

impl Name {
    /// Reads a name; none where it is not the one spelling of a file of a bundle.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let name = match text.split_once('/') {
            None => Self::at_the_top(text)?,
            Some(("consistency", rest)) => {
                let (from, to) = rest.strip_suffix(".txt")?.split_once('-')?;
                Self::Consistency { from: from.parse().ok()?, to: to.parse().ok()? }
            }
            Some(("documents", rest)) => Self::Document(Sha256Hex::try_new(rest).ok()?),
            Some(("events", rest)) => match positioned(rest)? {
                (at, false) => Self::Event(at),
                (at, true) => Self::EventProof(at),
            },
            Some(("keys", rest)) => match positioned(rest)? {
                (at, false) => Self::Rotation(at),
                (at, true) => Self::RotationProof(at),
            },
            Some(("timestamps", rest)) => {
                let (numbers, form) = rest.split_once('.')?;
                let (size, number) = numbers.split_once('-')?;
                let (size, number) = (size.parse().ok()?, number.parse().ok()?);
                match form {
                    "checkpoint" => Self::Dated { size, number },
                    "tsr" => Self::Timestamp { size, number },
                    _ => return None,
                }
            }
            Some(_) => return None,
        };
        // 007 and +7 are numbers too, and no names.
        (name.to_string() == text).then_some(name)
    }

    fn at_the_top(text: &str) -> Option<Self> {
        let all = [
            Self::Manifest,
            Self::ManifestNote,
            Self::Readme,
            Self::ReadmeZh,
            Self::Checkpoint,
            Self::Report,
            Self::Vkey,
            Self::Withheld,
        ];
        all.into_iter().find(|name| name.to_string() == text)
    }

    /// The most bytes that a file of this kind may have in a bundle of so many files, each of which
    /// has at most one line in a list; more is no bundle.
    #[must_use]
    pub fn bytes_max(self, files: usize) -> usize {
        match self {
            Self::Manifest | Self::Withheld => files.saturating_mul(LIST_LINE_BYTES_MAX),
            Self::ManifestNote | Self::Checkpoint | Self::Vkey | Self::Dated { .. } => {
                NOTE_BYTES_MAX
            }
            Self::Readme | Self::ReadmeZh | Self::Report => TEXT_BYTES_MAX,
            Self::Consistency { .. } | Self::EventProof(_) | Self::RotationProof(_) => {
                PROOF_BYTES_MAX
            }
            Self::Document(_) => DOCUMENT_BYTES_MAX,
            Self::Event(_) | Self::Rotation(_) => LINE_BYTES_MAX,
            Self::Timestamp { .. } => TIMESTAMP_BYTES_MAX,
        }
    }

    /// Whether every bundle has this file.
    #[must_use]
    pub fn required() -> [Self; 8] {
        [
            Self::Manifest,
            Self::ManifestNote,
            Self::Readme,
            Self::ReadmeZh,
            Self::Checkpoint,
            Self::Report,
            Self::Vkey,
            Self::Withheld,
        ]
    }
}

/// A position and whether the proof of it is meant.
fn positioned(text: &str) -> Option<(Position, bool)> {
    let (number, form) = text.split_once('.')?;
    let position = number.parse().ok().filter(|position| *position > 0).map(Position)?;
    match form {
        "json" => Some((position, false)),
        "tlog-proof" => Some((position, true)),
        _ => None,
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifest => f.write_str("MANIFEST.sha256"),
            Self::ManifestNote => f.write_str("MANIFEST.sha256.note"),
            Self::Readme => f.write_str("README.md"),
            Self::ReadmeZh => f.write_str("README.zh.md"),
            Self::Checkpoint => f.write_str("checkpoint"),
            Self::Consistency { from, to } => write!(f, "consistency/{from}-{to}.txt"),
            Self::Document(sha256) => write!(f, "documents/{sha256}"),
            Self::Event(at) => write!(f, "events/{at}.json"),
            Self::EventProof(at) => write!(f, "events/{at}.tlog-proof"),
            Self::Rotation(at) => write!(f, "keys/{at}.json"),
            Self::RotationProof(at) => write!(f, "keys/{at}.tlog-proof"),
            Self::Report => f.write_str("report.html"),
            Self::Dated { size, number } => write!(f, "timestamps/{size}-{number}.checkpoint"),
            Self::Timestamp { size, number } => write!(f, "timestamps/{size}-{number}.tsr"),
            Self::Vkey => f.write_str("vkey"),
            Self::Withheld => f.write_str("withheld.jsonl"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_as_it_is_written() {
        let of_numbers = [
            Name::Consistency { from: 0, to: 12 },
            Name::Document(Sha256Hex([0xab; 32])),
            Name::Event(Position(7)),
            Name::EventProof(Position(7)),
            Name::Rotation(Position(8)),
            Name::RotationProof(Position(8)),
            Name::Dated { size: 3, number: 9 },
            Name::Timestamp { size: 3, number: 9 },
        ];
        for name in Name::required().into_iter().chain(of_numbers) {
            assert_eq!(Name::parse(&name.to_string()), Some(name), "{name}");
        }
    }

    #[test]
    fn another_spelling_is_no_name() {
        let wrong = [
            "",
            "/",
            "events",
            "events/",
            "events/07.json",
            "events/+7.json",
            "events/0.json",
            "events/7.JSON",
            "events/7.json/",
            "/events/7.json",
            "./events/7.json",
            "events/../vkey",
            "../vkey",
            "events\\7.json",
            "events//7.json",
            "consistency/5.txt",
            "consistency/05-7.txt",
            "documents/AB",
            "documents/../vkey",
            "readme.md",
            "vkey ",
            "timestamps/3-9.der",
            "events/18446744073709551616.json",
            "MANIFEST.sha256.bak",
        ];
        for text in wrong {
            assert_eq!(Name::parse(text), None, "{text}");
        }
    }
}
