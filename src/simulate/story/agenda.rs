//! What is going to happen on which day.

use crate::simulate::calendar::{Day, is_open};

/// Something that a customer or we shall do. Indexes are those of the customer.
#[derive(Debug, Clone, Copy)]
pub enum Task {
    /// The customer becomes known.
    Register,
    /// Decide on an order.
    Decide(usize),
    /// Look again at an order that was held: met conditions, override, cancellation.
    Revisit(usize),
    /// Ship (the rest of) an order.
    Ship(usize),
    /// A delivery arrives.
    Arrive(usize),
    /// The customer accepts a delivery.
    Accept(usize),
    /// Bill an order with its deliveries since a number.
    Bill(usize, usize),
    /// The customer has an invoice.
    HaveInvoice(usize),
    /// The customer pays an item.
    Pay(usize),
    /// Apply what a payment has left.
    Apply(usize),
    /// A payment bounces.
    Bounce(usize),
    /// A payment turns out to be on the wrong invoice.
    Reallocate(usize),
    /// Put right an item: shortage, return, discount, price.
    Credit(usize),
    /// Use the excess of a credit note.
    UseExcess(usize),
    /// Remind, call, and what follows.
    Chase(usize),
    /// Settle a dispute.
    Resolve(usize),
    /// An instalment of an agreement is due.
    Instalment(usize, usize),
    /// The debt is being enforced: step by step.
    Enforce(usize, u8),
    /// A written-off debt comes back.
    Recover(usize),
    /// The month is over.
    Month,
    /// The customer answers a statement.
    Answer(usize),
    /// Somebody notices an error.
    Notice,
}

/// Tasks by day.
#[derive(Debug)]
pub struct Agenda {
    first: Day,
    days: Vec<Vec<(u32, Task)>>,
    /// How many tasks wait.
    pub waiting: u64,
}

impl Agenda {
    /// An empty agenda of so many days.
    pub fn new(first: Day, days: usize) -> Self {
        Self { first, days: vec![Vec::new(); days], waiting: 0 }
    }

    /// Enters a task on the first open day from `day` on; what would fall after
    /// the last day is forgotten.
    pub fn enter(&mut self, day: Day, customer: u32, task: Task) {
        let mut day = day.max(self.first);
        while !is_open(day) {
            day += 1;
        }
        if let Some(tasks) = self.days.get_mut((day - self.first) as usize) {
            tasks.push((customer, task));
            self.waiting += 1;
        }
    }

    /// Takes out what is due on a day; call until it is empty.
    pub fn take(&mut self, day: Day) -> Vec<(u32, Task)> {
        let tasks = std::mem::take(&mut self.days[(day - self.first) as usize]);
        self.waiting -= tasks.len() as u64;
        tasks
    }
}
