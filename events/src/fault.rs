//! Why an event was refused: a value, never a panic.

use std::fmt;

use crate::message::Message;

/// One thing wrong with one event: the field (a JSON path such as
/// `data.allocations[0].amount`), what is wrong with it and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON path inside the event line; empty where the line as a whole is meant.
    pub field: String,
    /// What is wrong, and what the sender can do about it. Boxed, because faults
    /// are handed up through every check.
    pub message: Box<Message>,
}

impl Fault {
    /// Makes a fault of a field and a message.
    pub fn of(field: impl Into<String>, message: impl Into<Box<Message>>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The same fault with `prefix` before its path.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.field = match (prefix, self.field.as_str()) {
            ("", _) => self.field,
            (_, "") => prefix.to_owned(),
            (_, field) if field.starts_with('[') => format!("{prefix}{field}"),
            (_, field) => format!("{prefix}.{field}"),
        };
        self
    }
}

impl fmt::Display for Fault {
    /// Field and problem: in English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            f.write_str(&self.field)?;
            crate::words::say(f, ": ", "：")?;
        }
        self.message.fmt(f)
    }
}

impl std::error::Error for Fault {}
