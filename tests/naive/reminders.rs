//! The worklist of reminders under default@1 (domain section 12).

use super::book::{Event, Place};
use super::money;
use super::parts::{self, Part};
use super::policy::SILENT_DAYS;
use super::promises;
use super::score;
use super::view::View;
use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A step that is due: level and reason.
type Step = (i64, &'static str);

/// The newest reminder of level >= 1 that names the item, dated after the part's due date; a
/// `legal.step` that names it, or none, counts as level 4.
fn last(view: &View, number: &str, due: NaiveDate) -> Option<(Place, i64)> {
    sent(view, number).filter(|(place, level)| *level >= 1 && place.0 > due).max()
}

/// Every reminder that names the item, with its level, legal steps included.
fn sent<'v>(view: &'v View, number: &'v str) -> impl Iterator<Item = (Place, i64)> + 'v {
    view.events.iter().filter_map(move |e| match e.kind.as_str() {
        "reminder.sent" if e.names("invoices", number) => {
            Some((e.place(), e.data["level"].as_i64().expect("level")))
        }
        "legal.step" if e.names_or_none("invoices", number) => Some((e.place(), 4)),
        _ => None,
    })
}

/// *silent since*: the later of the last reminder and the newest answered contact after it that
/// names the invoice or none.
fn silent_since(view: &View, number: &str, last: Place) -> NaiveDate {
    let answered = |e: &&Event| {
        e.opt("response") == Some("answered")
            && e.place() > last
            && e.names_or_none("invoices", number)
    };
    view.events_of("contact.logged").filter(answered).map(|e| e.effective).max().unwrap_or(last.0)
}

/// The highest level that applies to a part with a due date.
fn step(view: &View, number: &str, part: &Part) -> Option<Step> {
    let due = part.due?;
    let dpd = (view.as_of - due).num_days();
    let last = last(view, number, due);
    let days_ago = |day: NaiveDate| (view.as_of - day).num_days();
    // Parts of an active agreement get levels 0 and 1 only, by their own dates.
    let active = part.agreement.is_some_and(|a| !view.has_defaulted(a, view.as_of));
    if !active {
        if let Some((place, level)) = last {
            let long_ago = days_ago(place.0) >= SILENT_DAYS;
            if level == 3 && long_ago && dpd > 60 {
                return Some((4, "over_60_days"));
            }
        }
        let had_level_4 = sent(view, number).any(|(place, level)| level == 4 && place.0 > due);
        if score::is_deliberate(view) && dpd > 0 && !had_level_4 {
            return Some((4, "deliberate"));
        }
        if let Some((place, level)) = last {
            if level == 2 && days_ago(place.0) >= SILENT_DAYS && dpd > 30 {
                return Some((3, "over_30_days"));
            }
            if level == 1 && days_ago(silent_since(view, number, place)) >= SILENT_DAYS {
                return Some((2, "no_answer"));
            }
        }
    }
    if last.is_none() && dpd >= if active { 1 } else { 3 } {
        return Some((1, if active { "instalment_missed" } else { "overdue" }));
    }
    let from = due - Duration::days(3);
    let reminded = sent(view, number).any(|(place, level)| level == 0 && place.0 >= from);
    if (-3..=0).contains(&dpd) && !reminded {
        return Some((0, "before_due"));
    }
    None
}

/// Channel of a level; level 4 is a legal step and has none.
fn channel(level: i64) -> Option<&'static str> {
    match level {
        0 => Some("wechat"),
        1 => Some("email"),
        2 => Some("letter"),
        3 => Some("lawyer_letter"),
        _ => None,
    }
}

/// One customer's lines, keyed by (currency, level, reason), and left-out items.
type Lines = BTreeMap<(String, i64, &'static str), (BTreeSet<String>, i128)>;

fn worklist(view: &View) -> (Lines, BTreeSet<(String, &'static str)>) {
    let mut lines = Lines::new();
    let mut left_out = BTreeSet::new();
    let insolvent = score::has_insolvency_step(view);
    let pending: Vec<promises::Promise> =
        promises::all(view).into_iter().filter(|p| p.status(view.as_of) == "pending").collect();
    for (index, item) in view.items.iter().enumerate() {
        let promised = pending.iter().any(|p| {
            p.names(&item.number) || (p.invoices.is_empty() && p.currency == item.currency)
        });
        for part in parts::agreed(view, index) {
            let Some((level, reason)) = step(view, &item.number, &part) else { continue };
            if part.disputed > 0 {
                left_out.insert((item.number.clone(), "disputed"));
            }
            if insolvent {
                left_out.insert((item.number.clone(), "insolvency"));
            }
            if promised {
                left_out.insert((item.number.clone(), "promise_pending"));
            }
            if part.undisputed() > 0 && !insolvent && !promised {
                let line = lines.entry((item.currency.clone(), level, reason)).or_default();
                line.0.insert(item.number.clone());
                line.1 += part.undisputed();
            }
        }
    }
    (lines, left_out)
}

/// `reminders`: one line per customer, currency, level and reason.
pub fn answer(views: &[View]) -> Value {
    let (mut due, mut out) = (Vec::new(), Vec::new());
    for view in views {
        let (lines, left_out) = worklist(view);
        for ((currency, level, reason), (invoices, amount)) in lines {
            let mut line = json!({
                "customer": view.customer,
                "currency": currency,
                "level": level,
                "reason": reason,
                "action": if level == 4 { "legal_step" } else { "reminder" },
                "invoices": invoices,
                "amount": money::print(amount, &currency),
            });
            if let Some(channel) = channel(level) {
                line["channel"] = json!(channel);
            }
            due.push(line);
        }
        for (invoice, reason) in left_out {
            out.push(json!({"customer": view.customer, "invoice": invoice, "reason": reason}));
        }
    }
    json!({"due": due, "left_out": out})
}
