//! Why an order was decided as it was: the recorded basis, the derivation
//! again from the log, and what has come to light since (domain, section 11; INV-8).

use duebook_events::order::{Condition, Outcome};
use duebook_events::{Actor, CustomerId, Day, Event, EventData, Fault, Kind, Position, Words};
use duebook_projections::decision::{self, Derivation};
use duebook_projections::{Account, Cut, Fact, Policy};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::Ledger;
use super::error::LedgerError;
use super::policies::Policies;
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
    /// Whether facts (byte for byte) and outcome are those recorded.
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

/// What is read of a recorded basis; it may come from elsewhere and lack anything.
#[derive(Debug, Default, Deserialize)]
struct RecordedBasis {
    policy: Option<String>,
    policy_sha256: Option<String>,
    position: Option<Position>,
    as_of: Option<Day>,
    facts: Option<Map<String, Value>>,
    facts_sha256: Option<String>,
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
        let basis: Value = serde_json::from_str(e.basis.0.get())
            .map_err(|e| LedgerError::Store(event_unreadable(fact.position, e)))?;
        let recorded = RecordedBasis::deserialize(&basis).unwrap_or_default();
        let policies = self.policies().await?;
        let question = Asked { customer: &customer, order, facts: &facts, head };
        let replayed = question.replay(&recorded, e.outcome, &policies);
        let hindsight = question.hindsight(&recorded, &policies);
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
            replayed,
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
        Event::read(page.line(row)).map_err(|fault| super::damaged(position, &fault))
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

    fn policy(
        recorded: &RecordedBasis,
        policies: &Policies,
    ) -> Result<std::sync::Arc<Policy>, Words> {
        let citation = recorded
            .policy
            .as_deref()
            .ok_or_else(|| Words::new("the basis names no policy", "依据中没有写明政策"))?;
        let policy = policies
            .named(citation, Position(u64::MAX))
            .map_err(|error| error.message().problem.clone())?;
        match &recorded.policy_sha256 {
            Some(sha256) if *sha256 != policy.sha256 => {
                let have = &policy.sha256;
                Err(Words::new(
                    format!(
                        "the basis cites {citation} with the SHA-256 {sha256}; its text in the log has {have}"
                    ),
                    format!("依据引用 {citation}，SHA-256 为 {sha256}；日志中该文本为 {have}"),
                ))
            }
            _ => Ok(policy),
        }
    }

    /// Derives again what was known, and compares.
    fn replay(&self, recorded: &RecordedBasis, outcome: Outcome, policies: &Policies) -> Replayed {
        let failed = |why: Words| Replayed {
            events: 0,
            outcome: None,
            facts_sha256: None,
            matches: false,
            divergence: Some(why),
        };
        let policy = match Self::policy(recorded, policies) {
            Ok(policy) => policy,
            Err(why) => return failed(why),
        };
        let (Some(position), Some(as_of)) = (recorded.position, recorded.as_of) else {
            return failed(Words::new(
                "the basis does not say what was known, and as of when",
                "依据中没有写明当时所知及业务日期",
            ));
        };
        let cut = Cut { as_of, known_at: position };
        let Some(again) = self.derive(cut, &policy, None) else {
            return failed(Words::new(
                format!("at position {position} there was no such order as of {as_of}"),
                format!("截至 {as_of}、位置 {position}，没有该订单"),
            ));
        };
        let divergence = divergence(recorded, outcome, &again);
        Replayed {
            events: duebook_projections::history::cut(self.facts, cut).len(),
            outcome: Some(again.outcome),
            facts_sha256: Some(again.basis.facts_sha256),
            matches: divergence.is_none(),
            divergence,
        }
    }

    /// The same question with today's knowledge. The decision itself is part of
    /// that: an approved order's remainder counts as exposure in the score.
    fn hindsight(&self, recorded: &RecordedBasis, policies: &Policies) -> Hindsight {
        let nothing = Hindsight { outcome: None, rule: None, changed: Vec::new() };
        let (Ok(policy), Some(as_of), Some(then)) =
            (Self::policy(recorded, policies), recorded.as_of, recorded.position)
        else {
            return nothing;
        };
        let cut = Cut { as_of, known_at: self.head };
        let Some(now) = self.derive(cut, &policy, None) else { return nothing };
        let empty = Map::new();
        let before = recorded.facts.as_ref().unwrap_or(&empty);
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
            self.explain(&mut changed, then, cut, &policy);
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

/// The first thing in which a derivation differs from the record.
fn divergence(recorded: &RecordedBasis, outcome: Outcome, again: &Derivation) -> Option<Words> {
    let empty = Map::new();
    let facts = recorded.facts.as_ref().unwrap_or(&empty);
    let names = again.basis.facts.keys().chain(facts.keys());
    let mut names: Vec<&String> = names.collect();
    names.sort_unstable();
    names.dedup();
    let shown =
        |value: Option<&Value>| value.map_or_else(nothing, |v| Words::verbatim(v.to_string()));
    for name in names {
        let (then, now) = (facts.get(name), again.basis.facts.get(name));
        if then != now {
            return Some(differs(name, &shown(then), &shown(now)));
        }
    }
    if recorded.facts_sha256.as_deref() != Some(again.basis.facts_sha256.as_str()) {
        let then = recorded.facts_sha256.as_ref().map_or_else(nothing, Words::verbatim);
        let now = Words::verbatim(&again.basis.facts_sha256);
        return Some(differs("facts_sha256", &then, &now));
    }
    let word = |outcome: Outcome| Words::verbatim(outcome.word());
    (outcome != again.outcome).then(|| differs("outcome", &word(outcome), &word(again.outcome)))
}

fn nothing() -> Words {
    Words::new("nothing", "无")
}

fn differs(name: &str, then: &Words, now: &Words) -> Words {
    Words::new(
        format!("{name}: recorded {then}, derived {now}"),
        format!("{name}：记录为 {then:#}，推导为 {now:#}"),
    )
}

#[allow(clippy::ref_option)] // the form that serde asks for
fn in_english<S: Serializer>(words: &Option<Words>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_some(&words.as_ref().map(|words| &words.en))
}
