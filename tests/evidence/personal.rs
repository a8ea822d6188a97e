//! Sealed personal texts in bundles: they stay sealed, unless the report is told to open them.

use serde_json::json;

use crate::bundles::{Files, ORIGIN, unpack};
use crate::program::{Answer, Shelf, event};

const NAME: &str = "Zhao Liu Trading";

fn done(answer: Answer) -> Answer {
    assert_eq!(answer.code, 0, "{} {}", answer.out, answer.err);
    answer
}

/// A ledger that seals, with one customer.
fn sealing() -> Shelf {
    let shelf = Shelf::new();
    done(shelf.json(&["init", "--seal-personal"]));
    let key = shelf.path("log.key").to_string_lossy().into_owned();
    done(shelf.json(&["key", "new", "--origin", ORIGIN, "--out", &key]));
    let order = json!({"order": "O-1", "currency": "CNY", "amount": "1.00"});
    shelf.take(&[
        event("customer.registered", "C-1", "2025-01-01", json!({"name": NAME})),
        event("order.placed", "C-1", "2025-01-02", order),
    ]);
    shelf
}

fn export(shelf: &Shelf, out: &str, more: &[&str]) -> (Files, Answer) {
    let (key, out) = (shelf.path("log.key"), shelf.path(out));
    let (key, path) = (key.to_string_lossy(), out.to_string_lossy());
    let fixed = ["evidence", "export", "--customer", "C-1", "--key", &key, "--out", &path];
    let answer = done(shelf.json(&[&fixed, more].concat()));
    (unpack(&std::fs::read(&out).unwrap()), answer)
}

fn holds(files: &Files, text: &str) -> Vec<String> {
    let here = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    files.iter().filter(|(_, bytes)| here(bytes)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn nothing_in_a_bundle_tells_a_sealed_text() {
    let shelf = sealing();
    for (out, lang, mark) in [("en.zip", "en", "[sealed]"), ("zh.zip", "zh", "［已加密］")] {
        let (files, answer) = export(&shelf, out, &["--lang", lang]);
        assert_eq!(holds(&files, NAME), [] as [&str; 0]);
        let report = String::from_utf8(files["report.html"].clone()).unwrap();
        assert!(report.matches(mark).count() > 1, "{lang}: the debtor has no mark");
        assert!(answer.err.is_empty(), "{}", answer.err);
        let event = String::from_utf8(files["events/1.json"].clone()).unwrap();
        assert!(event.contains("\"sealed\":") && event.contains("\"subject\":\"C-1\""), "{event}");
    }
}

#[test]
fn a_report_that_is_told_to_opens_them_and_says_what_that_means() {
    let shelf = sealing();
    let (files, answer) = export(&shelf, "open.zip", &["--open-personal"]);
    assert_eq!(holds(&files, NAME), ["report.html"]);
    assert!(answer.err.contains("Warning") && answer.err.contains("report.html"), "{}", answer.err);
    done(shelf.json(&["erase", "C-1", "--reason", "GDPR Art. 17"]));
    let (files, _) = export(&shelf, "after.zip", &["--open-personal"]);
    assert_eq!(holds(&files, NAME), [] as [&str; 0]);
    assert_eq!(holds(&files, "[erased]"), ["report.html"]);
}
