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
//! - `promise` `{"promise","due","amount","credited"}`: the pending one for it (or
//!   for none) that is due first. `agreement` `{"agreement","kind","status"}`: the
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
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::given::{History, history};

    fn rows(history: &History, date: &str) -> Vec<Overdue> {
        overdue("C-1", &history.as_of(date), history.policy())
    }

    fn reason(history: &History) -> (&'static str, Option<u64>) {
        let row = &rows(history, "2025-04-30")[0];
        (row.reason, row.reason_position.map(|position| position.0))
    }

    fn paper() -> Value {
        json!({"sha256": "0".repeat(64), "name": "a.pdf", "media_type": "application/pdf",
            "bytes": 1})
    }

    #[test]
    fn the_reason_is_the_dispute_then_the_cause_then_the_broken_promise() {
        let contact = |number: &str, cause: &str| {
            json!({"contact": number, "channel": "phone", "cause": cause, "summary": "s",
                "response": "answered"})
        };
        let history = history().invoice("I", "2025-01-01", "100", "2025-01-31");
        assert_eq!(reason(&history), ("unknown", None));
        let promise =
            json!({"promise": "PR", "amount": "5", "currency": "CNY", "due": "2025-03-01"});
        let history = history.and("promise.made", "2025-02-20", promise);
        assert_eq!(reason(&history), ("broken_promise", Some(3)));
        let history = history
            .and("contact.logged", "2025-03-02", contact("C-1", "oversight"))
            .and("contact.logged", "2025-03-01", contact("C-2", "deliberate"))
            // Before the invoice: about something else.
            .and("contact.logged", "2024-12-01", contact("C-3", "process"));
        assert_eq!(reason(&history), ("oversight", Some(4)));
        let dispute = json!({"dispute": "D", "invoice": "I", "amount": "10", "reason": "quality"});
        let history = history.and("dispute.raised", "2025-03-10", dispute);
        assert_eq!(reason(&history), ("dispute_quality", Some(7)));
        let resolved = json!({"dispute": "D", "outcome": "rejected"});
        let history = history.and("dispute.resolved", "2025-03-20", resolved);
        assert_eq!(reason(&history), ("oversight", Some(4)));
    }

    /// Domain, section 7: the example of the missed instalment.
    #[test]
    fn parts_under_a_plan_have_rows_of_their_own() {
        let plan = json!({"kind": "instalment", "schedule": [
            {"due": "2025-03-15", "amount": "40000"}, {"due": "2025-04-15", "amount": "40000"},
            {"due": "2025-05-15", "amount": "40000"}]});
        let history = history()
            .invoice("I", "2025-01-01", "120000", "2025-01-31")
            .agreement("A", "2025-03-01", &[("I", "120000")], plan)
            .payment("P", "2025-03-14", "40000", &[("I", "40000")]);
        let before = rows(&history, "2025-04-16");
        assert_eq!(before.len(), 1);
        assert_eq!((before[0].part, before[0].open.to_string()), (Some(2), "40000.00".into()));
        assert_eq!((before[0].days_past_due, before[0].bucket.as_str()), (1, "1-30"));
        let agreement = before[0].agreement.as_ref().unwrap();
        assert_eq!((agreement.agreement.as_str(), agreement.status), ("A", "active"));
        let after = rows(&history, "2025-05-16");
        assert_eq!(after.iter().map(|row| row.part).collect::<Vec<_>>(), [Some(2), Some(3)]);
        let total = &totals(&after)[0];
        assert_eq!(
            (total.items, total.customers, total.open.to_string()),
            (2, 1, "80000.00".into())
        );
        assert!(rows(&history, "2025-04-15").is_empty());
    }

    /// Stories, 6: the acceptance certificate counts, so it must be at hand.
    #[test]
    fn what_the_terms_need_is_missing_until_a_document_is_on_file() {
        let terms = json!({"trigger": "acceptance", "net_days": 10});
        let history = history()
            .and("terms.agreed", "2024-01-01", json!({"terms": terms, "document": paper()}))
            .and(
                "order.placed",
                "2025-01-01",
                json!({"order": "O", "currency": "CNY", "amount": "9"}),
            )
            .and("delivery.shipped", "2025-01-02", json!({"delivery": "D", "order": "O"}))
            .and("delivery.received", "2025-01-03", json!({"delivery": "D", "document": paper()}))
            .and("delivery.accepted", "2025-01-04", json!({"delivery": "D"}))
            .and(
                "invoice.issued",
                "2025-01-05",
                json!({"invoice": "I", "currency": "CNY",
                "amount": "9", "order": "O", "deliveries": ["D"]}),
            )
            .and(
                "statement.sent",
                "2025-02-01",
                json!({"statement": "S", "currency": "CNY",
                "period_end": "2025-01-31", "closing_balance": "9"}),
            )
            .and(
                "statement.confirmed",
                "2025-02-03",
                json!({"statement": "S",
                "confirmed_balance": "9", "signed_by": "x", "document": paper()}),
            )
            .and(
                "statement.sent",
                "2025-01-01",
                json!({"statement": "EARLIER", "currency": "CNY",
                "period_end": "2024-12-31", "closing_balance": "0"}),
            );
        let row = &rows(&history, "2025-03-01")[0];
        let on_file: Vec<(&str, Vec<u64>, bool)> = row
            .evidence
            .iter()
            .map(|e| (e.kind.word(), e.positions.iter().map(|p| p.0).collect(), e.document))
            .collect();
        assert_eq!(
            on_file,
            [
                ("contract", vec![2], true),
                ("order", vec![3], false),
                ("delivery_note", vec![4, 5], true),
                ("acceptance", vec![6], false),
                ("invoice", vec![7], false),
                ("invoice_receipt", vec![], false),
                ("statement", vec![8, 9], true),
                ("reminders", vec![], false),
                ("acknowledgement", vec![], false),
            ]
        );
        assert_eq!(row.missing, [EvidenceKind::Acceptance, EvidenceKind::Invoice]);
    }
}
