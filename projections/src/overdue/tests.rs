use serde_json::{Value, json};

use super::*;
use crate::given::{History, history};

fn rows(history: &History, date: &str) -> Vec<Overdue> {
    overdue("C-1", &history.as_of(date), history.policy())
}

fn reason(history: &History) -> (&'static str, Option<u64>) {
    let row = &rows(history, "2025-04-30")[0];
    (row.reason, row.reason_position.map(|position| position.0))
}

fn paper() -> Value {
    json!({"sha256": "0".repeat(64), "name": "a.pdf", "media_type": "application/pdf",
        "bytes": 1})
}

#[test]
fn the_reason_is_the_dispute_then_the_cause_then_the_broken_promise() {
    let contact = |number: &str, cause: &str| {
        json!({"contact": number, "channel": "phone", "cause": cause, "summary": "s",
            "response": "answered"})
    };
    let history = history().invoice("I", "2025-01-01", "100", "2025-01-31");
    assert_eq!(reason(&history), ("unknown", None));
    let promise = json!({"promise": "PR", "amount": "5", "currency": "CNY", "due": "2025-03-01"});
    let history = history.and("promise.made", "2025-02-20", promise);
    assert_eq!(reason(&history), ("broken_promise", Some(3)));
    let history = history
        .and("contact.logged", "2025-03-02", contact("C-1", "oversight"))
        .and("contact.logged", "2025-03-01", contact("C-2", "deliberate"))
        // Before the invoice: about something else.
        .and("contact.logged", "2024-12-01", contact("C-3", "process"));
    assert_eq!(reason(&history), ("oversight", Some(4)));
    let dispute = json!({"dispute": "D", "invoice": "I", "amount": "10", "reason": "quality"});
    let history = history.and("dispute.raised", "2025-03-10", dispute);
    assert_eq!(reason(&history), ("dispute_quality", Some(7)));
    let resolved = json!({"dispute": "D", "outcome": "rejected"});
    let history = history.and("dispute.resolved", "2025-03-20", resolved);
    assert_eq!(reason(&history), ("oversight", Some(4)));
}

/// Domain, section 7: the example of the missed instalment.
#[test]
fn parts_under_a_plan_have_rows_of_their_own() {
    let plan = json!({"kind": "instalment", "schedule": [
        {"due": "2025-03-15", "amount": "40000"}, {"due": "2025-04-15", "amount": "40000"},
        {"due": "2025-05-15", "amount": "40000"}]});
    let history = history()
        .invoice("I", "2025-01-01", "120000", "2025-01-31")
        .agreement("A", "2025-03-01", &[("I", "120000")], plan)
        .payment("P", "2025-03-14", "40000", &[("I", "40000")]);
    let before = rows(&history, "2025-04-16");
    assert_eq!(before.len(), 1);
    assert_eq!((before[0].part, before[0].open.to_string()), (Some(2), "40000.00".into()));
    assert_eq!((before[0].days_past_due, before[0].bucket.as_str()), (1, "1-30"));
    let agreement = before[0].agreement.as_ref().unwrap();
    assert_eq!((agreement.agreement.as_str(), agreement.status), ("A", "active"));
    let after = rows(&history, "2025-05-16");
    assert_eq!(after.iter().map(|row| row.part).collect::<Vec<_>>(), [Some(2), Some(3)]);
    let total = &totals(&after)[0];
    assert_eq!((total.items, total.customers, total.open.to_string()), (2, 1, "80000.00".into()));
    assert!(rows(&history, "2025-04-15").is_empty());
}

/// Stories, 6: the acceptance certificate counts, so it must be at hand.
#[test]
fn what_the_terms_need_is_missing_until_a_document_is_on_file() {
    let terms = json!({"trigger": "acceptance", "net_days": 10});
    let history = history()
        .and("terms.agreed", "2024-01-01", json!({"terms": terms, "document": paper()}))
        .and("order.placed", "2025-01-01", json!({"order": "O", "currency": "CNY", "amount": "9"}))
        .and("delivery.shipped", "2025-01-02", json!({"delivery": "D", "order": "O"}))
        .and("delivery.received", "2025-01-03", json!({"delivery": "D", "document": paper()}))
        .and("delivery.accepted", "2025-01-04", json!({"delivery": "D"}))
        .and(
            "invoice.issued",
            "2025-01-05",
            json!({"invoice": "I", "currency": "CNY",
            "amount": "9", "order": "O", "deliveries": ["D"]}),
        )
        .and(
            "statement.sent",
            "2025-02-01",
            json!({"statement": "S", "currency": "CNY",
            "period_end": "2025-01-31", "closing_balance": "9"}),
        )
        .and(
            "statement.confirmed",
            "2025-02-03",
            json!({"statement": "S",
            "confirmed_balance": "9", "signed_by": "x", "document": paper()}),
        )
        .and(
            "statement.sent",
            "2025-01-01",
            json!({"statement": "EARLIER", "currency": "CNY",
            "period_end": "2024-12-31", "closing_balance": "0"}),
        );
    let row = &rows(&history, "2025-03-01")[0];
    let on_file: Vec<(&str, Vec<u64>, bool)> = row
        .evidence
        .iter()
        .map(|e| (e.kind.word(), e.positions.iter().map(|p| p.0).collect(), e.document))
        .collect();
    assert_eq!(
        on_file,
        [
            ("contract", vec![2], true),
            ("order", vec![3], false),
            ("delivery_note", vec![4, 5], true),
            ("acceptance", vec![6], false),
            ("invoice", vec![7], false),
            ("invoice_receipt", vec![], false),
            ("statement", vec![8, 9], true),
            ("reminders", vec![], false),
            ("acknowledgement", vec![], false),
        ]
    );
    assert_eq!(row.missing, [EvidenceKind::Acceptance, EvidenceKind::Invoice]);
}
