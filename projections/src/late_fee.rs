//! Late fees to charge: interest that has accrued and was not charged yet
//! (domain, sections 3 and 9). Charging one is a fact that somebody records.

use duebook_events::invoice::FeeKind;
use duebook_events::money::Minor;
use duebook_events::{Currency, Day};
use serde::Serialize;

use crate::account::{Account, Fee, ItemIx};
use crate::due::terms_of;
use crate::interest::of_invoice;
use crate::money::Money;
use crate::numbering::derived;
use crate::policy::Policy;
use crate::{Cut, Fact};

/// A `late_fee.charged` that could be recorded.
#[derive(Debug, Clone, Serialize)]
pub struct LateFee {
    /// The customer.
    pub customer: String,
    /// The invoice.
    pub invoice: String,
    /// The number that the fee gets.
    pub fee: String,
    /// Its currency.
    pub currency: Currency,
    /// Interest accrued so far.
    pub accrued: Money,
    /// Interest charged so far, waived fees included.
    pub charged: Money,
    /// The rest.
    pub amount: Money,
    /// The last day whose interest it holds.
    pub through: Day,
}

/// The fees that could be charged to one customer, by invoice. Within the
/// terms' days of grace (counted in days that bore interest) nothing is charged.
#[must_use]
pub fn late_fees(customer: &str, facts: &[Fact], cut: Cut, policy: &Policy) -> Vec<LateFee> {
    let account = &Account::fold(facts, cut, policy);
    // A fee that is dated later is charged all the same.
    let later = &Account::fold(facts, Cut { as_of: Day::LAST, ..cut }, policy);
    let mut fees: Vec<LateFee> = (0..account.items.len())
        .filter(|ix| !account.items[*ix].is_fee())
        .filter_map(|ix| late_fee(customer, account, later, policy, ix))
        .collect();
    fees.sort_by(|a, b| a.invoice.cmp(&b.invoice));
    fees
}

/// The fee that could be charged on one invoice; `later` knows the fees that are
/// charged already, whatever their date.
#[must_use]
pub fn late_fee(
    customer: &str,
    account: &Account<'_>,
    later: &Account<'_>,
    policy: &Policy,
    ix: ItemIx,
) -> Option<LateFee> {
    let item = &account.items[ix];
    let interest = of_invoice(customer, account, policy, ix)?;
    let grace = terms_of(account, item, policy).grace_days.map_or(0, |days| i64::from(days.0));
    let of_this = |fee: &Fee| later.items[fee.of].number == item.number;
    let charged: Minor = later
        .items
        .iter()
        .filter(|fee| fee.fee.is_some_and(|f| f.kind == FeeKind::Interest && of_this(&f)))
        .map(|fee| fee.gross)
        .sum();
    let money = |minor| Money::new(minor, item.currency);
    let amount = interest.accrued.minor - charged;
    (amount > 0 && interest.days > grace).then(|| LateFee {
        customer: customer.to_owned(),
        invoice: item.number.to_owned(),
        fee: derived("LF", item.number, &account.as_of.to_string(), |number| {
            later.item_ix(number).is_some()
        }),
        currency: item.currency,
        accrued: interest.accrued,
        charged: money(charged),
        amount: money(amount),
        through: account.as_of,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::history;

    #[test]
    fn only_what_was_not_charged_yet_is_proposed_and_nothing_within_the_days_of_grace() {
        let terms = json!({"trigger": "invoice_date", "net_days": 0, "daily_rate": "0.0001",
            "grace_days": 5});
        let invoice = json!({"invoice": "I", "currency": "CNY", "amount": "10000", "terms": terms});
        let history = history().and("invoice.issued", "2025-03-01", invoice);
        let fees = |history: &crate::given::History, on| {
            let fees = late_fees(
                "C-1",
                history.facts(),
                history.cut(crate::given::day(on)),
                history.policy(),
            );
            fees.iter().map(|fee| fee.amount.to_string()).collect::<Vec<_>>()
        };
        assert!(fees(&history, "2025-03-06").is_empty());
        assert_eq!(fees(&history, "2025-03-11"), ["10.00"]);
        let fee = json!({"fee": "F", "invoice": "I", "amount": "10.00"});
        let history = history.and("late_fee.charged", "2025-03-11", fee);
        assert!(fees(&history, "2025-03-11").is_empty());
        assert_eq!(fees(&history, "2025-03-14"), ["3.00"]);
        // A fee that is dated later is charged already.
        let later = json!({"fee": "G", "invoice": "I", "amount": "3.00"});
        let history = history.and("late_fee.charged", "2025-03-14", later);
        assert!(fees(&history, "2025-03-12").is_empty());
    }
}
