//! The statement of account: what moved a customer's balance in a month
//! (domain, section 5; contract, JSON answers).
//!
//! The balance is `open - unapplied`. It moves by documents only: an allocation
//! takes as much off the open items as off the unapplied cash, and so moves
//! nothing. So the lines are read off the events, while opening and closing
//! balance are read off the folded account; that they meet is what the tests
//! hold against both: opening + debits - credits = closing, at every cut.

mod moves;

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, EventData, Kind, Position};
use serde::{Serialize, Serializer};

use crate::account::Account;
use crate::aging::{self, Basis};
use crate::history::{Cut, Fact, cut};
use crate::money::Money;
use crate::month::Month;
use crate::policy::Policy;
use crate::score::main_currency;

pub use moves::{Move, moves};

/// The days that a statement covers: a month, or its days up to one within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The month.
    pub month: Month,
    /// The last day that counts.
    pub end: Day,
}

impl Period {
    /// A whole month.
    #[must_use]
    pub fn whole(month: Month) -> Self {
        Self { month, end: month.last() }
    }

    /// The month up to one of its days; `None` for a day outside it.
    #[must_use]
    pub fn until(month: Month, end: Day) -> Option<Self> {
        month.contains(end).then_some(Self { month, end })
    }

    /// Whether days of the month are left out.
    #[must_use]
    pub fn is_interim(self) -> bool {
        self.end < self.month.last()
    }

    fn contains(self, day: Day) -> bool {
        (self.month.first()..=self.end).contains(&day)
    }
}

/// One customer's statement in one currency.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    /// The customer.
    pub customer: String,
    /// Its name, as far as it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The currency.
    pub currency: Currency,
    /// The first day.
    pub period_start: Day,
    /// The last day that counts.
    pub period_end: Day,
    /// Whether the month goes on after it; absent where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interim: bool,
    /// The balance at the end of the day before the first.
    pub opening: Money,
    /// What moved it, in fold order.
    pub lines: Vec<Line>,
    /// The balance at the end of the last day.
    pub closing: Money,
    /// Open parts at the end of the last day, in the order of `aging --items`.
    pub open_items: Vec<OpenItem>,
    /// What happened to the goods.
    pub deliveries: Vec<DeliveryLine>,
    /// Other currencies in which the customer has had items or payments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_currencies: Vec<Currency>,
}

/// One line: what moved the balance, and where it stood then.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The date on which it counts.
    pub date: Day,
    /// The event.
    pub position: Position,
    /// Its type.
    #[serde(rename = "type", serialize_with = "name_of")]
    pub kind: Kind,
    /// The number that it goes by.
    pub document: String,
    /// By how much the customer owes more.
    pub debit: Money,
    /// By how much the customer owes less.
    pub credit: Money,
    /// The balance after it.
    pub balance: Money,
}

/// An open part of an item.
#[derive(Debug, Clone, Serialize)]
pub struct OpenItem {
    /// The number of the invoice or fee.
    pub invoice: String,
    /// The instalment's number under an agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// Date of issue.
    pub issued: Day,
    /// When it falls due; null while that is not known.
    pub due: Option<Day>,
    /// What is open.
    pub open: Money,
    /// How much of it is disputed.
    pub disputed: Money,
}

/// What happened to a delivery.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryLine {
    /// When.
    pub date: Day,
    /// The event.
    pub position: Position,
    /// Its type.
    #[serde(rename = "type", serialize_with = "name_of")]
    pub kind: Kind,
    /// The delivery's number.
    pub document: String,
    /// The number of its order.
    pub order: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn name_of<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// The currency of a statement where none is asked for, of the facts up to its
/// end: the only one in which there were items or payments; of several the main
/// one (domain, section 10); without any that of an order, limit or security.
#[must_use]
pub fn default_currency(account: &Account<'_>) -> Option<Currency> {
    match account.currencies(false).as_slice() {
        [only] => Some(*only),
        several => {
            let main = main_currency(account);
            main.or(several.first().copied()).or_else(|| account.currencies(true).first().copied())
        }
    }
}

/// One customer's statement, from all its facts as known at a position.
#[must_use]
pub fn statement(
    customer: &str,
    facts: &[Fact],
    known_at: Position,
    period: Period,
    currency: Currency,
    policy: &Policy,
) -> Statement {
    let start = period.month.first();
    let at = |as_of: Day| Cut { as_of, known_at };
    let opening = if start == Day::FIRST {
        0
    } else {
        Account::fold(facts, at(start - 1), policy).balance(currency)
    };
    let account = Account::fold(facts, at(period.end), policy);
    let money = |minor: Minor| Money::new(minor, currency);
    let mut balance = opening;
    let lines = moves(&account)
        .into_iter()
        .filter(|entry| entry.currency == currency && period.contains(entry.place.day))
        .map(|entry| {
            balance += entry.amount();
            Line {
                date: entry.place.day,
                position: entry.place.position,
                kind: entry.kind,
                document: entry.document.to_owned(),
                debit: money(entry.debit),
                credit: money(entry.credit),
                balance: money(balance),
            }
        })
        .collect();
    let mut other_currencies = account.currencies(false);
    other_currencies.retain(|other| *other != currency);
    Statement {
        customer: customer.to_owned(),
        name: name(facts, known_at),
        currency,
        period_start: start,
        period_end: period.end,
        interim: period.is_interim(),
        opening: money(opening),
        lines,
        closing: money(account.balance(currency)),
        open_items: open_items(customer, &account, policy, currency),
        deliveries: deliveries(&account, period, currency),
        other_currencies,
    }
}

/// The customer's name by the newest registration that is known.
#[must_use]
pub fn name(facts: &[Fact], known_at: Position) -> Option<String> {
    let known = cut(facts, Cut { as_of: Day::LAST, known_at });
    known.iter().rev().find_map(|fact| match &fact.data {
        EventData::CustomerRegistered(e) => Some(e.name.shown().to_owned()),
        _ => None,
    })
}

fn open_items(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    currency: Currency,
) -> Vec<OpenItem> {
    aging::aging(customer, account, policy, Basis::Agreed, true)
        .into_iter()
        .filter(|row| row.currency == currency)
        .flat_map(|row| row.items.unwrap_or_default())
        .map(|item| OpenItem {
            invoice: item.invoice,
            part: item.part,
            issued: item.issued,
            due: item.due,
            open: item.open,
            disputed: item.disputed,
        })
        .collect()
}

/// What was shipped, received, accepted and returned, of orders in the currency.
fn deliveries(account: &Account<'_>, period: Period, currency: Currency) -> Vec<DeliveryLine> {
    let mut lines: Vec<DeliveryLine> = account
        .facts
        .iter()
        .filter(|fact| period.contains(fact.effective))
        .filter_map(|fact| {
            let number = match &fact.data {
                EventData::DeliveryShipped(e) => &e.delivery,
                EventData::DeliveryReceived(e) => &e.delivery,
                EventData::DeliveryAccepted(e) => &e.delivery,
                EventData::GoodsReturned(e) => &e.delivery,
                _ => return None,
            };
            let order = &account.orders[account.delivery(number)?.order?];
            (order.placed.currency == currency).then(|| DeliveryLine {
                date: fact.effective,
                position: fact.position,
                kind: fact.data.kind(),
                document: number.as_str().to_owned(),
                order: order.placed.order.as_str().to_owned(),
            })
        })
        .collect();
    lines.sort_by_key(|line| (line.date, line.position));
    lines
}

#[cfg(test)]
mod tests;
