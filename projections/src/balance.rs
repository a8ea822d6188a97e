//! What is open, overdue, disputed and unapplied (domain, section 5).

use duebook_events::Currency;
use duebook_events::money::Minor;
use serde::Serialize;

use crate::account::Account;
use crate::money::Money;
use crate::parts::{self, Part};
use crate::policy::Policy;

/// One customer's figures in one currency.
#[derive(Debug, Clone, Serialize)]
pub struct Balance {
    /// The customer.
    pub customer: String,
    /// The currency.
    pub currency: Currency,
    /// All open items, fees included.
    pub open: Money,
    /// Past due by agreed dates, disputed amounts included.
    pub overdue: Money,
    /// Open disputes, capped by what is open.
    pub disputed: Money,
    /// Unapplied cash and excess credits.
    pub unapplied: Money,
    /// Open less unapplied.
    pub balance: Money,
    /// Open fees.
    pub fees: Money,
}

/// All customers' figures in one currency.
#[derive(Debug, Clone, Serialize)]
pub struct BalanceTotal {
    /// The currency.
    pub currency: Currency,
    /// Sum over customers.
    pub open: Money,
    /// Sum over customers.
    pub overdue: Money,
    /// Sum over customers.
    pub disputed: Money,
    /// Sum over customers.
    pub unapplied: Money,
    /// Sum over customers.
    pub balance: Money,
}

/// The open parts of every item of a currency, with their items.
pub(crate) fn parts_in<'s>(
    account: &'s Account<'_>,
    currency: Currency,
    policy: &'s Policy,
) -> impl Iterator<Item = (usize, Part)> + 's {
    account.open_items().filter(move |ix| account.items[*ix].currency == currency).flat_map(
        move |ix| {
            parts::agreed(account, ix, policy, account.as_of)
                .into_iter()
                .map(move |part| (ix, part))
        },
    )
}

/// One row for each currency that had an invoice, fee or payment.
#[must_use]
pub fn balance(customer: &str, account: &Account<'_>, policy: &Policy) -> Vec<Balance> {
    let row = |currency: Currency| {
        let (mut open, mut overdue, mut disputed, mut fees): (Minor, Minor, Minor, Minor) =
            (0, 0, 0, 0);
        for (ix, part) in parts_in(account, currency, policy) {
            open += part.open;
            disputed += part.disputed;
            if part.days_past_due(account.as_of) > 0 {
                overdue += part.open;
            }
            if account.items[ix].is_fee() {
                fees += part.open;
            }
        }
        let unapplied = account.unapplied(currency);
        let money = |minor| Money::new(minor, currency);
        Balance {
            customer: customer.to_owned(),
            currency,
            open: money(open),
            overdue: money(overdue),
            disputed: money(disputed),
            unapplied: money(unapplied),
            balance: money(open - unapplied),
            fees: money(fees),
        }
    };
    account.currencies(false).into_iter().map(row).collect()
}

/// Sums over customers, per currency.
#[must_use]
pub fn totals(rows: &[Balance]) -> Vec<BalanceTotal> {
    let mut totals: std::collections::BTreeMap<Currency, BalanceTotal> =
        std::collections::BTreeMap::new();
    for row in rows {
        let zero = Money::new(0, row.currency);
        let total = totals.entry(row.currency).or_insert(BalanceTotal {
            currency: row.currency,
            open: zero,
            overdue: zero,
            disputed: zero,
            unapplied: zero,
            balance: zero,
        });
        total.open.minor += row.open.minor;
        total.overdue.minor += row.overdue.minor;
        total.disputed.minor += row.disputed.minor;
        total.unapplied.minor += row.unapplied.minor;
        total.balance.minor += row.balance.minor;
    }
    totals.into_values().collect()
}
