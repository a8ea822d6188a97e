//! Writing the file: beside the old one, which it then replaces in one step.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::layout::{ENTRY_BYTES, Entry, HEAD_BYTES, Head};
use crate::merkle::Hash;

/// Writes a cache of the first `events` events, whose tree has `root`: the records
/// of each stream as `records` gives them, in that order.
///
/// # Errors
/// When the file cannot be written; the old one, if any, is still there then.
pub(crate) fn write<'r>(
    path: &Path,
    ledger: &Path,
    (events, root): (u64, Hash),
    records: impl Iterator<Item = io::Result<(u32, Vec<Cow<'r, [u8]>>)>>,
) -> io::Result<()> {
    let unique = getrandom::u64().map_err(io::Error::other)?;
    let beside = path.with_extension(format!("{UNFINISHED}{unique:016x}"));
    let written = fill(&beside, (events, root), records).and_then(|()| {
        share(&beside, ledger)?;
        fs::rename(&beside, path)
    });
    if written.is_err() {
        // What is left of it is no cache; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
    } else {
        remove_unfinished(path);
    }
    written
}

/// How the extension of a file that is being written begins.
const UNFINISHED: &str = "segments-";

/// Whoever may read the ledger may read its figures, and nobody else: where they cannot be given
/// to its group they stay with their owner.
fn share(file: &Path, ledger: &Path) -> io::Result<()> {
    let ledger = fs::metadata(ledger)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        if ledger.gid() != fs::metadata(file)?.gid()
            && chown(file, None, Some(ledger.gid())).is_err()
        {
            return Ok(());
        }
    }
    fs::set_permissions(file, ledger.permissions())
}

/// Removes what processes that were killed have left behind. Whoever is still writing finds its
/// file gone, and leaves none.
fn remove_unfinished(path: &Path) {
    let Some((folder, stem)) = path.parent().zip(path.file_stem()) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = PathBuf::from(entry.file_name());
        let extension = name.extension().and_then(OsStr::to_str).unwrap_or_default();
        if name.file_stem() == Some(stem) && extension.starts_with(UNFINISHED) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn fill<'r>(
    path: &Path,
    (events, root): (u64, Hash),
    records: impl Iterator<Item = io::Result<(u32, Vec<Cow<'r, [u8]>>)>>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, create(path)?);
    out.write_all(&[0; HEAD_BYTES])?;
    let (mut at, mut table) = (HEAD_BYTES as u64, Vec::new());
    for stream in records {
        let (stream, pieces) = stream?;
        let (mut length, mut sum) = (0_usize, crc32fast::Hasher::new());
        for piece in pieces {
            out.write_all(&piece)?;
            sum.update(&piece);
            length += piece.len();
        }
        let narrow = u32::try_from(length).map_err(io::Error::other)?;
        Entry { stream, at, length: narrow, sum: sum.finalize() }.put(&mut table);
        at += length as u64;
    }
    out.write_all(&table)?;
    let head = Head {
        events,
        root,
        table_at: at,
        streams: (table.len() / ENTRY_BYTES) as u64,
        table_sum: crc32fast::hash(&table),
    };
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    // The head comes last: a file that was broken off has none.
    io::Seek::rewind(&mut file)?;
    file.write_all(&head.bytes())
}

/// A new file that nobody else can read while it is being written.
fn create(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
