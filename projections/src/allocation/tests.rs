use serde_json::{Value, json};

use super::*;
use crate::discount::REASON;
use crate::given::{History, day, history};
use crate::policy::DEFAULT_TEXT;

fn proposals(history: &History, as_of: &str) -> Proposals {
    proposals_by(history, as_of, history.policy())
}

fn proposals_by(history: &History, as_of: &str, policy: &Policy) -> Proposals {
    propose("C-1", history.facts(), history.cut(day(as_of)), policy)
}

/// "P: A 60.00 `due_before_undue`, B …" for each proposal.
fn told(proposals: &Proposals) -> Vec<String> {
    let line = |line: &Line| {
        let reason = json!(line.reason);
        format!("{} {} {}", line.invoice, line.amount, reason.as_str().unwrap())
    };
    proposals
        .allocations
        .iter()
        .map(|proposal| {
            let lines: Vec<String> = proposal.lines.iter().map(line).collect();
            format!("{}: {}", proposal.payment, lines.join(", "))
        })
        .collect()
}

fn terms(rate: Option<&str>, extra: &Value) -> Value {
    let mut terms = json!({"trigger": "invoice_date", "net_days": 10});
    if let Some(rate) = rate {
        terms["daily_rate"] = json!(rate);
    }
    for (key, value) in extra.as_object().into_iter().flatten() {
        terms[key.as_str()] = value.clone();
    }
    terms
}

#[allow(clippy::needless_pass_by_value)] // tests write the terms where they pass them
fn issue(history: History, number: &str, on: &str, amount: &str, terms: Value) -> History {
    let data = json!({"invoice": number, "currency": "CNY", "amount": amount, "terms": terms});
    history.and("invoice.issued", on, data)
}

fn remitted(history: History, number: &str, on: &str, amount: &str, text: &str) -> History {
    let data = json!({"payment": number, "currency": "CNY", "amount": amount, "remittance": text});
    history.and("payment.received", on, data)
}

#[test]
fn due_comes_before_undue_and_a_higher_rate_before_an_earlier_date() {
    // Domain, section 5; Civil Code 560.
    let none = json!({});
    let history = issue(history(), "OLD", "2025-01-01", "100", terms(None, &none));
    let history = issue(history, "DEAR", "2025-01-05", "100", terms(Some("0.0005"), &none));
    let history = issue(history, "NEW", "2025-02-01", "100", terms(Some("0.0009"), &none));
    let history = history.payment("P", "2025-02-02", "250", &[]);
    let told = told(&proposals(&history, "2025-02-02"));
    assert_eq!(
        told,
        ["P: DEAR 100.00 higher_rate, OLD 100.00 due_before_undue, NEW 50.00 only_item"]
    );
}

#[test]
fn what_the_debtor_named_comes_first_in_the_order_of_naming() {
    let history = history()
        .invoice("A", "2025-01-01", "100", "2025-01-11")
        .invoice("B", "2025-01-02", "100", "2025-03-11")
        .invoice("C", "2025-01-03", "100", "2025-03-12");
    let history = remitted(history, "P", "2025-02-02", "220", "for C and B");
    assert_eq!(
        told(&proposals(&history, "2025-02-02")),
        ["P: C 100.00 debtor_named, B 100.00 debtor_named, A 20.00 only_item"]
    );
}

#[test]
fn unsecured_items_come_before_secured_ones_while_the_security_stands() {
    let security = json!({"security": "S", "kind": "mortgage", "amount": "100", "currency": "CNY"});
    let given = history()
        .invoice("A", "2025-01-01", "100", "2025-01-11")
        .invoice("B", "2025-01-02", "100", "2025-01-12")
        .and("security.provided", "2025-01-15", security)
        .agreement("G", "2025-01-15", &[("A", "100")], json!({"kind": "security", "security": "S"}))
        .payment("P", "2025-02-02", "150", &[]);
    assert_eq!(
        told(&proposals(&given, "2025-02-02")),
        ["P: B 100.00 unsecured_before_secured, A 50.00 only_item"]
    );
    let released = given.and("security.released", "2025-01-20", json!({"security": "S"}));
    assert_eq!(
        told(&proposals(&released, "2025-02-02")),
        ["P: A 100.00 earlier_due, B 50.00 only_item"]
    );
}

#[test]
fn fees_of_an_item_come_before_its_principal_costs_first() {
    // Civil Code 561.
    let fee = |number: &str, kind: &str| json!({"fee": number, "invoice": "A", "amount": "5", "kind": kind});
    let history = history()
        .invoice("A", "2025-01-01", "100", "2025-01-11")
        .invoice("B", "2025-01-02", "100", "2025-01-12")
        .and("late_fee.charged", "2025-02-01", fee("F-I", "interest"))
        .and("late_fee.charged", "2025-02-01", fee("F-K", "cost"))
        .payment("P", "2025-02-02", "120", &[]);
    assert_eq!(
        told(&proposals(&history, "2025-02-02")),
        ["P: F-K 5.00 fee_before_principal, F-I 5.00 fee_before_principal, \
          A 100.00 earlier_due, B 10.00 only_item"]
    );
}

#[test]
fn a_policy_may_say_oldest_due_first_or_overdue_first() {
    let none = json!({});
    let history = issue(history(), "X", "2025-01-01", "100", terms(None, &json!({"net_days": 60})));
    let history = issue(history, "OLD", "2025-01-02", "100", terms(None, &none));
    let history = issue(history, "DEAR", "2025-01-05", "100", terms(Some("0.0005"), &none));
    let history = issue(history, "NEW", "2025-01-20", "100", terms(None, &json!({"net_days": 20})));
    let history = history.payment("P", "2025-02-02", "400", &[]);
    let by = |order: &str| {
        let text = DEFAULT_TEXT.replace("order = \"statutory\"", &format!("order = \"{order}\""));
        assert_ne!(text, DEFAULT_TEXT);
        told(&proposals_by(&history, "2025-02-02", &Policy::parse(&text).unwrap()))
    };
    assert_eq!(
        by("oldest_due_first"),
        ["P: OLD 100.00 earlier_due, DEAR 100.00 earlier_due, NEW 100.00 earlier_due, \
          X 100.00 only_item"]
    );
    assert_eq!(
        by("overdue_first"),
        ["P: OLD 100.00 earlier_due, DEAR 100.00 overdue_first, X 100.00 earlier_issue, \
          NEW 100.00 only_item"]
    );
}

#[test]
fn instalments_that_are_due_come_before_other_undue_items() {
    let plan = json!({"kind": "instalment", "schedule": [
        {"due": "2025-02-01", "amount": "40"}, {"due": "2025-04-01", "amount": "60"}]});
    let history = history()
        .invoice("A", "2025-01-01", "100", "2025-01-11")
        .invoice("B", "2025-01-02", "100", "2025-03-01")
        .agreement("G", "2025-01-15", &[("A", "100")], plan)
        .payment("P", "2025-02-02", "150", &[]);
    assert_eq!(
        told(&proposals(&history, "2025-02-02")),
        ["P: A 50.00 due_before_undue, B 100.00 earlier_due"]
    );
}

#[test]
fn the_excess_of_a_credit_note_is_allocated_too() {
    let note = json!({"credit_note": "CN", "invoice": "A", "amount": "30", "reason": "returned"});
    let history = history()
        .invoice("A", "2025-01-01", "100", "2025-01-11")
        .invoice("B", "2025-01-02", "100", "2025-01-12")
        .payment("P", "2025-01-10", "100", &[("A", "100")])
        .and("credit_note.issued", "2025-01-20", note);
    let proposed = proposals(&history, "2025-02-02");
    assert_eq!(told(&proposed), ["CN: B 30.00 only_item"]);
    assert_eq!(proposed.allocations[0].source, Source::CreditNote);
}

#[test]
fn what_later_facts_use_is_not_proposed() {
    let later = json!({"payment": "P", "allocations": [{"invoice": "A", "amount": "70"}],
        "method": "manual"});
    let history = history()
        .invoice("A", "2025-01-01", "100", "2025-01-11")
        .payment("P", "2025-01-10", "80", &[])
        .and("payment.allocated", "2025-03-01", later);
    let proposed = proposals(&history, "2025-02-02");
    assert_eq!(told(&proposed), ["P: A 10.00 only_item"]);
    assert!(proposals(&history, "2025-01-05").allocations.is_empty());
}

#[test]
fn money_that_a_later_fact_uses_for_a_while_is_not_proposed() {
    let use_it = json!({"payment": "P", "allocations": [{"invoice": "A", "amount": "100"}],
        "method": "manual"});
    let take_off = json!({"payment": "P", "allocations": [{"invoice": "A", "amount": "100"}],
        "reason": "wrong"});
    let history = history()
        .invoice("B", "2025-03-01", "100", "2025-03-11")
        .payment("P", "2025-03-05", "100", &[])
        .invoice("A", "2025-03-08", "100", "2025-03-18")
        .and("payment.allocated", "2025-03-10", use_it)
        .and("payment.deallocated", "2025-03-20", take_off);
    assert!(proposals(&history, "2025-03-05").allocations.is_empty());
    assert_eq!(told(&proposals(&history, "2025-03-20")), ["P: B 100.00 earlier_due"]);
}

/// Domain, section 4: a discount that was granted before a bounce is not granted
/// again; two invoices are closed by the sum of their net amounts.
#[test]
fn a_discount_is_granted_once_and_to_each_invoice_that_was_named() {
    let discount = json!({"discount": {"days": 10, "rate": "0.02"}});
    let granted = json!({"credit_note": "DISC-A", "invoice": "A", "amount": "1", "reason": REASON});
    let given = issue(history(), "A", "2025-03-01", "50", terms(None, &discount))
        .payment("P", "2025-03-05", "49", &[("A", "49")])
        .and("credit_note.issued", "2025-03-05", granted)
        .and("payment.reversed", "2025-03-06", json!({"payment": "P", "reason": "bounced"}));
    let short = given.payment("Q", "2025-03-07", "48.02", &[]);
    assert!(proposals(&short, "2025-03-07").discounts.is_empty());
    let both = issue(history(), "B", "2025-03-05", "50", terms(None, &discount));
    let both = issue(both, "D", "2025-03-05", "50", terms(None, &discount));
    let both = remitted(both, "Q", "2025-03-10", "98", "B, D less 2 %");
    let proposed = proposals(&both, "2025-03-10");
    assert_eq!(told(&proposed), ["Q: B 49.00 debtor_named, D 49.00 debtor_named"]);
    let notes: Vec<&str> = proposed.discounts.iter().map(|d| d.credit_note.as_str()).collect();
    assert_eq!(notes, ["DISC-B", "DISC-D"]);
}

#[test]
fn forty_nine_in_time_close_fifty_at_two_percent() {
    // Domain, section 4.
    let discount = json!({"discount": {"days": 10, "rate": "0.02"}});
    let invoice = issue(history(), "A", "2025-01-01", "50", terms(None, &discount));
    let of = |on: &str, amount: &str| {
        let given = issue(history(), "A", "2025-01-01", "50", terms(None, &discount));
        let proposed = proposals(&given.payment("P", on, amount, &[]), "2025-02-01");
        let seen = proposed.discounts.iter();
        seen.map(|d| (d.credit_note.clone(), d.amount.to_string())).collect::<Vec<_>>()
    };
    let closes: Vec<(String, String)> = vec![("DISC-A".to_owned(), "1.00".to_owned())];
    assert_eq!(of("2025-01-11", "49"), closes);
    let none: Vec<(String, String)> = Vec::new();
    assert_eq!(of("2025-01-12", "49"), none); // a day late
    assert_eq!(of("2025-01-11", "48.99"), none); // a fen short
    assert_eq!(of("2025-01-11", "50"), none); // nothing left to forgo
    // Money that stands on the invoice already counts by the day on which it came in.
    let paid = invoice.payment("P", "2025-01-05", "49", &[("A", "49")]).payment(
        "Q",
        "2025-01-20",
        "30",
        &[],
    );
    let proposed = proposals(&paid, "2025-02-01");
    assert_eq!(proposed.discounts[0].amount.to_string(), "1.00");
    assert!(proposed.allocations.is_empty(), "the rest is forgone, not paid by Q");
}
