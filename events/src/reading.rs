//! What is wrong with a JSON value, told by messages: reads it once more, slowly,
//! with a deserializer whose error is a [`Fault`] with the path of what is wrong.
//!
//! Serde's own errors are one English text; here each of them becomes a message
//! of the catalogue, and what a type expects is told in both languages.

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
    value::{MapDeserializer, StringDeserializer},
};
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::message::Message;
use crate::messages::{fields, lines};
use crate::spelling::suggest;
use crate::words::{Words, quoted};

/// Reads a value as a type.
///
/// # Errors
/// A fault with the path inside the value.
pub fn read<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Fault> {
    T::deserialize(Reader(value))
}

/// The kind of a value, as messages name it.
#[must_use]
pub fn kind_of(value: &Value) -> Words {
    let (en, zh) = match value {
        Value::Null => ("null", "null"),
        Value::Bool(_) => ("a truth value", "真假值"),
        Value::Number(_) => ("a number", "数字"),
        Value::String(_) => ("a text", "文本"),
        Value::Array(_) => ("a list", "列表"),
        Value::Object(_) => ("an object", "对象"),
    };
    Words::new(en, zh)
}

/// An object, as messages name it.
#[must_use]
pub fn an_object() -> Words {
    Words::new("an object", "对象")
}

/// A text, as messages name it.
#[must_use]
pub fn a_text() -> Words {
    Words::new("a text", "文本")
}

/// A field that the object does not have.
#[must_use]
pub fn unknown_field(field: &str, known: &[&str]) -> Fault {
    let message = fields::unknown_field(field, known.join(", "));
    let message = match suggest(field, known.iter().copied()) {
        Some(words) => message.hinting(words),
        None => message,
    };
    Fault::of(field, message)
}

/// A word that is not among those that can stand there.
#[must_use]
pub fn unknown_word(word: &str, known: &[&str]) -> Message {
    let message = fields::unknown_word(quoted(word), known.join(", "));
    match suggest(word, known.iter().copied()) {
        Some(words) => message.hinting(words),
        None => message,
    }
}

fn found(unexpected: &Unexpected<'_>) -> Words {
    let (en, zh, value) = match unexpected {
        Unexpected::Bool(flag) => ("the truth value", "真假值", flag.to_string()),
        Unexpected::Unsigned(number) => ("the number", "数字", number.to_string()),
        Unexpected::Signed(number) => ("the number", "数字", number.to_string()),
        Unexpected::Float(number) => ("the number", "数字", number.to_string()),
        Unexpected::Str(text) => ("the text", "文本", quoted(text)),
        Unexpected::Unit | Unexpected::Option => return Words::verbatim("null"),
        Unexpected::Seq => return Words::new("a list", "列表"),
        Unexpected::Map => return an_object(),
        other => return Words::verbatim(other.to_string()),
    };
    Words::new(format!("{en} {value}"), format!("{zh} {value}"))
}

/// What a type expects: in its own words, or in ours for the types of the language.
fn expected(expected: &dyn Expected) -> Words {
    let (en, zh) = (expected.to_string(), format!("{expected:#}"));
    if en != zh {
        return Words::new(en, zh);
    }
    let first = en.split(' ').next().unwrap_or_default();
    match en.as_str() {
        "a string" => a_text(),
        "a boolean" => Words::new("true or false", "true 或 false"),
        "a sequence" => Words::new("a list", "列表"),
        "a map" => an_object(),
        _ => match first {
            "struct" => an_object(),
            "enum" | "variant" => a_text(),
            "u8" | "u16" | "u32" | "u64" | "i32" | "i64" => Words::new("a whole number", "整数"),
            _ => Words::verbatim(en),
        },
    }
}

impl de::Error for Fault {
    fn custom<T: std::fmt::Display>(text: T) -> Self {
        let text = format!("{text:#}");
        let message = match Message::arrived(&text) {
            Some(message) => message,
            None if text.starts_with("data did not match any variant") => fields::no_such_form(),
            None => fields::value_unreadable(text),
        };
        Self::of("", message)
    }

    fn invalid_type(unexpected: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::of("", fields::wrong_form(found(&unexpected), expected(wanted)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, wanted)
    }

    fn invalid_length(length: usize, wanted: &dyn Expected) -> Self {
        let found = Words::new(format!("a list of {length}"), format!("{length} 项的列表"));
        Self::of("", fields::wrong_form(found, expected(wanted)))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::of("", unknown_word(word, known))
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        unknown_field(field, known)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(field, fields::missing_field(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::of(field, lines::duplicate_key())
    }
}

/// A value that is being read.
#[derive(Clone, Copy)]
struct Reader<'de>(&'de Value);

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(count), _, _) => visitor.visit_u64(count),
                (_, Some(number), _) => visitor.visit_i64(number),
                (_, _, number) => visitor.visit_f64(number.unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items { items, next: 0 }),
            Value::Object(fields) => visitor.visit_map(Fields::new(fields)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(Word(word)),
            other => Err(Fault::of("", fields::wrong_form(kind_of(other), a_text()))),
        }
    }

    /// The only types that ask for this keep JSON as it is written (a decision's
    /// basis): `serde_json` hands it over as a map whose only key is the name.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if !name.ends_with("RawValue") {
            return visitor.visit_newtype_struct(self);
        }
        let entry: (&str, StringDeserializer<Fault>) =
            (name, self.0.to_string().into_deserializer());
        visitor.visit_map(MapDeserializer::<_, Fault>::new(std::iter::once(entry)))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The entries of a list, each under its index.
struct Items<'de> {
    items: &'de [Value],
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some(item) = self.items.get(self.next) else { return Ok(None) };
        let path = format!("[{}]", self.next);
        self.next += 1;
        seed.deserialize(Reader(item)).map(Some).map_err(|fault| fault.under(&path))
    }
}

/// The fields of an object, each under its name.
struct Fields<'de> {
    rest: serde_json::map::Iter<'de>,
    value: Option<(&'de str, &'de Value)>,
}

impl<'de> Fields<'de> {
    fn new(fields: &'de Map<String, Value>) -> Self {
        Self { rest: fields.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some((name, value));
        seed.deserialize(de::value::BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (name, value) = self.value.take().expect("serde asks for a value after its key");
        seed.deserialize(Reader(value)).map_err(|fault| fault.under(name))
    }
}

/// One of several words.
struct Word<'de>(&'de str);

impl<'de> EnumAccess<'de> for Word<'de> {
    type Error = Fault;
    type Variant = Alone;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Alone), Fault> {
        let word = de::value::BorrowedStrDeserializer::new(self.0);
        seed.deserialize(word).map(|variant| (variant, Alone))
    }
}

/// A word stands alone: no variant of an event carries anything.
struct Alone;

impl<'de> VariantAccess<'de> for Alone {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Fault> {
        Err(Fault::of("", fields::no_such_form()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(Fault::of("", fields::no_such_form()))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        Err(Fault::of("", fields::no_such_form()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agreement::AgreementSigned;
    use crate::dunning::ReminderSent;
    use crate::order::OrderDecided;
    use crate::payment::PaymentReceived;

    fn fault<T: for<'de> Deserialize<'de>>(value: &Value) -> Fault {
        match read::<T>(value) {
            Ok(_) => panic!("{value} can be read"),
            Err(fault) => fault,
        }
    }

    fn payment() -> Value {
        json!({"payment": "P-1", "currency": "CNY", "amount": "10.00",
            "allocations": [{"invoice": "I-1", "amount": "10.00"}]})
    }

    #[test]
    fn what_is_right_is_read() {
        assert!(read::<PaymentReceived>(&payment()).is_ok());
        let decided = json!({"order": "O", "outcome": "held", "conditions": [], "basis": {"a": 1}});
        assert_eq!(read::<OrderDecided>(&decided).unwrap().basis.get(), r#"{"a":1}"#);
    }

    #[test]
    fn the_path_and_both_texts_are_told() {
        let mut wrong = payment();
        wrong["allocations"][0]["amount"] = json!("0");
        let told = fault::<PaymentReceived>(&wrong);
        assert_eq!(told.field, "allocations[0].amount");
        assert_eq!(*told.message, crate::messages::values::not_above_zero("\"0\""));
        wrong["allocations"][0]["amount"] = json!(12.5);
        let told = fault::<PaymentReceived>(&wrong);
        assert!(told.message.problem.en.starts_with("the number 12.5 instead of an amount"));
        assert!(
            told.message.problem.zh.starts_with("应为大于零的金额"),
            "{}",
            told.message.problem.zh
        );
    }

    #[test]
    fn fields_and_words_are_named_with_the_nearest() {
        let told = fault::<PaymentReceived>(&json!({"payment": "P-1", "curency": "CNY"}));
        assert_eq!((told.field.as_str(), told.message.code.0), ("curency", 31));
        assert!(told.message.hint.en.contains("currency"));
        let told = fault::<PaymentReceived>(&json!({"payment": "P-1", "amount": "1"}));
        assert_eq!((told.field.as_str(), told.message.code.0), ("currency", 32));
        let reminder = json!({"reminder": "R", "level": 1, "channel": "fone", "invoices": []});
        let told = fault::<ReminderSent>(&reminder);
        assert_eq!((told.field.as_str(), told.message.code.0), ("channel", 34));
        assert!(told.message.hint.zh.contains("phone"));
    }

    #[test]
    fn every_value_says_in_chinese_what_it_expects() {
        type Reading = fn(&Value) -> Fault;
        let types: [(&str, Reading); 9] = [
            ("amount", fault::<crate::Amount>),
            ("rate", fault::<crate::Rate>),
            ("day", fault::<crate::Day>),
            ("instant", fault::<crate::Instant>),
            ("currency", fault::<crate::Currency>),
            ("number", fault::<crate::OrderNo>),
            ("count", fault::<crate::terms::Count>),
            ("text", fault::<crate::text::PersonalText>),
            ("payload", fault::<AgreementSigned>),
        ];
        for (name, fault) in types {
            let told = fault(&json!([true])).message.problem;
            let left = told.zh.replace("YYYY-MM-DD", "").replace("ISO", "");
            assert!(!left.contains(" a ") && !told.zh.contains("struct"), "{name}: {}", told.zh);
            assert!(!told.en.contains("struct") && told.zh != told.en, "{name}: {}", told.en);
        }
    }
}
