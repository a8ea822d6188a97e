//! Payloads in few bytes, for caches: what figures are derived from, and no more.
//!
//! A compact payload keeps numbers, amounts, dates, words and references, the price
//! of what was ordered, which shortages are worth, and the reason of a credit note,
//! which tells discounts. It forgets personal texts, remarks, documents and the
//! basis of a decision: no open item, score or due date depends on them, so a cache
//! holds nothing that somebody may ask to be erased. What is forgotten is absent
//! after reading, or a mark where a payload cannot be without it.
//!
//! The form is not for keeping: it carries no version, and a type that gains a
//! field changes it. Whoever stores it says by which program it was written.

mod payloads;
mod values;

/// The number of this form: raised when a payload is kept in other bytes, so that
/// caches of older programs are thrown away.
pub const FORM: u32 = 2;

/// A value that can be written in few bytes.
pub(crate) trait Compact: Sized {
    /// Appends the value.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads what [`Compact::put`] wrote; nothing if the bytes are not that.
    fn take(from: &mut Reader<'_>) -> Option<Self>;
}

/// Bytes that are read from the front.
#[derive(Debug, Clone)]
pub struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    /// Reads from the first byte on.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether everything has been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What has not been read yet.
    #[must_use]
    pub fn rest(&self) -> &'b [u8] {
        self.rest
    }

    /// One byte.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// So many bytes.
    #[inline]
    pub fn bytes(&mut self, count: usize) -> Option<&'b [u8]> {
        let (first, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(first)
    }

    /// So many bytes, as an array.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*first)
    }

    /// A number of seven bits a byte, the lowest first.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        if first < 0x80 {
            return Some(u64::from(first));
        }
        let mut number = u64::from(first & 0x7f);
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A number that may be negative.
    #[inline]
    pub fn signed(&mut self) -> Option<i64> {
        let folded = self.number()?;
        Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }
}

/// Appends a number, seven bits a byte, the lowest first.
#[inline]
pub fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// Appends a number that may be negative: small ones in few bytes, either sign.
#[inline]
pub fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 63, 64, 127, 128, 16_383, 16_384, u64::MAX - 1, u64::MAX];
        for number in numbers {
            let mut out = Vec::new();
            put_number(&mut out, number);
            put_signed(&mut out, number.cast_signed());
            put_signed(&mut out, number.cast_signed().wrapping_neg());
            let mut from = Reader::new(&out);
            assert_eq!(from.number(), Some(number));
            assert_eq!(from.signed(), Some(number.cast_signed()));
            assert_eq!(from.signed(), Some(number.cast_signed().wrapping_neg()));
            assert!(from.is_empty());
            assert_eq!(from.number(), None);
        }
        assert_eq!(Reader::new(&[0x80; 11]).number(), None);
    }
}
