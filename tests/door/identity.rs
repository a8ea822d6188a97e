//! The same event, and what is in conflict with it (exit 4).

use serde_json::{Value, json};

use crate::program::{Shelf, by, event, id, lines, named, with};
use crate::world::{
    allocated, base, base_head, c1, invoice, note, payment, refuse, retracted, try_all, world,
};

const DAY: &str = "2024-05-01";

#[test]
fn a_known_id_or_number_with_another_content_is_a_conflict() {
    let again = |field: &str, value: Value| {
        with(named(6, invoice("I-1", "2024-03-01", "1000.00")), field, value)
    };
    let mut amount = again("customer", json!("C-1"));
    amount["data"]["amount"] = json!("1000");
    let fee = json!({"fee": "I-1", "invoice": "I-2", "amount": "1"});
    let cases = [
        refuse("a known id, another amount", amount).at("id").saying("position 6").conflict(),
        refuse("a known id, another date", again("effective", json!("2024-03-02")))
            .at("id")
            .conflict(),
        refuse("a known id, another customer", again("customer", json!("C-2"))).at("id").conflict(),
        refuse("a known id, another person", by("li", "finance", again("note", json!("x"))))
            .at("id")
            .conflict(),
        refuse("a known id, another type", named(6, payment("P-9", DAY, "1"))).at("id").conflict(),
        refuse("a known number", invoice("I-1", "2024-03-02", "1"))
            .at("data.invoice")
            .saying("position 6")
            .conflict(),
        refuse(
            "a known number, the same content, another id",
            named(95, invoice("I-1", "2024-03-01", "1000.00")),
        )
        .at("data.invoice")
        .conflict(),
        refuse(
            "a number of another customer",
            event(
                "payment.received",
                "C-2",
                DAY,
                json!({"payment": "P-1", "currency": "CNY", "amount": "1"}),
            ),
        )
        .at("data.payment")
        .conflict(),
        refuse("a fee with an invoice's number", c1("late_fee.charged", DAY, fee))
            .at("data.fee")
            .conflict(),
        refuse(
            "a customer registered again",
            c1("customer.registered", "2024-01-02", json!({"name": "First"})),
        )
        .at("customer")
        .conflict(),
        refuse("an id twice in a file", named(96, invoice("I-8", DAY, "1")))
            .after([named(96, invoice("I-9", DAY, "1"))])
            .at("id")
            .saying("line 1")
            .conflict(),
        refuse("a number twice in a file", invoice("I-9", DAY, "2"))
            .after([invoice("I-9", DAY, "1")])
            .at("data.invoice")
            .saying("line 1")
            .conflict(),
        refuse("a number freed and taken again in a file", invoice("I-9", DAY, "3"))
            .after([named(97, invoice("I-9", DAY, "1")), retracted(97), invoice("I-9", DAY, "2")])
            .at("data.invoice")
            .saying("line 3")
            .conflict(),
        refuse("a note with a note's number", note("N-1", "I-2", DAY, "1"))
            .at("data.credit_note")
            .conflict(),
        refuse(
            "an order",
            c1("order.placed", DAY, json!({"order": "O-2", "currency": "CNY", "amount": "1"})),
        )
        .at("data.order")
        .conflict(),
    ];
    try_all(&cases, 15);
}

#[test]
fn the_same_file_again_adds_nothing() {
    let shelf = Shelf::copy_of(base());
    let answer = shelf.take(&world());
    let events = base_head();
    let expected = json!({"read": events, "appended": 0, "already_recorded": events,
        "head": {"position": events}});
    assert_eq!(answer, expected);
    // Neither does an event that stands twice in one file, whatever says no figure.
    let twice = [invoice("I-9", DAY, "1"), with(invoice("I-9", DAY, "1"), "note", json!("again"))];
    let answer = shelf.take(&twice);
    assert_eq!((&answer["appended"], &answer["already_recorded"]), (&json!(1), &json!(1)));
    // An event that was taken back is recorded all the same.
    shelf.take(&[retracted(11)]);
    let answer = shelf.take(&[named(11, note("N-1", "I-1", "2024-03-12", "100.00"))]);
    assert_eq!(answer["already_recorded"], 1);
}

#[test]
fn an_absent_id_follows_from_the_content() {
    let shelf = Shelf::copy_of(base());
    let given = by("li", "finance", payment("P-9", DAY, "1.00"));
    shelf.take(std::slice::from_ref(&given));
    let out = shelf.run(&["export", "events", "C-1"]).out;
    let line: Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
    let canonical = "{\"actor\":{\"id\":\"li\",\"role\":\"finance\"},\"customer\":\"C-1\",\
        \"data\":{\"amount\":\"1.00\",\"currency\":\"CNY\",\"payment\":\"P-9\"},\
        \"effective\":\"2024-05-01\",\"schema\":1,\"type\":\"payment.received\"}";
    let space = uuid::Uuid::parse_str("6ba7b812-9dad-11d1-80b4-00c04fd430c8").expect("a UUID");
    let id = uuid::Uuid::new_v5(&space, canonical.as_bytes());
    assert_eq!(line["id"], id.to_string());
    // Spelled in another order, with blanks and escapes, it is the same.
    let text = "{ \"data\": {\"payment\":\"P-9\",\"amount\":\"1.0\\u0030\",\"currency\":\"CNY\"},\
        \"effective\":\"2024-05-01\", \"customer\":\"C\\u002d1\",\"type\":\"payment.received\",\
        \"actor\":{\"role\":\"finance\",\"id\":\"li\"}}";
    let answer = shelf.feed(&["import", "-"], text.as_bytes()).value();
    assert_eq!(answer["already_recorded"], 1);
}

#[test]
fn a_retracted_number_is_free_again() {
    let shelf = Shelf::copy_of(base());
    shelf.take(&[retracted(11), note("N-1", "I-2", DAY, "5.00")]);
    shelf.take(&[
        named(98, invoice("I-9", DAY, "1")),
        retracted(98),
        invoice("I-9", DAY, "2"),
        allocated("P-1", DAY, &[("I-9", "2")]),
    ]);
    // Also a customer's number, once nothing of the customer stands.
    let other = |number: u32, effective: &str, name: &str| {
        named(number, event("customer.registered", "C-3", effective, json!({"name": name})))
    };
    let mut taken_back = retracted(60);
    taken_back["customer"] = json!("C-3");
    shelf.take(&[other(60, "2024-01-01", "x"), taken_back, other(61, "2023-01-01", "y")]);
    let line = lines(&[event("customer.registered", "C-3", "2023-01-02", json!({"name": "z"}))]);
    assert_eq!(shelf.feed(&["import", "-"], line.as_bytes()).code, 4);
    assert_ne!(id(60), id(61));
}
