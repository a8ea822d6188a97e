//! The audit of all decisions.

use serde_json::{Value, json};

use crate::program::{Shelf, by, event, named};
use crate::shop::{DAY, has_keys, keys_in_order, shop};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures");

/// A ledger with a bundled history.
pub fn history(name: &str) -> Shelf {
    let shelf = Shelf::new();
    let file = format!("{FIXTURES}/{name}/events.jsonl");
    let answer = shelf.json(&["import", &file, "--preserve-recorded-at"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    shelf
}

fn audit(shelf: &Shelf, more: &[&str]) -> Value {
    shelf.json(&[&["audit", "decisions"], more].concat()).any_value()
}

fn exit(shelf: &Shelf, more: &[&str]) -> i32 {
    shelf.json(&[&["audit", "decisions"], more].concat()).code
}

/// What the rules say about O-1 on the usual day.
fn derived(shelf: &Shelf) -> Value {
    shelf.json(&["order", "decide", "O-1", "--as-of", DAY, "--dry-run"]).value()["decision"].clone()
}

/// A change of a decision before it is imported.
pub type Change<'c> = &'c dyn Fn(&mut Value);

/// A shop in which O-1 is decided as derived, but for a change.
pub fn decided(person: &str, role: &str, change: Change) -> Shelf {
    let shelf = shop();
    let decision = derived(&shelf);
    let mut data = json!({"order": "O-1", "outcome": decision["outcome"],
        "conditions": decision["conditions"], "basis": decision["basis"]});
    change(&mut data);
    shelf.take(&[by(person, role, event("order.decided", "C-1", DAY, data))]);
    shelf
}

#[test]
fn every_decision_of_the_bundled_histories_derives_again() {
    for (name, decisions) in [("demo", 26), ("decisions", 13)] {
        let shelf = history(name);
        let answer = shelf.json(&["audit", "decisions"]);
        let value = answer.value();
        assert_eq!(keys_in_order(&answer)[..3], ["as_of", "known_at", "policy"]);
        has_keys(
            &value,
            "as_of known_at policy customer? from? to? summary decisions duties releases conditions",
        );
        let summary = &value["summary"];
        has_keys(
            summary,
            "decisions matching differing not_derivable overrides retracted violations releases \
             overlaps \
             conditions met running open breached lapsed",
        );
        assert_eq!(summary["decisions"], decisions, "{name}");
        assert_eq!(summary["decisions"], summary["matching"], "{name}");
        for row in value["decisions"].as_array().expect("a list") {
            has_keys(
                row,
                "customer order position effective outcome actor policy? events status reason?",
            );
        }
        let csv = shelf.run(&["audit", "decisions", "--format", "csv"]).out;
        let rows = value["decisions"].as_array().expect("a list").len();
        assert_eq!(csv.lines().count(), rows + 1);
        for lang in ["en", "zh"] {
            let told = shelf.run(&["audit", "decisions", "--format", "table", "--lang", lang]);
            assert_eq!(told.code, 0, "{}", told.err);
            let all_right = if lang == "zh" {
                "结论：没有决定与记录不符"
            } else {
                "Result: no decision differs"
            };
            assert!(told.out.contains(all_right), "{}", told.out);
        }
    }
}

/// Domain, section 11; INV-8: the first figure that differs is named.
#[test]
fn a_tampered_decision_is_found_among_all() {
    let true_one = decided("li", "finance", &|_| {});
    assert_eq!(exit(&true_one, &[]), 0);
    let lies: [(&str, Change); 9] = [
        ("overdue", &|data| data["basis"]["facts"]["overdue"] = json!("1.00")),
        ("facts_sha256", &|data| data["basis"]["facts_sha256"] = json!("0".repeat(64))),
        ("outcome", &|data| {
            data["outcome"] = json!("approved");
            data["conditions"] = json!([]);
        }),
        ("conditions", &|data| data["conditions"][1]["amount"] = json!("1.00")),
        ("conditions", &|data| data["conditions"] = json!([])),
        ("none@9", &|data| data["basis"]["policy"] = json!("none@9")),
        // A field in another form hides neither itself nor the figures beside it.
        ("facts_sha256", &|data| {
            data["basis"]["facts"]["overdue"] = json!("1.00");
            data["basis"]["facts_sha256"] = json!(5);
        }),
        ("policy: recorded null", &|data| data["basis"]["policy"] = json!(null)),
        ("position: the basis claims to know position 99", &|data| {
            data["basis"]["position"] = json!(99);
        }),
    ];
    for (word, lie) in lies {
        let shelf = decided("li", "finance", lie);
        assert_eq!(exit(&shelf, &[]), 1, "{word}");
        let value = audit(&shelf, &[]);
        let row = &value["decisions"][0];
        assert_eq!(row["status"], "differs", "{word}");
        assert!(row["reason"].as_str().expect("a text").contains(word), "{row}");
        // One comparison: the derivation of the order says the same.
        let why = shelf.json(&["why", "order", "O-1"]);
        assert_eq!(why.code, 1, "{word}");
        assert_eq!(why.any_value()["replayed"]["divergence"], row["reason"]);
        let told = shelf.run(&["audit", "decisions", "--format", "table", "--lang", "zh"]);
        let word = word.split(':').next().expect("a word");
        assert!(told.out.contains("不一致") && told.out.contains(word), "{}", told.out);
    }
}

#[test]
fn a_basis_that_names_nothing_is_counted_apart() {
    let figures: Change = &|data| data["basis"]["facts"] = json!({});
    for change in [&|data: &mut Value| data["basis"] = json!({}), figures] {
        let shelf = decided("li", "finance", change);
        let value = audit(&shelf, &[]);
        assert_eq!(exit(&shelf, &[]), 0);
        assert_eq!(value["summary"]["not_derivable"], 1);
        assert!(!value["decisions"][0]["reason"].as_str().expect("a text").is_empty());
    }
}

/// INV-8: what is retracted later was known then. Domain, section 1: a decision
/// that is retracted was entered in error.
#[test]
fn retractions_change_no_decision_but_those_they_name() {
    let shelf = shop();
    let promise = json!({"promise": "PR-9", "amount": "7", "currency": "CNY", "due": "2025-04-30"});
    shelf.take(&[named(1, event("promise.made", "C-1", "2025-04-13", promise))]);
    let decision = derived(&shelf);
    let data = json!({"order": "O-1", "outcome": decision["outcome"],
        "conditions": decision["conditions"], "basis": decision["basis"]});
    let retract = |id: u32| {
        let reason = json!({"event": crate::program::id(id), "reason": "entered twice"});
        event("event.retracted", "C-1", DAY, reason)
    };
    shelf.take(&[named(2, by("li", "finance", event("order.decided", "C-1", DAY, data)))]);
    shelf.take(&[retract(1)]);
    let value = audit(&shelf, &[]);
    assert_eq!(
        (&value["summary"]["matching"], &value["summary"]["retracted"]),
        (&json!(1), &json!(0))
    );
    shelf.take(&[retract(2)]);
    let value = audit(&shelf, &[]);
    assert_eq!(
        (&value["summary"]["decisions"], &value["summary"]["retracted"]),
        (&json!(0), &json!(1))
    );
    // What was known before the retraction is still known as it was.
    let before = (shelf.head() - 1).to_string();
    let value = audit(&shelf, &["--known-at", &before]);
    assert_eq!(
        (&value["summary"]["decisions"], &value["summary"]["retracted"]),
        (&json!(1), &json!(0))
    );
}

#[test]
fn the_span_and_the_customer_choose_decisions() {
    let shelf = decided("li", "finance", &|_| {});
    let count = |more: &[&str]| audit(&shelf, more)["summary"]["decisions"].clone();
    assert_eq!(count(&["--from", DAY, "--to", DAY]), 1);
    assert_eq!(count(&["--from", "2025-04-17"]), 0);
    assert_eq!(count(&["--to", "2025-04-15"]), 0);
    assert_eq!(count(&["C-1"]), 1);
    assert_eq!(count(&["C-2"]), 0);
    assert_eq!(count(&["--known-at", "12"]), 0);
    let reversed = ["audit", "decisions", "--from", DAY, "--to", "2025-04-15"];
    let answer = shelf.json(&reversed);
    assert_eq!((answer.code, &answer.error()["code"]), (2, &json!("DUE-0720")));
    assert_eq!(exit(&shelf, &["C-404"]), 2);
}

/// INV-11: clashes on one order are violations, several duties are overlaps.
#[test]
fn who_did_what_is_looked_at() {
    let shelf = decided("li", "finance", &|_| {});
    let value = audit(&shelf, &[]);
    assert_eq!(value["duties"]["findings"], json!([]));
    let persons = value["duties"]["persons"].as_array().expect("a list");
    let li = persons.iter().find(|row| row["person"] == "li").expect("a person");
    has_keys(
        li,
        "person roles program placed decided overrode set_limit published_policy securities wrote_off",
    );
    assert_eq!((&li["decided"], &li["program"]), (&json!(1), &json!(false)));
    // zhou placed the order.
    let own = decided("zhou", "sales", &|_| {});
    assert_eq!(exit(&own, &[]), 1);
    let finding = &audit(&own, &[])["duties"]["findings"][0];
    has_keys(finding, "severity customer order? kind person events");
    assert_eq!(
        (&finding["severity"], &finding["kind"], &finding["person"]),
        (&json!("violation"), &json!("placed_and_decided"), &json!("zhou"))
    );
    // Somebody answers for an override that another person records.
    let overruled = |actor: &str| {
        let shelf = decided("li", "finance", &|_| {});
        let data = json!({"order": "O-1", "outcome": "approved", "approver": "wu",
            "justification": "a guarantee is coming"});
        shelf.take(&[by(actor, "approver", event("order.overridden", "C-1", DAY, data))]);
        shelf
    };
    assert_eq!(exit(&overruled("wu"), &[]), 0);
    let kinds = &audit(&overruled("ma"), &[])["duties"]["findings"];
    assert_eq!(kinds[0]["kind"], "override_by_another");
    // Who sets the limit and decides is one person with two duties: exit 0.
    let limit = json!({"limit": "200000", "currency": "CNY"});
    let both = shop();
    both.take(&[by("li", "finance", event("credit.limit_set", "C-1", "2025-04-15", limit))]);
    let answer = both.json(&["order", "decide", "O-1", "--as-of", DAY, "--actor", "li:finance"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let value = audit(&both, &[]);
    assert_eq!(value["duties"]["findings"][0]["kind"], "limit_and_decided");
    assert_eq!((exit(&both, &[]), &value["summary"]["overlaps"]), (0, &json!(1)));
}

/// Domain, section 11: held until 50,000 are paid or guaranteed and 30,000 prepaid.
#[test]
fn goods_that_go_out_too_early_break_the_conditions() {
    let ship = |on: &str| {
        event("delivery.shipped", "C-1", on, json!({"delivery": "DN-1", "order": "O-1"}))
    };
    let settled = |on: &str| {
        event(
            "payment.received",
            "C-1",
            on,
            json!({"payment": "P-9", "currency": "CNY", "amount": "100000.00",
                "allocations": [{"invoice": "INV-2", "amount": "100000"}]}),
        )
    };
    let prepaid = |on: &str| {
        event("order.condition_met", "C-1", on, json!({"order": "O-1", "condition": "prepay"}))
    };
    let audited = |code: i32, events: &[Value]| {
        let shelf = decided("li", "finance", &|_| {});
        shelf.take(events);
        let answer = shelf.json(&["audit", "decisions", "C-1", "--as-of", "2025-06-30"]);
        assert_eq!(answer.code, code);
        answer.any_value()
    };
    let list = |value: &Value| value["conditions"].as_array().expect("a list").clone();
    let kept = [settled("2025-04-18"), prepaid("2025-04-18"), ship("2025-04-20")];
    let kept = list(&audited(0, &kept));
    for row in &kept {
        assert_eq!((&row["status"], row.get("breached_on")), (&json!("met"), None), "{row}");
    }
    // It was held: who ships it all the same acts against the decision.
    let early = [ship("2025-04-17"), settled("2025-04-18"), prepaid("2025-04-18")];
    let value = audited(1, &early);
    assert_eq!(
        (&value["summary"]["violations"], &value["summary"]["releases"]),
        (&json!(1), &json!(1))
    );
    let release = &value["releases"][0];
    has_keys(release, "severity customer order kind released_on events");
    assert_eq!(
        (&release["kind"], &release["released_on"]),
        (&json!("released_although_held"), &json!("2025-04-17"))
    );
    let broken = list(&value);
    let kinds: Vec<&Value> = broken.iter().map(|row| &row["condition"]["kind"]).collect();
    assert_eq!(kinds, ["settle_overdue_or_guarantee", "prepay"]);
    for row in &broken {
        has_keys(
            row,
            "customer order decision override effective outcome condition status released_on met_on \
             met_by breached_on breached_by",
        );
        assert_eq!(
            (&row["status"], &row["breached_on"]),
            (&json!("breached"), &json!("2025-04-17"))
        );
        assert_eq!(row["met_on"], "2025-04-18");
    }
    let waiting = list(&audited(0, &[]));
    assert!(waiting.iter().all(|row| row["status"] == "open"));
}

/// Domain, section 11: a rejected order that is billed all the same, and one that
/// was overridden before.
#[test]
fn an_order_released_against_its_decision_is_a_violation() {
    let bill = |on: &str| {
        let data =
            json!({"invoice": "INV-9", "order": "O-1", "currency": "CNY", "amount": "150000"});
        event("invoice.issued", "C-1", on, data)
    };
    let override_it = json!({"order": "O-1", "outcome": "approved", "approver": "wu",
        "justification": "a guarantee is coming"});
    let overridden = by("wu", "approver", event("order.overridden", "C-1", DAY, override_it));
    // The decision is recorded as derived: held.
    let held = || decided("li", "finance", &|_| {});
    let cases: [(&[Value], i32); 3] = [
        (&[bill("2025-04-20")], 1),
        (&[overridden.clone(), bill("2025-04-20")], 0),
        (&[bill("2025-04-20"), by_later(&overridden)], 1),
    ];
    for (events, code) in cases {
        let shelf = held();
        for event in events {
            shelf.take(std::slice::from_ref(event));
        }
        assert_eq!(exit(&shelf, &["--as-of", "2025-06-30"]), code, "{events:?}");
    }
    let rejected = decided("li", "finance", &|data| {
        data["outcome"] = json!("rejected");
        data["conditions"] = json!([]);
    });
    rejected.take(&[bill("2025-04-20")]);
    let value = audit(&rejected, &["--as-of", "2025-06-30"]);
    assert_eq!(value["releases"][0]["kind"], "released_although_rejected");
    for (lang, words) in [("en", "although rejected"), ("zh", "已拒绝仍发货或开票")] {
        let args = ["audit", "decisions", "--as-of", "2025-06-30", "--format", "table"];
        let told = rejected.run(&[&args[..], &["--lang", lang]].concat());
        assert_eq!(told.code, 1);
        assert!(told.out.contains(words), "{}", told.out);
    }
}

/// The same event, dated a week later.
fn by_later(event: &Value) -> Value {
    let mut event = event.clone();
    event["effective"] = json!("2025-04-23");
    event
}

/// INV-11: a role is claimed. Who acted once as a person is one, also with another
/// customer, and however the id is written.
#[test]
fn a_claimed_role_hides_nobody() {
    let contact = json!({"contact": "K-9", "channel": "phone", "summary": "x", "response": "none"});
    let both = |elsewhere: Option<(&str, &str)>| {
        let shelf = shop();
        let order = json!({"order": "O-9", "currency": "CNY", "amount": "10"});
        shelf.take(&[by("robot", "system", event("order.placed", "C-1", DAY, order))]);
        let args = ["order", "decide", "O-9", "--as-of", DAY, "--actor", "robot:system"];
        assert_eq!(shelf.json(&args).code, 0);
        if let Some((id, role)) = elsewhere {
            shelf.take(&[by(id, role, event("contact.logged", "C-2", DAY, contact.clone()))]);
        }
        shelf
    };
    let program = both(None);
    assert_eq!(exit(&program, &[]), 0);
    for (id, role) in [("robot", "sales"), ("Robot", "finance")] {
        let person = both(Some((id, role)));
        // The audit of one customer says the same as that of all.
        for scope in [&[][..], &["C-1"]] {
            let value = audit(&person, scope);
            assert_eq!(exit(&person, scope), 1, "{id}:{role} {scope:?}");
            let finding = &value["duties"]["findings"][0];
            assert_eq!(
                (&finding["kind"], &finding["person"]),
                (&json!("placed_and_decided"), &json!("robot"))
            );
            let persons = value["duties"]["persons"].as_array().expect("a list");
            let robot = persons.iter().find(|row| row["person"] == "robot").expect("a person");
            assert_eq!(robot["program"], false);
        }
    }
    assert_eq!(exit(&both(Some(("other", "sales"))), &["C-1"]), 0);
}
