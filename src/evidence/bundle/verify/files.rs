//! The archive, the manifest, the key, and what it has signed.

use std::borrow::Cow;
use std::collections::BTreeSet;

use duebook_events::words::quoted;
use duebook_events::{Message, Words};

use super::verdict::{Kind, Verdict};
use crate::evidence::bundle::archive::Archive;
use crate::evidence::bundle::manifest::{Manifest, read_signed_text, sha256};
use crate::evidence::bundle::name::Name;
use crate::evidence::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::evidence::key::{Purpose, VerifierKey};
use crate::evidence::note::Note;
use crate::messages::bundle as told;

/// The most bytes that all files of a bundle may have together.
const BUNDLE_BYTES_MAX: u64 = 64 << 30;

/// How many times as large as the archive all files may be together, beyond what is always granted.
const INFLATED_TIMES: u64 = 32;
/// What all files may have together, however small the archive is, in bytes.
const INFLATED_GRANTED: u64 = 64 << 20;
/// How many characters of a name that no bundle has are shown.
const SHOWN_CHARS: usize = 80;
/// The folders of a bundle.
const FOLDERS: [&str; 5] = ["consistency/", "documents/", "events/", "keys/", "timestamps/"];

/// A bundle whose archive is sound.
pub(super) struct Bundle<'b> {
    archive: Archive<'b>,
    /// The files that a bundle can have.
    pub names: BTreeSet<Name>,
}

impl<'b> Bundle<'b> {
    /// The bytes of a file; none where it is missing or damaged, which is told elsewhere.
    pub fn read(&self, name: Name) -> Option<Cow<'b, [u8]>> {
        if !self.names.contains(&name) {
            return None;
        }
        self.archive.read(&name.to_string()).ok().flatten()
    }

    /// The same for a file that no manifest lists: that it is damaged is told here.
    fn read_or_tell(
        &self,
        name: Name,
        check: Kind,
        verdict: &mut Verdict,
    ) -> Option<Cow<'b, [u8]>> {
        let file = name.to_string();
        if !self.names.contains(&name) {
            return None;
        }
        match self.archive.read(&file) {
            Ok(bytes) => bytes,
            Err(why) => {
                verdict.problem(check, file, told::file_damaged(name, why.0));
                verdict.done(check, "", "");
                None
            }
        }
    }

    /// The same as text.
    fn text(&self, name: Name) -> Option<String> {
        String::from_utf8(self.read(name)?.into_owned()).ok()
    }
}

/// The signed tree head of a bundle.
pub(super) struct Head {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, byte for byte.
    pub bytes: Vec<u8>,
}

/// Opens the archive: names, lengths, and the files that every bundle has.
pub(super) fn open<'b>(bytes: &'b [u8], verdict: &mut Verdict) -> Option<Bundle<'b>> {
    let archive = match Archive::open(bytes) {
        Ok(archive) => archive,
        Err(why) => {
            verdict.problem(Kind::Archive, None, told::not_an_archive(why.0));
            verdict.done(Kind::Archive, "", "");
            return None;
        }
    };
    let mut names = BTreeSet::new();
    let inflated = INFLATED_GRANTED.saturating_add(archive.packed_bytes() * INFLATED_TIMES);
    let mut room = BUNDLE_BYTES_MAX.min(inflated);
    let count = archive.names().count();
    let strange = archive.folders().filter(|folder| !FOLDERS.contains(folder));
    for text in strange.chain(archive.names().filter(|text| Name::parse(text).is_none())) {
        let shown = shown(text);
        verdict.problem(Kind::Archive, shown.clone(), told::not_of_a_bundle(shown));
    }
    for text in archive.names() {
        let Some(name) = Name::parse(text) else { continue };
        let length = archive.length(text).unwrap_or_default();
        let limit = (name.bytes_max(count) as u64).min(room);
        if length > limit {
            verdict.problem(Kind::Archive, text.to_owned(), told::file_too_large(text, limit));
            continue;
        }
        room -= length;
        names.insert(name);
    }
    for name in Name::required() {
        if archive.length(&name.to_string()).is_none() {
            verdict.problem(Kind::Archive, name.to_string(), told::file_missing(name));
        }
    }
    let count = names.len();
    verdict.done(Kind::Archive, format!("{count} files"), format!("共 {count} 个文件"));
    Some(Bundle { archive, names })
}

/// A name that somebody else has chosen.
fn shown(name: &str) -> String {
    match name.char_indices().nth(SHOWN_CHARS) {
        None => quoted(name),
        Some((end, _)) => format!("{}…", quoted(&name[..end])),
    }
}

/// Holds every file against the manifest, and the manifest against the files; tells whether there is
/// a manifest at all.
pub(super) fn check_manifest(bundle: &Bundle<'_>, verdict: &mut Verdict) -> bool {
    let Some(bytes) = bundle.read_or_tell(Name::Manifest, Kind::Manifest, verdict) else {
        return false;
    };
    // What is no text is wrong from its first line on.
    let parsed = std::str::from_utf8(&bytes).map_or(Err(1), Manifest::parse);
    let manifest = match parsed {
        Ok(manifest) => manifest,
        Err(line) => {
            verdict.problem(Kind::Manifest, Name::Manifest.to_string(), told::manifest_line(line));
            verdict.done(Kind::Manifest, "", "");
            return false;
        }
    };
    for name in &bundle.names {
        if matches!(name, Name::Manifest | Name::ManifestNote) {
            continue;
        }
        let file = name.to_string();
        let wrong = match (manifest.files.get(&file), bundle.archive.read(&file)) {
            (None, _) => told::not_in_manifest(name),
            (Some(_), Err(why)) => told::file_damaged(name, why.0),
            (Some(hash), Ok(Some(bytes))) if sha256(&bytes) == *hash => continue,
            (Some(_), Ok(_)) => told::hash_differs(name),
        };
        verdict.problem(Kind::Manifest, file, wrong);
    }
    for file in manifest.files.keys() {
        if bundle.archive.length(file).is_none() {
            verdict.problem(Kind::Manifest, file.clone(), told::file_missing(file));
        }
    }
    let count = manifest.files.len();
    verdict.done(
        Kind::Manifest,
        format!("{count} files have the SHA-256 that it lists, and none is left out"),
        format!("{count} 个文件的 SHA-256 与清单一致，没有遗漏"),
    );
    true
}

/// Reads the bundle's key; gives it where it is one of those that were given.
pub(super) fn check_key(
    bundle: &Bundle<'_>,
    keys: &[VerifierKey],
    verdict: &mut Verdict,
) -> Option<VerifierKey> {
    let line = bundle.text(Name::Vkey)?;
    let found = line.strip_suffix('\n').unwrap_or(&line).to_owned();
    let key = VerifierKey::parse(&found).ok().filter(|key| key.purpose() == Purpose::Note);
    let key = key.filter(|key| keys.contains(key));
    if key.is_none() {
        let shown = shown(&found);
        verdict.problem(Kind::Key, Name::Vkey.to_string(), told::key_unknown(shown));
    }
    verdict.done(
        Kind::Key,
        format!("{found} is one of those that were given"),
        format!("{found} 为所给公钥之一"),
    );
    key
}

/// The keys by which signatures count: the bundle's own where it was given, else all that were.
fn signers<'k>(key: Option<&'k VerifierKey>, keys: &'k [VerifierKey]) -> &'k [VerifierKey] {
    key.map_or(keys, std::slice::from_ref)
}

/// Verifies the signature of the manifest; learns what the bundle is about. Tells whether a given key
/// has signed this manifest.
pub(super) fn check_signature(
    bundle: &Bundle<'_>,
    key: Option<&VerifierKey>,
    keys: &[VerifierKey],
    verdict: &mut Verdict,
) -> bool {
    let Some(bytes) = bundle.read_or_tell(Name::ManifestNote, Kind::Signature, verdict) else {
        return false;
    };
    let wrong = |verdict: &mut Verdict, message: Message| {
        verdict.problem(Kind::Signature, Name::ManifestNote.to_string(), message);
    };
    let note = match Note::parse(&bytes) {
        Ok(note) => note,
        Err(message) => {
            wrong(verdict, told::manifest_unsigned(&message.problem));
            verdict.done(Kind::Signature, "", "");
            return false;
        }
    };
    if let Err(message) = note.verified_by(signers(key, keys)) {
        wrong(verdict, told::manifest_unsigned(&message.problem));
    }
    if let Some((subject, hash)) = read_signed_text(note.text()) {
        let manifest = bundle.read(Name::Manifest);
        if manifest.is_none_or(|manifest| sha256(&manifest) != hash) {
            wrong(verdict, told::other_manifest());
        }
        verdict.subject = Some(subject);
    } else {
        let why = Words::new(
            "its text is not that of a bundle of version 1",
            "正文不是第 1 版证据包的格式",
        );
        wrong(verdict, told::manifest_unsigned(why));
    }
    let about = verdict.subject.as_ref().map(ToString::to_string).unwrap_or_default();
    verdict.done(
        Kind::Signature,
        format!("signed by the key, about {about}"),
        format!("由该公钥签名，主题为 {about}"),
    );
    verdict.against(Kind::Signature) == 0
}

/// Verifies the checkpoint. Where only its signature is wrong, it is given all the same, so that the
/// rest can be told.
pub(super) fn check_checkpoint(
    bundle: &Bundle<'_>,
    key: Option<&VerifierKey>,
    keys: &[VerifierKey],
    verdict: &mut Verdict,
) -> Option<Head> {
    let bytes = bundle.read(Name::Checkpoint)?.into_owned();
    let mut known: Vec<VerifierKey> = signers(key, keys).to_vec();
    known.extend(keys.iter().filter(|key| key.purpose() == Purpose::Cosignature).cloned());
    let opened = SignedCheckpoint::open(&bytes, &known);
    let mut witnesses = 0;
    let checkpoint = match opened {
        Ok(signed) => {
            witnesses = signed.witnesses().count();
            let foreign =
                signed.log_keys().all(|key| key.name().as_str() != signed.checkpoint.origin);
            if foreign {
                let origin = quoted(&signed.checkpoint.origin);
                let why = Words::new(
                    format!("it is of the log {origin}, and signed by another log's key"),
                    format!("其日志为 {origin}，却由另一日志的密钥签名"),
                );
                let name = Name::Checkpoint.to_string();
                verdict.problem(Kind::Checkpoint, name, told::checkpoint_wrong(why));
            }
            Some(signed.checkpoint)
        }
        Err(message) => {
            let name = Name::Checkpoint.to_string();
            verdict.problem(Kind::Checkpoint, name, told::checkpoint_wrong(&message.problem));
            Note::parse(&bytes).ok().and_then(|note| Checkpoint::parse(note.text()).ok())
        }
    };
    let (origin, size) = checkpoint
        .as_ref()
        .map(|checkpoint| (checkpoint.origin.clone(), checkpoint.size))
        .unwrap_or_default();
    let (en, zh) = match witnesses {
        0 => (String::new(), String::new()),
        n => (format!(", confirmed by {n} witnesses"), format!("，另有 {n} 个见证人确认")),
    };
    verdict.done(
        Kind::Checkpoint,
        format!("{origin}, {size} events, signed by the key{en}"),
        format!("{origin}，共 {size} 条事件，由该公钥签名{zh}"),
    );
    checkpoint.map(|checkpoint| Head { checkpoint, bytes })
}
