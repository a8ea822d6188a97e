//! What can go wrong.
//!
//! A refusal ([`AppendError`] but for `Unknown` and `Store`) is a value: nothing of the batch was
//! recorded, and the ledger is as it was. `Unknown` means that the batch may have been recorded;
//! sending it again with the same ids is safe, because a recorded id is refused as taken. `Store`
//! means that the store could not begin: nothing was recorded.

use super::plain::{NumberKind, Position, StreamId, Version};

/// Why a batch was not appended. An index counts the events of the batch from 0.
///
/// Where several apply, the first of this list is given (so that a batch that was recorded before
/// is told so, and not that its stream has moved on), and of that the lowest index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The batch contradicts itself, or is too large.
    #[error("event {index} of the batch: {reason}")]
    Invalid {
        /// The event; the number of events where it is about the batch as a whole.
        index: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A document of the batch has another hash than it says; counted from 0.
    #[error("document {index} of the batch does not have the SHA-256 that it is given")]
    DocumentMismatch {
        /// The document.
        index: usize,
    },
    /// Two events of the batch have the same id.
    #[error("event {index} of the batch has the id of event {first}")]
    IdRepeated {
        /// The later event.
        index: usize,
        /// The earlier one.
        first: usize,
    },
    /// The ledger holds an event of this id.
    #[error("event {index} of the batch has the id of the event at position {}", position.0)]
    IdTaken {
        /// The event.
        index: usize,
        /// Where the ledger holds that id.
        position: Position,
    },
    /// A stream has moved on since the caller read it.
    #[error("stream {stream} is at version {}, not {}", actual.0, expected.0)]
    VersionConflict {
        /// The stream.
        stream: StreamId,
        /// The version that the caller expected.
        expected: Version,
        /// The version that it has.
        actual: Version,
    },
    /// The log has moved on since the caller read it.
    #[error("the log ends at position {}, not {}", actual.0, expected.0)]
    HeadConflict {
        /// Where the caller expected it to end.
        expected: Position,
        /// Where it ends.
        actual: Position,
    },
    /// An event of the ledger holds this number.
    #[error("event {index} of the batch takes number {number}, which the event at position {} holds", position.0)]
    NumberTaken {
        /// The event.
        index: usize,
        /// The name space.
        kind: NumberKind,
        /// The number.
        number: String,
        /// Who holds it.
        position: Position,
    },
    /// An earlier event of the same batch holds this number.
    #[error("event {index} of the batch takes number {number}, which event {first} has taken")]
    NumberRepeated {
        /// The later event.
        index: usize,
        /// The event that holds it.
        first: usize,
        /// The name space.
        kind: NumberKind,
        /// The number.
        number: String,
    },
    /// Nobody holds the number that an event wants to make free.
    #[error("event {index} of the batch frees number {number}, which nobody holds")]
    NumberFree {
        /// The event.
        index: usize,
        /// The name space.
        kind: NumberKind,
        /// The number.
        number: String,
    },
    /// A preserved time lies before that of the event before it.
    #[error("event {index} of the batch was recorded before the event in front of it")]
    RecordedAtDecreases {
        /// The event.
        index: usize,
    },
    /// The batch may or may not have been recorded: retry with the same ids.
    #[error("the outcome is unknown, retry with the same ids: {0}")]
    Unknown(String),
    /// The store could not begin; nothing was recorded.
    #[error("nothing was recorded: {0}")]
    Store(StoreError),
}

impl From<StoreError> for AppendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unknown(reason) => Self::Unknown(reason),
            other => Self::Store(other),
        }
    }
}

/// Why the store could not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The ledger has no event there.
    #[error("there is no event at position {}", .0.0)]
    NoSuchPosition(Position),
    /// The bytes do not have the hash that they are given.
    #[error("the document does not have the SHA-256 that it is given")]
    DocumentMismatch,
    /// An answer or an input is beyond a bound of the store.
    #[error("{what} is beyond the limit of {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
    /// Another process kept the ledger locked for longer than the store waits.
    #[error("another process is writing to the ledger and did not finish in time")]
    Busy,
    /// The file was renamed, replaced or removed while it was open.
    #[error(
        "the file {0} was renamed, replaced or removed while it was open; put it back and try again"
    )]
    Moved(String),
    /// A snapshot was held for longer than the store allows.
    #[error(
        "the read took longer than {0} seconds and was ended, so that the write-ahead log can shrink"
    )]
    SnapshotTooOld(u64),
    /// What is stored cannot be as it is.
    #[error("the ledger is damaged: {0}")]
    Damaged(String),
    /// A checkpoint of fewer events than the newest one that is kept.
    #[error("a checkpoint of {newest} events is kept already, this one has {size}")]
    SmallerTree {
        /// Events of the one that is refused.
        size: u64,
        /// Events of the newest one that is kept.
        newest: u64,
    },
    /// A checkpoint of a tree that is not the log's.
    #[error("the tree over the first {size} events does not have that root")]
    OtherTree {
        /// The events of the tree.
        size: u64,
    },
    /// The change may or may not have been made: repeat it.
    #[error("the outcome is unknown, repeat it: {0}")]
    Unknown(String),
    /// The store is being closed.
    #[error("the store is closed")]
    Closed,
    /// The engine failed.
    #[error("{0}")]
    Engine(String),
}
