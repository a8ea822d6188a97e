//! The rules of amounts, by folding the events of a group of connected items on
//! every date again (domain, sections 3 and 5). Slow, and sharing nothing with
//! the generator.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::shape::{positive, text};

/// A live event with what the fold needs.
#[derive(Debug, Clone)]
pub struct Fact {
    pub position: usize,
    pub day: i64,
    pub kind: String,
    pub data: Value,
    /// The currency of its amounts.
    pub currency: String,
    /// The credit note that this event's `payment` names, if it is one.
    pub from_note: bool,
}

impl Fact {
    /// Every item, payment and note that its money touches.
    pub fn touches(&self) -> BTreeSet<String> {
        let mut touched = BTreeSet::new();
        for field in ["invoice", "payment", "credit_note", "fee"] {
            if let Some(number) = self.data[field].as_str()
                && !(self.kind == "late_fee.charged" && field == "invoice")
            {
                touched.insert(number.to_owned());
            }
        }
        for share in self.shares("allocations").into_iter().chain(self.shares("covers")) {
            touched.insert(share.0);
        }
        touched
    }

    pub fn shares(&self, field: &str) -> Vec<(String, i64)> {
        let shares = self.data[field].as_array().into_iter().flatten();
        shares
            .map(|share| {
                (text(share, "invoice").to_owned(), positive(&share["amount"], &self.currency))
            })
            .collect()
    }

    fn amount(&self) -> i64 {
        positive(&self.data["amount"], &self.currency)
    }
}

/// Whether a type moves money.
pub fn is_money(kind: &str) -> bool {
    matches!(
        kind,
        "invoice.issued"
            | "late_fee.charged"
            | "credit_note.issued"
            | "invoice.written_off"
            | "write_off.recovered"
            | "agreement.signed"
    ) || kind.starts_with("payment.")
}

#[derive(Debug)]
struct Allocation {
    source: String,
    item: String,
    /// Its own place.
    day: i64,
    amount: i64,
}

#[derive(Debug, Default)]
struct Item {
    day: i64,
    gross: i64,
    offsets: i64,
    reductions: i64,
    written_off: i64,
    recovered: i64,
    notes: Vec<(String, i64)>,
}

#[derive(Debug, Default)]
struct Source {
    day: i64,
    amount: i64,
    refunded: i64,
    reversed: bool,
}

/// The state of a group at the end of a day.
#[derive(Debug, Default)]
pub struct State {
    day: i64,
    items: BTreeMap<String, Item>,
    payments: BTreeMap<String, Source>,
    notes: BTreeMap<String, Source>,
    allocations: Vec<Allocation>,
}

impl State {
    /// Folds what counts by the end of `day`, in the order (effective, position).
    pub fn fold(facts: &[&Fact], day: i64) -> Self {
        let mut state = State { day, ..State::default() };
        let mut facts: Vec<_> = facts.iter().filter(|fact| fact.day <= day).collect();
        facts.sort_by_key(|fact| (fact.day, fact.position));
        for fact in facts {
            state.apply(fact);
        }
        state
    }

    fn apply(&mut self, fact: &Fact) {
        let number = |field: &str| text(&fact.data, field).to_owned();
        match fact.kind.as_str() {
            "invoice.issued" | "late_fee.charged" => {
                let field = if fact.kind == "invoice.issued" { "invoice" } else { "fee" };
                let item = Item { day: fact.day, gross: fact.amount(), ..Item::default() };
                self.items.insert(number(field), item);
            }
            "credit_note.issued" => {
                let note = number("credit_note");
                let item = self.items.get_mut(&number("invoice")).expect("credit before invoice");
                item.notes.push((note.clone(), fact.amount()));
                let source = Source { day: fact.day, amount: fact.amount(), ..Source::default() };
                self.notes.insert(note, source);
            }
            "invoice.written_off" => {
                self.items.get_mut(&number("invoice")).unwrap().written_off += fact.amount();
            }
            "write_off.recovered" => {
                self.items.get_mut(&number("invoice")).unwrap().recovered += fact.amount();
            }
            "payment.received" => {
                let source = Source { day: fact.day, amount: fact.amount(), ..Source::default() };
                self.payments.insert(number("payment"), source);
                self.allocate(fact);
            }
            "payment.allocated" => self.allocate(fact),
            "payment.deallocated" => self.deallocate(fact),
            "payment.reversed" => {
                let payment = number("payment");
                self.payments.get_mut(&payment).expect("reversed before received").reversed = true;
                self.allocations.retain(|allocation| allocation.source != payment);
            }
            "payment.refunded" => {
                let source = number("payment");
                let sources = if fact.from_note { &mut self.notes } else { &mut self.payments };
                let source = sources.get_mut(&source).expect("refunded before received");
                assert!(!source.reversed, "refund after a reversal");
                source.refunded += fact.amount();
            }
            "agreement.signed" => self.settle(fact),
            other => panic!("{other} moves no money"),
        }
    }

    fn allocate(&mut self, fact: &Fact) {
        let source = text(&fact.data, "payment").to_owned();
        let known = if fact.from_note { &self.notes } else { &self.payments };
        assert!(!known[&source].reversed, "allocation after a reversal");
        for (item, amount) in fact.shares("allocations") {
            self.allocations.push(Allocation {
                source: source.clone(),
                item,
                day: fact.day,
                amount,
            });
        }
    }

    /// When an allocation counts: the latest of source, invoice and itself.
    fn counts(&self, allocation: &Allocation) -> bool {
        self.items
            .get(&allocation.item)
            .is_some_and(|item| item.day.max(allocation.day) <= self.day)
    }

    fn deallocate(&mut self, fact: &Fact) {
        let source = text(&fact.data, "payment");
        for (item, mut left) in fact.shares("allocations") {
            let pair = |a: &&mut Allocation| a.source == source && a.item == item;
            for allocation in self.allocations.iter_mut().rev().filter(pair) {
                let part = left.min(allocation.amount);
                allocation.amount -= part;
                left -= part;
            }
            assert_eq!(left, 0, "deallocated more than was allocated");
        }
    }

    fn settle(&mut self, fact: &Fact) {
        let kind = text(&fact.data, "kind");
        let field = match kind {
            "offset" => "goods_value",
            "price_reduction" => "amount",
            _ => return,
        };
        let mut left = positive(&fact.data[field], &fact.currency);
        for (item, covered) in fact.shares("covers") {
            let part = left.min(covered);
            left -= part;
            let item = self.items.get_mut(&item).expect("covered before it was issued");
            if kind == "offset" {
                item.offsets += part;
            } else {
                item.reductions += part;
            }
        }
        assert_eq!(left, 0, "{kind} exceeds what is covered");
    }

    /// What settles an item beside credits; what credits it.
    fn settled(&self, number: &str) -> (i64, i64) {
        let item = &self.items[number];
        let allocations = self.allocations.iter().filter(|a| a.item == number && self.counts(a));
        let allocated: i64 = allocations.map(|a| a.amount).sum();
        let credits = item.reductions + item.notes.iter().map(|note| note.1).sum::<i64>();
        (allocated + item.offsets + item.written_off - item.recovered, credits)
    }

    pub fn open(&self, number: &str) -> i64 {
        let (settled, credits) = self.settled(number);
        (self.items[number].gross - settled - credits).max(0)
    }

    /// Every rule of amounts, on this day.
    pub fn check(&self) {
        for (number, item) in &self.items {
            let (settled, credits) = self.settled(number);
            assert!(settled <= item.gross, "{number} is open below zero: {item:?}");
            assert!(credits <= item.gross, "{number}: credits above the gross: {item:?}");
            assert!(item.recovered <= item.written_off, "{number}: recovered too much: {item:?}");
            let mut excess = credits.min((settled + credits - item.gross).max(0));
            for (note, amount) in item.notes.iter().rev() {
                let held = excess.min(*amount);
                excess -= held;
                let used = self.used(note) + self.notes[note].refunded;
                assert!(used <= held, "{note} on {number}: {used} taken out of {held}");
            }
        }
        for (number, payment) in &self.payments {
            let used = self.used(number) + payment.refunded;
            let holds = if payment.reversed { payment.refunded } else { payment.amount };
            assert!(used <= holds, "{number}: {used} used of {holds}");
        }
        for allocation in &self.allocations {
            let sources = [&self.payments, &self.notes];
            let source = sources.iter().find_map(|sources| sources.get(&allocation.source));
            assert!(source.is_some_and(|source| source.day <= allocation.day));
        }
    }

    fn used(&self, source: &str) -> i64 {
        self.allocations.iter().filter(|a| a.source == source).map(|a| a.amount).sum()
    }
}
