//! Positions, versions, times and bytes of what is appended (INV-1, INV-2), and batches that are refused whole (INV-3).

use std::sync::Arc;

use duebook::store::{
    AppendError, Batch, EventStore, Head, NewEvent, Position, StreamHead, Version,
};

use crate::given::{
    MARCH, batch, customer, event, expecting, filled, line_of, positions, preserving,
};

pub async fn suite(make: &impl Fn() -> Arc<dyn EventStore>) {
    an_empty_ledger_has_its_head_at_0(&*make()).await;
    positions_and_versions_have_no_gaps(&*make()).await;
    lines_are_spliced_exactly(&*make()).await;
    a_batch_over_several_streams_is_atomic(&*make()).await;
    a_stream_that_moved_on_refuses_the_batch(&*make()).await;
    a_log_that_moved_on_refuses_the_batch(&*make()).await;
    an_empty_batch_appends_nothing(&*make()).await;
    time_never_decreases(&*make()).await;
    preserved_times_are_kept_or_refused(&*make()).await;
    malformed_events_are_refused(&*make()).await;
}

async fn an_empty_ledger_has_its_head_at_0(store: &dyn EventStore) {
    assert_eq!(store.head().await.unwrap(), Head::default());
    assert!(store.streams().await.unwrap().is_empty());
    assert_eq!(store.stream_head(&customer("C-1")).await.unwrap(), None);
    assert!(store.check().unwrap().is_empty());
}

async fn positions_and_versions_have_no_gaps(store: &dyn EventStore) {
    let done =
        store.append(batch(vec![event(1, "C-1"), event(2, "C-2"), event(3, "C-1")])).await.unwrap();
    assert_eq!((done.first, done.events, done.clock_behind_ms), (Position(1), 3, 0));
    assert_eq!(done.head, Head { position: Position(3), recorded_at_ms: MARCH });
    let done = store.append(expecting("C-1", 2, vec![event(4, "C-1")])).await.unwrap();
    assert_eq!(done.first, Position(4));

    let page = store.read_range(Position(1), Position(9), 9).await.unwrap();
    let rows: Vec<_> =
        page.rows.iter().map(|row| (row.position.0, row.stream, row.version.0)).collect();
    assert_eq!(rows, [(1, 1, 1), (2, 2, 1), (3, 1, 2), (4, 1, 3)]);
    let streams = store.streams().await.unwrap();
    let streams: Vec<_> =
        streams.iter().map(|stream| (stream.index, stream.id.as_str(), stream.head)).collect();
    let head = |version, position| StreamHead {
        version: Version(version),
        last_position: Position(position),
    };
    assert_eq!(streams, [(1, "C-1", head(3, 4)), (2, "C-2", head(1, 2))]);
    assert_eq!(store.stream_head(&customer("C-1")).await.unwrap(), Some(head(3, 4)));
}

async fn lines_are_spliced_exactly(store: &dyn EventStore) {
    let events = [event(1, "C-1"), event(2, "C-1")];
    store.append(batch(events.to_vec())).await.unwrap();
    let page = store.read_positions(&positions([1, 2])).await.unwrap();
    let expected = "{\"actor\":{\"id\":\"erp\",\"role\":\"system\"},\"customer\":\"C-1\",\"data\":{\"n\":\"2\"},\
        \"effective\":\"2025-03-01\",\"id\":\"00000000-0000-0000-0000-000000000002\",\"position\":2,\
        \"recorded_at\":\"2025-03-01T02:11:09.123Z\",\"schema\":1,\"type\":\"invoice.issued\",\"version\":2}";
    assert_eq!(std::str::from_utf8(page.line(&page.rows[1])).unwrap(), expected);
    assert_eq!(line_of(&events[1], 2, "2025-03-01T02:11:09.123Z", 2), expected);
    assert_eq!(page.data(&page.rows[1]), b"{\"n\":\"2\"}");
    let row = &page.rows[1];
    assert_eq!((row.kind, row.schema, row.effective_days), (events[1].kind, 1, 20_148));
    assert_eq!((row.recorded_at_ms, row.id), (MARCH, events[1].id));
}

async fn a_batch_over_several_streams_is_atomic(store: &dyn EventStore) {
    filled(store, "C-1", 1, 2).await;
    let both = |first, second| Batch {
        expected: vec![(customer("C-1"), Version(first)), (customer("C-2"), Version(second))],
        ..batch(vec![event(3, "C-1"), event(4, "C-2")])
    };
    let refused = store.append(both(2, 1)).await.unwrap_err();
    let (expected, actual) = (Version(1), Version(0));
    assert_eq!(refused, AppendError::VersionConflict { stream: customer("C-2"), expected, actual });
    assert_eq!(store.head().await.unwrap().position, Position(2));
    assert_eq!(store.stream_head(&customer("C-2")).await.unwrap(), None);
    store.append(both(2, 0)).await.unwrap();
    assert_eq!(store.head().await.unwrap().position, Position(4));
    assert!(store.check().unwrap().is_empty());
}

async fn a_stream_that_moved_on_refuses_the_batch(store: &dyn EventStore) {
    store.append(expecting("C-1", 0, vec![event(1, "C-1")])).await.unwrap();
    for wrong in [0, 2, u64::MAX] {
        let refused =
            store.append(expecting("C-1", wrong, vec![event(2, "C-1")])).await.unwrap_err();
        let (expected, actual) = (Version(wrong), Version(1));
        assert_eq!(
            refused,
            AppendError::VersionConflict { stream: customer("C-1"), expected, actual }
        );
    }
    // A stream that is only read may be named too: its version guards the decision.
    let refused = store.append(expecting("C-1", 2, vec![event(2, "C-2")])).await.unwrap_err();
    assert!(matches!(refused, AppendError::VersionConflict { .. }));
    store.append(expecting("C-1", 1, vec![event(2, "C-2")])).await.unwrap();
}

async fn a_log_that_moved_on_refuses_the_batch(store: &dyn EventStore) {
    filled(store, "C-1", 1, 2).await;
    let at =
        |head, n| Batch { expected_head: Some(Position(head)), ..batch(vec![event(n, "C-2")]) };
    for wrong in [0, 1, 3] {
        let refused = store.append(at(wrong, 3)).await.unwrap_err();
        let (expected, actual) = (Position(wrong), Position(2));
        assert_eq!(refused, AppendError::HeadConflict { expected, actual });
    }
    assert_eq!(store.append(at(2, 3)).await.unwrap().first, Position(3));
    // Of two that wait for the same place, one gets it.
    let (one, other) = tokio::join!(store.append(at(3, 4)), store.append(at(3, 5)));
    assert_ne!(one.is_ok(), other.is_ok(), "{one:?} {other:?}");
    assert_eq!(store.head().await.unwrap().position, Position(4));
}

async fn an_empty_batch_appends_nothing(store: &dyn EventStore) {
    let done = store.append(Batch::default()).await.unwrap();
    assert_eq!((done.first, done.events, done.head), (Position(1), 0, Head::default()));
    filled(store, "C-1", 1, 3).await;
    let done = store.append(Batch::default()).await.unwrap();
    assert_eq!((done.first, done.events, done.head.position), (Position(4), 0, Position(3)));
}

async fn time_never_decreases(store: &dyn EventStore) {
    let at = |event: NewEvent, time| NewEvent { recorded_at_ms: Some(time), ..event };
    let clock = |time, event| Batch { not_before_ms: time, ..batch(vec![event]) };
    // The batch's clock and the event's own reading: the later counts.
    store.append(clock(MARCH, at(event(1, "C-1"), MARCH + 5))).await.unwrap();
    store.append(clock(MARCH + 9, at(event(2, "C-1"), MARCH))).await.unwrap();
    // The clock went back by 7 ms: the ledger says so and keeps order.
    let done = store.append(clock(MARCH + 2, event(3, "C-1"))).await.unwrap();
    assert_eq!((done.clock_behind_ms, done.head.recorded_at_ms), (7, MARCH + 9));
    let page = store.read_range(Position(1), Position(3), 9).await.unwrap();
    let times: Vec<_> = page.rows.iter().map(|row| row.recorded_at_ms - MARCH).collect();
    assert_eq!(times, [5, 9, 9]);
}

async fn preserved_times_are_kept_or_refused(store: &dyn EventStore) {
    let year_1969 = -86_400_000;
    let history = [(1, year_1969), (2, year_1969), (3, MARCH)];
    store
        .append(preserving(history.map(|(n, time)| (event(n, "C-1"), time)).to_vec()))
        .await
        .unwrap();
    let page = store.read_range(Position(1), Position(3), 9).await.unwrap();
    let times: Vec<_> = page.rows.iter().map(|row| row.recorded_at_ms).collect();
    assert_eq!(times, [year_1969, year_1969, MARCH]);

    let into_the_past = preserving(vec![(event(4, "C-1"), MARCH - 1)]);
    let refused = store.append(into_the_past).await.unwrap_err();
    assert_eq!(refused, AppendError::RecordedAtDecreases { index: 0 });
    let within = preserving(vec![(event(4, "C-1"), MARCH + 2), (event(5, "C-1"), MARCH + 1)]);
    let refused = store.append(within).await.unwrap_err();
    assert_eq!(refused, AppendError::RecordedAtDecreases { index: 1 });
    assert_eq!(store.head().await.unwrap().position, Position(3));
}

async fn malformed_events_are_refused(store: &dyn EventStore) {
    let good = || event(2, "C-1");
    let bad = [
        NewEvent { head: b"\"id\":\"x\",".to_vec(), ..good() },
        NewEvent { middle: b"\"type\":\"x\"".to_vec(), ..good() },
        NewEvent { data_len: 10_000, ..good() },
        NewEvent { data_at: u32::MAX, data_len: u32::MAX, ..good() },
        NewEvent { data_at: 0, data_len: 3, ..good() },
        NewEvent { stream: customer(""), ..good() },
        NewEvent { recorded_at_ms: Some(i64::MAX), ..good() },
    ];
    for bad in bad {
        let refused = store.append(batch(vec![event(1, "C-1"), bad])).await.unwrap_err();
        assert!(matches!(refused, AppendError::Invalid { index: 1, .. }), "{refused}");
    }
    let untimed = Batch { preserve_recorded_at: true, ..batch(vec![good()]) };
    assert!(matches!(
        store.append(untimed).await.unwrap_err(),
        AppendError::Invalid { index: 0, .. }
    ));
    assert_eq!(store.head().await.unwrap().position, Position(0));
}
