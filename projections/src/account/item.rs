//! Open items: invoices and fees, and the money applied to them (domain, section 5).

use duebook_events::invoice::FeeKind;
use duebook_events::money::Minor;
use duebook_events::terms::Terms;
use duebook_events::{Currency, Day, DeliveryNo, Position};

use super::{ItemIx, PaymentIx, SliceIx};
use crate::history::Place;

/// An invoice or a fee.
#[derive(Debug)]
pub struct Item<'a> {
    /// Its number.
    pub number: &'a str,
    /// Where it was issued.
    pub place: Place,
    /// Its currency.
    pub currency: Currency,
    /// Gross amount.
    pub gross: Minor,
    /// What kind of fee it is, if it is one.
    pub fee: Option<Fee>,
    /// An explicit due date.
    pub explicit_due: Option<Day>,
    /// Its own terms.
    pub own_terms: Option<&'a Terms>,
    /// The deliveries that it bills.
    pub deliveries: &'a [DeliveryNo],
    /// Index of its order.
    pub order: Option<usize>,
    /// When the customer had it.
    pub received: Option<Day>,
    /// Corrections that restart the term, in fold order.
    pub restarts: Vec<Day>,
    /// Whether it has been folded: the item counts from its own place on.
    pub issued: bool,
    /// Live allocations.
    pub allocated: Minor,
    /// Offsets by agreements.
    pub offset: Minor,
    /// Credit notes and price reductions.
    pub credited: Minor,
    /// Written off.
    pub written_off: Minor,
    /// Written off and recovered.
    pub recovered: Minor,
    /// How much of its excess credit was used: allocated or refunded out of its notes.
    pub excess_used: Minor,
    /// Money applied to it, in fold order.
    pub slices: Vec<SliceIx>,
    /// Credit notes and price reductions on it, in fold order: where, and how much.
    pub credits: Vec<(Place, Minor)>,
    /// Agreements that cover it and move dates, in fold order.
    pub covers: Vec<(Day, usize)>,
    /// All agreements whose money comes from it.
    pub agreements: Vec<usize>,
    /// Disputes of it.
    pub disputes: Vec<usize>,
    /// Open at the end of each day on which it changed, from its first day on.
    pub open_log: Vec<(Day, Minor)>,
    /// Since when it has been closed without interruption.
    pub settled_on: Option<Day>,
    pub(super) closes: Closes,
    pub(super) touched: bool,
}

impl<'a> Item<'a> {
    /// An item that has not been folded yet.
    pub(super) fn new(number: &'a str, place: Place, currency: Currency, gross: Minor) -> Self {
        Self {
            number,
            place,
            currency,
            gross,
            fee: None,
            explicit_due: None,
            own_terms: None,
            deliveries: &[],
            order: None,
            received: None,
            restarts: Vec::new(),
            issued: false,
            allocated: 0,
            offset: 0,
            credited: 0,
            written_off: 0,
            recovered: 0,
            excess_used: 0,
            slices: Vec::new(),
            credits: Vec::new(),
            covers: Vec::new(),
            agreements: Vec::new(),
            disputes: Vec::new(),
            open_log: Vec::new(),
            settled_on: None,
            closes: Closes::default(),
            touched: false,
        }
    }

    /// Whether it is a fee.
    #[must_use]
    pub fn is_fee(&self) -> bool {
        self.fee.is_some()
    }

    /// Closes a day on which something happened to the item; a day may be closed
    /// again when more of it is known.
    pub(super) fn close_day(&mut self, day: Day) {
        let open = self.open();
        self.open_log.pop_if(|(logged, _)| *logged == day);
        self.settled_on = self.closes.before(day, self.settled_on);
        if self.open_log.last().is_none_or(|(_, last)| *last != open) {
            self.open_log.push((day, open));
        }
        if open > 0 {
            self.settled_on = None;
        } else {
            self.settled_on.get_or_insert(day);
        }
    }

    /// What is open: gross - allocations - offsets - credits - write-offs +
    /// recoveries, never below 0.
    #[must_use]
    pub fn open(&self) -> Minor {
        if self.issued { (self.gross - self.reductions()).max(0) } else { 0 }
    }

    /// Credit beyond what was left to credit; a later bounce lets it reduce the item again.
    #[must_use]
    pub fn excess_credit(&self) -> Minor {
        self.credited.min((self.reductions() - self.gross).max(0))
    }

    fn reductions(&self) -> Minor {
        self.allocated + self.offset + self.credited + self.written_off - self.recovered
    }

    /// What was open at the end of a day.
    #[must_use]
    pub fn open_at_end_of(&self, day: Day) -> Minor {
        let after = self.open_log.partition_point(|(logged, _)| *logged <= day);
        after.checked_sub(1).map_or(0, |i| self.open_log[i].1)
    }
}

/// The last day that was closed, and since when something had been settled before.
#[derive(Clone, Copy, Default)]
pub(super) struct Closes(Option<(Day, Option<Day>)>);

impl std::fmt::Debug for Closes {
    /// Which day was closed last is how an account was reached, not what it says.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Closes")
    }
}

impl Closes {
    /// Since when it had been settled before this day, of which `now` is what the
    /// fold says.
    pub(super) fn before(&mut self, day: Day, now: Option<Day>) -> Option<Day> {
        match self.0 {
            Some((last, before)) if last == day => before,
            _ => {
                self.0 = Some((day, now));
                now
            }
        }
    }
}

/// What a fee is charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    /// The invoice (or fee) that was late.
    pub of: ItemIx,
    /// Interest, penalty or cost; interest where the event does not say.
    pub kind: FeeKind,
}

/// Where applied money comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SliceSource {
    /// A payment.
    Payment(PaymentIx),
    /// A credit note's excess.
    Note(usize),
    /// An offset: payment in kind.
    Offset,
}

/// A piece of money (or kind) applied to an item.
#[derive(Debug, Clone)]
pub struct Slice {
    /// From where in the fold order it counts.
    pub place: Place,
    /// The item.
    pub item: ItemIx,
    /// Where it comes from.
    pub source: SliceSource,
    /// How much is still applied.
    pub live: Minor,
    /// What promises that name the item took of it: promise, amount.
    pub taken_named: Vec<(usize, Minor)>,
    /// How much of it promises without invoices hold; the payment knows which.
    pub held: Minor,
}

impl Slice {
    /// Units that no promise has taken.
    #[must_use]
    pub fn free(&self) -> Minor {
        self.live - self.held - self.taken_named.iter().map(|(_, amount)| amount).sum::<Minor>()
    }

    /// The event that it comes from.
    #[must_use]
    pub fn position(&self) -> Position {
        self.place.position
    }
}
