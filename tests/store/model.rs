//! The SQLite store answers whatever is asked of it like the reference in memory.

use std::sync::Arc;

use duebook::store::{
    Batch, EventStore, MemoryStore, NewEvent, NumberKind, Position, StreamId, Version,
};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

use crate::given::{MARCH, Shelf, customer, event, id, number};

const STREAMS: [&str; 3] = ["C-1", "C-2", "$ledger"];
const NUMBERS: [&str; 3] = ["A", "B", "C"];

fn numbers() -> impl Strategy<Value = Vec<(NumberKind, String)>> {
    let one =
        (0..2u8, 0..NUMBERS.len()).prop_map(|(kind, at)| number(NumberKind(kind), NUMBERS[at]));
    vec(one, 0..3)
}

prop_compose! {
    fn some_event()(
        n in 0..40u64,
        stream in 0..STREAMS.len(),
        takes in numbers(),
        frees in weighted(0.2, numbers()),
        time in weighted(0.9, 0..50i64),
    ) -> NewEvent {
        let recorded_at_ms = time.map(|time| MARCH + time);
        NewEvent { takes, frees: frees.unwrap_or_default(), recorded_at_ms, ..event(n, STREAMS[stream]) }
    }
}

prop_compose! {
    fn some_batch()(
        events in vec(some_event(), 0..4),
        expected in weighted(0.3, (0..STREAMS.len(), 0..6u64)),
        preserve_recorded_at in prop::bool::weighted(0.3),
        clock in 0..60i64,
    ) -> Batch {
        let expected = expected.map(|(stream, version)| (customer(STREAMS[stream]), Version(version)));
        Batch {
            expected: expected.into_iter().collect(),
            events,
            preserve_recorded_at,
            not_before_ms: MARCH + clock,
            ..Batch::default()
        }
    }
}

async fn compare(reference: &dyn EventStore, store: &dyn EventStore, batches: Vec<Batch>) {
    for batch in batches {
        assert_eq!(reference.append(batch.clone()).await, store.append(batch).await);
    }
    assert_eq!(reference.head().await, store.head().await);
    assert_eq!(reference.streams().await, store.streams().await);
    let (from, to) = (Position(1), Position(u64::MAX));
    assert_eq!(reference.read_range(from, to, 1000).await, store.read_range(from, to, 1000).await);
    let ids: Vec<_> = (0..40).map(id).collect();
    assert_eq!(reference.find_ids(&ids).await, store.find_ids(&ids).await);
    for kind in 0..2 {
        let numbers = NUMBERS.map(|text| number(NumberKind(kind), text));
        assert_eq!(reference.find_numbers(&numbers).await, store.find_numbers(&numbers).await);
    }
    for time in MARCH..MARCH + 60 {
        assert_eq!(reference.position_at(time).await, store.position_at(time).await);
    }
    for stream in STREAMS {
        let lines = async |store: &dyn EventStore| {
            let page = store.read_stream(&StreamId::new(stream), Some(Position(9))).await.unwrap();
            page.rows.iter().map(|row| page.line(row).to_vec()).collect::<Vec<_>>()
        };
        assert_eq!(lines(reference).await, lines(store).await);
    }
    assert!(store.check().unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_sqlite_store_answers_like_the_reference(batches in vec(some_batch(), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let shelf = Shelf::new();
        let store: Arc<dyn EventStore> = shelf.store();
        runtime.block_on(compare(&MemoryStore::new(), &*store, batches));
    }
}
