//! Where the units of one payment sit, and which promises hold them (domain section 8).
//!
//! A payment is offered to promises without invoices once, at its own place; what they take
//! sits on its unapplied rest first, then on its allocations in order. What an allocation has
//! left is offered to promises that name the invoice, once, at the allocation's place.

use super::readings;

/// The units of one allocation.
#[derive(Clone, Debug, Default)]
pub struct Lot {
    pub allocation: usize,
    /// Held by nobody.
    pub free: i128,
    /// Held by promises without invoices.
    pub unnamed: i128,
    /// Held by promises that name the invoice, in the order of taking.
    pub named: Vec<(usize, i128)>,
}

/// The units of one payment or credit note.
#[derive(Clone, Debug, Default)]
pub struct Purse {
    pub rest_free: i128,
    pub rest_unnamed: i128,
    pub lots: Vec<Lot>,
    /// Promises without invoices and what each holds, in the order of taking.
    pub holders: Vec<(usize, i128)>,
}

/// Units that a promise loses.
pub type Loss = (usize, i128);

impl Purse {
    /// The payment comes in; `at_once` are its allocations that count on the same day, and
    /// `taken` is what promises without invoices took of it.
    pub fn receive(&mut self, amount: i128, at_once: &[(usize, i128)], taken: Vec<(usize, i128)>) {
        let mut held: i128 = taken.iter().map(|t| t.1).sum();
        self.holders = taken;
        let rest = amount - at_once.iter().map(|a| a.1).sum::<i128>();
        self.rest_unnamed = held.min(rest);
        self.rest_free = rest - self.rest_unnamed;
        held -= self.rest_unnamed;
        for (allocation, units) in at_once {
            let unnamed = held.min(*units);
            held -= unnamed;
            let free = units - unnamed;
            self.lots.push(Lot { allocation: *allocation, free, unnamed, named: Vec::new() });
        }
    }

    /// The rest is allocated: free units first. Returns what is left to offer.
    pub fn allocate(&mut self, allocation: usize, amount: i128) -> i128 {
        let free = amount.min(self.rest_free);
        let unnamed = (amount - free).min(self.rest_unnamed);
        self.rest_free -= free;
        self.rest_unnamed -= unnamed;
        self.lots.push(Lot { allocation, free, unnamed, named: Vec::new() });
        free
    }

    /// Out of a credit note: all units are free, and there is no rest.
    pub fn allocate_note(&mut self, allocation: usize, amount: i128) -> i128 {
        self.lots.push(Lot { allocation, free: amount, ..Lot::default() });
        amount
    }

    pub fn free_of(&self, allocation: usize) -> i128 {
        self.lots.iter().filter(|l| l.allocation == allocation).map(|l| l.free).sum()
    }

    /// Promises that name the invoice take free units of an allocation.
    pub fn take_named(&mut self, allocation: usize, taken: Vec<(usize, i128)>) {
        let lot = self.lots.iter_mut().find(|l| l.allocation == allocation).expect("a lot");
        lot.free -= taken.iter().map(|t| t.1).sum::<i128>();
        lot.named.extend(taken);
    }

    /// Part of an allocation goes back to the rest: free units first, then those held by
    /// promises without invoices (which keep them), then the last taken by naming promises.
    pub fn deallocate(&mut self, allocation: usize, amount: i128) -> Vec<Loss> {
        let Some(lot) = self.lots.iter_mut().find(|l| l.allocation == allocation) else {
            return Vec::new();
        };
        let free = amount.min(lot.free);
        lot.free -= free;
        let unnamed = (amount - free).min(lot.unnamed);
        lot.unnamed -= unnamed;
        let mut losses = take_last(&mut lot.named, amount - free - unnamed);
        self.rest_free += amount - unnamed;
        if readings::UNNAMED_PROMISE_KEEPS_DEALLOCATED {
            self.rest_unnamed += unnamed;
        } else {
            self.rest_free += unnamed;
            losses.extend(take_last(&mut self.holders, unnamed));
        }
        losses
    }

    /// A refund uses up free units of the rest, then held ones, which shift to free units of
    /// the allocations in order; what finds no place is lost by the last taker.
    pub fn refund(&mut self, amount: i128) -> Vec<Loss> {
        let free = amount.min(self.rest_free);
        self.rest_free -= free;
        let mut homeless = (amount - free).min(self.rest_unnamed);
        self.rest_unnamed -= homeless;
        for lot in &mut self.lots {
            let shift = homeless.min(lot.free);
            lot.free -= shift;
            lot.unnamed += shift;
            homeless -= shift;
        }
        take_last(&mut self.holders, homeless)
    }

    /// The payment bounces: everything is lost.
    pub fn reverse(&mut self) -> Vec<Loss> {
        let mut losses = std::mem::take(&mut self.holders);
        for lot in &mut self.lots {
            losses.append(&mut lot.named);
        }
        *self = Purse::default();
        losses
    }
}

/// Takes an amount back from holders, the last taker first.
fn take_last(holders: &mut [(usize, i128)], amount: i128) -> Vec<Loss> {
    let mut left = amount;
    let mut losses = Vec::new();
    for holder in holders.iter_mut().rev() {
        let lost = left.min(holder.1);
        holder.1 -= lost;
        left -= lost;
        if lost > 0 {
            losses.push((holder.0, lost));
        }
    }
    losses
}
