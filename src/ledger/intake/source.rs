//! Where drafts come from, how they are taken in, and what became of them.

use duebook_events::{Draft, EventData, Position};

use crate::ledger::error::LedgerError;

/// What became of a file or batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Events read.
    pub read: u64,
    /// Events appended.
    pub appended: u64,
    /// Events that the log held already.
    pub already_recorded: u64,
    /// The newest position afterwards.
    pub head: Position,
}

/// How a batch is taken in.
#[derive(Debug, Clone, Copy, Default)]
pub struct IntakeOptions {
    /// Keep the `recorded_at` that the lines give.
    pub preserve_recorded_at: bool,
    /// Check only.
    pub dry_run: bool,
    /// Up to where the log was known when the batch was derived from it: a customer of the batch
    /// that has moved on since refuses it ([`LedgerError::Overtaken`]).
    pub judged_at: Option<Position>,
}

/// A draft and the line that it came from; 0 where there is none.
pub type Numbered = (u64, Draft);

/// Some drafts of a source, and what is wrong with the line after them, if anything.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Drafts in order.
    pub drafts: Vec<Numbered>,
    /// The next line could not be read.
    pub then: Option<LedgerError>,
}

/// Where drafts come from; it can be read again from the start.
pub trait Drafts: Sync {
    /// The chunk with this index, from 0; `None` after the last.
    fn chunk(&self, index: usize) -> Option<Chunk>;

    /// Whether it is a single new event that claims no place: such a one is first
    /// tried without asking the log, whose own checks catch what was missed.
    fn is_plain(&self) -> bool {
        false
    }

    /// Whether the `erase` command asks, which may erase whatever the caller's role.
    fn is_erase_command(&self) -> bool {
        false
    }
}

impl Drafts for Vec<Numbered> {
    fn chunk(&self, index: usize) -> Option<Chunk> {
        (index == 0).then(|| Chunk { drafts: self.clone(), then: None })
    }

    fn is_plain(&self) -> bool {
        match self.as_slice() {
            [(_, draft)] => {
                let claims = draft.position.is_some() || draft.version.is_some();
                // Erasing looks for holds all over the log.
                !claims && !matches!(draft.data, EventData::PersonalErased(_))
            }
            _ => false,
        }
    }
}
