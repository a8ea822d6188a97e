//! Open conditions of earlier orders (domain section 11).

use super::aging;
use super::book::Event;
use super::exposure::{self, Order};
use super::money;
use super::view::View;
use serde_json::Value;

/// Kinds that count as open while they are not met.
const COUNTED: [&str; 5] =
    ["pay_overdue", "settle_overdue", "settle_overdue_or_guarantee", "prepay", "prepay_excess"];

/// Number of conditions in the newest decisions or overrides of the customer's other, earlier
/// placed, uncancelled orders, in all currencies, that are not met.
pub fn open(view: &View, order: &Order) -> usize {
    let mut open = 0;
    for other in exposure::orders(view) {
        if other.number == order.number || other.place > order.place || other.cancelled {
            continue;
        }
        let Some(decision) = other.decision else { continue };
        for condition in decision.list("conditions") {
            let kind = condition["kind"].as_str().unwrap_or_default();
            if COUNTED.contains(&kind) && !is_met(view, &other, decision, condition) {
                open += 1;
            }
        }
    }
    open
}

fn is_met(view: &View, order: &Order, decision: &Event, condition: &Value) -> bool {
    let kind = condition["kind"].as_str().unwrap_or_default();
    // By `order.condition_met`, for the order and kind, wherever it stands.
    let evidenced = view
        .events_of("order.condition_met")
        .any(|e| e.opt("order") == Some(&order.number) && e.opt("condition") == Some(kind));
    if evidenced {
        return true;
    }
    let currency = condition["currency"].as_str().unwrap_or(&order.currency);
    let Some(amount) = condition["amount"].as_str().map(|a| money::parse(a, currency)) else {
        return false;
    };
    // An amount may be 0; such a condition is met.
    if amount == 0 {
        return true;
    }
    let by_payment = ["pay_overdue", "settle_overdue", "settle_overdue_or_guarantee"];
    if by_payment.contains(&kind) && paid_since(view, decision, currency) >= amount {
        return true;
    }
    kind == "settle_overdue_or_guarantee" && secured_since(view, decision, currency, amount)
}

/// Allocations standing after the decision to the items whose undisputed amount was overdue at
/// it: payments, not credit notes.
fn paid_since(view: &View, decision: &Event, currency: &str) -> i128 {
    let then = view.before(decision.place());
    let was_overdue = |number: &str| {
        let Some(item) = then.item(number) else { return false };
        then.items[item].currency == currency
            && aging::on_basis(&then, item, "agreed")
                .iter()
                .any(|p| p.undisputed() > 0 && p.is_overdue(then.as_of))
    };
    view.allocations
        .iter()
        .filter(|a| a.place > decision.place() && !view.sources[a.source].is_note)
        .filter(|a| was_overdue(&a.number))
        .map(|a| a.live(view.as_of))
        .sum()
}

/// One security provided since and not released, before its haircut, of at least that amount.
fn secured_since(view: &View, decision: &Event, currency: &str, amount: i128) -> bool {
    view.events_of("security.provided").any(|e| {
        e.place() > decision.place()
            && e.text("currency") == currency
            && !exposure::is_released(view, e.text("security"))
            && money::parse(e.text("amount"), currency) >= amount
    })
}
