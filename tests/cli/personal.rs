//! Sealed personal texts on the command line: raw bytes, languages, processes.

use serde_json::{Value, json};

use crate::program::{Answer, Shelf, event, lines};
use crate::shop::{DAY, has_keys, history};

/// The texts of the usual history and some more that must stand nowhere.
const TEXTS: [&str; 3] = ["Second", "张三的电话", "Zhao Liu"];

pub fn sealed() -> Shelf {
    let shelf = Shelf::new();
    assert_eq!(shelf.json(&["init", "--seal-personal"]).code, 0);
    let mut events = history();
    let said = json!({"text": "张三的电话", "subject": "P-17"});
    events.push(event(
        "contact.logged",
        "C-1",
        "2025-04-02",
        json!({"contact": "K-1", "channel": "phone", "summary": said, "response": "none"}),
    ));
    events.push(event(
        "payment.received",
        "C-2",
        "2025-04-02",
        json!({"payment": "P-2", "currency": "CNY", "amount": "1.00", "payer": "Zhao Liu"}),
    ));
    shelf.take(&events);
    shelf
}

/// Every byte that lies in the folder, file by file.
fn bytes_of(shelf: &Shelf) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(shelf.path("")).expect("a folder");
    files
        .map(|file| file.expect("a file").path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).expect("bytes")))
        .collect()
}

pub fn found_in(shelf: &Shelf, text: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    bytes_of(shelf).into_iter().filter(|(_, bytes)| holds(bytes)).map(|(name, _)| name).collect()
}

/// The key of a subject as it stands in the key file.
pub fn key_of(shelf: &Shelf, subject: &str) -> String {
    let text = std::fs::read_to_string(shelf.path("book.db.keys")).expect("a key file");
    let line = text.lines().find(|line| line.ends_with(&format!("\"{subject}\"")));
    line.expect("a line").split(' ').nth(2).expect("a key").to_owned()
}

fn table(shelf: &Shelf, lang: &str, args: &[&str]) -> Answer {
    shelf.run(&[&["--format", "table", "--lang", lang], args].concat())
}

#[test]
fn no_file_holds_a_text_and_after_erasing_none_holds_the_key() {
    let shelf = sealed();
    shelf.json(&["replay", "--as-of", DAY]).value();
    for text in TEXTS {
        assert_eq!(found_in(&shelf, text), Vec::<String>::new(), "{text}");
    }
    let key = key_of(&shelf, "C-2");
    // The control: the search finds the key while it is there, in its file only.
    assert_eq!(found_in(&shelf, &key).len(), 1);
    let erased = shelf.json(&["erase", "C-2", "--reason", "request R-12"]).value();
    has_keys(&erased, "subject dry_run already_erased erased unreadable stays");
    assert_eq!(erased["unreadable"], json!({"events": 2, "texts": 2}));
    assert_eq!(found_in(&shelf, &key), Vec::<String>::new());
    for text in TEXTS {
        assert_eq!(found_in(&shelf, text), Vec::<String>::new(), "{text}");
    }
    // The other subjects are as they were.
    assert_eq!(found_in(&shelf, &key_of(&shelf, "C-1")).len(), 1);
    let timeline = |customer: &str| shelf.json(&["timeline", customer]).value().to_string();
    assert!(timeline("C-1").contains("张三的电话"));
    assert!(timeline("C-2").contains("[erased]"));
    assert_eq!(shelf.json(&["replay", "--check"]).value()["matches"], true);
    // The control of the whole: a ledger that does not seal holds them.
    let plain = Shelf::new();
    plain.take(&history());
    assert_eq!(found_in(&plain, "Second").len(), 1);
}

#[test]
fn answers_are_the_same_with_and_without_sealing() {
    let (shelf, plain) = (sealed(), Shelf::new());
    let opened = shelf.run(&["export", "events", "--plain"]).out;
    assert!(opened.contains("张三的电话") && !opened.contains("\"sealed\""));
    let stored = shelf.run(&["export", "events"]).out;
    assert!(stored.contains("\"sealed\"") && !stored.contains("张三的电话"));
    let taken = plain.feed(&["import", "-", "--preserve-recorded-at"], opened.as_bytes()).value();
    assert_eq!(taken["appended"], 14);
    for question in
        [&["balance"][..], &["score"], &["overdue"], &["statement", "C-1", "--period", "2025-03"]]
    {
        let ask = |shelf: &Shelf| {
            let dated = [question, &["--as-of", DAY]].concat();
            let args = if question[0] == "statement" { question } else { &dated };
            shelf.json(args).value()
        };
        assert_eq!(ask(&shelf), ask(&plain), "{question:?}");
    }
    let overdue = shelf.json(&["overdue", "--as-of", DAY]).value();
    assert_eq!(overdue["items"][0]["name"], "=1+1");
    // A letter names its reader, and sending it again gives the same letter.
    let letter = ["remind", "C-2", "--level", "1", "--as-of", DAY, "--to", "Zhao Liu"];
    let sent = shelf.json(&letter);
    assert!(sent.code == 0, "{}", sent.err);
    let again = shelf.json(&letter).value();
    assert_eq!(again["already_recorded"], true);
    assert!(!shelf.run(&["export", "events"]).out.contains("Zhao Liu"));
}

#[test]
fn erasing_is_told_in_both_languages() {
    for (lang, erased, mark, refused, hint) in [
        ("en", "2 texts in 2 events", "[erased]", "were erased", "name the data subject"),
        ("zh", "2 个事件中的 2 处文本", "［已删除］", "个人信息已删除", "指明其所涉的个人信息主体"),
    ] {
        let shelf = sealed();
        let dry = table(&shelf, lang, &["erase", "C-2", "--reason", "R", "--dry-run"]);
        assert!(dry.code == 0 && dry.out.contains(erased), "{}", dry.out);
        assert!(!table(&shelf, lang, &["timeline", "C-2"]).out.contains(mark));
        let answer = table(&shelf, lang, &["erase", "C-2", "--reason", "R"]);
        assert!(answer.code == 0 && answer.out.contains(erased), "{}", answer.out);
        assert!(table(&shelf, lang, &["timeline", "C-2"]).out.contains(mark));
        let data = r#"{"payment":"P-3","currency":"CNY","amount":"1.00","payer":"Zhao"}"#;
        let record = ["record", "payment.received", "--customer", "C-2", "--data", data];
        let answer = table(&shelf, lang, &record);
        assert_eq!(answer.code, 3);
        assert!(answer.err.contains("DUE-0850") && answer.err.contains(refused), "{}", answer.err);
        assert!(answer.err.contains(hint), "{}", answer.err);
        let list = table(&shelf, lang, &["personal", "list"]);
        assert!(list.out.contains("P-17") && list.out.contains("C-2"), "{}", list.out);
        let shown = table(&shelf, lang, &["personal", "show", "P-17"]);
        assert!(shown.out.contains("张三的电话"), "{}", shown.out);
    }
}

#[test]
fn wrong_commands_are_refused_and_change_nothing() {
    let shelf = sealed();
    let head = shelf.head();
    let cases: [(&[&str], i32, &str); 6] = [
        (&["erase", "C-02", "--reason", "R"], 3, "DUE-0857"),
        (&["erase", "C-2", "--reason", " "], 2, "DUE-0861"),
        (&["erase", "C-2"], 2, ""),
        (&["personal", "new-keys"], 2, "DUE-0860"),
        (&["personal", "show", "nobody"], 3, "DUE-0857"),
        (&["--personal-keys", "nowhere", "erase", "C-2", "--reason", "R"], 5, "DUE-0851"),
    ];
    for (args, code, message) in cases {
        let answer = shelf.json(args);
        assert_eq!(answer.code, code, "{args:?}: {}", answer.err);
        assert!(answer.err.contains(message), "{args:?}: {}", answer.err);
    }
    assert_eq!(shelf.head(), head);
    let plain = Shelf::new();
    plain.take(&history());
    let answer = plain.json(&["erase", "C-2", "--reason", "R"]);
    assert_eq!((answer.code, &answer.error()["code"]), (3, &json!("DUE-0856")));
    assert_eq!(plain.json(&["personal", "list"]).value()["sealing"], false);
    // Neither a ledger nor a key file is written over, or left behind half made.
    let other = Shelf::new();
    other.file("book.db.keys", "something");
    let answer = other.json(&["init", "--seal-personal"]);
    assert_eq!((answer.code, &answer.error()["code"]), (2, &json!("DUE-0858")));
    assert!(!other.db().exists());
    let answer = other.json(&["init", "--seal-personal", "--personal-keys", "no/such/folder"]);
    assert_eq!((answer.code, other.db().exists()), (5, false));
}

#[test]
fn processes_that_write_at_once_make_one_key_for_a_subject() {
    let shelf = sealed();
    let name = |writer: usize| format!("text of writer {writer}");
    let children: Vec<_> = (0..4)
        .map(|writer| {
            let events: Vec<Value> = (0..5)
                .map(|i| {
                    let said = json!({"text": name(writer), "subject": format!("S-{i}")});
                    let data = json!({"contact": format!("K-{writer}-{i}"), "channel": "phone",
                        "summary": said, "response": "none"});
                    event("contact.logged", "C-1", "2025-04-03", data)
                })
                .collect();
            let file = shelf.file(&format!("{writer}.jsonl"), lines(&events));
            shelf.command(&["import", &file]).spawn().expect("a process")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    for i in 0..5 {
        let shown = shelf.json(&["personal", "show", &format!("S-{i}")]).value();
        let mut texts: Vec<&str> =
            shown["texts"].as_array().expect("texts").iter().map(text_of).collect();
        texts.sort_unstable();
        assert_eq!(texts, [name(0), name(1), name(2), name(3)]);
    }
}

fn text_of(text: &Value) -> &str {
    text["text"].as_str().expect("a text")
}
