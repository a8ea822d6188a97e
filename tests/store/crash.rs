//! Processes that are killed while they append (INV-3, INV-4).
//!
//! The test starts itself again as a child ([`child`]) that appends and prints what it sent and
//! what was acknowledged, kills it at a random moment, and compares the ledger with what was
//! printed: acknowledged is present once, everything else is absent or whole. `DUEBOOK_SEED`
//! repeats a run.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use duebook::store::sqlite::Opening;
use duebook::store::{AppendError, EventStore, NewEvent, Page, Position, SqliteStore};

use crate::given::{Shelf, batch, event_of, id};
use crate::speed::Random;

/// Batches that a child has under way at the same time.
const TASKS: usize = 16;
/// Events of one batch in the tests of many small ones.
const SMALL: u64 = 3;
/// Events of one batch in the test of large ones.
const LARGE: u64 = 20_000;

/// What a child is told, in its environment.
#[derive(Clone, Debug)]
struct Orders {
    /// Batches to send, first those that were not acknowledged before.
    batches: Vec<u64>,
    /// Events of each batch.
    size: u64,
    /// Control: says that a batch is acknowledged before it is.
    acknowledges_early: bool,
    /// Control: a number that makes the ids of this run its own.
    id_salt: u64,
}

/// The event `part` of batch `n`; what it says depends on nothing else.
fn part(orders: &Orders, n: u64, part: u64) -> NewEvent {
    let mut id = id(n * LARGE + part);
    id.0[..8].copy_from_slice(&orders.id_salt.to_be_bytes());
    event_of(id, &format!("C-{}", n % 7), &format!("{{\"batch\":\"{n}\",\"part\":\"{part}\"}}"))
}

fn say(word: &str, n: u64) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "\n{word} {n}").and_then(|()| out.flush());
}

/// Not a test of its own: the process that is killed.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    let Some(book) = env::var_os("DUEBOOK_CRASH_BOOK") else {
        return;
    };
    let order = |name: &str| env::var(name).unwrap();
    let orders = Orders {
        batches: order("DUEBOOK_CRASH_BATCHES").split(',').map(|n| n.parse().unwrap()).collect(),
        size: order("DUEBOOK_CRASH_SIZE").parse().unwrap(),
        acknowledges_early: order("DUEBOOK_CRASH_EARLY") == "true",
        id_salt: order("DUEBOOK_CRASH_SALT").parse().unwrap(),
    };
    let store = Arc::new(SqliteStore::open(Path::new(&book), Opening::CreateIfMissing).unwrap());
    let next = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (store, next, orders) = (Arc::clone(&store), Arc::clone(&next), orders.clone());
            tokio::spawn(async move {
                while let Some(n) = orders.batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let events = (0..orders.size).map(|number| part(&orders, *n, number)).collect();
                    say("sent", *n);
                    if orders.acknowledges_early {
                        say("done", *n);
                    }
                    match store.append(batch(events)).await {
                        Ok(_) | Err(AppendError::IdTaken { index: 0, .. }) => say("done", *n),
                        Err(other) => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// What a child said before it died.
#[derive(Default)]
struct Said {
    sent: BTreeSet<u64>,
    done: BTreeSet<u64>,
}

/// Runs a child, and kills it once it has said `lines` words and `delay` has passed.
fn run_and_kill(book: &Path, orders: &Orders, lines: usize, delay: Duration) -> Said {
    let numbers: Vec<_> = orders.batches.iter().map(u64::to_string).collect();
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture"])
        .env("DUEBOOK_CRASH_BOOK", book)
        .env("DUEBOOK_CRASH_BATCHES", numbers.join(","))
        .env("DUEBOOK_CRASH_SIZE", orders.size.to_string())
        .env("DUEBOOK_CRASH_EARLY", orders.acknowledges_early.to_string())
        .env("DUEBOOK_CRASH_SALT", orders.id_salt.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut said, mut heard) = (Said::default(), 0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        match line.split_once(' ').and_then(|(word, n)| Some((word, n.parse::<u64>().ok()?))) {
            Some(("sent", n)) => said.sent.insert(n),
            Some(("done", n)) => said.done.insert(n),
            _ => continue,
        };
        heard += 1;
        if heard == lines {
            std::thread::sleep(delay);
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    said
}

/// What is wrong with a ledger, given what was said of it.
#[derive(Debug, Default, PartialEq)]
struct Findings {
    acknowledged_and_absent: usize,
    recorded_in_part: usize,
    recorded_twice: usize,
    problems: usize,
}

fn inspect(book: &Path, size: u64, sent: &BTreeSet<u64>, done: &BTreeSet<u64>) -> Findings {
    let store = SqliteStore::open(book, Opening::CreateIfMissing).unwrap();
    let mut counts = std::collections::BTreeMap::<String, u64>::new();
    let mut sink = |page: Page| {
        for row in &page.rows {
            let data = String::from_utf8_lossy(page.data(row));
            let batch = data.split('"').nth(3).unwrap_or_default();
            *counts.entry(batch.to_owned()).or_default() += 1;
        }
        ControlFlow::Continue(())
    };
    store.scan(Position(1), Position(u64::MAX), 1000, &mut sink).unwrap();
    let count = |n: &&u64| counts.get(&n.to_string()).copied().unwrap_or(0);
    Findings {
        acknowledged_and_absent: done.iter().filter(|n| count(n) == 0).count(),
        recorded_in_part: sent.iter().filter(|n| count(n) % size != 0).count(),
        recorded_twice: sent.iter().filter(|n| count(n) > size).count(),
        problems: store.check().unwrap().len(),
    }
}

fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos().into();
    let seed = env::var("DUEBOOK_SEED").map_or_else(|_| now(), |seed| seed.parse().unwrap());
    println!("DUEBOOK_SEED={seed}");
    seed
}

/// Kills a child again and again, each time sending again what was not acknowledged, and gives
/// the first thing that is wrong.
fn many_small_batches(rounds: u64, acknowledges_early: bool, new_ids: bool) -> Findings {
    let mut random = Random(seed());
    let shelf = Shelf::new();
    let book = shelf.path();
    let (mut sent, mut done) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..rounds {
        let first = sent.last().map_or(1, |last| last + 1);
        let again = sent.difference(&done).copied();
        let orders = Orders {
            batches: again.chain(first..first + 5000).collect(),
            size: SMALL,
            acknowledges_early,
            id_salt: if new_ids { round } else { 0 },
        };
        let lines = usize::try_from(20 + random.next() % 250).unwrap();
        let said = run_and_kill(&book, &orders, lines, Duration::from_micros(random.next() % 3000));
        sent.extend(said.sent);
        done.extend(said.done);
        let findings = inspect(&book, SMALL, &sent, &done);
        if findings != Findings::default() {
            return findings;
        }
    }
    assert!(done.len() > 20, "hardly anything was acknowledged");
    Findings::default()
}

#[test]
fn what_was_acknowledged_survives_kills_and_retries_are_recorded_once() {
    assert_eq!(many_small_batches(8, false, false), Findings::default());
}

#[test]
fn control_acknowledging_before_the_commit_is_found() {
    let findings = many_small_batches(30, true, false);
    assert!(findings.acknowledged_and_absent > 0, "{findings:?}");
}

#[test]
fn control_retrying_with_new_ids_is_found() {
    let findings = many_small_batches(30, false, true);
    assert!(findings.recorded_twice > 0, "{findings:?}");
}

#[test]
fn a_large_batch_is_there_whole_or_not_at_all() {
    let mut random = Random(seed());
    let shelf = Shelf::new();
    let book = shelf.path();
    let (mut sent, mut done) = (BTreeSet::new(), BTreeSet::new());
    let mut unacknowledged = 0;
    for n in 1..=8 {
        let orders =
            Orders { batches: vec![n], size: LARGE, acknowledges_early: false, id_salt: 0 };
        let said = run_and_kill(&book, &orders, 1, Duration::from_millis(random.next() % 250));
        unacknowledged += said.sent.len() - said.done.len();
        sent.extend(said.sent);
        done.extend(said.done);
        assert_eq!(inspect(&book, LARGE, &sent, &done), Findings::default(), "batch {n}");
    }
    println!("{unacknowledged} of 8 large batches were cut off");
}
