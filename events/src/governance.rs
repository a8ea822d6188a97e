//! What concerns the ledger itself: policies, corrections of entries, keys, personal data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::Day;
use crate::document::Sha256Hex;
use crate::ids::EventId;
use crate::text::Text;

/// `policy.published` (stream `$ledger`): the text is in the log before anything cites it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyPublished {
    /// Its name.
    pub policy: Text,
    /// Its version.
    pub version: PolicyVersion,
    /// From which date it is in force.
    pub effective_from: Day,
    /// The policy, in TOML.
    pub text: Text,
    /// SHA-256 of the text's UTF-8 bytes.
    pub sha256: Sha256Hex,
}

impl PolicyPublished {
    /// How the policy is cited: `name@version`.
    #[must_use]
    pub fn citation(&self) -> String {
        format!("{}@{}", self.policy, self.version)
    }
}

/// A policy's version: a count, or a word such as `2025-07`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PolicyVersion {
    /// 1, 2, 3…
    Count(u32),
    /// A word.
    Word(Text),
}

impl std::fmt::Display for PolicyVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Word(word) => word.fmt(f),
        }
    }
}

/// `event.retracted`: an event of the same customer was entered in error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventRetracted {
    /// Which event.
    pub event: EventId,
    /// Why.
    pub reason: Text,
}

/// `key.rotated` (stream `$ledger`): verifier key lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyRotated {
    /// The key until now.
    pub old: Text,
    /// The key from now on.
    pub new: Text,
}

/// `personal.erased`, `hold.set`, `hold.released`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectEvent {
    /// Whose data.
    pub subject: Text,
    /// Why.
    pub reason: Text,
}
