//! The head of the file and its table of customers.
//!
//! `head, records of all customers, table`. All numbers are little-endian.

use crate::merkle::Hash;

/// The first bytes of the file.
const MAGIC: &[u8; 16] = b"duebook segments";
/// The number of this layout: raised when it, or the form of the records, changes.
const LAYOUT: u32 = 1;
/// Bytes of the head.
pub(super) const HEAD_BYTES: usize = 16 + 4 + 4 + 8 + 32 + 8 + 8 + 4;
/// Bytes of an entry of the table.
pub(super) const ENTRY_BYTES: usize = 4 + 8 + 4 + 4;

/// What the file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// How many events it covers, from the first on.
    pub(super) events: u64,
    /// The root of the tree over them.
    pub(super) root: Hash,
    /// Where the table begins.
    pub(super) table_at: u64,
    /// Streams in the table.
    pub(super) streams: u64,
    /// CRC-32 of the table.
    pub(super) table_sum: u32,
}

/// Where the records of one stream stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The number of the stream.
    pub(super) stream: u32,
    /// Where its records begin.
    pub(super) at: u64,
    /// How many bytes they have.
    pub(super) length: u32,
    /// CRC-32 of the records.
    pub(super) sum: u32,
}

impl Head {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD_BYTES);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&LAYOUT.to_le_bytes());
        out.extend_from_slice(&duebook_events::compact::FORM.to_le_bytes());
        out.extend_from_slice(&self.events.to_le_bytes());
        out.extend_from_slice(&self.root.0);
        out.extend_from_slice(&self.table_at.to_le_bytes());
        out.extend_from_slice(&self.streams.to_le_bytes());
        out.extend_from_slice(&self.table_sum.to_le_bytes());
        out
    }

    /// Reads a head; nothing if it is not one of this layout and form.
    pub(super) fn read(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let known = take::<16>(bytes)? == *MAGIC
            && u32::from_le_bytes(take(bytes)?) == LAYOUT
            && u32::from_le_bytes(take(bytes)?) == duebook_events::compact::FORM;
        let head = Self {
            events: u64::from_le_bytes(take(bytes)?),
            root: Hash(take(bytes)?),
            table_at: u64::from_le_bytes(take(bytes)?),
            streams: u64::from_le_bytes(take(bytes)?),
            table_sum: u32::from_le_bytes(take(bytes)?),
        };
        known.then_some(head)
    }
}

impl Entry {
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.stream.to_le_bytes());
        out.extend_from_slice(&self.at.to_le_bytes());
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.sum.to_le_bytes());
    }

    /// Reads an entry; nothing if there are too few bytes.
    pub(super) fn read(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        Some(Self {
            stream: u32::from_le_bytes(take(bytes)?),
            at: u64::from_le_bytes(take(bytes)?),
            length: u32::from_le_bytes(take(bytes)?),
            sum: u32::from_le_bytes(take(bytes)?),
        })
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_entries_come_back() {
        let head =
            Head { events: 7, root: Hash([9; 32]), table_at: 1 << 40, streams: 3, table_sum: 5 };
        let mut bytes = head.bytes();
        assert_eq!(bytes.len(), HEAD_BYTES);
        assert_eq!(Head::read(&bytes), Some(head));
        bytes[16] ^= 1;
        assert_eq!(Head::read(&bytes), None, "another layout");
        bytes[16] ^= 1;
        bytes[20] ^= 1;
        assert_eq!(Head::read(&bytes), None, "another form of records");
        let entry = Entry { stream: 1, at: 1 << 33, length: 8, sum: 4 };
        let mut out = Vec::new();
        entry.put(&mut out);
        assert_eq!(out.len(), ENTRY_BYTES);
        assert_eq!(Entry::read(&out), Some(entry));
        assert_eq!(Entry::read(&out[1..]), None);
    }
}
