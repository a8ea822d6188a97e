//! What stands in a letter to a customer: the items that it may name, what is
//! due on them, and what the contract says (domain, sections 9 and 12).
//!
//! Shape: [`letter`] picks the items of one level and currency, [`thanks`] tells
//! what one payment settled. Both are judgements: nothing is recorded here.

mod contract;
#[cfg(test)]
mod tests;
mod thanks;

use std::collections::BTreeSet;

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, EventData};
use serde::Serialize;

use crate::account::{Account, ItemIx};
use crate::due::following_working_day;
use crate::interest::interest;
use crate::late_fee::late_fee;
use crate::money::Money;
use crate::policy::Policy;
use crate::reminders::{JudgedPart, LeftOut, judged_parts};

pub(crate) use contract::contract_rate;
use contract::contract_words;
pub use contract::{ContractWords, active_agreements, contract_numbers};
pub use thanks::{NextDue, Thanks, ThanksItem, thanks};

/// The highest level that is a letter; what follows is a legal step.
pub const HIGHEST_LETTER: u16 = 3;

/// Who a customer is, as far as papers need it.
#[derive(Debug, Clone, Serialize)]
pub struct Party {
    /// The customer's number.
    pub id: String,
    /// The name on record; the number where there is none.
    pub name: String,
    /// The tax number.
    pub tax_id: Option<String>,
}

/// Reads who a customer is off the facts that count.
#[must_use]
pub fn party(customer: &str, account: &Account<'_>) -> Party {
    let registered = account.facts.iter().rev().find_map(|fact| match &fact.data {
        EventData::CustomerRegistered(e) => Some(e),
        _ => None,
    });
    Party {
        id: customer.to_owned(),
        name: registered.map_or_else(|| customer.to_owned(), |e| e.name.shown().to_owned()),
        tax_id: registered.and_then(|e| e.tax_id.as_ref()).map(ToString::to_string),
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct LetterAsk<'q> {
    /// The level: 0 to [`HIGHEST_LETTER`].
    pub level: u16,
    /// One currency; the only one with items if absent.
    pub currency: Option<Currency>,
    /// Only these items; those of the level if empty.
    pub invoices: &'q [String],
}

/// One row of a letter: an open part.
#[derive(Debug, Clone, Serialize)]
pub struct LetterItem {
    /// The number of the invoice or fee.
    pub invoice: String,
    /// The instalment's number under an instalment agreement.
    pub part: Option<u32>,
    /// `late_fee` for a fee.
    pub remark: Option<&'static str>,
    /// When it was issued.
    pub issued: Day,
    /// When it falls or fell due.
    pub due: Day,
    /// Days past due; negative before.
    pub days_past_due: i32,
    /// What is open and not disputed.
    pub amount: Money,
    /// Late interest of the invoice not charged as a fee yet; on the invoice's
    /// first row only, none where the contract gives none.
    pub interest: Option<Money>,
    /// The contract's daily rate.
    pub daily_rate: Option<String>,
    /// Whether the legal cap lowered the rate.
    pub capped: bool,
}

/// What stands in a letter.
#[derive(Debug, Clone, Serialize)]
pub struct Letter {
    /// The level.
    pub level: u16,
    /// The currency.
    pub currency: Currency,
    /// The rows, by due date, then number, then part.
    pub items: Vec<LetterItem>,
    /// Sum of the open amounts.
    pub total: Money,
    /// Sum of the late interest; none where no contract gives any.
    pub interest: Option<Money>,
    /// Open amounts and interest.
    pub claim: Money,
    /// The most days past due.
    pub days_past_due: i32,
    /// Until when an answer is asked for: after the ladder's days of silence, on a working day.
    pub answer_by: Day,
    /// What the contracts say.
    pub contract: ContractWords,
    /// Since when supply is suspended.
    pub suspended_on: Option<Day>,
    /// Whether the worklist of the day has this level for these items.
    pub on_worklist: bool,
    /// The levels that the ladder asks for on the day for these items.
    pub asked: BTreeSet<u16>,
    /// Items that are left out, and why.
    pub left_out: Vec<LeftOut>,
}

/// Why there is no letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLetter {
    /// Nothing may be named; what would, and why it may not.
    Nothing(Vec<LeftOut>),
    /// Items of several currencies: one letter a currency.
    Currencies(Vec<Currency>),
    /// An item that was asked for may not be named.
    NotThis {
        /// Its number.
        invoice: String,
        /// Why, as a code.
        reason: &'static str,
    },
}

/// Picks what a letter names: the worklist's items at the level; if it has none,
/// every item that is late (level 0: due soon) and may be named.
///
/// # Errors
/// When nothing may be named, or the currency must be chosen.
pub fn letter(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ask: &LetterAsk<'_>,
) -> Result<Letter, NoLetter> {
    let judged = judged_parts(account, policy);
    for invoice in ask.invoices {
        why_not(account, policy, &judged, ask, invoice)?;
    }
    let fits = |judged: &&JudgedPart| {
        let item = &account.items[judged.item];
        let asked_for = ask.invoices.is_empty() || ask.invoices.iter().any(|n| n == item.number);
        let currency = ask.currency.is_none_or(|currency| currency == item.currency);
        asked_for && currency && is_timely(judged, account, policy, ask.level)
    };
    let candidates: Vec<&JudgedPart> = judged.iter().filter(fits).collect();
    let mut chosen: Vec<&JudgedPart> =
        candidates.iter().copied().filter(|judged| !judged.is_blocked()).collect();
    let at_level =
        |judged: &&JudgedPart| judged.reached.is_some_and(|(level, _)| level == ask.level);
    let on_worklist = chosen.iter().any(at_level);
    if on_worklist && ask.invoices.is_empty() {
        chosen.retain(|judged| at_level(judged));
    }
    let left_out = left_out(customer, account, &candidates);
    let currencies: BTreeSet<Currency> =
        chosen.iter().map(|judged| account.items[judged.item].currency).collect();
    let Some(currency) = currencies.first().copied() else {
        return Err(NoLetter::Nothing(left_out));
    };
    if currencies.len() > 1 {
        return Err(NoLetter::Currencies(currencies.into_iter().collect()));
    }
    let rows = rows(customer, account, policy, &chosen);
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(|m| m.minor).sum::<Minor>();
    let total = sum(&mut rows.iter().map(|row| row.amount));
    let bears = ask.level >= 2 && rows.iter().any(|row| row.interest.is_some());
    let interest = bears.then(|| sum(&mut rows.iter().filter_map(|row| row.interest)));
    let oldest = rows.iter().map(|row| row.days_past_due).max().unwrap_or_default();
    let wait = policy.reminders.silence_days.max(1);
    Ok(Letter {
        level: ask.level,
        currency,
        total: Money::new(total, currency),
        interest: interest.map(|interest| Money::new(interest, currency)),
        claim: Money::new(total + interest.unwrap_or(0), currency),
        days_past_due: oldest,
        answer_by: following_working_day(account.as_of + wait, &policy.calendar),
        contract: contract_words(account, policy, &chosen, &rows, oldest),
        suspended_on: account.suspended.map(|place| place.day),
        on_worklist,
        asked: chosen.iter().filter_map(|judged| judged.reached).map(|(level, _)| level).collect(),
        left_out,
        items: rows,
    })
}

/// Whether a part belongs into a letter of this level by its date: due soon for
/// level 0, late for the others; under an active agreement not above level 1.
fn is_timely(judged: &JudgedPart, account: &Account<'_>, policy: &Policy, level: u16) -> bool {
    let Some(due) = judged.part.due else { return false };
    let late = account.as_of - due;
    if level == 0 {
        return (-policy.reminders.before_due_days..=0).contains(&late);
    }
    late > 0 && (level <= 1 || !judged.under_agreement)
}

/// Why an item that was asked for may not be named, if so.
fn why_not(
    account: &Account<'_>,
    policy: &Policy,
    judged: &[JudgedPart],
    ask: &LetterAsk<'_>,
    invoice: &str,
) -> Result<(), NoLetter> {
    let refuse = |reason| Err(NoLetter::NotThis { invoice: invoice.to_owned(), reason });
    let Some(ix) = account.item_ix(invoice) else { return refuse("unknown") };
    if ask.currency.is_some_and(|currency| currency != account.items[ix].currency) {
        return refuse("other_currency");
    }
    let parts: Vec<&JudgedPart> = judged.iter().filter(|judged| judged.item == ix).collect();
    if parts.is_empty() {
        return refuse("settled");
    }
    let timely = |judged: &&&JudgedPart| is_timely(judged, account, policy, ask.level);
    let Some(first) = parts.iter().find(timely) else {
        let late = parts.iter().any(|judged| judged.part.days_past_due(account.as_of) > 0);
        return match (ask.level, late) {
            (0, true) => refuse("overdue"),
            (0, false) => refuse("not_due_soon"),
            (_, true) => refuse("under_agreement"),
            (_, false) => refuse("not_due"),
        };
    };
    if parts.iter().filter(timely).all(|judged| judged.is_blocked()) {
        return refuse(first.against.first().copied().unwrap_or("disputed"));
    }
    Ok(())
}

fn left_out(customer: &str, account: &Account<'_>, candidates: &[&JudgedPart]) -> Vec<LeftOut> {
    let entries: BTreeSet<LeftOut> = candidates
        .iter()
        .flat_map(|judged| {
            judged.against.iter().map(|reason| LeftOut {
                customer: customer.to_owned(),
                invoice: account.items[judged.item].number.to_owned(),
                reason,
            })
        })
        .collect();
    entries.into_iter().collect()
}

/// The rows, by due date, number and part; late interest on an invoice's first row.
fn rows(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    chosen: &[&JudgedPart],
) -> Vec<LetterItem> {
    let accrued = interest(customer, account, policy);
    let mut rows: Vec<LetterItem> = chosen
        .iter()
        .filter_map(|judged| {
            let item = &account.items[judged.item];
            let due = judged.part.due?;
            let row = accrued.iter().find(|row| row.invoice == item.number);
            Some(LetterItem {
                invoice: item.number.to_owned(),
                part: judged.part.instalment,
                remark: item.is_fee().then_some("late_fee"),
                issued: item.place.day,
                due,
                days_past_due: account.as_of - due,
                amount: Money::new(judged.part.undisputed(), item.currency),
                interest: row.map(|_| still_owed(customer, account, policy, judged.item)),
                daily_rate: contract_rate(account, item, policy),
                capped: row.is_some_and(|row| row.capped),
            })
        })
        .collect();
    rows.sort_by(|a, b| (a.due, &a.invoice, a.part).cmp(&(b.due, &b.invoice, b.part)));
    let mut seen = BTreeSet::new();
    for row in &mut rows {
        if !seen.insert(row.invoice.clone()) {
            row.interest = None;
        }
    }
    rows
}

/// Late interest that has accrued on an invoice, less what was charged for it as
/// fees, which are items of their own; nothing within the terms' days of grace.
pub(crate) fn still_owed(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ix: ItemIx,
) -> Money {
    let fee = late_fee(customer, account, account, policy, ix);
    Money::new(fee.map_or(0, |fee| fee.amount.minor), account.items[ix].currency)
}
