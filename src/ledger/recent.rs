//! Facts of the customers that were asked about last: decisions about a customer
//! come in rows, and only what is new since is read again. The log only grows, so
//! what has been read once stays as it is.

use std::sync::Arc;

use duebook_events::{CustomerId, Position};
use duebook_projections::Fact;

use super::kept::Kept;
use super::{Ledger, LedgerError, fact};
use crate::store::StreamId;

/// The most facts that are kept, over all customers.
pub(super) const FACTS_KEPT: usize = 50_000;

/// Facts by customer, as far as they have been read.
pub(super) type Recent = Kept<Arc<Vec<Fact>>>;

impl Ledger {
    /// All facts of one customer, in order of position: those that this process has
    /// read before, and from the log what is new since.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn recent_facts(&self, customer: &CustomerId) -> Result<Arc<Vec<Fact>>, LedgerError> {
        let stream = StreamId::new(customer.as_str());
        let mut facts = self.recent.take(customer).unwrap_or_default();
        let last = facts.last().map_or(Position(0), |fact| fact.position);
        if let Some((_, newest)) = self.store.read_stream_after(&stream, last).await?
            && !newest.rows.is_empty()
        {
            let known = Arc::make_mut(&mut facts);
            known.reserve(newest.rows.len());
            for row in &newest.rows {
                known.push(fact(&newest.fact(row))?);
            }
        }
        self.recent.put(customer, Arc::clone(&facts), facts.len());
        Ok(facts)
    }
}
