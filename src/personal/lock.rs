//! Locks on the key file: alone to change it, together to keep its keys from being erased.
//!
//! A lock belongs to the file that it was taken on, and so does all that is read and
//! written under it: should another file be put in place of this one meanwhile (a restored
//! copy), nothing is written to either.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::keyfile::{KeyFileError, opening};

/// Which file stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inode(u64, u64);

impl Inode {
    /// The file's; where the system tells none, all files are the same.
    #[allow(clippy::missing_const_for_fn)] // not on Unix
    pub fn of(found: &Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Self(found.dev(), found.ino())
        }
        #[cfg(not(unix))]
        {
            let _ = found;
            Self(0, 0)
        }
    }
}

/// With whom a lock is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody else changes or uses the keys.
    Alone,
    /// Others use the keys as well; nobody changes them.
    Together,
}

/// A lock on the key file; it ends when this is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    inode: Inode,
    sharing: Sharing,
}

impl Lock {
    /// Waits for the lock.
    ///
    /// # Errors
    /// When the file is missing, or cannot be read (alone: written).
    pub fn wait(path: &Path, sharing: Sharing) -> Result<Self, KeyFileError> {
        loop {
            let file = match sharing {
                Sharing::Alone => OpenOptions::new().read(true).write(true).open(path),
                Sharing::Together => File::open(path),
            };
            let file = file.map_err(opening)?;
            match sharing {
                Sharing::Alone => file.lock()?,
                Sharing::Together => file.lock_shared()?,
            }
            let lock =
                Self { inode: Inode::of(&file.metadata()?), path: path.to_owned(), file, sharing };
            // Another file may have been put in its place while this one was waited for.
            if lock.is_of_the_path()? {
                return Ok(lock);
            }
        }
    }

    fn is_of_the_path(&self) -> Result<bool, KeyFileError> {
        Ok(Inode::of(&std::fs::metadata(&self.path).map_err(opening)?) == self.inode)
    }

    /// The locked file, to be read.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Refuses to change what is not held alone, or is not the key file any more.
    pub(super) fn check_writable(&self) -> Result<(), KeyFileError> {
        if self.sharing == Sharing::Alone && self.is_of_the_path()? {
            return Ok(());
        }
        Err(KeyFileError::Io(io::Error::other("another file was put in its place meanwhile")))
    }

    pub(super) fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }

    /// Cuts the file off.
    pub(super) fn cut(&self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }
}
