//! Limitation of claims (domain section 13).

use super::parts;
use super::policy::LIMITATION_YEARS;
use super::view::View;
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

/// Something that starts the period anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Restart {
    day: NaiveDate,
    position: u64,
    /// A promise or an agreement: it works after expiry too.
    acknowledges: bool,
}

/// `limitation`: each item with an overdue part, by customer and number.
pub fn answer(views: &[View]) -> Value {
    let mut rows = Vec::new();
    for view in views {
        let mut order: Vec<usize> = (0..view.items.len()).collect();
        order.sort_by_key(|&i| &view.items[i].number);
        rows.extend(order.into_iter().filter_map(|i| row(view, i)));
    }
    json!({"items": rows})
}

fn row(view: &View, item: usize) -> Option<Value> {
    let parts = parts::agreed(view, item);
    if !parts.iter().any(|p| p.is_overdue(view.as_of)) {
        return None;
    }
    // The latest agreed due date among its open parts.
    let due = parts.iter().filter_map(|p| p.due).max()?;
    let mut started_on = due;
    let mut started_by = view.items[item].place.1;
    for restart in restarts(view, item).into_iter().filter(|r| r.day > due) {
        let expired = restart.day > expiry(started_on);
        if !expired || restart.acknowledges {
            started_on = restart.day;
            started_by = restart.position;
        }
    }
    Some(json!({
        "customer": view.customer,
        "invoice": view.items[item].number,
        "due": due.to_string(),
        "started_by": started_by,
        "started_on": started_on.to_string(),
        "expires_on": expiry(started_on).to_string(),
    }))
}

/// The same day three years later (29 February: 28 February), the last day to act.
fn expiry(start: NaiveDate) -> NaiveDate {
    let year = start.year() + LIMITATION_YEARS;
    start.with_year(year).unwrap_or_else(|| NaiveDate::from_ymd_opt(year, 2, 28).expect("a date"))
}

/// In the order of date and position. `statement.confirmed` does not count under default@1.
fn restarts(view: &View, index: usize) -> Vec<Restart> {
    let item = &view.items[index];
    let mut found = Vec::new();
    for event in &view.events {
        let (counts, acknowledges) = match event.kind.as_str() {
            "reminder.sent" => {
                let level = event.data["level"].as_i64().expect("level");
                (level >= 1 && event.names("invoices", &item.number), false)
            }
            "legal.step" => (event.names_or_none("invoices", &item.number), false),
            "promise.made" => {
                let all =
                    event.list("invoices").is_empty() && event.text("currency") == item.currency;
                (all || event.names("invoices", &item.number), true)
            }
            "agreement.signed" => {
                let covers = event.list("covers").iter();
                (covers.into_iter().any(|c| c["invoice"] == item.number.as_str()), true)
            }
            _ => (false, false),
        };
        if counts {
            found.push(Restart { day: event.effective, position: event.position, acknowledges });
        }
    }
    // Money allocated to it, on the day from which it counts; a reversed payment counts for
    // nothing, money out of a credit note does not restart it (section 5).
    for allocation in view.allocations.iter().filter(|a| a.item == Some(index)) {
        let source = &view.sources[allocation.source];
        if !source.is_note && source.reversed.is_none() {
            let (day, position, _) = allocation.place;
            found.push(Restart { day, position, acknowledges: false });
        }
    }
    found.sort();
    found
}
