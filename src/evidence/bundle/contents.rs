//! The files of a bundle, their manifest and its signature.
//!
//! Everything is held ready before the first byte is written, but for the documents: each is fetched
//! when its turn comes, and its name is its hash.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;

use duebook_events::Message;
use duebook_events::document::Sha256Hex;

use super::archive::Writer;
use super::manifest::{Manifest, sha256, signed_text};
use super::name::Name;
use super::subject::Subject;
use crate::evidence::key::SignerKey;
use crate::evidence::note::Note;

/// The bytes of a file that lie in memory: a file's own, or a part of what all share.
#[derive(Debug, Clone)]
enum Body {
    Own(Vec<u8>),
    Shared(Range<usize>),
}

/// The files of a bundle by name. Events share one buffer: the page that they were read in.
#[derive(Debug, Default)]
pub struct Contents {
    shared: Vec<u8>,
    files: BTreeMap<String, Option<Body>>,
    manifest: Manifest,
}

/// A file that is to be written next.
#[derive(Debug)]
pub enum Next<'c> {
    /// These bytes.
    Bytes(&'c [u8]),
    /// The document with this hash.
    Document(Sha256Hex),
}

impl Contents {
    /// A bundle without files, over a buffer that [`Contents::add_shared`] cuts from.
    #[must_use]
    pub fn new(shared: Vec<u8>) -> Self {
        Self { shared, ..Self::default() }
    }

    /// Adds a file.
    pub fn add(&mut self, name: Name, bytes: Vec<u8>) {
        self.list(name, sha256(&bytes));
        self.files.insert(name.to_string(), Some(Body::Own(bytes)));
    }

    /// Adds a file that is a part of the shared buffer.
    pub fn add_shared(&mut self, name: Name, part: Range<usize>) {
        self.list(name, sha256(&self.shared[part.clone()]));
        self.files.insert(name.to_string(), Some(Body::Shared(part)));
    }

    /// Adds a document, which is fetched when it is written.
    pub fn add_document(&mut self, hash: Sha256Hex) {
        self.list(Name::Document(hash), hash);
        self.files.insert(Name::Document(hash).to_string(), None);
    }

    fn list(&mut self, name: Name, hash: Sha256Hex) {
        self.manifest.files.insert(name.to_string(), hash);
    }

    /// Adds the manifest of all files so far, and its signature: nothing may be added after it.
    ///
    /// # Errors
    /// When the key is none that signs notes.
    pub fn seal(&mut self, subject: &Subject, key: &SignerKey) -> Result<(), Message> {
        let text = self.manifest.print();
        let signed = signed_text(subject, sha256(text.as_bytes()));
        let note = Note::sign(&signed, &[key])?;
        let own = |bytes| Some(Body::Own(bytes));
        self.files.insert(Name::Manifest.to_string(), own(text.into_bytes()));
        self.files.insert(Name::ManifestNote.to_string(), own(note.to_bytes()));
        Ok(())
    }

    /// The files in the order in which they are written, by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, Next<'_>)> {
        self.files.iter().map(|(name, body)| {
            let next = match body {
                Some(Body::Own(bytes)) => Next::Bytes(bytes),
                Some(Body::Shared(part)) => Next::Bytes(&self.shared[part.clone()]),
                None => match Name::parse(name) {
                    Some(Name::Document(hash)) => Next::Document(hash),
                    _ => Next::Bytes(&[]),
                },
            };
            (name.as_str(), next)
        })
    }

    /// Packs a bundle without documents into memory.
    ///
    /// # Errors
    /// When a file is too large for an archive.
    pub fn pack(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        for (name, next) in self.files() {
            match next {
                Next::Bytes(bytes) => writer.add(name, bytes)?,
                Next::Document(_) => {
                    return Err(std::io::Error::other("a document is not at hand"));
                }
            }
        }
        let (mut bytes, _) = writer.finish()?;
        bytes.flush()?;
        Ok(bytes)
    }
}
