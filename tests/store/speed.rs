//! Measurements; they print and assert nothing.
//!
//! The large ones are left out of an ordinary run:
//! `cargo test --release --test store speed -- --ignored --nocapture --test-threads=1`

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use duebook::store::{Batch, EventId, EventStore, NewEvent, NumberKind, Position};

use crate::given::{Shelf, batch, customer, event, event_of, expecting, id};

/// A generator of numbers that look random (`SplitMix64`).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// How many appends a second, one event each, from so many tasks at once.
async fn appends_per_second(tasks: u64, each: u64) -> f64 {
    let shelf = Shelf::new();
    let store = shelf.store();
    store.append(batch(vec![event(u64::MAX, "C")])).await.unwrap();
    let began = Instant::now();
    let running: Vec<_> = (0..tasks)
        .map(|task| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let stream = format!("C-{task}");
                for n in 0..each {
                    let event = event(task * each + n, &stream);
                    store.append(expecting(&stream, n, vec![event])).await.unwrap();
                }
            })
        })
        .collect();
    for task in running {
        task.await.unwrap();
    }
    (tasks * each) as f64 / began.elapsed().as_secs_f64()
}

#[tokio::test(flavor = "multi_thread")]
async fn group_commit_shares_the_sync() {
    let (one, many) = (appends_per_second(1, 50).await, appends_per_second(64, 20).await);
    println!("appends/s: {one:.0} from 1 task, {many:.0} from 64 tasks, ratio {:.1}", many / one);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute"]
async fn speed_of_single_appends() {
    for (tasks, each) in [(1, 500), (8, 200), (64, 100), (256, 50)] {
        println!("{tasks:>4} tasks: {:>7.0} appends/s", appends_per_second(tasks, each).await);
    }
}

/// Events of about 400 bytes over 10,000 customers; every other one takes a number.
fn history(first: u64, events: u64, mut id: impl FnMut(u64) -> EventId) -> Vec<NewEvent> {
    let data = format!(
        "{{\"amount\":\"120000.00\",\"currency\":\"CNY\",\"text\":\"{}\"}}",
        "x".repeat(90)
    );
    (first..first + events)
        .map(|n| {
            let takes =
                if n % 2 == 0 { vec![(NumberKind(1), format!("INV-{n:09}"))] } else { Vec::new() };
            NewEvent { takes, ..event_of(id(n), &format!("C-{:05}", n * 7919 % 10_000), &data) }
        })
        .collect()
}

/// The peak of the resident memory of this process so far, in MiB.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or("VmHWM: 0");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The processor time that the writing threads of this process have used so far, in seconds.
fn writer_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten()
        .map(|task| task.path());
    let writers = tasks.filter(|task| {
        std::fs::read_to_string(task.join("comm")).is_ok_and(|name| name == "ledger-writer\n")
    });
    let nanoseconds = writers.filter_map(|task| {
        let used = std::fs::read_to_string(task.join("schedstat")).ok()?;
        used.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

async fn import(name: &str, mut id: impl FnMut(u64) -> EventId) {
    const EVENTS: u64 = 1_000_000;
    let shelf = Shelf::new();
    let store = shelf.store();
    for round in 0..2 {
        let batch = batch(history(round * EVENTS, EVENTS, &mut id));
        let before = peak_mib();
        let (began, used) = (Instant::now(), writer_seconds());
        let done = store.append(batch).await.unwrap();
        let (seconds, used) = (began.elapsed().as_secs_f64(), writer_seconds() - used);
        println!(
            "{name} ids, {EVENTS} events after {}: {:.2} s ({used:.2} s of the writer's processor), {:.0} events/s, peak memory {before} -> {} MiB",
            done.first.0 - 1,
            seconds,
            EVENTS as f64 / seconds,
            peak_mib(),
        );
    }
    let began = Instant::now();
    store.append(Batch::default()).await.unwrap();
    println!("  checkpoint: {:.2} s", began.elapsed().as_secs_f64());
    read_back(&*store).await;
}

async fn read_back(store: &dyn EventStore) {
    let (mut events, mut bytes) = (0, 0);
    let began = Instant::now();
    let mut sink = |page: duebook::store::Page| {
        events += page.rows.len();
        bytes += page.bytes.len();
        ControlFlow::Continue(())
    };
    store.scan(Position(1), Position(u64::MAX), 10_000, &mut sink).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    println!("  scan: {:.0} events/s, {} bytes a line", events as f64 / seconds, bytes / events);

    let began = Instant::now();
    let mut events = 0;
    for n in 0..500 {
        events += store
            .read_stream(&customer(&format!("C-{:05}", n * 17)), None)
            .await
            .unwrap()
            .rows
            .len();
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "  read_stream: {:.0} streams/s, {:.0} events/s",
        500.0 / seconds,
        events as f64 / seconds
    );

    let began = Instant::now();
    let known = store.find_ids(&(0..100_000).map(id).collect::<Vec<_>>()).await.unwrap();
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "  find_ids: {:.0} ids/s ({} known)",
        100_000.0 / seconds,
        known.iter().flatten().count()
    );

    let began = Instant::now();
    let problems = store.check().unwrap();
    println!("  check: {:.2} s, {} problems", began.elapsed().as_secs_f64(), problems.len());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute"]
async fn speed_of_a_large_import_with_ordered_ids() {
    import("ordered", id).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute"]
async fn speed_of_a_large_import_with_random_ids() {
    let mut random = Random(1);
    import("random", |_| {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&random.next().to_be_bytes());
        id[8..].copy_from_slice(&random.next().to_be_bytes());
        EventId(id)
    })
    .await;
}
