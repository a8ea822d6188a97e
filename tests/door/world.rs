//! A small lawful history, and the cases that are tried on top of it.

#![allow(clippy::needless_pass_by_value)] // events are written down where they are handed over

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::program::{Shelf, by, event, lines, named, paper};

/// An event of the first customer.
pub fn c1(kind: &str, effective: &str, data: Value) -> Value {
    event(kind, "C-1", effective, data)
}

/// An invoice of the first customer in CNY.
pub fn invoice(number: &str, effective: &str, amount: &str) -> Value {
    let data = json!({"invoice": number, "currency": "CNY", "amount": amount});
    c1("invoice.issued", effective, data)
}

/// A payment of the first customer in CNY.
pub fn payment(number: &str, effective: &str, amount: &str) -> Value {
    let data = json!({"payment": number, "currency": "CNY", "amount": amount});
    c1("payment.received", effective, data)
}

/// A list of invoices and amounts.
pub fn parts(list: &[(&str, &str)]) -> Value {
    list.iter().map(|(invoice, amount)| json!({"invoice": invoice, "amount": amount})).collect()
}

/// An allocation of the first customer.
pub fn allocated(payment: &str, effective: &str, list: &[(&str, &str)]) -> Value {
    let data = json!({"payment": payment, "allocations": parts(list), "method": "manual"});
    c1("payment.allocated", effective, data)
}

/// A deallocation of the first customer.
pub fn deallocated(payment: &str, effective: &str, list: &[(&str, &str)]) -> Value {
    let data = json!({"payment": payment, "allocations": parts(list), "reason": "wrong invoice"});
    c1("payment.deallocated", effective, data)
}

/// A bounce.
pub fn reversed(payment: &str, effective: &str) -> Value {
    c1("payment.reversed", effective, json!({"payment": payment, "reason": "bounced"}))
}

/// A refund out of a payment or a credit note.
pub fn refunded(payment: &str, effective: &str, amount: &str) -> Value {
    c1("payment.refunded", effective, json!({"payment": payment, "amount": amount}))
}

/// A credit note.
pub fn note(number: &str, invoice: &str, effective: &str, amount: &str) -> Value {
    let data =
        json!({"credit_note": number, "invoice": invoice, "amount": amount, "reason": "price"});
    c1("credit_note.issued", effective, data)
}

/// A retraction.
pub fn retracted(of: u32) -> Value {
    let data = json!({"event": crate::program::id(of), "reason": "entered in error"});
    c1("event.retracted", "2024-12-01", data)
}

/// A signed agreement with the fields of its kind.
pub fn agreement(number: &str, kind: &str, covers: &[(&str, &str)], own: &Value) -> Value {
    let mut data = json!({
        "agreement": number,
        "kind": kind,
        "covers": parts(covers),
        "signed_by": ["Zhao"],
        "document": paper(),
    });
    for (field, value) in own.as_object().expect("fields") {
        data[field] = value.clone();
    }
    c1("agreement.signed", "2024-04-01", data)
}

/// A decision that came with an import.
pub fn decided(order: &str, effective: &str) -> Value {
    let data = json!({"order": order, "outcome": "approved", "conditions": [], "basis": {}});
    by("li", "finance", c1("order.decided", effective, data))
}

/// The history beneath every case: two customers, and one of everything.
pub fn world() -> Vec<Value> {
    let c2 = |kind: &str, effective: &str, data: Value| event(kind, "C-2", effective, data);
    let money = |currency: &str, amount: &str, number: &str| {
        let data = json!({"invoice": number, "currency": currency, "amount": amount});
        c1("invoice.issued", "2024-03-01", data)
    };
    vec![
        named(1, c1("customer.registered", "2024-01-01", json!({"name": "First"}))),
        named(2, c2("customer.registered", "2024-01-01", json!({"name": "Second"}))),
        by(
            "zhou",
            "sales",
            c1(
                "order.placed",
                "2024-02-01",
                json!({"order": "O-1", "currency": "CNY", "amount": "1000.00"}),
            ),
        ),
        named(4, decided("O-1", "2024-02-02")),
        c1("delivery.shipped", "2024-02-03", json!({"delivery": "D-1", "order": "O-1"})),
        named(6, invoice("I-1", "2024-03-01", "1000.00")),
        named(7, invoice("I-2", "2024-03-05", "500.00")),
        money("USD", "100.00", "I-USD"),
        money("JPY", "100", "I-JPY"),
        named(10, payment("P-1", "2024-03-10", "600.00")),
        named(11, note("N-1", "I-1", "2024-03-12", "100.00")),
        c1(
            "dispute.raised",
            "2024-03-15",
            json!({"dispute": "DI-1", "invoice": "I-2", "amount": "200.00", "reason": "quality"}),
        ),
        c1(
            "security.provided",
            "2024-03-01",
            json!({"security": "S-1", "kind": "guarantor", "amount": "900", "currency": "CNY"}),
        ),
        c1(
            "statement.sent",
            "2024-04-01",
            json!({"statement": "ST-1", "period_end": "2024-03-31", "currency": "CNY",
                "closing_balance": "-1.50"}),
        ),
        c1(
            "contact.logged",
            "2024-03-08",
            json!({"contact": "CT-1", "channel": "phone", "summary": "spoke", "response": "none"}),
        ),
        c2(
            "order.placed",
            "2024-02-01",
            json!({"order": "O-2", "currency": "CNY", "amount": "10.00"}),
        ),
        named(
            17,
            c2(
                "invoice.issued",
                "2024-03-01",
                json!({"invoice": "J-1", "currency": "CNY", "amount": "10.00"}),
            ),
        ),
        c2(
            "payment.received",
            "2024-03-02",
            json!({"payment": "Q-1", "currency": "CNY", "amount": "10.00"}),
        ),
    ]
}

/// The ledger that holds the history, made once.
pub fn base() -> &'static Shelf {
    static BASE: OnceLock<Shelf> = OnceLock::new();
    BASE.get_or_init(|| {
        let shelf = Shelf::new();
        shelf.take(&world());
        shelf
    })
}

/// How many events it has.
pub fn base_head() -> u64 {
    world().len() as u64
}

/// What must be refused: some lawful lines, then one that is not.
pub struct Case {
    name: &'static str,
    before: Vec<Value>,
    bad: Vec<u8>,
    code: i32,
    field: Option<String>,
    word: &'static str,
}

/// A line that must be refused (exit 3).
pub fn refuse(name: &'static str, bad: Value) -> Case {
    refuse_bytes(name, bad.to_string().into_bytes())
}

/// Bytes that must be refused as a line.
pub fn refuse_bytes(name: &'static str, bad: impl Into<Vec<u8>>) -> Case {
    Case { name, before: Vec::new(), bad: bad.into(), code: 3, field: None, word: "" }
}

impl Case {
    /// Lawful lines before it.
    pub fn after(mut self, before: impl Into<Vec<Value>>) -> Self {
        self.before = before.into();
        self
    }

    /// The field that the error names.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// A word of the message.
    pub fn saying(mut self, word: &'static str) -> Self {
        self.word = word;
        self
    }

    /// It is a conflict, not a refusal.
    pub fn conflict(mut self) -> Self {
        self.code = 4;
        self
    }

    /// Tries it on a ledger of its own; what is wrong with the answer, if anything.
    fn complaint(&self) -> Option<String> {
        let ledger = Shelf::copy_of(base());
        let mut file = lines(&self.before).into_bytes();
        file.extend_from_slice(&self.bad);
        // What follows must not be reached.
        file.extend_from_slice(b"\nnonsense\n");
        let answer = ledger.feed(&["import", "-"], &file);
        if answer.code != self.code {
            return Some(format!("exit {} {} {}", answer.code, answer.out, answer.err));
        }
        let error = answer.error();
        let expected = if self.code == 4 { "conflict" } else { "refused" };
        let message = error["message"].as_str().unwrap_or_default();
        let place = self.before.len() as u64 + 1;
        let as_it_should = error["kind"] == expected
            && error["line"] == place
            && error.get("field").and_then(Value::as_str) == self.field.as_deref()
            && message.contains(self.word)
            && error["hint"].as_str().is_some_and(|hint| !hint.is_empty())
            && answer.out.is_empty();
        if !as_it_should {
            return Some(format!("line {place}, {:?}, {:?}: {error}", self.field, self.word));
        }
        let head = ledger.head();
        (head != base_head()).then(|| format!("the head moved to {head}"))
    }
}

/// Tries all cases; says all that is wrong at once.
pub fn try_all(cases: &[Case], at_least: usize) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| case.complaint().map(|wrong| format!("{}: {wrong}", case.name)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(cases.len() >= at_least, "{} cases", cases.len());
}
