//! What is not disclosed: where it stands, whose it is, and the hash that it has in the tree.

use std::fmt::Write;

use duebook_events::json;
use duebook_events::{CustomerId, Position, Version};
use serde_json::{Value, json};

use crate::merkle::Hash;

/// An event of the same customer whose content stays in the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Where it stands in the log.
    pub position: Position,
    /// Whose it is.
    pub customer: CustomerId,
    /// Where it stands among the customer's events.
    pub version: Version,
    /// The hash of its canonical bytes in the tree (RFC 6962, section 2.1).
    pub leaf: Hash,
}

impl Withheld {
    /// Writes its line, in canonical JSON.
    pub fn print(&self, lines: &mut String) {
        let customer = Value::from(self.customer.as_str());
        let _ = writeln!(
            lines,
            "{{\"customer\":{customer},\"leaf\":\"{}\",\"position\":{},\"version\":{}}}",
            self.leaf, self.position, self.version
        );
    }

    /// Reads its line without the line feed; none where it holds anything else.
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        let value = json::parse(line).ok()?;
        let read = Self {
            position: value["position"].as_u64().filter(|at| *at > 0).map(Position)?,
            customer: CustomerId::try_new(value["customer"].as_str()?).ok()?,
            version: value["version"].as_u64().filter(|version| *version > 0).map(Version)?,
            leaf: Hash::from_hex(value["leaf"].as_str()?).ok()?,
        };
        let whole = json!({
            "position": read.position,
            "customer": read.customer,
            "version": read.version,
            "leaf": read.leaf.hex(),
        });
        (whole == value).then_some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_canonical_and_read_as_it_is_written() {
        let withheld = Withheld {
            position: Position(7),
            customer: CustomerId::try_new("C \"1\"").unwrap(),
            version: Version(3),
            leaf: Hash([0xab; 32]),
        };
        let mut text = String::new();
        withheld.print(&mut text);
        let line = text.trim_end().as_bytes();
        assert_eq!(json::canonical(&json::parse(line).unwrap()), line);
        assert_eq!(Withheld::parse(line), Some(withheld));
    }

    #[test]
    fn a_line_with_anything_else_is_refused() {
        let leaf = "a".repeat(64);
        for line in [
            format!(r#"{{"customer":"C","leaf":"{leaf}","position":0,"version":1}}"#),
            format!(r#"{{"customer":"C","leaf":"{leaf}","position":1}}"#),
            format!(r#"{{"customer":"C","leaf":"{leaf}","position":1,"version":1,"x":1}}"#),
            format!(r#"{{"customer":"C","leaf":"{leaf}","position":1,"position":1,"version":1}}"#),
            format!(r#"{{"customer":"C","leaf":"{leaf}","position":"1","version":1}}"#),
            r#"{"customer":"C","leaf":"AA","position":1,"version":1}"#.to_owned(),
            "{}".to_owned(),
        ] {
            assert_eq!(Withheld::parse(line.as_bytes()), None, "{line}");
        }
    }
}
