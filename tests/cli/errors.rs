//! Exit codes, and errors as one object.

use serde_json::json;

use crate::program::{Shelf, event, lines, program, run};
use crate::shop::{has_keys, shop};

#[test]
fn the_command_line_itself_can_be_wrong() {
    let shelf = shop();
    let wrong: [&[&str]; 12] = [
        &[],
        &["balanse"],
        &["balance", "--as-of", "2025-02-30"],
        &["balance", "--as-of", "yesterday"],
        &["balance", "--basis", "agreed"],
        &["aging", "--basis", "none"],
        &["import"],
        &["import", "nowhere.jsonl"],
        &["import", "-", "--mapping", "nowhere.toml"],
        &["balance", "--policy", "none@1"],
        &["balance", "--actor", "li:boss"],
        &["order", "decide"],
    ];
    for args in wrong {
        let answer = shelf.json(args);
        assert_eq!(answer.code, 2, "{args:?} {}", answer.err);
        let error = answer.error();
        has_keys(&error, "kind code message hint");
        assert_eq!(error["kind"], "usage", "{args:?}");
        assert_eq!(answer.out, "", "{args:?}");
    }
    // In words where tables are asked for.
    let answer = shelf.run(&["balanse", "--format", "table"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("balance") && !answer.err.contains('{'), "{}", answer.err);
    for args in [["--help"], ["--version"]] {
        let mut command = program();
        command.args(args);
        let answer = run(command, b"");
        assert_eq!(answer.code, 0);
        assert!(answer.out.contains("duebook") && answer.err.is_empty());
    }
}

#[test]
fn ledgers_that_are_none() {
    let shelf = Shelf::new();
    let missing = shelf.json(&["balance"]);
    assert_eq!((missing.code, &missing.error()["kind"]), (5, &json!("store")));
    assert!(missing.error()["message"].as_str().expect("a text").contains("no ledger at"));
    assert!(missing.error()["hint"].as_str().expect("a text").contains("duebook init"));
    assert!(!shelf.db().exists());
    for command in [["export", "events"], ["policy", "list"], ["order", "decide"]] {
        let args =
            if command[1] == "decide" { vec!["order", "decide", "O-1"] } else { command.to_vec() };
        assert_eq!(shelf.json(&args).code, 5, "{args:?}");
    }
    let foreign = b"This is not a ledger, it only looks like one. ".repeat(100);
    std::fs::write(shelf.db(), &foreign).expect("a file");
    for args in [&["balance"][..], &["import", "-"], &["record", "x"], &["replay"]] {
        let args = if args[0] == "record" {
            vec!["record", "customer.registered", "--customer", "C-1", "--data", "{\"name\":\"x\"}"]
        } else {
            args.to_vec()
        };
        let answer = shelf.json(&args);
        assert_eq!((answer.code, &answer.error()["kind"]), (5, &json!("store")), "{args:?}");
    }
    assert_eq!(std::fs::read(shelf.db()).expect("a file"), foreign);
    let init = shelf.json(&["init"]);
    assert_eq!(init.code, 2, "{}", init.err);
    let folder = Shelf::new();
    std::fs::create_dir(folder.db()).expect("a folder");
    assert_eq!(folder.json(&["balance"]).code, 5);
}

#[test]
fn refusals_and_conflicts_name_file_line_and_field() {
    let shelf = shop();
    let bad = event(
        "invoice.issued",
        "C-1",
        "2025-05-01",
        json!({"invoice": "I-1", "currency": "CNY", "amount": "-1"}),
    );
    let file = shelf.file("bad.jsonl", lines(&[bad]));
    let answer = shelf.json(&["import", &file]);
    assert_eq!(answer.code, 3);
    let error = answer.error();
    has_keys(&error, "kind code message file line field hint");
    assert_eq!((&error["file"], &error["line"]), (&json!(file), &json!(1)));
    assert!(error["message"].as_str().expect("a text").starts_with(&format!("{file}:1: ")));
    let answer = shelf.run(&["import", &file, "--format", "table"]);
    assert!(answer.err.contains("Nothing of this file was appended."), "{}", answer.err);
    let chinese = shelf.run(&["import", &file, "--format", "table", "--lang", "zh"]);
    assert!(chinese.err.contains("错误") && chinese.err.contains("data.amount"));
    assert_eq!((answer.code, chinese.code), (3, 3));
    let taken = event(
        "invoice.issued",
        "C-2",
        "2025-05-01",
        json!({"invoice": "INV-1", "currency": "CNY", "amount": "1"}),
    );
    let answer = shelf.feed(&["import", "-"], lines(&[taken]).as_bytes());
    assert_eq!((answer.code, &answer.error()["kind"]), (4, &json!("conflict")));
}

#[test]
fn the_nearest_word_is_suggested() {
    let shelf = shop();
    let hint = |args: &[&str]| {
        let answer = shelf.json(args);
        (answer.code, answer.error()["hint"].as_str().expect("a hint").to_owned())
    };
    for command in ["balance", "score", "timeline", "reminders"] {
        let (code, hint) = hint(&[command, "C-11"]);
        assert_eq!(code, 2);
        assert!(hint.contains("C-1"), "{command}: {hint}");
    }
    assert_eq!(hint(&["balance", "$ledger"]).0, 2);
    assert!(hint(&["schema", "invoice.isued"]).1.contains("invoice.issued"));
    let record = |kind: &str, data: &str| {
        hint(&["record", kind, "--customer", "C-1", "--effective", "2025-05-01", "--data", data])
    };
    let (code, said) = record("payment.recieved", "{}");
    assert_eq!((code, said.contains("payment.received")), (3, true), "{said}");
    let (code, said) = record("invoice.received", r#"{"invoice":"INV-22"}"#);
    assert_eq!((code, said.contains("INV-2")), (3, true), "{said}");
}
