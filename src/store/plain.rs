//! The newtypes that the store speaks.
//!
//! Positions and versions are those of the events crate; kinds and numbers are plain codes, so that
//! a store knows nothing of what they stand for.

use std::fmt;

use compact_str::CompactString;
pub use duebook_events::{Position, Version};

/// The UUID of an event, as its 16 bytes in network order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub [u8; 16]);

/// The type of an event, as the number the events crate gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKind(pub u8);

/// The name space of a number: invoice, payment, order…
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberKind(pub u8);

/// The name of a stream: a customer's, or `$ledger`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(CompactString);

impl StreamId {
    /// Takes a name as it is.
    pub fn new(name: impl Into<CompactString>) -> Self {
        Self(name.into())
    }

    /// Gives the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
