//! Customers in turn: workers take a few at a time, read their facts, and make
//! something of them; results are handed on in ascending order of customers.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};

use duebook_events::{CustomerId, Position, Words};
use duebook_projections::{Cut, Fact};

use super::bases::Bases;
use super::record::{self, Reads};
use super::shelf::{self, Shelf};
use super::warm::Warm;
use super::{Counts, Progress, Replay, died, wanted};
use crate::ledger::LedgerError;
use crate::segments::Segments;

/// Results that may wait to be taken.
const RESULTS_AHEAD: usize = 64;

impl Replay<'_> {
    /// Reads the log, and makes something of every `size` customers.
    #[allow(clippy::too_many_arguments)] // the one driver beneath several plain questions
    pub(super) fn in_turn<T: Send>(
        &self,
        reads: Reads,
        cut: Cut,
        names: &[(u32, CustomerId)],
        size: usize,
        empty: impl Fn() -> T + Sync,
        add: impl Fn(&mut T, &CustomerId, Vec<Fact>) + Sync,
        mut take: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<Counts, LedgerError> {
        let workers = self.workers.max(1);
        let wanted = wanted(names);
        let shelves = Shelves::fill(self, reads, cut, &wanted)?;
        let mut customers: Vec<&(u32, CustomerId)> =
            names.iter().filter(|(stream, _)| shelves.hold(*stream)).collect();
        customers.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let shares: Vec<&[&(u32, CustomerId)]> = customers.chunks(size.max(1)).collect();
        let counted = AtomicU64::new(0);
        let make = |share: &[&(u32, CustomerId)]| {
            let (mut made, mut scratch) = (empty(), Vec::new());
            for (stream, customer) in share {
                if let Some(facts) = shelves.facts(*stream, &mut scratch)? {
                    counted.fetch_add(1, Ordering::Relaxed);
                    add(&mut made, customer, facts);
                }
            }
            Ok(made)
        };
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let (sender, results) = sync_channel::<(usize, Result<T, LedgerError>)>(RESULTS_AHEAD);
            let makers: Vec<_> = (0..workers.min(shares.len()))
                .map(|_| {
                    let (sender, next, stop) = (sender.clone(), &next, &stop);
                    let (shares, make) = (&shares, &make);
                    scope.spawn(move || {
                        while !stop.load(Ordering::Relaxed) {
                            let at = next.fetch_add(1, Ordering::Relaxed);
                            let Some(share) = shares.get(at) else { break };
                            // Whoever takes may have had enough.
                            if sender.send((at, make(share))).is_err() {
                                break;
                            }
                        }
                    })
                })
                .collect();
            drop(sender);
            let asked = names.iter().filter(|(_, customer)| !customer.is_ledger()).count();
            if let Some(warm) = shelves.warm.filter(|warm| warm.keeps(asked, cut.known_at)) {
                let (customers, newest) = (&customers, &shelves.newest);
                scope.spawn(move || warm.keep(customers, newest));
            }
            let (mut early, mut due, mut failed) = (BTreeMap::new(), 0, None);
            'taking: for (at, result) in &results {
                early.insert(at, result);
                while let Some(result) = early.remove(&due) {
                    due += 1;
                    let enough = match result {
                        Ok(share) => take(share).is_break(),
                        Err(error) => {
                            failed = Some(error);
                            true
                        }
                    };
                    if enough {
                        break 'taking;
                    }
                }
            }
            stop.store(true, Ordering::Relaxed);
            drop(results);
            let ended: Vec<_> =
                makers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
            match failed {
                Some(error) => Err(error),
                None if ended.iter().all(Result::is_ok) => Ok(()),
                None => Err(died(Words::new("folding", "推算"))),
            }
        })?;
        Ok(Counts { events: self.view.cut.known_at.0, customers: counted.into_inner() })
    }
}

/// Where the facts of a replay come from: the cache as far as it goes, and the log.
struct Shelves<'r> {
    replay: &'r Replay<'r>,
    cut: Cut,
    warm: Option<&'r Warm>,
    /// What the log says beyond the cache.
    newest: Shelf,
    /// What the log says of its decisions, where that is asked for.
    bases: Option<Bases>,
    wanted: &'r [bool],
    /// What the log says instead of the cache, once a part of that was found damaged.
    instead: Mutex<Option<Arc<Shelf>>>,
}

impl<'r> Shelves<'r> {
    fn fill(
        replay: &'r Replay<'r>,
        reads: Reads,
        cut: Cut,
        wanted: &'r [bool],
    ) -> Result<Self, LedgerError> {
        let warm = replay.warm.filter(|_| reads != Reads::Payloads);
        let covered = warm.and_then(Warm::segments).map_or(0, Segments::events);
        let range = (Position(covered + 1), cut.known_at);
        let workers = replay.workers.max(1);
        let silent: Progress<'_> = &|_| {};
        // Of two passes the longer one is told about.
        let (of_newest, of_bases) = match reads {
            Reads::Decisions if covered > 0 => (silent, replay.progress),
            _ => (replay.progress, silent),
        };
        let newest = shelf::fill(replay.store, range, reads, workers, wanted, of_newest)?;
        let bases = if reads == Reads::Decisions {
            let all = (Position(1), cut.known_at);
            Some(Bases::read(replay.store, all, workers, wanted, of_bases)?)
        } else {
            None
        };
        Ok(Self { replay, cut, warm, newest, bases, wanted, instead: Mutex::new(None) })
    }

    fn segments(&self) -> Option<&'r Segments> {
        self.warm.and_then(Warm::segments)
    }

    fn hold(&self, stream: u32) -> bool {
        self.newest.holds(stream) || self.segments().is_some_and(|cache| cache.holds(stream))
    }

    /// The facts of a stream that may count, by position; nothing if none of its
    /// events is known.
    fn facts(&self, stream: u32, scratch: &mut Vec<u8>) -> Result<Option<Vec<Fact>>, LedgerError> {
        let (mut facts, mut known) = (Vec::new(), false);
        if let Some(cache) = self.segments() {
            let read = cache.read(stream, scratch).then(|| {
                // What cannot be read was written by another program, or is damaged.
                record::read(Reads::Figures, scratch, self.cut, &mut facts).ok()
            });
            known |= if let Some(known) = read.flatten() {
                known
            } else {
                facts.clear();
                self.instead_of(cache)?.facts(stream, self.cut, &mut facts)?
            };
        }
        known |= self.newest.facts(stream, self.cut, &mut facts)?;
        if let Some(bases) = &self.bases {
            bases.restore(&mut facts);
        }
        Ok(known.then_some(facts))
    }

    /// What the cache should have said and could not: read from the log once, whatever
    /// else of the cache is damaged. The cache is thrown away.
    fn instead_of(&self, cache: &Segments) -> Result<Arc<Shelf>, LedgerError> {
        let mut instead = self.instead.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = instead.as_ref() {
            return Ok(Arc::clone(known));
        }
        cache.discard();
        let range = (Position(1), Position(cache.events()).min(self.cut.known_at));
        let (store, workers) = (self.replay.store, self.replay.workers.max(1));
        let read = shelf::fill(store, range, Reads::Figures, workers, self.wanted, &|_| {})?;
        Ok(Arc::clone(instead.insert(Arc::new(read))))
    }
}
