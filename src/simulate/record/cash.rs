//! Payments and what becomes of them.

use super::{commit, number};
use crate::simulate::account::{Payment, What};
use crate::simulate::calendar::Day;
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{Life, Ref, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Json, Minor, Series};
use crate::simulate::names;

/// Amounts by item.
type Shares = [(usize, Minor)];

/// How much of an item money of `day` could settle.
pub fn room(c: &Customer, item: usize, day: Day) -> Minor {
    let known = &c.items[item];
    if known.life.alive { known.room(day.max(known.life.day)) } else { 0 }
}

/// Whether each share fits its item, in the currency, and no item comes twice.
fn fits(c: &Customer, shares: &Shares, day: Day, currency: Currency) -> bool {
    shares.iter().enumerate().all(|(place, (item, amount))| {
        *amount > 0
            && c.items[*item].currency == currency
            && *amount <= room(c, *item, day)
            && shares[..place].iter().all(|(other, _)| other != item)
    })
}

fn write_shares(json: &mut Json<'_>, c: &Customer, shares: &Shares, currency: Currency) {
    json.array("allocations");
    for (item, amount) in shares {
        json.object(None);
        json.number("invoice", c.item_number(*item));
        json.money("amount", *amount, currency);
        json.end_object();
    }
    json.end_array();
}

/// Enters allocations of a payment: on the payment from their own day, on the
/// item from the latest of that, the payment's and the item's.
fn apply(c: &mut Customer, payment: usize, day: Day, at: u64, shares: &Shares) {
    for (item, amount) in shares {
        let from = day.max(c.items[*item].life.day);
        c.items[*item].add(from, at, What::Paid(payment), *amount);
        let known = &mut c.payments[payment];
        known.add(day, at, *amount);
        if !known.items.contains(item) {
            known.items.push(*item);
        }
    }
}

/// `payment.received`, with the allocations that the remittance names
pub fn receive(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    (amount, currency): (Minor, Currency),
    shares: &Shares,
) -> Option<usize> {
    let day = c.earliest(&[], day)?;
    let total: Minor = shares.iter().map(|share| share.1).sum();
    if amount <= 0 || total > amount || !fits(c, shares, day, currency) {
        return None;
    }
    let names: Vec<Ref> = shares.iter().map(|share| Ref::Item(share.0)).collect();
    let method = desk.rng.pick(&["bank_transfer", "bank_transfer", "acceptance_bill", "cheque"]);
    let (has_ref, payer) = (desk.rng.chance(800), desk.rng.chance(60));
    let payer = payer.then(|| names::person(&mut desk.rng, c.is_english));
    let (number, at) = (number(desk, c, Series::Payment), desk.position());
    let actor = desk.system_or("finance", 250);
    let mut json = desk.begin(Kind::PaymentReceived, c.serial, day, actor);
    json.number("payment", number);
    json.currency(currency);
    json.money("amount", amount, currency);
    json.text("method", method);
    if has_ref {
        json.text("bank_ref", &format!("TR{at:012}"));
    }
    json.maybe("payer", payer);
    if !shares.is_empty() {
        write_shares(&mut json, c, shares, currency);
    }
    let index = c.payments.len();
    c.payments.push(Payment {
        life: Life::new(number, day),
        currency,
        amount,
        id: 0,
        is_reversed: false,
        undone: 0,
        refunded: 0,
        items: Vec::new(),
        flows: Vec::new(),
    });
    c.open_payments.push(index);
    apply(c, index, day, at, shares);
    let undo = Undo::Created(Ref::Payment(index));
    c.payments[index].id = commit(desk, c, day, names, undo).id;
    Some(index)
}

/// `payment.allocated`
pub fn allocate(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    payment: usize,
    shares: &Shares,
    method: &str,
) -> Option<()> {
    let day = c.earliest(&[Ref::Payment(payment)], day)?;
    let known = &c.payments[payment];
    let total: Minor = shares.iter().map(|share| share.1).sum();
    if total <= 0 || total > known.spare(day) || !fits(c, shares, day, known.currency) {
        return None;
    }
    let mut names = vec![Ref::Payment(payment)];
    names.extend(shares.iter().map(|share| Ref::Item(share.0)));
    let (number, currency) = (known.life.number, known.currency);
    let at = desk.position();
    let actor = if method == "auto" { desk.actor("system") } else { desk.actor("finance") };
    let mut json = desk.begin(Kind::PaymentAllocated, c.serial, day, actor);
    json.number("payment", number);
    write_shares(&mut json, c, shares, currency);
    json.text("method", method);
    if method == "auto" {
        json.text("policy", "default@1");
    }
    apply(c, payment, day, at, shares);
    commit(desk, c, day, names, Undo::Allocation(payment));
    Some(())
}

/// `payment.allocated` out of the excess of a credit note
pub fn allocate_note(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    note: usize,
    shares: &Shares,
) -> Option<()> {
    let day = c.earliest(&[Ref::Note(note)], day)?;
    let source = c.notes[note].item;
    let currency = c.items[source].currency;
    let total: Minor = shares.iter().map(|share| share.1).sum();
    if total <= 0
        || total > c.items[source].excess(note, day)
        || shares.iter().any(|share| share.0 == source)
        || !fits(c, shares, day, currency)
    {
        return None;
    }
    let mut names = vec![Ref::Note(note)];
    names.extend(shares.iter().map(|share| Ref::Item(share.0)));
    let at = desk.position();
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::PaymentAllocated, c.serial, day, actor);
    json.number("payment", c.notes[note].life.number);
    write_shares(&mut json, c, shares, currency);
    json.text("method", "manual");
    c.items[source].add(day, at, What::Taken(note), total);
    for (item, amount) in shares {
        let from = day.max(c.items[*item].life.day);
        c.items[*item].add(from, at, What::UsedNote, *amount);
    }
    commit(desk, c, day, names, Undo::Money);
    Some(())
}

/// `payment.deallocated`
pub fn deallocate(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    payment: usize,
    (item, amount): (usize, Minor),
) -> Option<()> {
    let names = vec![Ref::Payment(payment), Ref::Item(item)];
    let day = c.earliest(&names, day)?;
    let is_reversed = c.payments[payment].is_reversed;
    if is_reversed || amount <= 0 || amount > c.items[item].paid_by(payment, day) {
        return None;
    }
    let at = desk.position();
    c.items[item].add(day, at, What::Unpaid(payment), amount);
    c.payments[payment].add(day, at, -amount);
    if !c.items[item].is_lawful() || !c.payments[payment].is_lawful() {
        c.items[item].remove(at);
        c.payments[payment].remove(at);
        return None;
    }
    c.payments[payment].undone += 1;
    c.reopen(item);
    let currency = c.payments[payment].currency;
    let reason = names::either(c.is_english, ("核销有误", "allocated to the wrong invoice"));
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::PaymentDeallocated, c.serial, day, actor);
    json.number("payment", c.payments[payment].life.number);
    write_shares(&mut json, c, &[(item, amount)], currency);
    json.text("reason", reason);
    commit(desk, c, day, names, Undo::Deallocation(payment));
    Some(())
}

/// `payment.reversed`, not before anything else that happened to the payment
pub fn reverse(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    payment: usize,
    reason: &str,
) -> Option<()> {
    let items = c.payments[payment].items.clone();
    let last = items.iter().map(|item| c.items[*item].life.day).max().unwrap_or(day);
    let day = day.max(last).max(c.payments[payment].last_day());
    let names = vec![Ref::Payment(payment)];
    let day = c.earliest(&names, day)?;
    if c.payments[payment].is_reversed {
        return None;
    }
    let at = desk.position();
    for item in &items {
        let amount = c.items[*item].paid_by(payment, Day::MAX);
        if amount > 0 {
            c.items[*item].add(day, at, What::Bounced(payment), amount);
        }
    }
    if items.iter().any(|item| !c.items[*item].is_lawful()) {
        for item in items {
            c.items[item].remove(at);
        }
        return None;
    }
    for item in items {
        c.reopen(item);
    }
    let actor = desk.system_or("finance", 500);
    let mut json = desk.begin(Kind::PaymentReversed, c.serial, day, actor);
    json.number("payment", c.payments[payment].life.number);
    json.text("reason", reason);
    c.payments[payment].is_reversed = true;
    c.payments[payment].undone += 1;
    commit(desk, c, day, names, Undo::Reversal(payment));
    Some(())
}

/// `payment.refunded`
pub fn refund(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    payment: usize,
    amount: Minor,
) -> Option<()> {
    let names = vec![Ref::Payment(payment)];
    let day = c.earliest(&names, day)?;
    if amount <= 0 || amount > c.payments[payment].spare(day) {
        return None;
    }
    let at = desk.position();
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::PaymentRefunded, c.serial, day, actor);
    json.number("payment", c.payments[payment].life.number);
    json.money("amount", amount, c.payments[payment].currency);
    c.payments[payment].add(day, at, amount);
    c.payments[payment].refunded += amount;
    commit(desk, c, day, names, Undo::Refund(payment, amount));
    Some(())
}

/// `payment.refunded` out of the excess of a credit note
pub fn refund_note(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    note: usize,
    amount: Minor,
) -> Option<()> {
    let names = vec![Ref::Note(note)];
    let day = c.earliest(&names, day)?;
    let item = c.notes[note].item;
    if amount <= 0 || amount > c.items[item].excess(note, day) {
        return None;
    }
    let at = desk.position();
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::PaymentRefunded, c.serial, day, actor);
    json.number("payment", c.notes[note].life.number);
    json.money("amount", amount, c.items[item].currency);
    c.items[item].add(day, at, What::Taken(note), amount);
    commit(desk, c, day, names, Undo::Money);
    Some(())
}
