use duebook_events::{Actor, Draft, Instant, Position, Role};
use duebook_projections::Fact;
use serde_json::{Value, json};

use super::*;
use crate::evidence::bundle::stream::Around;

/// Events of a customer in the order in which they are recorded, each with an id of its own.
#[derive(Default)]
struct Given(Vec<Value>);

impl Given {
    fn and(mut self, kind: &str, effective: &str, data: Value) -> Self {
        let id = id(self.0.len() + 1);
        self.0.push(json!({"id": id, "type": kind, "customer": "C-1", "effective": effective,
            "data": data}));
        self
    }

    /// The newest event with a field of its envelope.
    fn with(mut self, field: &str, value: Value) -> Self {
        self.0.last_mut().unwrap()[field] = value;
        self
    }

    /// The numbers, from 1, of the events that are disclosed.
    fn disclosed(&self, subject: &str) -> Vec<usize> {
        let (facts, around) = self.0.iter().enumerate().map(told).unzip();
        let stream = Stream { facts, around };
        let subject = Subject::parse(subject).unwrap();
        let chosen = disclosed(&stream, &subject, Span::default());
        (1..=chosen.len()).filter(|i| chosen[i - 1]).collect()
    }
}

fn id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn told((i, event): (usize, &Value)) -> (Fact, Around) {
    let actor = Actor { id: "a".into(), role: Role::Finance };
    let draft = Draft::read(event.to_string().as_bytes(), &actor).unwrap();
    let fact = Fact {
        position: Position(i as u64 + 1),
        effective: draft.effective,
        recorded_at: Instant::try_new("2025-01-01T00:00:00.000Z").unwrap(),
        id: draft.id,
        data: draft.data,
    };
    let caused_by = event["causation"].as_str().and_then(|id| EventId::try_new(id).ok());
    (fact, Around { actor: actor.id, caused_by })
}

fn order(number: &str) -> Value {
    json!({"order": number, "currency": "CNY", "amount": "10"})
}

fn invoice(number: &str, order: &str, deliveries: &[&str]) -> Value {
    let mut data = json!({"invoice": number, "currency": "CNY", "amount": "10", "order": order});
    if !deliveries.is_empty() {
        data["deliveries"] = json!(deliveries);
    }
    data
}

/// Two orders of one customer, each delivered and billed, one payment for both invoices.
fn two_orders() -> Given {
    let day = "2025-01-02";
    Given::default()
        .and("customer.registered", "2025-01-01", json!({"name": "A"}))
        .and("credit.limit_set", day, json!({"limit": "9", "currency": "CNY"}))
        .and("order.placed", day, order("O-1"))
        .and("order.placed", day, order("O-2"))
        .and("delivery.shipped", day, json!({"delivery": "D-1", "order": "O-1"}))
        .and("delivery.shipped", day, json!({"delivery": "D-2", "order": "O-2"}))
        .and("delivery.received", day, json!({"delivery": "D-1"}))
        .and("invoice.issued", day, invoice("I-1", "O-1", &["D-1"]))
        .and("invoice.issued", day, invoice("I-2", "O-2", &[]))
        .and(
            "payment.received",
            day,
            json!({"payment": "P-1", "currency": "CNY", "amount": "9",
                "allocations": [{"invoice": "I-2", "amount": "1"}]}),
        )
        .and(
            "payment.allocated",
            day,
            json!({"payment": "P-1", "allocations": [{"invoice": "I-1", "amount": "2"}],
                "method": "auto"}),
        )
        .and("payment.reversed", "2025-01-09", json!({"payment": "P-1", "reason": "bounced"}))
}

#[test]
fn an_order_brings_its_deliveries_invoices_and_money() {
    let given = two_orders();
    assert_eq!(given.disclosed("order O-1"), [1, 3, 5, 7, 8, 10, 11, 12]);
    assert_eq!(given.disclosed("order O-2"), [1, 4, 6, 9, 10, 12]);
    assert_eq!(given.disclosed("customer C-1").len(), 12);
}

#[test]
fn an_invoice_brings_its_order_but_not_the_orders_other_invoices() {
    let given = two_orders()
        .and("delivery.shipped", "2025-02-01", json!({"delivery": "D-3", "order": "O-1"}))
        .and("invoice.issued", "2025-02-01", invoice("I-3", "O-1", &["D-3"]))
        .and("order.cancelled", "2025-02-02", json!({"order": "O-1"}));
    assert_eq!(given.disclosed("invoice I-1"), [1, 3, 5, 7, 8, 10, 11, 12, 15]);
    assert_eq!(given.disclosed("invoice I-3"), [1, 3, 13, 14, 15]);
    assert_eq!(given.disclosed("order O-1"), [1, 3, 5, 7, 8, 10, 11, 12, 13, 14, 15]);
}

#[test]
fn a_fee_stands_for_its_invoice() {
    let given = two_orders().and(
        "late_fee.charged",
        "2025-03-01",
        json!({"fee": "F-1", "invoice": "I-1", "amount": "1"}),
    );
    assert_eq!(given.disclosed("invoice F-1"), given.disclosed("invoice I-1"));
    assert!(given.disclosed("order O-1").contains(&13));
}

#[test]
fn what_concerns_every_invoice_is_there_and_what_names_another_is_not() {
    let day = "2025-03-01";
    let promise = |number: &str, currency: &str, invoices: &[&str]| {
        let mut data =
            json!({"promise": number, "amount": "1", "currency": currency, "due": "2025-04-01"});
        if !invoices.is_empty() {
            data["invoices"] = json!(invoices);
        }
        data
    };
    let statement = |number: &str, currency: &str| {
        json!({"statement": number, "period_end": day, "currency": currency,
            "closing_balance": "1"})
    };
    let given = two_orders()
        .and("promise.made", day, promise("PR-1", "CNY", &[]))
        .and("promise.made", day, promise("PR-2", "USD", &[]))
        .and("promise.made", day, promise("PR-3", "CNY", &["I-1"]))
        .and("promise.made", day, promise("PR-4", "CNY", &["I-2"]))
        .and("statement.sent", day, statement("S-1", "CNY"))
        .and("statement.sent", day, statement("S-2", "USD"))
        .and(
            "statement.confirmed",
            day,
            json!({"statement": "S-1", "confirmed_balance": "1", "signed_by": "B"}),
        )
        .and("legal.step", day, json!({"step": "mediation"}))
        .and("legal.step", day, json!({"step": "mediation", "invoices": ["I-2"]}))
        .and("terms.agreed", day, json!({"terms": {"trigger": "invoice_date", "net_days": 3}}));
    let about = given.disclosed("invoice I-1");
    assert_eq!(about[about.len() - 6..], [13, 15, 17, 19, 20, 22]);
}

#[test]
fn what_is_named_by_id_is_there_and_its_retraction() {
    let day = "2025-03-01";
    let given = two_orders()
        .and(
            "security.provided",
            day,
            json!({"security": "S", "kind": "pledge", "amount": "1", "currency": "CNY"}),
        )
        .and(
            "order.condition_met",
            day,
            json!({"order": "O-1", "condition": "prepay", "evidence": [id(13)]}),
        )
        .and("supply.suspended", day, json!({"reason": "r"}))
        .with("causation", json!(id(8)))
        .and("supply.resumed", day, json!({"reason": "r"}))
        .with("causation", json!(id(15)))
        .and("event.retracted", day, json!({"event": id(13), "reason": "r"}))
        .and("event.retracted", day, json!({"event": id(9), "reason": "r"}));
    let about = given.disclosed("order O-1");
    assert_eq!(about[about.len() - 4..], [13, 14, 15, 17]);
}

#[test]
fn a_span_of_dates_is_of_business_dates_and_holds_both_ends() {
    let given = two_orders();
    let (facts, around) = given.0.iter().enumerate().map(told).unzip();
    let stream = Stream { facts, around };
    let subject = Subject::parse("customer C-1").unwrap();
    let day = |text| Some(Day::try_new(text).unwrap());
    let count = |from, to| {
        disclosed(&stream, &subject, Span { from, to }).into_iter().filter(|shown| *shown).count()
    };
    assert_eq!(count(day("2025-01-02"), day("2025-01-02")), 10);
    assert_eq!(count(day("2025-01-03"), None), 1);
    assert_eq!(count(None, day("2025-01-01")), 1);
}
