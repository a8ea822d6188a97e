//! Many callers at once, and readers beside them (INV-1, INV-4).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use duebook::store::{AppendError, EventStore, Position, Version};

use crate::given::{batch, customer, event, expecting, id};

const TASKS: u64 = 64;

pub async fn suite(make: &impl Fn() -> Arc<dyn EventStore>) {
    tasks_append_side_by_side(make()).await;
    tasks_contend_for_one_stream(make()).await;
    the_same_id_from_many_tasks_is_recorded_once(make()).await;
    a_refused_batch_does_not_harm_its_neighbours(make()).await;
    readers_see_prefixes(make()).await;
}

async fn tasks_append_side_by_side(store: Arc<dyn EventStore>) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut positions = Vec::new();
                for version in 0..10 {
                    let stream = format!("C-{task}");
                    let n = task * 100 + version;
                    let done = store
                        .append(expecting(&stream, version, vec![event(n, &stream)]))
                        .await
                        .unwrap();
                    positions.push(done.first.0);
                }
                assert!(positions.is_sorted());
                positions
            })
        })
        .collect();
    let mut positions = BTreeSet::new();
    for task in tasks {
        positions.extend(task.await.unwrap());
    }
    assert_eq!(positions, (1..=TASKS * 10).collect());
    assert_eq!(store.head().await.unwrap().position, Position(TASKS * 10));
    assert!(store.check().unwrap().is_empty());
}

/// Every task adds its event exactly once, by trying again with the version that it is told.
async fn tasks_contend_for_one_stream(store: Arc<dyn EventStore>) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut version = 0;
                loop {
                    match store.append(expecting("C-1", version, vec![event(task, "C-1")])).await {
                        Ok(_) => return,
                        Err(AppendError::VersionConflict { actual, .. }) => version = actual.0,
                        Err(other) => panic!("{other}"),
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let head = store.stream_head(&customer("C-1")).await.unwrap().unwrap();
    assert_eq!((head.version, head.last_position), (Version(TASKS), Position(TASKS)));
}

async fn the_same_id_from_many_tasks_is_recorded_once(store: Arc<dyn EventStore>) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.append(batch(vec![event(1, "C-1")])).await })
        })
        .collect();
    let mut recorded = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => recorded += 1,
            Err(error) => {
                assert_eq!(error, AppendError::IdTaken { index: 0, position: Position(1) });
            }
        }
    }
    assert_eq!(recorded, 1);
}

async fn a_refused_batch_does_not_harm_its_neighbours(store: Arc<dyn EventStore>) {
    store.append(batch(vec![event(0, "C-0")])).await.unwrap();
    let tasks: Vec<_> = (1..=TASKS)
        .map(|n| {
            let store = Arc::clone(&store);
            // Every other batch ends with an id that is taken.
            let second = if n % 2 == 0 { event(0, "C-1") } else { event(1000 + n, "C-1") };
            tokio::spawn(
                async move { store.append(batch(vec![event(n, "C-1"), second])).await.is_ok() },
            )
        })
        .collect();
    for (n, task) in (1..).zip(tasks) {
        assert_eq!(task.await.unwrap(), n % 2 == 1);
        let found = store.find_ids(&[id(n), id(1000 + n)]).await.unwrap();
        assert_eq!((found[0].is_some(), found[1].is_some()), (n % 2 == 1, n % 2 == 1));
    }
    assert_eq!(store.head().await.unwrap().position, Position(1 + TASKS));
    assert!(store.check().unwrap().is_empty());
}

/// A reader that has seen a position has seen everything before it, and sees whole batches.
async fn readers_see_prefixes(store: Arc<dyn EventStore>) {
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (store, done) = (Arc::clone(&store), Arc::clone(&done));
            tokio::spawn(async move {
                let mut last = 0;
                while !done.load(Ordering::Relaxed) {
                    let head = store.head().await.unwrap().position.0;
                    let page =
                        store.read_range(Position(1), Position(u64::MAX), 10_000).await.unwrap();
                    let seen: Vec<_> = page.rows.iter().map(|row| row.position.0).collect();
                    assert_eq!(seen, (1..=seen.len() as u64).collect::<Vec<_>>());
                    assert!(seen.len() as u64 >= head && head >= last);
                    assert_eq!(seen.len() % 3, 0, "a batch was seen in part");
                    last = seen.len() as u64;
                    // A store that never waits would keep the writers from running.
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let writers: Vec<_> = (0..8)
        .map(|task| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for n in 0..15 {
                    let events =
                        (0..3).map(|part| event(task * 1000 + n * 3 + part, "C-1")).collect();
                    store.append(batch(events)).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    assert_eq!(store.head().await.unwrap().position, Position(360));
}
