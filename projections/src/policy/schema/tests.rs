//! The table of keys holds what the parser takes, and nothing else.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::{FILE, Form, TABLES, TableDoc, WHEN};
use crate::policy::file::File;
use crate::policy::written::Comparison;
use crate::policy::{DEFAULT_TEXT, Policy};

/// The words in backticks of a complaint about a key, without the key itself.
fn known_keys(complaint: &str) -> BTreeSet<String> {
    let (_, known) = complaint.split_once("expected").expect("the keys that are known");
    let line = known.lines().next().unwrap_or_default();
    line.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// default@1 with everything that it does not use.
fn document() -> Value {
    let mut document: Table = toml::from_str(DEFAULT_TEXT).unwrap();
    let discount: Table = toml::from_str("days = 10\nrate = \"0.02\"").unwrap();
    document["terms"].as_table_mut().unwrap().insert("discount".into(), Value::Table(discount));
    Value::Table(document)
}

/// The first table at a path of the table of keys.
fn enter<'d>(document: &'d mut Value, path: &str) -> &'d mut Table {
    let path =
        path.replace("<characteristic>", "on_time_rate").replace("<findings, cause>", "findings");
    let mut at = document;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let name = step.trim_end_matches("[]");
        at = match at {
            // The first entry of a list that has the key.
            Value::Array(list) => list.iter_mut().find(|e| e.get(name).is_some()).unwrap(),
            other => other,
        };
        at = at.get_mut(name).unwrap_or_else(|| panic!("{path}"));
    }
    match at {
        Value::Array(list) => list[0].as_table_mut().unwrap(),
        other => other.as_table_mut().unwrap(),
    }
}

fn complaint(document: Value) -> String {
    document.try_into::<File>().err().map(|error| error.to_string()).unwrap_or_default()
}

/// The tables of the language that stand at the same place of the parser: bins
/// of numbers and bins of words are one to it.
fn together(doc: &TableDoc) -> BTreeSet<String> {
    let plain = |path: &str| path.replace("<findings, cause>", "<characteristic>");
    let same = TABLES.iter().filter(|other| plain(other.path) == plain(doc.path));
    same.flat_map(|other| other.keys).map(|key| key.name.to_owned()).collect()
}

#[test]
fn every_key_of_the_parser_is_in_the_table() {
    for doc in TABLES.iter().filter(|doc| doc.path != WHEN.path) {
        let mut document = document();
        enter(&mut document, doc.path).insert("no_such_key".into(), Value::Integer(1));
        assert_eq!(known_keys(&complaint(document)), together(doc), "{}", doc.path);
    }
    let complaint = toml::from_str::<Comparison>("no_such_key = 1").unwrap_err().to_string();
    let keys: BTreeSet<String> = WHEN.keys.iter().map(|key| key.name.to_owned()).collect();
    let groups = ["all", "any", "not"].map(str::to_owned);
    assert_eq!(&known_keys(&complaint) | &BTreeSet::from(groups), keys);
}

#[test]
fn what_the_table_says_must_be_there_must_be_there_and_nothing_else() {
    for doc in TABLES.iter().filter(|doc| doc.path != WHEN.path) {
        for key in doc.keys {
            let mut document = document();
            enter(&mut document, doc.path).remove(key.name);
            let told = complaint(document);
            assert_eq!(!told.is_empty(), key.is_required(), "{} {}: {told}", doc.path, key.name);
        }
    }
}

/// A title, notes and every way to compare are taken by the parser.
#[test]
fn what_may_be_there_is_taken() {
    let text = DEFAULT_TEXT
        .replacen("version = 1", "version = 1\ntitle = \"Export customers\"", 1)
        .replacen("name = \"A\"", "name = \"A\"\nnote = \"the best\"", 1)
        .replacen("name = \"refuse\"", "name = \"refuse\"\nnote = \"courts\"", 2);
    let policy = Policy::parse(&text).unwrap();
    assert_eq!(policy.title.as_deref(), Some("Export customers"));
    assert_eq!(policy.grades[0].note.as_deref(), Some("the best"));
    assert_eq!(policy.risk_classes[0].note.as_deref(), Some("courts"));
    assert_eq!(policy.rules[0].note.as_deref(), Some("courts"));
    let whole = "fact = \"open\"\nis = \"x\"\nin = [\"x\"]\nknown = true\nabove = \"0\"\nbelow = \"1\"\n\
        at_least = \"0\"\nat_most = \"1\"\nabove_fact = [\"limit\"]\nbelow_fact = [\"limit\"]\n\
        at_least_fact = [\"limit\"]\nat_most_fact = [\"limit\"]\ntimes = \"0.8\"";
    let read: Comparison = toml::from_str(whole).unwrap();
    assert_eq!(read.written_keys(), WHEN.keys.len() - 4);
}

#[test]
fn every_key_is_explained_in_both_languages_and_names_its_section() {
    let mut paths = BTreeSet::new();
    for doc in TABLES {
        assert!(paths.insert(doc.path), "{}", doc.path);
        for key in doc.keys {
            let [en, zh] = key.meaning;
            assert!(en.is_ascii() && !zh.is_ascii(), "{} {}", doc.path, key.name);
            let sections = key.section.split(", ").map(str::parse::<u8>);
            assert!(sections.into_iter().all(|s| s.is_ok_and(|s| (1..=15).contains(&s))));
            if let Form::Table(inner) | Form::List(&Form::Table(inner)) = key.form {
                assert!(TABLES.iter().any(|doc| doc.path == inner.path), "{}", inner.path);
            }
        }
    }
    assert_eq!(TABLES[0].path, FILE.path);
}
