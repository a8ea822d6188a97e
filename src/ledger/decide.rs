//! Deciding about orders, and overriding decisions (domain, section 11).

use std::sync::Arc;

use duebook_events::json;
use duebook_events::order::{Condition, Outcome};
use duebook_events::{
    Actor, CustomerId, Day, Draft, EventData, EventId, Fault, Instant, Position, Role,
};
use duebook_projections::decision::{self, Derivation};
use duebook_projections::policy::{DEFAULT_CITATION, DEFAULT_TEXT, Policy};
use duebook_projections::{Cut, Fact, history};
use serde_json::{Map, Value, json};
use uuid::{NoContext, Timestamp, Uuid};

use super::Ledger;
use super::error::LedgerError;
use super::intake::{ATTEMPTS, IntakeOptions, Receipt, busy};
use super::policies::{Policies, checked};
use super::view::{Question, View};
use crate::messages::ledger as told;
use crate::messages::store::policy_not_published;
use crate::store::Document;

/// A decision, recorded or (in a dry run) only derived.
#[derive(Debug)]
pub struct Decided {
    /// The customer.
    pub customer: CustomerId,
    /// The order.
    pub order: String,
    /// From which point of view.
    pub view: View,
    /// What was decided, and why.
    pub derivation: Derivation,
    /// Where it was recorded.
    pub position: Option<Position>,
}

impl Ledger {
    /// Derives what the rules say about an order, without recording anything; also
    /// for orders that are decided or cancelled.
    ///
    /// # Errors
    /// When there is no such order at that point of view.
    pub async fn derive(&self, order: &str, question: &Question) -> Result<Decided, LedgerError> {
        let policies = self.policies().await?;
        self.derive_from(order, question, &policies).await.map(|(decided, _)| decided)
    }

    /// The same with the policies at hand, and the facts that it rests on.
    async fn derive_from(
        &self,
        order: &str,
        question: &Question,
        policies: &Policies,
    ) -> Result<(Decided, Arc<Vec<Fact>>), LedgerError> {
        let customer = self.customer_of_order(order).await?;
        let view = self.view_with(question, policies).await?;
        let facts = self.recent_facts(&customer).await?;
        let account = view.fold(&facts);
        let derivation =
            decision::decide(customer.as_str(), &account, &view.policy, order, view.cut.known_at)
                .ok_or_else(|| not_there(order, &view))?;
        let order = order.to_owned();
        Ok((Decided { customer, order, view, derivation, position: None }, facts))
    }

    /// Decides about an order and records the decision with what it rests on.
    ///
    /// # Errors
    /// When the order is unknown, decided or cancelled, or the store fails.
    pub async fn decide(&self, order: &str, as_of: Option<Day>) -> Result<Decided, LedgerError> {
        let question = Question { as_of, ..Question::default() };
        for _ in 0..ATTEMPTS {
            let policies = self.policies().await?;
            let (decided, facts) = self.derive_from(order, &question, &policies).await?;
            check_undecided(&decided, &facts)?;
            drop(facts);
            // What stands behind the publication is derived once more, to cite it.
            if self.publish_cited(&policies, &decided.view.policy).await? {
                continue;
            }
            match self.record_decision(&decided).await {
                // What it rests on is not what is known any more: it may not be the same decision.
                Err(LedgerError::Overtaken(_)) => {}
                Err(error) => return Err(error),
                Ok(receipt) => return Ok(Decided { position: Some(receipt.head), ..decided }),
            }
        }
        Err(busy(ATTEMPTS))
    }

    /// Records a decision, if its customer has not moved on since it was derived.
    async fn record_decision(&self, decided: &Decided) -> Result<Receipt, LedgerError> {
        let Decided { customer, order, view, derivation, .. } = decided;
        let data = json!({
            "order": order,
            "outcome": derivation.outcome,
            "conditions": derivation.conditions,
            "basis": derivation.basis,
        });
        let day = view.cut.as_of;
        let draft = self.own_draft("order.decided", customer, day, data, self.caller(), None)?;
        let options =
            IntakeOptions { judged_at: Some(view.cut.known_at), ..IntakeOptions::default() };
        self.append(&vec![(0, draft)], options, &[]).await
    }

    /// Records that an approver decides otherwise.
    ///
    /// # Errors
    /// When the order is unknown, the approver placed or decided it, or the store fails.
    pub async fn override_order(
        &self,
        order: &str,
        outcome: Outcome,
        conditions: Option<Vec<Condition>>,
        approver: &str,
        justification: &str,
        as_of: Option<Day>,
    ) -> Result<(CustomerId, Receipt), LedgerError> {
        let customer = self.customer_of_order(order).await?;
        let view = self.view(&Question { as_of, ..Question::default() }).await?;
        let mut data = json!({
            "order": order,
            "outcome": outcome,
            "justification": justification,
            "approver": approver,
        });
        if let (Some(conditions), Some(fields)) = (conditions, data.as_object_mut()) {
            fields.insert("conditions".to_owned(), json!(conditions));
        }
        let actor = Actor { id: approver.into(), role: Role::Approver };
        let day = view.cut.as_of;
        let receipt = self.record_own("order.overridden", &customer, day, data, &actor).await?;
        Ok((customer, receipt))
    }

    /// Records an event that the ledger itself makes; its id is ordered by time.
    ///
    /// # Errors
    /// When the door refuses it, or the store fails.
    pub async fn record_own(
        &self,
        kind: &str,
        customer: &CustomerId,
        effective: Day,
        data: Value,
        actor: &Actor,
    ) -> Result<Receipt, LedgerError> {
        let recorded = self.record_with(kind, customer, effective, data, actor, &[]).await;
        recorded.map(|(_, receipt)| receipt)
    }

    /// The same with documents that the event rests on; gives the event's id too.
    ///
    /// # Errors
    /// When the door refuses it, or the store fails.
    pub async fn record_with(
        &self,
        kind: &str,
        customer: &CustomerId,
        effective: Day,
        data: Value,
        actor: &Actor,
        documents: &[Document],
    ) -> Result<(EventId, Receipt), LedgerError> {
        let draft = self.own_draft(kind, customer, effective, data, actor, None)?;
        let id = draft.id;
        let receipt = self.append(&vec![(0, draft)], IntakeOptions::default(), documents).await?;
        Ok((id, receipt))
    }

    /// A draft of an event that the ledger itself makes, with a remark.
    ///
    /// # Errors
    /// When it has not the shape of its type.
    pub(crate) fn own_draft(
        &self,
        kind: &str,
        customer: &CustomerId,
        effective: Day,
        data: Value,
        actor: &Actor,
        note: Option<&str>,
    ) -> Result<Draft, LedgerError> {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), json!(new_id(self.now()).to_string()));
        fields.insert("type".to_owned(), json!(kind));
        fields.insert("customer".to_owned(), json!(customer.as_str()));
        fields.insert("effective".to_owned(), json!(effective));
        fields.insert("actor".to_owned(), json!(actor));
        fields.insert("data".to_owned(), data);
        if let Some(note) = note {
            fields.insert("note".to_owned(), crate::personal::of_program(note));
        }
        // The strict reader sees what it would see in a file.
        let line = json::canonical(&Value::Object(fields));
        Draft::read(&line, actor).map_err(LedgerError::refused)
    }

    /// Publishes a policy text, in force from a date.
    ///
    /// # Errors
    /// When the text is no policy, is published already, or the store fails.
    pub async fn publish(&self, text: &str, from: Day) -> Result<(Policy, Receipt), LedgerError> {
        let policies = self.policies().await?;
        // What the log holds was accepted in its day, and is still.
        if let Ok(policy) = Policy::parse_stored(text)
            && let Some(position) = policies.position_of(&policy.citation, &policy.sha256, from)
        {
            let receipt = Receipt { read: 1, appended: 0, already_recorded: 1, head: position };
            return Ok((policy, receipt));
        }
        let policy = checked(text)?;
        let draft = self.publication(&policy, text, from)?;
        let receipt = self.append(&vec![(0, draft)], IntakeOptions::default(), &[]).await?;
        Ok((policy, receipt))
    }

    /// The event that publishes a policy text.
    fn publication(&self, policy: &Policy, text: &str, from: Day) -> Result<Draft, LedgerError> {
        let (name, version) = policy.citation.split_once('@').unwrap_or((&policy.citation, "1"));
        let version: Value = version.parse::<u32>().map_or_else(|_| json!(version), |n| json!(n));
        let data = json!({
            "policy": name,
            "version": version,
            "effective_from": from,
            "text": text,
            "sha256": policy.sha256,
        });
        let ledger = CustomerId::ledger();
        self.own_draft("policy.published", &ledger, from, data, self.caller(), None)
    }

    /// The text of a policy is in the log before anything cites it: the first
    /// citation publishes the built-in one. Tells whether it had to be.
    async fn publish_cited(
        &self,
        policies: &Policies,
        policy: &Policy,
    ) -> Result<bool, LedgerError> {
        let Some(draft) = self.missing_publication(policies, policy)? else { return Ok(false) };
        match self.append(&vec![(0, draft)], IntakeOptions::default(), &[]).await {
            // Another citation was faster.
            Err(LedgerError::Conflict(_)) => Ok(true),
            other => other.map(|_| true),
        }
    }

    /// What has to stand in the log before a policy can be cited: nothing, or the
    /// publication of the built-in one.
    pub(super) fn missing_publication(
        &self,
        policies: &Policies,
        policy: &Policy,
    ) -> Result<Option<Draft>, LedgerError> {
        if policies.is_published(&policy.citation) {
            return Ok(None);
        }
        if policy.citation != DEFAULT_CITATION {
            let published: Vec<String> =
                policies.list().into_iter().map(|one| one.policy).collect();
            let message = policy_not_published(&policy.citation, published.join(", "));
            return Err(LedgerError::Store(message));
        }
        self.publication(policy, DEFAULT_TEXT, Day::FIRST).map(Some)
    }
}

/// An order is decided once; what comes after is an override.
fn check_undecided(decided: &Decided, facts: &[Fact]) -> Result<(), LedgerError> {
    let cut = Cut { as_of: Day::LAST, known_at: decided.view.cut.known_at };
    for fact in history::cut(facts, cut) {
        let message = match &fact.data {
            EventData::OrderDecided(e) if e.order.as_str() == decided.order => {
                told::decided_already(&e.order, fact.position)
            }
            EventData::OrderCancelled(e) if e.order.as_str() == decided.order => {
                told::cancelled_already(&e.order, fact.position)
            }
            _ => continue,
        };
        return Err(LedgerError::refused(Fault::of("order", message)));
    }
    Ok(())
}

fn not_there(order: &str, view: &View) -> LedgerError {
    let message = told::order_not_yet(order, view.cut.as_of, view.cut.known_at);
    LedgerError::refused(Fault::of("order", message))
}

/// An id that is ordered by time.
fn new_id(now: Instant) -> Uuid {
    let millis = u64::try_from(now.millis()).unwrap_or_default();
    let nanos = u32::try_from(millis % 1000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, millis / 1000, nanos))
}
