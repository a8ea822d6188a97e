//! A stored line: whether its bytes are canonical, and where its fields stand.
//!
//! What the walk is not sure about is left to RFC 8785's own implementation, which reads the line
//! again.

use std::borrow::Cow;

use duebook_events::json;

use super::walk::{Key, Span, Walk, first_bytes};

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

/// Where the fields of one line stand. Reused from line to line.
#[derive(Default)]
pub(super) struct Line {
    /// Where each field of the envelope begins and ends; 0 and 0 for one that is absent.
    top: [(u32, u32); TOP.len()],
    data: Vec<Field>,
}

/// Where a field of `data` stands.
struct Field {
    key: Key,
    value: Span,
}

impl Line {
    /// Walks a line, whatever it may be.
    pub(super) fn walk(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.forget();
        if !bytes.is_ascii() && std::str::from_utf8(bytes).is_err() {
            return Err(Fault::NotJson);
        }
        let mut walk = Walk::from(bytes, 0);
        let mut known = 0;
        let mut foreign = false;
        let walked = walk.object(1, |walk, key| {
            while known < TOP.len() && TOP[known] != &bytes[key.span()] {
                known += 1;
            }
            let from = walk.at();
            if known == Top::Data as usize && walk.next() == Some(b'{') {
                self.walk_data(walk)?;
            } else {
                walk.value(2)?;
            }
            match self.top.get_mut(known) {
                Some(place) => *place = place_of(from..walk.at()),
                None => foreign = true,
            }
            Some(())
        });
        let whole = walked.is_some() && walk.at() == bytes.len();
        if !whole || !walk.is_sure() {
            let value = json::parse(bytes).map_err(|_| Fault::NotJson)?;
            if json::canonical(&value) != bytes {
                return Err(Fault::NotCanonical);
            }
        }
        if whole && !foreign { Ok(()) } else { Err(Fault::NotAnEvent) }
    }

    /// Forgets the line before, and takes note of whose the next one is.
    pub(super) fn begin(&mut self, customer: Span) {
        self.forget();
        self.top[Top::Customer as usize] = place_of(customer);
    }

    /// Walks the value of `data`, which is an object.
    #[inline]
    pub(super) fn walk_data(&mut self, walk: &mut Walk<'_>) -> Option<()> {
        walk.object(2, |walk, key| {
            let from = walk.at();
            walk.value(3)?;
            self.data.push(Field { key, value: from..walk.at() });
            Some(())
        })
    }

    fn forget(&mut self) {
        self.top = [(0, 0); TOP.len()];
        self.data.clear();
    }

    /// The bytes of a field of the envelope, as they stand; nothing if it is absent.
    pub(super) fn raw<'l>(&self, line: &'l [u8], field: Top) -> &'l [u8] {
        self.span(field).map_or(&[], |span| &line[span])
    }

    /// Where a field of the envelope stands.
    pub(super) fn span(&self, field: Top) -> Option<Span> {
        let (from, to) = self.top[field as usize];
        (to > 0).then_some(from as usize..to as usize)
    }

    /// The value of a field of `data`, as it stands.
    #[inline]
    pub(super) fn field<'l>(&self, line: &'l [u8], name: &str) -> Option<&'l [u8]> {
        let first = first_bytes(name.as_bytes());
        let found = self.data.iter().find(|field| field.key.is(line, name, first));
        found.map(|field| &line[field.value.clone()])
    }
}

/// Places are stored short; no line is nearly that long.
fn place_of(span: Span) -> (u32, u32) {
    let short = |at| u32::try_from(at).unwrap_or(u32::MAX);
    (short(span.start), short(span.end))
}

/// The text of a JSON string that stands in a walked line; nothing for any other value.
pub(super) fn text(value: &[u8]) -> Option<Cow<'_, str>> {
    match text_bytes(value)? {
        Cow::Borrowed(inside) => std::str::from_utf8(inside).ok().map(Cow::Borrowed),
        Cow::Owned(text) => String::from_utf8(text).ok().map(Cow::Owned),
    }
}

/// The same as its bytes, which are UTF-8.
#[inline]
pub(super) fn text_bytes(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    let inside = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if inside.contains(&b'\\') {
        let text: String = serde_json::from_slice(value).ok()?;
        return Some(Cow::Owned(text.into_bytes()));
    }
    Some(Cow::Borrowed(inside))
}

/// The number of a plain JSON integer that stands in a walked line.
pub(super) fn integer(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// Hands out the entries of an array that stands in a walked line.
pub(super) fn entries<'l>(list: &'l [u8], to: &mut dyn FnMut(&'l [u8])) {
    // It has been walked before: it is an array, or there is nothing to hand out.
    let _ = Walk::from(list, 0).array(1, |entry| to(&list[entry]));
}

/// The value of a field of an object that stands in a walked line.
pub(super) fn member<'l>(object: &'l [u8], name: &str) -> Option<&'l [u8]> {
    let mut found = None;
    Walk::from(object, 0).object(1, |walk, key| {
        let from = walk.at();
        walk.value(2)?;
        if &object[key.span()] == name.as_bytes() {
            found = Some(&object[from..walk.at()]);
        }
        Some(())
    })?;
    found
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
