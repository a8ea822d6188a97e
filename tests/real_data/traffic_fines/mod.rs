//! The real log "Road Traffic Fine Management Process" as event lines, and the
//! comparison of a ledger's answers with the figures expected for it.
//!
//! `convert` says what the log becomes, `compare` how the expected figures, which
//! are per case, relate to a ledger's, which are per item.

mod compare;
mod convert;

pub use compare::{compare, compare_ledgers, ledger_balances};
pub use convert::convert;

use serde_json::Value;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is missing in {value}"))
}

/// Reads an amount of up to two decimals as cents.
fn cents(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(fraction.len() <= 2, "{text} has more than two decimals");
    format!("{whole}{fraction:0<2}").parse().unwrap_or_else(|_| panic!("{text:?} is not an amount"))
}

/// Writes cents as an amount of two decimals.
fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}
