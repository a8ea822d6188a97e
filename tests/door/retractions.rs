//! What was entered in error can be taken back, if nothing rests on it.

use serde_json::{Value, json};

use crate::program::{event, id, named};
use crate::world::{
    allocated, c1, deallocated, invoice, payment, refunded, refuse, retracted, reversed, try_all,
};

const DAY: &str = "2024-05-01";

#[test]
fn retractions_leave_no_gap() {
    let off = json!({"invoice": "I-2", "amount": "100", "reason": "lost", "approver": "wu"});
    let off = named(71, c1("invoice.written_off", "2024-04-01", off));
    let back = c1("write_off.recovered", DAY, json!({"invoice": "I-2", "amount": "100"}));
    let of_another = |number: u32| {
        let mut event = retracted(number);
        event["customer"] = json!("C-2");
        event
    };
    let cases = [
        refuse("an unknown event", retracted(404)).at("data.event").saying("no event"),
        refuse("an event of another customer", retracted(17)).at("data.event").saying("C-1"),
        refuse("the other way round", of_another(6)).at("data.event"),
        refuse("no id", c1("event.retracted", DAY, json!({"event": "I-1", "reason": "x"})))
            .at("data.event")
            .saying("UUID"),
        refuse("no reason", c1("event.retracted", DAY, json!({"event": id(7)}))).at("data.reason"),
        refuse("a retraction", retracted(70))
            .after([named(70, retracted(11))])
            .at("data.event")
            .saying("retraction itself"),
        refuse("twice", {
            let mut event = retracted(11);
            event["data"]["reason"] = json!("again");
            event
        })
        .after([retracted(11)])
        .at("data.event")
        .saying("already"),
        refuse("a disputed invoice", retracted(7)).at("data.event").saying("depend"),
        refuse("an invoice with a note", retracted(6)).at("data.event").saying("depend"),
        refuse("an allocated payment", retracted(10))
            .after([allocated("P-1", DAY, &[("I-1", "1")])])
            .at("data.event")
            .saying("depend"),
        refuse("a registration with events", retracted(1)).at("data.event").saying("depend"),
        refuse("an allocation that was deallocated", retracted(72))
            .after([
                named(72, allocated("P-1", "2024-04-01", &[("I-1", "5")])),
                deallocated("P-1", DAY, &[("I-1", "1")]),
            ])
            .at("data.event")
            .saying("depend"),
        refuse("an allocation whose payment bounced", retracted(72))
            .after([
                named(72, allocated("P-1", "2024-04-01", &[("I-1", "5")])),
                reversed("P-1", DAY),
            ])
            .at("data.event"),
        refuse("a write-off that was recovered", retracted(71))
            .after([off, back])
            .at("data.event")
            .saying("recovered"),
        refuse("a deallocation that made room on a later date", retracted(73))
            .after([
                payment("P-9", "2024-03-20", "5000"),
                allocated("P-9", "2024-03-20", &[("I-2", "500")]),
                named(73, deallocated("P-9", "2024-04-01", &[("I-2", "500")])),
                allocated("P-1", DAY, &[("I-2", "1")]),
            ])
            .at("data.event")
            .saying("on 2024-05-01"),
        refuse("a deallocation whose money went elsewhere", retracted(73))
            .after([
                allocated("P-1", "2024-03-20", &[("I-1", "600")]),
                named(73, deallocated("P-1", "2024-04-01", &[("I-1", "600")])),
                refunded("P-1", DAY, "600"),
            ])
            .at("data.event")
            .saying("holds"),
        refuse("a bounce, since others paid meanwhile", retracted(74))
            .after([
                payment("P-9", "2024-03-20", "5000"),
                allocated("P-9", "2024-03-20", &[("I-2", "500")]),
                named(74, reversed("P-9", "2024-04-01")),
                allocated("P-1", DAY, &[("I-2", "1")]),
            ])
            .at("data.event")
            .saying("I-2"),
    ];
    try_all(&cases, 17);
}

#[test]
fn a_number_of_a_retracted_event_is_nobodys() {
    let lost = |kind: &str, data: Value| event(kind, "C-1", DAY, data);
    let cases = [
        refuse(
            "named by a reminder",
            lost(
                "reminder.sent",
                json!({"reminder": "R-9",
            "level": 1, "channel": "email", "invoices": ["I-9"]}),
            ),
        )
        .after([named(75, invoice("I-9", DAY, "1")), retracted(75)])
        .at("data.invoices[0]"),
        refuse("a payment", allocated("P-1", DAY, &[("I-1", "1")]))
            .after([retracted(10)])
            .at("data.payment"),
    ];
    try_all(&cases, 2);
}
