//! One customer derived again from the stored bytes, and the read models that
//! are kept beside the log held against it (INV-2, INV-6, INV-10).
//!
//! Two readers decode every event: the fast one, on which answers rest, and the
//! strict one of imports, which reads the whole canonical line and writes it
//! again. Both must give the same bytes, and the same rows of every projection.

use duebook_events::{CustomerId, Day, Event, Position, json};
use duebook_projections::{Cut, Fact, Policy};
use serde::Serialize;

use crate::ledger::live::{LiveState, Rows, rows};
use crate::ledger::view::View;
use crate::ledger::{Ledger, LedgerError, damaged, fact};
use crate::store::{EventRow, Page, StreamId};

/// What the derivation again has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplayedCustomer {
    /// Events of the customer that count.
    pub events: usize,
    /// Whether everything agrees.
    pub matches: bool,
    /// Whether the stored bytes, read whole and written again, are the same and
    /// give the same figures.
    pub stored: bool,
    /// The read models, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveCheck>,
}

/// The read models of the customer, held against a fold at their own point of view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveCheck {
    /// Their book date.
    pub as_of: Day,
    /// Up to where they go.
    pub position: Position,
    /// Under which policy they were made.
    pub policy: String,
    /// Whether they are the same.
    pub matches: bool,
    /// The projections that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differing: Vec<&'static str>,
}

/// A customer's facts, and how they compare.
pub(super) struct Replayed {
    pub facts: Vec<Fact>,
    pub check: ReplayedCustomer,
}

impl Ledger {
    /// Reads a customer's events twice and holds the read models against them.
    pub(super) async fn replay_customer(
        &self,
        customer: &CustomerId,
        view: &View,
    ) -> Result<Replayed, LedgerError> {
        let page = self.store().read_stream(&StreamId::new(customer.as_str()), None).await?;
        let mut facts = Vec::with_capacity(page.rows.len());
        let mut again = Vec::with_capacity(page.rows.len());
        let mut same_bytes = true;
        for row in &page.rows {
            facts.push(fact(&page.fact(row))?);
            let (read, canonical) = read_whole(&page, row)?;
            same_bytes &= canonical;
            again.push(read);
        }
        let account = view.fold(&facts);
        let stored = same_bytes
            && rows(customer, &account, &view.policy)
                == rows(customer, &view.fold(&again), &view.policy);
        let events = account.facts.len();
        let live = self.check_live(customer, &facts).await?;
        let matches = stored && live.as_ref().is_none_or(|live| live.matches);
        let check = ReplayedCustomer { events, matches, stored, live };
        // What follows is told to people; no figure depends on it.
        self.open_facts(&mut facts).await?;
        Ok(Replayed { facts, check })
    }

    /// Holds the read models of a customer against a fold of their own point of view.
    async fn check_live(
        &self,
        customer: &CustomerId,
        facts: &[Fact],
    ) -> Result<Option<LiveCheck>, LedgerError> {
        let Some(state) = self.live_state().await? else { return Ok(None) };
        let policies = self.policies().await?;
        // Under a policy that is no more, nothing can be said about them.
        let Ok(policy) = policies.named(&state.policy, state.position) else { return Ok(None) };
        if policy.sha256 != state.policy_sha256 {
            return Ok(None);
        }
        let derived = live_rows(customer, facts, &state, &policy);
        let mut differing = Vec::new();
        for projection in duebook_projections::digest::PROJECTIONS {
            let kept = self.store().read_projection(projection, customer.as_str()).await?;
            if kept.as_ref() != derived.get(projection) {
                differing.push(projection);
            }
        }
        Ok(Some(LiveCheck {
            as_of: state.as_of,
            position: state.position,
            policy: state.policy,
            matches: differing.is_empty(),
            differing,
        }))
    }
}

/// The rows that the read models must have; none where they know no event of
/// the customer.
fn live_rows(customer: &CustomerId, facts: &[Fact], state: &LiveState, policy: &Policy) -> Rows {
    if facts.first().is_none_or(|first| first.position > state.position) {
        return Rows::new();
    }
    let cut = Cut { as_of: state.as_of, known_at: state.position };
    let account = duebook_projections::Account::fold(facts, cut, policy);
    rows(customer, &account, policy)
}

/// An event by the strict reader, and whether its canonical form is what is stored.
fn read_whole(page: &Page, row: &EventRow) -> Result<(Fact, bool), LedgerError> {
    let line = page.line(row);
    let damage = |fault| damaged(row.position, &fault);
    let canonical = json::canonical(&json::parse(line).map_err(damage)?) == line;
    let event = Event::read(line).map_err(damage)?;
    let fact = Fact {
        position: event.position,
        effective: event.draft.effective,
        recorded_at: event.recorded_at,
        id: event.draft.id,
        data: event.draft.data,
    };
    Ok((fact, canonical))
}
