//! The history as a plain-text journal that hledger and ledger read, so that
//! balances can be added up by programs that are not ours.
//!
//! What both read alike: a date, a code in brackets, a description; two postings
//! with amounts; at the end of each customer an assertion of the balance, at
//! which both programs stop if their own sum is another one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use duebook_events::words::quoted;
use duebook_events::{Currency, CustomerId, Words};
use duebook_projections::journal::{Transaction, transactions};
use duebook_projections::{Account, Money};

use crate::ledger::view::View;

/// What stands before a customer's number.
const RECEIVABLE: &str = "assets:receivable:";

/// What is told at the top of a journal.
#[must_use]
pub fn header(view: &View) -> Words {
    let cut = view.cut;
    let recorded = view.recorded_at.map(|at| format!(" ({at})")).unwrap_or_default();
    let (as_of, position) = (cut.as_of, cut.known_at);
    Words::new(
        format!(
            "; Receivables as of {as_of}, as known at position {position}{recorded}, for hledger and ledger:\n\
             ;   hledger -f FILE balance assets:receivable --flat\n\
             ;   ledger -f FILE balance assets:receivable --flat\n\
             ; {RECEIVABLE}CUSTOMER holds open items less unapplied cash: it adds up to `duebook balance`.\n\
             ; The code in brackets is the event's position in the log. Allocations move nothing between\n\
             ; accounts; retracted events are left out. Customers follow one another, each by date and position.\n\
             ; The last transaction of each customer asserts its balance.\n"
        ),
        format!(
            "; 应收账款，截至 {as_of}，以位置 {position}{recorded} 为已知范围，供 hledger 与 ledger 读取：\n\
             ;   hledger -f FILE balance assets:receivable --flat\n\
             ;   ledger -f FILE balance assets:receivable --flat\n\
             ; {RECEIVABLE}客户 为未清项减去未核销款项，其合计与 `duebook balance` 一致。\n\
             ; 括号内的编码是事件在日志中的位置。核销不在科目间移动金额；已撤回的事件不列入。\n\
             ; 各客户依次排列，客户之内按日期、位置排列。每位客户的最后一笔分录断言其余额。\n"
        ),
    )
}

/// A journal while it is being written.
#[derive(Debug, Default)]
pub struct Journal {
    /// Currencies whose digits have been declared.
    declared: BTreeSet<Currency>,
}

impl Journal {
    /// Adds one customer's transactions, and the assertion of its balances, to `text`.
    pub fn add(&mut self, customer: &CustomerId, account: &Account<'_>, text: &mut String) {
        let entries = transactions(account);
        let currencies = account.currencies(false);
        if entries.is_empty() && currencies.is_empty() {
            return;
        }
        text.push('\n');
        for currency in &currencies {
            self.declare(*currency, text);
        }
        let name = receivable(customer);
        if name[RECEIVABLE.len()..] != *customer.as_str() {
            let _ = writeln!(text, "; {} = {name}", quoted(customer.as_str()));
        }
        for entry in &entries {
            add_transaction(&name, entry, text);
        }
        // Not `add_transaction`: nothing is posted, what is there is asserted.
        let _ = writeln!(text, "{} balance", account.as_of);
        for currency in currencies {
            let (zero, balance) = (currency.print(0), currency.print(account.balance(currency)));
            let code = currency.code();
            let _ = writeln!(text, "  {name}  {zero} {code} = {balance} {code}");
        }
    }

    /// Says once how many digits a currency has: `1.234 KWD` could be thousands.
    fn declare(&mut self, currency: Currency, text: &mut String) {
        // ledger reads no format without digits, and needs none.
        if currency.minor_digits() > 0 && self.declared.insert(currency) {
            let code = currency.code();
            let sample = currency.print(1000 * 10_i128.pow(currency.minor_digits().into()));
            let _ = writeln!(text, "commodity {code}\n  format {sample} {code}\n");
        }
    }
}

fn add_transaction(name: &str, entry: &Transaction<'_>, text: &mut String) {
    let (place, code) = (entry.place, entry.currency.code());
    let amount = |minor| Money::new(minor, entry.currency);
    let (kind, document) = (entry.kind.name(), escaped(entry.document));
    let _ = write!(
        text,
        "{} ({}) {kind} {document}\n  {name}  {} {code}\n  {}  {} {code}\n",
        place.day,
        place.position,
        amount(entry.receivable),
        entry.against.account(),
        amount(-entry.receivable),
    );
}

/// The account of a customer: what an account's name cannot hold is written as
/// the bytes of its UTF-8 form, `%3A` for a colon, so that no two customers meet.
#[must_use]
pub fn receivable(customer: &CustomerId) -> String {
    format!("{RECEIVABLE}{}", escaped(customer.as_str()))
}

fn escaped(number: &str) -> String {
    let mut text = String::with_capacity(number.len());
    for c in number.chars() {
        if is_plain(c) {
            text.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

/// Letters, digits and marks that mean nothing in a journal.
fn is_plain(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "-_.+/#".contains(c)
    } else {
        !c.is_whitespace() && !c.is_control()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: &str) -> String {
        receivable(&CustomerId::try_new(number).unwrap())
    }

    #[test]
    fn numbers_become_names_that_no_journal_misreads() {
        assert_eq!(name("C-0001"), "assets:receivable:C-0001");
        assert_eq!(name("华润（集团）"), "assets:receivable:华润（集团）");
        // A colon would make a sub-account, two spaces or a semicolon end the name.
        assert_eq!(name("A:B"), "assets:receivable:A%3AB");
        assert_eq!(name("A  B;C"), "assets:receivable:A%20%20B%3BC");
        assert_eq!(name("(A)"), "assets:receivable:%28A%29");
        assert_eq!(name("A\u{3000}B"), "assets:receivable:A%E3%80%80B");
    }

    #[test]
    fn no_two_numbers_become_one_name() {
        assert_ne!(name("A%3AB"), name("A:B"));
        assert_ne!(name("A B"), name("A%20B"));
    }
}
