//! Contractual due dates (domain section 4).

use super::book::{Event, date};
use super::policy;
use super::readings;
use chrono::{Datelike, Duration, NaiveDate, Weekday};
use serde_json::{Value, json};

/// The terms of an invoice: its own replace the agreed ones as a whole; else the newest
/// `terms.agreed` with effective <= the invoice's, whatever its position; else the policy's
/// (section 4, rule 6).
pub fn of_invoice(events: &[&Event], invoice: &Event) -> Value {
    if invoice.data["terms"].is_object() {
        return invoice.data["terms"].clone();
    }
    in_force(events, invoice.effective).unwrap_or_else(
        || json!({"trigger": policy::DEFAULT_TRIGGER, "net_days": policy::DEFAULT_NET_DAYS}),
    )
}

/// The newest agreed terms that are effective on a day.
pub fn in_force(events: &[&Event], day: NaiveDate) -> Option<Value> {
    let agreed = events.iter().filter(|e| e.kind == "terms.agreed" && e.effective <= day);
    agreed.max_by_key(|e| e.place()).map(|e| e.data["terms"].clone())
}

/// The contractual due date of an invoice as these events tell it; none while the trigger has
/// not happened (section 4, rules 1 to 5).
pub fn due(events: &[&Event], invoice: &Event) -> Option<NaiveDate> {
    if let Some(explicit) = invoice.date("due") {
        return Some(explicit);
    }
    let terms = of_invoice(events, invoice);
    let trigger = terms["trigger"].as_str().expect("trigger");
    let mut start = trigger_date(events, invoice, trigger)?;
    if let Some(restarted) = restart(events, invoice) {
        let restarted = if trigger == "month_end" { month_end(restarted) } else { restarted };
        start = start.max(restarted);
    }
    let due = start + Duration::days(terms["net_days"].as_i64().expect("net_days"));
    Some(if terms["roll"] == "following" { next_working_day(due) } else { due })
}

fn trigger_date(events: &[&Event], invoice: &Event, trigger: &str) -> Option<NaiveDate> {
    let number = invoice.text("invoice");
    match trigger {
        "invoice_date" => Some(invoice.effective),
        "month_end" => Some(month_end(invoice.effective)),
        "invoice_received" => happened(events, "invoice.received", "invoice", number),
        "delivery_received" => all_deliveries(events, invoice, "delivery.received"),
        "acceptance" => all_deliveries(events, invoice, "delivery.accepted"),
        other => panic!("unknown trigger {other}"),
    }
}

fn happened(events: &[&Event], kind: &str, field: &str, number: &str) -> Option<NaiveDate> {
    events.iter().find(|e| e.kind == kind && e.opt(field) == Some(number)).map(|e| e.effective)
}

/// Once *all* the invoice's deliveries have the event: the latest of them. An invoice without
/// deliveries has no due date (rule 3).
fn all_deliveries(events: &[&Event], invoice: &Event, kind: &str) -> Option<NaiveDate> {
    let mut latest = None;
    for delivery in invoice.list("deliveries") {
        let day = happened(events, kind, "delivery", delivery.as_str().expect("a number"))?;
        latest = latest.max(Some(day));
    }
    latest
}

/// The date of the newest correction that restarts the due date (rule 4).
fn restart(events: &[&Event], invoice: &Event) -> Option<NaiveDate> {
    let number = invoice.text("invoice");
    events
        .iter()
        .filter(|e| e.kind == "invoice.corrected" && e.opt("invoice") == Some(number))
        .filter(|e| readings::PLAIN_CORRECTION_CANCELS_RESTART || e.data["restart_due"] == true)
        .max_by_key(|e| e.place())
        .filter(|e| e.data["restart_due"] == true)
        .map(|e| e.effective)
}

pub fn month_end(day: NaiveDate) -> NaiveDate {
    let mut last = day;
    while (last + Duration::days(1)).month() == day.month() {
        last += Duration::days(1);
    }
    last
}

/// `roll: following`. default@1 has no holidays, only Saturdays and Sundays (rule 5).
fn next_working_day(day: NaiveDate) -> NaiveDate {
    let mut day = day;
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day += Duration::days(1);
    }
    day
}

/// A fee is due on `due`, else on its effective date (section 5).
pub fn fee_due(fee: &Event) -> NaiveDate {
    fee.opt("due").map(date).unwrap_or(fee.effective)
}
