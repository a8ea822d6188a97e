//! Why an event was refused: a value, never a panic.

use std::fmt;

/// One thing wrong with one event: the field (a JSON path such as
/// `data.allocations[0].amount`), what is wrong with it and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON path inside the event line; empty where the line as a whole is meant.
    pub field: String,
    /// What is wrong, in one sentence without a full stop.
    pub problem: String,
    /// What the sender can do about it.
    pub hint: String,
}

impl Fault {
    /// Makes a fault of a field, a problem and a remedy.
    pub fn new(
        field: impl Into<String>,
        problem: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), problem: problem.into(), hint: hint.into() }
    }

    /// Makes a fault of a field and a message.
    pub fn of(field: impl Into<String>, message: crate::Message) -> Self {
        Self::new(field, message.problem.en, message.hint.en)
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "{}", self.problem)
        } else {
            write!(f, "{}: {}", self.field, self.problem)
        }
    }
}

impl std::error::Error for Fault {}
