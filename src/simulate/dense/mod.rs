//! The dense history for property tests: dice over few customers, small
//! amounts and short terms, so that a hundred events meet on the same days, the
//! same invoices and the same payments.
//!
//! Each throw picks a type and its objects among the newest few; what the door
//! would refuse is thrown again.

mod deals;
mod throws;

use std::io::{self, Write};

use super::calendar::Day;
use super::character::Character;
use super::customer::Customer;
use super::desk::Desk;
use super::line::{Currency, Minor};
use super::names::TRADE_COUNT;
use super::record::{relation, retract};
use super::rng::Rng;
use super::{Config, Outlet};

/// Errors in a thousand events of those that can be retracted.
const ERRORS_PER_MILLE: u64 = 140;
/// Throws for one event before the customer is simply called.
const MAX_THROWS: u32 = 60;
/// How many of the newest objects are considered.
const REACH: usize = 5;

/// One throw for one customer.
struct Throw<'a> {
    desk: &'a mut Desk,
    c: &'a mut Customer,
}

impl Throw<'_> {
    fn rng(&mut self) -> &mut Rng {
        &mut self.desk.rng
    }

    /// Today, some days ago, a month ago, or some days ahead.
    fn some_day(&mut self) -> Day {
        let today = self.desk.today;
        let rng = self.rng();
        today
            + match rng.below(100) {
                0..=49 => 0,
                50..=76 => rng.days(-5, -1),
                77..=90 => rng.days(-14, -6),
                91..=95 => rng.days(-30, -15),
                _ => rng.days(1, 5),
            }
    }

    /// Between 10 and 500 units, round for most.
    fn some_amount(&mut self, currency: Currency) -> Minor {
        let round = self.rng().between(1, 50) * 10 * currency.scale();
        if self.rng().chance(750) {
            return round;
        }
        self.rng().between(10 * currency.scale(), 500 * currency.scale())
    }

    /// A part of an amount: all of it, a half, a third, a little, or anything.
    fn part_of(&mut self, amount: Minor) -> Minor {
        if amount <= 1 {
            return amount;
        }
        match self.rng().below(10) {
            0..=4 => amount,
            5 => amount / 2,
            6 => (amount / 3).max(1),
            7 => 1,
            _ => self.rng().between(1, amount),
        }
    }

    /// One of the newest of `len` objects.
    fn recent(&mut self, len: usize) -> Option<usize> {
        let reach = len.min(REACH);
        (reach > 0).then(|| len - 1 - self.rng().index(reach))
    }

    fn currency(&mut self) -> Currency {
        let index = if self.rng().chance(750) { 0 } else { self.c.currencies.len() - 1 };
        self.c.currencies[index]
    }

    /// One of the newest invoices and fees; an open one for most.
    fn item(&mut self) -> Option<usize> {
        let first = self.recent(self.c.items.len())?;
        let is_open = |c: &Customer, item: usize| c.items[item].open_now() > 0;
        if is_open(self.c, first) || self.rng().chance(200) {
            return Some(first);
        }
        (0..self.c.items.len()).rev().take(8).find(|item| is_open(self.c, *item)).or(Some(first))
    }

    /// Up to three items of one currency, each once.
    fn items(&mut self, most: usize, with_fees: bool) -> Vec<usize> {
        let mut items = Vec::new();
        for _ in 0..most {
            let Some(item) = self.item() else { break };
            let known = &self.c.items[item];
            let fits = items
                .first()
                .is_none_or(|other: &usize| self.c.items[*other].currency == known.currency);
            if fits && known.life.alive && (with_fees || !known.is_fee) && !items.contains(&item) {
                items.push(item);
            }
        }
        items
    }
}

fn stranger(rng: &mut Rng, index: u32) -> Customer {
    let currencies = match index % 3 {
        1 => vec![Currency::Cny, Currency::Jpy],
        2 if rng.chance(500) => vec![Currency::Kwd],
        _ => vec![Currency::Cny],
    };
    let kind = (Character::Prompt, rng.chance(500), rng.index(TRADE_COUNT));
    Customer::stranger(index + 1, kind, currencies, 100)
}

/// Plays a configuration; the days pass as slowly as the months allow.
pub fn play<W: Write>(config: &Config, first: Day, outlet: &mut Outlet<'_, W>) -> io::Result<Desk> {
    let mut desk = Desk::new(config.seed, first, config.events, ERRORS_PER_MILLE);
    let count = config.customers.max(1);
    let mut customers: Vec<Customer> = (0..count).map(|i| stranger(&mut desk.rng, i)).collect();
    let last = first + 30 * config.months.clamp(1, 1200) as i32;
    // About one day an event while they last, many events on one day, then a jump.
    let per_day = (config.events / (last - first) as u64 + 1).min(1_000_000);
    let mut today = first;
    while !desk.is_full() {
        if desk.rng.below(per_day * 2) == 0 && today < last {
            today = (today + desk.rng.days(1, 4)).min(last);
            desk.open(today, 3 * per_day);
        }
        let index = desk.rng.index(customers.len());
        let c = &mut customers[index];
        if c.registered.is_none() {
            let day = today - desk.rng.days(0, 20);
            relation::register(&mut desk, c, day);
        } else {
            turn(&mut desk, c);
        }
        outlet.drain(&mut desk, 1 << 16)?;
    }
    outlet.drain(&mut desk, 1)?;
    Ok(desk)
}

/// One event of a customer.
fn turn(desk: &mut Desk, c: &mut Customer) {
    if !c.errors.is_empty() && desk.rng.chance(130) {
        let entry = c.errors.swap_remove(desk.rng.index(c.errors.len()));
        if retract::retract(desk, c, &entry).is_some() {
            return;
        }
    }
    let before = desk.written;
    for _ in 0..MAX_THROWS {
        Throw { desk, c }.any();
        if desk.written > before {
            return;
        }
    }
    Throw { desk, c }.call();
}
