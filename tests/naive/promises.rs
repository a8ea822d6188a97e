//! Promises: what was credited to each, and its status (domain section 8).

use super::agreements::Kind;
use super::allocations::Allocation;
use super::book::{Event, Place};
use super::money::{self, Ratio4};
use super::policy::promise_grace_days;
use super::purse::{Loss, Purse};
use super::view::View;
use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct Promise {
    pub number: String,
    pub currency: String,
    pub amount: i128,
    pub due: NaiveDate,
    pub invoices: Vec<String>,
    pub place: Place,
    pub superseded: bool,
    pub credited: i128,
    /// What was credited from a day on; the last entry of a day is its end.
    history: Vec<(NaiveDate, i128)>,
}

impl Promise {
    fn read(event: &Event) -> Promise {
        let currency = event.text("currency").to_string();
        let number = |v: &Value| v.as_str().expect("a number").to_string();
        Promise {
            number: event.text("promise").to_string(),
            amount: money::parse(event.text("amount"), &currency),
            currency,
            due: event.date("due").expect("due"),
            invoices: event.list("invoices").iter().map(number).collect(),
            place: event.place(),
            superseded: false,
            credited: 0,
            history: Vec::new(),
        }
    }
    pub fn names(&self, number: &str) -> bool {
        self.invoices.iter().any(|i| i == number)
    }
    fn last(&self) -> NaiveDate {
        self.due + Duration::days(promise_grace_days())
    }
    fn is_covered(&self) -> bool {
        self.credited >= self.amount
    }
    fn is_pending(&self, day: NaiveDate) -> bool {
        !self.superseded && day <= self.last() && !self.is_covered()
    }
    fn change(&mut self, by: i128, day: NaiveDate) {
        self.credited += by;
        self.history.push((day, self.credited));
    }
    fn covered_at_end_of(&self, day: NaiveDate) -> bool {
        let last = self.history.iter().rev().find(|h| h.0 <= day);
        last.is_some_and(|h| h.1 >= self.amount)
    }

    /// The first day of the unbroken run of days up to as_of that end with it covered.
    pub fn settled_on(&self, as_of: NaiveDate) -> Option<NaiveDate> {
        let mut first = None;
        let mut day = as_of;
        while day >= self.place.0 && self.covered_at_end_of(day) {
            first = Some(day);
            day -= Duration::days(1);
        }
        first
    }

    pub fn status(&self, as_of: NaiveDate) -> &'static str {
        if self.superseded {
            return "superseded";
        }
        match self.settled_on(as_of) {
            Some(day) if day <= self.last() => "kept",
            Some(_) => "kept_late",
            None if as_of <= self.last() => "pending",
            None if self.credited > 0 => "partial",
            None => "broken",
        }
    }
}

enum Step<'a> {
    Event(&'a Event),
    Allocation(usize),
}

/// All promises of a view as of its date: one walk through the fold order, in which an
/// allocation stands on the day from which it counts.
pub fn all(view: &View) -> Vec<Promise> {
    let mut steps: Vec<(Place, Step)> =
        view.events.iter().map(|&e| (e.place(), Step::Event(e))).collect();
    for (index, allocation) in view.allocations.iter().enumerate() {
        if allocation.item.is_some() {
            steps.push((allocation.place, Step::Allocation(index)));
        }
    }
    steps.sort_by_key(|s| s.0);
    let mut walk =
        Walk { view, promises: Vec::new(), purses: vec![Purse::default(); view.sources.len()] };
    for (place, step) in steps {
        match step {
            Step::Event(event) => walk.event(event),
            Step::Allocation(index) => walk.allocation(index, place.0),
        }
    }
    walk.promises
}

struct Walk<'v, 'a> {
    view: &'v View<'a>,
    promises: Vec<Promise>,
    /// One per source of money.
    purses: Vec<Purse>,
}

impl Walk<'_, '_> {
    fn event(&mut self, event: &Event) {
        match event.kind.as_str() {
            "promise.made" => self.promises.push(Promise::read(event)),
            "agreement.signed" => self.supersede(event),
            "payment.received" => self.payment(event),
            "payment.deallocated" => self.deallocation(event),
            "payment.refunded" | "payment.reversed" => self.refund_or_reversal(event),
            _ => {}
        }
    }

    /// An instalment or deferral signed while a promise is pending, covering one of its
    /// invoices: it takes nothing from then on.
    fn supersede(&mut self, event: &Event) {
        let agreement = self.view.agreements.iter().find(|a| a.place == event.place());
        let agreement = agreement.expect("the agreement");
        if !matches!(agreement.kind, Kind::Instalment | Kind::Deferral) {
            return;
        }
        for promise in &mut self.promises {
            let covers =
                |c: &super::agreements::Cover| promise.names(&self.view.items[c.item].number);
            if promise.is_pending(event.effective) && agreement.covers.iter().any(covers) {
                promise.superseded = true;
            }
        }
    }

    /// A payment is offered to promises without invoices on its own day.
    fn payment(&mut self, event: &Event) {
        let number = event.text("payment");
        let source = self.view.sources.iter().position(|s| !s.is_note && s.number == number);
        let source = source.expect("the payment");
        let (amount, currency) = (self.view.sources[source].amount, event.text("currency"));
        let accepts = |p: &Promise| p.invoices.is_empty() && p.currency == currency;
        let taken = self.offer(amount, event.effective, accepts);
        let at_once: Vec<(usize, i128)> = self
            .view
            .allocations
            .iter()
            .enumerate()
            .filter(|(_, a)| self.is_at_once(a, event))
            .map(|(index, a)| (index, a.at_its_place()))
            .collect();
        self.purses[source].receive(amount, &at_once, taken);
    }

    /// An allocation inside the payment that counts on the payment's own day.
    fn is_at_once(&self, allocation: &Allocation, payment: &Event) -> bool {
        allocation.item.is_some()
            && allocation.place.0 == payment.effective
            && allocation.place.1 == payment.position
    }

    /// What promises without invoices leave is offered to those that name the invoice.
    fn allocation(&mut self, index: usize, day: NaiveDate) {
        let allocation = &self.view.allocations[index];
        let source = allocation.source;
        let amount = allocation.at_its_place();
        let known = self.purses[source].lots.iter().any(|l| l.allocation == index);
        let free = if known {
            self.purses[source].free_of(index)
        } else if self.view.sources[source].is_note {
            self.purses[source].allocate_note(index, amount)
        } else {
            self.purses[source].allocate(index, amount)
        };
        let taken = self.offer(free, day, |p| p.names(&allocation.number));
        self.purses[source].take_named(index, taken);
    }

    fn deallocation(&mut self, event: &Event) {
        for (index, allocation) in self.view.allocations.iter().enumerate() {
            // What is taken back before the allocation counts was never there.
            if allocation.place > event.place() {
                continue;
            }
            for taken in allocation.taken_back.iter().filter(|t| t.0 == event.place()) {
                let losses = self.purses[allocation.source].deallocate(index, taken.1);
                self.lose(losses, event.effective);
            }
        }
    }

    fn refund_or_reversal(&mut self, event: &Event) {
        for (index, source) in self.view.sources.iter().enumerate() {
            if source.is_note {
                continue;
            }
            if source.reversed == Some(event.place()) {
                let losses = self.purses[index].reverse();
                self.lose(losses, event.effective);
            }
            for refund in source.refunds.iter().filter(|r| r.0 == event.place()) {
                let losses = self.purses[index].refund(refund.1);
                self.lose(losses, event.effective);
            }
        }
    }

    /// One unit counts once: among promises that accept it, first those still pending on that
    /// day (earlier `due`, then position), then those past their last day (same order).
    fn offer(
        &mut self,
        amount: i128,
        day: NaiveDate,
        accepts: impl Fn(&Promise) -> bool,
    ) -> Vec<(usize, i128)> {
        let mut order: Vec<usize> = (0..self.promises.len())
            .filter(|&p| !self.promises[p].superseded && accepts(&self.promises[p]))
            .collect();
        order.sort_by_key(|&p| {
            let promise = &self.promises[p];
            (day > promise.last(), promise.due, promise.place.1)
        });
        let mut left = amount;
        let mut taken = Vec::new();
        for index in order {
            let promise = &mut self.promises[index];
            let takes = left.min(promise.amount - promise.credited);
            if takes > 0 {
                promise.change(takes, day);
                taken.push((index, takes));
                left -= takes;
            }
        }
        taken
    }

    fn lose(&mut self, losses: Vec<Loss>, day: NaiveDate) {
        for (promise, amount) in losses {
            self.promises[promise].change(-amount, day);
        }
    }
}

/// kept / (kept + kept_late + partial + broken), by count and by amount; none while the
/// denominator is 0.
pub fn kept_ratio<'p>(
    promises: impl Iterator<Item = &'p Promise>,
    as_of: NaiveDate,
) -> Option<(Ratio4, Ratio4)> {
    let (mut kept, mut all) = ((0, 0), (0, 0));
    for promise in promises {
        let status = promise.status(as_of);
        if status == "kept" {
            kept = (kept.0 + 1, kept.1 + promise.amount);
        }
        if ["kept", "kept_late", "partial", "broken"].contains(&status) {
            all = (all.0 + 1, all.1 + promise.amount);
        }
    }
    (all.0 > 0).then(|| (Ratio4::of(kept.0, all.0), Ratio4::of(kept.1, all.1)))
}

/// The `promises` and `kept_ratio` rows of one customer.
pub fn rows(view: &View) -> (Vec<Value>, Vec<Value>) {
    let mut promises = all(view);
    promises.sort_by(|a, b| (&a.currency, &a.number).cmp(&(&b.currency, &b.number)));
    let row = |p: &Promise| {
        let mut row = json!({
            "promise": p.number,
            "customer": view.customer,
            "currency": p.currency,
            "amount": money::print(p.amount, &p.currency),
            "due": p.due.to_string(),
            "credited": money::print(p.credited, &p.currency),
            "status": p.status(view.as_of),
        });
        if let Some(day) = p.settled_on(view.as_of) {
            row["settled_on"] = json!(day.to_string());
        }
        row
    };
    let mut currencies: Vec<&str> = promises.iter().map(|p| p.currency.as_str()).collect();
    currencies.dedup();
    let mut ratios = Vec::new();
    for currency in currencies {
        let of_currency = promises.iter().filter(|p| p.currency == currency);
        if let Some((by_count, by_amount)) = kept_ratio(of_currency, view.as_of) {
            ratios.push(json!({
                "customer": view.customer,
                "currency": currency,
                "by_count": by_count.print(),
                "by_amount": by_amount.print(),
            }));
        }
    }
    (promises.iter().map(row).collect(), ratios)
}
