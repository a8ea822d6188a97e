//! What can go wrong with a command, and how it is told.
//!
//! A refusal is a value: what, where (file, line, field), why, what to do. The
//! kinds are those of the contract's exit codes.

use std::fmt;

use duebook_events::Fault;

use crate::store::StoreError;

/// A record that cannot become part of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file, where there is one.
    pub file: Option<String>,
    /// The physical line in it, from 1.
    pub line: Option<u64>,
    /// What is wrong, and what to do.
    pub fault: Fault,
}

/// Why a command did not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerError {
    /// The question or command cannot be meant so (exit 2).
    Usage {
        /// What is wrong.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// Input refused, nothing appended (exit 3).
    Refused(Refusal),
    /// An id or a number is known, and not the same event (exit 4).
    Conflict(Refusal),
    /// The store failed (exit 5).
    Store(String),
}

impl LedgerError {
    /// A wrong question or command.
    pub fn usage(problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { problem: problem.into(), hint: hint.into() }
    }

    /// A wrong question or command, told by a message.
    pub fn usage_of(message: duebook_events::Message) -> Self {
        Self::usage(message.problem.en, message.hint.en)
    }

    /// A refusal that concerns no line.
    pub fn refused(fault: Fault) -> Self {
        Self::Refused(Refusal { file: None, line: None, fault })
    }

    /// A refusal at a line.
    pub fn at_line(line: u64, fault: Fault) -> Self {
        Self::Refused(Refusal { file: None, line: Some(line), fault })
    }

    /// The same with the file named.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        if let Self::Refused(refusal) | Self::Conflict(refusal) = &mut self {
            refusal.file.get_or_insert_with(|| name.to_owned());
        }
        self
    }

    /// The same with something more to know.
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        let hint = match &mut self {
            Self::Refused(refusal) | Self::Conflict(refusal) => &mut refusal.fault.hint,
            Self::Usage { hint, .. } => hint,
            Self::Store(problem) => problem,
        };
        if !hint.is_empty() {
            hint.push_str("; ");
        }
        hint.push_str(note);
        self
    }

    /// The process's exit status (contract, command line).
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::Refused(_) => 3,
            Self::Conflict(_) => 4,
            Self::Store(_) => 5,
        }
    }

    /// The word for the kind of error in machine output.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::Refused(_) => "refused",
            Self::Conflict(_) => "conflict",
            Self::Store(_) => "store",
        }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { problem, .. } => f.write_str(problem),
            Self::Store(problem) => write!(f, "the store failed: {problem}"),
            Self::Refused(refusal) | Self::Conflict(refusal) => {
                match (&refusal.file, refusal.line) {
                    (Some(file), Some(line)) => write!(f, "{file}:{line}: ")?,
                    (Some(file), None) => write!(f, "{file}: ")?,
                    (None, Some(line)) => write!(f, "line {line}: ")?,
                    (None, None) => {}
                }
                write!(f, "{}", refusal.fault)
            }
        }
    }
}

impl std::error::Error for LedgerError {}

impl From<StoreError> for LedgerError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}
