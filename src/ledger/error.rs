//! What can go wrong with a command, and how it is told.
//!
//! A refusal is a value: what, where (file, line, field), why, what to do. The
//! kinds are those of the contract's exit codes.

use std::fmt;

use duebook_events::words::say;
use duebook_events::{Fault, Message, Words};

use crate::messages::store;
use crate::store::sqlite::OpenError;
use crate::store::{AppendError, StoreError};

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
    Usage(Message),
    /// Input refused, nothing appended (exit 3).
    Refused(Refusal),
    /// Input refused, and the answer has told why (exit 3).
    Told(Refusal),
    /// Input that a question needs, refused; nothing would have been appended (exit 3).
    Unfit(Refusal),
    /// An id or a number is known, and not the same event (exit 4).
    Conflict(Refusal),
    /// A customer has moved on since the batch was derived from what was known of it: nothing was
    /// recorded, and it has to be derived again (exit 5).
    Overtaken(Message),
    /// The store failed (exit 5).
    Store(Message),
}

impl LedgerError {
    /// A wrong question or command.
    #[must_use]
    pub fn usage_of(message: Message) -> Self {
        Self::Usage(message)
    }

    /// A refusal that concerns no line.
    pub fn refused(fault: Fault) -> Self {
        Self::Refused(Refusal { file: None, line: None, fault })
    }

    /// A refusal at a line; 0 where there is none.
    pub fn at_line(line: u64, fault: Fault) -> Self {
        Self::Refused(Refusal { file: None, line: (line > 0).then_some(line), fault })
    }

    /// The same where the input was for a question that appends nothing.
    #[must_use]
    pub fn of_question(self) -> Self {
        match self {
            Self::Refused(refusal) => Self::Unfit(refusal),
            other => other,
        }
    }

    /// The same with the file named.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        if let Self::Refused(refusal)
        | Self::Told(refusal)
        | Self::Unfit(refusal)
        | Self::Conflict(refusal) = &mut self
        {
            refusal.file.get_or_insert_with(|| name.to_owned());
        }
        self
    }

    /// The same with something more to know.
    #[must_use]
    pub fn with_note(mut self, note: &Words) -> Self {
        let hint = match &mut self {
            Self::Refused(refusal)
            | Self::Told(refusal)
            | Self::Unfit(refusal)
            | Self::Conflict(refusal) => &mut refusal.fault.message.hint,
            Self::Usage(message) | Self::Overtaken(message) | Self::Store(message) => {
                &mut message.hint
            }
        };
        if !hint.is_empty() {
            hint.en.push_str("; ");
            hint.zh.push('；');
        }
        hint.en.push_str(&note.en);
        hint.zh.push_str(&note.zh);
        self
    }

    /// What is wrong and what to do, without the place.
    #[must_use]
    pub fn message(&self) -> &Message {
        match self {
            Self::Refused(refusal)
            | Self::Told(refusal)
            | Self::Unfit(refusal)
            | Self::Conflict(refusal) => &refusal.fault.message,
            Self::Usage(message) | Self::Overtaken(message) | Self::Store(message) => message,
        }
    }

    /// The process's exit status (contract, command line).
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Refused(_) | Self::Told(_) | Self::Unfit(_) => 3,
            Self::Conflict(_) => 4,
            Self::Overtaken(_) | Self::Store(_) => 5,
        }
    }

    /// The word for the kind of error in machine output.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::Refused(_) | Self::Told(_) | Self::Unfit(_) => "refused",
            Self::Conflict(_) => "conflict",
            Self::Overtaken(_) | Self::Store(_) => "store",
        }
    }
}

impl fmt::Display for LedgerError {
    /// Place and problem: in English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Overtaken(message) | Self::Store(message) => {
                message.fmt(f)
            }
            Self::Refused(refusal)
            | Self::Told(refusal)
            | Self::Unfit(refusal)
            | Self::Conflict(refusal) => {
                match (&refusal.file, refusal.line) {
                    (Some(file), Some(line)) => write!(f, "{file}:{line}: ")?,
                    (Some(file), None) => write!(f, "{file}: ")?,
                    (None, Some(line)) => {
                        say(f, &format!("line {line}: "), &format!("第 {line} 行："))?;
                    }
                    (None, None) => {}
                }
                refusal.fault.fmt(f)
            }
        }
    }
}

impl std::error::Error for LedgerError {}

impl From<StoreError> for LedgerError {
    fn from(error: StoreError) -> Self {
        Self::Store(told(error))
    }
}

/// What the store says, in the words of the catalogue.
fn told(error: StoreError) -> Message {
    match error {
        StoreError::NoSuchPosition(position) => store::no_such_position(position.0),
        StoreError::DocumentMismatch => store::document_hash_wrong(),
        StoreError::TooLarge { what, limit } => store::beyond_limit(too_large(what), limit),
        StoreError::Busy => store::store_busy(),
        StoreError::Moved(path) => store::ledger_moved(path),
        StoreError::SnapshotTooOld(seconds) => store::read_too_long(seconds),
        StoreError::Damaged(problem) => store::ledger_damaged(problem),
        StoreError::SmallerTree { size, newest } => store::smaller_tree(size, newest),
        StoreError::OtherTree { size } => store::other_tree(size),
        StoreError::Unknown(problem) => store::outcome_unknown(problem),
        StoreError::Closed => store::store_closed(),
        StoreError::Engine(problem) => store::engine_failed(problem),
    }
}

fn too_large(what: &str) -> Words {
    let zh = match what {
        "a document" => "单据",
        "the answer" => "结果",
        other => other,
    };
    Words::new(what, zh)
}

impl From<AppendError> for LedgerError {
    /// What is left when the intake has dealt with what it can try again.
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Store(error) => error.into(),
            AppendError::Unknown(problem) => Self::Store(store::outcome_unknown(problem)),
            AppendError::DocumentMismatch { .. } => Self::Store(store::document_hash_wrong()),
            other => Self::Store(store::batch_refused(other)),
        }
    }
}

impl From<OpenError> for LedgerError {
    fn from(error: OpenError) -> Self {
        Self::Store(match error {
            OpenError::Missing { path } => store::no_ledger(path),
            OpenError::NotALedger { path, reason } => store::not_a_ledger(path, nature(reason)),
            OpenError::Newer { path, found, known } => store::newer_ledger(path, found, known),
            OpenError::NetworkFileSystem { path, kind } => store::network_file_system(path, kind),
            OpenError::InUse { path } => store::ledger_in_use(path),
            OpenError::Io(error) => store::cannot_open(error),
            OpenError::Store(error @ (StoreError::Engine(_) | StoreError::Damaged(_))) => {
                store::cannot_open(error)
            }
            OpenError::Store(error) => return error.into(),
        })
    }
}

/// How one can tell that a file is no ledger.
fn nature(reason: &str) -> Words {
    let zh = match reason {
        "it is not an SQLite database" => "它不是 SQLite 数据库",
        "it is empty" => "文件为空",
        "it is a database of another program" => "它是其他程序的数据库",
        "its version is not one of a ledger" => "其版本不属于账本",
        other => other,
    };
    Words::new(reason, zh)
}
