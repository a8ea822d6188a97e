//! Statements of account at the door: the month, sending it, explaining another
//! balance (domain, section 5; contract, JSON answers).

use serde_json::{Value, json};

use crate::program::{Shelf, event};
use crate::shop::{has_keys, is_amount, keys_in_order, shop};

const MARCH: [&str; 4] = ["statement", "C-1", "--period", "2025-03"];

fn asked(shelf: &Shelf, more: &[&str]) -> Value {
    shelf.json(&[&MARCH[..], more].concat()).value()
}

fn code(shelf: &Shelf, more: &[&str]) -> i32 {
    shelf.json(&[&MARCH[..], more].concat()).code
}

#[test]
fn the_answer_has_the_keys_of_the_contract() {
    let shelf = shop();
    let answer = shelf.json(&MARCH);
    assert_eq!(keys_in_order(&answer), ["as_of", "known_at", "policy", "statement"]);
    let value = answer.value();
    assert_eq!(value["as_of"], "2025-03-31");
    let statement = &value["statement"];
    has_keys(
        statement,
        "customer name currency period_start period_end opening lines closing open_items \
            deliveries other_currencies",
    );
    // Two currencies: the main one is that of the limit (domain, section 10).
    assert_eq!(
        (&statement["currency"], &statement["other_currencies"]),
        (&json!("CNY"), &json!(["USD"]))
    );
    let line = &statement["lines"][0];
    has_keys(line, "date position type document debit credit balance");
    is_amount(&line["debit"], 2);
    assert_eq!(
        (&statement["opening"], &line["credit"], &statement["closing"]),
        (&json!("120000.00"), &json!("20000.00"), &json!("100000.00"))
    );
    has_keys(&statement["open_items"][0], "invoice issued due open disputed");
    // The plan was signed on 1 April: its parts are April's open items.
    let april = shelf.json(&["statement", "C-1", "--period", "2025-04"]).value();
    let parts: Vec<&Value> = (0..2).map(|i| &april["statement"]["open_items"][i]["part"]).collect();
    assert_eq!(parts, [&json!(1), &json!(2)]);
    let usd = asked(&shelf, &["--currency", "USD"]);
    assert_eq!(usd["statement"]["closing"], "10.00");
    let none = asked(&shelf, &["--currency", "JPY"]);
    assert_eq!(
        (&none["statement"]["closing"], &none["statement"]["lines"]),
        (&json!("0"), &json!([]))
    );
}

#[test]
fn an_interim_statement_ends_on_a_day_of_its_month() {
    let shelf = shop();
    let value = asked(&shelf, &["--as-of", "2025-03-24"]);
    assert_eq!(
        (&value["as_of"], &value["statement"]["interim"]),
        (&json!("2025-03-24"), &json!(true))
    );
    assert_eq!(value["statement"]["closing"], "120000.00");
    // A month that is over stands as it ended; before it there is nothing to state.
    assert_eq!(asked(&shelf, &["--as-of", "2025-04-20"]), asked(&shelf, &[]));
    assert_eq!(code(&shelf, &["--as-of", "2025-02-28"]), 2);
    assert_eq!(shelf.json(&["statement", "C-1", "--period", "2025-3"]).code, 2);
    assert_eq!(shelf.json(&["statement", "C-1"]).code, 2);
    assert_eq!(shelf.json(&["statement", "C-9", "--period", "2025-03"]).code, 2);
    assert_eq!(code(&shelf, &["--currency", "XXQ"]), 2);
}

#[test]
fn sending_is_a_fact_once() {
    let shelf = shop();
    let paper = shelf.file("march.pdf", "paper");
    let first = asked(&shelf, &["--send", "--on", "2025-04-02", "--document", &paper]);
    has_keys(&first["sent"], "statement position on already_recorded");
    assert_eq!(first["sent"]["statement"], "C-1-2025-03-CNY");
    let head = shelf.head();
    assert_eq!(first["sent"]["position"], head);
    // Again, on another day, with or without the paper: nothing new.
    for again in [&["--send", "--on", "2025-04-03"][..], &["--send", "--document", &paper]] {
        let sent = &asked(&shelf, again)["sent"];
        assert_eq!((&sent["already_recorded"], &sent["on"]), (&json!(true), &json!("2025-04-02")));
    }
    assert_eq!(shelf.head(), head);
    let other = shelf.file("other.pdf", "another paper");
    assert_eq!(code(&shelf, &["--send", "--document", &other]), 4);
    // Before the period is over there is only an interim statement.
    assert_eq!(code(&shelf, &["--send", "--on", "2025-03-30"]), 2);
    let interim = asked(&shelf, &["--as-of", "2025-03-15", "--send", "--on", "2025-03-16"]);
    assert_eq!(interim["sent"]["statement"], "C-1-2025-03-15-CNY");
    // Another balance of the same month needs another number.
    shelf.take(&[event(
        "payment.received",
        "C-1",
        "2025-03-29",
        json!({"payment": "P-2", "currency": "CNY", "amount": "1.00"}),
    )]);
    let refused = shelf.json(&[&MARCH[..], &["--send"]].concat());
    assert_eq!((refused.code, &refused.error()["kind"]), (4, &json!("conflict")));
    let revised = asked(&shelf, &["--send", "--statement", "C-1-2025-03-CNY-R1"]);
    assert_eq!(revised["sent"]["already_recorded"], false);
    assert_eq!(revised["statement"]["closing"], "99999.00");
}

/// Stories, 7.
#[test]
fn a_contested_statement_is_explained() {
    let shelf = shop();
    asked(&shelf, &["--send", "--on", "2025-04-02"]);
    shelf.take(&[
        event(
            "statement.contested",
            "C-1",
            "2025-04-05",
            json!({"statement": "C-1-2025-03-CNY", "claimed_balance": "70000"}),
        ),
        event(
            "payment.received",
            "C-1",
            "2025-03-30",
            json!({"payment": "P-2", "currency": "CNY", "amount": "25000"}),
        ),
        event(
            "payment.received",
            "C-1",
            "2025-04-03",
            json!({"payment": "P-3", "currency": "CNY", "amount": "5000", "bank_ref": "TT-5"}),
        ),
    ]);
    let value = asked(&shelf, &[]);
    let difference = &value["difference"];
    has_keys(
        difference,
        "statement ours claimed difference candidates explained_by unexplained search_complete",
    );
    assert_eq!(
        (&difference["ours"], &difference["difference"], &difference["unexplained"]),
        (&json!("100000.00"), &json!("30000.00"), &json!("0.00"))
    );
    let kinds: Vec<&Value> =
        difference["explained_by"].as_array().unwrap().iter().map(|c| &c["kind"]).collect();
    assert_eq!(kinds, ["recorded_later", "payment_in_transit"]);
    has_keys(&difference["candidates"][0], "kind date position document amount note_code");
    // The same by the statement's number, which says what it covers.
    let named = shelf.json(&["statement", "C-1", "--statement", "C-1-2025-03-CNY"]).value();
    assert_eq!(named, value);
    assert_eq!(shelf.json(&["statement", "C-1", "--statement", "NONE"]).code, 2);
    assert_eq!(
        shelf
            .json(&["statement", "C-1", "--statement", "C-1-2025-03-CNY", "--period", "2025-04"])
            .code,
        2
    );
    // By their own list, one to one.
    let theirs = "date,amount,reference\n2025-03-25,20000,\n2025-03-28,25000,\n2025-03-31,5000.00,tt5\n2025-03-31,1,x\n";
    let file = shelf.file("theirs.csv", theirs);
    let listed = &asked(&shelf, &["--their-payments", &file])["difference"]["payments"];
    has_keys(
        listed,
        "total_ours total_theirs matched different_date different_amount only_theirs only_ours",
    );
    assert_eq!(
        (&listed["total_theirs"], &listed["total_ours"]),
        (&json!("50001.00"), &json!("45000.00"))
    );
    assert_eq!(listed["different_date"].as_array().unwrap().len(), 2);
    assert_eq!(listed["only_theirs"][0]["reference"], "x");
}

#[test]
fn what_is_claimed_is_read_strictly() {
    let shelf = shop();
    let credit = asked(&shelf, &["--claimed", "-5.00"]);
    assert_eq!(credit["difference"]["difference"], "100005.00");
    for bad in ["-0", "1,000", "1.005", "x"] {
        assert_eq!(code(&shelf, &["--claimed", bad]), 2, "{bad}");
    }
    let file = shelf.file("theirs.csv", "date,amount,reference\n2025-03-25,20 000,\n");
    // Nothing was contested: there is no balance of theirs.
    assert_eq!(code(&shelf, &["--their-payments", &file]), 2);
    let told = shelf.json(&[&MARCH[..], &["--claimed", "1", "--their-payments", &file]].concat());
    let error = told.error();
    assert_eq!((told.code, &error["line"], &error["field"]), (3, &json!(2), &json!("amount")));
}

#[test]
fn people_read_it_in_both_languages() {
    let shelf = shop();
    for (lang, words) in [
        ("en", ["Statement of account", "Opening balance", "Closing balance", "Open items"]),
        ("zh", ["对账单", "期初余额", "期末余额", "未清项目"]),
    ] {
        let shown = shelf.run(&[&MARCH[..], &["--format", "table", "--lang", lang]].concat());
        for word in words {
            assert!(shown.out.contains(word), "{word} in {}", shown.out);
        }
    }
}
