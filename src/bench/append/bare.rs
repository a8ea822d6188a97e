//! A bare group commit: whoever waits is written in one transaction, and answered after its sync.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Instant as Timer;

use tokio::sync::oneshot;

use crate::bench::measuring::{failed, median};
use crate::bench::raw::{Raw, Row};
use crate::ledger::LedgerError;

/// Rows of one transaction at most, as for the ledger.
const GROUP_MAX: usize = 512;

/// What the engine said of a failure, for all that waited.
type Reason = Arc<str>;
type Answer = Result<(), Reason>;

enum Job {
    Append(Box<Row>, oneshot::Sender<Answer>),
    /// So many commits of one row are timed.
    Sync(usize, oneshot::Sender<Result<f64, Reason>>),
}

/// The way to the one thread that writes.
pub(super) struct Bare {
    jobs: mpsc::SyncSender<Job>,
}

impl Bare {
    /// Starts the thread on an empty database.
    pub fn start(path: &Path) -> Result<Self, LedgerError> {
        let raw = Raw::create(path)?;
        let (jobs, waiting) = mpsc::sync_channel(2 * GROUP_MAX);
        std::thread::spawn(move || write(raw, &waiting));
        Ok(Self { jobs })
    }

    /// Seconds that the commit of one row takes, the median of some.
    pub async fn sync(&self, runs: usize) -> Result<f64, LedgerError> {
        let (to, answer) = oneshot::channel();
        self.jobs.send(Job::Sync(runs, to)).map_err(failed)?;
        answer.await.map_err(failed)?.map_err(failed)
    }

    /// Writes the rows of each list one by one, all lists at the same time; how long each took.
    pub async fn run<L>(&self, lists: Vec<L>) -> Result<Vec<f64>, LedgerError>
    where
        L: Iterator<Item = Result<Row, LedgerError>> + Send + 'static,
    {
        let tasks: Vec<_> = lists
            .into_iter()
            .map(|rows| {
                let jobs = self.jobs.clone();
                tokio::spawn(async move {
                    let mut waits = Vec::new();
                    for row in rows {
                        let row = Box::new(row?);
                        let timer = Timer::now();
                        let (to, answer) = oneshot::channel();
                        // There is room for everybody's next row.
                        jobs.send(Job::Append(row, to)).map_err(failed)?;
                        answer.await.map_err(failed)?.map_err(failed)?;
                        waits.push(timer.elapsed().as_secs_f64());
                    }
                    Ok::<_, LedgerError>(waits)
                })
            })
            .collect();
        let mut waits = Vec::new();
        for task in tasks {
            waits.extend(task.await.map_err(failed)??);
        }
        Ok(waits)
    }
}

fn write(mut raw: Raw, waiting: &mpsc::Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let (mut rows, mut answers) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                Job::Append(row, to) => {
                    rows.push(*row);
                    answers.push(to);
                }
                // Somebody who does not wait any more is not told.
                Job::Sync(runs, to) => drop(to.send(sync(&raw, runs))),
            }
            next = if rows.len() < GROUP_MAX { waiting.try_recv().ok() } else { None };
        }
        if rows.is_empty() {
            continue;
        }
        let done = raw.insert(&rows, true).map_err(|error| Reason::from(error.to_string()));
        for to in answers {
            drop(to.send(done.clone()));
        }
    }
}

fn sync(raw: &Raw, runs: usize) -> Result<f64, Reason> {
    let mut seconds = Vec::with_capacity(runs);
    for _ in 0..runs {
        let timer = Timer::now();
        raw.sync().map_err(|error| Reason::from(error.to_string()))?;
        seconds.push(timer.elapsed().as_secs_f64());
    }
    Ok(median(seconds))
}
