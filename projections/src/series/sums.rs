//! What one month of one currency adds up to.

use duebook_events::Currency;
use duebook_events::money::Minor;
use rust_decimal::Decimal;

use super::entries::{Entry, Term};
use super::{CountAndAmount, Provision};
use crate::account::PromiseStatus;
use crate::money::Money;
use crate::policy::{Policy, expected_loss, round_minor, times};

/// A count and an amount while they are added up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) amount: Minor,
}

impl Tally {
    pub(super) fn add(&mut self, count: u64, amount: Minor) {
        self.count += count;
        self.amount += amount;
    }

    pub(super) fn join(&mut self, other: Self) {
        self.add(other.count, other.amount);
    }

    pub(super) fn shown(self, currency: Currency) -> CountAndAmount {
        CountAndAmount { count: self.count, amount: Money::new(self.amount, currency) }
    }
}

/// What one month of one currency adds up to.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    /// Open by bucket; the first one is not overdue.
    pub(super) buckets: Vec<Minor>,
    pub(super) unapplied: Minor,
    pub(super) write_offs: Minor,
    pub(super) disputes: Tally,
    pub(super) due: Tally,
    pub(super) kept: Tally,
    pub(super) pending: Tally,
}

impl Sums {
    pub(super) fn add(&mut self, entry: &Entry<'_>) {
        match entry.term {
            Term::Open { bucket } => {
                if self.buckets.len() <= bucket {
                    self.buckets.resize(bucket + 1, 0);
                }
                self.buckets[bucket] += entry.amount;
            }
            // Billing is kept by day, for all months together.
            Term::Billed { .. } => {}
            Term::Unapplied => self.unapplied += entry.amount,
            Term::WrittenOff => self.write_offs += entry.amount,
            Term::Disputed { count } => self.disputes.add(count, entry.amount),
            Term::Promised { status } => {
                self.due.add(1, entry.amount);
                match status {
                    PromiseStatus::Kept => self.kept.add(1, entry.amount),
                    PromiseStatus::Pending => self.pending.add(1, entry.amount),
                    _ => {}
                }
            }
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.buckets.resize(self.buckets.len().max(other.buckets.len()), 0);
        for (sum, amount) in self.buckets.iter_mut().zip(&other.buckets) {
            *sum += amount;
        }
        self.unapplied += other.unapplied;
        self.write_offs += other.write_offs;
        self.disputes.join(other.disputes);
        self.due.join(other.due);
        self.kept.join(other.kept);
        self.pending.join(other.pending);
    }

    pub(super) fn receivables(&self) -> Minor {
        self.buckets.iter().sum()
    }

    pub(super) fn overdue(&self) -> Minor {
        self.buckets.iter().skip(1).sum()
    }

    /// Sum over buckets of open x rate, not rounded.
    pub(super) fn expected_loss(&self, policy: &Policy) -> Decimal {
        expected_loss(&self.buckets, &policy.provision_rates)
    }

    /// The provision matrix, each bucket rounded by itself.
    pub(super) fn provision(&self, policy: &Policy, currency: Currency) -> Vec<Provision> {
        let money = |minor: Minor| Money::new(minor, currency);
        let names = policy.buckets.names().iter().zip(&policy.provision_rates).enumerate();
        names
            .map(|(bucket, (name, rate))| {
                let open = self.buckets.get(bucket).copied().unwrap_or(0);
                Provision {
                    bucket: name.clone(),
                    open: money(open),
                    rate: rate.to_string(),
                    loss: money(round_minor(times(open, *rate))),
                }
            })
            .collect()
    }
}
