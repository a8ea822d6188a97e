//! Real receivables through the product: imported by the bundled mappings (or a
//! converter of the tests' own), asked, and compared with figures that were
//! computed independently. `DUEBOOK_REAL_DATA` names the folder of the files;
//! where it is not set, each test says so.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by panicking

mod traffic_fines;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use duebook::clock::FixedClock;
use duebook::interchange::mapping::Mapping;
use duebook::ledger::Ledger;
use duebook::ledger::intake::IntakeOptions;
use duebook::ledger::view::Question;
use duebook::replay::{Replay, stream_names};
use duebook::store::MemoryStore;
use duebook_events::{Actor, Day, Instant, Role};
use duebook_projections::aging::Basis;
use duebook_projections::portfolio::{AgingAnswer, Answer, BalanceAnswer};
use serde_json::{Value, json};

const IBM: &str = include_str!("../../replay-fixtures/mappings/ibm-ar.toml");
const HIGHRADIUS: &str = include_str!("../../replay-fixtures/mappings/highradius.toml");

/// Finds a file of the real data, or says that it is missing.
fn real_file(path: &str) -> Option<String> {
    let folder = std::env::var_os("DUEBOOK_REAL_DATA").map(PathBuf::from);
    let text = folder.and_then(|folder| std::fs::read_to_string(folder.join(path)).ok());
    if text.is_none() {
        // Not `eprintln!`: that is shown for failing tests only.
        let _ = writeln!(
            std::io::stderr(),
            "NOT TESTED: {path} is missing; DUEBOOK_REAL_DATA names the folder of the real data"
        );
    }
    text
}

fn ledger() -> Ledger {
    let now = Instant::try_new("2026-01-01T00:00:00Z").unwrap();
    let caller = Actor { id: "import".into(), role: Role::System };
    Ledger::new(Arc::new(MemoryStore::new()), Arc::new(FixedClock(now)), caller)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

/// `aging --items` and `balance` of all customers as of a day.
async fn ask(ledger: &Ledger, as_of: &str) -> (Value, Value) {
    let question = Question { as_of: Some(Day::try_new(as_of).unwrap()), ..Question::default() };
    let view = ledger.view(&question).await.unwrap();
    let names = stream_names(ledger.store().as_ref()).await.unwrap();
    let replay = Replay {
        store: ledger.store().as_ref(),
        view: &view,
        workers: 2,
        progress: &|_| {},
        warm: None,
    };
    let (aging, _) = replay
        .answer_with(
            || AgingAnswer::new(Basis::Agreed, &view.policy),
            |answer, customer, account, policy| {
                answer.add_with_items(customer, account, policy, true);
            },
            &names,
        )
        .unwrap();
    let (balance, _) =
        replay.answer_with(BalanceAnswer::default, BalanceAnswer::add, &names).unwrap();
    (json!(aging), json!(balance))
}

/// Amounts by bucket that are not zero, and the open sum, of every row.
fn amounts(aging: &Value, key: impl Fn(&Value) -> String) -> BTreeMap<String, (Value, Value)> {
    let rows = aging["customers"].as_array().unwrap();
    rows.iter()
        .filter(|row| row["open"] != "0.00")
        .map(|row| {
            let mut buckets = row["amounts"].as_object().unwrap().clone();
            buckets.retain(|_, amount| *amount != "0.00");
            (key(row), (Value::Object(buckets), row["open"].clone()))
        })
        .collect()
}

/// Imports a file by a mapping; every customer's aging is the expected one at every date.
fn equals_expected(
    mapping: &str,
    csv: &str,
    expected: &str,
    rows: u64,
    key: impl Fn(&Value) -> String + Copy,
) {
    runtime().block_on(async {
        let ledger = ledger();
        let mapping = Mapping::parse(mapping).unwrap();
        let drafts = ledger.mapped(csv.as_bytes(), &mapping, "", &mut |_| {}).unwrap();
        let receipt = ledger.append(&drafts, IntakeOptions::default(), &[]).await.unwrap();
        assert!(receipt.appended > rows, "{receipt:?}");
        let again = ledger.append(&drafts, IntakeOptions::default(), &[]).await.unwrap();
        assert_eq!(again.appended, 0, "importing the same file again adds nothing (INV-4)");
        let expected: Value = serde_json::from_str(expected).unwrap();
        let mut compared = 0;
        for (date, expected) in expected.as_object().unwrap() {
            let (aging, _) = ask(&ledger, date).await;
            let expected: BTreeMap<String, (Value, Value)> = expected["customers"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(customer, row)| {
                    (customer.clone(), (row["amounts"].clone(), row["open"].clone()))
                })
                .collect();
            compared += expected.len();
            assert_eq!(amounts(&aging, key), expected, "as of {date}");
        }
        assert!(compared > 100, "only {compared} rows were compared");
    });
}

#[test]
fn ibm_receivables_age_as_computed_independently() {
    let (Some(csv), Some(expected)) =
        (real_file("ibm-ar/invoices.csv"), real_file("ibm-ar/aging.json"))
    else {
        return;
    };
    equals_expected(IBM, &csv, &expected, 2_466, |row| row["customer"].as_str().unwrap().into());
}

#[test]
fn highradius_receivables_age_as_computed_independently() {
    let (Some(csv), Some(expected)) =
        (real_file("highradius/open_invoices.csv"), real_file("highradius/aging.json"))
    else {
        return;
    };
    equals_expected(HIGHRADIUS, &csv, &expected, 9_700, |row| {
        format!("{}|{}", row["customer"].as_str().unwrap(), row["currency"].as_str().unwrap())
    });
}

#[test]
fn traffic_fines_age_and_balance_as_computed_independently() {
    let (Some(csv), Some(aging), Some(ledgers)) = (
        real_file("traffic-fines/sample_events.csv"),
        real_file("traffic-fines/aging.json"),
        real_file("traffic-fines/case_ledgers.json"),
    ) else {
        return;
    };
    let aging: Value = serde_json::from_str(&aging).unwrap();
    let ledgers: Value = serde_json::from_str(&ledgers).unwrap();
    let lines: Vec<String> = traffic_fines::convert(&csv).iter().map(ToString::to_string).collect();
    runtime().block_on(async {
        let ledger = ledger();
        ledger.import(lines.join("\n").as_bytes(), IntakeOptions::default()).await.unwrap();
        let mut answers = BTreeMap::new();
        for date in aging["as_of"].as_object().unwrap().keys() {
            answers.insert(date.clone(), ask(&ledger, date).await.0);
        }
        assert_eq!(traffic_fines::compare(&answers, &aging), Vec::<String>::new());

        let wanted = traffic_fines::ledger_balances(&ledgers);
        let mut balances = BTreeMap::new();
        let mut by_date: BTreeMap<String, Value> = BTreeMap::new();
        for (case, date) in wanted.keys() {
            if !by_date.contains_key(date) {
                by_date.insert(date.clone(), ask(&ledger, date).await.1);
            }
            let rows = by_date[date]["customers"].as_array().unwrap();
            let row = rows.iter().find(|row| row["customer"] == case.as_str());
            let balance = row.map_or("0.00", |row| row["balance"].as_str().unwrap());
            balances.insert((case.clone(), date.clone()), balance.to_owned());
        }
        assert_eq!(traffic_fines::compare_ledgers(&balances, &ledgers), Vec::<String>::new());
    });
}
