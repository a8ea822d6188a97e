//! How the expected figures relate to a ledger.
//!
//! They are per case, the ledger's are per item. They agree because all items of a
//! case fall due on one day: claim and postage 60 days after the notification, and
//! the log adds every penalty on exactly that day. So:
//!
//! - `buckets`: the sums of the items' open amounts by their bucket; only an item
//!   without a due date, which a ledger counts as `current`, is `not_notified`;
//! - `counts`, `open_cases`: customers with something open, not items;
//! - `open_balance`: the sum of `open`; `overpaid_balance`: minus the sum of
//!   `unapplied`; `overpaid_cases`: customers with something unapplied;
//!   `net_balance`: both together;
//! - `variant_dismissed` lets go of cases with an appeal upheld by that date; a
//!   ledger does not (a dispute reduces nothing), so it is not compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{cents, decimal, text};

/// Buckets of the expected figures, and how a ledger calls them. `not_notified` has
/// no name of its own there.
const BUCKETS: [(&str, &str); 7] = [
    ("current", "current"),
    ("1-30", "d1_30"),
    ("31-60", "d31_60"),
    ("61-90", "d61_90"),
    ("91-180", "d91_180"),
    ("181-365", "d181_365"),
    (">365", "d365_plus"),
];
const NOT_NOTIFIED: &str = "not_notified";

/// Compares answers of `aging --items --format json`, by date, with the expected
/// `aging.json`. Each line of the result is a difference; none is agreement.
pub fn compare(aging_answers: &BTreeMap<String, Value>, expected: &Value) -> Vec<String> {
    let expected = expected["as_of"].as_object().expect("expected figures by date");
    let asked = aging_answers.keys().filter(|date| !expected.contains_key(*date));
    let mut differences: Vec<String> =
        asked.map(|date| format!("{date}: nothing is expected")).collect();
    for (date, expected) in expected {
        let Some(answer) = aging_answers.get(date) else {
            differences.push(format!("{date}: there is no answer"));
            continue;
        };
        let found = figures(answer, date, &mut differences);
        let wanted = expected.as_object().expect("figures of a date");
        for (key, wanted) in wanted.iter().filter(|(key, _)| *key != "variant_dismissed") {
            differ(&format!("{date} {key}"), &found[key], wanted, &mut differences);
        }
    }
    differences
}

/// Reports where two trees of figures differ.
fn differ(path: &str, found: &Value, wanted: &Value, differences: &mut Vec<String>) {
    match wanted {
        Value::Object(wanted) => {
            for (key, wanted) in wanted {
                differ(&format!("{path}.{key}"), &found[key], wanted, differences);
            }
        }
        _ if found != wanted => {
            differences.push(format!("{path}: found {found}, expected {wanted}"));
        }
        _ => {}
    }
}

/// Aggregates an answer of the ledger to the shape of the expected figures. What
/// would make them meaningless (see the head of the file) is a difference too.
fn figures(answer: &Value, date: &str, differences: &mut Vec<String>) -> Value {
    let names = BUCKETS.iter().map(|(_, name)| *name).chain([NOT_NOTIFIED]);
    let mut buckets: BTreeMap<&str, i64> = names.map(|name| (name, 0)).collect();
    let mut counts: BTreeMap<&str, u64> = buckets.keys().map(|name| (*name, 0)).collect();
    let (mut open_sum, mut overpaid_sum, mut open_cases, mut overpaid_cases) = (0, 0, 0_u64, 0_u64);
    for row in answer["customers"].as_array().expect("customers") {
        let (open, unapplied) = (cents(text(row, "open")), cents(text(row, "unapplied")));
        let mut report =
            |why: &str| differences.push(format!("{date} case {}: {why}", row["customer"]));
        if open > 0 && unapplied > 0 {
            report("money is unapplied beside open items");
        }
        let mut case_buckets = BTreeSet::new();
        let mut items_sum = 0;
        for item in row["items"].as_array().expect("items: ask with --items") {
            let Some(bucket) = item_bucket(item) else {
                report(&format!("unknown bucket in {item}"));
                continue;
            };
            let amount = cents(text(item, "open"));
            items_sum += amount;
            *buckets.entry(bucket).or_default() += amount;
            case_buckets.insert(bucket);
        }
        if items_sum != open {
            report("the items do not add up to what is open");
        }
        if case_buckets.len() > 1 {
            report("its items lie in several buckets");
        }
        if let Some(bucket) = case_buckets.first() {
            *counts.entry(bucket).or_default() += 1;
        }
        open_sum += open;
        overpaid_sum -= unapplied;
        open_cases += u64::from(open > 0);
        overpaid_cases += u64::from(unapplied > 0);
    }
    let buckets: Map<String, Value> = buckets
        .into_iter()
        .map(|(name, amount)| (name.to_owned(), decimal(amount).into()))
        .collect();
    json!({
        "buckets": buckets,
        "counts": counts,
        "open_cases": open_cases,
        "open_balance": decimal(open_sum),
        "overpaid_cases": overpaid_cases,
        "overpaid_balance": decimal(overpaid_sum),
        "net_balance": decimal(open_sum + overpaid_sum),
    })
}

/// Names the expected bucket of an item.
fn item_bucket(item: &Value) -> Option<&'static str> {
    let label = text(item, "bucket");
    if item["due"].is_null() {
        return (label == "current").then_some(NOT_NOTIFIED);
    }
    BUCKETS.iter().find(|(ledger, _)| *ledger == label).map(|(_, name)| *name)
}

/// Lists the balances to ask a ledger for: at each case and date of
/// `case_ledgers.json` the one at the end of that day.
pub fn ledger_balances(expected: &Value) -> BTreeMap<(String, String), String> {
    let cases = expected.as_object().expect("cases");
    let lines = cases.iter().flat_map(|(case, ledger)| {
        let lines = ledger["lines"].as_array().expect("lines").iter();
        // Of several lines of a day the last one stays.
        lines.map(move |line| {
            ((case.clone(), text(line, "date").to_owned()), text(line, "balance").to_owned())
        })
    });
    lines.collect()
}

/// Compares balances (open minus unapplied) by case and date with the expected
/// `case_ledgers.json`. Each line of the result is a difference.
pub fn compare_ledgers(
    balances: &BTreeMap<(String, String), String>,
    expected: &Value,
) -> Vec<String> {
    let wanted = ledger_balances(expected);
    let differing = wanted.iter().filter_map(|(place, wanted)| match balances.get(place) {
        Some(found) if cents(found) == cents(wanted) => None,
        found => {
            Some(format!("case {} at {}: found {found:?}, expected {wanted}", place.0, place.1))
        }
    });
    differing.collect()
}
