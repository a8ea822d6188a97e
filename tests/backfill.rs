//! A backfill is killed at random moments and goes on where it stood; readers
//! find the old history or the new one, and never anything between (INV-10).
//!
//! Moments are random; `DUEBOOK_SEED` repeats a run. The last test is the
//! control: a history whose rows were touched is not shown.

mod program;

use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use duebook::simulate;
use program::{Shelf, event};
use serde_json::{Value, json};

/// Events of the history.
const EVENTS: u64 = 40_000;
/// Its customers.
const CUSTOMERS: u32 = 500;
/// How often a backfill is killed.
const KILLS: usize = 20;

/// A ledger with a history, the original month ends, and a policy to backfill.
fn ledger() -> Shelf {
    let shelf = Shelf::new();
    let mut bytes = Vec::new();
    simulate::write(&simulate::Config::new(CUSTOMERS, EVENTS, 23), &mut bytes).expect("a history");
    let file = shelf.file("history.jsonl", bytes);
    shelf.json(&["import", &file, "--preserve-recorded-at"]).value();
    let text = duebook_projections::policy::DEFAULT_TEXT
        .replace("name = \"default\"", "name = \"strict\"")
        .replace("bucket_ends = [30, 60, 90, 180, 365]", "bucket_ends = [15, 45, 90, 120, 365]")
        .replace("base = 60", "base = 55");
    let policy = shelf.file("strict.toml", text);
    shelf.json(&["policy", "publish", &policy, "--from", "2020-01-01"]).value();
    shelf.json(&["policy", "backfill", "default@1"]).value();
    shelf
}

/// The months are named: events that are recorded meanwhile would add some.
const BACKFILL: [&str; 9] =
    ["policy", "backfill", "strict@1", "--from", "2023-06", "--to", "2025-05", "--format", "json"];

fn backfill(shelf: &Shelf) -> Value {
    let answer = shelf.run(&BACKFILL);
    answer.value()
}

/// Which history is shown, with the digest of all its rows: the program compares
/// what is stored with the digest before it answers.
fn shown(shelf: &Shelf) -> (String, String) {
    let answer = shelf.json(&["policy", "history", "--from", "2024-06", "--to", "2024-06"]).value();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&answer["policy"]), text(&answer["history"]["digest"]))
}

/// A random moment within a span; the seed is printed.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        let given = std::env::var("DUEBOOK_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or(now.as_secs() ^ u64::from(now.subsec_nanos()));
        eprintln!("DUEBOOK_SEED={seed}");
        Self(seed)
    }

    fn moment(&mut self, longest: Duration) -> Duration {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let micros = u64::try_from(longest.as_micros()).expect("a short time").max(1);
        Duration::from_micros((self.0 >> 20) % micros)
    }
}

#[test]
fn a_killed_backfill_goes_on_where_it_stood_and_ends_with_the_same_bytes() {
    let undisturbed = ledger();
    let old = shown(&undisturbed);
    let timer = Instant::now();
    let answer = backfill(&undisturbed);
    let takes = timer.elapsed();
    assert_eq!(answer["was_there"], json!(false));
    let new = shown(&undisturbed);
    assert_eq!(new.0, "strict@1");
    assert_ne!(old.1, new.1);

    let shelf = ledger();
    assert_eq!(shown(&shelf), old, "the same log gives the same bytes");
    let mut dice = Dice::new();
    let (mut resumed, mut finished) = (0, 0);
    for _ in 0..KILLS {
        let mut command = shelf.command(&BACKFILL);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(dice.moment(takes));
        child.kill().expect("it is killed");
        child.wait().expect("it ends");
        let seen = shown(&shelf);
        assert!(seen == old || seen == new, "neither old nor new: {seen:?}");
        let listed = shelf.json(&["policy", "histories"]).value();
        let histories = listed["histories"].as_array().expect("a list");
        let strict = histories.iter().find(|history| history["policy"] == "strict@1");
        resumed +=
            usize::from(strict.is_some_and(|h| h["state"] == "building" && h["customers"] != 0));
        if strict.is_some_and(|history| history["state"] == "complete") {
            // It was done before it was killed: back to the old one, and once more.
            finished += 1;
            shelf.json(&["policy", "backfill", "default@1"]).value();
            let id = strict.and_then(|history| history["id"].as_str()).expect("an id");
            shelf.json(&["policy", "drop", id]).value();
            assert_eq!(shown(&shelf), old);
        }
    }
    eprintln!("{KILLS} kills: {resumed} in the middle of the rows, {finished} after the last one");
    assert!(resumed > 0, "no kill met a backfill that had begun to write");
    let answer = backfill(&shelf);
    assert_eq!(shown(&shelf), new);
    assert_eq!(answer["history"]["customers"], json!(CUSTOMERS));
    // The old one is still there, as it was reported.
    let as_reported = ["policy", "history", "--as-reported", "default@1", "--to", "2024-01"];
    let before = shelf.json(&as_reported).value();
    assert_eq!(before["history"]["digest"], json!(old.1));
}

#[test]
fn appends_go_on_during_a_backfill_and_do_not_change_finished_months() {
    let (quiet, busy) = (ledger(), ledger());
    backfill(&quiet);
    let mut command = busy.command(&BACKFILL);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut appended = 0;
    while child.try_wait().expect("a state").is_none() {
        appended += 1;
        let invoice = json!({"invoice": format!("LATE-{appended}"), "currency": "CNY",
            "amount": "10.00"});
        // Back-dated into a month that has been judged.
        busy.take(&[event("invoice.issued", "C-0001", "2024-03-05", invoice)]);
    }
    assert!(child.wait().expect("it ends").success());
    assert!(appended > 0, "nothing was appended meanwhile");
    assert_eq!(shown(&busy), shown(&quiet));
}

#[test]
fn two_that_build_the_same_history_share_the_work() {
    let (alone, shared) = (ledger(), ledger());
    backfill(&alone);
    let old = shown(&shared);
    let start = || {
        let mut command = shared.command(&BACKFILL);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    let mut children = [start(), start(), start()];
    let mut running = true;
    while running {
        let seen = shown(&shared);
        assert!(seen == old || seen.0 == "strict@1", "{seen:?}");
        running = children.iter_mut().any(|child| child.try_wait().expect("a state").is_none());
    }
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    assert_eq!(shown(&shared), shown(&alone));
}

#[test]
fn a_history_whose_rows_were_touched_is_not_shown() {
    let shelf = ledger();
    let before = shown(&shelf);
    let book = rusqlite::Connection::open(shelf.db()).expect("the file");
    let touched = book
        .execute(
            "UPDATE projection
             SET row = CAST(replace(CAST(row AS TEXT), '\"score\":', '\"score\": ') AS BLOB)
             WHERE name LIKE 'month_ends/%' AND customer = 'C-0007'",
            [],
        )
        .expect("a change");
    drop(book);
    assert_eq!(touched, 1);
    let answer = shelf.json(&["policy", "history"]);
    assert_eq!(answer.code, 5, "{}", answer.out);
    assert!(answer.err.contains("DUE-0769"), "{}", answer.err);
    assert_eq!(shelf.json(&["policy", "history", "C-0001"]).code, 5);
    // Another one takes its place, and says that it could not be compared.
    let other = backfill(&shelf);
    assert_eq!(other["not_compared"], json!("damaged"));
    // It is built again from the log, and is what it was.
    let again = shelf.json(&["policy", "backfill", "default@1"]).value();
    assert_eq!(again["was_there"], json!(false));
    assert_eq!(shown(&shelf), before);
}
