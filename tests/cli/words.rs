//! Errors in both languages: the same code, place and exit status, other words.

use serde_json::{Value, json};

use crate::program::{Answer, Shelf, event, lines, with};
use crate::shop::{has_keys, shop};

/// An invoice of C-1.
fn invoice(number: &str, amount: &str) -> Value {
    event(
        "invoice.issued",
        "C-1",
        "2025-05-01",
        json!({"invoice": number, "currency": "CNY", "amount": amount}),
    )
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The same command in English and in Chinese.
fn both(shelf: &Shelf, args: &[&str], format: &str) -> [Answer; 2] {
    ["en", "zh"].map(|lang| {
        let mut args = args.to_vec();
        args.extend(["--format", format, "--lang", lang]);
        shelf.run(&args)
    })
}

/// Provokes an error in both languages and formats; gives its code.
fn provoke(shelf: &Shelf, args: &[&str], kind: &str, exit: i32) -> String {
    let told = both(shelf, args, "json");
    let [en, zh] = told.each_ref().map(Answer::error);
    assert_eq!((told[0].code, told[1].code), (exit, exit), "{args:?} {en}");
    for field in ["kind", "code", "file", "line", "field"] {
        assert_eq!(en.get(field), zh.get(field), "{args:?} {field}");
    }
    assert_eq!(en["kind"], kind, "{args:?}");
    for field in ["message", "hint"] {
        let [en, zh] = [&en, &zh].map(|error| error[field].as_str().expect("a text"));
        assert_ne!(en, zh, "{args:?} {field}");
        assert!(is_chinese(zh) && !is_chinese(en), "{args:?} {field}: {en} / {zh}");
    }
    let code = en["code"].as_str().expect("a code").to_owned();
    let [english, chinese] = both(shelf, args, "table").map(|answer| answer.err);
    assert!(english.starts_with(&format!("Error {code}: ")), "{english}");
    assert!(chinese.starts_with(&format!("错误 {code}：")), "{chinese}");
    for (text, error) in [(&english, &en), (&chinese, &zh)] {
        assert!(text.contains(error["message"].as_str().expect("a text")), "{text}");
        assert!(text.contains(&format!("duebook explain {code}")), "{text}");
    }
    code
}

#[test]
fn one_error_of_each_kind_in_both_languages() {
    let shelf = shop();
    let file = |name: &str, events: &[Value]| shelf.file(name, lines(events));
    let negative = file("negative.jsonl", &[invoice("I-1", "-1")]);
    let taken = file("taken.jsonl", &[with(invoice("INV-1", "1"), "customer", json!("C-2"))]);
    let nobody = file("nobody.jsonl", &[with(invoice("I-1", "1"), "customer", json!("C-404"))]);
    let number = file("number.jsonl", &[with(invoice("I-1", "1"), "effective", json!(5))]);
    let field = file("field.jsonl", &[with(invoice("I-1", "1"), "dta", json!({}))]);
    let broken = shelf.file("broken.jsonl", "{\"type\":");
    let cases: [(&[&str], &str, i32, &str); 21] = [
        (&["balanse"], "usage", 2, "DUE-0501"),
        (&["balance", "--asof", "2025-01-01"], "usage", 2, "DUE-0500"),
        (&["balance", "--as-of", "2025-02-30"], "usage", 2, "DUE-0009"),
        (&["balance", "--known-at", "2025-02-30"], "usage", 2, "DUE-0267"),
        (&["aging", "--basis", "due"], "usage", 2, "DUE-0504"),
        (&["limitation", "--within", "soon"], "usage", 2, "DUE-0505"),
        (&["record", "payment.received"], "usage", 2, "DUE-0503"),
        (&["balance", "--as-of"], "usage", 2, "DUE-0506"),
        (&["balance", "C-1", "C-2"], "usage", 2, "DUE-0500"),
        (&["replay", "--workers", "1", "--workers", "2"], "usage", 2, "DUE-0510"),
        (&["balance", "C-11"], "usage", 2, "DUE-0261"),
        (&["balance", "--policy", "none@1"], "usage", 2, "DUE-0260"),
        (&["import", "nowhere.jsonl"], "usage", 2, "DUE-0452"),
        (&["explain", "9999"], "usage", 2, "DUE-0461"),
        (&["import", &negative], "refused", 3, "DUE-0001"),
        (&["import", &nobody], "refused", 3, "DUE-0168"),
        (&["import", &number], "refused", 3, "DUE-0033"),
        (&["import", &field], "refused", 3, "DUE-0031"),
        (&["import", &broken], "refused", 3, "DUE-0022"),
        (&["why", "order", "O-404"], "refused", 3, "DUE-0262"),
        (&["import", &taken], "conflict", 4, "DUE-0252"),
    ];
    for (args, kind, exit, code) in cases {
        assert_eq!(provoke(&shelf, args, kind, exit), code, "{args:?}");
    }
    assert_eq!(provoke(&Shelf::new(), &["balance"], "store", 5), "DUE-0320");
    let foreign = Shelf::new();
    std::fs::write(foreign.db(), "not a ledger ".repeat(100)).expect("a file");
    assert_eq!(provoke(&foreign, &["balance"], "store", 5), "DUE-0321");
}

#[test]
fn a_csv_is_refused_in_both_languages() {
    let shelf = shop();
    let mapping = shelf.file(
        "map.toml",
        "mapping = 1\n[column.Date]\ntype = \"date\"\nformat = \"%Y-%m-%d\"\n[[event]]\n\
         type = \"invoice.issued\"\ncustomer = \"{Customer}\"\neffective = \"{Date}\"\n\
         data = { invoice = \"{No}\", currency = \"CNY\", amount = \"5.00\" }\n",
    );
    let rows = shelf.file("rows.csv", "Customer,No,Date\nC-1,A-1,2025-13-01\n");
    let args = ["import", rows.as_str(), "--mapping", mapping.as_str()];
    assert_eq!(provoke(&shelf, &args, "refused", 3), "DUE-0390");
    let [en, zh] = both(&shelf, &args, "json").map(|answer| answer.error());
    for error in [&en, &zh] {
        assert_eq!((&error["line"], &error["field"]), (&json!(2), &json!("Date")));
        assert!(error["message"].as_str().expect("a text").contains("[DUE-0406]"), "{error}");
    }
    let good = shelf.file("good.csv", "Customer,No,Date\nC-1,A-1,2025-12-01\n");
    let args = ["import", good.as_str(), "--mapping", mapping.as_str(), "--dry-run"];
    let [en, zh] = both(&shelf, &args, "table");
    assert!(en.err.contains("1 row(s) read, 1 event(s) made"), "{}", en.err);
    assert!(zh.err.contains("读取 1 行，产生 1 个事件"), "{}", zh.err);
    let columns = shelf.file("columns.csv", "Customer,No,Datum\nC-1,A-1,2025-01-01\n");
    let args = ["import", columns.as_str(), "--mapping", mapping.as_str()];
    assert_eq!(provoke(&shelf, &args, "refused", 3), "DUE-0380");
    // The lines of the mapping are not those of the file that is named.
    assert_eq!(shelf.json(&args).error().get("line"), None);
    let wrong = shelf.file("wrong.toml", "mapping = 1\nactor = 1\n");
    let args = ["import", rows.as_str(), "--mapping", wrong.as_str()];
    assert_eq!(provoke(&shelf, &args, "refused", 3), "DUE-0350");
}

#[test]
fn the_locale_chooses_where_nobody_asks() {
    let shelf = shop();
    let told = |lang: &str| {
        let mut command = shelf.command(&["balance", "C-404", "--format", "table"]);
        command.env("LANG", lang);
        crate::program::run(command, b"").err
    };
    assert!(told("zh_CN.UTF-8").starts_with("错误 DUE-0261"));
    assert!(told("de_DE.UTF-8").starts_with("Error DUE-0261"));
}

#[test]
fn a_code_is_explained_however_it_is_written() {
    let shelf = Shelf::new();
    let mut told = Vec::new();
    for code in ["DUE-0190", "due-190", "190"] {
        let answer = shelf.json(&["explain", code]).value();
        has_keys(&answer, "code message hint explanation");
        assert_eq!(answer["code"], "DUE-0190");
        told.push(answer);
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]));
    let [en, zh] = both(&shelf, &["explain", "190"], "json").map(|answer| answer.value());
    for key in ["message", "hint", "explanation"] {
        assert!(is_chinese(zh[key].as_str().expect("a text")), "{zh}");
        assert!(!is_chinese(en[key].as_str().expect("a text")), "{en}");
    }
    let [en, zh] = both(&shelf, &["explain", "190"], "table").map(|answer| answer.out);
    assert!(en.contains("Refused: ") && zh.contains("拒绝："), "{en}{zh}");
    let unknown = shelf.json(&["explain", "DUE-0000"]);
    assert_eq!(unknown.code, 2);
    let hint = unknown.error()["hint"].as_str().expect("a hint").to_owned();
    assert!(hint.contains("DUE-0001"), "{hint}");
    assert_eq!(shelf.json(&["explain", "nonsense"]).code, 2);
}

#[test]
fn all_codes_can_be_listed() {
    let shelf = Shelf::new();
    let answer = shelf.json(&["explain"]).value();
    let all = answer["messages"].as_array().expect("a list");
    let codes: Vec<&str> = all.iter().map(|m| m["code"].as_str().expect("a code")).collect();
    assert!(codes.len() > 150 && codes.is_sorted(), "{codes:?}");
    let csv = shelf.run(&["explain", "--format", "csv", "--lang", "zh"]).out;
    assert_eq!(csv.lines().count(), codes.len() + 1, "{csv}");
    assert!(csv.starts_with("代码,消息"), "{csv}");
}
