//! Domain, section 4: every trigger, several deliveries, corrections, and which
//! terms are in force.

use serde_json::{Value, json};

use super::books::Books;

/// Books with terms of a trigger and ten days, and an order.
fn books(trigger: &str) -> Books {
    let mut books = Books::new();
    books.terms(trigger, 10, json!({}));
    let order = json!({"order": "SO-1", "currency": "CNY", "amount": "500.00"});
    books.fact("2025-03-01", "order.placed", order);
    books
}

fn ship(books: &mut Books, delivery: &str) {
    let data = json!({"delivery": delivery, "order": "SO-1"});
    books.fact("2025-03-02", "delivery.shipped", data);
}

fn bill(books: &mut Books, number: &str, deliveries: Value) {
    let data = json!({"invoice": number, "currency": "CNY", "amount": "100.00",
        "order": "SO-1", "deliveries": deliveries});
    books.fact("2025-03-03", "invoice.issued", data);
}

fn due(books: &Books, number: &str, as_of: &str) -> Value {
    let parts = books.parts(as_of);
    let rows = parts.as_array().unwrap();
    rows.iter().find(|row| row[0] == number).unwrap()[1].clone()
}

/// Rule 2: `invoice_received`: the day on which the customer has the invoice;
/// rule 3: no due date before that, and never overdue.
#[test]
fn the_term_runs_from_the_receipt_of_the_invoice() {
    let mut books = books("invoice_received");
    books.invoice("2025-03-03", "I", "100.00");
    assert_eq!(due(&books, "I", "2026-03-03"), Value::Null);
    assert_eq!(books.balance("2026-03-03")["overdue"], "0.00");
    assert_eq!(books.buckets("2026-03-03"), json!({"current": "100.00"}));
    books.fact("2025-03-20", "invoice.received", json!({"invoice": "I"}));
    assert_eq!(due(&books, "I", "2025-03-19"), Value::Null);
    assert_eq!(due(&books, "I", "2025-03-20"), "2025-03-30");
}

/// Rule 2: once *all* the invoice's deliveries have the event, the latest counts.
#[test]
fn of_several_deliveries_the_latest_counts_once_all_have_come() {
    let mut books = books("delivery_received");
    for delivery in ["D-1", "D-2"] {
        ship(&mut books, delivery);
    }
    bill(&mut books, "I", json!(["D-1", "D-2"]));
    books.fact("2025-03-12", "delivery.received", json!({"delivery": "D-2"}));
    assert_eq!(due(&books, "I", "2025-03-12"), Value::Null);
    books.fact("2025-03-15", "delivery.received", json!({"delivery": "D-1"}));
    assert_eq!(due(&books, "I", "2025-03-14"), Value::Null);
    assert_eq!(due(&books, "I", "2025-03-15"), "2025-03-25");
}

/// Rule 2: under a delivery trigger the invoice has to name its deliveries;
/// rule 3: by back-dated terms one may come to have none: no due date.
#[test]
fn a_delivery_trigger_without_deliveries() {
    let mut with_trigger = books("acceptance");
    let data = json!({"invoice": "I", "currency": "CNY", "amount": "1.00"});
    let refusal = with_trigger.refusal("2025-03-03", "invoice.issued", data);
    assert!(refusal.contains("deliveries"), "{refusal}");
    let mut books = Books::new();
    books.invoice("2025-03-03", "I", "1.00");
    let terms = json!({"terms": {"trigger": "acceptance", "net_days": 5}});
    books.fact("2025-03-01", "terms.agreed", terms);
    assert_eq!(due(&books, "I", "2025-12-31"), Value::Null);
}

/// Rule 4: a correction restarts `month_end` at the end of its own month, and
/// the newest correction counts; one that comes before the trigger date moves
/// nothing.
#[test]
fn corrections_restart_the_term_by_its_trigger() {
    let corrected = |restart: bool| json!({"invoice": "I", "fields": {"title": "New title"}, "restart_due": restart});
    let mut month_end = books("month_end");
    month_end.invoice("2025-03-03", "I", "100.00");
    month_end.fact("2025-04-10", "invoice.corrected", corrected(true));
    assert_eq!(due(&month_end, "I", "2025-04-09"), "2025-04-10");
    assert_eq!(due(&month_end, "I", "2025-04-10"), "2025-05-10");
    month_end.fact("2025-05-20", "invoice.corrected", corrected(false));
    assert_eq!(due(&month_end, "I", "2025-05-20"), "2025-05-10");
    month_end.fact("2025-06-20", "invoice.corrected", corrected(true));
    assert_eq!(due(&month_end, "I", "2025-06-20"), "2025-07-10");
    let mut received = books("invoice_received");
    received.invoice("2025-03-03", "I", "100.00");
    received.fact("2025-03-05", "invoice.corrected", corrected(true));
    received.fact("2025-03-20", "invoice.received", json!({"invoice": "I"}));
    assert_eq!(due(&received, "I", "2025-03-20"), "2025-03-30");
}

/// Rule 5: an explicit date and an agreed date do not roll.
#[test]
fn only_computed_dates_roll() {
    let mut books = Books::new();
    books.terms("invoice_date", 30, json!({"roll": "following"}));
    // 2025-03-08 is a Saturday.
    let explicit =
        json!({"invoice": "E", "currency": "CNY", "amount": "1.00", "due": "2025-03-08"});
    books.fact("2025-02-06", "invoice.issued", explicit);
    books.invoice("2025-02-06", "I", "1.00");
    assert_eq!(due(&books, "E", "2025-02-06"), "2025-03-08");
    assert_eq!(due(&books, "I", "2025-02-06"), "2025-03-10");
    let plan = json!({"new_due": "2025-03-15"});
    books.sign("2025-02-10", "A", "deferral", super::books::covers("I", "1.00"), plan);
    assert_eq!(due(&books, "I", "2025-02-10"), "2025-03-15");
}

/// Rule 6: the newest terms dated on or before the invoice, whatever their
/// position; an invoice's own terms replace them as a whole; else the policy's.
#[test]
fn which_terms_are_in_force() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "I", "1.00");
    assert_eq!(due(&books, "I", "2025-03-03"), "2025-04-02");
    let terms = |days: u16| json!({"terms": {"trigger": "invoice_date", "net_days": days}});
    let later = books.fact("2025-03-04", "terms.agreed", terms(5));
    assert_eq!(due(&books, "I", "2025-03-10"), "2025-04-02", "{later}");
    books.fact("2025-03-02", "terms.agreed", terms(10));
    assert_eq!(due(&books, "I", "2025-03-10"), "2025-03-13");
    books.fact("2025-03-01", "terms.agreed", terms(20));
    assert_eq!(due(&books, "I", "2025-03-10"), "2025-03-13");
    books.terms("invoice_date", 30, json!({"daily_rate": "0.0005"}));
    let own = json!({"invoice": "O", "currency": "CNY", "amount": "1000.00",
        "terms": {"trigger": "invoice_date", "net_days": 1}});
    books.fact("2025-01-03", "invoice.issued", own);
    assert_eq!(due(&books, "O", "2025-01-03"), "2025-01-04");
    // As a whole: no rate is left of the others.
    assert_eq!(books.interest("2025-02-03"), Value::Null);
}
