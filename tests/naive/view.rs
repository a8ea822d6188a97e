//! One customer as seen by a question: the cut of the events, read into plain lists, with the
//! state at the end of every day on which something happened (domain section 1).

use super::agreements::{self, Agreement};
use super::allocations::{self, Allocation, Source};
use super::book::{Event, Place};
use super::disputes::{self, Dispute};
use super::items::{self, Item};
use super::money;
use super::state::State;
use chrono::{Duration, NaiveDate};
use std::collections::BTreeSet;

pub struct View<'a> {
    pub customer: String,
    pub as_of: NaiveDate,
    /// In fold order: (`effective`, `position`).
    pub events: Vec<&'a Event>,
    pub items: Vec<Item<'a>>,
    pub sources: Vec<Source>,
    pub allocations: Vec<Allocation>,
    pub disputes: Vec<Dispute>,
    pub agreements: Vec<Agreement>,
    /// Credit notes, write-offs, recoveries: (event, item, amount).
    bookings: Vec<(&'a Event, usize, i128)>,
    /// One state per day with events; between them nothing changes but the date.
    states: Vec<State>,
    /// Per agreement: the day on which it defaulted, up to as_of.
    pub defaulted: Vec<Option<NaiveDate>>,
}

impl<'a> View<'a> {
    pub fn new(customer: &str, events: Vec<&'a Event>, as_of: NaiveDate) -> View<'a> {
        View::up_to(customer, events, as_of, None)
    }

    /// The same, without allocations that stand at a place or after it.
    fn up_to(
        customer: &str,
        events: Vec<&'a Event>,
        as_of: NaiveDate,
        end: Option<Place>,
    ) -> View<'a> {
        let items = items::all(&events);
        let sources = allocations::sources(&events, &items);
        let mut allocations = allocations::all(&events, &items, &sources);
        // An allocation may stand later than the event that recorded it.
        allocations.retain(|a| end.is_none_or(|end| a.place < end));
        let mut view = View {
            customer: customer.to_string(),
            as_of,
            disputes: disputes::all(&events, &items),
            agreements: agreements::all(&events, &items),
            bookings: bookings(&events, &items),
            events,
            items,
            sources,
            allocations,
            states: Vec::new(),
            defaulted: Vec::new(),
        };
        // Every allocation counts from the date of some event, so these are all days of change.
        let days: BTreeSet<NaiveDate> = view.events.iter().map(|e| e.effective).collect();
        view.states = days.into_iter().map(|day| State::at_end_of(&view, day)).collect();
        view.defaulted =
            view.agreements.iter().enumerate().map(|(a, _)| view.default_day(a)).collect();
        view
    }

    /// The fold just before a place, as of that place's date.
    pub fn before(&self, place: Place) -> View<'a> {
        let earlier = self.events.iter().copied().filter(|e| e.place() < place).collect();
        View::up_to(&self.customer, earlier, place.0, Some(place))
    }

    /// The state at the end of a day; none before the first event.
    pub fn state(&self, day: NaiveDate) -> Option<&State> {
        let count = self.states.partition_point(|s| s.day <= day);
        count.checked_sub(1).map(|index| &self.states[index])
    }

    pub fn events_of(&self, kind: &'static str) -> impl Iterator<Item = &'a Event> + '_ {
        self.events.iter().copied().filter(move |e| e.kind == kind)
    }

    pub fn item(&self, number: &str) -> Option<usize> {
        self.items.iter().position(|i| i.number == number)
    }

    /// The sum of one kind of booking on an item up to the end of a day.
    pub fn booked(&self, kind: &str, item: usize, day: NaiveDate) -> i128 {
        let counts =
            |b: &&(&Event, usize, i128)| b.1 == item && b.0.effective <= day && b.0.kind == kind;
        self.bookings.iter().filter(counts).map(|b| b.2).sum()
    }

    /// Open amount of an item at the end of a day.
    pub fn open(&self, item: usize, day: NaiveDate) -> i128 {
        self.state(day).map(|s| s.items[item].open).unwrap_or(0)
    }

    /// The newest deferral or instalment on an item at the end of a day, unless it is
    /// terminated: an older one never comes back (section 7).
    pub fn governing(&self, item: usize, day: NaiveDate) -> Option<usize> {
        let newest = self
            .agreements
            .iter()
            .rposition(|a| a.moves_dates() && a.signed() <= day && a.covers_item(item))?;
        let terminated = self.agreements[newest].terminated.is_some_and(|t| t.0 <= day);
        (!terminated).then_some(newest)
    }

    pub fn has_defaulted(&self, agreement: usize, day: NaiveDate) -> bool {
        self.defaulted[agreement].is_some_and(|d| d <= day)
    }

    /// When n instalments are missed at the end of a day, the agreement defaults on that day,
    /// finally (section 7). Looked for day by day while it is in force.
    fn default_day(&self, agreement: usize) -> Option<NaiveDate> {
        let signed = &self.agreements[agreement];
        if signed.schedule.is_empty() {
            return None;
        }
        let last = match signed.ended() {
            Some(ended) => self.as_of.min(ended.0 - Duration::days(1)),
            None => self.as_of,
        };
        let mut day = signed.signed();
        while day <= last {
            let state = self.state(day)?.agreements[agreement].as_ref()?;
            let missed = (0..signed.schedule.len())
                .filter(|&part| signed.schedule[part].0 < day && !state.met[part])
                .count();
            if missed >= signed.missed_limit {
                return Some(day);
            }
            day += Duration::days(1);
        }
        None
    }

    /// Unapplied = received - allocated - refunded + excess credits (section 5). Money out of a
    /// credit note's excess is taken from it likewise; a bounce undoes all but the refunds.
    pub fn unapplied(&self, currency: &str, day: NaiveDate) -> i128 {
        let Some(state) = self.state(day) else { return 0 };
        let mut unapplied: i128 = self
            .items
            .iter()
            .zip(&state.items)
            .filter(|(item, _)| item.currency == currency)
            .map(|(_, state)| state.excess)
            .sum();
        for source in self.sources.iter().filter(|s| s.currency == currency && s.place.0 <= day) {
            let bounced = source.reversed.is_some_and(|r| r.0 <= day);
            if !source.is_note && !bounced {
                unapplied += source.amount;
            }
            unapplied -= source.refunds.iter().filter(|r| r.0.0 <= day).map(|r| r.1).sum::<i128>();
        }
        for allocation in &self.allocations {
            if self.sources[allocation.source].currency == currency {
                unapplied -= allocation.live(day);
            }
        }
        unapplied
    }

    /// Every currency that had an invoice, fee or payment (section 6).
    pub fn currencies(&self) -> BTreeSet<String> {
        let of_items = self.items.iter().map(|i| i.currency.clone());
        let of_payments = self.sources.iter().map(|s| s.currency.clone());
        of_items.chain(of_payments).collect()
    }
}

fn bookings<'a>(events: &[&'a Event], items: &[Item]) -> Vec<(&'a Event, usize, i128)> {
    let kinds = ["credit_note.issued", "invoice.written_off", "write_off.recovered"];
    let mut found = Vec::new();
    for &event in events.iter().filter(|e| kinds.contains(&e.kind.as_str())) {
        if let Some(item) = items.iter().position(|i| i.number == event.text("invoice")) {
            found.push((event, item, money::parse(event.text("amount"), &items[item].currency)));
        }
    }
    found
}
