//! A history with something for every question.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::program::{Answer, Shelf, by, event, paper};

/// The business date on which most questions are put.
pub const DAY: &str = "2025-04-16";

fn c1(kind: &str, effective: &str, data: &Value) -> Value {
    event(kind, "C-1", effective, data.clone())
}

fn invoice(customer: &str, number: &str, currency: &str, amount: &str) -> Value {
    let data = json!({"invoice": number, "currency": currency, "amount": amount});
    event("invoice.issued", customer, "2025-02-03", data)
}

/// The events.
pub fn history() -> Vec<Value> {
    let terms = json!({"terms": {"trigger": "invoice_date", "net_days": 30,
        "daily_rate": "0.0005"}});
    vec![
        c1("customer.registered", "2023-01-01", &json!({"name": "=1+1"})),
        event("customer.registered", "C-2", "2023-01-01", json!({"name": "Second"})),
        c1("credit.limit_set", "2023-01-01", &json!({"limit": "200000", "currency": "CNY"})),
        c1("terms.agreed", "2023-01-01", &terms),
        invoice("C-1", "INV-2", "CNY", "120000.00"),
        invoice("C-1", "INV-1", "USD", "10.00"),
        invoice("C-2", "=INV-9", "CNY", "10.00"),
        c1(
            "payment.received",
            "2025-03-25",
            &json!({"payment": "P-1", "currency": "CNY", "amount": "20000.00",
                "allocations": [{"invoice": "INV-2", "amount": "20000"}]}),
        ),
        c1(
            "promise.made",
            "2025-03-26",
            &json!({"promise": "PR-1", "amount": "5", "currency": "CNY", "due": "2025-03-28"}),
        ),
        c1(
            "agreement.signed",
            "2025-04-01",
            &json!({"agreement": "A-1", "kind": "instalment",
                "covers": [{"invoice": "INV-2", "amount": "100000"}],
                "schedule": [{"due": "2025-04-10", "amount": "50000"},
                    {"due": "2025-05-10", "amount": "50000"}],
                "signed_by": ["Zhao"], "document": paper()}),
        ),
        by(
            "zhou",
            "sales",
            c1(
                "order.placed",
                "2025-04-12",
                &json!({"order": "O-1", "currency": "CNY", "amount": "30000"}),
            ),
        ),
        c1(
            "dispute.raised",
            "2025-04-14",
            &json!({"dispute": "DI-1", "invoice": "INV-1", "amount": "4", "reason": "price"}),
        ),
    ]
}

/// A ledger with that history, of its own.
pub fn shop() -> Shelf {
    static BASE: OnceLock<Shelf> = OnceLock::new();
    let base = BASE.get_or_init(|| {
        let shelf = Shelf::new();
        shelf.take(&history());
        shelf
    });
    Shelf::copy_of(base)
}

/// Puts a question as of the usual day.
pub fn ask(shelf: &Shelf, args: &[&str]) -> Value {
    shelf.json(&[args, &["--as-of", DAY]].concat()).value()
}

/// The keys of an object as they stand in the text (a parsed object would sort them).
pub fn keys_in_order(answer: &Answer) -> Vec<String> {
    let mut keys = Vec::new();
    let (mut depth, mut text, mut escaped, mut start) = (0, false, false, 0);
    let out = answer.out.trim_end();
    for (at, c) in out.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if text => escaped = true,
            '"' => {
                text = !text;
                if text {
                    start = at + 1;
                } else if depth == 1 && out[at + 1..].starts_with(':') {
                    keys.push(out[start..at].to_owned());
                }
            }
            '{' | '[' if !text => depth += 1,
            '}' | ']' if !text => depth -= 1,
            _ => {}
        }
    }
    keys
}

/// Asserts that an object has exactly these keys; those with `?` may be absent.
pub fn has_keys(value: &Value, keys: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    let known: Vec<&str> = keys.split_whitespace().map(|key| key.trim_end_matches('?')).collect();
    for key in object.keys() {
        assert!(known.contains(&key.as_str()), "{key} in {value}");
    }
    for key in keys.split_whitespace().filter(|key| !key.ends_with('?')) {
        assert!(object.contains_key(key), "no {key} in {value}");
    }
}

/// Asserts that a value is an amount in text with so many decimals.
pub fn is_amount(value: &Value, decimals: usize) {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no text"));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    assert!(digits(whole.trim_start_matches('-')) && digits(fraction), "{text}");
    assert_eq!(fraction.len(), decimals, "{text}");
}
