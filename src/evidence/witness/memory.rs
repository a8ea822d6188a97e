//! What a witness has seen: the last confirmed checkpoint of each log, durable before anybody is
//! told (C2SP tlog-witness: "MUST persist the new checkpoint before responding").

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use duebook_events::Message;

use crate::evidence::checkpoint::Checkpoint;
use crate::evidence::kept_file;
use crate::evidence::note::Note;
use crate::evidence::split_view::SplitView;
use crate::messages::witnessing as told;

/// The memory of a witness: one JSON file, `{origin: note}`, that one process holds.
#[derive(Debug)]
pub struct Memory {
    path: PathBuf,
    seen: BTreeMap<String, String>,
    /// Held while the witness runs: two witnesses on one memory would confirm two histories.
    _lock: File,
}

impl Memory {
    /// Opens the memory, or begins an empty one where there has never been one; `new` begins one
    /// also where only its lock is left.
    ///
    /// # Errors
    /// When it cannot be read, holds something else, is gone, or another process holds it.
    pub fn open(path: &Path, new: bool) -> Result<Self, Message> {
        let failed = |error: &dyn std::fmt::Display| told::witness_memory(path.display(), error);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let lock = path.with_added_extension("lock");
        let was_there = lock.exists();
        let lock = options.open(lock).map_err(|e| failed(&e))?;
        lock.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => told::witness_runs(path.display()),
            std::fs::TryLockError::Error(error) => failed(&error),
        })?;
        let seen = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| failed(&e))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && (new || !was_there) => {
                // A witness that has confirmed nothing has a memory all the same.
                kept_file::replace(path, b"{}").map_err(|e| failed(&e))?;
                BTreeMap::new()
            }
            Err(error) => return Err(failed(&error)),
        };
        let memory = Self { path: path.to_owned(), seen, _lock: lock };
        // A memory that cannot be read would be taken for one that has seen nothing.
        for note in memory.seen.values() {
            Note::parse(note.as_bytes())
                .and_then(|note| Checkpoint::parse(note.text()))
                .map_err(|message| failed(&message.problem.en))?;
        }
        Ok(memory)
    }

    /// The note that was confirmed last for a log.
    #[must_use]
    pub fn seen(&self, origin: &str) -> Option<Note> {
        Note::parse(self.seen.get(origin)?.as_bytes()).ok()
    }

    /// Remembers a confirmed note; returns once it is durable.
    ///
    /// # Errors
    /// When it could not be made durable: then nobody may be told, and the memory is as it was.
    pub fn remember(&mut self, origin: &str, note: &Note) -> io::Result<()> {
        let mut next = self.seen.clone();
        next.insert(origin.to_owned(), note.to_string());
        kept_file::replace(&self.path, &serde_json::to_vec_pretty(&next)?)?;
        self.seen = next;
        Ok(())
    }

    /// Keeps the proof that a log has shown two trees of one size, beside the memory: one of each
    /// size, so that nobody can fill the disk with proofs of one lie.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn accuse(&self, split: &SplitView) -> io::Result<PathBuf> {
        use sha2::{Digest, Sha256};
        let hash = duebook_projections::policy::hex(&Sha256::digest(&split.origin));
        let file = format!("split-{}-{}.txt", &hash[..16], split.size);
        let path = self.path.with_added_extension(file);
        if !path.exists() {
            let words = split.words();
            kept_file::replace(&path, format!("{}\n{}", words.en, words.zh).as_bytes())?;
        }
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::key::{KeyName, Purpose, SignerKey};
    use crate::merkle::Hash;

    #[test]
    fn what_was_seen_is_there_after_a_restart_and_for_one_process_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("witness.json");
        let key = SignerKey::from_seed(KeyName::try_new("a").unwrap(), Purpose::Note, &[1; 32]);
        let note = Note::sign(&Checkpoint::new("a", 0, Hash::empty()).text(), &[&key]).unwrap();
        let mut memory = Memory::open(&path, false).unwrap();
        assert!(memory.seen("a").is_none());
        memory.remember("a", &note).unwrap();
        assert_eq!(Memory::open(&path, false).unwrap_err().code.0, 808);
        drop(memory);
        assert_eq!(Memory::open(&path, false).unwrap().seen("a"), Some(note));
        // One that is gone is not begun again unless it is said.
        std::fs::remove_file(&path).unwrap();
        assert_eq!(Memory::open(&path, false).unwrap_err().code.0, 807);
        assert!(Memory::open(&path, true).unwrap().seen("a").is_none());
        assert!(Memory::open(&path, false).is_ok());
        // A memory that was damaged is not taken for an empty one.
        for bytes in ["", "{\"a\":\"no note\"}", "[]"] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(Memory::open(&path, false).unwrap_err().code.0, 807, "{bytes}");
        }
    }
}
