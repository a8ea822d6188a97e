//! Cash applied to items: allocations, deallocations, reversals (domain section 5).

use super::book::{Event, Place};
use super::items::Item;
use super::money;
use chrono::NaiveDate;

/// Where money comes from: a payment, or a credit note with excess.
#[derive(Clone, Debug)]
pub struct Source {
    pub number: String,
    pub currency: String,
    pub amount: i128,
    pub is_note: bool,
    pub place: Place,
    /// From this place on, all of it is undone (a bounce).
    pub reversed: Option<Place>,
    pub refunds: Vec<(Place, i128)>,
}

/// One amount applied to one item.
#[derive(Clone, Debug)]
pub struct Allocation {
    pub source: usize,
    /// None while the item is not in the cut: then it does not count.
    pub item: Option<usize>,
    pub number: String,
    pub amount: i128,
    /// (the day from which it counts, position, index in the list): its place in the fold.
    pub place: Place,
    /// The place of the event that recorded it.
    pub entered: Place,
    pub taken_back: Vec<(Place, i128)>,
    pub reversed: Option<Place>,
}

impl Allocation {
    /// What counts of it at the end of a day.
    pub fn live(&self, day: NaiveDate) -> i128 {
        self.live_at((day, u64::MAX, usize::MAX))
    }
    /// What counts of it once everything up to a place has happened.
    pub fn live_at(&self, place: Place) -> i128 {
        if self.item.is_none() || self.place > place || self.reversed.is_some_and(|p| p <= place) {
            return 0;
        }
        self.amount - self.taken_back.iter().filter(|t| t.0 <= place).map(|t| t.1).sum::<i128>()
    }
    /// What will count of it at its own place, taken-back amounts before that place left out.
    pub fn at_its_place(&self) -> i128 {
        self.live_at(self.place)
    }
    fn not_taken_back(&self) -> i128 {
        self.amount - self.taken_back.iter().map(|t| t.1).sum::<i128>()
    }
}

/// The payments and credit notes of a cut.
pub fn sources(events: &[&Event], items: &[Item]) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for event in events {
        let (number, currency, is_note) = match event.kind.as_str() {
            "payment.received" => {
                (event.text("payment"), event.text("currency").to_string(), false)
            }
            "credit_note.issued" => {
                let item = items.iter().find(|i| i.number == event.text("invoice"));
                (
                    event.text("credit_note"),
                    item.expect("the note's invoice").currency.clone(),
                    true,
                )
            }
            _ => continue,
        };
        sources.push(Source {
            number: number.to_string(),
            amount: money::parse(event.text("amount"), &currency),
            currency,
            is_note,
            place: event.place(),
            reversed: None,
            refunds: Vec::new(),
        });
    }
    for event in events {
        match event.kind.as_str() {
            "payment.reversed" => {
                let source = source_of(event, &sources);
                sources[source].reversed = Some(event.place());
            }
            "payment.refunded" => {
                let source = source_of(event, &sources);
                let source = &mut sources[source];
                let amount = money::parse(event.text("amount"), &source.currency);
                source.refunds.push((event.place(), amount));
            }
            _ => {}
        }
    }
    sources
}

/// All allocations of a cut with what happened to them, in the order of their places. An
/// allocation inside `payment.received` stands at that event's place.
pub fn all(events: &[&Event], items: &[Item], sources: &[Source]) -> Vec<Allocation> {
    let mut found = Vec::new();
    for event in events {
        if event.kind != "payment.received" && event.kind != "payment.allocated" {
            continue;
        }
        let source = source_of(event, sources);
        for (index, entry) in event.list("allocations").iter().enumerate() {
            found.push(allocation(event, index, entry, source, items, sources));
        }
    }
    found.sort_by_key(|a| a.place);
    for event in events.iter().filter(|e| e.kind == "payment.deallocated") {
        let source = source_of(event, sources);
        for entry in event.list("allocations") {
            let number = entry["invoice"].as_str().expect("invoice");
            let amount = entry["amount"].as_str().expect("amount");
            let amount = money::parse(amount, &sources[source].currency);
            take_back(&mut found, source, number, amount, event.place());
        }
    }
    found
}

/// The payment of that number, else the credit note.
fn source_of(event: &Event, sources: &[Source]) -> usize {
    let named = |s: &Source| s.number == event.text("payment");
    let payment = sources.iter().position(|s| named(s) && !s.is_note);
    payment.or(sources.iter().position(named)).expect("the payment")
}

/// It counts from the latest of the payment's, the invoice's and its own effective date.
fn allocation(
    event: &Event,
    index: usize,
    entry: &serde_json::Value,
    source: usize,
    items: &[Item],
    sources: &[Source],
) -> Allocation {
    let number = entry["invoice"].as_str().expect("invoice");
    let item = items.iter().position(|i| i.number == number);
    let issued = item.map(|i| items[i].issued()).unwrap_or(NaiveDate::MAX);
    let day = event.effective.max(sources[source].place.0).max(issued);
    Allocation {
        source,
        item,
        number: number.to_string(),
        amount: money::parse(entry["amount"].as_str().expect("amount"), &sources[source].currency),
        place: (day, event.position, index + 1),
        entered: event.place(),
        taken_back: Vec::new(),
        reversed: sources[source].reversed,
    }
}

/// A deallocation takes from the newest allocation of that payment to that invoice first.
fn take_back(found: &mut [Allocation], source: usize, number: &str, amount: i128, place: Place) {
    let mut left = amount;
    for allocation in found.iter_mut().rev() {
        let same = allocation.source == source && allocation.number == number;
        if same && allocation.entered < place && left > 0 {
            let taken = left.min(allocation.not_taken_back());
            if taken > 0 {
                allocation.taken_back.push((place, taken));
                left -= taken;
            }
        }
    }
}
