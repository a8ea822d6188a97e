//! A ledger with the demo's history, and the creditor's file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::program::Shelf;

/// The folder with the demo's history.
pub fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("replay-fixtures/demo")
}

/// A ledger with the demo's history, of its own.
pub fn office() -> Shelf {
    static BASE: OnceLock<Shelf> = OnceLock::new();
    let base = BASE.get_or_init(|| {
        let shelf = Shelf::new();
        let events = demo().join("events.jsonl");
        let answer = shelf.json(&["import", events.to_str().unwrap(), "--preserve-recorded-at"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        shelf
    });
    let shelf = Shelf::copy_of(base);
    shelf.file("company.toml", include_str!("../../replay-fixtures/demo/company.toml"));
    shelf
}

/// The answer of a command that must succeed.
pub fn ask(shelf: &Shelf, args: &[&str]) -> Value {
    shelf.json(args).value()
}

/// The text of an answer.
pub fn text(answer: &Value, field: &str) -> String {
    answer[field].as_str().unwrap_or_else(|| panic!("no {field} in {answer}")).to_owned()
}

/// Amounts with two decimals that stand in a text.
pub fn amounts(text: &str) -> BTreeSet<String> {
    let parts = text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','));
    let parts = parts.map(|part| part.trim_matches(['.', ',']));
    let amount = |part: &&str| part.split_once('.').is_some_and(|(_, cents)| cents.len() == 2);
    parts.filter(amount).map(str::to_owned).collect()
}

/// What a reader of HTML sees, without white space.
pub fn seen(html: &str) -> String {
    let body = html.split_once("<body").expect("a body").1;
    let mut seen = String::new();
    let mut tag = true;
    for c in body.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag && !c.is_whitespace() => seen.push(c),
            _ => {}
        }
    }
    for (entity, sign) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ] {
        seen = seen.replace(entity, sign);
    }
    seen
}
