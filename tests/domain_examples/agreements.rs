//! Domain, section 7: supplementary agreements.

use serde_json::{Value, json};

use super::books::{Books, covers, schedule};

fn statuses(agreement: &Value) -> Vec<String> {
    let rows = agreement["instalments"].as_array().unwrap();
    rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
}

/// 120,000 overdue, signed 2025-03-01, three instalments of 40,000; 40,000 paid
/// on 03-14, nothing after.
fn the_example(on_default: Value) -> Books {
    let mut books = Books::new();
    books.invoice("2025-01-15", "INV-1", "120000.00");
    let rows = [("2025-03-15", "40000.00"), ("2025-04-15", "40000.00"), ("2025-05-15", "40000.00")];
    let mut fields = on_default;
    fields["schedule"] = schedule(&rows);
    books.sign("2025-03-01", "AG-1", "instalment", covers("INV-1", "120000.00"), fields);
    books.pays("2025-03-14", "P-1", "INV-1", "40000.00");
    books
}

/// "As of 2025-04-16: 1 met, 2 missed, 3 pending; aging `current` 40,000,
/// `1-30` 40,000."
#[test]
fn one_met_one_missed_one_pending() {
    let books = the_example(json!({}));
    let answer = books.promises("2025-04-16");
    assert_eq!(statuses(&answer["agreements"][0]), ["met", "missed", "pending"]);
    assert_eq!(answer["agreements"][0]["status"], "active");
    let buckets = json!({"current": "40000.00", "1-30": "40000.00"});
    assert_eq!(books.buckets("2025-04-16"), buckets);
}

/// "As of 2025-05-16: defaulted on 05-16; `31-60` 40,000, `1-30` 40,000."
#[test]
fn two_missed_are_a_default() {
    let books = the_example(json!({}));
    assert_eq!(books.promises("2025-05-15")["agreements"][0]["status"], "active");
    let answer = books.promises("2025-05-16");
    assert_eq!(answer["agreements"][0]["status"], "defaulted");
    assert_eq!(answer["agreements"][0]["defaulted_on"], "2025-05-16");
    let buckets = json!({"31-60": "40000.00", "1-30": "40000.00"});
    assert_eq!(books.buckets("2025-05-16"), buckets);
}

/// `revert`: the contractual date, 2025-02-14, holds again: 91 days on 05-16.
#[test]
fn a_default_may_bring_the_contractual_dates_back() {
    let books = the_example(json!({"on_default": {"missed": 2, "effect": "revert"}}));
    assert_eq!(books.buckets("2025-05-15"), json!({"current": "40000.00", "1-30": "40000.00"}));
    assert_eq!(books.buckets("2025-05-16"), json!({"91-180": "80000.00"}));
}

/// `accelerate`: what is not due yet falls due on the day before the default.
#[test]
fn a_default_may_make_the_rest_fall_due() {
    let books = the_example(json!({"on_default": {"missed": 1, "effect": "accelerate"}}));
    let parts = json!([["INV-1", "2025-04-15", "40000.00"], ["INV-1", "2025-04-15", "40000.00"]]);
    assert_eq!(books.parts("2025-04-16"), parts);
    assert_eq!(books.buckets("2025-04-16"), json!({"1-30": "80000.00"}));
}

/// An offset is payment in kind, over the covered items in order.
#[test]
fn goods_for_debt() {
    let mut books = Books::new();
    books.invoice("2025-01-15", "INV-1", "30000.00");
    books.invoice("2025-01-15", "INV-2", "20000.00");
    let both = json!([{"invoice": "INV-1", "amount": "30000.00"},
        {"invoice": "INV-2", "amount": "20000.00"}]);
    books.sign("2025-03-01", "AG-1", "offset", both, json!({"goods_value": "35000.00"}));
    assert_eq!(books.parts("2025-03-01"), json!([["INV-2", "2025-02-14", "15000.00"]]));
    let answer = books.promises("2025-03-01");
    assert_eq!(answer["agreements"][0]["status"], "fulfilled");
    assert_eq!(statuses(&answer["agreements"][0]), Vec::<String>::new());
}

/// What a deferral does not cover keeps its contractual date; money goes to the
/// covered amount first.
#[test]
fn what_is_not_covered_keeps_its_date() {
    let mut books = Books::new();
    books.invoice("2025-01-15", "INV-1", "50000.00");
    let new_due = json!({"new_due": "2025-04-20"});
    books.sign("2025-02-20", "AG-1", "deferral", covers("INV-1", "30000.00"), new_due);
    let parts = json!([["INV-1", "2025-02-14", "20000.00"], ["INV-1", "2025-04-20", "30000.00"]]);
    assert_eq!(books.parts("2025-02-20"), parts);
    books.pays("2025-03-01", "P-1", "INV-1", "20000.00");
    let parts = json!([["INV-1", "2025-02-14", "20000.00"], ["INV-1", "2025-04-20", "10000.00"]]);
    assert_eq!(books.parts("2025-03-01"), parts);
}

/// A newer agreement replaces the older one; what had filled the old schedule
/// stays there; one that was replaced never comes back.
#[test]
fn a_replaced_agreement_never_comes_back() {
    let mut books = Books::new();
    books.invoice("2025-01-02", "INV-1", "100000.00");
    let rows = schedule(&[("2025-03-01", "50000.00"), ("2025-04-01", "50000.00")]);
    let fields = json!({"schedule": rows});
    books.sign("2025-02-10", "AG-1", "instalment", covers("INV-1", "100000.00"), fields);
    books.pays("2025-02-28", "P-1", "INV-1", "50000.00");
    let fields = json!({"new_due": "2025-06-01"});
    books.sign("2025-04-05", "AG-2", "deferral", covers("INV-1", "50000.00"), fields);
    assert_eq!(books.parts("2025-04-04"), json!([["INV-1", "2025-04-01", "50000.00"]]));
    assert_eq!(books.parts("2025-04-05"), json!([["INV-1", "2025-06-01", "50000.00"]]));
    let agreements = books.promises("2025-04-05")["agreements"].clone();
    assert_eq!(agreements[0]["status"], "replaced");
    assert_eq!(statuses(&agreements[0]), ["met", "missed"]);
    assert_eq!(agreements[0]["instalments"][0]["credited"], "50000.00");
    let ended = json!({"agreement": "AG-2", "reason": "assets are being moved"});
    books.fact("2025-04-20", "agreement.terminated", ended);
    assert_eq!(books.parts("2025-04-20"), json!([["INV-1", "2025-02-01", "50000.00"]]));
}
