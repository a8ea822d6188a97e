//! Lines that are not events at all.

use serde_json::{Value, json};

use crate::world::{c1, invoice, payment, refuse, refuse_bytes, try_all};

/// A lawful payment as text, to be damaged.
fn text() -> String {
    payment("P-9", "2024-05-01", "1.00").to_string()
}

/// The text with one piece put in place of another.
fn damaged(from: &str, to: &str) -> String {
    let text = text();
    assert!(text.contains(from), "{text}");
    text.replace(from, to)
}

/// A contact with a summary as it would stand in the file.
fn contact(summary: &[u8]) -> Vec<u8> {
    let data = json!({"contact": "CT-9", "channel": "phone", "summary": "@", "response": "none"});
    let text = c1("contact.logged", "2024-05-01", data).to_string();
    let (before, after) = text.split_once('@').expect("a place");
    [before.as_bytes(), summary, after.as_bytes()].concat()
}

fn decided_with(basis: &str) -> String {
    let data = json!({"order": "O-1", "outcome": "held", "conditions": [], "basis": {}});
    let text = c1("order.decided", "2024-05-01", data).to_string();
    text.replace("\"basis\":{}", &format!("\"basis\":{{\"x\":{basis}}}"))
}

#[test]
fn lines_that_are_no_events_are_refused() {
    let long = String::from_utf8(contact(&b"a".repeat(1 << 20))).expect("UTF-8");
    // The object of the line, data and basis are three levels; one more than 64 in all.
    let nested = format!("{}{}", "[".repeat(62), "]".repeat(62));
    let cases = [
        refuse_bytes("no JSON", "payment").saying("not one JSON value"),
        refuse_bytes("half a line", &text()[..40]).saying("not one JSON value"),
        refuse_bytes("two values", format!("{} {{}}", text())).saying("trailing"),
        refuse_bytes("a list", format!("[{}]", text())).saying("not an object"),
        refuse_bytes("a key twice", damaged("\"currency\"", "\"payment\":\"P-8\",\"currency\""))
            .at("data.payment")
            .saying("twice"),
        refuse_bytes("a key of the envelope twice", damaged("{\"cust", "{\"type\":\"x\",\"cust"))
            .at("type")
            .saying("twice"),
        refuse_bytes("a key twice in a list", damaged(
            "\"currency\"",
            "\"allocations\":[{\"invoice\":\"I-1\",\"invoice\":\"I-1\",\"amount\":\"1\"}],\"currency\"",
        ))
        .at("data.allocations[0].invoice")
        .saying("twice"),
        refuse_bytes("a line above 1 MiB", long).saying("1048576"),
        refuse_bytes("nesting of 65", decided_with(&nested))
            .at(format!("data.basis.x{}", "[0]".repeat(61)))
            .saying("deeper than 64"),
        refuse_bytes("invalid UTF-8", contact(b"\xc3\x28")).saying("UTF-8"),
        refuse_bytes("UTF-8 cut short", contact(b"\xe4\xbd")).saying("UTF-8"),
        refuse_bytes("a surrogate in UTF-8", contact(b"\xed\xa0\x80")).saying("UTF-8"),
        refuse_bytes("an overlong form", contact(b"\xc0\xaf")).saying("UTF-8"),
        refuse_bytes("a lone high surrogate", contact(br"\ud800")).saying("JSON"),
        refuse_bytes("a lone low surrogate", contact(br"\udc00")).saying("JSON"),
        refuse_bytes("surrogates the wrong way round", contact(br"\udc00\ud800")).saying("JSON"),
        refuse_bytes("a bare tab", contact(b"a\tb")).saying("control"),
        refuse_bytes("an escaped NUL", contact(br"a\u0000b"))
            .at("data.summary")
            .saying("U+0000"),
        refuse_bytes("an escaped line feed", contact(br"a\nb")).at("data.summary").saying("U+000A"),
        refuse_bytes("DEL", contact(b"a\x7fb")).at("data.summary").saying("U+007F"),
        refuse_bytes("a C1 control", contact("a\u{85}b".as_bytes()))
            .at("data.summary")
            .saying("U+0085"),
        refuse_bytes("a control character in a key", damaged("\"currency\"", "\"cur\\u0007\"")).at("data")
            .saying("U+0007"),
        refuse_bytes("a number that no canonical form keeps", decided_with("9007199254740993"))
            .at("data.basis.x")
            .saying("exactly"),
        refuse_bytes("an infinite number", decided_with("1e999")).saying("number"),
    ];
    try_all(&cases, 24);
}

#[test]
fn envelopes_are_read_strictly() {
    let set = |field: &str, value: Value| {
        let mut event = payment("P-9", "2024-05-01", "1.00");
        event[field] = value;
        event
    };
    let without = |field: &str| {
        let mut event = payment("P-9", "2024-05-01", "1.00");
        event.as_object_mut().expect("an object").remove(field);
        event
    };
    let actor = |id: &str, role: &str| set("actor", json!({"id": id, "role": role}));
    let cases = [
        refuse("an unknown type", set("type", json!("payment.recieved")))
            .at("type")
            .saying("payment.recieved"),
        refuse("a type in capitals", set("type", json!("Payment.Received"))).at("type"),
        refuse("no type", without("type")).at("type").saying("missing"),
        refuse("no customer", without("customer")).at("customer").saying("missing"),
        refuse("no date", without("effective")).at("effective").saying("missing"),
        refuse("no data", without("data")).at("data").saying("missing"),
        refuse("data that is no object", set("data", json!([]))).at("data").saying("list"),
        refuse("an unknown field", set("effectve", json!("2024-05-01")))
            .at("effectve")
            .saying("unknown"),
        refuse("a null", set("note", Value::Null)).at("note"),
        refuse("an empty customer", set("customer", json!(""))).at("customer"),
        refuse("a customer that is a number", set("customer", json!(1))).at("customer"),
        refuse("an unknown schema", set("schema", json!(2))).at("schema").saying("2"),
        refuse("schema 0", set("schema", json!(0))).at("schema"),
        refuse("a schema in words", set("schema", json!("1"))).at("schema"),
        refuse("an id that is no UUID", set("id", json!("P-9"))).at("id").saying("UUID"),
        refuse("a UUID without hyphens", set("id", json!("0".repeat(32)))).at("id"),
        refuse("an unknown role", actor("li", "boss")).at("actor").saying("boss"),
        refuse("an actor without a name", actor("", "finance")).at("actor.id"),
        refuse("an actor with more", set("actor", json!({"id": "a", "role": "sales", "x": 1})))
            .at("actor"),
        refuse("a source with more", set("source", json!({"row": 1}))).at("source"),
        refuse("a note that is a number", set("note", json!(5))).at("note"),
        refuse("a causation that is a list", set("causation", json!([]))).at("causation"),
        refuse("a time without milliseconds", set("recorded_at", json!("2024-05-01T00:00:00Z")))
            .at("recorded_at"),
        refuse(
            "a time in another zone",
            set("recorded_at", json!("2024-05-01T08:00:00.000+08:00")),
        )
        .at("recorded_at"),
        refuse("a position that is a text", set("position", json!("19"))).at("position"),
        refuse("a wrong position", set("position", json!(7))).at("position").saying("19"),
        refuse("a wrong version", set("version", json!(3))).at("version").saying("claimed"),
    ];
    try_all(&cases, 27);
}

#[test]
fn dates_are_calendar_dates() {
    let cases = [
        refuse("30 February", invoice("I-9", "2024-02-30", "1")).at("effective"),
        refuse("29 February of a common year", invoice("I-9", "2023-02-29", "1")).at("effective"),
        refuse("a date without zeros", invoice("I-9", "2024-5-1", "1")).at("effective"),
        refuse("a date with a time", invoice("I-9", "2024-05-01T00:00", "1")).at("effective"),
        refuse("the year 0", invoice("I-9", "0000-01-01", "1")).at("effective"),
        refuse("a date with spaces", invoice("I-9", " 2024-05-01", "1")).at("effective"),
        refuse(
            "a due date in another order",
            c1(
                "invoice.issued",
                "2024-05-01",
                json!({"invoice": "I-9", "currency": "CNY", "amount": "1", "due": "01-06-2024"}),
            ),
        )
        .at("data.due"),
    ];
    try_all(&cases, 7);
}
