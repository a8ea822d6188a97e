//! The ledger in one SQLite file.
//!
//! One thread writes, in groups that share a sync ([`writer`]); readers beside it each see one
//! snapshot. Several processes may use the same file: SQLite's locks put their writes in order,
//! and nothing that is remembered of the log is used once another has written.
//!
//! - Durability: write-ahead log, `synchronous=FULL`, the folder of a new file is synced; an
//!   append is acknowledged after the sync, and only if the file still stands at its path.
//! - `BEGIN IMMEDIATE` for every write; a write that fails drops the connection.
//! - The database file is opened by SQLite alone.
//!
//! | file | concept |
//! | --- | --- |
//! | `opening` | what may go wrong when a ledger is opened |
//! | `schema`, `migrate` | the tables, and the version of a file |
//! | `book`, `connection` | the file from outside, and connections to it |
//! | `writer`, `job`, `tip` | group commit, what is asked of it, and the end of the log |
//! | `append`, `lines`, `bulk` | one batch, its lines, and many rows at once |
//! | `envelope` | what is stored of an event beside its line |
//! | `long` | a batch that arrives in pieces |
//! | `readers`, `reader` | snapshots, and reading the log |
//! | `tree`, `attestations` | the tree over the log, and checkpoints of it |
//! | `documents`, `projections`, `settings` | what is kept beside the log |
//! | `inspect` | everything, to be verified |

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use async_trait::async_trait;
use tokio::sync::oneshot;

use super::EventStore;
use super::data::{
    Appended, Attestation, Batch, Document, Expected, FactRow, Generation, Head, NewAttestation,
    Page, ProjectionRow, ProjectionWrite, StreamHead, StreamInfo,
};
use super::error::{AppendError, StoreError};
use super::inspect::Inspector;
use super::long::{Begun, Times};
use super::plain::{EventId, NumberKind, Position, StreamId};
use super::prepare::{check_document, prepare};
use crate::merkle::Hash;

mod append;
mod attestations;
mod book;
mod bulk;
mod connection;
mod documents;
pub(crate) mod envelope;
mod inspect;
mod job;
mod lines;
mod long;
mod migrate;
mod opening;
mod projections;
mod reader;
mod readers;
mod schema;
mod settings;
mod sql;
mod tip;
mod tree;
mod writer;

pub use opening::{OpenError, Opening};

use book::Book;
use job::Job;
use projections::{Change, STAGED_ROWS_MAX};
use readers::Readers;
use writer::Writer;

/// A ledger in one file. Dropping it finishes what is being written.
pub struct SqliteStore {
    // Dropped first, so that the writer ends while the lock is still held.
    writer: Writer,
    readers: Arc<Readers>,
    book: Arc<Book>,
}

impl SqliteStore {
    /// Opens a ledger, and creates or migrates it if that is needed and allowed.
    ///
    /// Blocks the thread: for up to 30 seconds while another process has it alone.
    pub fn open(path: &Path, opening: Opening) -> Result<Self, OpenError> {
        Self::open_with(path, opening, true)
    }

    /// Creates a ledger whose tree is not kept, to measure what keeping it costs: appends are
    /// refused by every other way of opening it, and `verify` finds it damaged.
    pub(crate) fn create_without_tree(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, Opening::CreateIfMissing, false)
    }

    fn open_with(path: &Path, opening: Opening, keeps_tree: bool) -> Result<Self, OpenError> {
        if opening == Opening::Existing && fs::metadata(path).is_err() {
            return Err(OpenError::Missing { path: path.display().to_string() });
        }
        let book = Arc::new(Book::new(path)?);
        let identity = connection::open_first(&book, opening)?;
        let writer = Writer::start(Arc::clone(&book), identity, keeps_tree)?;
        let readers = Arc::new(Readers::new(Arc::clone(&book), identity));
        Ok(Self { writer, readers, book })
    }

    /// Gives the size of the write-ahead log in bytes. It grows while a scan holds its snapshot.
    #[must_use]
    pub fn wal_bytes(&self) -> u64 {
        self.book.wal_bytes()
    }

    /// Gives the SHA-256 over the schema as it is stored.
    pub fn schema_digest(&self) -> Result<[u8; 32], StoreError> {
        self.readers.answer(inspect::schema_digest)
    }

    /// Writes a copy of the ledger as it is now to a new file, which must not exist, while the
    /// ledger is being used. Blocks the thread.
    pub fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        connection::back_up(&self.book, target)
    }

    async fn change(&self, change: Change) -> Result<u64, StoreError> {
        self.other(|to| Job::Projections(change, to)).await
    }

    async fn other(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<u64, StoreError>>) -> Job,
    ) -> Result<u64, StoreError> {
        let (to, answer) = oneshot::channel();
        self.writer.send(job(to)).await?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Unknown(WRITER_GONE.to_owned())))
    }
}

const WRITER_GONE: &str = "the writer ended before it answered";

/// So many rows are read at once on the asking thread: handing the question over to another
/// one, and waiting until that is given a core, would take longer.
const FEW: usize = 4;

#[async_trait]
impl EventStore for SqliteStore {
    async fn head(&self) -> Result<Head, StoreError> {
        self.readers.answer(reader::head)
    }

    async fn append(&self, batch: Batch) -> Result<Appended, AppendError> {
        let prepared = Box::new(prepare(batch)?);
        let (to, answer) = oneshot::channel();
        self.writer.send(Job::Append(prepared, to)).await?;
        answer.await.unwrap_or_else(|_| Err(AppendError::Unknown(WRITER_GONE.to_owned())))
    }

    async fn begin_long(&self, times: Times) -> Result<Begun, AppendError> {
        long::begin(&self.writer, times).await
    }

    async fn streams(&self) -> Result<Vec<StreamInfo>, StoreError> {
        self.readers.ask(reader::streams).await
    }

    async fn stream_head(&self, stream: &StreamId) -> Result<Option<StreamHead>, StoreError> {
        self.readers.answer(|snapshot| reader::stream_head(snapshot, stream))
    }

    async fn find_ids(&self, ids: &[EventId]) -> Result<Vec<Option<Position>>, StoreError> {
        if ids.len() <= FEW {
            return self.readers.answer(|snapshot| reader::find_ids(snapshot, ids));
        }
        let ids = ids.to_vec();
        self.readers.ask(move |snapshot| reader::find_ids(snapshot, &ids)).await
    }

    async fn find_numbers(
        &self,
        numbers: &[(NumberKind, String)],
    ) -> Result<Vec<Option<Position>>, StoreError> {
        if numbers.len() <= FEW {
            return self.readers.answer(|snapshot| reader::find_numbers(snapshot, numbers));
        }
        let numbers = numbers.to_vec();
        self.readers.ask(move |snapshot| reader::find_numbers(snapshot, &numbers)).await
    }

    async fn holder(&self, kind: NumberKind, number: &str) -> Result<Option<StreamId>, StoreError> {
        self.readers.answer(|snapshot| reader::holder(snapshot, kind, number))
    }

    async fn read_positions(&self, positions: &[Position]) -> Result<Page, StoreError> {
        if positions.len() <= FEW {
            return self.readers.answer(|snapshot| reader::positions(snapshot, positions));
        }
        let positions = positions.to_vec();
        self.readers.ask(move |snapshot| reader::positions(snapshot, &positions)).await
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        up_to: Option<Position>,
    ) -> Result<Page, StoreError> {
        let stream = stream.clone();
        self.readers.ask(move |snapshot| reader::stream(snapshot, &stream, up_to)).await
    }

    async fn read_stream_after(
        &self,
        stream: &StreamId,
        after: Position,
    ) -> Result<Option<(u32, Page)>, StoreError> {
        // Whoever knows a part of a stream seldom lacks much of it.
        if after > Position(0) {
            return self.readers.answer(|snapshot| reader::stream_after(snapshot, stream, after));
        }
        let stream = stream.clone();
        self.readers.ask(move |snapshot| reader::stream_after(snapshot, &stream, after)).await
    }

    async fn read_range(
        &self,
        from: Position,
        to: Position,
        limit: usize,
    ) -> Result<Page, StoreError> {
        self.readers.ask(move |snapshot| reader::range(snapshot, from, to, limit)).await
    }

    async fn position_at(&self, time_ms: i64) -> Result<Position, StoreError> {
        self.readers.ask(move |snapshot| reader::position_at(snapshot, time_ms)).await
    }

    fn scan(
        &self,
        from: Position,
        to: Position,
        page_events: usize,
        sink: &mut dyn FnMut(Page) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.readers.answer(|snapshot| reader::scan(snapshot, from, to, page_events, sink))
    }

    fn scan_facts(
        &self,
        from: Position,
        to: Position,
        sink: &mut dyn FnMut(FactRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.readers.answer(|snapshot| reader::scan_facts(snapshot, from, to, sink))
    }

    fn file(&self) -> Option<PathBuf> {
        Some(self.book.path.clone())
    }

    async fn tree_root(&self, size: u64) -> Result<Hash, StoreError> {
        self.readers.ask(move |snapshot| tree::root(snapshot, size)).await
    }

    async fn leaf_hashes(&self, positions: &[Position]) -> Result<Vec<Hash>, StoreError> {
        let positions = positions.to_vec();
        self.readers.ask(move |snapshot| tree::leaves(snapshot, &positions)).await
    }

    async fn inclusion_proofs(
        &self,
        positions: &[Position],
        size: u64,
    ) -> Result<Vec<Vec<Hash>>, StoreError> {
        let positions = positions.to_vec();
        self.readers.ask(move |snapshot| tree::inclusion(snapshot, &positions, size)).await
    }

    async fn consistency_proof(&self, from: u64, to: u64) -> Result<Vec<Hash>, StoreError> {
        self.readers.ask(move |snapshot| tree::consistency(snapshot, from, to)).await
    }

    async fn keep_attestation(&self, said: NewAttestation) -> Result<u64, StoreError> {
        self.other(|to| Job::Attestation(Box::new(said), to)).await
    }

    async fn attestations(&self) -> Result<Vec<Attestation>, StoreError> {
        self.readers.ask(attestations::all).await
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.readers.answer(|snapshot| settings::get(snapshot, key))
    }

    async fn set_settings(&self, settings: Vec<(String, String)>) -> Result<(), StoreError> {
        self.other(|to| Job::Settings(settings, to)).await.map(drop)
    }

    async fn put_document(&self, document: Document) -> Result<(), StoreError> {
        check_document(&document)?;
        self.other(|to| Job::Document(document, to)).await.map(drop)
    }

    async fn get_document(&self, sha256: [u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        self.readers.ask(move |snapshot| documents::get(snapshot, sha256)).await
    }

    async fn has_document(&self, sha256: [u8; 32]) -> Result<bool, StoreError> {
        self.readers.ask(move |snapshot| documents::has(snapshot, sha256)).await
    }

    async fn exchange_projections(
        &self,
        expected: Vec<Expected>,
        writes: Vec<ProjectionWrite>,
        meta: Vec<(String, Vec<u8>)>,
    ) -> Result<bool, StoreError> {
        self.change(Change::Write { expected, writes, meta }).await.map(|made| made > 0)
    }

    async fn read_projections(&self, name: &str) -> Result<Vec<ProjectionRow>, StoreError> {
        let name = name.to_owned();
        self.readers.ask(move |snapshot| projections::rows(snapshot, &name)).await
    }

    async fn read_projection(
        &self,
        name: &str,
        customer: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let (name, customer) = (name.to_owned(), customer.to_owned());
        self.readers.ask(move |snapshot| projections::row(snapshot, &name, &customer)).await
    }

    async fn projection_meta(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let key = key.to_owned();
        self.readers.ask(move |snapshot| projections::meta(snapshot, &key)).await
    }

    async fn begin_generation(&self) -> Result<Generation, StoreError> {
        self.change(Change::Begin).await.map(Generation)
    }

    async fn stage_projections(
        &self,
        generation: Generation,
        writes: Vec<ProjectionWrite>,
    ) -> Result<(), StoreError> {
        let mut rest = writes.into_iter();
        loop {
            let writes: Vec<_> = rest.by_ref().take(STAGED_ROWS_MAX).collect();
            if writes.is_empty() {
                return Ok(());
            }
            self.change(Change::Stage { generation: generation.0, writes }).await?;
        }
    }

    async fn swap_projections(
        &self,
        generation: Generation,
        names: &[String],
        at: Option<Position>,
        meta: Vec<(String, Vec<u8>)>,
    ) -> Result<bool, StoreError> {
        let (at, generation) = (at.map(|position| position.0), generation.0);
        let swap = Change::Swap { generation, names: names.to_vec(), at, meta };
        if self.change(swap).await? == 0 {
            return Ok(false);
        }
        for name in names {
            while self.change(Change::Discard { name: name.clone() }).await? > 0 {}
        }
        Ok(true)
    }

    fn inspect(&self, inspector: &mut dyn Inspector) -> Result<(), StoreError> {
        // The engine's own checks read the file once more, by another connection, meanwhile.
        thread::scope(|threads| {
            let engine = threads.spawn(|| self.readers.answer(inspect::engine));
            let inspected = self.readers.answer(|snapshot| inspect::inspect(snapshot, inspector));
            let ended = "the engine's check ended too early".to_owned();
            let problems = engine.join().unwrap_or(Err(StoreError::Engine(ended)))?;
            for problem in problems {
                inspector.problem(problem);
            }
            inspected
        })
    }
}
