//! Files that are long enough to be written while they are read: the same rules, and all
//! of it or nothing.

use serde_json::{Value, json};

use crate::program::{Shelf, lines, with};
use crate::world::{base, base_head, invoice, payment};

const DAY: &str = "2024-05-01";
/// Invoices of a file: about 6 MB, beyond the 4 MiB up to which a file is one batch.
const COUNT: usize = 14_000;

fn file() -> Vec<Value> {
    let note = "n".repeat(200);
    (0..COUNT).map(|n| with(invoice(&format!("LONG-{n}"), DAY, "1"), "note", json!(note))).collect()
}

fn counted(answer: &Value) -> [u64; 3] {
    ["read", "appended", "already_recorded"].map(|field| answer[field].as_u64().expect("a count"))
}

#[test]
fn a_long_file_is_taken_once_and_the_log_is_whole() {
    let shelf = Shelf::copy_of(base());
    let mut events = file();
    // The same event twice in a file is one event, however far apart.
    events.push(events[3].clone());
    let name = shelf.file("long.jsonl", lines(&events));
    assert!(std::fs::metadata(&name).expect("a file").len() > 4 << 20);
    let count = COUNT as u64;
    let answer = shelf.json(&["import", &name]).value();
    assert_eq!(counted(&answer), [count + 1, count, 1]);
    assert_eq!(shelf.head(), base_head() + count);
    assert_eq!(shelf.json(&["verify"]).code, 0);
    assert_eq!(shelf.json(&["replay", "--check"]).code, 0);
    // Again, by another way in.
    let answer = shelf.feed(&["import", "-"], lines(&events).as_bytes()).value();
    assert_eq!(counted(&answer), [count + 1, 0, count + 1]);
    // What was taken in is known to what follows.
    shelf.take(&[payment("P-9", DAY, "5")]);
    assert_eq!(shelf.head(), base_head() + count + 1);
}

#[test]
fn a_long_file_whose_last_line_is_refused_leaves_nothing() {
    let shelf = Shelf::copy_of(base());
    let before = shelf.run(&["export"]).out;
    let last = |line: Value| {
        let mut events = file();
        events.push(line);
        lines(&events)
    };
    let mut other = file().swap_remove(5);
    other["id"] = json!("01856fe3-078a-729b-ba6f-bd29cc3065a9");
    let mut first_of_two = file();
    first_of_two[5] = other.clone();
    other["effective"] = json!("2024-05-02");
    other["data"]["invoice"] = json!("LONG-X");
    first_of_two.push(other);
    let cases = [
        (last(invoice("LONG-X", DAY, "0")), "data.amount", 3),
        (last(payment("P-1", DAY, "1")), "data.payment", 4),
        (last(invoice("LONG-7", DAY, "2")), "data.invoice", 4),
        (lines(&first_of_two), "id", 4),
        (lines(&file()) + "{\n", "", 3),
    ];
    for (file, field, code) in cases {
        let name = shelf.file("bad.jsonl", file);
        let answer = shelf.json(&["import", &name]);
        let error = answer.error();
        assert_eq!(
            (answer.code, error["line"].as_u64()),
            (code, Some(COUNT as u64 + 1)),
            "{error}"
        );
        assert_eq!(error["field"].as_str().unwrap_or_default(), field, "{error}");
        assert_eq!((shelf.head(), &shelf.run(&["export"]).out), (base_head(), &before));
    }
    assert_eq!(shelf.json(&["verify"]).code, 0);
    // An id that stands in the file already is told with its line.
    let name = shelf.file("bad.jsonl", lines(&first_of_two));
    let message = shelf.json(&["import", &name]).error()["message"].to_string();
    assert!(message.contains("line 6"), "{message}");
}
