//! Order decisions under default@1 (domain section 11).

use super::aging;
use super::book::{Event, Place};
use super::conditions;
use super::exposure::{self, Exposure, Order};
use super::items::Item;
use super::money::{self, Fraction};
use super::promises;
use super::score;
use super::terms;
use super::view::View;
use serde_json::{Value, json};

/// The figures that the rules look at.
struct Facts {
    currency: String,
    order_amount: i128,
    overdue: i128,
    disputed: i128,
    days_past_due: i64,
    open: i128,
    exposure: i128,
    exposure_after: i128,
    limit: Option<i128>,
    security: i128,
    available_after: Option<i128>,
    score: i64,
    grade: &'static str,
    risk_class: &'static str,
    tenure_days: i64,
    suspended: bool,
    stop_supply_days: Option<i64>,
    unverified: i128,
    open_conditions: usize,
    pending_promises: usize,
}

/// The decision on an order at the view's date; null if the order is not there yet.
pub fn answer(view: &View, number: &str) -> Value {
    let orders = exposure::orders(view);
    let Some(order) = orders.iter().find(|o| o.number == number) else {
        return Value::Null;
    };
    let facts = Facts::of(view, order);
    let (outcome, conditions, trace) = facts.decide();
    json!({"decision": {
        "order": number,
        "outcome": outcome,
        "conditions": conditions,
        "basis": {"facts": facts.print(), "trace": trace},
    }})
}

impl Facts {
    fn of(view: &View, order: &Order) -> Facts {
        let currency = order.currency.clone();
        let sums = aging::sums(view, &currency);
        let exposure = Exposure::of(view, &currency, Some(&order.number));
        let exposure_after = exposure.exposure() + order.remainder(view);
        let score = score::of(view);
        let stop = terms::in_force(&view.events, view.as_of);
        let pending =
            |p: &promises::Promise| p.currency == currency && p.status(view.as_of) == "pending";
        Facts {
            order_amount: order.amount,
            overdue: sums.undisputed_overdue,
            disputed: sums.disputed,
            days_past_due: sums.days_past_due,
            open: sums.open,
            exposure: exposure.exposure(),
            exposure_after,
            limit: exposure.limit,
            security: exposure.security(),
            available_after: exposure.limit.map(|_| exposure.available(exposure_after)),
            score: score.score,
            grade: score.grade,
            risk_class: score.risk_class,
            tenure_days: score.tenure_days,
            suspended: is_suspended(view),
            stop_supply_days: stop.and_then(|t| t["stop_supply_days"].as_i64()),
            unverified: unverified(view, &currency),
            open_conditions: conditions::open(view, order),
            pending_promises: promises::all(view).iter().filter(|p| pending(p)).count(),
            currency,
        }
    }

    /// Rules in order; the first that matches decides.
    fn decide(&self) -> (&'static str, Vec<Value>, Vec<Value>) {
        let overdue = self.overdue;
        let excess = self.limit.map(|limit| self.exposure_after - limit - self.security);
        let settle = vec![self.condition("settle_overdue", overdue)];
        let mut or_guarantee = vec![self.condition("settle_overdue_or_guarantee", overdue)];
        or_guarantee.push(self.share("prepay", "1.00", self.order_amount));
        let rules: Vec<(&'static str, bool, &'static str, Vec<Value>)> = vec![
            ("refuse", self.risk_class == "refuse", "rejected", vec![]),
            ("suspended", self.suspended, "held", settle.clone()),
            (
                "new_customer",
                self.tenure_days < 180 && self.days_past_due > 10,
                "held",
                settle.clone(),
            ),
            (
                "stop_supply",
                self.stop_supply_days.is_some_and(|d| self.days_past_due > d),
                "held",
                settle,
            ),
            ("severe", self.risk_class == "severe", "held", or_guarantee),
            ("occasional", overdue > 0, "conditional", self.occasional()),
            (
                "over_limit",
                excess.is_some_and(|e| e > 0),
                "held",
                vec![self.condition("prepay_excess", excess.unwrap_or(0))],
            ),
            ("clean", true, "approved", vec![]),
        ];
        let mut trace = Vec::new();
        for (rule, matched, outcome, conditions) in rules {
            trace.push(json!({"rule": rule, "matched": matched}));
            if matched {
                return (outcome, conditions, trace);
            }
        }
        unreachable!("the rule clean matches always")
    }

    /// 30 % of the overdue before release, two instalments for the rest, receipts go to the
    /// overdue first, 20 % of the order in advance.
    fn occasional(&self) -> Vec<Value> {
        let pay = self.share("pay_overdue", "0.30", self.overdue);
        let paid = money::parse(pay["amount"].as_str().expect("amount"), &self.currency);
        let rest = self.overdue - paid;
        let mut instalments = self.condition("instalments", rest);
        instalments["count"] = json!(2);
        vec![
            pay,
            instalments,
            self.condition("receipts_to_overdue_first", rest),
            self.share("prepay", "0.20", self.order_amount),
        ]
    }

    fn condition(&self, kind: &str, amount: i128) -> Value {
        let amount = money::print(amount, &self.currency);
        json!({"kind": kind, "amount": amount, "currency": self.currency})
    }

    fn share(&self, kind: &str, share: &str, of: i128) -> Value {
        let amount = Fraction::decimal(share).times(Fraction::whole(of)).round();
        let mut condition = self.condition(kind, amount);
        condition["share"] = json!(share);
        condition
    }

    fn print(&self) -> Value {
        let print = |amount: i128| money::print(amount, &self.currency);
        json!({
            "order_amount": print(self.order_amount),
            "overdue": print(self.overdue),
            "disputed": print(self.disputed),
            "days_past_due": self.days_past_due,
            "open": print(self.open),
            "exposure": print(self.exposure),
            "exposure_after": print(self.exposure_after),
            "limit": self.limit.map(print),
            "security": print(self.security),
            "available_after": self.available_after.map(print),
            "score": self.score,
            "grade": self.grade,
            "risk_class": self.risk_class,
            "tenure_days": self.tenure_days,
            "suspended": self.suspended,
            "stop_supply_days": self.stop_supply_days,
            "unverified": print(self.unverified),
            "open_conditions": self.open_conditions,
            "pending_promises": self.pending_promises,
        })
    }
}

/// Supply suspended and not resumed.
fn is_suspended(view: &View) -> bool {
    let supply = ["supply.suspended", "supply.resumed"];
    let newest = view.events.iter().rev().find(|e| supply.contains(&e.kind.as_str()));
    newest.is_some_and(|e| e.kind == "supply.suspended")
}

/// Per open invoice in the currency: max(0, the shortages of its deliveries - credit notes and
/// disputes raised on it after the first of them). Rounded once, at the end.
pub fn unverified(view: &View, currency: &str) -> i128 {
    let mut sum = Fraction::ZERO;
    for (index, item) in view.items.iter().enumerate() {
        if item.is_fee || item.currency != currency || view.open(index, view.as_of) == 0 {
            continue;
        }
        let short: Vec<&Event> = view
            .events_of("delivery.received")
            .filter(|e| item.event.names("deliveries", e.text("delivery")))
            .filter(|e| !e.list("shortages").is_empty())
            .collect();
        let Some(first) = short.iter().map(|e| e.place()).min() else { continue };
        let missing =
            short.iter().fold(Fraction::ZERO, |sum, e| sum.plus(shortage(view, e, currency)));
        let settled = settled_since(view, index, item, first);
        sum = sum.plus(missing.minus(Fraction::whole(settled)).max(Fraction::ZERO));
    }
    sum.round()
}

fn settled_since(view: &View, index: usize, item: &Item, first: Place) -> i128 {
    let notes: i128 = view
        .events_of("credit_note.issued")
        .filter(|e| e.opt("invoice") == Some(&item.number) && e.place() > first)
        .map(|e| money::parse(e.text("amount"), &item.currency))
        .sum();
    let raised = view.disputes.iter().filter(|d| d.item == index && d.raised > first);
    notes + raised.map(|d| d.amount).sum::<i128>()
}

/// In minor units: `amount`, else qty x the order line's unit_price, 0 if there is none.
fn shortage(view: &View, received: &Event, currency: &str) -> Fraction {
    let shipped =
        view.events_of("delivery.shipped").find(|e| e.opt("delivery") == received.opt("delivery"));
    let order = shipped
        .and_then(|s| view.events_of("order.placed").find(|o| o.opt("order") == s.opt("order")));
    let minor = Fraction::whole(10i128.pow(money::digits(currency)));
    let mut sum = Fraction::ZERO;
    for entry in received.list("shortages") {
        let amount = match entry["amount"].as_str() {
            Some(text) => Fraction::decimal(text),
            None => {
                let lines = order.map(|o| o.list("lines")).unwrap_or(&[]);
                let line = lines.iter().find(|l| l["sku"] == entry["sku"]);
                let price = line.and_then(|l| l["unit_price"].as_str()).unwrap_or("0");
                let quantity = entry["qty"].as_str().unwrap_or("0");
                Fraction::decimal(quantity).times(Fraction::decimal(price))
            }
        };
        sum = sum.plus(amount.times(minor));
    }
    sum
}
