//! Each kind of condition: met, broken on a date, and the control beside it
//! (domain, section 11).

use serde_json::{Value, json};

use super::*;
use crate::given::{History, day, history};

/// Two invoices, one 100.00 overdue when the order is decided on 2025-03-10.
fn overdue() -> History {
    history().invoice("I-1", "2025-01-01", "100", "2025-01-31").and(
        "order.placed",
        "2025-03-10",
        json!({"order": "O", "currency": "CNY", "amount": "50"}),
    )
}

fn condition(kind: &str, amount: &str) -> Value {
    let mut condition = json!({"kind": kind, "amount": amount, "currency": "CNY"});
    if kind == "instalments" {
        condition["count"] = json!(2);
    }
    condition
}

fn decided(history: History, conditions: &[Value]) -> History {
    let data =
        json!({"order": "O", "outcome": "conditional", "conditions": conditions, "basis": {}});
    history.and("order.decided", "2025-03-10", data)
}

fn shipped(history: History, on: &str) -> History {
    history.and("delivery.shipped", on, json!({"delivery": format!("DN-{on}"), "order": "O"}))
}

fn plan(history: History, on: &str, rows: &[(&str, &str)]) -> History {
    let covered: u32 = rows.iter().map(|(_, amount)| amount.parse::<u32>().unwrap()).sum();
    let schedule: Vec<Value> =
        rows.iter().map(|(due, amount)| json!({"due": due, "amount": amount})).collect();
    let terms = json!({"kind": "instalment", "schedule": schedule});
    history.agreement("A", on, &[("I-1", &covered.to_string())], terms)
}

fn judged(history: &History, on: &str) -> Vec<Kept> {
    let account = history.as_of(on);
    let all = |_: Day| true;
    keeping("C-1", history.facts(), history.cut(day(on)), &account, history.policy(), &all)
}

/// Status, met on, breached on.
type Short = (Status, Option<String>, Option<String>);

fn short(row: &Kept) -> Short {
    let text = |day: Option<Day>| day.map(|day| day.to_string());
    (row.status, text(row.met_on), text(row.breached_on))
}

fn so(status: Status, met: Option<&str>, breached: Option<&str>) -> Short {
    (status, met.map(str::to_owned), breached.map(str::to_owned))
}

const END: &str = "2025-12-31";

#[test]
fn what_comes_before_the_goods_is_broken_by_the_first_shipment_without_it() {
    for kind in ["pay_overdue", "settle_overdue", "settle_overdue_or_guarantee"] {
        let base = || decided(overdue(), &[condition(kind, "30")]);
        let open = judged(&base(), END);
        assert_eq!(short(&open[0]), so(Status::Open, None, None), "{kind}");
        let early = shipped(shipped(base(), "2025-03-12"), "2025-03-20");
        let early = early.payment("P", "2025-03-15", "30", &[("I-1", "30")]);
        let row = &judged(&early, END)[0];
        let broken = so(Status::Breached, Some("2025-03-15"), Some("2025-03-12"));
        assert_eq!(short(row), broken, "{kind}");
        assert_eq!((row.released_on, row.known_later), (Some(day("2025-03-12")), false));
        assert_eq!(row.breached_by.len(), 1);
        // Paid on the day of the shipment is paid before it.
        let paid = shipped(base().payment("P", "2025-03-12", "30", &[("I-1", "30")]), "2025-03-12");
        assert_eq!(
            short(&judged(&paid, END)[0]),
            so(Status::Met, Some("2025-03-12"), None),
            "{kind}"
        );
        // A shipment before the decision was not released by it.
        let before = shipped(overdue(), "2025-03-10");
        let before = decided(before, &[condition(kind, "30")]);
        assert_eq!(short(&judged(&before, END)[0]), so(Status::Open, None, None), "{kind}");
    }
}

#[test]
fn a_guarantee_takes_the_place_of_money_only_where_it_may() {
    let security =
        json!({"security": "S", "kind": "guarantor", "amount": "100", "currency": "CNY"});
    for (kind, status) in
        [("settle_overdue_or_guarantee", Status::Met), ("settle_overdue", Status::Breached)]
    {
        let history = decided(overdue(), &[condition(kind, "100")]).and(
            "security.provided",
            "2025-03-11",
            security.clone(),
        );
        assert_eq!(judged(&shipped(history, "2025-03-12"), END)[0].status, status, "{kind}");
    }
}

#[test]
fn prepayments_are_met_by_the_record_that_they_came() {
    for kind in ["prepay", "prepay_excess"] {
        let met = json!({"order": "O", "condition": kind});
        let base = || decided(overdue(), &[condition(kind, "10")]);
        let kept =
            shipped(base().and("order.condition_met", "2025-03-11", met.clone()), "2025-03-12");
        assert_eq!(short(&judged(&kept, END)[0]), so(Status::Met, Some("2025-03-11"), None));
        let late =
            shipped(base().and("order.condition_met", "2025-03-13", met.clone()), "2025-03-12");
        let broken = so(Status::Breached, Some("2025-03-13"), Some("2025-03-12"));
        assert_eq!(short(&judged(&late, END)[0]), broken, "{kind}");
        // Nothing is asked where the amount is 0.
        let nothing = shipped(decided(overdue(), &[condition(kind, "0")]), "2025-03-12");
        assert_eq!(judged(&nothing, END)[0].status, Status::Met);
    }
}

/// What was recorded before a decision is not about its conditions.
#[test]
fn a_record_from_before_the_decision_does_not_meet_its_condition() {
    let met = json!({"order": "O", "condition": "prepay"});
    let early = overdue().and("order.condition_met", "2025-03-10", met.clone());
    let early = decided(early, &[condition("prepay", "10")]);
    assert_eq!(short(&judged(&early, END)[0]), so(Status::Open, None, None));
    let broken = so(Status::Breached, None, Some("2025-03-12"));
    assert_eq!(short(&judged(&shipped(early, "2025-03-12"), END)[0]), broken);
    // The control: recorded on the same day, after it.
    let kept = decided(overdue(), &[condition("prepay", "10")]);
    let kept = shipped(kept.and("order.condition_met", "2025-03-10", met), "2025-03-12");
    assert_eq!(short(&judged(&kept, END)[0]), so(Status::Met, Some("2025-03-10"), None));
}

/// A cheque settles it, the goods go out, and only then the bank says that it had
/// bounced before: broken, and nobody could know.
#[test]
fn what_came_to_light_later_is_marked_so() {
    let paid = decided(overdue(), &[condition("pay_overdue", "30")]).payment(
        "P",
        "2025-03-11",
        "30",
        &[("I-1", "30")],
    );
    let history = shipped(paid, "2025-03-14").and(
        "payment.reversed",
        "2025-03-13",
        json!({"payment": "P", "reason": "bounced"}),
    );
    let row = &judged(&history, END)[0];
    assert_eq!(short(row), so(Status::Breached, None, Some("2025-03-14")));
    assert!(row.known_later);
}

#[test]
fn a_plan_is_signed_by_the_time_the_goods_go_out_and_then_kept() {
    let base = || {
        decided(overdue(), &[condition("pay_overdue", "30"), condition("instalments", "70")])
            .payment("P", "2025-03-11", "30", &[("I-1", "30")])
    };
    let rows = [("2025-04-10", "35"), ("2025-05-10", "35")];
    let instalments = |history: &History, on: &str| short(&judged(history, on)[1]);
    // None signed when the goods go out.
    let unsigned = plan(shipped(base(), "2025-03-14"), "2025-03-15", &rows);
    let broken = so(Status::Breached, None, Some("2025-03-14"));
    assert_eq!(instalments(&unsigned, "2025-03-20"), broken);
    // Signed on the day: kept so far.
    let signed = || shipped(plan(base(), "2025-03-14", &rows), "2025-03-14");
    assert_eq!(instalments(&signed(), "2025-04-10"), so(Status::Running, None, None));
    // The first instalment is missed: broken on the day after its date.
    assert_eq!(
        instalments(&signed(), "2025-04-11"),
        so(Status::Breached, None, Some("2025-04-11"))
    );
    // Paid late it stays broken, also once everything is paid.
    let late = signed().payment("P2", "2025-04-15", "35", &[("I-1", "35")]).payment(
        "P3",
        "2025-05-10",
        "35",
        &[("I-1", "35")],
    );
    let broken = so(Status::Breached, Some("2025-05-10"), Some("2025-04-11"));
    assert_eq!(instalments(&late, END), broken);
    // The control: both in time.
    let kept = signed().payment("P2", "2025-04-10", "35", &[("I-1", "35")]).payment(
        "P3",
        "2025-05-10",
        "35",
        &[("I-1", "35")],
    );
    assert_eq!(instalments(&kept, END), so(Status::Met, Some("2025-05-10"), None));
    // A plan over too little is none; what was paid meanwhile needs none.
    let little = shipped(plan(base(), "2025-03-12", &[("2025-12-31", "10")]), "2025-03-14");
    assert_eq!(instalments(&little, "2025-03-20").2.as_deref(), Some("2025-03-14"));
    let paid = base().payment("P2", "2025-03-13", "70", &[("I-1", "70")]);
    let paid = shipped(paid, "2025-03-14");
    assert_eq!(instalments(&paid, END), so(Status::Met, Some("2025-03-13"), None));
}

/// 70.00 have to be planned. A plan of half of it that takes the place of another
/// such plan plans half of it.
#[test]
fn a_replaced_plan_plans_nothing() {
    let twice = |amount: &str| {
        let terms = json!({"kind": "instalment",
            "schedule": [{"due": "2025-12-01", "amount": amount}]});
        let base =
            decided(overdue(), &[condition("pay_overdue", "30"), condition("instalments", "70")])
                .payment("P", "2025-03-11", "30", &[("I-1", "30")]);
        let first = plan(base, "2025-03-12", &[("2025-12-01", amount)]);
        let second = first.agreement("B", "2025-03-13", &[("I-1", amount)], terms);
        short(&judged(&shipped(second, "2025-03-14"), "2025-03-20")[1])
    };
    assert_eq!(twice("35"), so(Status::Breached, None, Some("2025-03-14")));
    assert_eq!(twice("70"), so(Status::Running, None, None));
}

#[test]
fn receipts_go_to_the_old_debt_first() {
    let base = || {
        let conditions = [condition("receipts_to_overdue_first", "100"), condition("prepay", "10")];
        decided(overdue(), &conditions)
            .invoice("I-2", "2025-03-12", "60", "2025-04-30")
            .and(
                "invoice.issued",
                "2025-03-13",
                json!({"invoice": "I-3", "order": "O", "currency": "CNY", "amount": "50", "due": "2025-04-30"}),
            )
    };
    let receipts = |history: &History| short(&judged(history, END)[0]);
    let diverted = base().payment("P", "2025-03-20", "60", &[("I-2", "60")]);
    assert_eq!(receipts(&diverted), so(Status::Breached, None, Some("2025-03-20")));
    let first = base().payment("P", "2025-03-20", "100", &[("I-1", "100")]).payment(
        "P2",
        "2025-03-21",
        "60",
        &[("I-2", "60")],
    );
    assert_eq!(receipts(&first), so(Status::Met, Some("2025-03-20"), None));
    // One payment that closes the old debt and goes on with what is left.
    let both = base().payment("P", "2025-03-20", "110", &[("I-2", "10"), ("I-1", "100")]);
    assert_eq!(receipts(&both).0, Status::Met);
    // The prepayment that the decision asks for goes to the order's own invoice; more does not.
    let prepaid = base().payment("P", "2025-03-20", "10", &[("I-3", "10")]);
    assert_eq!(receipts(&prepaid).0, Status::Running);
    let more = base().payment("P", "2025-03-20", "11", &[("I-3", "11")]);
    assert_eq!(receipts(&more).2.as_deref(), Some("2025-03-20"));
    // Money from before the decision, a fee on the old debt, a corrected allocation: free.
    let fee = base()
        .and("late_fee.charged", "2025-03-15", json!({"fee": "F", "invoice": "I-1", "amount": "5"}))
        .payment("P", "2025-03-20", "5", &[("F", "5")]);
    assert_eq!(receipts(&fee).0, Status::Running);
    let corrected = diverted.and(
        "payment.deallocated",
        "2025-03-22",
        json!({"payment": "P", "reason": "wrong invoice",
            "allocations": [{"invoice": "I-2", "amount": "60"}]}),
    );
    assert_eq!(receipts(&corrected).0, Status::Running);
    // While the old debt is disputed, nothing has to go to it.
    let dispute = json!({"dispute": "D", "invoice": "I-1", "amount": "100", "reason": "quality"});
    let disputed = base().and("dispute.raised", "2025-03-19", dispute).payment(
        "P",
        "2025-03-20",
        "60",
        &[("I-2", "60")],
    );
    assert_eq!(receipts(&disputed).0, Status::Running);
}

#[test]
fn a_decision_answers_for_its_own_time() {
    let overridden = |on: &str| {
        decided(overdue(), &[condition("prepay", "10")]).and(
            "order.overridden",
            on,
            json!({"order": "O", "outcome": "approved", "justification": "old friend", "approver": "wu"}),
        )
    };
    // Overridden before the goods go out: the condition is no more.
    let replaced = shipped(overridden("2025-03-11"), "2025-03-12");
    assert_eq!(short(&judged(&replaced, END)[0]), so(Status::Replaced, None, None));
    // Shipped before the override: broken under the decision.
    let early = shipped(decided(overdue(), &[condition("prepay", "10")]), "2025-03-11");
    let early = early.and(
        "order.overridden",
        "2025-03-12",
        json!({"order": "O", "outcome": "approved", "justification": "late", "approver": "wu",
            "conditions": [condition("prepay", "5")]}),
    );
    let rows = judged(&early, END);
    assert_eq!(rows[0].breached_on, Some(day("2025-03-11")));
    assert!(!rows[0].is_override && rows[1].is_override);
    assert_eq!(rows[1].status, Status::Open);
    let cancelled = decided(overdue(), &[condition("prepay", "10")]).and(
        "order.cancelled",
        "2025-03-15",
        json!({"order": "O"}),
    );
    assert_eq!(judged(&cancelled, END)[0].status, Status::Cancelled);
    let none = |_: Day| false;
    let account = cancelled.as_of(END);
    let cut = cancelled.cut(day(END));
    let rows = keeping("C-1", cancelled.facts(), cut, &account, cancelled.policy(), &none);
    assert!(rows.is_empty());
}

/// Who bills an order goes ahead with it, also where no shipment is recorded.
#[test]
fn an_order_is_released_by_its_first_shipment_or_invoice() {
    let billed = |history: History, number: &str, order: Option<&str>| {
        let mut data = json!({"invoice": number, "currency": "CNY", "amount": "50"});
        if let Some(order) = order {
            data["order"] = json!(order);
        }
        history.and("invoice.issued", "2025-03-12", data)
    };
    let base = || decided(overdue(), &[condition("prepay", "10")]);
    let broken = so(Status::Breached, None, Some("2025-03-12"));
    let row = &judged(&billed(base(), "I-9", Some("O")), END)[0];
    assert_eq!((short(row), row.released_on), (broken.clone(), Some(day("2025-03-12"))));
    let row = &judged(&shipped(billed(base(), "I-9", Some("O")), "2025-03-20"), END)[0];
    assert_eq!(short(row), broken);
    // An invoice that does not name the order is not about it.
    let open = so(Status::Open, None, None);
    assert_eq!(short(&judged(&billed(base(), "I-9", None), END)[0]), open);
}
