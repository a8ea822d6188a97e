//! Connections for readers: several, each used by one question at a time.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::book::{Book, Identity};
use super::connection::open_reader;
use crate::store::error::StoreError;

/// Questions that are answered at the same time; further ones wait.
const READERS_MAX: usize = 8;

/// Idle connections, and permission to use one more.
pub(super) struct Readers {
    book: Arc<Book>,
    identity: Identity,
    idle: Mutex<Vec<Connection>>,
    places: Semaphore,
}

impl Readers {
    pub(super) fn new(book: Arc<Book>, identity: Identity) -> Self {
        Self { book, identity, idle: Mutex::new(Vec::new()), places: Semaphore::new(READERS_MAX) }
    }

    /// Answers a question from one snapshot, on a thread for blocking work.
    pub(super) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _place = self.places.acquire().await.map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(self);
        let answer = spawn_blocking(move || readers.answer(question)).await;
        answer.unwrap_or_else(|error| Err(StoreError::Engine(error.to_string())))
    }

    /// Answers a question from one snapshot, on this thread.
    pub(super) fn answer<T>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| open_reader(&self.book, self.identity), Ok)?;
        let snapshot = Transaction::new_unchecked(&connection, TransactionBehavior::Deferred)?;
        let answer = question(&snapshot)?;
        snapshot.commit()?;
        // A connection that failed is not used again.
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS_MAX {
            idle.push(connection);
        }
        Ok(answer)
    }
}
