//! Texts: without control characters, and personal ones that may be sealed.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// A text for people: any characters but control characters (checked when the
/// line is read, see [`crate::json`]).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub CompactString);

impl Text {
    /// The text itself.
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "text without control characters"})
    }
}

/// What is shown in place of a text that nobody has opened.
pub const SEALED: &str = "[sealed]";

/// Personal text (domain, section 3): plain, or sealed under a key of its
/// subject. No figure depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonalText {
    /// Readable as it stands.
    Plain(Text),
    /// Ciphertext; readable only while the subject's key exists.
    Sealed {
        /// Base64 of the ciphertext.
        sealed: Text,
        /// Whose key seals it.
        subject: Text,
    },
}

impl PersonalText {
    /// What can be shown: the text, or a mark that it is sealed.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text.as_str(),
            Self::Sealed { .. } => SEALED,
        }
    }

    /// Whether it stands sealed.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed { .. })
    }
}

impl<'de> Deserialize<'de> for PersonalText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "lowercase")]
        enum Key {
            Sealed,
            Subject,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = PersonalText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                crate::words::say(
                    f,
                    "a text, {\"text\": …, \"subject\": id} or {\"sealed\": base64, \"subject\": id}",
                    "文本、{\"text\": …, \"subject\": id} 或 {\"sealed\": base64, \"subject\": id}",
                )
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<PersonalText, E> {
                Ok(PersonalText::Plain(Text(text.into())))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PersonalText, A::Error> {
                let (mut sealed, mut subject) = (None, None);
                while let Some(key) = map.next_key::<Key>()? {
                    match key {
                        Key::Sealed => sealed = Some(map.next_value()?),
                        Key::Subject => subject = Some(map.next_value()?),
                    }
                }
                Ok(PersonalText::Sealed {
                    sealed: sealed.ok_or_else(|| de::Error::missing_field("sealed"))?,
                    subject: subject.ok_or_else(|| de::Error::missing_field("subject"))?,
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl Serialize for PersonalText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(text) => text.serialize(serializer),
            Self::Sealed { sealed, subject } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("sealed", sealed)?;
                map.serialize_entry("subject", subject)?;
                map.end()
            }
        }
    }
}

impl JsonSchema for PersonalText {
    fn schema_name() -> Cow<'static, str> {
        "PersonalText".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "personal text: plain (of the customer, or of the subject that is \
                named), or sealed under the key of its subject",
            "oneOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"text": {"type": "string"}, "subject": {"type": "string"}},
                    "required": ["text", "subject"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {"sealed": {"type": "string"}, "subject": {"type": "string"}},
                    "required": ["sealed", "subject"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
