//! The one thread that writes, and its group commit.
//!
//! Callers put jobs into a bounded channel and wait. The thread takes everything that is waiting
//! (up to [`GROUP_JOBS_MAX`] and [`GROUP_EVENTS_MAX`]), runs it in one transaction, syncs once and
//! then answers everyone: the cost of the sync is shared by all who arrived during the last one.
//!
//! - Whoever has just been answered often has something more to write: a group waits a moment
//!   until there are as many jobs as in the last one. A single writer never waits.
//! - A refused job leaves nothing and does not disturb the others. It is answered with the group,
//!   since it may have been refused because of a batch in front of it.
//! - A batch that arrives in pieces has a transaction of its own, and what waits goes on waiting.
//! - After any failure in a group the connection is dropped and the whole group is answered with
//!   "unknown": a commit that failed may still be found in the file.
//! - Before anybody is answered the file must still stand at its path; otherwise the commit went
//!   to a file that nobody will find.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

use super::append;
use super::book::{Book, Identity};
use super::connection::{checkpoint, has_moved, open_writer};
use super::job::{Answer, Job, fail};
use super::long::{Ended, Long};
use super::tip::Tip;
use crate::store::error::{AppendError, StoreError};

/// Jobs of one transaction at most.
const GROUP_JOBS_MAX: usize = 512;
/// Events after which a group takes no further job; the first job may have more.
const GROUP_EVENTS_MAX: usize = 20_000;
/// Events after which the size of the write-ahead log is looked at.
const EVENTS_BETWEEN_LOOKS: usize = 256;
/// What a group adds to that log beside its events, as so many events would.
const GROUP_ADDS: usize = 8;
/// How long a group waits for as many jobs as the last one had, and for the next of them: less
/// than a sync takes.
const GATHERING_MAX: Duration = Duration::from_micros(200);
const NEXT_JOB_MAX: Duration = Duration::from_micros(50);
/// Jobs that wait in the channel at most; further callers wait to put theirs in.
const JOBS_WAITING_MAX: usize = 1024;

/// What waits in the channel.
enum Waiting {
    Job(Job),
    /// A batch that arrives in pieces, in a transaction of its own.
    Long(Box<Long>),
}

/// The way to the writing thread. Dropping it lets the thread finish what is waiting and end.
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, with the connection that it begins with.
    pub(super) fn start(
        book: Arc<Book>,
        identity: Identity,
        keeps_tree: bool,
    ) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(JOBS_WAITING_MAX);
        let connection = Some(Open::new(&book, identity)?);
        let mut desk = Desk {
            book,
            identity,
            keeps_tree,
            waiting,
            connection,
            last_group: 0,
            unseen: 0,
            held: None,
        };
        let thread = thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || desk.work())
            .map_err(|error| StoreError::Engine(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Hands a job to the thread.
    pub(super) async fn send(&self, job: Job) -> Result<(), StoreError> {
        self.put(Waiting::Job(job)).await
    }

    /// Hands a batch that arrives in pieces to the thread.
    pub(super) async fn send_long(&self, long: Long) -> Result<(), StoreError> {
        self.put(Waiting::Long(Box::new(long))).await
    }

    async fn put(&self, waiting: Waiting) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(waiting).await.map_err(|_| StoreError::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported, and its callers have been told.
            let _ = thread.join();
        }
    }
}

/// The writing thread's connection and what is known through it.
struct Open {
    connection: Connection,
    tip: Option<Tip>,
    /// The write-ahead log that was beside the file when it was opened: nobody removes it while
    /// the connection is open, unless by mistake, and then commits would go into nowhere.
    wal: Option<Identity>,
}

impl Open {
    fn new(book: &Book, identity: Identity) -> Result<Self, StoreError> {
        let connection = open_writer(book, identity)?;
        Ok(Self { connection, tip: None, wal: book.wal_identity() })
    }

    fn has_moved(&self, book: &Book) -> bool {
        has_moved(&self.connection).unwrap_or(true) || self.wal != book.wal_identity()
    }
}

struct Desk {
    book: Arc<Book>,
    identity: Identity,
    keeps_tree: bool,
    waiting: mpsc::Receiver<Waiting>,
    connection: Option<Open>,
    /// How many jobs the last group had.
    last_group: usize,
    /// How much has been written since the size of the write-ahead log was looked at.
    unseen: usize,
    /// What was taken from the channel and did not fit into its group.
    held: Option<Waiting>,
}

impl Desk {
    fn work(&mut self) {
        while let Some(first) = self.held.take().or_else(|| self.waiting.blocking_recv()) {
            match first {
                Waiting::Long(long) => self.run_long(*long),
                Waiting::Job(first) => {
                    let group = self.gather(first);
                    self.run(group);
                }
            }
        }
    }

    /// Takes everything that is waiting, up to the limits of a group.
    fn gather(&mut self, first: Job) -> Vec<Job> {
        let mut events = first.events();
        let mut group = vec![first];
        let began = Instant::now();
        let mut latest = began;
        while group.len() < GROUP_JOBS_MAX && events < GROUP_EVENTS_MAX {
            let job = match self.waiting.try_recv() {
                Ok(Waiting::Job(job)) => job,
                Ok(long) => {
                    self.held = Some(long);
                    break;
                }
                Err(TryRecvError::Empty) if group.len() < self.last_group => {
                    let now = Instant::now();
                    if now - began > GATHERING_MAX || now - latest > NEXT_JOB_MAX {
                        break;
                    }
                    thread::yield_now();
                    continue;
                }
                Err(_) => break,
            };
            if group.len() < self.last_group {
                latest = Instant::now();
            }
            events += job.events();
            if events > GROUP_EVENTS_MAX {
                self.held = Some(Waiting::Job(job));
                break;
            }
            group.push(job);
        }
        self.last_group = group.len();
        group
    }

    /// Runs a group and answers all of it.
    fn run(&mut self, group: Vec<Job>) {
        let mut open = match self.open() {
            Ok(open) => open,
            Err(error) => return fail(group, &error),
        };
        self.unseen += GROUP_ADDS + group.iter().map(Job::events).sum::<usize>();
        let mut answers = Vec::with_capacity(group.len());
        let known = open.tip.take();
        match run_group(&open.connection, known, self.keeps_tree, group, &mut answers) {
            Ok(_) if open.has_moved(&self.book) => {
                let reason = self.moved().to_string();
                for answer in answers {
                    answer.unknown(&reason);
                }
            }
            Ok(tip) => {
                open.tip = Some(tip);
                for answer in answers {
                    answer.send();
                }
                // What has been answered is safe in any case.
                let looks = self.unseen >= EVENTS_BETWEEN_LOOKS;
                let sound = !looks || checkpoint(&open.connection).is_ok();
                if looks {
                    self.unseen = 0;
                }
                self.connection = sound.then_some(open);
            }
            Err(Failure::NotBegun(error, jobs)) => {
                self.connection = Some(open);
                fail(jobs, &error);
            }
            Err(Failure::Unknown(error, rest)) => {
                drop(open);
                let reason = error.to_string();
                for answer in answers {
                    answer.unknown(&reason);
                }
                fail(rest, &StoreError::Unknown(reason));
            }
        }
    }

    /// Runs a batch that arrives in pieces and answers it.
    fn run_long(&mut self, long: Long) {
        let mut open = match self.open() {
            Ok(open) => open,
            Err(error) => return long.refuse(error),
        };
        let known = open.tip.take();
        match long.run(&open.connection, known, self.keeps_tree) {
            Ended::Committed(_, _, to) if open.has_moved(&self.book) => {
                let reason = self.moved().to_string();
                Answer::Append(Err(AppendError::Unknown(reason)), to).send();
            }
            Ended::Committed(tip, appended, to) => {
                open.tip = Some(tip);
                Answer::Append(Ok(appended), to).send();
                self.connection = checkpoint(&open.connection).is_ok().then_some(open);
            }
            // What is known of the end of the log included the batch: it is read again.
            Ended::Nothing => self.connection = Some(open),
            Ended::Failed => {}
        }
    }

    /// Gives the connection, or a new one in place of one that was dropped.
    fn open(&mut self) -> Result<Open, StoreError> {
        let open = match self.connection.take() {
            Some(open) => open,
            None => Open::new(&self.book, self.identity)?,
        };
        if open.has_moved(&self.book) { Err(self.moved()) } else { Ok(open) }
    }

    fn moved(&self) -> StoreError {
        StoreError::Moved(self.book.path.display().to_string())
    }
}

/// Why a group was not committed.
enum Failure {
    /// Another process is writing, or the end of the log cannot be read; nothing was done.
    NotBegun(StoreError, Vec<Job>),
    /// Something failed on the way; with the jobs that have not been run.
    Unknown(StoreError, Vec<Job>),
}

/// Runs the jobs in one transaction and commits it.
fn run_group(
    connection: &Connection,
    known: Option<Tip>,
    keeps_tree: bool,
    group: Vec<Job>,
    answers: &mut Vec<Answer>,
) -> Result<Tip, Failure> {
    let transaction = match Transaction::new_unchecked(connection, TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => {
            return Err(match StoreError::from(error) {
                StoreError::Busy => Failure::NotBegun(StoreError::Busy, group),
                other => Failure::Unknown(other, group),
            });
        }
    };
    let mut tip = match Tip::load(&transaction, known, keeps_tree) {
        Ok(tip) => tip,
        Err(error) => return Err(Failure::NotBegun(error, group)),
    };
    let mut jobs = group.into_iter();
    let work = || {
        let mut appended = append::Group::default();
        appended.look_up(&transaction, jobs.as_slice().iter().filter_map(Job::batch))?;
        for job in jobs.by_ref() {
            job.run(&transaction, &mut tip, &mut appended, answers)?;
        }
        appended.write(&transaction, &mut tip)?;
        tip.store(&transaction)?;
        transaction.commit()?;
        Ok(tip)
    };
    work().map_err(|error| Failure::Unknown(error, jobs.collect()))
}
