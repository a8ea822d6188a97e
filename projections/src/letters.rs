//! What stands in a letter to a customer: the items that it may name, what is
//! due on them, and what the contract says (domain, sections 9 and 12).
//!
//! Shape: [`letter`] picks the items of one level and currency, [`thanks`] tells
//! what one payment settled. Both are judgements: nothing is recorded here.

use std::collections::BTreeSet;

use duebook_events::money::Minor;
use duebook_events::{Currency, Day, EventData};
use serde::Serialize;

use crate::account::{Account, AgreementStatus, Item, ItemIx, Payment, SliceSource};
use crate::due::{contractual_due, following_working_day, terms_of};
use crate::interest::interest;
use crate::late_fee::late_fee;
use crate::money::Money;
use crate::parts;
use crate::policy::Policy;
use crate::reminders::{JudgedPart, LeftOut, judged_parts};

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

fn contract_rate(account: &Account<'_>, item: &Item<'_>, policy: &Policy) -> Option<String> {
    let rate = if item.is_fee() { None } else { terms_of(account, item, policy).daily_rate };
    rate.filter(|rate| !rate.decimal().is_zero()).map(|rate| rate.to_string())
}

/// Late interest that has accrued on an invoice, less what was charged for it as
/// fees, which are items of their own; nothing within the terms' days of grace.
pub(crate) fn still_owed(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ix: ItemIx,
) -> Money {
    let fee = late_fee(customer, account, policy, ix);
    Money::new(fee.map_or(0, |fee| fee.amount.minor), account.items[ix].currency)
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

fn contract_words(
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

/// What one payment settled.
#[derive(Debug, Clone, Serialize)]
pub struct Thanks {
    /// The currency.
    pub currency: Currency,
    /// The payment.
    pub payment: String,
    /// When it came in.
    pub paid_on: Day,
    /// How much it was.
    pub amount: Money,
    /// What it was applied to, by due date.
    pub items: Vec<ThanksItem>,
    /// What of it is not applied to an invoice yet, if anything.
    pub unapplied: Option<Money>,
    /// What is still open on these invoices.
    pub still_open: Money,
    /// The next agreed or contractual date on which something falls due, and how much.
    pub next: Option<NextDue>,
}

/// One invoice that a payment was applied to.
#[derive(Debug, Clone, Serialize)]
pub struct ThanksItem {
    /// The number of the invoice or fee.
    pub invoice: String,
    /// When it was issued.
    pub issued: Day,
    /// When it fell due by contract.
    pub due: Option<Day>,
    /// How much of the payment went to it.
    pub amount: Money,
    /// What is still open on it.
    pub open: Money,
}

/// What falls due next.
#[derive(Debug, Clone, Serialize)]
pub struct NextDue {
    /// When.
    pub due: Day,
    /// How much.
    pub amount: Money,
}

/// Tells what a payment settled: the one that is named, else the newest.
#[must_use]
pub fn thanks(
    account: &Account<'_>,
    policy: &Policy,
    currency: Option<Currency>,
    number: Option<&str>,
) -> Option<Thanks> {
    let stands = |payment: &&Payment<'_>| payment.arrived && payment.reversed.is_none();
    let payment = account
        .payments
        .iter()
        .filter(stands)
        .filter(|payment| currency.is_none_or(|currency| currency == payment.currency))
        .filter(|payment| number.is_none_or(|number| number == payment.number))
        .max_by_key(|payment| payment.place)?;
    let ix = account.payments.iter().position(|other| std::ptr::eq(other, payment))?;
    let currency = payment.currency;
    let mut items: Vec<ThanksItem> = account
        .items
        .iter()
        .filter_map(|item| {
            let applied: Minor = item
                .slices
                .iter()
                .map(|slice| &account.slices[*slice])
                .filter(|slice| slice.source == SliceSource::Payment(ix))
                .map(|slice| slice.live)
                .sum();
            (applied > 0).then(|| ThanksItem {
                invoice: item.number.to_owned(),
                issued: item.place.day,
                due: contractual_due(account, item, policy, account.as_of),
                amount: Money::new(applied, currency),
                open: Money::new(item.open(), currency),
            })
        })
        .collect();
    items.sort_by(|a, b| (a.due, &a.invoice).cmp(&(b.due, &b.invoice)));
    let still_open = items.iter().map(|item| item.open.minor).sum();
    Some(Thanks {
        currency,
        payment: payment.number.to_owned(),
        paid_on: payment.place.day,
        amount: Money::new(payment.amount, currency),
        unapplied: Some(payment.unapplied())
            .filter(|rest| *rest > 0)
            .map(|rest| Money::new(rest, currency)),
        still_open: Money::new(still_open, currency),
        next: next_due(account, policy, currency),
        items,
    })
}

/// What falls due next after the date of the question, disputed amounts aside.
fn next_due(account: &Account<'_>, policy: &Policy, currency: Currency) -> Option<NextDue> {
    let mut next: Option<NextDue> = None;
    for (ix, item) in account.items.iter().enumerate() {
        if item.currency != currency {
            continue;
        }
        for part in parts::agreed(account, ix, policy, account.as_of) {
            let Some(due) = part.due.filter(|due| *due > account.as_of) else { continue };
            let amount = part.undisputed();
            match &mut next {
                _ if amount == 0 => {}
                Some(so_far) if so_far.due == due => so_far.amount.minor += amount,
                Some(so_far) if so_far.due < due => {}
                _ => next = Some(NextDue { due, amount: Money::new(amount, currency) }),
            }
        }
    }
    next
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::{History, history};

    fn ask(level: u16) -> LetterAsk<'static> {
        LetterAsk { level, currency: None, invoices: &[] }
    }

    fn letter_of(history: &History, as_of: &str, ask: &LetterAsk<'_>) -> Result<Letter, NoLetter> {
        letter("C-1", &history.as_of(as_of), history.policy(), ask)
    }

    fn named(letter: &Letter) -> Vec<&str> {
        letter.items.iter().map(|item| item.invoice.as_str()).collect()
    }

    fn reminded(history: History, on: &str, level: u16, invoice: &str) -> History {
        let data = json!({"reminder": format!("R-{level}"), "level": level, "channel": "email",
            "invoices": [invoice]});
        history.and("reminder.sent", on, data)
    }

    /// Domain, section 12: what the worklist has at the level, and nothing else.
    #[test]
    fn a_letter_names_what_the_worklist_has_at_its_level() {
        let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").invoice(
            "B",
            "2025-01-01",
            "50",
            "2025-02-20",
        );
        let history = reminded(history, "2025-02-05", 1, "A");
        let second = letter_of(&history, "2025-02-24", &ask(2)).unwrap();
        assert_eq!((named(&second), second.on_worklist), (vec!["A"], true));
        let first = letter_of(&history, "2025-02-24", &ask(1)).unwrap();
        assert_eq!((named(&first), first.total.to_string()), (vec!["B"], "50.00".to_owned()));
        // No line at the level: all that is late, and what the ladder asks for.
        let third = letter_of(&history, "2025-02-24", &ask(3)).unwrap();
        assert_eq!((named(&third), third.on_worklist), (vec!["A", "B"], false));
        assert_eq!(third.asked, BTreeSet::from([1, 2]));
    }

    #[test]
    fn a_notice_names_what_falls_due_within_three_days() {
        let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").invoice(
            "B",
            "2025-01-01",
            "50",
            "2025-02-20",
        );
        let notice = letter_of(&history, "2025-02-17", &ask(0)).unwrap();
        assert_eq!((named(&notice), notice.items[0].days_past_due), (vec!["B"], -3));
        let early = letter_of(&history, "2025-02-16", &ask(0)).unwrap_err();
        assert_eq!(early, NoLetter::Nothing(Vec::new()));
    }

    /// Domain, section 12: left out are disputed amounts, pending promises, insolvency.
    #[test]
    fn what_is_left_out_is_never_named() {
        let dispute = json!({"dispute": "D", "invoice": "A", "amount": "30", "reason": "price"});
        let promise = json!({"promise": "P", "amount": "50", "currency": "CNY",
            "due": "2025-03-01", "invoices": ["B"]});
        let history = history()
            .invoice("A", "2025-01-01", "100", "2025-02-01")
            .invoice("B", "2025-01-01", "50", "2025-02-01")
            .and("dispute.raised", "2025-02-10", dispute)
            .and("promise.made", "2025-02-11", promise);
        let letter = letter_of(&history, "2025-02-24", &ask(1)).unwrap();
        assert_eq!((named(&letter), letter.total.to_string()), (vec!["A"], "70.00".to_owned()));
        let why: Vec<_> = letter.left_out.iter().map(|l| (l.invoice.as_str(), l.reason)).collect();
        assert_eq!(why, [("A", "disputed"), ("B", "promise_pending")]);
        let only = ["B".to_owned()];
        let only = LetterAsk { invoices: &only, ..ask(1) };
        let refused = letter_of(&history, "2025-02-24", &only).unwrap_err();
        assert_eq!(
            refused,
            NoLetter::NotThis { invoice: "B".to_owned(), reason: "promise_pending" }
        );
        let insolvent = history.and("legal.step", "2025-02-20", json!({"step": "insolvency"}));
        let none = letter_of(&insolvent, "2025-02-24", &ask(1)).unwrap_err();
        let NoLetter::Nothing(left_out) = none else { panic!("{none:?}") };
        assert!(left_out.iter().any(|left| left.reason == "insolvency"));
    }

    #[test]
    fn each_currency_has_a_letter_of_its_own() {
        let euro = json!({"invoice": "E", "currency": "EUR", "amount": "9", "due": "2025-02-01"});
        let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").and(
            "invoice.issued",
            "2025-01-01",
            euro,
        );
        let NoLetter::Currencies(both) = letter_of(&history, "2025-02-24", &ask(1)).unwrap_err()
        else {
            panic!("two currencies in one letter")
        };
        assert_eq!(both.len(), 2);
        let euros = LetterAsk { currency: Some(both[1]), ..ask(1) };
        assert_eq!(named(&letter_of(&history, "2025-02-24", &euros).unwrap()), ["E"]);
    }

    /// Domain, section 9: the example's interest, less what was charged for it.
    #[test]
    fn a_demand_shows_the_interest_that_was_not_charged_yet() {
        let terms = json!({"trigger": "invoice_date", "net_days": 30, "daily_rate": "0.0005",
            "stop_supply_days": 15});
        let invoice =
            json!({"invoice": "I", "currency": "CNY", "amount": "120000.00", "terms": terms});
        let history = history().and("invoice.issued", "2025-02-03", invoice).payment(
            "P",
            "2025-03-25",
            "20000",
            &[("I", "20000")],
        );
        let demand = letter_of(&history, "2025-04-14", &ask(2)).unwrap();
        let shown = |letter: &Letter| letter.interest.map(|money| money.to_string());
        assert_eq!(shown(&demand).as_deref(), Some("1494.79"));
        assert_eq!(demand.claim.to_string(), "101494.79");
        assert_eq!(demand.contract.stop_supply_days, Some(15));
        assert!(demand.contract.capped);
        // A friendly reminder speaks of no interest.
        assert_eq!(shown(&letter_of(&history, "2025-04-14", &ask(1)).unwrap()), None);
        let fee = json!({"fee": "F", "invoice": "I", "amount": "1000.00", "due": "2025-04-30"});
        let charged = history.and("late_fee.charged", "2025-04-10", fee);
        let demand = letter_of(&charged, "2025-04-14", &ask(2)).unwrap();
        assert_eq!(shown(&demand).as_deref(), Some("494.79"));
    }

    /// Domain, section 12: parts of an active agreement get levels 0 and 1 only.
    #[test]
    fn a_kept_plan_is_not_demanded() {
        let plan = json!({"kind": "instalment", "schedule": [
            {"due": "2025-03-01", "amount": "40"}, {"due": "2025-04-01", "amount": "60"}]});
        let history = history().invoice("A", "2025-01-01", "100", "2025-02-01").agreement(
            "G",
            "2025-02-10",
            &[("A", "100")],
            plan,
        );
        let first = letter_of(&history, "2025-03-03", &ask(1)).unwrap();
        assert_eq!((first.items[0].part, first.total.to_string()), (Some(1), "40.00".to_owned()));
        assert!(letter_of(&history, "2025-03-03", &ask(2)).is_err());
    }

    #[test]
    fn thanks_name_the_newest_payment_that_stands() {
        let history = history()
            .invoice("A", "2025-01-01", "100", "2025-02-01")
            .payment("P-1", "2025-02-03", "60", &[("A", "60")])
            .payment("P-2", "2025-02-04", "50", &[("A", "30")])
            .and("payment.reversed", "2025-02-05", json!({"payment": "P-2", "reason": "bounced"}));
        let account = history.as_of("2025-02-04");
        let said = thanks(&account, history.policy(), None, None).unwrap();
        assert_eq!(
            (said.payment.as_str(), said.items[0].amount.to_string()),
            ("P-2", "30.00".into())
        );
        assert_eq!(said.unapplied.unwrap().to_string(), "20.00");
        assert_eq!(said.still_open.to_string(), "10.00");
        let account = history.as_of("2025-02-05");
        let said = thanks(&account, history.policy(), None, None).unwrap();
        assert_eq!(said.payment, "P-1");
        assert!(thanks(&account, history.policy(), None, Some("P-2")).is_none());
    }
}
