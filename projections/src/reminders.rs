//! The collector's worklist: whom to remind today, and who is left out and why
//! (domain, section 12).

mod explain;

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::dunning::{Cause, Channel, Response};
use duebook_events::legal::Step;
use duebook_events::money::Minor;
use duebook_events::{Currency, Day, Position};
use serde::Serialize;

use crate::account::{Account, AgreementStatus, Item, ItemIx, PromiseStatus};
use crate::limitation::names_or_all;
use crate::money::Money;
use crate::parts::{self, Part};
use crate::policy::{Policy, round_minor};
use crate::score::last_cause;
use crate::shortages;

pub use explain::{ExplainedPart, HORIZON_DAYS, NextStep, Verdict, explain};

/// One line of the worklist.
#[derive(Debug, Clone, Serialize)]
pub struct Reminder {
    /// The customer.
    pub customer: String,
    /// The currency.
    pub currency: Currency,
    /// The step of the ladder.
    pub level: u16,
    /// Why now.
    pub reason: &'static str,
    /// `reminder` or `legal_step`.
    pub action: &'static str,
    /// How to reach the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<&'static str>,
    /// The items.
    pub invoices: Vec<String>,
    /// The undisputed open amount of the parts that reached the level.
    pub amount: Money,
}

/// An item that would have a line today, and why it has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LeftOut {
    /// The customer.
    pub customer: String,
    /// The number of the item.
    pub invoice: String,
    /// Why.
    pub reason: &'static str,
}

/// Why a part is on the list: one row for each part of a line's items.
#[derive(Debug, Clone, Serialize)]
pub struct Because {
    /// The customer.
    pub customer: String,
    /// The currency.
    pub currency: Currency,
    /// The step of the ladder.
    pub level: u16,
    /// Why now.
    pub reason: &'static str,
    /// The number of the item.
    pub invoice: String,
    /// The instalment's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// When it fell (or falls) due.
    pub due: Day,
    /// Days past due; negative before.
    pub days_past_due: i32,
    /// What is open and undisputed.
    pub amount: Money,
    /// The newest reminder since it fell due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
    /// Since when there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent_since: Option<Day>,
    /// What of the item was billed and reported missing: to be cleared before
    /// anybody insists (domain, section 4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<Money>,
}

/// The newest reminder (or legal step, as level 4) about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Last {
    /// Its level.
    pub level: u16,
    /// Its date.
    pub on: Day,
    /// The event.
    pub position: Position,
}

/// The worklist of one customer, each list in the order of its fields.
#[derive(Debug, Default)]
pub struct Worklist {
    /// The lines.
    pub due: Vec<Reminder>,
    /// What has none, and why.
    pub left_out: Vec<LeftOut>,
    /// The parts behind the lines.
    pub because: Vec<Because>,
}

/// A step that a part has reached, and why.
type Reached = (u16, &'static str);

/// An open part as the ladder sees it today.
#[derive(Debug, Clone)]
pub struct JudgedPart {
    /// The item.
    pub item: ItemIx,
    /// The part.
    pub part: Part,
    /// The highest step that it has reached, if any.
    pub reached: Option<Reached>,
    /// Why nobody may be reminded of it: `insolvency`, `promise_pending`,
    /// `disputed` (in part or whole).
    pub against: Vec<&'static str>,
    /// Whether an active agreement dates it: only levels 0 and 1 are for such parts.
    pub under_agreement: bool,
}

impl JudgedPart {
    /// Whether nothing of it may be reminded of.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.part.undisputed() == 0 || self.against.iter().any(|reason| *reason != "disputed")
    }
}

/// Every open part of one customer, in order of position of its item.
#[must_use]
pub fn judged_parts(account: &Account<'_>, policy: &Policy) -> Vec<JudgedPart> {
    judged_by(&Ladder::new(account, policy))
}

fn judged_by(ladder: &Ladder<'_, '_>) -> Vec<JudgedPart> {
    let (account, policy) = (ladder.account, ladder.policy);
    let mut judged = Vec::new();
    for ix in account.open_items() {
        let item = &account.items[ix];
        for part in parts::agreed(account, ix, policy, account.as_of) {
            let mut against = ladder.reasons_against(item);
            if part.disputed > 0 {
                against.push("disputed");
            }
            let reached = ladder.reached(item, &part);
            let under_agreement = part.agreed && ladder.under_active_agreement(item);
            judged.push(JudgedPart { item: ix, part, reached, against, under_agreement });
        }
    }
    judged
}

/// The worklist of one customer.
#[must_use]
pub fn reminders(customer: &str, account: &Account<'_>, policy: &Policy) -> Worklist {
    let ladder = Ladder::new(account, policy);
    let mut because = Vec::new();
    let mut lines: BTreeMap<(Currency, u16, &str), (BTreeSet<&str>, Minor)> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    for judged in judged_by(&ladder) {
        let Some((level, reason)) = judged.reached else { continue };
        let item = &account.items[judged.item];
        left_out.extend(judged.against.iter().map(|reason| LeftOut {
            customer: customer.to_owned(),
            invoice: item.number.to_owned(),
            reason,
        }));
        if !judged.is_blocked() {
            let line = lines.entry((item.currency, level, reason)).or_default();
            line.0.insert(item.number);
            line.1 += judged.part.undisputed();
            because.push(ladder.because(customer, judged.item, &judged.part, (level, reason)));
        }
    }
    let lines = lines
        .into_iter()
        .map(|((currency, level, reason), (invoices, amount))| Reminder {
            customer: customer.to_owned(),
            currency,
            level,
            reason,
            action: if level >= 4 { "legal_step" } else { "reminder" },
            channel: policy.reminders.channel(level).map(Channel::word),
            invoices: invoices.into_iter().map(str::to_owned).collect(),
            amount: Money::new(amount, currency),
        })
        .collect();
    because.sort_by(|a, b| {
        let key = |row: &Because| (row.currency, row.level, row.reason, row.due);
        (key(a), &a.invoice, a.part).cmp(&(key(b), &b.invoice, b.part))
    });
    Worklist { due: lines, left_out: left_out.into_iter().collect(), because }
}

/// What of an item was billed and reported missing, in minor units.
fn unverified(account: &Account<'_>, ix: ItemIx) -> Minor {
    shortages::of_invoice(account, ix).map_or(0, |(missing, _)| round_minor(missing))
}

struct Ladder<'l, 'a> {
    account: &'l Account<'a>,
    policy: &'l Policy,
    deliberate: bool,
    insolvent: bool,
}

impl<'l, 'a> Ladder<'l, 'a> {
    fn new(account: &'l Account<'a>, policy: &'l Policy) -> Self {
        Self {
            account,
            policy,
            deliberate: last_cause(account, policy)
                .is_some_and(|(cause, _)| cause == Cause::Deliberate),
            insolvent: account.legal_steps.iter().any(|(_, e)| e.step == Step::Insolvency),
        }
    }

    /// The row of a part that has reached a step.
    fn because(&self, customer: &str, ix: ItemIx, part: &Part, step: Reached) -> Because {
        let item = &self.account.items[ix];
        // A part that has reached a step has a date.
        let due = part.due.unwrap_or(self.account.as_of);
        let last = self.last(item, due);
        let silent =
            last.filter(|last| last.level == 1).map(|last| self.silent_since(item, last.on));
        let unverified = unverified(self.account, ix);
        Because {
            customer: customer.to_owned(),
            currency: item.currency,
            level: step.0,
            reason: step.1,
            invoice: item.number.to_owned(),
            part: part.instalment,
            due,
            days_past_due: part.days_past_due(self.account.as_of),
            amount: Money::new(part.undisputed(), item.currency),
            last,
            silent_since: silent,
            unverified: (unverified > 0).then(|| Money::new(unverified, item.currency)),
        }
    }

    /// Why an item gets no line although a part of it reached a step.
    fn reasons_against(&self, item: &Item<'_>) -> Vec<&'static str> {
        let mut reasons = Vec::new();
        if self.insolvent {
            reasons.push("insolvency");
        }
        let promised = self.account.promises.iter().any(|promise| {
            promise.currency == item.currency
                && promise.status(self.account.as_of) == PromiseStatus::Pending
                && (promise.items.is_none() || promise.names(item.number))
        });
        if promised {
            reasons.push("promise_pending");
        }
        reasons
    }

    /// The newest level >= 1 after a date that names the item: the level and its
    /// day; a legal step that names it, or none, counts as level 4.
    fn last(&self, item: &Item<'_>, after: Day) -> Option<Last> {
        let reminders = self.account.reminders.iter().filter(|(place, e)| {
            place.day > after
                && e.level.0 >= 1
                && e.invoices.iter().any(|named| named.as_str() == item.number)
        });
        let steps = self.account.legal_steps.iter().filter(|(place, e)| {
            place.day > after && names_or_all(e.invoices.as_deref(), item.number)
        });
        let reminders = reminders.map(|(place, e)| (*place, e.level.0));
        let steps = steps.map(|(place, _)| (*place, 4));
        let newest = reminders.chain(steps).max_by_key(|(place, _)| *place);
        newest.map(|(place, level)| Last { level, on: place.day, position: place.position })
    }

    /// Since when the customer has been silent about an item: the last reminder,
    /// or a later contact that was answered.
    fn silent_since(&self, item: &Item<'_>, reminded: Day) -> Day {
        let answered = self.account.contacts.iter().filter(|(place, e)| {
            place.day >= reminded
                && e.response == Response::Answered
                && names_or_all(e.invoices.as_deref(), item.number)
        });
        answered.map(|(place, _)| place.day).max().unwrap_or(reminded).max(reminded)
    }

    /// The highest step that a part has reached.
    fn reached(&self, item: &Item<'_>, part: &Part) -> Option<Reached> {
        let ladder = &self.policy.reminders;
        let due = part.due?;
        let as_of = self.account.as_of;
        let late = as_of - due;
        let active = part.agreed && self.under_active_agreement(item);
        let last = self.last(item, due);
        if !active {
            let level4 = last.is_some_and(|last| last.level >= 4);
            let waited = |level, days| {
                last.is_some_and(|last| last.level == level && as_of - last.on >= days)
            };
            if waited(3, ladder.legal_wait_days) && late > ladder.legal_above_days {
                return Some((4, "over_60_days"));
            }
            if self.deliberate && late > 0 && !level4 && !self.had_level_4(item, due) {
                return Some((4, "deliberate"));
            }
            if waited(2, ladder.demand_wait_days) && late > ladder.demand_above_days {
                return Some((3, "over_30_days"));
            }
            if let Some(Last { level: 1, on, .. }) = last
                && as_of - self.silent_since(item, on) >= ladder.silence_days
            {
                return Some((2, "no_answer"));
            }
        }
        let (first, reason) = if active {
            (ladder.first_after_days_agreed, "instalment_missed")
        } else {
            (ladder.first_after_days, "overdue")
        };
        if late >= first && last.is_none() {
            return Some((1, reason));
        }
        let before = ladder.before_due_days;
        let announced = self.account.reminders.iter().any(|(place, e)| {
            e.level.0 == 0
                && place.day >= due - before
                && e.invoices.iter().any(|named| named.as_str() == item.number)
        });
        ((-before..=0).contains(&late) && !announced).then_some((0, "before_due"))
    }

    fn had_level_4(&self, item: &Item<'_>, due: Day) -> bool {
        let reminded = self.account.reminders.iter().any(|(place, e)| {
            place.day > due
                && e.level.0 >= 4
                && e.invoices.iter().any(|named| named.as_str() == item.number)
        });
        reminded
            || self.account.legal_steps.iter().any(|(place, e)| {
                place.day > due && names_or_all(e.invoices.as_deref(), item.number)
            })
    }

    fn under_active_agreement(&self, item: &Item<'_>) -> bool {
        self.account.dating_agreement(item).is_some_and(|agreement| {
            self.account.agreement_status(agreement) == AgreementStatus::Active
        })
    }
}
