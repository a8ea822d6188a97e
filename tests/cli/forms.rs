//! Tables, CSV, languages, schemas, simulated histories.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::Shelf;
use crate::shop::{DAY, ask, shop};

const QUESTIONS: [&[&str]; 10] = [
    &["balance"],
    &["aging"],
    &["aging", "--items"],
    &["promises"],
    &["score"],
    &["exposure"],
    &["interest"],
    &["limitation"],
    &["reminders"],
    &["timeline", "C-1"],
];

fn text(shelf: &Shelf, args: &[&str], more: &[&str]) -> String {
    let answer = shelf.run(&[args, &["--as-of", DAY], more].concat());
    assert_eq!(answer.code, 0, "{args:?} {}", answer.err);
    answer.out
}

#[test]
fn csv_is_a_table_without_formulas() {
    let shelf = shop();
    for question in QUESTIONS {
        let csv = text(&shelf, question, &["--format", "csv"]);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let heading = reader.headers().expect("a heading").clone();
        assert!(heading.len() > 2, "{question:?}");
        let mut rows = 0;
        for record in reader.records() {
            let record = record.expect("as many cells as headings");
            rows += 1;
            for cell in &record {
                let number = cell.trim_start_matches('-').parse::<f64>().is_ok();
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(number || !formula, "{question:?}: {cell}");
            }
        }
        assert!(rows > 0, "{question:?}");
    }
    let csv = text(&shelf, &["aging", "--items"], &["--format", "csv"]);
    assert!(csv.contains("'=INV-9"), "{csv}");
    // Amounts in CSV are those of the JSON, without separators.
    let csv = text(&shelf, &["balance"], &["--format", "csv"]);
    let open = ask(&shelf, &["balance"])["customers"][0]["open"].clone();
    assert!(csv.lines().nth(1).expect("a row").contains(open.as_str().expect("a text")));
}

#[test]
fn a_language_changes_words_only() {
    let shelf = shop();
    for question in QUESTIONS {
        let table = |lang: &str| text(&shelf, question, &["--format", "table", "--lang", lang]);
        let (en, zh) = (table("en"), table("zh"));
        assert_ne!(en, zh, "{question:?}");
        assert!(en.is_ascii() || !en.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)));
        // Every number of the one stands in the other.
        let numbers = |text: &str| -> BTreeSet<String> {
            text.split(|c: char| !(c.is_ascii_digit() || "-.,".contains(c)))
                .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
                .map(|word| word.trim_matches(['-', ',', '.']).to_owned())
                .collect()
        };
        assert_eq!(numbers(&en), numbers(&zh), "{question:?}");
    }
    // JSON has no language, but for the summaries of a timeline, which are words.
    for question in &QUESTIONS[..9] {
        let json = |lang: &str| text(&shelf, question, &["--format", "json", "--lang", lang]);
        assert_eq!(json("en"), json("zh"), "{question:?}");
    }
    let with = |lang: &str| {
        let mut command = shelf.command(&["balance", "--as-of", DAY, "--format", "table"]);
        command.env("LANG", lang);
        crate::program::run(command, b"").out
    };
    assert_eq!(
        with("zh_CN.UTF-8"),
        text(&shelf, &["balance"], &["--format", "table", "--lang", "zh"])
    );
}

#[test]
fn the_format_is_json_where_nobody_looks_on() {
    let shelf = shop();
    let plain = text(&shelf, &["balance"], &[]);
    assert_eq!(plain, text(&shelf, &["balance"], &["--format", "json"]));
    assert!(plain.ends_with("}\n") && plain.lines().count() == 1);
    // The ledger may be named in the environment.
    let mut command = crate::program::program();
    command.args(["balance", "--as-of", DAY]).env("DUEBOOK_DB", shelf.db());
    assert_eq!(crate::program::run(command, b"").out, plain);
}

#[test]
fn schemas_describe_what_is_written() {
    let shelf = Shelf::new();
    let all: Value = serde_json::from_str(&shelf.run(&["schema"]).out).expect("JSON");
    assert!(all.is_object());
    for kind in duebook_events::Kind::ALL {
        let answer = shelf.run(&["schema", kind.name()]);
        assert_eq!(answer.code, 0);
        assert!(answer.out.contains(kind.name()));
        let one: Value = serde_json::from_str(&answer.out).expect("JSON");
        assert!(one["$schema"].is_string(), "{kind}");
    }
    assert!(!shelf.db().exists());
    assert_eq!(shelf.json(&["schema", "nothing"]).code, 2);
}

#[test]
fn simulated_histories_depend_on_their_seed_only() {
    let shelf = Shelf::new();
    let simulate = |seed: &str| {
        let args = ["simulate", "--customers", "9", "--events", "1200", "--seed", seed];
        let answer = shelf.run(&args);
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.out
    };
    let first = simulate("5");
    assert_eq!(first.lines().count(), 1200);
    assert_eq!(first, simulate("5"));
    assert_ne!(first, simulate("6"));
    let answer = shelf.feed(&["import", "-", "--preserve-recorded-at"], first.as_bytes()).value();
    assert_eq!(answer["appended"], 1200);
    assert_eq!(shelf.json(&["replay", "--check"]).code, 0);
    assert_eq!(shelf.json(&["simulate", "--customers", "0"]).code, 2);
}
