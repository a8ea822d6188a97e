//! The door: what may become part of the log (domain, section 3).
//!
//! A draft has passed strict reading; here it is held against what its customer
//! already has: references, dates, numbers, currencies, amounts on every date,
//! separation of duties. The door changes its books only when an event passes.

mod amounts;
mod book;
mod enter;
mod money;
mod references;
mod retract;
mod shape;
mod signing;

use duebook_events::{Draft, EventData, Fault, NumberKind, Position};
use duebook_projections::history::Place;

pub use book::Book;
use book::MarkKind;
use references::{Reference, Target};

/// The effect of an event on the name spaces of the ledger.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Numbers that it takes.
    pub takes: Vec<duebook_events::Number>,
    /// Numbers that it frees: those of a retracted event.
    pub frees: Vec<duebook_events::Number>,
}

/// What can be said about an event alone, before anything is looked up: digits of
/// amounts, lists, the fields of each kind.
///
/// # Errors
/// The first rule that the event breaks, with its field and the remedy.
pub fn check_shape(draft: &Draft) -> Result<(), Fault> {
    shape::check(&draft.data).map_err(|fault| fault.under("data"))
}

impl Book {
    /// Lets an event in as `position`, or says why not.
    ///
    /// # Errors
    /// The first rule that the event breaks, with its field and the remedy. The
    /// book must not be used after a refusal: it may hold half of the event.
    pub fn admit(&mut self, draft: &Draft, position: Position) -> Result<Effect, Fault> {
        let place = Place { day: draft.effective, position };
        let references = references::references(&draft.data);
        self.judge(|book| {
            book.check_stream(draft, place)?;
            for reference in &references {
                book.check_reference(reference, place)?;
            }
            book.check_lifecycle(draft)
        })?;
        if let EventData::EventRetracted(retraction) = &draft.data {
            let frees = self.retract(retraction)?;
            self.record(draft, place, Vec::new());
            return Ok(Effect { takes: Vec::new(), frees });
        }
        self.enter(draft, place)?;
        let names = self.note_names(&references, position);
        self.record(draft, place, names);
        let takes = match &draft.data {
            EventData::CustomerRegistered(_) => vec![duebook_events::Number {
                kind: NumberKind::Customer,
                text: draft.customer.as_str().into(),
            }],
            data => data.creates().into_iter().collect(),
        };
        Ok(Effect { takes, frees: Vec::new() })
    }

    /// Takes in an event that the log already holds, without judging it again: a
    /// rule that became stricter must not lock anybody out of their own history.
    ///
    /// # Errors
    /// Only when the log contradicts itself.
    pub fn replay(&mut self, draft: &Draft, position: Position) -> Result<(), Fault> {
        self.trusting = true;
        let entered = self.admit(draft, position);
        self.trusting = false;
        entered.map(|_| ())
    }

    /// The right stream, registered, and not before the registration.
    fn check_stream(&self, draft: &Draft, place: Place) -> Result<(), Fault> {
        let ledger = draft.customer.is_ledger();
        if draft.customer.as_str().starts_with('$') && !ledger {
            return Err(Fault::new(
                "customer",
                format!(
                    "{:?}: names that begin with $ belong to the ledger",
                    draft.customer.as_str()
                ),
                "give the customer another number",
            ));
        }
        if let Some(wide) = draft.data.ledger_wide()
            && wide != ledger
        {
            let (problem, hint) = if wide {
                ("belongs to the ledger's own stream", "write it with \"customer\":\"$ledger\"")
            } else {
                ("belongs to a customer", "name the customer")
            };
            return Err(Fault::new("customer", format!("{} {problem}", draft.data.kind()), hint));
        }
        if ledger {
            return Ok(());
        }
        let registers = matches!(draft.data, EventData::CustomerRegistered(_));
        match self.registered {
            None if registers => Ok(()),
            None => Err(Fault::new(
                "customer",
                format!("customer {} is not registered", self.customer),
                "record customer.registered first, or correct the number",
            )),
            Some(_) if registers => Err(Fault::new(
                "customer",
                format!("customer {} is registered already", self.customer),
                "retract the registration if it was wrong",
            )),
            Some(since) if place.day < since.day => Err(Fault::new(
                "effective",
                format!(
                    "{} is before the registration of customer {} on {}",
                    place.day, self.customer, since.day
                ),
                "correct the date, or retract the registration and record it with an earlier one",
            )),
            Some(_) => Ok(()),
        }
    }

    /// What a reference names must exist, and not be dated later.
    fn check_reference(&self, reference: &Reference<'_>, place: Place) -> Result<(), Fault> {
        let number = reference.number;
        let found = match reference.target {
            Target::Money => self.money_source(number).map(|(_, known)| known),
            Target::Number(kind) => self.known(kind, number),
            Target::Invoice => self
                .known(NumberKind::Item, number)
                .filter(|known| matches!(known.money, book::MoneyRef::Invoice(_))),
        };
        let word = match reference.target {
            Target::Money => "payment or credit note",
            Target::Number(kind) => kind.word(),
            Target::Invoice => "invoice",
        };
        let field = reference.field.to_string();
        let Some(known) = found else {
            return Err(Fault::new(
                field,
                format!("customer {} has no {word} {number}", self.customer),
                self.suggestion(reference)
                    .unwrap_or_else(|| format!("correct the number, or record the {word} first")),
            ));
        };
        if place.day < known.place.day && !reference.may_precede {
            return Err(Fault::new(
                "effective",
                format!(
                    "{} is before {word} {number} ({field}), which is dated {}",
                    place.day, known.place.day
                ),
                "correct the date of the one or the other",
            ));
        }
        Ok(())
    }

    fn suggestion(&self, reference: &Reference<'_>) -> Option<String> {
        let wanted = |kind: NumberKind| match reference.target {
            Target::Money => matches!(kind, NumberKind::Payment | NumberKind::CreditNote),
            Target::Number(target) => kind == target,
            Target::Invoice => kind == NumberKind::Item,
        };
        let mut known: Vec<&str> = self
            .numbers
            .keys()
            .filter(|(kind, _)| wanted(*kind))
            .map(|(_, number)| number.as_str())
            .collect();
        known.sort_unstable();
        duebook_events::spelling::suggest(reference.number, known)
    }

    /// What happens once, happens once; who placed or decided does not override.
    fn check_lifecycle(&self, draft: &Draft) -> Result<(), Fault> {
        use NumberKind as N;
        let (kind, number, mark, field, word) = match &draft.data {
            EventData::DeliveryReceived(e) => {
                (N::Delivery, e.delivery.as_str(), MarkKind::Received, "data.delivery", "received")
            }
            EventData::DeliveryAccepted(e) => {
                (N::Delivery, e.delivery.as_str(), MarkKind::Accepted, "data.delivery", "accepted")
            }
            EventData::InvoiceReceived(e) => {
                (N::Item, e.invoice.as_str(), MarkKind::Received, "data.invoice", "received")
            }
            EventData::OrderCancelled(e) => {
                (N::Order, e.order.as_str(), MarkKind::Cancelled, "data.order", "cancelled")
            }
            EventData::PaymentReversed(e) => {
                (N::Payment, e.payment.as_str(), MarkKind::Reversed, "data.payment", "reversed")
            }
            EventData::DisputeResolved(e) => {
                (N::Dispute, e.dispute.as_str(), MarkKind::Resolved, "data.dispute", "resolved")
            }
            EventData::AgreementTerminated(e) => (
                N::Agreement,
                e.agreement.as_str(),
                MarkKind::Terminated,
                "data.agreement",
                "terminated",
            ),
            EventData::SecurityReleased(e) => {
                (N::Security, e.security.as_str(), MarkKind::Released, "data.security", "released")
            }
            EventData::OrderOverridden(e) => return self.check_override(draft, e),
            _ => return Ok(()),
        };
        let done = self
            .known(kind, number)
            .and_then(|known| known.marks.iter().find(|done| done.kind == mark));
        match done {
            Some(done) => Err(Fault::new(
                field,
                format!("{} {number} was {word} already (position {})", kind.word(), done.position),
                "retract the earlier event if it was wrong",
            )),
            None => Ok(()),
        }
    }

    /// Separation of duties (domain, sections 3 and 11; INV-11).
    fn check_override(
        &self,
        draft: &Draft,
        e: &duebook_events::order::OrderOverridden,
    ) -> Result<(), Fault> {
        use duebook_events::Role;
        let Some(order) = self.known(NumberKind::Order, e.order.as_str()) else { return Ok(()) };
        if draft.actor.role != Role::Approver {
            return Err(Fault::new(
                "actor.role",
                format!("an override needs the role approver, not {}", draft.actor.role.word()),
                "have an approver record it",
            ));
        }
        let deciders = order.marks.iter().filter(|mark| mark.kind == MarkKind::Decided);
        let deciders: Vec<&str> = deciders.map(|mark| mark.actor.as_str()).collect();
        let persons =
            [("data.approver", e.approver.as_str()), ("actor.id", draft.actor.id.as_str())];
        for (field, person) in persons {
            let did = if order.actor == person {
                "placed"
            } else if deciders.contains(&person) {
                "decided"
            } else {
                continue;
            };
            return Err(Fault::new(
                field,
                format!("{person} {did} order {} and cannot override its decision", e.order),
                "another approver has to do it",
            ));
        }
        Ok(())
    }
}
