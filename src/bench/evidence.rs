//! What evidence costs: the tree with each append, and `verify`.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Instant as Timer;

use sha2::{Digest, Sha256};

use super::{Line, Scratch, failed, median, rate, time};
use crate::evidence::verify::{Options, verify};
use crate::ledger::{Ledger, LedgerError};
use crate::replay::PAGE_EVENTS;
use crate::store::sqlite::Opening;
use crate::store::{
    Batch, EventId, EventKind, EventStore, NewEvent, NumberKind, Page, Position, SqliteStore,
    StreamId,
};

/// Events of one batch.
const BATCH: u64 = 1000;
/// Batches of one run.
const BATCHES: u64 = 100;
/// Writers that share a sync.
const WRITERS: u64 = 64;
/// Events that they append together, one by one.
const TOGETHER: u64 = 12_800;
/// Streams that the events belong to.
const STREAMS: u64 = 500;

/// Appends at the store, with the tree and without it: batches, and single events of many writers.
///
/// The runs take turns, so that both meet the same minute of the machine.
pub(super) async fn appending(scratch: &Scratch, runs: usize) -> Result<Vec<Line>, LedgerError> {
    let mut seconds = [const { Vec::new() }; 4];
    for run in 0..runs.max(1) {
        // Whoever begins has the emptier disk queue: that changes from run to run.
        for tree in if run % 2 == 0 { [true, false] } else { [false, true] } {
            let path = scratch.0.join(format!("tree-{run}-{tree}.db"));
            let opened = if tree {
                SqliteStore::open(&path, Opening::CreateIfMissing)
            } else {
                SqliteStore::create_without_tree(&path)
            };
            let store: Arc<dyn EventStore> = Arc::new(opened.map_err(failed)?);
            let place = 2 * usize::from(!tree);
            seconds[place].push(batches(&*store).await?);
            seconds[place + 1].push(together(&store).await?);
        }
    }
    let rates = seconds.map(median);
    let [with, alone, without, bare] =
        [(0, BATCH * BATCHES), (1, TOGETHER), (2, BATCH * BATCHES), (3, TOGETHER)]
            .map(|(at, events)| rate(events, rates[at]));
    let line = |name, per_second, other: Option<(&'static str, f64)>| Line {
        name,
        per_second,
        compared_with: other.map(|(name, _)| name),
        ratio: other.map(|(_, other)| per_second / other),
        target: other.map(|_| "0.87"),
    };
    Ok(vec![
        line(BATCHES_BARE, without, None),
        line(BATCHES_TREE, with, Some((BATCHES_BARE, without))),
        line(WRITERS_BARE, bare, None),
        line(WRITERS_TREE, alone, Some((WRITERS_BARE, bare))),
    ])
}

const BATCHES_BARE: &str = "store, batches of 1,000, without the tree";
const BATCHES_TREE: &str = "store, batches of 1,000, with the tree";
const WRITERS_BARE: &str = "store, 64 writers, without the tree";
const WRITERS_TREE: &str = "store, 64 writers, with the tree";

async fn batches(store: &dyn EventStore) -> Result<f64, LedgerError> {
    let ready: Vec<Batch> =
        (0..BATCHES).map(|n| batch((n * BATCH..(n + 1) * BATCH).map(event).collect())).collect();
    let timer = Timer::now();
    for batch in ready {
        store.append(batch).await.map_err(failed)?;
    }
    Ok(timer.elapsed().as_secs_f64())
}

async fn together(store: &Arc<dyn EventStore>) -> Result<f64, LedgerError> {
    let first = BATCH * BATCHES;
    let timer = Timer::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                for n in 0..TOGETHER / WRITERS {
                    let event = event(first + n * WRITERS + writer);
                    store.append(batch(vec![event])).await.map_err(failed)?;
                }
                Ok::<_, LedgerError>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await.map_err(failed)??;
    }
    Ok(timer.elapsed().as_secs_f64())
}

fn batch(events: Vec<NewEvent>) -> Batch {
    Batch { events, not_before_ms: 1_740_795_069_123, ..Batch::default() }
}

/// An event like an invoice, of about 400 bytes.
fn event(n: u64) -> NewEvent {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&n.to_be_bytes());
    let stream = format!("C-{:05}", n % STREAMS);
    let before = format!(
        "{{\"actor\":{{\"id\":\"erp\",\"role\":\"system\"}},\"customer\":\"{stream}\",\"data\":"
    );
    let data = format!(
        "{{\"amount\":\"{n}.00\",\"currency\":\"CNY\",\"deliveries\":[\"D-{n}\"],\
         \"invoice\":\"INV-{n}\",\"order\":\"O-{n}\",\"terms\":{{\"daily_rate\":\"0.0005\",\
         \"net_days\":30,\"trigger\":\"invoice_date\"}},\"title\":\"Haihe Catering Ltd.\"}}"
    );
    let uuid = uuid::Uuid::from_bytes(id);
    let head = format!("{before}{data},\"effective\":\"2025-03-01\",\"id\":\"{uuid}\",");
    let at = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    NewEvent {
        id: EventId(id),
        stream: StreamId::new(stream),
        kind: EventKind(7),
        schema: 1,
        effective_days: 739_311,
        recorded_at_ms: None,
        data_at: at(before.len()),
        data_len: at(data.len()),
        head: head.into_bytes(),
        middle: b"\"schema\":1,\"type\":\"invoice.issued\"".to_vec(),
        takes: vec![(NumberKind(4), format!("INV-{n}"))],
        frees: Vec::new(),
    }
}

/// `verify`, beside a plain scan whose bytes are hashed on the other cores meanwhile.
pub(super) fn verifying(
    ledger: &Ledger,
    events: u64,
    runs: usize,
) -> Result<Vec<Line>, LedgerError> {
    let store = ledger.store().as_ref();
    let (mut hashed, mut verified) = (Vec::new(), Vec::new());
    for _ in 0..runs.max(1) {
        hashed.push(time(|| hash_all(store))?);
        verified.push(time(|| {
            let found = verify(store, &Options::default(), &mut |_| {})?;
            if found.ok() { Ok(()) } else { Err(failed("the bench's ledger does not hold")) }
        })?);
    }
    let (hashed, verified) = (rate(events, median(hashed)), rate(events, median(verified)));
    Ok(vec![
        Line {
            name: SCAN_HASH,
            per_second: hashed,
            compared_with: None,
            ratio: None,
            target: None,
        },
        Line {
            name: "verify",
            per_second: verified,
            compared_with: Some(SCAN_HASH),
            ratio: Some(verified / hashed),
            target: Some("0.7"),
        },
    ])
}

const SCAN_HASH: &str = "scan + SHA-256";

fn hash_all(store: &dyn EventStore) -> Result<(), LedgerError> {
    let (pages, waiting) = sync_channel::<Page>(4);
    std::thread::scope(|threads| {
        threads.spawn(move || {
            for page in waiting {
                for row in &page.rows {
                    std::hint::black_box(Sha256::digest(page.line(row)));
                }
            }
        });
        let last = Position(u64::MAX);
        let scanned = store.scan(Position(1), last, PAGE_EVENTS, &mut |page| {
            if pages.send(page).is_ok() {
                std::ops::ControlFlow::Continue(())
            } else {
                std::ops::ControlFlow::Break(())
            }
        });
        drop(pages);
        scanned.map_err(LedgerError::from)
    })
}
