//! Decisions, overrides, and why.

use serde_json::{Value, json};

use crate::program::{Shelf, by, event};
use crate::shop::{DAY, has_keys, shop};

fn decide(shelf: &Shelf, more: &[&str]) -> crate::program::Answer {
    let args = ["order", "decide", "O-1", "--as-of", DAY, "--actor", "li:finance"];
    shelf.json(&[&args[..], more].concat())
}

fn overrule(shelf: &Shelf, approver: &str) -> crate::program::Answer {
    shelf.json(&[
        "order",
        "override",
        "O-1",
        "--outcome",
        "approved",
        "--approver",
        approver,
        "--justification",
        "a guarantee is coming",
        "--as-of",
        DAY,
    ])
}

#[test]
fn a_decision_is_recorded_with_what_it_rests_on() {
    let shelf = shop();
    let dry = decide(&shelf, &["--dry-run"]).value();
    has_keys(&dry["decision"], "order outcome conditions basis");
    assert_eq!(shelf.head(), 12);
    let answer = decide(&shelf, &[]).value();
    let decision = &answer["decision"];
    has_keys(decision, "position order outcome conditions basis");
    // The first decision publishes the built-in policy before it cites it.
    assert_eq!((&decision["position"], shelf.head()), (&json!(14), 14));
    assert_eq!((&decision["order"], &decision["outcome"]), (&json!("O-1"), &json!("held")));
    for condition in decision["conditions"].as_array().expect("a list") {
        has_keys(condition, "kind share? count? amount currency");
    }
    let basis = &decision["basis"];
    has_keys(basis, "policy policy_sha256 position as_of facts facts_sha256 trace cites");
    assert_eq!((&basis["position"], &basis["as_of"]), (&json!(13), &json!(DAY)));
    has_keys(
        &basis["facts"],
        "order_amount overdue disputed days_past_due open exposure exposure_after limit security \
         available_after score grade risk_class tenure_days suspended stop_supply_days unverified \
         open_conditions pending_promises",
    );
    let trace = basis["trace"].as_array().expect("a list");
    let (last, before) = trace.split_last().expect("a rule");
    assert_eq!(last, &json!({"rule": "severe", "matched": true}));
    assert!(before.iter().all(|rule| rule["matched"] == false));
    assert_eq!(dry["decision"]["basis"]["facts"], basis["facts"]);
    // Once, except in a dry run.
    let again = decide(&shelf, &[]);
    assert_eq!((again.code, &again.error()["kind"]), (3, &json!("refused")));
    assert!(again.error()["message"].as_str().expect("a text").contains("position 14"));
    assert_eq!(decide(&shelf, &["--dry-run"]).code, 0);
    assert_eq!(shelf.head(), 14);
    assert_eq!(shelf.json(&["replay", "--check"]).code, 0);
}

#[test]
fn an_override_is_by_another_person() {
    let shelf = shop();
    decide(&shelf, &[]).value();
    for person in ["zhou", "li"] {
        let answer = overrule(&shelf, person);
        assert_eq!((answer.code, &answer.error()["field"]), (3, &json!("data.approver")));
    }
    let answer = overrule(&shelf, "wu").value();
    has_keys(&answer["override"], "position customer order outcome approver justification");
    let why = shelf.json(&["why", "order", "O-1"]).value();
    assert_eq!(why["override"]["approver"], "wu");
    assert_eq!(
        (&why["decision"]["outcome"], &why["override"]["outcome"]),
        (&json!("held"), &json!("approved"))
    );
    // What is overridden to approved is exposure.
    let exposure = crate::shop::ask(&shelf, &["exposure", "C-1"]);
    assert_eq!(exposure["customers"][0]["orders"], "30000.00");
    let bare = ["order", "override", "O-1", "--outcome", "approved", "--approver", "wu"];
    assert_eq!(shelf.json(&bare).code, 2);
    let blank = [&bare[..], &["--justification", " "]].concat();
    assert_eq!(shelf.json(&blank).code, 3);
    let outcome = [
        "order",
        "override",
        "O-1",
        "--outcome",
        "maybe",
        "--approver",
        "wu",
        "--justification",
        "x",
    ];
    assert_eq!(shelf.json(&outcome).code, 2);
}

#[test]
fn a_decision_on_a_past_date_rests_on_that_date() {
    let shelf = shop();
    let early = shelf.json(&["order", "decide", "O-1", "--as-of", "2025-04-11"]);
    assert_eq!((early.code, &early.error()["field"]), (3, &json!("order")));
    let day = "2025-04-12";
    let answer = shelf.json(&["order", "decide", "O-1", "--as-of", day, "--actor", "li"]).value();
    assert_eq!(answer["decision"]["basis"]["as_of"], day);
    let why = shelf.json(&["why", "order", "O-1"]).value();
    assert_eq!((&why["decision"]["effective"], &why["as_of"]), (&json!(day), &json!(day)));
    assert_eq!(why["replayed"]["matches"], true);
    // What comes to light later changes the hindsight, not the decision.
    let found = json!({"findings": [{"kind": "court", "result": "dishonest_debtor"}]});
    shelf.take(&[event("customer.investigated", "C-1", "2025-04-01", found)]);
    let why = shelf.json(&["why", "order", "O-1"]).value();
    has_keys(&why["replayed"], "events outcome facts_sha256 matches");
    assert_eq!(why["replayed"]["matches"], true);
    assert_eq!(
        (&why["hindsight"]["outcome"], &why["hindsight"]["rule"]),
        (&json!("rejected"), &json!("refuse"))
    );
    let changed = why["hindsight"]["changed"].as_array().expect("a list");
    let class = changed.iter().find(|row| row["fact"] == "risk_class").expect("a change");
    has_keys(class, "fact then now because");
    assert_eq!((&class["now"], &class["because"]), (&json!("refuse"), &json!([shelf.head()])));
}

/// A change of an imported decision.
type Change<'c> = &'c dyn Fn(&mut Value);

#[test]
fn a_basis_that_cannot_be_derived_is_a_divergence() {
    let shelf = shop();
    let decided = decide(&shelf, &["--dry-run"]).value();
    let import = |shelf: &Shelf, change: Change| {
        let mut data = json!({"order": "O-1", "outcome": decided["decision"]["outcome"],
            "conditions": decided["decision"]["conditions"],
            "basis": decided["decision"]["basis"]});
        change(&mut data);
        shelf.take(&[by("li", "finance", event("order.decided", "C-1", DAY, data))]);
        shelf.json(&["why", "order", "O-1"])
    };
    // As it was derived it holds, although the policy was never published.
    let answer = import(&shop(), &|_| {});
    assert_eq!(answer.code, 0, "{}", answer.out);
    let lies: [(&str, Change); 6] = [
        ("overdue", &|data| data["basis"]["facts"]["overdue"] = json!("0.00")),
        ("facts_sha256", &|data| data["basis"]["facts_sha256"] = json!("0".repeat(64))),
        ("outcome", &|data| data["outcome"] = json!("approved")),
        ("SHA-256", &|data| data["basis"]["policy_sha256"] = json!("0".repeat(64))),
        ("none@9", &|data| data["basis"]["policy"] = json!("none@9")),
        ("basis", &|data| data["basis"] = json!({})),
    ];
    for (word, lie) in lies {
        let answer = import(&shop(), lie);
        assert_eq!(answer.code, 1, "{word}");
        let replayed = &answer.any_value()["replayed"];
        assert_eq!(replayed["matches"], false);
        assert!(replayed["divergence"].as_str().expect("a text").contains(word), "{replayed}");
    }
}

#[test]
fn orders_that_are_not_there_or_not_decided() {
    let shelf = shop();
    let code = |args: &[&str]| {
        let answer = shelf.json(args);
        assert!(!answer.error()["hint"].as_str().expect("a hint").is_empty());
        answer.code
    };
    assert_eq!(code(&["order", "decide", "O-404"]), 3);
    assert_eq!(code(&["why", "order", "O-404"]), 3);
    assert_eq!(code(&["why", "order", "O-1"]), 3);
    assert_eq!(code(&["order", "decide", "O-1", "--known-at", "5"]), 2);
    assert_eq!(code(&["order", "decide", "O-1", "--dry-run", "--known-at", "5"]), 3);
    shelf.take(&[event("order.cancelled", "C-1", DAY, json!({"order": "O-1"}))]);
    assert_eq!(code(&["order", "decide", "O-1"]), 3);
    assert_eq!(decide(&shelf, &["--dry-run"]).code, 0);
}
