//! One pass over everything, from one snapshot.
//!
//! The store's thread reads, others look at each page by itself, one puts what they found in order.
//! All of it is bounded: no page is read before there is room for it.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rustc_hash::FxHashMap;

use super::foreign::Foreign;
use super::ids;
use super::ordered::{Ordered, Verified};
use super::page::{Looked, Looker};
use crate::evidence::key::VerifierKey;
use crate::merkle::BlockPlace;
use crate::store::{
    Attestation, EventId, EventStore, Head, Inspector, Marks, NumberKind, Page, Position, Problem,
    StoreError, StreamInfo,
};

/// Pages that wait for each thread at most.
const PAGES_WAITING: usize = 4;

/// What is asked for.
#[derive(Default)]
pub struct Options {
    /// Checkpoints that are kept elsewhere.
    pub foreign: Vec<Foreign>,
    /// Keys that whoever asks trusts: one of them or its confirmed successors have signed `foreign`
    /// and what is kept. Without any, the log's own word is taken.
    pub keys: Vec<VerifierKey>,
    /// Threads that look at pages; as many as there are cores but one, if absent.
    pub workers: Option<NonZero<usize>>,
}

/// Reads everything that is stored again. `progress` is told how many events were read so far.
///
/// Blocks the thread, and takes longer than a scan.
///
/// # Errors
/// When the store cannot be read at all; what is damaged is a problem, not an error.
pub fn verify(
    store: &dyn EventStore,
    options: &Options,
    progress: &mut dyn FnMut(u64),
) -> Result<Verified, StoreError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let workers = options.workers.map_or(cores.saturating_sub(1).max(1), NonZero::get);
    let mut run = Run {
        workers,
        streams: FxHashMap::default(),
        pipeline: None,
        ordered: Ordered::default(),
        events: 0,
        progress,
    };
    let ended = store.inspect(&mut run);
    match ended {
        Err(error @ (StoreError::Busy | StoreError::Moved(_) | StoreError::Closed)) => Err(error),
        ended => {
            let ordered = std::mem::take(run.gather());
            Ok(ordered.judge(ended, options, || ids::differing(store)))
        }
    }
}

/// Something with the number of its page, so that it can be put in order.
type Numbered<T> = (u64, T);

/// Threads that look at pages, and one that puts them in order.
struct Pipeline {
    pages: SyncSender<Numbered<Page>>,
    workers: Vec<JoinHandle<()>>,
    collector: JoinHandle<Ordered>,
    sent: u64,
}

impl Pipeline {
    fn start(workers: usize, streams: FxHashMap<u32, String>, ordered: Ordered) -> Self {
        let (pages, waiting) = sync_channel::<Numbered<Page>>(PAGES_WAITING * workers);
        let (found, finished) = sync_channel::<Numbered<Looked>>(PAGES_WAITING * workers);
        let (waiting, streams) = (Arc::new(Mutex::new(waiting)), Arc::new(streams));
        let workers = (0..workers)
            .map(|_| {
                let (waiting, streams) = (Arc::clone(&waiting), Arc::clone(&streams));
                let (found, marks) = (found.clone(), ordered.structure.marks().clone());
                thread::spawn(move || look(&waiting, &streams, &marks, &found))
            })
            .collect();
        let collector = thread::spawn(move || put_in_order(&finished, ordered));
        Self { pages, workers, collector, sent: 0 }
    }

    fn send(&mut self, page: Page) {
        // A thread that has gone is told of when it is joined.
        let _ = self.pages.send((self.sent, page));
        self.sent += 1;
    }

    fn finish(self) -> Ordered {
        drop(self.pages);
        for worker in self.workers {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
        self.collector.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn look(
    waiting: &Mutex<Receiver<Numbered<Page>>>,
    streams: &FxHashMap<u32, String>,
    marks: &Marks,
    found: &SyncSender<Numbered<Looked>>,
) {
    let mut looker = Looker::new(streams, marks);
    loop {
        let page = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, page)) = page else {
            return;
        };
        if found.send((number, looker.look(page))).is_err() {
            return;
        }
    }
}

fn put_in_order(finished: &Receiver<Numbered<Looked>>, mut ordered: Ordered) -> Ordered {
    let (mut early, mut next) = (BTreeMap::new(), 0);
    for (number, looked) in finished {
        early.insert(number, looked);
        while let Some(looked) = early.remove(&next) {
            ordered.page(looked);
            next += 1;
        }
    }
    ordered
}

struct Run<'p> {
    workers: usize,
    streams: FxHashMap<u32, String>,
    /// While events are being read; it has `ordered`, and gives it back.
    pipeline: Option<Pipeline>,
    ordered: Ordered,
    events: u64,
    progress: &'p mut dyn FnMut(u64),
}

impl Run<'_> {
    /// What has been found, once all pages that were read have been looked at.
    fn gather(&mut self) -> &mut Ordered {
        if let Some(pipeline) = self.pipeline.take() {
            self.ordered = pipeline.finish();
        }
        &mut self.ordered
    }
}

impl Inspector for Run<'_> {
    fn problem(&mut self, problem: Problem) {
        // Among the events this ends the reading for a moment, which happens in damaged ledgers.
        self.gather().structure.add(problem.position, problem.problem);
    }

    fn head(&mut self, head: Head) {
        self.ordered.head(head);
    }

    fn streams(&mut self, streams: Vec<StreamInfo>) {
        let names = streams.iter().map(|stream| (stream.index, stream.id.as_str().to_owned()));
        self.streams = names.collect();
        self.ordered.structure.streams(streams);
    }

    fn events(&mut self, page: Page) {
        self.events += page.rows.len() as u64;
        let pipeline = self.pipeline.get_or_insert_with(|| {
            let ordered = std::mem::take(&mut self.ordered);
            Pipeline::start(self.workers, self.streams.clone(), ordered)
        });
        pipeline.send(page);
        (self.progress)(self.events);
    }

    fn tree_block(&mut self, place: BlockPlace, hashes: &[u8]) {
        self.gather().tree_block(place, hashes);
    }

    fn id(&mut self, id: EventId, position: Position) {
        self.gather().id(id, position);
    }

    fn number(&mut self, kind: NumberKind, number: &str, position: Position) {
        self.gather().number(kind.0, number, position);
    }

    fn numbers_again(&mut self) -> bool {
        self.gather().numbers_again()
    }

    fn document(&mut self, sha256: &[u8], bytes: &[u8]) {
        self.gather().document(sha256, bytes);
    }

    fn setting(&mut self, key: &str, value: &str) {
        self.gather().setting(key, value);
    }

    fn attestation(&mut self, attestation: Attestation) {
        self.gather().attestation(attestation);
    }
}
