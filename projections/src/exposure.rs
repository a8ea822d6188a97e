//! How much credit is used, and how much is left (domain, section 10).

use duebook_events::Currency;
use duebook_events::money::Minor;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::account::{Account, Order, Security};
use crate::money::{Money, Ratio};
use crate::policy::{Policy, round_minor, times};

/// One customer's exposure in one currency.
#[derive(Debug, Clone, Serialize)]
pub struct Exposure {
    /// The customer.
    pub customer: String,
    /// The currency.
    pub currency: Currency,
    /// Open items.
    pub open: Money,
    /// Remainders of released orders.
    pub orders: Money,
    /// Unapplied cash.
    pub unapplied: Money,
    /// Open and orders, less unapplied.
    pub exposure: Money,
    /// The newest limit, "0" if none.
    pub limit: Money,
    /// Securities after haircut.
    pub security: Money,
    /// Limit and security, less exposure.
    pub available: Money,
    /// Exposure by limit; null without a limit or when it is 0.
    pub utilisation: Option<Ratio>,
}

impl Order<'_> {
    /// What has not been billed yet.
    #[must_use]
    pub fn remainder(&self) -> Minor {
        (self.placed.amount.minor(self.placed.currency) - self.invoiced).max(0)
    }

    /// Whether its remainder is exposure: released, not cancelled.
    #[must_use]
    pub fn is_released(&self) -> bool {
        self.cancelled.is_none() && self.decision.as_ref().is_some_and(|d| d.outcome.releases())
    }
}

/// What is open in a currency.
#[must_use]
pub fn open_in(account: &Account<'_>, currency: Currency) -> Minor {
    let items = account.open_items().map(|ix| &account.items[ix]);
    items.filter(|item| item.currency == currency).map(crate::account::Item::open).sum()
}

/// Remainders of released orders in a currency, one order perhaps left out.
#[must_use]
pub fn orders_in(account: &Account<'_>, currency: Currency, without: Option<&str>) -> Minor {
    account
        .orders
        .iter()
        .filter(|order| order.placed.currency == currency && order.is_released())
        .filter(|order| Some(order.placed.order.as_str()) != without)
        .map(Order::remainder)
        .sum()
}

/// The securities in a currency that count: not released, still valid.
pub fn securities_in<'s, 'a>(
    account: &'s Account<'a>,
    currency: Currency,
) -> impl Iterator<Item = &'s Security<'a>> {
    account
        .securities
        .iter()
        .filter(move |security| security.provided.currency == currency && !security.released)
        .filter(|security| security.provided.valid_until.is_none_or(|day| day >= account.as_of))
}

/// Securities after haircut in a currency, in minor units, not yet rounded.
#[must_use]
pub fn security_in(account: &Account<'_>, currency: Currency, policy: &Policy) -> Decimal {
    securities_in(account, currency)
        .map(|security| {
            let haircut = policy.haircuts.get(&security.provided.kind).copied();
            times(security.provided.amount.minor(currency), haircut.unwrap_or_default())
        })
        .sum()
}

/// Exposure by limit; `None` without a limit or when it is 0.
#[must_use]
pub fn utilisation(exposure: Minor, limit: Option<Minor>) -> Option<Ratio> {
    let limit = limit.filter(|limit| *limit > 0)?;
    Ratio::of(exposure, limit)
}

/// One row for each currency of an item, payment, order, limit or security.
#[must_use]
pub fn exposure(customer: &str, account: &Account<'_>, policy: &Policy) -> Vec<Exposure> {
    let row = |currency: Currency| {
        let open = open_in(account, currency);
        let orders = orders_in(account, currency, None);
        let unapplied = account.unapplied(currency);
        let exposure = open + orders - unapplied;
        let limit = account.limit(currency).map(|limit| limit.amount);
        let security = security_in(account, currency, policy);
        let money = |minor| Money::new(minor, currency);
        Exposure {
            customer: customer.to_owned(),
            currency,
            open: money(open),
            orders: money(orders),
            unapplied: money(unapplied),
            exposure: money(exposure),
            limit: money(limit.unwrap_or(0)),
            security: money(round_minor(security)),
            available: money(available(limit.unwrap_or(0), security, exposure)),
            utilisation: utilisation(exposure, limit),
        }
    };
    account.currencies(true).into_iter().map(row).collect()
}

/// Limit and (unrounded) security, less exposure; rounded once.
#[must_use]
pub fn available(limit: Minor, security: Decimal, exposure: Minor) -> Minor {
    round_minor(Decimal::from_i128_with_scale(limit - exposure, 0) + security)
}
