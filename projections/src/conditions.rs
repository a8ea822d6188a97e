//! Conditions of decisions: how much, and whether they are met (domain, section 11).

use duebook_events::Position;
use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind};

use crate::account::{Account, Decision, Order, SliceSource};

/// The kinds that keep an order waiting.
const BLOCKING: [ConditionKind; 5] = [
    ConditionKind::PayOverdue,
    ConditionKind::SettleOverdue,
    ConditionKind::SettleOverdueOrGuarantee,
    ConditionKind::Prepay,
    ConditionKind::PrepayExcess,
];

/// Whether a condition of an order's newest decision is met, and by which events.
///
/// By `order.condition_met`, by an amount of 0, by enough money on the items
/// that were overdue at the decision, or (where a guarantee will do) by a
/// security provided since.
#[must_use]
pub fn met_by(
    account: &Account<'_>,
    order: &Order<'_>,
    decision: &Decision<'_>,
    condition: &Condition,
) -> Option<Vec<Position>> {
    let amount = condition.amount.minor(condition.currency);
    if amount == 0 {
        return Some(Vec::new());
    }
    if let Some((place, _)) = order.met.iter().find(|(_, kind)| *kind == condition.kind) {
        return Some(vec![place.position]);
    }
    let by_money = matches!(
        condition.kind,
        ConditionKind::PayOverdue
            | ConditionKind::SettleOverdue
            | ConditionKind::SettleOverdueOrGuarantee
    );
    if by_money {
        let money = || {
            account.slices.iter().filter(|slice| {
                slice.place > decision.place
                    && slice.live > 0
                    && matches!(slice.source, SliceSource::Payment(_))
                    && decision.overdue_items.contains(&slice.item)
            })
        };
        if money().map(|slice| slice.live).sum::<Minor>() >= amount {
            return Some(money().map(|slice| slice.place.position).collect());
        }
    }
    if condition.kind == ConditionKind::SettleOverdueOrGuarantee {
        let security = account.securities.iter().find(|security| {
            security.place > decision.place
                && !security.released
                && security.provided.currency == condition.currency
                && security.provided.amount.minor(condition.currency) >= amount
        });
        return security.map(|security| vec![security.place.position]);
    }
    None
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
                && met_by(account, order, decision, condition).is_none()
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
