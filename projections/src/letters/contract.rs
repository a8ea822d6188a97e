//! What the contracts and agreements behind some items say.

use std::collections::BTreeSet;

use duebook_events::EventData;
use serde::Serialize;

use super::LetterItem;
use crate::account::{Account, AgreementStatus, Item};
use crate::due::terms_of;
use crate::policy::Policy;
use crate::reminders::JudgedPart;

/// What the contracts of the items say, where they say the same.
#[derive(Debug, Clone, Serialize)]
pub struct ContractWords {
    /// The contracts' numbers.
    pub numbers: Vec<String>,
    /// Late interest a day; none where there is none or they differ.
    pub daily_rate: Option<String>,
    /// Whether the cap lowers it for an item.
    pub capped: bool,
    /// Contractual penalty.
    pub penalty_rate: Option<String>,
    /// Days of grace.
    pub grace_days: Option<u16>,
    /// From how many days past due on the contract lets the seller stop supply;
    /// only where an item is later than that.
    pub stop_supply_days: Option<u16>,
    /// Place of jurisdiction.
    pub jurisdiction: Option<String>,
}

/// The contract's daily rate on an item; none on fees.
pub(crate) fn contract_rate(
    account: &Account<'_>,
    item: &Item<'_>,
    policy: &Policy,
) -> Option<String> {
    let rate = if item.is_fee() { None } else { terms_of(account, item, policy).daily_rate };
    rate.filter(|rate| !rate.decimal().is_zero()).map(|rate| rate.to_string())
}

/// The numbers of the contracts that some items stand under.
#[must_use]
pub fn contract_numbers<'i, 'a: 'i>(
    account: &Account<'a>,
    items: impl Iterator<Item = &'i Item<'a>>,
) -> Vec<String> {
    let mut numbers = BTreeSet::new();
    for item in items.filter(|item| !item.is_fee() && item.own_terms.is_none()) {
        let agreed = account.facts.iter().filter(|fact| fact.effective <= item.place.day);
        let newest = agreed
            .filter_map(|fact| match &fact.data {
                EventData::TermsAgreed(e) => Some(((fact.effective, fact.position), e)),
                _ => None,
            })
            .max_by_key(|(place, _)| *place);
        numbers.extend(newest.and_then(|(_, e)| e.contract_no.as_ref()).map(ToString::to_string));
    }
    numbers.into_iter().collect()
}

/// What all say alike.
fn alike<T: PartialEq>(mut words: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = words.next()??;
    words.all(|word| word.as_ref() == Some(&first)).then_some(first)
}

pub(super) fn contract_words(
    account: &Account<'_>,
    policy: &Policy,
    chosen: &[&JudgedPart],
    rows: &[LetterItem],
    oldest: i32,
) -> ContractWords {
    let items = || chosen.iter().map(|judged| &account.items[judged.item]);
    let terms: Vec<_> =
        items().filter(|item| !item.is_fee()).map(|item| terms_of(account, item, policy)).collect();
    let rates = rows.iter().filter(|row| row.remark.is_none()).map(|row| row.daily_rate.clone());
    let stop = terms.iter().filter_map(|terms| terms.stop_supply_days).min();
    ContractWords {
        numbers: contract_numbers(account, items()),
        daily_rate: alike(rates),
        capped: rows.iter().any(|row| row.capped),
        penalty_rate: alike(terms.iter().map(|t| t.penalty_rate.map(|rate| rate.to_string()))),
        grace_days: alike(terms.iter().map(|t| t.grace_days.map(|days| days.0))),
        stop_supply_days: stop.filter(|stop| oldest > stop.days()).map(|stop| stop.0),
        jurisdiction: alike(terms.iter().map(|t| t.jurisdiction.as_ref().map(ToString::to_string))),
    }
}

/// The numbers of the agreements that date some items now and are active.
#[must_use]
pub fn active_agreements<'i, 'a: 'i>(
    account: &'i Account<'a>,
    items: impl Iterator<Item = &'i Item<'a>>,
) -> Vec<String> {
    let numbers: BTreeSet<String> = items
        .filter_map(|item| account.dating_agreement(item))
        .filter(|agreement| account.agreement_status(agreement) == AgreementStatus::Active)
        .map(|agreement| agreement.number.to_owned())
        .collect();
    numbers.into_iter().collect()
}
