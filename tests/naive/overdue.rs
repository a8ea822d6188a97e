//! The overdue list: amounts, dates and reasons (domain sections 4 to 9, 13).

use super::book::Event;
use super::view::View;
use super::{interest, limitation, money, parts, promises};
use serde_json::{Value, json};

/// Rows by customer, currency, due date, number, part.
pub fn answer(views: &[View]) -> Value {
    let mut rows = Vec::new();
    for view in views {
        let mut found = Vec::new();
        for (index, item) in view.items.iter().enumerate() {
            for part in parts::agreed(view, index) {
                if part.is_overdue(view.as_of) {
                    let key = (item.currency.clone(), part.due, item.number.clone(), part.number);
                    found.push((key, row(view, index, &part)));
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        rows.extend(found.into_iter().map(|(_, row)| row));
    }
    json!({"items": rows})
}

fn row(view: &View, index: usize, part: &parts::Part) -> Value {
    let item = &view.items[index];
    let of_invoice = |answer: &Value, list: &str, field: &str| {
        let rows = answer[list].as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["invoice"] == json!(item.number)).map(|r| r[field].clone())
    };
    let alone = std::slice::from_ref(view);
    let zero = json!(money::print(0, &item.currency));
    let mut row = json!({
        "customer": view.customer,
        "currency": item.currency,
        "invoice": item.number,
        "due": part.due.map(|day| day.to_string()),
        "days_past_due": part.days_past_due(view.as_of),
        "open": money::print(part.amount, &item.currency),
        "disputed": money::print(part.disputed, &item.currency),
        "reason": reason(view, index, part),
        "interest": of_invoice(&interest::answer(alone), "invoices", "accrued").unwrap_or(zero),
        "expires_on": of_invoice(&limitation::answer(alone), "items", "expires_on"),
        "promise": next_promise(view, index),
    });
    if let Some(number) = part.number {
        row["part"] = json!(number);
    }
    row
}

/// The newest open dispute where one lies on the part; the cause of the newest contact since
/// the invoice that gives one; a promise that was not kept; else unknown.
fn reason(view: &View, index: usize, part: &parts::Part) -> String {
    let item = &view.items[index];
    if part.disputed > 0 {
        let open = |e: &&&Event| {
            e.kind == "dispute.raised"
                && e.text("invoice") == item.number
                && !view.events_of("dispute.resolved").any(|r| r.opt("dispute") == e.opt("dispute"))
        };
        let newest = view.events.iter().rev().find(open).expect("an open dispute");
        return format!("dispute_{}", newest.text("reason"));
    }
    let since = |e: &&Event| e.place() > item.place;
    for contact in view.events_of("contact.logged").filter(since).collect::<Vec<_>>().iter().rev() {
        if contact.names_or_none("invoices", &item.number)
            && let Some(cause) = contact.opt("cause")
        {
            return cause.to_string();
        }
    }
    let mut broken = promises_for(view, index);
    broken.retain(|p| ["broken", "partial"].contains(&p.status(view.as_of)));
    if broken.is_empty() { "unknown".to_string() } else { "broken_promise".to_string() }
}

fn promises_for(view: &View, index: usize) -> Vec<promises::Promise> {
    let item = &view.items[index];
    let mut all = promises::all(view);
    all.retain(|p| {
        p.currency == item.currency
            && p.place > item.place
            && (p.invoices.is_empty() || p.names(&item.number))
    });
    all
}

/// The pending promise that is due first.
fn next_promise(view: &View, index: usize) -> Value {
    let mut pending = promises_for(view, index);
    pending.retain(|p| p.status(view.as_of) == "pending");
    pending.sort_by_key(|p| (p.due, p.place));
    pending.first().map_or(Value::Null, |p| json!(p.number))
}
