//! The realistic history: day by day, each customer by its character.
//!
//! New orders are the only source of business; everything else follows from
//! them by way of the agenda. The number of new orders of a day is steered so
//! that the events come out evenly over the months, seasons aside.

mod agenda;
mod chasing;
mod monthly;
mod paying;
mod selling;

use std::io::{self, Write};

use super::calendar::{Day, busyness, plus_months};
use super::character::Character;
use super::customer::Customer;
use super::desk::Desk;
use super::kind::Kind;
use super::line::{Currency, Minor};
use super::names::TRADE_COUNT;
use super::rng::Rng;
use super::{Config, Outlet};
use agenda::{Agenda, Task};

/// How many of the newest open items a decision looks at; bounds its work.
const CONSIDERED: usize = 256;
/// Lines are passed on when so many bytes have gathered.
const CHUNK_BYTES: usize = 1 << 16;
/// Errors in a thousand events of those that can be retracted.
const ERRORS_PER_MILLE: u64 = 12;

/// How many events follow from an order by the last day, roughly, times twelve:
/// eight or so within two weeks, the others over three months.
fn yield_of_order(days_left: i32) -> u64 {
    let days_left = u64::from(days_left.unsigned_abs());
    18 + 84 * days_left.min(14) / 14 + 50 * days_left.min(90) / 90
}

/// One customer on one day, with everything it needs to act.
struct Scene<'a> {
    desk: &'a mut Desk,
    agenda: &'a mut Agenda,
    c: &'a mut Customer,
    /// Events of a customer in a month, times ten: how much time there is for chores.
    activity: u64,
}

impl Scene<'_> {
    fn today(&self) -> Day {
        self.desk.today
    }

    /// Enters a task between `low` and `high` days from today.
    fn later(&mut self, low: i32, high: i32, task: Task) {
        let day = self.desk.today + self.desk.rng.days(low, high);
        self.agenda.enter(day, self.c.serial, task);
    }

    /// The day on which something recorded today really happened: today, mostly.
    fn happened(&mut self) -> Day {
        let lag = match self.desk.rng.below(100) {
            0..=81 => 0,
            82..=93 => self.desk.rng.days(1, 3),
            94..=98 => self.desk.rng.days(4, 14),
            _ => self.desk.rng.days(15, 30),
        };
        self.desk.today - lag
    }

    /// Open and overdue at the end of today, in a currency, over the newest open
    /// items: near enough for the generator's own choices.
    fn owed(&self, currency: Currency) -> (Minor, Minor) {
        let today = self.today();
        let newest = self.c.open_items.iter().rev().take(CONSIDERED);
        let items = newest.map(|item| &self.c.items[*item]);
        items.filter(|item| item.currency == currency).fold((0, 0), |(open, overdue), item| {
            let part = item.open(today);
            let is_late = item.due.is_some_and(|due| due < today);
            (open + part, overdue + if is_late { part } else { 0 })
        })
    }

    fn act(&mut self, task: Task) {
        match task {
            Task::Register => self.register(),
            Task::Decide(order) => self.decide(order),
            Task::Revisit(order) => self.revisit(order),
            Task::Ship(order) => self.ship(order),
            Task::Arrive(delivery) => self.arrive(delivery),
            Task::Accept(delivery) => self.accept(delivery),
            Task::Bill(order, since) => self.bill(order, since),
            Task::HaveInvoice(item) => self.have_invoice(item),
            Task::Pay(item) => self.pay(item),
            Task::Apply(payment) => self.apply(payment),
            Task::Bounce(payment) => self.bounce(payment),
            Task::Reallocate(payment) => self.reallocate(payment),
            Task::Credit(item) => self.credit(item),
            Task::UseExcess(note) => self.use_excess(note),
            Task::Chase(item) => self.chase(item),
            Task::Resolve(dispute) => self.resolve(dispute),
            Task::Instalment(agreement, part) => self.instalment(agreement, part),
            Task::Enforce(item, step) => self.enforce(item, step),
            Task::Recover(item) => self.recover(item),
            Task::Month => self.month(),
            Task::Answer(statement) => self.answer(statement),
            Task::Notice => self.notice(),
        }
    }
}

/// A customer before its registration.
fn stranger(rng: &mut Rng, index: u32) -> Customer {
    let is_english = rng.chance(220);
    let usual = if is_english {
        rng.pick(&[Currency::Usd, Currency::Usd, Currency::Eur, Currency::Jpy, Currency::Kwd])
    } else {
        Currency::Cny
    };
    let mut currencies = vec![usual];
    if index % 11 == 3 || rng.chance(60) {
        let second = rng.pick(&[Currency::Cny, Currency::Usd, Currency::Jpy, Currency::Kwd]);
        if second != usual {
            currencies.push(second);
        }
    }
    let character = Character::draw(rng, index);
    let size_percent = rng.pick(&[15, 40, 70, 100, 100, 160, 300]);
    let trade = rng.index(TRADE_COUNT);
    Customer::stranger(index + 1, (character, is_english, trade), currencies, size_percent)
}

/// The whole play.
struct Play {
    desk: Desk,
    agenda: Agenda,
    customers: Vec<Customer>,
    activity: u64,
    last: Day,
    /// Busyness of the days from today on.
    busyness_left: u64,
    /// The same, each day weighted with the yield of its orders.
    yield_left: u64,
}

impl Play {
    fn new(config: &Config, first: Day) -> Self {
        let last = plus_months(first, config.months.max(1)) - 1;
        let mut desk = Desk::new(config.seed, first, config.events, ERRORS_PER_MILLE);
        let mut agenda = Agenda::new(first, (last - first + 1) as usize);
        let count = config.customers.max(1);
        let customers: Vec<Customer> = (0..count).map(|i| stranger(&mut desk.rng, i)).collect();
        // Two thirds are known from the first weeks on, the others join over the months.
        let span = (last - first).max(1);
        for index in 0..count {
            let joins = if index < 12 || desk.rng.chance(660) {
                desk.rng.days(0, (span / 12).min(40))
            } else {
                desk.rng.days(0, span * 4 / 5)
            };
            agenda.enter(first + joins, index + 1, Task::Register);
        }
        let customer_months = u64::from(count) * u64::from(config.months.max(1));
        Self {
            desk,
            agenda,
            customers,
            activity: config.events * 10 / customer_months,
            last,
            busyness_left: (first..=last).map(busyness).sum(),
            yield_left: (first..=last).map(|day| busyness(day) * yield_of_order(last - day)).sum(),
        }
    }

    fn scene(&mut self, serial: u32) -> Scene<'_> {
        Scene {
            desk: &mut self.desk,
            agenda: &mut self.agenda,
            c: &mut self.customers[serial as usize - 1],
            activity: self.activity,
        }
    }

    /// How many orders today should bring, so that the orders to come bring what
    /// is missing beside the tasks that wait.
    fn new_orders(&mut self, today: Day) -> u64 {
        let left = self.desk.limit - self.desk.written;
        let near = u64::from((self.last - today).unsigned_abs()).min(90);
        let idle = self.agenda.waiting.min(self.desk.counts[Kind::CustomerRegistered as usize]);
        let coming = (self.agenda.waiting - idle) * near / 300;
        let share = left.saturating_sub(coming) * busyness(today) * 12;
        let whole = share / self.yield_left.max(1);
        whole + u64::from(self.desk.rng.below(self.yield_left) < share % self.yield_left.max(1))
    }

    /// A registered customer, by chance.
    fn somebody(&mut self) -> Option<u32> {
        for _ in 0..64 {
            let index = self.desk.rng.index(self.customers.len());
            if self.customers[index].registered.is_some() {
                return Some(index as u32 + 1);
            }
        }
        None
    }

    fn day<W: Write>(&mut self, today: Day, outlet: &mut Outlet<'_, W>) -> io::Result<()> {
        let expected =
            (self.desk.limit - self.desk.written) * busyness(today) / self.busyness_left.max(1);
        self.desk.open(today, expected);
        // Orders first: what they enter for today is still taken up.
        for _ in 0..self.new_orders(today) {
            let Some(serial) = self.somebody() else { break };
            self.scene(serial).order();
            if self.desk.is_full() {
                return Ok(());
            }
            outlet.drain(&mut self.desk, CHUNK_BYTES)?;
        }
        loop {
            let tasks = self.agenda.take(today);
            if tasks.is_empty() {
                break;
            }
            for (serial, task) in tasks {
                self.scene(serial).run(task);
                if self.desk.is_full() {
                    return Ok(());
                }
                outlet.drain(&mut self.desk, CHUNK_BYTES)?;
            }
        }
        self.busyness_left -= busyness(today);
        self.yield_left -= busyness(today) * yield_of_order(self.last - today);
        Ok(())
    }

    /// What is missing on the last day: orders that have just come in.
    fn fill<W: Write>(&mut self, outlet: &mut Outlet<'_, W>) -> io::Result<()> {
        while !self.desk.is_full() {
            match self.somebody() {
                Some(serial) => self.scene(serial).order(),
                None => self.scene(1).run(Task::Register),
            }
            outlet.drain(&mut self.desk, CHUNK_BYTES)?;
        }
        Ok(())
    }
}

impl Scene<'_> {
    /// Acts, and lets somebody notice the errors that were made on the way.
    fn run(&mut self, task: Task) {
        let before = self.c.errors.len();
        self.act(task);
        if self.c.errors.len() > before {
            self.later(0, 9, Task::Notice);
        }
    }
}

/// Plays a configuration.
pub fn play<W: Write>(config: &Config, first: Day, outlet: &mut Outlet<'_, W>) -> io::Result<Desk> {
    let mut play = Play::new(config, first);
    let mut today = first;
    while today <= play.last && !play.desk.is_full() {
        play.day(today, outlet)?;
        today += 1;
    }
    play.fill(outlet)?;
    outlet.drain(&mut play.desk, 1)?;
    Ok(play.desk)
}
