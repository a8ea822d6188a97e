//! Invoices, their receipt and correction, credit notes, fees, write-offs.

use super::relation::write_terms;
use super::{commit, number};
use crate::simulate::account::{Item, What};
use crate::simulate::calendar::{Day, end_of_month};
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{Life, Note, Ref, Terms, Trigger, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Minor, Series};
use crate::simulate::names;

/// What an invoice is made of.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its currency; that of the order where there is one.
    pub currency: Currency,
    /// Its gross amount.
    pub amount: Minor,
    /// The order it bills.
    pub order: Option<usize>,
    /// The deliveries it bills, all of that order.
    pub deliveries: Vec<usize>,
    /// An explicit due date, so many days after the invoice.
    pub due_in: Option<i32>,
    /// Terms of its own.
    pub terms: Option<Terms>,
}

/// `invoice.issued`
pub fn issue(desk: &mut Desk, c: &mut Customer, day: Day, draft: Draft) -> Option<usize> {
    let mut names: Vec<Ref> = draft.order.map(Ref::Order).into_iter().collect();
    names.extend(draft.deliveries.iter().map(|d| Ref::Delivery(*d)));
    let day = c.earliest(&names, day)?;
    let terms = draft.terms.or_else(|| c.terms_on(day).map(|agreed| agreed.terms));
    let needs_deliveries = terms.is_some_and(|terms| terms.trigger.needs_deliveries());
    if draft.order.is_some_and(|order| c.orders[order].currency != draft.currency) {
        return None;
    }
    if draft.amount <= 0 || needs_deliveries && draft.deliveries.is_empty() {
        return None;
    }
    let due = match draft.due_in {
        Some(days) => Some(day + days),
        None => computed_due(c, terms, day, &draft.deliveries),
    };
    for delivery in &draft.deliveries {
        c.deliveries[*delivery].is_billed = true;
    }
    let tax = draft.amount * 13 / 113;
    let (has_tax, has_title, word) = (desk.rng.chance(800), desk.rng.chance(100), desk.rng.bits());
    let number = number(desk, c, Series::Invoice);
    let actor = desk.system_or("finance", 300);
    let mut json = desk.begin(Kind::InvoiceIssued, c.serial, day, actor);
    json.number("invoice", number);
    json.currency(draft.currency);
    json.money("amount", draft.amount, draft.currency);
    if has_tax && tax > 0 {
        json.money("tax", tax, draft.currency);
    }
    if let Some(order) = draft.order {
        json.number("order", c.orders[order].life.number);
    }
    if !draft.deliveries.is_empty() {
        json.numbers("deliveries", draft.deliveries.iter().map(|d| c.deliveries[*d].life.number));
    }
    if let Some(days) = draft.due_in {
        json.date("due", day + days);
    }
    if let Some(own) = &draft.terms {
        write_terms(&mut json, own);
    }
    if has_title {
        json.text("title", names::either(c.is_english, ("货款", "Goods supplied")));
        json.text("tax_id", &format!("91{:010}00MA", word % 10_000_000_000));
    }
    if word % 8 == 0 {
        json.document("invoice.pdf", word);
    }
    c.items.push(Item {
        life: Life::new(number, day),
        is_fee: false,
        currency: draft.currency,
        gross: draft.amount,
        due,
        terms,
        order: draft.order,
        deliveries: draft.deliveries,
        is_received: false,
        agreement: None,
        chased: 0,
        visits: 0,
        moves: Vec::new(),
    });
    let index = c.items.len() - 1;
    c.open_items.push(index);
    commit(desk, c, day, names, Undo::Created(Ref::Item(index)));
    Some(index)
}

/// The due date by terms, as far as the trigger has happened; weekends are not
/// rolled here, the generator only needs to know when to act.
fn computed_due(c: &Customer, terms: Option<Terms>, day: Day, deliveries: &[usize]) -> Option<Day> {
    let Some(terms) = terms else { return Some(day + 30) };
    let latest = |of: fn(&crate::simulate::documents::Delivery) -> Option<Day>| {
        deliveries
            .iter()
            .map(|d| of(&c.deliveries[*d]))
            .try_fold(Day::MIN, |latest, day| Some(latest.max(day?)))
    };
    let from = match terms.trigger {
        Trigger::InvoiceDate => day,
        Trigger::MonthEnd => end_of_month(day),
        Trigger::InvoiceReceived => return None,
        Trigger::DeliveryReceived => latest(|d| d.received)?,
        Trigger::Acceptance => latest(|d| d.accepted)?,
    };
    Some(from + terms.net_days as i32)
}

/// When an item is due, as far as its trigger has happened by now.
pub fn due(c: &mut Customer, item: usize) -> Option<Day> {
    let known = &c.items[item];
    if known.due.is_none() {
        c.items[item].due = computed_due(c, known.terms, known.life.day, &known.deliveries);
    }
    c.items[item].due
}

/// `invoice.received`
pub fn receive(desk: &mut Desk, c: &mut Customer, day: Day, item: usize) -> Option<()> {
    let names = vec![Ref::Item(item)];
    let day = c.earliest(&names, day)?;
    if c.items[item].is_fee || c.items[item].is_received {
        return None;
    }
    let word = desk.rng.bits();
    let actor = desk.system_or("collector", 300);
    let mut json = desk.begin(Kind::InvoiceReceived, c.serial, day, actor);
    json.number("invoice", c.item_number(item));
    if word.is_multiple_of(10) {
        json.document("receipt.pdf", word);
    }
    c.items[item].is_received = true;
    if c.items[item].due.is_none() {
        let terms = c.items[item].terms;
        if let Some(terms) = terms.filter(|terms| terms.trigger == Trigger::InvoiceReceived) {
            c.items[item].due = Some(day + terms.net_days as i32);
        }
    }
    commit(desk, c, day, names, Undo::InvoiceReceived(item));
    Some(())
}

/// `invoice.corrected`
pub fn correct(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    item: usize,
    restarts: bool,
) -> Option<()> {
    let names = vec![Ref::Item(item)];
    let day = c.earliest(&names, day)?;
    if c.items[item].is_fee {
        return None;
    }
    let word = desk.rng.bits();
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::InvoiceCorrected, c.serial, day, actor);
    json.number("invoice", c.item_number(item));
    json.object(Some("fields"));
    if word.is_multiple_of(2) {
        json.text("title", names::either(c.is_english, ("货款（更正）", "Goods, corrected")));
    } else {
        json.text("tax_id", &format!("91{:010}00MB", word % 10_000_000_000));
    }
    json.end_object();
    json.flag("restart_due", restarts);
    if restarts {
        let moved = day - c.items[item].life.day;
        c.items[item].due = c.items[item].due.map(|due| due + moved);
    }
    commit(desk, c, day, names, Undo::Money);
    Some(())
}

/// `credit_note.issued`; what exceeds the open amount is excess that can be used.
/// Not dated before the credits that are there, so that the newest is the last.
pub fn credit(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    item: usize,
    amount: Minor,
    reason: &str,
) -> Option<usize> {
    let names = vec![Ref::Item(item)];
    let known = &c.items[item];
    let is_credit = |what| matches!(what, What::Note(_) | What::Reduced);
    let last = known.moves.iter().filter(|m| is_credit(m.what)).map(|m| m.day).max();
    let day = c.earliest(&names, day.max(last.unwrap_or(day)))?;
    let written_off = known.moves.iter().any(|m| m.what == What::WrittenOff);
    if amount <= 0
        || amount > known.gross - known.credits()
        || written_off && amount > known.room(day)
    {
        return None;
    }
    let (at, note) = (desk.position(), c.notes.len());
    c.items[item].add(day, at, What::Note(note), amount);
    if !c.items[item].is_lawful() {
        c.items[item].remove(at);
        return None;
    }
    let number = number(desk, c, Series::CreditNote);
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::CreditNoteIssued, c.serial, day, actor);
    json.number("credit_note", number);
    json.number("invoice", c.item_number(item));
    json.money("amount", amount, c.items[item].currency);
    json.text("reason", reason);
    c.notes.push(Note { life: Life::new(number, day), item });
    commit(desk, c, day, names, Undo::Created(Ref::Note(note)));
    Some(note)
}

/// `late_fee.charged`
pub fn charge_fee(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    item: usize,
    amount: Minor,
) -> Option<usize> {
    let names = vec![Ref::Item(item)];
    let day = c.earliest(&names, day)?;
    if c.items[item].is_fee || amount <= 0 {
        return None;
    }
    let currency = c.items[item].currency;
    let number = number(desk, c, Series::Fee);
    let due = desk.rng.chance(500).then(|| day + desk.rng.days(0, 15));
    let kind = desk.rng.pick(&["interest", "interest", "interest", "penalty", "cost"]);
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::LateFeeCharged, c.serial, day, actor);
    json.number("fee", number);
    json.number("invoice", c.item_number(item));
    json.money("amount", amount, currency);
    if kind == "interest" {
        json.date("through", day);
    }
    if let Some(due) = due {
        json.date("due", due);
    }
    json.text("kind", kind);
    c.items.push(Item {
        life: Life::new(number, day),
        is_fee: true,
        currency,
        gross: amount,
        due: due.or(Some(day)),
        terms: None,
        order: None,
        deliveries: Vec::new(),
        is_received: true,
        agreement: None,
        chased: 0,
        visits: 0,
        moves: Vec::new(),
    });
    let index = c.items.len() - 1;
    c.open_items.push(index);
    commit(desk, c, day, names, Undo::Created(Ref::Item(index)));
    Some(index)
}

/// `invoice.written_off`
pub fn write_off(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    item: usize,
    amount: Minor,
) -> Option<()> {
    let names = vec![Ref::Item(item)];
    let day = c.earliest(&names, day)?;
    if amount <= 0 || amount > c.items[item].room(day) {
        return None;
    }
    c.items[item].add(day, desk.position(), What::WrittenOff, amount);
    let reason = names::either(c.is_english, ("无可供执行财产", "nothing left to enforce"));
    let approver = desk.actor("approver");
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::WrittenOff, c.serial, day, actor);
    json.number("invoice", c.item_number(item));
    json.money("amount", amount, c.items[item].currency);
    json.text("reason", reason);
    json.text("approver", approver.id);
    commit(desk, c, day, names, Undo::Money);
    Some(())
}

/// `write_off.recovered`
pub fn recover(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    item: usize,
    amount: Minor,
) -> Option<()> {
    let names = vec![Ref::Item(item)];
    let day = c.earliest(&names, day)?;
    if c.items[item].is_fee || amount <= 0 || amount > c.items[item].recoverable(day) {
        return None;
    }
    let at = desk.position();
    c.items[item].add(day, at, What::Recovered, amount);
    if !c.items[item].is_lawful() {
        c.items[item].remove(at);
        return None;
    }
    c.reopen(item);
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::Recovered, c.serial, day, actor);
    json.number("invoice", c.item_number(item));
    json.money("amount", amount, c.items[item].currency);
    commit(desk, c, day, names, Undo::Money);
    Some(())
}
