//! How old the open items are (domain, section 6).

use std::collections::BTreeMap;
use std::sync::Arc;

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::account::Account;
use crate::money::Money;
use crate::parts::{self, Part};
use crate::policy::Policy;

/// From which date days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Agreed dates, else contractual ones.
    Agreed,
    /// As if no agreement existed.
    Contractual,
    /// Days since issue.
    InvoiceDate,
}

/// Amounts by bucket; serialises as an object with every bucket's name.
#[derive(Debug, Clone)]
pub struct ByBucket {
    names: Arc<[String]>,
    amounts: Vec<Minor>,
    currency: Currency,
}

impl ByBucket {
    fn new(policy: &Policy, currency: Currency) -> Self {
        let names = Arc::clone(policy.buckets.shared_names());
        Self { amounts: vec![0; names.len()], names, currency }
    }

    fn add(&mut self, other: &Self) {
        for (sum, amount) in self.amounts.iter_mut().zip(&other.amounts) {
            *sum += amount;
        }
    }

    /// Names and amounts, youngest first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Money)> {
        let money = |minor: &Minor| Money::new(*minor, self.currency);
        self.names.iter().map(String::as_str).zip(self.amounts.iter().map(money))
    }
}

impl Serialize for ByBucket {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.names.len()))?;
        for (name, amount) in self.iter() {
            map.serialize_entry(name, &amount)?;
        }
        map.end()
    }
}

/// One customer's open items in one currency, by age.
#[derive(Debug, Clone, Serialize)]
pub struct Aging {
    /// The customer.
    pub customer: String,
    /// The currency.
    pub currency: Currency,
    /// Open amounts.
    pub amounts: ByBucket,
    /// How much of them is disputed.
    pub disputed: ByBucket,
    /// Their sum.
    pub open: Money,
    /// Unapplied cash, beside the buckets.
    pub unapplied: Money,
    /// One row an open part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<AgingItem>>,
}

/// One open part.
#[derive(Debug, Clone, Serialize)]
pub struct AgingItem {
    /// The number of the invoice or fee.
    pub invoice: String,
    /// The instalment's number under an agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// Date of issue.
    pub issued: Day,
    /// Due date by the basis.
    pub due: Option<Day>,
    /// Days past it.
    pub days_past_due: Option<i32>,
    /// Into which bucket it falls.
    pub bucket: String,
    /// What is open.
    pub open: Money,
    /// How much of it is disputed.
    pub disputed: Money,
}

/// All customers' open items in one currency, by age.
#[derive(Debug, Clone, Serialize)]
pub struct AgingTotal {
    /// The currency.
    pub currency: Currency,
    /// Open amounts.
    pub amounts: ByBucket,
    /// How much of them is disputed.
    pub disputed: ByBucket,
    /// Their sum.
    pub open: Money,
}

/// One row for each currency that had an invoice, fee or payment.
#[must_use]
pub fn aging(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    basis: Basis,
    with_items: bool,
) -> Vec<Aging> {
    let row = |currency: Currency| {
        let mut amounts = ByBucket::new(policy, currency);
        let mut disputed = ByBucket::new(policy, currency);
        let mut open = 0;
        let mut rows: Vec<AgingItem> = Vec::new();
        for ix in account.open_items() {
            let item = &account.items[ix];
            if item.currency != currency {
                continue;
            }
            for part in parts_by(account, ix, policy, basis) {
                let days = part.due.map(|due| account.as_of - due);
                let bucket = policy.buckets.index(days);
                amounts.amounts[bucket] += part.open;
                disputed.amounts[bucket] += part.disputed;
                open += part.open;
                if with_items {
                    rows.push(AgingItem {
                        invoice: item.number.to_owned(),
                        part: part.instalment,
                        issued: item.place.day,
                        due: part.due,
                        days_past_due: days,
                        bucket: policy.buckets.names()[bucket].clone(),
                        open: Money::new(part.open, currency),
                        disputed: Money::new(part.disputed, currency),
                    });
                }
            }
        }
        rows.sort_by(|a, b| (a.due, &a.invoice, a.part).cmp(&(b.due, &b.invoice, b.part)));
        Aging {
            customer: customer.to_owned(),
            currency,
            amounts,
            disputed,
            open: Money::new(open, currency),
            unapplied: Money::new(account.unapplied(currency), currency),
            items: with_items.then_some(rows),
        }
    };
    account.currencies(false).into_iter().map(row).collect()
}

fn parts_by(account: &Account<'_>, ix: usize, policy: &Policy, basis: Basis) -> Vec<Part> {
    match basis {
        Basis::Agreed => parts::agreed(account, ix, policy, account.as_of),
        Basis::Contractual => {
            parts::contractual(account, ix, policy, account.as_of).into_iter().collect()
        }
        Basis::InvoiceDate => parts::by_issue(account, ix).into_iter().collect(),
    }
}

/// Sums over customers, per currency.
#[must_use]
pub fn totals(rows: &[Aging]) -> Vec<AgingTotal> {
    let mut totals: BTreeMap<Currency, AgingTotal> = BTreeMap::new();
    for row in rows {
        match totals.get_mut(&row.currency) {
            Some(total) => {
                total.amounts.add(&row.amounts);
                total.disputed.add(&row.disputed);
                total.open.minor += row.open.minor;
            }
            None => {
                totals.insert(
                    row.currency,
                    AgingTotal {
                        currency: row.currency,
                        amounts: row.amounts.clone(),
                        disputed: row.disputed.clone(),
                        open: row.open,
                    },
                );
            }
        }
    }
    totals.into_values().collect()
}
