//! Generated histories, in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use duebook::clock::FixedClock;
use duebook::ledger::Ledger;
use duebook::ledger::intake::IntakeOptions;
use duebook::simulate::{small, write};
use duebook::store::MemoryStore;
use duebook_events::{Actor, CustomerId, Day, Instant, Position, Role};
use duebook_projections::{Cut, Fact};
use serde_json::Value;

/// The lines of a dense history.
pub fn lines(seed: u64, customers: u32, events: u64) -> String {
    let mut out = Vec::new();
    write(&small(seed, customers, events), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// An empty ledger in memory, long after every generated history.
pub fn ledger() -> Ledger {
    let now = Instant::try_new("2026-01-01T00:00:00Z").unwrap();
    let caller = Actor { id: "clerk".into(), role: Role::Finance };
    Ledger::new(Arc::new(MemoryStore::new()), Arc::new(FixedClock(now)), caller)
}

/// A ledger that holds these lines.
pub async fn imported(lines: &str) -> Ledger {
    let ledger = ledger();
    let keep =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    ledger.import(lines.as_bytes(), keep).await.unwrap_or_else(|error| panic!("{error}"));
    ledger
}

/// Every customer's facts.
pub async fn facts(ledger: &Ledger) -> BTreeMap<CustomerId, Vec<Fact>> {
    let mut streams = BTreeMap::new();
    for customer in ledger.customers().await.unwrap() {
        let facts = ledger.facts(&customer).await.unwrap();
        streams.insert(customer, facts);
    }
    streams
}

/// Lines as values, with their positions.
pub fn values(lines: &str) -> Vec<Value> {
    let with_position = |(line, position): (&str, u64)| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        value["position"] = position.into();
        value
    };
    lines.lines().zip(1..).map(with_position).collect()
}

/// Some points of view on a history: the end, and others spread by the seed.
pub fn cuts(lines: &str, seed: u64, count: usize) -> Vec<Cut> {
    let dates: Vec<Day> = values(lines)
        .iter()
        .map(|value| Day::try_new(value["effective"].as_str().unwrap()).unwrap())
        .collect();
    let (first, last) = (*dates.iter().min().unwrap(), *dates.iter().max().unwrap());
    let events = dates.len() as u64;
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut cuts = vec![Cut { as_of: last, known_at: Position(events) }];
    for _ in 1..count {
        let span = u64::try_from(last - first).unwrap() + 60;
        let day = first + i32::try_from(random(span)).unwrap();
        cuts.push(Cut { as_of: day, known_at: Position(1 + random(events)) });
    }
    cuts
}

/// A runtime for a test.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// How many histories a test goes through: `DUEBOOK_SEEDS`, else as many as fit
/// into a normal test run.
pub fn seeds(usual: u64) -> std::ops::Range<u64> {
    let wanted = std::env::var("DUEBOOK_SEEDS").ok().and_then(|text| text.parse().ok());
    0..wanted.unwrap_or(usual)
}
