//! Reading payloads as they are stored: canonical bytes, keys in order, at once.
//!
//! What the log holds was written by this program in one form (RFC 8785), so each
//! payload is read by going through its fields in the order of their names, without
//! asking which one comes next. The reader gives nothing for anything else (spaces,
//! escapes, another order, a field that it does not know): serde reads it then, and
//! says what is wrong. What it does read, it reads as serde would; the tests compare
//! them on every payload with every byte changed.

mod payloads;
#[cfg(test)]
mod tests;
mod values;

/// The most digits of a number that is read at once.
const DIGITS_MAX: usize = 15;
/// The most levels of a value of any shape that is read at once.
const DEPTH_MAX: usize = 32;

/// A value that can be read as it is stored.
pub(crate) trait Stored: Sized {
    /// Reads the value; nothing if it does not stand there in the stored form.
    fn take(from: &mut Cursor<'_>) -> Option<Self>;

    /// What stands for a field that is left out; nothing if it must be there.
    fn left_out() -> Option<Self> {
        None
    }
}

/// Reads a whole payload.
pub(crate) fn read<T: Stored>(text: &str) -> Option<T> {
    let mut from = Cursor { text, at: 0 };
    let value = T::take(&mut from)?;
    (from.at == text.len()).then_some(value)
}

/// A canonical text that is read from the front.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    #[inline]
    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..]
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Takes exactly this, if it comes next.
    #[inline]
    fn found(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected.as_bytes());
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Opens an object or a list; whether anything is in it.
    #[inline]
    fn open(&mut self, open: u8, close: u8) -> Option<bool> {
        let [first, second, ..] = self.rest() else { return None };
        if *first != open {
            return None;
        }
        let holds = *second != close;
        self.at += if holds { 1 } else { 2 };
        Some(holds)
    }

    /// After a value: whether another one follows, or the end.
    #[inline]
    fn more(&mut self, close: u8) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        match next {
            b',' => Some(true),
            _ if next == close => Some(false),
            _ => None,
        }
    }

    /// A text without escapes.
    #[inline]
    fn string(&mut self) -> Option<&'t str> {
        let inside = self.rest().strip_prefix(b"\"")?;
        let ends = inside.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
        if inside[ends] != b'"' {
            return None;
        }
        let begins = self.at + 1;
        self.at = begins + ends + 1;
        self.text.get(begins..begins + ends)
    }

    /// A short whole number that is not negative.
    #[inline]
    fn number(&mut self) -> Option<u64> {
        let rest = self.rest();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let plain = matches!(digits, 1..=DIGITS_MAX) && (digits == 1 || rest[0] != b'0');
        if !plain || matches!(rest.get(digits), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.at += digits;
        Some(rest[..digits].iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }

    /// The text of a value of any shape.
    fn any(&mut self) -> Option<&'t str> {
        let begins = self.at;
        self.skip(0)?;
        self.text.get(begins..self.at)
    }

    /// Goes past a sound value.
    fn skip(&mut self, depth: usize) -> Option<()> {
        let inner = Some(depth + 1).filter(|depth| *depth <= DEPTH_MAX);
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'{' => {
                let mut more = self.open(b'{', b'}')?;
                while more {
                    self.string()?;
                    self.found(":").then_some(())?;
                    self.skip(inner?)?;
                    more = self.more(b'}')?;
                }
                Some(())
            }
            b'[' => {
                let mut more = self.open(b'[', b']')?;
                while more {
                    self.skip(inner?)?;
                    more = self.more(b']')?;
                }
                Some(())
            }
            b'-' | b'0'..=b'9' => self.skip_number(),
            _ => ["true", "false", "null"].iter().any(|word| self.found(word)).then_some(()),
        }
    }

    /// Goes past a number without an exponent.
    fn skip_number(&mut self) -> Option<()> {
        self.found("-");
        let leads_with_zero = self.peek() == Some(b'0');
        let whole = self.skip_digits()?;
        if leads_with_zero && whole > 1 {
            return None;
        }
        if self.found(".") {
            self.skip_digits()?;
        }
        (!matches!(self.peek(), Some(b'e' | b'E'))).then_some(())
    }

    /// Goes past some digits; how many.
    fn skip_digits(&mut self) -> Option<usize> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        Some(digits).filter(|digits| *digits > 0)
    }
}
