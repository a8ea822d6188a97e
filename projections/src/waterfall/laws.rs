//! The laws of conservation (INV-7), each with its figures.

use duebook_events::money::Minor;
use duebook_events::{Currency, EventData};
use serde::Serialize;

use crate::account::{Account, Item, Slice, SliceSource};
use crate::aging::{self, Basis};
use crate::balance;
use crate::money::Money;
use crate::policy::Policy;

/// One side of a law against the sum of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Law {
    /// Which law.
    pub law: &'static str,
    /// The one side.
    pub left: Term,
    /// The other side; the terms add up.
    pub right: Vec<Term>,
    /// Whether both sides are equal.
    pub holds: bool,
}

/// A named amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Its name.
    pub name: &'static str,
    /// How much.
    pub amount: Money,
}

/// All laws in one currency.
pub(super) fn laws(account: &Account<'_>, policy: &Policy, currency: Currency) -> Vec<Law> {
    let books = Books { account, currency };
    let sum = |law, left: (&'static str, Minor), right: &[(&'static str, Minor)]| {
        let term = |(name, minor)| Term { name, amount: Money::new(minor, currency) };
        let total: Minor = right.iter().map(|(_, minor)| minor).sum();
        let holds = left.1 == total;
        Law { law, left: term(left), right: right.iter().copied().map(term).collect(), holds }
    };
    let excess: Minor = books.items(Item::excess_credit);
    let open = books.items(Item::open);
    let by_payments = books.applied(|slice| matches!(slice.source, SliceSource::Payment(_)));
    let by_notes = books.applied(|slice| matches!(slice.source, SliceSource::Note(_)));
    let offset = books.applied(|slice| slice.source == SliceSource::Offset);
    let credits: Minor = books.items(|item| item.credits.iter().map(|(_, amount)| amount).sum());
    let rest: Minor = books.items(|item| item.excess_credit() - item.excess_used);
    let buckets = aging::aging("", account, policy, Basis::Agreed, false);
    let buckets = buckets.iter().filter(|row| row.currency == currency);
    let buckets: Minor =
        buckets.flat_map(|row| row.amounts.iter().map(|(_, amount)| amount.minor)).sum();
    let shown = balance::balance("", account, policy);
    let shown = shown.iter().find(|row| row.currency == currency);
    let shown = shown.map_or(0, |row| row.balance.minor);
    vec![
        sum(
            "payments",
            ("received", books.received()),
            &[
                ("allocated", by_payments),
                ("refunded", books.refunded()),
                ("unapplied", account.unapplied(currency) - rest),
                ("reversed", books.reversed()),
            ],
        ),
        sum(
            "items",
            ("gross", books.gross()),
            &[
                ("open", open),
                ("allocated", by_payments + by_notes),
                ("offsets", offset),
                ("credited", credits),
                ("excess_credits", -excess),
                ("written_off", books.written_off()),
                ("recovered", -books.recovered()),
            ],
        ),
        sum("buckets", ("open", open), &[("buckets", buckets)]),
        sum(
            "balance",
            ("balance", shown),
            &[("open", open), ("unapplied", -account.unapplied(currency))],
        ),
    ]
}

/// What the facts of one currency add up to.
struct Books<'b, 'a> {
    account: &'b Account<'a>,
    currency: Currency,
}

impl<'a> Books<'_, 'a> {
    fn items(&self, figure: impl Fn(&Item<'a>) -> Minor) -> Minor {
        let items = self.account.items.iter().filter(|item| item.currency == self.currency);
        items.map(figure).sum()
    }

    /// Standing pieces of money of a kind on items.
    fn applied(&self, kind: impl Fn(&Slice) -> bool) -> Minor {
        let slices = self.account.slices.iter();
        slices
            .filter(|slice| self.account.items[slice.item].currency == self.currency)
            .filter(|slice| kind(slice))
            .map(|slice| slice.live)
            .sum()
    }

    fn facts(&self, figure: impl Fn(&EventData) -> Option<Minor>) -> Minor {
        self.account.facts.iter().filter_map(|fact| figure(&fact.data)).sum()
    }

    /// Whether an item is in the currency.
    fn of_item(&self, number: &str) -> bool {
        self.account.item(number).is_some_and(|item| item.currency == self.currency)
    }

    fn gross(&self) -> Minor {
        self.facts(|data| match data {
            EventData::InvoiceIssued(e) if e.currency == self.currency => {
                Some(e.amount.minor(e.currency))
            }
            EventData::LateFeeCharged(e) if self.of_item(e.fee.as_str()) => {
                Some(e.amount.minor(self.currency))
            }
            _ => None,
        })
    }

    fn received(&self) -> Minor {
        self.facts(|data| match data {
            EventData::PaymentReceived(e) if e.currency == self.currency => {
                Some(e.amount.minor(e.currency))
            }
            _ => None,
        })
    }

    /// The amount of a payment in the currency.
    fn payment(&self, number: &str) -> Option<Minor> {
        let payment = self.account.payment(number)?;
        (payment.currency == self.currency).then_some(payment.amount)
    }

    fn reversed(&self) -> Minor {
        self.facts(|data| match data {
            EventData::PaymentReversed(e) => self.payment(e.payment.as_str()),
            _ => None,
        })
    }

    fn refunded(&self) -> Minor {
        self.facts(|data| match data {
            EventData::PaymentRefunded(e) => {
                self.payment(e.payment.as_str()).map(|_| e.amount.minor(self.currency))
            }
            _ => None,
        })
    }

    fn written_off(&self) -> Minor {
        self.facts(|data| match data {
            EventData::InvoiceWrittenOff(e) if self.of_item(e.invoice.as_str()) => {
                Some(e.amount.minor(self.currency))
            }
            _ => None,
        })
    }

    fn recovered(&self) -> Minor {
        self.facts(|data| match data {
            EventData::WriteOffRecovered(e) if self.of_item(e.invoice.as_str()) => {
                Some(e.amount.minor(self.currency))
            }
            _ => None,
        })
    }
}
