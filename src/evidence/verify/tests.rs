//! What is read from bytes against what the typed events say.

use std::collections::BTreeSet;
use std::path::Path;

use duebook_events::{Draft, Event, EventData, NumberKind, json};

use super::line::Line;
use super::names::{Use, numbers};
use crate::ledger::door::references::{Target, references};
use crate::simulate::{Config, write};

/// Every history of the fixtures, and a simulated one.
fn histories() -> Vec<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("replay-fixtures");
    let mut all: Vec<Vec<u8>> = std::fs::read_dir(fixtures)
        .unwrap()
        .filter_map(|case| std::fs::read(case.unwrap().path().join("events.jsonl")).ok())
        .collect();
    let mut simulated = Vec::new();
    write(&Config::new(40, 6000, 11), &mut simulated).unwrap();
    all.push(simulated);
    all
}

type Said = Vec<(Use, String)>;

/// What the typed event says about numbers.
fn typed(draft: &Draft) -> Said {
    let mut said: Said = references(&draft.data)
        .iter()
        .map(|reference| {
            let of = match reference.target {
                Target::Number(kind) => Use::Names(kind),
                Target::Invoice => Use::Names(NumberKind::Item),
                Target::Money => Use::NamesMoney,
            };
            (of, reference.number.to_owned())
        })
        .collect();
    match &draft.data {
        EventData::CustomerRegistered(_) => {
            said.push((Use::Takes(NumberKind::Customer), draft.customer.to_string()));
        }
        data => said.extend(data.creates().map(|n| (Use::Takes(n.kind), n.text.to_string()))),
    }
    said.sort();
    said
}

/// What its bytes say.
fn walked(draft: &Draft, line: &[u8]) -> Said {
    let (mut walk, mut said) = (Line::default(), Said::new());
    walk.walk(line).unwrap();
    numbers(draft.data.kind(), &walk, line, &mut |of, number| {
        said.push((of, String::from_utf8(number.to_vec()).unwrap()));
    });
    said.sort();
    said
}

#[test]
fn bytes_and_typed_events_say_the_same_about_numbers() {
    let (mut kinds, mut said) = (BTreeSet::new(), 0);
    for history in histories() {
        for line in history.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let mut event: serde_json::Value = json::parse(line).unwrap();
            // What the ledger adds when it records the event.
            event["id"] = "0195a1b2-0000-7000-8000-000000000000".into();
            event["position"] = 1.into();
            event["version"] = 1.into();
            event["schema"] = 1.into();
            if event.get("actor").is_none() {
                event["actor"] = serde_json::json!({"id": "erp", "role": "system"});
            }
            if event.get("recorded_at").is_none() {
                event["recorded_at"] = "2026-01-01T00:00:00.000Z".into();
            }
            let line = json::canonical(&event);
            let draft = Event::read(&line).unwrap().draft;
            let typed = typed(&draft);
            assert_eq!(walked(&draft, &line), typed, "{}", String::from_utf8_lossy(&line));
            kinds.insert(draft.data.kind());
            said += typed.len();
        }
    }
    assert!(kinds.len() > 35 && said > 8000, "{} types, {said} numbers", kinds.len());
}
