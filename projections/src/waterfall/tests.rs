use serde_json::json;

use super::*;
use crate::given::{History, history};

fn cny() -> Currency {
    Currency::try_new("CNY").unwrap()
}

fn apart(history: &History, on: &str) -> Waterfall {
    waterfall(&history.as_of(on), history.policy(), cny())
}

/// Everything that moves money: a bounce after a refund, excess credit used
/// elsewhere, a write-off and its recovery, goods for debt, a fee.
fn eventful() -> History {
    history()
        .invoice("I-1", "2025-01-01", "100", "2025-01-31")
        .invoice("I-2", "2025-01-02", "200", "2025-01-31")
        .payment("P-1", "2025-02-01", "150", &[("I-1", "100")])
        .and("payment.refunded", "2025-02-02", json!({"payment": "P-1", "amount": "20"}))
        .and("payment.reversed", "2025-02-03", json!({"payment": "P-1", "reason": "bounced"}))
        .payment("P-2", "2025-02-05", "60", &[("I-1", "60")])
        .and(
            "credit_note.issued",
            "2025-02-06",
            json!({"credit_note": "CN-1", "invoice": "I-1", "amount": "70", "reason": "quality"}),
        )
        .and(
            "payment.allocated",
            "2025-02-07",
            json!({"payment": "CN-1", "method": "manual",
                "allocations": [{"invoice": "I-2", "amount": "10"}]}),
        )
        .agreement(
            "A-1",
            "2025-02-08",
            &[("I-2", "50")],
            json!({"kind": "offset", "goods_value": "50"}),
        )
        .and(
            "invoice.written_off",
            "2025-02-09",
            json!({"invoice": "I-2", "amount": "40", "reason": "lost", "approver": "chen"}),
        )
        .and("write_off.recovered", "2025-02-10", json!({"invoice": "I-2", "amount": "15"}))
        .and(
            "late_fee.charged",
            "2025-02-11",
            json!({"fee": "F-1", "invoice": "I-2", "amount": "5"}),
        )
}

/// INV-7, on every day on which something happened.
#[test]
fn the_laws_of_conservation_hold_on_every_day() {
    let history = eventful();
    for day in 1..=28 {
        let on = format!("2025-02-{day:02}");
        for law in apart(&history, &on).laws {
            assert!(law.holds, "{on}: {law:?}");
        }
    }
}

/// Domain, section 5: open = gross - allocations - offsets - credits - write-offs
/// + recoveries; each item by what moved it.
#[test]
fn an_item_is_open_by_what_moved_it() {
    let found = apart(&eventful(), "2025-02-28");
    for row in &found.items {
        let moved: Minor = row.moves.iter().map(|m| m.amount.minor).sum();
        assert_eq!(row.gross.minor + moved, row.open.minor, "{row:?}");
    }
    let open: Vec<Minor> = found.items.iter().map(|row| row.open.minor).collect();
    assert_eq!(open, [0, 11_500, 500]);
    let kinds: Vec<MoveKind> = found.items[1].moves.iter().map(|m| m.kind).collect();
    assert_eq!(
        kinds,
        [MoveKind::ExcessCredit, MoveKind::Offset, MoveKind::WrittenOff, MoveKind::Recovered]
    );
    assert_eq!(found.items[0].moves.last().unwrap().kind, MoveKind::Excess);
    // The bounced payment shows as what it is: received, refunded, come back.
    let bounced = &found.payments[0];
    assert_eq!((bounced.allocated.minor, bounced.unapplied.minor), (0, -2_000));
    assert!(bounced.reversed_on.is_some() && bounced.to.is_empty());
    // 120.00 open; excess 30 of which 10 are used; the refund of 20 is owed back.
    assert_eq!(found.balance.to_string(), "120.00");
    let sum: Minor = found.steps[..found.steps.len() - 1]
        .iter()
        .filter(|step| step.name != "open")
        .map(|step| step.amount.minor)
        .sum();
    assert_eq!(sum, found.balance.minor);
}

/// The laws can fail: a figure that is off is named.
#[test]
fn a_law_that_does_not_hold_says_so() {
    let history = eventful();
    let mut account = history.as_of("2025-02-28");
    account.items[1].written_off += 1;
    let found = waterfall(&account, history.policy(), cny());
    let broken: Vec<&str> = found.laws.iter().filter(|law| !law.holds).map(|law| law.law).collect();
    assert_eq!(broken, ["items"]);
}
