//! The event store: an append-only log of lines, and nothing that knows what they mean.
//!
//! Events enter as bytes with a few plain fields and leave as the same bytes; the store parses no
//! JSON, knows no projection and no HTTP. Every implementation passes the same contract suite
//! (`tests/store/contract`), and [`memory`] is the reference that the others are compared with.
//!
//! What holds, in every implementation:
//!
//! - Positions are 1, 2, 3… without gaps in commit order, versions likewise per stream (INV-1). A
//!   reader that has seen a position never sees a smaller one appear.
//! - The stored bytes are the canonical ones and never change (INV-2).
//! - An acknowledged append is durable; a refused one leaves nothing (INV-3).
//! - An id is recorded once (INV-4): a batch that holds a recorded id is refused with its position.
//! - `recorded_at` never decreases along the log. The store reads no clock.
//! - The Merkle tree over the lines ([`crate::merkle`]) grows in the transaction that appends them.
//!
//! | file | concept |
//! | --- | --- |
//! | `data` | batches, events, pages |
//! | `error` | refusals and failures |
//! | `long` | a batch that arrives in pieces |
//! | `prepare` | what can be checked about a batch without the ledger |
//! | `splice` | the line of an event, completed at the commit |
//! | `chain` | what links the kept attestations |
//! | `marks` | short keyed marks of what is compared in large numbers |
//! | `inspect` | handing out everything that is stored, to be verified |
//! | `structure` | what must hold whatever the events mean |
//! | `memory` | the reference |
//! | `sqlite` | one file, one writer with group commit, readers beside it |

use std::ops::ControlFlow;
use std::path::PathBuf;

use async_trait::async_trait;

use crate::merkle::Hash;

mod chain;
mod data;
mod error;
mod inspect;
mod long;
mod marks;
pub mod memory;
mod plain;
mod prepare;
mod splice;
pub mod sqlite;
mod structure;

pub use chain::link;
pub use data::{
    Appended, Attestation, AttestationKind, BATCH_EVENTS_MAX, Batch, DOCUMENT_BYTES_MAX, Document,
    EventRow, Expected, FactRow, Generation, Head, LINE_BYTES_MAX, NewAttestation, NewEvent,
    PAGE_BYTES_MAX, PAGE_EVENTS_MAX, Page, Problem, ProjectionRow, ProjectionWrite, StreamHead,
    StreamInfo,
};
pub use error::{AppendError, StoreError};
pub use inspect::Inspector;
pub use long::{Begun, LongAppend, Times};
pub use marks::Marks;
pub use memory::MemoryStore;
pub use plain::{EventId, EventKind, NumberKind, Position, StreamId, Version};
pub(crate) use splice::{TIME_MAX_MS, TIME_MIN_MS, rfc3339};
pub use sqlite::SqliteStore;
pub use structure::{PROBLEMS_MAX, Structure};

/// An append-only log of events, with its documents and its disposable read models.
///
/// Each call sees one consistent state of the ledger. Dropping the future of a write does not take
/// the write back.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Gives the newest event, or position 0 for an empty ledger.
    async fn head(&self) -> Result<Head, StoreError>;

    /// Appends a batch: all of it, or nothing. Returns once it is durable.
    ///
    /// A batch without events is allowed; it may carry documents and rows of read models.
    async fn append(&self, batch: Batch) -> Result<Appended, AppendError>;

    /// Begins a batch that arrives in pieces, on top of the log as it is then; waits for its turn.
    async fn begin_long(&self, times: Times) -> Result<Begun, AppendError>;

    /// Lists the streams by ascending index.
    async fn streams(&self) -> Result<Vec<StreamInfo>, StoreError>;

    /// Gives a stream's newest event, or nothing for a stream that has none.
    async fn stream_head(&self, stream: &StreamId) -> Result<Option<StreamHead>, StoreError>;

    /// Gives the positions of events by their ids, in the order of the question.
    async fn find_ids(&self, ids: &[EventId]) -> Result<Vec<Option<Position>>, StoreError>;

    /// Gives the positions of the events that hold these numbers, in the order of the question.
    async fn find_numbers(
        &self,
        numbers: &[(NumberKind, String)],
    ) -> Result<Vec<Option<Position>>, StoreError>;

    /// Gives the stream of the event that holds a number; nothing if nobody does.
    async fn holder(&self, kind: NumberKind, number: &str) -> Result<Option<StreamId>, StoreError>;

    /// Reads events by position, in the order of the question; a position may be asked for twice.
    ///
    /// Fails with [`StoreError::NoSuchPosition`] if one is not in the log.
    async fn read_positions(&self, positions: &[Position]) -> Result<Page, StoreError>;

    /// Reads a whole stream by ascending version, without the events after `up_to`.
    ///
    /// A stream that does not exist is empty.
    async fn read_stream(
        &self,
        stream: &StreamId,
        up_to: Option<Position>,
    ) -> Result<Page, StoreError>;

    /// Reads the events of a stream after a position, by ascending version, and gives the stream's
    /// index; nothing for a stream that does not exist.
    ///
    /// Costs what these events cost, however many stand before them.
    async fn read_stream_after(
        &self,
        stream: &StreamId,
        after: Position,
    ) -> Result<Option<(u32, Page)>, StoreError>;

    /// Reads the events from `from` to `to`, both included, by ascending position.
    ///
    /// The page ends early at `limit` or [`PAGE_EVENTS_MAX`] events, or once it holds
    /// [`PAGE_BYTES_MAX`] bytes; the next one begins after its last position. An empty page means
    /// that there are no more.
    async fn read_range(
        &self,
        from: Position,
        to: Position,
        limit: usize,
    ) -> Result<Page, StoreError>;

    /// Gives the highest position that was recorded at or before a time (milliseconds since
    /// 1970-01-01 UTC), 0 if there is none.
    async fn position_at(&self, time_ms: i64) -> Result<Position, StoreError>;

    /// Hands the events from `from` to `to` (or the head) to `sink` in pages of `page_events`, by
    /// ascending position, from one snapshot, until it breaks.
    ///
    /// Blocks the thread: call it from a thread of your own.
    fn scan(
        &self,
        from: Position,
        to: Position,
        page_events: usize,
        sink: &mut dyn FnMut(Page) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Hands the events from `from` to `to` (or the head) to `sink` one by one, as judgement reads
    /// them, by ascending position, from one snapshot, until it breaks. The bytes are the store's
    /// own: nothing is copied.
    ///
    /// Blocks the thread. Several threads may read parts of the log side by side: what stands at a
    /// position never changes, so that their snapshots agree up to any head that was seen before.
    fn scan_facts(
        &self,
        from: Position,
        to: Position,
        sink: &mut dyn FnMut(FactRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Gives the file that holds the ledger, if one does: caches may stand beside it.
    fn file(&self) -> Option<PathBuf> {
        None
    }

    /// Gives the root of the tree over the first `size` events.
    ///
    /// Fails with [`StoreError::NoSuchPosition`] beyond the head, as the other questions about the
    /// tree do.
    async fn tree_root(&self, size: u64) -> Result<Hash, StoreError>;

    /// Gives the hashes of the leaves at these positions, as the tree has them, in the order of
    /// the question.
    async fn leaf_hashes(&self, positions: &[Position]) -> Result<Vec<Hash>, StoreError>;

    /// Gives the audit paths of the leaves at these positions in the tree over the first `size`
    /// events, in the order of the question (RFC 6962, section 2.1.1).
    async fn inclusion_proofs(
        &self,
        positions: &[Position],
        size: u64,
    ) -> Result<Vec<Vec<Hash>>, StoreError>;

    /// Gives the proof that the tree over the first `from` events is the beginning of the one over
    /// the first `to` (RFC 6962, section 2.1.2).
    async fn consistency_proof(&self, from: u64, to: u64) -> Result<Vec<Hash>, StoreError>;

    /// Keeps a checkpoint or an attestation of one, and gives its number: 1, 2, 3…
    ///
    /// In the same transaction, a checkpoint is refused if it has fewer events than the newest one
    /// that is kept ([`StoreError::SmallerTree`]) or if the log's tree does not have its root, or
    /// not the newest kept one's any more ([`StoreError::OtherTree`]); what is about a checkpoint
    /// is refused unless that checkpoint is kept with the same size and root.
    async fn keep_attestation(&self, said: NewAttestation) -> Result<u64, StoreError>;

    /// Lists what is kept about the tree, by number.
    async fn attestations(&self) -> Result<Vec<Attestation>, StoreError>;

    /// Reads a setting of the ledger. Settings say what the program shall do; they prove nothing.
    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Changes settings in one transaction.
    async fn set_settings(&self, settings: Vec<(String, String)>) -> Result<(), StoreError>;

    /// Keeps a document under its hash, which is verified; one that is there already is left alone.
    async fn put_document(&self, document: Document) -> Result<(), StoreError>;

    /// Gives a document; its hash is verified again.
    async fn get_document(&self, sha256: [u8; 32]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Tells whether a document is there.
    async fn has_document(&self, sha256: [u8; 32]) -> Result<bool, StoreError>;

    /// Changes rows and notes of the live read models in one transaction, if all of `expected` is
    /// there, byte for byte; else answers false and changes nothing. The comparison and the change
    /// are one step: of two writers that expect the same, one succeeds.
    async fn exchange_projections(
        &self,
        expected: Vec<Expected>,
        writes: Vec<ProjectionWrite>,
        meta: Vec<(String, Vec<u8>)>,
    ) -> Result<bool, StoreError>;

    /// Reads a live read model by ascending key (bytes).
    async fn read_projections(&self, name: &str) -> Result<Vec<ProjectionRow>, StoreError>;

    /// Reads one row of a live read model.
    async fn read_projection(
        &self,
        name: &str,
        customer: &str,
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// Reads a note that was written beside the read models.
    async fn projection_meta(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Begins to rebuild read models beside those that are shown (INV-10).
    async fn begin_generation(&self) -> Result<Generation, StoreError>;

    /// Writes rows that nobody sees until the generation is swapped in. Long lists are written in
    /// several short transactions, so that appends go on between them.
    async fn stage_projections(
        &self,
        generation: Generation,
        writes: Vec<ProjectionWrite>,
    ) -> Result<(), StoreError>;

    /// Shows a generation's rows in place of the older ones of these read models, in one
    /// transaction, and then discards the older ones.
    ///
    /// Answers false and changes nothing if `at` is given and the head is not there any more
    /// (stage the rows that changed since, and try again), or if a newer generation is shown.
    async fn swap_projections(
        &self,
        generation: Generation,
        names: &[String],
        at: Option<Position>,
        meta: Vec<(String, Vec<u8>)>,
    ) -> Result<bool, StoreError>;

    /// Replaces read models as a whole: those of `names` have the rows of `writes` and no others.
    async fn replace_projections(
        &self,
        names: &[String],
        writes: Vec<ProjectionWrite>,
        meta: Vec<(String, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let generation = self.begin_generation().await?;
        self.stage_projections(generation, writes).await?;
        self.swap_projections(generation, names, None, meta).await?;
        Ok(())
    }

    /// Hands out everything that is stored, from one snapshot, to be verified: see [`Inspector`].
    ///
    /// What only the engine can tell (its own checks, its schema, columns that nobody else sees) is
    /// handed out as problems. A row that cannot be read is a problem and is left out.
    ///
    /// Blocks the thread, and takes as long as a scan.
    fn inspect(&self, inspector: &mut dyn Inspector) -> Result<(), StoreError>;

    /// Looks for what does not hold in what is stored, without knowing what the events mean: see
    /// [`Structure`].
    ///
    /// Blocks the thread, and takes as long as a scan.
    fn check(&self) -> Result<Vec<Problem>, StoreError> {
        let mut structure = Structure::default();
        self.inspect(&mut structure)?;
        Ok(structure.finish())
    }
}
