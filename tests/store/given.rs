//! Events, batches and ledgers for the tests.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use duebook::store::sqlite::Opening;
use duebook::store::{
    Batch, EventId, EventKind, EventStore, NewEvent, NumberKind, Position, SqliteStore, StreamId,
    Version,
};
use tempfile::TempDir;

/// 2025-03-01T02:11:09.123Z.
pub const MARCH: i64 = 1_740_795_069_123;

pub const INVOICE: NumberKind = NumberKind(1);
pub const PAYMENT: NumberKind = NumberKind(2);

/// A folder with as many empty ledgers as are asked for.
pub struct Shelf {
    folder: TempDir,
    books: AtomicUsize,
}

impl Shelf {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), books: AtomicUsize::new(0) }
    }

    pub fn path(&self) -> PathBuf {
        let number = self.books.fetch_add(1, Ordering::Relaxed);
        self.folder.path().join(format!("{number}.db"))
    }

    pub fn store(&self) -> Arc<dyn EventStore> {
        Arc::new(SqliteStore::open(&self.path(), Opening::CreateIfMissing).unwrap())
    }
}

/// The id that tests give to their event number n; ascending with n.
pub fn id(n: u64) -> EventId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&n.to_be_bytes());
    EventId(id)
}

pub fn uuid(id: EventId) -> String {
    let hex = format!("{:032x}", u128::from_be_bytes(id.0));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

pub fn customer(name: &str) -> StreamId {
    StreamId::new(name)
}

pub fn number(kind: NumberKind, number: &str) -> (NumberKind, String) {
    (kind, number.to_owned())
}

/// An event with the given number in the customer's stream.
pub fn event(n: u64, stream: &str) -> NewEvent {
    event_of(id(n), stream, &format!("{{\"n\":\"{n}\"}}"))
}

pub fn event_of(id: EventId, stream: &str, data: &str) -> NewEvent {
    let before = format!(
        "{{\"actor\":{{\"id\":\"erp\",\"role\":\"system\"}},\"customer\":\"{stream}\",\"data\":"
    );
    let head = format!("{before}{data},\"effective\":\"2025-03-01\",\"id\":\"{}\",", uuid(id));
    NewEvent {
        id,
        stream: customer(stream),
        kind: EventKind(7),
        schema: 1,
        effective_days: 20_148,
        recorded_at_ms: None,
        head: head.into_bytes(),
        data_at: u32::try_from(before.len()).unwrap(),
        data_len: u32::try_from(data.len()).unwrap(),
        middle: b"\"schema\":1,\"type\":\"invoice.issued\"".to_vec(),
        takes: Vec::new(),
        frees: Vec::new(),
    }
}

/// What the line of such an event must be.
pub fn line_of(event: &NewEvent, position: u64, recorded_at: &str, version: u64) -> String {
    format!(
        "{}\"position\":{position},\"recorded_at\":\"{recorded_at}\",{},\"version\":{version}}}",
        String::from_utf8_lossy(&event.head),
        String::from_utf8_lossy(&event.middle)
    )
}

/// A batch that expects nothing, with the clock at [`MARCH`].
pub fn batch(events: Vec<NewEvent>) -> Batch {
    Batch { events, not_before_ms: MARCH, ..Batch::default() }
}

pub fn expecting(stream: &str, version: u64, events: Vec<NewEvent>) -> Batch {
    Batch { expected: vec![(customer(stream), Version(version))], ..batch(events) }
}

/// A batch whose events keep these times.
pub fn preserving(events: Vec<(NewEvent, i64)>) -> Batch {
    let events =
        events.into_iter().map(|(event, time)| NewEvent { recorded_at_ms: Some(time), ..event });
    Batch { preserve_recorded_at: true, ..batch(events.collect()) }
}

/// Appends events first..=last to a stream, in one batch.
pub async fn filled(store: &dyn EventStore, stream: &str, first: u64, last: u64) {
    let events = (first..=last).map(|n| event(n, stream)).collect();
    store.append(batch(events)).await.unwrap();
}

pub fn positions(numbers: impl IntoIterator<Item = u64>) -> Vec<Position> {
    numbers.into_iter().map(Position).collect()
}
