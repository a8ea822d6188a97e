//! Throws about words: reminders, promises, agreements, disputes.

use super::Throw;
use crate::simulate::documents::Deal;
use crate::simulate::line::Minor;
use crate::simulate::names::EXCUSES;
use crate::simulate::record::agreement::{self, Draft};
use crate::simulate::record::{chasing, relation};

impl Throw<'_> {
    /// A call that is always possible.
    pub(super) fn call(&mut self) {
        let day = self.desk.today;
        chasing::contact(self.desk, self.c, day, &[], None);
    }

    pub(super) fn reminder(&mut self) -> Option<()> {
        let (day, items) = (self.some_day(), self.items(2, true));
        if items.is_empty() {
            return None;
        }
        let level = self.rng().pick(&[0, 1, 1, 1, 2, 2, 3]);
        chasing::remind(self.desk, self.c, day, level, &items)
    }

    pub(super) fn contact(&mut self) -> Option<()> {
        let day = self.some_day();
        let items = if self.rng().chance(600) { self.items(1, false) } else { Vec::new() };
        let excuse = self.rng().chance(700).then(|| self.rng().index(EXCUSES.len()));
        chasing::contact(self.desk, self.c, day, &items, excuse).map(|_| ())
    }

    pub(super) fn promise(&mut self) -> Option<()> {
        let day = self.some_day();
        let items = if self.rng().chance(650) { self.items(2, false) } else { Vec::new() };
        let currency = match items.first() {
            Some(item) => self.c.items[*item].currency,
            None => self.currency(),
        };
        let amount = self.some_amount(currency);
        let due = day + self.rng().days(0, 12);
        chasing::promise(self.desk, self.c, day, (amount, currency), due, &items, None).map(|_| ())
    }

    /// An agreement over up to three items, some of them under another already.
    pub(super) fn agreement(&mut self) -> Option<()> {
        let day = self.some_day();
        let deal =
            [Deal::Instalment, Deal::Deferral, Deal::Offset, Deal::PriceReduction, Deal::Security]
                [self.rng().weighted(&[50, 20, 12, 12, 6])];
        let mut covers: Vec<(usize, Minor)> = Vec::new();
        for item in self.items(3, true) {
            let open = self.c.items[item].open(day.max(self.c.items[item].life.day));
            if open > 0 {
                let part = self.part_of(open);
                covers.push((item, part));
            }
        }
        let total: Minor = covers.iter().map(|cover| cover.1).sum();
        if total == 0 {
            return None;
        }
        let security = match deal {
            Deal::Security => Some(self.recent(self.c.securities.len())?),
            _ => None,
        };
        let schedule = match deal {
            Deal::Instalment => self.schedule(total),
            Deal::Deferral => vec![(self.rng().days(1, 15), total)],
            _ => Vec::new(),
        };
        let rng = self.rng();
        let draft = Draft {
            deal,
            covers,
            schedule,
            daily_rate: (deal.moves_dates() && rng.chance(450))
                .then(|| rng.pick(&["0.0003", "0.0001", "0"])),
            on_default: rng
                .chance(650)
                .then(|| (rng.between(1, 2) as u64, rng.pick(&["accelerate", "revert"]))),
            value: rng.between(1, total),
            security,
        };
        agreement::sign(self.desk, self.c, day, &draft).map(|_| ())
    }

    /// Up to four parts, close together, of any size.
    fn schedule(&mut self, total: Minor) -> Vec<(i32, Minor)> {
        let count = self.rng().between(1, 4).min(total);
        let mut left = total;
        let mut day = self.rng().days(0, 4);
        let mut schedule = Vec::new();
        for k in 0..count {
            let rest = count - 1 - k;
            let part = if rest == 0 { left } else { self.rng().between(1, left - rest) };
            left -= part;
            schedule.push((day, part));
            day += self.rng().days(1, 7);
        }
        schedule
    }

    pub(super) fn termination(&mut self) -> Option<()> {
        let day = self.some_day();
        let agreement = self.recent(self.c.agreements.len())?;
        agreement::terminate(self.desk, self.c, day, agreement)
    }

    pub(super) fn dispute(&mut self) -> Option<()> {
        let (day, item) = (self.some_day(), self.item()?);
        let open = self.c.items[item].open(day.max(self.c.items[item].life.day));
        let amount = self.part_of(open);
        let reason = self.rng().pick(&["quantity", "quality", "price", "already_paid"]);
        agreement::dispute(self.desk, self.c, day, item, amount, reason).map(|_| ())
    }

    pub(super) fn resolution(&mut self) -> Option<()> {
        let day = self.some_day();
        let dispute = self.recent(self.c.disputes.len())?;
        let amount = self.c.disputes[dispute].amount;
        let part = self.part_of(amount);
        let (outcome, credited) = match self.rng().below(4) {
            0 => ("rejected", None),
            1 => ("partial", Some(part)),
            2 => ("upheld", Some(part)),
            _ => ("upheld", None),
        };
        agreement::resolve(self.desk, self.c, day, dispute, outcome, credited)
    }

    pub(super) fn legal_step(&mut self) -> Option<()> {
        let day = self.some_day();
        let items = if self.rng().chance(600) { self.items(2, false) } else { Vec::new() };
        let step = self.rng().pick(&[
            "lawyer_letter",
            "payment_order",
            "mediation",
            "arbitration",
            "litigation",
            "preservation",
            "judgment",
            "enforcement",
        ]);
        let step = if self.rng().chance(30) { "insolvency" } else { step };
        chasing::legal_step(self.desk, self.c, day, step, &items)
    }

    pub(super) fn statement(&mut self) -> Option<()> {
        let (day, currency) = (self.some_day(), self.currency());
        chasing::send_statement(self.desk, self.c, day, day - 1, currency).map(|_| ())
    }

    pub(super) fn answer(&mut self) -> Option<()> {
        let day = self.some_day();
        let statement = self.recent(self.c.statements.len())?;
        let scale = self.c.statements[statement].currency.scale();
        let differs_by = self.rng().chance(400).then(|| self.rng().between(-50, 50) * scale);
        chasing::answer_statement(self.desk, self.c, day, statement, differs_by)
    }

    pub(super) fn supply(&mut self) -> Option<()> {
        let day = self.some_day();
        let ground = self.rng().pick(&["agreed_clause", "no_performance", "lost_credit"]);
        chasing::switch_supply(self.desk, self.c, day, ground)
    }

    pub(super) fn hold(&mut self) -> Option<()> {
        let day = self.some_day();
        relation::switch_hold(self.desk, self.c, day)
    }
}
