//! Month-end histories at the command line: what they hold is what the questions
//! answer for the same day and the same knowledge (domain, sections 6, 10, 14).
#![allow(clippy::unwrap_used)] // a test that cannot go on says so by panicking

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::program::Shelf;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures/demo/events.jsonl");

/// The bundled history, and a stricter policy in force from 2025.
fn shelf() -> Shelf {
    let shelf = Shelf::new();
    shelf.json(&["import", DEMO, "--preserve-recorded-at"]).value();
    let text = duebook_projections::policy::DEFAULT_TEXT
        .replace("name = \"default\"", "name = \"strict\"")
        .replace("bucket_ends = [30, 60, 90, 180, 365]", "bucket_ends = [10, 60, 90, 180, 365]")
        .replace("base = 60", "base = 50");
    let file = shelf.file("strict.toml", text);
    shelf.json(&["policy", "publish", &file, "--from", "2025-01-01"]).value();
    shelf
}

/// The months of one customer, by month.
fn months(shelf: &Shelf, customer: &str, more: &[&str]) -> BTreeMap<String, Value> {
    let args = [&["policy", "history", customer], more].concat();
    let answer = shelf.json(&args).value();
    let rows = answer["months"].as_array().unwrap().clone();
    rows.into_iter().map(|row| (row["month"].as_str().unwrap().to_owned(), row)).collect()
}

fn by_customer(answer: &Value) -> BTreeMap<String, Vec<Value>> {
    let mut by = BTreeMap::<String, Vec<Value>>::new();
    for row in answer["customers"].as_array().unwrap() {
        by.entry(row["customer"].as_str().unwrap().to_owned()).or_default().push(row.clone());
    }
    by
}

/// Compares every customer's rows with `score` and `aging`, put for the same day,
/// knowledge and policy; gives the number of rows and the policies met.
fn agrees(shelf: &Shelf, policy: Option<&str>) -> (usize, Vec<String>) {
    let customers = by_customer(&shelf.json(&["balance", "--as-of", "2025-12-31"]).value());
    let histories: BTreeMap<&String, BTreeMap<String, Value>> =
        customers.keys().map(|customer| (customer, months(shelf, customer, &[]))).collect();
    let all: BTreeMap<&String, &Value> = histories.values().flatten().collect();
    let mut policies: Vec<String> = Vec::new();
    let mut rows = 0;
    for (month, any) in all {
        let (day, known_at) = (any["as_of"].as_str().unwrap(), any["known_at"].to_string());
        let mut point = vec!["--as-of", day, "--known-at", &known_at];
        let cited = any["policy"].as_str().unwrap();
        point.extend(policy.map_or(vec!["--policy", cited], |policy| vec!["--policy", policy]));
        let scores = by_customer(&shelf.json(&[&["score"], &point[..]].concat()).value());
        let aging = by_customer(&shelf.json(&[&["aging"], &point[..]].concat()).value());
        policies.push(cited.to_owned());
        for (customer, history) in &histories {
            let Some(row) = history.get(month) else {
                assert!(!scores.contains_key(*customer) && !aging.contains_key(*customer));
                continue;
            };
            rows += 1;
            let score = scores.get(*customer).map_or(&Value::Null, |rows| &rows[0]);
            for key in ["score", "grade", "risk_class"] {
                assert_eq!(row[key], score[key], "{customer} {month} {key}");
            }
            let aged: Vec<Value> = aging.get(*customer).cloned().unwrap_or_default();
            let of = |rows: &[Value]| -> Vec<Value> {
                let keys = ["currency", "open", "unapplied", "amounts"];
                rows.iter().map(|row| keys.map(|key| row[key].clone()).into()).collect()
            };
            assert_eq!(of(row["currencies"].as_array().unwrap()), of(&aged), "{customer} {month}");
        }
    }
    policies.dedup();
    (rows, policies)
}

#[test]
fn each_row_is_what_score_and_aging_answer_for_that_day_and_knowledge() {
    let shelf = shelf();
    let built = shelf.json(&["policy", "backfill", "strict@1"]).value();
    // Nothing was shown: the history as originally reported was built first.
    assert_eq!((&built["history"]["shown"], &built["was_there"]), (&json!(true), &json!(false)));
    assert!(built["original"].is_string() && built["compared"]["scores_changed"] != 0);
    let (rows, policies) = agrees(&shelf, Some("strict@1"));
    assert!(rows > 200, "{rows}");
    assert_eq!(policies, ["strict@1"]);
    // In the months of the log nobody had heard of strict@1, so they were reported otherwise.
    let before = months(&shelf, "C-1001", &["--as-reported", "original"]);
    assert!(before.values().all(|row| row["policy"] == "default@1"));
    assert_ne!(before["2025-03"], months(&shelf, "C-1001", &[])["2025-03"]);
}

#[test]
fn with_hindsight_each_month_is_under_the_policy_of_its_own_day() {
    let shelf = shelf();
    let built = shelf
        .json(&["policy", "backfill", "--with-hindsight", "--from", "2024-06", "--to", "2025-05"])
        .value();
    assert_eq!(built["history"]["knowledge"], "today");
    let (rows, policies) = agrees(&shelf, None);
    assert!(rows > 100, "{rows}");
    assert_eq!(policies, ["default@1", "strict@1"]);
}

#[test]
fn sums_are_those_of_the_customers_and_every_format_shows_them() {
    let shelf = shelf();
    shelf.json(&["policy", "backfill"]).value();
    let sums = shelf.json(&["policy", "history", "--from", "2025-03", "--to", "2025-03"]).value();
    let aging = ["aging", "--as-of", "2025-03-31", "--known-at", "2025-03-31T15:59:59.999Z"];
    let totals = shelf.json(&aging).value()["totals"].clone();
    for (row, total) in sums["months"].as_array().unwrap().iter().zip(totals.as_array().unwrap()) {
        assert_eq!((&row["open"], &row["amounts"]), (&total["open"], &total["amounts"]));
        // The same figure as the portfolio's: rounded once, of the sum.
        let currency = row["currency"].as_str().unwrap();
        let month = ["portfolio", "--as-of", "2025-03-31", "--from", "2025-03", "--currency"];
        let known = ["--known-at", "2025-03-31T15:59:59.999Z"];
        let figures = shelf.json(&[&month[..], &[currency], &known].concat()).value();
        assert_eq!(row["provision"], figures["months"][0]["expected_credit_loss"]);
    }
    let counted: u64 = sums["standings"][0]["grades"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(counted, 15);
    for (lang, word) in [("en", "expected loss"), ("zh", "预期损失")] {
        let table = ["policy", "history", "--format", "table", "--lang", lang];
        assert!(shelf.run(&table).out.contains(word));
        assert!(shelf.run(&["policy", "histories", "--format", "csv", "--lang", lang]).code == 0);
    }
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    let shelf = shelf();
    let code = |args: &[&str], code: &str| {
        let answer = shelf.json(args);
        assert_eq!((answer.code, answer.error()["code"].as_str()), (2, Some(code)), "{args:?}");
    };
    code(&["policy", "history"], "DUE-0763");
    shelf.json(&["policy", "backfill"]).value();
    let listed = shelf.json(&["policy", "histories"]).value();
    let id = listed["histories"][0]["id"].as_str().unwrap();
    code(&["policy", "drop", id], "DUE-0765");
    code(&["policy", "drop", "00000000"], "DUE-0764");
    code(&["policy", "history", "--as-reported", "loose@9"], "DUE-0764");
    code(&["policy", "history", "--from", "2025-03", "--to", "2025-01"], "DUE-0670");
    code(&["policy", "backfill", "--to", "2099-01"], "DUE-0761");
    code(&["policy", "backfill", "--to", "2019-01"], "DUE-0762");
    code(&["policy", "backfill", "--from", "2025-03", "--to", "2025-01"], "DUE-0670");
    let unknown = shelf.json(&["policy", "backfill", "loose@9"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("strict@1"), "{}", unknown.err);
    let empty = Shelf::new();
    empty.json(&["init"]).value();
    let answer = empty.json(&["policy", "backfill"]);
    assert_eq!((answer.code, answer.error()["code"].as_str()), (2, Some("DUE-0760")));
    // An older one can be dropped, and is gone.
    shelf.json(&["policy", "backfill", "strict@1"]).value();
    shelf.json(&["policy", "drop", id]).value();
    code(&["policy", "history", "--as-reported", id], "DUE-0764");
    // What is left is not what was first reported.
    code(&["policy", "history", "--as-reported", "original"], "DUE-0764");
    code(&["policy", "backfill", "--workers", "0"], "DUE-0505");
}

#[test]
fn a_shorter_history_says_what_it_lacks() {
    let shelf = shelf();
    shelf.json(&["policy", "backfill", "--from", "2024-06", "--to", "2025-05"]).value();
    let few = ["policy", "backfill", "strict@1", "--from", "2025-04", "--to", "2025-05"];
    let shorter = shelf.json(&few).value();
    assert_eq!(
        (&shorter["compared"]["months"], &shorter["compared"]["months_gone"]),
        (&json!(2), &json!(10))
    );
    // Shown already: nothing to compare with, and it says so.
    let again = shelf.json(&few).value();
    assert_eq!(again["not_compared"], "same_history");
}
