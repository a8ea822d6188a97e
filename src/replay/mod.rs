//! Rebuilding every projection from the log, on all cores: first the log is read,
//! decoded and sorted by stream, then each customer is folded and judged, and the
//! shares are put together in order. The result does not depend on the number of
//! workers (INV-5).
//!
//! | module | what it does |
//! | --- | --- |
//! | `record` | one event of a stream in a few bytes |
//! | `parts` | a range of the log, read by all workers |
//! | `shelf` | the log sorted by stream |
//! | `bases` | what recorded decisions say that they rest on |
//! | [`Warm`] | the cache in place of the log |
//! | `judge` | customers in turn, results in order |
//! | `lines` | passes that need more of a line than its payload |
//! | [`counterfactual`] | what another policy would have changed |

mod bases;
pub mod counterfactual;
mod judge;
mod lines;
mod parts;
mod record;
mod shelf;
mod warm;

use std::ops::ControlFlow;

use duebook_events::{CustomerId, Day, Words};
use duebook_projections::portfolio::Answer;
use duebook_projections::{Account, Cut, Fact, Policy};

use crate::ledger::LedgerError;
use crate::ledger::view::View;
use crate::messages::store::thread_died;
use crate::store::EventStore;

pub use record::Reads;
pub use warm::{WORTH_CACHING, Warm, cached_facts};

/// Events a page of a scan.
pub const PAGE_EVENTS: usize = 4_096;
/// Customers that a worker takes at once.
const CUSTOMERS_AT_ONCE: usize = 32;

/// Told how many events have been scanned.
pub type Progress<'p> = &'p (dyn Fn(u64) + Sync);

/// How a portfolio is put together.
pub struct Replay<'r> {
    /// The store.
    pub store: &'r dyn EventStore,
    /// The point of view.
    pub view: &'r View,
    /// How many threads decode and fold.
    pub workers: usize,
    /// Told now and then how far the log has been read.
    pub progress: Progress<'r>,
    /// The cache, where it may be used or is to be written; only figures are in it.
    pub warm: Option<&'r Warm>,
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
        let fold = |answer: &mut A, customer: &CustomerId, facts: Vec<Fact>| {
            add(answer, customer, &view.fold(&facts), &view.policy);
        };
        let reads = if A::NEEDS_PAYLOADS { Reads::Payloads } else { Reads::Figures };
        let (mut whole, counts) = self.collect(reads, view.cut, empty, fold, A::append, names)?;
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
        reads: Reads,
        empty: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, &CustomerId, &[Fact]) + Sync,
        join: impl Fn(&mut A, A),
        names: &[(u32, CustomerId)],
    ) -> Result<(A, Counts), LedgerError> {
        let add = |answer: &mut A, customer: &CustomerId, facts: Vec<Fact>| {
            add(answer, customer, &facts);
        };
        self.collect(reads, self.of_any_day(), empty, add, join, names)
    }

    /// Everything that is known of the customers in `names`, in ascending order.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn load(&self, names: &[(u32, CustomerId)]) -> Result<(Vec<Stream>, u64), LedgerError> {
        let add = |streams: &mut Vec<Stream>, customer: &CustomerId, facts: Vec<Fact>| {
            streams.push((customer.clone(), facts));
        };
        let join = |streams: &mut Vec<Stream>, later| streams.extend(later);
        let (reads, cut) = (Reads::Payloads, self.of_any_day());
        let (streams, counts) = self.collect(reads, cut, Vec::new, add, join, names)?;
        Ok((streams, counts.events))
    }

    /// Makes something of every few customers, in parallel, and hands it on in
    /// ascending order of customers as soon as it is there; until `take` breaks.
    /// Only the streams in `names` are decoded.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn in_chunks<T: Send>(
        &self,
        reads: Reads,
        names: &[(u32, CustomerId)],
        size: usize,
        empty: impl Fn() -> T + Sync,
        add: impl Fn(&mut T, &CustomerId, &[Fact]) + Sync,
        take: impl FnMut(T) -> ControlFlow<()>,
    ) -> Result<Counts, LedgerError> {
        let add = |made: &mut T, customer: &CustomerId, facts: Vec<Fact>| {
            add(made, customer, &facts);
        };
        self.in_turn(reads, self.of_any_day(), names, size, empty, add, take)
    }

    /// Collects what the workers make into one.
    fn collect<A: Send>(
        &self,
        reads: Reads,
        cut: Cut,
        empty: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, &CustomerId, Vec<Fact>) + Sync,
        join: impl Fn(&mut A, A),
        names: &[(u32, CustomerId)],
    ) -> Result<(A, Counts), LedgerError> {
        let mut whole = empty();
        let take = |part| {
            join(&mut whole, part);
            ControlFlow::Continue(())
        };
        let counts = self.in_turn(reads, cut, names, CUSTOMERS_AT_ONCE, &empty, add, take)?;
        Ok((whole, counts))
    }

    /// Everything that is known, also of days to come.
    fn of_any_day(&self) -> Cut {
        Cut { as_of: Day::LAST, known_at: self.view.cut.known_at }
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
