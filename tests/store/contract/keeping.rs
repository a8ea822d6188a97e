//! Documents, and read models that can be thrown away (INV-10).

use std::sync::Arc;

use duebook::store::{
    AppendError, Batch, Document, EventStore, Expected, Generation, Position, ProjectionWrite,
    StoreError,
};
use sha2::{Digest, Sha256};

use crate::given::{batch, event, filled};

pub async fn suite(make: &impl Fn() -> Arc<dyn EventStore>) {
    documents_are_kept_under_their_hash(&*make()).await;
    documents_come_with_a_batch_or_not_at_all(&*make()).await;
    rows_change_with_a_batch_or_not_at_all(&*make()).await;
    rows_are_read_by_ascending_key(&*make()).await;
    a_change_is_made_only_where_what_it_expects_is_there(&*make()).await;
    a_rebuild_is_seen_when_it_is_swapped_in(&*make()).await;
    a_rebuild_is_swapped_in_only_at_its_position(&*make()).await;
    an_older_rebuild_does_not_replace_a_newer_one(&*make()).await;
    read_models_are_replaced_as_a_whole(&*make()).await;
}

fn document(bytes: &[u8]) -> Document {
    Document { sha256: Sha256::digest(bytes).into(), bytes: bytes.to_vec() }
}

fn write(name: &str, customer: &str, row: &str) -> ProjectionWrite {
    let row = (!row.is_empty()).then(|| row.as_bytes().to_vec());
    ProjectionWrite { name: name.to_owned(), customer: customer.to_owned(), row }
}

async fn rows(store: &dyn EventStore, name: &str) -> Vec<(String, String)> {
    let rows = store.read_projections(name).await.unwrap();
    rows.into_iter().map(|row| (row.customer, String::from_utf8(row.row).unwrap())).collect()
}

fn shown(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(customer, row)| ((*customer).to_owned(), (*row).to_owned())).collect()
}

async fn documents_are_kept_under_their_hash(store: &dyn EventStore) {
    let contract = document(b"a contract");
    assert!(!store.has_document(contract.sha256).await.unwrap());
    assert_eq!(store.get_document(contract.sha256).await.unwrap(), None);
    for _ in 0..2 {
        store.put_document(contract.clone()).await.unwrap();
    }
    assert!(store.has_document(contract.sha256).await.unwrap());
    assert_eq!(store.get_document(contract.sha256).await.unwrap(), Some(contract.bytes.clone()));

    let forged = Document { bytes: b"another".to_vec(), ..contract.clone() };
    assert_eq!(store.put_document(forged).await.unwrap_err(), StoreError::DocumentMismatch);
    assert_eq!(store.get_document(contract.sha256).await.unwrap(), Some(contract.bytes));
    let empty = document(b"");
    store.put_document(empty.clone()).await.unwrap();
    assert_eq!(store.get_document(empty.sha256).await.unwrap(), Some(Vec::new()));
}

async fn documents_come_with_a_batch_or_not_at_all(store: &dyn EventStore) {
    let with = |n, documents| Batch { documents, ..batch(vec![event(n, "C-1")]) };
    let (first, second) = (document(b"first"), document(b"second"));
    store.append(with(1, vec![first.clone()])).await.unwrap();
    let refused = store.append(with(1, vec![second.clone()])).await.unwrap_err();
    assert!(matches!(refused, AppendError::IdTaken { .. }));
    assert!(store.has_document(first.sha256).await.unwrap());
    assert!(!store.has_document(second.sha256).await.unwrap());

    let forged = Document { bytes: Vec::new(), ..second.clone() };
    let refused = store.append(with(2, vec![first, forged])).await.unwrap_err();
    assert_eq!(refused, AppendError::DocumentMismatch { index: 1 });
    assert_eq!(store.head().await.unwrap().position, Position(1));
}

async fn rows_change_with_a_batch_or_not_at_all(store: &dyn EventStore) {
    let with = |n, row| Batch {
        projections: vec![write("balance", "C-1", row)],
        ..batch(vec![event(n, "C-1")])
    };
    store.append(with(1, "10.00")).await.unwrap();
    store.append(with(1, "20.00")).await.unwrap_err();
    assert_eq!(rows(store, "balance").await, shown(&[("C-1", "10.00")]));
    assert_eq!(store.read_projection("balance", "C-1").await.unwrap(), Some(b"10.00".to_vec()));
    assert_eq!(store.read_projection("balance", "C-2").await.unwrap(), None);
    assert_eq!(store.read_projection("aging", "C-1").await.unwrap(), None);
}

async fn rows_are_read_by_ascending_key(store: &dyn EventStore) {
    let writes = vec![
        write("b", "C-2", "2"),
        write("b", "C-10", "10"),
        write("b", "c", "3"),
        write("a", "C-2", "other"),
    ];
    let meta = vec![("position".to_owned(), b"7".to_vec())];
    store.exchange_projections(Vec::new(), writes, meta).await.unwrap();
    assert_eq!(rows(store, "b").await, shown(&[("C-10", "10"), ("C-2", "2"), ("c", "3")]));
    assert_eq!(store.projection_meta("position").await.unwrap(), Some(b"7".to_vec()));
    assert_eq!(store.projection_meta("else").await.unwrap(), None);
    store
        .exchange_projections(
            Vec::new(),
            vec![write("b", "C-2", ""), write("b", "c", "4"), write("b", "d", "")],
            Vec::new(),
        )
        .await
        .unwrap();
    assert_eq!(rows(store, "b").await, shown(&[("C-10", "10"), ("c", "4")]));
}

async fn a_change_is_made_only_where_what_it_expects_is_there(store: &dyn EventStore) {
    let row = |row: Option<&str>| Expected::Row {
        name: "b".to_owned(),
        customer: "C-1".to_owned(),
        row: row.map(|row| row.as_bytes().to_vec()),
    };
    let note = |value: Option<&str>| Expected::Note {
        key: "k".to_owned(),
        value: value.map(|value| value.as_bytes().to_vec()),
    };
    let change = |expected: Vec<Expected>, to: &str| {
        let meta = vec![("k".to_owned(), to.as_bytes().to_vec())];
        store.exchange_projections(expected, vec![write("b", "C-1", to)], meta)
    };
    assert!(!change(vec![row(Some("0"))], "1").await.unwrap());
    assert!(change(vec![row(None), note(None)], "1").await.unwrap());
    // Both must be there, byte for byte; else neither row nor note changes.
    assert!(!change(vec![row(None)], "2").await.unwrap());
    assert!(!change(vec![row(Some("1")), note(Some("0"))], "2").await.unwrap());
    assert_eq!(rows(store, "b").await, shown(&[("C-1", "1")]));
    assert_eq!(store.projection_meta("k").await.unwrap(), Some(b"1".to_vec()));
    assert!(change(vec![row(Some("1")), note(Some("1"))], "2").await.unwrap());
    assert_eq!(rows(store, "b").await, shown(&[("C-1", "2")]));
}

async fn a_rebuild_is_seen_when_it_is_swapped_in(store: &dyn EventStore) {
    store
        .exchange_projections(
            Vec::new(),
            vec![write("b", "C-1", "old"), write("b", "C-2", "old")],
            Vec::new(),
        )
        .await
        .unwrap();
    let generation = store.begin_generation().await.unwrap();
    store
        .stage_projections(generation, vec![write("b", "C-1", "wrong"), write("b", "C-3", "new")])
        .await
        .unwrap();
    store.stage_projections(generation, vec![write("b", "C-1", "new")]).await.unwrap();
    assert_eq!(rows(store, "b").await, shown(&[("C-1", "old"), ("C-2", "old")]));
    let meta = vec![("position".to_owned(), b"0".to_vec())];
    assert!(store.swap_projections(generation, &["b".to_owned()], None, meta).await.unwrap());
    assert_eq!(rows(store, "b").await, shown(&[("C-1", "new"), ("C-3", "new")]));
    assert_eq!(store.projection_meta("position").await.unwrap(), Some(b"0".to_vec()));
    store
        .exchange_projections(Vec::new(), vec![write("b", "C-3", "newer")], Vec::new())
        .await
        .unwrap();
    assert_eq!(rows(store, "b").await, shown(&[("C-1", "new"), ("C-3", "newer")]));
}

async fn a_rebuild_is_swapped_in_only_at_its_position(store: &dyn EventStore) {
    filled(store, "C-1", 1, 3).await;
    let generation = store.begin_generation().await.unwrap();
    store.stage_projections(generation, vec![write("b", "C-1", "at 3")]).await.unwrap();
    filled(store, "C-1", 4, 4).await;
    let names = ["b".to_owned()];
    assert!(
        !store.swap_projections(generation, &names, Some(Position(3)), Vec::new()).await.unwrap()
    );
    assert!(rows(store, "b").await.is_empty());
    store.stage_projections(generation, vec![write("b", "C-1", "at 4")]).await.unwrap();
    assert!(
        store.swap_projections(generation, &names, Some(Position(4)), Vec::new()).await.unwrap()
    );
    assert_eq!(rows(store, "b").await, shown(&[("C-1", "at 4")]));
}

async fn an_older_rebuild_does_not_replace_a_newer_one(store: &dyn EventStore) {
    let older = store.begin_generation().await.unwrap();
    let newer = store.begin_generation().await.unwrap();
    assert!(older < newer && older > Generation(0));
    store.stage_projections(older, vec![write("b", "C-1", "older")]).await.unwrap();
    store.stage_projections(newer, vec![write("b", "C-1", "newer")]).await.unwrap();
    let names = ["b".to_owned()];
    assert!(store.swap_projections(newer, &names, None, Vec::new()).await.unwrap());
    assert!(!store.swap_projections(older, &names, None, Vec::new()).await.unwrap());
    assert_eq!(rows(store, "b").await, shown(&[("C-1", "newer")]));
}

async fn read_models_are_replaced_as_a_whole(store: &dyn EventStore) {
    let many = |count: usize| {
        (0..count).map(|n| write("b", &format!("C-{n:05}"), "row")).collect::<Vec<_>>()
    };
    let names = ["a".to_owned(), "b".to_owned()];
    store.exchange_projections(Vec::new(), vec![write("a", "C-1", "1")], Vec::new()).await.unwrap();
    store.replace_projections(&names, many(10_000), Vec::new()).await.unwrap();
    assert_eq!(rows(store, "b").await.len(), 10_000);
    assert!(rows(store, "a").await.is_empty());
    store.replace_projections(&names, many(1), Vec::new()).await.unwrap();
    assert_eq!(rows(store, "b").await, shown(&[("C-00000", "row")]));
}
