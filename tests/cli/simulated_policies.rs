//! `policy simulate`: what another policy would have changed (domain, sections 10, 11).

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::program::{Answer, Shelf, event};
use crate::shop::{has_keys, is_amount, keys_in_order};

/// The built-in policy's text.
const DEFAULT: &str = include_str!("../../replay-fixtures/policies/default@1.toml");
/// The one to try.
const CAUTIOUS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures/policies/cautious@1.toml");

/// A ledger with the history of the demo.
fn demo() -> Shelf {
    static BASE: OnceLock<Shelf> = OnceLock::new();
    let base = BASE.get_or_init(|| {
        let shelf = Shelf::new();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures/demo/events.jsonl");
        shelf.json(&["import", file, "--preserve-recorded-at"]).value();
        shelf
    });
    Shelf::copy_of(base)
}

fn simulate(shelf: &Shelf, args: &[&str]) -> Answer {
    shelf.json(&[&["policy", "simulate"], args, &["--as-of", "2025-06-30"]].concat())
}

fn shown(shelf: &Shelf, format: &str, lang: &str, args: &[&str]) -> String {
    let all = ["policy", "simulate", "--as-of", "2025-06-30", "--format", format, "--lang", lang];
    let answer = shelf.run(&[&all, args].concat());
    assert_eq!(answer.code, 0, "{}", answer.err);
    answer.out
}

#[test]
fn the_cautious_policy_stops_the_order_that_counted_on_a_cheque_that_bounced() {
    let shelf = demo();
    let answer = simulate(&shelf, &[CAUTIOUS]);
    assert_eq!(keys_in_order(&answer)[..3], ["as_of", "known_at", "policy"]);
    let value = answer.value();
    has_keys(
        &value,
        "as_of known_at policy new old from? to counts flips standing backtest decisions",
    );
    assert_eq!(value["new"]["policy"], "cautious@1");
    assert_eq!(value["old"]["used"][0]["policy"], "default@1");
    let flips = &value["flips"][0];
    assert_eq!(flips["stopped"]["all"], json!({"orders": 4, "amount": "405000.00"}));
    assert_eq!(flips["stopped"]["bounced"], json!({"orders": 1, "amount": "85000.00"}));
    assert_eq!(flips["stopped"]["over_90"], json!({"orders": 2, "amount": "300000.00"}));
    assert_eq!(flips["stopped"]["good"], json!({"orders": 1, "amount": "70000.00"}));
    let fates = json!([
        {"fate": "over90", "orders": 2, "amount": "300000.00"},
        {"fate": "open", "orders": 1, "amount": "35000.00"},
        {"fate": "paid_in_time", "orders": 1, "amount": "70000.00"},
    ]);
    assert_eq!(flips["stopped"]["fates"], fates);
    assert_eq!(flips["matrix"].as_array().unwrap().len(), 16);
    assert_eq!(flips["rules"][0]["rule"], "grade_c");
    let decisions = value["decisions"].as_array().unwrap();
    assert_eq!(decisions.len(), 26);
    let row = decisions.iter().find(|row| row["order"] == "ORD-7004").unwrap();
    has_keys(
        row,
        "position order customer currency amount as_of known_at recorded override? cancelled? \
         superseded? without_facts? old new change came",
    );
    assert_eq!((&row["change"], &row["new"]["outcome"]), (&json!("stopped"), &json!("held")));
    assert_eq!(row["new"]["conditions"][0]["amount"], "35000.00");
    for key in ["billed", "paid", "paid_late", "over_90", "lost", "open", "overdue", "bounced"] {
        is_amount(&row["came"][key], 2);
    }
    // Every decision was derived again as it was recorded (INV-8).
    assert_eq!(value["counts"]["recorded_otherwise"], 0);
}

#[test]
fn the_heart_of_the_answer_stands_first_in_both_languages() {
    let shelf = demo();
    let en = shown(&shelf, "table", "en", &[CAUTIOUS]);
    assert!(en.contains(
        "Under cautious@1, 4 of 19 released orders would have been stopped: 405,000.00 CNY."
    ));
    // The parts add up to what is stopped; money in several figures is said to be.
    assert!(en.contains(
        "What came of them, each order counted once: 300,000.00 over 90 days late (2 orders); \
         35,000.00 open, not due (1 order); 70,000.00 paid in time (1 order)."
    ));
    assert!(en.contains(
        "Of their money (one amount may be in several): 300,000.00 paid late (2 orders); \
         300,000.00 more than 90 days late (2 orders)."
    ));
    // Stopping the order would not have spared what had been paid before it.
    assert!(
        en.contains("The decisions of 1 order counted on 85,000.00 CNY that came back unpaid.")
    );
    assert!(!en.contains("spared"), "{en}");
    assert!(en.lines().count() < 45, "more than a screen:\n{en}");
    let zh = shown(&shelf, "table", "zh", &[CAUTIOUS]);
    assert!(zh.contains("原放行的 19 笔订单中有 4 笔会被拦下，合计 405,000.00 CNY"), "{zh}");
    assert!(zh.contains(
        "逾期超过90天 300,000.00（2 笔）；未到期 35,000.00（1 笔）；按时付清 70,000.00（1 笔）。"
    ));
    assert!(zh.contains("决定所依据的收款 85,000.00 CNY 后来被退回。"), "{zh}");
    let csv = shown(&shelf, "csv", "en", &[CAUTIOUS]);
    assert_eq!(csv.lines().count(), 27);
    assert!(csv.starts_with("position,date,known at,customer,order"));
}

#[test]
fn one_customer_a_period_and_what_was_known_narrow_the_question() {
    let shelf = demo();
    let one = simulate(&shelf, &[CAUTIOUS, "C-1007"]).value();
    assert_eq!((&one["customer"], &one["standing"]["customers"]), (&json!("C-1007"), &json!(1)));
    assert_eq!(one["decisions"].as_array().unwrap().len(), 2);
    let args = [CAUTIOUS, "--from", "2025-04-28", "--to", "2025-04-28"];
    let day = simulate(&shelf, &args).value();
    assert_eq!(day["decisions"][0]["order"], "ORD-7004");
    // Before the bank told us, nothing had come back.
    let then =
        simulate(&shelf, &[CAUTIOUS, "C-1007", "--known-at", "2025-05-01T00:00:00Z"]).value();
    assert_eq!(then["decisions"][0]["came"]["bounced"], "0.00");
    assert_eq!(then["decisions"].as_array().unwrap().len(), 1);
}

#[test]
fn a_policy_against_itself_changes_nothing() {
    let shelf = demo();
    for args in [["default@1", "--against", "default@1"], ["default@1", "--top", "3"]] {
        let value = simulate(&shelf, &args).value();
        let changes = value["decisions"].as_array().unwrap().iter().map(|row| &row["change"]);
        assert!(changes.clone().all(|change| change == "none") && changes.count() == 26);
        assert_eq!(value["standing"]["changed"], json!([]));
        assert_eq!(value["backtest"]["old"], value["backtest"]["new"]);
    }
    let en = shown(&shelf, "table", "en", &["default@1"]);
    assert!(en.contains("default@1 would have released and stopped the same orders"), "{en}");
    shelf.file("zero.html", "");
    let args = ["default@1", "--out", "zero.html"];
    shown(&shelf, "table", "zh", &args);
    is_well_formed(&std::fs::read_to_string(shelf.path("zero.html")).unwrap());
}

#[test]
fn a_period_without_decisions_is_an_answer() {
    let shelf = demo();
    let args = ["default@1", "--from", "2025-01-01", "--to", "2025-01-02"];
    let value = simulate(&shelf, &args).value();
    assert_eq!((&value["flips"], &value["decisions"]), (&json!([]), &json!([])));
    let en = shown(&shelf, "table", "en", &args);
    assert!(en.contains("No order was decided from 2025-01-01 to 2025-01-02."), "{en}");
    assert!(
        shown(&shelf, "table", "zh", &args).contains("2025-01-01 至 2025-01-02 没有订单决定。")
    );
    // Nothing at all.
    let empty = Shelf::new();
    empty.json(&["init"]).value();
    let nothing = simulate(&empty, &["default@1"]).value();
    assert_eq!(nothing["backtest"]["old"]["gini"], Value::Null);
}

/// Domain, section 11: from their point of view there were no such orders.
#[test]
fn decisions_that_cannot_be_compared_are_not_no_decisions() {
    let shelf = Shelf::new();
    shelf.take(&[event("customer.registered", "C-1", "2024-01-01", json!({"name": "One"}))]);
    for order in ["O-1", "O-2"] {
        let placed = json!({"order": order, "currency": "CNY", "amount": "100"});
        let basis = json!({"policy": "default@1", "position": 1, "as_of": "2025-03-01"});
        let decided = json!({"order": order, "outcome": "held", "conditions": [], "basis": basis});
        shelf.take(&[
            event("order.placed", "C-1", "2025-03-01", placed),
            event("order.decided", "C-1", "2025-03-01", decided),
        ]);
    }
    let en = shown(&shelf, "table", "en", &["default@1"]);
    let none = "None of the 2 decisions can be compared: 2 cannot be derived.";
    assert!(en.contains(none) && !en.contains("No order was decided"), "{en}");
    let zh = shown(&shelf, "table", "zh", &["default@1"]);
    assert!(zh.contains("2 笔决定均无法比较：2 笔无法推导。"), "{zh}");
}

/// Two texts of one name are told apart by their hashes, whichever decision cites it.
#[test]
fn a_new_text_under_a_known_name_is_called_by_its_hash() {
    let shelf = Shelf::new();
    let order = |number: &str| json!({"order": number, "currency": "CNY", "amount": "100"});
    shelf.take(&[
        event("customer.registered", "C-1", "2024-01-01", json!({"name": "One"})),
        event("order.placed", "C-1", "2025-03-01", order("O-1")),
        event("order.placed", "C-1", "2025-03-01", order("O-2")),
    ]);
    let decide = |number: &str| {
        shelf.json(&["order", "decide", number, "--as-of", "2025-03-01"]).value();
    };
    decide("O-1");
    let house = DEFAULT.replace("name = \"default\"", "name = \"house\"");
    let file = shelf.file("house.toml", &house);
    shelf.json(&["policy", "publish", &file, "--from", "2025-01-01"]).value();
    decide("O-2");
    let other = shelf.file("other.toml", house.replace("base = 60", "base = 58"));
    let value = simulate(&shelf, &[&other]).value();
    let old = [0, 1].map(|ix: usize| &value["decisions"][ix]["old"]["policy"]);
    assert_eq!(old, ["default@1", "house@1"]);
    let hash = &value["new"]["policy_sha256"].as_str().unwrap()[..8];
    let en = shown(&shelf, "table", "en", &[&other]);
    assert!(en.contains(&format!("house@1 ({hash}…)")), "{en}");
    // The control: the text that is known needs no hash.
    let same = shown(&shelf, "table", "en", &["house@1"]);
    assert!(!same.contains("house@1 ("), "{same}");
}

#[test]
fn what_cannot_be_simulated_is_refused_in_words() {
    let shelf = demo();
    let broken = shelf.file("broken.toml", "name = \"x\"");
    let folder = shelf.path("").to_string_lossy().into_owned();
    let day = "2025-06-30";
    let cases: [(&[&str], i32, &str); 8] = [
        (&["strict@7"], 2, "DUE-0740"),
        (&["default@1", "--against", "no-such.toml"], 2, "DUE-0740"),
        (&[&folder], 2, "DUE-"),
        (&[&broken], 3, "DUE-"),
        (&["default@1", "--from", "2025-02-02", "--to", "2025-02-01"], 2, "DUE-0741"),
        (&["default@1", "--to", "2025-07-01"], 2, "DUE-0742"),
        (&["default@1", "--out", "page.pdf"], 2, "DUE-0743"),
        (&["default@1", "--out", "no/such/folder/page.html"], 2, "DUE-0744"),
    ];
    for (args, code, told) in cases {
        let answer = simulate(&shelf, args);
        assert_eq!(answer.code, code, "{args:?} {}", answer.err);
        let error = answer.error();
        assert!(error["code"].as_str().unwrap().starts_with(told), "{args:?} {error}");
        let answer = shelf.run(
            &[&["policy", "simulate", "--lang", "zh", "--format", "table", "--as-of", day], args]
                .concat(),
        );
        assert!(answer.err.contains("错误") && answer.out.is_empty(), "{}", answer.err);
    }
    // A simulation appends nothing anyway.
    for (lang, nothing) in [("en", "appended"), ("zh", "写入")] {
        let args = ["policy", "simulate", "--lang", lang, "--format", "table", &broken];
        let told = shelf.run(&args).err;
        assert!(told.contains("DUE-") && !told.contains(nothing), "{told}");
    }
    let unknown = simulate(&shelf, &["strict@7"]).error();
    assert!(unknown["hint"].as_str().unwrap().contains("default@1"), "{unknown}");
}

/// Amounts stand one way, whatever the currency's minor digits are.
#[test]
fn yen_are_grouped_as_other_money() {
    let shelf = Shelf::new();
    let order = json!({"order": "O-1", "currency": "JPY", "amount": "2500000"});
    shelf.take(&[
        event("customer.registered", "C-1", "2024-01-01", json!({"name": "Tanaka"})),
        event("order.placed", "C-1", "2025-03-01", order),
    ]);
    shelf.json(&["order", "decide", "O-1", "--as-of", "2025-03-01"]).value();
    let hold = "[[rule]]\nname = \"all\"\noutcome = \"held\"\n";
    let text = DEFAULT
        .replace("[[rule]]\nname = \"clean\"\noutcome = \"approved\"\n", hold)
        .replace("name = \"default\"", "name = \"hold\"");
    let file = shelf.file("hold.toml", text);
    let told = shown(&shelf, "table", "en", &[&file]);
    let row = told.lines().find(|line| line.contains("| O-1")).expect("a row");
    assert!(row.contains("2,500,000"), "{told}");
}

/// A page of an order that is stopped, of a customer with an awkward name.
#[test]
fn the_page_stands_alone_and_escapes_what_people_typed() {
    let shelf = Shelf::new();
    let order = json!({"order": "O<1>&", "currency": "CNY", "amount": "30000"});
    shelf.take(&[
        event("customer.registered", "C-1", "2024-01-01", json!({"name": "<b>& \"Söhne\" 张三"})),
        event("order.placed", "C-1", "2025-03-01", order),
    ]);
    shelf.json(&["order", "decide", "O<1>&", "--as-of", "2025-03-01"]).value();
    let hold = "[[rule]]\nname = \"<i>all\"\noutcome = \"held\"\n";
    let text = DEFAULT
        .replace("[[rule]]\nname = \"clean\"\noutcome = \"approved\"\n", hold)
        .replace("name = \"default\"", "name = \"<u>\"");
    let file = shelf.file("hold.toml", text);
    for lang in ["en", "zh"] {
        shown(&shelf, "table", lang, &[&file, "--out", "page.html"]);
        let page = std::fs::read_to_string(shelf.path("page.html")).unwrap();
        assert!(page.contains("&lt;b&gt;&amp; &quot;Söhne&quot; 张三"), "{page}");
        assert!(page.contains("O&lt;1&gt;&amp;") && page.contains("&lt;i&gt;all"));
        for foreign in
            ["<b>", "<i>all", "<u>", "http:", "https:", "src=", "href=", "<script", "url("]
        {
            assert!(!page.contains(foreign), "{foreign}");
        }
        is_well_formed(&page);
        assert!(page.contains("<desc") && page.contains("aria-labelledby"));
        assert_eq!(page.contains("lang=\"zh-CN\""), lang == "zh");
    }
    assert!(!shelf.path("page.html.part").exists());
}

/// The page of the demo has its charts, its figures and its hashes.
#[test]
fn the_page_of_the_demo_is_whole() {
    let shelf = demo();
    shown(&shelf, "table", "en", &[CAUTIOUS, "--out", "page.html"]);
    let page = std::fs::read_to_string(shelf.path("page.html")).unwrap();
    is_well_formed(&page);
    assert_eq!(page.matches("<svg").count(), 4);
    assert_eq!(page.matches("class=\"stopped\" x=").count(), 4);
    for figure in ["405,000.00 CNY", "ORD-7004", "85,000.00 came back unpaid", "grade_c"] {
        assert!(page.contains(figure), "{figure}");
    }
    let value = simulate(&shelf, &[CAUTIOUS]).value();
    assert!(page.contains(value["new"]["policy_sha256"].as_str().unwrap()));
}

/// Every tag that opens closes, every attribute is quoted, every `&` is an entity.
fn is_well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        for entity in text.split('&').skip(1) {
            assert!(entity.contains(';'), "{entity}");
        }
        let end = tail.find('>').expect("a tag ends");
        let tag = &tail[1..end];
        rest = &tail[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "…{text}");
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().expect("a name"));
        }
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
    }
    assert!(open.is_empty(), "{open:?}");
}
