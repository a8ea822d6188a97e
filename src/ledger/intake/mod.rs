//! Drafts through the door, into one batch that is recorded whole or not at all.

mod commit;
pub(crate) mod holds;
mod identity;
mod keys;
mod long;
mod source;

use std::sync::atomic::Ordering;

use duebook_events::{
    CustomerId, Draft, EventData, EventId, Fault, Instant, Number, Position, Role, Version,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::door::{Book, Recorded, check_shape};
use super::error::LedgerError;
use super::{Ledger, whole};
use crate::messages::ledger as told;
use crate::messages::personal::erasing_needs_role;
use crate::messages::store::defect;
use crate::personal::Personal;
use crate::store::{BATCH_EVENTS_MAX, EventKind, Head, LongAppend, NewEvent, StreamId};
pub(super) use commit::ATTEMPTS;
use holds::Holds;
pub(super) use identity::busy;
pub(crate) use identity::check_length;
use identity::{
    check_claim, conflict, created_field, created_number, overtaken, same_event, same_line,
    store_id, store_number,
};
pub use source::{Chunk, Drafts, IntakeOptions, Numbered, Receipt};

/// A batch that is being put together.
pub struct Intake<'l> {
    ledger: &'l Ledger,
    options: IntakeOptions,
    now: Instant,
    /// Whether the log is not asked.
    fast: bool,
    /// Whether others have written since the batch was begun.
    stale: bool,
    place: Place,
    /// The position after which the batch is expected to stand.
    base: Position,
    newest_recorded_at: Instant,
    books: FxHashMap<CustomerId, Book>,
    expected: Vec<(StreamId, Version)>,
    /// Ids of this batch: which event.
    batch_ids: FxHashMap<EventId, usize>,
    /// Numbers taken in this batch: by which line.
    taken: FxHashMap<Number, u64>,
    /// Numbers of the log that this batch frees.
    freed: FxHashSet<Number>,
    /// Legal holds, once they have been asked for.
    holds: Holds,
    /// Whether the `erase` command asks.
    erase_command: bool,
    /// What is sealed and erased, where the ledger seals personal texts.
    personal: Option<Personal>,
    lines: Vec<u64>,
    events: Vec<NewEvent>,
    /// Where its events are handed over before it is whole.
    long: Option<Box<dyn LongAppend>>,
    /// How many have been; they stand before those of `events`.
    handed_over: usize,
    read: u64,
    already_recorded: u64,
}

/// Where a batch may stand in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Others may append to other customers before it is recorded.
    BehindOthers,
    /// Right behind the log that it was judged on: it claims positions, or erases what a hold
    /// anywhere in the log would protect.
    Exactly,
}

impl<'l> Intake<'l> {
    /// An empty batch on top of the log as it is now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(ledger: &'l Ledger, options: IntakeOptions) -> Result<Self, LedgerError> {
        let head = ledger.store.head().await?;
        ledger.tip.fetch_max(head.position.0, Ordering::AcqRel);
        let seals = ledger.seals().await?;
        if seals {
            // A key file that cannot be used refuses the events that need it, not all.
            let _ = ledger.settle().await;
        } else {
            ledger.check_unsealed()?;
        }
        Ok(Self { personal: seals.then(Personal::default), ..Self::on(ledger, options, head) })
    }

    /// An empty batch on top of the last position that this process has seen; the
    /// log is not asked what it knows. Whatever is refused then must be looked at
    /// again with care.
    fn begin_fast(ledger: &'l Ledger, options: IntakeOptions) -> Option<Self> {
        let tip = Position(ledger.tip.load(Ordering::Acquire));
        let head = Head { position: tip, recorded_at_ms: i64::MIN };
        let seals = ledger.known_sealing()?;
        if !seals {
            ledger.check_unsealed().ok()?;
        }
        let personal = seals.then(Personal::default);
        (tip.0 > 0).then(|| Self { fast: true, personal, ..Self::on(ledger, options, head) })
    }

    fn on(ledger: &'l Ledger, options: IntakeOptions, head: Head) -> Self {
        Self {
            fast: false,
            stale: false,
            place: Place::BehindOthers,
            ledger,
            options,
            now: ledger.clock.now(),
            base: head.position,
            newest_recorded_at: Instant::from_millis(if head.position.0 == 0 {
                i64::MIN
            } else {
                head.recorded_at_ms
            }),
            books: FxHashMap::default(),
            expected: Vec::new(),
            batch_ids: FxHashMap::default(),
            taken: FxHashMap::default(),
            freed: FxHashSet::default(),
            holds: Holds::default(),
            erase_command: false,
            personal: None,
            lines: Vec::new(),
            events: Vec::new(),
            long: None,
            handed_over: 0,
            read: 0,
            already_recorded: 0,
        }
    }

    /// Lets some drafts in, in order.
    ///
    /// # Errors
    /// The first that is refused or in conflict; the batch must be dropped then.
    pub async fn admit(&mut self, drafts: Vec<Numbered>) -> Result<(), LedgerError> {
        let known = self.recorded(&drafts).await?;
        let holders = self.holders(&drafts).await?;
        for (((line, draft), known), holder) in drafts.into_iter().zip(known).zip(holders) {
            self.read += 1;
            check_shape(&draft).map_err(|fault| LedgerError::at_line(line, fault))?;
            if let Some(position) = known {
                self.same_as_recorded(line, &draft, position).await?;
                continue;
            }
            if let Some(earlier) = self.batch_ids.get(&draft.id).copied() {
                self.same_as_batched(line, &draft, earlier).await?;
                continue;
            }
            self.admit_one(line, draft, holder).await?;
        }
        Ok(())
    }

    /// Lets everything of a source in.
    ///
    /// # Errors
    /// The first draft that is refused or in conflict; the batch must be dropped then.
    pub async fn take(&mut self, drafts: &dyn Drafts) -> Result<(), LedgerError> {
        let mut index = 0;
        self.erase_command = drafts.is_erase_command();
        while let Some(chunk) = drafts.chunk(index) {
            self.admit(chunk.drafts).await?;
            if let Some(error) = chunk.then {
                return Err(error);
            }
            index += 1;
        }
        Ok(())
    }

    /// How many events the batch has.
    fn count(&self) -> usize {
        self.handed_over + self.events.len()
    }

    /// What the batch comes to so far; the head is that beneath it.
    #[must_use]
    pub fn receipt(&self) -> Receipt {
        Receipt {
            read: self.read,
            appended: self.count() as u64,
            already_recorded: self.already_recorded,
            head: self.base,
        }
    }

    /// Positions of the drafts whose id the log holds.
    async fn recorded(&self, drafts: &[Numbered]) -> Result<Vec<Option<Position>>, LedgerError> {
        if self.base.0 == 0 || self.fast {
            return Ok(vec![None; drafts.len()]);
        }
        let ids: Vec<crate::store::EventId> =
            drafts.iter().map(|(_, draft)| store_id(draft.id)).collect();
        Ok(self.ledger.store.find_ids(&ids).await?)
    }

    /// Positions of the events that hold the numbers which the drafts create.
    async fn holders(&self, drafts: &[Numbered]) -> Result<Vec<Option<Position>>, LedgerError> {
        let mut holders = vec![None; drafts.len()];
        if self.base.0 == 0 || self.fast {
            return Ok(holders);
        }
        let mut asked = Vec::new();
        let mut numbers = Vec::new();
        for (i, (_, draft)) in drafts.iter().enumerate() {
            if let Some(number) = created_number(draft) {
                asked.push(i);
                numbers.push(store_number(&number));
            }
        }
        let found = self.ledger.store.find_numbers(&numbers).await?;
        for (i, position) in asked.into_iter().zip(found) {
            holders[i] = position;
        }
        Ok(holders)
    }

    async fn same_as_recorded(
        &mut self,
        line: u64,
        draft: &Draft,
        position: Position,
    ) -> Result<(), LedgerError> {
        let page = self.ledger.store.read_positions(&[position]).await?;
        let recorded = whole(&page, &page.rows[0])?;
        if !self.ledger.same_when_opened(&recorded, draft).await? {
            return Err(conflict(line, "id", told::id_recorded(draft.id, position)));
        }
        self.already_recorded += 1;
        Ok(())
    }

    /// Compares with an event of the same id in this batch.
    async fn same_as_batched(
        &mut self,
        line: u64,
        draft: &Draft,
        earlier: usize,
    ) -> Result<(), LedgerError> {
        let same = match &mut self.long {
            Some(long) if earlier < self.handed_over => {
                same_line(&long.line(earlier).await?, draft)
            }
            _ => same_event(&self.events[earlier - self.handed_over], draft, self.now),
        };
        if !same {
            return Err(conflict(line, "id", told::id_in_file(draft.id, self.lines[earlier])));
        }
        self.already_recorded += 1;
        Ok(())
    }

    async fn admit_one(
        &mut self,
        line: u64,
        draft: Draft,
        holder: Option<Position>,
    ) -> Result<(), LedgerError> {
        if self.count() >= BATCH_EVENTS_MAX {
            let message = told::batch_too_long(BATCH_EVENTS_MAX);
            return Err(LedgerError::at_line(line, Fault::of("", message)));
        }
        self.check_numbers(line, &draft, holder)?;
        check_length(line, &draft.bytes)?;
        let before = self.options.preserve_recorded_at && draft.recorded_at.is_some();
        let recorded = if before { Recorded::Before } else { Recorded::Now };
        if recorded == Recorded::Now {
            self.check_eraser(line, &draft)?;
        }
        self.load(&draft.customer).await?;
        self.check_hold(line, &draft).await?;
        if draft.position.is_some() || matches!(draft.data, EventData::PersonalErased(_)) {
            self.place = Place::Exactly;
        }
        let place = Position(self.base.0 + self.count() as u64 + 1);
        let recorded_at = self.recorded_at(line, &draft)?;
        let book = self.books.get_mut(&draft.customer).ok_or_else(|| {
            LedgerError::Store(defect(format_args!("the book of {} was lost", draft.customer)))
        })?;
        let version = Version(book.version + 1);
        check_claim(line, "position", draft.position.map(|p| p.0), place.0)?;
        check_claim(line, "version", draft.version.map(|v| v.0), version.0)?;
        let effect = book
            .admit(&draft, place, recorded)
            .map_err(|fault| LedgerError::at_line(line, fault))?;
        self.check_key_change(line, &draft).await?;
        if let Some(personal) = &mut self.personal {
            let now = recorded == Recorded::Now;
            personal.admit(self.ledger, &draft, self.events.len(), line, now).await?;
        }
        for number in &effect.frees {
            if self.taken.remove(number).is_none() {
                self.freed.insert(number.clone());
            }
        }
        for number in &effect.takes {
            self.taken.insert(number.clone(), line);
        }
        self.holds.note(&draft);
        self.batch_ids.insert(draft.id, self.count());
        self.lines.push(line);
        self.events.push(NewEvent {
            id: store_id(draft.id),
            stream: StreamId::new(draft.customer.as_str()),
            kind: EventKind(draft.data.kind() as u8),
            schema: draft.schema,
            effective_days: draft.effective.number(),
            recorded_at_ms: Some(recorded_at.millis()),
            data_at: draft.bytes.data_at,
            data_len: draft.bytes.data_len,
            head: draft.bytes.head,
            middle: draft.bytes.middle,
            takes: effect.takes.iter().map(store_number).collect(),
            frees: effect.frees.iter().map(store_number).collect(),
        });
        Ok(())
    }

    /// A number that somebody else holds is a conflict.
    fn check_numbers(
        &self,
        line: u64,
        draft: &Draft,
        holder: Option<Position>,
    ) -> Result<(), LedgerError> {
        let Some(number) = created_number(draft) else { return Ok(()) };
        let field = created_field(&draft.data);
        if let Some(first) = self.taken.get(&number) {
            return Err(conflict(line, field, told::number_in_file(&number, first)));
        }
        match holder {
            Some(position) if !self.freed.contains(&number) => {
                Err(conflict(line, field, told::number_recorded(&number, position)))
            }
            _ => Ok(()),
        }
    }

    /// Erasing cannot be taken back: an event file demands a role that may decide it
    /// (roles: domain, section 3).
    fn check_eraser(&self, line: u64, draft: &Draft) -> Result<(), LedgerError> {
        let may = self.erase_command || matches!(draft.actor.role, Role::Admin | Role::Approver);
        if may || !matches!(draft.data, EventData::PersonalErased(_)) {
            return Ok(());
        }
        let message = erasing_needs_role(draft.actor.role.word());
        Err(LedgerError::at_line(line, Fault::of("actor.role", message)))
    }

    /// A legal hold anywhere in the ledger forbids erasing its subject's data.
    async fn check_hold(&mut self, line: u64, draft: &Draft) -> Result<(), LedgerError> {
        let EventData::PersonalErased(e) = &draft.data else { return Ok(()) };
        self.holds.load(self.ledger.store.as_ref(), self.base).await?;
        match self.holds.held_by(&e.subject.0) {
            Some(stream) => Err(LedgerError::at_line(
                line,
                Fault::of("data.subject", told::legal_hold(stream, &e.subject)),
            )),
            None => Ok(()),
        }
    }

    /// When the event will count as recorded.
    fn recorded_at(&mut self, line: u64, draft: &Draft) -> Result<Instant, LedgerError> {
        let given = draft.recorded_at.filter(|_| self.options.preserve_recorded_at);
        let Some(at) = given else {
            self.newest_recorded_at = self.newest_recorded_at.max(self.now);
            return Ok(self.newest_recorded_at);
        };
        let refuse = |message| Err(LedgerError::at_line(line, Fault::of("recorded_at", message)));
        if at < self.newest_recorded_at {
            return refuse(told::time_decreases(at, self.newest_recorded_at));
        }
        if at > self.now {
            return refuse(told::time_in_future(at));
        }
        self.newest_recorded_at = at;
        Ok(at)
    }

    async fn load(&mut self, customer: &CustomerId) -> Result<(), LedgerError> {
        if self.books.contains_key(customer) {
            return Ok(());
        }
        let book = if self.base.0 == 0 {
            Book::new(customer.clone())
        } else {
            self.ledger.book(customer, self.fast).await?
        };
        if book.newest() > self.base {
            // Written meanwhile: the batch stands behind it, or must be begun again.
            if self.count() == 0 {
                self.base = book.newest();
            } else {
                self.stale = true;
            }
        }
        let judged_at = self.options.judged_at.filter(|_| !customer.is_ledger());
        if judged_at.is_some_and(|judged_at| book.newest() > judged_at) {
            return Err(overtaken());
        }
        self.expected.push((StreamId::new(customer.as_str()), Version(book.version)));
        self.books.insert(customer.clone(), book);
        Ok(())
    }
}
