//! Conditions of decisions: how much, and whether they are met (domain, section 11).

use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind};
use duebook_events::{Day, Position};

use crate::account::{Account, Decision, Order, Slice, SliceSource};
use crate::history::Place;

/// The kinds that keep an order waiting.
const BLOCKING: [ConditionKind; 5] = [
    ConditionKind::PayOverdue,
    ConditionKind::SettleOverdue,
    ConditionKind::SettleOverdueOrGuarantee,
    ConditionKind::Prepay,
    ConditionKind::PrepayExcess,
];

/// How a condition was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Since which day.
    pub on: Day,
    /// By which events; none where the amount is 0.
    pub by: Vec<Position>,
}

/// Whether an order waits for this kind of condition.
#[must_use]
pub fn is_blocking(kind: ConditionKind) -> bool {
    BLOCKING.contains(&kind)
}

/// Whether a condition of a decision is met, since when and by which events:
/// the earliest of the ways that are open to it.
///
/// Every `order.condition_met` of its kind counts, whatever its place: that is
/// what recorded decisions rest on (INV-8). See [`met_within`].
#[must_use]
pub fn met(
    account: &Account<'_>,
    order: &Order<'_>,
    decision: &Decision<'_>,
    condition: &Condition,
) -> Option<Met> {
    met_within(account, order, decision, condition, &|_| true)
}

/// The same, of those `order.condition_met` only whose place counts.
///
/// By `order.condition_met`, by an amount of 0, by enough money on the items
/// that were overdue at the decision, or (where a guarantee will do) by a
/// security provided since. Money that was taken back does not count.
#[must_use]
pub fn met_within(
    account: &Account<'_>,
    order: &Order<'_>,
    decision: &Decision<'_>,
    condition: &Condition,
    counts: &dyn Fn(Place) -> bool,
) -> Option<Met> {
    let amount = condition.amount.minor(condition.currency);
    if amount == 0 {
        return Some(Met { on: decision.place.day, by: Vec::new() });
    }
    let mut of_kind = order.met.iter().filter(|(_, kind)| *kind == condition.kind);
    let recorded = of_kind.find(|(place, _)| counts(*place));
    let recorded = recorded.map(|(place, _)| Met { on: place.day, by: vec![place.position] });
    let by_money = matches!(
        condition.kind,
        ConditionKind::PayOverdue
            | ConditionKind::SettleOverdue
            | ConditionKind::SettleOverdueOrGuarantee
    );
    let paid = by_money.then(|| paid(account, decision, amount)).flatten();
    let guaranteed = (condition.kind == ConditionKind::SettleOverdueOrGuarantee)
        .then(|| guaranteed(account, decision, condition))
        .flatten();
    [recorded, paid, guaranteed].into_iter().flatten().min_by_key(|met| met.on)
}

/// Money of payments that stands after a decision on the items that were overdue
/// at it, in fold order.
pub fn money_since<'s>(
    account: &'s Account<'_>,
    decision: &'s Decision<'_>,
) -> impl Iterator<Item = &'s Slice> {
    account.slices.iter().filter(|slice| {
        slice.place > decision.place
            && slice.live > 0
            && matches!(slice.source, SliceSource::Payment(_))
            && decision.overdue_items.contains(&slice.item)
    })
}

fn paid(account: &Account<'_>, decision: &Decision<'_>, amount: Minor) -> Option<Met> {
    let (mut sum, mut by) = (0, Vec::new());
    for slice in money_since(account, decision) {
        sum += slice.live;
        by.push(slice.place.position);
        if sum >= amount {
            by.dedup();
            return Some(Met { on: slice.place.day, by });
        }
    }
    None
}

fn guaranteed(
    account: &Account<'_>,
    decision: &Decision<'_>,
    condition: &Condition,
) -> Option<Met> {
    let amount = condition.amount.minor(condition.currency);
    let security = account.securities.iter().find(|security| {
        security.place > decision.place
            && !security.released
            && security.provided.currency == condition.currency
            && security.provided.amount.minor(condition.currency) >= amount
    })?;
    Some(Met { on: security.place.day, by: vec![security.place.position] })
}

/// The blocking conditions that are not met, of the customer's other, earlier
/// placed, uncancelled orders, in all currencies; with the decisions they stand in.
#[must_use]
pub fn open_conditions(account: &Account<'_>, this: &Order<'_>) -> Vec<Position> {
    let others =
        account.orders.iter().filter(|order| order.place < this.place && order.cancelled.is_none());
    let mut open = Vec::new();
    for order in others {
        let Some(decision) = &order.decision else { continue };
        for condition in decision.conditions {
            if BLOCKING.contains(&condition.kind)
                && met(account, order, decision, condition).is_none()
            {
                open.push(decision.place.position);
            }
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::given::{day, history};

    /// "Overdue at the decision" is judged as of its day, as if the fold ended
    /// there: an agreement that fails on that day has failed.
    #[test]
    fn a_default_on_the_day_of_the_decision_has_its_effect_on_what_was_overdue() {
        let terms = json!({"trigger": "invoice_received", "net_days": 0});
        let invoice = json!({"invoice": "I", "currency": "CNY", "amount": "100", "terms": terms});
        let plan = json!({"kind": "instalment", "on_default": {"missed": 1, "effect": "revert"},
            "schedule": [{"due": "2025-03-05", "amount": "100"}]});
        let order = json!({"order": "O", "currency": "CNY", "amount": "10"});
        let basis = json!({"policy": "default@1", "policy_sha256": "0".repeat(64), "position": 4,
            "as_of": "2025-03-06", "facts": {}, "facts_sha256": "0".repeat(64), "trace": [],
            "cites": []});
        let decision = json!({"order": "O", "outcome": "conditional", "basis": basis,
            "conditions": [{"kind": "pay_overdue", "amount": "10", "currency": "CNY"}]});
        let history = history()
            .and("invoice.issued", "2025-02-01", invoice)
            .agreement("A", "2025-02-10", &[("I", "100")], plan)
            .and("order.placed", "2025-02-20", order)
            .and("order.decided", "2025-03-06", decision);
        let account = history.as_of("2025-03-06");
        assert_eq!(account.agreements[0].defaulted_on, Some(day("2025-03-06")));
        let decided = account.orders[0].decision.as_ref().unwrap();
        assert!(decided.overdue_items.is_empty());
    }
}
