//! Facts of the customers that were asked about last: decisions about a customer
//! come in rows, and only what is new since is read again. The log only grows, so
//! what has been read once stays as it is.

use std::sync::{Arc, Mutex, PoisonError};

use duebook_events::{CustomerId, Position};
use duebook_projections::Fact;
use rustc_hash::FxHashMap;

use super::{Ledger, LedgerError, fact};
use crate::store::StreamId;

/// The most facts that are kept, over all customers.
const FACTS_KEPT: usize = 50_000;

/// Facts by customer, as far as they have been read.
#[derive(Debug, Default)]
pub(super) struct Recent {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    customers: FxHashMap<CustomerId, (u64, Arc<Vec<Fact>>)>,
    /// Counts questions: who was asked about least recently goes first.
    asked: u64,
    facts: usize,
}

impl Recent {
    pub(super) fn take(&self, customer: &CustomerId) -> Arc<Vec<Fact>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((_, facts)) = kept.customers.remove(customer) else { return Arc::default() };
        kept.facts -= facts.len();
        facts
    }

    pub(super) fn put(&self, customer: &CustomerId, facts: &Arc<Vec<Fact>>) {
        if facts.len() > FACTS_KEPT {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.asked += 1;
        kept.facts += facts.len();
        let entry = (kept.asked, Arc::clone(facts));
        if let Some((_, before)) = kept.customers.insert(customer.clone(), entry) {
            kept.facts -= before.len();
        }
        while kept.facts > FACTS_KEPT {
            let oldest = kept.customers.iter().min_by_key(|(_, (asked, _))| *asked);
            let Some(oldest) = oldest.map(|(customer, _)| customer.clone()) else { break };
            let gone = kept.customers.remove(&oldest);
            kept.facts -= gone.map_or(0, |(_, facts)| facts.len());
        }
    }
}

impl Ledger {
    /// All facts of one customer, in order of position: those that this process has
    /// read before, and from the log what is new since.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn recent_facts(&self, customer: &CustomerId) -> Result<Arc<Vec<Fact>>, LedgerError> {
        let stream = StreamId::new(customer.as_str());
        let mut facts = self.recent.take(customer);
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
        self.recent.put(customer, &facts);
        Ok(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duebook_events::governance::SubjectEvent;
    use duebook_events::text::Text;
    use duebook_events::{Day, EventData, EventId, Instant};

    fn facts(count: usize) -> Arc<Vec<Fact>> {
        let text = || Text("x".into());
        let fact = Fact {
            position: Position(1),
            effective: Day::FIRST,
            recorded_at: Instant::from_millis(0),
            id: EventId(uuid::Uuid::nil()),
            data: EventData::HoldSet(Box::new(SubjectEvent { subject: text(), reason: text() })),
        };
        Arc::new(vec![fact; count])
    }

    #[test]
    fn who_was_asked_about_least_recently_is_forgotten_first() {
        let (recent, half) = (Recent::default(), facts(FACTS_KEPT / 2));
        let [a, b, c] = ["A", "B", "C"].map(|name| CustomerId::try_new(name).unwrap());
        recent.put(&a, &half);
        recent.put(&b, &half);
        recent.put(&a, &recent.take(&a));
        recent.put(&c, &half);
        assert!(recent.take(&b).is_empty());
        assert_eq!((recent.take(&a).len(), recent.take(&c).len()), (half.len(), half.len()));
        assert_eq!(recent.kept.lock().unwrap().facts, 0);
    }

    #[test]
    fn a_customer_with_too_many_facts_is_not_kept() {
        let (recent, a) = (Recent::default(), CustomerId::try_new("A").unwrap());
        recent.put(&a, &facts(FACTS_KEPT + 1));
        assert!(recent.take(&a).is_empty());
    }
}
