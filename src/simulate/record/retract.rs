//! Retractions: an event that nobody depends on was entered in error.

use super::commit;
use crate::simulate::account::{Item, Payment};
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{Entry, Ref, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::names;

/// `event.retracted`; the numbers it created are free again
pub fn retract(desk: &mut Desk, c: &mut Customer, entry: &Entry) -> Option<()> {
    let stands_alone = match entry.undo {
        Undo::Never => false,
        Undo::Created(created) => c.life(created).named == 0,
        Undo::Allocation(payment) | Undo::Refund(payment, _) => c.payments[payment].undone == 0,
        Undo::Deallocation(payment) => c.payments[payment].undone == 1,
        Undo::DeliveryReceived(delivery) => c.deliveries[delivery].accepted.is_none(),
        _ => true,
    };
    if !stands_alone || !take_back(c, entry) {
        return None;
    }
    for name in &entry.names {
        c.life_mut(*name).named -= 1;
    }
    undo(c, entry);
    let day = c.earliest(&[], desk.today.max(entry.day))?;
    let reason = names::either(c.is_english, ("录入有误", "entered in error"));
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::Retracted, c.serial, day, actor);
    json.uuid(Some("event"), entry.stamp.id);
    json.text("reason", reason);
    commit(desk, c, day, Vec::new(), Undo::Never);
    Some(())
}

/// Takes the event's money back, where every date stays lawful without it.
fn take_back(c: &mut Customer, entry: &Entry) -> bool {
    let at = entry.stamp.position;
    let (items, payments) = touched(c, entry);
    let before: (Vec<Item>, Vec<Payment>) = (
        items.iter().map(|i| c.items[*i].clone()).collect(),
        payments.iter().map(|p| c.payments[*p].clone()).collect(),
    );
    for i in &items {
        c.items[*i].remove(at);
    }
    for p in &payments {
        c.payments[*p].remove(at);
    }
    let is_lawful = items.iter().all(|i| c.items[*i].is_lawful())
        && payments.iter().all(|p| c.payments[*p].is_lawful());
    for (i, item) in items.iter().zip(before.0) {
        if !is_lawful {
            c.items[*i] = item;
        }
    }
    for (p, payment) in payments.iter().zip(before.1) {
        if !is_lawful {
            c.payments[*p] = payment;
        }
    }
    if is_lawful {
        for i in items {
            c.reopen(i);
        }
    }
    is_lawful
}

/// The items and payments on which the event may have left something.
fn touched(c: &Customer, entry: &Entry) -> (Vec<usize>, Vec<usize>) {
    let (mut items, mut payments) = (Vec::new(), Vec::new());
    let created = match entry.undo {
        Undo::Created(created) => Some(created),
        _ => None,
    };
    for name in entry.names.iter().copied().chain(created) {
        match name {
            Ref::Item(item) => items.push(item),
            Ref::Note(note) => items.push(c.notes[note].item),
            Ref::Payment(payment) => payments.push(payment),
            _ => {}
        }
    }
    if let Undo::Reversal(payment) = entry.undo {
        items.extend(&c.payments[payment].items);
    }
    items.sort_unstable();
    items.dedup();
    (items, payments)
}

/// Undoes what is not money.
fn undo(c: &mut Customer, entry: &Entry) {
    match entry.undo {
        Undo::Created(created) => {
            let life = c.life_mut(created);
            life.alive = false;
            let number = life.number;
            c.freed.push(number);
        }
        Undo::Deallocation(payment) => c.payments[payment].undone -= 1,
        Undo::Reversal(payment) => {
            c.payments[payment].undone -= 1;
            c.payments[payment].is_reversed = false;
        }
        Undo::Refund(payment, amount) => c.payments[payment].refunded -= amount,
        Undo::InvoiceReceived(item) => c.items[item].is_received = false,
        Undo::DeliveryReceived(delivery) => {
            c.deliveries[delivery].received = None;
            c.deliveries[delivery].short = 0;
        }
        Undo::DeliveryAccepted(delivery) => c.deliveries[delivery].accepted = None,
        Undo::Resolution(dispute) => c.disputes[dispute].outcome = None,
        Undo::Termination(agreement) => c.agreements[agreement].is_terminated = false,
        Undo::Answer(statement) => c.statements[statement].is_answered = false,
        Undo::Terms => c.terms.retain(|terms| terms.at != entry.stamp.position),
        Undo::Allocation(_) | Undo::Money | Undo::Never => {}
    }
}
