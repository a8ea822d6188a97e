//! A stored line, walked once: whether its bytes are canonical, and where its fields stand.
//!
//! The walk decides nearly always by itself and allocates nothing. What it is not sure about
//! (a number that is not a plain integer, a key beyond ASCII) it leaves to RFC 8785's own
//! implementation, which reads the line again.

use std::borrow::Cow;
use std::ops::Range;

use duebook_events::json;

/// Nesting of objects and arrays at most, as at the door (domain, section 3).
const DEPTH_MAX: usize = json::MAX_DEPTH;
/// Digits of an integer that RFC 8785 keeps exactly, whatever they are.
const SURE_DIGITS: usize = 15;

/// The fields of an envelope, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
#[allow(dead_code)] // every field has its place, whether or not it is asked for
pub(super) enum Top {
    Actor,
    Causation,
    Correlation,
    Customer,
    Data,
    Effective,
    Id,
    Note,
    Position,
    RecordedAt,
    Schema,
    Source,
    Type,
    Version,
}

const TOP: [&[u8]; 14] = [
    b"actor",
    b"causation",
    b"correlation",
    b"customer",
    b"data",
    b"effective",
    b"id",
    b"note",
    b"position",
    b"recorded_at",
    b"schema",
    b"source",
    b"type",
    b"version",
];

/// Why a line is not what the ledger stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::enum_variant_names)] // what a line is not
pub(super) enum Fault {
    /// It is not JSON at all, or nested too deep.
    NotJson,
    /// It is JSON, and RFC 8785 would write it otherwise.
    NotCanonical,
    /// It is not an object with the fields of an event.
    NotAnEvent,
}

type Span = Range<usize>;

/// Where the fields of one line stand. Reused from line to line.
#[derive(Default)]
pub(super) struct Line {
    top: [Option<(usize, usize)>; TOP.len()],
    /// Key (without quotes) and value of each field of `data`.
    data: Vec<(Span, Span)>,
}

impl Line {
    /// Walks a line.
    pub(super) fn walk(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.top = [None; TOP.len()];
        self.data.clear();
        if !bytes.is_ascii() && std::str::from_utf8(bytes).is_err() {
            return Err(Fault::NotJson);
        }
        let mut walk = Walk { bytes, at: 0, sure: true };
        let mut known = 0;
        let mut foreign = false;
        let walked = walk.object(1, |walk, key| {
            while known < TOP.len() && TOP[known] != &walk.bytes[key.clone()] {
                known += 1;
            }
            let from = walk.at;
            if known == Top::Data as usize && walk.bytes.get(from) == Some(&b'{') {
                let data = &mut self.data;
                walk.object(2, |walk, key| {
                    let from = walk.at;
                    walk.value(3)?;
                    data.push((key, from..walk.at));
                    Some(())
                })?;
            } else {
                walk.value(2)?;
            }
            match self.top.get_mut(known) {
                Some(place) => *place = Some((from, walk.at)),
                None => foreign = true,
            }
            Some(())
        });
        let whole = walked.is_some() && walk.at == bytes.len();
        if !whole || !walk.sure {
            let value = json::parse(bytes).map_err(|_| Fault::NotJson)?;
            if json::canonical(&value) != bytes {
                return Err(Fault::NotCanonical);
            }
        }
        if whole && !foreign { Ok(()) } else { Err(Fault::NotAnEvent) }
    }

    /// The bytes of a field of the envelope, as they stand; nothing if it is absent.
    pub(super) fn raw<'l>(&self, line: &'l [u8], field: Top) -> &'l [u8] {
        self.span(field).map_or(&[], |span| &line[span])
    }

    /// Where a field of the envelope stands.
    pub(super) fn span(&self, field: Top) -> Option<Span> {
        self.top[field as usize].map(|(from, to)| from..to)
    }

    /// The value of a field of `data`, as it stands.
    pub(super) fn field<'l>(&self, line: &'l [u8], name: &str) -> Option<&'l [u8]> {
        let found = self.data.iter().find(|(key, _)| &line[key.clone()] == name.as_bytes());
        found.map(|(_, value)| &line[value.clone()])
    }
}

/// The text of a JSON string that stands in a walked line; nothing for any other value.
pub(super) fn text(value: &[u8]) -> Option<Cow<'_, str>> {
    let inside = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if inside.contains(&b'\\') {
        return serde_json::from_slice(value).ok().map(Cow::Owned);
    }
    std::str::from_utf8(inside).ok().map(Cow::Borrowed)
}

/// The number of a plain JSON integer that stands in a walked line.
pub(super) fn integer(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// Hands out the entries of an array that stands in a walked line.
pub(super) fn entries<'l>(list: &'l [u8], to: &mut dyn FnMut(&'l [u8])) {
    let mut walk = Walk { bytes: list, at: 0, sure: true };
    // It has been walked before: it is an array, or there is nothing to hand out.
    let _ = walk.array(1, |from, to_end| to(&list[from..to_end]));
}

/// The value of a field of an object that stands in a walked line.
pub(super) fn member<'l>(object: &'l [u8], name: &str) -> Option<&'l [u8]> {
    let mut walk = Walk { bytes: object, at: 0, sure: true };
    let mut found = None;
    walk.object(1, |walk, key| {
        let from = walk.at;
        walk.value(2)?;
        if &object[key] == name.as_bytes() {
            found = Some(&object[from..walk.at]);
        }
        Some(())
    })?;
    found
}

/// One pass over the bytes; `None` where they are not canonical JSON as far as it can tell.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether everything so far is certainly canonical.
    sure: bool,
}

impl Walk<'_> {
    fn take(&mut self, byte: u8) -> Option<()> {
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there.then_some(())
    }

    fn object(
        &mut self,
        depth: usize,
        mut field: impl FnMut(&mut Self, Span) -> Option<()>,
    ) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        let mut before: Option<Span> = None;
        loop {
            let key = self.string()?;
            let name = &self.bytes[key.clone()];
            // Keys are ordered by UTF-16 code units, which is the order of the bytes in ASCII.
            self.sure &= name.iter().all(|byte| byte.is_ascii() && *byte != b'\\');
            if before.is_some_and(|before| &self.bytes[before] >= name) {
                self.sure = false;
            }
            before = Some(key.clone());
            self.take(b':')?;
            field(self, key)?;
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    fn array(&mut self, depth: usize, mut entry: impl FnMut(usize, usize)) -> Option<()> {
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
            entry(from, self.at);
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.bytes.get(self.at)? {
            b'"' => self.string().map(drop),
            b'{' => self.object(depth, |walk, _| walk.value(depth + 1)),
            b'[' => self.array(depth, |_, _| {}),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes[self.at..].starts_with(word).then(|| self.at += word.len())
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
    fn string(&mut self) -> Option<Span> {
        self.take(b'"')?;
        let from = self.at;
        loop {
            match *self.bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(from..self.at - 1);
                }
                b'\\' => self.escape()?,
                0..=0x1f => return None,
                _ => self.at += plain(&self.bytes[self.at..]),
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
}

/// How many bytes from the first on, which is one, need no look: they are neither quotes nor
/// backslashes nor control characters. Eight are looked at together.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    // In each byte of the result the high bit is set where that byte is below a bound of at most
    // 128; a borrow can only set bits above the lowest one that is right.
    let below = |word: u64, bound: u8| word.wrapping_sub(ONES * u64::from(bound)) & !word;
    let is = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let (eights, _) = bytes.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        let special = (is(word, b'"') | is(word, b'\\') | below(word, 0x20)) & (ONES << 7);
        if special != 0 {
            return at * 8 + (special.trailing_zeros() / 8) as usize;
        }
    }
    if eights.is_empty() { 1 } else { eights.len() * 8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"actor":{"id":"erp","role":"system"},"customer":"C-1","data":{"allocations":[{"amount":"1.00","invoice":"INV-1"},{"amount":"2.00","invoice":"INV \"2\""}],"payment":"P-1"},"effective":"2025-03-01","id":"x","position":1,"recorded_at":"t","schema":1,"type":"payment.received","version":1}"#;

    fn walk(text: &str) -> Result<Line, Fault> {
        let mut line = Line::default();
        line.walk(text.as_bytes()).map(|()| line)
    }

    #[test]
    fn fields_are_found_where_they_stand() {
        let line = walk(EVENT).unwrap();
        let bytes = EVENT.as_bytes();
        assert_eq!(text(line.raw(bytes, Top::Customer)).as_deref(), Some("C-1"));
        assert_eq!(line.raw(bytes, Top::Note), b"");
        assert_eq!(integer(line.raw(bytes, Top::Position)), Some(1));
        assert_eq!(text(line.field(bytes, "payment").unwrap()).as_deref(), Some("P-1"));
        assert_eq!(line.field(bytes, "amount"), None);
        let mut invoices = Vec::new();
        entries(line.field(bytes, "allocations").unwrap(), &mut |entry| {
            invoices.push(text(member(entry, "invoice").unwrap()).unwrap().into_owned());
        });
        assert_eq!(invoices, ["INV-1", "INV \"2\""]);
    }

    #[test]
    fn what_is_not_canonical_is_told() {
        let other = |from: &str, to: &str| {
            assert!(EVENT.contains(from), "{from}");
            walk(&EVENT.replacen(from, to, 1)).err()
        };
        for (from, to) in [
            ("\"version\":1", "\"version\":1.0"),
            ("\"version\":1", "\"version\": 1"),
            ("\"version\":1", "\"version\":1e0"),
            ("\"effective\"", "\"\\u0065ffective\""),
            ("INV-1", "INV\\u002d1"),
            ("INV-1", "INV\\/1"),
            ("\\\"2", "\\u00222"),
            ("\"type\"", "\"zzz\""),
        ] {
            assert_eq!(other(from, to), Some(Fault::NotCanonical), "{from} -> {to}");
        }
        for (from, to) in [
            ("\"version\":1}", "\"version\":1"),
            ("\"version\":1}", "\"version\":1}}"),
            ("\"version\":1", "\"version\":01"),
            ("\"version\":1", "\"version\":-"),
            ("\"P-1\"", "P-1"),
            ("INV-1", "INV\n1"),
            ("INV-1", "INV\\x1"),
        ] {
            assert_eq!(other(from, to), Some(Fault::NotJson), "{from} -> {to}");
        }
        assert_eq!(other("\"version\":1", "\"version\":1,\"zzz\":1"), Some(Fault::NotAnEvent));
        assert_eq!(walk("[]").err(), Some(Fault::NotAnEvent));
        assert_eq!(
            other("\"customer\":\"C-1\"", "\"Customer\":\"C-1\""),
            Some(Fault::NotCanonical)
        );
    }

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for special in (0..0x20).chain([b'"', b'\\']) {
            for at in 1..40 {
                let mut bytes = [b'x'; 40];
                // What surrounds it must not be taken for it.
                bytes[at..].fill(special);
                bytes[at - 1] = 0xff;
                let mut found = 0;
                while found < 40 && bytes[found] != special {
                    found += plain(&bytes[found..]);
                }
                assert_eq!(found, at, "{special:#x}");
            }
        }
        for plain_byte in (0x20..=0xff).filter(|byte| !matches!(byte, b'"' | b'\\')) {
            assert_eq!(plain(&[plain_byte; 16]), 16, "{plain_byte:#x}");
        }
    }

    #[test]
    fn what_is_unusual_and_canonical_is_accepted() {
        for (from, to) in [
            ("\"P-1\"", "\"\\b\\n\\\"\\\\订单€\""),
            ("\"payment\":\"P-1\"", "\"payment\":1.5"),
            ("\"payment\":\"P-1\"", "\"payment\":-1"),
            ("\"payment\":\"P-1\"", "\"payment\":9007199254740991"),
            ("\"payment\":\"P-1\"", "\"payment\":[],\"q\":{},\"r\":[null,true,false]"),
            ("\"payment\":\"P-1\"", "\"payment\":1,\"é\":1,\"€\":2,\"😀\":3,\"\u{fb33}\":4"),
        ] {
            let line = EVENT.replacen(from, to, 1);
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(String::from_utf8(json::canonical(&value)).unwrap(), line, "{to}");
            // A line break is for the text of a policy alone; that is the door's to refuse.
            let walked = walk(&line);
            assert!(walked.is_ok(), "{to}: {:?}", walked.err());
        }
    }
}
