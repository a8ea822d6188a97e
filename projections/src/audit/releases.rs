//! Orders that were shipped or billed against their decision.
//!
//! An order is *released* by every `delivery.shipped` and `invoice.issued` that
//! names it. A release is judged by the newest decision or override that stood
//! before it in the fold order and was recorded before it was: an override that is
//! dated back afterwards excuses nothing, and a decision that is entered afterwards
//! accuses nobody. It is against a decision that
//!
//! - is `rejected`;
//! - is `held`, while one of its blocking conditions is not met at the end of that
//!   day, neither by the facts as they are known now nor by those that were known at
//!   the release (a payment that bounced, and nobody knew yet, is in good faith); or
//!   `held` without any condition: nothing but another decision lifts that.
//!
//! The first such release under each decision is a finding, and a violation. An
//! order that was never decided is none, and a release under a conditional decision
//! is not either: its conditions are looked at in [`super::keeping`].

use duebook_events::order::Outcome;
use duebook_events::{Day, EventData, Position};
use serde::Serialize;

use super::duties::Severity;
use super::keeping::Keeping;
use crate::account::{Account, Decision, Order};
use crate::conditions::is_blocking;
use crate::history::{Cut, Fact, Place};
use crate::policy::Policy;

/// What a decision said that was not heeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disregard {
    /// The order was rejected.
    ReleasedAlthoughRejected,
    /// The order was held, and what it waited for had not come.
    ReleasedAlthoughHeld,
}

/// One order released against its decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Release {
    /// Always a violation.
    pub severity: Severity,
    /// The customer.
    pub customer: String,
    /// The order.
    pub order: String,
    /// What was not heeded.
    pub kind: Disregard,
    /// The day of the release.
    pub released_on: Day,
    /// The decision or override, and the release.
    pub events: [Position; 2],
}

/// Where an order was shipped or billed, in fold order.
#[must_use]
pub fn releases_of(account: &Account<'_>, order: &Order<'_>) -> Vec<Place> {
    let number = &order.placed.order;
    let named = account.facts.iter().filter(|fact| match &fact.data {
        EventData::DeliveryShipped(e) => e.order == *number,
        EventData::InvoiceIssued(e) => e.order.as_ref() == Some(number),
        _ => false,
    });
    let mut places: Vec<Place> =
        named.map(|fact| Place { day: fact.effective, position: fact.position }).collect();
    places.sort_unstable();
    places
}

/// The releases against decisions dated within a span, by order. `account` is the
/// customer's at `cut`.
#[must_use]
pub fn releases<'a>(
    customer: &str,
    facts: &'a [Fact],
    cut: Cut,
    account: &Account<'a>,
    policy: &'a Policy,
    asked: &dyn Fn(Day) -> bool,
) -> Vec<Release> {
    let keeping = Keeping { facts, cut, account, policy };
    let mut found = Vec::new();
    for order in &account.orders {
        let decisions: Vec<&Decision<'_>> = order.decisions().collect();
        if decisions.iter().all(|decision| decision.outcome.releases()) {
            continue;
        }
        let mut told: Vec<Position> = Vec::new();
        for release in releases_of(account, order) {
            let stood = |decision: &&&Decision<'_>| {
                decision.place < release && decision.place.position < release.position
            };
            let Some(decision) = decisions.iter().filter(stood).max_by_key(|d| d.place) else {
                continue;
            };
            let at = decision.place.position;
            if !asked(decision.place.day) || told.contains(&at) {
                continue;
            }
            if let Some(kind) = disregarded(&keeping, order, decision, release) {
                told.push(at);
                found.push(Release {
                    severity: Severity::Violation,
                    customer: customer.to_owned(),
                    order: order.placed.order.to_string(),
                    kind,
                    released_on: release.day,
                    events: [at, release.position],
                });
            }
        }
    }
    found.sort();
    found
}

/// What of a decision a release did not heed.
fn disregarded(
    keeping: &Keeping<'_, '_>,
    order: &Order<'_>,
    decision: &Decision<'_>,
    release: Place,
) -> Option<Disregard> {
    match decision.outcome {
        Outcome::Rejected => Some(Disregard::ReleasedAlthoughRejected),
        Outcome::Held => {
            let mut blocking = decision.conditions.iter().filter(|c| is_blocking(c.kind));
            let waits = decision.conditions.is_empty()
                || blocking.any(|c| !keeping.was_met(order, decision, c, release));
            waits.then_some(Disregard::ReleasedAlthoughHeld)
        }
        Outcome::Approved | Outcome::Conditional => None,
    }
}

#[cfg(test)]
mod tests;
