//! Files into an archive.

use std::io::{Result, Write};

use super::fields::{
    END, END_64, END_64_BYTES, ENTRY, EXTRA_64, LARGE, LOCAL, LOCATOR_64, PLAIN, STORED, UTF_8,
};

/// 1980-01-01, the earliest day that an archive can name.
const DATE: u16 = (1 << 5) | 1;
/// Made on a Unix system, so that the mode counts.
const MADE_BY_UNIX: u16 = 3 << 8;
/// A plain file that everybody may read.
const MODE: u32 = 0o100_644 << 16;

/// Writes an archive, file by file.
///
/// The caller gives the files in the order in which they are to stand, each name once.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    written: u64,
    /// The header of the file in hand.
    head: Vec<u8>,
    /// The entries of the files that have been written.
    list: Vec<u8>,
    count: u64,
}

/// What an archive says of a file.
struct Entry<'n> {
    name: &'n str,
    name_length: u16,
    crc: u32,
    bytes: u32,
    offset: u64,
}

impl<W: Write> Writer<W> {
    /// Begins an archive.
    pub fn new(out: W) -> Self {
        Self { out, written: 0, head: Vec::new(), list: Vec::new(), count: 0 }
    }

    /// Adds a file of at most 4 GiB under a name of at most 65,535 bytes.
    ///
    /// # Errors
    /// When it is larger, or the output fails.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let too_large = |_| std::io::Error::other("a file of an archive is too large");
        let entry = Entry {
            name,
            name_length: u16::try_from(name.len()).map_err(too_large)?,
            crc: crc32fast::hash(bytes),
            bytes: u32::try_from(bytes.len()).map_err(too_large)?,
            offset: self.written,
        };
        self.head.clear();
        put(&mut self.head, LOCAL);
        common(&mut self.head, PLAIN, &entry);
        half(&mut self.head, 0);
        self.head.extend_from_slice(name.as_bytes());
        self.out.write_all(&self.head)?;
        self.out.write_all(bytes)?;
        self.written += (self.head.len() + bytes.len()) as u64;
        listed(&mut self.list, &entry);
        self.count += 1;
        Ok(())
    }

    /// Writes the list of files; gives the output and how many bytes the archive has.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> Result<(W, u64)> {
        let (start, count, mut list) = (self.written, self.count, self.list);
        let length = list.len() as u64;
        if count >= u64::from(u16::MAX) || start + length >= u64::from(u32::MAX) {
            end_64(&mut list, start, length, count);
        }
        put(&mut list, END);
        half(&mut list, 0);
        half(&mut list, 0);
        let few = u16::try_from(count).unwrap_or(u16::MAX);
        half(&mut list, few);
        half(&mut list, few);
        put(&mut list, u32::try_from(length).unwrap_or(u32::MAX));
        put(&mut list, u32::try_from(start).unwrap_or(u32::MAX));
        half(&mut list, 0);
        self.out.write_all(&list)?;
        self.out.flush()?;
        Ok((self.out, start + list.len() as u64))
    }
}

/// What the header of a file and its entry have in common.
fn common(out: &mut Vec<u8>, version: u16, entry: &Entry<'_>) {
    half(out, version);
    half(out, UTF_8);
    half(out, STORED);
    half(out, 0);
    half(out, DATE);
    put(out, entry.crc);
    put(out, entry.bytes);
    put(out, entry.bytes);
    half(out, entry.name_length);
}

/// The entry of a file.
fn listed(out: &mut Vec<u8>, entry: &Entry<'_>) {
    let far = u32::try_from(entry.offset).ok().filter(|offset| *offset < u32::MAX);
    let version = if far.is_none() { LARGE } else { PLAIN };
    put(out, ENTRY);
    half(out, MADE_BY_UNIX | version);
    common(out, version, entry);
    half(out, if far.is_none() { 12 } else { 0 });
    half(out, 0);
    half(out, 0);
    half(out, 0);
    put(out, MODE);
    put(out, far.unwrap_or(u32::MAX));
    out.extend_from_slice(entry.name.as_bytes());
    if far.is_none() {
        half(out, EXTRA_64);
        half(out, 8);
        out.extend_from_slice(&entry.offset.to_le_bytes());
    }
}

/// The end of an archive with many files or many bytes.
fn end_64(list: &mut Vec<u8>, start: u64, length: u64, count: u64) {
    put(list, END_64);
    list.extend_from_slice(&(END_64_BYTES as u64 - 12).to_le_bytes());
    half(list, MADE_BY_UNIX | LARGE);
    half(list, LARGE);
    put(list, 0);
    put(list, 0);
    for field in [count, count, length, start] {
        list.extend_from_slice(&field.to_le_bytes());
    }
    put(list, LOCATOR_64);
    put(list, 0);
    list.extend_from_slice(&(start + length).to_le_bytes());
    put(list, 1);
}

fn half(out: &mut Vec<u8>, field: u16) {
    out.extend_from_slice(&field.to_le_bytes());
}

fn put(out: &mut Vec<u8>, field: u32) {
    out.extend_from_slice(&field.to_le_bytes());
}
