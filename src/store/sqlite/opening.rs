//! Opening a ledger: what is asked for, and why it may be refused.

use std::io;

use crate::store::error::StoreError;

/// Whether opening may create the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// There must be a ledger.
    Existing,
    /// A missing or empty file becomes an empty ledger.
    CreateIfMissing,
}

/// Why a ledger could not be opened. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file.
    #[error("there is no ledger at {path}")]
    Missing {
        /// The file.
        path: String,
    },
    /// The file is something else.
    #[error("{path} is not a duebook ledger: {reason}")]
    NotALedger {
        /// The file.
        path: String,
        /// How one can tell.
        reason: &'static str,
    },
    /// The file was written by a newer version of the program.
    #[error("{path} is a ledger of version {found}; this program knows versions up to {known}")]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        found: usize,
        /// The newest version that is known.
        known: usize,
    },
    /// SQLite's locks and syncs cannot be relied upon there.
    #[error("{path} is on a network file system ({kind}); keep the ledger on a local disk")]
    NetworkFileSystem {
        /// The file.
        path: String,
        /// The file system, as the system names it.
        kind: String,
    },
    /// Another process holds the ledger alone, or keeps it from being migrated.
    #[error("{path} is in use by another process")]
    InUse {
        /// The file.
        path: String,
    },
    /// The folder or the lock file cannot be used.
    #[error("the ledger cannot be opened: {0}")]
    Io(#[from] io::Error),
    /// The engine failed, or the file is damaged.
    #[error("the ledger cannot be opened: {0}")]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
