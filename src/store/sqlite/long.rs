//! A batch that arrives in pieces, in one transaction of the writing thread.
//!
//! The thread inserts lines as they come, beside whoever reads and judges the next ones. Ids and
//! numbers come last, sorted: put into their tables piece by piece they would touch most pages of
//! them each time. What does not fit into the page cache goes to the write-ahead log at once; that
//! file becomes as large as what the batch adds, and shrinks with the next one.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::append::{Ground, Group, write_uses};
use super::lines::{Lines, Stamps};
use super::sql::to_sql;
use super::tip::Tip;
use super::writer::Writer;
use crate::store::data::{Appended, Head, NewEvent};
use crate::store::error::{AppendError, StoreError};
use crate::store::long::{Begun, Gathered, LongAppend, Times};
use crate::store::plain::{Position, StreamId, Version};
use crate::store::prepare::Uses;

/// Pieces that wait for the writing thread at most.
const PIECES_WAITING_MAX: usize = 4;

/// What is handed to the writing thread once it has begun.
enum Piece {
    Events(Vec<NewEvent>),
    /// The line at a position is asked for.
    Line(Position, oneshot::Sender<Result<Vec<u8>, StoreError>>),
    End(Box<End>, oneshot::Sender<Result<Appended, AppendError>>),
}

/// What is known of a batch at its end.
struct End {
    expected: Vec<(StreamId, Version)>,
    uses: Uses,
}

/// The end of the log that a batch is begun on.
struct Base {
    head: Head,
    last_ms: i64,
}

/// The writing thread's side.
pub(super) struct Long {
    times: Times,
    began: oneshot::Sender<Result<Base, StoreError>>,
    pieces: mpsc::Receiver<Piece>,
    failed: Arc<OnceLock<StoreError>>,
}

/// The caller's side.
struct Session {
    gathered: Gathered,
    first: Position,
    pieces: mpsc::Sender<Piece>,
    /// Why the writing thread ended early.
    failed: Arc<OnceLock<StoreError>>,
}

/// Begins a batch once the writing thread has come to it.
pub(super) async fn begin(writer: &Writer, times: Times) -> Result<Begun, AppendError> {
    let (pieces, waiting) = mpsc::channel(PIECES_WAITING_MAX);
    let (began, answer) = oneshot::channel();
    let failed = Arc::new(OnceLock::new());
    let long = Long { times, began, pieces: waiting, failed: Arc::clone(&failed) };
    writer.send_long(long).await?;
    let base = answer.await.unwrap_or(Err(StoreError::Closed))?;
    let gathered = Gathered::after(times, base.last_ms)?;
    let first = Position(base.head.position.0 + 1);
    let batch = Box::new(Session { gathered, first, pieces, failed });
    Ok(Begun { head: base.head, batch })
}

impl Session {
    async fn send(&self, piece: Piece) -> Result<(), StoreError> {
        self.pieces.send(piece).await.map_err(|_| self.reason())
    }

    fn reason(&self) -> StoreError {
        self.failed.get().cloned().unwrap_or(StoreError::Closed)
    }
}

#[async_trait]
impl LongAppend for Session {
    async fn add(&mut self, mut events: Vec<NewEvent>) -> Result<(), AppendError> {
        self.gathered.add(&mut events)?;
        Ok(self.send(Piece::Events(events)).await?)
    }

    async fn line(&mut self, index: usize) -> Result<Vec<u8>, StoreError> {
        let position = Position(self.first.0 + index as u64);
        if index >= self.gathered.events() {
            return Err(StoreError::NoSuchPosition(position));
        }
        let (to, answer) = oneshot::channel();
        self.send(Piece::Line(position, to)).await?;
        answer.await.unwrap_or_else(|_| Err(self.reason()))
    }

    async fn commit(
        mut self: Box<Self>,
        expected: Vec<(StreamId, Version)>,
    ) -> Result<Appended, AppendError> {
        let mut uses = std::mem::take(&mut self.gathered.uses);
        uses.sort()?;
        let (to, answer) = oneshot::channel();
        self.send(Piece::End(Box::new(End { expected, uses }), to)).await?;
        answer.await.unwrap_or_else(|_| Err(self.reason().into()))
    }
}

/// How a long batch ended on the writing thread.
pub(super) enum Ended {
    /// It is in the log, and the caller is to be told.
    Committed(Tip, Appended, oneshot::Sender<Result<Appended, AppendError>>),
    /// It was refused or given up; nothing is left of it.
    Nothing,
    /// Something failed; the caller has been told.
    Failed,
}

impl Long {
    /// Tells the caller that it cannot be begun.
    pub(super) fn refuse(self, error: StoreError) {
        // Somebody who does not wait any more is not told.
        drop(self.began.send(Err(error)));
    }

    /// Runs the batch in a transaction of its own.
    pub(super) fn run(
        self,
        connection: &Connection,
        known: Option<Tip>,
        keeps_tree: bool,
    ) -> Ended {
        let begin = || {
            let transaction =
                Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
            let tip = Tip::load(&transaction, known, keeps_tree)?;
            Ok((transaction, tip))
        };
        let Self { times, began, mut pieces, failed } = self;
        let (transaction, tip) = match begin() {
            Ok(ready) => ready,
            Err(error) => {
                drop(began.send(Err(error)));
                return Ended::Failed;
            }
        };
        let base = Base { head: tip.head(), last_ms: tip.recorded_at_ms };
        if began.send(Ok(base)).is_err() {
            return Ended::Nothing;
        }
        receive(transaction, tip, times, &mut pieces).unwrap_or_else(|error| {
            // Before the channel is closed, which is when the caller asks. It cannot have been
            // set: this is its only place.
            let _ = failed.set(error);
            Ended::Failed
        })
    }
}

/// Inserts what comes until the batch ends. Dropping the transaction takes everything back.
fn receive(
    transaction: Transaction<'_>,
    mut tip: Tip,
    times: Times,
    pieces: &mut mpsc::Receiver<Piece>,
) -> Result<Ended, StoreError> {
    let first = Position(tip.position + 1);
    let Times { preserve_recorded_at, not_before_ms } = times;
    let stamps = Stamps { preserve_recorded_at, not_before_ms };
    let mut lines = Lines::default();
    let mut appended = Appended { first, events: 0, head: tip.head(), clock_behind_ms: 0 };
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Events(events) => {
                let added = lines.add(&transaction, &mut tip, events, stamps)?;
                appended.events += added.events;
                appended.head = added.head;
                let behind = appended.clock_behind_ms.max(added.clock_behind_ms);
                appended.clock_behind_ms = behind;
            }
            Piece::Line(position, to) => {
                let line = lines.insert(&transaction).and_then(|()| line(&transaction, position));
                let error = line.as_ref().err().cloned();
                // Somebody who does not wait any more is not told.
                drop(to.send(line));
                error.map_or(Ok(()), Err)?;
            }
            Piece::End(end, to) => {
                let done = finish(&transaction, &mut tip, &mut lines, first, &end);
                let refusal = match done {
                    Ok(Ok(())) => match transaction.commit() {
                        Ok(()) => return Ok(Ended::Committed(tip, appended, to)),
                        Err(error) => (AppendError::Unknown(error.to_string()), Ended::Failed),
                    },
                    Ok(Err(refusal)) => (refusal, Ended::Nothing),
                    // Nothing was committed: it is known that nothing is recorded.
                    Err(error) => (error.into(), Ended::Failed),
                };
                drop(to.send(Err(refusal.0)));
                return Ok(refusal.1);
            }
        }
    }
    Ok(Ended::Nothing)
}

/// Holds the batch against the log before it, and writes what is left of it.
fn finish(
    connection: &Connection,
    tip: &mut Tip,
    lines: &mut Lines,
    first: Position,
    end: &End,
) -> Result<Result<(), AppendError>, StoreError> {
    // The ends of its own streams are not written yet: versions are those before it.
    let ground = Ground { first, group: &Group::default() };
    let claims = match ground.settle(connection, tip, &end.expected, &end.uses)? {
        Ok(claims) => claims,
        Err(refusal) => return Ok(Err(refusal)),
    };
    write_uses(connection, tip, first, &end.uses.ids, &claims)?;
    lines.finish(connection, tip)?;
    tip.store(connection)?;
    Ok(Ok(()))
}

fn line(connection: &Connection, position: Position) -> Result<Vec<u8>, StoreError> {
    let mut query = connection.prepare_cached("SELECT line FROM events WHERE position = ?1")?;
    Ok(query.query_row([to_sql(position.0)], |row| row.get(0))?)
}
