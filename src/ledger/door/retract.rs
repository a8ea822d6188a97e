//! Taking back what was entered in error (domain, section 1).

use duebook_events::governance::EventRetracted;
use duebook_events::{Draft, EventData, Fault, Kind, Message, Number, NumberKind, Position};
use duebook_projections::history::Place;

use super::book::{Book, Entry, MarkKind, MoneyRef};
use crate::messages::amounts::{
    not_retractable, others_depend, retracted_already, retracts_retraction, without_it,
};
use crate::messages::door::no_such_event;

impl Book {
    /// Forgets the named event; returns the number that is free again.
    pub(super) fn retract(&mut self, retraction: &EventRetracted) -> Result<Vec<Number>, Fault> {
        let refuse = |message: Message| Err(Fault::of("data.event", message));
        let id = retraction.event;
        let Some(entry) = self.events.get(&id) else {
            return refuse(no_such_event(&self.customer, id));
        };
        let position = entry.place.position;
        if entry.kind == Kind::EventRetracted {
            return refuse(retracts_retraction(position));
        }
        if entry.retracted {
            return refuse(retracted_already(position));
        }
        if matches!(entry.kind, Kind::PolicyPublished | Kind::KeyRotated) {
            return refuse(not_retractable(entry.kind));
        }
        self.judge(|book| book.check_dependents(entry))?;
        let (names, creates) = (entry.names.clone(), entry.creates.clone());
        let entry_kind = entry.kind;
        if let Some(entry) = self.events.get_mut(&id) {
            entry.retracted = true;
        }
        self.forget(position, entry_kind, creates.as_ref(), &names);
        self.judge(|book| book.check_named(&names, position))?;
        Ok(match entry_kind {
            Kind::CustomerRegistered => {
                vec![Number { kind: NumberKind::Customer, text: self.customer.as_str().into() }]
            }
            _ => creates.into_iter().collect(),
        })
    }

    /// Nothing that stands may rest on an event that is taken back.
    fn check_dependents(&self, entry: &Entry) -> Result<(), Fault> {
        let position = entry.place.position;
        let dependents = self.dependents(entry);
        if dependents.is_empty() {
            return Ok(());
        }
        let list: Vec<String> = dependents.iter().take(5).map(|at| format!("#{at}")).collect();
        let more = if dependents.len() > list.len() { " …" } else { "" };
        let list = format!("{}{more}", list.join(", "));
        Err(Fault::of("data.event", others_depend(position, list)))
    }

    /// Live events that name a number which this one created, or deallocate or
    /// reverse the payment that it allocates.
    fn dependents(&self, entry: &Entry) -> Vec<Position> {
        if entry.kind == Kind::CustomerRegistered {
            let mut others: Vec<Position> = self
                .events
                .values()
                .filter(|other| !other.retracted && other.place != entry.place)
                .filter(|other| other.kind != Kind::EventRetracted)
                .map(|other| other.place.position)
                .collect();
            others.sort_unstable();
            return others;
        }
        let mut dependents = Vec::new();
        if let Some(created) = &entry.creates
            && let Some(known) = self.known(created.kind, &created.text)
        {
            dependents.extend(known.named_by.iter().copied());
        }
        if entry.kind == Kind::PaymentAllocated {
            let source = entry
                .names
                .iter()
                .find(|(kind, _)| matches!(kind, NumberKind::Payment | NumberKind::CreditNote));
            dependents.extend(self.events.values().filter_map(|other| {
                let undoes = matches!(other.kind, Kind::PaymentDeallocated | Kind::PaymentReversed);
                let same = source.is_some_and(|source| other.names.contains(source));
                let later = other.place.position > entry.place.position;
                (undoes && same && later && !other.retracted).then_some(other.place.position)
            }));
        }
        dependents.sort_unstable();
        dependents.dedup();
        dependents
    }

    fn forget(
        &mut self,
        position: Position,
        kind: Kind,
        creates: Option<&Number>,
        names: &[(NumberKind, compact_str::CompactString)],
    ) {
        for (kind, number) in names {
            if let Some(known) = self.known_mut(*kind, number) {
                known.named_by.retain(|by| *by != position);
                known.marks.retain(|mark| mark.position != position);
            }
        }
        self.money.forget(position);
        self.terms.retain(|(place, _)| place.position != position);
        if kind == Kind::CustomerRegistered {
            self.registered = None;
        }
        if let Some(created) = creates {
            self.numbers.remove(&(created.kind, created.text.clone()));
        }
    }

    /// The amount rules of everything that the forgotten event had touched.
    fn check_named(
        &self,
        names: &[(NumberKind, compact_str::CompactString)],
        position: Position,
    ) -> Result<(), Fault> {
        for (kind, number) in names {
            let Some(known) = self.known(*kind, number) else { continue };
            let money = &self.money;
            let checked = match known.money {
                MoneyRef::Invoice(ix) | MoneyRef::Fee(ix) => money.check_item(ix),
                MoneyRef::Payment(ix) => money
                    .items_of_payment(ix)
                    .into_iter()
                    .try_for_each(|item| money.check_item(item))
                    .and_then(|()| money.check_payment(ix, position).map_err(|o| o.message)),
                MoneyRef::Note(ix) => money
                    .check_note(ix)
                    .map_err(|overdrawn| overdrawn.message)
                    .and_then(|()| money.check_item(money.notes[ix].item)),
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
        place: Place,
        names: Vec<(NumberKind, compact_str::CompactString)>,
    ) {
        self.version += 1;
        self.newest = place.position;
        let creates = draft.data.creates();
        let entry = Entry { place, kind: draft.data.kind(), retracted: false, creates, names };
        self.events.insert(draft.id, entry);
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
        let first = self.events[&draft.id].names.first().cloned();
        if let Some((kind, number)) = first
            && let Some(known) = self.known_mut(kind, &number)
        {
            let actor = draft.actor.id.clone();
            known.marks.push(super::book::Mark { kind: mark, position: place.position, actor });
        }
    }
}
