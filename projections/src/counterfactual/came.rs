//! What came of an order, as known today: billed, paid, late, lost.
//!
//! Looked at are the invoices that name the order (fees aside), as of one date
//! and as known at one position, with their contractual due dates of that date
//! (domain, section 4) whatever was agreed later: an instalment plan does not
//! make a late payer a good one.
//!
//! | figure | what it is |
//! | --- | --- |
//! | `billed` | gross of the invoices |
//! | `paid` | money and payment in kind that stands on them (allocations of payments and of credit notes' excess, offsets) |
//! | `paid_late` | that part of `paid` which counts from a day after the invoice's due date |
//! | `over_90` | the most that was open at the end of a day from the 91st after the due date to today: more than 90 days late; what was settled and came back (a bounced payment) counts again |
//! | `lost` | written off less recovered |
//! | `open` | open today |
//! | `overdue` | that part of `open` whose due date has passed |
//! | `bounced` | payments of the customer in the order's currency that stood when the decision was taken and are reversed today |
//!
//! Disputed amounts are not taken out: an order that is fought about is not a
//! good one either. `fate` is the worst that happened, in the order of [`Fate`].

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};
use serde::Serialize;

use crate::account::{Account, Item};
use crate::due::contractual_due;
use crate::history::{Cut, Place};
use crate::money::Money;
use crate::policy::Policy;

/// Days after which a debt counts as bad (as in domain, section 10: `severe`).
pub const BAD_AFTER_DAYS: i32 = 90;

/// The worst that happened to an order; the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Part of it is written off and not recovered.
    Lost,
    /// Part of it was, or is, more than 90 days late.
    Over90,
    /// Part of it is open and past due today.
    Overdue,
    /// Part of it was paid after its due date.
    PaidLate,
    /// Part of it is open, and not due yet.
    Open,
    /// All of it is settled, and nothing was late.
    PaidInTime,
    /// Nothing was paid and nothing is open: it was credited.
    Credited,
    /// There is no invoice.
    NotBilled,
}

impl Fate {
    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Over90 => "over90",
            Self::Overdue => "overdue",
            Self::PaidLate => "paid_late",
            Self::Open => "open",
            Self::PaidInTime => "paid_in_time",
            Self::Credited => "credited",
            Self::NotBilled => "not_billed",
        }
    }
}

/// What came of an order; see the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Came {
    /// The worst that happened.
    pub fate: Fate,
    /// See the module.
    pub billed: Money,
    /// See the module.
    pub paid: Money,
    /// See the module.
    pub paid_late: Money,
    /// See the module.
    pub over_90: Money,
    /// See the module.
    pub lost: Money,
    /// See the module.
    pub open: Money,
    /// See the module.
    pub overdue: Money,
    /// See the module.
    pub bounced: Money,
}

/// What came of the order with this number that was decided from a point of
/// view; `account` is the customer as seen today.
#[must_use]
pub fn came(
    account: &Account<'_>,
    policy: &Policy,
    order: &str,
    currency: Currency,
    then: Cut,
) -> Came {
    let zero = Money::new(0, currency);
    let mut came = Came {
        fate: Fate::NotBilled,
        billed: zero,
        paid: zero,
        paid_late: zero,
        over_90: zero,
        lost: zero,
        open: zero,
        overdue: zero,
        bounced: Money::new(bounced(account, currency, then), currency),
    };
    let ix = account.orders.iter().position(|known| known.placed.order.as_str() == order);
    let Some(ix) = ix else { return came };
    let mut billed = false;
    for item in account.items.iter().filter(|item| item.order == Some(ix) && !item.is_fee()) {
        billed = true;
        came.add(account, policy, item);
    }
    came.fate = came.fate(billed);
    came
}

/// Payments on which a decision counted and which came back unpaid.
fn bounced(account: &Account<'_>, currency: Currency, then: Cut) -> Minor {
    let stood = |place: Place| place.day <= then.as_of && place.position <= then.known_at;
    account
        .payments
        .iter()
        .filter(|payment| payment.currency == currency && stood(payment.place))
        .filter(|payment| payment.reversed.is_some_and(|reversed| !stood(reversed)))
        .map(|payment| payment.amount)
        .sum()
}

/// The most that was open at the end of a day, from one to that of the account.
fn most_open_from(item: &Item<'_>, from: Day) -> Minor {
    let later = item.open_log.iter().filter(|(day, _)| *day > from).map(|(_, open)| *open);
    later.fold(item.open_at_end_of(from), Minor::max)
}

impl Came {
    fn add(&mut self, account: &Account<'_>, policy: &Policy, item: &Item<'_>) {
        let today = account.as_of;
        let due = contractual_due(account, item, policy, today);
        let after_due = |day: Day| due.is_some_and(|due| day > due);
        self.billed.minor += item.gross;
        for slice in item.slices.iter().map(|ix| &account.slices[*ix]) {
            self.paid.minor += slice.live;
            if after_due(slice.place.day) {
                self.paid_late.minor += slice.live;
            }
        }
        if let Some(due) = due.filter(|due| today - *due > BAD_AFTER_DAYS) {
            self.over_90.minor += most_open_from(item, due + (BAD_AFTER_DAYS + 1));
        }
        self.lost.minor += item.written_off - item.recovered;
        self.open.minor += item.open();
        if after_due(today) {
            self.overdue.minor += item.open();
        }
    }

    fn fate(&self, billed: bool) -> Fate {
        let steps = [
            (!billed, Fate::NotBilled),
            (self.lost.minor > 0, Fate::Lost),
            (self.over_90.minor > 0, Fate::Over90),
            (self.overdue.minor > 0, Fate::Overdue),
            (self.paid_late.minor > 0, Fate::PaidLate),
            (self.open.minor > 0, Fate::Open),
            (self.paid.minor > 0, Fate::PaidInTime),
        ];
        steps.into_iter().find(|(holds, _)| *holds).map_or(Fate::Credited, |(_, fate)| fate)
    }
}
