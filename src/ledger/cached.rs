//! Figures from the cache beside the ledger, where there is one; the newest events
//! always come from the log.

use std::sync::{Arc, Mutex, PoisonError};

use duebook_events::{CustomerId, Position};
use duebook_projections::{Cut, Fact};

use super::{Ledger, LedgerError, fact};
use crate::replay::{WORTH_CACHING, Warm, cached_facts};
use crate::segments::Segments;
use crate::store::StreamId;

/// The cache as this process has found it: one that the log has vouched for once
/// stays sound, because the log only grows.
#[derive(Debug, Default)]
pub(super) struct Cache {
    found: Mutex<Option<Arc<Segments>>>,
}

impl Cache {
    fn get(&self) -> Option<Arc<Segments>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, found: Option<Arc<Segments>>) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }
}

impl Ledger {
    /// The same ledger without a cache: every answer comes from the log.
    #[must_use]
    pub fn without_cache(self) -> Self {
        Self { cache: None, ..self }
    }

    /// What a replay up to a position may take from the cache in place of the log;
    /// nothing where the ledger does without one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn warm(&self, known_at: Position) -> Result<Warm, LedgerError> {
        let Some(cache) = &self.cache else { return Ok(Warm::default()) };
        let warm = Warm::look(self.store.as_ref(), known_at, WORTH_CACHING).await?;
        cache.put(warm.found());
        Ok(warm)
    }

    /// The same for whoever reads the log itself: it may leave a cache behind.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leave_warm(&self, known_at: Position) -> Result<Warm, LedgerError> {
        match &self.cache {
            Some(_) => Warm::leave(self.store.as_ref(), known_at, WORTH_CACHING).await,
            None => Ok(Warm::default()),
        }
    }

    /// What figures of one customer are derived from at a point of view: from the
    /// customer's events alone, however long the log is.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn figures(&self, customer: &CustomerId, cut: Cut) -> Result<Vec<Fact>, LedgerError> {
        let Some(segments) = self.segments().await? else { return self.facts(customer).await };
        let stream = StreamId::new(customer.as_str());
        let after = Position(segments.events());
        let Some((index, newest)) = self.store.read_stream_after(&stream, after).await? else {
            return Ok(Vec::new());
        };
        let Some(mut facts) = cached_facts(&segments, index, cut) else {
            segments.discard();
            return self.facts(customer).await;
        };
        for row in &newest.rows {
            facts.push(fact(&newest.fact(row))?);
        }
        Ok(facts)
    }

    /// The cache, as far as this process knows it or finds it.
    async fn segments(&self) -> Result<Option<Arc<Segments>>, LedgerError> {
        let Some(cache) = &self.cache else { return Ok(None) };
        if let Some(found) = cache.get() {
            return Ok(Some(found));
        }
        let head = self.head().await?;
        let found = Warm::find(self.store.as_ref(), head, WORTH_CACHING).await?;
        cache.put(found.clone());
        Ok(found)
    }
}
