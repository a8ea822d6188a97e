//! Which promises and agreements were kept (domain, sections 7 and 8).

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};
use serde::Serialize;

use crate::account::{Account, Promise, PromiseStatus};
use crate::money::{Money, Ratio};

/// A promise as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct PromiseRow {
    /// Its number.
    pub promise: String,
    /// The customer.
    pub customer: String,
    /// Its currency.
    pub currency: Currency,
    /// How much.
    pub amount: Money,
    /// By when.
    pub due: Day,
    /// What has counted towards it.
    pub credited: Money,
    /// How it stands.
    pub status: &'static str,
    /// The day on which it was covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_on: Option<Day>,
}

/// An agreement as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct AgreementRow {
    /// Its number.
    pub agreement: String,
    /// The customer.
    pub customer: String,
    /// What it does.
    pub kind: &'static str,
    /// How it stands.
    pub status: &'static str,
    /// The day at whose end it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaulted_on: Option<Day>,
    /// Its schedule.
    pub instalments: Vec<InstalmentRow>,
}

/// An instalment as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct InstalmentRow {
    /// The agreed date.
    pub due: Day,
    /// How much.
    pub amount: Money,
    /// How much of it is filled.
    pub credited: Money,
    /// How it stands.
    pub status: &'static str,
    /// Since when it has been met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_on: Option<Day>,
}

/// How many promises were kept.
#[derive(Debug, Clone, Serialize)]
pub struct KeptRatio {
    /// The customer.
    pub customer: String,
    /// The currency.
    pub currency: Currency,
    /// Kept promises by all that can be judged.
    pub by_count: Ratio,
    /// The same by amount.
    pub by_amount: Ratio,
}

/// The promises of one customer, by currency and number.
#[must_use]
pub fn promises(customer: &str, account: &Account<'_>) -> Vec<PromiseRow> {
    let mut rows: Vec<PromiseRow> = account
        .promises
        .iter()
        .map(|promise| {
            let status = promise.status(account.as_of);
            let covered = matches!(status, PromiseStatus::Kept | PromiseStatus::KeptLate);
            PromiseRow {
                promise: promise.number.to_owned(),
                customer: customer.to_owned(),
                currency: promise.currency,
                amount: Money::new(promise.amount, promise.currency),
                due: promise.due,
                credited: Money::new(promise.credited, promise.currency),
                status: status.word(),
                settled_on: promise.settled_on.filter(|_| covered),
            }
        })
        .collect();
    rows.sort_by(|a, b| (a.currency, &a.promise).cmp(&(b.currency, &b.promise)));
    rows
}

/// The agreements of one customer, by number.
#[must_use]
pub fn agreements(customer: &str, account: &Account<'_>) -> Vec<AgreementRow> {
    let mut order: Vec<&crate::account::Agreement<'_>> = account.agreements.iter().collect();
    order.sort_by_key(|agreement| agreement.number);
    order
        .into_iter()
        .map(|agreement| {
            let money = |minor| Money::new(minor, agreement.currency);
            AgreementRow {
                agreement: agreement.number.to_owned(),
                customer: customer.to_owned(),
                kind: agreement.kind.word(),
                status: account.agreement_status(agreement).word(),
                defaulted_on: agreement.defaulted_on,
                instalments: account
                    .instalments(agreement)
                    .into_iter()
                    .map(|view| InstalmentRow {
                        due: view.due,
                        amount: money(view.amount),
                        credited: money(view.credited),
                        status: view.status.word(),
                        met_on: view.met_on,
                    })
                    .collect(),
            }
        })
        .collect()
}

/// Kept / (kept + kept late + partial + broken) over some promises, by count
/// and by amount; `None` while nothing can be judged.
#[must_use]
pub fn kept_ratio<'p>(
    promises: impl Iterator<Item = &'p Promise<'p>>,
    as_of: Day,
) -> Option<(Ratio, Ratio)> {
    let (mut kept, mut judged): ((Minor, Minor), (Minor, Minor)) = ((0, 0), (0, 0));
    for promise in promises {
        match promise.status(as_of) {
            PromiseStatus::Pending | PromiseStatus::Superseded => continue,
            PromiseStatus::Kept => {
                kept.0 += 1;
                kept.1 += promise.amount;
            }
            _ => {}
        }
        judged.0 += 1;
        judged.1 += promise.amount;
    }
    Some((Ratio::of(kept.0, judged.0)?, Ratio::of(kept.1, judged.1)?))
}

/// The kept ratio of one customer, per currency; no row where nothing can be judged.
#[must_use]
pub fn kept_ratios(customer: &str, account: &Account<'_>) -> Vec<KeptRatio> {
    let mut currencies: Vec<Currency> = account.promises.iter().map(|p| p.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies
        .into_iter()
        .filter_map(|currency| {
            let of = account.promises.iter().filter(|promise| promise.currency == currency);
            let (by_count, by_amount) = kept_ratio(of, account.as_of)?;
            Some(KeptRatio { customer: customer.to_owned(), currency, by_count, by_amount })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::{day, history};

    #[test]
    fn the_example_of_domain_section_7() {
        let plan = json!({"kind": "instalment", "schedule": [
            {"due": "2025-03-15", "amount": "40000"}, {"due": "2025-04-15", "amount": "40000"},
            {"due": "2025-05-15", "amount": "40000"}]});
        let history = history()
            .invoice("I", "2025-01-01", "120000", "2025-01-31")
            .agreement("A", "2025-03-01", &[("I", "120000")], plan)
            .payment("P", "2025-03-14", "40000", &[("I", "40000")]);
        let before = &agreements("C-1", &history.as_of("2025-04-16"))[0];
        let statuses: Vec<&str> = before.instalments.iter().map(|row| row.status).collect();
        assert_eq!((before.status, statuses), ("active", vec!["met", "missed", "pending"]));
        let after = &agreements("C-1", &history.as_of("2025-05-16"))[0];
        assert_eq!((after.status, after.defaulted_on), ("defaulted", Some(day("2025-05-16"))));
    }

    /// A payment counts less its refunds: what is refunded was left to the later
    /// promise, wherever on the payment its units sat.
    #[test]
    fn a_refund_is_lost_by_the_last_promise_that_took_of_the_payment() {
        let promise = |number: &str, amount: &str, due: &str| json!({"promise": number, "currency": "CNY", "amount": amount, "due": due});
        let history = history()
            .invoice("I", "2025-01-01", "20", "2025-01-31")
            .and("promise.made", "2025-01-02", promise("first", "90", "2025-01-10"))
            .and("promise.made", "2025-01-02", promise("second", "50", "2025-01-20"))
            .payment("P", "2025-01-05", "100", &[("I", "20")])
            .and("payment.refunded", "2025-01-06", json!({"payment": "P", "amount": "10"}));
        let credited: Vec<String> = promises("C-1", &history.as_of("2025-01-07"))
            .iter()
            .map(|row| row.credited.to_string())
            .collect();
        assert_eq!(credited, ["90.00", "0.00"]);
    }
}
