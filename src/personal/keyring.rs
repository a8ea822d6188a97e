//! The keys of data subjects: what stands in the key file, and changing it.
//!
//! Who changes the file holds its lock alone; who appends sealed events holds it
//! together with others, so that no key is erased between sealing and the commit.
//! Reading takes no lock; only what looks damaged is read again under one, because it may
//! have been half written just then.
//!
//! Correctness: a key is on the disk before the event that it seals (`create_keys`
//! returns after a sync); an erased key is overwritten where it stood, and `overwrite`
//! returns after a sync. What is cut off the file never was a whole line.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use compact_str::CompactString;
use duebook_events::EventId;
use zeroize::Zeroizing;

use super::cipher::{self, Key};
use super::keyfile::{self, FileId, HEADER_BYTES, Header, KeyFileError, Line, opening};
use super::lock::{Inode, Lock};
use crate::evidence::kept_file::sync_folder;

/// How often, and after which pauses, what looks damaged is read again while somebody
/// changes the file.
const AGAIN: u32 = 40;
const PAUSE: Duration = Duration::from_millis(5);

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
    /// The file that was read last.
    inode: Option<Inode>,
    header: Header,
    /// The end of the last whole line.
    read_to: u64,
    subjects: BTreeMap<CompactString, Entry>,
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
        Self::open(path)
    }

    /// The same, or takes a file that is there and in which no key stands: what an earlier
    /// try left that was cut off.
    ///
    /// # Errors
    /// When there is one with keys, or anything else, or it cannot be written.
    pub fn create_or_take_empty(path: &Path) -> Result<Self, KeyFileError> {
        match Self::create(path) {
            Err(KeyFileError::Exists) => match Self::open(path) {
                Ok(ring) if ring.subjects().all(|(_, live)| !live) => Ok(ring),
                _ => Err(KeyFileError::Exists),
            },
            created => created,
        }
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        let mut ring = Self {
            path: path.to_owned(),
            inode: None,
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

    /// The file and how often something was changed in it, as it was read last.
    pub(super) fn read_at(&self) -> (Option<Inode>, u64) {
        (self.inode, self.header.epoch)
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

    /// The event that was begun to erase a key which is still there.
    #[must_use]
    pub fn marked(&self, subject: &str) -> Option<EventId> {
        self.subjects.get(subject).filter(|entry| entry.key.is_some())?.erasure
    }

    /// Reads what others have changed since.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged.
    pub fn refresh(&mut self) -> Result<(), KeyFileError> {
        for _ in 0..AGAIN {
            let file = File::open(&self.path).map_err(opening)?;
            match self.read(&file) {
                Err(KeyFileError::Damaged(_) | KeyFileError::NotKeys) => {}
                done => return done,
            }
            // Half written, or damaged: under the lock nobody is writing.
            if file.try_lock_shared().is_ok() {
                return self.read(&file);
            }
            std::thread::sleep(PAUSE);
        }
        self.read(&File::open(&self.path).map_err(opening)?)
    }

    /// The same from the file that is locked.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged.
    pub fn refresh_under(&mut self, lock: &Lock) -> Result<(), KeyFileError> {
        self.read(lock.file())
    }

    /// The same, to change it.
    fn refresh_in(&mut self, lock: &Lock) -> Result<(), KeyFileError> {
        lock.check_writable()?;
        self.refresh_under(lock)
    }

    fn read(&mut self, mut file: &File) -> Result<(), KeyFileError> {
        let found = file.metadata()?;
        let (inode, length) = (Some(Inode::of(&found)), found.len());
        let mut first = [0; HEADER_BYTES];
        file.seek(SeekFrom::Start(0))?;
        let whole = file.read_exact(&mut first).is_ok();
        let header = keyfile::read_header(&first).filter(|_| whole).ok_or(KeyFileError::NotKeys)?;
        let same = header == self.header && inode == self.inode;
        if same && length == self.read_to {
            return Ok(());
        }
        if !same || length < self.read_to {
            self.subjects.clear();
            self.read_to = HEADER_BYTES as u64;
            (self.header, self.inode) = (header, inode);
        }
        file.seek(SeekFrom::Start(self.read_to))?;
        let room = usize::try_from(length.saturating_sub(self.read_to)).unwrap_or(0);
        let mut bytes = Zeroizing::new(Vec::with_capacity(room + 1));
        file.read_to_end(&mut bytes)?;
        let read = self.read_lines(&bytes);
        if read.is_err() {
            // Nothing that was read of a damaged file is used.
            (self.inode, self.read_to) = (None, 0);
            self.subjects.clear();
        }
        read
    }

    /// Takes in the lines that follow those which were read. After them may come what a
    /// crash left of a line that was being written: its begin, or blocks that never reached
    /// the disk and are read as zeros. Anything else is damage.
    fn read_lines(&mut self, bytes: &[u8]) -> Result<(), KeyFileError> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let damaged = Err(KeyFileError::Damaged(self.subjects.len() + 2));
            let Some(content) = line.strip_suffix(b"\n") else {
                let zeros = line.iter().rev().take_while(|byte| **byte == 0).count();
                let tail = &line[..line.len() - zeros];
                // Only the end of a whole line is another: it is not cut off.
                let all_but_last = &tail[..tail.len().saturating_sub(1)];
                let whole =
                    [tail, all_but_last].into_iter().any(|t| keyfile::read_line(t).is_some());
                return if whole { damaged } else { Ok(()) };
            };
            let Some(read) = keyfile::read_line(content) else { return damaged };
            let entry = Entry { at: self.read_to, key: read.key, erasure: read.erasure };
            if self.subjects.insert(read.subject, entry).is_some() {
                return Err(KeyFileError::Damaged(self.subjects.len() + 2));
            }
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
        self.refresh_in(lock)?;
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
        lock.cut(self.read_to)?;
        let mut text = Zeroizing::new(Vec::with_capacity(lines.len() * 200));
        let mut entries = Vec::with_capacity(lines.len());
        for line in lines {
            let at = self.read_to + text.len() as u64;
            text.extend_from_slice(keyfile::line(&line).as_bytes());
            entries.push((line.subject, Entry { at, key: line.key, erasure: line.erasure }));
        }
        lock.write_at(self.read_to, &text)?;
        lock.sync()?;
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
        self.refresh_in(lock)?;
        let mut changed = false;
        for (subject, event) in marks {
            if let Some(entry) = self.subjects.get_mut(subject)
                && entry.key.is_some()
            {
                lock.write_at(entry.at, keyfile::erasure(*event, subject).as_bytes())?;
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
        self.refresh_in(lock)?;
        let (mut unknown, mut named) = (Vec::new(), false);
        let secret = keyfile::erased();
        debug_assert_eq!(secret.len(), keyfile::SECRET_BYTES);
        for (subject, event) in erased {
            let Some(entry) = self.subjects.get_mut(subject) else {
                let (subject, erasure) = (subject.clone(), Some(*event));
                unknown.push(Line { subject, key: None, erasure });
                continue;
            };
            // First the id: without it, dashes are damage.
            if entry.erasure != Some(*event) && entry.key.is_some() {
                lock.write_at(entry.at, keyfile::erasure(Some(*event), subject).as_bytes())?;
                entry.erasure = Some(*event);
                named = true;
            }
        }
        if named {
            lock.sync()?;
        }
        for (subject, _) in erased {
            let Some(entry) = self.subjects.get_mut(subject) else { continue };
            // Also where the key is gone: it may have been overwritten in part.
            lock.write_at(entry.at + keyfile::SECRET_AT, secret.as_bytes())?;
            entry.key = None;
        }
        lock.sync()?;
        unknown.sort_by(|a: &Line, b| a.subject.cmp(&b.subject));
        unknown.dedup_by(|a, b| a.subject == b.subject);
        self.append(lock, unknown)?;
        // Last: who reads the new epoch reads no key that was erased before.
        self.next_epoch(lock)
    }

    fn next_epoch(&mut self, lock: &Lock) -> Result<(), KeyFileError> {
        self.header.epoch += 1;
        lock.write_at(keyfile::EPOCH_AT, keyfile::epoch(self.header.epoch).as_bytes())?;
        lock.sync()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
