//! A document that an event rests on: named by its hash, kept in the document store.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::message::Message;
use crate::text::Text;
use crate::words::{quoted, say};

/// `{sha256, name, media_type, bytes}` (domain, section 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// SHA-256 of the file.
    pub sha256: Sha256Hex,
    /// The file's name.
    pub name: Text,
    /// Its media type, such as `application/pdf`.
    pub media_type: Text,
    /// Its length in bytes.
    pub bytes: u64,
}

/// A SHA-256 digest: 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Hex(pub [u8; 32]);

impl Sha256Hex {
    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// A message, when the text is not such a digest.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        let wrong = || crate::messages::values::not_a_digest(quoted(text));
        if text.len() != 64 {
            return Err(wrong());
        }
        let nibble = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let mut digest = [0; 32];
        for (out, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *out = nibble(pair[0])
                .zip(nibble(pair[1]))
                .map(|(high, low)| high << 4 | low)
                .ok_or_else(wrong)?;
        }
        Ok(Self(digest))
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<'de> Deserialize<'de> for Sha256Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Hex;
        impl Visitor<'_> for Hex {
            type Value = Sha256Hex;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                say(f, "a SHA-256 digest in hexadecimal", "十六进制的 SHA-256 摘要")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Sha256Hex, E> {
                Sha256Hex::try_new(text).map_err(|m| E::custom(m.sent()))
            }
        }
        deserializer.deserialize_str(Hex)
    }
}

impl Serialize for Sha256Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Sha256Hex {
    fn schema_name() -> Cow<'static, str> {
        "Sha256".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9a-f]{64}$"})
    }
}
