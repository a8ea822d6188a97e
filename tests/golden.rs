//! Golden histories: each folder of `replay-fixtures` with an `events.jsonl` is
//! a ledger, and each file below its `expected` is an answer to a question,
//! compared byte for byte.
//!
//! The file's name is the question: `<question>@<as_of>@<known_at>.json`, where
//! the question is one of the contract's, with what it is about after a dash
//! (`aging-items`, `decide-ORD-1`, `why-ORD-1`). To ask another one, make an empty
//! file and bless it: `BLESS=1 cargo test --test golden`. To bless is to claim
//! that the answer was checked against the domain page by hand.
//!
//! The decisions in a history must be true ones: each is derived again from the
//! events before it. Blessing writes the derived decision into the history.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where it stopped

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use duebook::clock::FixedClock;
use duebook::ledger::Ledger;
use duebook::ledger::intake::IntakeOptions;
use duebook::ledger::view::{KnownAt, Question, View};
use duebook::replay::{Replay, stream_names};
use duebook::store::MemoryStore;
use duebook_events::{Actor, CustomerId, Instant, Role};
use duebook_projections::aging::Basis;
use duebook_projections::portfolio::{
    AgingAnswer, Answer, BalanceAnswer, ExposureAnswer, InterestAnswer, LimitationAnswer,
    PromisesAnswer, RemindersAnswer, ScoreAnswer,
};
use duebook_projections::{Account, Policy};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;

/// The ledger's clock stands still after every history.
const NOW: &str = "2026-01-01T00:00:00.000Z";

/// Whether answers are written instead of compared.
fn bless() -> bool {
    std::env::var("BLESS").is_ok_and(|value| value == "1")
}

/// The folders that hold a history, by name.
fn cases() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("replay-fixtures");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(fixtures)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("events.jsonl").exists())
        .collect();
    cases.sort();
    cases
}

fn empty_ledger() -> Ledger {
    let clock = FixedClock(Instant::try_new(NOW).unwrap());
    let caller = Actor { id: "test".into(), role: Role::System };
    Ledger::new(Arc::new(MemoryStore::new()), Arc::new(clock), caller)
}

/// Loads a history event by event, and holds each decision against what the
/// rules say at its place. One at a time: a history may be written while blessing.
async fn load(case: &Path) -> Ledger {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let _turn = ONE_AT_A_TIME.lock().await;
    let ledger = empty_ledger();
    let file = case.join("events.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<String> = Vec::new();
    let mut rewritten = false;
    for (i, line) in text.lines().enumerate() {
        let place = format!("{}:{}", file.display(), i + 1);
        let mut line = line.to_owned();
        let mut event: Value = serde_json::from_str(&line).expect(&place);
        if event["type"] == "order.decided" {
            let derived = decision(&ledger, &event).await;
            if event["data"] != derived {
                assert!(bless(), "{place}: not what the rules say: {derived}");
                event["data"] = derived;
                line = event.to_string();
                rewritten = true;
            }
        }
        let options = IntakeOptions {
            preserve_recorded_at: true,
            dry_run: false,
            ..IntakeOptions::default()
        };
        if let Err(refused) = ledger.import(line.as_bytes(), options).await {
            panic!("{place}: {refused}");
        }
        lines.push(line);
    }
    if rewritten {
        std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    }
    ledger
}

/// What the rules say about a decision's order on its day, knowing what is in the log.
async fn decision(ledger: &Ledger, event: &Value) -> Value {
    let order = event["data"]["order"].as_str().unwrap();
    let as_of = serde_json::from_value(event["effective"].clone()).unwrap();
    let question = Question { as_of: Some(as_of), ..Question::default() };
    let derived = ledger.derive(order, &question).await.unwrap().derivation;
    json!({
        "order": order,
        "outcome": derived.outcome,
        "conditions": derived.conditions,
        "basis": derived.basis,
    })
}

/// An answer with its head, as the program prints it, but on many lines.
fn printed(view: &View, answer: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Headed<'a, A> {
        #[serde(flatten)]
        header: duebook::ledger::view::Header,
        #[serde(flatten)]
        answer: &'a A,
    }
    let headed = Headed { header: view.header(), answer };
    serde_json::to_string_pretty(&headed).unwrap() + "\n"
}

/// Asks about all customers; the number of workers must not matter.
async fn all<A: Answer + Send + Serialize>(
    ledger: &Ledger,
    view: &View,
    empty: impl Fn() -> A + Sync,
    add: impl Fn(&mut A, &CustomerId, &Account<'_>, &Policy) + Sync,
) -> String {
    let names = stream_names(ledger.store().as_ref()).await.unwrap();
    let ask = |workers| {
        let store = ledger.store().as_ref();
        let replay = Replay { store, view, workers, progress: &|_| {}, warm: None };
        printed(view, &replay.answer_with(&empty, &add, &names).unwrap().0)
    };
    let answer = ask(1);
    assert_eq!(answer, ask(3), "the answer depends on the number of workers");
    answer
}

async fn aging(ledger: &Ledger, view: &View, basis: Basis, items: bool) -> String {
    all(
        ledger,
        view,
        || AgingAnswer::new(basis, &view.policy),
        |answer, customer, account, policy| {
            answer.add_with_items(customer, account, policy, items);
        },
    )
    .await
}

/// Answers the question that a file name asks.
async fn answer(ledger: &Ledger, name: &str) -> String {
    let [question, as_of, known_at] = name.split('@').collect::<Vec<_>>()[..] else {
        panic!("{name}: a question is <question>@<as_of>@<known_at>");
    };
    let point = Question {
        as_of: Some(serde_json::from_value(json!(as_of)).unwrap()),
        known_at: Some(known_at.parse::<KnownAt>().unwrap()),
        policy: None,
    };
    let view = &ledger.view(&point).await.unwrap();
    if let Some(order) = question.strip_prefix("decide-") {
        let derived = ledger.derive(order, &point).await.unwrap().derivation;
        return printed(view, &json!({ "decision": derived }));
    }
    if let Some(order) = question.strip_prefix("why-") {
        let why = ledger.why_order(order).await.unwrap();
        assert_eq!(why.basis["as_of"], as_of, "{name} names another day than the decision");
        assert_eq!(why.basis["position"].to_string(), known_at, "{name} names another position");
        return printed(view, &why);
    }
    match question {
        "balance" => all(ledger, view, BalanceAnswer::default, Answer::add).await,
        "aging" => aging(ledger, view, Basis::Agreed, false).await,
        "aging-items" => aging(ledger, view, Basis::Agreed, true).await,
        "aging-contractual" => aging(ledger, view, Basis::Contractual, false).await,
        "aging-invoice_date" => aging(ledger, view, Basis::InvoiceDate, true).await,
        "promises" => all(ledger, view, PromisesAnswer::default, Answer::add).await,
        "score" => all(ledger, view, ScoreAnswer::default, Answer::add).await,
        "exposure" => all(ledger, view, ExposureAnswer::default, Answer::add).await,
        "interest" => all(ledger, view, InterestAnswer::default, Answer::add).await,
        "limitation" => all(ledger, view, LimitationAnswer::default, Answer::add).await,
        "reminders" => all(ledger, view, RemindersAnswer::default, Answer::add).await,
        _ => panic!("{name}: there is no question {question}"),
    }
}

/// The questions of a case and the blessed answers.
fn questions(case: &Path) -> BTreeMap<String, PathBuf> {
    let expected = case.join("expected");
    let files = std::fs::read_dir(&expected).into_iter().flatten();
    files
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect()
}

#[tokio::test]
async fn every_answer_is_the_blessed_one() {
    let mut differences = Vec::new();
    for case in cases() {
        let ledger = load(&case).await;
        let questions = questions(&case);
        assert!(!questions.is_empty(), "{}: nothing is asked", case.display());
        for (name, file) in questions {
            let answer = answer(&ledger, &name).await;
            let blessed = std::fs::read_to_string(&file).unwrap();
            if answer == blessed {
                continue;
            }
            if bless() {
                std::fs::write(&file, answer).unwrap();
            } else {
                differences.push(difference(&file, &blessed, &answer));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The first line that differs.
fn difference(file: &Path, blessed: &str, answer: &str) -> String {
    let lines = blessed.lines().zip(answer.lines()).zip(1..);
    let first = lines.into_iter().find(|((blessed, answer), _)| blessed != answer);
    match first {
        Some(((blessed, answer), line)) => {
            format!("{}:{line}: blessed {blessed}, now {answer}", file.display())
        }
        None => format!("{}: one is longer than the other", file.display()),
    }
}

#[tokio::test]
async fn every_decision_is_derived_again() {
    let mut decisions = 0;
    for case in cases() {
        let ledger = load(&case).await;
        let text = std::fs::read_to_string(case.join("events.jsonl")).unwrap();
        for line in text.lines().filter(|line| line.contains("\"order.decided\"")) {
            let event: Value = serde_json::from_str(line).unwrap();
            let order = event["data"]["order"].as_str().unwrap();
            let why = ledger.why_order(order).await.unwrap();
            assert!(why.replayed.matches, "{order}: {:?}", why.replayed.divergence);
            for changed in why.hindsight.changed {
                assert!(!changed.because.is_empty(), "{order}: {} changed of itself", changed.fact);
            }
            decisions += 1;
        }
    }
    assert!(decisions >= 25, "the demo alone has more decisions than {decisions}");
}

#[tokio::test]
async fn a_history_is_exported_as_it_was_imported() {
    for case in cases() {
        let first = load(&case).await;
        let lines = exported(&first).await;
        let again = empty_ledger();
        let options = IntakeOptions {
            preserve_recorded_at: true,
            dry_run: false,
            ..IntakeOptions::default()
        };
        let file = lines.join(&b'\n');
        again.import(&file, options).await.unwrap();
        assert_eq!(exported(&again).await, lines, "{}", case.display());
        let receipt = again.import(&file, options).await.unwrap();
        assert_eq!((receipt.appended, receipt.already_recorded), (0, lines.len() as u64));
    }
}

async fn exported(ledger: &Ledger) -> Vec<Vec<u8>> {
    let head = ledger.head().await.unwrap();
    let positions: Vec<_> = (1..=head.0).map(duebook_events::Position).collect();
    let page = ledger.store().read_positions(&positions).await.unwrap();
    page.rows.iter().map(|row| page.line(row).to_vec()).collect()
}
