//! RFC 8785 text of an answer, written straight into bytes.
//!
//! Answers are texts, whole numbers below 2^53, truth values, nulls, lists and objects, and
//! there are many of them: each object's fields are written one after the other
//! and then put in their order, without a tree in between. Every answer is held
//! against a general implementation by test.

use std::fmt::Display;
use std::io::Write as _;

use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct};

/// Appends the canonical JSON of a value.
///
/// # Errors
/// When the value holds what answers do not: floats, bytes, tuples, variants with
/// values, keys that are not texts.
pub(super) fn write(value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), NotInAnswers> {
    value.serialize(&mut Writer { out, scratch: Vec::new() })
}

/// A value of a form that no answer has.
#[derive(Debug)]
pub(super) struct NotInAnswers(String);

impl Display for NotInAnswers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "answers do not hold {}", self.0)
    }
}

impl std::error::Error for NotInAnswers {}

impl ser::Error for NotInAnswers {
    fn custom<T: Display>(text: T) -> Self {
        Self(text.to_string())
    }
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
    /// Where fields are put in their order; empty between objects.
    scratch: Vec<u8>,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) -> Result<(), NotInAnswers> {
        let plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
        if text.as_bytes().iter().all(plain) {
            self.out.push(b'"');
            self.out.extend_from_slice(text.as_bytes());
            self.out.push(b'"');
            return Ok(());
        }
        // It escapes as RFC 8785 does: the short forms, else \u00 and lower case.
        serde_json::to_writer(&mut *self.out, text).map_err(ser::Error::custom)
    }

    fn whole(&mut self, number: impl Display) -> Result<(), NotInAnswers> {
        write!(self.out, "{number}").map_err(ser::Error::custom)
    }
}

fn unknown<T>(what: &str) -> Result<T, NotInAnswers> {
    Err(NotInAnswers(what.to_owned()))
}

/// A list: its elements as they come.
struct List<'w, 'o> {
    writer: &'w mut Writer<'o>,
    first: bool,
}

/// An object: its fields as they come, and then in their order.
struct Object<'w, 'o> {
    writer: &'w mut Writer<'o>,
    begins: usize,
    fields: Vec<Field>,
}

/// A field and where it has been written.
struct Field {
    key: Key,
    begins: usize,
    ends: usize,
}

/// The name of a field.
enum Key {
    Fixed(&'static str),
    Made(String),
}

impl Key {
    fn text(&self) -> &str {
        match self {
            Self::Fixed(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl Object<'_, '_> {
    fn field(&mut self, key: Key, value: &(impl Serialize + ?Sized)) -> Result<(), NotInAnswers> {
        let begins = self.writer.out.len();
        self.writer.text(key.text())?;
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)?;
        self.fields.push(Field { key, begins, ends: self.writer.out.len() });
        Ok(())
    }

    fn close(mut self) {
        let Writer { out, scratch } = self.writer;
        let utf16 = |field: &Field| field.key.text().encode_utf16().collect::<Vec<u16>>();
        if self.fields.iter().all(|field| field.key.text().is_ascii()) {
            self.fields.sort_unstable_by(|a, b| a.key.text().cmp(b.key.text()));
        } else {
            self.fields.sort_by_key(utf16);
        }
        scratch.clear();
        for field in &self.fields {
            scratch.push(if scratch.is_empty() { b'{' } else { b',' });
            scratch.extend_from_slice(&out[field.begins..field.ends]);
        }
        if self.fields.is_empty() {
            scratch.push(b'{');
        }
        scratch.push(b'}');
        out.truncate(self.begins);
        out.append(scratch);
    }
}

impl SerializeSeq for List<'_, '_> {
    type Ok = ();
    type Error = NotInAnswers;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotInAnswers> {
        if !std::mem::take(&mut self.first) {
            self.writer.out.push(b',');
        }
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), NotInAnswers> {
        self.writer.out.push(b']');
        Ok(())
    }
}

impl SerializeStruct for Object<'_, '_> {
    type Ok = ();
    type Error = NotInAnswers;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), NotInAnswers> {
        self.field(Key::Fixed(key), value)
    }

    fn end(self) -> Result<(), NotInAnswers> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Object<'_, '_> {
    type Ok = ();
    type Error = NotInAnswers;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), NotInAnswers> {
        unknown("maps whose keys are written apart from their values")
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), NotInAnswers> {
        unknown("maps whose keys are written apart from their values")
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), NotInAnswers> {
        let mut written = Vec::new();
        key.serialize(&mut Writer { out: &mut written, scratch: Vec::new() })?;
        if let [b'"', plain @ .., b'"'] = written.as_slice()
            && !plain.contains(&b'\\')
            && let Ok(key) = std::str::from_utf8(plain)
        {
            return self.field(Key::Made(key.to_owned()), value);
        }
        match serde_json::from_slice(&written) {
            Ok(key) => self.field(Key::Made(key), value),
            Err(_) => unknown("keys that are not texts"),
        }
    }

    fn end(self) -> Result<(), NotInAnswers> {
        self.close();
        Ok(())
    }
}

impl<'w, 'o> ser::Serializer for &'w mut Writer<'o> {
    type Ok = ();
    type Error = NotInAnswers;
    type SerializeSeq = List<'w, 'o>;
    type SerializeTuple = Impossible<(), NotInAnswers>;
    type SerializeTupleStruct = Impossible<(), NotInAnswers>;
    type SerializeTupleVariant = Impossible<(), NotInAnswers>;
    type SerializeMap = Object<'w, 'o>;
    type SerializeStruct = Object<'w, 'o>;
    type SerializeStructVariant = Impossible<(), NotInAnswers>;

    fn serialize_bool(self, flag: bool) -> Result<(), NotInAnswers> {
        self.out.extend_from_slice(if flag { b"true" } else { b"false" });
        Ok(())
    }
    fn serialize_i8(self, number: i8) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_i16(self, number: i16) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_i32(self, number: i32) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_i64(self, number: i64) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_u8(self, number: u8) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_u16(self, number: u16) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_u32(self, number: u32) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_u64(self, number: u64) -> Result<(), NotInAnswers> {
        self.whole(number)
    }
    fn serialize_f32(self, _: f32) -> Result<(), NotInAnswers> {
        unknown("floats")
    }
    fn serialize_f64(self, _: f64) -> Result<(), NotInAnswers> {
        unknown("floats")
    }
    fn serialize_char(self, letter: char) -> Result<(), NotInAnswers> {
        self.text(letter.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, text: &str) -> Result<(), NotInAnswers> {
        self.text(text)
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), NotInAnswers> {
        unknown("bytes")
    }
    fn serialize_none(self) -> Result<(), NotInAnswers> {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotInAnswers> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), NotInAnswers> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NotInAnswers> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), NotInAnswers> {
        self.text(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NotInAnswers> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), NotInAnswers> {
        unknown("variants with values")
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List<'w, 'o>, NotInAnswers> {
        self.out.push(b'[');
        Ok(List { writer: self, first: true })
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NotInAnswers> {
        unknown("tuples")
    }
    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, NotInAnswers> {
        unknown("tuples")
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NotInAnswers> {
        unknown("variants with values")
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Object<'w, 'o>, NotInAnswers> {
        let begins = self.out.len();
        Ok(Object { writer: self, begins, fields: Vec::new() })
    }
    fn serialize_struct(
        self,
        _: &'static str,
        fields: usize,
    ) -> Result<Object<'w, 'o>, NotInAnswers> {
        let begins = self.out.len();
        Ok(Object { writer: self, begins, fields: Vec::with_capacity(fields) })
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NotInAnswers> {
        unknown("variants with values")
    }
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), NotInAnswers> {
        // Amounts, dates and codes; what needs escaping is rare and written again.
        let begins = self.out.len();
        write!(self.out, "\"{value}\"").map_err(ser::Error::custom)?;
        let text = &self.out[begins + 1..self.out.len() - 1];
        if text.iter().all(|byte| *byte >= 0x20 && *byte != b'"' && *byte != b'\\') {
            return Ok(());
        }
        self.out.truncate(begins);
        self.text(&value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::{Value, json};

    #[track_caller]
    fn same(value: &impl Serialize) {
        let mut out = Vec::new();
        super::write(value, &mut out).unwrap();
        let general = serde_json_canonicalizer::to_string(value).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), general);
    }

    #[derive(Serialize)]
    struct Row {
        zeta: &'static str,
        alpha: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        gone: Option<u8>,
        map: BTreeMap<String, Vec<Option<bool>>>,
        unit: Word,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        SomeWord,
    }

    #[test]
    fn the_text_is_that_of_the_general_implementation() {
        let map = BTreeMap::from([
            ("1-30".to_owned(), vec![Some(true), None]),
            ("current".to_owned(), vec![]),
            ("\u{e9}\"".to_owned(), vec![Some(false)]),
            // Sorted by UTF-16 this one comes before the next; by UTF-8 after it.
            ("\u{1f600}".to_owned(), vec![]),
            ("\u{ff61}".to_owned(), vec![]),
        ]);
        let zeta = "a\u{1}\n\t\"\\/\u{7f}\u{2028}\u{4e2d}";
        same(&Row { zeta, alpha: Some(-(1 << 53)), gone: None, map, unit: Word::SomeWord });
        same(&Row {
            zeta: "",
            alpha: None,
            gone: Some(3),
            map: BTreeMap::new(),
            unit: Word::SomeWord,
        });
    }

    #[test]
    fn empty_ones_and_nested_ones() {
        let values: [Value; 5] = [
            json!({}),
            json!([]),
            json!({"b": {"d": 1, "c": [{}, []]}, "a": null}),
            json!("x"),
            json!(7),
        ];
        for value in &values {
            same(value);
        }
    }

    #[test]
    fn what_answers_do_not_hold_is_refused() {
        assert!(super::write(&1.5, &mut Vec::new()).is_err());
        assert!(super::write(&(1, 2), &mut Vec::new()).is_err());
        assert!(super::write(&BTreeMap::from([(1, 2)]), &mut Vec::new()).is_err());
    }
}
