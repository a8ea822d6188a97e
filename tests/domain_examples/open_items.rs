//! Domain, sections 5 and 6: open items, balances, aging.

use serde_json::json;

use super::books::{Books, covers};

/// Section 5: from the bounce's date the invoice is open again with its old due
/// date; earlier dates still see it paid.
#[test]
fn a_bounce_reopens_the_invoice_from_its_date() {
    let mut books = Books::new();
    books.invoice("2025-01-02", "INV-1", "1000.00");
    books.pays("2025-02-10", "P-1", "INV-1", "1000.00");
    let bounced = json!({"payment": "P-1", "reason": "bounced"});
    books.late("2025-02-25", "2025-02-20", "payment.reversed", bounced);
    assert_eq!(books.balance("2025-02-19")["open"], "0.00");
    assert_eq!(books.parts("2025-02-20"), json!([["INV-1", "2025-02-01", "1000.00"]]));
    assert_eq!(books.balance("2025-02-20")["unapplied"], "0.00");
}

/// Section 5: "After a refund, a bounce leaves unapplied negative".
#[test]
fn a_bounce_after_a_refund_leaves_unapplied_negative() {
    let mut books = Books::new();
    let pays = json!({"payment": "P-1", "currency": "CNY", "amount": "500.00"});
    books.fact("2025-01-10", "payment.received", pays);
    books.fact("2025-01-15", "payment.refunded", json!({"payment": "P-1", "amount": "200.00"}));
    assert_eq!(books.balance("2025-01-15")["unapplied"], "300.00");
    books.fact("2025-01-20", "payment.reversed", json!({"payment": "P-1", "reason": "bounced"}));
    assert_eq!(books.balance("2025-01-20")["unapplied"], "-200.00");
    assert_eq!(books.balance("2025-01-20")["balance"], "200.00");
}

/// Section 5: the excess of a credit note is unapplied, and "a later bounce lets
/// the same credit reduce the invoice again".
#[test]
fn excess_credit_is_computed_at_each_date() {
    let mut books = Books::new();
    books.invoice("2025-01-02", "INV-1", "1000.00");
    books.pays("2025-01-31", "P-1", "INV-1", "1000.00");
    let note = json!({"credit_note": "CN-1", "invoice": "INV-1", "amount": "200.00",
        "reason": "returned"});
    books.fact("2025-02-05", "credit_note.issued", note);
    assert_eq!(books.balance("2025-02-05")["unapplied"], "200.00");
    books.fact("2025-03-01", "payment.reversed", json!({"payment": "P-1", "reason": "bounced"}));
    assert_eq!(books.balance("2025-03-01")["open"], "800.00");
    assert_eq!(books.balance("2025-03-01")["unapplied"], "0.00");
    assert_eq!(books.balance("2025-02-28")["unapplied"], "200.00");
}

/// Section 5: an allocation counts from the latest of the payment's, the
/// invoice's and its own date; a deallocation from its own.
#[test]
fn an_allocation_counts_from_the_latest_of_three_dates() {
    let mut books = Books::new();
    let pays = json!({"payment": "P-1", "currency": "CNY", "amount": "500.00"});
    books.fact("2025-01-05", "payment.received", pays);
    books.invoice("2025-01-20", "INV-1", "300.00");
    let allocations = json!([{"invoice": "INV-1", "amount": "300.00"}]);
    let allocated = json!({"payment": "P-1", "allocations": allocations, "method": "manual"});
    books.late("2025-01-21", "2025-01-06", "payment.allocated", allocated);
    assert_eq!(books.balance("2025-01-19")["unapplied"], "500.00");
    assert_eq!(books.balance("2025-01-20")["unapplied"], "200.00");
    assert_eq!(books.balance("2025-01-20")["open"], "0.00");
    let taken = json!({"payment": "P-1", "reason": "wrong invoice",
        "allocations": [{"invoice": "INV-1", "amount": "100.00"}]});
    books.fact("2025-02-01", "payment.deallocated", taken);
    assert_eq!(books.balance("2025-01-31")["open"], "0.00");
    assert_eq!(books.balance("2025-02-01")["open"], "100.00");
    assert_eq!(books.balance("2025-02-01")["unapplied"], "300.00");
}

/// Section 5: a fee is an open item of its own, due on its date without a `due`.
#[test]
fn a_fee_is_an_item_of_its_own() {
    let mut books = Books::new();
    books.invoice("2025-01-02", "INV-1", "1000.00");
    let fee = json!({"fee": "FEE-1", "invoice": "INV-1", "amount": "12.34", "kind": "interest"});
    books.fact("2025-02-10", "late_fee.charged", fee);
    let balance = books.balance("2025-02-10");
    assert_eq!((&balance["open"], &balance["fees"]), (&json!("1012.34"), &json!("12.34")));
    let parts = json!([["INV-1", "2025-02-01", "1000.00"], ["FEE-1", "2025-02-10", "12.34"]]);
    assert_eq!(books.parts("2025-02-10"), parts);
}

/// Section 5: disputed is capped by the open amount, and overdue includes it.
#[test]
fn disputes_are_capped_by_what_is_open() {
    let mut books = Books::new();
    books.invoice("2025-01-02", "INV-1", "1000.00");
    for dispute in ["D-1", "D-2"] {
        let raised = json!({"dispute": dispute, "invoice": "INV-1", "amount": "700.00",
            "reason": "quality"});
        books.fact("2025-02-10", "dispute.raised", raised);
    }
    let balance = books.balance("2025-02-10");
    assert_eq!((&balance["disputed"], &balance["overdue"]), (&json!("1000.00"), &json!("1000.00")));
}

/// Section 6: the buckets' ends, in days past due; due on 2024-01-31.
#[test]
fn the_buckets_end_where_the_page_says() {
    let mut books = Books::new();
    books.invoice("2024-01-01", "INV-1", "1.00");
    let cases = [
        ("2024-01-31", "current"), // 0 days
        ("2024-02-01", "1-30"),
        ("2024-03-01", "1-30"), // 30
        ("2024-03-02", "31-60"),
        ("2024-03-31", "31-60"), // 60
        ("2024-04-01", "61-90"),
        ("2024-04-30", "61-90"), // 90
        ("2024-05-01", "91-180"),
        ("2024-07-29", "91-180"), // 180
        ("2024-07-30", "181-365"),
        ("2025-01-30", "181-365"), // 365: 2024 is a leap year
        ("2025-01-31", ">365"),
    ];
    for (day, bucket) in cases {
        assert_eq!(books.buckets(day), json!({ bucket: "1.00" }), "{day}");
    }
}

/// A payment may come in with the number of a credit note: what was settled from the note stays
/// settled from it, whatever becomes of the payment.
#[test]
fn a_payment_with_the_number_of_a_credit_note_changes_nothing_before_it() {
    let mut books = Books::new();
    books.invoice("2025-01-01", "A", "100.00");
    books.invoice("2025-01-01", "B", "100.00");
    books.pays("2025-01-02", "P", "A", "100.00");
    let note = json!({"credit_note": "X", "invoice": "A", "amount": "100.00", "reason": "price"});
    books.fact("2025-01-03", "credit_note.issued", note);
    let from_note =
        json!({"payment": "X", "allocations": covers("B", "100.00"), "method": "manual"});
    books.fact("2025-01-05", "payment.allocated", from_note);
    assert_eq!(books.balance("2025-01-31")["open"], "0.00");
    let payment = json!({"payment": "X", "currency": "CNY", "amount": "10.00"});
    books.fact("2025-02-10", "payment.received", payment);
    assert_eq!(books.balance("2025-02-15")["open"], "0.00");
    assert_eq!(books.balance("2025-02-15")["unapplied"], "10.00");
    let bounce = json!({"payment": "X", "reason": "bounced"});
    books.fact("2025-02-20", "payment.reversed", bounce);
    assert_eq!(books.balance("2025-02-28")["open"], "0.00");
    assert_eq!(books.balance("2025-02-28")["unapplied"], "0.00");
}
