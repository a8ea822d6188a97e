//! Domain, section 9: late interest.

use duebook_projections::policy::DEFAULT_TEXT;
use serde_json::{Value, json};

use super::books::{Books, covers};

/// Issued 2025-02-03, 120,000.00, r = 0.0005, due 2025-03-05, 20,000.00 paid
/// 2025-03-25.
fn the_example() -> Books {
    let mut books = Books::new();
    books.terms("invoice_date", 30, json!({"daily_rate": "0.0005"}));
    books.invoice("2025-02-03", "INV-1", "120000.00");
    books.pays("2025-03-25", "P-1", "INV-1", "20000.00");
    books
}

/// 10,000.00 at 0.0003, not capped (0.1095 a year), due 2025-03-05: 3.00 a day.
fn three_a_day() -> Books {
    let mut books = Books::new();
    books.terms("invoice_date", 30, json!({"daily_rate": "0.0003"}));
    books.invoice("2025-02-03", "INV-1", "10000.00");
    books
}

fn accrued(books: &Books, as_of: &str) -> Value {
    books.interest(as_of)["accrued"].clone()
}

/// "The cap of 12.4 % (4 x 3.10 %) makes r = 0.124/365: … = 815.342… + 679.452…
/// = 1,494.79."
#[test]
fn the_legal_cap() {
    let books = the_example();
    let row = books.interest("2025-04-14");
    assert_eq!(row["accrued"], "1494.79");
    assert_eq!(row["due"], "2025-03-05");
    assert_eq!(row["rate"], "0.0005");
    assert_eq!(row["capped"], true);
    assert_eq!(row["days"], 40);
    assert_eq!(accrued(&books, "2025-03-25"), "815.34");
}

/// "Uncapped it would be 20 x 120,000 x 0.0005 + 20 x 100,000 x 0.0005 =
/// 2,200.00."
#[test]
fn without_the_cap() {
    let cap = "{ from = \"2024-10-21\", rate = \"0.124\" }";
    let uncapped = DEFAULT_TEXT
        .replace("name = \"default\"", "name = \"uncapped\"")
        .replace(cap, "{ from = \"2024-10-21\", rate = \"1\" }");
    assert!(uncapped.contains("rate = \"1\""), "the policy has another cap now");
    let mut books = the_example();
    books.policy(&uncapped);
    let row = books.interest("2025-04-14");
    assert_eq!((&row["accrued"], &row["capped"]), (&json!("2200.00"), &json!(false)));
}

/// Bears from the day after the due date; a payment bears through its own day.
#[test]
fn the_first_and_the_last_day() {
    let mut books = three_a_day();
    books.pays("2025-03-08", "P-1", "INV-1", "10000.00");
    assert_eq!(accrued(&books, "2025-03-05"), Value::Null);
    assert_eq!(accrued(&books, "2025-03-06"), "3.00");
    assert_eq!(accrued(&books, "2025-03-08"), "9.00");
    assert_eq!(accrued(&books, "2025-03-31"), "9.00");
}

/// Story 8: a concession (0.0001 a day) under a deferral, and the contract's
/// rate again after its date. Ten days at 3.00, thirty at 1.00, one at 3.00.
#[test]
fn a_concession_and_its_end() {
    let mut books = three_a_day();
    let fields = json!({"new_due": "2025-04-14", "daily_rate": "0.0001"});
    books.sign("2025-03-15", "AG-1", "deferral", covers("INV-1", "10000.00"), fields);
    assert_eq!(accrued(&books, "2025-03-15"), "30.00");
    assert_eq!(accrued(&books, "2025-03-16"), "31.00");
    assert_eq!(accrued(&books, "2025-04-14"), "60.00");
    assert_eq!(accrued(&books, "2025-04-15"), "63.00");
}

/// An open dispute takes its amount out from the day after; `rejected` puts the
/// days back. Five days at 3.00, then at 1.80; after 10 April all at 3.00.
#[test]
fn a_rejected_dispute_puts_the_days_back() {
    let mut books = three_a_day();
    let raised = json!({"dispute": "D-1", "invoice": "INV-1", "amount": "4000.00",
        "reason": "quality"});
    books.fact("2025-03-10", "dispute.raised", raised);
    books.fact("2025-04-10", "dispute.resolved", json!({"dispute": "D-1", "outcome": "rejected"}));
    assert_eq!(accrued(&books, "2025-03-20"), "33.00");
    assert_eq!(accrued(&books, "2025-04-09"), "69.00");
    assert_eq!(accrued(&books, "2025-04-10"), "108.00");
}

/// `partial`: the credited 1,000 bear none for all days up to the resolution,
/// also before the dispute; afterwards only the credit note reduces. 36 days at
/// 2.70, two at 3.00, then 2.70 from the day after the note.
#[test]
fn what_is_credited_never_bore_interest() {
    let mut books = three_a_day();
    let raised = json!({"dispute": "D-1", "invoice": "INV-1", "amount": "4000.00",
        "reason": "quality"});
    books.fact("2025-03-15", "dispute.raised", raised);
    let resolved = json!({"dispute": "D-1", "outcome": "partial", "credited": "1000.00"});
    books.fact("2025-04-10", "dispute.resolved", resolved);
    let note = json!({"credit_note": "CN-1", "invoice": "INV-1", "amount": "1000.00",
        "reason": "quality"});
    books.fact("2025-04-12", "credit_note.issued", note);
    assert_eq!(accrued(&books, "2025-04-10"), "97.20");
    assert_eq!(accrued(&books, "2025-04-12"), "103.20");
    assert_eq!(accrued(&books, "2025-04-14"), "108.60");
}

/// "a correction that restarts it also takes back the interest of the days before"
#[test]
fn a_restarted_term_takes_interest_back() {
    let mut books = three_a_day();
    let corrected = json!({"invoice": "INV-1", "fields": {"title": "C-1 Ltd"},
        "restart_due": true});
    books.fact("2025-03-20", "invoice.corrected", corrected);
    assert_eq!(accrued(&books, "2025-03-19"), "42.00");
    assert_eq!(accrued(&books, "2025-03-20"), Value::Null);
    assert_eq!(accrued(&books, "2025-04-20"), "3.00");
}
