//! One pass over canonical JSON, eight bytes at a time.
//!
//! It decides nearly always by itself and allocates nothing. What it is not sure about (a number
//! that is not a plain integer, a key beyond ASCII) it leaves to whoever walks.

use std::ops::Range;

use duebook_events::json;

/// Nesting of objects and arrays at most, as at the door (domain, section 3).
const DEPTH_MAX: usize = json::MAX_DEPTH;
/// Digits of an integer that RFC 8785 keeps exactly, whatever they are.
const SURE_DIGITS: usize = 15;

/// Where something stands in the bytes that are walked.
pub(super) type Span = Range<usize>;

/// One pass over the bytes; `None` where they are not canonical JSON as far as it can tell.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether everything so far is certainly canonical.
    sure: bool,
    /// The high bits of all texts so far: without any, they are ASCII.
    high: u64,
}

/// A key of an object.
#[derive(Clone, Copy)]
pub(super) struct Key {
    /// Where it stands, without the quotes.
    from: usize,
    to: usize,
    /// See [`first_bytes`].
    first: u64,
}

impl Key {
    /// Where it stands, without the quotes.
    pub(super) fn span(self) -> Span {
        self.from..self.to
    }

    /// Whether it is this name, which begins with these bytes.
    #[inline]
    pub(super) fn is(self, bytes: &[u8], name: &str, first: u64) -> bool {
        self.first == first
            && self.to - self.from == name.len()
            && (name.len() <= 8 || &bytes[self.span()] == name.as_bytes())
    }
}

/// The first eight bytes of a key, the first one highest; 0 where it has ended.
#[inline]
pub(super) fn first_bytes(key: &[u8]) -> u64 {
    key.iter()
        .take(8)
        .enumerate()
        .fold(0, |first, (at, byte)| first | u64::from(*byte) << (56 - 8 * at))
}

impl<'a> Walk<'a> {
    /// Begins at a place.
    pub(super) fn from(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at: at.min(bytes.len()), sure: true, high: 0 }
    }

    /// Where it has come to.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The byte that it has come to.
    pub(super) fn next(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Whether everything so far is certainly canonical, if it is UTF-8.
    pub(super) fn is_sure(&self) -> bool {
        self.sure
    }

    /// Whether all texts so far are certainly ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.high & HIGH == 0
    }

    /// Passes over just these bytes.
    #[inline]
    pub(super) fn expect(&mut self, bytes: &[u8]) -> Option<()> {
        let there = self.bytes[self.at..].starts_with(bytes);
        self.at += if there { bytes.len() } else { 0 };
        there.then_some(())
    }

    /// Passes over just this number, written as an integer that RFC 8785 keeps exactly.
    #[inline]
    pub(super) fn expect_integer(&mut self, number: u64) -> Option<()> {
        let (from, mut read) = (self.at, 0_u64);
        while let Some(digit @ b'0'..=b'9') = self.next() {
            read = read.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let digits = &self.bytes[from..self.at];
        let plain = matches!(digits, [b'0'] | [b'1'..=b'9', ..]) && digits.len() <= SURE_DIGITS;
        (plain && read == number).then_some(())
    }

    /// Passes over an object; `field` passes over each value, and gets its key.
    #[inline]
    pub(super) fn object(
        &mut self,
        depth: usize,
        mut field: impl FnMut(&mut Self, Key) -> Option<()>,
    ) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        let mut before: Option<Key> = None;
        loop {
            let key = self.key()?;
            if let Some(before) = before {
                self.sure &= self.in_order(before, key);
            }
            before = Some(key);
            self.take(b':')?;
            field(self, key)?;
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    /// Passes over an array; `entry` is told where each entry stands.
    pub(super) fn array(&mut self, depth: usize, mut entry: impl FnMut(Span)) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.take(b'[')?;
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            let from = self.at;
            self.value(depth + 1)?;
            entry(from..self.at);
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }

    /// Passes over any value.
    pub(super) fn value(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            b'"' => self.string().map(drop),
            b'{' => self.object(depth, |walk, _| walk.value(depth + 1)),
            b'[' => self.array(depth, |_| {}),
            b't' => self.expect(b"true"),
            b'f' => self.expect(b"false"),
            b'n' => self.expect(b"null"),
            _ => self.number(),
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there.then_some(())
    }

    /// A key. Keys are ordered by UTF-16 code units, which is the order of the bytes in ASCII.
    #[inline]
    fn key(&mut self) -> Option<Key> {
        self.take(b'"')?;
        let from = self.at;
        self.seek_special()?;
        if self.next() != Some(b'"') {
            // With an escape, or not a key at all.
            self.sure = false;
            self.at = from - 1;
            let span = self.string()?;
            let first = first_bytes(&self.bytes[span.clone()]);
            return Some(Key { from: span.start, to: span.end, first });
        }
        let to = self.at;
        self.at += 1;
        let first = match self.bytes[from..].first_chunk::<8>() {
            Some(eight) if to - from >= 8 => u64::from_be_bytes(*eight),
            Some(eight) => u64::from_be_bytes(*eight) & !(u64::MAX >> (8 * (to - from))),
            None => first_bytes(&self.bytes[from..to]),
        };
        let rest = self.bytes[from..to].get(8..);
        self.sure &= first & HIGH == 0 && rest.is_none_or(<[u8]>::is_ascii);
        Some(Key { from, to, first })
    }

    #[inline]
    fn in_order(&self, before: Key, key: Key) -> bool {
        // No byte of a key is 0, so that a key comes before those that it begins.
        before.first < key.first
            || before.first == key.first && self.bytes[before.span()] < self.bytes[key.span()]
    }

    fn number(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .unwrap_or(rest.len());
        let digits = &rest[..length];
        let digits = digits.strip_prefix(b"-").filter(|digits| digits != b"0").unwrap_or(digits);
        let plain = digits.iter().all(u8::is_ascii_digit) && !digits.is_empty();
        let leading = digits.len() > 1 && digits[0] == b'0';
        self.sure &= plain && !leading && digits.len() <= SURE_DIGITS;
        self.at += length;
        (length > 0).then_some(())
    }

    /// A string; gives where its text stands, without the quotes.
    #[inline]
    fn string(&mut self) -> Option<Span> {
        self.take(b'"')?;
        let from = self.at;
        loop {
            self.seek_special()?;
            match self.next()? {
                b'"' => {
                    self.at += 1;
                    return Some(from..self.at - 1);
                }
                b'\\' => self.escape()?,
                _ => return None,
            }
        }
    }

    /// An escape, if RFC 8785 writes it like this.
    fn escape(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at + 1..];
        self.at += match rest {
            [b'"' | b'\\' | b'b' | b't' | b'n' | b'f' | b'r', ..] => 2,
            [b'u', b'0', b'0', high @ (b'0' | b'1'), low, ..] => {
                let low_value = match low {
                    b'0'..=b'9' => low - b'0',
                    b'a'..=b'f' => low - b'a' + 10,
                    _ => return None,
                };
                // These have an escape of their own.
                if matches!((high - b'0') << 4 | low_value, 8 | 9 | 10 | 12 | 13) {
                    return None;
                }
                6
            }
            _ => return None,
        };
        Some(())
    }

    /// Goes to the next quote, backslash or control character.
    #[inline]
    fn seek_special(&mut self) -> Option<()> {
        while let Some(eight) = self.bytes[self.at..].first_chunk::<8>() {
            let word = u64::from_le_bytes(*eight);
            self.high |= word;
            let special = specials(word);
            if special != 0 {
                self.at += (special.trailing_zeros() / 8) as usize;
                return Some(());
            }
            self.at += 8;
        }
        // The last few bytes.
        loop {
            let byte = self.next()?;
            if matches!(byte, b'"' | b'\\' | 0..=0x1f) {
                return Some(());
            }
            self.high |= u64::from(byte);
            self.at += 1;
        }
    }
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);
/// The high bit of each of eight bytes.
const HIGH: u64 = ONES << 7;

/// Where quotes, backslashes and control characters stand among eight bytes: the lowest bit that is
/// set is the high bit of the first of them.
#[inline]
fn specials(word: u64) -> u64 {
    // In each byte of the result the high bit is set where that byte is below a bound of at most
    // 128; a borrow can only set bits above the lowest one that is right.
    let below = |word: u64, bound: u8| word.wrapping_sub(ONES * u64::from(bound)) & !word;
    let is = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (is(word, b'"') | is(word, b'\\') | below(word, 0x20)) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for special in (0..0x20).chain([b'"', b'\\']) {
            for at in 1..40 {
                let mut bytes = [b'x'; 40];
                // What surrounds it must not be taken for it.
                bytes[at..].fill(special);
                bytes[at - 1] = 0xff;
                for from in 0..at {
                    let mut walk = Walk::from(&bytes, from);
                    walk.seek_special();
                    assert_eq!(walk.at(), at, "{special:#x} from {from}");
                    assert!(!walk.is_ascii());
                }
            }
        }
        for plain in (0x20..=0xff).filter(|byte| !matches!(byte, b'"' | b'\\')) {
            let bytes = [plain; 19];
            let mut walk = Walk::from(&bytes, 0);
            assert_eq!((walk.seek_special(), walk.at()), (None, 19), "{plain:#x}");
            assert_eq!(walk.is_ascii(), plain < 0x80);
        }
    }

    #[test]
    fn keys_are_ordered_whatever_their_length() {
        let keys = ["", "a", "aa", "aaaaaaa", "aaaaaaaa", "aaaaaaaaa", "aaaaaaab", "ab", "b"];
        for (one, first) in keys.iter().enumerate() {
            for (other, second) in keys.iter().enumerate() {
                let object = format!("{{\"{first}\":1,\"{second}\":1}} and so on");
                let mut walk = Walk::from(object.as_bytes(), 0);
                assert!(walk.value(1).is_some());
                assert_eq!(walk.is_sure(), one < other, "{object}");
            }
        }
    }

    #[test]
    fn an_integer_is_expected_as_it_is_written() {
        let expected = |text: &str, number| {
            let mut walk = Walk::from(text.as_bytes(), 0);
            walk.expect_integer(number).is_some() && walk.at() == text.len()
        };
        assert!(
            expected("0", 0)
                && expected("10", 10)
                && expected("999999999999999", 999_999_999_999_999)
        );
        for (text, number) in [("", 0), ("00", 0), ("01", 1), ("1", 2), ("1.0", 1), ("-1", 1)] {
            assert!(!expected(text, number), "{text}");
        }
        // RFC 8785 would write it otherwise, or might.
        assert!(
            !expected("18446744073709551617", 1)
                && !expected("9007199254740993", 9_007_199_254_740_993)
        );
    }
}
