//! Taking back what was entered in error (domain, section 1).

use duebook_events::governance::EventRetracted;
use duebook_events::{Draft, EventData, Fault, Kind, Message, Number, NumberKind, Position};

use super::book::Book;
use super::entries::{Entry, EntryIx};
use super::numbers::{Known, MarkKind, MoneyRef, NumberIx};
use crate::messages::amounts::{
    not_retractable, others_depend, retracted_already, retracts_retraction, without_it,
};
use crate::messages::door::no_such_event;

impl Book {
    /// Forgets the named event; returns the number that is free again.
    pub(super) fn retract(&mut self, retraction: &EventRetracted) -> Result<Vec<Number>, Fault> {
        let refuse = |message: Message| Err(Fault::of("data.event", message));
        let id = retraction.event;
        let Some(ix) = self.entries.find(id) else {
            return refuse(no_such_event(&self.customer, id));
        };
        let Entry { kind, position, creates, retracted, .. } = *self.entries.get(ix);
        if kind == Kind::EventRetracted {
            return refuse(retracts_retraction(position));
        }
        if retracted {
            return refuse(retracted_already(position));
        }
        if matches!(kind, Kind::PolicyPublished | Kind::KeyRotated) {
            return refuse(not_retractable(kind));
        }
        self.judge(|book| book.check_dependents(ix))?;
        let names = self.entries.names(ix).to_vec();
        self.entries.retract(ix);
        self.forget(ix, kind, creates, &names);
        self.judge(|book| book.check_named(&names, ix))?;
        Ok(match (kind, creates) {
            (Kind::CustomerRegistered, _) => {
                vec![Number { kind: NumberKind::Customer, text: self.customer.as_str().into() }]
            }
            (_, Some(created)) => {
                let Known { kind, text, .. } = self.numbers.get(created);
                vec![Number { kind: *kind, text: text.clone() }]
            }
            _ => Vec::new(),
        })
    }

    /// Nothing that stands may rest on an event that is taken back.
    fn check_dependents(&self, ix: EntryIx) -> Result<(), Fault> {
        let dependents = self.dependents(ix);
        if dependents.is_empty() {
            return Ok(());
        }
        let list: Vec<String> = dependents.iter().take(5).map(|at| format!("#{at}")).collect();
        let more = if dependents.len() > list.len() { " …" } else { "" };
        let list = format!("{}{more}", list.join(", "));
        Err(Fault::of("data.event", others_depend(self.position(ix), list)))
    }

    /// Live events that name a number which this one created, or deallocate or
    /// reverse the payment that it allocates; in the order of the log.
    fn dependents(&self, ix: EntryIx) -> Vec<Position> {
        let entry = self.entries.get(ix);
        if entry.kind == Kind::CustomerRegistered {
            let others = self.entries.live_after(None);
            let others = others.filter(|(other, _)| *other != ix);
            let others = others.filter(|(_, other)| other.kind != Kind::EventRetracted);
            return others.map(|(_, other)| other.position).collect();
        }
        let is_money = |number: &&NumberIx| {
            let kind = self.numbers.get(**number).kind;
            matches!(kind, NumberKind::Payment | NumberKind::CreditNote)
        };
        let allocates = entry.kind == Kind::PaymentAllocated;
        let source = self.entries.names(ix).iter().find(is_money).filter(|_| allocates);
        let depends = |(ix, other): &(EntryIx, &Entry)| {
            let named = self.entries.names(*ix);
            let undoes = matches!(other.kind, Kind::PaymentDeallocated | Kind::PaymentReversed);
            entry.creates.is_some_and(|created| named.contains(&created))
                || undoes && source.is_some_and(|source| named.contains(source))
        };
        let later = self.entries.live_after(Some(ix)).filter(depends);
        later.map(|(_, other)| other.position).collect()
    }

    fn forget(&mut self, ix: EntryIx, kind: Kind, creates: Option<NumberIx>, names: &[NumberIx]) {
        for number in names {
            self.numbers.unmark(*number, ix);
        }
        self.money.forget(ix);
        self.terms.retain(|(when, _)| when.entry != ix);
        if kind == Kind::CustomerRegistered {
            self.registered = None;
        }
        if let Some(created) = creates {
            self.numbers.remove(created);
        }
    }

    /// The amount rules of everything that the forgotten event had touched.
    fn check_named(&self, names: &[NumberIx], ix: EntryIx) -> Result<(), Fault> {
        for number in names {
            let money = &self.money;
            let checked = match self.numbers.get(*number).money {
                MoneyRef::Invoice(item) | MoneyRef::Fee(item) => money.check_item(item as usize),
                MoneyRef::Payment(payment) => money
                    .items_of_payment(payment as usize)
                    .into_iter()
                    .try_for_each(|item| money.check_item(item))
                    .and_then(|()| {
                        money.check_payment(payment as usize, ix).map_err(|o| o.message)
                    }),
                MoneyRef::Note(note) => money
                    .check_note(note as usize)
                    .map_err(|overdrawn| overdrawn.message)
                    .and_then(|()| money.check_item(money.notes[note as usize].item as usize)),
                MoneyRef::None => Ok(()),
            };
            checked.map_err(|message| Fault::of("data.event", without_it(message)))?;
        }
        Ok(())
    }

    /// Enters an event into the stream's list.
    pub(super) fn record(
        &mut self,
        draft: &Draft,
        position: Position,
        creates: Option<NumberIx>,
        names: &[NumberIx],
    ) {
        self.version += 1;
        let ix = self.entries.next();
        let (what, when) = ((draft.id, draft.data.kind()), (position, draft.effective));
        self.entries.push(what, when, creates, names);
        let mark = match &draft.data {
            EventData::DeliveryReceived(_) | EventData::InvoiceReceived(_) => MarkKind::Received,
            EventData::DeliveryAccepted(_) => MarkKind::Accepted,
            EventData::OrderDecided(_) => MarkKind::Decided,
            EventData::OrderCancelled(_) => MarkKind::Cancelled,
            EventData::PaymentReversed(_) => MarkKind::Reversed,
            EventData::DisputeResolved(_) => MarkKind::Resolved,
            EventData::AgreementTerminated(_) => MarkKind::Terminated,
            EventData::SecurityReleased(_) => MarkKind::Released,
            _ => return,
        };
        if let Some(number) = names.first() {
            self.numbers.mark(*number, mark, ix, draft.actor.id.as_str());
        }
    }
}
