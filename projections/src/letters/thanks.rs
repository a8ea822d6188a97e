//! What a letter of thanks says: what one payment settled.

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};
use serde::Serialize;

use crate::account::{Account, Payment, SliceSource};
use crate::due::contractual_due;
use crate::money::Money;
use crate::parts;
use crate::policy::Policy;

/// What one payment settled.
#[derive(Debug, Clone, Serialize)]
pub struct Thanks {
    /// The currency.
    pub currency: Currency,
    /// The payment.
    pub payment: String,
    /// When it came in.
    pub paid_on: Day,
    /// How much it was.
    pub amount: Money,
    /// What it was applied to, by due date.
    pub items: Vec<ThanksItem>,
    /// What of it is not applied to an invoice yet, if anything.
    pub unapplied: Option<Money>,
    /// What is still open on these invoices.
    pub still_open: Money,
    /// The next agreed or contractual date on which something falls due, and how much.
    pub next: Option<NextDue>,
}

/// One invoice that a payment was applied to.
#[derive(Debug, Clone, Serialize)]
pub struct ThanksItem {
    /// The number of the invoice or fee.
    pub invoice: String,
    /// When it was issued.
    pub issued: Day,
    /// When it fell due by contract.
    pub due: Option<Day>,
    /// How much of the payment went to it.
    pub amount: Money,
    /// What is still open on it.
    pub open: Money,
}

/// What falls due next.
#[derive(Debug, Clone, Serialize)]
pub struct NextDue {
    /// When.
    pub due: Day,
    /// How much.
    pub amount: Money,
}

/// Tells what a payment settled: the one that is named, else the newest.
#[must_use]
pub fn thanks(
    account: &Account<'_>,
    policy: &Policy,
    currency: Option<Currency>,
    number: Option<&str>,
) -> Option<Thanks> {
    let stands = |payment: &&Payment<'_>| payment.arrived && payment.reversed.is_none();
    let payment = account
        .payments
        .iter()
        .filter(stands)
        .filter(|payment| currency.is_none_or(|currency| currency == payment.currency))
        .filter(|payment| number.is_none_or(|number| number == payment.number))
        .max_by_key(|payment| payment.place)?;
    let ix = account.payments.iter().position(|other| std::ptr::eq(other, payment))?;
    let currency = payment.currency;
    let mut items: Vec<ThanksItem> = account
        .items
        .iter()
        .filter_map(|item| {
            let applied: Minor = item
                .slices
                .iter()
                .map(|slice| &account.slices[*slice])
                .filter(|slice| slice.source == SliceSource::Payment(ix))
                .map(|slice| slice.live)
                .sum();
            (applied > 0).then(|| ThanksItem {
                invoice: item.number.to_owned(),
                issued: item.place.day,
                due: contractual_due(account, item, policy, account.as_of),
                amount: Money::new(applied, currency),
                open: Money::new(item.open(), currency),
            })
        })
        .collect();
    items.sort_by(|a, b| (a.due, &a.invoice).cmp(&(b.due, &b.invoice)));
    let still_open = items.iter().map(|item| item.open.minor).sum();
    Some(Thanks {
        currency,
        payment: payment.number.to_owned(),
        paid_on: payment.place.day,
        amount: Money::new(payment.amount, currency),
        unapplied: Some(payment.unapplied())
            .filter(|rest| *rest > 0)
            .map(|rest| Money::new(rest, currency)),
        still_open: Money::new(still_open, currency),
        next: next_due(account, policy, currency),
        items,
    })
}

/// What falls due next after the date of the question, disputed amounts aside.
fn next_due(account: &Account<'_>, policy: &Policy, currency: Currency) -> Option<NextDue> {
    let mut next: Option<NextDue> = None;
    for ix in account.open_items() {
        let item = &account.items[ix];
        if item.currency != currency {
            continue;
        }
        for part in parts::agreed(account, ix, policy, account.as_of) {
            let Some(due) = part.due.filter(|due| *due > account.as_of) else { continue };
            let amount = part.undisputed();
            match &mut next {
                _ if amount == 0 => {}
                Some(so_far) if so_far.due == due => so_far.amount.minor += amount,
                Some(so_far) if so_far.due < due => {}
                _ => next = Some(NextDue { due, amount: Money::new(amount, currency) }),
            }
        }
    }
    next
}
