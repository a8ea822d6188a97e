//! Checkpoints that nobody has to think of.

use serde_json::json;

use crate::desk::{ORIGIN, Staying, customer, desk, new_key};
use crate::program::{Shelf, by, event, paper, run};

/// A ledger with this schedule, and its key.
fn scheduled(schedule: &str) -> (Shelf, String) {
    let shelf = Shelf::new();
    shelf.json(&["init", "--checkpoints", schedule]).value();
    let (key, _) = new_key(&shelf, "ledger.key", ORIGIN, &[]);
    (shelf, key)
}

fn signed(shelf: &Shelf) -> Vec<u64> {
    let list = shelf.json(&["checkpoint", "--list"]).value();
    let list = list["checkpoints"].as_array().expect("a list").clone();
    list.iter().filter_map(|one| one["size"].as_u64()).collect()
}

#[test]
fn a_watch_signs_what_is_due_and_ends_when_it_is_told_to() {
    let (shelf, key) = scheduled("every=1s");
    let mut command = shelf.command(&["checkpoint", "--watch", "--key", &key]);
    command.args(["--lang", "en"]);
    let watch = Staying::start(command);
    watch.wait_for("Watching the log of");
    shelf.take(&[customer(1)]);
    watch.wait_for("Signed checkpoint 1: 1 events (nothing was signed yet)");
    shelf.take(&[customer(2)]);
    watch.wait_for("Signed checkpoint 2: 2 events (the last one is old)");
    assert_eq!(watch.stop(), 0);
    assert_eq!(signed(&shelf), [1, 2]);
}

#[test]
fn a_command_that_appends_signs_at_once_what_the_schedule_names() {
    let (shelf, key) = scheduled("agreements");
    let import = |events: &[serde_json::Value], lang: &str| {
        let mut command = shelf.command(&["import", "-", "--lang", lang, "--format", "json"]);
        command.env("DUEBOOK_KEY", &key);
        let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
        let answer = run(command, lines.join("\n").as_bytes());
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.err
    };
    let invoice = json!({"invoice": "I-1", "currency": "CNY", "amount": "100"});
    // The first append is signed whatever it is: from there on nothing can be rewritten unseen.
    let told = import(&[customer(1)], "en");
    assert!(told.contains("Signed checkpoint 1: 1 events"), "{told}");
    import(&[event("invoice.issued", "C-1", "2025-01-02", invoice)], "en");
    assert_eq!(signed(&shelf), [1]);
    let again = |number: &str, day: &str| {
        let agreement = json!({"agreement": number, "kind": "deferral",
            "covers": [{"invoice": "I-1", "amount": "100"}], "new_due": "2025-05-01",
            "signed_by": ["Zhao"], "document": paper()});
        by("li", "finance", event("agreement.signed", "C-1", day, agreement))
    };
    let told = import(&[again("A-1", "2025-02-02")], "zh");
    assert!(told.contains("已签署第 2 份检查点"), "{told}");
    assert_eq!(signed(&shelf), [1, 3]);
    // Nothing more is due.
    import(&[customer(2)], "en");
    assert_eq!(signed(&shelf), [1, 3]);
    // A dry run signs nothing, due or not.
    shelf.take(&[again("A-2", "2025-02-03")]);
    let mut rehearsal = shelf.command(&["import", "-", "--dry-run", "--format", "json"]);
    rehearsal.env("DUEBOOK_KEY", &key);
    assert_eq!(run(rehearsal, b"").code, 0);
    assert_eq!(signed(&shelf), [1, 3]);
}

#[test]
fn a_schedule_that_is_off_and_a_missing_key_sign_nothing() {
    let (shelf, key) = scheduled("off");
    let mut command = shelf.command(&["policy", "publish"]);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures/policies/cautious@1.toml"));
    command.env("DUEBOOK_KEY", &key);
    let answer = run(command, b"");
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(signed(&shelf), [0_u64; 0]);
    // The default calls for it, but there is no key.
    let (shelf, _, _) = desk();
    assert_eq!(signed(&shelf), [0_u64; 0]);
}

#[test]
fn an_append_stands_also_where_it_cannot_be_signed() {
    let (shelf, key, _) = desk();
    shelf.json(&["checkpoint", "--key", &key]).value();
    let (stranger, _) = new_key(&shelf, "other.key", ORIGIN, &[]);
    let mut command = shelf.command(&["policy", "publish", "--lang", "en"]);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures/policies/cautious@1.toml"));
    command.env("DUEBOOK_KEY", &stranger);
    let answer = run(command, b"");
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("it was not signed: DUE-0794"), "{}", answer.err);
    assert_eq!((shelf.head(), signed(&shelf)), (3, vec![2]));
}

#[test]
fn a_watch_goes_on_after_an_error_that_passes() {
    let (shelf, key) = scheduled("every=1s");
    let memory = shelf.file("ledger.key.last", "?");
    let mut command = shelf.command(&["checkpoint", "--watch", "--key", &key]);
    command.args(["--lang", "en"]);
    let watch = Staying::start(command);
    shelf.take(&[customer(1)]);
    watch.wait_for("to be tried again: DUE-0797");
    std::fs::remove_file(memory).expect("a file");
    watch.wait_for("Signed checkpoint 1: 1 events");
    assert_eq!(watch.stop(), 0);
    // What cannot be meant ends it.
    let (other, _) = new_key(&shelf, "other.key", ORIGIN, &[]);
    shelf.take(&[customer(2)]);
    let mut command = shelf.command(&["checkpoint", "--watch", "--key", &other]);
    command.args(["--format", "json"]);
    assert_eq!(run(command, b"").code, 2);
}
