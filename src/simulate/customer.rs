//! What the generator knows of one customer.

use super::account::{Item, Payment};
use super::calendar::Day;
use super::character::Character;
use super::documents::{
    AgreedTerms, Agreement, Delivery, Dispute, Entry, Life, Note, Order, Ref, Security, Statement,
};
use super::line::{Currency, Minor, Number};

/// One customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// `C-0001` is 1.
    pub serial: u32,
    /// How it pays.
    pub character: Character,
    /// Writes English.
    pub is_english: bool,
    /// Trade, an index into the table of names.
    pub trade: usize,
    /// The currencies it buys in; the first is the usual one.
    pub currencies: Vec<Currency>,
    /// Factor on the size of its orders, in percent.
    pub size_percent: i64,
    /// The day from which it exists; none before its registration.
    pub registered: Option<Day>,
    /// Terms, in the order of the log.
    pub terms: Vec<AgreedTerms>,
    /// The newest limit.
    pub limit: Option<(Currency, Minor)>,
    /// Orders.
    pub orders: Vec<Order>,
    /// Deliveries.
    pub deliveries: Vec<Delivery>,
    /// Invoices and fees.
    pub items: Vec<Item>,
    /// Payments.
    pub payments: Vec<Payment>,
    /// Credit notes.
    pub notes: Vec<Note>,
    /// Contacts, reminders and promises.
    pub talks: Vec<Life>,
    /// Agreements.
    pub agreements: Vec<Agreement>,
    /// Disputes.
    pub disputes: Vec<Dispute>,
    /// Statements.
    pub statements: Vec<Statement>,
    /// Securities.
    pub securities: Vec<Security>,
    /// Supply is suspended.
    pub is_suspended: bool,
    /// A legal hold is set.
    pub is_held: bool,
    /// The last day on which supply or the hold changed.
    pub switched_on: Day,
    /// Items that may be open.
    pub open_items: Vec<usize>,
    /// Payments that may have a rest.
    pub open_payments: Vec<usize>,
    /// Errors that have not been noticed yet.
    pub errors: Vec<Entry>,
    /// Numbers that retractions have set free.
    pub freed: Vec<Number>,
}

impl Customer {
    /// A customer that is not registered yet.
    pub fn stranger(
        serial: u32,
        (character, is_english, trade): (Character, bool, usize),
        currencies: Vec<Currency>,
        size_percent: i64,
    ) -> Self {
        Self {
            serial,
            character,
            is_english,
            trade,
            currencies,
            size_percent,
            registered: None,
            terms: Vec::new(),
            limit: None,
            orders: Vec::new(),
            deliveries: Vec::new(),
            items: Vec::new(),
            payments: Vec::new(),
            notes: Vec::new(),
            talks: Vec::new(),
            agreements: Vec::new(),
            disputes: Vec::new(),
            statements: Vec::new(),
            securities: Vec::new(),
            is_suspended: false,
            is_held: false,
            switched_on: Day::MIN,
            open_items: Vec::new(),
            open_payments: Vec::new(),
            errors: Vec::new(),
            freed: Vec::new(),
        }
    }

    /// The part that all documents share, of one document.
    pub fn life(&self, r: Ref) -> &Life {
        match r {
            Ref::Order(i) => &self.orders[i].life,
            Ref::Delivery(i) => &self.deliveries[i].life,
            Ref::Item(i) => &self.items[i].life,
            Ref::Payment(i) => &self.payments[i].life,
            Ref::Note(i) => &self.notes[i].life,
            Ref::Talk(i) => &self.talks[i],
            Ref::Agreement(i) => &self.agreements[i].life,
            Ref::Dispute(i) => &self.disputes[i].life,
            Ref::Statement(i) => &self.statements[i].life,
            Ref::Security(i) => &self.securities[i].life,
        }
    }

    /// The same, to change.
    pub fn life_mut(&mut self, r: Ref) -> &mut Life {
        match r {
            Ref::Order(i) => &mut self.orders[i].life,
            Ref::Delivery(i) => &mut self.deliveries[i].life,
            Ref::Item(i) => &mut self.items[i].life,
            Ref::Payment(i) => &mut self.payments[i].life,
            Ref::Note(i) => &mut self.notes[i].life,
            Ref::Talk(i) => &mut self.talks[i],
            Ref::Agreement(i) => &mut self.agreements[i].life,
            Ref::Dispute(i) => &mut self.disputes[i].life,
            Ref::Statement(i) => &mut self.statements[i].life,
            Ref::Security(i) => &mut self.securities[i].life,
        }
    }

    /// `day`, or the earliest later day on which all that is named exists; none
    /// where something named was retracted or the customer is not registered.
    pub fn earliest(&self, names: &[Ref], day: Day) -> Option<Day> {
        let mut earliest = day.max(self.registered?);
        for name in names {
            let life = self.life(*name);
            if !life.alive {
                return None;
            }
            earliest = earliest.max(life.day);
        }
        Some(earliest)
    }

    /// The terms in force for an invoice of a day: the newest by effective day.
    pub fn terms_on(&self, day: Day) -> Option<&AgreedTerms> {
        self.terms.iter().filter(|t| t.day <= day).max_by_key(|t| (t.day, t.at))
    }

    /// The name of an item on the wire.
    pub fn item_number(&self, item: usize) -> Number {
        self.items[item].life.number
    }

    /// Puts an item back among those that may be open.
    pub fn reopen(&mut self, item: usize) {
        if !self.open_items.contains(&item) {
            self.open_items.push(item);
        }
    }

    /// Open and unapplied amounts in a currency at the end of a day.
    pub fn balance(&self, currency: Currency, day: Day) -> (Minor, Minor) {
        let items = self.open_items.iter().map(|i| &self.items[*i]);
        let payments = self.open_payments.iter().map(|p| &self.payments[*p]);
        let open = items.filter(|i| i.currency == currency).map(|i| i.open(day)).sum();
        let unapplied = payments.filter(|p| p.currency == currency).map(|p| p.unapplied(day)).sum();
        (open, unapplied)
    }
}
