//! Why a score, a balance, a reminder: taken apart and derived again.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::audits::{Change, decided, history};
use crate::shop::{DAY, ask, has_keys, shop};

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
    // Before the registration there is nothing to judge.
    let early = shelf.json(&["why", "score", "C-1", "--as-of", "2022-12-31"]);
    assert_eq!((early.code, &early.error()["code"]), (2, &json!("DUE-0721")));
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
