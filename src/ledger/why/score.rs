//! `why score`: the scorecard taken apart, and every decision's score derived again.

use duebook_events::{CustomerId, EventData, OrderNo, Position};
use duebook_projections::score::{self, Explained};
use duebook_projections::{Cut, Fact, history};
use serde::Serialize;
use serde_json::{Map, Value};

use super::recorded::{Recorded, Verdict, cited};
use super::replayed::ReplayedCustomer;
use super::told::{Told, told};
use crate::ledger::view::{Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::audit::not_registered;

/// Answer of `why score`.
#[derive(Debug)]
pub struct WhyScore {
    /// The customer.
    pub customer: CustomerId,
    /// The point of view.
    pub view: View,
    /// The score, taken apart.
    pub explained: Explained,
    /// The events behind it.
    pub events: Vec<Told>,
    /// The derivation again.
    pub replayed: ReplayedScore,
}

/// The derivation again, from the stored bytes and of every decision.
#[derive(Debug, Serialize)]
pub struct ReplayedScore {
    /// The customer's events.
    #[serde(flatten)]
    pub customer: ReplayedCustomer,
    /// The score of each recorded decision that gives one.
    pub decisions: Vec<DecidedScore>,
}

/// The figures of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// The score.
    pub score: Value,
    /// The grade.
    pub grade: Value,
    /// The risk class.
    pub risk_class: Value,
}

/// The score that a decision rested on.
#[derive(Debug, Serialize)]
pub struct DecidedScore {
    /// The decision.
    pub position: Position,
    /// The order.
    pub order: OrderNo,
    /// As recorded.
    pub recorded: Figures,
    /// As derived at the decision's own point of view, if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived: Option<Figures>,
    /// Whether both are the same; null where the basis does not say from what to
    /// derive them.
    pub matches: Option<bool>,
}

impl Figures {
    /// Those of a decision's facts, if there are any.
    fn of(facts: &Map<String, Value>) -> Option<Self> {
        let names = ["score", "grade", "risk_class"];
        let [score, grade, risk_class] = names.map(|name| facts.get(name).cloned());
        if score.is_none() && grade.is_none() && risk_class.is_none() {
            return None;
        }
        let or_null = Option::unwrap_or_default;
        Some(Self { score: or_null(score), grade: or_null(grade), risk_class: or_null(risk_class) })
    }
}

impl Ledger {
    /// Explains a customer's score.
    ///
    /// # Errors
    /// When there is no such customer (yet) or policy, or the store fails.
    pub async fn why_score(
        &self,
        customer: &str,
        question: &Question,
    ) -> Result<WhyScore, LedgerError> {
        let customer = self.customer(customer).await?;
        let view = self.view(question).await?;
        let replayed = self.replay_customer(&customer, &view).await?;
        let account = view.fold(&replayed.facts);
        if account.registered.is_none() {
            let (as_of, position) = (view.cut.as_of, view.cut.known_at);
            return Err(LedgerError::usage_of(not_registered(&customer, as_of, position)));
        }
        let explained = score::explain(customer.as_str(), &account, &view.policy);
        let cites = explained.score.contributions.iter();
        let events = told(&account, cites.flat_map(|c| c.events.iter().copied()));
        let decisions = self.decided_scores(&customer, &replayed.facts, view.cut.known_at).await?;
        let mut check = replayed.check;
        check.matches &= decisions.iter().all(|decided| decided.matches != Some(false));
        let replayed = ReplayedScore { customer: check, decisions };
        Ok(WhyScore { customer, view: view.clone(), explained, events, replayed })
    }

    /// The score of every decision that is known, derived again.
    async fn decided_scores(
        &self,
        customer: &CustomerId,
        facts: &[Fact],
        known_at: Position,
    ) -> Result<Vec<DecidedScore>, LedgerError> {
        let policies = self.policies().await?;
        let cited = |citation: &str| cited(&policies, citation);
        let known = Cut { as_of: duebook_events::Day::LAST, known_at };
        let mut rows = Vec::new();
        for fact in history::cut(facts, known) {
            let EventData::OrderDecided(e) = &fact.data else { continue };
            let recorded = Recorded::new(customer, fact.position, e);
            let figures = recorded.basis.facts.as_ref().and_then(Figures::of);
            let Some(figures) = figures else { continue };
            let again = recorded.derive_again(facts, &cited);
            let derivable = !matches!(again.verdict, Verdict::NotDerivable(_));
            let derived = again.derivation.and_then(|again| Figures::of(&again.basis.facts));
            let same = derived.as_ref() == Some(&figures);
            rows.push(DecidedScore {
                position: fact.position,
                order: e.order.clone(),
                recorded: figures,
                derived: derived.filter(|_| !same),
                matches: derivable.then_some(same),
            });
        }
        Ok(rows)
    }
}
