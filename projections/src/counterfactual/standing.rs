//! Grades, classes and recommended limits of the customers under both policies,
//! as of the end of the period.

use std::collections::BTreeMap;

use duebook_events::money::Minor;
use duebook_events::{Currency, CustomerId};
use serde::Serialize;

use crate::account::Account;
use crate::money::Money;
use crate::policy::Policy;
use crate::score;

/// How the customers stand.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// Registered customers.
    pub customers: u64,
    /// Grades of OLD x grades of NEW; pairs that occur, by OLD's order, then NEW's.
    pub migration: Vec<Migration>,
    /// Limits per currency.
    pub limits: Vec<Limits>,
    /// Customers with another grade or class, in ascending order.
    pub changed: Vec<Moved>,
}

/// So many customers go from one grade to another (or stay).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Migration {
    /// Under OLD.
    pub old: String,
    /// Under NEW.
    pub new: String,
    /// How many.
    pub customers: u64,
}

/// Limits and recommended limits of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// The currency.
    pub currency: Currency,
    /// Sum of the limits as set.
    pub limit: Money,
    /// Sum of the limits that OLD recommends.
    pub old: Money,
    /// Sum of the limits that NEW recommends.
    pub new: Money,
    /// NEW less OLD.
    pub change: Money,
}

/// A customer who stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The customer.
    pub customer: CustomerId,
    /// Under OLD.
    pub old: Stand,
    /// Under NEW.
    pub new: Stand,
}

/// How a customer stands under one policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stand {
    /// 0 to 100.
    pub score: i64,
    /// The grade.
    pub grade: String,
    /// The risk class.
    pub risk_class: String,
}

/// The sums while they grow.
#[derive(Debug, Default)]
pub(super) struct Sums {
    customers: u64,
    migration: BTreeMap<(String, String), u64>,
    /// Limit as set, under OLD, under NEW.
    limits: BTreeMap<Currency, [Minor; 3]>,
    changed: Vec<Moved>,
}

/// How a customer stands under one policy, with the limits.
#[derive(Debug, Clone)]
pub(super) struct Scored {
    stand: Stand,
    /// As set; 0 without one.
    limit: Minor,
    recommended: Option<Money>,
}

/// How a customer stands, if registered.
pub(super) fn scored(account: &Account<'_>, policy: &Policy) -> Option<Scored> {
    account.registered?;
    let score::Standing { score, grade, risk_class } = score::standing(account, policy);
    Some(Scored {
        stand: Stand {
            score,
            grade: policy.grades[grade].name.clone(),
            risk_class: policy.risk_classes[risk_class].name.clone(),
        },
        limit: account.limits.last().map_or(0, |limit| limit.amount),
        recommended: score::recommended_limit(account, policy, grade),
    })
}

impl Sums {
    /// Adds a customer under both policies.
    pub fn add(&mut self, customer: &CustomerId, old: Scored, new: Scored) {
        self.customers += 1;
        let (before, after) = (old.stand, new.stand);
        *self.migration.entry((before.grade.clone(), after.grade.clone())).or_default() += 1;
        if let (Some(recommended), Some(then)) = (old.recommended, new.recommended) {
            let sums = self.limits.entry(recommended.currency).or_default();
            for (sum, amount) in sums.iter_mut().zip([old.limit, recommended.minor, then.minor]) {
                *sum += amount;
            }
        }
        if before.grade != after.grade || before.risk_class != after.risk_class {
            self.changed.push(Moved { customer: customer.clone(), old: before, new: after });
        }
    }

    /// Adds another part of the portfolio, whose customers all come later.
    pub fn append(&mut self, later: Self) {
        self.customers += later.customers;
        for (pair, count) in later.migration {
            *self.migration.entry(pair).or_default() += count;
        }
        for (currency, amounts) in later.limits {
            let sums = self.limits.entry(currency).or_default();
            for (sum, amount) in sums.iter_mut().zip(amounts) {
                *sum += amount;
            }
        }
        self.changed.extend(later.changed);
    }

    /// Puts the answer together; grades in the order of the policies.
    pub fn finish(self, old: &Policy, new: &Policy) -> Standing {
        let rank = |policy: &Policy, grade: &str| {
            policy.grades.iter().position(|known| known.name == grade).unwrap_or(usize::MAX)
        };
        let mut migration: Vec<Migration> = self
            .migration
            .into_iter()
            .map(|((old, new), customers)| Migration { old, new, customers })
            .collect();
        migration.sort_by_key(|row| (rank(old, &row.old), rank(new, &row.new)));
        let limits = self.limits.into_iter().map(|(currency, [limit, before, after])| {
            let money = |minor| Money::new(minor, currency);
            Limits {
                currency,
                limit: money(limit),
                old: money(before),
                new: money(after),
                change: money(after - before),
            }
        });
        Standing {
            customers: self.customers,
            migration,
            limits: limits.collect(),
            changed: self.changed,
        }
    }
}
