//! Strict JSON in, RFC 8785 bytes out.
//!
//! What the door refuses before it looks at any meaning (domain, section 3):
//! duplicate keys, nesting above [`MAX_DEPTH`], lines above [`MAX_LINE_BYTES`],
//! invalid UTF-8, lone surrogates, control characters in texts. Integers that a
//! canonical form could not keep exactly are refused as well.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::message::Message;
use crate::messages::lines::{
    control_character, duplicate_key, line_not_utf8, line_too_long, nested_too_deep, not_json,
    number_inexact,
};

/// The longest line, in bytes.
pub const MAX_LINE_BYTES: usize = 1 << 20;
/// The deepest nesting of objects and arrays.
pub const MAX_DEPTH: usize = 64;
/// The largest integer that RFC 8785 keeps exactly (2^53 - 1).
const MAX_EXACT_INTEGER: u64 = (1 << 53) - 1;
/// The same as a floating-point number, where it is exact.
const MAX_EXACT_FLOAT: f64 = 9_007_199_254_740_991.0;

/// Reads one line of JSON as strictly as the domain asks.
///
/// # Errors
/// A fault that names the JSON path, or the column where the syntax breaks.
pub fn parse(line: &[u8]) -> Result<Value, Fault> {
    if line.len() > MAX_LINE_BYTES {
        return Err(Fault::of("", line_too_long(line.len(), MAX_LINE_BYTES)));
    }
    if let Err(e) = std::str::from_utf8(line) {
        return Err(Fault::of("", line_not_utf8(e.valid_up_to() + 1)));
    }
    let (path, refused) = (RefCell::new(Vec::new()), RefCell::new(None));
    let mut reader = serde_json::Deserializer::from_slice(line);
    let value = Strict { path: &path, refused: &refused, depth: 1 }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    value.map_err(|e| match refused.take() {
        Some(message) => Fault::of(path.borrow().concat(), message),
        None => Fault::of("", not_json(strip_place(&e.to_string()), e.column())),
    })
}

/// The message of a `serde_json` error without its " at line 1 column n".
#[must_use]
pub fn strip_place(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(problem, _)| problem).to_owned()
}

/// RFC 8785 bytes of a value.
#[must_use]
pub fn canonical(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value)
        .expect("a JSON value without non-finite numbers always has a canonical form")
}

/// The first `null` below `value`, as a path; nulls have no meaning in events.
#[must_use]
pub fn first_null(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(i, item)| first_null(item).map(|rest| format!("[{i}]{rest}"))),
        Value::Object(fields) => fields
            .iter()
            .find_map(|(key, item)| first_null(item).map(|rest| format!(".{key}{rest}"))),
        _ => None,
    }
}

/// Builds a value while watching for what plain parsing lets pass.
struct Strict<'p> {
    path: &'p RefCell<Vec<String>>,
    /// What was refused, which an error of the reader cannot carry.
    refused: &'p RefCell<Option<Message>>,
    depth: usize,
}

impl Strict<'_> {
    fn below(&self, segment: String) -> Self {
        self.path.borrow_mut().push(segment);
        Self { depth: self.depth + 1, ..*self }
    }

    fn done(&self) {
        self.path.borrow_mut().pop();
    }

    fn refuse<E: serde::de::Error>(&self, message: Message) -> E {
        let error = E::custom(&message);
        self.refused.replace(Some(message));
        error
    }

    fn check_depth<E: serde::de::Error>(&self) -> Result<(), E> {
        if self.depth > MAX_DEPTH {
            return Err(self.refuse(nested_too_deep(MAX_DEPTH)));
        }
        Ok(())
    }

    fn check_text<E: serde::de::Error>(&self, text: &str, lines: bool) -> Result<(), E> {
        let bad = |c: &char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
        text.chars().find(bad).map_or(Ok(()), |c| {
            Err(self.refuse(control_character(format_args!("U+{:04X}", u32::from(c)))))
        })
    }
}

/// Policies are texts of many lines; every other text is one line.
fn may_hold_lines(path: &[String]) -> bool {
    matches!(path, [data, text] if data == "data" && text == ".text")
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        if value > MAX_EXACT_INTEGER {
            return Err(self.refuse(number_inexact(value)));
        }
        Ok(Value::from(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > MAX_EXACT_INTEGER {
            return Err(self.refuse(number_inexact(value)));
        }
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        if !value.is_finite() || value.abs() > MAX_EXACT_FLOAT {
            return Err(self.refuse(number_inexact(format_args!("{value:e}"))));
        }
        Ok(Value::from(value))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.check_text(text, may_hold_lines(&self.path.borrow()))?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.below(format!("[{}]", items.len())))? {
            self.done();
            items.push(item);
        }
        self.done();
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            self.check_text(&key, false)?;
            let segment =
                if self.path.borrow().is_empty() { key.clone() } else { format!(".{key}") };
            if fields.contains_key(&key) {
                self.below(segment);
                return Err(self.refuse(duplicate_key()));
            }
            let value = map.next_value_seed(self.below(segment))?;
            self.done();
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(line: &[u8]) -> (String, String) {
        let fault = parse(line).unwrap_err();
        (fault.field, fault.message.problem.en)
    }

    #[test]
    fn what_plain_parsing_lets_pass_is_refused_with_its_path() {
        assert_eq!(problem(br#"{"a":{"b":1,"b":1}}"#).0, "a.b");
        assert_eq!(problem(br#"{"a":[1,{"x":"\u0007"}]}"#).0, "a[1].x");
        assert!(problem(br#"{"a":9007199254740993}"#).1.contains("too large"));
        assert!(problem(br#"{"a":"\ud800"}"#).1.contains("not one JSON value"));
        assert!(problem(b"{\"a\":\"\xff\"}").1.contains("UTF-8"));
        assert!(problem(b"{} {}").1.contains("trailing"));
        assert!(problem(b"{\"a\":1").1.contains("column"));
        assert!(problem(b"").1.contains("EOF"));
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(problem(nested(MAX_DEPTH + 1).as_bytes()).1.contains("deeper"));
    }

    #[test]
    fn policies_may_have_lines_other_texts_not() {
        assert!(parse(br#"{"data":{"text":"a\nb"}}"#).is_ok());
        assert!(parse(br#"{"data":{"summary":"a\nb"}}"#).is_err());
    }

    #[test]
    fn canonical_bytes_sort_keys_and_keep_texts() {
        let value = parse("{\"b\":\"北京\",\"a\":[true,1.50,null]}".as_bytes()).unwrap();
        assert_eq!(canonical(&value), "{\"a\":[true,1.5,null],\"b\":\"北京\"}".as_bytes());
        assert_eq!(first_null(&value).unwrap(), ".a[2]");
    }
}
