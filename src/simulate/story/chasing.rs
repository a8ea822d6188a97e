//! What happens when the money does not come.

use super::Scene;
use super::agenda::Task;
use crate::simulate::calendar::Day;
use crate::simulate::character::Character;
use crate::simulate::documents::Deal;
use crate::simulate::kind::Kind;
use crate::simulate::line::Minor;
use crate::simulate::record::agreement::{self, Draft};
use crate::simulate::record::{cash, chasing, invoicing, relation};

/// Somebody gives up on an item after so many visits.
const MAX_VISITS: u8 = 14;
/// The steps of an enforcement.
const STEPS: [&str; 7] = [
    "lawyer_letter",
    "payment_order",
    "mediation",
    "preservation",
    "litigation",
    "judgment",
    "enforcement",
];

impl Scene<'_> {
    pub(super) fn chase(&mut self, item: usize) {
        let today = self.today();
        let open = self.c.items[item].open(today);
        if open == 0 || self.c.items[item].is_fee {
            return;
        }
        self.c.items[item].visits = self.c.items[item].visits.saturating_add(1);
        let Some(due) = invoicing::due(self.c, item) else {
            if self.c.items[item].visits < MAX_VISITS {
                self.later(12, 20, Task::Chase(item));
            }
            return;
        };
        let late = today - due;
        if late < 3 {
            if (-3..=0).contains(&late) && self.c.items[item].chased == 0 {
                chasing::remind(self.desk, self.c, today, 0, &[item]);
            }
            self.later((3 - late).max(1), (7 - late).max(2), Task::Chase(item));
            return;
        }
        if self.is_under_plan(item) {
            self.later(20, 40, Task::Chase(item));
            return;
        }
        let is_hopeless =
            late > 40 && self.desk.wants(Kind::Recovered, 700) && self.desk.rng.chance(80);
        if is_hopeless || self.c.items[item].visits > MAX_VISITS {
            self.give_up(item, open);
            return;
        }
        self.remind(item, late);
        self.talk(item, late, open);
        self.later(8, 18, Task::Chase(item));
    }

    fn is_under_plan(&self, item: usize) -> bool {
        self.c.items[item].agreement.is_some_and(|agreement| {
            let known = &self.c.agreements[agreement];
            let last = known.schedule.last().map_or(Day::MIN, |part| part.0);
            known.life.alive && !known.is_terminated && last + 20 > self.today()
        })
    }

    /// The next step of the ladder, together with what is in the same state.
    fn remind(&mut self, item: usize, late: i32) {
        let today = self.today();
        let chased = self.c.items[item].chased;
        let level = match chased {
            0 | 1 => 1,
            2 => 2,
            3 if late > 30 => 3,
            _ => return,
        };
        let currency = self.c.items[item].currency;
        let mut items = vec![item];
        let others = self.c.open_items.iter().rev().take(16).filter(|other| {
            let known = &self.c.items[**other];
            **other != item
                && known.currency == currency
                && known.chased == chased
                && known.due.is_some_and(|due| due + 3 <= today)
                && known.open(today) > 0
        });
        items.extend(others.take(3));
        if chasing::remind(self.desk, self.c, today, level, &items).is_some() {
            for item in items {
                self.c.items[item].chased = level + 1;
            }
        }
        if level == 3 && self.desk.wants(Kind::SupplySuspended, 2500) && !self.c.is_suspended {
            let ground = self.desk.rng.pick(&["agreed_clause", "no_performance", "deterioration"]);
            chasing::switch_supply(self.desk, self.c, today, ground);
        }
    }

    /// A call, and what comes out of it.
    fn talk(&mut self, item: usize, late: i32, open: Minor) {
        let today = self.today();
        let character = self.c.character;
        let excuse = (!self.desk.rng.chance(250)).then(|| character.excuse(&mut self.desk.rng));
        let contact = if self.desk.rng.chance(550) {
            chasing::contact(self.desk, self.c, today, &[item], excuse)
        } else {
            None
        };
        let plans = character == Character::Planner && self.desk.rng.chance(600);
        if late > 12 && (plans || self.desk.wants(Kind::AgreementSigned, 11_000)) {
            self.agree(item);
        } else if contact.is_some() && excuse == Some(3) && self.desk.rng.chance(500) {
            self.raise_dispute(item, 0);
        } else if contact.is_some() && excuse.is_some() {
            self.promise(item, open, contact);
        }
        let has_rate = self.c.items[item].terms.is_some_and(|terms| terms.daily_rate.is_some());
        if late > 20 && has_rate && self.desk.wants(Kind::LateFeeCharged, 9000) {
            let fee = (open / 2000 * Minor::from(late)).max(1);
            let charged = invoicing::charge_fee(self.desk, self.c, today, item, fee);
            if let Some(fee) = charged {
                let waived = self.desk.rng.chance(250);
                self.later(5, 40, if waived { Task::Credit(fee) } else { Task::Pay(fee) });
            }
        }
        let is_bad = matches!(character, Character::Deadbeat | Character::VeryLate);
        let per_million = if is_bad { 8000 } else { 3000 };
        if late > 45 && self.desk.wants(Kind::LegalStep, per_million) && self.desk.rng.chance(300) {
            self.later(1, 10, Task::Enforce(item, 0));
        }
    }

    fn promise(&mut self, item: usize, open: Minor, contact: Option<usize>) {
        let per_mille = if self.c.character == Character::PromiseBreaker { 850 } else { 450 };
        if !self.desk.rng.chance(per_mille) {
            return;
        }
        let today = self.today();
        let due = today + self.desk.rng.days(2, 15);
        let amount = if self.desk.rng.chance(600) { open } else { (open / 2).max(1) };
        let named = [item];
        let items: &[usize] = if self.desk.rng.chance(780) { &named } else { &[] };
        let money = (amount, self.c.items[item].currency);
        chasing::promise(self.desk, self.c, today, money, due, items, contact);
        let kept = match self.c.character {
            Character::PromiseBreaker | Character::Deadbeat => 100,
            Character::VeryLate => 400,
            _ => 700,
        };
        if self.desk.rng.chance(kept) {
            self.agenda.enter(due - self.desk.rng.days(0, 1), self.c.serial, Task::Pay(item));
        } else if self.desk.rng.chance(400) {
            let day = due + self.desk.rng.days(2, 20);
            self.agenda.enter(day, self.c.serial, Task::Pay(item));
        }
    }

    /// Signs a supplementary agreement over an item and what else is overdue.
    fn agree(&mut self, item: usize) {
        let today = self.today();
        let currency = self.c.items[item].currency;
        let deal =
            [Deal::Instalment, Deal::Deferral, Deal::Offset, Deal::PriceReduction, Deal::Security]
                [self.desk.rng.weighted(&[50, 20, 9, 9, 12])];
        let mut covers = vec![(item, self.c.items[item].open(today))];
        for other in self.c.open_items.iter().rev().take(16) {
            let known = &self.c.items[*other];
            let open = known.open(today);
            let is_late = known.due.is_some_and(|due| due < today);
            if *other != item && known.currency == currency && is_late && open > 0 {
                covers.push((*other, open));
            }
        }
        covers.truncate(self.desk.rng.pick(&[1, 1, 2, 4]));
        let total: Minor = covers.iter().map(|cover| cover.1).sum();
        let security = if deal == Deal::Security {
            relation::provide_security(self.desk, self.c, today, total, currency)
        } else {
            None
        };
        let signed = self.sign(deal, covers, total, security);
        if signed.is_none() && deal == Deal::Instalment {
            self.later(5, 10, Task::Pay(item));
        }
    }

    fn sign(
        &mut self,
        deal: Deal,
        covers: Vec<(usize, Minor)>,
        total: Minor,
        security: Option<usize>,
    ) -> Option<usize> {
        let rng = &mut self.desk.rng;
        let count = rng.pick(&[2, 3, 3, 4, 6]).min(total);
        let first = rng.days(5, 20);
        let step = rng.pick(&[7, 14, 30, 30]);
        let schedule = match deal {
            Deal::Instalment => (0..count)
                .map(|k| {
                    let part = total / count;
                    let rest = if k == count - 1 { total % count } else { 0 };
                    (first + step * k as i32, part + rest)
                })
                .collect(),
            Deal::Deferral => vec![(rng.days(15, 60), total)],
            _ => Vec::new(),
        };
        let value = match deal {
            Deal::Offset => (total * rng.pick(&[30, 60, 100]) / 100).max(1),
            Deal::PriceReduction => (total * rng.pick(&[3, 5, 10]) / 100).max(1),
            _ => 0,
        };
        let moves = deal.moves_dates();
        let draft = Draft {
            deal,
            covers,
            schedule,
            daily_rate: (moves && rng.chance(400)).then(|| rng.pick(&["0.0003", "0.0002", "0"])),
            on_default: rng.chance(550).then(|| {
                (rng.between(1, 3) as u64, rng.pick(&["accelerate", "accelerate", "revert"]))
            }),
            value,
            security,
        };
        let today = self.today();
        let signed = agreement::sign(self.desk, self.c, today, &draft)?;
        for part in 0..self.c.agreements[signed].schedule.len() {
            let day = self.c.agreements[signed].schedule[part].0 - self.desk.rng.days(0, 2);
            self.agenda.enter(day, self.c.serial, Task::Instalment(signed, part));
        }
        Some(signed)
    }

    /// An instalment falls due: paid, skipped, or the plan is changed or ended.
    pub(super) fn instalment(&mut self, agreement: usize, part: usize) {
        let today = self.today();
        let known = &self.c.agreements[agreement];
        let covers: Vec<usize> = known.covers.iter().map(|cover| cover.0).collect();
        let stands = |item: &usize| self.c.items[*item].agreement == Some(agreement);
        if !known.life.alive || known.is_terminated || !covers.iter().any(stands) {
            return;
        }
        let mut left = known.schedule[part].1;
        let keeps = match self.c.character {
            Character::Planner | Character::Prompt | Character::Disputing => 900,
            Character::PromiseBreaker => 350,
            Character::Deadbeat => 50,
            _ => 650,
        };
        if self.desk.rng.chance(keeps) {
            let mut shares = Vec::new();
            for item in covers {
                let amount = left.min(cash::room(self.c, item, today));
                if amount > 0 {
                    shares.push((item, amount));
                    left -= amount;
                }
            }
            if !shares.is_empty() {
                self.receive(today, shares);
            }
        } else if self.desk.rng.chance(300) {
            self.later(4, 25, Task::Instalment(agreement, part));
        } else if part > 0 && self.desk.rng.chance(400) {
            let item = covers[self.desk.rng.index(covers.len())];
            if self.c.items[item].open(today) > 0 {
                self.agree(item);
            }
        } else if self.desk.wants(Kind::AgreementTerminated, 1500) && self.desk.rng.chance(500) {
            agreement::terminate(self.desk, self.c, today, agreement);
        }
    }

    pub(super) fn resolve(&mut self, dispute: usize) {
        let today = self.today();
        let known = &self.c.disputes[dispute];
        let (item, amount) = (known.item, known.amount);
        let (outcome, credited) = match self.desk.rng.below(100) {
            0..=39 if amount > 1 => ("partial", Some((amount * 3 / 5).max(1))),
            40..=79 => ("upheld", self.desk.rng.chance(300).then_some(amount)),
            _ => ("rejected", None),
        };
        if agreement::resolve(self.desk, self.c, today, dispute, outcome, credited).is_none() {
            return;
        }
        if outcome != "rejected" {
            let left = self.c.items[item].gross - self.c.items[item].credits();
            let due = credited.unwrap_or(amount).min(left);
            let note = invoicing::credit(self.desk, self.c, today, item, due, "dispute");
            if let Some(note) = note {
                self.later(1, 20, Task::UseExcess(note));
            }
        }
        self.later(3, 20, Task::Pay(item));
    }

    /// One step of the law after the other; at the end money, or nothing.
    pub(super) fn enforce(&mut self, item: usize, step: u8) {
        let today = self.today();
        let open = self.c.items[item].open(today);
        if open == 0 {
            return;
        }
        if step == 0 {
            let result = self.desk.rng.pick(&["adverse", "dishonest_debtor", "adverse"]);
            relation::investigate(self.desk, self.c, today, &[("court", result)]);
            if !self.c.is_suspended {
                chasing::switch_supply(self.desk, self.c, today, "asset_flight");
            }
        }
        if let Some(name) = STEPS.get(usize::from(step)) {
            let named = [item];
            let items: &[usize] = if self.desk.rng.chance(700) { &named } else { &[] };
            chasing::legal_step(self.desk, self.c, today, name, items);
            let skips = u8::from(self.desk.rng.chance(300));
            self.later(12, 35, Task::Enforce(item, step + 1 + skips));
        } else if self.desk.rng.chance(500) {
            self.receive(today, vec![(item, open)]);
        } else {
            if self.desk.rng.chance(200) {
                chasing::legal_step(self.desk, self.c, today, "insolvency", &[]);
            }
            self.give_up(item, open);
        }
    }

    /// Writes off, whole or in part; some of it comes back one day.
    fn give_up(&mut self, item: usize, open: Minor) {
        let today = self.today();
        let amount = if self.desk.rng.chance(700) { open } else { (open / 2).max(1) };
        let written = invoicing::write_off(self.desk, self.c, today, item, amount);
        if written.is_some() && self.desk.wants(Kind::Recovered, 900) {
            self.later(20, 120, Task::Recover(item));
        }
        if amount < open {
            self.later(10, 60, Task::Pay(item));
        }
    }
}
