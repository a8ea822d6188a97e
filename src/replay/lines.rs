//! Passes over the log that need more of an event than its payload: each worker
//! owns a share of the streams and looks only at their events of the pages that the
//! scan hands to all of them, so a stream's events stay in order.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};

use duebook_events::{CustomerId, Position, Words};

use super::{Counts, PAGE_EVENTS, Replay, Stream, died, wanted};
use crate::ledger::LedgerError;
use crate::store::{EventRow, Page};

/// Pages that may wait for a slow worker.
const PAGES_AHEAD: usize = 8;

impl Replay<'_> {
    /// Hands what `keep` puts aside of each customer's events, in order of position, to
    /// `add`, in ascending order of customers; `join` puts two shares together.
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
