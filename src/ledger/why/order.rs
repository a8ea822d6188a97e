//! Why an order was decided as it was: the recorded basis, the derivation
//! again from the log, and what has come to light since (domain, section 11; INV-8).

use duebook_events::order::{Condition, Outcome};
use duebook_events::{Actor, CustomerId, Day, Event, EventData, Fault, Kind, Position, Words};
use duebook_projections::decision::{self, Derivation};
use duebook_projections::{Account, Cut, Fact, Policy};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::recorded::{Again, Cited, Recorded, Verdict, cited};
use crate::ledger::{Ledger, LedgerError, damaged};
use crate::messages::ledger::undecided;
use crate::messages::store::{event_unreadable, no_such_position};
use crate::store::StreamId;

/// The most later events that are tried one by one as the reason of a change.
const TRIED_ONE_BY_ONE: usize = 400;

/// Answer of `why order`.
#[derive(Debug, Serialize)]
pub struct WhyOrder {
    /// The order.
    pub order: String,
    /// The customer.
    pub customer: CustomerId,
    /// What was decided.
    pub decision: DecisionHead,
    /// A later override, if there is one.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    pub overridden: Option<OverrideHead>,
    /// What it rested on, as recorded.
    pub basis: Value,
    /// The derivation again.
    pub replayed: Replayed,
    /// The same question with today's knowledge.
    pub hindsight: Hindsight,
}

/// A decision as recorded.
#[derive(Debug, Serialize)]
pub struct DecisionHead {
    /// Where.
    pub position: Position,
    /// What.
    pub outcome: Outcome,
    /// Under which conditions.
    pub conditions: Vec<Condition>,
    /// By whom.
    pub actor: Actor,
    /// On which business date.
    pub effective: Day,
    /// When the ledger learned of it.
    pub recorded_at: duebook_events::Instant,
}

/// An override as recorded.
#[derive(Debug, Serialize)]
pub struct OverrideHead {
    /// Where.
    pub position: Position,
    /// What.
    pub outcome: Outcome,
    /// Who answers for it.
    pub approver: String,
    /// Why.
    pub justification: String,
    /// On which business date.
    pub effective: Day,
}

/// The derivation again, from the log as it was known.
#[derive(Debug, Serialize)]
pub struct Replayed {
    /// Events of the customer that were replayed.
    pub events: usize,
    /// What the rules say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// SHA-256 of the facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts_sha256: Option<String>,
    /// Whether facts (byte for byte), outcome and conditions are those recorded.
    pub matches: bool,
    /// The first figure that differs, or why nothing could be derived; in English
    /// where programs read it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "in_english")]
    pub divergence: Option<Words>,
}

/// The same question at the same date with today's knowledge.
#[derive(Debug, Serialize)]
pub struct Hindsight {
    /// What the rules would say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The rule that would decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The figures that have changed.
    pub changed: Vec<Changed>,
}

/// A figure that has changed, and the events recorded since that changed it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// The figure.
    pub fact: String,
    /// As it was known.
    pub then: Value,
    /// As it is known now.
    pub now: Value,
    /// The events.
    pub because: Vec<Position>,
}

impl Replayed {
    fn new(again: Again) -> Self {
        let (matches, divergence) = match again.verdict {
            Verdict::Matches => (true, None),
            Verdict::Differs(why) | Verdict::NotDerivable(why) => (false, Some(why)),
        };
        let derivation = again.derivation;
        Self {
            events: again.events,
            outcome: derivation.as_ref().map(|again| again.outcome),
            facts_sha256: derivation.map(|again| again.basis.facts_sha256),
            matches,
            divergence,
        }
    }
}

impl Ledger {
    /// Explains the newest decision about an order.
    ///
    /// # Errors
    /// When the order is unknown or undecided, or the store fails.
    pub async fn why_order(&self, order: &str) -> Result<WhyOrder, LedgerError> {
        let customer = self.customer_of_order(order).await?;
        let facts = self.facts(&customer).await?;
        let head = self.head().await?;
        let known =
            duebook_projections::history::cut(&facts, Cut { as_of: Day::LAST, known_at: head });
        let decided = known.iter().rev().find_map(|fact| match &fact.data {
            EventData::OrderDecided(e) if e.order.as_str() == order => Some((*fact, e)),
            _ => None,
        });
        let overridden = known.iter().rev().find_map(|fact| match &fact.data {
            EventData::OrderOverridden(e) if e.order.as_str() == order => Some((*fact, e)),
            _ => None,
        });
        let Some((fact, e)) = decided else {
            return Err(LedgerError::refused(Fault::of("order", undecided(order))));
        };
        let event = self.event_at(&customer, fact.position).await?;
        let basis: Value = serde_json::from_str(e.basis.get())
            .map_err(|e| LedgerError::Store(event_unreadable(fact.position, e)))?;
        let policies = self.policies().await?;
        let cited = |citation: &str| cited(&policies, citation);
        let recorded = Recorded::new(&customer, fact.position, e);
        let again = recorded.derive_again(&facts, &cited);
        let question = Asked { customer: &customer, order, facts: &facts, head };
        let hindsight = question.hindsight(&recorded, &cited);
        Ok(WhyOrder {
            order: order.to_owned(),
            decision: DecisionHead {
                position: fact.position,
                outcome: e.outcome,
                conditions: e.conditions.clone(),
                actor: event.draft.actor,
                effective: fact.effective,
                recorded_at: fact.recorded_at,
            },
            overridden: overridden.filter(|(later, _)| later.position > fact.position).map(
                |(later, e)| OverrideHead {
                    position: later.position,
                    outcome: e.outcome,
                    approver: e.approver.to_string(),
                    justification: e.justification.to_string(),
                    effective: later.effective,
                },
            ),
            basis,
            replayed: Replayed::new(again),
            hindsight,
            customer,
        })
    }

    /// One event of a customer, whole.
    async fn event_at(
        &self,
        customer: &CustomerId,
        position: Position,
    ) -> Result<Event, LedgerError> {
        let page =
            self.store().read_stream(&StreamId::new(customer.as_str()), Some(position)).await?;
        let row = page.rows.last().ok_or_else(|| LedgerError::Store(no_such_position(position)))?;
        Event::read(page.line(row)).map_err(|fault| damaged(position, &fault))
    }
}

/// The question that was decided, to be asked again.
struct Asked<'q> {
    customer: &'q CustomerId,
    order: &'q str,
    facts: &'q [Fact],
    head: Position,
}

impl Asked<'_> {
    /// Derives the decision, perhaps as if one event had never been recorded.
    fn derive(&self, cut: Cut, policy: &Policy, without: Option<Position>) -> Option<Derivation> {
        let account = Account::fold_without(self.facts, cut, policy, without);
        decision::decide(self.customer.as_str(), &account, policy, self.order, cut.known_at)
    }

    /// The same question with today's knowledge. The decision itself is part of
    /// that: an approved order's remainder counts as exposure in the score.
    fn hindsight(&self, recorded: &Recorded<'_>, cited: &Cited<'_>) -> Hindsight {
        let nothing = Hindsight { outcome: None, rule: None, changed: Vec::new() };
        let (Ok(policy), Ok(then)) = (recorded.policy(cited), recorded.cut()) else {
            return nothing;
        };
        let cut = Cut { known_at: self.head, ..then };
        let Some(now) = self.derive(cut, &policy, None) else { return nothing };
        let empty = Map::new();
        let before = recorded.basis.facts.as_ref().unwrap_or(&empty);
        let mut changed: Vec<Changed> = now
            .basis
            .facts
            .iter()
            .filter(|(fact, value)| before.get(*fact) != Some(*value))
            .map(|(fact, value)| Changed {
                fact: fact.clone(),
                then: before.get(fact).cloned().unwrap_or(Value::Null),
                now: value.clone(),
                because: Vec::new(),
            })
            .collect();
        if !changed.is_empty() {
            self.explain(&mut changed, then.known_at, cut, &policy);
        }
        Hindsight {
            outcome: Some(now.outcome),
            rule: now.basis.trace.last().map(|verdict| verdict.rule.clone()),
            changed,
        }
    }

    /// Finds the later events behind each change: those without which the figure
    /// would be another one; where no single event makes a difference, all of them.
    fn explain(&self, changed: &mut [Changed], then: Position, cut: Cut, policy: &Policy) {
        let later: Vec<&Fact> = self
            .facts
            .iter()
            .filter(|fact| fact.position > then)
            .filter(|fact| fact.effective <= cut.as_of || fact.data.kind() == Kind::EventRetracted)
            .collect();
        if later.len() <= TRIED_ONE_BY_ONE {
            for candidate in &later {
                let without = Some(candidate.position);
                let Some(other) = self.derive(cut, policy, without) else { continue };
                for change in changed.iter_mut() {
                    if other.basis.facts.get(&change.fact) != Some(&change.now) {
                        change.because.push(candidate.position);
                    }
                }
            }
        }
        for change in changed.iter_mut().filter(|change| change.because.is_empty()) {
            change.because = later.iter().map(|fact| fact.position).collect();
        }
    }
}

#[allow(clippy::ref_option)] // the form that serde asks for
pub(crate) fn in_english<S: Serializer>(
    words: &Option<Words>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_some(&words.as_ref().map(|words| &words.en))
}
