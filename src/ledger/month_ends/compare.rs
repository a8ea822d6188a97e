//! What a month-end history adds up to, whether it can be true, and how it
//! differs from another one.

use std::collections::BTreeMap;

use duebook_events::Currency;
use duebook_events::money::Minor;
use duebook_projections::month_end::{MonthEnd, Owed};
use duebook_projections::policy::{expected_loss, round_minor};
use duebook_projections::{Money, Month};
use serde::Serialize;

use super::register::{History, Rows};
use crate::ledger::LedgerError;
use crate::messages::month_ends as told;

/// All customers of one month and currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSum {
    /// All open items.
    pub open: Minor,
    /// Unapplied cash and excess credits.
    pub unapplied: Minor,
    /// Open by bucket.
    pub buckets: Vec<Minor>,
    /// Expected credit loss.
    pub provision: Minor,
}

/// What a history adds up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// By month (its number in the history) and currency.
    pub money: BTreeMap<(usize, Currency), MonthSum>,
    /// How many customers have each grade, by month.
    pub grades: BTreeMap<usize, BTreeMap<String, u64>>,
    /// How many customers are in each risk class, by month.
    pub classes: BTreeMap<usize, BTreeMap<String, u64>>,
}

/// One month and currency in two histories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthChange {
    /// The month.
    pub month: Month,
    /// The currency.
    pub currency: Currency,
    /// What is open in both.
    pub open: Money,
    /// Expected credit loss as it was shown.
    pub provision_before: Money,
    /// Expected credit loss under the new policy.
    pub provision_after: Money,
}

/// Two histories side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The id of the one that was shown.
    pub with: String,
    /// Months that both have, seen with the same knowledge.
    pub months: usize,
    /// Months that only the one shown before had.
    pub months_gone: usize,
    /// Rows of customers and months whose facts were compared, and agree.
    pub rows: u64,
    /// Rows whose score differs.
    pub scores_changed: u64,
    /// Rows whose grade differs.
    pub grades_changed: u64,
    /// Rows whose risk class differs.
    pub classes_changed: u64,
    /// Month by month.
    pub provisions: Vec<MonthChange>,
}

impl Sums {
    /// Adds a history up, and checks each row: buckets add up to open (INV-7),
    /// months ascend, scores and buckets are those of the policy.
    ///
    /// # Errors
    /// With the first customer whose rows cannot be true.
    pub fn of(history: &History, rows: &Rows) -> Result<Self, LedgerError> {
        let mut sums = Self::default();
        for (customer, months) in rows {
            if !can_be_true(history, months) {
                let told = told::history_broken(&history.id, customer);
                return Err(LedgerError::Store(told));
            }
            for row in months {
                sums.add(row);
            }
        }
        // Rounded once, of the sum (domain, section 2).
        for ((at, _), sum) in &mut sums.money {
            let rates = history.policy_at(*at).rates();
            sum.provision = round_minor(expected_loss(&sum.buckets, &rates));
        }
        Ok(sums)
    }

    fn add(&mut self, row: &MonthEnd) {
        for owed in &row.money {
            let sum = self.money.entry((row.at, owed.currency)).or_insert_with(|| MonthSum {
                open: 0,
                unapplied: 0,
                buckets: vec![0; owed.buckets.len()],
                provision: 0,
            });
            sum.open += owed.open;
            sum.unapplied += owed.unapplied;
            sum.buckets.iter_mut().zip(&owed.buckets).for_each(|(sum, open)| *sum += open);
        }
        let count = |by: &mut BTreeMap<usize, BTreeMap<String, u64>>, word: &str| {
            let counts = by.entry(row.at).or_default();
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_owned(), 1)),
            }
        };
        if let Some(standing) = &row.standing {
            count(&mut self.grades, &standing.grade);
            count(&mut self.classes, &standing.risk_class);
        }
    }
}

fn can_be_true(history: &History, months: &[MonthEnd]) -> bool {
    let adds_up = |at: usize, owed: &Owed| {
        owed.buckets.len() == history.policy_at(at).buckets.len()
            && owed.buckets.iter().sum::<Minor>() == owed.open
    };
    months.windows(2).all(|pair| pair[0].at < pair[1].at)
        && months.last().is_none_or(|last| last.at < history.months.len())
        && months.iter().all(|row| {
            row.money.iter().all(|owed| adds_up(row.at, owed))
                && row.standing.as_ref().is_none_or(|s| (0..=100).contains(&s.score))
        })
}

/// Compares two whole histories: of the months that both see with the same
/// knowledge, what is open and unapplied must be the same (INV-9: policies change
/// judgements, never facts).
///
/// # Errors
/// With the first customer and month where the facts differ.
pub fn compare(
    old: (&History, &Rows, &Sums),
    new: (&History, &Rows, &Sums),
) -> Result<Comparison, LedgerError> {
    let ((old, old_rows, old_sums), (new, new_rows, new_sums)) = (old, new);
    let pairs: BTreeMap<usize, usize> = new
        .months
        .iter()
        .enumerate()
        .filter_map(|(at, month)| {
            let seen = |other: &&super::MonthOf| {
                (other.as_of, other.known_at) == (month.as_of, month.known_at)
            };
            old.months.iter().find(seen).map(|other| (at, old.at(other.month)))
        })
        .collect();
    let mut comparison = Comparison {
        with: old.id.clone(),
        months: pairs.len(),
        months_gone: old.months.iter().filter(|month| !has(new, month.month)).count(),
        rows: 0,
        scores_changed: 0,
        grades_changed: 0,
        classes_changed: 0,
        provisions: Vec::new(),
    };
    let shared: Vec<usize> = pairs.values().copied().collect();
    let mut theirs = old_rows.iter().peekable();
    let none = Vec::new();
    for (customer, months) in new_rows {
        while theirs.next_if(|(other, _)| other < customer).is_some() {}
        let before = theirs.next_if(|(other, _)| other == customer).map_or(&none, |(_, m)| m);
        for row in months {
            let Some(at) = pairs.get(&row.at) else { continue };
            let other = before.iter().find(|other| other.at == *at);
            let Some(other) = other.filter(|other| same_facts(&other.money, &row.money)) else {
                let month = new.months[row.at].month;
                let told = told::facts_differ(&new.id, &old.id, customer, month);
                return Err(LedgerError::Store(told));
            };
            comparison.count(other, row);
        }
    }
    let had = |row: &&MonthEnd| shared.binary_search(&row.at).is_ok();
    let expected: usize = old_rows.iter().map(|(_, rows)| rows.iter().filter(had).count()).sum();
    if comparison.rows != expected as u64 {
        return Err(LedgerError::Store(told::rows_missing(&new.id, &old.id)));
    }
    for ((at, currency), sum) in &new_sums.money {
        let Some(before) = pairs.get(at).and_then(|at| old_sums.money.get(&(*at, *currency)))
        else {
            continue;
        };
        let money = |minor: Minor| Money::new(minor, *currency);
        comparison.provisions.push(MonthChange {
            month: new.months[*at].month,
            currency: *currency,
            open: money(sum.open),
            provision_before: money(before.provision),
            provision_after: money(sum.provision),
        });
    }
    Ok(comparison)
}

impl Comparison {
    fn count(&mut self, before: &MonthEnd, after: &MonthEnd) {
        self.rows += 1;
        if let (Some(before), Some(after)) = (&before.standing, &after.standing) {
            self.scores_changed += u64::from(before.score != after.score);
            self.grades_changed += u64::from(before.grade != after.grade);
            self.classes_changed += u64::from(before.risk_class != after.risk_class);
        }
    }
}

fn has(history: &History, month: Month) -> bool {
    history.months.iter().any(|other| other.month == month)
}

fn same_facts(before: &[Owed], after: &[Owed]) -> bool {
    let facts = |owed: &Owed| (owed.currency, owed.open, owed.unapplied);
    before.iter().map(facts).eq(after.iter().map(facts))
}

impl History {
    /// Where a month stands among its months.
    fn at(&self, month: Month) -> usize {
        self.months.partition_point(|other| other.month < month)
    }
}
