//! The history in double entry: what moved a customer's balance, and which
//! account stands against it.
//!
//! Shape: one transaction of two postings for each move of the balance, in fold
//! order. Correctness: an account of its own for each customer holds open items
//! less unapplied cash (domain, section 5), so that allocations and deallocations
//! post nothing, and its sum is the balance; two postings of one amount with
//! opposite signs add up to zero (INV-7).

use duebook_events::agreement::AgreementKind;
use duebook_events::money::Minor;
use duebook_events::{Currency, EventData, Kind};

use crate::account::Account;
use crate::history::{Fact, Place};
use crate::statement::moves;

/// What stands against the customer's receivable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// What was billed, gross.
    Sales,
    /// What was charged for being late.
    Fees,
    /// Money that came in, was taken back by the bank, or was returned.
    Bank,
    /// What was credited by credit notes.
    CreditNotes,
    /// What was let off by agreement.
    PriceReductions,
    /// Goods that were taken in payment.
    GoodsTaken,
    /// What is not expected any more.
    BadDebt,
    /// What had been written off and is claimed again.
    Recoveries,
}

impl Against {
    /// The account's name: the same in every language, as programs add it up.
    #[must_use]
    pub fn account(self) -> &'static str {
        match self {
            Self::Sales => "income:sales",
            Self::Fees => "income:fees",
            Self::Bank => "assets:bank",
            Self::CreditNotes => "income:credit notes",
            Self::PriceReductions => "income:price reductions",
            Self::GoodsTaken => "assets:goods taken in payment",
            Self::BadDebt => "expenses:bad debt",
            Self::Recoveries => "income:recoveries",
        }
    }
}

/// Two postings of one event.
#[derive(Debug, Clone, Copy)]
pub struct Transaction<'a> {
    /// Where the event stands in the fold order.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// The number that it goes by.
    pub document: &'a str,
    /// In which currency.
    pub currency: Currency,
    /// What is posted to the customer's receivable, in minor units; above 0 if
    /// more is owed.
    pub receivable: Minor,
    /// Where the opposite amount is posted.
    pub against: Against,
}

/// Everything that moved the balance by the account's date, in fold order.
#[must_use]
pub fn transactions<'a>(account: &Account<'a>) -> Vec<Transaction<'a>> {
    let entries = moves(account).into_iter();
    let transaction = |entry: crate::statement::Move<'a>| {
        Some(Transaction {
            place: entry.place,
            kind: entry.kind,
            document: entry.document,
            currency: entry.currency,
            receivable: entry.amount(),
            against: against(account.fact(entry.place.position)?)?,
        })
    };
    entries.filter_map(transaction).collect()
}

/// What stands against an event that moves the balance; `None` for all others.
fn against(fact: &Fact) -> Option<Against> {
    Some(match &fact.data {
        EventData::InvoiceIssued(_) => Against::Sales,
        EventData::LateFeeCharged(_) => Against::Fees,
        EventData::PaymentReceived(_)
        | EventData::PaymentReversed(_)
        | EventData::PaymentRefunded(_) => Against::Bank,
        EventData::CreditNoteIssued(_) => Against::CreditNotes,
        EventData::InvoiceWrittenOff(_) => Against::BadDebt,
        EventData::WriteOffRecovered(_) => Against::Recoveries,
        EventData::AgreementSigned(e) => match e.kind {
            AgreementKind::Offset => Against::GoodsTaken,
            AgreementKind::PriceReduction => Against::PriceReductions,
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::balance::balance;
    use crate::given::{History, history};

    fn shown(history: &History, date: &str) -> Vec<String> {
        let account = history.as_of(date);
        let line = |entry: &Transaction<'_>| {
            let (currency, against) = (entry.currency, entry.against.account());
            let amount = currency.print(entry.receivable);
            format!("{} {} {amount} {against}", entry.place.position, entry.document)
        };
        transactions(&account).iter().map(line).collect()
    }

    /// The postings' sums are what `balance` says, in every currency.
    fn adds_up(history: &History, date: &str) {
        let account = history.as_of(date);
        let entries = transactions(&account);
        for row in balance("C-1", &account, history.policy()) {
            let own = entries.iter().filter(|entry| entry.currency == row.currency);
            let sum: Minor = own.map(|entry| entry.receivable).sum();
            assert_eq!(sum, row.balance.minor, "{} {date}", row.currency.code());
        }
    }

    #[test]
    fn every_kind_of_move_has_its_account() {
        let history = history()
            .invoice("I-1", "2025-02-10", "100", "2025-03-10")
            .and(
                "late_fee.charged",
                "2025-03-11",
                json!({"fee": "F-1", "invoice": "I-1", "amount": "3"}),
            )
            .payment("P-1", "2025-03-12", "30", &[("I-1", "20")])
            .and("payment.refunded", "2025-03-13", json!({"payment": "P-1", "amount": "10"}))
            .and("payment.reversed", "2025-03-14", json!({"payment": "P-1", "reason": "bounced"}))
            .and(
                "credit_note.issued",
                "2025-03-15",
                json!({"credit_note": "N-1", "invoice": "I-1", "amount": "5", "reason": "r"}),
            )
            .and(
                "invoice.written_off",
                "2025-03-16",
                json!({"invoice": "I-1", "amount": "15", "reason": "r", "approver": "a"}),
            )
            .and("write_off.recovered", "2025-03-17", json!({"invoice": "I-1", "amount": "6"}))
            .agreement(
                "A-1",
                "2025-03-18",
                &[("I-1", "40")],
                json!({"kind": "offset", "goods_value": "40"}),
            )
            .agreement(
                "A-2",
                "2025-03-19",
                &[("I-1", "20")],
                json!({"kind": "price_reduction", "amount": "10"}),
            );
        assert_eq!(
            shown(&history, "2025-12-31"),
            [
                "2 I-1 100.00 income:sales",
                "3 F-1 3.00 income:fees",
                "4 P-1 -30.00 assets:bank",
                "5 P-1 10.00 assets:bank",
                "6 P-1 30.00 assets:bank",
                "7 N-1 -5.00 income:credit notes",
                "8 I-1 -15.00 expenses:bad debt",
                "9 I-1 6.00 income:recoveries",
                "10 A-1 -40.00 assets:goods taken in payment",
                "11 A-2 -10.00 income:price reductions",
            ]
        );
        for date in ["2025-02-10", "2025-03-12", "2025-03-13", "2025-03-14", "2025-12-31"] {
            adds_up(&history, date);
        }
    }

    #[test]
    fn allocations_deallocations_plans_and_disputes_post_nothing() {
        let one = |amount: &str| json!([{"invoice": "I-1", "amount": amount}]);
        let history = history()
            .invoice("I-1", "2025-02-10", "100", "2025-03-10")
            .payment("P-1", "2025-03-12", "30", &[])
            .and(
                "payment.allocated",
                "2025-03-13",
                json!({"payment": "P-1", "method": "manual", "allocations": one("30")}),
            )
            .and(
                "payment.deallocated",
                "2025-03-14",
                json!({"payment": "P-1", "allocations": one("10"), "reason": "r"}),
            )
            .agreement(
                "A-1",
                "2025-03-15",
                &[("I-1", "50")],
                json!({"kind": "deferral", "new_due": "2025-06-01"}),
            )
            .and(
                "dispute.raised",
                "2025-03-16",
                json!({"dispute": "D-1", "invoice": "I-1", "amount": "4", "reason": "price"}),
            );
        assert_eq!(
            shown(&history, "2025-12-31"),
            ["2 I-1 100.00 income:sales", "3 P-1 -30.00 assets:bank"]
        );
        adds_up(&history, "2025-12-31");
    }

    #[test]
    fn excess_credit_counts_and_comes_back_after_a_bounce() {
        let history = history()
            .invoice("I-1", "2025-02-10", "100", "2025-03-10")
            .payment("P-1", "2025-03-01", "90", &[("I-1", "90")])
            .and(
                "credit_note.issued",
                "2025-03-05",
                json!({"credit_note": "N-1", "invoice": "I-1", "amount": "25", "reason": "r"}),
            )
            .and("payment.refunded", "2025-03-06", json!({"payment": "N-1", "amount": "5"}))
            .and("payment.reversed", "2025-03-07", json!({"payment": "P-1", "reason": "bounced"}));
        for date in ["2025-03-01", "2025-03-05", "2025-03-06", "2025-03-07"] {
            adds_up(&history, date);
        }
    }

    #[test]
    fn what_was_entered_in_error_posts_nothing() {
        let history = history().invoice("I-1", "2025-02-10", "100", "2025-03-10");
        let id = history.facts()[1].id.to_string();
        let history =
            history.and("event.retracted", "2025-09-01", json!({"event": id, "reason": "r"}));
        assert!(shown(&history, "2025-12-31").is_empty());
    }

    #[test]
    fn currencies_keep_their_digits() {
        let issued = |number: &str, currency: &str, amount: &str| json!({"invoice": number, "currency": currency, "amount": amount});
        let history = history()
            .and("invoice.issued", "2025-01-01", issued("I-1", "JPY", "1200"))
            .and("invoice.issued", "2025-01-01", issued("I-2", "KWD", "1.234"));
        assert_eq!(
            shown(&history, "2025-12-31"),
            ["2 I-1 1200 income:sales", "3 I-2 1.234 income:sales"]
        );
        adds_up(&history, "2025-12-31");
    }
}
