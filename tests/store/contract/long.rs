//! Batches that arrive in pieces: whole or nothing (INV-3), and nobody else meanwhile.

use std::sync::Arc;

use duebook::store::{
    AppendError, EventStore, Head, LongAppend, NewEvent, Position, StoreError, Times, Version,
};

use crate::given::{INVOICE, MARCH, batch, customer, event, filled, id, number, positions};

pub async fn suite(make: &impl Fn() -> Arc<dyn EventStore>) {
    pieces_are_recorded_as_one_batch_would_be(&*make(), &*make()).await;
    what_is_given_up_leaves_nothing(&*make()).await;
    a_refused_one_leaves_nothing(&*make()).await;
    preserved_times_rise_across_pieces(&*make()).await;
    lines_that_were_handed_in_can_be_read(&*make()).await;
    others_append_before_or_after(make()).await;
}

fn times() -> Times {
    Times { preserve_recorded_at: false, not_before_ms: MARCH }
}

/// Begins on an expected head.
async fn begun(store: &dyn EventStore, position: u64) -> Box<dyn LongAppend> {
    let begun = store.begin_long(times()).await.unwrap();
    assert_eq!(begun.head.position, Position(position));
    begun.batch
}

/// Events in two streams, every third of which takes a number and every ninth frees it again.
fn events(range: std::ops::RangeInclusive<u64>) -> Vec<NewEvent> {
    let one = |n: u64| {
        let mut new = event(n, if n.is_multiple_of(2) { "C-1" } else { "C-2" });
        match n % 9 {
            3 | 6 => new.takes.push(number(INVOICE, &format!("INV-{n}"))),
            0 if n > 3 => new.frees.push(number(INVOICE, &format!("INV-{}", n - 3))),
            _ => {}
        }
        new
    };
    range.map(one).collect()
}

async fn contents(store: &dyn EventStore) -> (Vec<u8>, [u8; 32], String) {
    let head = store.head().await.unwrap().position;
    let page = store.read_range(Position(1), head, 10_000).await.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    let numbers: Vec<_> = (1..=200).map(|n| number(INVOICE, &format!("INV-{n}"))).collect();
    let rest = format!(
        "{:?} {:?} {:?}",
        store.streams().await.unwrap(),
        store.find_ids(&ids).await.unwrap(),
        store.find_numbers(&numbers).await.unwrap()
    );
    let root = store.tree_root(head.0).await.unwrap();
    (page.bytes, root.0, rest)
}

async fn pieces_are_recorded_as_one_batch_would_be(store: &dyn EventStore, other: &dyn EventStore) {
    filled(store, "C-1", 1, 2).await;
    let mut long = begun(store, 2).await;
    for piece in [3..=3, 4..=60, 61..=100, 101..=150] {
        long.add(events(piece)).await.unwrap();
        // Nobody sees any of it yet.
        assert_eq!(store.head().await.unwrap().position, Position(2));
    }
    let done = long.commit(vec![(customer("C-1"), Version(2))]).await.unwrap();
    assert_eq!((done.first, done.events, done.clock_behind_ms), (Position(3), 148, 0));
    assert_eq!(done.head, Head { position: Position(150), recorded_at_ms: MARCH });
    filled(other, "C-1", 1, 2).await;
    other.append(batch(events(3..=150))).await.unwrap();
    assert_eq!(contents(store).await, contents(other).await);
    assert!(store.check().unwrap().is_empty());
    // The log goes on from there.
    filled(store, "C-2", 151, 152).await;
    assert_eq!(store.head().await.unwrap().position, Position(152));
    assert!(store.check().unwrap().is_empty());
}

async fn what_is_given_up_leaves_nothing(store: &dyn EventStore) {
    filled(store, "C-1", 1, 2).await;
    let before = contents(store).await;
    let mut long = begun(store, 2).await;
    long.add(events(3..=90)).await.unwrap();
    drop(long);
    // One of which nothing was handed in, and one that was only begun.
    drop(begun(store, 2).await);
    begun(store, 2).await.commit(Vec::new()).await.unwrap();
    assert_eq!(contents(store).await, before);
    // The same events can be appended after all, and their streams begin where they did.
    store.append(batch(events(3..=90))).await.unwrap();
    assert_eq!(store.head().await.unwrap().position, Position(90));
    assert!(store.check().unwrap().is_empty());
}

async fn a_refused_one_leaves_nothing(store: &dyn EventStore) {
    store.append(batch(events(1..=12))).await.unwrap();
    let before = contents(store).await;
    let taken = |n: u64, held: &str| {
        let mut new = event(n, "C-3");
        new.takes.push(number(INVOICE, held));
        new
    };
    let (kind, position) = (INVOICE, Position(3));
    let name = "INV-3".to_owned();
    let cases: [(Vec<NewEvent>, AppendError); 4] = [
        (vec![event(7, "C-1")], AppendError::IdTaken { index: 2, position: Position(7) }),
        (vec![event(20, "C-3")], AppendError::IdRepeated { index: 2, first: 0 }),
        (
            vec![taken(22, "INV-3")],
            AppendError::NumberTaken { index: 2, kind, number: name.clone(), position },
        ),
        (
            vec![taken(22, "INV-99"), taken(23, "INV-99")],
            AppendError::NumberRepeated { index: 3, first: 2, kind, number: "INV-99".to_owned() },
        ),
    ];
    for (wrong, told) in cases {
        let mut long = begun(store, 12).await;
        long.add(vec![event(20, "C-3"), event(21, "C-4")]).await.unwrap();
        long.add(wrong).await.unwrap();
        assert_eq!(long.commit(Vec::new()).await.unwrap_err(), told);
        assert_eq!(contents(store).await, before);
    }
    let mut long = begun(store, 12).await;
    long.add(vec![event(20, "C-3")]).await.unwrap();
    let refused = long.commit(vec![(customer("C-3"), Version(1))]).await.unwrap_err();
    assert!(
        matches!(refused, AppendError::VersionConflict { actual: Version(0), .. }),
        "{refused}"
    );
    let mut long = begun(store, 12).await;
    long.add(vec![event(20, "C-3")]).await.unwrap();
    let malformed = NewEvent { middle: Vec::new(), ..event(21, "C-3") };
    let refused = long.add(vec![malformed]).await.unwrap_err();
    assert!(matches!(refused, AppendError::Invalid { index: 1, .. }), "{refused}");
    drop(long);
    assert_eq!(contents(store).await, before);
    assert!(store.check().unwrap().is_empty());
}

async fn preserved_times_rise_across_pieces(store: &dyn EventStore) {
    let at = |n: u64, time: i64| NewEvent { recorded_at_ms: Some(time), ..event(n, "C-1") };
    let keep = Times { preserve_recorded_at: true, not_before_ms: MARCH };
    let mut long = store.begin_long(keep).await.unwrap().batch;
    long.add(vec![at(1, 1000), at(2, 2000)]).await.unwrap();
    let refused = long.add(vec![at(3, 2000), at(4, 1999)]).await.unwrap_err();
    assert_eq!(refused, AppendError::RecordedAtDecreases { index: 3 });
    drop(long);
    let mut long = store.begin_long(keep).await.unwrap().batch;
    long.add(vec![at(1, 1000)]).await.unwrap();
    long.add(vec![at(2, 2000)]).await.unwrap();
    let done = long.commit(Vec::new()).await.unwrap();
    assert_eq!(done.head, Head { position: Position(2), recorded_at_ms: 2000 });
    let mut long = store.begin_long(keep).await.unwrap().batch;
    let refused = long.add(vec![at(3, 1999)]).await.unwrap_err();
    assert_eq!(refused, AppendError::RecordedAtDecreases { index: 0 });
}

async fn lines_that_were_handed_in_can_be_read(store: &dyn EventStore) {
    filled(store, "C-1", 1, 2).await;
    let mut long = begun(store, 2).await;
    long.add(events(3..=10)).await.unwrap();
    long.add(events(11..=20)).await.unwrap();
    let (first, later) = (long.line(0).await.unwrap(), long.line(17).await.unwrap());
    let beyond = long.line(18).await.unwrap_err();
    assert_eq!(beyond, StoreError::NoSuchPosition(Position(21)));
    long.commit(Vec::new()).await.unwrap();
    let page = store.read_positions(&positions([3, 20])).await.unwrap();
    assert_eq!([page.line(&page.rows[0]), page.line(&page.rows[1])], [&first[..], &later[..]]);
}

async fn others_append_before_or_after(store: Arc<dyn EventStore>) {
    let mut long = begun(&*store, 0).await;
    let others: Vec<_> = (0..8)
        .map(|n| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                store.append(batch(vec![event(100 + n, "C-9")])).await.unwrap().first.0
            })
        })
        .collect();
    for n in 1..=20 {
        long.add(vec![event(n, "C-1")]).await.unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(store.head().await.unwrap().position, Position(0));
    assert_eq!(long.commit(Vec::new()).await.unwrap().head.position, Position(20));
    for other in others {
        assert!(other.await.unwrap() > 20);
    }
    assert_eq!(store.find_ids(&[id(1)]).await.unwrap(), [Some(Position(1))]);
    assert!(store.check().unwrap().is_empty());
}
