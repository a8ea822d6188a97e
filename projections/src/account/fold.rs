//! The fold: one step an event (or allocation), in fold order; one close a day.

use std::collections::BTreeSet;

use duebook_events::agreement::{AgreementKind, AgreementSigned};
use duebook_events::dispute::{DisputeOutcome, DisputeResolved};
use duebook_events::invoice::InvoiceIssued;
use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind, Outcome};
use duebook_events::payment::Allocation;
use duebook_events::{Currency, Day, EventData, OrderNo, PaymentNo};

use super::agreement::{Agreement, Cover, Ending, ScheduleRow};
use super::item::{Item, SliceSource};
use super::money_flow::{CreditNote, Payment};
use super::promise::Promise;
use super::{
    Account, AgreedTerms, Decision, Delivery, Dispute, ItemIx, Limit, Numbers, Order, Registration,
    Resolution, Security, Statement,
};
use crate::history::{Fact, Place};
use crate::parts;
use crate::policy::Policy;

/// An account while it is being folded.
pub(super) struct Fold<'a, 'p> {
    pub(super) account: Account<'a>,
    policy: &'p Policy,
    touched: Vec<ItemIx>,
    touched_agreements: Vec<usize>,
    touched_promises: bool,
    /// Days on which an instalment of an agreement may have become missed.
    watch: BTreeSet<(Day, usize)>,
}

/// One step of the fold.
enum Step<'a> {
    /// An event at its own place.
    Event(&'a Fact),
    /// An allocation that counts later than its event, or one of `payment.allocated`.
    Allocate { source: &'a PaymentNo, allocation: &'a Allocation },
}

struct Ordered<'a> {
    place: Place,
    /// Order within one event.
    sub: u32,
    step: Step<'a>,
}

/// Folds the facts that count, given in order of position.
pub(super) fn fold<'a>(facts: &[&'a Fact], as_of: Day, policy: &'a Policy) -> Account<'a> {
    let mut fold = Fold {
        account: empty(as_of, policy),
        policy,
        touched: Vec::new(),
        touched_agreements: Vec::new(),
        touched_promises: false,
        watch: BTreeSet::new(),
    };
    fold.enter_documents(facts);
    let steps = fold.steps(facts, as_of);
    let mut next = 0;
    while next < steps.len() {
        let day = steps[next].place.day;
        fold.close_days_before(day);
        while let Some(step) = steps.get(next).filter(|step| step.place.day == day) {
            fold.step(step);
            next += 1;
        }
        fold.close_day(day);
    }
    fold.close_days_before(as_of + 1);
    fold.account
}

fn empty<'a>(as_of: Day, policy: &Policy) -> Account<'a> {
    Account {
        as_of,
        promise_grace_days: policy.promise_grace_days,
        registered: None,
        terms: Vec::new(),
        limits: Vec::new(),
        items: Vec::new(),
        payments: Vec::new(),
        notes: Vec::new(),
        slices: Vec::new(),
        promises: Vec::new(),
        agreements: Vec::new(),
        disputes: Vec::new(),
        orders: Vec::new(),
        deliveries: Vec::new(),
        securities: Vec::new(),
        reminders: Vec::new(),
        contacts: Vec::new(),
        legal_steps: Vec::new(),
        findings: Vec::new(),
        statements: Vec::new(),
        suspended: None,
        numbers: Numbers::default(),
        positions: Vec::new(),
    }
}

impl<'a> Fold<'a, '_> {
    /// Enters terms, items, payments and credit notes before anything is folded:
    /// an invoice's terms are the newest dated on or before it, whatever their
    /// position, and an allocation counts from the latest of the payment's, the
    /// invoice's and its own date.
    fn enter_documents(&mut self, facts: &[&'a Fact]) {
        let account = &mut self.account;
        account.positions.reserve(facts.len());
        for fact in facts {
            account.positions.push(fact.position);
            let place = Place { day: fact.effective, position: fact.position };
            match &fact.data {
                EventData::TermsAgreed(e) => {
                    account.terms.push(AgreedTerms { place, terms: &e.terms });
                }
                EventData::InvoiceIssued(e) => {
                    account.numbers.items.insert(e.invoice.as_str(), account.items.len());
                    account.items.push(invoice(e, place));
                }
                EventData::LateFeeCharged(e) => {
                    // A fee is in the currency of its invoice, which stands before it.
                    let Some(of) = account.numbers.items.get(e.invoice.as_str()) else { continue };
                    let currency = account.items[*of].currency;
                    account.numbers.items.insert(e.fee.as_str(), account.items.len());
                    let gross = e.amount.minor(currency);
                    let mut item = Item::new(e.fee.as_str(), place, currency, gross);
                    item.is_fee = true;
                    item.explicit_due = e.due;
                    account.items.push(item);
                }
                EventData::PaymentReceived(e) => {
                    account.numbers.payments.insert(e.payment.as_str(), account.payments.len());
                    account.payments.push(Payment {
                        number: e.payment.as_str(),
                        place,
                        currency: e.currency,
                        amount: e.amount.minor(e.currency),
                        arrived: false,
                        allocated: 0,
                        refunded: 0,
                        reversed: None,
                        slices: Vec::new(),
                        rest_taken: Vec::new(),
                    });
                }
                EventData::CreditNoteIssued(e) => {
                    let Some(item) = account.numbers.items.get(e.invoice.as_str()) else {
                        continue;
                    };
                    account.numbers.notes.insert(e.credit_note.as_str(), account.notes.len());
                    account.notes.push(CreditNote {
                        place,
                        item: *item,
                        amount: e.amount.minor(account.items[*item].currency),
                    });
                }
                _ => {}
            }
        }
        account.terms.sort_by_key(|entry| entry.place);
    }

    /// All steps in fold order.
    fn steps(&self, facts: &[&'a Fact], as_of: Day) -> Vec<Ordered<'a>> {
        let mut steps: Vec<Ordered<'a>> = Vec::with_capacity(facts.len() + facts.len() / 4);
        for fact in facts {
            let place = Place { day: fact.effective, position: fact.position };
            let (source, allocations, inline) = match &fact.data {
                EventData::PaymentReceived(e) => (&e.payment, e.allocations.as_deref(), true),
                EventData::PaymentAllocated(e) => {
                    (&e.payment, Some(e.allocations.as_slice()), false)
                }
                _ => {
                    steps.push(Ordered { place, sub: 0, step: Step::Event(fact) });
                    continue;
                }
            };
            if inline {
                steps.push(Ordered { place, sub: 0, step: Step::Event(fact) });
            }
            for (allocation, sub) in allocations.unwrap_or_default().iter().zip(1..) {
                let Some(item) = self.account.item_ix(allocation.invoice.as_str()) else {
                    continue;
                };
                let day = place.day.max(self.account.items[item].place.day);
                // Allocations inside a payment that count at once belong to its own step.
                if day > as_of || (inline && day == place.day) {
                    continue;
                }
                let place = Place { day, position: fact.position };
                steps.push(Ordered { place, sub, step: Step::Allocate { source, allocation } });
            }
        }
        steps.sort_unstable_by_key(|step| (step.place, step.sub));
        steps
    }

    pub(super) fn touch(&mut self, item: ItemIx) {
        let entry = &mut self.account.items[item];
        if !entry.touched {
            entry.touched = true;
            self.touched.push(item);
        }
    }

    fn touch_agreement(&mut self, agreement: usize) {
        let entry = &mut self.account.agreements[agreement];
        if !entry.touched {
            entry.touched = true;
            self.touched_agreements.push(agreement);
        }
    }

    /// Closes the days before `day` on which an instalment may have become missed.
    fn close_days_before(&mut self, day: Day) {
        while let Some((due, _)) = self.watch.first().copied().filter(|(due, _)| *due < day) {
            self.close_day(due);
        }
    }

    /// The end of a day: what is judged by days is judged here.
    fn close_day(&mut self, day: Day) {
        while let Some(entry) = self.watch.first().copied().filter(|(due, _)| *due <= day) {
            self.watch.remove(&entry);
            self.touch_agreement(entry.1);
        }
        for ix in std::mem::take(&mut self.touched) {
            let item = &mut self.account.items[ix];
            item.touched = false;
            item.close_day(day);
            for agreement in item.agreements.clone() {
                self.touch_agreement(agreement);
            }
        }
        for ix in std::mem::take(&mut self.touched_agreements) {
            self.account.agreements[ix].touched = false;
            self.account.close_agreement_day(ix, day);
        }
        if std::mem::take(&mut self.touched_promises) {
            for promise in &mut self.account.promises {
                if promise.lacking() > 0 {
                    promise.settled_on = None;
                } else {
                    promise.settled_on.get_or_insert(day);
                }
            }
        }
    }

    fn step(&mut self, ordered: &Ordered<'a>) {
        let place = ordered.place;
        match ordered.step {
            Step::Event(fact) => self.event(fact, place),
            Step::Allocate { source, allocation } => self.allocate(source, allocation, place),
        }
    }

    fn event(&mut self, fact: &'a Fact, place: Place) {
        let account = &mut self.account;
        match &fact.data {
            EventData::CustomerRegistered(e) => {
                let since = e.since.unwrap_or(place.day);
                account.registered = Some(Registration { place, since });
            }
            EventData::CustomerInvestigated(e) => {
                account.findings.extend(e.findings.iter().map(|finding| (place, finding.result)));
            }
            EventData::CreditLimitSet(e) => account.limits.push(Limit {
                place,
                currency: e.currency,
                amount: e.limit.minor(e.currency),
            }),
            EventData::SecurityProvided(e) => {
                account.numbers.securities.insert(e.security.as_str(), account.securities.len());
                account.securities.push(Security { place, provided: e, released: false });
            }
            EventData::SecurityReleased(e) => {
                if let Some(ix) = account.numbers.securities.get(e.security.as_str()) {
                    account.securities[*ix].released = true;
                }
            }
            EventData::ReminderSent(e) => account.reminders.push((place, e)),
            EventData::ContactLogged(e) => account.contacts.push((place, e)),
            EventData::LegalStep(e) => account.legal_steps.push((place, e)),
            EventData::SupplySuspended(_) => account.suspended = Some(place),
            EventData::SupplyResumed(_) => account.suspended = None,
            EventData::StatementSent(e) => {
                account.numbers.statements.insert(e.statement.as_str(), account.statements.len());
                account.statements.push(Statement { sent: e, confirmed: None });
            }
            EventData::StatementConfirmed(e) => {
                if let Some(ix) = account.numbers.statements.get(e.statement.as_str()) {
                    account.statements[*ix].confirmed = Some(place);
                }
            }
            EventData::PaymentReceived(e) => self.payment_received(e, place),
            EventData::PromiseMade(e) => {
                account.numbers.promises.insert(e.promise.as_str(), account.promises.len());
                let items = e.invoices.as_ref().filter(|items| !items.is_empty());
                account.promises.push(Promise {
                    number: e.promise.as_str(),
                    place,
                    currency: e.currency,
                    amount: e.amount.minor(e.currency),
                    due: e.due,
                    last: e.due + account.promise_grace_days,
                    items: items.map(|items| items.iter().map(|item| item.as_str()).collect()),
                    credited: 0,
                    settled_on: None,
                    superseded: None,
                });
            }
            EventData::OrderPlaced(_)
            | EventData::OrderDecided(_)
            | EventData::OrderOverridden(_)
            | EventData::OrderConditionMet(_)
            | EventData::OrderCancelled(_)
            | EventData::DeliveryShipped(_)
            | EventData::DeliveryReceived(_)
            | EventData::DeliveryAccepted(_) => self.order_event(fact, place),
            _ => self.item_event(fact, place),
        }
    }

    /// Events on orders and deliveries.
    fn order_event(&mut self, fact: &'a Fact, place: Place) {
        let account = &mut self.account;
        match &fact.data {
            EventData::OrderPlaced(e) => {
                account.numbers.orders.insert(e.order.as_str(), account.orders.len());
                account.orders.push(Order {
                    place,
                    placed: e,
                    decision: None,
                    met: Vec::new(),
                    cancelled: None,
                    invoiced: 0,
                });
            }
            EventData::OrderDecided(e) => self.decide(&e.order, e.outcome, &e.conditions, place),
            EventData::OrderOverridden(e) => {
                let conditions = e.conditions.as_deref().unwrap_or_default();
                self.decide(&e.order, e.outcome, conditions, place);
            }
            EventData::OrderConditionMet(e) => {
                if let Some(ix) = account.numbers.orders.get(e.order.as_str()) {
                    account.orders[*ix].met.push((place, e.condition));
                }
            }
            EventData::OrderCancelled(e) => {
                if let Some(ix) = account.numbers.orders.get(e.order.as_str()) {
                    account.orders[*ix].cancelled = Some(place);
                }
            }
            EventData::DeliveryShipped(e) => {
                account.numbers.deliveries.insert(e.delivery.as_str(), account.deliveries.len());
                account.deliveries.push(Delivery {
                    order: account.numbers.orders.get(e.order.as_str()).copied(),
                    received: None,
                    accepted: None,
                    shortages: None,
                });
            }
            EventData::DeliveryReceived(e) => {
                if let Some(ix) = account.numbers.deliveries.get(e.delivery.as_str()) {
                    let delivery = &mut account.deliveries[*ix];
                    delivery.received = Some(place.day);
                    let shortages = e.shortages.as_deref().filter(|list| !list.is_empty());
                    delivery.shortages = shortages.map(|list| (place, list));
                }
            }
            EventData::DeliveryAccepted(e) => {
                if let Some(ix) = account.numbers.deliveries.get(e.delivery.as_str()) {
                    account.deliveries[*ix].accepted = Some(place.day);
                }
            }
            _ => {}
        }
    }

    /// Events on open items; all others change no figure of an account.
    fn item_event(&mut self, fact: &'a Fact, place: Place) {
        match &fact.data {
            EventData::InvoiceIssued(e) => {
                if let Some(ix) = self.issue(e.invoice.as_str())
                    && let Some(order) = &e.order
                {
                    let account = &mut self.account;
                    let order = account.numbers.orders.get(order.as_str()).copied();
                    account.items[ix].order = order;
                    if let Some(order) = order {
                        account.orders[order].invoiced += account.items[ix].gross;
                    }
                }
            }
            EventData::LateFeeCharged(e) => {
                self.issue(e.fee.as_str());
            }
            EventData::InvoiceReceived(e) => {
                self.change(e.invoice.as_str(), |item| item.received = Some(place.day));
            }
            EventData::InvoiceCorrected(e) if e.restart_due => {
                self.change(e.invoice.as_str(), |item| item.restarts.push(place.day));
            }
            EventData::CreditNoteIssued(e) => {
                self.change(e.invoice.as_str(), |item| {
                    let amount = e.amount.minor(item.currency);
                    item.credited += amount;
                    item.credits.push((place, amount));
                });
            }
            EventData::InvoiceWrittenOff(e) => {
                self.change(e.invoice.as_str(), |item| {
                    item.written_off += e.amount.minor(item.currency);
                });
            }
            EventData::WriteOffRecovered(e) => {
                self.change(e.invoice.as_str(), |item| {
                    item.recovered += e.amount.minor(item.currency);
                });
            }
            EventData::PaymentDeallocated(e) => {
                for allocation in &e.allocations {
                    let source = self.source(&e.payment);
                    let item = self.account.item_ix(allocation.invoice.as_str());
                    if let (Some(source), Some(item)) = (source, item) {
                        let amount = allocation.amount.minor(self.account.items[item].currency);
                        self.take_off(item, source, amount);
                    }
                }
                self.touched_promises = true;
            }
            EventData::PaymentReversed(e) => {
                if let Some(ix) = self.account.numbers.payments.get(e.payment.as_str()).copied() {
                    self.reverse(ix, place);
                }
                self.touched_promises = true;
            }
            EventData::PaymentRefunded(e) => match self.source(&e.payment) {
                Some(SliceSource::Payment(ix)) => {
                    let amount = e.amount.minor(self.account.payments[ix].currency);
                    self.refund(ix, amount);
                    self.touched_promises = true;
                }
                Some(SliceSource::Note(ix)) => {
                    let item = self.account.notes[ix].item;
                    let item = &mut self.account.items[item];
                    item.excess_used += e.amount.minor(item.currency);
                }
                _ => {}
            },
            EventData::AgreementSigned(e) => self.sign(e, place),
            EventData::AgreementTerminated(e) => {
                if let Some(ix) = self.account.numbers.agreements.get(e.agreement.as_str()).copied()
                {
                    self.end_agreement(ix, place, true);
                }
            }
            EventData::DisputeRaised(e) => {
                let account = &mut self.account;
                let Some(item) = account.item_ix(e.invoice.as_str()) else { return };
                let ix = account.disputes.len();
                account.numbers.disputes.insert(e.dispute.as_str(), ix);
                account.items[item].disputes.push(ix);
                let amount = e.amount.minor(account.items[item].currency);
                account.disputes.push(Dispute { place, item, amount, resolved: None });
            }
            EventData::DisputeResolved(e) => self.resolve(e, place),
            _ => {}
        }
    }

    fn issue(&mut self, number: &str) -> Option<ItemIx> {
        let ix = self.account.item_ix(number)?;
        self.account.items[ix].issued = true;
        self.touch(ix);
        Some(ix)
    }

    fn change(&mut self, number: &str, change: impl FnOnce(&mut Item<'a>)) {
        if let Some(ix) = self.account.item_ix(number) {
            change(&mut self.account.items[ix]);
            self.touch(ix);
        }
    }

    /// What a number in `payment` means: a payment, else a credit note.
    fn source(&self, number: &PaymentNo) -> Option<SliceSource> {
        let numbers = &self.account.numbers;
        let payment = numbers.payments.get(number.as_str()).map(|ix| SliceSource::Payment(*ix));
        payment.or_else(|| numbers.notes.get(number.as_str()).map(|ix| SliceSource::Note(*ix)))
    }

    fn payment_received(&mut self, e: &'a duebook_events::payment::PaymentReceived, place: Place) {
        let Some(payment) = self.account.numbers.payments.get(e.payment.as_str()).copied() else {
            return;
        };
        self.account.payments[payment].arrived = true;
        let mut slices = Vec::new();
        for allocation in e.allocations.as_deref().unwrap_or_default() {
            let Some(item) = self.account.item_ix(allocation.invoice.as_str()) else { continue };
            if self.account.items[item].place.day <= place.day {
                let amount = allocation.amount.minor(e.currency);
                slices.push(self.apply(place, item, SliceSource::Payment(payment), amount));
            }
        }
        self.offer_payment(payment, place.day);
        for slice in slices {
            self.offer_slice(slice, place.day);
        }
        self.touched_promises = true;
    }

    fn allocate(&mut self, source: &PaymentNo, allocation: &Allocation, place: Place) {
        let item = self.account.item_ix(allocation.invoice.as_str());
        if let (Some(source), Some(item)) = (self.source(source), item) {
            // A payment that bounced before its allocation began to count holds nothing.
            if let SliceSource::Payment(ix) = source
                && self.account.payments[ix].reversed.is_some()
            {
                return;
            }
            let amount = allocation.amount.minor(self.account.items[item].currency);
            let slice = self.apply(place, item, source, amount);
            self.offer_slice(slice, place.day);
            self.touched_promises = true;
        }
    }

    fn resolve(&mut self, e: &DisputeResolved, place: Place) {
        let account = &mut self.account;
        let Some(ix) = account.numbers.disputes.get(e.dispute.as_str()) else { return };
        let dispute = &mut account.disputes[*ix];
        let currency = account.items[dispute.item].currency;
        let credited = match e.outcome {
            DisputeOutcome::Rejected => 0,
            _ => e.credited.map_or(dispute.amount, |amount| amount.minor(currency)),
        };
        dispute.resolved = Some(Resolution { place, outcome: e.outcome, credited });
    }

    fn decide(
        &mut self,
        order: &OrderNo,
        outcome: Outcome,
        conditions: &'a [Condition],
        place: Place,
    ) {
        let Some(ix) = self.account.numbers.orders.get(order.as_str()).copied() else { return };
        let currency = self.account.orders[ix].placed.currency;
        let asks = conditions.iter().any(|condition| {
            matches!(
                condition.kind,
                ConditionKind::PayOverdue
                    | ConditionKind::SettleOverdue
                    | ConditionKind::SettleOverdueOrGuarantee
            )
        });
        let overdue_items = if asks { self.overdue_items(currency, place.day) } else { Vec::new() };
        self.account.orders[ix].decision =
            Some(Decision { place, outcome, conditions, overdue_items });
    }

    /// The items of a currency with an undisputed overdue amount, as the fold stands.
    fn overdue_items(&self, currency: Currency, day: Day) -> Vec<ItemIx> {
        (0..self.account.items.len())
            .filter(|ix| self.account.items[*ix].currency == currency)
            .filter(|ix| {
                parts::agreed(&self.account, *ix, self.policy, day)
                    .iter()
                    .any(|part| part.days_past_due(day) > 0 && part.undisputed() > 0)
            })
            .collect()
    }

    fn sign(&mut self, e: &'a AgreementSigned, place: Place) {
        let account = &mut self.account;
        let ix = account.agreements.len();
        let covers: Vec<Cover> = e
            .covers
            .iter()
            .filter_map(|cover| {
                let item = account.item_ix(cover.invoice.as_str())?;
                let amount = cover.amount.minor(account.items[item].currency);
                Some(Cover { item, amount, replaced: None })
            })
            .collect();
        let currency =
            covers.first().map_or(Currency::try_new("CNY"), |c| Ok(account.items[c.item].currency));
        let Ok(currency) = currency else { return };
        let items: Vec<ItemIx> = covers.iter().map(|cover| cover.item).collect();
        if e.kind.moves_dates() {
            self.supersede(&items, place);
            self.replace_older(&items, place);
        }
        let account = &mut self.account;
        let mut credit = match e.kind {
            AgreementKind::Offset => e.goods_value.map_or(0, |value| value.minor(currency)),
            AgreementKind::PriceReduction => e.amount.map_or(0, |amount| amount.minor(currency)),
            _ => 0,
        };
        let schedule = schedule(e, &covers, currency);
        self.watch.extend(schedule.iter().map(|row| (row.due + 1, ix)));
        account.numbers.agreements.insert(e.agreement.as_str(), ix);
        account.agreements.push(Agreement {
            number: e.agreement.as_str(),
            place,
            kind: e.kind,
            currency,
            covers: covers.clone(),
            schedule,
            daily_rate: e.daily_rate,
            on_default: e.on_default.unwrap_or_default(),
            defaulted_on: None,
            ending: None,
            layout_log: Vec::new(),
            touched: false,
        });
        for cover in covers {
            let piece = cover.amount.min(credit);
            credit -= piece;
            let item = &mut self.account.items[cover.item];
            match e.kind {
                AgreementKind::Instalment | AgreementKind::Deferral => {
                    item.covers.push((place.day, ix));
                    item.agreements.push(ix);
                }
                AgreementKind::PriceReduction if piece > 0 => {
                    item.credited += piece;
                    item.credits.push((place, piece));
                }
                AgreementKind::Offset if piece > 0 => {
                    self.apply(place, cover.item, SliceSource::Offset, piece);
                }
                _ => {}
            }
            self.touch(cover.item);
        }
        self.touch_agreement(ix);
    }

    /// A newer agreement takes the items over from the older ones that date them.
    fn replace_older(&mut self, items: &[ItemIx], place: Place) {
        let mut older: Vec<usize> = items
            .iter()
            .filter_map(|item| self.account.items[*item].covers.last().map(|(_, ix)| *ix))
            .filter(|ix| self.account.agreements[*ix].ending.is_none())
            .collect();
        older.sort_unstable();
        older.dedup();
        for ix in older {
            let before = self.account.view(&self.account.agreements[ix], place.day);
            let agreement = &mut self.account.agreements[ix];
            for cover in &mut agreement.covers {
                if items.contains(&cover.item) && cover.replaced.is_none() {
                    cover.replaced = Some(place);
                }
            }
            if agreement.covers.iter().all(|cover| cover.replaced.is_some()) {
                agreement.ending = Some(Ending { place, terminated: false, instalments: before });
            }
            self.touch_agreement(ix);
        }
    }

    fn end_agreement(&mut self, ix: usize, place: Place, terminated: bool) {
        let instalments = self.account.view(&self.account.agreements[ix], place.day);
        let agreement = &mut self.account.agreements[ix];
        match &mut agreement.ending {
            // A replaced agreement may still be terminated on paper; it stands as it ended first.
            Some(ending) => ending.terminated |= terminated,
            None => agreement.ending = Some(Ending { place, terminated, instalments }),
        }
    }
}

fn invoice(e: &InvoiceIssued, place: Place) -> Item<'_> {
    let mut item = Item::new(e.invoice.as_str(), place, e.currency, e.amount.minor(e.currency));
    item.explicit_due = e.due;
    item.own_terms = e.terms.as_ref();
    item.deliveries = e.deliveries.as_deref().unwrap_or_default();
    item
}

/// The schedule of an agreement that moves dates: a deferral has one row.
fn schedule(e: &AgreementSigned, covers: &[Cover], currency: Currency) -> Vec<ScheduleRow> {
    let rows: Vec<(Day, Minor)> = match e.kind {
        AgreementKind::Deferral => {
            let sum = covers.iter().map(|cover| cover.amount).sum();
            e.new_due.into_iter().map(|due| (due, sum)).collect()
        }
        _ => e.schedule.iter().flatten().map(|row| (row.due, row.amount.minor(currency))).collect(),
    };
    let mut cumulative = 0;
    rows.into_iter()
        .map(|(due, amount)| {
            cumulative += amount;
            ScheduleRow { due, amount, cumulative, met_on: None }
        })
        .collect()
}
