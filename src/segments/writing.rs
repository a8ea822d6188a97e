//! Writing the file: beside the old one, which it then replaces in one step.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

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
    let beside = path.with_extension(format!("segments-{}", std::process::id()));
    let written = fill(&beside, (events, root), records).and_then(|()| {
        // Whoever may not read the ledger may not read its figures either.
        fs::set_permissions(&beside, fs::metadata(ledger)?.permissions())?;
        fs::rename(&beside, path)
    });
    if written.is_err() {
        // What is left of it is no cache; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
    }
    written
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
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
