//! Reading the file: only where the log vouches for it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::layout::{ENTRY_BYTES, Entry, HEAD_BYTES, Head};
use crate::merkle::Hash;

/// An open cache.
#[derive(Debug)]
pub struct Segments {
    path: PathBuf,
    file: File,
    head: Head,
    entries: FxHashMap<u32, Entry>,
}

impl Segments {
    /// Opens a cache; nothing where there is none of this layout, or a damaged one.
    #[must_use]
    pub fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let mut head = [0; HEAD_BYTES];
        read_at(&file, &mut head, 0).ok()?;
        let head = Head::read(&head)?;
        let bytes = usize::try_from(head.streams).ok()?.checked_mul(ENTRY_BYTES)?;
        if file.metadata().ok()?.len() != head.table_at.checked_add(bytes as u64)? {
            return None;
        }
        let mut table = vec![0; bytes];
        read_at(&file, &mut table, head.table_at).ok()?;
        if crc32fast::hash(&table) != head.table_sum {
            return None;
        }
        let entries = table
            .chunks_exact(ENTRY_BYTES)
            .map(|bytes| {
                let entry = Entry::read(bytes)?;
                let end = entry.at.checked_add(entry.length.into())?;
                (end <= head.table_at).then_some((entry.stream, entry))
            })
            .collect::<Option<_>>()?;
        Some(Self { path: path.to_owned(), file, head, entries })
    }

    /// How many events of the log it covers, from the first on.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.head.events
    }

    /// The root that the tree over these events must have.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.head.root
    }

    /// Removes the file, of which a part was found damaged: whoever asks next writes a sound
    /// one. Where it cannot be removed it is read around.
    pub fn discard(&self) {
        let _ = std::fs::remove_file(&self.path);
    }

    /// How many streams have events here.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.entries.len()
    }

    /// Whether a stream has any event here.
    #[must_use]
    pub fn holds(&self, stream: u32) -> bool {
        self.entries.contains_key(&stream)
    }

    /// Reads the records of a stream into a buffer, which is emptied first; false
    /// where they cannot be read or are not what was written.
    pub fn read(&self, stream: u32, records: &mut Vec<u8>) -> bool {
        records.clear();
        let Some(entry) = self.entries.get(&stream) else { return true };
        records.resize(entry.length as usize, 0);
        read_at(&self.file, records, entry.at).is_ok() && crc32fast::hash(records) == entry.sum
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}
