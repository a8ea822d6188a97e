//! Reminders, contacts, promises, statements, supply, legal steps.

use super::{commit, number};
use crate::simulate::calendar::Day;
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{Life, Ref, Statement, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Minor, Series};
use crate::simulate::names::{self, EXCUSES};

fn refs(items: &[usize]) -> Vec<Ref> {
    items.iter().map(|item| Ref::Item(*item)).collect()
}

/// `reminder.sent`, about invoices and fees
pub fn remind(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    level: u8,
    items: &[usize],
) -> Option<()> {
    let names = refs(items);
    let day = c.earliest(&names, day)?;
    let channel = match level {
        0 => "wechat",
        1 => "email",
        2 => desk.rng.pick(&["phone", "letter", "letter"]),
        _ => desk.rng.pick(&["lawyer_letter", "lawyer_letter", "visit"]),
    };
    let to = desk.rng.chance(400).then(|| names::person(&mut desk.rng, c.is_english));
    let word = desk.rng.bits();
    let number = number(desk, c, Series::Reminder);
    let actor = desk.system_or("collector", if level < 2 { 100 } else { 800 });
    let mut json = desk.begin(Kind::ReminderSent, c.serial, day, actor);
    json.number("reminder", number);
    json.int("level", u64::from(level));
    json.text("channel", channel);
    json.numbers("invoices", items.iter().map(|item| c.item_number(*item)));
    if word.is_multiple_of(2) {
        json.text("template", "default");
        json.text("language", if c.is_english { "en" } else { "zh" });
    }
    if level >= 2 && word.is_multiple_of(3) {
        json.document("reminder.pdf", word);
    }
    json.maybe("to", to);
    c.talks.push(Life::new(number, day));
    let undo = Undo::Created(Ref::Talk(c.talks.len() - 1));
    commit(desk, c, day, names, undo);
    Some(())
}

/// `contact.logged`; `excuse` is an index into the table of excuses
pub fn contact(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    items: &[usize],
    excuse: Option<usize>,
) -> Option<usize> {
    let names = refs(items);
    if items.iter().any(|item| c.items[*item].is_fee) {
        return None;
    }
    let day = c.earliest(&names, day)?;
    let channel = desk.rng.pick(&["phone", "phone", "wechat", "email", "visit"]);
    let (cause, summary, response) = match excuse {
        Some(index) => {
            let (cause, chinese, english) = EXCUSES[index];
            let refused = cause == "deliberate" || desk.rng.chance(50);
            let response = if refused { "refused" } else { "answered" };
            (Some(cause), names::either(c.is_english, (chinese, english)), response)
        }
        None => (None, names::either(c.is_english, ("无人接听", "no answer")), "none"),
    };
    let number = number(desk, c, Series::Contact);
    let actor = desk.actor("collector");
    let mut json = desk.begin(Kind::ContactLogged, c.serial, day, actor);
    json.number("contact", number);
    json.text("channel", channel);
    json.maybe("cause", cause);
    json.text("summary", summary);
    if !items.is_empty() {
        json.numbers("invoices", items.iter().map(|item| c.item_number(*item)));
    }
    json.text("response", response);
    c.talks.push(Life::new(number, day));
    let index = c.talks.len() - 1;
    commit(desk, c, day, names, Undo::Created(Ref::Talk(index)));
    Some(index)
}

/// `promise.made`, about invoices or, without any, about whatever is paid
pub fn promise(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    (amount, currency): (Minor, Currency),
    due: Day,
    items: &[usize],
    contact: Option<usize>,
) -> Option<usize> {
    let mut names = refs(items);
    names.extend(contact.map(Ref::Talk));
    let day = c.earliest(&names, day)?;
    let is_odd = |item: &usize| c.items[*item].is_fee || c.items[*item].currency != currency;
    if amount <= 0 || items.iter().any(is_odd) {
        return None;
    }
    let by = desk.rng.chance(600).then(|| names::person(&mut desk.rng, c.is_english));
    let number = number(desk, c, Series::Promise);
    let actor = desk.actor("collector");
    let mut json = desk.begin(Kind::PromiseMade, c.serial, day, actor);
    json.number("promise", number);
    json.money("amount", amount, currency);
    json.currency(currency);
    json.date("due", due.max(day));
    if !items.is_empty() {
        json.numbers("invoices", items.iter().map(|item| c.item_number(*item)));
    }
    json.maybe("by", by);
    if let Some(contact) = contact {
        json.number("contact", c.talks[contact].number);
    }
    c.talks.push(Life::new(number, day));
    let index = c.talks.len() - 1;
    commit(desk, c, day, names, Undo::Created(Ref::Talk(index)));
    Some(index)
}

/// `statement.sent`
pub fn send_statement(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    period_end: Day,
    currency: Currency,
) -> Option<usize> {
    let day = c.earliest(&[], day)?;
    let (open, unapplied) = c.balance(currency, period_end);
    let balance = open - unapplied;
    let word = desk.rng.bits();
    let number = number(desk, c, Series::Statement);
    let actor = desk.system_or("finance", 300);
    let mut json = desk.begin(Kind::StatementSent, c.serial, day, actor);
    json.number("statement", number);
    json.date("period_end", period_end);
    json.currency(currency);
    json.money("closing_balance", balance, currency);
    if word.is_multiple_of(2) {
        json.document("statement.pdf", word);
    }
    c.statements.push(Statement {
        life: Life::new(number, day),
        currency,
        balance,
        is_answered: false,
    });
    let index = c.statements.len() - 1;
    let undo = Undo::Created(Ref::Statement(index));
    commit(desk, c, day, Vec::new(), undo);
    Some(index)
}

/// `statement.confirmed`, or `statement.contested` with a claim that differs
pub fn answer_statement(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    statement: usize,
    differs_by: Option<Minor>,
) -> Option<()> {
    let names = vec![Ref::Statement(statement)];
    let day = c.earliest(&names, day)?;
    let Statement { currency, balance, is_answered, life } = c.statements[statement];
    if is_answered {
        return None;
    }
    let kind =
        if differs_by.is_some() { Kind::StatementContested } else { Kind::StatementConfirmed };
    let (person, word) = (names::person(&mut desk.rng, c.is_english), desk.rng.bits());
    let actor = desk.actor("finance");
    let mut json = desk.begin(kind, c.serial, day, actor);
    json.number("statement", life.number);
    if let Some(difference) = differs_by {
        json.money("claimed_balance", balance - difference, currency);
        json.text("detail", names::either(c.is_english, ("有一笔已付款未记", "one more paid")));
    } else {
        json.money("confirmed_balance", balance, currency);
        json.text("signed_by", person);
        if word % 2 == 0 {
            json.document("statement-signed.pdf", word);
        }
    }
    c.statements[statement].is_answered = true;
    commit(desk, c, day, names, Undo::Answer(statement));
    Some(())
}

/// `supply.suspended` or, where it is, `supply.resumed`
pub fn switch_supply(desk: &mut Desk, c: &mut Customer, day: Day, ground: &str) -> Option<()> {
    let day = c.earliest(&[], day)?.max(c.switched_on);
    let (kind, reason) = if c.is_suspended {
        (Kind::SupplyResumed, ("欠款已结清", "the overdue is settled"))
    } else {
        (Kind::SupplySuspended, ("逾期未付", "long overdue"))
    };
    let reason = names::either(c.is_english, reason);
    let has_notice = desk.rng.chance(600);
    let actor = desk.actor("finance");
    let mut json = desk.begin(kind, c.serial, day, actor);
    json.text("reason", reason);
    if kind == Kind::SupplySuspended {
        json.text("ground", ground);
        if has_notice {
            json.date("notified_on", day);
        }
    }
    c.is_suspended = !c.is_suspended;
    c.switched_on = day;
    commit(desk, c, day, Vec::new(), Undo::Never);
    Some(())
}

/// `legal.step`, about invoices or about everything
pub fn legal_step(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    step: &str,
    items: &[usize],
) -> Option<()> {
    let names = refs(items);
    if items.iter().any(|item| c.items[*item].is_fee) {
        return None;
    }
    let day = c.earliest(&names, day)?;
    let word = desk.rng.bits();
    let actor = desk.actor("collector");
    let mut json = desk.begin(Kind::LegalStep, c.serial, day, actor);
    json.text("step", step);
    if !items.is_empty() {
        json.numbers("invoices", items.iter().map(|item| c.item_number(*item)));
    }
    if word.is_multiple_of(2) {
        json.document("filing.pdf", word);
    }
    commit(desk, c, day, names, Undo::Money);
    Some(())
}
