//! The contract that every store keeps, as one suite: `suite(make)` where `make` gives an empty
//! ledger each time.

use std::sync::Arc;

use duebook::store::{EventStore, MemoryStore};

use crate::given::Shelf;

mod appending;
mod concurrency;
mod identity;
mod keeping;
mod long;
mod reading;
mod tree;

/// Checks one kind of store against the whole contract.
pub async fn suite(make: impl Fn() -> Arc<dyn EventStore>) {
    appending::suite(&make).await;
    identity::suite(&make).await;
    long::suite(&make).await;
    reading::suite(&make).await;
    keeping::suite(&make).await;
    tree::suite(&make).await;
    concurrency::suite(&make).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_memory_store_keeps_the_contract() {
    suite(|| Arc::new(MemoryStore::new())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sqlite_store_keeps_the_contract() {
    let shelf = Shelf::new();
    suite(|| shelf.store()).await;
}
