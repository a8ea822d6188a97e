//! The audit of one customer.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::{CustomerId, Day, EventData, EventId, Position};
use duebook_projections::audit::duties::{Office, Publication, duties};
use duebook_projections::audit::keeping::keeping;
use duebook_projections::audit::releases::releases;
use duebook_projections::{Account, Cut, Fact, history};

use super::Scope;
use super::answer::{AuditedDecision, DecisionAudit};
use super::chosen::{InForce, chosen};
use super::dossier::Dossier;
use crate::ledger::view::View;
use crate::ledger::why::recorded::{Cited, Recorded, Verdict};

/// What an auditor has at hand.
pub(super) struct Auditor<'a> {
    pub view: &'a View,
    pub scope: &'a Scope,
    pub cited: &'a Cited<'a>,
    pub in_force: &'a InForce<'a>,
    pub published: &'a BTreeMap<String, Publication>,
}

impl Auditor<'_> {
    /// Audits a customer and adds what is found.
    pub fn audit(&self, audit: &mut DecisionAudit, customer: &CustomerId, dossier: &Dossier) {
        let known = Cut { as_of: Day::LAST, known_at: self.view.cut.known_at };
        let facts = history::cut(&dossier.facts, known);
        let asked = |day: Day| self.asks(day);
        let mut citations: BTreeMap<Position, String> = BTreeMap::new();
        let (mut has_conditions, mut stops) = (false, false);
        for fact in &facts {
            match &fact.data {
                EventData::OrderDecided(e) if self.asks(fact.effective) => {
                    let recorded = Recorded::new(customer, fact.position, e);
                    if let Some(citation) = &recorded.basis.policy {
                        citations.insert(fact.position, citation.clone());
                    }
                    let mut again = recorded.derive_again(&dossier.facts, self.cited);
                    if !matches!(again.verdict, Verdict::Differs(_)) {
                        let (in_force, cited) = (self.in_force, self.cited);
                        let picked = chosen(&recorded, fact, &dossier.facts, in_force, cited);
                        again.verdict = picked.map_or(again.verdict, Verdict::Differs);
                    }
                    let actor = dossier.actor(fact.position);
                    audit.decisions.push(AuditedDecision::new(fact, &recorded, again, actor));
                    has_conditions |= !e.conditions.is_empty();
                    stops |= !e.outcome.releases();
                }
                EventData::OrderOverridden(e) if self.asks(fact.effective) => {
                    audit.summary.overrides += 1;
                    has_conditions |= e.conditions.as_ref().is_some_and(|list| !list.is_empty());
                    stops |= !e.outcome.releases();
                }
                _ => {}
            }
        }
        audit.summary.retracted += self.retracted(&dossier.facts, &facts);
        let office = Office {
            actor: &|position| dossier.actor(position),
            cited: &|position| citations.get(&position).map(String::as_str),
            published: self.published,
            asked: &asked,
        };
        audit.findings.extend(duties(customer.as_str(), &facts, &office, &mut audit.people));
        audit.people.append(dossier.seen.people.clone());
        if has_conditions || stops {
            let (number, facts) = (customer.as_str(), &dossier.facts);
            let (cut, policy) = (self.view.cut, &self.view.policy);
            let account = Account::fold(facts, cut, policy);
            audit.conditions.extend(keeping(number, facts, cut, &account, policy, &asked));
            audit.releases.extend(releases(number, facts, cut, &account, policy, &asked));
        }
    }

    /// Whether decisions of a date are asked for.
    fn asks(&self, day: Day) -> bool {
        self.scope.from.is_none_or(|from| day >= from) && self.scope.to.is_none_or(|to| day <= to)
    }

    /// How many decisions and overrides were retracted since: entered in error,
    /// they are none.
    fn retracted(&self, all: &[Fact], kept: &[&Fact]) -> u64 {
        let is_decision = |fact: &&Fact| {
            let decides =
                matches!(fact.data, EventData::OrderDecided(_) | EventData::OrderOverridden(_));
            decides && self.asks(fact.effective)
        };
        let kept: BTreeSet<EventId> =
            kept.iter().copied().filter(is_decision).map(|fact| fact.id).collect();
        let known = all.iter().filter(|fact| fact.position <= self.view.cut.known_at);
        known.filter(is_decision).filter(|fact| !kept.contains(&fact.id)).count() as u64
    }
}
