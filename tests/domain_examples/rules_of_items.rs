//! Domain, section 5: what opens and closes items, beside the examples.

use serde_json::json;

use super::books::{Books, covers};

fn note(number: &str, invoice: &str, amount: &str) -> serde_json::Value {
    json!({"credit_note": number, "invoice": invoice, "amount": amount, "reason": "return"})
}

/// "gross - allocations - offsets - credits - write-offs + recoveries": what is
/// written off is closed; what is recovered is open again, so that a payment can
/// be allocated to it.
#[test]
fn a_write_off_closes_and_a_recovery_reopens() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "I", "100.00");
    let off = json!({"invoice": "I", "amount": "100.00", "reason": "gone", "approver": "boss"});
    books.fact("2025-06-01", "invoice.written_off", off);
    assert_eq!(books.balance("2025-05-31")["open"], "100.00");
    assert_eq!(books.balance("2025-06-01")["open"], "0.00");
    let recovered = |amount: &str| json!({"invoice": "I", "amount": amount});
    let refusal = books.refusal("2025-07-01", "write_off.recovered", recovered("100.01"));
    assert!(refusal.contains("100.01"), "{refusal}");
    books.fact("2025-07-01", "write_off.recovered", recovered("30.00"));
    assert_eq!(books.balance("2025-07-01")["open"], "30.00");
    books.pays("2025-07-01", "P", "I", "30.00");
    let balance = books.balance("2025-07-01");
    assert_eq!([&balance["open"], &balance["balance"]], ["0.00", "0.00"]);
}

/// "A deallocation takes from the newest allocation of that payment to that
/// invoice first, from its own date": the promise keeps the older money.
#[test]
fn a_deallocation_takes_the_newest_first() {
    let mut books = Books::new();
    books.invoice("2025-03-01", "I", "100.00");
    let allocate = |amount: &str| {
        json!({"payment": "P", "allocations": [{"invoice": "I", "amount": amount}],
            "method": "manual"})
    };
    let payment = json!({"payment": "P", "currency": "CNY", "amount": "100"});
    books.fact("2025-03-02", "payment.received", payment);
    let promise = json!({"promise": "PR", "amount": "40", "currency": "CNY",
        "due": "2025-03-10", "invoices": ["I"]});
    books.fact("2025-03-03", "promise.made", promise);
    books.fact("2025-03-04", "payment.allocated", allocate("40"));
    books.fact("2025-03-05", "payment.allocated", allocate("60"));
    let off = json!({"payment": "P", "allocations": [{"invoice": "I", "amount": "60"}],
        "reason": "wrong"});
    books.fact("2025-03-06", "payment.deallocated", off);
    let balance = books.balance("2025-03-06");
    assert_eq!([&balance["open"], &balance["unapplied"]], ["60.00", "60.00"]);
    assert_eq!(books.balance("2025-03-05")["open"], "0.00");
    assert_eq!(books.promises("2025-03-10")["promises"][0]["status"], "kept");
}

/// "of several notes of one invoice the newest holds the excess, up to its
/// amount, price reductions after all notes"
#[test]
fn the_newest_note_holds_the_excess() {
    let mut books = Books::new();
    books.invoice("2025-03-01", "I", "100.00");
    books.invoice("2025-03-01", "J", "100.00");
    books.pays("2025-03-02", "P", "I", "70.00");
    books.fact("2025-03-03", "credit_note.issued", note("CN1", "I", "30.00"));
    books.fact("2025-03-04", "credit_note.issued", note("CN2", "I", "20.00"));
    assert_eq!(books.balance("2025-03-04")["unapplied"], "20.00");
    let from = |source: &str, amount: &str| {
        json!({"payment": source, "allocations": [{"invoice": "J", "amount": amount}],
            "method": "manual"})
    };
    let refusal = books.refusal("2025-03-05", "payment.allocated", from("CN1", "1.00"));
    assert!(refusal.contains("CN1"), "{refusal}");
    books.fact("2025-03-05", "payment.allocated", from("CN2", "20.00"));
    let balance = books.balance("2025-03-05");
    assert_eq!([&balance["open"], &balance["unapplied"]], ["80.00", "0.00"]);
}

/// "Excess credit … computed at that date, not frozen": a refund out of a note's
/// excess, and what is left of it.
#[test]
fn the_excess_of_a_note_can_be_paid_back() {
    let mut books = Books::new();
    books.invoice("2025-03-01", "I", "100.00");
    books.pays("2025-03-02", "P", "I", "100.00");
    books.fact("2025-03-03", "credit_note.issued", note("CN", "I", "25.00"));
    let refund = |amount: &str| json!({"payment": "CN", "amount": amount});
    books.fact("2025-03-04", "payment.refunded", refund("10.00"));
    assert_eq!(books.balance("2025-03-04")["unapplied"], "15.00");
    let refusal = books.refusal("2025-03-05", "payment.refunded", refund("15.01"));
    assert!(refusal.contains("25.01") || refusal.contains("15.01"), "{refusal}");
}

/// "An allocation out of a credit note is money for agreements …, but does not
/// restart the limitation."
#[test]
fn money_out_of_a_note_fills_a_plan_and_restarts_nothing() {
    let mut books = Books::new();
    books.invoice("2025-03-01", "I", "100.00");
    books.invoice("2025-01-01", "J", "50.00");
    books.pays("2025-03-02", "P", "J", "50.00");
    let plan = json!({"schedule": super::books::schedule(&[("2025-05-10", "100")])});
    books.sign("2025-04-05", "A", "instalment", covers("I", "100"), plan);
    books.fact("2025-04-06", "credit_note.issued", note("CN", "J", "40.00"));
    let from = json!({"payment": "CN", "allocations": [{"invoice": "I", "amount": "40"}],
        "method": "manual"});
    books.fact("2025-05-20", "payment.allocated", from);
    let agreements = books.promises("2025-05-20")["agreements"].clone();
    assert_eq!(agreements[0]["instalments"][0]["credited"], "40.00");
    assert_eq!(books.limitation("2025-05-21"), "2028-05-10");
}

/// "A fee is an open item of its own: due on `due`, else on its effective date,
/// never interest-bearing."
#[test]
fn a_fee_bears_no_interest_and_has_its_own_date() {
    let mut books = Books::new();
    books.terms("invoice_date", 0, json!({"daily_rate": "0.0001"}));
    books.invoice("2025-03-01", "I", "100.00");
    books.pays("2025-03-01", "P", "I", "100.00");
    let fee = json!({"fee": "F", "invoice": "I", "amount": "10", "due": "2025-04-01"});
    books.fact("2025-03-02", "late_fee.charged", fee);
    assert_eq!(books.parts("2025-03-02"), json!([["F", "2025-04-01", "10.00"]]));
    assert_eq!(books.interest("2025-12-31"), serde_json::Value::Null);
    assert_eq!(books.balance("2025-04-02")["overdue"], "10.00");
}

/// Section 2: "nothing is ever summed across" currencies.
#[test]
fn currencies_stay_apart() {
    let mut books = Books::new();
    books.invoice("2025-03-01", "I", "100.00");
    let yen = json!({"invoice": "Y", "currency": "JPY", "amount": "100"});
    books.fact("2025-03-01", "invoice.issued", yen);
    assert_eq!(books.balance("2025-03-01")["open"], "100.00");
    let wrong = json!({"payment": "P", "currency": "CNY", "amount": "1",
        "allocations": [{"invoice": "Y", "amount": "1"}]});
    let refusal = books.refusal("2025-03-02", "payment.received", wrong);
    assert!(refusal.contains("JPY"), "{refusal}");
}
