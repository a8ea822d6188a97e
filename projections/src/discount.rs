//! Early-payment discounts (domain, section 4): what money that came in within
//! `days` of the trigger date may leave open is proposed as a credit note.

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};
use serde::Serialize;

use crate::account::{Account, ItemIx};
use crate::allocation::paid_by;
use crate::due::{terms_of, trigger_date};
use crate::money::Money;
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

/// The discount that closes an item of which `left` would stay open after money
/// that is about to be put on it (when it came in, how much); `None` where the
/// terms grant none, too little came in in time, or nothing stays open.
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
) -> Option<Discount> {
    let item = &account.items[ix];
    if item.is_fee() || left == 0 {
        return None;
    }
    let terms = terms_of(account, item, policy);
    let discount = terms.discount?;
    let last = trigger_date(account, item, policy, account.as_of)? + discount.days.days();
    let base = item.gross - item.credited;
    let most = round_minor(times(base, discount.rate.decimal()));
    let put_in_time = put.iter().filter(|(day, _)| *day <= last).map(|(_, amount)| amount);
    let in_time = paid_by(account, item, last) + put_in_time.sum::<Minor>();
    let to_pay = base - item.offset - item.written_off + item.recovered;
    (left <= most && in_time > 0 && in_time + most >= to_pay).then(|| Discount {
        customer: customer.to_owned(),
        invoice: item.number.to_owned(),
        credit_note: format!("DISC-{}", item.number),
        currency: item.currency,
        amount: Money::new(left, item.currency),
        rate: discount.rate.to_string(),
        paid_by: last,
    })
}
