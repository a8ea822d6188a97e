//! Rebuilding every projection from the log: decode in parallel, fold per
//! customer, put together in order.
//!
//! Each worker owns a share of the streams and decodes only their events of the
//! pages that the scan hands to all of them; so a stream's events stay in order
//! and nothing is merged but the finished rows. The result does not depend on
//! the number of workers (INV-5).

pub mod counterfactual;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use duebook_events::{CustomerId, Position, Words};
use duebook_projections::portfolio::Answer;
use duebook_projections::{Account, Fact, Policy};

use crate::ledger::view::View;
use crate::ledger::{LedgerError, fact};
use crate::messages::store::thread_died;
use crate::store::{EventRow, EventStore, Page};

/// Events a page of the scan.
pub const PAGE_EVENTS: usize = 4_096;
/// Pages that may wait for a slow worker.
const PAGES_AHEAD: usize = 8;

/// How a portfolio is put together.
pub struct Replay<'r> {
    /// The store.
    pub store: &'r dyn EventStore,
    /// The point of view.
    pub view: &'r View,
    /// How many threads decode and fold.
    pub workers: usize,
    /// Told after each page how many events have been scanned.
    pub progress: &'r (dyn Fn(u64) + Sync),
}

/// What a replay went through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events.
    pub events: u64,
    /// Customers.
    pub customers: u64,
}

/// One customer and what was kept of its events: facts, where nothing else is said.
pub type Stream<S = Vec<Fact>> = (CustomerId, S);

impl Replay<'_> {
    /// As many workers as the machine has cores.
    #[must_use]
    pub fn default_workers() -> usize {
        std::thread::available_parallelism().map_or(1, usize::from)
    }

    /// Folds every customer and adds it to an answer, in ascending order of
    /// customers. `empty` makes an answer without rows.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn answer<A: Answer + Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        names: &[(u32, CustomerId)],
    ) -> Result<(A, Counts), LedgerError> {
        self.answer_with(empty, A::add, names)
    }

    /// The same with another way to add a customer.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn answer_with<A: Answer + Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, &CustomerId, &Account<'_>, &Policy) + Sync,
        names: &[(u32, CustomerId)],
    ) -> Result<(A, Counts), LedgerError> {
        let view = self.view;
        let fold = |answer: &mut A, customer: &CustomerId, facts: &[Fact]| {
            add(answer, customer, &view.fold(facts), &view.policy);
        };
        let (mut whole, counts) = self.gather(empty, fold, A::append, names)?;
        whole.finish();
        Ok((whole, counts))
    }

    /// Hands each customer's facts to `add`, in ascending order of customers:
    /// for what folds them more than once. `join` puts the shares of two workers
    /// together, of which the second has the later customers.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn gather<A: Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, &CustomerId, &[Fact]) + Sync,
        join: impl Fn(&mut A, A),
        names: &[(u32, CustomerId)],
    ) -> Result<(A, Counts), LedgerError> {
        let add = |answer: &mut A, customer: &CustomerId, facts: Vec<Fact>| {
            add(answer, customer, &facts);
        };
        self.gather_with(keep_fact, empty, add, join, names)
    }

    /// The same for what asks for more of an event than its fact: `keep` puts
    /// aside what is needed of each of a customer's events, in order of position.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn gather_with<S: Default + Send, A: Send>(
        &self,
        keep: impl Fn(&mut S, &Page, &EventRow) -> Result<(), LedgerError> + Sync,
        empty: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, &CustomerId, S) + Sync,
        join: impl Fn(&mut A, A),
        names: &[(u32, CustomerId)],
    ) -> Result<(A, Counts), LedgerError> {
        let (mut streams, events) = self.load_with(keep, names)?;
        streams.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let customers = streams.len() as u64;
        let share = streams.len().div_ceil(self.workers.max(1)).max(1);
        let mut shares = Vec::new();
        while !streams.is_empty() {
            let rest = streams.split_off(share.min(streams.len()));
            shares.push(std::mem::replace(&mut streams, rest));
        }
        let parts: Result<Vec<A>, LedgerError> = std::thread::scope(|scope| {
            let folding: Vec<_> = shares
                .into_iter()
                .map(|share| {
                    let (empty, add) = (&empty, &add);
                    scope.spawn(move || {
                        let mut answer = empty();
                        for (customer, facts) in share {
                            add(&mut answer, &customer, facts);
                        }
                        answer
                    })
                })
                .collect();
            folding
                .into_iter()
                .map(|part| part.join().map_err(|_| died(Words::new("folding", "推算"))))
                .collect()
        });
        let mut whole = empty();
        for part in parts? {
            join(&mut whole, part);
        }
        Ok((whole, Counts { events, customers }))
    }

    /// Makes something of every `size` customers, in parallel, and hands it on in
    /// ascending order of customers as soon as it is there; until `take` breaks.
    /// Only the streams in `names` are decoded.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn in_chunks<T: Send>(
        &self,
        names: &[(u32, CustomerId)],
        size: usize,
        make: impl Fn(&[Stream]) -> T + Sync,
        mut take: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<Counts, LedgerError> {
        let (mut streams, events) = self.load(names)?;
        streams.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let chunks: Vec<&[Stream]> = streams.chunks(size.max(1)).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let (sender, results) = sync_channel::<(usize, T)>(PAGES_AHEAD);
            let makers: Vec<_> = (0..self.workers.max(1))
                .map(|_| {
                    let (sender, next, chunks, make) = (sender.clone(), &next, &chunks, &make);
                    scope.spawn(move || {
                        loop {
                            let at = next.fetch_add(1, Ordering::Relaxed);
                            let Some(chunk) = chunks.get(at) else { break };
                            // Whoever takes may have had enough.
                            if sender.send((at, make(chunk))).is_err() {
                                break;
                            }
                        }
                    })
                })
                .collect();
            drop(sender);
            let (mut early, mut due) = (BTreeMap::new(), 0);
            'taking: for (at, result) in &results {
                early.insert(at, result);
                while let Some(result) = early.remove(&due) {
                    due += 1;
                    if take(result).is_break() {
                        break 'taking;
                    }
                }
            }
            drop(results);
            let ended: Vec<_> =
                makers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
            let all = ended.iter().all(Result::is_ok);
            if all { Ok(()) } else { Err(died(Words::new("folding", "推算"))) }
        })?;
        Ok(Counts { events, customers: streams.len() as u64 })
    }

    /// Scans and decodes the streams in `names`; every stream's facts in order of
    /// position.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn load(&self, names: &[(u32, CustomerId)]) -> Result<(Vec<Stream>, u64), LedgerError> {
        self.load_with(keep_fact, names)
    }

    /// Scans and keeps of every stream what `keep` puts aside.
    fn load_with<S: Default + Send>(
        &self,
        keep: impl Fn(&mut S, &Page, &EventRow) -> Result<(), LedgerError> + Sync,
        names: &[(u32, CustomerId)],
    ) -> Result<(Vec<Stream<S>>, u64), LedgerError> {
        let workers = self.workers.max(1);
        let wanted = &wanted(names);
        let mut events = 0;
        let loaded = std::thread::scope(|scope| {
            let mut senders: Vec<SyncSender<Arc<Page>>> = Vec::new();
            let mut decoders = Vec::new();
            for worker in 0..workers {
                let (sender, pages) = sync_channel::<Arc<Page>>(PAGES_AHEAD);
                senders.push(sender);
                let keep = &keep;
                decoders.push(scope.spawn(move || {
                    let mut streams: Vec<Option<S>> = Vec::new();
                    for page in pages {
                        for row in &page.rows {
                            let stream = row.stream as usize;
                            if stream % workers != worker || !wanted.get(stream).unwrap_or(&false) {
                                continue;
                            }
                            let local = stream / workers;
                            if streams.len() <= local {
                                streams.resize_with(local + 1, || None);
                            }
                            let kept = streams[local].get_or_insert_with(S::default);
                            keep(kept, &page, row)?;
                        }
                    }
                    Ok::<_, LedgerError>(streams)
                }));
            }
            let scanned =
                self.store.scan(Position(1), self.view.cut.known_at, PAGE_EVENTS, &mut |page| {
                    events += page.rows.len() as u64;
                    (self.progress)(events);
                    let page = Arc::new(page);
                    // A worker that has failed hangs up; its error is told below.
                    let all = senders.iter().all(|sender| sender.send(Arc::clone(&page)).is_ok());
                    if all { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                });
            drop(senders);
            let mut by_worker = Vec::with_capacity(workers);
            for decoder in decoders {
                let streams =
                    decoder.join().map_err(|_| died(Words::new("decoding", "解码")))??;
                by_worker.push(streams);
            }
            scanned?;
            Ok::<_, LedgerError>(by_worker)
        })?;
        let mut by_worker = loaded;
        let mut streams = Vec::with_capacity(names.len());
        for (stream, customer) in names {
            let (worker, local) = (*stream as usize % workers, *stream as usize / workers);
            if let Some(kept) = by_worker[worker].get_mut(local).and_then(Option::take) {
                streams.push((customer.clone(), kept));
            }
        }
        Ok((streams, events))
    }
}

/// Which streams are to be decoded, by number; the ledger's own never is.
fn wanted(names: &[(u32, CustomerId)]) -> Vec<bool> {
    let mut wanted = Vec::new();
    for (stream, customer) in names {
        let stream = *stream as usize;
        if wanted.len() <= stream {
            wanted.resize(stream + 1, false);
        }
        wanted[stream] = !customer.is_ledger();
    }
    wanted
}

/// Keeps an event as judgement sees it.
fn keep_fact(facts: &mut Vec<Fact>, page: &Page, row: &EventRow) -> Result<(), LedgerError> {
    facts.push(fact(page, row)?);
    Ok(())
}

/// A thread that panicked: its share is missing, so there is no answer.
fn died(what: Words) -> LedgerError {
    LedgerError::Store(thread_died(what))
}

/// The streams of a store by number.
///
/// # Errors
/// When the store fails.
pub async fn stream_names(store: &dyn EventStore) -> Result<Vec<(u32, CustomerId)>, LedgerError> {
    let streams = store.streams().await?;
    Ok(streams
        .iter()
        .filter_map(|stream| {
            CustomerId::try_new(stream.id.as_str()).ok().map(|customer| (stream.index, customer))
        })
        .collect())
}
