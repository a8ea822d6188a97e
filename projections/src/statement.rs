//! The statement of account: what moved a customer's balance in a month
//! (domain, section 5; contract, JSON answers).
//!
//! The balance is `open - unapplied`. It moves by documents only: an allocation
//! takes as much off the open items as off the unapplied cash, and so moves
//! nothing. So the lines are read off the events, while opening and closing
//! balance are read off the folded account; that they meet is what the tests
//! hold against both: opening + debits - credits = closing, at every cut.

use duebook_events::agreement::AgreementKind;
use duebook_events::money::Minor;
use duebook_events::{Currency, Day, EventData, Kind, Position};
use serde::{Serialize, Serializer};

use crate::account::Account;
use crate::aging::{self, Basis};
use crate::history::{Cut, Fact, Place, cut};
use crate::money::Money;
use crate::month::Month;
use crate::policy::Policy;
use crate::score::main_currency;

/// The days that a statement covers: a month, or its days up to one within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The month.
    pub month: Month,
    /// The last day that counts.
    pub end: Day,
}

impl Period {
    /// A whole month.
    #[must_use]
    pub fn whole(month: Month) -> Self {
        Self { month, end: month.last() }
    }

    /// The month up to one of its days; `None` for a day outside it.
    #[must_use]
    pub fn until(month: Month, end: Day) -> Option<Self> {
        month.contains(end).then_some(Self { month, end })
    }

    /// Whether days of the month are left out.
    #[must_use]
    pub fn is_interim(self) -> bool {
        self.end < self.month.last()
    }

    fn contains(self, day: Day) -> bool {
        (self.month.first()..=self.end).contains(&day)
    }
}

/// Something that moves the balance.
#[derive(Debug, Clone, Copy)]
pub struct Move<'a> {
    /// Where it stands in the fold order.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// The number that it goes by: of the invoice, fee, payment, note or agreement.
    pub document: &'a str,
    /// In which currency.
    pub currency: Currency,
    /// By how much the customer owes more.
    pub debit: Minor,
    /// By how much the customer owes less.
    pub credit: Minor,
}

impl Move<'_> {
    /// Debit less credit.
    #[must_use]
    pub fn amount(&self) -> Minor {
        self.debit - self.credit
    }
}

/// One customer's statement in one currency.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    /// The customer.
    pub customer: String,
    /// Its name, as far as it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The currency.
    pub currency: Currency,
    /// The first day.
    pub period_start: Day,
    /// The last day that counts.
    pub period_end: Day,
    /// Whether the month goes on after it; absent where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub interim: bool,
    /// The balance at the end of the day before the first.
    pub opening: Money,
    /// What moved it, in fold order.
    pub lines: Vec<Line>,
    /// The balance at the end of the last day.
    pub closing: Money,
    /// Open parts at the end of the last day, in the order of `aging --items`.
    pub open_items: Vec<OpenItem>,
    /// What happened to the goods.
    pub deliveries: Vec<DeliveryLine>,
    /// Other currencies in which the customer has had items or payments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_currencies: Vec<Currency>,
}

/// One line: what moved the balance, and where it stood then.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The date on which it counts.
    pub date: Day,
    /// The event.
    pub position: Position,
    /// Its type.
    #[serde(rename = "type", serialize_with = "name_of")]
    pub kind: Kind,
    /// The number that it goes by.
    pub document: String,
    /// By how much the customer owes more.
    pub debit: Money,
    /// By how much the customer owes less.
    pub credit: Money,
    /// The balance after it.
    pub balance: Money,
}

/// An open part of an item.
#[derive(Debug, Clone, Serialize)]
pub struct OpenItem {
    /// The number of the invoice or fee.
    pub invoice: String,
    /// The instalment's number under an agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// Date of issue.
    pub issued: Day,
    /// When it falls due; null while that is not known.
    pub due: Option<Day>,
    /// What is open.
    pub open: Money,
    /// How much of it is disputed.
    pub disputed: Money,
}

/// What happened to a delivery.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryLine {
    /// When.
    pub date: Day,
    /// The event.
    pub position: Position,
    /// Its type.
    #[serde(rename = "type", serialize_with = "name_of")]
    pub kind: Kind,
    /// The delivery's number.
    pub document: String,
    /// The number of its order.
    pub order: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn name_of<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// Everything that moves a balance, of all currencies, in fold order.
#[must_use]
pub fn moves<'a>(account: &Account<'a>) -> Vec<Move<'a>> {
    let mut moves: Vec<Move<'a>> =
        account.facts.iter().filter_map(|fact| of_fact(account, fact)).collect();
    moves.sort_by_key(|entry| entry.place);
    moves
}

/// What one event moves; `None` for all that leave the balance as it is.
fn of_fact<'a>(account: &Account<'a>, fact: &'a Fact) -> Option<Move<'a>> {
    let item = |number: &str| account.item(number).map(|item| item.currency);
    // A refund may come out of a credit note's excess.
    let source = |number: &str| {
        let payment = account.payment(number).map(|payment| payment.currency);
        payment.or_else(|| account.note(number).map(|note| account.items[note.item].currency))
    };
    let debit = |document: &'a str, currency: Currency, amount: Minor| (document, currency, amount);
    let credit =
        |document: &'a str, currency: Currency, amount: Minor| (document, currency, -amount);
    let (document, currency, amount) = match &fact.data {
        EventData::InvoiceIssued(e) => {
            debit(e.invoice.as_str(), e.currency, e.amount.minor(e.currency))
        }
        EventData::LateFeeCharged(e) => {
            let currency = item(e.fee.as_str())?;
            debit(e.fee.as_str(), currency, e.amount.minor(currency))
        }
        EventData::PaymentReceived(e) => {
            credit(e.payment.as_str(), e.currency, e.amount.minor(e.currency))
        }
        EventData::CreditNoteIssued(e) => {
            let currency = item(e.invoice.as_str())?;
            credit(e.credit_note.as_str(), currency, e.amount.minor(currency))
        }
        EventData::InvoiceWrittenOff(e) => {
            let currency = item(e.invoice.as_str())?;
            credit(e.invoice.as_str(), currency, e.amount.minor(currency))
        }
        EventData::WriteOffRecovered(e) => {
            let currency = item(e.invoice.as_str())?;
            debit(e.invoice.as_str(), currency, e.amount.minor(currency))
        }
        EventData::PaymentReversed(e) => {
            let payment = account.payment(e.payment.as_str())?;
            debit(e.payment.as_str(), payment.currency, payment.amount)
        }
        EventData::PaymentRefunded(e) => {
            let currency = source(e.payment.as_str())?;
            debit(e.payment.as_str(), currency, e.amount.minor(currency))
        }
        EventData::AgreementSigned(e) => {
            let signed = account.agreements.iter().find(|a| a.place.position == fact.position)?;
            let stated = match signed.kind {
                AgreementKind::Offset => e.goods_value,
                AgreementKind::PriceReduction => e.amount,
                _ => None,
            }?;
            // It takes off no more than it covers.
            let covered: Minor = signed.covers.iter().map(|cover| cover.amount).sum();
            credit(signed.number, signed.currency, stated.minor(signed.currency).min(covered))
        }
        _ => return None,
    };
    (amount != 0).then_some(Move {
        place: Place { day: fact.effective, position: fact.position },
        kind: fact.data.kind(),
        document,
        currency,
        debit: amount.max(0),
        credit: (-amount).max(0),
    })
}

/// The currency of a statement where none is asked for, of the facts up to its
/// end: the only one in which there were items or payments; of several the main
/// one (domain, section 10); without any that of an order, limit or security.
#[must_use]
pub fn default_currency(account: &Account<'_>) -> Option<Currency> {
    match account.currencies(false).as_slice() {
        [only] => Some(*only),
        several => {
            let main = main_currency(account);
            main.or(several.first().copied()).or_else(|| account.currencies(true).first().copied())
        }
    }
}

/// One customer's statement, from all its facts as known at a position.
#[must_use]
pub fn statement(
    customer: &str,
    facts: &[Fact],
    known_at: Position,
    period: Period,
    currency: Currency,
    policy: &Policy,
) -> Statement {
    let start = period.month.first();
    let at = |as_of: Day| Cut { as_of, known_at };
    let opening = if start == Day::FIRST {
        0
    } else {
        Account::fold(facts, at(start - 1), policy).balance(currency)
    };
    let account = Account::fold(facts, at(period.end), policy);
    let money = |minor: Minor| Money::new(minor, currency);
    let mut balance = opening;
    let lines = moves(&account)
        .into_iter()
        .filter(|entry| entry.currency == currency && period.contains(entry.place.day))
        .map(|entry| {
            balance += entry.amount();
            Line {
                date: entry.place.day,
                position: entry.place.position,
                kind: entry.kind,
                document: entry.document.to_owned(),
                debit: money(entry.debit),
                credit: money(entry.credit),
                balance: money(balance),
            }
        })
        .collect();
    let mut other_currencies = account.currencies(false);
    other_currencies.retain(|other| *other != currency);
    Statement {
        customer: customer.to_owned(),
        name: name(facts, known_at),
        currency,
        period_start: start,
        period_end: period.end,
        interim: period.is_interim(),
        opening: money(opening),
        lines,
        closing: money(account.balance(currency)),
        open_items: open_items(customer, &account, policy, currency),
        deliveries: deliveries(&account, period, currency),
        other_currencies,
    }
}

/// The customer's name by the newest registration that is known.
#[must_use]
pub fn name(facts: &[Fact], known_at: Position) -> Option<String> {
    let known = cut(facts, Cut { as_of: Day::LAST, known_at });
    known.iter().rev().find_map(|fact| match &fact.data {
        EventData::CustomerRegistered(e) => Some(e.name.shown().to_owned()),
        _ => None,
    })
}

fn open_items(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    currency: Currency,
) -> Vec<OpenItem> {
    aging::aging(customer, account, policy, Basis::Agreed, true)
        .into_iter()
        .filter(|row| row.currency == currency)
        .flat_map(|row| row.items.unwrap_or_default())
        .map(|item| OpenItem {
            invoice: item.invoice,
            part: item.part,
            issued: item.issued,
            due: item.due,
            open: item.open,
            disputed: item.disputed,
        })
        .collect()
}

/// What was shipped, received, accepted and returned, of orders in the currency.
fn deliveries(account: &Account<'_>, period: Period, currency: Currency) -> Vec<DeliveryLine> {
    let mut lines: Vec<DeliveryLine> = account
        .facts
        .iter()
        .filter(|fact| period.contains(fact.effective))
        .filter_map(|fact| {
            let number = match &fact.data {
                EventData::DeliveryShipped(e) => &e.delivery,
                EventData::DeliveryReceived(e) => &e.delivery,
                EventData::DeliveryAccepted(e) => &e.delivery,
                EventData::GoodsReturned(e) => &e.delivery,
                _ => return None,
            };
            let order = &account.orders[account.delivery(number)?.order?];
            (order.placed.currency == currency).then(|| DeliveryLine {
                date: fact.effective,
                position: fact.position,
                kind: fact.data.kind(),
                document: number.as_str().to_owned(),
                order: order.placed.order.as_str().to_owned(),
            })
        })
        .collect();
    lines.sort_by_key(|line| (line.date, line.position));
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::balance::balance;
    use crate::given::{History, history};

    fn cny() -> Currency {
        Currency::try_new("CNY").unwrap()
    }

    fn march(history: &History) -> Statement {
        let period = Period::whole(Month::try_new("2025-03").unwrap());
        history.statement(period, cny())
    }

    /// What `balance` says at the end of a day.
    fn balance_on(history: &History, date: &str) -> String {
        let rows = balance("C-1", &history.as_of(date), history.policy());
        rows.first().map_or_else(|| "0.00".to_owned(), |row| row.balance.to_string())
    }

    fn shown(statement: &Statement) -> Vec<String> {
        let line = |line: &Line| {
            let kind = line.kind.name();
            format!("{kind} {} {} {} {}", line.document, line.debit, line.credit, line.balance)
        };
        statement.lines.iter().map(line).collect()
    }

    /// Stories, 7: "we paid 50,000"; our books say 30,000 and 70,000 open.
    #[test]
    fn the_balance_moves_by_documents_and_not_by_allocations() {
        let history = history()
            .invoice("I-1", "2025-02-10", "100000", "2025-03-10")
            .invoice("I-2", "2025-03-05", "20000", "2025-04-04")
            .payment("P-1", "2025-03-20", "30000", &[])
            .and(
                "payment.allocated",
                "2025-03-21",
                json!({"payment": "P-1", "method": "manual",
                "allocations": [{"invoice": "I-1", "amount": "30000"}]}),
            )
            .invoice("I-3", "2025-04-01", "5", "2025-05-01");
        let statement = march(&history);
        assert_eq!(statement.opening.to_string(), "100000.00");
        assert_eq!(
            shown(&statement),
            [
                "invoice.issued I-2 20000.00 0.00 120000.00",
                "payment.received P-1 0.00 30000.00 90000.00",
            ]
        );
        assert_eq!(statement.closing.to_string(), "90000.00");
        let open = statement.open_items.iter().map(|i| (&*i.invoice, i.open.to_string()));
        let open: Vec<_> = open.collect();
        assert_eq!(open, [("I-1", "70000.00".to_owned()), ("I-2", "20000.00".to_owned())]);
        assert_eq!(statement.closing.to_string(), balance_on(&history, "2025-03-31"));
    }

    /// Domain, section 5: a bounce after a refund leaves unapplied negative.
    #[test]
    fn bounces_refunds_and_excess_credits_close_to_the_balance() {
        let history = history()
            .invoice("I-1", "2025-02-10", "100", "2025-03-10")
            .payment("P-1", "2025-03-01", "130", &[("I-1", "100")])
            .and("payment.refunded", "2025-03-02", json!({"payment": "P-1", "amount": "30"}))
            .and("payment.reversed", "2025-03-03", json!({"payment": "P-1", "reason": "bounced"}))
            .payment("P-2", "2025-03-04", "90", &[("I-1", "90")])
            .and(
                "credit_note.issued",
                "2025-03-05",
                json!({"credit_note": "N-1", "invoice": "I-1", "amount": "25", "reason": "r"}),
            )
            .and("payment.refunded", "2025-03-06", json!({"payment": "N-1", "amount": "15"}))
            .and(
                "invoice.written_off",
                "2025-03-07",
                json!({"invoice": "I-1", "amount": "1", "reason": "r", "approver": "a"}),
            );
        let statement = march(&history);
        assert_eq!(
            shown(&statement),
            [
                "payment.received P-1 0.00 130.00 -30.00",
                "payment.refunded P-1 30.00 0.00 0.00",
                "payment.reversed P-1 130.00 0.00 130.00",
                "payment.received P-2 0.00 90.00 40.00",
                "credit_note.issued N-1 0.00 25.00 15.00",
                "payment.refunded N-1 15.00 0.00 30.00",
                "invoice.written_off I-1 0.00 1.00 29.00",
            ]
        );
        assert_eq!(statement.closing.to_string(), "29.00");
        assert_eq!(statement.closing.to_string(), balance_on(&history, "2025-03-31"));
    }

    /// Domain, section 7: neither takes off more than it covers.
    #[test]
    fn offsets_and_price_reductions_are_credits_and_plans_are_not() {
        let history = history()
            .invoice("I-1", "2025-02-10", "100", "2025-03-10")
            .agreement(
                "A-1",
                "2025-03-02",
                &[("I-1", "40")],
                json!({"kind": "offset", "goods_value": "40"}),
            )
            .agreement(
                "A-2",
                "2025-03-03",
                &[("I-1", "60")],
                json!({"kind": "price_reduction", "amount": "10"}),
            )
            .agreement(
                "A-3",
                "2025-03-04",
                &[("I-1", "50")],
                json!({"kind": "deferral", "new_due": "2025-06-01"}),
            );
        let statement = march(&history);
        assert_eq!(
            shown(&statement),
            ["agreement.signed A-1 0.00 40.00 60.00", "agreement.signed A-2 0.00 10.00 50.00",]
        );
        assert_eq!(statement.open_items[0].due, Some(crate::given::day("2025-06-01")));
        assert_eq!(statement.closing.to_string(), balance_on(&history, "2025-03-31"));
    }

    #[test]
    fn an_interim_statement_counts_up_to_its_day() {
        let history = history().invoice("I-1", "2025-03-05", "100", "2025-04-04").invoice(
            "I-2",
            "2025-03-20",
            "50",
            "2025-04-19",
        );
        let month = Month::try_new("2025-03").unwrap();
        let period = Period::until(month, crate::given::day("2025-03-10")).unwrap();
        let statement = history.statement(period, cny());
        assert_eq!((statement.interim, statement.closing.to_string()), (true, "100.00".into()));
        assert!(Period::until(month, crate::given::day("2025-04-01")).is_none());
    }

    /// Deliveries of orders in another currency stand on that currency's statement.
    #[test]
    fn deliveries_of_the_period_are_listed() {
        let history = history()
            .and(
                "order.placed",
                "2025-03-01",
                json!({"order": "O-1", "currency": "CNY", "amount": "10"}),
            )
            .and(
                "order.placed",
                "2025-03-01",
                json!({"order": "O-2", "currency": "USD", "amount": "10"}),
            )
            .and("delivery.shipped", "2025-03-02", json!({"delivery": "D-1", "order": "O-1"}))
            .and("delivery.shipped", "2025-03-02", json!({"delivery": "D-2", "order": "O-2"}))
            .and("delivery.received", "2025-03-04", json!({"delivery": "D-1"}))
            .and("delivery.accepted", "2025-04-04", json!({"delivery": "D-1"}));
        let kinds: Vec<&str> =
            march(&history).deliveries.iter().map(|line| line.kind.name()).collect();
        assert_eq!(kinds, ["delivery.shipped", "delivery.received"]);
    }
}
