//! Entering an event into the books: currencies agree, amounts hold on every date.

use compact_str::CompactString;
use duebook_events::governance::PolicyPublished;
use duebook_events::{
    Amount, Currency, Draft, EventData, EventId, Fault, Number, NumberKind, Position, Words,
};
use duebook_projections::Policy;
use duebook_projections::history::Place;
use duebook_projections::policy::{DEFAULT_CITATION, DEFAULT_TEXT};

use super::Recorded;
use super::amounts::{ItemMove, NoteBook, PaymentBook};
use super::book::{Book, Detail, Known, MoneyRef};
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
    pub(super) fn enter(&mut self, draft: &Draft, place: Place) -> Result<(), Fault> {
        match &draft.data {
            EventData::CustomerRegistered(_) => self.registered = Some(place),
            EventData::TermsAgreed(e) => {
                let by_delivery = e.terms.trigger.needs_deliveries();
                self.terms.push((place, by_delivery));
            }
            EventData::InvoiceIssued(e) => {
                self.judge(|book| book.check_invoice(e, place))?;
                let ix = self.new_item(e.invoice.as_str(), e.currency, e.amount, place);
                self.create(draft, place, Some(e.currency), MoneyRef::Invoice(ix));
            }
            EventData::LateFeeCharged(e) => {
                let currency = self.currency_of(NumberKind::Item, e.invoice.as_str());
                self.fits(e.amount.fits(currency), "data.amount")?;
                let ix = self.new_item(e.fee.as_str(), currency, e.amount, place);
                self.create(draft, place, Some(currency), MoneyRef::Fee(ix));
            }
            EventData::CreditNoteIssued(e) => {
                let Some(item) = self.item(e.invoice.as_str()) else { return Ok(()) };
                let amount = self.amount_of(item, e.amount, "data.amount")?;
                let note = self.money.notes.len();
                self.money.notes.push(NoteBook {
                    number: e.credit_note.to_string(),
                    item,
                    place,
                    amount,
                    moves: Vec::new(),
                });
                let currency = self.money.items[item].currency;
                self.create(draft, place, Some(currency), MoneyRef::Note(note));
                self.move_item(item, place, ItemMove::Credit(Some(note)), amount, "data.amount")?;
            }
            EventData::InvoiceWrittenOff(e) => {
                self.change_item(e.invoice.as_str(), place, ItemMove::WriteOff, e.amount)?;
            }
            EventData::WriteOffRecovered(e) => {
                self.change_item(e.invoice.as_str(), place, ItemMove::Recover, e.amount)?;
            }
            EventData::PaymentReceived(e) => {
                let ix = self.money.payments.len();
                self.money.payments.push(PaymentBook {
                    number: e.payment.to_string(),
                    currency: e.currency,
                    amount: e.amount.minor(e.currency),
                    reversed: None,
                    moves: Vec::new(),
                });
                self.create(draft, place, Some(e.currency), MoneyRef::Payment(ix));
                let list = e.allocations.as_deref().unwrap_or_default();
                self.allocate(e.payment.as_str(), list, place, 1)?;
            }
            EventData::PaymentAllocated(e) => {
                self.allocate(e.payment.as_str(), &e.allocations, place, 1)?;
            }
            EventData::PaymentDeallocated(e) => {
                self.allocate(e.payment.as_str(), &e.allocations, place, -1)?;
            }
            EventData::PaymentRefunded(e) => self.refund(e.payment.as_str(), e.amount, place)?,
            EventData::PaymentReversed(e) => self.reverse(e.payment.as_str(), place)?,
            EventData::AgreementSigned(e) => self.sign(draft, e, place)?,
            EventData::DisputeRaised(e) => {
                let Some(item) = self.item(e.invoice.as_str()) else { return Ok(()) };
                let amount = self.amount_of(item, e.amount, "data.amount")?;
                let currency = self.money.items[item].currency;
                self.create(draft, place, Some(currency), MoneyRef::None);
                self.detail(draft, Detail::Dispute(amount));
            }
            _ => self.enter_other(draft, place)?,
        }
        Ok(())
    }

    /// Events that move no money.
    fn enter_other(&mut self, draft: &Draft, place: Place) -> Result<(), Fault> {
        self.judge(|book| book.check_other(draft, place))?;
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
        self.create(draft, place, currency, MoneyRef::None);
        Ok(())
    }

    /// Digits, currencies and lifecycles of events that move no money.
    fn check_other(&self, draft: &Draft, place: Place) -> Result<(), Fault> {
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
                self.check_evidence(e.evidence.as_deref().unwrap_or_default(), place)
            }
            _ => Ok(()),
        }
    }

    /// Evidence is an event of this customer that stands and is not dated later.
    fn check_evidence(&self, evidence: &[EventId], place: Place) -> Result<(), Fault> {
        for (i, id) in evidence.iter().enumerate() {
            let field = format!("data.evidence[{i}]");
            let Some(entry) = self.events.get(id) else {
                return Err(Fault::of(field, door::no_such_event(&self.customer, id)));
            };
            if entry.retracted {
                return Err(Fault::of(field, door::evidence_retracted(entry.place.position)));
            }
            if place.day < entry.place.day {
                let what = Words::new(format!("the event {id}"), format!("事件 {id}"));
                let message = door::before_what_it_names(place.day, what, field, entry.place.day);
                return Err(Fault::of("effective", message));
            }
        }
        Ok(())
    }

    /// Enters the number that an event creates, if it creates one.
    pub(super) fn create(
        &mut self,
        draft: &Draft,
        place: Place,
        currency: Option<Currency>,
        money: MoneyRef,
    ) {
        let Some(Number { kind, text }) = draft.data.creates() else { return };
        let actor = draft.actor.id.clone();
        let detail = Detail::None;
        let (marks, named_by) = (Vec::new(), Vec::new());
        let known = Known { place, actor, currency, money, detail, marks, named_by };
        self.numbers.insert((kind, text), known);
    }

    pub(super) fn detail(&mut self, draft: &Draft, detail: Detail) {
        if let Some(number) = draft.data.creates()
            && let Some(known) = self.known_mut(number.kind, &number.text)
        {
            known.detail = detail;
        }
    }

    /// Remembers who names what, so that nothing is retracted under others' feet.
    pub(super) fn note_names(
        &mut self,
        references: &[Reference<'_>],
        position: Position,
    ) -> Vec<(NumberKind, CompactString)> {
        let mut names = Vec::with_capacity(references.len());
        for reference in references {
            let kind = match reference.target {
                Target::Number(kind) => kind,
                Target::Invoice => NumberKind::Item,
                Target::Money => match self.money_source(reference.number) {
                    Some((kind, _)) => kind,
                    None => continue,
                },
            };
            if let Some(known) = self.known_mut(kind, reference.number) {
                known.named_by.push(position);
            }
            names.push((kind, reference.number.into()));
        }
        names
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
        place: Place,
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
        let in_force = self.terms.iter().filter(|(from, _)| from.day <= place.day);
        let in_force = in_force.max_by_key(|(from, _)| *from).is_some_and(|(_, by)| *by);
        let by_delivery =
            e.terms.as_ref().map_or(in_force, |terms| terms.trigger.needs_deliveries());
        if by_delivery && e.due.is_none() && deliveries.is_empty() {
            return Err(Fault::of("data.deliveries", door::no_deliveries()));
        }
        Ok(())
    }

    fn check_credited(&self, dispute: &str, credited: Option<Amount>) -> Result<(), Fault> {
        let (Some(known), Some(credited)) = (self.known(NumberKind::Dispute, dispute), credited)
        else {
            return Ok(());
        };
        let currency = self.currency_of(NumberKind::Dispute, dispute);
        fits(credited.fits(currency), "data.credited")?;
        match known.detail {
            Detail::Dispute(disputed) if credited.minor(currency) > disputed => Err(Fault::of(
                "data.credited",
                door::credited_too_much(credited, currency.print(disputed)),
            )),
            _ => Ok(()),
        }
    }
}
