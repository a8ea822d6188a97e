//! Pages, streams, scans, and what was known at a time.

use std::ops::ControlFlow;
use std::sync::Arc;

use duebook::store::{EventStore, PAGE_EVENTS_MAX, Page, Position, StoreError};

use crate::given::{MARCH, batch, customer, event, event_of, filled, id, positions, preserving};

pub async fn suite(make: &impl Fn() -> Arc<dyn EventStore>) {
    ranges_end_at_limits(&*make()).await;
    positions_come_in_the_order_of_the_question(&*make()).await;
    a_stream_is_read_up_to_a_position(&*make()).await;
    large_and_small_lines_keep_their_bytes(&*make()).await;
    times_lead_to_positions(&*make()).await;
    scans_hand_out_pages(&*make()).await;
    a_scan_sees_one_snapshot(&make()).await;
}

fn seen(page: &Page) -> Vec<u64> {
    page.rows.iter().map(|row| row.position.0).collect()
}

async fn ranges_end_at_limits(store: &dyn EventStore) {
    assert!(seen(&store.read_range(Position(0), Position(u64::MAX), 10).await.unwrap()).is_empty());
    filled(store, "C-1", 1, 10).await;
    let read = async |from, to, limit| {
        seen(&store.read_range(Position(from), Position(to), limit).await.unwrap())
    };
    assert_eq!(read(1, 3, 10).await, [1, 2, 3]);
    assert_eq!(read(0, u64::MAX, PAGE_EVENTS_MAX + 1).await, (1..=10).collect::<Vec<_>>());
    assert_eq!(read(4, 9, 2).await, [4, 5]);
    assert_eq!(read(10, 10, 1).await, [10]);
    assert!(read(11, 20, 5).await.is_empty());
    assert!(read(5, 4, 5).await.is_empty());
    assert!(read(1, 10, 0).await.is_empty());
}

async fn positions_come_in_the_order_of_the_question(store: &dyn EventStore) {
    filled(store, "C-1", 1, 5).await;
    let page = store.read_positions(&positions([4, 1, 4, 5])).await.unwrap();
    assert_eq!(seen(&page), [4, 1, 4, 5]);
    assert_eq!(page.line(&page.rows[0]), page.line(&page.rows[2]));
    for missing in [0, 6, u64::MAX] {
        let refused = store.read_positions(&positions([1, missing])).await.unwrap_err();
        assert_eq!(refused, StoreError::NoSuchPosition(Position(missing)));
    }
    assert_eq!(store.read_positions(&[]).await.unwrap(), Page::default());
}

async fn a_stream_is_read_up_to_a_position(store: &dyn EventStore) {
    let streams = ["C-1", "C-2", "C-1", "C-3", "C-1", "C-2"];
    store
        .append(batch((1..).zip(streams).map(|(n, stream)| event(n, stream)).collect()))
        .await
        .unwrap();
    let read = async |stream, up_to: Option<u64>| {
        seen(&store.read_stream(&customer(stream), up_to.map(Position)).await.unwrap())
    };
    assert_eq!(read("C-1", None).await, [1, 3, 5]);
    assert_eq!(read("C-1", Some(4)).await, [1, 3]);
    assert_eq!(read("C-1", Some(3)).await, [1, 3]);
    assert!(read("C-1", Some(0)).await.is_empty());
    assert_eq!(read("C-2", Some(u64::MAX)).await, [2, 6]);
    assert!(read("C-4", None).await.is_empty());
    let page = store.read_stream(&customer("C-1"), None).await.unwrap();
    let versions: Vec<_> = page.rows.iter().map(|row| row.version.0).collect();
    assert_eq!(versions, [1, 2, 3]);
    assert_eq!(page.data(&page.rows[2]), b"{\"n\":\"5\"}");
}

async fn large_and_small_lines_keep_their_bytes(store: &dyn EventStore) {
    let lengths = [0, 1, 100, 4000, 8191, 8192, 70_000, 1_000_000];
    let text = |n: u64, length: usize| {
        format!(
            "{{\"t\":\"{}\"}}",
            char::from(b"?abcdefgh"[usize::try_from(n).unwrap()]).to_string().repeat(length)
        )
    };
    let events = (1..).zip(lengths).map(|(n, length)| event_of(id(n), "C-1", &text(n, length)));
    store.append(batch(events.collect())).await.unwrap();
    let page = store.read_stream(&customer("C-1"), None).await.unwrap();
    for ((n, length), row) in (1..).zip(lengths).zip(&page.rows) {
        assert_eq!(page.data(row), text(n, length).as_bytes());
        assert!(page.line(row).ends_with(format!(",\"version\":{n}}}").as_bytes()));
    }
}

async fn times_lead_to_positions(store: &dyn EventStore) {
    assert_eq!(store.position_at(MARCH).await.unwrap(), Position(0));
    let times = [0, 0, 3, 5, 5, 5, 9];
    let history = (1..).zip(times).map(|(n, time)| (event(n, "C-1"), MARCH + time)).collect();
    store.append(preserving(history)).await.unwrap();
    for time in -1..11 {
        let expected = times.iter().filter(|recorded| **recorded <= time).count() as u64;
        assert_eq!(store.position_at(MARCH + time).await.unwrap(), Position(expected), "{time}");
    }
    assert_eq!(store.position_at(i64::MIN).await.unwrap(), Position(0));
    assert_eq!(store.position_at(i64::MAX).await.unwrap(), Position(7));
}

async fn scans_hand_out_pages(store: &dyn EventStore) {
    filled(store, "C-1", 1, 10).await;
    let scan = |from, to, page_events, pages_wanted| {
        let mut pages = Vec::new();
        let mut sink = |page: Page| {
            pages.push(seen(&page));
            if pages.len() < pages_wanted {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        store.scan(Position(from), Position(to), page_events, &mut sink).unwrap();
        pages
    };
    assert_eq!(scan(1, u64::MAX, 4, 9), [vec![1, 2, 3, 4], vec![5, 6, 7, 8], vec![9, 10]]);
    assert_eq!(scan(0, 10, 5, 9), [vec![1, 2, 3, 4, 5], vec![6, 7, 8, 9, 10]]);
    assert_eq!(scan(3, 6, 3, 9), [vec![3, 4, 5], vec![6]]);
    assert_eq!(scan(1, 10, 3, 2), [vec![1, 2, 3], vec![4, 5, 6]]);
    assert_eq!(scan(1, 2, 0, 9), [vec![1], vec![2]]);
    assert_eq!(scan(11, 20, 3, 9), Vec::<Vec<u64>>::new());
}

/// Events that are appended while a scan is running are not part of it, and do not wait for it.
async fn a_scan_sees_one_snapshot(store: &Arc<dyn EventStore>) {
    filled(&**store, "C-1", 1, 10).await;
    let runtime = tokio::runtime::Handle::current();
    let scanning = Arc::clone(store);
    let seen = tokio::task::spawn_blocking(move || {
        let (mut seen, mut next) = (Vec::new(), 11);
        let mut sink = |page: Page| {
            seen.extend(page.rows.iter().map(|row| row.position.0));
            runtime.block_on(filled(&*scanning, "C-2", next, next));
            next += 1;
            ControlFlow::Continue(())
        };
        scanning.scan(Position(1), Position(u64::MAX), 2, &mut sink).unwrap();
        seen
    });
    assert_eq!(seen.await.unwrap(), (1..=10).collect::<Vec<_>>());
    assert_eq!(store.head().await.unwrap().position, Position(15));
}
