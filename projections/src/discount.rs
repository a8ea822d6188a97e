//! Early-payment discounts (domain, section 4): what money that came in within
//! `days` of the trigger date may leave open is proposed as a credit note.

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, Rate};
use serde::Serialize;

use crate::account::{Account, ItemIx};
use crate::allocation::paid_by;
use crate::due::{terms_of, trigger_date};
use crate::money::Money;
use crate::numbering::derived;
use crate::policy::{Policy, round_minor, times};

/// The reason that stands in the credit note.
pub const REASON: &str = "discount";

/// A discount that closes an invoice.
#[derive(Debug, Clone, Serialize)]
pub struct Discount {
    /// The customer.
    pub customer: String,
    /// The invoice.
    pub invoice: String,
    /// The number that the credit note gets.
    pub credit_note: String,
    /// Its currency.
    pub currency: Currency,
    /// What is forgone.
    pub amount: Money,
    /// The rate of the terms.
    pub rate: String,
    /// The last day on which money counted.
    pub paid_by: Day,
}

/// What the terms of an invoice let the customer forgo.
struct Entitlement {
    rate: Rate,
    /// The last day on which money counts.
    last: Day,
    /// The whole discount.
    whole: Minor,
    /// What of it was granted before.
    granted: Minor,
}

fn entitlement(account: &Account<'_>, policy: &Policy, ix: ItemIx) -> Option<Entitlement> {
    let item = &account.items[ix];
    if item.is_fee() {
        return None;
    }
    let discount = terms_of(account, item, policy).discount?;
    let last = trigger_date(account, item, policy, account.as_of)? + discount.days.days();
    // What was granted before is part of the discount, not of what was credited.
    let granted: Minor = account
        .notes
        .iter()
        .filter(|note| note.item == ix && note.is_discount && note.place.day <= account.as_of)
        .map(|note| note.amount)
        .sum();
    let base = item.gross - (item.credited - granted);
    let whole = round_minor(times(base, discount.rate.decimal()));
    Some(Entitlement { rate: discount.rate, last, whole, granted })
}

/// What money that came in on a day may still leave open of an item.
#[must_use]
pub fn allowed(account: &Account<'_>, policy: &Policy, ix: ItemIx, came_in: Day) -> Minor {
    entitlement(account, policy, ix)
        .filter(|entitled| came_in <= entitled.last)
        .map_or(0, |entitled| (entitled.whole - entitled.granted).max(0))
}

/// The discount that closes an item of which `left` would stay open after money
/// that is about to be put on it (when it came in, how much); `None` where the
/// terms grant none, too little came in in time, or nothing stays open. `taken`
/// tells which numbers of credit notes are in use.
///
/// The discount is a share of the gross amount less what was credited, rounded
/// once: 49 in time closes 50 at 2 %.
#[must_use]
pub fn of_item(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ix: ItemIx,
    put: &[(Day, Minor)],
    left: Minor,
    taken: impl Fn(&str) -> bool,
) -> Option<Discount> {
    let item = &account.items[ix];
    if left == 0 {
        return None;
    }
    let Entitlement { rate, last, whole, granted } = entitlement(account, policy, ix)?;
    let most = whole - granted;
    let put_in_time = put.iter().filter(|(day, _)| *day <= last).map(|(_, amount)| amount);
    let in_time = paid_by(account, item, last) + put_in_time.sum::<Minor>();
    let base = item.gross - (item.credited - granted);
    let to_pay = base - item.offset - item.written_off + item.recovered;
    (left <= most && in_time > 0 && in_time + whole >= to_pay).then(|| Discount {
        customer: customer.to_owned(),
        invoice: item.number.to_owned(),
        credit_note: derived("DISC", item.number, "", taken),
        currency: item.currency,
        amount: Money::new(left, item.currency),
        rate: rate.to_string(),
        paid_by: last,
    })
}
