//! The policy as data: checking, comparing, listing and showing versions
//! (domain, sections 10 to 15).

use serde_json::{Value, json};

use crate::program::Shelf;
use crate::shop::{has_keys, keys_in_order, shop};

/// The built-in policy with one text replaced, as a file of the shelf.
fn changed(shelf: &Shelf, name: &str, from: &str, to: &str) -> String {
    let text = duebook_projections::policy::DEFAULT_TEXT;
    assert!(text.contains(from), "{from}");
    shelf.file(name, text.replacen(from, to, 1))
}

fn version_two(shelf: &Shelf, from: &str, to: &str) -> String {
    let file = changed(shelf, "two.toml", from, to);
    let text = std::fs::read_to_string(&file).expect("the file just written");
    shelf.file("two.toml", text.replacen("version = 1", "version = 2", 1))
}

#[test]
fn a_policy_without_findings_is_accepted() {
    let shelf = Shelf::new();
    let file = changed(&shelf, "ours.toml", "base = 60", "base = 58");
    let answer = shelf.json(&["policy", "check", &file]);
    assert_eq!(answer.code, 0);
    let value = answer.value();
    assert_eq!(value["ok"], true);
    assert_eq!(value["files"][0]["policy"], "default@1");
    assert_eq!(value["files"][0]["findings"], json!([]));
}

/// Refused with exit 3, every finding with its place, its reason and its remedy;
/// warnings alone refuse nothing.
#[test]
fn findings_name_line_column_reason_and_remedy() {
    let shelf = Shelf::new();
    let bad = changed(&shelf, "bad.toml", "share = \"0.30\"", "share = \"30\"");
    let answer = shelf.json(&["policy", "check", &bad]);
    assert_eq!(answer.code, 3);
    let error = answer.error();
    assert_eq!((&error["code"], &error["line"]), (&json!("DUE-0127"), &json!(196)));
    let value: Value = answer.any_value();
    assert_eq!(value["ok"], false);
    let finding = &value["files"][0]["findings"][0];
    has_keys(finding, "severity code line column path message hint why");
    assert_eq!(finding["code"], "DUE-0127");
    assert_eq!((&finding["line"], &finding["column"]), (&json!(196), &json!(37)));
    assert_eq!(finding["path"], "rule[5].conditions[0].share");
    assert!(finding["why"].as_str().unwrap().starts_with("Shares and rates are fractions of 1"));
    let odd = changed(&shelf, "odd.toml", "mortgage = \"0.6\"\n", "");
    let answer = shelf.json(&["policy", "check", &odd]);
    assert_eq!(answer.code, 0);
    assert_eq!(answer.value()["files"][0]["findings"][0]["severity"], "warning");
    let both = shelf.json(&["policy", "check", &odd, &bad]);
    assert_eq!(both.code, 3);
    assert_eq!(both.any_value()["files"].as_array().unwrap().len(), 2);
}

#[test]
fn findings_are_told_in_both_languages_with_the_line_itself() {
    let shelf = Shelf::new();
    let bad = changed(&shelf, "bad.toml", "fact = \"tenure_days\"", "fact = \"tenure\"");
    let en = shelf.run(&["--format", "table", "--lang", "en", "policy", "check", &bad]);
    let zh = shelf.run(&["--format", "table", "--lang", "zh", "policy", "check", &bad]);
    assert_eq!((en.code, zh.code), (3, 3));
    assert_eq!((en.err.as_str(), zh.err.as_str()), ("", ""));
    for (answer, words) in [
        (&en, ["there is no fact \"tenure\"", "Why: ", "Remedy: ", "errors: 1"]),
        (&zh, ["没有可供比较的事实 \"tenure\"", "原因：", "建议：", "1 处错误"]),
    ] {
        for word in words {
            assert!(answer.out.contains(word), "{word} in {}", answer.out);
        }
        assert!(answer.out.contains("175 | when = { all = [{ fact = \"tenure\""), "{}", answer.out);
    }
}

#[test]
fn a_policy_is_checked_from_standard_input() {
    let shelf = Shelf::new();
    let text = duebook_projections::policy::DEFAULT_TEXT.replacen("years = 3", "years = x", 1);
    let answer = shelf.feed(&["policy", "check", "-"], text.as_bytes());
    assert_eq!(answer.code, 3);
    assert_eq!(answer.any_value()["files"][0]["findings"][0]["code"], "DUE-0120");
}

/// Publishing and init are as strict as the check, and tell the first error.
#[test]
fn what_the_check_refuses_is_not_published() {
    let shelf = shop();
    let head = shelf.head();
    let from = "{ fact = \"overdue\", above = \"0\" }\noutcome";
    let bad =
        version_two(&shelf, from, "{ fact = \"overdue\", above = \"0\", below = \"0\" }\noutcome");
    let answer = shelf.json(&["policy", "publish", &bad]);
    assert_eq!(answer.code, 3);
    let error = answer.error();
    assert_eq!((&error["code"], &error["line"]), (&json!("DUE-0133"), &json!(193)));
    assert_eq!(error["field"], "rule[5].when");
    assert_eq!(shelf.head(), head);
    let empty = Shelf::new();
    let answer = empty.json(&["init", "--policy", &bad]);
    assert_eq!(answer.code, 3);
    assert!(!empty.db().exists());
}

/// The built-in policy with a rule on a fact that does not exist, as an event.
fn policy_of_its_day() -> (String, Value) {
    use sha2::{Digest, Sha256};
    let text = duebook_projections::policy::DEFAULT_TEXT
        .replacen("version = 1", "version = \"old\"", 1)
        .replacen("fact = \"tenure_days\", below", "fact = \"tenure\", below", 1);
    let sha256 = duebook_projections::policy::hex(&Sha256::digest(text.as_bytes()));
    let data = json!({"policy": "default", "version": "old", "effective_from": "2025-01-01",
        "text": text, "sha256": sha256});
    (text, crate::program::event("policy.published", "$ledger", "2025-01-01", data))
}

/// What a log holds was accepted in its day: a history is taken over with it, read,
/// and leaves as it came (domain, section 3).
#[test]
fn a_stored_policy_stays_readable_when_the_check_has_become_stricter() {
    let (text, published) = policy_of_its_day();
    let mut history = crate::shop::history();
    history.push(published);
    let recorded = |event| crate::program::with(event, "recorded_at", json!(RECORDED));
    let lines: Vec<String> = history.into_iter().map(|event| recorded(event).to_string()).collect();
    let migrate = ["import", "-", "--preserve-recorded-at"];
    let shelf = Shelf::new();
    let taken = shelf.feed(&migrate, lines.join("\n").as_bytes());
    assert_eq!(taken.code, 0, "{}", taken.err);
    let answer = shelf.json(&["balance", "--as-of", "2025-04-16"]).value();
    assert_eq!(answer["policy"], "default@old");
    assert_eq!(
        shelf.json(&["order", "decide", "O-1", "--dry-run", "--as-of", "2025-04-16"]).code,
        0
    );
    let exported = shelf.run(&["export", "events"]).out;
    let other = Shelf::new();
    let again = other.feed(&migrate, exported.as_bytes());
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(other.run(&["export", "events"]).out, exported);
    let file = shelf.file("old.toml", &text);
    assert_eq!(shelf.json(&["policy", "check", &file]).code, 3);
    let again = shelf.json(&["policy", "publish", &file, "--from", "2025-01-01"]);
    assert_eq!(again.code, 0, "{}", again.err);
}

/// When a history of before was recorded.
const RECORDED: &str = "2025-05-01T08:00:00.000Z";

/// A typo in a policy that is recorded now would be a rule that never holds, by
/// whatever way it comes in (domain, section 3).
#[test]
fn a_policy_on_an_unknown_fact_is_not_recorded_now() {
    let (_, published) = policy_of_its_day();
    let dated = crate::program::with(published.clone(), "recorded_at", json!(RECORDED));
    let shelf = shop();
    let head = shelf.head();
    for (event, args) in [
        (&published, &["import", "-"][..]),
        (&dated, &["import", "-"][..]),
        (&published, &["import", "-", "--preserve-recorded-at"][..]),
    ] {
        let answer = shelf.feed(args, event.to_string().as_bytes());
        assert_eq!(answer.code, 3, "{args:?} {}", answer.out);
        let error = answer.error();
        assert_eq!((&error["code"], &error["field"]), (&json!("DUE-0110"), &json!("data.text")));
    }
    assert_eq!(shelf.head(), head);
}

#[test]
fn the_list_says_who_published_what_and_when_it_is_in_force() {
    let shelf = shop();
    let two = version_two(&shelf, "base = 60", "base = 58");
    let publish = |file: &str, from: &str| {
        let answer =
            shelf.json(&["--actor", "li:admin", "policy", "publish", file, "--from", from]);
        assert_eq!(answer.code, 0, "{}", answer.err);
    };
    publish(&two, "2025-04-01");
    let three = std::fs::read_to_string(&two).unwrap().replacen("version = 2", "version = 3", 1);
    publish(&shelf.file("three.toml", three), "2025-05-01");
    let answer = shelf.json(&["policy", "list"]);
    let keys = ["as_of", "known_at", "policy", "policies", "built_in", "built_in_published"];
    assert_eq!(keys_in_order(&answer), keys);
    let value = answer.value();
    let rows = value["policies"].as_array().unwrap();
    has_keys(&rows[0], "policy effective_from position sha256 recorded_at actor in_force");
    assert_eq!(rows[0]["in_force"], json!([{"from": "2025-04-01", "to": "2025-04-30"}]));
    assert_eq!(rows[1]["in_force"], json!([{"from": "2025-05-01"}]));
    assert_eq!(rows[1]["actor"], json!({"id": "li", "role": "admin"}));
    assert_eq!(value["built_in_published"], false);
    let zh = shelf.run(&["--format", "table", "--lang", "zh", "policy", "list"]).out;
    assert!(zh.contains("2025-04-01 至 2025-04-30") && zh.contains("自 2025-05-01 起"), "{zh}");
}

#[test]
fn a_difference_is_told_in_words_of_both_languages() {
    let shelf = shop();
    let file = version_two(&shelf, "share = \"0.30\"", "share = \"0.50\"");
    let answer = shelf.json(&["policy", "diff", "default@1", &file]);
    assert_eq!(keys_in_order(&answer), ["before", "after", "same_text", "changes"]);
    let value = answer.value();
    assert_eq!(value["after"]["policy"], "default@2");
    let changes = value["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["section"], "rules");
    assert_eq!(changes[0]["before"]["en"], "pay 30 % of the overdue before release");
    assert_eq!(changes[0]["after"]["zh"], "放行前付清逾期款的 50%");
    shelf.json(&["policy", "publish", &file, "--from", "2025-04-01"]);
    let named = shelf.json(&["policy", "diff", "default@2", "default@1"]).value();
    assert_eq!(named["changes"][0]["before"], changes[0]["after"]);
    let same =
        shelf.run(&["--format", "table", "--lang", "en", "policy", "diff", &file, "default@2"]);
    assert!(same.out.contains("The texts are the same."), "{}", same.out);
    let text = changed(&shelf, "spaced.toml", "# default@1", "# ours, default@1");
    let same =
        shelf.run(&["--format", "table", "--lang", "zh", "policy", "diff", &text, "default@1"]);
    assert!(same.out.contains("只有文字不同"), "{}", same.out);
}

/// Files and the built-in policy are compared without a ledger.
#[test]
fn files_are_compared_without_a_ledger() {
    let shelf = Shelf::new();
    let file = version_two(&shelf, "years = 3", "years = 2");
    let value = shelf.json(&["policy", "diff", "default@1", &file]).value();
    assert_eq!(value["changes"][0]["after"]["en"], "2 years");
    let unknown = shelf.json(&["policy", "diff", "default@1", "house@9"]);
    assert_ne!(unknown.code, 0);
    assert!(!shelf.db().exists());
}

#[test]
fn an_unknown_version_is_answered_with_those_that_there_are() {
    let answer = shop().json(&["policy", "diff", "default@1", "default@9"]);
    assert_eq!(answer.code, 2);
    assert!(answer.error()["message"].as_str().unwrap().contains("default@9"));
    assert!(answer.err.contains("default@1"), "{}", answer.err);
}

#[test]
fn the_language_and_a_policy_are_told_in_words() {
    let shelf = shop();
    let schema = shelf.json(&["policy", "schema"]).value();
    assert_eq!(schema["order_facts"].as_array().unwrap().len(), 19);
    let paths: Vec<&Value> =
        schema["tables"].as_array().unwrap().iter().map(|table| &table["path"]).collect();
    assert!(paths.contains(&&json!("rule[].conditions[]")));
    let zh = shelf.run(&["--format", "table", "--lang", "zh", "policy", "schema"]).out;
    assert!(zh.contains("逾期天数") && zh.contains("必须有"));
    let words = shelf.json(&["policy", "show", "default@1", "--words"]).value();
    assert_eq!(words["rules"][7]["decides"]["zh"], "批准");
    assert_eq!(words["rules"][5]["when"]["en"], "overdue amount above 0");
    let table = shelf.run(&["--format", "table", "policy", "show", "default@1", "--words"]).out;
    assert!(table.contains("occasional"));
    let text = shelf.run(&["--format", "table", "policy", "show", "default@1"]).out;
    assert_eq!(text, duebook_projections::policy::DEFAULT_TEXT);
}
