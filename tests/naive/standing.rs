//! Since when an invoice is settled (domain section 10) and how agreements stand (section 7).

use super::agreements::{Agreement, Kind};
use super::money;
use super::readings;
use super::view::View;
use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};

/// The first day of the unbroken run of days up to as_of that end with open = 0.
pub fn settled_on(view: &View, item: usize) -> Option<NaiveDate> {
    let mut first = None;
    let mut day = view.as_of;
    while day >= view.items[item].issued() && view.open(item, day) == 0 {
        first = Some(day);
        day -= Duration::days(1);
    }
    first
}

/// The agreed due date of a settled invoice: that of the last part under the agreement in force
/// on the day it was settled (active or fulfilled), else the contractual one as of `as_of`.
pub fn agreed_due(view: &View, item: usize, settled: NaiveDate) -> Option<NaiveDate> {
    match view.governing(item, settled).filter(|&a| !view.has_defaulted(a, settled)) {
        Some(agreement) => view.agreements[agreement].schedule.last().map(|part| part.0),
        None => view.items[item].due,
    }
}

/// The status of an agreement as of the view's date: the first that applies (section 7).
pub fn status(view: &View, index: usize) -> &'static str {
    let agreement = &view.agreements[index];
    if agreement.terminated.is_some() {
        "terminated"
    } else if agreement.moves_dates() && agreement.wholly_replaced().is_some() {
        "replaced"
    } else if view.defaulted[index].is_some() {
        "defaulted"
    } else if matches!(agreement.kind, Kind::Offset | Kind::PriceReduction)
        || covered_open(view, index) == 0
    {
        "fulfilled"
    } else {
        "active"
    }
}

fn covered_open(view: &View, index: usize) -> i128 {
    let state = view.state(view.as_of).and_then(|s| s.agreements[index].as_ref());
    state.map(|s| s.covered_open.iter().sum()).unwrap_or(0)
}

/// The rows of `agreements` in the answer `promises`, by number.
pub fn agreement_rows(view: &View) -> Vec<Value> {
    let mut order: Vec<usize> = (0..view.agreements.len()).collect();
    order.sort_by_key(|&i| &view.agreements[i].number);
    order.into_iter().map(|i| agreement_row(view, i)).collect()
}

fn agreement_row(view: &View, index: usize) -> Value {
    let agreement = &view.agreements[index];
    // Terminated and replaced ones show the fold just before the event that ended them.
    let instalments = match agreement.ended() {
        Some(place) if agreement.moves_dates() => {
            let before = view.before(place);
            let same = before.agreements.iter().position(|a| a.number == agreement.number);
            instalments(&before, same.expect("the agreement was signed before it ended"))
        }
        _ => instalments(view, index),
    };
    let mut row = json!({
        "agreement": agreement.number,
        "customer": view.customer,
        "kind": agreement.kind_name,
        "status": status(view, index),
        "instalments": instalments,
    });
    let shown = readings::ENDED_AGREEMENT_SHOWS_DEFAULT || status(view, index) == "defaulted";
    if let Some(day) = view.defaulted[index].filter(|_| shown) {
        row["defaulted_on"] = json!(day.to_string());
    }
    row
}

fn instalments(view: &View, index: usize) -> Vec<Value> {
    let agreement = &view.agreements[index];
    (0..agreement.schedule.len()).map(|part| instalment(view, agreement, index, part)).collect()
}

/// *Met* on the first day of the unbroken run up to as_of; *late* if that is after its due
/// date; *missed* while past due and not met; else *pending*. By the dates of the schedule.
fn instalment(view: &View, agreement: &Agreement, index: usize, part: usize) -> Value {
    let (due, amount) = agreement.schedule[part];
    let at = |day| view.state(day).and_then(|s| s.agreements[index].as_ref());
    let mut met_on = None;
    let mut day = view.as_of;
    while day >= agreement.signed() && at(day).is_some_and(|s| s.met[part]) {
        met_on = Some(day);
        day -= Duration::days(1);
    }
    let status = match met_on {
        Some(day) if day <= due => "met",
        Some(_) => "late",
        None if view.as_of > due => "missed",
        None => "pending",
    };
    let filled = at(view.as_of).expect("a signed agreement").filled[part];
    let mut row = json!({
        "due": due.to_string(),
        "amount": money::print(amount, &agreement.currency),
        "credited": money::print(filled, &agreement.currency),
        "status": status,
    });
    if let Some(day) = met_on {
        row["met_on"] = json!(day.to_string());
    }
    row
}
