//! The shape of a mapping file, as serde reads it. What serde cannot check
//! stands in `check`.

use std::collections::BTreeMap;

use duebook_events::words::quoted;
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

use super::column::Column;
use super::condition::Condition;
use super::error::Placing as _;
use super::template::Template;
use super::value::Tree;
use crate::messages::mapping::delimiter_unfit;

/// Is a whole mapping file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    /// Version of the mapping format: 1.
    pub mapping: Spanned<u32>,
    /// Name of the system that the file comes from, for `source` of the events.
    pub source_system: Option<String>,
    pub actor: Option<Actor>,
    #[serde(default)]
    pub csv: Dialect,
    /// Texts that templates can name like columns.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// By the name that templates and conditions use. Columns that are not
    /// declared are text as it stands.
    #[serde(rename = "column", default)]
    pub columns: BTreeMap<String, Spanned<Column>>,
    #[serde(rename = "skip", default)]
    pub skips: Vec<Skip>,
    #[serde(rename = "event")]
    pub events: Vec<Event>,
}

/// Is who imports, where it is not the caller.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Actor {
    pub id: String,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    Sales,
    Collector,
    Finance,
    Approver,
    Auditor,
    Admin,
    System,
}

/// Says how the CSV is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Dialect {
    pub delimiter: Delimiter,
    /// Tells whether the first line names the columns.
    pub header: bool,
    /// Names of the columns of a file without a header.
    pub columns: Option<Spanned<Vec<String>>>,
    pub encoding: Encoding,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: Delimiter(b','), header: true, columns: None, encoding: Encoding::Utf8 }
    }
}

/// Is the one byte between two cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Delimiter(pub u8);

impl<'de> Deserialize<'de> for Delimiter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_bytes() {
            [byte]
                if byte.is_ascii()
                    && !byte.is_ascii_alphanumeric()
                    && !b"\"\r\n ".contains(byte) =>
            {
                Ok(Self(*byte))
            }
            _ => Err(delimiter_unfit(quoted(&text)).into_de()),
        }
    }
}

/// Names the encodings that can be read; a byte order mark is passed over.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
}

/// Is a rule by which rows are left out, and counted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Skip {
    pub when: Condition,
    pub reason: String,
}

/// Says how an event is made from a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    #[serde(rename = "type")]
    pub kind: Spanned<String>,
    pub customer: Template,
    pub effective: Template,
    /// The event is made once for each value of this template, from the row with
    /// the earliest effective date; of several, from the first in the file.
    pub once_per: Option<Template>,
    pub when: Option<Condition>,
    /// Orders the events of one day; ascending.
    #[serde(default)]
    pub order_on_day: i32,
    pub note: Option<Template>,
    #[serde(default)]
    pub data: Tree,
}

impl Event {
    /// Calls `visit` with every template of the event.
    pub fn each_template<'a>(&'a self, visit: &mut dyn FnMut(&'a Template)) {
        [Some(&self.customer), Some(&self.effective), self.once_per.as_ref(), self.note.as_ref()]
            .into_iter()
            .flatten()
            .for_each(&mut *visit);
        self.data.values().for_each(|node| node.each_template(visit));
    }
}
