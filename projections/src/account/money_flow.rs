//! Payments and credit notes, and how money moves on and off items.

use duebook_events::money::Minor;
use duebook_events::payment::{Allocation, PaymentReceived};
use duebook_events::{Currency, Day, PaymentNo};

use super::fold::Fold;
use super::item::{Slice, SliceSource};
use super::promise::Promises;
use super::{ItemIx, PaymentIx, SliceIx};
use crate::history::Place;

/// A payment.
#[derive(Debug)]
pub struct Payment<'a> {
    /// Its number.
    pub number: &'a str,
    /// Where it was received.
    pub place: Place,
    /// Its currency.
    pub currency: Currency,
    /// How much came in.
    pub amount: Minor,
    /// What the debtor wrote that it is for.
    pub remittance: Option<&'a str>,
    /// Whether it has been folded.
    pub arrived: bool,
    /// Live allocations.
    pub allocated: Minor,
    /// Paid back.
    pub refunded: Minor,
    /// Where it bounced.
    pub reversed: Option<Place>,
    /// Its pieces on items, in fold order.
    pub slices: Vec<SliceIx>,
    /// What promises without invoices took of it, in the order of taking: promise, amount.
    pub taken: Vec<(usize, Minor)>,
    /// How much of that sits on its unapplied rest; the rest of it sits on its pieces.
    pub rest_held: Minor,
}

impl Payment<'_> {
    /// Received - allocated - refunded; a bounce after a refund leaves it negative.
    #[must_use]
    pub fn unapplied(&self) -> Minor {
        if !self.arrived {
            return 0;
        }
        let received = if self.reversed.is_some() { 0 } else { self.amount };
        received - self.allocated - self.refunded
    }

    fn rest_free(&self) -> Minor {
        self.unapplied() - self.rest_held
    }
}

/// A credit note.
#[derive(Debug, Clone, Copy)]
pub struct CreditNote<'a> {
    /// Its number.
    pub number: &'a str,
    /// Where it was issued.
    pub place: Place,
    /// The item that it reduces.
    pub item: ItemIx,
    /// By how much.
    pub amount: Minor,
    /// Whether it grants an early-payment discount, by its reason.
    pub is_discount: bool,
    /// How much of its excess is allocated elsewhere or was paid back.
    pub used: Minor,
}

/// Takes up to `amount` back from promises: the last taker loses first.
fn unwind(takings: &mut Vec<(usize, Minor)>, mut amount: Minor, promises: &mut Promises<'_>) {
    while amount > 0 {
        let Some(last) = takings.last_mut() else { break };
        let piece = last.1.min(amount);
        last.1 -= piece;
        amount -= piece;
        promises.give_back(last.0, piece);
        if last.1 == 0 {
            takings.pop();
        }
    }
}

impl Fold<'_, '_> {
    /// A payment comes in, with the allocations that count at once.
    pub(super) fn payment_received(&mut self, e: &PaymentReceived, place: Place) {
        let Some(payment) = self.account.numbers.payments.get(e.payment.as_str()).copied() else {
            return;
        };
        self.account.payments[payment].arrived = true;
        let mut slices = Vec::new();
        for allocation in e.allocations.as_deref().unwrap_or_default() {
            let Some(item) = self.account.item_ix(allocation.invoice.as_str()) else { continue };
            if self.account.items[item].place.day <= place.day {
                let amount = allocation.amount.minor(e.currency);
                slices.push(self.apply(place, item, SliceSource::Payment(payment), amount));
            }
        }
        self.offer_payment(payment, place.day);
        for slice in slices {
            self.offer_slice(slice, place.day);
        }
    }

    /// An allocation begins to count.
    pub(super) fn allocate(&mut self, source: &PaymentNo, allocation: &Allocation, place: Place) {
        let item = self.account.item_ix(allocation.invoice.as_str());
        if let (Some(source), Some(item)) = (self.source(source, place), item) {
            // A payment that bounced before its allocation began to count holds nothing.
            if let SliceSource::Payment(ix) = source
                && self.account.payments[ix].reversed.is_some()
            {
                return;
            }
            let amount = allocation.amount.minor(self.account.items[item].currency);
            let slice = self.apply(place, item, source, amount);
            self.offer_slice(slice, place.day);
        }
    }

    /// Applies money to an item; offers it to the promises that name the item
    /// unless the caller does so later.
    pub(super) fn apply(
        &mut self,
        place: Place,
        item: ItemIx,
        source: SliceSource,
        amount: Minor,
    ) -> SliceIx {
        let ix = self.account.slices.len();
        let mut slice =
            Slice { place, item, source, live: amount, taken_named: Vec::new(), held: 0 };
        match source {
            SliceSource::Payment(payment) => {
                let payment = &mut self.account.payments[payment];
                // Free units of the rest go first; what promises hold moves along.
                let free = payment.rest_free().clamp(0, amount);
                slice.held = payment.rest_held.min(amount - free);
                payment.rest_held -= slice.held;
                payment.allocated += amount;
                payment.slices.push(ix);
                self.account.items[item].allocated += amount;
            }
            SliceSource::Note(note) => {
                let of = self.account.notes[note].item;
                self.account.notes[note].used += amount;
                self.account.items[of].excess_used += amount;
                self.account.items[item].allocated += amount;
            }
            SliceSource::Offset => self.account.items[item].offset += amount,
        }
        self.account.slices.push(slice);
        self.account.items[item].slices.push(ix);
        self.touch(item);
        ix
    }

    /// Takes money off an item again: from the newest allocation of that source first.
    pub(super) fn take_off(&mut self, item: ItemIx, source: SliceSource, mut amount: Minor) {
        let newest_first: Vec<SliceIx> = self.account.items[item]
            .slices
            .iter()
            .rev()
            .copied()
            .filter(|ix| self.account.slices[*ix].source == source)
            .collect();
        for ix in newest_first {
            let piece = self.account.slices[ix].live.min(amount);
            self.shrink(ix, piece);
            amount -= piece;
        }
    }

    /// Reduces a slice; its units go back to the payment's unapplied rest: free
    /// ones first, then those of promises without invoices, which keep them.
    fn shrink(&mut self, ix: SliceIx, amount: Minor) {
        let account = &mut self.account;
        let slice = &mut account.slices[ix];
        let taken = amount - slice.free().clamp(0, amount);
        let held = slice.held.min(taken);
        slice.live -= amount;
        slice.held -= held;
        unwind(&mut slice.taken_named, taken - held, &mut account.promises);
        let item = slice.item;
        match slice.source {
            SliceSource::Payment(payment) => {
                account.payments[payment].allocated -= amount;
                account.payments[payment].rest_held += held;
                account.items[item].allocated -= amount;
            }
            SliceSource::Note(note) => {
                let of = account.notes[note].item;
                account.notes[note].used -= amount;
                account.items[of].excess_used -= amount;
                account.items[item].allocated -= amount;
            }
            SliceSource::Offset => account.items[item].offset -= amount,
        }
        self.touch(item);
    }

    /// The payment bounced: its allocations are undone and its money stops counting.
    pub(super) fn reverse(&mut self, payment: PaymentIx, place: Place) {
        for ix in self.account.payments[payment].slices.clone() {
            let live = self.account.slices[ix].live;
            self.shrink(ix, live);
        }
        let account = &mut self.account;
        let payment = &mut account.payments[payment];
        payment.reversed = Some(place);
        payment.rest_held = 0;
        unwind(&mut payment.taken, payment.amount, &mut account.promises);
    }

    /// Money goes back to the customer: free units of the rest first; what
    /// promises held of the rest moves to free units of the payment's pieces in
    /// order, and what finds no place there is lost.
    pub(super) fn refund(&mut self, payment: PaymentIx, amount: Minor) {
        let account = &mut self.account;
        let payment = &mut account.payments[payment];
        let free = payment.rest_free().clamp(0, amount);
        let mut held = payment.rest_held.min(amount - free);
        payment.refunded += amount;
        payment.rest_held -= held;
        for ix in &payment.slices {
            let slice = &mut account.slices[*ix];
            let moved = slice.free().clamp(0, held);
            slice.held += moved;
            held -= moved;
        }
        unwind(&mut payment.taken, held, &mut account.promises);
    }

    /// Offers a payment, at its own place, to the promises without invoices:
    /// its unapplied rest first, then its allocations in order (domain, section 8).
    pub(super) fn offer_payment(&mut self, payment: PaymentIx, day: Day) {
        let currency = self.account.payments[payment].currency;
        for promise in self.takers(day, currency, None) {
            let account = &mut self.account;
            let paid = &mut account.payments[payment];
            let want = account.promises[promise].lacking();
            let mut took = want.min(paid.rest_free()).max(0);
            paid.rest_held += took;
            for ix in &paid.slices {
                let slice = &mut account.slices[*ix];
                let piece = slice.free().clamp(0, want - took);
                slice.held += piece;
                took += piece;
            }
            if took > 0 {
                paid.taken.push((promise, took));
                account.promises.take(promise, took);
            }
        }
    }

    /// Offers what is left of a slice to the promises that name its item.
    pub(super) fn offer_slice(&mut self, ix: SliceIx, day: Day) {
        let (item, free) = (self.account.slices[ix].item, self.account.slices[ix].free());
        if free <= 0 || self.account.promises.is_empty() {
            return;
        }
        let currency = self.account.items[item].currency;
        for promise in self.takers(day, currency, Some(item)) {
            let account = &mut self.account;
            let slice = &mut account.slices[ix];
            let piece = slice.free().clamp(0, account.promises[promise].lacking());
            if piece > 0 {
                slice.taken_named.push((promise, piece));
                account.promises.take(promise, piece);
            }
        }
    }
}
