//! What is stored of an event beside its line.
//!
//! A scan spends more on the columns of a row than on its bytes, so that everything which judgement
//! and the streams need of an event stands in one column: numbers of fixed width, the highest byte
//! first, in the order of [`Envelope`]'s fields.

use crate::store::error::StoreError;
use crate::store::plain::{EventId, EventKind, Position, Version};

/// The fields of an event beside its position and its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// The event's id.
    pub(crate) id: EventId,
    /// The index of its stream.
    pub(crate) stream: u32,
    /// Where it stands in its stream.
    pub(crate) version: Version,
    /// The position of the stream's event before it; 0: none.
    pub(crate) prev: Position,
    /// The type of the event.
    pub(crate) kind: EventKind,
    /// The schema version of its payload.
    pub(crate) schema: u16,
    /// The business date, in days since 1970-01-01.
    pub(crate) effective_days: i32,
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) recorded_at_ms: i64,
    /// Where the payload begins in the line.
    pub(crate) data_at: u32,
    /// How many bytes it has.
    pub(crate) data_len: u32,
}

impl Envelope {
    /// How many bytes an envelope has.
    pub(crate) const BYTES: usize = 16 + 4 + 8 + 8 + 1 + 2 + 4 + 8 + 4 + 4;

    /// The bytes that are stored.
    pub(crate) fn bytes(&self) -> [u8; Self::BYTES] {
        let (mut bytes, mut at) = ([0; Self::BYTES], 0);
        let mut put = |field: &[u8]| {
            bytes[at..at + field.len()].copy_from_slice(field);
            at += field.len();
        };
        put(&self.id.0);
        put(&self.stream.to_be_bytes());
        put(&self.version.0.to_be_bytes());
        put(&self.prev.0.to_be_bytes());
        put(&[self.kind.0]);
        put(&self.schema.to_be_bytes());
        put(&self.effective_days.to_be_bytes());
        put(&self.recorded_at_ms.to_be_bytes());
        put(&self.data_at.to_be_bytes());
        put(&self.data_len.to_be_bytes());
        bytes
    }

    /// Reads what is stored of the event at a position.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when there are more bytes, or fewer.
    #[inline]
    pub(crate) fn read(bytes: &[u8], position: Position) -> Result<Self, StoreError> {
        let bytes: &[u8; Self::BYTES] = bytes.try_into().map_err(|_| {
            StoreError::Damaged(format!(
                "the envelope of the event at position {} has {} bytes, where {} belong",
                position.0,
                bytes.len(),
                Self::BYTES
            ))
        })?;
        let mut rest = &bytes[..];
        Ok(Self {
            id: EventId(take(&mut rest)),
            stream: u32::from_be_bytes(take(&mut rest)),
            version: Version(u64::from_be_bytes(take(&mut rest))),
            prev: Position(u64::from_be_bytes(take(&mut rest))),
            kind: EventKind(u8::from_be_bytes(take(&mut rest))),
            schema: u16::from_be_bytes(take(&mut rest)),
            effective_days: i32::from_be_bytes(take(&mut rest)),
            recorded_at_ms: i64::from_be_bytes(take(&mut rest)),
            data_at: u32::from_be_bytes(take(&mut rest)),
            data_len: u32::from_be_bytes(take(&mut rest)),
        })
    }

    /// The payload within the line; nothing where the line is shorter.
    #[inline]
    pub(crate) fn data<'l>(&self, line: &'l [u8]) -> Option<&'l [u8]> {
        line.get(self.data_at as usize..)?.get(..self.data_len as usize)
    }
}

/// Takes a field from the front; the fields of an envelope add up to its length.
#[inline]
fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let mut field = [0; N];
    let (first, more) = rest.split_at(N);
    field.copy_from_slice(first);
    *rest = more;
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_come_back() {
        let envelope = Envelope {
            id: EventId([7; 16]),
            stream: u32::MAX,
            version: Version(1 << 40),
            prev: Position(u64::MAX),
            kind: EventKind(200),
            schema: 258,
            effective_days: -1,
            recorded_at_ms: i64::MIN,
            data_at: 2,
            data_len: 3,
        };
        let bytes = envelope.bytes();
        assert_eq!(Envelope::read(&bytes, Position(1)), Ok(envelope));
        assert_eq!(envelope.data(b"0123456"), Some(&b"234"[..]));
        assert_eq!(envelope.data(b"0123"), None);
        for wrong in [&bytes[1..], &[], &[0; Envelope::BYTES + 1]] {
            let refused = Envelope::read(wrong, Position(9)).unwrap_err();
            assert!(refused.to_string().contains("position 9"), "{refused}");
        }
    }

    /// The bytes are those of files that exist.
    #[test]
    fn the_layout_stays() {
        let envelope = Envelope {
            id: EventId([0xaa; 16]),
            stream: 1,
            version: Version(2),
            prev: Position(3),
            kind: EventKind(4),
            schema: 5,
            effective_days: 6,
            recorded_at_ms: 7,
            data_at: 8,
            data_len: 9,
        };
        let hex = duebook_projections::policy::hex(&envelope.bytes());
        let fields = "00000001 0000000000000002 0000000000000003 04 0005 00000006 \
                      0000000000000007 00000008 00000009";
        assert_eq!(hex, "aa".repeat(16) + &fields.replace(' ', ""));
    }
}
