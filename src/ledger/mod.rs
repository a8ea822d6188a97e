//! The ledger: commands that append, questions that only read.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`door`] | what may become part of the log |
//! | [`intake`] | drafts through the door, into one atomic batch |
//! | [`import`] | event files and mapped CSV |
//! | [`policies`] | which policy is in force when |
//! | [`view`] | a point of view on the log: `as_of`, `known_at`, policy |
//! | [`allocate`] | proposed allocations, discounts and late fees, recorded as facts |
//! | [`decide`] | decisions, overrides |
//! | [`remind`] | letters that are rendered and recorded |
//! | [`propose`] | instalment plans that could be signed |
//! | [`why`] | derivations again, compared, and hindsight |
//! | [`audit`] | all recorded decisions, duties, conditions |
//! | [`live`] | the read models that are kept beside the log |
//! | [`month_ends`] | month-end histories under a policy: backfill, switch, read, drop |

pub mod allocate;
pub mod audit;
mod cached;
pub mod decide;
pub mod door;
pub mod error;
pub mod import;
pub mod intake;
mod kept;
pub mod live;
pub mod month_ends;
pub mod policies;
pub mod propose;
mod recent;
pub mod remind;
pub mod view;
pub mod why;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use duebook_events::{
    Actor, CustomerId, Day, Draft, EventData, EventId, Fault, Instant, Kind, Position,
};
use duebook_projections::Fact;

use crate::clock::Clock;
use crate::messages::store as told;
use crate::personal::Desk;
use crate::store::{EventRow, EventStore, FactRow, Page, StreamId, Version};

use cached::Cache;
use kept::Kept;
use policies::Policies;
use recent::{FACTS_KEPT, Recent};

pub use error::{LedgerError, Refusal};

/// A ledger: a store, a clock, and who is asking.
pub struct Ledger {
    store: Arc<dyn EventStore>,
    clock: Arc<dyn Clock>,
    caller: Actor,
    /// What the door knows of the customers that were written to last.
    books: Kept<door::Book>,
    /// The newest position that this process has seen; 0 before it has seen any.
    tip: AtomicU64,
    /// The keys of personal texts.
    pub(crate) desk: Desk,
    /// What is known of the cache beside the ledger; nothing where it is not used.
    cache: Option<Cache>,
    /// Facts of the customers that were asked about last.
    recent: Recent,
    /// The policies, and how many events of the ledger's own stream they were read from.
    policies: Mutex<Option<(Version, Arc<Policies>)>>,
}

/// The most events whose books are kept between appends, over all customers; one takes about 150
/// bytes.
const BOOKS_KEPT: usize = 1_000_000;

impl Ledger {
    /// A ledger on a store. `caller` stands in where an event names no actor.
    pub fn new(store: Arc<dyn EventStore>, clock: Arc<dyn Clock>, caller: Actor) -> Self {
        Self {
            store,
            clock,
            caller,
            books: Kept::new(BOOKS_KEPT),
            tip: AtomicU64::new(0),
            desk: Desk::default(),
            cache: Some(Cache::default()),
            recent: Recent::new(FACTS_KEPT),
            policies: Mutex::new(None),
        }
    }

    /// The store beneath.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn EventStore> {
        &self.store
    }

    /// Who is asking.
    #[must_use]
    pub fn caller(&self) -> &Actor {
        &self.caller
    }

    /// The present moment, by the ledger's clock.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The newest position.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn head(&self) -> Result<Position, LedgerError> {
        Ok(self.store.head().await?.position)
    }

    /// All facts of one customer, in order of position.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn facts(&self, customer: &CustomerId) -> Result<Vec<Fact>, LedgerError> {
        let page = self.store.read_stream(&StreamId::new(customer.as_str()), None).await?;
        page.rows.iter().map(|row| fact(&page.fact(row))).collect()
    }

    /// Customers with events, in ascending order; the ledger's own stream is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn customers(&self) -> Result<Vec<CustomerId>, LedgerError> {
        let streams = self.store.streams().await?;
        let mut customers: Vec<CustomerId> = streams
            .iter()
            .filter_map(|stream| CustomerId::try_new(stream.id.as_str()).ok())
            .filter(|customer| !customer.is_ledger())
            .collect();
        customers.sort_unstable();
        Ok(customers)
    }

    /// What the door knows of a customer: from the cache if nobody else has
    /// written to the customer since (which `fast` leaves to the append to find
    /// out), else from the log.
    async fn book(&self, customer: &CustomerId, fast: bool) -> Result<door::Book, LedgerError> {
        if let Some(book) = self.books.take(customer) {
            if fast {
                return Ok(book);
            }
            let head = self.store.stream_head(&StreamId::new(customer.as_str())).await?;
            if head.map_or(0, |head| head.version.0) == book.version {
                return Ok(book);
            }
        }
        self.load_book(customer, fast).await
    }

    /// Reads a customer's book. Whoever is written to alone is likely to be asked about
    /// next: `alone` keeps the facts that have been read.
    async fn load_book(
        &self,
        customer: &CustomerId,
        alone: bool,
    ) -> Result<door::Book, LedgerError> {
        let mut book = door::Book::new(customer.clone());
        let page = self.store.read_stream(&StreamId::new(customer.as_str()), None).await?;
        if alone && !customer.is_ledger() {
            let facts = page.rows.iter().map(|row| fact(&page.fact(row)));
            let facts: Vec<Fact> = facts.collect::<Result<_, _>>()?;
            let weight = facts.len();
            self.recent.put(customer, Arc::new(facts), weight);
        }
        for row in &page.rows {
            let draft = whole(&page, row)?;
            book.replay(&draft, row.position).map_err(|fault| damaged(row.position, &fault))?;
        }
        Ok(book)
    }

    /// Keeps books for the next append of their customers.
    fn keep(&self, kept: impl IntoIterator<Item = door::Book>) {
        for book in kept {
            let (customer, events) = (book.customer.clone(), book.version);
            self.books.put(&customer, book, usize::try_from(events).unwrap_or(usize::MAX));
        }
    }
}

/// Decodes a stored event as judgement sees it: columns and payload.
///
/// # Errors
/// When the payload is unknown to this program (INV-12: the place is named).
pub fn fact(row: &FactRow<'_>) -> Result<Fact, LedgerError> {
    Ok(Fact {
        position: row.position,
        effective: Day::from_number(row.effective_days),
        recorded_at: Instant::from_millis(row.recorded_at_ms),
        id: EventId(uuid::Uuid::from_bytes(row.id.0)),
        data: payload(row)?,
    })
}

/// Decodes what happened.
///
/// # Errors
/// When it is unknown to this program (INV-12: the place is named).
pub fn payload(row: &FactRow<'_>) -> Result<EventData, LedgerError> {
    let kind = Kind::from_code(row.kind.0)
        .ok_or_else(|| LedgerError::Store(told::unknown_type_code(row.position, row.kind.0)))?;
    EventData::decode(kind, row.schema, row.data).map_err(|fault| damaged(row.position, &fault))
}

/// Reads a stored line whole, envelope included.
///
/// # Errors
/// When the line is not one this program could have written.
pub fn whole(page: &Page, row: &EventRow) -> Result<Draft, LedgerError> {
    duebook_events::Event::read(page.line(row))
        .map(|event| event.draft)
        .map_err(|fault| damaged(row.position, &fault))
}

/// A stored event that this program cannot read.
pub(crate) fn damaged(position: Position, fault: &Fault) -> LedgerError {
    LedgerError::Store(told::event_unreadable(position, fault))
}
