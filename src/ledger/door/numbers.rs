//! The numbers of one customer, and what happened to the things that carry them.
//!
//! Shape: things in the order in which they came into the world, and a table from a
//! number to its thing. A number whose event was retracted is free again; what carries
//! it next is another thing. Bound: about 60 bytes a number.

use compact_str::CompactString;
use duebook_events::money::Minor;
use duebook_events::{Currency, NumberKind};
use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher as _;

use super::entries::{EntryIx, When};

/// The place of a numbered thing among its customer's.
pub type NumberIx = u32;

/// What has happened to a numbered thing, as far as the door must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
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

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A mark on a numbered thing.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// The thing.
    number: NumberIx,
    /// By which event.
    pub entry: EntryIx,
    /// Who did it, see [`Numbers::actor`].
    pub actor: u32,
    /// What happened.
    kind: MarkKind,
}

/// Where a numbered thing keeps its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyRef {
    /// Nowhere.
    None,
    /// An invoice.
    Invoice(u32),
    /// A fee.
    Fee(u32),
    /// A payment.
    Payment(u32),
    /// A credit note.
    Note(u32),
}

/// What the door must know of some kinds of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// A disputed amount, in minor units.
    Dispute(Minor),
    /// The kind of an agreement.
    Agreement(duebook_events::agreement::AgreementKind),
}

/// A numbered thing.
#[derive(Debug)]
pub struct Known {
    /// Its number.
    pub text: CompactString,
    /// The event that brought it into the world.
    pub when: When,
    /// Where its money is.
    pub money: MoneyRef,
    /// Who recorded that event, see [`Numbers::actor`].
    pub actor: u32,
    /// Its currency, where it has one.
    pub currency: Option<Currency>,
    /// The name space of its number.
    pub kind: NumberKind,
    /// What happened to it: a bit each.
    marks: u8,
}

/// The numbered things of one customer.
#[derive(Debug, Default)]
pub struct Numbers {
    all: Vec<Known>,
    /// The live ones, by number.
    live: HashTable<NumberIx>,
    marks: Vec<Mark>,
    details: FxHashMap<NumberIx, Detail>,
    /// Who acted: there are few.
    actors: Vec<CompactString>,
}

impl Numbers {
    /// The live thing with this number.
    pub fn find(&self, kind: NumberKind, text: &str) -> Option<NumberIx> {
        let same = |ix: &NumberIx| {
            let known = &self.all[*ix as usize];
            known.kind == kind && known.text == text
        };
        self.live.find(hash(kind, text), same).copied()
    }

    /// A thing by its place.
    pub fn get(&self, number: NumberIx) -> &Known {
        &self.all[number as usize]
    }

    /// All live things.
    pub fn live(&self) -> impl Iterator<Item = &Known> {
        self.live.iter().map(|ix| self.get(*ix))
    }

    /// Brings a thing into the world.
    pub fn create(
        &mut self,
        (kind, text): (NumberKind, CompactString),
        when: When,
        actor: &str,
        currency: Option<Currency>,
        money: MoneyRef,
    ) -> NumberIx {
        let actor = self.know(actor);
        let number = u32::try_from(self.all.len()).expect("a customer has fewer than 2^32 numbers");
        let hash_of_new = hash(kind, &text);
        self.all.push(Known { text, when, money, actor, currency, kind, marks: 0 });
        let all = &self.all;
        self.live.insert_unique(hash_of_new, number, |ix| {
            let known = &all[*ix as usize];
            hash(known.kind, &known.text)
        });
        number
    }

    /// Makes a number free again.
    pub fn remove(&mut self, number: NumberIx) {
        let known = &self.all[number as usize];
        let found = self.live.find_entry(hash(known.kind, &known.text), |ix| *ix == number);
        if let Ok(found) = found {
            found.remove();
        }
    }

    /// Notes what else must be known of a thing.
    pub fn describe(&mut self, number: NumberIx, detail: Detail) {
        self.details.insert(number, detail);
    }

    /// What else is known of a thing.
    pub fn detail(&self, number: NumberIx) -> Option<Detail> {
        self.details.get(&number).copied()
    }

    /// Notes what happened to a thing.
    pub fn mark(&mut self, number: NumberIx, kind: MarkKind, entry: EntryIx, actor: &str) {
        let actor = self.know(actor);
        self.all[number as usize].marks |= kind.bit();
        self.marks.push(Mark { number, entry, actor, kind });
    }

    /// The marks of a kind on a thing, oldest first.
    pub fn marks(&self, number: NumberIx, kind: MarkKind) -> impl Iterator<Item = &Mark> {
        let has = self.get(number).marks & kind.bit() != 0;
        let marks = if has { self.marks.as_slice() } else { &[] };
        marks.iter().filter(move |mark| mark.number == number && mark.kind == kind)
    }

    /// Forgets what an event did to a thing.
    pub fn unmark(&mut self, number: NumberIx, entry: EntryIx) {
        self.marks.retain(|mark| (mark.number, mark.entry) != (number, entry));
        let left = self.marks.iter().filter(|mark| mark.number == number);
        self.all[number as usize].marks = left.fold(0, |bits, mark| bits | mark.kind.bit());
    }

    /// Who that was.
    pub fn actor(&self, actor: u32) -> &str {
        &self.actors[actor as usize]
    }

    fn know(&mut self, actor: &str) -> u32 {
        let known = self.actors.iter().position(|known| known == actor);
        let ix = known.unwrap_or_else(|| {
            self.actors.push(actor.into());
            self.actors.len() - 1
        });
        u32::try_from(ix).expect("fewer than 2^32 people act for a customer")
    }
}

fn hash(kind: NumberKind, text: &str) -> u64 {
    FxBuildHasher.hash_one((kind as u8, text))
}

#[cfg(test)]
mod tests {
    use duebook_events::Day;

    use super::*;

    fn create(numbers: &mut Numbers, kind: NumberKind, text: &str) -> NumberIx {
        let when = When { day: Day::FIRST, entry: 0 };
        numbers.create((kind, text.into()), when, "a", None, MoneyRef::None)
    }

    #[test]
    fn a_number_that_is_free_again_is_another_thing_next() {
        let mut numbers = Numbers::default();
        let first = create(&mut numbers, NumberKind::Order, "1");
        create(&mut numbers, NumberKind::Payment, "1");
        numbers.mark(first, MarkKind::Decided, 1, "b");
        numbers.remove(first);
        assert_eq!(numbers.find(NumberKind::Order, "1"), None);
        let second = create(&mut numbers, NumberKind::Order, "1");
        assert_eq!(numbers.find(NumberKind::Order, "1"), Some(second));
        assert_eq!(numbers.marks(second, MarkKind::Decided).count(), 0);
        assert_eq!(numbers.live().count(), 2);
    }

    #[test]
    fn what_an_event_did_is_forgotten_and_nothing_else() {
        let mut numbers = Numbers::default();
        let order = create(&mut numbers, NumberKind::Order, "1");
        numbers.mark(order, MarkKind::Decided, 1, "b");
        numbers.mark(order, MarkKind::Decided, 2, "c");
        numbers.mark(order, MarkKind::Cancelled, 3, "c");
        numbers.unmark(order, 1);
        let deciders: Vec<&str> =
            numbers.marks(order, MarkKind::Decided).map(|mark| numbers.actor(mark.actor)).collect();
        assert_eq!(deciders, ["c"]);
        numbers.unmark(order, 2);
        assert_eq!(numbers.marks(order, MarkKind::Decided).count(), 0);
        assert_eq!(numbers.marks(order, MarkKind::Cancelled).count(), 1);
    }
}
