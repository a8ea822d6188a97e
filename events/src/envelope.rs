//! What stands around a payload, and the bytes that are stored and hashed.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::draft::{Draft, missing};
use crate::fault::Fault;
use crate::ids::{EventId, Position, Version};
use crate::instant::Instant;
use crate::json;
use crate::kind::Kind;

/// In which capacity somebody acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sells.
    Sales,
    /// Collects.
    Collector,
    /// Keeps the books.
    Finance,
    /// May override decisions.
    Approver,
    /// Reads everything.
    Auditor,
    /// Runs the ledger.
    Admin,
    /// A program.
    System,
}

impl Role {
    /// The word that stands in events.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Collector => "collector",
            Self::Finance => "finance",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
            Self::System => "system",
        }
    }
}

/// Who acted, and in which capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The person or program.
    pub id: CompactString,
    /// The capacity.
    pub role: Role,
}

/// Where an event came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<CompactString>,
    /// SHA-256 of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<CompactString>,
    /// The line in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

/// The fields of an event, each in canonical bytes.
pub(crate) struct Parts<'p> {
    pub actor: &'p [u8],
    pub causation: Option<&'p [u8]>,
    pub correlation: Option<&'p [u8]>,
    pub customer: &'p [u8],
    pub data: &'p [u8],
    pub effective: &'p [u8],
    pub id: EventId,
    pub note: Option<&'p [u8]>,
    pub schema: u16,
    pub source: Option<&'p [u8]>,
    pub kind: Kind,
}

/// Canonical bytes in two pieces, around what the log adds: the stored line is
/// `head`, `"position":…,"recorded_at":…,`, `middle`, `,"version":…}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftBytes {
    /// From the opening brace to the comma before `position`.
    pub head: Vec<u8>,
    /// Where the payload begins in `head`.
    pub data_at: u32,
    /// How long the payload is.
    pub data_len: u32,
    /// From `schema` to `type`.
    pub middle: Vec<u8>,
}

impl DraftBytes {
    /// Puts the fields of an event together, in the order of their keys.
    pub(crate) fn assemble(parts: &Parts<'_>) -> Self {
        let put = |out: &mut Vec<u8>, key: &str, value: &[u8]| {
            out.extend_from_slice(key.as_bytes());
            out.extend_from_slice(value);
        };
        let optional = |out: &mut Vec<u8>, key: &str, value: Option<&[u8]>| {
            if let Some(value) = value {
                put(out, key, value);
            }
        };
        let mut head = Vec::with_capacity(parts.data.len() + 200);
        put(&mut head, "{\"actor\":", parts.actor);
        optional(&mut head, ",\"causation\":", parts.causation);
        optional(&mut head, ",\"correlation\":", parts.correlation);
        put(&mut head, ",\"customer\":", parts.customer);
        put(&mut head, ",\"data\":", parts.data);
        let data_at = narrow(head.len() - parts.data.len());
        put(&mut head, ",\"effective\":", parts.effective);
        let mut id = [0; uuid::fmt::Hyphenated::LENGTH];
        let id = parts.id.0.hyphenated().encode_lower(&mut id);
        put(&mut head, ",\"id\":\"", id.as_bytes());
        head.push(b'"');
        optional(&mut head, ",\"note\":", parts.note);
        head.push(b',');
        let mut middle = format!("\"schema\":{}", parts.schema).into_bytes();
        optional(&mut middle, ",\"source\":", parts.source);
        put(&mut middle, ",\"type\":\"", parts.kind.name().as_bytes());
        middle.push(b'"');
        Self { head, data_at, data_len: narrow(parts.data.len()), middle }
    }

    /// The canonical bytes of the payload.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.head[self.data_at as usize..(self.data_at + self.data_len) as usize]
    }

    /// The same with fields of `head` changed: `data` and `note`, which no other
    /// piece of the line repeats.
    #[must_use]
    pub fn changed(&self, change: impl FnOnce(&mut Map<String, Value>)) -> Self {
        let mut fields = self.fields();
        change(&mut fields);
        let mut head = Vec::with_capacity(self.head.len() * 2);
        let (mut data_at, mut data_len) = (0, 0);
        for (key, value) in &fields {
            head.push(if head.is_empty() { b'{' } else { b',' });
            head.extend_from_slice(&json::canonical(&Value::from(key.as_str())));
            head.push(b':');
            let value = json::canonical(value);
            if key == "data" {
                (data_at, data_len) = (narrow(head.len()), narrow(value.len()));
            }
            head.extend_from_slice(&value);
        }
        head.push(b',');
        Self { head, data_at, data_len, middle: self.middle.clone() }
    }

    /// The fields of `head`.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        let mut object = self.head.clone();
        if let Some(last) = object.last_mut() {
            *last = b'}';
        }
        serde_json::from_slice(&object).expect("a head is an object up to its last comma")
    }

    /// The whole line, as it is stored at that place.
    #[must_use]
    pub fn line(&self, position: Position, version: Version, recorded_at: Instant) -> Vec<u8> {
        let mut line = Vec::with_capacity(self.head.len() + self.middle.len() + 90);
        line.extend_from_slice(&self.head);
        line.extend_from_slice(
            format!("\"position\":{position},\"recorded_at\":\"{recorded_at}\",").as_bytes(),
        );
        line.extend_from_slice(&self.middle);
        line.extend_from_slice(format!(",\"version\":{version}}}").as_bytes());
        line
    }
}

/// A length within a line: one is at most 1 MiB, sealed not much more.
pub(crate) fn narrow(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A recorded event, whole.
#[derive(Debug, Clone)]
pub struct Event {
    /// Where it stands in the log.
    pub position: Position,
    /// Where it stands in its customer's stream.
    pub version: Version,
    /// When the ledger learned of it.
    pub recorded_at: Instant,
    /// Everything else.
    pub draft: Draft,
}

impl Event {
    /// Reads a stored line.
    ///
    /// # Errors
    /// A fault when the line is not a whole event: stored bytes were changed, or
    /// a newer program wrote them.
    pub fn read(line: &[u8]) -> Result<Self, Fault> {
        let nobody = Actor { id: CompactString::const_new("?"), role: Role::System };
        let draft = Draft::read(line, &nobody)?;
        Ok(Self {
            position: draft.position.ok_or_else(|| missing("position"))?,
            version: draft.version.ok_or_else(|| missing("version"))?,
            recorded_at: draft.recorded_at.ok_or_else(|| missing("recorded_at"))?,
            draft,
        })
    }
}
