//! Entering an event into the books: currencies agree, amounts hold on every date.

use duebook_events::governance::PolicyPublished;
use duebook_events::{
    Amount, Currency, Draft, EventData, EventId, Fault, Number, NumberKind, Words,
};
use duebook_projections::Policy;
use duebook_projections::policy::{DEFAULT_CITATION, DEFAULT_TEXT};

use super::Recorded;
use super::amounts::{ItemMove, NoteBook, PaymentBook};
use super::book::Book;
use super::entries::When;
use super::money::index;
use super::numbers::{Detail, MoneyRef, NumberIx};
use super::references::{Reference, Target};
use super::shape::fits;
use crate::messages::door;

/// Two currencies where there must be one.
pub(super) fn other_currency(field: &str, have: Currency, want: Currency, of: &str) -> Fault {
    Fault::of(field, door::other_currency(have, want, of))
}

/// The text must be a policy, and be the one that is named and hashed.
///
/// Recorded now, it may not rest on a fact or word that does not exist: such a rule
/// would come into force and never hold. In a history that is taken over it may, as
/// it was accepted by the rules of its day and decisions cite it. The full check
/// (rules that never apply, warnings) is for `policy check`, `policy publish` and
/// `init`, where somebody is there to correct the text.
pub(super) fn check_policy(e: &PolicyPublished, recorded: Recorded) -> Result<(), Fault> {
    let policy = match recorded {
        Recorded::Now => Policy::parse(e.text.as_str()),
        Recorded::Before => Policy::parse_stored(e.text.as_str()),
    };
    let policy = policy.map_err(|error| Fault::of("data.text", error.message))?;
    if policy.sha256 != e.sha256.to_string() {
        return Err(Fault::of("data.sha256", door::policy_hash(policy.sha256)));
    }
    if policy.citation != e.citation() {
        return Err(Fault::of("data.policy", door::policy_name(policy.citation, e.citation())));
    }
    if policy.citation == DEFAULT_CITATION && e.text.as_str() != DEFAULT_TEXT {
        return Err(Fault::of("data.text", door::built_in_kept(DEFAULT_CITATION)));
    }
    Ok(())
}

impl Book {
    /// Enters an event; what it touches is checked.
    pub(super) fn enter(&mut self, draft: &Draft, when: When) -> Result<Option<NumberIx>, Fault> {
        let mut created = None;
        match &draft.data {
            EventData::CustomerRegistered(_) => self.registered = Some(when),
            EventData::TermsAgreed(e) => {
                let by_delivery = e.terms.trigger.needs_deliveries();
                self.terms.push((when, by_delivery));
            }
            EventData::InvoiceIssued(e) => {
                self.judge(|book| book.check_invoice(e, when))?;
                let ix = self.new_item(e.invoice.as_str(), e.currency, e.amount, when);
                created = self.create(draft, when, Some(e.currency), MoneyRef::Invoice(ix));
            }
            EventData::LateFeeCharged(e) => {
                let currency = self.currency_of(NumberKind::Item, e.invoice.as_str());
                self.fits(e.amount.fits(currency), "data.amount")?;
                let ix = self.new_item(e.fee.as_str(), currency, e.amount, when);
                created = self.create(draft, when, Some(currency), MoneyRef::Fee(ix));
            }
            EventData::CreditNoteIssued(e) => {
                let Some(item) = self.item(e.invoice.as_str()) else { return Ok(None) };
                let amount = self.amount_of(item, e.amount, "data.amount")?;
                let note = index(self.money.notes.len());
                let (number, of) = (e.credit_note.as_str().into(), index(item));
                let moves = Vec::new();
                self.money.notes.push(NoteBook { number, item: of, when, amount, moves });
                let currency = self.money.items[item].currency;
                created = self.create(draft, when, Some(currency), MoneyRef::Note(note));
                self.move_item(item, when, ItemMove::Credit(Some(note)), amount, "data.amount")?;
            }
            EventData::InvoiceWrittenOff(e) => {
                self.change_item(e.invoice.as_str(), when, ItemMove::WriteOff, e.amount)?;
            }
            EventData::WriteOffRecovered(e) => {
                self.change_item(e.invoice.as_str(), when, ItemMove::Recover, e.amount)?;
            }
            EventData::PaymentReceived(e) => {
                let ix = index(self.money.payments.len());
                self.money.payments.push(PaymentBook {
                    number: e.payment.as_str().into(),
                    currency: e.currency,
                    amount: e.amount.minor(e.currency),
                    reversed: None,
                    moves: Vec::new(),
                });
                created = self.create(draft, when, Some(e.currency), MoneyRef::Payment(ix));
                let list = e.allocations.as_deref().unwrap_or_default();
                self.allocate(e.payment.as_str(), list, when, 1)?;
            }
            EventData::PaymentAllocated(e) => {
                self.allocate(e.payment.as_str(), &e.allocations, when, 1)?;
            }
            EventData::PaymentDeallocated(e) => {
                self.allocate(e.payment.as_str(), &e.allocations, when, -1)?;
            }
            EventData::PaymentRefunded(e) => self.refund(e.payment.as_str(), e.amount, when)?,
            EventData::PaymentReversed(e) => self.reverse(e.payment.as_str(), when)?,
            EventData::AgreementSigned(e) => created = self.sign(draft, e, when)?,
            EventData::DisputeRaised(e) => {
                let Some(item) = self.item(e.invoice.as_str()) else { return Ok(None) };
                let amount = self.amount_of(item, e.amount, "data.amount")?;
                let currency = self.money.items[item].currency;
                created = self.create(draft, when, Some(currency), MoneyRef::None);
                if let Some(dispute) = created {
                    self.numbers.describe(dispute, Detail::Dispute(amount));
                }
            }
            _ => created = self.enter_other(draft, when)?,
        }
        Ok(created)
    }

    /// Events that move no money.
    fn enter_other(&mut self, draft: &Draft, when: When) -> Result<Option<NumberIx>, Fault> {
        self.judge(|book| book.check_other(draft, when))?;
        let currency = match &draft.data {
            EventData::OrderPlaced(e) => Some(e.currency),
            EventData::SecurityProvided(e) => Some(e.currency),
            EventData::StatementSent(e) => Some(e.currency),
            EventData::PromiseMade(e) => Some(e.currency),
            EventData::DeliveryShipped(e) => {
                Some(self.currency_of(NumberKind::Order, e.order.as_str()))
            }
            _ => None,
        };
        Ok(self.create(draft, when, currency, MoneyRef::None))
    }

    /// Digits, currencies and lifecycles of events that move no money.
    fn check_other(&self, draft: &Draft, when: When) -> Result<(), Fault> {
        match &draft.data {
            EventData::PromiseMade(e) => {
                for (i, number) in e.invoices.iter().flatten().enumerate() {
                    let of = self.currency_of(NumberKind::Item, number.as_str());
                    if of != e.currency {
                        let field = format!("data.invoices[{i}]");
                        return Err(other_currency(&field, e.currency, of, number.as_str()));
                    }
                }
                Ok(())
            }
            EventData::DeliveryShipped(e) => {
                let currency = self.currency_of(NumberKind::Order, e.order.as_str());
                e.amount.map_or(Ok(()), |amount| fits(amount.fits(currency), "data.amount"))
            }
            EventData::DeliveryReceived(e) => {
                let currency = self.currency_of(NumberKind::Delivery, e.delivery.as_str());
                for (i, shortage) in e.shortages.iter().flatten().enumerate() {
                    if let Some(amount) = shortage.amount {
                        fits(amount.fits(currency), &format!("data.shortages[{i}].amount"))?;
                    }
                }
                Ok(())
            }
            EventData::GoodsReturned(e) => {
                let currency = self.currency_of(NumberKind::Delivery, e.delivery.as_str());
                fits(e.amount.fits(currency), "data.amount")
            }
            EventData::DisputeResolved(e) => self.check_credited(e.dispute.as_str(), e.credited),
            EventData::StatementConfirmed(e) => {
                let currency = self.currency_of(NumberKind::Statement, e.statement.as_str());
                fits(e.confirmed_balance.fits(currency), "data.confirmed_balance")
            }
            EventData::StatementContested(e) => {
                let currency = self.currency_of(NumberKind::Statement, e.statement.as_str());
                fits(e.claimed_balance.fits(currency), "data.claimed_balance")
            }
            EventData::AgreementTerminated(e) => self.check_terminable(e.agreement.as_str()),
            EventData::OrderConditionMet(e) => {
                self.check_evidence(e.evidence.as_deref().unwrap_or_default(), when)
            }
            _ => Ok(()),
        }
    }

    /// Evidence is an event of this customer that stands and is not dated later.
    fn check_evidence(&self, evidence: &[EventId], when: When) -> Result<(), Fault> {
        for (i, id) in evidence.iter().enumerate() {
            let field = format!("data.evidence[{i}]");
            let Some(entry) = self.entries.find(*id).map(|entry| self.entries.get(entry)) else {
                return Err(Fault::of(field, door::no_such_event(&self.customer, id)));
            };
            if entry.retracted {
                return Err(Fault::of(field, door::evidence_retracted(entry.position)));
            }
            if when.day < entry.day {
                let what = Words::new(format!("the event {id}"), format!("事件 {id}"));
                let message = door::before_what_it_names(when.day, what, field, entry.day);
                return Err(Fault::of("effective", message));
            }
        }
        Ok(())
    }

    /// Enters the number that an event creates, if it creates one.
    pub(super) fn create(
        &mut self,
        draft: &Draft,
        when: When,
        currency: Option<Currency>,
        money: MoneyRef,
    ) -> Option<NumberIx> {
        let Number { kind, text } = draft.data.creates()?;
        let actor = draft.actor.id.as_str();
        Some(self.numbers.create((kind, text), when, actor, currency, money))
    }

    /// What an event names, so that nothing is retracted under others' feet.
    pub(super) fn named(&self, references: &[Reference<'_>]) -> Vec<NumberIx> {
        let named = references.iter().filter_map(|reference| match reference.target {
            Target::Number(kind) => self.numbers.find(kind, reference.number),
            Target::Invoice => self.numbers.find(NumberKind::Item, reference.number),
            Target::Money => self.money_source(reference.number),
        });
        named.collect()
    }

    /// The currency of a number that has been found already.
    fn currency_of(&self, kind: NumberKind, number: &str) -> Currency {
        self.known(kind, number)
            .and_then(|known| known.currency)
            .unwrap_or_else(|| Currency::try_new("CNY").expect("CNY is a currency"))
    }

    fn check_invoice(
        &self,
        e: &duebook_events::invoice::InvoiceIssued,
        when: When,
    ) -> Result<(), Fault> {
        if let Some(order) = &e.order {
            let of = self.currency_of(NumberKind::Order, order.as_str());
            if of != e.currency {
                return Err(other_currency("data.currency", e.currency, of, order.as_str()));
            }
        }
        let deliveries = e.deliveries.as_deref().unwrap_or_default();
        for delivery in deliveries {
            let of = self.currency_of(NumberKind::Delivery, delivery.as_str());
            if of != e.currency {
                return Err(other_currency("data.currency", e.currency, of, delivery.as_str()));
            }
        }
        let in_force = self.terms.iter().filter(|(from, _)| from.day <= when.day);
        let in_force = in_force.max_by_key(|(from, _)| *from).is_some_and(|(_, by)| *by);
        let by_delivery =
            e.terms.as_ref().map_or(in_force, |terms| terms.trigger.needs_deliveries());
        if by_delivery && e.due.is_none() && deliveries.is_empty() {
            return Err(Fault::of("data.deliveries", door::no_deliveries()));
        }
        Ok(())
    }

    fn check_credited(&self, dispute: &str, credited: Option<Amount>) -> Result<(), Fault> {
        let known = self.numbers.find(NumberKind::Dispute, dispute);
        let (Some(known), Some(credited)) = (known, credited) else {
            return Ok(());
        };
        let currency = self.currency_of(NumberKind::Dispute, dispute);
        fits(credited.fits(currency), "data.credited")?;
        match self.numbers.detail(known) {
            Some(Detail::Dispute(disputed)) if credited.minor(currency) > disputed => {
                Err(Fault::of(
                    "data.credited",
                    door::credited_too_much(credited, currency.print(disputed)),
                ))
            }
            _ => Ok(()),
        }
    }
}
