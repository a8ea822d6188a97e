//! Lawful neighbours of every rule: a lawful history must be let in.

use serde_json::{Value, json};

use crate::program::{Shelf, by, event, id, named};
use crate::world::{
    agreement, allocated, base, base_head, c1, deallocated, decided, invoice, note, parts, payment,
    refunded, retracted, reversed,
};

const DAY: &str = "2024-05-01";

/// Takes some lines in, on a ledger of their own.
fn accept(name: &str, events: &[Value]) {
    let shelf = Shelf::copy_of(base());
    let file = crate::program::lines(events);
    let answer = shelf.feed(&["import", "-"], file.as_bytes());
    assert_eq!(answer.code, 0, "{name}: {}", answer.err);
    let answer = answer.value();
    assert_eq!(answer["appended"], events.len(), "{name}");
    assert_eq!(answer["head"]["position"], base_head() + events.len() as u64, "{name}");
    // What was let in can be read again: by the questions, and by the door.
    assert_eq!(shelf.json(&["balance", "--as-of", "2024-12-31"]).code, 0, "{name}");
    shelf.take(&[c1("credit.limit_set", "2024-12-31", json!({"limit": "0", "currency": "CNY"}))]);
}

#[test]
fn money_may_precede_bounce_return_and_be_used_to_the_last_fen() {
    let mut early = payment("P-9", "2024-03-02", "50.00");
    early["data"]["allocations"] = parts(&[("I-2", "50.00")]);
    accept("inline before the invoice's date", &[early]);
    accept(
        "allocated before the invoice's date, taken off after it",
        &[
            invoice("I-9", "2024-06-01", "10"),
            allocated("P-1", "2024-03-15", &[("I-9", "10")]),
            deallocated("P-1", "2024-06-01", &[("I-9", "10")]),
        ],
    );
    accept(
        "a bounce after a refund",
        &[refunded("P-1", "2024-04-01", "600"), reversed("P-1", DAY)],
    );
    accept(
        "a back-dated bounce before an allocation",
        &[allocated("P-1", DAY, &[("I-1", "600")]), reversed("P-1", "2024-04-01")],
    );
    accept(
        "a back-dated allocation before the bounce",
        &[reversed("P-1", DAY), allocated("P-1", "2024-04-01", &[("I-1", "600")])],
    );
    accept(
        "another payment where one bounced",
        &[
            payment("P-9", "2024-03-20", "500"),
            allocated("P-9", "2024-03-20", &[("I-2", "500")]),
            reversed("P-9", "2024-04-01"),
            allocated("P-1", DAY, &[("I-2", "500")]),
        ],
    );
    accept(
        "all of it to the last fen",
        &[
            allocated("P-1", DAY, &[("I-1", "100"), ("I-2", "500.00")]),
            deallocated("P-1", DAY, &[("I-2", "500")]),
            refunded("P-1", DAY, "499.99"),
            allocated("P-1", DAY, &[("I-1", "0.01")]),
        ],
    );
    accept(
        "a refund between an allocation and its removal, by date",
        &[
            allocated("P-1", "2024-03-20", &[("I-1", "600")]),
            deallocated("P-1", "2024-04-01", &[("I-1", "600")]),
            refunded("P-1", "2024-04-01", "600"),
        ],
    );
    accept(
        "written off, recovered, paid",
        &[
            c1(
                "invoice.written_off",
                "2024-04-01",
                json!({"invoice": "I-2", "amount": "500", "reason": "lost", "approver": "wu"}),
            ),
            c1("write_off.recovered", DAY, json!({"invoice": "I-2", "amount": "500"})),
            allocated("P-1", DAY, &[("I-2", "500")]),
        ],
    );
    accept(
        "a fee is an item like any other",
        &[
            c1("late_fee.charged", DAY, json!({"fee": "F-9", "invoice": "I-1", "amount": "5"})),
            note("N-9", "F-9", DAY, "1"),
            allocated("P-1", DAY, &[("F-9", "2")]),
            c1(
                "invoice.written_off",
                DAY,
                json!({"invoice": "F-9", "amount": "1", "reason": "x", "approver": "wu"}),
            ),
            c1(
                "dispute.raised",
                DAY,
                json!({"dispute": "DI-9", "invoice": "F-9", "amount": "9", "reason": "other"}),
            ),
            c1(
                "reminder.sent",
                DAY,
                json!({"reminder": "R-9", "level": 0, "channel": "email",
                "invoices": ["F-9", "I-1"]}),
            ),
        ],
    );
}

#[test]
fn credits_may_be_used_up() {
    let paid =
        [payment("P-9", "2024-03-20", "1000"), allocated("P-9", "2024-03-20", &[("I-1", "1000")])];
    let with = |more: &[Value]| [paid.as_slice(), more].concat();
    accept(
        "excess allocated and refunded",
        &with(&[allocated("N-1", DAY, &[("I-2", "60")]), refunded("N-1", DAY, "40")]),
    );
    accept(
        "excess given back",
        &with(&[
            allocated("N-1", DAY, &[("I-2", "100")]),
            deallocated("N-1", DAY, &[("I-2", "100")]),
            refunded("N-1", DAY, "100"),
        ]),
    );
    accept("a bounce where nothing of the excess was used", &with(&[reversed("P-9", DAY)]));
    accept("credits up to the gross amount", &[note("N-9", "I-1", DAY, "900")]);
    accept(
        "a back-dated note on a paid invoice",
        &with(&[note("N-9", "I-1", "2024-03-01", "900")]),
    );
    accept(
        "the newer of two notes holds the excess",
        &[
            note("N-9", "I-1", "2024-04-01", "100"),
            payment("P-9", "2024-04-02", "900"),
            allocated("P-9", "2024-04-02", &[("I-1", "900")]),
            allocated("N-9", DAY, &[("I-2", "100")]),
        ],
    );
}

#[test]
fn agreements_of_every_kind() {
    let deferral = json!({"new_due": "2024-07-01", "daily_rate": "0"});
    let plan = json!({"schedule": [{"due": "2024-05-01", "amount": "0.01"},
        {"due": "2024-05-02", "amount": "999.99"}], "on_default": {"missed": 1, "effect": "revert"}});
    accept(
        "a deferral that is ended",
        &[
            agreement("A-8", "deferral", &[("I-1", "900")], &deferral),
            c1("agreement.terminated", DAY, json!({"agreement": "A-8", "reason": "broken"})),
        ],
    );
    accept(
        "instalments, replaced",
        &[
            agreement("A-8", "instalment", &[("I-1", "900"), ("I-2", "100")], &plan),
            agreement("A-9", "deferral", &[("I-2", "500")], &deferral),
        ],
    );
    accept(
        "an offset up to what it covers",
        &[agreement(
            "A-9",
            "offset",
            &[("I-1", "900"), ("I-2", "500")],
            &json!({"goods_value": "1400"}),
        )],
    );
    accept(
        "a reduction up to what it covers",
        &[agreement("A-9", "price_reduction", &[("I-1", "900")], &json!({"amount": "900"}))],
    );
    accept(
        "a security",
        &[
            agreement("A-9", "security", &[("I-1", "900")], &json!({"security": "S-1"})),
            c1("agreement.terminated", DAY, json!({"agreement": "A-9", "reason": "x"})),
        ],
    );
    accept(
        "back-dated money under an agreement",
        &[
            agreement("A-9", "deferral", &[("I-2", "500")], &deferral),
            allocated("P-1", "2024-03-20", &[("I-2", "500")]),
        ],
    );
    accept(
        "covers what a later allocation will pay",
        &[
            allocated("P-1", "2024-04-02", &[("I-2", "500")]),
            agreement("A-9", "deferral", &[("I-2", "500")], &deferral),
        ],
    );
}

#[test]
fn dates_people_and_papers() {
    let overridden = json!({"order": "O-1", "outcome": "rejected", "justification": "risk",
        "approver": "wu"});
    accept(
        "an override by somebody else",
        &[by("wu", "approver", c1("order.overridden", DAY, overridden))],
    );
    accept("on the day of the registration", &[invoice("I-9", "2024-01-01", "1")]);
    accept(
        "on the day of what it refers to",
        &[note("N-9", "I-1", "2024-03-01", "1"), decided("O-1", "2024-02-01")],
    );
    accept("in the far future", &[invoice("I-9", "9999-12-31", "1")]);
    accept(
        "the largest amounts",
        &[
            invoice("I-9", DAY, "999999999999999.99"),
            payment("P-9", DAY, "999999999999999.99"),
            allocated("P-9", DAY, &[("I-9", "999999999999999.99")]),
        ],
    );
    accept(
        "currencies of other digits",
        &[
            c1(
                "invoice.issued",
                DAY,
                json!({"invoice": "K", "currency": "KWD", "amount": "0.001"}),
            ),
            c1("invoice.issued", DAY, json!({"invoice": "Y", "currency": "JPY", "amount": "1"})),
            c1("invoice.issued", DAY, json!({"invoice": "C", "currency": "CNY", "amount": "1.5"})),
        ],
    );
    accept(
        "a limit of nothing and a tax of nothing",
        &[
            c1("credit.limit_set", DAY, json!({"limit": "0", "currency": "CNY"})),
            c1(
                "invoice.issued",
                DAY,
                json!({"invoice": "I-9", "currency": "CNY", "amount": "1", "tax": "0.00"}),
            ),
        ],
    );
    let terms = |days: u64| {
        c1("terms.agreed", DAY, json!({"terms": {"trigger": "acceptance", "net_days": days}}))
    };
    let bill = |more: Value| {
        let mut data = json!({"invoice": "I-9", "currency": "CNY", "amount": "1"});
        for (field, value) in more.as_object().expect("fields") {
            data[field] = value.clone();
        }
        c1("invoice.issued", DAY, data)
    };
    accept(
        "terms from delivery with a delivery",
        &[terms(0), bill(json!({"deliveries": ["D-1"]}))],
    );
    accept(
        "terms from delivery with a due date",
        &[terms(3650), bill(json!({"due": "2020-01-01"}))],
    );
    accept(
        "terms from delivery, but its own terms otherwise",
        &[terms(0), bill(json!({"terms": {"trigger": "month_end", "net_days": 0}}))],
    );
    accept("back-dated terms from delivery", &[bill(json!({})), terms(0)]);
    accept(
        "a dispute settled in part and one upheld by default",
        &[
            c1(
                "dispute.resolved",
                DAY,
                json!({"dispute": "DI-1", "outcome": "partial", "credited": "200.00"}),
            ),
            c1(
                "dispute.raised",
                DAY,
                json!({"dispute": "DI-9", "invoice": "I-1", "amount": "9999", "reason": "price"}),
            ),
            c1("dispute.resolved", DAY, json!({"dispute": "DI-9", "outcome": "upheld"})),
        ],
    );
    accept(
        "evidence",
        &[c1(
            "order.condition_met",
            "2024-03-10",
            json!({"order": "O-1", "condition": "prepay", "evidence": [id(10)]}),
        )],
    );
    accept(
        "sealed texts, texts of every script",
        &[
            event(
                "customer.registered",
                "C-7",
                DAY,
                json!({"name": {"sealed": "AAAA", "subject": "zhao"}}),
            ),
            c1(
                "contact.logged",
                DAY,
                json!({"contact": "CT-9", "channel": "wechat",
            "summary": "下周付款 😀 é \u{2028}", "response": "answered"}),
            ),
        ],
    );
    accept(
        "nesting of 64",
        &[{
            let mut event = decided("O-1", DAY);
            let mut value = json!([]);
            for _ in 0..60 {
                value = json!([value]);
            }
            event["data"]["basis"] = json!({"x": value});
            event
        }],
    );
    let hold = |stream: &str, kind: &str| {
        let data = json!({"subject": "zhao", "reason": "lawsuit"});
        by("zhou.min", "approver", event(kind, stream, DAY, data))
    };
    accept(
        "erasure after the hold was released",
        &[hold("C-1", "hold.set"), hold("C-1", "hold.released"), hold("C-1", "personal.erased")],
    );
    accept(
        "a release in the ledger's stream lifts all",
        &[
            hold("C-1", "hold.set"),
            hold("$ledger", "hold.released"),
            hold("$ledger", "personal.erased"),
        ],
    );
    accept(
        "erasure after the hold was retracted",
        &[named(83, hold("C-1", "hold.set")), retracted(83), hold("C-1", "personal.erased")],
    );
}

#[test]
fn retractions_of_what_nothing_rests_on() {
    accept("a note", &[retracted(11)]);
    accept(
        "an allocation, then the payment",
        &[named(84, allocated("P-1", DAY, &[("I-1", "1")])), retracted(84), retracted(10)],
    );
    accept(
        "an allocation after an earlier deallocation of the same payment",
        &[
            allocated("P-1", DAY, &[("I-1", "1")]),
            deallocated("P-1", DAY, &[("I-1", "1")]),
            named(84, allocated("P-1", DAY, &[("I-2", "1")])),
            retracted(84),
        ],
    );
    accept(
        "a bounce, so that the payment holds again",
        &[
            named(84, reversed("P-1", DAY)),
            retracted(84),
            allocated("P-1", DAY, &[("I-1", "600")]),
            reversed("P-1", DAY),
        ],
    );
    accept(
        "what happened once may happen again",
        &[
            named(84, c1("delivery.received", DAY, json!({"delivery": "D-1"}))),
            retracted(84),
            c1("delivery.received", "2024-05-02", json!({"delivery": "D-1"})),
        ],
    );
    accept(
        "a decision, so that its author may override",
        &[
            retracted(4),
            by(
                "li",
                "approver",
                c1(
                    "order.overridden",
                    DAY,
                    json!({"order": "O-1",
            "outcome": "held", "justification": "x", "approver": "li"}),
                ),
            ),
        ],
    );
    let mut early = retracted(11);
    early["effective"] = json!("2024-01-01");
    accept("a retraction's own date has no influence", &[early]);
}
