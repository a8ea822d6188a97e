//! Ids and numbers: recorded once, taken once, found again (INV-4).

use std::sync::Arc;

use duebook::store::{
    AppendError, AttestationKind, EventStore, NewAttestation, NewEvent, Position,
};

use crate::given::{
    INVOICE, PAYMENT, batch, customer, event, expecting, filled, id, number, positions,
};

pub async fn suite(make: &impl Fn() -> Arc<dyn EventStore>) {
    an_id_is_recorded_once(&*make()).await;
    the_first_taken_id_of_many_is_named(&*make()).await;
    a_retry_is_told_that_it_was_recorded(&*make()).await;
    ids_are_found_in_the_order_of_the_question(&*make()).await;
    a_number_is_taken_once_until_it_is_freed(&*make()).await;
    numbers_move_within_a_batch(&*make()).await;
    the_first_misuse_of_a_number_is_named(&*make()).await;
    whoever_holds_a_number_is_found(&*make()).await;
    of_many_at_once_only_those_are_refused_that_collide(&make()).await;
}

fn taking(n: u64, numbers: &[&str]) -> NewEvent {
    let takes = numbers.iter().map(|text| number(INVOICE, text)).collect();
    NewEvent { takes, ..event(n, "C-1") }
}

fn freeing(n: u64, numbers: &[&str]) -> NewEvent {
    let frees = numbers.iter().map(|text| number(INVOICE, text)).collect();
    NewEvent { frees, ..event(n, "C-1") }
}

async fn an_id_is_recorded_once(store: &dyn EventStore) {
    filled(store, "C-1", 1, 2).await;
    let refused = store.append(batch(vec![event(3, "C-1"), event(2, "C-2")])).await.unwrap_err();
    assert_eq!(refused, AppendError::IdTaken { index: 1, position: Position(2) });
    let refused = store
        .append(batch(vec![event(5, "C-1"), event(4, "C-1"), event(5, "C-1")]))
        .await
        .unwrap_err();
    assert_eq!(refused, AppendError::IdRepeated { index: 2, first: 0 });
    assert_eq!(store.head().await.unwrap().position, Position(2));
    assert_eq!(store.find_ids(&[id(3), id(4)]).await.unwrap(), [None, None]);
    assert_eq!(store.stream_head(&customer("C-2")).await.unwrap(), None);
}

async fn the_first_taken_id_of_many_is_named(store: &dyn EventStore) {
    store.append(batch([30, 10, 20].map(|n| event(n, "C-1")).to_vec())).await.unwrap();
    // Twenty events, of which 25, 20 and 30 are taken or new, in no order.
    let mut events: Vec<_> = (40..57).map(|n| event(n, "C-1")).collect();
    events.extend([25, 20, 30].map(|n| event(n, "C-1")));
    let refused = store.append(batch(events)).await.unwrap_err();
    assert_eq!(refused, AppendError::IdTaken { index: 18, position: Position(3) });
    // All of them between two recorded ones, and none taken.
    store.append(batch((11..20).map(|n| event(n, "C-1")).collect())).await.unwrap();
    assert_eq!(store.head().await.unwrap().position, Position(12));
}

async fn a_retry_is_told_that_it_was_recorded(store: &dyn EventStore) {
    let attempt = || expecting("C-1", 0, vec![taking(1, &["INV-1"])]);
    store.append(attempt()).await.unwrap();
    // Not that its stream has moved on, nor that its number is taken.
    let refused = store.append(attempt()).await.unwrap_err();
    assert_eq!(refused, AppendError::IdTaken { index: 0, position: Position(1) });
    // The version comes before the number.
    let other = expecting("C-1", 0, vec![taking(2, &["INV-1"])]);
    assert!(matches!(store.append(other).await.unwrap_err(), AppendError::VersionConflict { .. }));
}

async fn ids_are_found_in_the_order_of_the_question(store: &dyn EventStore) {
    assert_eq!(store.find_ids(&[id(1)]).await.unwrap(), [None]);
    store.append(batch([30, 10, 20].map(|n| event(n, "C-1")).to_vec())).await.unwrap();
    let found = store.find_ids(&[30, 5, 20, 30, 10].map(id)).await.unwrap();
    let expected = [Some(1), None, Some(3), Some(1), Some(2)].map(|found| found.map(Position));
    assert_eq!(found, expected);
    assert!(store.find_ids(&[]).await.unwrap().is_empty());
}

async fn a_number_is_taken_once_until_it_is_freed(store: &dyn EventStore) {
    let invoice = || vec![number(INVOICE, "INV-1"), number(PAYMENT, "INV-1")];
    assert_eq!(store.find_numbers(&invoice()).await.unwrap(), [None, None]);
    store.append(batch(vec![event(1, "C-1"), taking(2, &["INV-1"])])).await.unwrap();
    assert_eq!(store.find_numbers(&invoice()).await.unwrap(), [Some(Position(2)), None]);

    let refused =
        store.append(batch(vec![event(3, "C-1"), taking(4, &["INV-1"])])).await.unwrap_err();
    let expected = AppendError::NumberTaken {
        index: 1,
        kind: INVOICE,
        number: "INV-1".to_owned(),
        position: Position(2),
    };
    assert_eq!(refused, expected);
    // Another kind of number is another name space.
    let payment = NewEvent { takes: vec![number(PAYMENT, "INV-1")], ..event(5, "C-1") };
    store.append(batch(vec![payment])).await.unwrap();

    store.append(batch(vec![freeing(6, &["INV-1"])])).await.unwrap();
    assert_eq!(store.find_numbers(&invoice()).await.unwrap(), [None, Some(Position(3))]);
    let refused = store.append(batch(vec![freeing(7, &["INV-1"])])).await.unwrap_err();
    assert_eq!(
        refused,
        AppendError::NumberFree { index: 0, kind: INVOICE, number: "INV-1".to_owned() }
    );
    store.append(batch(vec![taking(8, &["INV-1"])])).await.unwrap();
    assert_eq!(store.find_numbers(&invoice()[..1]).await.unwrap(), [Some(Position(5))]);
    assert!(store.check().unwrap().is_empty());
}

async fn numbers_move_within_a_batch(store: &dyn EventStore) {
    store.append(batch(vec![taking(1, &["A"])])).await.unwrap();
    // Freed and taken by one event, taken and freed within the batch, taken again.
    let both = NewEvent { takes: vec![number(INVOICE, "A")], ..freeing(2, &["A"]) };
    let events = vec![
        both,
        taking(3, &["B", "C"]),
        freeing(4, &["B"]),
        taking(5, &["B"]),
        freeing(6, &["C"]),
    ];
    store.append(batch(events)).await.unwrap();
    let numbers = ["A", "B", "C"].map(|text| number(INVOICE, text));
    let found = store.find_numbers(&numbers).await.unwrap();
    assert_eq!(found, [Some(Position(2)), Some(Position(5)), None]);

    let refused =
        store.append(batch(vec![taking(7, &["C"]), taking(8, &["C"])])).await.unwrap_err();
    let number = "C".to_owned();
    assert_eq!(refused, AppendError::NumberRepeated { index: 1, first: 0, kind: INVOICE, number });
    assert_eq!(store.find_numbers(&numbers[2..]).await.unwrap(), [None]);
    assert_eq!(store.head().await.unwrap().position, Position(6));
}

async fn the_first_misuse_of_a_number_is_named(store: &dyn EventStore) {
    store.append(batch(vec![taking(1, &["A", "Z"])])).await.unwrap();
    let refused =
        store.append(batch(vec![taking(2, &["Z"]), taking(3, &["A"])])).await.unwrap_err();
    let number = "Z".to_owned();
    assert_eq!(
        refused,
        AppendError::NumberTaken { index: 0, kind: INVOICE, number, position: Position(1) }
    );
    let page = store.read_positions(&positions([1])).await.unwrap();
    assert_eq!(page.rows.len(), 1);
}

async fn whoever_holds_a_number_is_found(store: &dyn EventStore) {
    assert_eq!(store.holder(INVOICE, "A").await.unwrap(), None);
    let other = NewEvent { takes: vec![number(INVOICE, "B")], ..event(2, "C-2") };
    store.append(batch(vec![taking(1, &["A"]), other])).await.unwrap();
    assert_eq!(store.holder(INVOICE, "A").await.unwrap(), Some(customer("C-1")));
    assert_eq!(store.holder(INVOICE, "B").await.unwrap(), Some(customer("C-2")));
    assert_eq!(store.holder(PAYMENT, "B").await.unwrap(), None);
    store.append(batch(vec![freeing(3, &["A"])])).await.unwrap();
    assert_eq!(store.holder(INVOICE, "A").await.unwrap(), None);
}

/// Appends that share a commit are each held against the log, and against one another.
async fn of_many_at_once_only_those_are_refused_that_collide(store: &Arc<dyn EventStore>) {
    // Every fourth number and every fifth id is in use.
    let before = |n: u64| NewEvent {
        takes: vec![number(INVOICE, &format!("I-{}", 4 * n))],
        ..event(5 * n, "C-1")
    };
    store.append(batch((0..25).map(before).collect())).await.unwrap();
    let root = store.tree_root(25).await.unwrap();
    let kept = |n: u64| {
        let store = Arc::clone(store);
        let said = NewAttestation {
            kind: AttestationKind::Checkpoint,
            about: 0,
            size: 25,
            root,
            body: n.to_string().into_bytes(),
            verifier_keys: "key".to_owned(),
            made_at_ms: 0,
        };
        tokio::spawn(async move { store.keep_attestation(said).await })
    };
    // Between them, what has to see all that was appended before it.
    let attestations: Vec<_> = (0..5).map(kept).collect();
    let tasks: Vec<_> = (1..100_u64)
        .map(|n| {
            let store = Arc::clone(store);
            // Two tasks want each number that is not a multiple of 3.
            let wanted = if n % 3 == 1 { n + 1 } else { n };
            let takes = vec![number(INVOICE, &format!("I-{wanted}"))];
            let event = NewEvent { takes, ..event(n, &format!("C-{n}")) };
            let attestation = (n % 11 == 0).then(|| kept(100 + n));
            let append =
                tokio::spawn(async move { (n, wanted, store.append(batch(vec![event])).await) });
            (append, attestation)
        })
        .collect();
    let (tasks, more): (Vec<_>, Vec<_>) = tasks.into_iter().unzip();
    for attestation in attestations.into_iter().chain(more.into_iter().flatten()) {
        attestation.await.unwrap().unwrap();
    }
    let mut taken = std::collections::BTreeMap::new();
    for task in tasks {
        let (n, wanted, answer) = task.await.unwrap();
        match answer {
            Ok(appended) => {
                assert!(n % 5 != 0 && wanted % 4 != 0, "{n} takes {wanted}");
                assert_eq!(taken.insert(wanted, appended.first), None, "{wanted} is taken twice");
            }
            Err(AppendError::IdTaken { position, .. }) => {
                assert_eq!((n % 5, position), (0, Position(n / 5 + 1)));
            }
            Err(AppendError::NumberTaken { .. }) => assert!(n % 5 != 0),
            Err(other) => panic!("{n}: {other}"),
        }
    }
    for wanted in (1..100_u64).filter(|wanted| wanted % 4 != 0) {
        let found = store.find_numbers(&[number(INVOICE, &format!("I-{wanted}"))]).await.unwrap();
        assert_eq!(found[0], taken.get(&wanted).copied(), "I-{wanted}");
    }
    assert!(taken.len() > 30 && store.check().unwrap().is_empty());
}
