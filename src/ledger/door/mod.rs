//! The door: what may become part of the log (domain, section 3).
//!
//! A draft has passed strict reading; here it is held against what its customer
//! already has: references, dates, numbers, currencies, amounts on every date,
//! separation of duties. The door changes its books only when an event passes.

mod amounts;
mod book;
mod enter;
mod entries;
mod money;
mod numbers;
pub(crate) mod references;
mod retract;
mod shape;
mod signing;

use duebook_events::words::quoted;
use duebook_events::{Draft, EventData, Fault, NumberKind, Position, Words};

pub use book::Book;
use entries::When;
use numbers::{MarkKind, MoneyRef};
pub use references::{Reference, Target, references};

use crate::messages::door as told;

/// The effect of an event on the name spaces of the ledger.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Numbers that it takes.
    pub takes: Vec<duebook_events::Number>,
    /// Numbers that it frees: those of a retracted event.
    pub frees: Vec<duebook_events::Number>,
}

/// When an event was recorded, as far as the rules that it was held against go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Now: the rules of today count.
    Now,
    /// Before: it comes with its own `recorded_at` out of a history that is taken
    /// over as it was recorded.
    Before,
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
    pub fn admit(
        &mut self,
        draft: &Draft,
        position: Position,
        recorded: Recorded,
    ) -> Result<Effect, Fault> {
        let when = When { day: draft.effective, entry: self.entries.next() };
        let references = references(&draft.data);
        self.judge(|book| {
            book.check_stream(draft, when)?;
            for reference in &references {
                book.check_reference(reference, when)?;
            }
            book.check_lifecycle(draft)?;
            match &draft.data {
                EventData::PolicyPublished(e) => enter::check_policy(e, recorded),
                _ => Ok(()),
            }
        })?;
        if let EventData::EventRetracted(retraction) = &draft.data {
            let frees = self.retract(retraction)?;
            self.record(draft, position, None, &[]);
            return Ok(Effect { takes: Vec::new(), frees });
        }
        let created = self.enter(draft, when)?;
        let names = self.named(&references);
        self.record(draft, position, created, &names);
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
        let entered = self.admit(draft, position, Recorded::Before);
        self.trusting = false;
        entered.map(|_| ())
    }

    /// The right stream, registered, and not before the registration.
    fn check_stream(&self, draft: &Draft, when: When) -> Result<(), Fault> {
        let ledger = draft.customer.is_ledger();
        if draft.customer.as_str().starts_with('$') && !ledger {
            let message = told::reserved_customer(quoted(draft.customer.as_str()));
            return Err(Fault::of("customer", message));
        }
        if let Some(wide) = draft.data.ledger_wide()
            && wide != ledger
        {
            let kind = draft.data.kind();
            let message =
                if wide { told::belongs_to_ledger(kind) } else { told::belongs_to_customer(kind) };
            return Err(Fault::of("customer", message));
        }
        if ledger {
            return Ok(());
        }
        let registers = matches!(draft.data, EventData::CustomerRegistered(_));
        match self.registered {
            None if registers => Ok(()),
            None => Err(Fault::of("customer", told::not_registered(&self.customer))),
            Some(_) if registers => {
                Err(Fault::of("customer", told::registered_already(&self.customer)))
            }
            Some(since) if when.day < since.day => Err(Fault::of(
                "effective",
                told::before_registration(when.day, &self.customer, since.day),
            )),
            Some(_) => Ok(()),
        }
    }

    /// What a reference names must exist, and not be dated later.
    fn check_reference(&self, reference: &Reference<'_>, when: When) -> Result<(), Fault> {
        let number = reference.number;
        let found = match reference.target {
            Target::Money => self.money_source(number).map(|ix| self.numbers.get(ix)),
            Target::Number(kind) => self.known(kind, number),
            Target::Invoice => self
                .known(NumberKind::Item, number)
                .filter(|known| matches!(known.money, MoneyRef::Invoice(_))),
        };
        let what = match reference.target {
            Target::Money => Words::new("payment or credit note", "收款或红字凭证"),
            Target::Number(kind) => kind.words(),
            Target::Invoice => Words::new("invoice", "发票"),
        };
        let field = reference.field.to_string();
        let Some(known) = found else {
            let message = told::no_such_number(&self.customer, what, number);
            return Err(Fault::of(
                field,
                match self.suggestion(reference) {
                    Some(words) => message.hinting(words),
                    None => message,
                },
            ));
        };
        if when.day < known.when.day && !reference.may_precede {
            let what = Words::new(format!("{} {number}", what.en), format!("{} {number}", what.zh));
            let message = told::before_what_it_names(when.day, what, field, known.when.day);
            return Err(Fault::of("effective", message));
        }
        Ok(())
    }

    fn suggestion(&self, reference: &Reference<'_>) -> Option<Words> {
        let wanted = |kind: NumberKind| match reference.target {
            Target::Money => matches!(kind, NumberKind::Payment | NumberKind::CreditNote),
            Target::Number(target) => kind == target,
            Target::Invoice => kind == NumberKind::Item,
        };
        let known = self.numbers.live().filter(|known| wanted(known.kind));
        let mut known: Vec<&str> = known.map(|known| known.text.as_str()).collect();
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
        let known = self.numbers.find(kind, number);
        let done = known.and_then(|ix| self.numbers.marks(ix, mark).next());
        match done {
            Some(done) => {
                let what = Words::new(word, mark.in_chinese());
                let message =
                    told::happened_already(kind.named(number), what, self.position(done.entry));
                Err(Fault::of(field, message))
            }
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
        let Some(order) = self.numbers.find(NumberKind::Order, e.order.as_str()) else {
            return Ok(());
        };
        if draft.actor.role != Role::Approver {
            let message = told::override_needs_approver(draft.actor.role.word());
            return Err(Fault::of("actor.role", message));
        }
        let placed_by = self.numbers.actor(self.numbers.get(order).actor);
        let deciders = self.numbers.marks(order, MarkKind::Decided);
        let deciders: Vec<&str> = deciders.map(|mark| self.numbers.actor(mark.actor)).collect();
        let persons =
            [("data.approver", e.approver.as_str()), ("actor.id", draft.actor.id.as_str())];
        for (field, person) in persons {
            let did = if placed_by == person {
                Words::new("placed", "提交")
            } else if deciders.contains(&person) {
                Words::new("decided", "决定")
            } else {
                continue;
            };
            return Err(Fault::of(field, told::overrides_own(person, did, &e.order)));
        }
        Ok(())
    }
}
