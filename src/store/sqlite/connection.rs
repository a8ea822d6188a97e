//! Connections: how they are opened, and what every one of them is told.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::book::{Book, Identity, LOCK_RETRY, sync_folder};
use super::migrate::{Nature, migrate, nature};
use super::{OpenError, Opening};
use crate::store::error::StoreError;

/// How long a statement waits for another process.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of one page of the database.
const PAGE_SIZE: i32 = 8192;
/// Pages of the write-ahead log after which they are moved into the database (128 MiB): whoever
/// waits meanwhile waits for milliseconds, which must not happen to one append in a hundred.
const CHECKPOINT_PAGES: i64 = 16_384;
/// Bytes to which the file of the write-ahead log shrinks after that.
const WAL_FILE_BYTES: i64 = 192 << 20;
/// Page cache of the writer, in KiB.
const WRITER_CACHE_KIB: i32 = 64 << 10;
/// Page cache of each reader, in KiB.
const READER_CACHE_KIB: i32 = 16 << 10;
/// Prepared statements that a connection keeps.
const STATEMENTS_KEPT: usize = 64;

/// Opens or creates the ledger for the first time in this process, migrates it if needed, and
/// leaves its lock shared. Gives the identity of its file.
pub(super) fn open_first(book: &Book, opening: Opening) -> Result<Identity, OpenError> {
    let path = || book.path.display().to_string();
    if let Some(kind) = book.network_file_system() {
        return Err(OpenError::NetworkFileSystem { path: path(), kind });
    }
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        if !book.share(deadline)? {
            return Err(OpenError::InUse { path: path() });
        }
        let (mut connection, nature) = match look(book) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                let reason = "it is not an SQLite database";
                return Err(OpenError::NotALedger { path: path(), reason });
            }
            looked => looked?,
        };
        match nature {
            Nature::Current => break,
            Nature::Foreign(reason) => {
                return Err(OpenError::NotALedger { path: path(), reason });
            }
            Nature::Newer { found, known } => {
                return Err(OpenError::Newer { path: path(), found, known });
            }
            Nature::Empty if opening == Opening::Existing => {
                return Err(OpenError::NotALedger { path: path(), reason: "it is empty" });
            }
            Nature::Empty | Nature::Older if !book.try_alone()? => {
                // Whoever else has it open may be creating it at this moment.
                if Instant::now() >= deadline {
                    return Err(OpenError::InUse { path: path() });
                }
                std::thread::sleep(LOCK_RETRY);
            }
            Nature::Empty | Nature::Older => {
                connection.pragma_update(None, "page_size", PAGE_SIZE)?;
                connection.pragma_update(None, "journal_mode", "WAL")?;
                connection.pragma_update(None, "synchronous", "FULL")?;
                migrate(&mut connection)?;
                sync_folder(&book.path)?;
            }
        }
    }
    book.identity().ok_or_else(|| OpenError::Missing { path: path() })
}

/// Opens whatever stands at the path, and tells what it is.
fn look(book: &Book) -> Result<(Connection, Nature), rusqlite::Error> {
    let connection = connect(book, OpenFlags::SQLITE_OPEN_CREATE)?;
    let nature = nature(&connection)?;
    Ok((connection, nature))
}

/// Opens a connection that writes.
pub(super) fn open_writer(book: &Book, identity: Identity) -> Result<Connection, StoreError> {
    let connection = open_known(book, identity)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    // The writer moves pages into the database itself, after it has answered.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", WAL_FILE_BYTES)?;
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn open_reader(book: &Book, identity: Identity) -> Result<Connection, StoreError> {
    let connection = open_known(book, identity)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Writes a copy of the ledger to a new file and makes it durable.
pub(super) fn back_up(book: &Book, target: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::Engine(error.to_string());
    if target.exists() {
        return Err(StoreError::Engine(format!("{} exists already", target.display())));
    }
    let name = target.to_str();
    let name =
        name.ok_or_else(|| StoreError::Engine("the name of the copy is not UTF-8".to_owned()))?;
    let connection = connect(book, OpenFlags::empty())?;
    connection.execute("VACUUM INTO ?1", [name])?;
    // Nobody has the copy open yet, so that opening it as a file harms no lock.
    File::open(target).and_then(|copy| copy.sync_all()).map_err(failed)?;
    sync_folder(target).map_err(failed)
}

/// Opens the file that was opened first, and no other that may stand at its path now.
fn open_known(book: &Book, identity: Identity) -> Result<Connection, StoreError> {
    let moved = || StoreError::Moved(book.path.display().to_string());
    if book.identity() != Some(identity) {
        return Err(moved());
    }
    let connection = connect(book, OpenFlags::empty())?;
    if has_moved(&connection)? || book.identity() != Some(identity) {
        return Err(moved());
    }
    match nature(&connection)? {
        Nature::Current => Ok(connection),
        _ => {
            Err(StoreError::Damaged("the file is not a ledger of this version any more".to_owned()))
        }
    }
}

fn connect(book: &Book, more: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(&book.path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Moves the pages of the write-ahead log into the database once there are many of them. Readers
/// are not kept waiting; pages that one of them still needs stay for the next time.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), rusqlite::Error> {
    let pages = |row: &rusqlite::Row<'_>| Ok((row.get(1)?, row.get(2)?));
    let (log, done): (i64, i64) = connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], pages)?;
    if log - done >= CHECKPOINT_PAGES {
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    }
    Ok(())
}

/// Tells whether the file that a connection has open stands at its path no more.
pub(super) fn has_moved(connection: &Connection) -> Result<bool, rusqlite::Error> {
    #[cfg(unix)]
    {
        let mut moved = 0;
        connection.file_control(Some("main"), rusqlite::FileControl::HasMoved(&mut moved))?;
        Ok(moved != 0)
    }
    #[cfg(not(unix))]
    {
        // An open file cannot be renamed or removed there.
        let _ = connection;
        Ok(false)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Engine(error.to_string()),
        }
    }
}
