//! `audit decisions`: every recorded decision derived again, duties, conditions
//! (domain, section 11; INV-8, INV-11).
//!
//! Shape: one pass over the log hands each customer's events to a worker, which
//! folds them once for the conditions and once for each decision, at the
//! decision's own point of view. Every policy is parsed once. Correctness: a
//! decision is derived by the very functions that `why order` and `order decide`
//! use. Bound: the customer's facts times its decisions. The audit of one customer
//! reads its events only, and passes over the log once more where it depends on
//! others whether somebody is a program.

mod answer;
mod chosen;
mod customer;
mod dossier;

use std::collections::BTreeMap;
use std::sync::Arc;

use duebook_events::{CustomerId, Day, EventData};
use duebook_projections::audit::duties::{Duty, Publication};
use duebook_projections::audit::people::People;
use duebook_projections::policy::DEFAULT_TEXT;
use duebook_projections::{Cut, history};

use super::policies::Policies;
use super::view::{KnownAt, Question, View};
use super::why::recorded::cited;
use super::{Ledger, LedgerError};
use crate::messages::audit as told;
use crate::replay::{Replay, stream_names};
use crate::store::StreamId;

pub use answer::{AuditedDecision, DecisionAudit, DecisionStatus, Duties, PersonRow, Summary};
use customer::Auditor;
use dossier::{Dossier, Seen};

/// Which decisions are audited.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// One customer's; everybody's if absent.
    pub customer: Option<CustomerId>,
    /// Dated on or after this day.
    pub from: Option<Day>,
    /// Dated on or before this day.
    pub to: Option<Day>,
}

/// An audit that has everything but its pass over the log.
pub struct Audit<'l> {
    /// The point of view.
    pub view: View,
    ledger: &'l Ledger,
    scope: Scope,
    policies: Arc<Policies>,
    published: BTreeMap<String, Publication>,
    /// Who recorded the events that are about no customer.
    publishers: People,
    names: Vec<(u32, CustomerId)>,
    /// The one customer's events, where one is asked for.
    dossier: Option<Dossier>,
}

impl Audit<'_> {
    /// Makes the audit; `progress` is told how many events have been scanned.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn run(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<DecisionAudit, LedgerError> {
        let (view, scope) = (&self.view, &self.scope);
        let cited = |citation: &str| cited(&self.policies, citation);
        let in_force = |as_of: Day, known_at| self.policies.citation_in_force(as_of, known_at);
        let auditor =
            Auditor { view, scope, cited: &cited, in_force: &in_force, published: &self.published };
        let mut audit = match (&scope.customer, &self.dossier) {
            (Some(customer), Some(dossier)) => {
                let mut audit = DecisionAudit::default();
                auditor.audit(&mut audit, customer, dossier);
                audit.people.append(self.publishers.clone());
                if audit.names_programs() {
                    audit.people.append(self.everybody(progress)?);
                }
                audit
            }
            _ => self.all(&auditor, progress)?,
        };
        audit.finish(scope);
        Ok(audit)
    }

    /// Everybody's decisions, in one pass over the log.
    fn all(
        &self,
        auditor: &Auditor<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<DecisionAudit, LedgerError> {
        let replay = self.replay(progress);
        let add = |audit: &mut DecisionAudit, customer: &CustomerId, dossier: Dossier| {
            auditor.audit(audit, customer, &dossier);
        };
        let (mut audit, _) = replay.gather_with(
            Dossier::keep,
            DecisionAudit::default,
            add,
            DecisionAudit::append,
            &self.names,
        )?;
        audit.people.append(self.publishers.clone());
        for Publication { actor, .. } in self.published.values() {
            audit.people.count(&actor.id, Duty::PublishedPolicy);
        }
        Ok(audit)
    }

    /// Everybody who recorded an event about a customer.
    fn everybody(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<People, LedgerError> {
        let add = |all: &mut People, _: &CustomerId, seen: Seen| all.append(seen.people);
        let gathered = self.replay(progress).gather_with(
            Seen::keep,
            People::default,
            add,
            People::append,
            &self.names,
        )?;
        Ok(gathered.0)
    }

    fn replay<'r>(&'r self, progress: &'r (dyn Fn(u64) + Sync)) -> Replay<'r> {
        Replay {
            store: self.ledger.store().as_ref(),
            view: &self.view,
            workers: Replay::default_workers(),
            progress,
            warm: None,
        }
    }
}

impl Ledger {
    /// Prepares an audit of recorded decisions by what is known; conditions are
    /// judged as of `as_of`.
    ///
    /// # Errors
    /// When the span ends before it begins, or the store fails.
    pub async fn audit(
        &self,
        scope: Scope,
        as_of: Option<Day>,
        known_at: Option<KnownAt>,
    ) -> Result<Audit<'_>, LedgerError> {
        if let (Some(from), Some(to)) = (scope.from, scope.to)
            && from > to
        {
            return Err(LedgerError::usage_of(told::span_reversed(from, to)));
        }
        let policies = self.policies().await?;
        let question = Question { as_of, known_at, policy: None };
        let view = self.view_with(&question, &policies).await?;
        let (published, publishers) = self.publications(&view).await?;
        let dossier = match &scope.customer {
            Some(customer) => Some(self.dossier(customer, &view).await?),
            None => None,
        };
        let names = stream_names(self.store().as_ref()).await?;
        Ok(Audit { view, ledger: self, scope, policies, published, publishers, names, dossier })
    }

    /// What is known of one stream.
    async fn dossier(&self, customer: &CustomerId, view: &View) -> Result<Dossier, LedgerError> {
        let mut dossier = Dossier::default();
        let stream = StreamId::new(customer.as_str());
        let page = self.store().read_stream(&stream, Some(view.cut.known_at)).await?;
        for row in &page.rows {
            dossier.keep(&page, row)?;
        }
        Ok(dossier)
    }

    /// The policies that somebody published, as far as they are known, and
    /// everybody who recorded an event of the ledger; the text of the built-in
    /// policy is nobody's work.
    async fn publications(
        &self,
        view: &View,
    ) -> Result<(BTreeMap<String, Publication>, People), LedgerError> {
        let dossier = self.dossier(&CustomerId::ledger(), view).await?;
        let mut published = BTreeMap::new();
        let at = Cut { as_of: Day::LAST, known_at: view.cut.known_at };
        for fact in history::cut(&dossier.facts, at) {
            if let EventData::PolicyPublished(e) = &fact.data
                && e.text.as_str() != DEFAULT_TEXT
                && let Some(actor) = dossier.actor(fact.position)
            {
                let publication = Publication { position: fact.position, actor: actor.clone() };
                published.entry(e.citation()).or_insert(publication);
            }
        }
        Ok((published, dossier.seen.people))
    }
}
