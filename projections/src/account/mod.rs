//! One customer's facts, folded: open items, money and how it was applied,
//! promises, agreements, disputes, orders (domain, sections 5 to 8).
//!
//! Shape: plain vectors that refer to each other by index; numbers are looked
//! up once. Correctness: the fold goes through the facts in fold order
//! (business date, position) and closes every day on which something happened
//! or an instalment became missed. Bound: proportional to the facts, times the
//! few agreements and promises that cover an item.

mod agreement;
mod events;
mod fold;
mod indices;
mod item;
mod money_flow;
mod promise;
mod rolling;
mod signing;
mod status;

use duebook_events::customer::FindingResult;
use duebook_events::dispute::DisputeOutcome;
use duebook_events::dunning::{ContactLogged, ReminderSent};
use duebook_events::legal::LegalStep;
use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind, OrderPlaced, Outcome};
use duebook_events::security::SecurityProvided;
use duebook_events::statement::StatementSent;
use duebook_events::terms::Terms;
use duebook_events::{Currency, Day, DeliveryNo, Position};
use rustc_hash::FxHashMap;

use crate::history::{Cut, Fact, Place, cut_without};
use crate::policy::Policy;

use indices::Indices;

pub use agreement::{Agreement, Ending, Layout, Piece};
pub use item::{Fee, Item, Slice, SliceSource};
pub use money_flow::{CreditNote, Payment};
pub use promise::{Promise, PromiseStatus, Promises};
pub use rolling::{Rolling, Rollings};
pub use status::{AgreementStatus, InstalmentStatus, InstalmentView};

/// Index of an item in [`Account::items`].
pub type ItemIx = usize;
/// Index of a payment in [`Account::payments`].
pub type PaymentIx = usize;
/// Index of a slice of money in [`Account::slices`].
pub type SliceIx = usize;

/// One customer at (`as_of`, `known_at`).
#[derive(Debug)]
pub struct Account<'a> {
    /// The date of the question.
    pub as_of: Day,
    /// Days of grace for promises, from the policy.
    promise_grace_days: i32,
    /// Registration: date on which the relation began, and the event.
    pub registered: Option<Registration>,
    /// Agreed terms in fold order.
    pub terms: Vec<AgreedTerms<'a>>,
    /// Credit limits in fold order.
    pub limits: Vec<Limit>,
    /// Invoices and fees in order of position.
    pub items: Vec<Item<'a>>,
    /// Payments in order of position.
    pub payments: Vec<Payment<'a>>,
    /// Credit notes in order of position.
    pub notes: Vec<CreditNote<'a>>,
    /// Every piece of money (or kind) applied to an item, in fold order.
    pub slices: Vec<Slice>,
    /// Promises in fold order.
    pub promises: Promises<'a>,
    /// Agreements in fold order.
    pub agreements: Vec<Agreement<'a>>,
    /// Disputes in fold order.
    pub disputes: Vec<Dispute>,
    /// Orders in fold order.
    pub orders: Vec<Order<'a>>,
    /// Deliveries in fold order.
    pub deliveries: Vec<Delivery<'a>>,
    /// Securities in fold order.
    pub securities: Vec<Security<'a>>,
    /// Reminders in fold order.
    pub reminders: Vec<(Place, &'a ReminderSent)>,
    /// Contacts in fold order.
    pub contacts: Vec<(Place, &'a ContactLogged)>,
    /// Legal steps in fold order.
    pub legal_steps: Vec<(Place, &'a LegalStep)>,
    /// Findings in fold order.
    pub findings: Vec<(Place, FindingResult)>,
    /// Statements in fold order.
    pub statements: Vec<Statement<'a>>,
    /// Whether supply is suspended, and since which event.
    pub suspended: Option<Place>,
    numbers: Numbers<'a>,
    /// The items of which something is open.
    open: Indices,
    /// The facts that count, in order of position.
    pub facts: Vec<&'a Fact>,
}

/// When the relation began.
#[derive(Debug, Clone, Copy)]
pub struct Registration {
    /// The event.
    pub place: Place,
    /// `since`, else the registration's date.
    pub since: Day,
}

/// Terms and from when.
#[derive(Debug, Clone, Copy)]
pub struct AgreedTerms<'a> {
    /// Where they stand.
    pub place: Place,
    /// The terms.
    pub terms: &'a Terms,
}

/// A credit limit and from when.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Where it stands.
    pub place: Place,
    /// Its currency.
    pub currency: Currency,
    /// How much.
    pub amount: Minor,
}

/// A dispute of part of an item.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// Where it was raised.
    pub place: Place,
    /// The item.
    pub item: ItemIx,
    /// How much.
    pub amount: Minor,
    /// How it ended.
    pub resolved: Option<Resolution>,
}

/// How a dispute ended.
#[derive(Debug, Clone, Copy)]
pub struct Resolution {
    /// Where it was resolved.
    pub place: Place,
    /// How.
    pub outcome: DisputeOutcome,
    /// What is to be credited.
    pub credited: Minor,
}

/// An order and what became of it.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Where it was placed.
    pub place: Place,
    /// As placed.
    pub placed: &'a OrderPlaced,
    /// Its newest decision or override.
    pub decision: Option<Decision<'a>>,
    /// The decisions and overrides that a later one replaced, in fold order.
    pub replaced: Vec<Decision<'a>>,
    /// Conditions recorded as met.
    pub met: Vec<(Place, ConditionKind)>,
    /// Where it was cancelled.
    pub cancelled: Option<Place>,
    /// Gross of its invoices.
    pub invoiced: Minor,
}

impl<'a> Order<'a> {
    /// Its decisions and overrides, oldest first.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision<'a>> {
        self.replaced.iter().chain(&self.decision)
    }
}

/// The newest decision or override of an order.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    /// Where it stands.
    pub place: Place,
    /// What was decided.
    pub outcome: Outcome,
    /// Under which conditions.
    pub conditions: &'a [Condition],
    /// The items whose undisputed amount was overdue then, in the order's
    /// currency; only where a condition concerns them.
    pub overdue_items: Vec<ItemIx>,
}

/// A delivery and what became of it.
#[derive(Debug, Clone)]
pub struct Delivery<'a> {
    /// Index of its order.
    pub order: Option<usize>,
    /// The day of receipt.
    pub received: Option<Day>,
    /// The day of acceptance.
    pub accepted: Option<Day>,
    /// What was missing, and the place of the receipt that says so.
    pub shortages: Option<(Place, &'a [duebook_events::delivery::Shortage])>,
}

/// A security.
#[derive(Debug, Clone, Copy)]
pub struct Security<'a> {
    /// Where it was provided.
    pub place: Place,
    /// As provided.
    pub provided: &'a SecurityProvided,
    /// Whether it was given back.
    pub released: bool,
}

/// A statement and where it was confirmed.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// As sent.
    pub sent: &'a StatementSent,
    /// Where it was confirmed.
    pub confirmed: Option<Place>,
}

/// Numbers to indices.
#[derive(Debug, Default)]
struct Numbers<'a> {
    items: FxHashMap<&'a str, ItemIx>,
    payments: FxHashMap<&'a str, PaymentIx>,
    notes: FxHashMap<&'a str, usize>,
    orders: FxHashMap<&'a str, usize>,
    deliveries: FxHashMap<&'a str, usize>,
    promises: FxHashMap<&'a str, usize>,
    agreements: FxHashMap<&'a str, usize>,
    disputes: FxHashMap<&'a str, usize>,
    securities: FxHashMap<&'a str, usize>,
    statements: FxHashMap<&'a str, usize>,
}

impl<'a> Account<'a> {
    /// Folds one customer's facts (in order of position) at a point of view.
    #[must_use]
    pub fn fold(facts: &'a [Fact], at: Cut, policy: &'a Policy) -> Self {
        Self::fold_without(facts, at, policy, None)
    }

    /// The same as if the event at one position had never been recorded.
    #[must_use]
    pub fn fold_without(
        facts: &'a [Fact],
        at: Cut,
        policy: &'a Policy,
        without: Option<Position>,
    ) -> Self {
        fold::fold(cut_without(facts, at, without), at.as_of, policy)
    }

    /// The items of which something is open, by ascending index.
    pub fn open_items(&self) -> impl Iterator<Item = ItemIx> {
        self.open.as_slice().iter().copied()
    }

    /// The item with this number, if it counts.
    #[must_use]
    pub fn item(&self, number: &str) -> Option<&Item<'a>> {
        self.item_ix(number).map(|ix| &self.items[ix])
    }

    /// The index of the item with this number, if it counts.
    #[must_use]
    pub fn item_ix(&self, number: &str) -> Option<ItemIx> {
        self.numbers.items.get(number).copied()
    }

    /// The delivery with this number.
    #[must_use]
    pub fn delivery(&self, number: &DeliveryNo) -> Option<&Delivery<'a>> {
        self.numbers.deliveries.get(number.as_str()).map(|ix| &self.deliveries[*ix])
    }

    /// The order with this number.
    #[must_use]
    pub fn order(&self, number: &str) -> Option<&Order<'a>> {
        self.numbers.orders.get(number).map(|ix| &self.orders[*ix])
    }

    /// The payment with this number.
    #[must_use]
    pub fn payment(&self, number: &str) -> Option<&Payment<'a>> {
        self.numbers.payments.get(number).map(|ix| &self.payments[*ix])
    }

    /// The credit note with this number.
    #[must_use]
    pub fn note(&self, number: &str) -> Option<&CreditNote<'a>> {
        self.numbers.notes.get(number).map(|ix| &self.notes[*ix])
    }

    /// The event at a position, if it counts.
    #[must_use]
    pub fn fact(&self, position: Position) -> Option<&'a Fact> {
        let ix = self.facts.binary_search_by_key(&position, |fact| fact.position).ok()?;
        Some(self.facts[ix])
    }

    /// What is owed in a currency less what is unapplied (domain, section 5).
    #[must_use]
    pub fn balance(&self, currency: Currency) -> Minor {
        let items = self.open_items().map(|ix| &self.items[ix]);
        let open: Minor = items.filter(|item| item.currency == currency).map(Item::open).sum();
        open - self.unapplied(currency)
    }

    /// Unapplied cash in a currency (domain, section 5): received - allocated -
    /// refunded + excess credits.
    #[must_use]
    pub fn unapplied(&self, currency: Currency) -> Minor {
        let payments: Minor = self
            .payments
            .iter()
            .filter(|payment| payment.currency == currency)
            .map(Payment::unapplied)
            .sum();
        let credits: Minor = self
            .items
            .iter()
            .filter(|item| item.currency == currency)
            .map(|item| item.excess_credit() - item.excess_used)
            .sum();
        payments + credits
    }

    /// What a credit note still holds: its share of the excess credit of its item
    /// (the newest note first, each up to its amount) less what was taken out of it.
    #[must_use]
    pub fn note_rest(&self, note: usize) -> Minor {
        let item = self.notes[note].item;
        let mut excess = self.items[item].excess_credit();
        let mut newest_first: Vec<usize> =
            (0..self.notes.len()).filter(|ix| self.notes[*ix].item == item).collect();
        newest_first.sort_by_key(|ix| std::cmp::Reverse(self.notes[*ix].place));
        for ix in newest_first {
            let share = excess.min(self.notes[ix].amount);
            if ix == note {
                return share - self.notes[ix].used;
            }
            excess -= share;
        }
        0
    }

    /// The newest limit in a currency.
    #[must_use]
    pub fn limit(&self, currency: Currency) -> Option<&Limit> {
        self.limits.iter().rev().find(|limit| limit.currency == currency)
    }

    /// Every currency in which something is, was or may be owed or paid.
    #[must_use]
    pub fn currencies(&self, with_orders_and_limits: bool) -> Vec<Currency> {
        // There are few of them: looking costs less than sorting.
        let mut currencies: Vec<Currency> = Vec::new();
        let mut note = |currency: Currency| {
            if !currencies.contains(&currency) {
                currencies.push(currency);
            }
        };
        self.items.iter().for_each(|item| note(item.currency));
        self.payments.iter().for_each(|payment| note(payment.currency));
        if with_orders_and_limits {
            self.orders.iter().for_each(|order| note(order.placed.currency));
            self.limits.iter().for_each(|limit| note(limit.currency));
            self.securities.iter().for_each(|security| note(security.provided.currency));
        }
        currencies.sort_unstable();
        currencies
    }
}
