//! Throws about trade and money.

use super::{REACH, Throw};
use crate::simulate::documents::{Terms, Trigger};
use crate::simulate::line::Minor;
use crate::simulate::record::decision::RULES;
use crate::simulate::record::invoicing::Draft;
use crate::simulate::record::{cash, decision, invoicing, relation, trade};

/// A throw: what it does, if it can be done.
type Deed = fn(&mut Throw<'_>) -> Option<()>;

/// What can be thrown, with weights. Money first: most rules are about it.
const WEIGHTS: [(u32, Deed); 33] = [
    (100, |t| t.invoice()),
    (150, |t| t.payment()),
    (110, |t| t.allocation()),
    (50, |t| t.deallocation()),
    (40, |t| t.reversal()),
    (22, |t| t.refund()),
    (60, |t| t.credit_note()),
    (26, |t| t.use_of_credit()),
    (20, |t| t.fee()),
    (22, |t| t.write_off()),
    (18, |t| t.recovery()),
    (60, |t| t.promise()),
    (100, |t| t.agreement()),
    (18, |t| t.termination()),
    (34, |t| t.dispute()),
    (30, |t| t.resolution()),
    (40, |t| t.reminder()),
    (26, |t| t.contact()),
    (16, |t| t.legal_step()),
    (12, |t| t.statement()),
    (12, |t| t.answer()),
    (12, |t| t.supply()),
    (6, |t| t.hold()),
    (10, |t| {
        t.investigation();
        Some(())
    }),
    (22, |t| {
        t.terms();
        Some(())
    }),
    (10, |t| {
        t.limit();
        Some(())
    }),
    (10, |t| t.security()),
    (8, |t| t.release()),
    (38, |t| t.order()),
    (56, |t| t.order_step()),
    (40, |t| t.shipment()),
    (80, |t| t.delivery_step()),
    (40, |t| t.invoice_step()),
];

impl Throw<'_> {
    /// Throws once.
    pub(super) fn any(&mut self) {
        let weights = WEIGHTS.map(|entry| entry.0);
        let index = self.rng().weighted(&weights);
        WEIGHTS[index].1(self);
    }

    fn draw_terms(&mut self) -> Terms {
        let rng = self.rng();
        let trigger = rng.pick(&[
            Trigger::InvoiceDate,
            Trigger::InvoiceReceived,
            Trigger::DeliveryReceived,
            Trigger::Acceptance,
            Trigger::MonthEnd,
        ]);
        Terms {
            trigger,
            net_days: rng.pick(&[0, 1, 3, 5, 7, 10, 15]),
            daily_rate: rng.chance(650).then(|| rng.pick(&["0.0005", "0.0003", "0.001", "0"])),
            rolls: rng.chance(350),
            penalty_rate: None,
            stop_supply_days: rng.chance(300).then(|| rng.pick(&[0, 3, 10])),
            discount: rng.chance(150).then_some((5, "0.02")),
        }
    }

    fn invoice(&mut self) -> Option<()> {
        let day = self.some_day();
        let order = if self.rng().chance(550) { self.recent(self.c.orders.len()) } else { None };
        let currency = match order {
            Some(order) => self.c.orders[order].currency,
            None => self.currency(),
        };
        let shipped = |d: &usize| {
            Some(self.c.deliveries[*d].order) == order && self.c.deliveries[*d].life.alive
        };
        let mut deliveries: Vec<usize> = (self.c.deliveries.len().saturating_sub(200)
            ..self.c.deliveries.len())
            .filter(shipped)
            .collect();
        let keep = self.rng().index(3);
        deliveries.truncate(keep);
        let draft = Draft {
            currency,
            amount: self.some_amount(currency),
            order,
            deliveries,
            due_in: self.rng().chance(150).then(|| self.rng().days(0, 10)),
            terms: self.rng().chance(120).then(|| self.draw_terms()),
        };
        invoicing::issue(self.desk, self.c, day, draft).map(|_| ())
    }

    /// Shares of an amount over items, as far as it and they reach.
    fn shares(&mut self, day: i32, mut amount: Minor) -> Vec<(usize, Minor)> {
        let mut shares = Vec::new();
        for item in self.items(3, true) {
            let room = cash::room(self.c, item, day).min(amount);
            if room > 0 {
                let part = self.part_of(room);
                amount -= part;
                shares.push((item, part));
            }
        }
        shares
    }

    fn payment(&mut self) -> Option<()> {
        let day = self.some_day();
        let item = self.item();
        let currency = match item {
            Some(item) => self.c.items[item].currency,
            None => self.currency(),
        };
        let open = item.map_or(0, |item| cash::room(self.c, item, day));
        let amount = match self.rng().below(3) {
            0 if open > 0 => open,
            1 if open > 0 => self.part_of(open),
            _ => self.some_amount(currency),
        };
        let mut shares = if self.rng().chance(550) { self.shares(day, amount) } else { Vec::new() };
        shares.retain(|share| self.c.items[share.0].currency == currency);
        cash::receive(self.desk, self.c, day, (amount, currency), &shares).map(|_| ())
    }

    fn allocation(&mut self) -> Option<()> {
        let day = self.some_day();
        let payment = self.recent(self.c.payments.len())?;
        let day = day.max(self.c.payments[payment].life.day);
        let spare = self.c.payments[payment].spare(day);
        let shares = self.shares(day, spare);
        let method = self.rng().pick(&["remittance", "auto", "manual"]);
        cash::allocate(self.desk, self.c, day, payment, &shares, method)
    }

    fn deallocation(&mut self) -> Option<()> {
        let day = self.some_day();
        let payment = self.recent(self.c.payments.len())?;
        let items = self.c.payments[payment].items.clone();
        let item = *items.get(self.recent(items.len())?)?;
        let paid = self.c.items[item].paid_by(payment, day);
        let amount = self.part_of(paid);
        cash::deallocate(self.desk, self.c, day, payment, (item, amount))
    }

    fn reversal(&mut self) -> Option<()> {
        let day = self.some_day();
        let payment = self.recent(self.c.payments.len())?;
        let reason = self.rng().pick(&["bounced", "recalled"]);
        if self.c.payments[payment].refunded > 0 && !self.rng().chance(150) {
            return None;
        }
        cash::reverse(self.desk, self.c, day, payment, reason)
    }

    fn refund(&mut self) -> Option<()> {
        let day = self.some_day();
        let payment = self.recent(self.c.payments.len())?;
        let spare = self.c.payments[payment].spare(day);
        let amount = self.part_of(spare);
        cash::refund(self.desk, self.c, day, payment, amount)
    }

    fn credit_note(&mut self) -> Option<()> {
        let day = self.some_day();
        let item =
            if self.rng().chance(600) { self.item()? } else { self.recent(self.c.items.len())? };
        let left = self.c.items[item].gross - self.c.items[item].credits();
        let amount = self.part_of(left);
        let reason = self.rng().pick(&["shortage", "quality", "price", "discount"]);
        invoicing::credit(self.desk, self.c, day, item, amount, reason).map(|_| ())
    }

    fn use_of_credit(&mut self) -> Option<()> {
        let day = self.some_day();
        let with_excess =
            |n: &usize| self.c.items[self.c.notes[*n].item].excess(*n, self.desk.today) > 0;
        let note = (0..self.c.notes.len()).rev().take(8).find(with_excess)?;
        let day = day.max(self.c.notes[note].life.day);
        let source = self.c.notes[note].item;
        let excess = self.c.items[source].excess(note, day);
        let currency = self.c.items[source].currency;
        let mut shares = self.shares(day, excess);
        shares.retain(|share| self.c.items[share.0].currency == currency && share.0 != source);
        if shares.is_empty() && self.rng().chance(400) {
            let amount = self.part_of(excess);
            return cash::refund_note(self.desk, self.c, day, note, amount);
        }
        cash::allocate_note(self.desk, self.c, day, note, &shares)
    }

    fn fee(&mut self) -> Option<()> {
        let (day, item) = (self.some_day(), self.item()?);
        let scale = self.c.items[item].currency.scale();
        let amount = self.rng().between(1, 20 * scale);
        invoicing::charge_fee(self.desk, self.c, day, item, amount).map(|_| ())
    }

    fn write_off(&mut self) -> Option<()> {
        let (day, item) = (self.some_day(), self.item()?);
        let room = cash::room(self.c, item, day);
        let amount = self.part_of(room);
        invoicing::write_off(self.desk, self.c, day, item, amount)
    }

    fn recovery(&mut self) -> Option<()> {
        let day = self.some_day();
        let today = self.desk.today;
        let mut items = (0..self.c.items.len()).rev().take(200);
        let item = items.find(|item| self.c.items[*item].recoverable(today) > 0)?;
        let whole = self.c.items[item].recoverable(day);
        let amount = self.part_of(whole);
        invoicing::recover(self.desk, self.c, day, item, amount)
    }

    fn order(&mut self) -> Option<()> {
        let (day, currency) = (self.some_day(), self.currency());
        let target = self.some_amount(currency);
        trade::place_order(self.desk, self.c, day, currency, target).map(|_| ())
    }

    fn order_step(&mut self) -> Option<()> {
        let day = self.some_day();
        let order = self.recent(self.c.orders.len())?;
        match self.rng().below(20) {
            0..=7 => {
                let rule = self.rng().pick(&RULES);
                let open = self.c.balance(self.c.orders[order].currency, day).0;
                decision::decide(self.desk, self.c, day, order, rule, open)
            }
            8..=11 => {
                let decided = |o: &usize| self.c.orders[*o].outcome.is_some();
                let order = (0..self.c.orders.len()).rev().take(REACH).find(decided)?;
                let outcome = self.rng().pick(&["approved", "conditional", "held", "rejected"]);
                decision::override_decision(self.desk, self.c, day, order, outcome)
            }
            12..=18 => {
                let unmet =
                    |o: usize| self.c.orders[o].conditions.iter().position(|known| !known.is_met);
                let mut orders = (0..self.c.orders.len()).rev().take(REACH);
                let (order, condition) = orders.find_map(|o| Some((o, unmet(o)?)))?;
                decision::meet_condition(self.desk, self.c, day, order, condition)
            }
            _ => trade::cancel(self.desk, self.c, day, order),
        }
    }

    fn shipment(&mut self) -> Option<()> {
        let day = self.some_day();
        let order = self.recent(self.c.orders.len())?;
        let amount = self.part_of(self.c.orders[order].amount);
        trade::ship(self.desk, self.c, day, order, amount).map(|_| ())
    }

    fn delivery_step(&mut self) -> Option<()> {
        let day = self.some_day();
        let deliveries = &self.c.deliveries;
        let newest = (0..deliveries.len()).rev().filter(|d| deliveries[*d].life.alive).take(REACH);
        match self.desk.rng.below(10) {
            0..=4 => {
                let delivery = { newest }.find(|d| deliveries[*d].received.is_none())?;
                let is_short = self.rng().chance(350);
                trade::receive(self.desk, self.c, day, delivery, is_short)
            }
            5..=8 => {
                let open = |d: &usize| {
                    deliveries[*d].received.is_some() && deliveries[*d].accepted.is_none()
                };
                let delivery = { newest }.find(open)?;
                trade::accept(self.desk, self.c, day, delivery)
            }
            _ => {
                let delivery = { newest }.next()?;
                let amount = self.c.deliveries[delivery].amount / 3;
                trade::return_goods(self.desk, self.c, day, delivery, amount)
            }
        }
    }

    fn invoice_step(&mut self) -> Option<()> {
        let day = self.some_day();
        let item = self.recent(self.c.items.len())?;
        if self.rng().chance(700) {
            return invoicing::receive(self.desk, self.c, day, item);
        }
        let restarts = self.rng().chance(600);
        invoicing::correct(self.desk, self.c, day, item, restarts)
    }

    fn terms(&mut self) {
        let (day, terms) = (self.some_day(), self.draw_terms());
        relation::agree_terms(self.desk, self.c, day, terms);
    }

    fn limit(&mut self) {
        let (day, currency) = (self.some_day(), self.currency());
        let limit = self.rng().between(0, 20) * 100 * currency.scale();
        relation::set_limit(self.desk, self.c, day, limit, currency);
    }

    fn security(&mut self) -> Option<()> {
        let (day, currency) = (self.some_day(), self.currency());
        let amount = self.some_amount(currency);
        relation::provide_security(self.desk, self.c, day, amount, currency).map(|_| ())
    }

    fn release(&mut self) -> Option<()> {
        let day = self.some_day();
        let security = self.recent(self.c.securities.len())?;
        relation::release_security(self.desk, self.c, day, security)
    }

    fn investigation(&mut self) {
        let day = self.some_day();
        let result =
            self.rng().pick(&["clean", "clean", "adverse", "dishonest_debtor", "insolvent"]);
        let kind = self.rng().pick(&["registry", "court", "media", "reference", "bank"]);
        relation::investigate(self.desk, self.c, day, &[(kind, result)]);
    }
}
