//! The answers over customers: the rows of each, in order, and their totals
//! (contract, JSON answers).

use duebook_events::CustomerId;
use serde::Serialize;

use crate::account::Account;
use crate::aging::{self, Aging, AgingTotal, Basis};
use crate::balance::{self, Balance, BalanceTotal};
use crate::exposure::{self, Exposure};
use crate::interest::{self, Interest};
use crate::limitation::{self, Limitation};
use crate::policy::Policy;
use crate::promises::{self, AgreementRow, KeptRatio, PromiseRow};
use crate::reminders::{self, Because, LeftOut, Reminder};
use crate::score::{self, Score};

/// Answer of `balance`.
#[derive(Debug, Default, Serialize)]
pub struct BalanceAnswer {
    /// One row a customer and currency.
    pub customers: Vec<Balance>,
    /// One row a currency.
    pub totals: Vec<BalanceTotal>,
}

/// Answer of `aging`.
#[derive(Debug, Serialize)]
pub struct AgingAnswer {
    /// From which date days are counted.
    pub basis: Basis,
    /// Names of the buckets, youngest first.
    pub buckets: Vec<String>,
    /// One row a customer and currency.
    pub customers: Vec<Aging>,
    /// One row a currency.
    pub totals: Vec<AgingTotal>,
}

/// Answer of `promises`.
#[derive(Debug, Default, Serialize)]
pub struct PromisesAnswer {
    /// Promises.
    pub promises: Vec<PromiseRow>,
    /// Agreements.
    pub agreements: Vec<AgreementRow>,
    /// How many promises were kept.
    pub kept_ratio: Vec<KeptRatio>,
}

/// Answer of `score`.
#[derive(Debug, Default, Serialize)]
pub struct ScoreAnswer {
    /// One row a customer.
    pub customers: Vec<Score>,
}

/// Answer of `exposure`.
#[derive(Debug, Default, Serialize)]
pub struct ExposureAnswer {
    /// One row a customer and currency.
    pub customers: Vec<Exposure>,
}

/// Answer of `interest`.
#[derive(Debug, Default, Serialize)]
pub struct InterestAnswer {
    /// One row an invoice that has borne interest.
    pub invoices: Vec<Interest>,
}

/// Answer of `limitation`.
#[derive(Debug, Default, Serialize)]
pub struct LimitationAnswer {
    /// One row an item with an overdue part.
    pub items: Vec<Limitation>,
}

/// Answer of `reminders`.
#[derive(Debug, Default, Serialize)]
pub struct RemindersAnswer {
    /// The lines.
    pub due: Vec<Reminder>,
    /// What has none, and why.
    pub left_out: Vec<LeftOut>,
    /// The parts behind the lines.
    pub because: Vec<Because>,
}

/// An answer that is put together from one customer after the other, in
/// ascending order of customers.
pub trait Answer: Sized {
    /// Whether it shows what figures are not derived from: names, documents.
    const NEEDS_PAYLOADS: bool = false;

    /// Adds the rows of one customer.
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy);
    /// Adds the rows of another part of the portfolio, whose customers all come later.
    fn append(&mut self, later: Self);
    /// Sums up what was added.
    fn finish(&mut self) {}
}

impl AgingAnswer {
    /// An answer without rows.
    #[must_use]
    pub fn new(basis: Basis, policy: &Policy) -> Self {
        let buckets = policy.buckets.names().to_vec();
        Self { basis, buckets, customers: Vec::new(), totals: Vec::new() }
    }

    /// Adds the rows of one customer, with a row for each open part if wanted.
    pub fn add_with_items(
        &mut self,
        customer: &CustomerId,
        account: &Account<'_>,
        policy: &Policy,
        with_items: bool,
    ) {
        self.customers.extend(aging::aging(
            customer.as_str(),
            account,
            policy,
            self.basis,
            with_items,
        ));
    }
}

impl Answer for BalanceAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.customers.extend(balance::balance(customer.as_str(), account, policy));
    }
    fn append(&mut self, later: Self) {
        self.customers.extend(later.customers);
    }
    fn finish(&mut self) {
        self.totals = balance::totals(&self.customers);
    }
}

impl Answer for AgingAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.add_with_items(customer, account, policy, false);
    }
    fn append(&mut self, later: Self) {
        self.customers.extend(later.customers);
    }
    fn finish(&mut self) {
        self.totals = aging::totals(&self.customers);
    }
}

impl Answer for PromisesAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, _: &Policy) {
        self.promises.extend(promises::promises(customer.as_str(), account));
        self.agreements.extend(promises::agreements(customer.as_str(), account));
        self.kept_ratio.extend(promises::kept_ratios(customer.as_str(), account));
    }
    fn append(&mut self, later: Self) {
        self.promises.extend(later.promises);
        self.agreements.extend(later.agreements);
        self.kept_ratio.extend(later.kept_ratio);
    }
}

impl Answer for ScoreAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        if account.registered.is_some() {
            self.customers.push(score::score(customer.as_str(), account, policy));
        }
    }
    fn append(&mut self, later: Self) {
        self.customers.extend(later.customers);
    }
}

impl Answer for ExposureAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.customers.extend(exposure::exposure(customer.as_str(), account, policy));
    }
    fn append(&mut self, later: Self) {
        self.customers.extend(later.customers);
    }
}

impl Answer for InterestAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.invoices.extend(interest::interest(customer.as_str(), account, policy));
    }
    fn append(&mut self, later: Self) {
        self.invoices.extend(later.invoices);
    }
}

impl Answer for LimitationAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.items.extend(limitation::limitation(customer.as_str(), account, policy));
    }
    fn append(&mut self, later: Self) {
        self.items.extend(later.items);
    }
}

impl Answer for RemindersAnswer {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        let list = reminders::reminders(customer.as_str(), account, policy);
        self.due.extend(list.due);
        self.left_out.extend(list.left_out);
        self.because.extend(list.because);
    }
    fn append(&mut self, later: Self) {
        self.due.extend(later.due);
        self.left_out.extend(later.left_out);
        self.because.extend(later.because);
    }
}
