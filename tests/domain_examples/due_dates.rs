//! Domain, section 4: terms and due dates.

use serde_json::{Value, json};

use super::books::Books;

fn ships(books: &mut Books, day: &str, delivery: &str) {
    let order = json!({"order": "SO-1", "currency": "CNY", "amount": "50000.00",
        "lines": [{"sku": "BOX", "qty": "100", "unit_price": "500.00"}]});
    books.fact(day, "order.placed", order);
    books.fact(day, "delivery.shipped", json!({"delivery": delivery, "order": "SO-1"}));
}

fn bills(books: &mut Books, day: &str, amount: &str, delivery: &str) {
    let invoice = json!({"invoice": "INV-1", "currency": "CNY", "amount": amount,
        "order": "SO-1", "deliveries": [delivery]});
    books.fact(day, "invoice.issued", invoice);
}

/// "goods received on the 10th, "within 15 days of receipt": due the 25th,
/// overdue from the 26th"
#[test]
fn within_fifteen_days_of_receipt() {
    let mut books = Books::new();
    books.terms("delivery_received", 15, json!({}));
    ships(&mut books, "2025-03-05", "DN-1");
    bills(&mut books, "2025-03-06", "1000.00", "DN-1");
    books.fact("2025-03-10", "delivery.received", json!({"delivery": "DN-1"}));
    assert_eq!(books.parts("2025-03-09"), json!([["INV-1", null, "1000.00"]]));
    assert_eq!(books.parts("2025-03-25"), json!([["INV-1", "2025-03-25", "1000.00"]]));
    assert_eq!(books.balance("2025-03-25")["overdue"], "0.00");
    assert_eq!(books.balance("2025-03-26")["overdue"], "1000.00");
}

/// "`month_end` + 30, invoice of 2025-01-14: 2025-03-02"
#[test]
fn thirty_days_after_the_end_of_the_month() {
    let mut books = Books::new();
    books.terms("month_end", 30, json!({}));
    books.invoice("2025-01-14", "INV-1", "1000.00");
    assert_eq!(books.parts("2025-01-14"), json!([["INV-1", "2025-03-02", "1000.00"]]));
}

/// Story 6: "30 days after acceptance": the acceptance certificate's date counts.
#[test]
fn thirty_days_after_acceptance() {
    let mut books = Books::new();
    books.terms("acceptance", 30, json!({}));
    ships(&mut books, "2024-12-09", "DN-1");
    bills(&mut books, "2024-12-12", "1000.00", "DN-1");
    books.fact("2025-01-20", "delivery.accepted", json!({"delivery": "DN-1"}));
    assert_eq!(books.buckets("2025-01-19"), json!({"current": "1000.00"}));
    assert_eq!(books.parts("2025-01-19"), json!([["INV-1", null, "1000.00"]]));
    assert_eq!(books.parts("2025-01-20"), json!([["INV-1", "2025-02-19", "1000.00"]]));
}

/// "Shortage: ordered 100 boxes, 80 received: an invoice of all 100 is fully
/// open, but the amount of 20 boxes is unverified until a credit note or a
/// dispute settles it."
#[test]
fn a_hundred_boxes_ordered_and_eighty_received() {
    let mut books = Books::new();
    ships(&mut books, "2025-03-05", "DN-1");
    bills(&mut books, "2025-03-05", "50000.00", "DN-1");
    let short = json!({"delivery": "DN-1", "shortages": [{"sku": "BOX", "qty": "20"}]});
    books.fact("2025-03-10", "delivery.received", short);
    let order = json!({"order": "SO-2", "currency": "CNY", "amount": "1.00"});
    books.fact("2025-03-11", "order.placed", order);
    let unverified = |books: &Books, day: &str| -> Value {
        books.derive("SO-2", day)["basis"]["facts"]["unverified"].clone()
    };
    assert_eq!(books.balance("2025-03-11")["open"], "50000.00");
    assert_eq!(unverified(&books, "2025-03-11"), "10000.00");
    let dispute = json!({"dispute": "D-1", "invoice": "INV-1", "amount": "6000.00",
        "reason": "quantity"});
    books.fact("2025-03-12", "dispute.raised", dispute);
    assert_eq!(unverified(&books, "2025-03-12"), "4000.00");
    let note = json!({"credit_note": "CN-1", "invoice": "INV-1", "amount": "4000.00",
        "reason": "short"});
    books.fact("2025-03-13", "credit_note.issued", note);
    assert_eq!(unverified(&books, "2025-03-13"), "0.00");
}

/// "Discount {days: 10, rate: "0.02"}: 49 closes 50 at 2 %; the difference is a
/// credit note with reason `discount`"
#[test]
fn forty_nine_closes_fifty_at_two_percent() {
    let mut books = Books::new();
    books.terms("invoice_date", 30, json!({"discount": {"days": 10, "rate": "0.02"}}));
    books.invoice("2025-03-03", "INV-1", "50.00");
    books.pays("2025-03-13", "P-1", "INV-1", "49.00");
    assert_eq!(books.balance("2025-03-13")["open"], "1.00");
    let note = json!({"credit_note": "CN-1", "invoice": "INV-1", "amount": "1.00",
        "reason": "discount"});
    books.fact("2025-03-13", "credit_note.issued", note);
    assert_eq!(books.balance("2025-03-13")["open"], "0.00");
    assert_eq!(books.balance("2025-03-13")["unapplied"], "0.00");
}

/// Rule 4: a correction that restarts the term makes its own date the trigger,
/// from its own date on; an explicit `due` stays.
#[test]
fn a_correction_restarts_the_term() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "INV-1", "1000.00");
    let explicit = json!({"invoice": "INV-2", "currency": "CNY", "amount": "1.00",
        "due": "2025-04-10"});
    books.fact("2025-03-03", "invoice.issued", explicit);
    for invoice in ["INV-1", "INV-2"] {
        let corrected = json!({"invoice": invoice, "fields": {"title": "C-1 Ltd"},
            "restart_due": true});
        books.fact("2025-03-20", "invoice.corrected", corrected);
    }
    let before = json!([["INV-1", "2025-04-02", "1000.00"], ["INV-2", "2025-04-10", "1.00"]]);
    assert_eq!(books.parts("2025-03-19"), before);
    let after = json!([["INV-2", "2025-04-10", "1.00"], ["INV-1", "2025-04-19", "1000.00"]]);
    assert_eq!(books.parts("2025-03-20"), after);
}

/// Rule 5: 2025-02-06 + 30 is Saturday, 8 March; the next working day is the 10th.
#[test]
fn a_due_date_on_a_saturday_rolls_to_monday() {
    let mut books = Books::new();
    books.terms("invoice_date", 30, json!({"roll": "following"}));
    books.invoice("2025-02-06", "INV-1", "1000.00");
    assert_eq!(books.parts("2025-02-06"), json!([["INV-1", "2025-03-10", "1000.00"]]));
}
