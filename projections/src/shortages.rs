//! What was billed and not delivered (domain, sections 4 and 11).

use duebook_events::money::{Minor, power_of_ten};
use duebook_events::order::OrderPlaced;
use duebook_events::{Currency, Position, Rate};
use rust_decimal::Decimal;

use crate::account::{Account, ItemIx};
use crate::history::Place;
use crate::policy::round_minor;

/// Shortages of billed deliveries that no credit note or dispute has settled,
/// per open invoice of a currency; with the events that report them.
#[must_use]
pub fn unverified(account: &Account<'_>, currency: Currency) -> (Minor, Vec<Position>) {
    let mut sum = Decimal::ZERO;
    let mut events = Vec::new();
    let of_currency = |ix: &ItemIx| account.items[*ix].currency == currency;
    for ix in account.open_items().filter(of_currency) {
        if let Some((missing, reported)) = of_invoice(account, ix) {
            sum += missing;
            events.extend(reported);
        }
    }
    (round_minor(sum), events)
}

/// The unverified amount of one invoice in minor units, not rounded, and the
/// events that report its shortages; `None` where none was reported.
#[must_use]
pub fn of_invoice(account: &Account<'_>, ix: ItemIx) -> Option<(Decimal, Vec<Position>)> {
    let item = &account.items[ix];
    let mut missing = Decimal::ZERO;
    let mut events = Vec::new();
    let mut first = None;
    for delivery in item.deliveries.iter().filter_map(|number| account.delivery(number)) {
        let Some((place, shortages)) = delivery.shortages else { continue };
        first = Some(first.map_or(place, |earlier: Place| earlier.min(place)));
        let order = delivery.order.map(|ix| account.orders[ix].placed);
        for shortage in shortages {
            missing += match shortage.amount {
                Some(amount) => Decimal::from_i128_with_scale(amount.minor(item.currency), 0),
                None => price_of(order, shortage.sku.as_str(), item.currency)
                    .checked_mul(shortage.qty.decimal())
                    .unwrap_or_default(),
            };
        }
        events.push(place.position);
    }
    let first = first?;
    let noted = account.notes.iter().filter(|note| note.item == ix && note.place > first);
    let credited: Minor = noted.map(|note| note.amount).sum();
    let disputed: Minor = item
        .disputes
        .iter()
        .map(|ix| &account.disputes[*ix])
        .filter(|dispute| dispute.place > first)
        .map(|dispute| dispute.amount)
        .sum();
    let settled = Decimal::from_i128_with_scale(credited + disputed, 0);
    Some(((missing - settled).max(Decimal::ZERO), events))
}

/// The price of one in minor units, from the order's line; 0 if there is none.
fn price_of(order: Option<&OrderPlaced>, sku: &str, currency: Currency) -> Decimal {
    let lines = order.and_then(|order| order.lines.as_deref()).unwrap_or_default();
    let line = lines.iter().find(|line| line.sku.as_str() == sku);
    let price = line.and_then(|line| line.unit_price).map(Rate::decimal);
    let unit = power_of_ten(currency.minor_digits());
    price.unwrap_or_default() * Decimal::from_i128_with_scale(unit, 0)
}
