//! Exposure, securities and limits (domain section 10).

use super::aging;
use super::book::{Event, Place};
use super::money::{self, Ratio4};
use super::policy;
use super::view::View;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An order with what was decided about it.
pub struct Order<'a> {
    pub number: String,
    pub currency: String,
    pub amount: i128,
    pub place: Place,
    pub cancelled: bool,
    /// The newest decision or override.
    pub decision: Option<&'a Event>,
    pub event: &'a Event,
}

impl Order<'_> {
    /// max(0, order amount - gross of its invoices).
    pub fn remainder(&self, view: &View) -> i128 {
        let invoiced: i128 = view
            .items
            .iter()
            .filter(|i| !i.is_fee && i.event.opt("order") == Some(&self.number))
            .map(|i| i.gross)
            .sum();
        (self.amount - invoiced).max(0)
    }
    /// Its newest decision or override is approved or conditional, and it is not cancelled.
    pub fn is_let_through(&self) -> bool {
        let outcome = self.decision.map(|d| d.text("outcome"));
        !self.cancelled && matches!(outcome, Some("approved" | "conditional"))
    }
}

pub fn orders<'a>(view: &View<'a>) -> Vec<Order<'a>> {
    let mut orders = Vec::new();
    for event in view.events_of("order.placed") {
        let number = event.text("order");
        let of_order = |e: &&Event| e.opt("order") == Some(number);
        let decided = view
            .events
            .iter()
            .copied()
            .filter(|e| e.kind == "order.decided" || e.kind == "order.overridden")
            .filter(of_order);
        let currency = event.text("currency").to_string();
        orders.push(Order {
            number: number.to_string(),
            amount: money::parse(event.text("amount"), &currency),
            currency,
            place: event.place(),
            cancelled: view.events_of("order.cancelled").any(|e| of_order(&e)),
            decision: decided.max_by_key(|e| e.place()),
            event,
        });
    }
    orders
}

pub struct Exposure {
    pub open: i128,
    pub orders: i128,
    pub unapplied: i128,
    /// The newest limit; none if there never was one.
    pub limit: Option<i128>,
    pub limit_position: Option<u64>,
    /// After haircut, exact, in tenths of a minor unit.
    pub security_tenths: i128,
}

impl Exposure {
    /// Per currency: open + remainders of orders let through - unapplied. `without` names an
    /// order that is not counted (section 11).
    pub fn of(view: &View, currency: &str, without: Option<&str>) -> Exposure {
        let let_through = orders(view)
            .into_iter()
            .filter(|o| o.currency == currency && o.is_let_through())
            .filter(|o| Some(o.number.as_str()) != without);
        let limit = newest_limit(view, Some(currency));
        Exposure {
            open: aging::sums(view, currency).open,
            orders: let_through.map(|o| o.remainder(view)).sum(),
            unapplied: view.unapplied(currency, view.as_of),
            limit: limit.map(|e| money::parse(e.text("limit"), currency)),
            limit_position: limit.map(|e| e.position),
            security_tenths: security_tenths(view, currency),
        }
    }
    pub fn exposure(&self) -> i128 {
        self.open + self.orders - self.unapplied
    }
    /// Rounded once.
    pub fn security(&self) -> i128 {
        money::Fraction::new(self.security_tenths, 10).round()
    }
    /// limit + security - exposure, from the unrounded sum.
    pub fn available(&self, exposure: i128) -> i128 {
        let tenths = (self.limit.unwrap_or(0) - exposure) * 10 + self.security_tenths;
        money::Fraction::new(tenths, 10).round()
    }
    /// exposure / limit; null without a limit or when it is 0.
    pub fn utilisation(&self) -> Option<Ratio4> {
        let limit = self.limit.filter(|&l| l != 0)?;
        Some(Ratio4::of(self.exposure(), limit))
    }
}

/// The newest limit, in one currency or in any.
pub fn newest_limit<'a>(view: &View<'a>, currency: Option<&str>) -> Option<&'a Event> {
    let of_currency = |e: &&Event| currency.is_none_or(|c| e.text("currency") == c);
    view.events_of("credit.limit_set").filter(of_currency).max_by_key(|e| e.place())
}

pub fn is_released(view: &View, security: &str) -> bool {
    view.events_of("security.released").any(|e| e.opt("security") == Some(security))
}

/// Sum of amount x haircut over securities provided, not released, `valid_until` >= as_of.
fn security_tenths(view: &View, currency: &str) -> i128 {
    view.events_of("security.provided")
        .filter(|e| e.text("currency") == currency)
        .filter(|e| !is_released(view, e.text("security")))
        .filter(|e| e.date("valid_until").is_none_or(|until| until >= view.as_of))
        .map(|e| money::parse(e.text("amount"), currency) * policy::haircut_tenths(e.text("kind")))
        .sum()
}

/// `exposure`: a row for every currency of an item, payment, order, limit or security.
pub fn answer(views: &[View]) -> Value {
    let mut rows = Vec::new();
    for view in views {
        let kinds = ["order.placed", "credit.limit_set", "security.provided"];
        let mut currencies: BTreeSet<String> = view.currencies();
        for event in view.events.iter().filter(|e| kinds.contains(&e.kind.as_str())) {
            currencies.insert(event.text("currency").to_string());
        }
        for currency in currencies {
            let e = Exposure::of(view, &currency, None);
            let print = |amount| money::print(amount, &currency);
            rows.push(json!({
                "customer": view.customer,
                "currency": currency,
                "open": print(e.open),
                "orders": print(e.orders),
                "unapplied": print(e.unapplied),
                "exposure": print(e.exposure()),
                "limit": print(e.limit.unwrap_or(0)),
                "security": print(e.security()),
                "available": print(e.available(e.exposure())),
                "utilisation": e.utilisation().map(Ratio4::print),
            }));
        }
    }
    json!({"customers": rows})
}
