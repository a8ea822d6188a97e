//! Payments and credit notes, and how money moves on and off items.

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};

use super::fold::Fold;
use super::item::{Slice, SliceSource};
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
    /// What promises without invoices took of its unapplied rest: promise, amount.
    pub rest_taken: Vec<(usize, Minor)>,
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
        self.unapplied() - self.rest_taken.iter().map(|(_, amount)| amount).sum::<Minor>()
    }
}

/// A credit note.
#[derive(Debug, Clone, Copy)]
pub struct CreditNote {
    /// Where it was issued.
    pub place: Place,
    /// The item that it reduces.
    pub item: ItemIx,
    /// By how much.
    pub amount: Minor,
}

/// Takes up to `amount` off the end of a list of takings; calls `moved` for each piece.
fn unwind(
    takings: &mut Vec<(usize, Minor)>,
    mut amount: Minor,
    mut moved: impl FnMut(usize, Minor),
) -> Minor {
    while amount > 0 {
        let Some(last) = takings.last_mut() else { break };
        let piece = last.1.min(amount);
        last.1 -= piece;
        amount -= piece;
        moved(last.0, piece);
        if last.1 == 0 {
            takings.pop();
        }
    }
    amount
}

impl Fold<'_, '_> {
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
        let mut slice = Slice {
            place,
            item,
            source,
            live: amount,
            applied: amount,
            taken_named: Vec::new(),
            taken_general: Vec::new(),
        };
        match source {
            SliceSource::Payment(payment) => {
                let payment = &mut self.account.payments[payment];
                // Free units of the rest go first; what promises hold moves along.
                let held = amount - payment.rest_free().clamp(0, amount);
                unwind(&mut payment.rest_taken, held, |promise, piece| {
                    slice.taken_general.push((promise, piece));
                });
                payment.allocated += amount;
                payment.slices.push(ix);
                self.account.items[item].allocated += amount;
            }
            SliceSource::Note(note) => {
                let of = self.account.notes[note].item;
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

    /// Reduces a slice; its units go back to the payment's unapplied rest.
    fn shrink(&mut self, ix: SliceIx, amount: Minor) {
        let account = &mut self.account;
        let slice = &mut account.slices[ix];
        let held = amount - slice.free().clamp(0, amount);
        slice.live -= amount;
        let item = slice.item;
        let mut back = Vec::new();
        let left = unwind(&mut slice.taken_general, held, |promise, piece| {
            back.push((promise, piece));
        });
        let promises = &mut account.promises;
        unwind(&mut slice.taken_named, left, |promise, piece| promises[promise].give_back(piece));
        match slice.source {
            SliceSource::Payment(payment) => {
                account.payments[payment].allocated -= amount;
                account.payments[payment].rest_taken.extend(back);
                account.items[item].allocated -= amount;
            }
            SliceSource::Note(note) => {
                let of = account.notes[note].item;
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
        account.payments[payment].reversed = Some(place);
        for (promise, amount) in std::mem::take(&mut account.payments[payment].rest_taken) {
            account.promises[promise].give_back(amount);
        }
    }

    /// Money goes back to the customer: free units of the rest first; what
    /// promises held of the rest moves to free units of the payment's allocations.
    pub(super) fn refund(&mut self, payment: PaymentIx, amount: Minor) {
        let account = &mut self.account;
        let held = amount - account.payments[payment].rest_free().clamp(0, amount);
        account.payments[payment].refunded += amount;
        let mut lost = Vec::new();
        unwind(&mut account.payments[payment].rest_taken, held, |promise, piece| {
            lost.push((promise, piece));
        });
        for (promise, mut piece) in lost {
            for ix in account.payments[payment].slices.clone() {
                let slice = &mut account.slices[ix];
                let moved = slice.free().clamp(0, piece);
                if moved > 0 {
                    slice.taken_general.push((promise, moved));
                    piece -= moved;
                }
            }
            account.promises[promise].give_back(piece);
        }
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
            if took > 0 {
                paid.rest_taken.push((promise, took));
            }
            for ix in &paid.slices {
                let slice = &mut account.slices[*ix];
                let piece = slice.free().clamp(0, want - took);
                if piece > 0 {
                    slice.taken_general.push((promise, piece));
                    took += piece;
                }
            }
            account.promises[promise].take(took);
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
                account.promises[promise].take(piece);
            }
        }
    }
}
