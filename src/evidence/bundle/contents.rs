//! The files of a bundle, their manifest and its signature.
//!
//! Everything is held ready before the first byte is written, but for the documents: each is fetched
//! when its turn comes, and its name is its hash.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;

use duebook_events::Message;
use duebook_events::document::Sha256Hex;

use super::archive::Writer;
use super::manifest::{print_line, sha256, signed_text};
use super::name::Name;
use super::subject::Subject;
use crate::evidence::key::SignerKey;
use crate::evidence::note::Note;

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
enum Body {
    /// In the buffer of the files that were made.
    Own(Range<usize>),
    /// In the page that the events were read in.
    Shared(Range<usize>),
    /// In the store, under its hash.
    Document,
}

/// A file.
#[derive(Debug, Clone)]
struct File {
    /// Its name, in the buffer of names.
    name: Range<usize>,
    hash: Sha256Hex,
    body: Body,
}

/// The files of a bundle, in three buffers: names, what was made, and the page that was read.
#[derive(Debug, Default)]
pub struct Contents {
    names: String,
    own: Vec<u8>,
    shared: Vec<u8>,
    files: Vec<File>,
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
    /// A bundle without files, over a buffer that [`Contents::add_shared`] cuts from, with room for
    /// so many bytes that are yet to be made.
    #[must_use]
    pub fn new(shared: Vec<u8>, room: usize) -> Self {
        Self { shared, own: Vec::with_capacity(room), ..Self::default() }
    }

    /// Adds a file.
    pub fn add(&mut self, name: Name, bytes: &[u8]) {
        self.print(name, |out| out.extend_from_slice(bytes));
    }

    /// Adds a file that is printed behind what the buffer holds.
    pub fn print(&mut self, name: Name, print: impl FnOnce(&mut Vec<u8>)) {
        let start = self.own.len();
        print(&mut self.own);
        let part = start..self.own.len();
        self.list(name, sha256(&self.own[part.clone()]), Body::Own(part));
    }

    /// Adds a file that is a part of the shared buffer.
    pub fn add_shared(&mut self, name: Name, part: Range<usize>) {
        self.list(name, sha256(&self.shared[part.clone()]), Body::Shared(part));
    }

    /// Adds a document, which is fetched when it is written.
    pub fn add_document(&mut self, hash: Sha256Hex) {
        self.list(Name::Document(hash), hash, Body::Document);
    }

    fn list(&mut self, name: Name, hash: Sha256Hex, body: Body) {
        let start = self.names.len();
        // Memory takes whatever is written to it.
        let _ = write!(self.names, "{name}");
        self.files.push(File { name: start..self.names.len(), hash, body });
    }

    /// Adds the manifest of all files so far, and its signature: nothing may be added after it.
    ///
    /// # Errors
    /// When the key is none that signs notes.
    pub fn seal(&mut self, subject: &Subject, key: &SignerKey) -> Result<(), Message> {
        self.sort();
        let mut lines = Vec::with_capacity(self.files.len() * 100);
        for file in &self.files {
            print_line(&mut lines, file.hash, &self.names[file.name.clone()]);
        }
        let signed = signed_text(subject, sha256(&lines));
        let note = Note::sign(&signed, &[key])?;
        self.add(Name::Manifest, &lines);
        self.add(Name::ManifestNote, &note.to_bytes());
        self.sort();
        Ok(())
    }

    fn sort(&mut self) {
        let names = &self.names;
        self.files.sort_unstable_by(|a, b| names[a.name.clone()].cmp(&names[b.name.clone()]));
    }

    /// The files in the order in which they are written: by name, once they are sealed.
    pub fn files(&self) -> impl Iterator<Item = (&str, Next<'_>)> {
        self.files.iter().map(|file| {
            let next = match &file.body {
                Body::Own(part) => Next::Bytes(&self.own[part.clone()]),
                Body::Shared(part) => Next::Bytes(&self.shared[part.clone()]),
                Body::Document => Next::Document(file.hash),
            };
            (&self.names[file.name.clone()], next)
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
