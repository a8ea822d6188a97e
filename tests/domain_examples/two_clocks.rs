//! Domain, sections 1 and 3: what counts when, and what was known when.

use serde_json::json;

use super::books::Books;

/// Section 1: "a payment with value date last Friday, recorded today, changes
/// last Friday's balance as known today and leaves last Friday's balance as
/// known last Friday".
#[test]
fn a_back_dated_payment_changes_the_past_only_as_known_from_now_on() {
    let mut books = Books::new();
    let invoice = books.invoice("2025-03-03", "INV-1", "1000.00");
    let pays = json!({"payment": "P-1", "currency": "CNY", "amount": "400.00",
        "allocations": [{"invoice": "INV-1", "amount": "400.00"}]});
    // 2025-03-14 is a Friday, the 17th the Monday after.
    books.late("2025-03-17", "2025-03-14", "payment.received", pays);
    assert_eq!(books.balance("2025-03-14")["open"], "600.00");
    assert_eq!(books.balance_known("2025-03-14", Some(invoice))["open"], "1000.00");
    assert_eq!(books.balance("2025-03-13")["open"], "1000.00");
}

/// Section 1: from its own position on, a retracted event is skipped whatever
/// `as_of` is. Section 3: a retracted number is free again.
#[test]
fn a_retraction_takes_an_entry_back_and_frees_its_number() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "INV-1", "1000.00");
    let wrong = books.pays("2025-03-10", "P-1", "INV-1", "400.00");
    let data = json!({"event": books.id_at(wrong), "reason": "booked to the wrong customer"});
    books.fact("2025-03-20", "event.retracted", data);
    assert_eq!(books.balance("2025-03-10")["open"], "1000.00");
    assert_eq!(books.balance_known("2025-03-10", Some(wrong))["open"], "600.00");
    books.pays("2025-03-21", "P-1", "INV-1", "300.00");
    assert_eq!(books.balance("2025-03-21")["open"], "700.00");
}

/// Section 3: no date may see a negative open amount, also not for a back-dated payment.
#[test]
fn amounts_hold_on_every_date() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "INV-1", "1000.00");
    books.pays("2025-03-20", "P-1", "INV-1", "700.00");
    let pays = json!({"payment": "P-2", "currency": "CNY", "amount": "400.00",
        "allocations": [{"invoice": "INV-1", "amount": "400.00"}]});
    let refusal = books.refusal("2025-03-10", "payment.received", pays);
    assert!(refusal.contains("INV-1"), "{refusal}");
}
