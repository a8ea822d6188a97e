//! An instalment plan that could be agreed: what it would cover, and when what
//! would be paid (domain, sections 2, 7 and 9).
//!
//! Nothing is recorded: a plan becomes a fact when its agreement is signed.

#[cfg(test)]
mod tests;

use duebook_events::agreement::OnDefault;
use duebook_events::money::{Minor, Rate};
use duebook_events::{Currency, Day};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::account::{Account, ItemIx};
use crate::due::terms_of;
use crate::interest::interest;
use crate::letters::{active_agreements, contract_numbers, contract_rate, still_owed};
use crate::money::{Money, split_evenly};
use crate::parts;
use crate::policy::{Policy, round_minor, times};

/// How far apart instalments are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// So many months: the same day of the month, or its last.
    Months(u16),
    /// So many days.
    Days(u16),
}

/// What is proposed.
#[derive(Debug, Clone, Copy)]
pub struct PlanAsk<'q> {
    /// One currency.
    pub currency: Currency,
    /// Only these items; all if empty.
    pub invoices: &'q [String],
    /// How many equal parts.
    pub count: u16,
    /// When the first of them falls due.
    pub first: Day,
    /// How far they are apart.
    pub every: Every,
    /// A share to be paid down, and when.
    pub down: Option<(Rate, Day)>,
    /// Interest a day on what is not past its agreed date.
    pub daily_rate: Option<Rate>,
    /// When the plan fails, and what then.
    pub on_default: OnDefault,
}

/// A plan as it could be signed.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The currency.
    pub currency: Currency,
    /// What it covers, by due date.
    pub covers: Vec<Covered>,
    /// The sum of that.
    pub total: Money,
    /// What is paid down, if anything: the first row of the schedule.
    pub down_payment: Option<PlanRow>,
    /// Every payment, in order of date.
    pub schedule: Vec<PlanRow>,
    /// Interest a day on what is not past its agreed date.
    pub daily_rate: Option<String>,
    /// Whether the legal cap lowers that rate on the day of the proposal.
    pub capped: bool,
    /// The contract's daily rate; none where there is none or the items differ.
    pub contract_rate: Option<String>,
    /// The annual cap on late interest on the day of the proposal, as a fraction.
    pub annual_cap: String,
    /// When the plan fails, and what then.
    pub on_default: OnDefault,
    /// Late interest of the covered invoices so far, not charged as a fee yet;
    /// the plan does not cover it.
    pub interest: Option<Money>,
    /// The numbers of the contracts.
    pub contracts: Vec<String>,
    /// Place of jurisdiction, where the contracts name one.
    pub jurisdiction: Option<String>,
    /// Active agreements that the new one replaces for the covered invoices.
    pub replaces: Vec<String>,
    /// Overdue items that it does not cover whole, and why.
    pub left_out: Vec<NotCovered>,
}

/// So much of an item.
#[derive(Debug, Clone, Serialize)]
pub struct Covered {
    /// The number of the invoice or fee.
    pub invoice: String,
    /// `late_fee` for a fee.
    pub remark: Option<&'static str>,
    /// When it was issued.
    pub issued: Day,
    /// When the earliest covered part of it fell due.
    pub due: Day,
    /// Days past due.
    pub days_past_due: i32,
    /// How much is covered.
    pub amount: Money,
    /// Late interest so far, not charged as a fee yet.
    pub interest: Option<Money>,
    /// The contract's daily rate.
    pub daily_rate: Option<String>,
}

/// One payment of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanRow {
    /// `down_payment`, or the number of the instalment.
    pub payment: String,
    /// When.
    pub due: Day,
    /// How much.
    pub amount: Money,
}

/// What is not covered.
#[derive(Debug, Clone, Serialize)]
pub struct NotCovered {
    /// The number of the item.
    pub invoice: String,
    /// How much of it.
    pub amount: Money,
    /// Why: `disputed`.
    pub reason: &'static str,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPlan {
    /// Nothing undisputed is overdue.
    NothingOverdue,
    /// An item that was asked for cannot be covered.
    NotThis {
        /// Its number.
        invoice: String,
        /// Why, as a code.
        reason: &'static str,
    },
    /// A payment would come to nothing, or leave nothing.
    TooSmall {
        /// What was to be split.
        total: Money,
    },
    /// Dates must rise from the day of the proposal on.
    Dates {
        /// The date that comes too early.
        due: Day,
        /// The date that it must come after (the down payment: on or after).
        after: Day,
    },
    /// The schedule would end after the last date there is.
    TooLong,
    /// More missed instalments are a default than there are.
    Missed {
        /// How many were asked for.
        missed: u16,
        /// How many payments there are.
        rows: usize,
    },
}

/// Puts a plan together: the undisputed overdue amounts by due date; a share
/// down, rounded half away from zero; the rest in equal parts, rounded down, the
/// remainder on the last.
///
/// # Errors
/// When there is nothing to cover, or the dates or amounts make no schedule.
pub fn plan(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ask: &PlanAsk<'_>,
) -> Result<Plan, NoPlan> {
    let (items, left_out) = overdue(account, policy, ask.currency);
    for invoice in ask.invoices {
        why_not(account, &items, ask, invoice)?;
    }
    let chosen: Vec<&Overdue> = items
        .iter()
        .filter(|overdue| {
            let number = account.items[overdue.item].number;
            ask.invoices.is_empty() || ask.invoices.iter().any(|asked| asked == number)
        })
        .collect();
    let total: Minor = chosen.iter().map(|overdue| overdue.amount).sum();
    if total == 0 {
        return Err(NoPlan::NothingOverdue);
    }
    let schedule = schedule(account.as_of, total, ask)?;
    if usize::from(ask.on_default.missed.0) > schedule.len() {
        return Err(NoPlan::Missed { missed: ask.on_default.missed.0, rows: schedule.len() });
    }
    let covers = covered(customer, account, policy, &chosen);
    let interest: Vec<Money> = covers.iter().filter_map(|cover| cover.interest).collect();
    let accrued = interest.iter().map(|money| money.minor).sum();
    let rates: Vec<&Option<String>> = covers
        .iter()
        .filter(|cover| cover.remark.is_none())
        .map(|cover| &cover.daily_rate)
        .collect();
    let contract_rate = rates.first().filter(|first| rates.iter().all(|rate| rate == *first));
    let chosen_items = || chosen.iter().map(|overdue| &account.items[overdue.item]);
    let jurisdictions: Vec<Option<String>> = chosen_items()
        .filter(|item| !item.is_fee())
        .map(|item| terms_of(account, item, policy).jurisdiction.as_ref().map(ToString::to_string))
        .collect();
    let cap = policy.annual_cap(account.as_of);
    Ok(Plan {
        currency: ask.currency,
        total: Money::new(total, ask.currency),
        down_payment: ask.down.is_some().then(|| schedule[0].clone()),
        daily_rate: ask.daily_rate.map(|rate| rate.to_string()),
        capped: ask.daily_rate.is_some_and(|rate| rate.decimal() * Decimal::from(365) > cap),
        contract_rate: contract_rate.and_then(|rate| (*rate).clone()),
        annual_cap: cap.normalize().to_string(),
        on_default: ask.on_default,
        interest: (!interest.is_empty()).then(|| Money::new(accrued, ask.currency)),
        contracts: contract_numbers(account, chosen_items()),
        jurisdiction: jurisdictions
            .first()
            .filter(|first| jurisdictions.iter().all(|other| other == *first))
            .and_then(Clone::clone),
        replaces: active_agreements(account, chosen_items()),
        left_out: left_out
            .into_iter()
            .filter(|entry| ask.invoices.is_empty() || ask.invoices.contains(&entry.invoice))
            .collect(),
        schedule,
        covers,
    })
}

/// An item of which something undisputed is overdue.
struct Overdue {
    item: ItemIx,
    due: Day,
    amount: Minor,
}

/// What is overdue in a currency, by due date and number, with what the agreement
/// in force on such an item still dates; and what of it is disputed.
fn overdue(
    account: &Account<'_>,
    policy: &Policy,
    currency: Currency,
) -> (Vec<Overdue>, Vec<NotCovered>) {
    let (mut items, mut disputed) = (Vec::new(), Vec::new());
    for ix in account.open_items() {
        let item = &account.items[ix];
        if item.currency != currency {
            continue;
        }
        let parts = parts::agreed(account, ix, policy, account.as_of);
        let late = || parts.iter().filter(|part| part.days_past_due(account.as_of) > 0);
        // A new agreement replaces the older one on an item: what that one dates
        // and is not due yet would fall back to the contract's date (section 7).
        let later =
            parts.iter().filter(|part| part.agreed && part.days_past_due(account.as_of) <= 0);
        let amount: Minor = late().chain(later).map(parts::Part::undisputed).sum();
        let due = late().filter(|part| part.undisputed() > 0).filter_map(|part| part.due).min();
        if let Some(due) = due {
            items.push(Overdue { item: ix, due, amount });
        }
        let open: Minor = late().map(|part| part.disputed).sum();
        if open > 0 {
            disputed.push(NotCovered {
                invoice: item.number.to_owned(),
                amount: Money::new(open, currency),
                reason: "disputed",
            });
        }
    }
    let number = |overdue: &Overdue| account.items[overdue.item].number;
    items.sort_by(|a, b| (a.due, number(a)).cmp(&(b.due, number(b))));
    disputed.sort_by(|a, b| a.invoice.cmp(&b.invoice));
    (items, disputed)
}

fn why_not(
    account: &Account<'_>,
    overdue: &[Overdue],
    ask: &PlanAsk<'_>,
    invoice: &str,
) -> Result<(), NoPlan> {
    let refuse = |reason| Err(NoPlan::NotThis { invoice: invoice.to_owned(), reason });
    let Some(ix) = account.item_ix(invoice) else { return refuse("unknown") };
    let item = &account.items[ix];
    if item.currency != ask.currency {
        return refuse("other_currency");
    }
    if overdue.iter().any(|overdue| overdue.item == ix) {
        return Ok(());
    }
    let disputed = item.disputes.iter().any(|d| account.disputes[*d].resolved.is_none());
    match (item.open(), disputed) {
        (0, _) => refuse("settled"),
        (_, true) => refuse("disputed"),
        (_, false) => refuse("not_due"),
    }
}

/// The payments: down, then in equal parts.
fn schedule(as_of: Day, total: Minor, ask: &PlanAsk<'_>) -> Result<Vec<PlanRow>, NoPlan> {
    let mut rows = Vec::with_capacity(usize::from(ask.count) + 1);
    let mut rest = total;
    let row = |payment: String, due: Day, amount: Minor| PlanRow {
        payment,
        due,
        amount: Money::new(amount, ask.currency),
    };
    if ask.first <= as_of {
        return Err(NoPlan::Dates { due: ask.first, after: as_of });
    }
    if let Some((share, due)) = ask.down {
        let amount = round_minor(times(total, share.decimal()));
        if due < as_of {
            return Err(NoPlan::Dates { due, after: as_of });
        }
        if due >= ask.first {
            return Err(NoPlan::Dates { due: ask.first, after: due });
        }
        if amount == 0 || amount >= total {
            return Err(NoPlan::TooSmall { total: Money::new(total, ask.currency) });
        }
        rest -= amount;
        rows.push(row("down_payment".to_owned(), due, amount));
    }
    for (i, amount) in (0..ask.count).zip(split_evenly(rest, ask.count)) {
        let due = match ask.every {
            Every::Months(step) => ask.first.plus_months(step.saturating_mul(i)),
            Every::Days(step) => ask.first + i32::from(step) * i32::from(i),
        };
        if amount == 0 {
            return Err(NoPlan::TooSmall { total: Money::new(total, ask.currency) });
        }
        if rows.last().is_some_and(|last: &PlanRow| due <= last.due) {
            return Err(NoPlan::TooLong);
        }
        rows.push(row((i + 1).to_string(), due, amount));
    }
    Ok(rows)
}

fn covered(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    chosen: &[&Overdue],
) -> Vec<Covered> {
    let accrued = interest(customer, account, policy);
    let cover = |overdue: &&Overdue| {
        let item = &account.items[overdue.item];
        let row = accrued.iter().find(|row| row.invoice == item.number);
        Covered {
            invoice: item.number.to_owned(),
            remark: item.is_fee().then_some("late_fee"),
            issued: item.place.day,
            due: overdue.due,
            days_past_due: account.as_of - overdue.due,
            amount: Money::new(overdue.amount, item.currency),
            interest: row.map(|_| still_owed(customer, account, policy, overdue.item)),
            daily_rate: contract_rate(account, item, policy),
        }
    };
    chosen.iter().map(cover).collect()
}

/// The currency of a plan where none is named: the only one in which something
/// undisputed is overdue, else the main currency (domain, section 10).
#[must_use]
pub fn currency_of_plan(account: &Account<'_>, policy: &Policy) -> Option<Currency> {
    let with_overdue: Vec<Currency> = account
        .currencies(false)
        .into_iter()
        .filter(|currency| !overdue(account, policy, *currency).0.is_empty())
        .collect();
    match with_overdue.as_slice() {
        [only] => Some(*only),
        _ => crate::score::main_currency(account),
    }
}
