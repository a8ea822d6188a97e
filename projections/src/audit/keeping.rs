//! Whether the conditions of decisions were kept (domain, section 11).
//!
//! The domain says when a condition is met; what it means to break one is
//! decided here, in days, with the facts as they are known now:
//!
//! - `pay_overdue`, `settle_overdue`, `settle_overdue_or_guarantee`, `prepay`,
//!   `prepay_excess` come before the release of the order: its first
//!   `delivery.shipped` or `invoice.issued` (who bills an order goes ahead with it,
//!   whether or not shipments are recorded). Broken on the first day on which the
//!   order is shipped or billed and the condition is not met at the end of the day.
//!   Where it *was* met by what was known at that release (a payment that bounced,
//!   say, and nobody knew yet), the row says so: those who released did so in good
//!   faith.
//! - `instalments` asks for an agreement (instalments or a deferral), signed after
//!   the decision, on the items that were overdue at it, over the condition's
//!   amount: less what was paid on them meanwhile beyond `pay_overdue`, and never
//!   more than is still open. It has to stand by the end of the first day on which
//!   the order is released, else that is the day of the breach; an
//!   `order.condition_met` takes its place. Once signed, it is broken on the day
//!   after the due date of the first instalment that was not met by then. It is met
//!   once all those items are closed, or the agreements fulfilled.
//! - `receipts_to_overdue_first` is broken by the first allocation that still stands,
//!   of a payment received after the decision in the condition's currency, to an
//!   item that was not overdue at it, while at the end of that day something
//!   undisputed of those that were is still open. Two kinds of money are free: what
//!   the same decision asks to be prepaid, on the order's own invoices, and fees on
//!   the overdue items. It is met once all those items are closed.
//!
//! A decision is judged from its place to that of the next decision or override of
//! the order. What was shipped or billed before it was not released by it, and an
//! `order.condition_met` from outside that time is not about its conditions.

use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind, Outcome};
use duebook_events::{Day, EventData, Kind, Position};
use serde::Serialize;

use super::releases::releases_of;
use crate::account::{Account, Decision, Order};
use crate::conditions::{self, Met};
use crate::history::{Cut, Fact, Place};
use crate::policy::Policy;

mod obligations;

/// What became of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Met in time, or nothing asked.
    Met,
    /// An obligation that is being kept so far.
    Running,
    /// Neither met nor broken: the order has not been shipped or billed.
    Open,
    /// Broken.
    Breached,
    /// A later decision took its place before it was met or broken.
    Replaced,
    /// The order was cancelled before it was met or broken.
    Cancelled,
}

/// One condition of one decision, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The customer.
    pub customer: String,
    /// The order.
    pub order: String,
    /// The decision or override.
    pub decision: Position,
    /// Whether it is an override.
    #[serde(rename = "override")]
    pub is_override: bool,
    /// Its business date.
    pub effective: Day,
    /// What was decided.
    pub outcome: Outcome,
    /// The condition.
    pub condition: Condition,
    /// What became of it.
    pub status: Status,
    /// The first day on which the order was shipped or billed under this decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_on: Option<Day>,
    /// Since when it is met; perhaps after a breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Day>,
    /// By which events.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub met_by: Vec<Position>,
    /// The day of the first breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breached_on: Option<Day>,
    /// The events that show it: the release, the missed agreement, the allocation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breached_by: Vec<Position>,
    /// By what was known when the order was released, it was met.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub known_later: bool,
}

/// A breach: the day, the events, and whether nobody could know.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Breach {
    on: Day,
    by: Vec<Position>,
    known_later: bool,
}

impl Breach {
    fn new(on: Day, by: Position) -> Self {
        Self { on, by: vec![by], known_later: false }
    }
}

/// One customer and the point of view, for folds as of earlier days.
pub(super) struct Keeping<'k, 'a> {
    pub(super) facts: &'a [Fact],
    pub(super) cut: Cut,
    pub(super) account: &'k Account<'a>,
    pub(super) policy: &'a Policy,
}

/// A decision while it was the newest of its order.
struct Term<'t, 'a> {
    order: &'t Order<'a>,
    decision: &'t Decision<'a>,
    /// Where the next decision took its place.
    until: Option<Place>,
    /// Where the order was shipped or billed in that time, in fold order.
    released: Vec<Place>,
}

/// Every condition of the decisions and overrides dated within a span, in order
/// of the decisions' positions, then as they stand there. `account` is the
/// customer's at `cut`.
#[must_use]
pub fn keeping<'a>(
    customer: &str,
    facts: &'a [Fact],
    cut: Cut,
    account: &Account<'a>,
    policy: &'a Policy,
    asked: &dyn Fn(Day) -> bool,
) -> Vec<Kept> {
    let keeping = Keeping { facts, cut, account, policy };
    let mut rows = Vec::new();
    for order in &account.orders {
        let decisions: Vec<&Decision<'_>> = order.decisions().collect();
        for (ix, decision) in decisions.iter().enumerate() {
            if decision.conditions.is_empty() || !asked(decision.place.day) {
                continue;
            }
            let until = decisions.get(ix + 1).map(|next| next.place);
            let mut released = releases_of(account, order);
            released.retain(|place| {
                *place > decision.place && until.is_none_or(|until| *place < until)
            });
            let term = Term { order, decision, until, released };
            rows.extend(decision.conditions.iter().map(|c| keeping.row(customer, &term, c)));
        }
    }
    // A stable sort: the conditions of a decision stay as they stand there.
    rows.sort_by_key(|row| row.decision);
    rows
}

impl Term<'_, '_> {
    /// Whether something stands in the time of this decision.
    fn holds(&self, place: Place) -> bool {
        place > self.decision.place && self.until.is_none_or(|until| place < until)
    }
}

impl<'a> Keeping<'_, 'a> {
    fn row(&self, customer: &str, term: &Term<'_, 'a>, condition: &Condition) -> Kept {
        let (met, breach, runs) = match condition.kind {
            _ if condition.amount.minor(condition.currency) == 0 => {
                (self.met(term, condition), None, false)
            }
            ConditionKind::Instalments => self.instalments(term, condition),
            ConditionKind::ReceiptsToOverdueFirst => self.receipts(term, condition),
            _ => {
                let met = self.met(term, condition);
                let breach = self.released_too_early(term, condition, met.as_ref());
                (met, breach, false)
            }
        };
        let in_time = met.as_ref().is_some_and(|met| {
            term.until.is_none_or(|until| met.on <= until.day) && breach.is_none()
        });
        let status = match &breach {
            Some(_) => Status::Breached,
            None if in_time => Status::Met,
            None if term.until.is_some() => Status::Replaced,
            None if term.order.cancelled.is_some() => Status::Cancelled,
            None if runs => Status::Running,
            None => Status::Open,
        };
        let is_override = self
            .account
            .fact(term.decision.place.position)
            .is_some_and(|fact| matches!(fact.data, EventData::OrderOverridden(_)));
        let breach_is_told = breach.is_some();
        let known_later = breach.as_ref().is_some_and(|breach| breach.known_later);
        let (breached_on, breached_by) = match breach {
            Some(breach) => (Some(breach.on), breach.by),
            None => (None, Vec::new()),
        };
        // What was met under another decision, or after the order was gone, is not its merit.
        let met = met.filter(|_| in_time || breach_is_told);
        let (met_on, met_by) = match met {
            Some(met) => (Some(met.on), met.by),
            None => (None, Vec::new()),
        };
        Kept {
            customer: customer.to_owned(),
            order: term.order.placed.order.to_string(),
            decision: term.decision.place.position,
            is_override,
            effective: term.decision.place.day,
            outcome: term.decision.outcome,
            condition: condition.clone(),
            status,
            released_on: term.released.first().map(|place| place.day),
            met_on,
            met_by,
            breached_on,
            breached_by,
            known_later,
        }
    }

    fn met(&self, term: &Term<'_, '_>, condition: &Condition) -> Option<Met> {
        let counts = |place| term.holds(place);
        conditions::met_within(self.account, term.order, term.decision, condition, &counts)
    }

    /// The first release at the end of whose day the condition was not met.
    fn released_too_early(
        &self,
        term: &Term<'_, '_>,
        condition: &Condition,
        met: Option<&Met>,
    ) -> Option<Breach> {
        let (order, decision) = (term.order, term.decision);
        let early = term
            .released
            .iter()
            .find(|place| !self.is_met_by(order, decision, condition, met, place.day))?;
        let known_later = self.was_met_as_known(order, decision, condition, *early);
        Some(Breach { on: early.day, by: vec![early.position], known_later })
    }

    /// Whether a condition was met at the end of the day of a release, as is known
    /// now or as was known then.
    pub(super) fn was_met(
        &self,
        order: &Order<'_>,
        decision: &Decision<'_>,
        condition: &Condition,
        release: Place,
    ) -> bool {
        let counts = |place| place > decision.place;
        let met = conditions::met_within(self.account, order, decision, condition, &counts);
        self.is_met_by(order, decision, condition, met.as_ref(), release.day)
            || self.was_met_as_known(order, decision, condition, release)
    }

    /// Whether the condition was met at the end of a day, as is known now; `met` is
    /// how it is met at the cut. What stands now stood on every day since. Before
    /// that it can only have been met by what was undone later.
    fn is_met_by(
        &self,
        order: &Order<'_>,
        decision: &Decision<'_>,
        condition: &Condition,
        met: Option<&Met>,
        day: Day,
    ) -> bool {
        met.is_some_and(|met| met.on <= day)
            || (self.undone_after(day)
                && self.met_at(order, decision, condition, day, self.cut.known_at))
    }

    /// The same by what was known at a release, where something about its day was
    /// learned since; else it was known as it is now.
    fn was_met_as_known(
        &self,
        order: &Order<'_>,
        decision: &Decision<'_>,
        condition: &Condition,
        release: Place,
    ) -> bool {
        self.learned_after(release)
            && self.met_at(order, decision, condition, release.day, release.position)
    }

    /// Whether money or a security was taken back after a day.
    fn undone_after(&self, day: Day) -> bool {
        self.account.facts.iter().any(|fact| {
            fact.effective > day
                && matches!(
                    fact.data.kind(),
                    Kind::PaymentReversed | Kind::PaymentDeallocated | Kind::SecurityReleased
                )
        })
    }

    /// Whether something that counts on the day of a place was recorded, or taken
    /// back, after it.
    fn learned_after(&self, place: Place) -> bool {
        let after = self.facts.partition_point(|fact| fact.position <= place.position);
        let mut known = self.facts[after..].iter().take_while(|f| f.position <= self.cut.known_at);
        known.any(|fact| fact.effective <= place.day || fact.data.kind() == Kind::EventRetracted)
    }

    /// Whether the condition was met at the end of a day, by what was known at a position.
    fn met_at(
        &self,
        order: &Order<'_>,
        decision: &Decision<'_>,
        condition: &Condition,
        day: Day,
        known_at: Position,
    ) -> bool {
        let account = Account::fold(self.facts, Cut { as_of: day, known_at }, self.policy);
        let Some(order) = account.order(order.placed.order.as_str()) else { return false };
        let position = decision.place.position;
        let mut decisions = order.decisions();
        // What was recorded before the decision is not about its conditions.
        let counts = |place| place > decision.place;
        decisions.find(|decision| decision.place.position == position).is_some_and(|decision| {
            conditions::met_within(&account, order, decision, condition, &counts).is_some()
        })
    }
}

/// The amount of the conditions of some kinds in a decision.
fn amount_of(decision: &Decision<'_>, kinds: &[ConditionKind]) -> Minor {
    let asked = decision.conditions.iter().filter(|condition| kinds.contains(&condition.kind));
    asked.map(|condition| condition.amount.minor(condition.currency)).sum()
}

#[cfg(test)]
mod tests;
