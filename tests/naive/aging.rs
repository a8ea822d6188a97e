//! The questions `balance` and `aging` (domain sections 5 and 6).

use super::money;
use super::parts::{self, Part};
use super::policy::BUCKETS;
use super::view::View;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The parts of an item on a basis of aging.
pub fn on_basis(view: &View, item: usize, basis: &str) -> Vec<Part> {
    match basis {
        "agreed" => parts::agreed(view, item),
        "contractual" => parts::contractual(view, item),
        "invoice_date" => parts::by_issue(view, item),
        other => panic!("unknown basis {other}"),
    }
}

/// What is open, overdue and disputed of one customer in one currency, agreed basis.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    pub open: i128,
    pub overdue: i128,
    pub disputed: i128,
    pub undisputed_overdue: i128,
    pub fees: i128,
    /// The largest days past due among parts with an undisputed amount, 0 if none.
    pub days_past_due: i64,
}

pub fn sums(view: &View, currency: &str) -> Sums {
    let mut sums = Sums::default();
    for (index, item) in view.items.iter().enumerate().filter(|(_, i)| i.currency == currency) {
        for part in parts::agreed(view, index) {
            sums.open += part.amount;
            sums.disputed += part.disputed;
            if item.is_fee {
                sums.fees += part.amount;
            }
            if part.is_overdue(view.as_of) {
                sums.overdue += part.amount;
                sums.undisputed_overdue += part.undisputed();
            }
            if part.undisputed() > 0 {
                let days = part.days_past_due(view.as_of).unwrap_or(0);
                sums.days_past_due = sums.days_past_due.max(days);
            }
        }
    }
    sums
}

/// `balance`: a row for every customer and currency that had an invoice, fee or payment.
pub fn balance(views: &[View]) -> Value {
    let mut rows = Vec::new();
    let mut totals: BTreeMap<String, [i128; 4]> = BTreeMap::new();
    for view in views {
        for currency in view.currencies() {
            let s = sums(view, &currency);
            let unapplied = view.unapplied(&currency, view.as_of);
            let print = |amount| money::print(amount, &currency);
            rows.push(json!({
                "customer": view.customer,
                "currency": currency,
                "open": print(s.open),
                "overdue": print(s.overdue),
                "disputed": print(s.disputed),
                "unapplied": print(unapplied),
                "balance": print(s.open - unapplied),
                "fees": print(s.fees),
            }));
            let total = totals.entry(currency).or_default();
            for (sum, amount) in total.iter_mut().zip([s.open, s.overdue, s.disputed, unapplied]) {
                *sum += amount;
            }
        }
    }
    let total_row = |(currency, t): (&String, &[i128; 4])| {
        json!({
            "currency": currency,
            "open": money::print(t[0], currency),
            "overdue": money::print(t[1], currency),
            "disputed": money::print(t[2], currency),
            "unapplied": money::print(t[3], currency),
            "balance": money::print(t[0] - t[3], currency),
        })
    };
    json!({"customers": rows, "totals": totals.iter().map(total_row).collect::<Vec<_>>()})
}

/// The index of the bucket: `current` when not past due or without a due date.
fn bucket(days_past_due: Option<i64>) -> usize {
    let days = days_past_due.unwrap_or(0);
    BUCKETS.iter().position(|b| days <= b.1).expect("a bucket")
}

fn by_bucket(amounts: &[i128; BUCKETS.len()], currency: &str) -> Value {
    let entry =
        |(b, a): (&(&str, i64), &i128)| (b.0.to_string(), json!(money::print(*a, currency)));
    Value::Object(BUCKETS.iter().zip(amounts).map(entry).collect::<Map<_, _>>())
}

/// Amounts and disputed amounts per bucket.
type Columns = ([i128; BUCKETS.len()], [i128; BUCKETS.len()]);

/// `aging`, with the single parts when `items` is asked for.
pub fn aging(views: &[View], basis: &str, items: bool) -> Value {
    let mut rows = Vec::new();
    let mut totals: BTreeMap<String, Columns> = BTreeMap::new();
    for view in views {
        for currency in view.currencies() {
            let total = totals.entry(currency.clone()).or_default();
            let mut columns = Columns::default();
            for (index, _) in view.items.iter().enumerate().filter(|(_, i)| i.currency == currency)
            {
                for part in on_basis(view, index, basis) {
                    let bucket = bucket(part.days_past_due(view.as_of));
                    for sum in [&mut columns, &mut *total] {
                        sum.0[bucket] += part.amount;
                        sum.1[bucket] += part.disputed;
                    }
                }
            }
            let mut row = json!({
                "customer": view.customer,
                "currency": currency,
                "amounts": by_bucket(&columns.0, &currency),
                "disputed": by_bucket(&columns.1, &currency),
                "open": money::print(columns.0.iter().sum(), &currency),
                "unapplied": money::print(view.unapplied(&currency, view.as_of), &currency),
            });
            if items {
                row["items"] = json!(item_rows(view, &currency, basis));
            }
            rows.push(row);
        }
    }
    let total_row = |(currency, t): (&String, &Columns)| {
        json!({
            "currency": currency,
            "amounts": by_bucket(&t.0, currency),
            "disputed": by_bucket(&t.1, currency),
            "open": money::print(t.0.iter().sum(), currency),
        })
    };
    json!({
        "basis": basis,
        "buckets": BUCKETS.map(|b| b.0),
        "customers": rows,
        "totals": totals.iter().map(total_row).collect::<Vec<_>>(),
    })
}

/// One row per open part, by due date (those without one first), then number, then part.
fn item_rows(view: &View, currency: &str, basis: &str) -> Vec<Value> {
    let mut found: Vec<(usize, Part)> = Vec::new();
    for (index, _) in view.items.iter().enumerate().filter(|(_, i)| i.currency == currency) {
        found.extend(on_basis(view, index, basis).into_iter().map(|part| (index, part)));
    }
    found.sort_by_key(|(item, part)| (part.due, view.items[*item].number.clone(), part.number));
    let row = |(item, part): &(usize, Part)| {
        let days = part.days_past_due(view.as_of);
        let mut row = json!({
            "invoice": view.items[*item].number,
            "issued": view.items[*item].issued().to_string(),
            "due": part.due.map(|d| d.to_string()),
            "days_past_due": days,
            "bucket": BUCKETS[bucket(days)].0,
            "open": money::print(part.amount, currency),
            "disputed": money::print(part.disputed, currency),
        });
        if let Some(number) = part.number {
            row["part"] = json!(number);
        }
        row
    };
    found.iter().map(row).collect()
}
