//! The chores of a month, and errors that somebody notices.

use super::Scene;
use super::agenda::Task;
use crate::simulate::calendar::{civil, day_of, end_of_month};
use crate::simulate::documents::{Entry, Ref, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::record::retract::retract;
use crate::simulate::record::{cash, chasing, invoicing, relation};

impl Scene<'_> {
    pub(super) fn month(&mut self) {
        let today = self.today();
        let (year, month, _) = civil(today);
        let period_end = day_of(year, month, 1) - 1;
        let next = end_of_month(today) + 1 + self.desk.rng.days(0, 4);
        self.agenda.enter(next, self.c.serial, Task::Month);
        for currency in self.c.currencies.clone() {
            let per_mille = (self.activity * 5).clamp(2, 650);
            if self.c.balance(currency, period_end).0 > 0 && self.desk.rng.chance(per_mille) {
                let sent = chasing::send_statement(self.desk, self.c, today, period_end, currency);
                if let Some(statement) = sent {
                    self.later(2, 18, Task::Answer(statement));
                }
            }
        }
        self.forget(period_end);
        self.review();
        self.relate();
    }

    /// Drops what was closed before the period from the lists of open things.
    fn forget(&mut self, before: i32) {
        let (items, payments) = (&self.c.items, &self.c.payments);
        self.c.open_items.retain(|item| {
            let known = &items[*item];
            known.life.alive && (known.open_now() > 0 || known.last_day() > before)
        });
        self.c.open_payments.retain(|payment| {
            let known = &payments[*payment];
            known.life.alive && (known.unapplied(i32::MAX) > 0 || known.last_day() > before)
        });
    }

    /// Credit work: investigations, limits, terms.
    fn review(&mut self) {
        let today = self.today();
        if self.desk.wants(Kind::CustomerInvestigated, 4000) && self.desk.rng.chance(150) {
            let clean = [("registry", "clean"), ("court", "clean")];
            let mixed = [("bank", "clean"), ("media", "adverse"), ("reference", "clean")];
            let findings: &[_] = if self.desk.rng.chance(850) { &clean } else { &mixed };
            relation::investigate(self.desk, self.c, today, findings);
        }
        if self.desk.wants(Kind::LimitSet, 8000) && self.desk.rng.chance(150) {
            let currency = self.c.currencies[self.desk.rng.index(self.c.currencies.len())];
            let limit = self.limit(currency);
            relation::set_limit(self.desk, self.c, today, limit, currency);
        }
        if self.desk.wants(Kind::TermsAgreed, 6000) && self.desk.rng.chance(100) {
            // From the first of a month on, past or future.
            let terms = self.draw_terms();
            let month_start = end_of_month(today) + 1;
            let day = if self.desk.rng.chance(600) { month_start } else { today - 5 };
            relation::agree_terms(self.desk, self.c, day, terms);
        }
    }

    /// Securities, supply, holds, a friendly call.
    fn relate(&mut self) {
        let today = self.today();
        let currency = self.c.currencies[0];
        if self.desk.wants(Kind::SecurityProvided, 3500) && self.desk.rng.chance(120) {
            let amount = self.limit(currency).max(currency.of_yuan(20_000));
            relation::provide_security(self.desk, self.c, today, amount, currency);
        }
        if self.desk.wants(Kind::SecurityReleased, 1200) && !self.c.securities.is_empty() {
            let security = self.desk.rng.index(self.c.securities.len());
            relation::release_security(self.desk, self.c, today, security);
        }
        if self.c.is_suspended && (self.owed(currency).1 == 0 || self.desk.rng.chance(250)) {
            chasing::switch_supply(self.desk, self.c, today, "");
        }
        let hold = if self.c.is_held { Kind::HoldReleased } else { Kind::HoldSet };
        if self.desk.wants(hold, 400) && self.desk.rng.chance(80) {
            relation::switch_hold(self.desk, self.c, today);
        }
        if self.desk.rng.chance((self.activity / 8).clamp(0, 100)) {
            let excuse = self.desk.rng.chance(500).then_some(1);
            chasing::contact(self.desk, self.c, today, &[], excuse);
        }
    }

    pub(super) fn answer(&mut self, statement: usize) {
        let today = self.today();
        let differs_by = match self.desk.rng.below(100) {
            0..=64 => None,
            65..=79 => {
                let currency = self.c.statements[statement].currency;
                Some(currency.of_yuan(self.desk.rng.pick(&[500, 3000, 12_000, 50_000])))
            }
            _ => return,
        };
        chasing::answer_statement(self.desk, self.c, today, statement, differs_by);
    }

    /// Somebody notices errors: they are retracted where nothing depends on
    /// them, and invoices and payments are entered again as they should have been.
    pub(super) fn notice(&mut self) {
        for entry in std::mem::take(&mut self.c.errors) {
            if retract(self.desk, self.c, &entry).is_some() && self.desk.rng.chance(750) {
                self.enter_again(&entry);
            }
        }
    }

    fn enter_again(&mut self, entry: &Entry) {
        self.desk.remark = Some(if self.c.is_english { "corrected entry" } else { "更正录入" });
        match entry.undo {
            Undo::Created(Ref::Item(item)) if !self.c.items[item].is_fee => {
                let wrong = self.c.items[item].clone();
                let percent = self.desk.rng.pick(&[90, 95, 110]);
                let draft = invoicing::Draft {
                    currency: wrong.currency,
                    amount: (wrong.gross * percent / 100).max(1),
                    order: wrong.order,
                    deliveries: wrong.deliveries,
                    due_in: None,
                    terms: None,
                };
                if let Some(item) = invoicing::issue(self.desk, self.c, entry.day, draft) {
                    self.expect(item);
                }
            }
            Undo::Created(Ref::Payment(payment)) => {
                let wrong = self.c.payments[payment].clone();
                let item = wrong.items.first().copied();
                let share = item.map(|item| (item, cash::room(self.c, item, entry.day)));
                let amount = share.map_or(0, |share| share.1).min(wrong.amount);
                let money = (wrong.amount, wrong.currency);
                let shares = [(item.unwrap_or(0), amount)];
                let shares: &[_] = if amount > 0 { &shares } else { &[] };
                let again = cash::receive(self.desk, self.c, entry.day, money, shares);
                if let Some(payment) = again {
                    self.later(1, 10, Task::Apply(payment));
                }
            }
            Undo::DeliveryReceived(delivery) => self.later(0, 3, Task::Arrive(delivery)),
            Undo::DeliveryAccepted(delivery) => self.later(0, 3, Task::Accept(delivery)),
            Undo::InvoiceReceived(item) => self.later(0, 3, Task::HaveInvoice(item)),
            Undo::Resolution(dispute) => self.later(0, 5, Task::Resolve(dispute)),
            _ => {}
        }
        self.desk.remark = None;
    }
}
