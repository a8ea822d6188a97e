//! The keys of data subjects: what stands in the key file, and changing it.
//!
//! Who changes the file holds its lock alone; who appends sealed events holds it
//! together with others, so that no key is erased between sealing and the commit.
//! Reading takes no lock: a line that is being written is not read yet, one that is
//! being overwritten counts as erased.
//!
//! Correctness: a key is on the disk before the event that it seals (`create_keys`
//! returns after a sync); an erased key is overwritten where it stood, and `overwrite`
//! returns after a sync.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use compact_str::CompactString;
use duebook_events::EventId;
use zeroize::Zeroizing;

use super::cipher::{self, Key, NoRandomness};
use super::keyfile::{self, FileId, HEADER_BYTES, Header, Line};

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

/// What is known of a subject's key.
#[derive(Debug)]
pub enum KeyState<'k> {
    /// It is there.
    Live(&'k Key),
    /// It was erased.
    Erased,
    /// There never was one in this file.
    Unknown,
}

/// One subject's line.
#[derive(Debug)]
struct Entry {
    /// Where its line begins in the file.
    at: u64,
    key: Option<Key>,
    erasure: Option<EventId>,
}

/// The key file as this process last read it.
#[derive(Debug)]
pub struct Keyring {
    path: PathBuf,
    header: Header,
    /// The end of the last whole line.
    read_to: u64,
    subjects: BTreeMap<CompactString, Entry>,
}

/// A lock on the key file; it ends when this is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Waits for the lock that lets nobody else change or use the keys.
    ///
    /// # Errors
    /// When the file is missing or cannot be written.
    pub fn alone(path: &Path) -> Result<Self, KeyFileError> {
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(opening)?;
        file.lock()?;
        Ok(Self { file })
    }

    /// Waits for the lock that keeps keys from being erased.
    ///
    /// # Errors
    /// When the file is missing or cannot be read.
    pub fn together(path: &Path) -> Result<Self, KeyFileError> {
        let file = File::open(path).map_err(opening)?;
        file.lock_shared()?;
        Ok(Self { file })
    }

    fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }
}

impl Keyring {
    /// Creates a key file that only its owner may read.
    ///
    /// # Errors
    /// When there is one already, or it cannot be written.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let header = Header { id: cipher::random()?, epoch: 0 };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists,
            _ => KeyFileError::Io(error),
        })?;
        file.write_all(keyfile::header(header).as_bytes())?;
        file.sync_all()?;
        sync_folder(path)?;
        let read_to = HEADER_BYTES as u64;
        Ok(Self { path: path.to_owned(), header, read_to, subjects: BTreeMap::new() })
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        let mut ring = Self {
            path: path.to_owned(),
            header: Header { id: [0; 16], epoch: 0 },
            read_to: 0,
            subjects: BTreeMap::new(),
        };
        ring.refresh()?;
        Ok(ring)
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Which file it is.
    #[must_use]
    pub fn id(&self) -> FileId {
        self.header.id
    }

    /// What is known of a subject's key.
    #[must_use]
    pub fn state(&self, subject: &str) -> KeyState<'_> {
        match self.subjects.get(subject) {
            None => KeyState::Unknown,
            Some(Entry { key: Some(key), .. }) => KeyState::Live(key),
            Some(_) => KeyState::Erased,
        }
    }

    /// All subjects in ascending order, and whether their keys are there.
    pub fn subjects(&self) -> impl Iterator<Item = (&str, bool)> {
        self.subjects.iter().map(|(subject, entry)| (subject.as_str(), entry.key.is_some()))
    }

    /// How many keys were erased.
    #[must_use]
    pub fn erased(&self) -> usize {
        self.subjects.values().filter(|entry| entry.key.is_none()).count()
    }

    /// Erasures that were begun and not finished, each with its event.
    #[must_use]
    pub fn pending(&self) -> Vec<(CompactString, EventId)> {
        let begun = self.subjects.iter().filter(|(_, entry)| entry.key.is_some());
        begun.filter_map(|(subject, entry)| Some((subject.clone(), entry.erasure?))).collect()
    }

    /// Forgets a key without touching the file, which cannot be written by this reader.
    pub fn forget(&mut self, subject: &str) {
        if let Some(entry) = self.subjects.get_mut(subject) {
            entry.key = None;
        }
    }

    /// Reads what others have changed since.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged.
    pub fn refresh(&mut self) -> Result<(), KeyFileError> {
        let mut file = File::open(&self.path).map_err(opening)?;
        let length = file.metadata()?.len();
        let mut first = [0; HEADER_BYTES];
        let whole = file.read_exact(&mut first).is_ok();
        let header = keyfile::read_header(&first).filter(|_| whole).ok_or(KeyFileError::NotKeys)?;
        if header == self.header && length == self.read_to {
            return Ok(());
        }
        if header != self.header || length < self.read_to {
            self.subjects.clear();
            self.read_to = HEADER_BYTES as u64;
            self.header = header;
        }
        file.seek(SeekFrom::Start(self.read_to))?;
        let room = usize::try_from(length.saturating_sub(self.read_to)).unwrap_or(0);
        let mut bytes = Zeroizing::new(Vec::with_capacity(room + 1));
        file.read_to_end(&mut bytes)?;
        self.read_lines(&bytes)
    }

    /// Takes in the lines that follow those which were read.
    fn read_lines(&mut self, bytes: &[u8]) -> Result<(), KeyFileError> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            // A line without its end is being written, or was when the power failed;
            // blocks that never reached the disk are read as zeros.
            let Some(content) = line.strip_suffix(b"\n").filter(|line| !line.contains(&0)) else {
                break;
            };
            let Some(read) = keyfile::read_line(content) else {
                return Err(KeyFileError::Damaged(self.subjects.len() + 2));
            };
            let entry = Entry { at: self.read_to, key: read.key, erasure: read.erasure };
            self.subjects.insert(read.subject, entry);
            self.read_to += line.len() as u64;
        }
        Ok(())
    }

    /// Makes keys for subjects that have none, and syncs them; an erased subject gets
    /// none.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn create_keys<'s>(
        &mut self,
        lock: &Lock,
        subjects: impl Iterator<Item = &'s str>,
    ) -> Result<(), KeyFileError> {
        let mut lines = Vec::new();
        self.refresh()?;
        for subject in subjects {
            if !self.subjects.contains_key(subject) {
                let key = Some(Key::random()?);
                lines.push(Line { subject: subject.into(), key, erasure: None });
            }
        }
        lines.sort_by(|a, b| a.subject.cmp(&b.subject));
        lines.dedup_by(|a, b| a.subject == b.subject);
        self.append(lock, lines)
    }

    /// Appends lines behind the last whole one.
    fn append(&mut self, lock: &Lock, lines: Vec<Line>) -> Result<(), KeyFileError> {
        if lines.is_empty() {
            return Ok(());
        }
        lock.file.set_len(self.read_to)?;
        let mut text = Zeroizing::new(Vec::with_capacity(lines.len() * 200));
        let mut entries = Vec::with_capacity(lines.len());
        for line in lines {
            let at = self.read_to + text.len() as u64;
            text.extend_from_slice(keyfile::line(&line).as_bytes());
            entries.push((line.subject, Entry { at, key: line.key, erasure: line.erasure }));
        }
        lock.write_at(self.read_to, &text)?;
        lock.file.sync_all()?;
        self.read_to += text.len() as u64;
        self.subjects.extend(entries);
        Ok(())
    }

    /// Notes in the file which event is about to erase a key, or that none is.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark(
        &mut self,
        lock: &Lock,
        marks: &[(CompactString, Option<EventId>)],
    ) -> Result<(), KeyFileError> {
        self.refresh()?;
        let mut changed = false;
        for (subject, event) in marks {
            if let Some(entry) = self.subjects.get_mut(subject)
                && entry.key.is_some()
            {
                lock.write_at(entry.at, keyfile::erasure(*event).as_bytes())?;
                entry.erasure = *event;
                changed = true;
            }
        }
        if changed { self.next_epoch(lock) } else { Ok(()) }
    }

    /// Overwrites the keys of subjects where they stand. One that has no key gets a
    /// line without: it is never to have one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn overwrite(
        &mut self,
        lock: &Lock,
        erased: &[(CompactString, EventId)],
    ) -> Result<(), KeyFileError> {
        self.refresh()?;
        let mut unknown = Vec::new();
        let secret = keyfile::erased();
        debug_assert_eq!(secret.len(), keyfile::SECRET_BYTES);
        for (subject, event) in erased {
            let Some(entry) = self.subjects.get_mut(subject) else {
                let (subject, erasure) = (subject.clone(), Some(*event));
                unknown.push(Line { subject, key: None, erasure });
                continue;
            };
            // Also where the key is gone: it may have been overwritten in part.
            lock.write_at(entry.at + keyfile::SECRET_AT, secret.as_bytes())?;
            if entry.key.take().is_some() || entry.erasure.is_none() {
                lock.write_at(entry.at, keyfile::erasure(Some(*event)).as_bytes())?;
                entry.erasure = Some(*event);
            }
        }
        lock.file.sync_all()?;
        unknown.sort_by(|a: &Line, b| a.subject.cmp(&b.subject));
        unknown.dedup_by(|a, b| a.subject == b.subject);
        self.append(lock, unknown)?;
        // Last: who reads the new epoch reads no key that was erased before.
        self.next_epoch(lock)
    }

    fn next_epoch(&mut self, lock: &Lock) -> Result<(), KeyFileError> {
        self.header.epoch += 1;
        lock.write_at(keyfile::EPOCH_AT, keyfile::epoch(self.header.epoch).as_bytes())?;
        lock.file.sync_all()?;
        Ok(())
    }
}

fn opening(error: io::Error) -> KeyFileError {
    match error.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing,
        _ => KeyFileError::Io(error),
    }
}

/// A new file is there after a power failure once its folder is synced.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
