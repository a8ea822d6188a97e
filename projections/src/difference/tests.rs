use duebook_events::Currency;
use serde_json::json;

use super::*;
use crate::Month;
use crate::given::{History, day, history};

fn cny() -> Currency {
    Currency::try_new("CNY").unwrap()
}

fn explained(history: &History, claimed: Minor, theirs: Option<&[TheirPayment]>) -> Difference {
    let period = Period::whole(Month::try_new("2025-03").unwrap());
    let known_at = Position(history.facts().len() as u64);
    let statement = on_record(history.facts(), known_at).into_iter().next_back();
    let closing = history.statement(period, cny()).closing.minor;
    explain(&Claim {
        facts: history.facts(),
        known_at,
        period,
        currency: cny(),
        policy: history.policy(),
        closing,
        statement,
        claimed,
        theirs,
    })
}

fn kinds(candidates: &[Candidate]) -> Vec<(&str, &str, String)> {
    let shown = |c: &'_ Candidate| (c.kind.word(), c.document.clone(), c.amount.to_string());
    let shown: Vec<_> = candidates.iter().map(shown).collect();
    shown.into_iter().map(|(kind, document, amount)| (kind, &*document.leak(), amount)).collect()
}

fn their(line: u64, date: &str, amount: Minor, reference: &str) -> TheirPayment {
    TheirPayment { line, date: day(date), amount, reference: reference.to_owned() }
}

/// Stories, 7: "we paid 50,000", our books say 30,000 and 70,000 open; the other
/// 20,000 arrived two days after the month.
#[test]
fn a_payment_in_transit_explains_the_statement_of_the_stories() {
    let history = history()
        .invoice("I-1", "2025-02-10", "100000", "2025-03-10")
        .payment("P-1", "2025-03-20", "30000", &[("I-1", "30000")])
        .payment("P-2", "2025-04-02", "20000", &[("I-1", "20000")]);
    let difference = explained(&history, 5_000_000, None);
    assert_eq!(difference.difference.to_string(), "20000.00");
    assert_eq!(
        kinds(&difference.explained_by),
        [("payment_in_transit", "P-2", "20000.00".to_owned())]
    );
    assert_eq!(difference.unexplained.to_string(), "0.00");
    let theirs = [their(2, "2025-03-19", 3_000_000, ""), their(3, "2025-03-31", 2_000_000, "TT 7")];
    let difference = explained(&history, 5_000_000, Some(&theirs));
    let payments = difference.payments.unwrap();
    assert_eq!(payments.total_ours.to_string(), "30000.00");
    assert_eq!(payments.total_theirs.to_string(), "50000.00");
    assert_eq!(payments.different_date.len(), 2);
    assert_eq!(difference.explained_by[0].kind, CandidateKind::PaymentInTransit);
}

#[test]
fn payments_belong_together_one_to_one() {
    let history = history()
        .invoice("I-1", "2025-02-10", "100000", "2025-03-10")
        .payment("P-1", "2025-03-03", "100", &[])
        .payment("P-2", "2025-03-10", "100", &[])
        .payment("P-3", "2025-03-12", "70", &[])
        .payment("P-4", "2025-03-20", "49.90", &[])
        .payment("P-5", "2025-03-25", "5", &[])
        .and("payment.reversed", "2025-03-26", json!({"payment": "P-5", "reason": "bounced"}));
    let theirs = [
        their(2, "2025-03-10", 10_000, ""),
        their(3, "2025-03-20", 5_000, "p4"),
        their(4, "2025-03-25", 500, ""),
        their(5, "2025-03-28", 800, "lost"),
    ];
    let claimed = explained(&history, 0, Some(&theirs));
    let payments = claimed.payments.as_ref().unwrap();
    assert_eq!(payments.matched.iter().map(|p| &*p.payment).collect::<Vec<_>>(), ["P-2", "P-5"]);
    assert_eq!(payments.different_amount[0].payment, "P-4");
    let only_ours: Vec<&str> = payments.only_ours.iter().map(|p| &*p.payment).collect();
    assert_eq!(only_ours, ["P-1", "P-3"]);
    assert_eq!(payments.only_theirs[0].reference, "lost");
    let telling: Vec<_> = kinds(&claimed.candidates)
        .into_iter()
        .filter(|(kind, ..)| kind.starts_with("payment") && *kind != "payment_unallocated")
        .collect();
    assert_eq!(
        telling,
        [
            ("payment_bounced", "P-5", "5.00".to_owned()),
            ("payment_differs", "P-4", "0.10".to_owned()),
            ("payment_only_theirs", "lost", "8.00".to_owned()),
            ("payment_only_ours", "P-1", "-100.00".to_owned()),
            ("payment_only_ours", "P-3", "-70.00".to_owned()),
        ]
    );
}

/// What was sent stays as it was sent; what we learned since explains it.
#[test]
fn a_contested_statement_is_compared_as_it_was_sent() {
    let history = history()
        .invoice("I-1", "2025-02-10", "100000", "2025-03-10")
        .and(
            "statement.sent",
            "2025-04-01",
            json!({"statement": "S-1", "period_end": "2025-03-31",
            "currency": "CNY", "closing_balance": "100000"}),
        )
        .payment("P-1", "2025-03-28", "30000", &[("I-1", "30000")])
        .and(
            "statement.contested",
            "2025-04-05",
            json!({"statement": "S-1", "claimed_balance": "70000"}),
        );
    let facts = history.facts();
    let on = on_record(facts, Position(facts.len() as u64))[0];
    assert!(on.contested.is_some());
    let difference = explained(&history, 7_000_000, None);
    assert_eq!(difference.ours.to_string(), "100000.00");
    assert_eq!(kinds(&difference.explained_by), [("recorded_later", "P-1", "30000.00".to_owned())]);
}

/// Stories, 5 and 11, and domain, section 4: what is not ours to claim yet.
#[test]
fn open_questions_about_invoices_are_candidates() {
    let terms = json!({"trigger": "invoice_received", "net_days": 30,
        "discount": {"days": 10, "rate": "0.02"}});
    let invoice = |number: &str, amount: &str, more: serde_json::Value| {
        let mut data = json!({"invoice": number, "currency": "CNY", "amount": amount});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    let history = history()
        .and(
            "order.placed",
            "2025-02-01",
            json!({"order": "O-1", "currency": "CNY",
            "amount": "100", "lines": [{"sku": "box", "qty": "100", "unit_price": "1"}]}),
        )
        .and("delivery.shipped", "2025-02-02", json!({"delivery": "D-1", "order": "O-1"}))
        .and(
            "delivery.received",
            "2025-02-03",
            json!({"delivery": "D-1", "shortages": [{"sku": "box", "qty": "20"}]}),
        )
        .and("goods.returned", "2025-02-20", json!({"delivery": "D-1", "amount": "7"}))
        .and(
            "invoice.issued",
            "2025-02-04",
            invoice("SHORT", "100", json!({"deliveries": ["D-1"]})),
        )
        .and("invoice.issued", "2025-02-05", invoice("UNSEEN", "11", json!({"terms": terms})))
        .and("invoice.issued", "2025-02-05", invoice("DISC", "50", json!({"terms": terms})))
        .and("invoice.received", "2025-02-06", json!({"invoice": "DISC"}))
        .payment("P-1", "2025-02-16", "49", &[("DISC", "49")])
        .and(
            "dispute.raised",
            "2025-02-10",
            json!({"dispute": "DI", "invoice": "SHORT",
            "amount": "3", "reason": "quality"}),
        )
        .invoice("LATE", "2025-03-29", "13", "2025-04-29")
        .and(
            "late_fee.charged",
            "2025-03-01",
            json!({"fee": "FEE", "invoice": "SHORT", "amount": "2"}),
        )
        .and(
            "credit_note.issued",
            "2025-03-30",
            json!({"credit_note": "CN", "invoice": "SHORT",
            "amount": "5", "reason": "goodwill"}),
        )
        .and(
            "invoice.written_off",
            "2025-03-05",
            json!({"invoice": "SHORT", "amount": "1",
            "reason": "small", "approver": "a"}),
        );
    let difference = explained(&history, 0, None);
    assert_eq!(
        kinds(&difference.candidates),
        [
            // 7 returned, 5 credited since; 20 short, 5 credited and 3 disputed since.
            ("goods_returned", "D-1", "2.00".to_owned()),
            ("shortage", "SHORT", "12.00".to_owned()),
            ("dispute", "SHORT", "3.00".to_owned()),
            ("invoice_not_received", "UNSEEN", "11.00".to_owned()),
            ("invoice_late", "LATE", "13.00".to_owned()),
            ("discount", "DISC", "1.00".to_owned()),
            ("fee", "FEE", "2.00".to_owned()),
            ("credit_late", "CN", "-5.00".to_owned()),
            ("written_off", "SHORT", "-1.00".to_owned()),
        ]
    );
    let by = |claimed: Minor| kinds(&explained(&history, claimed, None).explained_by).len();
    let ours = difference.ours.minor;
    assert_eq!((by(ours), by(ours - 1_300), by(ours - 1_400), by(ours - 17)), (0, 1, 2, 0));
}

/// What counted when the statement went out, and what was sent otherwise than it
/// stood in the books.
#[test]
fn retractions_and_misstatements_are_told_apart() {
    let history = history()
        .invoice("I-1", "2025-02-10", "100", "2025-03-10")
        .invoice("I-2", "2025-03-10", "40", "2025-04-10")
        .and(
            "statement.sent",
            "2025-04-01",
            json!({"statement": "S-1", "period_end": "2025-03-31", "currency": "CNY",
            "closing_balance": "145"}),
        );
    let entered_in_error = history.facts()[2].id.to_string();
    let history = history.and(
        "event.retracted",
        "2025-04-02",
        json!({"event": entered_in_error, "reason": "twice"}),
    );
    let difference = explained(&history, 10_000, None);
    assert_eq!(
        kinds(&difference.explained_by),
        [
            ("closing_misstated", "S-1", "5.00".to_owned()),
            ("retracted_later", "I-2", "40.00".to_owned()),
        ]
    );
}

/// They paid in time and booked it in the month after: their balance is the higher one.
#[test]
fn a_payment_that_they_book_later_makes_their_balance_the_higher_one() {
    let history = history().invoice("I-1", "2025-02-10", "100", "2025-03-10").payment(
        "P-1",
        "2025-03-30",
        "60",
        &[("I-1", "60")],
    );
    let theirs = [their(2, "2025-04-02", 6_000, "P-1")];
    let difference = explained(&history, 10_000, Some(&theirs));
    assert_eq!(difference.difference.to_string(), "-60.00");
    assert_eq!(
        kinds(&difference.explained_by),
        [("payment_booked_later", "P-1", "-60.00".to_owned())]
    );
}
