//! A pass over a line that finds its fields and writes the canonical form of their values.

use crate::draft::is_known_key;
use crate::json::MAX_DEPTH;

/// Digits of an integer that a canonical form certainly keeps.
const EXACT_DIGITS_MAX: usize = 15;

/// The fields of a line: each key, and where the canonical bytes of its value stand.
pub(super) struct Fields<'l>(Vec<(&'l str, Span)>);

impl Fields<'_> {
    pub(super) fn get<'s>(&self, scan: &'s Scan<'_>, key: &str) -> Option<&'s [u8]> {
        let (_, place) = self.0.iter().find(|(known, _)| *known == key)?;
        Some(&scan.out[place.from..place.to])
    }

    /// The text of a field, if the line has it.
    pub(super) fn text<'s>(
        &self,
        scan: &'s Scan<'_>,
        key: &str,
    ) -> Result<Option<&'s str>, NotPlain> {
        let Some(bytes) = self.get(scan, key) else { return Ok(None) };
        let inside = bytes.strip_prefix(b"\"").and_then(|bytes| bytes.strip_suffix(b"\""));
        let text = inside.and_then(|inside| std::str::from_utf8(inside).ok());
        text.map(Some).ok_or(NotPlain)
    }

    /// The number of a field, if the line has it.
    pub(super) fn count(&self, scan: &Scan<'_>, key: &str) -> Result<Option<u64>, NotPlain> {
        let Some(bytes) = self.get(scan, key) else { return Ok(None) };
        let digits = std::str::from_utf8(bytes).map_err(|_| NotPlain)?;
        digits.parse().map(Some).map_err(|_| NotPlain)
    }
}

/// Something else stands there than an ordinary line has.
#[derive(Debug)]
pub(super) struct NotPlain;

/// Where something stands in what has been written.
#[derive(Clone, Copy)]
struct Span {
    from: usize,
    to: usize,
}

/// A pass over a line that writes the canonical form of its values.
pub(super) struct Scan<'l> {
    text: &'l str,
    at: usize,
    out: Vec<u8>,
    /// Entries of the objects that are being read: keys, and where each entry stands in `out`.
    entries: Vec<(&'l str, Span)>,
    /// For putting entries in order.
    moved: Vec<u8>,
    /// Whether a null stands in `data.basis`.
    pub(super) basis_holds_null: bool,
}

impl<'l> Scan<'l> {
    pub(super) fn new(text: &'l str) -> Self {
        Self {
            text,
            at: 0,
            out: Vec::with_capacity(text.len()),
            entries: Vec::with_capacity(16),
            moved: Vec::new(),
            basis_holds_null: false,
        }
    }

    /// The whole line: one object whose keys are those of an event, each once.
    pub(super) fn line(&mut self) -> Option<Fields<'l>> {
        let mut fields: Vec<(&'l str, Span)> = Vec::with_capacity(14);
        self.token(b'{')?;
        loop {
            let key = self.key()?;
            if !is_known_key(key) || fields.iter().any(|(known, _)| *known == key) {
                return None;
            }
            let from = self.out.len();
            let within = if key == "data" { Within::Data } else { Within::Other };
            self.value(2, within)?;
            fields.push((key, Span { from, to: self.out.len() }));
            match self.byte()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        self.space();
        (self.at == self.text.len()).then_some(Fields(fields))
    }

    /// Appends the canonical form of the next value to `out`.
    fn value(&mut self, depth: usize, within: Within) -> Option<()> {
        self.space();
        match *self.text.as_bytes().get(self.at)? {
            b'"' => {
                let text = self.string()?;
                self.out.push(b'"');
                self.out.extend_from_slice(text.as_bytes());
                self.out.push(b'"');
                Some(())
            }
            b'{' if depth <= MAX_DEPTH => self.object(depth, within),
            b'[' if depth <= MAX_DEPTH => self.list(depth, within),
            b'0'..=b'9' => self.integer(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' if within == Within::Basis => {
                self.basis_holds_null = true;
                self.word("null")
            }
            _ => None,
        }
    }

    fn object(&mut self, depth: usize, within: Within) -> Option<()> {
        self.token(b'{')?;
        self.out.push(b'{');
        let (first, from) = (self.entries.len(), self.out.len());
        let mut rising = true;
        if self.peek()? == b'}' {
            self.at += 1;
            self.out.push(b'}');
            return Some(());
        }
        loop {
            let key = self.key()?;
            if let Some((before, _)) = self.entries[first..].last() {
                rising = rising && *before < key;
            }
            let inner = match within {
                Within::Data if key == "basis" => {
                    if self.peek()? != b'{' {
                        return None;
                    }
                    Within::Basis
                }
                Within::Basis => Within::Basis,
                _ => Within::Other,
            };
            let from = self.out.len();
            self.out.push(b'"');
            self.out.extend_from_slice(key.as_bytes());
            self.out.extend_from_slice(b"\":");
            self.value(depth + 1, inner)?;
            self.entries.push((key, Span { from, to: self.out.len() }));
            self.out.push(b',');
            match self.byte()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        if !rising {
            self.put_in_order(first, from)?;
        }
        self.entries.truncate(first);
        // The comma after the last entry.
        *self.out.last_mut()? = b'}';
        Some(())
    }

    /// Puts the entries from `first` on, which stand in `out` from `from` on with a comma after
    /// each, in the order of their keys: plain ASCII, for which all orders of texts are the same.
    fn put_in_order(&mut self, first: usize, from: usize) -> Option<()> {
        let entries = &mut self.entries[first..];
        entries.sort_unstable_by(|a, b| a.0.cmp(b.0));
        if entries.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return None;
        }
        self.moved.clear();
        for (_, span) in entries {
            self.moved.extend_from_slice(&self.out[span.from..=span.to]);
        }
        self.out.truncate(from);
        self.out.extend_from_slice(&self.moved);
        Some(())
    }

    fn list(&mut self, depth: usize, within: Within) -> Option<()> {
        self.token(b'[')?;
        self.out.push(b'[');
        if self.peek()? == b']' {
            self.at += 1;
            self.out.push(b']');
            return Some(());
        }
        let inner = if within == Within::Basis { within } else { Within::Other };
        loop {
            self.value(depth + 1, inner)?;
            let next = self.byte()?;
            self.out.push(next);
            match next {
                b',' => {}
                b']' => return Some(()),
                _ => return None,
            }
        }
    }

    fn integer(&mut self) -> Option<()> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let leads_with_zero = rest[0] == b'0' && length > 1;
        let goes_on = matches!(rest.get(length), Some(b'.' | b'e' | b'E'));
        if length > EXACT_DIGITS_MAX || leads_with_zero || goes_on {
            return None;
        }
        self.out.extend_from_slice(&rest[..length]);
        self.at += length;
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text[self.at..].strip_prefix(word)?;
        self.out.extend_from_slice(word.as_bytes());
        self.at += word.len();
        Some(())
    }

    /// A key and its colon; of plain ASCII.
    fn key(&mut self) -> Option<&'l str> {
        self.space();
        let key = self.string().filter(|key| key.is_ascii())?;
        self.token(b':')?;
        Some(key)
    }

    /// A text without escapes and control characters, which is its own canonical form.
    fn string(&mut self) -> Option<&'l str> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) != Some(&b'"') {
            return None;
        }
        let from = self.at + 1;
        let mut at = from;
        loop {
            match *bytes.get(at)? {
                b'"' => break,
                b'\\' | 0..=0x1f | 0x7f => return None,
                // U+0080 to U+009F are control characters as well.
                0xc2 if *bytes.get(at + 1)? < 0xa0 => return None,
                _ => at += 1,
            }
        }
        self.at = at + 1;
        self.text.get(from..at)
    }

    fn token(&mut self, token: u8) -> Option<()> {
        (self.byte()? == token).then_some(())
    }

    /// Takes the next byte after white space.
    fn byte(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn peek(&mut self) -> Option<u8> {
        self.space();
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }
}

/// What is being read, as far as the rules about nulls go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The payload itself.
    Data,
    /// The basis of a decision, which is kept as it is.
    Basis,
    /// Anything else.
    Other,
}
