//! What the door knows of one customer: numbers, who named them, money.

use compact_str::CompactString;
use duebook_events::{CustomerId, EventId, Fault, Kind, Message, Number, NumberKind, Position};
use duebook_projections::history::Place;
use rustc_hash::FxHashMap;

use super::amounts::Money;

/// What has happened to a numbered thing, as far as the door must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// A delivery or invoice was received.
    Received,
    /// A delivery was accepted.
    Accepted,
    /// An order was decided.
    Decided,
    /// An order was cancelled.
    Cancelled,
    /// A payment bounced.
    Reversed,
    /// A dispute was resolved.
    Resolved,
    /// An agreement was terminated.
    Terminated,
    /// A security was given back.
    Released,
}

impl MarkKind {
    /// What happened, as it stands after 已 in Chinese messages.
    pub fn in_chinese(self) -> &'static str {
        match self {
            Self::Received => "签收",
            Self::Accepted => "验收",
            Self::Decided => "决定",
            Self::Cancelled => "取消",
            Self::Reversed => "退回",
            Self::Resolved => "处理",
            Self::Terminated => "终止",
            Self::Released => "解除",
        }
    }
}

/// A mark on a numbered thing.
#[derive(Debug, Clone)]
pub struct Mark {
    /// What happened.
    pub kind: MarkKind,
    /// By which event.
    pub position: Position,
    /// Who did it.
    pub actor: CompactString,
}

/// Where a numbered thing keeps its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyRef {
    /// Nowhere.
    None,
    /// An invoice.
    Invoice(usize),
    /// A fee.
    Fee(usize),
    /// A payment.
    Payment(usize),
    /// A credit note.
    Note(usize),
}

/// A live number.
#[derive(Debug)]
pub struct Known {
    /// The event that brought it into the world.
    pub place: Place,
    /// Who recorded that event.
    pub actor: CompactString,
    /// Its currency, where it has one.
    pub currency: Option<duebook_events::Currency>,
    /// Where its money is.
    pub money: MoneyRef,
    /// What else the door must know of it.
    pub detail: Detail,
    /// What happened to it.
    pub marks: Vec<Mark>,
    /// Live events that name it.
    pub named_by: Vec<Position>,
}

/// What the door must know of some kinds of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Nothing more.
    None,
    /// A disputed amount, in minor units.
    Dispute(duebook_events::money::Minor),
    /// The kind of an agreement.
    Agreement(duebook_events::agreement::AgreementKind),
}

/// An event of the stream.
#[derive(Debug)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// Whether it was retracted.
    pub retracted: bool,
    /// The number that it created.
    pub creates: Option<Number>,
    /// The numbers that it names.
    pub names: Vec<(NumberKind, CompactString)>,
}

/// One customer at the door.
#[derive(Debug)]
pub struct Book {
    /// The customer.
    pub customer: CustomerId,
    /// The newest version.
    pub version: u64,
    /// The position of the newest event.
    pub newest: Position,
    /// The registration.
    pub registered: Option<Place>,
    /// Agreed terms: from when, by which event, and whether they run from deliveries.
    pub terms: Vec<(Place, bool)>,
    /// Live numbers.
    pub numbers: FxHashMap<(NumberKind, CompactString), Known>,
    /// All events.
    pub events: FxHashMap<EventId, Entry>,
    /// Money.
    pub money: Money,
    /// Whether events of the log are entered again, which are not judged twice.
    pub trusting: bool,
}

impl Book {
    /// Moves newly admitted events to where they were really recorded: `by`
    /// positions later than expected when they were let in. Only what these
    /// events touched is looked at.
    pub fn renumber(&mut self, ids: &[EventId], from: Position, by: u64) {
        let shift = |position: &mut Position| {
            if *position >= from {
                position.0 += by;
            }
        };
        shift(&mut self.newest);
        self.registered.iter_mut().for_each(|place| shift(&mut place.position));
        self.terms.iter_mut().for_each(|(place, _)| shift(&mut place.position));
        let mut touched: Vec<(NumberKind, CompactString)> = Vec::new();
        for id in ids {
            if let Some(entry) = self.events.get_mut(id) {
                shift(&mut entry.place.position);
                touched.extend(entry.names.iter().cloned());
                touched.extend(entry.creates.iter().map(|n| (n.kind, n.text.clone())));
            }
        }
        touched.sort_unstable();
        touched.dedup();
        let mut items = Vec::new();
        for number in &touched {
            let Some(known) = self.numbers.get_mut(number) else { continue };
            shift(&mut known.place.position);
            known.marks.iter_mut().for_each(|mark| shift(&mut mark.position));
            // The newest stand last.
            let newest = known.named_by.iter_mut().rev().take_while(|by| **by >= from);
            newest.for_each(shift);
            match known.money {
                MoneyRef::None => {}
                MoneyRef::Invoice(ix) | MoneyRef::Fee(ix) => items.push(ix),
                MoneyRef::Payment(ix) => {
                    let payment = &mut self.money.payments[ix];
                    payment.reversed.iter_mut().for_each(|place| shift(&mut place.position));
                    payment.moves.iter_mut().for_each(|(place, _, _)| shift(&mut place.position));
                }
                MoneyRef::Note(ix) => {
                    let note = &mut self.money.notes[ix];
                    shift(&mut note.place.position);
                    note.moves.iter_mut().for_each(|(place, _, _)| shift(&mut place.position));
                    items.push(note.item);
                }
            }
        }
        items.sort_unstable();
        items.dedup();
        for ix in items {
            let item = &mut self.money.items[ix];
            shift(&mut item.place.position);
            item.moves.iter_mut().for_each(|(place, _, _)| shift(&mut place.position));
        }
    }

    /// A customer of whom nothing is known.
    pub fn new(customer: CustomerId) -> Self {
        Self {
            customer,
            version: 0,
            newest: Position(0),
            registered: None,
            terms: Vec::new(),
            numbers: FxHashMap::default(),
            events: FxHashMap::default(),
            money: Money::default(),
            trusting: false,
        }
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
        self.numbers.get(&(kind, number.into()))
    }

    /// The same, to be changed.
    pub fn known_mut(&mut self, kind: NumberKind, number: &str) -> Option<&mut Known> {
        self.numbers.get_mut(&(kind, number.into()))
    }

    /// A payment, else a credit note, with this number.
    pub fn money_source(&self, number: &str) -> Option<(NumberKind, &Known)> {
        [NumberKind::Payment, NumberKind::CreditNote]
            .into_iter()
            .find_map(|kind| self.known(kind, number).map(|known| (kind, known)))
    }

    /// The money index of an invoice or fee.
    pub fn item(&self, number: &str) -> Option<usize> {
        match self.known(NumberKind::Item, number)?.money {
            MoneyRef::Invoice(ix) | MoneyRef::Fee(ix) => Some(ix),
            _ => None,
        }
    }
}

impl Known {
    /// Whether something has happened to it.
    pub fn has(&self, kind: MarkKind) -> bool {
        self.marks.iter().any(|mark| mark.kind == kind)
    }
}
