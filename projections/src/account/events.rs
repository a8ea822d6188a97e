//! What each event does to an account, at its place in the fold.

use duebook_events::dispute::{DisputeOutcome, DisputeResolved};
use duebook_events::order::{Condition, ConditionKind, Outcome};
use duebook_events::{Currency, Day, EventData, ItemNo, OrderNo, PaymentNo};

use super::fold::Fold;
use super::item::{Closes, Item, SliceSource};
use super::promise::Promise;
use super::{
    Decision, Delivery, Dispute, ItemIx, Limit, Order, Registration, Resolution, Security,
    Statement,
};
use crate::history::{Fact, Place};
use crate::parts;

impl<'a> Fold<'a, '_> {
    pub(super) fn event(&mut self, fact: &'a Fact, place: Place) {
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
                    items: items.map(|items| items.iter().map(ItemNo::as_str).collect()),
                    credited: 0,
                    settled_on: None,
                    closes: Closes::default(),
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
                    replaced: Vec::new(),
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
                    let source = self.source(&e.payment, place);
                    let item = self.account.item_ix(allocation.invoice.as_str());
                    if let (Some(source), Some(item)) = (source, item) {
                        let amount = allocation.amount.minor(self.account.items[item].currency);
                        self.take_off(item, source, amount);
                    }
                }
            }
            EventData::PaymentReversed(e) => {
                if let Some(ix) = self.account.numbers.payments.get(e.payment.as_str()).copied() {
                    self.reverse(ix, place);
                }
            }
            EventData::PaymentRefunded(e) => match self.source(&e.payment, place) {
                Some(SliceSource::Payment(ix)) => {
                    let amount = e.amount.minor(self.account.payments[ix].currency);
                    self.refund(ix, amount);
                }
                Some(SliceSource::Note(ix)) => {
                    let item = self.account.notes[ix].item;
                    let item = &mut self.account.items[item];
                    let amount = e.amount.minor(item.currency);
                    item.excess_used += amount;
                    self.account.notes[ix].used += amount;
                }
                _ => {}
            },
            EventData::AgreementSigned(e) => self.sign(e, place),
            EventData::AgreementTerminated(e) => {
                if let Some(ix) = self.account.numbers.agreements.get(e.agreement.as_str()).copied()
                {
                    self.terminate(ix, place);
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

    /// What a number in `payment` means to an event: a payment that was recorded before it, or is
    /// that event, else a credit note. What was settled from a note stays so when a payment of that
    /// number comes in.
    pub(super) fn source(&self, number: &PaymentNo, by: Place) -> Option<SliceSource> {
        let numbers = &self.account.numbers;
        let payment = numbers
            .payments
            .get(number.as_str())
            .filter(|ix| self.account.payments[**ix].place.position <= by.position);
        let payment = payment.map(|ix| SliceSource::Payment(*ix));
        payment.or_else(|| numbers.notes.get(number.as_str()).map(|ix| SliceSource::Note(*ix)))
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
            !matches!(condition.kind, ConditionKind::Prepay | ConditionKind::PrepayExcess)
        });
        let overdue_items = if asks { self.overdue_items(currency, place.day) } else { Vec::new() };
        let order = &mut self.account.orders[ix];
        let decision = Decision { place, outcome, conditions, overdue_items };
        let before = order.decision.replace(decision);
        order.replaced.extend(before);
    }

    /// The items of a currency with an undisputed overdue amount, as of a day that
    /// ends as the fold stands.
    fn overdue_items(&mut self, currency: Currency, day: Day) -> Vec<ItemIx> {
        let failing = self.account.failing_agreements(day);
        for ix in &failing {
            self.account.agreements[*ix].defaulted_on = Some(day);
        }
        let open = self.account.open_items();
        let overdue = open
            .filter(|ix| self.account.items[*ix].currency == currency)
            .filter(|ix| parts::is_overdue(&self.account, *ix, self.policy, day))
            .collect();
        // The day has not ended: what follows on it may still prevent these defaults.
        for ix in failing {
            self.account.agreements[ix].defaulted_on = None;
        }
        overdue
    }
}
