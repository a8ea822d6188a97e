use serde_json::json;

use super::*;
use crate::balance::balance;
use crate::given::{History, history};

fn cny() -> Currency {
    Currency::try_new("CNY").unwrap()
}

fn march(history: &History) -> Statement {
    let period = Period::whole(Month::try_new("2025-03").unwrap());
    history.statement(period, cny())
}

/// What `balance` says at the end of a day.
fn balance_on(history: &History, date: &str) -> String {
    let rows = balance("C-1", &history.as_of(date), history.policy());
    rows.first().map_or_else(|| "0.00".to_owned(), |row| row.balance.to_string())
}

fn shown(statement: &Statement) -> Vec<String> {
    let line = |line: &Line| {
        let kind = line.kind.name();
        format!("{kind} {} {} {} {}", line.document, line.debit, line.credit, line.balance)
    };
    statement.lines.iter().map(line).collect()
}

/// Stories, 7: "we paid 50,000"; our books say 30,000 and 70,000 open.
#[test]
fn the_balance_moves_by_documents_and_not_by_allocations() {
    let history = history()
        .invoice("I-1", "2025-02-10", "100000", "2025-03-10")
        .invoice("I-2", "2025-03-05", "20000", "2025-04-04")
        .payment("P-1", "2025-03-20", "30000", &[])
        .and(
            "payment.allocated",
            "2025-03-21",
            json!({"payment": "P-1", "method": "manual",
            "allocations": [{"invoice": "I-1", "amount": "30000"}]}),
        )
        .invoice("I-3", "2025-04-01", "5", "2025-05-01");
    let statement = march(&history);
    assert_eq!(statement.opening.to_string(), "100000.00");
    assert_eq!(
        shown(&statement),
        [
            "invoice.issued I-2 20000.00 0.00 120000.00",
            "payment.received P-1 0.00 30000.00 90000.00",
        ]
    );
    assert_eq!(statement.closing.to_string(), "90000.00");
    let open = statement.open_items.iter().map(|i| (&*i.invoice, i.open.to_string()));
    let open: Vec<_> = open.collect();
    assert_eq!(open, [("I-1", "70000.00".to_owned()), ("I-2", "20000.00".to_owned())]);
    assert_eq!(statement.closing.to_string(), balance_on(&history, "2025-03-31"));
}

/// Domain, section 5: a bounce after a refund leaves unapplied negative.
#[test]
fn bounces_refunds_and_excess_credits_close_to_the_balance() {
    let history = history()
        .invoice("I-1", "2025-02-10", "100", "2025-03-10")
        .payment("P-1", "2025-03-01", "130", &[("I-1", "100")])
        .and("payment.refunded", "2025-03-02", json!({"payment": "P-1", "amount": "30"}))
        .and("payment.reversed", "2025-03-03", json!({"payment": "P-1", "reason": "bounced"}))
        .payment("P-2", "2025-03-04", "90", &[("I-1", "90")])
        .and(
            "credit_note.issued",
            "2025-03-05",
            json!({"credit_note": "N-1", "invoice": "I-1", "amount": "25", "reason": "r"}),
        )
        .and("payment.refunded", "2025-03-06", json!({"payment": "N-1", "amount": "15"}))
        .and(
            "invoice.written_off",
            "2025-03-07",
            json!({"invoice": "I-1", "amount": "1", "reason": "r", "approver": "a"}),
        );
    let statement = march(&history);
    assert_eq!(
        shown(&statement),
        [
            "payment.received P-1 0.00 130.00 -30.00",
            "payment.refunded P-1 30.00 0.00 0.00",
            "payment.reversed P-1 130.00 0.00 130.00",
            "payment.received P-2 0.00 90.00 40.00",
            "credit_note.issued N-1 0.00 25.00 15.00",
            "payment.refunded N-1 15.00 0.00 30.00",
            "invoice.written_off I-1 0.00 1.00 29.00",
        ]
    );
    assert_eq!(statement.closing.to_string(), "29.00");
    assert_eq!(statement.closing.to_string(), balance_on(&history, "2025-03-31"));
}

/// Domain, section 7: neither takes off more than it covers.
#[test]
fn offsets_and_price_reductions_are_credits_and_plans_are_not() {
    let history = history()
        .invoice("I-1", "2025-02-10", "100", "2025-03-10")
        .agreement(
            "A-1",
            "2025-03-02",
            &[("I-1", "40")],
            json!({"kind": "offset", "goods_value": "40"}),
        )
        .agreement(
            "A-2",
            "2025-03-03",
            &[("I-1", "60")],
            json!({"kind": "price_reduction", "amount": "10"}),
        )
        .agreement(
            "A-3",
            "2025-03-04",
            &[("I-1", "50")],
            json!({"kind": "deferral", "new_due": "2025-06-01"}),
        );
    let statement = march(&history);
    assert_eq!(
        shown(&statement),
        ["agreement.signed A-1 0.00 40.00 60.00", "agreement.signed A-2 0.00 10.00 50.00",]
    );
    assert_eq!(statement.open_items[0].due, Some(crate::given::day("2025-06-01")));
    assert_eq!(statement.closing.to_string(), balance_on(&history, "2025-03-31"));
}

#[test]
fn an_interim_statement_counts_up_to_its_day() {
    let history = history().invoice("I-1", "2025-03-05", "100", "2025-04-04").invoice(
        "I-2",
        "2025-03-20",
        "50",
        "2025-04-19",
    );
    let month = Month::try_new("2025-03").unwrap();
    let period = Period::until(month, crate::given::day("2025-03-10")).unwrap();
    let statement = history.statement(period, cny());
    assert_eq!((statement.interim, statement.closing.to_string()), (true, "100.00".into()));
    assert!(Period::until(month, crate::given::day("2025-04-01")).is_none());
}

/// Deliveries of orders in another currency stand on that currency's statement.
#[test]
fn deliveries_of_the_period_are_listed() {
    let history = history()
        .and(
            "order.placed",
            "2025-03-01",
            json!({"order": "O-1", "currency": "CNY", "amount": "10"}),
        )
        .and(
            "order.placed",
            "2025-03-01",
            json!({"order": "O-2", "currency": "USD", "amount": "10"}),
        )
        .and("delivery.shipped", "2025-03-02", json!({"delivery": "D-1", "order": "O-1"}))
        .and("delivery.shipped", "2025-03-02", json!({"delivery": "D-2", "order": "O-2"}))
        .and("delivery.received", "2025-03-04", json!({"delivery": "D-1"}))
        .and("delivery.accepted", "2025-04-04", json!({"delivery": "D-1"}));
    let kinds: Vec<&str> = march(&history).deliveries.iter().map(|line| line.kind.name()).collect();
    assert_eq!(kinds, ["delivery.shipped", "delivery.received"]);
}
