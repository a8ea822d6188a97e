//! Plain data that crosses the store's trait: batches in, pages out.

use std::ops::Range;

use duebook_events::Words;

use super::plain::{EventId, EventKind, NumberKind, Position, StreamId, Version};
use crate::merkle::Hash;

/// Events of one batch at most.
pub const BATCH_EVENTS_MAX: usize = 10_000_000;
/// Bytes of one event's line at most (the door refuses lines above 1 MiB; the rest is what the store adds).
pub const LINE_BYTES_MAX: usize = 2 << 20;
/// Bytes of one document at most.
pub const DOCUMENT_BYTES_MAX: usize = 256 << 20;
/// Events of one page at most, whatever limit the caller gives.
pub const PAGE_EVENTS_MAX: usize = 100_000;
/// Bytes after which a page of a range or a scan ends (it holds at least one event).
pub const PAGE_BYTES_MAX: usize = 64 << 20;

/// The newest event of the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// 0 for an empty ledger.
    pub position: Position,
    /// Milliseconds since 1970-01-01 UTC; 0 for an empty ledger.
    pub recorded_at_ms: i64,
}

/// The newest event of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamHead {
    /// The version of the stream's newest event, 1 or more.
    pub version: Version,
    /// Where that event stands.
    pub last_position: Position,
}

/// One stream of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamInfo {
    /// The number that [`EventRow::stream`] holds: 1, 2, 3… in order of first appearance; it never changes.
    pub index: u32,
    /// The stream's name.
    pub id: StreamId,
    /// The newest event.
    pub head: StreamHead,
}

/// What is appended together: all of it, or nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The versions that these streams must have now (0: must not exist). Streams that are not
    /// named are not checked; a stream without events in this batch may be named too.
    pub expected: Vec<(StreamId, Version)>,
    /// The position at which the log must end now, where that matters.
    pub expected_head: Option<Position>,
    /// The events in the order in which they get their positions.
    pub events: Vec<NewEvent>,
    /// Documents to keep; those that are already there are left alone.
    pub documents: Vec<Document>,
    /// Rows of the live read models that change with these events.
    pub projections: Vec<ProjectionWrite>,
    /// Whether the events keep the `recorded_at_ms` that they bring (the migration of a history).
    pub preserve_recorded_at: bool,
    /// The caller's clock, in milliseconds since 1970-01-01 UTC. Without `preserve_recorded_at` an
    /// event is recorded at the latest of this, its own reading and the event before it.
    pub not_before_ms: i64,
}

/// One event that has no position yet.
///
/// Its line is `head` + `"position":P,"recorded_at":"…",` + `middle` + `,"version":V}`; keys in
/// RFC 8785 order make these the only three places that depend on the commit.
#[derive(Clone, Debug, Default)]
pub struct NewEvent {
    /// Unique in the ledger.
    pub id: EventId,
    /// The stream that the event belongs to.
    pub stream: StreamId,
    /// The type of the event.
    pub kind: EventKind,
    /// The schema version of the event's data.
    pub schema: u16,
    /// The business date, in days since 1970-01-01.
    pub effective_days: i32,
    /// The time to preserve, or the caller's clock; milliseconds since 1970-01-01 UTC.
    pub recorded_at_ms: Option<i64>,
    /// The line from `{` to the comma before `"position"`.
    pub head: Vec<u8>,
    /// Where the value of `data` begins in `head`, in bytes.
    pub data_at: u32,
    /// How long the value of `data` is, in bytes.
    pub data_len: u32,
    /// The line from `"schema"` to the end of the value of `type`, without a comma after it.
    pub middle: Vec<u8>,
    /// Numbers that the event gives away; nobody may hold them.
    pub takes: Vec<(NumberKind, String)>,
    /// Numbers that the event makes free again, before it takes any; somebody must hold them.
    pub frees: Vec<(NumberKind, String)>,
}

impl Default for StreamId {
    fn default() -> Self {
        Self::new("")
    }
}

/// A file that is kept under its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The SHA-256 of `bytes`; the store verifies it.
    pub sha256: [u8; 32],
    /// The file.
    pub bytes: Vec<u8>,
}

/// A change of one row of a live read model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionWrite {
    /// The read model.
    pub name: String,
    /// The row's key within the read model.
    pub customer: String,
    /// The new row, or nothing to remove it.
    pub row: Option<Vec<u8>>,
}

/// What is kept beside the log about its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttestationKind {
    /// A signed checkpoint of the log itself.
    Checkpoint,
    /// A witness's signature lines about a checkpoint.
    Cosignature,
    /// A time stamping authority's token about a checkpoint.
    Timestamp,
}

impl AttestationKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Checkpoint, Self::Cosignature, Self::Timestamp];

    /// The number that is stored for it.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Checkpoint => 1,
            Self::Cosignature => 2,
            Self::Timestamp => 3,
        }
    }

    /// The kind that is stored as this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A checkpoint, or what somebody else said about one, to be kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttestation {
    /// What it is.
    pub kind: AttestationKind,
    /// The number of the checkpoint that is attested; 0 for a checkpoint.
    pub about: u64,
    /// The size of the tree: how many events it covers.
    pub size: u64,
    /// The root of that tree.
    pub root: Hash,
    /// A checkpoint's signed note, a cosignature's lines, a token's DER, exactly.
    pub body: Vec<u8>,
    /// The verifier keys of the body's signatures, a line each.
    pub verifier_keys: String,
    /// The clock of whoever kept it, in milliseconds since 1970-01-01 UTC; it proves nothing.
    pub made_at_ms: i64,
}

/// One kept attestation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// 1, 2, 3… in the order in which they were kept.
    pub number: u64,
    /// What it says.
    pub said: NewAttestation,
    /// SHA-256 over the link before it (32 zero bytes for the first) and this row: a row that is
    /// changed, left out or moved breaks the chain.
    pub link: [u8; 32],
}

/// What must be there for a change of the live read models to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A row that a read model shows, or none.
    Row {
        /// The read model.
        name: String,
        /// The row's key.
        customer: String,
        /// The row, byte for byte; nothing if there must be none.
        row: Option<Vec<u8>>,
    },
    /// A note, or none.
    Note {
        /// Its key.
        key: String,
        /// The note, byte for byte; nothing if there must be none.
        value: Option<Vec<u8>>,
    },
}

/// One row of a live read model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionRow {
    /// The row's key.
    pub customer: String,
    /// The row as it was written.
    pub row: Vec<u8>,
}

/// A read model that is being rebuilt beside the one that is shown; a newer one has a higher number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(pub u64);

/// What an append did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The position of the batch's first event; the others follow without a gap.
    pub first: Position,
    /// How many events were appended.
    pub events: usize,
    /// The head just after the batch.
    pub head: Head,
    /// By how much the caller's clock lay behind the ledger, in milliseconds; 0 normally. The
    /// events were recorded at the ledger's time, so that time never decreases along the log.
    pub clock_behind_ms: i64,
}

/// One event of a [`Page`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Where the event stands in the log.
    pub position: Position,
    /// Where it stands in its stream.
    pub version: Version,
    /// The index of its stream, see [`StreamInfo::index`].
    pub stream: u32,
    /// The type of the event.
    pub kind: EventKind,
    /// The schema version of its data.
    pub schema: u16,
    /// The business date, in days since 1970-01-01.
    pub effective_days: i32,
    /// Milliseconds since 1970-01-01 UTC.
    pub recorded_at_ms: i64,
    /// The event's id.
    pub id: EventId,
    /// The canonical bytes, as a range of [`Page::bytes`].
    pub line: Range<u32>,
    /// The value of `data`, as a range of [`Page::bytes`].
    pub data: Range<u32>,
}

/// Events and their bytes, in two allocations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The events, in the order of the question.
    pub rows: Vec<EventRow>,
    /// All lines; they stand in no particular order.
    pub bytes: Vec<u8>,
}

impl Page {
    /// Gives the canonical bytes of one of this page's events.
    #[must_use]
    pub fn line(&self, row: &EventRow) -> &[u8] {
        &self.bytes[row.line.start as usize..row.line.end as usize]
    }

    /// Gives the bytes of the `data` object of one of this page's events.
    #[must_use]
    pub fn data(&self, row: &EventRow) -> &[u8] {
        &self.bytes[row.data.start as usize..row.data.end as usize]
    }

    /// Gives one of this page's events as judgement reads it.
    #[must_use]
    pub fn fact(&self, row: &EventRow) -> FactRow<'_> {
        FactRow {
            position: row.position,
            stream: row.stream,
            kind: row.kind,
            schema: row.schema,
            effective_days: row.effective_days,
            recorded_at_ms: row.recorded_at_ms,
            id: row.id,
            data: self.data(row),
        }
    }
}

/// An event as judgement reads it: its columns and its payload, in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactRow<'s> {
    /// Where the event stands in the log.
    pub position: Position,
    /// The index of its stream, see [`StreamInfo::index`].
    pub stream: u32,
    /// The type of the event.
    pub kind: EventKind,
    /// The schema version of its data.
    pub schema: u16,
    /// The business date, in days since 1970-01-01.
    pub effective_days: i32,
    /// Milliseconds since 1970-01-01 UTC.
    pub recorded_at_ms: i64,
    /// The event's id.
    pub id: EventId,
    /// The canonical bytes of `data`.
    pub data: &'s [u8],
}

/// Something that does not hold in the stored ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The event it is about, where it is about one.
    pub position: Option<Position>,
    /// What is wrong.
    pub problem: Words,
}
