//! Which policy is in force when: follows from the log (domain, section 11).

use std::sync::Arc;

use duebook_events::{CustomerId, Day, EventData, Position};
use duebook_projections::policy::DEFAULT_CITATION;
use duebook_projections::{Fact, Policy};

use super::Ledger;
use super::error::LedgerError;
use crate::messages::ledger::no_such_policy;
use crate::messages::store::policy_unusable;

/// The policies of a ledger, as far as they are known at a position.
#[derive(Debug)]
pub struct Policies {
    facts: Vec<Fact>,
}

impl Policies {
    /// The events of the ledger's own stream.
    #[must_use]
    pub fn new(facts: Vec<Fact>) -> Self {
        Self { facts }
    }

    fn published(
        &self,
        known_at: Position,
    ) -> impl Iterator<Item = (&Fact, &duebook_events::governance::PolicyPublished)> {
        self.facts.iter().filter(move |fact| fact.position <= known_at).filter_map(|fact| {
            match &fact.data {
                EventData::PolicyPublished(e) => Some((fact, e.as_ref())),
                _ => None,
            }
        })
    }

    /// The policy in force at a point of view: of those published and effective,
    /// the one with the newest date, of equal dates the newest; the built-in one
    /// where there is none.
    ///
    /// # Errors
    /// When its text cannot be used any more.
    pub fn in_force(&self, as_of: Day, known_at: Position) -> Result<Arc<Policy>, LedgerError> {
        let newest = self
            .published(known_at)
            .filter(|(fact, e)| fact.effective <= as_of && e.effective_from <= as_of)
            .max_by_key(|(fact, e)| (e.effective_from, fact.position));
        match newest {
            Some((fact, e)) => parse(e.text.as_str(), fact.position),
            None => Ok(Arc::new(Policy::built_in())),
        }
    }

    /// The policy with this citation, if it has been published by then or is built in.
    ///
    /// # Errors
    /// When there is none, or its text cannot be used any more.
    pub fn named(&self, citation: &str, known_at: Position) -> Result<Arc<Policy>, LedgerError> {
        let found = self.published(known_at).find(|(_, e)| e.citation() == citation);
        if let Some((fact, e)) = found {
            return parse(e.text.as_str(), fact.position);
        }
        if citation == DEFAULT_CITATION {
            return Ok(Arc::new(Policy::built_in()));
        }
        let mut known: Vec<String> = self.published(known_at).map(|(_, e)| e.citation()).collect();
        if !known.iter().any(|citation| citation == DEFAULT_CITATION) {
            known.push(DEFAULT_CITATION.to_owned());
        }
        Err(LedgerError::usage_of(no_such_policy(citation, known.join(", "))))
    }

    /// Whether a policy's text is in the log.
    #[must_use]
    pub fn is_published(&self, citation: &str) -> bool {
        self.published(Position(u64::MAX)).any(|(_, e)| e.citation() == citation)
    }

    /// Where exactly this text was published, in force from this day.
    #[must_use]
    pub fn position_of(&self, citation: &str, sha256: &str, from: Day) -> Option<Position> {
        let mut all = self.published(Position(u64::MAX));
        let same = all.find(|(_, e)| {
            e.citation() == citation && e.sha256.to_string() == sha256 && e.effective_from == from
        });
        same.map(|(fact, _)| fact.position)
    }

    /// All published policies: position, citation, in force from.
    #[must_use]
    pub fn list(&self) -> Vec<(Position, String, Day)> {
        let all = self.published(Position(u64::MAX));
        all.map(|(fact, e)| (fact.position, e.citation(), e.effective_from)).collect()
    }
}

fn parse(text: &str, position: Position) -> Result<Arc<Policy>, LedgerError> {
    Policy::parse_stored(text)
        .map(Arc::new)
        .map_err(|error| LedgerError::Store(policy_unusable(position, error)))
}

impl Ledger {
    /// The policies that the log holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn policies(&self) -> Result<Policies, LedgerError> {
        Ok(Policies::new(self.facts(&CustomerId::ledger()).await?))
    }
}
