//! The overdue list (欠款明细表): one row for each open part past due, with the
//! reason as far as known, what has been done about it, until when it can be
//! claimed, and which papers are at hand (domain, sections 4 to 9 and 13).
//!
//! JSON of `duebook overdue [CUSTOMER]`, after the header:
//!
//! - `"items"`: `{"customer","name"?,"currency","invoice","part"?,"issued","due",
//!   "days_past_due","bucket","open","disputed","reason","reason_position"?,
//!   "promise"?,"agreement"?,"last_reminder"?,"interest","expires_on","evidence",
//!   "missing"}`, in the order of customer, currency, due date, number, part.
//!   `part` is the instalment's number. `interest` is what the whole invoice has
//!   accrued (domain, section 9), and stands on each of its parts.
//! - `reason` is a code: `dispute_<reason>` of the newest open dispute where one
//!   lies on the part; else the cause (`oversight`, `process`, `cash_flow`,
//!   `dispute`, `deliberate`) of the newest contact since the invoice that gives
//!   one and names it or none; else `broken_promise`, where a promise for it (or
//!   for none) was broken or kept in part only; else `unknown`.
//!   `reason_position` is that event.
//! - `promise` `{"promise","due","amount","credited"}`: of the pending ones made
//!   since the invoice for it (or for none) the one that is due first. `agreement` `{"agreement","kind","status"}`: the
//!   one that dates it. `last_reminder` `{"reminder","level","date","position"}`:
//!   the newest of level 1 or more that names it.
//! - `evidence` `[{"kind","positions","document"}]`, `missing` `[kind]`: see
//!   [`crate::evidence`].
//! - `"totals"`: `[{"currency","customers","items","open","disputed","interest"}]`;
//!   the interest of an invoice counts once, however many parts it has.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::dispute::DisputeReason;
use duebook_events::money::Minor;
use duebook_events::{Currency, CustomerId, Day, EventData, Position};
use serde::Serialize;

use crate::account::{Account, Item, ItemIx, Promise, PromiseStatus};
use crate::balance::parts_in;
use crate::evidence::{Evidence, EvidenceKind, Files};
use crate::interest::interest;
use crate::limitation::{limitation, names_or_all};
use crate::money::Money;
use crate::parts::Part;
use crate::policy::Policy;
use crate::portfolio::Answer;

/// One open part past due.
#[derive(Debug, Clone, Serialize)]
pub struct Overdue {
    /// The customer.
    pub customer: String,
    /// Its name, as far as it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The event that says so.
    #[serde(skip)]
    pub named_by: Option<Position>,
    /// The currency.
    pub currency: Currency,
    /// The number of the invoice or fee.
    pub invoice: String,
    /// The instalment's number under an agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// Date of issue.
    pub issued: Day,
    /// Agreed due date.
    pub due: Day,
    /// Days past it.
    pub days_past_due: i32,
    /// The aging bucket.
    pub bucket: String,
    /// What is open.
    pub open: Money,
    /// How much of it is disputed.
    pub disputed: Money,
    /// Why, as far as known.
    pub reason: &'static str,
    /// The event that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_position: Option<Position>,
    /// The next promise that is still to be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<PendingPromise>,
    /// The agreement by which it is dated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<DatingAgreement>,
    /// The newest reminder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_reminder: Option<LastReminder>,
    /// Late interest of the whole invoice.
    pub interest: Money,
    /// The last day on which it can be claimed.
    pub expires_on: Day,
    /// What is on file.
    pub evidence: Vec<Evidence>,
    /// What is needed and is not.
    pub missing: Vec<EvidenceKind>,
}

/// A promise that is still to be kept.
#[derive(Debug, Clone, Serialize)]
pub struct PendingPromise {
    /// Its number.
    pub promise: String,
    /// By when.
    pub due: Day,
    /// How much.
    pub amount: Money,
    /// What has counted towards it.
    pub credited: Money,
}

/// The agreement by which an item is dated.
#[derive(Debug, Clone, Serialize)]
pub struct DatingAgreement {
    /// Its number.
    pub agreement: String,
    /// What it does.
    pub kind: &'static str,
    /// How it stands.
    pub status: &'static str,
}

/// The newest reminder that names an item.
#[derive(Debug, Clone, Serialize)]
pub struct LastReminder {
    /// Its number.
    pub reminder: String,
    /// The step of the ladder.
    pub level: u16,
    /// When it was sent.
    pub date: Day,
    /// The event.
    pub position: Position,
}

/// What is overdue in one currency.
#[derive(Debug, Clone, Serialize)]
pub struct OverdueTotal {
    /// The currency.
    pub currency: Currency,
    /// How many customers.
    pub customers: usize,
    /// How many parts.
    pub items: usize,
    /// Their sum.
    pub open: Money,
    /// How much of it is disputed.
    pub disputed: Money,
    /// Late interest of their invoices.
    pub interest: Money,
}

/// Answer of `overdue`.
#[derive(Debug, Default, Serialize)]
pub struct OverdueAnswer {
    /// One row a part.
    pub items: Vec<Overdue>,
    /// One row a currency.
    pub totals: Vec<OverdueTotal>,
}

impl Answer for OverdueAnswer {
    const NEEDS_PAYLOADS: bool = true;

    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.items.extend(overdue(customer.as_str(), account, policy));
    }
    fn append(&mut self, later: Self) {
        self.items.extend(later.items);
    }
    fn finish(&mut self) {
        self.totals = totals(&self.items);
    }
}

/// The overdue parts of one customer.
#[must_use]
pub fn overdue(customer: &str, account: &Account<'_>, policy: &Policy) -> Vec<Overdue> {
    let late: Vec<(ItemIx, Part)> = account
        .currencies(false)
        .into_iter()
        .flat_map(|currency| parts_in(account, currency, policy))
        .filter(|(_, part)| part.days_past_due(account.as_of) > 0)
        .collect();
    // Most customers owe nothing that is late: nothing is looked up for them.
    if late.is_empty() {
        return Vec::new();
    }
    let list = List::new(account, policy);
    let mut rows: Vec<Overdue> =
        late.into_iter().filter_map(|(ix, part)| list.row(customer, ix, &part)).collect();
    rows.sort_by(|a, b| {
        let key = |row: &Overdue| (row.currency, row.due);
        key(a).cmp(&key(b)).then_with(|| (&a.invoice, a.part).cmp(&(&b.invoice, b.part)))
    });
    rows
}

/// What the rows of one customer have in common.
struct List<'s, 'a> {
    account: &'s Account<'a>,
    policy: &'s Policy,
    name: Option<String>,
    files: Files<'s, 'a>,
    accrued: BTreeMap<String, Money>,
    expires: BTreeMap<String, Day>,
}

impl<'s, 'a> List<'s, 'a> {
    fn new(account: &'s Account<'a>, policy: &'s Policy) -> Self {
        let registered = account.registered.and_then(|r| account.fact(r.place.position));
        let name = registered.and_then(|fact| match &fact.data {
            EventData::CustomerRegistered(e) => Some(e.name.shown().to_owned()),
            _ => None,
        });
        let accrued = interest("", account, policy).into_iter().map(|r| (r.invoice, r.accrued));
        let expires =
            limitation("", account, policy).into_iter().map(|r| (r.invoice, r.expires_on));
        Self {
            account,
            policy,
            name,
            files: Files::new(account, policy),
            accrued: accrued.collect(),
            expires: expires.collect(),
        }
    }

    fn row(&self, customer: &str, ix: ItemIx, part: &Part) -> Option<Overdue> {
        let item = &self.account.items[ix];
        let due = part.due?;
        let money = |minor: Minor| Money::new(minor, item.currency);
        let days = part.days_past_due(self.account.as_of);
        let (reason, reason_position) = self.reason(item, part);
        let papers = self.files.papers(ix);
        Some(Overdue {
            customer: customer.to_owned(),
            name: self.name.clone(),
            named_by: self.account.registered.map(|registered| registered.place.position),
            currency: item.currency,
            invoice: item.number.to_owned(),
            part: part.instalment,
            issued: item.place.day,
            due,
            days_past_due: days,
            bucket: self.policy.buckets.names()[self.policy.buckets.index(Some(days))].clone(),
            open: money(part.open),
            disputed: money(part.disputed),
            reason,
            reason_position,
            promise: self.pending_promise(item),
            agreement: self.agreement(item, part),
            last_reminder: self.last_reminder(item),
            interest: self.accrued.get(item.number).copied().unwrap_or(money(0)),
            expires_on: *self.expires.get(item.number)?,
            evidence: papers.on_file,
            missing: papers.missing,
        })
    }

    /// Why, as far as known: dispute, cause, broken promise.
    fn reason(&self, item: &Item<'a>, part: &Part) -> (&'static str, Option<Position>) {
        if part.disputed > 0
            && let Some((reason, position)) = self.dispute(item)
        {
            return (reason, Some(position));
        }
        let caused = self.account.contacts.iter().rev().find_map(|(place, e)| {
            let about = *place >= item.place && names_or_all(e.invoices.as_deref(), item.number);
            e.cause.filter(|_| about).map(|cause| (cause.word(), place.position))
        });
        if let Some((cause, position)) = caused {
            return (cause, Some(position));
        }
        let broken = self.promises(item).filter(|promise| {
            let status = promise.status(self.account.as_of);
            matches!(status, PromiseStatus::Broken | PromiseStatus::Partial)
        });
        match broken.max_by_key(|promise| promise.place) {
            Some(promise) => ("broken_promise", Some(promise.place.position)),
            None => ("unknown", None),
        }
    }

    /// The newest open dispute of an item.
    fn dispute(&self, item: &Item<'a>) -> Option<(&'static str, Position)> {
        let disputes = item.disputes.iter().map(|ix| &self.account.disputes[*ix]);
        let open = disputes.filter(|dispute| dispute.resolved.is_none());
        let place = open.map(|dispute| dispute.place).max()?;
        match &self.account.fact(place.position)?.data {
            EventData::DisputeRaised(e) => Some((code(e.reason), place.position)),
            _ => None,
        }
    }

    /// The promises for an item, or for none, since it was issued.
    fn promises(&self, item: &'s Item<'a>) -> impl Iterator<Item = &'s Promise<'a>> {
        self.account.promises.iter().filter(|promise| {
            promise.currency == item.currency
                && promise.place >= item.place
                && (promise.items.is_none() || promise.names(item.number))
        })
    }

    fn pending_promise(&self, item: &'s Item<'a>) -> Option<PendingPromise> {
        let pending = self
            .promises(item)
            .filter(|promise| promise.status(self.account.as_of) == PromiseStatus::Pending);
        pending.min_by_key(|promise| (promise.due, promise.place)).map(|promise| PendingPromise {
            promise: promise.number.to_owned(),
            due: promise.due,
            amount: Money::new(promise.amount, promise.currency),
            credited: Money::new(promise.credited, promise.currency),
        })
    }

    fn agreement(&self, item: &Item<'a>, part: &Part) -> Option<DatingAgreement> {
        let agreement = self.account.dating_agreement(item).filter(|_| part.agreed)?;
        Some(DatingAgreement {
            agreement: agreement.number.to_owned(),
            kind: agreement.kind.word(),
            status: self.account.agreement_status(agreement).word(),
        })
    }

    fn last_reminder(&self, item: &Item<'_>) -> Option<LastReminder> {
        let naming = self.account.reminders.iter().rev().find(|(_, e)| {
            e.level.0 >= 1 && e.invoices.iter().any(|named| named.as_str() == item.number)
        });
        naming.map(|(place, e)| LastReminder {
            reminder: e.reminder.as_str().to_owned(),
            level: e.level.0,
            date: place.day,
            position: place.position,
        })
    }
}

/// The code of a dispute's reason.
fn code(reason: DisputeReason) -> &'static str {
    match reason {
        DisputeReason::Quantity => "dispute_quantity",
        DisputeReason::Quality => "dispute_quality",
        DisputeReason::Price => "dispute_price",
        DisputeReason::InvoiceError => "dispute_invoice_error",
        DisputeReason::Delivery => "dispute_delivery",
        DisputeReason::AlreadyPaid => "dispute_already_paid",
        DisputeReason::Other => "dispute_other",
    }
}

/// Sums by currency.
#[must_use]
pub fn totals(rows: &[Overdue]) -> Vec<OverdueTotal> {
    let mut currencies: Vec<Currency> = rows.iter().map(|row| row.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let total = |currency: Currency| {
        let of = || rows.iter().filter(move |row| row.currency == currency);
        let money = |minor: Minor| Money::new(minor, currency);
        let customers: BTreeSet<&str> = of().map(|row| row.customer.as_str()).collect();
        // The parts of one invoice share its interest.
        let accrued: BTreeMap<&str, Minor> =
            of().map(|row| (row.invoice.as_str(), row.interest.minor)).collect();
        OverdueTotal {
            currency,
            customers: customers.len(),
            items: of().count(),
            open: money(of().map(|row| row.open.minor).sum()),
            disputed: money(of().map(|row| row.disputed.minor).sum()),
            interest: money(accrued.values().sum()),
        }
    };
    currencies.into_iter().map(total).collect()
}

#[cfg(test)]
mod tests;
