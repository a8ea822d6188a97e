//! Event files as a whole: lines, times, several files, dry runs, the way back.

use serde_json::{Value, json};

use crate::program::{Shelf, event, lines, with};
use crate::world::{base, base_head, c1, invoice, payment, world};

const DAY: &str = "2024-05-01";

fn numbers(answer: &Value) -> [u64; 4] {
    [&answer["read"], &answer["appended"], &answer["already_recorded"], &answer["head"]["position"]]
        .map(|value| value.as_u64().expect("a count"))
}

#[test]
fn lines_are_physical_and_blank_ones_are_skipped() {
    let shelf = Shelf::copy_of(base());
    let [one, two, bad] =
        [invoice("I-8", DAY, "1"), invoice("I-9", DAY, "1"), invoice("I-7", DAY, "0")];
    let file = format!("\u{feff}{one}\r\n\r\n   \t\n{two}\r\n\n{bad}\r\n");
    let error = shelf.feed(&["import", "-"], file.as_bytes()).error();
    assert_eq!((&error["line"], &error["field"]), (&json!(6), &json!("data.amount")));
    assert_eq!(shelf.head(), base_head());
    // Without the bad line, and without a line end after the last.
    let file = format!("\u{feff}{one}\r\n\r\n   \t\n{two}");
    let answer = shelf.feed(&["import", "-"], file.as_bytes()).value();
    assert_eq!(numbers(&answer), [2, 2, 0, base_head() + 2]);
    let fields: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(fields.len(), 4, "{answer}");
    // Nothing at all is a file too.
    assert_eq!(numbers(&shelf.feed(&["import", "-"], b"\n").value()), [0, 0, 0, base_head() + 2]);
    // A byte order mark is one only at the beginning.
    let error = shelf.feed(&["import", "-"], format!("\n\u{feff}{one}\n").as_bytes()).error();
    assert_eq!(error["line"], 2);
}

#[test]
fn each_file_is_taken_whole_or_not_at_all() {
    let shelf = Shelf::copy_of(base());
    let good = shelf.file("good.jsonl", lines(&[invoice("I-8", DAY, "1")]));
    let bad = shelf.file("bad.jsonl", lines(&[invoice("I-9", DAY, "1"), invoice("I-7", DAY, "0")]));
    let last = shelf.file("last.jsonl", lines(&[invoice("I-6", DAY, "1")]));
    let answer = shelf.json(&["import", &good, &bad, &last]);
    assert_eq!(answer.code, 3);
    let error = answer.error();
    assert_eq!(error["file"], bad);
    assert_eq!(error["line"], 2);
    assert!(error["hint"].as_str().expect("a hint").contains("1 of 3 files"), "{error}");
    assert_eq!(shelf.head(), base_head() + 1);
    // The read models follow what was appended before the refusal.
    assert_eq!(shelf.json(&["replay", "--check"]).code, 0);
    let answer = shelf.json(&["import", &good, &last]).value();
    assert_eq!(numbers(&answer), [2, 1, 1, base_head() + 2]);
    // A file that is not there is noticed before anything is appended.
    let more = shelf.file("more.jsonl", lines(&[invoice("I-5", DAY, "1")]));
    let answer = shelf.json(&["import", &more, "nowhere.jsonl"]);
    assert_eq!((answer.code, answer.error()["kind"].as_str()), (2, Some("usage")));
    assert_eq!(shelf.head(), base_head() + 2);
}

#[test]
fn a_dry_run_checks_everything_and_appends_nothing() {
    let shelf = Shelf::copy_of(base());
    let one = shelf.file("one.jsonl", lines(&[payment("P-9", DAY, "5")]));
    let allocated = crate::world::allocated("P-9", DAY, &[("I-1", "5")]);
    let two = shelf.file("two.jsonl", lines(&[allocated]));
    let answer = shelf.json(&["import", "--dry-run", &one, &two]).value();
    assert_eq!(numbers(&answer), [2, 2, 0, base_head()]);
    assert_eq!(answer["dry_run"], true);
    assert_eq!(shelf.json(&["import", "--dry-run", &two]).code, 3);
    assert_eq!(shelf.head(), base_head());
    // Where there is no ledger, none is left behind.
    let empty = Shelf::new();
    let file = empty.file("world.jsonl", lines(&world()));
    let answer = empty.json(&["import", "--dry-run", &file]).value();
    assert_eq!(numbers(&answer), [base_head(), base_head(), 0, 0]);
    assert!(!empty.db().exists());
}

#[test]
fn times_are_preserved_on_request_only() {
    let at = |time: &str, event: Value| with(event, "recorded_at", json!(time));
    let registered =
        |number: &str| event("customer.registered", number, "2024-01-01", json!({"name": "x"}));
    let old = "2024-01-02T03:04:05.678Z";
    let shelf = Shelf::new();
    let preserve = ["import", "-", "--preserve-recorded-at"];
    let first = lines(&[at(old, registered("C-1"))]);
    shelf.feed(&preserve, first.as_bytes()).value();
    assert!(shelf.run(&["export", "events"]).out.contains(old));
    // Equal times are lawful, earlier ones are not, nor is the future.
    shelf.feed(&preserve, lines(&[at(old, registered("C-2"))]).as_bytes()).value();
    for (time, word) in
        [("2024-01-02T03:04:05.677Z", "before"), ("2999-01-01T00:00:00.000Z", "future")]
    {
        let file = lines(&[at(old, registered("C-3")), at(time, registered("C-4"))]);
        let answer = shelf.feed(&preserve, file.as_bytes());
        assert_eq!(answer.code, 3);
        let error = answer.error();
        assert_eq!((&error["line"], &error["field"]), (&json!(2), &json!("recorded_at")));
        assert!(error["message"].as_str().expect("a text").contains(word), "{error}");
        assert_eq!(shelf.head(), 2);
    }
    // Without the option the ledger's own clock counts, whatever the line says.
    let file = lines(&[at("2999-01-01T00:00:00.000Z", registered("C-3"))]);
    shelf.feed(&["import", "-"], file.as_bytes()).value();
    assert!(!shelf.run(&["export", "events"]).out.contains("2999"));
    // Now that the log has reached the present, old times would decrease.
    let answer = shelf.feed(&preserve, lines(&[at(old, registered("C-4"))]).as_bytes());
    assert_eq!(answer.error()["field"], "recorded_at");
    // What is recorded already is not judged by its time.
    assert_eq!(shelf.feed(&preserve, first.as_bytes()).value()["already_recorded"], 1);
}

#[test]
fn an_export_into_an_empty_ledger_is_the_same_log() {
    let made = Shelf::new();
    let file = made.path("history.jsonl").to_string_lossy().into_owned();
    let simulate = ["simulate", "--customers", "30", "--events", "3000", "--seed", "11", "--out"];
    assert_eq!(made.run(&[&simulate[..], &[file.as_str()]].concat()).code, 0);
    let first = Shelf::new();
    first.json(&["import", &file, "--preserve-recorded-at"]).value();
    first
        .json(&[
            "record",
            "hold.set",
            "--customer",
            "$ledger",
            "--data",
            r#"{"subject":"张三","reason":"诉讼 😀"}"#,
        ])
        .value();
    let out = first.run(&["export", "events"]).out;
    let second = Shelf::new();
    let answer = second.feed(&["import", "-", "--preserve-recorded-at"], out.as_bytes()).value();
    assert_eq!(numbers(&answer), [3001, 3001, 0, 3001]);
    assert_eq!(second.run(&["export", "events"]).out, out);
    // Into the same ledger it adds nothing; into another one its positions do not fit.
    let again = first.feed(&["import", "-"], out.as_bytes()).value();
    assert_eq!(numbers(&again), [3001, 0, 3001, 3001]);
    let third = Shelf::copy_of(base());
    let error = third.feed(&["import", "-"], out.as_bytes()).error();
    assert_eq!((&error["line"], &error["field"]), (&json!(1), &json!("position")), "{error}");
}

#[test]
fn a_line_is_recorded_only_if_it_can_be_exported_and_imported_again() {
    let note = |length: usize| {
        let note = "a".repeat(length);
        with(
            c1("credit.limit_set", DAY, json!({"limit": "0", "currency": "CNY"})),
            "note",
            json!(note),
        )
    };
    let shelf = Shelf::copy_of(base());
    // 1 MiB as it comes in, more with what the ledger adds.
    let short = note(0).to_string().len();
    let answer = shelf.feed(&["import", "-"], note((1 << 20) - short).to_string().as_bytes());
    assert_eq!(answer.code, 3);
    assert!(answer.error()["message"].as_str().expect("a text").contains("when recorded"));
    // Numbers that canonical JSON writes longer.
    let numbers = vec!["1e15"; 150_000].join(",");
    let decided = crate::world::decided("O-1", DAY).to_string();
    let long = decided.replace("\"basis\":{}", &format!("\"basis\":{{\"x\":[{numbers}]}}"));
    assert!(long.len() < 1 << 20);
    assert_eq!(shelf.feed(&["import", "-"], long.as_bytes()).code, 3);
    assert_eq!(shelf.head(), base_head());
    // A little below there is no obstacle, and the customer can still be written to.
    shelf.take(&[note((1 << 20) - short - 400)]);
    shelf.take(&[payment("P-9", DAY, "1")]);
    let out = shelf.run(&["export", "events"]).out;
    let other = Shelf::new();
    other.feed(&["import", "-", "--preserve-recorded-at"], out.as_bytes()).value();
    assert_eq!(other.run(&["export", "events"]).out, out);
}

#[test]
fn long_lists_are_checked_in_reasonable_time() {
    let shelf = Shelf::copy_of(base());
    let invoices: Vec<Value> =
        (0..8_000).map(|n| invoice(&format!("L-{n}"), DAY, "1.00")).collect();
    let allocations: Value =
        (0..8_000).map(|n| json!({"invoice": format!("L-{n}"), "amount": "1.00"})).collect();
    let mut payment = payment("P-9", DAY, "8000.00");
    payment["data"]["allocations"] = allocations;
    let timer = std::time::Instant::now();
    shelf.take(&[invoices, vec![payment]].concat());
    assert!(timer.elapsed().as_secs() < 20, "{:?}", timer.elapsed());
}
