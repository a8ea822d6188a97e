//! `export journal`, added up by this test, by hledger and by ledger, beside
//! what `balance` says.

use std::collections::BTreeMap;
use std::process::Command;

use duebook::simulate::{Config, small, write};
use serde_json::{Value, json};

use crate::program::{Shelf, event};

/// Account and currency, and the amount in the smallest unit that any currency has.
type Sums = BTreeMap<(String, String), i128>;

/// An amount in ten-thousandths.
fn amount(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let digits = format!("{}{fraction:0<4}", whole.trim_start_matches('-'));
    sign * digits.parse::<i128>().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What the postings of a journal add up to; each transaction must come to zero.
fn added_up(journal: &str) -> Sums {
    let mut sums = Sums::new();
    for block in journal.lines().collect::<Vec<_>>().split(|line| !line.starts_with("  ")) {
        let mut zero: BTreeMap<&str, i128> = BTreeMap::new();
        for line in block.iter().filter(|line| !line.contains(" = ") && !line.contains("format")) {
            let (account, posted) = line.trim_start().split_once("  ").expect("an account");
            let (figure, currency) = posted.split_once(' ').expect("a currency");
            let figure = amount(figure);
            *zero.entry(currency).or_default() += figure;
            *sums.entry((account.to_owned(), currency.to_owned())).or_default() += figure;
        }
        assert!(zero.values().all(|sum| *sum == 0), "{block:?}");
    }
    sums
}

/// The receivables that are not zero.
fn receivables(sums: &Sums) -> Sums {
    let kept = sums
        .iter()
        .filter(|((account, _), sum)| account.starts_with("assets:receivable:") && **sum != 0);
    kept.map(|(key, sum)| (key.clone(), *sum)).collect()
}

/// What `balance` says, under the names that the accounts have.
fn balances(shelf: &Shelf, point: &[&str], name: impl Fn(&str) -> String) -> Sums {
    let answer = shelf.json(&[&["balance"], point].concat()).value();
    let rows = answer["customers"].as_array().expect("rows");
    let row = |row: &Value| {
        let text = |key: &str| row[key].as_str().expect("text").to_owned();
        let account = format!("assets:receivable:{}", name(&text("customer")));
        ((account, text("currency")), amount(&text("balance")))
    };
    rows.iter().map(row).filter(|(_, sum)| *sum != 0).collect()
}

fn journal(shelf: &Shelf, point: &[&str]) -> String {
    let answer = shelf.run(&[&["export", "journal"], point].concat());
    assert_eq!(answer.code, 0, "{}", answer.err);
    answer.out
}

/// The balances that a program adds up; none where it is not installed, which is told.
fn tool(program: &str, args: &[&str], file: &str) -> Option<Sums> {
    let mut command = Command::new(program);
    command.env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8").args(["-f", file]).args(args);
    let Ok(output) = command.output() else {
        eprintln!("SKIPPED: {program} is not installed, so it adds up nothing here");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut sums = Sums::new();
    // An account of several currencies has a line for each, the name on the last.
    let mut waiting = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line = line.trim();
        let (posted, account) = line.split_once("  ").unwrap_or((line, ""));
        let (figure, currency) = posted.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        waiting.push((currency.to_owned(), amount(figure)));
        if !account.is_empty() {
            for (currency, sum) in waiting.drain(..) {
                sums.insert((account.to_owned(), currency), sum);
            }
        }
    }
    Some(sums)
}

/// Both programs find the same balances as `expected`.
fn agreed_by_tools(shelf: &Shelf, journal: &str, expected: &Sums) {
    let file = shelf.file("out.journal", journal);
    let args = ["balance", "assets:receivable", "--flat", "-N"];
    if let Some(sums) = tool("hledger", &args, &file) {
        assert_eq!(&sums, expected, "hledger");
    }
    let args = ["balance", "assets:receivable", "--flat", "--no-total"];
    if let Some(sums) = tool("ledger", &args, &file) {
        assert_eq!(&sums, expected, "ledger");
    }
}

#[test]
fn a_generated_history_adds_up_at_every_moment() {
    for (config, months) in [(small(7, 3, 600), 6), (Config::new(12, 4_000, 3), 30)] {
        let shelf = Shelf::new();
        let mut history = Vec::new();
        write(&config, &mut history).unwrap();
        let args = ["import", "-", "--preserve-recorded-at"];
        assert_eq!(shelf.feed(&args, &history).code, 0);
        let half = (config.events / 2).to_string();
        let day = config.start.checked_add_months(chrono::Months::new(months)).unwrap().to_string();
        for point in [&["--as-of", "2025-12-31"][..], &["--as-of", &day, "--known-at", &half]] {
            let text = journal(&shelf, point);
            let expected = balances(&shelf, point, str::to_owned);
            assert!(expected.len() > 1, "{expected:?}");
            assert_eq!(receivables(&added_up(&text)), expected, "{point:?}");
            agreed_by_tools(&shelf, &text, &expected);
        }
    }
}

fn odd_customers() -> Vec<Value> {
    let mut events = Vec::new();
    for (n, customer) in
        ["A:B", "A", "A  B; C", "A%3AB", "(virtual)", "华润（集团）", "= x"].into_iter().enumerate()
    {
        events.push(event("customer.registered", customer, "2024-01-01", json!({"name": "N"})));
        for (currency, amount) in [("CNY", "0.10"), ("JPY", "1234"), ("KWD", "1.234")] {
            let data = json!({"invoice": format!("I;{n}  |{currency}"), "currency": currency,
                "amount": amount});
            events.push(event("invoice.issued", customer, "2024-02-01", data));
        }
        let data = json!({"payment": format!("P {n}"), "currency": "KWD", "amount": "1000.001"});
        events.push(event("payment.received", customer, "2024-02-02", data));
    }
    events
}

#[test]
fn odd_numbers_and_currencies_are_safe_and_told() {
    let shelf = Shelf::new();
    shelf.take(&odd_customers());
    let point = ["--as-of", "2024-12-31"];
    let text = journal(&shelf, &point);
    let name = |customer: &str| match customer {
        "A:B" => "A%3AB".to_owned(),
        "A  B; C" => "A%20%20B%3B%20C".to_owned(),
        "A%3AB" => "A%253AB".to_owned(),
        "(virtual)" => "%28virtual%29".to_owned(),
        "= x" => "%3D%20x".to_owned(),
        plain => plain.to_owned(),
    };
    let expected = balances(&shelf, &point, name);
    assert_eq!(expected.len(), 21);
    assert_eq!(receivables(&added_up(&text)), expected);
    agreed_by_tools(&shelf, &text, &expected);
    assert!(text.contains("; \"A:B\" = assets:receivable:A%3AB\n"), "{text}");
    assert!(!text.contains("; \"A\" ="), "{text}");
}

#[test]
fn one_customer_alone_and_in_chinese() {
    let shelf = Shelf::new();
    shelf.take(&odd_customers());
    let text = journal(&shelf, &["--customer", "A", "--as-of", "2024-12-31", "--lang", "zh"]);
    assert!(text.starts_with("; 应收账款，截至 2024-12-31"), "{text}");
    let sums = added_up(&text);
    assert!(sums.keys().all(|(account, _)| {
        !account.starts_with("assets:receivable:") || account == "assets:receivable:A"
    }));
    let before = journal(&shelf, &["--as-of", "2023-12-31"]);
    assert!(before.lines().all(|line| line.starts_with(';')), "{before}");
    let answer = shelf.json(&["export", "journal", "--customer", "AA"]);
    assert_eq!(answer.code, 2);
    assert!(answer.error()["hint"].is_string());
}

/// What is asserted is checked: both programs stop at a journal that was changed.
#[test]
fn a_changed_posting_is_found_by_both_programs() {
    let shelf = Shelf::new();
    shelf.take(&odd_customers());
    let text = journal(&shelf, &["--customer", "A", "--as-of", "2024-12-31"]);
    // Both sides of the posting, and not what is asserted of the balance.
    let changed = text.replace("0.10 CNY\n", "0.11 CNY\n").replace("= 0.11", "= 0.10");
    assert_ne!(changed, text);
    let file = shelf.file("changed.journal", changed);
    for program in ["hledger", "ledger"] {
        let Ok(output) = Command::new(program).args(["-f", &file, "balance"]).output() else {
            eprintln!("SKIPPED: {program} is not installed, so it finds nothing here");
            continue;
        };
        assert!(!output.status.success(), "{program}");
        let said = String::from_utf8_lossy(&output.stderr).to_lowercase();
        assert!(said.contains("assertion"), "{program}: {said}");
    }
}
