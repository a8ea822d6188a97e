//! What is decided about orders.

use super::commit;
use crate::simulate::calendar::Day;
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{Condition, Ref, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Json, Minor};
use crate::simulate::names;

/// The rules of default@1 (domain, section 11), in order.
pub const RULES: [&str; 8] = [
    "refuse",
    "suspended",
    "new_customer",
    "stop_supply",
    "severe",
    "occasional",
    "over_limit",
    "clean",
];
/// The digest of the built-in policy's text.
fn policy_sha256() -> &'static str {
    static SHA256: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    SHA256.get_or_init(|| duebook_projections::Policy::built_in().sha256)
}
/// SHA-256 of `{}`, the facts as written.
const FACTS_SHA256: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

/// What a rule of [`RULES`] decides: outcome and conditions.
pub fn verdict(rule: &str, amount: Minor, overdue: Minor) -> (&'static str, Vec<Condition>) {
    let condition =
        |kind, share, count, amount| Condition { kind, share, count, amount, is_met: amount == 0 };
    let settle = vec![condition("settle_overdue", None, None, overdue)];
    match rule {
        "refuse" => ("rejected", Vec::new()),
        "suspended" | "new_customer" | "stop_supply" => ("held", settle),
        "severe" => (
            "held",
            vec![
                condition("settle_overdue_or_guarantee", None, None, overdue),
                condition("prepay", Some("1.00"), None, amount),
            ],
        ),
        "occasional" => {
            let first = (overdue * 3 + 5) / 10;
            (
                "conditional",
                vec![
                    condition("pay_overdue", Some("0.30"), None, first),
                    condition("instalments", None, Some(2), overdue - first),
                    condition("receipts_to_overdue_first", None, None, overdue - first),
                    condition("prepay", Some("0.20"), None, (amount * 2 + 5) / 10),
                ],
            )
        }
        "over_limit" => ("held", vec![condition("prepay_excess", None, None, (amount + 1) / 2)]),
        _ => ("approved", Vec::new()),
    }
}

fn write_conditions(json: &mut Json<'_>, conditions: &[Condition], currency: Currency) {
    json.array("conditions");
    for condition in conditions {
        json.object(None);
        json.text("kind", condition.kind);
        json.maybe("share", condition.share);
        if let Some(count) = condition.count {
            json.int("count", count);
        }
        json.money("amount", condition.amount, currency);
        json.currency(currency);
        json.end_object();
    }
    json.end_array();
}

/// `order.decided` by a rule of [`RULES`]
pub fn decide(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    order: usize,
    rule: &str,
    overdue: Minor,
) -> Option<()> {
    let names = vec![Ref::Order(order)];
    let day = c.earliest(&names, day)?.max(c.orders[order].decided_on);
    if c.orders[order].is_cancelled {
        return None;
    }
    let currency = c.orders[order].currency;
    let (outcome, conditions) = verdict(rule, c.orders[order].amount, overdue);
    let position = desk.position() - 1;
    let actor = desk.system_or("finance", 500);
    let mut json = desk.begin(Kind::OrderDecided, c.serial, day, actor);
    json.number("order", c.orders[order].life.number);
    json.text("outcome", outcome);
    write_conditions(&mut json, &conditions, currency);
    json.object(Some("basis"));
    json.text("policy", "default@1");
    json.text("policy_sha256", policy_sha256());
    json.int("position", position);
    json.date("as_of", day);
    json.object(Some("facts"));
    json.end_object();
    json.text("facts_sha256", FACTS_SHA256);
    json.array("trace");
    for passed in RULES {
        json.object(None);
        json.text("rule", passed);
        json.flag("matched", passed == rule);
        json.end_object();
        if passed == rule {
            break;
        }
    }
    json.end_array();
    json.array("cites");
    json.end_array();
    json.end_object();
    let known = &mut c.orders[order];
    known.outcome = Some(outcome);
    known.decided_on = day;
    known.conditions = conditions;
    commit(desk, c, day, names, Undo::Never);
    Some(())
}

/// `order.overridden`, by somebody who neither places nor decides orders
pub fn override_decision(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    order: usize,
    outcome: &'static str,
) -> Option<()> {
    let names = vec![Ref::Order(order)];
    let day = c.earliest(&names, day)?.max(c.orders[order].decided_on);
    c.orders[order].outcome?;
    if c.orders[order].is_cancelled {
        return None;
    }
    let (amount, currency) = (c.orders[order].amount, c.orders[order].currency);
    let conditions = if outcome == "conditional" {
        vec![Condition {
            kind: "prepay",
            share: Some("0.50"),
            count: None,
            amount: (amount + 1) / 2,
            is_met: false,
        }]
    } else {
        Vec::new()
    };
    let justification = names::either(
        c.is_english,
        ("老客户，工程节点款已确认到账日期", "old customer, the project's money is dated"),
    );
    let actor = desk.actor("approver");
    let mut json = desk.begin(Kind::OrderOverridden, c.serial, day, actor);
    json.number("order", c.orders[order].life.number);
    json.text("outcome", outcome);
    if !conditions.is_empty() {
        write_conditions(&mut json, &conditions, currency);
    }
    json.text("justification", justification);
    json.text("approver", actor.id);
    let known = &mut c.orders[order];
    known.outcome = Some(outcome);
    known.decided_on = day;
    known.conditions = conditions;
    commit(desk, c, day, names, Undo::Never);
    Some(())
}

/// `order.condition_met`, with the newest payment as evidence where there is one
pub fn meet_condition(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    order: usize,
    condition: usize,
) -> Option<()> {
    let mut names = vec![Ref::Order(order)];
    if c.orders[order].is_cancelled || c.orders[order].conditions.get(condition)?.is_met {
        return None;
    }
    let evidence = c.open_payments.last().copied().filter(|p| c.payments[*p].life.alive);
    names.extend(evidence.map(Ref::Payment));
    let day = c.earliest(&names, day)?.max(c.orders[order].decided_on);
    let actor = desk.system_or("finance", 700);
    let mut json = desk.begin(Kind::ConditionMet, c.serial, day, actor);
    json.number("order", c.orders[order].life.number);
    json.text("condition", c.orders[order].conditions[condition].kind);
    if let Some(payment) = evidence {
        json.array("evidence");
        json.uuid(None, c.payments[payment].id);
        json.end_array();
    }
    c.orders[order].conditions[condition].is_met = true;
    commit(desk, c, day, names, Undo::Never);
    Some(())
}
