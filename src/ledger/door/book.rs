//! What the door knows of one customer: events, numbers, money.

use duebook_events::{CustomerId, Fault, Message, NumberKind, Position};

use super::amounts::Money;
use super::entries::{Entries, EntryIx, When};
use super::numbers::{Known, MoneyRef, NumberIx, Numbers};

/// One customer at the door.
#[derive(Debug)]
pub struct Book {
    /// The customer.
    pub customer: CustomerId,
    /// The newest version.
    pub version: u64,
    /// The registration.
    pub registered: Option<When>,
    /// Agreed terms: from when, by which event, and whether they run from deliveries.
    pub terms: Vec<(When, bool)>,
    /// Numbered things.
    pub numbers: Numbers,
    /// All events.
    pub entries: Entries,
    /// Money.
    pub money: Money,
    /// Whether events of the log are entered again, which are not judged twice.
    pub trusting: bool,
}

impl Book {
    /// A customer of whom nothing is known.
    pub fn new(customer: CustomerId) -> Self {
        Self {
            customer,
            version: 0,
            registered: None,
            terms: Vec::new(),
            numbers: Numbers::default(),
            entries: Entries::default(),
            money: Money::default(),
            trusting: false,
        }
    }

    /// The position of the newest event.
    pub fn newest(&self) -> Position {
        self.entries.newest()
    }

    /// Where an event stands.
    pub fn position(&self, entry: EntryIx) -> Position {
        self.entries.get(entry).position
    }

    /// Moves newly admitted events to where they were really recorded: `by` positions
    /// later than expected when they were let in.
    pub fn renumber(&mut self, from: Position, by: u64) {
        self.entries.renumber(from, by);
    }

    /// Applies a rule to a new event; what the log holds already has passed it.
    pub(super) fn judge(&self, rule: impl FnOnce(&Self) -> Result<(), Fault>) -> Result<(), Fault> {
        if self.trusting { Ok(()) } else { rule(self) }
    }

    /// Digits beyond the currency's own are refused.
    pub(super) fn fits(&self, checked: Result<(), Message>, field: &str) -> Result<(), Fault> {
        self.judge(|_| super::shape::fits(checked, field))
    }

    /// The live thing with this number.
    pub fn known(&self, kind: NumberKind, number: &str) -> Option<&Known> {
        self.numbers.find(kind, number).map(|ix| self.numbers.get(ix))
    }

    /// A payment, else a credit note, with this number.
    pub fn money_source(&self, number: &str) -> Option<NumberIx> {
        [NumberKind::Payment, NumberKind::CreditNote]
            .into_iter()
            .find_map(|kind| self.numbers.find(kind, number))
    }

    /// The money index of an invoice or fee.
    pub fn item(&self, number: &str) -> Option<usize> {
        match self.known(NumberKind::Item, number)?.money {
            MoneyRef::Invoice(ix) | MoneyRef::Fee(ix) => Some(ix as usize),
            _ => None,
        }
    }
}
