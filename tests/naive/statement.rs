//! Statements: the balance after each event, folded anew (domain section 5).

use super::aging;
use super::book::Event;
use super::money;
use super::view::View;
use chrono::{Datelike, Duration, NaiveDate};
use serde_json::{Value, json};

/// The first day of a month, given any of its days.
pub fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).expect("every month has a first day")
}

/// Open less unapplied at the end of the view's day.
fn balance(view: &View, currency: &str) -> i128 {
    aging::sums(view, currency).open - view.unapplied(currency, view.as_of)
}

/// Opening balance, lines and closing balance of the days from `start` to the view's date.
/// What an event moves is the difference between the balance of the fold up to it and the one
/// of the fold just before it.
pub fn answer(view: &View, start: NaiveDate, currency: &str) -> Value {
    let print = |amount| money::print(amount, currency);
    let until = |last: usize, day: NaiveDate| {
        balance(&View::new(&view.customer, view.events[..last].to_vec(), day), currency)
    };
    let before = view.events.iter().take_while(|e| e.effective < start).count();
    let opening = until(before, start - Duration::days(1));
    let mut last = opening;
    let mut lines = Vec::new();
    for (index, event) in view.events.iter().enumerate().skip(before) {
        let now = until(index + 1, event.effective);
        if now != last {
            lines.push(json!({
                "date": event.effective.to_string(),
                "position": event.position,
                "type": event.kind,
                "document": document(event),
                "debit": print((now - last).max(0)),
                "credit": print((last - now).max(0)),
                "balance": print(now),
            }));
            last = now;
        }
    }
    json!({
        "opening": print(opening),
        "lines": lines,
        "closing": print(balance(view, currency)),
    })
}

/// The number by which an event goes.
fn document(event: &Event) -> &str {
    let field = match event.kind.as_str() {
        "late_fee.charged" => "fee",
        "credit_note.issued" => "credit_note",
        "agreement.signed" => "agreement",
        "payment.received" | "payment.reversed" | "payment.refunded" => "payment",
        _ => "invoice",
    };
    event.text(field)
}
