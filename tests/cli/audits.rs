//! Derivations again, and the audit of all decisions.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::program::{Shelf, by, event, named};
use crate::shop::{DAY, ask, has_keys, keys_in_order, shop};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures");

/// A ledger with a bundled history.
fn history(name: &str) -> Shelf {
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
type Change<'c> = &'c dyn Fn(&mut Value);

/// A shop in which O-1 is decided as derived, but for a change.
fn decided(person: &str, role: &str, change: Change) -> Shelf {
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
            "as_of known_at policy customer? from? to? summary decisions duties conditions",
        );
        let summary = &value["summary"];
        has_keys(
            summary,
            "decisions matching differing not_derivable overrides retracted violations overlaps \
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
            let all_right =
                if lang == "zh" { "结论：凡写明依据" } else { "Result: every decision" };
            assert!(told.out.contains(all_right), "{}", told.out);
        }
    }
}

/// Domain, section 11; INV-8: the first figure that differs is named.
#[test]
fn a_tampered_decision_is_found_among_all() {
    let true_one = decided("li", "finance", &|_| {});
    assert_eq!(exit(&true_one, &[]), 0);
    let lies: [(&str, Change); 5] = [
        ("overdue", &|data| data["basis"]["facts"]["overdue"] = json!("1.00")),
        ("facts_sha256", &|data| data["basis"]["facts_sha256"] = json!("0".repeat(64))),
        ("outcome", &|data| {
            data["outcome"] = json!("approved");
            data["conditions"] = json!([]);
        }),
        ("conditions", &|data| data["conditions"][1]["amount"] = json!("1.00")),
        ("none@9", &|data| data["basis"]["policy"] = json!("none@9")),
    ];
    for (word, lie) in lies {
        let shelf = decided("li", "finance", lie);
        assert_eq!(exit(&shelf, &[]), 1, "{word}");
        let value = audit(&shelf, &[]);
        let row = &value["decisions"][0];
        assert_eq!(row["status"], "differs", "{word}");
        assert!(row["reason"].as_str().expect("a text").contains(word), "{row}");
        let told = shelf.run(&["audit", "decisions", "--format", "table", "--lang", "zh"]);
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
    let conditions = |events: &[Value]| {
        let shelf = decided("li", "finance", &|_| {});
        shelf.take(events);
        let answer = shelf.json(&["audit", "decisions", "C-1", "--as-of", "2025-06-30"]);
        assert_eq!(answer.code, 0, "breaches of customers alone are no divergence");
        answer.value()["conditions"].as_array().expect("a list").clone()
    };
    let kept = conditions(&[settled("2025-04-18"), prepaid("2025-04-18"), ship("2025-04-20")]);
    for row in &kept {
        assert_eq!((&row["status"], row.get("breached_on")), (&json!("met"), None), "{row}");
    }
    let broken = conditions(&[ship("2025-04-17"), settled("2025-04-18"), prepaid("2025-04-18")]);
    let kinds: Vec<&Value> = broken.iter().map(|row| &row["condition"]["kind"]).collect();
    assert_eq!(kinds, ["settle_overdue_or_guarantee", "prepay"]);
    for row in &broken {
        has_keys(
            row,
            "customer order decision override effective outcome condition status shipped_on met_on \
             met_by breached_on breached_by",
        );
        assert_eq!(
            (&row["status"], &row["breached_on"]),
            (&json!("breached"), &json!("2025-04-17"))
        );
        assert_eq!(row["met_on"], "2025-04-18");
    }
    let waiting = conditions(&[]);
    assert!(waiting.iter().all(|row| row["status"] == "open"));
}

/// The whys begin with their point of view and agree with the plain questions.
#[test]
fn a_score_is_taken_apart() {
    let shelf = decided("li", "finance", &|_| {});
    let value = ask(&shelf, &["why", "score", "C-1"]);
    has_keys(
        &value,
        "as_of known_at policy customer currency base contributions sum score grade grade_from \
         next_grade? risk_class classes limit limit_factor recommended_limit events replayed",
    );
    let plain = &ask(&shelf, &["score", "C-1"])["customers"][0];
    for key in ["currency", "score", "grade", "risk_class", "recommended_limit"] {
        assert_eq!(value[key], plain[key], "{key}");
    }
    let steps = value["contributions"].as_array().expect("a list");
    assert_eq!(steps.len(), 12);
    for (step, plain) in steps.iter().zip(plain["contributions"].as_array().expect("a list")) {
        has_keys(step, "characteristic value points events bin better?");
        assert_eq!((&step["points"], &step["events"]), (&plain["points"], &plain["events"]));
    }
    let points: i64 = steps.iter().map(|step| step["points"].as_i64().expect("points")).sum();
    assert_eq!(value["sum"], json!(60 + points));
    let class = value["classes"].as_array().expect("a list").last().expect("a class");
    assert_eq!((&class["held"], &class["class"]), (&json!(true), &value["risk_class"]));
    has_keys(&class["because"][0], "fact value test holds");
    let replayed = &value["replayed"];
    has_keys(replayed, "events matches stored live decisions");
    assert_eq!(replayed["matches"], true);
    assert_eq!(replayed["decisions"][0]["matches"], true);
    // A decision that records another score is found.
    let lie: Change = &|data| data["basis"]["facts"]["score"] = json!(99);
    let shelf = decided("li", "finance", lie);
    let answer = shelf.json(&["why", "score", "C-1", "--as-of", DAY]);
    assert_eq!(answer.code, 1);
    let wrong = &answer.any_value()["replayed"]["decisions"][0];
    assert_eq!((&wrong["matches"], &wrong["recorded"]["score"]), (&json!(false), &json!(99)));
    assert_ne!(wrong["derived"]["score"], json!(99));
}

/// Domain, section 5; INV-7.
#[test]
fn a_balance_is_taken_apart() {
    let shelf = shop();
    let value = ask(&shelf, &["why", "balance", "C-1"]);
    has_keys(&value, "as_of known_at policy customer currencies events replayed");
    let plain = ask(&shelf, &["balance", "C-1"]);
    let currencies = value["currencies"].as_array().expect("a list");
    assert_eq!(currencies.len(), 2);
    for (apart, plain) in currencies.iter().zip(plain["customers"].as_array().expect("a list")) {
        has_keys(apart, "currency steps items payments excess_credits? balance laws");
        assert_eq!(
            (&apart["currency"], &apart["balance"]),
            (&plain["currency"], &plain["balance"])
        );
        for law in apart["laws"].as_array().expect("a list") {
            assert_eq!(law["holds"], true, "{law}");
        }
    }
    let only = ask(&shelf, &["why", "balance", "C-1", "--currency", "USD"]);
    assert_eq!(only["currencies"].as_array().expect("a list").len(), 1);
    let bad = shelf.json(&["why", "balance", "C-1", "--currency", "XXQ"]);
    assert_eq!(bad.code, 2);
    // A read model that says something else is a difference.
    let before = shelf.json(&["why", "balance", "C-1", "--as-of", DAY]);
    assert_eq!(before.code, 0, "{}", before.out);
    let db = Connection::open(shelf.db()).expect("a ledger");
    let changed = db.execute(
        "UPDATE projection SET row = CAST('[]' AS BLOB) WHERE name = 'balance' AND customer = 'C-1'",
        [],
    );
    assert_eq!(changed.expect("a row"), 1);
    drop(db);
    for what in ["balance", "score", "reminder"] {
        let answer = shelf.json(&["why", what, "C-1", "--as-of", DAY]);
        assert_eq!(answer.code, 1, "{what}");
        let live = &answer.any_value()["replayed"]["live"];
        assert_eq!((&live["matches"], &live["differing"]), (&json!(false), &json!(["balance"])));
        assert_eq!(shelf.json(&["why", what, "C-2", "--as-of", DAY]).code, 0, "{what}");
    }
}

/// Domain, section 12.
#[test]
fn the_worklist_is_explained_part_by_part() {
    let shelf = history("demo");
    let day = ["--as-of", "2025-06-30"];
    let why =
        |customer: &str| shelf.json(&[&["why", "reminder", customer], &day[..]].concat()).value();
    let promised = why("C-1006");
    has_keys(&promised, "as_of known_at policy customer parts horizon_days events replayed");
    let left_out = promised["parts"].as_array().expect("a list");
    let left_out = left_out.iter().find(|part| part["verdict"] == "left_out").expect("a part");
    has_keys(
        left_out,
        "invoice part? currency due days_past_due open disputed verdict level? reason? against? \
         under_agreement last? silent_since? unverified? next?",
    );
    assert_eq!(left_out["against"], json!(["promise_pending"]));
    // Every line of the worklist is explained, and nothing else is due.
    let worklist = shelf.json(&[&["reminders"], &day[..]].concat()).value();
    for customer in ["C-1006", "C-1009", "C-1014", "C-1011", "C-1007"] {
        let mut listed: Vec<(&Value, &Value)> = Vec::new();
        for line in worklist["due"].as_array().expect("a list") {
            if line["customer"] == customer {
                let invoices = line["invoices"].as_array().expect("a list");
                listed.extend(invoices.iter().map(|invoice| (invoice, &line["level"])));
            }
        }
        let answer = why(customer);
        for part in answer["parts"].as_array().expect("a list") {
            let entry = (&part["invoice"], &part["level"]);
            assert_eq!(part["verdict"] == "due", listed.contains(&entry), "{customer} {part}");
            // What it foretells is what the list says on that day, and not the day before.
            let Some(next) = part.get("next") else { continue };
            let on = next["on"].as_str().expect("a day");
            let then = shelf.json(&["reminders", customer, "--as-of", on]).value();
            let has = then["due"].as_array().expect("a list").iter().any(|line| {
                line["level"] == next["level"]
                    && line["invoices"].as_array().expect("a list").contains(&part["invoice"])
            });
            assert!(has, "{customer} {part}");
        }
    }
}

#[test]
fn people_read_the_whys_in_both_languages() {
    let shelf = history("demo");
    for (what, en, zh) in [
        ("score", "How the score adds up", "评分构成"),
        ("balance", "From nothing to the balance", "由零到余额"),
        ("reminder", "Whom to remind of what, and why", "催收与否及理由"),
    ] {
        for (lang, word) in [("en", en), ("zh", zh)] {
            let args = ["why", what, "C-1007", "--as-of", "2025-05-10"];
            let told = shelf.run(&[&args[..], &["--format", "table", "--lang", lang]].concat());
            assert_eq!(told.code, 0, "{}", told.err);
            assert!(told.out.contains(word), "{}", told.out);
        }
        assert_eq!(shelf.json(&["why", what, "C-404"]).code, 2);
        assert_eq!(shelf.json(&["why", what]).code, 2);
    }
}
