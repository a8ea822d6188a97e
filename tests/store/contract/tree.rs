//! The tree over the log, what is kept about it, and settings.

use std::sync::Arc;

use duebook::merkle::{Hash, check_consistency, check_inclusion, leaf_hash};
use duebook::store::{AttestationKind, EventStore, NewAttestation, Position, StoreError, link};

use crate::given::{batch, event, filled};

pub async fn suite(make: &impl Fn() -> Arc<dyn EventStore>) {
    the_tree_is_over_the_lines(&*make()).await;
    beyond_the_head_there_is_no_tree(&*make()).await;
    checkpoints_are_of_this_tree_and_never_smaller(&*make()).await;
    attestations_are_about_kept_checkpoints(&*make()).await;
    settings_are_kept(&*make()).await;
}

async fn the_tree_is_over_the_lines(store: &dyn EventStore) {
    assert_eq!(store.tree_root(0).await.unwrap(), Hash::empty());
    // One by one, and many at once.
    for number in 1..=5 {
        store.append(batch(vec![event(number, "C-1")])).await.unwrap();
    }
    filled(store, "C-2", 6, 80).await;
    let page = store.read_range(Position(1), Position(80), 80).await.unwrap();
    let leaves: Vec<Hash> = page.rows.iter().map(|row| leaf_hash(page.line(row))).collect();
    assert_eq!(leaves.len(), 80);
    let positions: Vec<_> = (1..=80).rev().map(Position).collect();
    let stored = store.leaf_hashes(&positions).await.unwrap();
    assert!(stored.iter().rev().eq(&leaves));

    for size in [1, 2, 31, 32, 33, 64, 79, 80] {
        let root = store.tree_root(size).await.unwrap();
        let positions: Vec<_> = (1..=size).map(Position).collect();
        let proofs = store.inclusion_proofs(&positions, size).await.unwrap();
        for (index, (leaf, proof)) in (0..).zip(leaves.iter().zip(&proofs)) {
            check_inclusion(leaf, index, size, proof, &root).unwrap();
        }
        let head = store.tree_root(80).await.unwrap();
        let proof = store.consistency_proof(size, 80).await.unwrap();
        check_consistency(size, 80, &root, &head, &proof).unwrap();
    }
    assert!(store.check().unwrap().is_empty());
}

async fn beyond_the_head_there_is_no_tree(store: &dyn EventStore) {
    filled(store, "C-1", 1, 3).await;
    let missing = |position| Err(StoreError::NoSuchPosition(Position(position)));
    assert_eq!(store.tree_root(4).await, missing(4));
    assert_eq!(store.leaf_hashes(&[Position(4)]).await, missing(4).map(|_: Hash| Vec::new()));
    assert!(store.leaf_hashes(&[Position(0)]).await.is_err());
    assert!(store.inclusion_proofs(&[Position(3)], 2).await.is_err());
    assert!(store.inclusion_proofs(&[Position(1)], 4).await.is_err());
    assert!(store.consistency_proof(1, 4).await.is_err());
    assert!(store.consistency_proof(3, 2).await.is_err());
}

async fn checkpoint(store: &dyn EventStore, size: u64) -> NewAttestation {
    NewAttestation {
        kind: AttestationKind::Checkpoint,
        about: 0,
        size,
        root: store.tree_root(size).await.unwrap(),
        body: format!("checkpoint of {size}").into_bytes(),
        verifier_keys: "key".to_owned(),
        made_at_ms: -5,
    }
}

async fn checkpoints_are_of_this_tree_and_never_smaller(store: &dyn EventStore) {
    let empty = checkpoint(store, 0).await;
    assert_eq!(store.keep_attestation(empty.clone()).await, Ok(1));
    filled(store, "C-1", 1, 40).await;
    let (first, second) = (checkpoint(store, 33).await, checkpoint(store, 40).await);
    let forged = NewAttestation { root: leaf_hash(b"other"), ..second.clone() };
    assert_eq!(store.keep_attestation(forged).await, Err(StoreError::OtherTree { size: 40 }));
    let beyond = NewAttestation { size: 41, ..second.clone() };
    assert_eq!(store.keep_attestation(beyond).await, Err(StoreError::OtherTree { size: 41 }));
    assert_eq!(store.keep_attestation(second.clone()).await, Ok(2));
    let smaller = store.keep_attestation(first).await;
    assert_eq!(smaller, Err(StoreError::SmallerTree { size: 33, newest: 40 }));
    // The same tree may be signed again, by another key.
    assert_eq!(store.keep_attestation(second.clone()).await, Ok(3));

    let kept = store.attestations().await.unwrap();
    assert_eq!(kept.iter().map(|kept| kept.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(kept[0].said, empty);
    assert_eq!(kept[0].link, link(&[0; 32], 1, &empty));
    assert_eq!(kept[1].link, link(&kept[0].link, 2, &second));
    assert!(store.check().unwrap().is_empty());
}

async fn attestations_are_about_kept_checkpoints(store: &dyn EventStore) {
    filled(store, "C-1", 1, 4).await;
    let signed = checkpoint(store, 4).await;
    let about = |about, kind| NewAttestation { about, kind, ..signed.clone() };
    let token = about(1, AttestationKind::Timestamp);
    assert_eq!(store.keep_attestation(token.clone()).await, Err(StoreError::OtherTree { size: 4 }));
    assert_eq!(store.keep_attestation(signed.clone()).await, Ok(1));
    assert_eq!(store.keep_attestation(token).await, Ok(2));
    assert_eq!(store.keep_attestation(about(1, AttestationKind::Cosignature)).await, Ok(3));
    // About a token, about nothing, about another tree.
    assert!(store.keep_attestation(about(2, AttestationKind::Timestamp)).await.is_err());
    assert!(store.keep_attestation(about(9, AttestationKind::Cosignature)).await.is_err());
    let other = NewAttestation { size: 3, ..about(1, AttestationKind::Timestamp) };
    assert!(store.keep_attestation(other).await.is_err());
    assert_eq!(store.attestations().await.unwrap().len(), 3);
    assert!(store.check().unwrap().is_empty());
}

async fn settings_are_kept(store: &dyn EventStore) {
    assert_eq!(store.setting("a").await, Ok(None));
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    store.set_settings(vec![pair("a", "1"), pair("b", "2")]).await.unwrap();
    store.set_settings(vec![pair("a", "账本")]).await.unwrap();
    assert_eq!(store.setting("a").await, Ok(Some("账本".to_owned())));
    assert_eq!(store.setting("b").await, Ok(Some("2".to_owned())));
}
