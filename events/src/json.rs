//! Strict JSON in, RFC 8785 bytes out.
//!
//! What the door refuses before it looks at any meaning (domain, section 3):
//! duplicate keys, nesting above [`MAX_DEPTH`], lines above [`MAX_LINE_BYTES`],
//! invalid UTF-8, lone surrogates, control characters in texts. Integers that a
//! canonical form could not keep exactly are refused as well.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::fault::Fault;

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
        return Err(Fault::new(
            "",
            format!("the line has {} bytes, more than {MAX_LINE_BYTES}", line.len()),
            "store long contents as documents and name them by their hash",
        ));
    }
    if let Err(e) = std::str::from_utf8(line) {
        return Err(Fault::new(
            "",
            format!("the line is not valid UTF-8 at byte {}", e.valid_up_to() + 1),
            "save the file as UTF-8",
        ));
    }
    let path = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(line);
    let value = Strict { path: &path, depth: 1 }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    value.map_err(|e| {
        let column = e.column();
        let problem = strip_place(&e.to_string());
        if e.is_syntax() || e.is_eof() {
            Fault::new(
                "",
                format!("not one JSON value: {problem} at column {column}"),
                "write one event as one JSON object on one line",
            )
        } else {
            Fault::new(path.borrow().concat(), problem, "correct the line and send it again")
        }
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
    depth: usize,
}

impl Strict<'_> {
    fn below(&self, segment: String) -> Self {
        self.path.borrow_mut().push(segment);
        Self { path: self.path, depth: self.depth + 1 }
    }

    fn done(&self) {
        self.path.borrow_mut().pop();
    }

    fn check_depth<E: serde::de::Error>(&self) -> Result<(), E> {
        if self.depth > MAX_DEPTH {
            return Err(E::custom(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(())
    }
}

/// Policies are texts of many lines; every other text is one line.
fn may_hold_lines(path: &[String]) -> bool {
    matches!(path, [data, text] if data == "data" && text == ".text")
}

fn check_text<E: serde::de::Error>(text: &str, path: &[String]) -> Result<(), E> {
    let lines = may_hold_lines(path);
    let bad = text.chars().find(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t')));
    bad.map_or(Ok(()), |c| {
        Err(E::custom(format!("the text holds the control character U+{:04X}", u32::from(c))))
    })
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
            return Err(E::custom(format!("the integer {value} is too large to be kept exactly")));
        }
        Ok(Value::from(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > MAX_EXACT_INTEGER {
            return Err(E::custom(format!("the integer {value} is too large to be kept exactly")));
        }
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        if !value.is_finite() || value.abs() > MAX_EXACT_FLOAT {
            return Err(E::custom("the number is too large to be kept exactly"));
        }
        Ok(Value::from(value))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        check_text(text, &self.path.borrow())?;
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
            check_text(&key, &[])?;
            let segment =
                if self.path.borrow().is_empty() { key.clone() } else { format!(".{key}") };
            if fields.contains_key(&key) {
                self.below(segment);
                return Err(A::Error::custom("the key stands twice in one object"));
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
        (fault.field, fault.problem)
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
