//! Currencies, agreements, disputes, terms.

use serde_json::{Value, json};

use crate::world::{agreement, allocated, c1, parts, payment, refuse, reversed, try_all};

const DAY: &str = "2024-05-01";

#[test]
fn currencies_are_never_mixed() {
    let mut inline = payment("P-9", DAY, "5.00");
    inline["data"]["allocations"] = parts(&[("I-1", "1"), ("I-USD", "1")]);
    let invoice = |field: &str, value: Value| {
        let mut data = json!({"invoice": "I-9", "currency": "USD", "amount": "1"});
        data[field] = value;
        c1("invoice.issued", DAY, data)
    };
    let promise = json!({"promise": "PR-9", "amount": "1", "currency": "CNY",
        "due": "2024-06-01", "invoices": ["I-1", "I-USD"]});
    let cases = [
        refuse("an allocation", allocated("P-1", DAY, &[("I-USD", "1")]))
            .at("data.allocations[0].invoice")
            .saying("USD"),
        refuse("an inline allocation", inline).at("data.allocations[1].invoice").saying("USD"),
        refuse("a note's excess", allocated("N-1", DAY, &[("I-USD", "1")]))
            .after([
                payment("P-9", "2024-03-20", "1000"),
                allocated("P-9", DAY, &[("I-1", "1000")]),
            ])
            .at("data.allocations[0].invoice"),
        refuse("an invoice and its order", invoice("order", json!("O-1")))
            .at("data.currency")
            .saying("O-1"),
        refuse("an invoice and its delivery", invoice("deliveries", json!(["D-1"])))
            .at("data.currency"),
        refuse("a promise", c1("promise.made", DAY, promise)).at("data.invoices[1]"),
        refuse(
            "covers",
            agreement(
                "A-9",
                "deferral",
                &[("I-1", "1"), ("I-USD", "1")],
                &json!({"new_due": "2024-07-01"}),
            ),
        )
        .at("data.covers[1].invoice"),
    ];
    try_all(&cases, 7);
}

#[test]
fn agreements_add_up() {
    let plan = |rows: &[(&str, &str)]| {
        let schedule: Value =
            rows.iter().map(|(due, amount)| json!({"due": due, "amount": amount})).collect();
        agreement(
            "A-9",
            "instalment",
            &[("I-1", "300"), ("I-2", "100")],
            &json!({"schedule": schedule}),
        )
    };
    let deferral = |covers: &[(&str, &str)]| {
        agreement("A-9", "deferral", covers, &json!({"new_due": "2024-07-01"}))
    };
    let without = |field: &str| {
        let mut event = deferral(&[("I-1", "1")]);
        event["data"].as_object_mut().expect("an object").remove(field);
        event
    };
    let kind = |kind: &str, own: Value| agreement("A-9", kind, &[("I-1", "10")], &own);
    let ended = |kind_of: &'static str, own: Value| {
        refuse(
            "ending what took effect at once",
            c1("agreement.terminated", DAY, json!({"agreement": "A-9", "reason": "x"})),
        )
        .after([kind(kind_of, own)])
        .at("data.agreement")
        .saying("cannot be terminated")
    };
    let cases = [
        refuse("dates that do not rise", plan(&[("2024-06-01", "200"), ("2024-05-01", "200")]))
            .at("data.schedule[1].due"),
        refuse("the same date twice", plan(&[("2024-06-01", "200"), ("2024-06-01", "200")]))
            .at("data.schedule[1].due"),
        refuse("too small a sum", plan(&[("2024-06-01", "200"), ("2024-07-01", "199.99")]))
            .at("data.schedule")
            .saying("399.99"),
        refuse("too large a sum", plan(&[("2024-06-01", "200"), ("2024-07-01", "200.01")]))
            .at("data.schedule"),
        refuse("an empty schedule", plan(&[])).at("data.schedule"),
        refuse("a fraction of a fen", plan(&[("2024-06-01", "399.999"), ("2024-07-01", "0.001")]))
            .at("data.schedule[0].amount"),
        refuse("nothing covered", deferral(&[])).at("data.covers"),
        refuse("an invoice covered twice", deferral(&[("I-1", "1"), ("I-2", "1"), ("I-1", "1")]))
            .at("data.covers[2].invoice")
            .saying("twice"),
        refuse("more covered than is open", deferral(&[("I-1", "900.01")]))
            .at("data.covers[0].amount")
            .saying("900.00 was open"),
        refuse("covered what was paid just before", deferral(&[("I-1", "900")]))
            .after([allocated("P-1", "2024-04-01", &[("I-1", "0.01")])])
            .at("data.covers[0].amount"),
        refuse("covered before the invoice", {
            let mut event = deferral(&[("I-2", "1")]);
            event["effective"] = json!("2024-03-04");
            event
        })
        .at("effective"),
        refuse("no document", without("document")).at("data.document").saying("missing"),
        refuse("no covers", without("covers")).at("data.covers"),
        refuse("nobody signed", without("signed_by")).at("data.signed_by"),
        refuse("a deferral without a date", without("new_due")).at("data.new_due"),
        refuse(
            "a deferral with a schedule",
            kind(
                "deferral",
                json!({"new_due": "2024-07-01",
            "schedule": [{"due": "2024-06-01", "amount": "10"}]}),
            ),
        )
        .at("data.schedule"),
        refuse("instalments without a schedule", kind("instalment", json!({}))).at("data.schedule"),
        refuse(
            "instalments with a new date",
            kind(
                "instalment",
                json!({"new_due": "2024-07-01",
            "schedule": [{"due": "2024-06-01", "amount": "10"}]}),
            ),
        )
        .at("data.new_due"),
        refuse("an offset without goods", kind("offset", json!({}))).at("data.goods_value"),
        refuse(
            "an offset with a rate",
            kind("offset", json!({"goods_value": "5", "daily_rate": "0.1"})),
        )
        .at("data.daily_rate"),
        refuse("an offset above what it covers", kind("offset", json!({"goods_value": "10.01"})))
            .at("data.goods_value"),
        refuse("a reduction without an amount", kind("price_reduction", json!({})))
            .at("data.amount"),
        refuse(
            "a reduction above what it covers",
            kind("price_reduction", json!({"amount": "10.01"})),
        )
        .at("data.amount"),
        refuse("a reduction of nothing", kind("price_reduction", json!({"amount": "0"})))
            .at("data.amount"),
        refuse("a security without a number", kind("security", json!({}))).at("data.security"),
        refuse(
            "a security with an amount",
            kind("security", json!({"security": "S-1", "amount": "1"})),
        )
        .at("data.amount"),
        ended("offset", json!({"goods_value": "10"})),
        ended("price_reduction", json!({"amount": "10"})),
        refuse(
            "an unknown effect",
            kind(
                "instalment",
                json!({
            "schedule": [{"due": "2024-06-01", "amount": "10"}],
            "on_default": {"missed": 1, "effect": "sue"}}),
            ),
        )
        .at("data.on_default.effect"),
    ];
    try_all(&cases, 29);
}

#[test]
fn lists_name_everything_once_and_something_at_all() {
    let c = |kind: &str, data: Value| c1(kind, DAY, data);
    let mut inline = payment("P-9", DAY, "5.00");
    inline["data"]["allocations"] = parts(&[("I-1", "1"), ("I-1", "1")]);
    let cases = [
        refuse("allocations", allocated("P-1", DAY, &[("I-1", "1"), ("I-1", "1")]))
            .at("data.allocations[1].invoice")
            .saying("twice"),
        refuse("inline allocations", inline).at("data.allocations[1].invoice"),
        refuse("no allocations", allocated("P-1", DAY, &[])).at("data.allocations"),
        refuse(
            "deliveries",
            c(
                "invoice.issued",
                json!({"invoice": "I-9", "currency": "CNY",
            "amount": "1", "deliveries": ["D-1", "D-1"]}),
            ),
        )
        .at("data.deliveries[1]"),
        refuse(
            "a reminder",
            c(
                "reminder.sent",
                json!({"reminder": "R-9", "level": 1,
            "channel": "email", "invoices": ["I-1", "I-1"]}),
            ),
        )
        .at("data.invoices[1]"),
        refuse(
            "a promise",
            c(
                "promise.made",
                json!({"promise": "PR-9", "amount": "1",
            "currency": "CNY", "due": "2024-06-01", "invoices": ["I-1", "I-1"]}),
            ),
        )
        .at("data.invoices[1]"),
        refuse(
            "a contact",
            c(
                "contact.logged",
                json!({"contact": "CT-9", "channel": "phone",
            "summary": "x", "response": "none", "invoices": ["I-1", "I-1"]}),
            ),
        )
        .at("data.invoices[1]"),
        refuse(
            "a step",
            c(
                "legal.step",
                json!({"step": "mediation",
            "invoices": ["I-1", "I-1"]}),
            ),
        )
        .at("data.invoices[1]"),
    ];
    try_all(&cases, 8);
}

#[test]
fn disputes_are_settled_within_their_amount() {
    let resolved = |outcome: &str, credited: Option<&str>| {
        let mut data = json!({"dispute": "DI-1", "outcome": outcome});
        if let Some(credited) = credited {
            data["credited"] = json!(credited);
        }
        c1("dispute.resolved", DAY, data)
    };
    let cases = [
        refuse("partial without credited", resolved("partial", None))
            .at("data.credited")
            .saying("partial"),
        refuse("rejected with credited", resolved("rejected", Some("1"))).at("data.credited"),
        refuse("partial above the dispute", resolved("partial", Some("200.01")))
            .at("data.credited")
            .saying("200.00"),
        refuse("upheld above the dispute", resolved("upheld", Some("200.01"))).at("data.credited"),
        refuse("credited nothing", resolved("partial", Some("0"))).at("data.credited"),
        refuse("credited in fractions", resolved("partial", Some("0.001"))).at("data.credited"),
        refuse("an unknown outcome", resolved("won", None)).at("data.outcome"),
        refuse("resolved twice", resolved("rejected", None))
            .after([resolved("upheld", None)])
            .at("data.dispute")
            .saying("already"),
    ];
    try_all(&cases, 8);
}

#[test]
fn what_happens_once_happens_once() {
    let c = |kind: &str, data: Value| c1(kind, DAY, data);
    let twice = |name: &'static str, event: Value, field: &'static str| {
        let mut again = event.clone();
        again["effective"] = json!("2024-05-02");
        refuse(name, again).after([event]).at(field).saying("already")
    };
    let cases = [
        twice("received", c("delivery.received", json!({"delivery": "D-1"})), "data.delivery"),
        twice("accepted", c("delivery.accepted", json!({"delivery": "D-1"})), "data.delivery"),
        twice("invoice received", c("invoice.received", json!({"invoice": "I-1"})), "data.invoice"),
        twice("cancelled", c("order.cancelled", json!({"order": "O-1"})), "data.order"),
        twice("released", c("security.released", json!({"security": "S-1"})), "data.security"),
        twice("bounced", reversed("P-1", DAY), "data.payment"),
    ];
    try_all(&cases, 6);
}

#[test]
fn terms_from_delivery_need_deliveries() {
    let terms = |trigger: &str, day: &str| {
        c1("terms.agreed", day, json!({"terms": {"trigger": trigger, "net_days": 15}}))
    };
    let bill = |more: Value| {
        let mut data = json!({"invoice": "I-9", "currency": "CNY", "amount": "1"});
        for (field, value) in more.as_object().expect("fields") {
            data[field] = value.clone();
        }
        c1("invoice.issued", DAY, data)
    };
    let own = json!({"terms": {"trigger": "acceptance", "net_days": 15}});
    let cases = [
        refuse("terms in force", bill(json!({})))
            .after([terms("delivery_received", "2024-04-01")])
            .at("data.deliveries"),
        refuse("terms of that day", bill(json!({})))
            .after([terms("acceptance", DAY)])
            .at("data.deliveries"),
        refuse("its own terms", bill(own)).at("data.deliveries"),
        refuse("an empty list", bill(json!({"deliveries": []})))
            .after([terms("acceptance", "2024-04-01")])
            .at("data.deliveries"),
        refuse("the newest by date, not by position", bill(json!({})))
            .after([terms("acceptance", "2024-04-02"), terms("month_end", "2024-04-01")])
            .at("data.deliveries"),
    ];
    try_all(&cases, 5);
}
