//! What is read from bytes against what the typed events say.

use std::collections::BTreeSet;
use std::path::Path;

use duebook_events::{Draft, Event, EventData, NumberKind, json};
use rustc_hash::FxHashMap;

use super::envelope::Envelopes;
use super::line::{Line, Top};
use super::names::{Use, numbers};
use super::page::{Looked, Looker};
use crate::ledger::door::references::{Target, references};
use crate::simulate::{Config, write};
use crate::store::{EventId, EventKind, EventRow, Marks, Page, Position, Version};

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

/// The lines of a history as the ledger would store them.
fn stored(history: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    history.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(|line| {
        let mut event: serde_json::Value = json::parse(line).unwrap();
        // What the ledger adds when it records the event.
        event["id"] = "0195a1b2-0000-7000-8000-000000000000".into();
        event["position"] = 1.into();
        event["version"] = 1.into();
        event["schema"] = 1.into();
        event["recorded_at"] = "2026-01-01T02:03:04.567Z".into();
        if event.get("actor").is_none() {
            event["actor"] = serde_json::json!({"id": "erp", "role": "system"});
        }
        json::canonical(&event)
    })
}

#[test]
fn bytes_and_typed_events_say_the_same_about_numbers() {
    let (mut kinds, mut said) = (BTreeSet::new(), 0);
    for history in histories() {
        for line in stored(&history) {
            let draft = Event::read(&line).unwrap().draft;
            let typed = typed(&draft);
            assert_eq!(walked(&draft, &line), typed, "{}", String::from_utf8_lossy(&line));
            kinds.insert(draft.data.kind());
            said += typed.len();
        }
    }
    assert!(kinds.len() > 35 && said > 8000, "{} types, {said} numbers", kinds.len());
}

/// A line with the columns that are stored beside it. Its customer's stream is 1.
fn page_of(line: &[u8]) -> (Page, FxHashMap<u32, String>) {
    let draft = Event::read(line).unwrap().draft;
    let mut walked = Line::default();
    walked.walk(line).unwrap();
    let short = |at: usize| u32::try_from(at).unwrap();
    let data = walked.span(Top::Data).unwrap();
    let id = uuid::Uuid::try_parse("0195a1b2-0000-7000-8000-000000000000").unwrap();
    let row = EventRow {
        position: Position(1),
        version: Version(1),
        stream: 1,
        kind: EventKind(draft.data.kind() as u8),
        schema: 1,
        effective_days: draft.effective.number(),
        recorded_at_ms: 1_767_232_984_567,
        id: EventId(id.into_bytes()),
        line: 0..short(line.len()),
        data: short(data.start)..short(data.end),
    };
    let streams = FxHashMap::from_iter([(1, draft.customer.to_string())]);
    (Page { rows: vec![row], bytes: line.to_vec() }, streams)
}

/// Everything that is said of a page.
fn said(looker: &mut Looker<'_>, page: Page) -> String {
    let Looked { leaves, ids, acts, named, rotations, problems, .. } = looker.look(page);
    format!("{leaves:?} {ids} {acts:?} {named:?} {rotations:?} {problems:?}")
}

/// Comparing a line with its columns finds just what walking the whole of it finds.
#[test]
fn comparing_lines_says_what_walking_them_says() {
    let marks = Marks::default();
    let (mut kinds, mut compared, mut told) = (BTreeSet::new(), 0, 0);
    for line in histories().iter().flat_map(|history| stored(history)) {
        let (page, streams) = page_of(&line);
        let kind = page.rows[0].kind;
        let mut learned = Looker::new(&streams, &marks);
        let mut check = |page: Page| {
            // One that has not seen a sound line before walks.
            let walked = said(&mut Looker::new(&streams, &marks), page.clone());
            assert_eq!(said(&mut learned, page), walked, "{}", String::from_utf8_lossy(&line));
            walked.ends_with("[]")
        };
        assert!(check(page.clone()), "{}", String::from_utf8_lossy(&line));
        assert!(check(page.clone()));
        compared += 1;
        // One line of each type is changed in every way that matters.
        if !kinds.insert(kind) {
            continue;
        }
        let mut changed = |change: &dyn Fn(&mut Page)| {
            let mut page = page.clone();
            change(&mut page);
            told += usize::from(!check(page));
        };
        for at in 0..line.len() {
            for bits in [0x01, 0x20, 0x80] {
                changed(&|page| page.bytes[at] ^= bits);
            }
            changed(&|page| page.bytes[at] = b'"');
        }
        let columns: [&dyn Fn(&mut EventRow); 14] = [
            &|row| row.position.0 += 1,
            &|row| row.position.0 += 1 << 60,
            &|row| row.version.0 = 10,
            &|row| row.stream = 2,
            &|row| row.stream = u32::MAX,
            &|row| row.kind.0 ^= 1,
            &|row| row.kind.0 = 255,
            &|row| row.schema = 2,
            &|row| row.effective_days += 1024,
            &|row| row.effective_days = i32::MIN,
            &|row| row.recorded_at_ms += 1,
            &|row| row.recorded_at_ms = i64::MAX,
            &|row| row.id.0[15] ^= 1,
            &|row| row.data.end -= 1,
        ];
        for change in columns {
            changed(&|page| change(&mut page.rows[0]));
        }
    }
    assert!(kinds.len() > 35 && compared > 6000 && told > 20_000, "{compared} lines, {told} told");
}

/// What stands between the fields that every line has is walked too.
#[test]
fn notes_and_sources_are_walked() {
    let marks = Marks::default();
    let line = stored(&histories()[0]).next().unwrap();
    let mut event: serde_json::Value = json::parse(&line).unwrap();
    event["note"] = "收到 \"€\"".into();
    event["source"] = serde_json::json!({"line": 3, "system": "erp"});
    let line = json::canonical(&event);
    let (page, streams) = page_of(&line);
    let mut envelopes = Envelopes::new(&streams);
    let mut walked = Line::default();
    assert!(!envelopes.fits(&line, &page.rows[0], &mut walked));
    envelopes.remember(&line, &page.rows[0]);
    assert!(envelopes.fits(&line, &page.rows[0], &mut walked));
    let mut learned = Looker::new(&streams, &marks);
    assert_eq!(learned.look(page.clone()).problems, []);
    for at in 0..line.len() {
        let mut page = page.clone();
        page.bytes[at] ^= 0x80;
        assert_ne!(learned.look(page).problems, [], "{at}");
    }
}
