//! Domain, section 8: promises.

use serde_json::{Value, json};

use super::books::{Books, covers};

/// 1,000 open, promised on 1 March for 10 March.
fn promised() -> Books {
    let mut books = Books::new();
    books.invoice("2025-01-02", "INV-1", "1000.00");
    let promise = json!({"promise": "PR-1", "amount": "1000.00", "currency": "CNY",
        "due": "2025-03-10", "invoices": ["INV-1"]});
    books.fact("2025-03-01", "promise.made", promise);
    books
}

fn first(books: &Books, as_of: &str) -> (Value, Value) {
    let promise = &books.promises(as_of)["promises"][0];
    (promise["status"].clone(), promise["credited"].clone())
}

fn is(status: &str, credited: &str) -> (Value, Value) {
    (json!(status), json!(credited))
}

/// `kept`: covered by its last day.
#[test]
fn kept() {
    let mut books = promised();
    books.pays("2025-03-10", "P-1", "INV-1", "1000.00");
    assert_eq!(first(&books, "2025-03-09"), is("pending", "0.00"));
    assert_eq!(first(&books, "2025-03-10"), is("kept", "1000.00"));
    assert_eq!(books.promises("2025-03-10")["promises"][0]["settled_on"], "2025-03-10");
    assert_eq!(books.promises("2025-03-10")["kept_ratio"][0]["by_count"], "1.0000");
}

/// After that: `broken` while nothing, `partial` while something, `kept_late`
/// once everything has come.
#[test]
fn broken_then_partial_then_kept_late() {
    let mut books = promised();
    books.pays("2025-03-12", "P-1", "INV-1", "400.00");
    books.pays("2025-03-14", "P-2", "INV-1", "600.00");
    assert_eq!(first(&books, "2025-03-10"), is("pending", "0.00"));
    assert_eq!(first(&books, "2025-03-11"), is("broken", "0.00"));
    assert_eq!(first(&books, "2025-03-12"), is("partial", "400.00"));
    assert_eq!(first(&books, "2025-03-14"), is("kept_late", "1000.00"));
    let ratio = books.promises("2025-03-14")["kept_ratio"][0].clone();
    assert_eq!((&ratio["by_count"], &ratio["by_amount"]), (&json!("0.0000"), &json!("0.0000")));
}

/// The ratio is absent while its denominator is 0.
#[test]
fn there_is_no_ratio_of_nothing() {
    assert_eq!(promised().promises("2025-03-10")["kept_ratio"], json!([]));
}

/// `superseded`: a deferral signed while it was pending covers its invoice; it
/// takes nothing from then on.
#[test]
fn superseded_by_an_agreement() {
    let mut books = promised();
    let new_due = json!({"new_due": "2025-04-30"});
    books.sign("2025-03-05", "AG-1", "deferral", covers("INV-1", "1000.00"), new_due);
    books.pays("2025-03-09", "P-1", "INV-1", "1000.00");
    assert_eq!(first(&books, "2025-03-09"), is("superseded", "0.00"));
    assert_eq!(first(&books, "2025-04-30"), is("superseded", "0.00"));
}

/// "One unit counts once": first the promise that falls due first.
#[test]
fn one_unit_counts_once() {
    let mut books = promised();
    let second = json!({"promise": "PR-2", "amount": "600.00", "currency": "CNY",
        "due": "2025-03-05", "invoices": ["INV-1"]});
    books.fact("2025-03-02", "promise.made", second);
    books.pays("2025-03-04", "P-1", "INV-1", "1000.00");
    let promises = books.promises("2025-03-04")["promises"].clone();
    assert_eq!(
        (&promises[0]["promise"], &promises[0]["credited"]),
        (&json!("PR-1"), &json!("400.00"))
    );
    assert_eq!(
        (&promises[1]["promise"], &promises[1]["credited"]),
        (&json!("PR-2"), &json!("600.00"))
    );
    assert_eq!(promises[1]["status"], "kept");
}

/// Without named invoices: payments from their own place on, less refunds.
#[test]
fn a_promise_that_names_no_invoice() {
    let mut books = Books::new();
    books.invoice("2025-01-02", "INV-1", "700.00");
    let promise = json!({"promise": "PR-1", "amount": "1000.00", "currency": "CNY",
        "due": "2025-03-10"});
    books.fact("2025-03-01", "promise.made", promise);
    let pays = json!({"payment": "P-1", "currency": "CNY", "amount": "900.00",
        "allocations": [{"invoice": "INV-1", "amount": "700.00"}]});
    books.fact("2025-03-05", "payment.received", pays);
    assert_eq!(first(&books, "2025-03-05"), is("pending", "900.00"));
    books.fact("2025-03-07", "payment.refunded", json!({"payment": "P-1", "amount": "150.00"}));
    assert_eq!(first(&books, "2025-03-07"), is("pending", "750.00"));
}

/// Reversed money stops counting from then on.
#[test]
fn a_bounce_breaks_a_kept_promise() {
    let mut books = promised();
    books.pays("2025-03-08", "P-1", "INV-1", "1000.00");
    books.fact("2025-03-12", "payment.reversed", json!({"payment": "P-1", "reason": "bounced"}));
    assert_eq!(first(&books, "2025-03-11"), is("kept", "1000.00"));
    assert_eq!(first(&books, "2025-03-12"), is("broken", "0.00"));
}
