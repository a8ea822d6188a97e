//! What the tree adds to an append.

use std::sync::Arc;
use std::time::Instant as Timer;

use super::bed::Bed;
use super::measuring::{failed, median, rate};
use super::{Line, Target};
use crate::ledger::LedgerError;
use crate::store::sqlite::Opening;
use crate::store::{
    Batch, EventId, EventKind, EventStore, NewEvent, NumberKind, SqliteStore, StreamId,
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
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.tell("appending with the tree and without it …", "带散列树与不带散列树写入……");
    let mut seconds = [const { Vec::new() }; 4];
    for run in 0..bed.runs() {
        // Whoever begins has the emptier disk queue: that changes from run to run.
        for tree in if run % 2 == 0 { [true, false] } else { [false, true] } {
            let path = bed.scratch.0.join(format!("tree-{run}-{tree}.db"));
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
    let near = Target::AtLeast(0.87);
    let batches_bare = Line::rate(
        "store, batches of 1,000, without the tree",
        "存储层，每批 1,000 个，不带散列树",
        without,
    );
    let batches_tree = Line::rate(
        "store, batches of 1,000, with the tree",
        "存储层，每批 1,000 个，带散列树",
        with,
    );
    let writers_bare =
        Line::rate("store, 64 writers, without the tree", "存储层，64 个写入者，不带散列树", bare);
    let writers_tree =
        Line::rate("store, 64 writers, with the tree", "存储层，64 个写入者，带散列树", alone);
    let (batches_tree, writers_tree) =
        (batches_tree.against(&batches_bare, near), writers_tree.against(&writers_bare, near));
    Ok(vec![batches_bare, batches_tree, writers_bare, writers_tree])
}

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
