//! From the order to the invoice.

use super::Scene;
use super::agenda::Task;
use crate::simulate::character::Character;
use crate::simulate::documents::{Terms, Trigger};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Minor};
use crate::simulate::record::{agreement, decision, invoicing, relation, trade};

/// Sizes of orders in yuan: lower bound, upper bound, weight.
const SIZES: [(i64, i64, u32); 7] = [
    (600, 5_000, 10),
    (5_000, 15_000, 24),
    (15_000, 40_000, 28),
    (40_000, 90_000, 20),
    (90_000, 250_000, 12),
    (250_000, 700_000, 5),
    (700_000, 3_000_000, 1),
];

impl Scene<'_> {
    pub(super) fn register(&mut self) {
        let today = self.today();
        relation::register(self.desk, self.c, today);
        let terms = self.draw_terms();
        if self.desk.rng.chance(880) {
            let from = today - self.desk.rng.days(0, 1);
            relation::agree_terms(self.desk, self.c, from, terms);
        }
        if self.desk.rng.chance(if self.activity < 50 { 300 } else { 750 }) {
            let currency = self.c.currencies[0];
            let limit = self.limit(currency);
            relation::set_limit(self.desk, self.c, today, limit, currency);
        }
        self.later(25, 45, Task::Month);
    }

    /// A limit for a customer of this size, a round figure; 0 for some newcomers.
    pub(super) fn limit(&mut self, currency: Currency) -> Minor {
        if self.c.character == Character::Newcomer && self.desk.rng.chance(300) {
            return 0;
        }
        let yuan = self.desk.rng.pick(&[100_000, 200_000, 300_000, 500_000, 1_000_000]);
        let scale = currency.scale() * 1000;
        currency.of_yuan(yuan * self.c.size_percent / 100) / scale * scale
    }

    pub(super) fn draw_terms(&mut self) -> Terms {
        // The first customers have one kind each, so that small histories show all.
        let weights = [40, 14, 16, 12, 18];
        let index = match self.c.serial {
            1..=5 if self.c.terms.is_empty() => self.c.serial as usize - 1,
            _ => self.desk.rng.weighted(&weights),
        };
        let trigger = [
            Trigger::InvoiceDate,
            Trigger::InvoiceReceived,
            Trigger::DeliveryReceived,
            Trigger::Acceptance,
            Trigger::MonthEnd,
        ][index];
        let rng = &mut self.desk.rng;
        Terms {
            trigger,
            net_days: rng.pick(&[7, 10, 15, 15, 30, 30, 30, 45, 60, 90]),
            daily_rate: rng
                .chance(600)
                .then(|| rng.pick(&["0.0005", "0.0005", "0.0003", "0.0002", "0.001", "0"])),
            rolls: rng.chance(250),
            penalty_rate: rng.chance(120).then_some("0.05"),
            stop_supply_days: rng.chance(300).then(|| rng.pick(&[10, 15, 30])),
            discount: rng.chance(120).then_some((10, "0.02")),
        }
    }

    /// A new order, sized by the customer and the table.
    pub(super) fn order(&mut self) {
        let (low, high, _) = SIZES[self.desk.rng.weighted(&SIZES.map(|size| size.2))];
        let yuan = self.desk.rng.between(low, high) * self.c.size_percent / 100;
        let second = self.c.currencies.len() > 1 && self.desk.rng.chance(350);
        let currency = self.c.currencies[usize::from(second)];
        // Whole units of ten for most, figures to the last digit for some.
        let mut target = currency.of_yuan(yuan.max(50));
        if self.desk.rng.chance(700) {
            target = (target / (currency.scale() * 10) * currency.scale() * 10).max(target.min(10));
        }
        let day = self.happened();
        if let Some(order) = trade::place_order(self.desk, self.c, day, currency, target) {
            self.later(0, 2, Task::Decide(order));
        }
    }

    pub(super) fn decide(&mut self, order: usize) {
        let known = &self.c.orders[order];
        let (currency, amount) = (known.currency, known.amount);
        let (open, overdue) = self.owed(currency);
        let over_limit = self
            .c
            .limit
            .is_some_and(|(of, limit)| of == currency && limit > 0 && open + amount > limit * 3);
        let rule = if self.c.is_suspended {
            "suspended"
        } else if overdue > 0 && self.desk.rng.chance(650) {
            match self.c.character {
                Character::Deadbeat => self.desk.rng.pick(&["refuse", "severe"]),
                Character::VeryLate => self.desk.rng.pick(&["severe", "stop_supply", "occasional"]),
                Character::Newcomer => "new_customer",
                _ => "occasional",
            }
        } else if over_limit && self.desk.rng.chance(500) {
            "over_limit"
        } else {
            "clean"
        };
        let today = self.today();
        if decision::decide(self.desk, self.c, today, order, rule, overdue).is_none() {
            return;
        }
        match rule {
            "clean" => self.later(0, 7, Task::Ship(order)),
            _ => self.later(2, 9, Task::Revisit(order)),
        }
    }

    /// An order that was not approved straight away.
    pub(super) fn revisit(&mut self, order: usize) {
        let known = &self.c.orders[order];
        if !known.life.alive || known.is_cancelled {
            return;
        }
        let today = self.today();
        let outcome = known.outcome;
        let unmet = known.conditions.iter().position(|condition| !condition.is_met);
        if self.desk.wants(Kind::OrderOverridden, 2500) && self.desk.rng.chance(400) {
            let outcome = self.desk.rng.pick(&["approved", "approved", "conditional"]);
            decision::override_decision(self.desk, self.c, today, order, outcome);
            self.later(0, 4, Task::Ship(order));
        } else if outcome == Some("rejected") || self.desk.rng.chance(120) {
            trade::cancel(self.desk, self.c, today, order);
        } else if let (Some(condition), true) = (unmet, self.desk.rng.chance(600)) {
            decision::meet_condition(self.desk, self.c, today, order, condition);
            let next =
                if self.desk.rng.chance(600) { Task::Ship(order) } else { Task::Revisit(order) };
            self.later(1, 5, next);
        } else if self.desk.rng.chance(700) {
            self.later(1, 6, Task::Ship(order));
        } else {
            self.later(3, 12, Task::Decide(order));
        }
    }

    pub(super) fn ship(&mut self, order: usize) {
        if self.desk.wants(Kind::OrderCancelled, 3000) && self.desk.rng.chance(100) {
            let today = self.today();
            trade::cancel(self.desk, self.c, today, order);
            return;
        }
        let known = &self.c.orders[order];
        let of_order = self.c.deliveries.iter().rev().take(64).filter(|d| d.order == order);
        let shipped: Minor = of_order.filter(|d| d.life.alive).map(|d| d.amount).sum();
        let left = known.amount - shipped;
        let amount = if shipped == 0 && self.desk.rng.chance(200) { (left + 1) / 2 } else { left };
        let day = self.happened();
        let Some(delivery) = trade::ship(self.desk, self.c, day, order, amount) else { return };
        self.later(1, 6, Task::Arrive(delivery));
        self.later(0, 5, Task::Bill(order, delivery));
        if amount < left {
            self.later(5, 25, Task::Ship(order));
        }
    }

    pub(super) fn arrive(&mut self, delivery: usize) {
        let is_short =
            self.desk.rng.chance(if self.c.character == Character::Disputing { 180 } else { 50 });
        let day = self.happened();
        if trade::receive(self.desk, self.c, day, delivery, is_short).is_none() {
            return;
        }
        let of_terms = self.c.terms_on(day).map(|agreed| agreed.terms.trigger);
        if of_terms == Some(Trigger::Acceptance) || self.desk.rng.chance(120) {
            self.later(1, 20, Task::Accept(delivery));
        }
    }

    pub(super) fn accept(&mut self, delivery: usize) {
        let day = self.happened();
        trade::accept(self.desk, self.c, day, delivery);
    }

    /// Bills what has been shipped of an order from a delivery on.
    pub(super) fn bill(&mut self, order: usize, since: usize) {
        let unbilled = |d: &usize| {
            let delivery = &self.c.deliveries[*d];
            delivery.order == order && delivery.life.alive && !delivery.is_billed
        };
        let deliveries: Vec<usize> = (since..self.c.deliveries.len()).filter(unbilled).collect();
        if deliveries.is_empty() {
            return;
        }
        let own_terms = self.desk.rng.chance(25).then(|| self.draw_terms());
        let draft = invoicing::Draft {
            currency: self.c.orders[order].currency,
            amount: deliveries.iter().map(|d| self.c.deliveries[*d].amount).sum(),
            order: Some(order),
            deliveries,
            due_in: self.desk.rng.chance(60).then(|| self.desk.rng.pick(&[10, 15, 30, 45])),
            terms: own_terms,
        };
        let day = self.happened();
        if let Some(item) = invoicing::issue(self.desk, self.c, day, draft) {
            self.expect(item);
        }
    }

    /// Plans what follows from an invoice.
    pub(super) fn expect(&mut self, item: usize) {
        let trigger = self.c.items[item].terms.map(|terms| terms.trigger);
        if trigger == Some(Trigger::InvoiceReceived) || self.desk.rng.chance(450) {
            self.later(0, 5, Task::HaveInvoice(item));
        }
        self.plan_payment(item);
        let Some(due) = self.c.items[item].due else {
            self.later(12, 20, Task::Chase(item));
            return;
        };
        let wait = (due - self.today()).max(0);
        if self.desk.rng.chance(300) {
            self.later((wait - 3).max(0), (wait - 2).max(0), Task::Chase(item));
        } else {
            self.later(wait + 3, wait + 7, Task::Chase(item));
        }
    }

    pub(super) fn have_invoice(&mut self, item: usize) {
        let day = self.happened();
        if invoicing::receive(self.desk, self.c, day, item).is_none() {
            return;
        }
        let today = self.today();
        if self.desk.wants(Kind::InvoiceCorrected, 6000) && self.desk.rng.chance(150) {
            let restarts = self.desk.rng.chance(500);
            invoicing::correct(self.desk, self.c, today, item, restarts);
        }
        let known = &self.c.items[item];
        let short: Minor = known.deliveries.iter().map(|d| self.c.deliveries[*d].short).sum();
        let delivery = known.deliveries.first().copied();
        let quarrels = self.c.character == Character::Disputing && self.desk.rng.chance(350);
        if short > 0 && self.desk.rng.chance(600) {
            self.later(2, 40, Task::Credit(item));
        } else if short > 0 || quarrels || self.desk.rng.chance(15) {
            self.raise_dispute(item, short);
        } else if let Some(delivery) = delivery
            && self.desk.wants(Kind::GoodsReturned, 4000)
            && self.desk.rng.chance(100)
        {
            let part = self.c.deliveries[delivery].amount * self.desk.rng.between(1, 10) / 20;
            trade::return_goods(self.desk, self.c, today, delivery, part);
            self.later(1, 30, Task::Credit(item));
        } else if self.desk.rng.chance(12) {
            self.later(5, 60, Task::Credit(item));
        }
    }

    pub(super) fn raise_dispute(&mut self, item: usize, amount: Minor) {
        let today = self.today();
        let open = self.c.items[item].open(today);
        let part = open * self.desk.rng.pick(&[3, 5, 10, 20, 30, 100]) / 100;
        let (reason, amount) = if amount > 0 {
            ("quantity", amount.min(open))
        } else {
            let reasons = [
                "quality",
                "quality",
                "price",
                "invoice_error",
                "delivery",
                "already_paid",
                "other",
            ];
            (self.desk.rng.pick(&reasons), part)
        };
        let dispute = agreement::dispute(self.desk, self.c, today, item, amount, reason);
        if let Some(dispute) = dispute {
            self.later(4, 45, Task::Resolve(dispute));
        }
    }

    /// A credit note for a shortage, a return, a price or the quality.
    pub(super) fn credit(&mut self, item: usize) {
        let known = &self.c.items[item];
        let deliveries = known.deliveries.iter().map(|d| &self.c.deliveries[*d]);
        let short: Minor = deliveries.map(|d| d.short + d.returned).sum();
        let left = known.gross - known.credits();
        let (reason, amount) = if known.is_fee {
            ("waived", left)
        } else if short > 0 {
            ("shortage", short.min(left))
        } else {
            let percent = self.desk.rng.pick(&[1, 2, 3, 5, 10, 100]);
            (self.desk.rng.pick(&["price", "quality", "rebate"]), left * percent / 100)
        };
        let day = self.happened().max(self.c.items[item].last_day());
        if let Some(note) = invoicing::credit(self.desk, self.c, day, item, amount, reason) {
            self.later(1, 25, Task::UseExcess(note));
        }
    }
}
