//! References: to things of another customer, of another kind, of nobody, and
//! events that are dated before what they refer to.

use serde_json::{Value, json};

use crate::program::{event, id};
use crate::world::{
    agreement, allocated, c1, deallocated, decided, invoice, note, parts, payment, refunded,
    refuse, retracted, reversed, try_all,
};

const DAY: &str = "2024-05-01";

#[test]
fn what_an_event_names_exists_for_its_customer() {
    let c = |kind: &str, data: Value| c1(kind, DAY, data);
    let inline = |invoice: &str| {
        let mut event = payment("P-9", DAY, "5.00");
        event["data"]["allocations"] = parts(&[(invoice, "5.00")]);
        event
    };
    let promise = |field: &str, value: Value| {
        let mut data =
            json!({"promise": "PR-9", "amount": "1", "currency": "CNY", "due": "2024-06-01"});
        data[field] = value;
        c("promise.made", data)
    };
    let covers = |invoice: &str| {
        agreement("A-9", "deferral", &[(invoice, "5.00")], &json!({"new_due": "2024-07-01"}))
    };
    let reminder = json!({"reminder": "R-9", "level": 1, "channel": "email",
        "invoices": ["I-1", "J-1"]});
    let cases = [
        refuse("an allocation to nothing", allocated("P-1", DAY, &[("I-404", "1")]))
            .at("data.allocations[0].invoice")
            .saying("I-404"),
        refuse("an allocation to another's", allocated("P-1", DAY, &[("J-1", "1")]))
            .at("data.allocations[0].invoice")
            .saying("C-1 has no"),
        refuse("the second of two allocations", allocated("P-1", DAY, &[("I-1", "1"), ("J", "1")]))
            .at("data.allocations[1].invoice"),
        refuse("another's payment", allocated("Q-1", DAY, &[("I-1", "1")])).at("data.payment"),
        refuse("an inline allocation to another's", inline("J-1"))
            .at("data.allocations[0].invoice"),
        refuse("a deallocation of nothing", deallocated("P-404", DAY, &[("I-1", "1")]))
            .at("data.payment"),
        refuse("a bounce of another's payment", reversed("Q-1", DAY)).at("data.payment"),
        refuse("a bounce of a credit note", reversed("N-1", DAY)).at("data.payment"),
        refuse("a refund of another's payment", refunded("Q-1", DAY, "1")).at("data.payment"),
        refuse("a credit note on another's", note("N-9", "J-1", DAY, "1")).at("data.invoice"),
        refuse(
            "a delivery of another's order",
            c("delivery.shipped", json!({"delivery": "D-9", "order": "O-2"})),
        )
        .at("data.order"),
        refuse("an unknown delivery", c("delivery.received", json!({"delivery": "D-404"})))
            .at("data.delivery"),
        refuse(
            "an unknown delivery, accepted",
            c("delivery.accepted", json!({"delivery": "D-404"})),
        )
        .at("data.delivery"),
        refuse(
            "an unknown delivery, returned",
            c("goods.returned", json!({"delivery": "D-404", "amount": "1"})),
        )
        .at("data.delivery"),
        refuse(
            "an invoice for another's order",
            c(
                "invoice.issued",
                json!({"invoice": "I-9", "currency": "CNY", "amount": "1", "order": "O-2"}),
            ),
        )
        .at("data.order"),
        refuse(
            "an invoice for an unknown delivery",
            c(
                "invoice.issued",
                json!({"invoice": "I-9", "currency": "CNY", "amount": "1",
                "deliveries": ["D-1", "D-404"]}),
            ),
        )
        .at("data.deliveries[1]"),
        refuse("another's invoice received", c("invoice.received", json!({"invoice": "J-1"})))
            .at("data.invoice"),
        refuse(
            "another's invoice corrected",
            c("invoice.corrected", json!({"invoice": "J-1", "fields": {}, "restart_due": true})),
        )
        .at("data.invoice"),
        refuse(
            "another's invoice written off",
            c(
                "invoice.written_off",
                json!({"invoice": "J-1", "amount": "1", "reason": "x", "approver": "wu"}),
            ),
        )
        .at("data.invoice"),
        refuse(
            "another's invoice recovered",
            c("write_off.recovered", json!({"invoice": "J-1", "amount": "1"})),
        )
        .at("data.invoice"),
        refuse(
            "a fee on another's invoice",
            c("late_fee.charged", json!({"fee": "F-9", "invoice": "J-1", "amount": "1"})),
        )
        .at("data.invoice"),
        refuse(
            "another's invoice disputed",
            c(
                "dispute.raised",
                json!({"dispute": "DI-9", "invoice": "J-1", "amount": "1", "reason": "other"}),
            ),
        )
        .at("data.invoice"),
        refuse(
            "an unknown dispute",
            c("dispute.resolved", json!({"dispute": "DI-404", "outcome": "rejected"})),
        )
        .at("data.dispute"),
        refuse("a reminder of another's", c("reminder.sent", reminder)).at("data.invoices[1]"),
        refuse("a promise for another's", promise("invoices", json!(["J-1"])))
            .at("data.invoices[0]"),
        refuse("a promise from an unknown contact", promise("contact", json!("CT-404")))
            .at("data.contact"),
        refuse(
            "a contact about another's",
            c(
                "contact.logged",
                json!({"contact": "CT-9", "channel": "visit", "summary": "x", "response": "none",
                "invoices": ["J-1"]}),
            ),
        )
        .at("data.invoices[0]"),
        refuse(
            "a step for another's",
            c("legal.step", json!({"step": "mediation", "invoices": ["J-1"]})),
        )
        .at("data.invoices[0]"),
        refuse("covers another's", covers("J-1")).at("data.covers[0].invoice"),
        refuse(
            "an unknown security",
            agreement("A-9", "security", &[("I-1", "1")], &json!({"security": "S-404"})),
        )
        .at("data.security"),
        refuse("a release of nothing", c("security.released", json!({"security": "S-404"})))
            .at("data.security"),
        refuse(
            "an unknown agreement",
            c("agreement.terminated", json!({"agreement": "A-404", "reason": "x"})),
        )
        .at("data.agreement"),
        refuse(
            "an unknown statement",
            c(
                "statement.confirmed",
                json!({"statement": "ST-404", "confirmed_balance": "1", "signed_by": "Zhao"}),
            ),
        )
        .at("data.statement"),
        refuse("a decision about another's order", decided("O-2", DAY)).at("data.order"),
        refuse("another's order cancelled", c("order.cancelled", json!({"order": "O-2"})))
            .at("data.order"),
        refuse(
            "evidence of another customer",
            c(
                "order.condition_met",
                json!({"order": "O-1", "condition": "prepay", "evidence": [id(17)]}),
            ),
        )
        .at("data.evidence[0]"),
        refuse(
            "evidence that was retracted",
            c(
                "order.condition_met",
                json!({"order": "O-1", "condition": "prepay", "evidence": [id(11)]}),
            ),
        )
        .after([retracted(11)])
        .at("data.evidence[0]")
        .saying("retracted"),
        refuse("an invoice that was retracted", allocated("P-1", DAY, &[("I-9", "1")]))
            .after([crate::program::named(90, invoice("I-9", DAY, "5")), retracted(90)])
            .at("data.allocations[0].invoice"),
        refuse(
            "an unregistered customer",
            event("credit.limit_set", "C-404", DAY, json!({"limit": "1", "currency": "CNY"})),
        )
        .at("customer")
        .saying("not registered"),
    ];
    try_all(&cases, 39);
}

#[test]
fn nothing_is_dated_before_what_it_refers_to() {
    let c = |kind: &str, day: &str, data: Value| c1(kind, day, data);
    let bill = json!({"invoice": "I-9", "currency": "CNY", "amount": "1", "order": "O-1",
        "deliveries": ["D-1"]});
    let cases = [
        refuse("before the registration", invoice("I-9", "2023-12-31", "1"))
            .at("effective")
            .saying("registration"),
        refuse(
            "terms before the registration",
            c(
                "terms.agreed",
                "2023-12-31",
                json!({"terms": {"trigger": "month_end", "net_days": 0}}),
            ),
        )
        .at("effective"),
        refuse("an allocation before its payment", allocated("P-1", "2024-03-09", &[("I-1", "1")]))
            .at("effective")
            .saying("P-1"),
        refuse("an allocation before its note", allocated("N-1", "2024-03-11", &[("I-2", "1")]))
            .at("effective"),
        refuse(
            "a deallocation before its payment",
            deallocated("P-1", "2024-03-09", &[("I-1", "1")]),
        )
        .at("effective"),
        refuse("a bounce before its payment", reversed("P-1", "2024-03-09")).at("effective"),
        refuse("a refund before its payment", refunded("P-1", "2024-03-09", "1")).at("effective"),
        refuse("a note before its invoice", note("N-9", "I-1", "2024-02-29", "1"))
            .at("effective")
            .saying("I-1"),
        refuse(
            "a write-off before its invoice",
            c(
                "invoice.written_off",
                "2024-02-29",
                json!({"invoice": "I-1", "amount": "1", "reason": "x", "approver": "wu"}),
            ),
        )
        .at("effective"),
        refuse(
            "a fee before its invoice",
            c(
                "late_fee.charged",
                "2024-02-29",
                json!({"fee": "F-9", "invoice": "I-1", "amount": "1"}),
            ),
        )
        .at("effective"),
        refuse(
            "receipt before the invoice",
            c("invoice.received", "2024-02-29", json!({"invoice": "I-1"})),
        )
        .at("effective"),
        refuse("a decision before the order", decided("O-1", "2024-01-31")).at("effective"),
        refuse(
            "a delivery before the order",
            c("delivery.shipped", "2024-01-31", json!({"delivery": "D-9", "order": "O-1"})),
        )
        .at("effective"),
        refuse(
            "receipt before the delivery",
            c("delivery.received", "2024-02-02", json!({"delivery": "D-1"})),
        )
        .at("effective"),
        refuse("an invoice before its delivery", c("invoice.issued", "2024-02-02", bill))
            .at("effective")
            .saying("D-1"),
        refuse(
            "a dispute before its invoice",
            c(
                "dispute.raised",
                "2024-03-04",
                json!({"dispute": "DI-9", "invoice": "I-2", "amount": "1", "reason": "other"}),
            ),
        )
        .at("effective"),
        refuse(
            "a resolution before the dispute",
            c("dispute.resolved", "2024-03-14", json!({"dispute": "DI-1", "outcome": "rejected"})),
        )
        .at("effective"),
        refuse(
            "a reminder before its invoice",
            c(
                "reminder.sent",
                "2024-03-04",
                json!({"reminder": "R-9", "level": 0, "channel": "email", "invoices": ["I-2"]}),
            ),
        )
        .at("effective"),
        refuse(
            "a promise before its contact",
            c(
                "promise.made",
                "2024-03-07",
                json!({"promise": "PR-9", "amount": "1", "currency": "CNY", "due": "2024-04-01",
                "contact": "CT-1"}),
            ),
        )
        .at("effective"),
        refuse(
            "a release before the security",
            c("security.released", "2024-02-29", json!({"security": "S-1"})),
        )
        .at("effective"),
        refuse(
            "a confirmation before the statement",
            c(
                "statement.confirmed",
                "2024-03-31",
                json!({"statement": "ST-1", "confirmed_balance": "1", "signed_by": "Zhao"}),
            ),
        )
        .at("effective"),
        refuse(
            "evidence that is dated later",
            c(
                "order.condition_met",
                "2024-03-09",
                json!({"order": "O-1", "condition": "prepay", "evidence": [id(10)]}),
            ),
        )
        .at("effective")
        .saying("evidence"),
    ];
    try_all(&cases, 22);
}
