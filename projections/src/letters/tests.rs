//! What letters name and say, by the rules of domain sections 9 and 12.

use serde_json::json;

use super::*;
use crate::given::{History, history};

fn ask(level: u16) -> LetterAsk<'static> {
    LetterAsk { level, currency: None, invoices: &[] }
}

fn letter_of(history: &History, as_of: &str, ask: &LetterAsk<'_>) -> Result<Letter, NoLetter> {
    letter("C-1", &history.as_of(as_of), history.policy(), ask)
}

fn named(letter: &Letter) -> Vec<&str> {
    letter.items.iter().map(|item| item.invoice.as_str()).collect()
}

fn reminded(history: History, on: &str, level: u16, invoice: &str) -> History {
    let data = json!({"reminder": format!("R-{level}"), "level": level, "channel": "email",
        "invoices": [invoice]});
    history.and("reminder.sent", on, data)
}

/// Domain, section 12: what the worklist has at the level, and nothing else.
#[test]
fn a_letter_names_what_the_worklist_has_at_its_level() {
    let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").invoice(
        "B",
        "2025-01-01",
        "50",
        "2025-02-20",
    );
    let history = reminded(history, "2025-02-05", 1, "A");
    let second = letter_of(&history, "2025-02-24", &ask(2)).unwrap();
    assert_eq!((named(&second), second.on_worklist), (vec!["A"], true));
    let first = letter_of(&history, "2025-02-24", &ask(1)).unwrap();
    assert_eq!((named(&first), first.total.to_string()), (vec!["B"], "50.00".to_owned()));
    // No line at the level: all that is late, and what the ladder asks for.
    let third = letter_of(&history, "2025-02-24", &ask(3)).unwrap();
    assert_eq!((named(&third), third.on_worklist), (vec!["A", "B"], false));
    assert_eq!(third.asked, BTreeSet::from([1, 2]));
}

#[test]
fn a_notice_names_what_falls_due_within_three_days() {
    let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").invoice(
        "B",
        "2025-01-01",
        "50",
        "2025-02-20",
    );
    let notice = letter_of(&history, "2025-02-17", &ask(0)).unwrap();
    assert_eq!((named(&notice), notice.items[0].days_past_due), (vec!["B"], -3));
    let early = letter_of(&history, "2025-02-16", &ask(0)).unwrap_err();
    assert_eq!(early, NoLetter::Nothing(Vec::new()));
}

/// Domain, section 12: left out are disputed amounts, pending promises, insolvency.
#[test]
fn what_is_left_out_is_never_named() {
    let dispute = json!({"dispute": "D", "invoice": "A", "amount": "30", "reason": "price"});
    let promise = json!({"promise": "P", "amount": "50", "currency": "CNY",
        "due": "2025-03-01", "invoices": ["B"]});
    let history = history()
        .invoice("A", "2025-01-01", "100", "2025-02-01")
        .invoice("B", "2025-01-01", "50", "2025-02-01")
        .and("dispute.raised", "2025-02-10", dispute)
        .and("promise.made", "2025-02-11", promise);
    let letter = letter_of(&history, "2025-02-24", &ask(1)).unwrap();
    assert_eq!((named(&letter), letter.total.to_string()), (vec!["A"], "70.00".to_owned()));
    let why: Vec<_> = letter.left_out.iter().map(|l| (l.invoice.as_str(), l.reason)).collect();
    assert_eq!(why, [("A", "disputed"), ("B", "promise_pending")]);
    let only = ["B".to_owned()];
    let only = LetterAsk { invoices: &only, ..ask(1) };
    let refused = letter_of(&history, "2025-02-24", &only).unwrap_err();
    assert_eq!(refused, NoLetter::NotThis { invoice: "B".to_owned(), reason: "promise_pending" });
    let insolvent = history.and("legal.step", "2025-02-20", json!({"step": "insolvency"}));
    let none = letter_of(&insolvent, "2025-02-24", &ask(1)).unwrap_err();
    let NoLetter::Nothing(left_out) = none else { panic!("{none:?}") };
    assert!(left_out.iter().any(|left| left.reason == "insolvency"));
}

#[test]
fn each_currency_has_a_letter_of_its_own() {
    let euro = json!({"invoice": "E", "currency": "EUR", "amount": "9", "due": "2025-02-01"});
    let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").and(
        "invoice.issued",
        "2025-01-01",
        euro,
    );
    let NoLetter::Currencies(both) = letter_of(&history, "2025-02-24", &ask(1)).unwrap_err() else {
        panic!("two currencies in one letter")
    };
    assert_eq!(both.len(), 2);
    let euros = LetterAsk { currency: Some(both[1]), ..ask(1) };
    assert_eq!(named(&letter_of(&history, "2025-02-24", &euros).unwrap()), ["E"]);
}

/// Domain, section 9: the example's interest, less what was charged for it.
#[test]
fn a_demand_shows_the_interest_that_was_not_charged_yet() {
    let terms = json!({"trigger": "invoice_date", "net_days": 30, "daily_rate": "0.0005",
        "stop_supply_days": 15});
    let invoice = json!({"invoice": "I", "currency": "CNY", "amount": "120000.00", "terms": terms});
    let history = history().and("invoice.issued", "2025-02-03", invoice).payment(
        "P",
        "2025-03-25",
        "20000",
        &[("I", "20000")],
    );
    let demand = letter_of(&history, "2025-04-14", &ask(2)).unwrap();
    let shown = |letter: &Letter| letter.interest.map(|money| money.to_string());
    assert_eq!(shown(&demand).as_deref(), Some("1494.79"));
    assert_eq!(demand.claim.to_string(), "101494.79");
    assert_eq!(demand.contract.stop_supply_days, Some(15));
    assert!(demand.contract.capped);
    // A friendly reminder speaks of no interest.
    assert_eq!(shown(&letter_of(&history, "2025-04-14", &ask(1)).unwrap()), None);
    let fee = json!({"fee": "F", "invoice": "I", "amount": "1000.00", "due": "2025-04-30"});
    let charged = history.and("late_fee.charged", "2025-04-10", fee);
    let demand = letter_of(&charged, "2025-04-14", &ask(2)).unwrap();
    assert_eq!(shown(&demand).as_deref(), Some("494.79"));
}

/// Domain, section 12: parts of an active agreement get levels 0 and 1 only.
#[test]
fn a_kept_plan_is_not_demanded() {
    let plan = json!({"kind": "instalment", "schedule": [
        {"due": "2025-03-01", "amount": "40"}, {"due": "2025-04-01", "amount": "60"}]});
    let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").agreement(
        "G",
        "2025-02-10",
        &[("A", "100")],
        plan,
    );
    let first = letter_of(&history, "2025-03-03", &ask(1)).unwrap();
    assert_eq!((first.items[0].part, first.total.to_string()), (Some(1), "40.00".to_owned()));
    assert!(letter_of(&history, "2025-03-03", &ask(2)).is_err());
}

#[test]
fn thanks_name_the_newest_payment_that_stands() {
    let history = history()
        .invoice("A", "2025-01-01", "100", "2025-02-01")
        .payment("P-1", "2025-02-03", "60", &[("A", "60")])
        .payment("P-2", "2025-02-04", "50", &[("A", "30")])
        .and("payment.reversed", "2025-02-05", json!({"payment": "P-2", "reason": "bounced"}));
    let account = history.as_of("2025-02-04");
    let said = thanks(&account, history.policy(), None, None).unwrap();
    assert_eq!((said.payment.as_str(), said.items[0].amount.to_string()), ("P-2", "30.00".into()));
    assert_eq!(said.unapplied.unwrap().to_string(), "20.00");
    assert_eq!(said.still_open.to_string(), "10.00");
    let account = history.as_of("2025-02-05");
    let said = thanks(&account, history.policy(), None, None).unwrap();
    assert_eq!(said.payment, "P-1");
    assert!(thanks(&account, history.policy(), None, Some("P-2")).is_none());
}
