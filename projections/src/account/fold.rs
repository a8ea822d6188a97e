//! The fold: one step an event (or allocation), in fold order; one close a day.

use std::collections::BTreeSet;

use duebook_events::invoice::{FeeKind, InvoiceIssued};
use duebook_events::payment::Allocation;
use duebook_events::{Day, EventData, PaymentNo};

use super::indices::Indices;
use super::item::{Fee, Item};
use super::money_flow::{CreditNote, Payment};
use super::promise::Promises;
use super::{Account, AgreedTerms, ItemIx, Numbers};
use crate::history::{Fact, Place};
use crate::policy::Policy;

/// An account while it is being folded.
pub(super) struct Fold<'a, 'p> {
    pub(super) account: Account<'a>,
    pub(super) policy: &'p Policy,
    touched: Vec<ItemIx>,
    touched_agreements: Vec<usize>,
    /// Days on which an instalment of an agreement may have become missed.
    pub(super) watch: BTreeSet<(Day, usize)>,
}

/// One step of the fold.
enum Step<'a> {
    /// An event at its own place.
    Event(&'a Fact),
    /// An allocation that counts later than its event, or one of `payment.allocated`.
    Allocate { source: &'a PaymentNo, allocation: &'a Allocation },
}

struct Ordered<'a> {
    place: Place,
    /// Order within one event.
    sub: u32,
    step: Step<'a>,
}

/// Folds the facts that count, given in order of position.
pub(super) fn fold<'a>(facts: Vec<&'a Fact>, as_of: Day, policy: &'a Policy) -> Account<'a> {
    let mut fold = Fold::new(as_of, policy);
    fold.advance(facts, as_of);
    fold.account
}

impl<'a, 'p> Fold<'a, 'p> {
    /// An account of which nothing is known.
    pub(super) fn new(as_of: Day, policy: &'p Policy) -> Self {
        Self {
            account: empty(as_of, policy),
            policy,
            touched: Vec::new(),
            touched_agreements: Vec::new(),
            watch: BTreeSet::new(),
        }
    }

    /// Folds facts that come after everything that was folded, given in order of
    /// position, and closes all days up to `as_of`.
    pub(super) fn advance(&mut self, facts: Vec<&'a Fact>, as_of: Day) {
        self.account.as_of = as_of;
        self.enter_documents(&facts);
        let steps = self.steps(&facts, as_of);
        self.enter_facts(facts);
        let mut next = 0;
        while next < steps.len() {
            let day = steps[next].place.day;
            self.close_days_before(day);
            while let Some(step) = steps.get(next).filter(|step| step.place.day == day) {
                self.step(step);
                next += 1;
            }
            self.close_day(day);
        }
        self.close_days_before(as_of + 1);
    }

    /// Adds facts to those that count, by position.
    fn enter_facts(&mut self, facts: Vec<&'a Fact>) {
        let known = &mut self.account.facts;
        if known.is_empty() {
            *known = facts;
            return;
        }
        known.extend(facts);
        // Nearly always they come later; a sort that finds runs has nothing to do then.
        known.sort_by_key(|fact| fact.position);
    }
}

fn empty<'a>(as_of: Day, policy: &Policy) -> Account<'a> {
    Account {
        as_of,
        promise_grace_days: policy.promise_grace_days,
        registered: None,
        terms: Vec::new(),
        limits: Vec::new(),
        items: Vec::new(),
        payments: Vec::new(),
        notes: Vec::new(),
        slices: Vec::new(),
        promises: Promises::default(),
        agreements: Vec::new(),
        disputes: Vec::new(),
        orders: Vec::new(),
        deliveries: Vec::new(),
        securities: Vec::new(),
        reminders: Vec::new(),
        contacts: Vec::new(),
        legal_steps: Vec::new(),
        findings: Vec::new(),
        statements: Vec::new(),
        suspended: None,
        numbers: Numbers::default(),
        open: Indices::default(),
        facts: Vec::new(),
    }
}

impl<'a> Fold<'a, '_> {
    /// Enters terms, items, payments and credit notes before anything is folded:
    /// an invoice's terms are the newest dated on or before it, whatever their
    /// position, and an allocation counts from the latest of the payment's, the
    /// invoice's and its own date.
    fn enter_documents(&mut self, facts: &[&'a Fact]) {
        self.make_room(facts);
        let account = &mut self.account;
        for fact in facts {
            let place = Place { day: fact.effective, position: fact.position };
            match &fact.data {
                EventData::TermsAgreed(e) => {
                    account.terms.push(AgreedTerms { place, terms: &e.terms });
                }
                EventData::InvoiceIssued(e) => {
                    account.numbers.items.insert(e.invoice.as_str(), account.items.len());
                    account.items.push(invoice(e, place));
                }
                EventData::LateFeeCharged(e) => {
                    // A fee is in the currency of its invoice, which stands before it.
                    let Some(of) = account.numbers.items.get(e.invoice.as_str()).copied() else {
                        continue;
                    };
                    let currency = account.items[of].currency;
                    account.numbers.items.insert(e.fee.as_str(), account.items.len());
                    let gross = e.amount.minor(currency);
                    let mut item = Item::new(e.fee.as_str(), place, currency, gross);
                    item.fee = Some(Fee { of, kind: e.kind.unwrap_or(FeeKind::Interest) });
                    item.explicit_due = e.due;
                    account.items.push(item);
                }
                EventData::PaymentReceived(e) => {
                    account.numbers.payments.insert(e.payment.as_str(), account.payments.len());
                    account.payments.push(Payment {
                        number: e.payment.as_str(),
                        place,
                        currency: e.currency,
                        amount: e.amount.minor(e.currency),
                        remittance: e.remittance.as_ref().map(duebook_events::text::Text::as_str),
                        arrived: false,
                        allocated: 0,
                        refunded: 0,
                        reversed: None,
                        slices: Vec::new(),
                        taken: Vec::new(),
                        rest_held: 0,
                    });
                }
                EventData::CreditNoteIssued(e) => {
                    let Some(item) = account.numbers.items.get(e.invoice.as_str()) else {
                        continue;
                    };
                    account.numbers.notes.insert(e.credit_note.as_str(), account.notes.len());
                    account.notes.push(CreditNote {
                        number: e.credit_note.as_str(),
                        place,
                        item: *item,
                        amount: e.amount.minor(account.items[*item].currency),
                        is_discount: e.reason.as_str() == crate::discount::REASON,
                        used: 0,
                    });
                }
                _ => {}
            }
        }
        account.terms.sort_by_key(|entry| entry.place);
    }

    /// Room for what comes, so that nothing is moved while it grows.
    fn make_room(&mut self, facts: &[&Fact]) {
        let [mut items, mut payments, mut notes, mut orders, mut deliveries, mut reminders] =
            [0; 6];
        for fact in facts {
            match &fact.data {
                EventData::InvoiceIssued(_) | EventData::LateFeeCharged(_) => items += 1,
                EventData::PaymentReceived(_) => payments += 1,
                EventData::CreditNoteIssued(_) => notes += 1,
                EventData::OrderPlaced(_) => orders += 1,
                EventData::DeliveryShipped(_) => deliveries += 1,
                EventData::ReminderSent(_) => reminders += 1,
                _ => {}
            }
        }
        let account = &mut self.account;
        room(&mut account.items, items);
        room(&mut account.payments, payments);
        account.slices.reserve(payments);
        room(&mut account.notes, notes);
        room(&mut account.orders, orders);
        room(&mut account.deliveries, deliveries);
        room(&mut account.reminders, reminders);
        account.numbers.items.reserve(items);
        account.numbers.payments.reserve(payments);
        account.numbers.orders.reserve(orders);
        account.numbers.deliveries.reserve(deliveries);
    }

    /// All steps in fold order.
    fn steps(&self, facts: &[&'a Fact], as_of: Day) -> Vec<Ordered<'a>> {
        let mut steps: Vec<Ordered<'a>> = Vec::with_capacity(facts.len() + facts.len() / 4);
        for fact in facts {
            let place = Place { day: fact.effective, position: fact.position };
            let (source, allocations, inline) = match &fact.data {
                EventData::PaymentReceived(e) => (&e.payment, e.allocations.as_deref(), true),
                EventData::PaymentAllocated(e) => {
                    (&e.payment, Some(e.allocations.as_slice()), false)
                }
                _ => {
                    steps.push(Ordered { place, sub: 0, step: Step::Event(fact) });
                    continue;
                }
            };
            if inline {
                steps.push(Ordered { place, sub: 0, step: Step::Event(fact) });
            }
            for (allocation, sub) in allocations.unwrap_or_default().iter().zip(1..) {
                let Some(item) = self.account.item_ix(allocation.invoice.as_str()) else {
                    continue;
                };
                let day = place.day.max(self.account.items[item].place.day);
                // Allocations inside a payment that count at once belong to its own step.
                if day > as_of || (inline && day == place.day) {
                    continue;
                }
                let place = Place { day, position: fact.position };
                steps.push(Ordered { place, sub, step: Step::Allocate { source, allocation } });
            }
        }
        // Nearly in order as they come: a sort that finds runs has little to do.
        steps.sort_by_key(|step| (step.place, step.sub));
        steps
    }

    /// Something about an item has changed.
    pub(super) fn touch(&mut self, item: ItemIx) {
        let entry = &mut self.account.items[item];
        self.account.open.set(item, entry.open() > 0);
        if !entry.touched {
            entry.touched = true;
            self.touched.push(item);
        }
    }

    pub(super) fn touch_agreement(&mut self, agreement: usize) {
        let entry = &mut self.account.agreements[agreement];
        if !entry.touched {
            entry.touched = true;
            self.touched_agreements.push(agreement);
        }
    }

    /// Closes the days before `day` on which an instalment may have become missed.
    fn close_days_before(&mut self, day: Day) {
        while let Some((due, _)) = self.watch.first().copied().filter(|(due, _)| *due < day) {
            self.close_day(due);
        }
    }

    /// The end of a day: what is judged by days is judged here.
    fn close_day(&mut self, day: Day) {
        while let Some(entry) = self.watch.first().copied().filter(|(due, _)| *due <= day) {
            self.watch.remove(&entry);
            self.touch_agreement(entry.1);
        }
        // Both lists keep their room: there is a day for nearly every event.
        let mut touched = std::mem::take(&mut self.touched);
        for ix in touched.drain(..) {
            let item = &mut self.account.items[ix];
            item.touched = false;
            item.close_day(day);
            for of_item in 0..item.agreements.len() {
                self.touch_agreement(self.account.items[ix].agreements[of_item]);
            }
        }
        self.touched = touched;
        let mut touched = std::mem::take(&mut self.touched_agreements);
        for ix in touched.drain(..) {
            self.account.agreements[ix].touched = false;
            self.account.close_agreement_day(ix, day);
        }
        self.touched_agreements = touched;
        self.account.promises.close_day(day);
    }

    fn step(&mut self, ordered: &Ordered<'a>) {
        let place = ordered.place;
        match ordered.step {
            Step::Event(fact) => self.event(fact, place),
            Step::Allocate { source, allocation } => self.allocate(source, allocation, place),
        }
    }
}

/// Room for exactly so many, the first time; an account that is moved forward grows little by
/// little.
fn room<T>(list: &mut Vec<T>, more: usize) {
    if list.is_empty() {
        list.reserve_exact(more);
    } else {
        list.reserve(more);
    }
}

fn invoice(e: &InvoiceIssued, place: Place) -> Item<'_> {
    let mut item = Item::new(e.invoice.as_str(), place, e.currency, e.amount.minor(e.currency));
    item.explicit_due = e.due;
    item.own_terms = e.terms.as_ref();
    item.deliveries = e.deliveries.as_deref().unwrap_or_default();
    item
}
