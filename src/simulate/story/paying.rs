//! Money: when it comes, where it goes, and when it goes back.

use super::Scene;
use super::agenda::Task;
use crate::simulate::calendar::Day;
use crate::simulate::character::Character;
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Minor};
use crate::simulate::record::{cash, invoicing};

/// How many of the newest open items are looked at; bounds the work of a payment.
const LOOKED_AT: usize = 24;

impl Scene<'_> {
    /// Enters the day on which the customer means to pay.
    pub(super) fn plan_payment(&mut self, item: usize) {
        let Some(due) = invoicing::due(self.c, item) else {
            self.later(20, 30, Task::Pay(item));
            return;
        };
        let known = &self.c.items[item];
        let discount = known.terms.and_then(|terms| terms.discount);
        let takes_discount =
            matches!(self.c.character, Character::Prompt | Character::SlightlyLate);
        let day = match discount {
            Some((days, _)) if takes_discount => {
                known.life.day + self.desk.rng.days(2, days as i32)
            }
            _ => due + self.c.character.lag(&mut self.desk.rng, due),
        };
        let day = day.max(self.desk.today + 1);
        self.agenda.enter(day, self.c.serial, Task::Pay(item));
    }

    /// Other items that a payment may settle too: soon due, same currency.
    fn company_of(&self, item: usize, day: Day) -> Vec<usize> {
        let currency = self.c.items[item].currency;
        let newest = self.c.open_items.iter().rev().take(LOOKED_AT).rev();
        let soon = |other: &&usize| {
            let known = &self.c.items[**other];
            **other != item
                && known.currency == currency
                && known.due.is_some_and(|due| due < day + 12)
                && cash::room(self.c, **other, day) > 0
        };
        newest.filter(soon).take(3).copied().collect()
    }

    pub(super) fn pay(&mut self, item: usize) {
        if !self.c.items[item].life.alive || self.c.items[item].open_now() == 0 {
            return;
        }
        if invoicing::due(self.c, item).is_none() {
            self.c.items[item].visits += 1;
            if self.c.items[item].visits < 12 {
                self.later(12, 25, Task::Pay(item));
            }
            return;
        }
        let day = self.happened();
        let room = cash::room(self.c, item, day);
        if room == 0 {
            self.later(5, 15, Task::Pay(item));
            return;
        }
        if self.takes_discount(item, day, room) {
            return;
        }
        if self.pays_short(item, day, room) {
            return;
        }
        let is_partial = self.desk.rng.chance(self.c.character.partial_per_mille());
        let mut shares = vec![(item, room)];
        if is_partial && room > 10 {
            shares[0].1 = room * self.desk.rng.pick(&[20, 30, 30, 50, 60, 80]) / 100;
            self.later(7, 45, Task::Pay(item));
        } else if self.desk.rng.chance(300) {
            for other in self.company_of(item, day) {
                shares.push((other, cash::room(self.c, other, day)));
            }
        }
        self.receive(day, shares);
    }

    /// Pays within the discount's days: 2 % less, and a credit note for the rest.
    fn takes_discount(&mut self, item: usize, day: Day, room: Minor) -> bool {
        let known = &self.c.items[item];
        let Some((days, _)) = known.terms.and_then(|terms| terms.discount) else { return false };
        let is_in_time = day <= known.life.day + days as i32;
        if !is_in_time || room < known.gross || room < 100 {
            return false;
        }
        let currency = known.currency;
        let discount = (room * 2 + 50) / 100;
        let share = [(item, room - discount)];
        let paid = cash::receive(self.desk, self.c, day, (room - discount, currency), &share);
        if paid.is_some() {
            let today = self.today();
            invoicing::credit(self.desk, self.c, today, item, discount, "discount");
        }
        true
    }

    /// Bank charges are missing, and written off: not worth a letter.
    fn pays_short(&mut self, item: usize, day: Day, room: Minor) -> bool {
        let rest = self.c.items[item].currency.scale() * self.desk.rng.between(1, 40);
        let is_short = self.desk.wants(Kind::WrittenOff, 2500) && self.desk.rng.chance(100);
        if !is_short || room < rest * 20 || self.receive(day, vec![(item, room - rest)]).is_none() {
            return false;
        }
        let today = self.today();
        let left = cash::room(self.c, item, today).min(rest);
        invoicing::write_off(self.desk, self.c, today, item, left);
        true
    }

    /// Books a payment that means these shares, and what may become of it.
    pub(super) fn receive(&mut self, day: Day, shares: Vec<(usize, Minor)>) -> Option<usize> {
        let currency = self.c.items[shares[0].0].currency;
        let total: Minor = shares.iter().map(|share| share.1).sum();
        let is_over = self.desk.rng.chance(35);
        let amount = if is_over { self.rounded_up(total, currency) } else { total };
        let says_nothing = self.desk.rng.chance(230);
        let shares = if says_nothing { Vec::new() } else { shares };
        let payment = cash::receive(self.desk, self.c, day, (amount, currency), &shares)?;
        if says_nothing {
            self.later(0, 4, Task::Apply(payment));
        } else if amount > total {
            self.later(3, 30, Task::Apply(payment));
        }
        if self.desk.wants(Kind::PaymentReversed, 6000) && self.desk.rng.chance(180) {
            self.later(1, 6, Task::Bounce(payment));
        } else if self.desk.wants(Kind::PaymentDeallocated, 5000) && self.desk.rng.chance(220) {
            self.later(2, 20, Task::Reallocate(payment));
        }
        Some(payment)
    }

    fn rounded_up(&mut self, amount: Minor, currency: Currency) -> Minor {
        let step = currency.scale() * self.desk.rng.pick(&[10, 100, 1000]);
        (amount / step + 1) * step
    }

    /// Allocates what a payment has left: the oldest due date first, else a refund.
    pub(super) fn apply(&mut self, payment: usize) {
        let day = self.happened();
        let known = &self.c.payments[payment];
        let (currency, mut left) = (known.currency, known.spare(day));
        if left == 0 {
            return;
        }
        let newest = self.c.open_items.iter().rev().take(LOOKED_AT * 2).copied();
        let mut items: Vec<usize> = newest
            .filter(|item| self.c.items[*item].currency == currency)
            .filter(|item| cash::room(self.c, *item, day) > 0)
            .collect();
        items.sort_by_key(|item| (self.c.items[*item].due, *item));
        let mut shares = Vec::new();
        for item in items.into_iter().take(4) {
            let part = left.min(cash::room(self.c, item, day));
            if part > 0 {
                shares.push((item, part));
                left -= part;
            }
        }
        let method = self.desk.rng.pick(&["auto", "auto", "manual", "remittance"]);
        if !shares.is_empty() {
            cash::allocate(self.desk, self.c, day, payment, &shares, method);
        }
        if left == 0 {
            return;
        }
        if self.desk.wants(Kind::PaymentRefunded, 2500) && self.desk.rng.chance(300) {
            let today = self.today();
            let spare = self.c.payments[payment].spare(today);
            cash::refund(self.desk, self.c, today, payment, spare);
        } else {
            self.later(10, 40, Task::Apply(payment));
        }
    }

    pub(super) fn bounce(&mut self, payment: usize) {
        if self.c.payments[payment].refunded > 0 {
            return;
        }
        let today = self.today();
        let reason = self.desk.rng.pick(&["bounced", "bounced", "recalled"]);
        if cash::reverse(self.desk, self.c, today, payment, reason).is_none() {
            return;
        }
        for item in self.c.payments[payment].items.clone() {
            self.later(3, 30, Task::Pay(item));
            self.later(2, 8, Task::Chase(item));
        }
    }

    /// Takes a payment off the wrong invoice; it is applied anew a little later.
    pub(super) fn reallocate(&mut self, payment: usize) {
        let today = self.today();
        let items = &self.c.payments[payment].items;
        if items.is_empty() {
            return;
        }
        let item = items[self.desk.rng.index(items.len())];
        let paid = self.c.items[item].paid_by(payment, today);
        let amount = if self.desk.rng.chance(700) { paid } else { paid / 2 };
        let taken = cash::deallocate(self.desk, self.c, today, payment, (item, amount));
        if taken.is_some() {
            self.later(0, 6, Task::Apply(payment));
            self.later(8, 30, Task::Pay(item));
        }
    }

    /// Uses the excess of a credit note: on another invoice, else it is paid out.
    pub(super) fn use_excess(&mut self, note: usize) {
        let today = self.today();
        let source = self.c.notes[note].item;
        if !self.c.notes[note].life.alive {
            return;
        }
        let excess = self.c.items[source].excess(note, today);
        if excess == 0 {
            return;
        }
        let currency = self.c.items[source].currency;
        let newest = self.c.open_items.iter().rev().take(LOOKED_AT);
        let target = newest.copied().find(|item| {
            *item != source
                && self.c.items[*item].currency == currency
                && cash::room(self.c, *item, today) > 0
        });
        match target {
            Some(target) => {
                let part = excess.min(cash::room(self.c, target, today));
                cash::allocate_note(self.desk, self.c, today, note, &[(target, part)]);
            }
            None if self.desk.rng.chance(400) => {
                cash::refund_note(self.desk, self.c, today, note, excess);
            }
            None => self.later(10, 40, Task::UseExcess(note)),
        }
    }

    /// A written-off debt comes back: the invoice is reopened and paid the same day.
    pub(super) fn recover(&mut self, item: usize) {
        let today = self.today();
        let whole = self.c.items[item].recoverable(today);
        let amount = whole * self.desk.rng.pick(&[20, 50, 100]) / 100;
        if invoicing::recover(self.desk, self.c, today, item, amount).is_some() {
            let room = cash::room(self.c, item, today);
            self.receive(today, vec![(item, amount.min(room).max(1))]);
        }
    }
}
