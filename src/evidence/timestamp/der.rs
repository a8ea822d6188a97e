//! DER (X.690), as far as timestamps need it: strict, bounded, without recursion.

/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;
/// `UTF8String`.
pub const UTF8_STRING: u8 = 0x0c;
/// SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// SET.
pub const SET: u8 = 0x31;
/// `GeneralizedTime`.
pub const TIME: u8 = 0x18;
/// `[0]`, constructed.
pub const CONTEXT_0: u8 = 0xa0;
/// `[1]`, constructed.
pub const CONTEXT_1: u8 = 0xa1;

/// Reads one value after the other.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'d>(&'d [u8]);

impl<'d> Reader<'d> {
    /// Reads from these bytes.
    #[must_use]
    pub fn new(bytes: &'d [u8]) -> Self {
        Self(bytes)
    }

    /// The next value: its tag and its content. Nothing at the end, or where the bytes are not DER:
    /// lengths are definite and as short as can be, tags are of one byte.
    pub fn read(&mut self) -> Option<(u8, &'d [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (&first, mut rest) = rest.split_first()?;
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            let (digits, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
            rest = after;
            long_length(digits)?
        };
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some((tag, content))
    }

    /// The content of the next value, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Option<&'d [u8]> {
        self.read().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// The same if the next value has this tag; else nothing is read.
    pub fn optional(&mut self, tag: u8) -> Option<&'d [u8]> {
        let mut ahead = *self;
        let content = ahead.expect(tag)?;
        *self = ahead;
        Some(content)
    }

    /// A reader of the content of the next value, which must have this tag.
    pub fn enter(&mut self, tag: u8) -> Option<Reader<'d>> {
        self.expect(tag).map(Reader)
    }

    /// The same if the next value has this tag; else nothing is read.
    pub fn enter_optional(&mut self, tag: u8) -> Option<Reader<'d>> {
        self.optional(tag).map(Reader)
    }

    /// Whether everything has been read.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// A length of several bytes: without leading zeroes, and not one that fits into one byte.
fn long_length(digits: &[u8]) -> Option<usize> {
    if digits.is_empty() || digits.len() > 4 || digits[0] == 0 {
        return None;
    }
    let length = digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
    (length >= 0x80).then_some(length)
}

/// Writes one value.
#[must_use]
pub fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    let length = content.len();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => bytes.push(short),
        _ => {
            let digits = length.to_be_bytes();
            let zeroes = digits.iter().take_while(|digit| **digit == 0).count();
            let digits = &digits[zeroes..];
            // A length in memory has at most eight bytes.
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
            bytes.extend(digits);
        }
    }
    bytes.extend(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_are_written() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let bytes = [value(OCTET_STRING, &content), value(INTEGER, &[1])].concat();
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.optional(INTEGER), None);
            assert_eq!(reader.expect(OCTET_STRING), Some(content.as_slice()));
            assert_eq!(reader.expect(INTEGER), Some([1].as_slice()));
            assert!(reader.is_at_end() && reader.read().is_none());
        }
    }

    #[test]
    fn what_is_not_der_is_not_read() {
        let wrong: [&[u8]; 8] = [
            &[0x04],
            &[0x04, 0x02, 0x01],
            &[0x04, 0x80, 0x00, 0x00],
            &[0x04, 0x81, 0x01, 0x07],
            &[0x04, 0x82, 0x00, 0x80],
            &[0x04, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00],
            &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x1f, 0x01, 0x00],
        ];
        for bytes in wrong {
            assert!(Reader::new(bytes).read().is_none(), "{bytes:02x?}");
        }
    }
}
