//! The policies that decisions cite, each parsed at most once.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use duebook_events::{Day, Position, Words};
use duebook_projections::Policy;
use duebook_projections::policy::DEFAULT_CITATION;

use super::recorded::cited;
use crate::ledger::policies::Policies;

/// The policies of a log by citation; a text is parsed when it is first asked for.
pub(crate) struct Shelf {
    parsed: BTreeMap<String, OnceLock<Result<Arc<Policy>, Words>>>,
    policies: Policies,
}

impl Shelf {
    /// All policies of a log, and the built-in one.
    pub fn new(policies: Policies) -> Self {
        let published = policies.list().into_iter().map(|published| published.policy);
        let citations = published.chain([DEFAULT_CITATION.to_owned()]);
        let parsed = citations.map(|citation| (citation, OnceLock::new())).collect();
        Self { parsed, policies }
    }

    /// How the policy is cited that is in force on a date, as known at a position.
    pub fn in_force(&self, as_of: Day, known_at: Position) -> String {
        self.policies.citation_in_force(as_of, known_at)
    }

    /// The policy that is cited so, or why there is none.
    pub fn find(&self, citation: &str) -> Result<Arc<Policy>, Words> {
        match self.parsed.get(citation) {
            Some(policy) => policy.get_or_init(|| cited(&self.policies, citation)).clone(),
            None => cited(&self.policies, citation),
        }
    }
}
