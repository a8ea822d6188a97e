//! Which events of a customer a bundle discloses.
//!
//! About a customer: all, or those of a span of business dates. About an order or an invoice, by the
//! numbers that events name:
//!
//! 1. Its *core*: the order with its deliveries, its invoices and their fees; or the invoice with its
//!    fees, its order and the deliveries that it bills (those of the order where it names none).
//! 2. Every event that brings a core number into the world or names one: decisions, receipts,
//!    payments allocated to it, agreements that cover it, credit notes, disputes, reminders, promises.
//!    Of the order of an invoice, its other deliveries and invoices stay out.
//! 3. What those events name in turn, and what became of it: the payment and its bounce, the
//!    agreement's termination, the dispute's outcome, the contact of a promise, a security.
//! 4. What concerns every invoice without naming one: the registration, the terms, promises and legal
//!    steps for all, statements that cover its time, with the answers to them.
//! 5. Events that a disclosed one rests on by id (evidence of a condition, causation) or that rest on
//!    one of 1 to 3 by id, and the retractions of all these.
//!
//! A number that was retracted and used again is disclosed with both lives. Everything else of the
//! customer is withheld: present by its hash, without its content.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::{Currency, Day, EventData, EventId, NumberKind as N, OrderNo};

use super::stream::Stream;
use super::subject::{Subject, SubjectKind};
use crate::ledger::door::{Target, references};

/// Business dates, both included; open where none is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

impl Span {
    fn holds(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Tells of each event of a customer, in order of position, whether it is disclosed.
#[must_use]
pub fn disclosed(stream: &Stream, subject: &Subject, span: Span) -> Vec<bool> {
    match subject.kind {
        SubjectKind::Customer => {
            stream.facts.iter().map(|fact| span.holds(fact.effective)).collect()
        }
        SubjectKind::Order | SubjectKind::Invoice => Circle::around(stream, subject).disclosed(),
    }
}

/// The numbers of a subject, and what has been found of it.
struct Circle<'s> {
    stream: &'s Stream,
    /// The subject's own numbers.
    core: Numbers<'s>,
    /// The order of an invoice: named, but not gone through.
    above: Option<&'s str>,
    /// What disclosed events name besides.
    beside: Numbers<'s>,
    chosen: Vec<bool>,
}

type Numbers<'s> = BTreeSet<(N, &'s str)>;

/// The numbers that an event names, without the one that it brings into the world.
fn named(data: &EventData) -> impl Iterator<Item = (N, &str)> {
    references(data).into_iter().flat_map(|reference| {
        let kinds = match reference.target {
            Target::Number(kind) => [Some(kind), None],
            Target::Invoice => [Some(N::Item), None],
            Target::Money => [Some(N::Payment), Some(N::CreditNote)],
        };
        kinds.into_iter().flatten().map(move |kind| (kind, reference.number))
    })
}

/// The number that an event brings into the world, borrowed from it.
fn created(data: &EventData) -> Option<(N, &str)> {
    Some(match data {
        EventData::OrderPlaced(e) => (N::Order, e.order.as_str()),
        EventData::DeliveryShipped(e) => (N::Delivery, e.delivery.as_str()),
        EventData::InvoiceIssued(e) => (N::Item, e.invoice.as_str()),
        EventData::LateFeeCharged(e) => (N::Item, e.fee.as_str()),
        EventData::CreditNoteIssued(e) => (N::CreditNote, e.credit_note.as_str()),
        EventData::PaymentReceived(e) => (N::Payment, e.payment.as_str()),
        EventData::ContactLogged(e) => (N::Contact, e.contact.as_str()),
        EventData::PromiseMade(e) => (N::Promise, e.promise.as_str()),
        EventData::AgreementSigned(e) => (N::Agreement, e.agreement.as_str()),
        EventData::DisputeRaised(e) => (N::Dispute, e.dispute.as_str()),
        EventData::StatementSent(e) => (N::Statement, e.statement.as_str()),
        EventData::SecurityProvided(e) => (N::Security, e.security.as_str()),
        _ => return None,
    })
}

impl<'s> Circle<'s> {
    /// Step 1: the core.
    fn around(stream: &'s Stream, subject: &Subject) -> Self {
        let mut circle = Self {
            stream,
            core: Numbers::new(),
            above: None,
            beside: Numbers::new(),
            chosen: vec![false; stream.facts.len()],
        };
        match subject.kind {
            SubjectKind::Customer => {}
            SubjectKind::Order => circle.order(&subject.number),
            SubjectKind::Invoice => circle.invoice(&subject.number),
        }
        circle
    }

    /// The order, its deliveries, its invoices, their fees: each stands behind what it names.
    fn order(&mut self, number: &str) {
        for fact in &self.stream.facts {
            match &fact.data {
                EventData::OrderPlaced(e) if e.order.as_str() == number => {
                    self.core.insert((N::Order, e.order.as_str()));
                }
                data => {
                    let grows = matches!(
                        data,
                        EventData::DeliveryShipped(_)
                            | EventData::InvoiceIssued(_)
                            | EventData::LateFeeCharged(_)
                    );
                    if grows && named(data).any(|name| self.core.contains(&name)) {
                        self.core.extend(created(data));
                    }
                }
            }
        }
    }

    /// The invoice (of a fee, its invoice too), its fees, and above it the order and the deliveries.
    fn invoice(&mut self, number: &str) {
        let mut item = number;
        for fact in &self.stream.facts {
            let EventData::LateFeeCharged(e) = &fact.data else { continue };
            if e.fee.as_str() == number {
                item = e.invoice.as_str();
                self.core.insert((N::Item, e.fee.as_str()));
            }
        }
        let mut bills_order = false;
        for fact in &self.stream.facts {
            match &fact.data {
                EventData::InvoiceIssued(e) if e.invoice.as_str() == item => {
                    self.core.insert((N::Item, e.invoice.as_str()));
                    self.above = e.order.as_ref().map(OrderNo::as_str).or(self.above);
                    let deliveries = e.deliveries.iter().flatten();
                    bills_order |= e.deliveries.is_none();
                    self.core.extend(deliveries.map(|delivery| (N::Delivery, delivery.as_str())));
                }
                EventData::LateFeeCharged(e) if e.invoice.as_str() == item => {
                    self.core.insert((N::Item, e.fee.as_str()));
                }
                _ => {}
            }
        }
        for fact in &self.stream.facts {
            let EventData::DeliveryShipped(e) = &fact.data else { continue };
            let delivery = (N::Delivery, e.delivery.as_str());
            if self.core.contains(&delivery) {
                self.above = self.above.or(Some(e.order.as_str()));
            } else if bills_order && self.above == Some(e.order.as_str()) {
                self.core.insert(delivery);
            }
        }
    }

    fn disclosed(mut self) -> Vec<bool> {
        self.choose_naming();
        self.choose_beside();
        let by_number: Vec<bool> = self.chosen.clone();
        self.choose_for_all();
        self.choose_by_id(&by_number);
        self.chosen
    }

    /// Step 2: what brings a core number into the world or names one.
    fn choose_naming(&mut self) {
        for (i, fact) in self.stream.facts.iter().enumerate() {
            let data = &fact.data;
            let made = created(data);
            let own = made.is_some_and(|number| {
                self.core.contains(&number)
                    || self.above.map(|order| (N::Order, order)) == Some(number)
            });
            let of_core = named(data).any(|name| self.core.contains(&name));
            // The order of an invoice has other deliveries and invoices.
            let starts_another =
                matches!(data, EventData::DeliveryShipped(_) | EventData::InvoiceIssued(_));
            let of_order = !starts_another
                && named(data).any(|name| self.above.map(|order| (N::Order, order)) == Some(name));
            if own || of_order || (of_core && !starts_another) {
                self.chosen[i] = true;
                self.beside.extend(made);
                self.beside.extend(named(data));
            }
        }
    }

    /// Step 3: where the other numbers come from, and what became of them.
    fn choose_beside(&mut self) {
        for (i, fact) in self.stream.facts.iter().enumerate() {
            let data = &fact.data;
            let comes_from = created(data).filter(|(kind, _)| {
                matches!(kind, N::Payment | N::CreditNote | N::Contact | N::Security)
            });
            let becomes = matches!(
                data,
                EventData::PaymentReversed(_)
                    | EventData::PaymentRefunded(_)
                    | EventData::AgreementTerminated(_)
                    | EventData::DisputeResolved(_)
                    | EventData::SecurityReleased(_)
            );
            let here = comes_from.is_some_and(|number| self.beside.contains(&number))
                || (becomes && named(data).any(|name| self.beside.contains(&name)));
            self.chosen[i] |= here;
        }
    }

    /// Step 4: what concerns every invoice.
    fn choose_for_all(&mut self) {
        let issued: Vec<(Currency, Day)> = self
            .stream
            .facts
            .iter()
            .filter_map(|fact| match &fact.data {
                EventData::InvoiceIssued(e)
                    if self.core.contains(&(N::Item, e.invoice.as_str())) =>
                {
                    Some((e.currency, fact.effective))
                }
                _ => None,
            })
            .collect();
        let concerns = |currency: Option<Currency>, day: Day| {
            issued.iter().any(|(of, from)| currency.is_none_or(|c| c == *of) && *from <= day)
        };
        let mut statements = BTreeSet::new();
        for (i, fact) in self.stream.facts.iter().enumerate() {
            let day = fact.effective;
            self.chosen[i] |= match &fact.data {
                EventData::CustomerRegistered(_) | EventData::TermsAgreed(_) => true,
                EventData::PromiseMade(e) => {
                    let for_all = e.invoices.as_ref().is_none_or(Vec::is_empty);
                    for_all && concerns(Some(e.currency), day)
                }
                EventData::LegalStep(e) => {
                    e.invoices.as_ref().is_none_or(Vec::is_empty) && concerns(None, day)
                }
                EventData::StatementSent(e) if concerns(Some(e.currency), e.period_end) => {
                    statements.insert(e.statement.as_str());
                    true
                }
                EventData::StatementConfirmed(e) => statements.contains(e.statement.as_str()),
                EventData::StatementContested(e) => statements.contains(e.statement.as_str()),
                _ => false,
            };
        }
    }

    /// Step 5: by id.
    fn choose_by_id(&mut self, by_number: &[bool]) {
        let at: BTreeMap<EventId, usize> =
            self.stream.facts.iter().enumerate().map(|(i, fact)| (fact.id, i)).collect();
        for (i, around) in self.stream.around.iter().enumerate() {
            let causes_one = around.caused_by.and_then(|id| at.get(&id));
            if causes_one.is_some_and(|cause| by_number[*cause]) {
                self.chosen[i] = true;
            }
        }
        for i in 0..self.stream.facts.len() {
            if !self.chosen[i] {
                continue;
            }
            let mut rests_on: Vec<EventId> = self.stream.around[i].caused_by.into_iter().collect();
            if let EventData::OrderConditionMet(e) = &self.stream.facts[i].data {
                rests_on.extend(e.evidence.iter().flatten());
            }
            for other in rests_on.iter().filter_map(|id| at.get(id)) {
                self.chosen[*other] = true;
            }
        }
        for (i, fact) in self.stream.facts.iter().enumerate() {
            if let EventData::EventRetracted(e) = &fact.data {
                self.chosen[i] |= at.get(&e.event).is_some_and(|named| self.chosen[*named]);
            }
        }
    }
}

#[cfg(test)]
mod tests;
