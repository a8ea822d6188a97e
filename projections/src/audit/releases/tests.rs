//! Domain, section 11: what is not released must not go out.

use serde_json::{Value, json};

use super::*;
use crate::given::{History, day, history};

fn placed() -> History {
    history().invoice("I-1", "2025-01-01", "100", "2025-01-31").and(
        "order.placed",
        "2025-03-10",
        json!({"order": "O", "currency": "CNY", "amount": "50"}),
    )
}

fn prepay(amount: &str) -> Value {
    json!({"kind": "prepay", "amount": amount, "currency": "CNY"})
}

fn decided(history: History, on: &str, outcome: &str, conditions: &[Value]) -> History {
    let data = json!({"order": "O", "outcome": outcome, "conditions": conditions, "basis": {}});
    history.and("order.decided", on, data)
}

fn overridden(history: History, on: &str, outcome: &str) -> History {
    let data =
        json!({"order": "O", "outcome": outcome, "justification": "old friend", "approver": "wu"});
    history.and("order.overridden", on, data)
}

fn shipped(history: History, on: &str) -> History {
    history.and("delivery.shipped", on, json!({"delivery": format!("DN-{on}"), "order": "O"}))
}

fn billed(history: History, on: &str) -> History {
    let data =
        json!({"invoice": format!("I-{on}"), "order": "O", "currency": "CNY", "amount": "50"});
    history.and("invoice.issued", on, data)
}

fn found(history: &History) -> Vec<Release> {
    let end = day("2025-12-31");
    let account = history.as_of("2025-12-31");
    releases("C-1", history.facts(), history.cut(end), &account, history.policy(), &|_| true)
}

fn kinds(history: &History) -> Vec<Disregard> {
    found(history).into_iter().map(|release| release.kind).collect()
}

#[test]
fn a_rejected_order_that_is_shipped_or_billed_is_a_violation() {
    let rejected = || decided(placed(), "2025-03-10", "rejected", &[]);
    assert_eq!(found(&rejected()), []);
    for release in [shipped, billed] {
        let rows = found(&billed(release(rejected(), "2025-03-12"), "2025-03-20"));
        let [row] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!(row.kind, Disregard::ReleasedAlthoughRejected);
        assert_eq!(row.severity, Severity::Violation);
        assert_eq!((row.released_on, row.order.as_str()), (day("2025-03-12"), "O"));
        assert_eq!(row.events, [Position(4), Position(5)]);
    }
    // The controls: approved, conditional, never decided.
    for outcome in ["approved", "conditional"] {
        let other = decided(placed(), "2025-03-10", outcome, &[prepay("10")]);
        assert_eq!(found(&shipped(other, "2025-03-12")), []);
    }
    assert_eq!(found(&shipped(placed(), "2025-03-12")), []);
}

#[test]
fn a_held_order_waits_for_its_blocking_conditions() {
    let held = |conditions: &[Value]| decided(placed(), "2025-03-10", "held", conditions);
    let met = json!({"order": "O", "condition": "prepay"});
    let against = [Disregard::ReleasedAlthoughHeld];
    assert_eq!(kinds(&billed(held(&[prepay("10")]), "2025-03-12")), against);
    // Nothing but another decision lifts a hold without conditions.
    assert_eq!(kinds(&billed(held(&[]), "2025-03-12")), against);
    let came = |on: &str| held(&[prepay("10")]).and("order.condition_met", on, met.clone());
    assert_eq!(kinds(&billed(came("2025-03-12"), "2025-03-12")), []);
    assert_eq!(kinds(&billed(came("2025-03-13"), "2025-03-12")), against);
    assert_eq!(kinds(&billed(held(&[prepay("0")]), "2025-03-12")), []);
    // What goes on after the release keeps no order waiting.
    let later = json!({"kind": "instalments", "amount": "70", "currency": "CNY", "count": 2});
    assert_eq!(kinds(&billed(held(&[prepay("0"), later]), "2025-03-12")), []);
}

/// A cheque settles it, the goods go out, and then the bank says that it had
/// bounced before: nobody could know.
#[test]
fn a_release_in_good_faith_is_none_against_the_decision() {
    let pay = json!({"kind": "settle_overdue", "amount": "100", "currency": "CNY"});
    let paid = decided(placed(), "2025-03-10", "held", &[pay]).payment(
        "P",
        "2025-03-11",
        "100",
        &[("I-1", "100")],
    );
    let bounce = |history: History| {
        let data = json!({"payment": "P", "reason": "bounced"});
        history.and("payment.reversed", "2025-03-12", data)
    };
    assert_eq!(kinds(&bounce(shipped(paid, "2025-03-14"))), []);
    let pay = json!({"kind": "settle_overdue", "amount": "100", "currency": "CNY"});
    let paid = decided(placed(), "2025-03-10", "held", &[pay]).payment(
        "P",
        "2025-03-11",
        "100",
        &[("I-1", "100")],
    );
    let known = shipped(bounce(paid), "2025-03-14");
    assert_eq!(kinds(&known), [Disregard::ReleasedAlthoughHeld]);
}

#[test]
fn the_newest_decision_that_was_known_at_the_release_counts() {
    let rejected = || decided(placed(), "2025-03-10", "rejected", &[]);
    let against = [Disregard::ReleasedAlthoughRejected];
    assert_eq!(kinds(&shipped(overridden(rejected(), "2025-03-11", "approved"), "2025-03-12")), []);
    // After the release, or dated back behind it, an override excuses nothing.
    for on in ["2025-03-11", "2025-03-13"] {
        let history = overridden(shipped(rejected(), "2025-03-12"), on, "approved");
        assert_eq!(kinds(&history), against, "{on}");
    }
    // An override that rejects counts as well.
    let stopped = decided(placed(), "2025-03-10", "approved", &[]);
    let stopped = overridden(stopped, "2025-03-11", "rejected");
    assert_eq!(kinds(&shipped(stopped, "2025-03-12")), against);
    // A decision that is entered after the release accuses nobody.
    let late = decided(shipped(placed(), "2025-03-12"), "2025-03-11", "rejected", &[]);
    assert_eq!(kinds(&late), []);
    // Nor does one that is not asked for.
    let history = shipped(rejected(), "2025-03-12");
    let (account, cut) = (history.as_of("2025-12-31"), history.cut(day("2025-12-31")));
    let none = releases("C-1", history.facts(), cut, &account, history.policy(), &|_| false);
    assert_eq!(none, []);
}
