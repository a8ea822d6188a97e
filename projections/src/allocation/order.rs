//! In which order automatic allocation goes through the open parts, and by
//! which rule one comes before another (domain, section 5).

use std::cmp::Reverse;

use duebook_events::Day;
use duebook_events::agreement::AgreementKind;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::account::{Account, Item, ItemIx};
use crate::due::{contractual_due, terms_of};
use crate::parts::{self, Part};
use crate::policy::{AllocationOrder, Policy};

/// What puts an item before the next one that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The debtor named it (Civil Code 560, first paragraph).
    DebtorNamed,
    /// It is due, the next one is not.
    DueBeforeUndue,
    /// It is overdue, the next one is not (policy `overdue_first`).
    OverdueFirst,
    /// It has no security, the next one has.
    UnsecuredBeforeSecured,
    /// It costs the debtor more a day.
    HigherRate,
    /// It falls due earlier.
    EarlierDue,
    /// It was issued earlier.
    EarlierIssue,
    /// Costs, interest and penalties of a debt before the debt (561).
    FeeBeforePrincipal,
    /// Its number comes first.
    LowerNumber,
    /// Nothing else is open.
    OnlyItem,
}

impl Reason {
    /// The word that stands in answers and remarks.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DebtorNamed => "debtor_named",
            Self::DueBeforeUndue => "due_before_undue",
            Self::OverdueFirst => "overdue_first",
            Self::UnsecuredBeforeSecured => "unsecured_before_secured",
            Self::HigherRate => "higher_rate",
            Self::EarlierDue => "earlier_due",
            Self::EarlierIssue => "earlier_issue",
            Self::FeeBeforePrincipal => "fee_before_principal",
            Self::LowerNumber => "lower_number",
            Self::OnlyItem => "only_item",
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// The place of a part in the order; what a policy does not look at is alike in
/// all keys. Fields are compared from the first to the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<'k> {
    not_due: bool,
    secured: bool,
    rate: Reverse<Decimal>,
    due: (bool, Option<Day>),
    issued: Day,
    /// The number of the invoice whose debt it is.
    debt: &'k str,
    /// Costs, interest, penalties, principal.
    rank: u8,
    number: &'k str,
}

impl Key<'_> {
    /// The first rule by which a part with this key comes before one with the other.
    pub(super) fn reason_before(&self, second: &Key<'_>, order: AllocationOrder) -> Reason {
        let first = self;
        if first.not_due != second.not_due {
            match order {
                AllocationOrder::OverdueFirst => Reason::OverdueFirst,
                _ => Reason::DueBeforeUndue,
            }
        } else if first.secured != second.secured {
            Reason::UnsecuredBeforeSecured
        } else if first.rate != second.rate {
            Reason::HigherRate
        } else if first.due != second.due {
            Reason::EarlierDue
        } else if first.issued != second.issued {
            Reason::EarlierIssue
        } else if first.debt == second.debt && first.rank != second.rank {
            Reason::FeeBeforePrincipal
        } else {
            Reason::LowerNumber
        }
    }
}

/// The debt that a fee belongs to; an invoice is its own.
fn debt_of<'i, 'a>(account: &'i Account<'a>, item: &'i Item<'a>) -> &'i Item<'a> {
    let mut debt = item;
    while let Some(fee) = debt.fee {
        debt = &account.items[fee.of];
    }
    debt
}

/// Costs before interest, interest before penalties, all before the principal (561).
fn rank(item: &Item<'_>) -> u8 {
    use duebook_events::invoice::FeeKind;
    match item.fee.map(|fee| fee.kind) {
        Some(FeeKind::Cost) => 0,
        Some(FeeKind::Interest) => 1,
        Some(FeeKind::Penalty) => 2,
        None => 3,
    }
}

/// Whether an agreement in force gives a security for an item that still stands.
fn is_secured(account: &Account<'_>, ix: ItemIx) -> bool {
    account.agreements.iter().any(|agreement| {
        agreement.kind == AgreementKind::Security
            && agreement.ending.is_none()
            && agreement.covers.iter().any(|cover| cover.item == ix)
            && agreement.security.is_some_and(|security| {
                let security = &account.securities[security];
                let valid = security.provided.valid_until;
                !security.released && valid.is_none_or(|until| until >= account.as_of)
            })
    })
}

/// The place of a part in a policy's order.
pub(super) fn key<'k>(
    account: &'k Account<'_>,
    ix: ItemIx,
    part: &Part,
    policy: &'k Policy,
) -> Key<'k> {
    let item = &account.items[ix];
    let debt = debt_of(account, item);
    let day = account.as_of;
    // A fee stands where its debt stands: before the first open part of it.
    let debt_ix = account.item_ix(debt.number).unwrap_or(ix);
    let first_open = parts::agreed(account, debt_ix, policy, day).first().map(|part| part.due);
    let debt_due = first_open.unwrap_or_else(|| contractual_due(account, debt, policy, day));
    let own = Key {
        not_due: part.due.is_none_or(|due| due > day),
        secured: false,
        rate: Reverse(Decimal::ZERO),
        due: (part.due.is_none(), part.due),
        issued: item.place.day,
        debt: item.number,
        rank: 0,
        number: item.number,
    };
    match policy.allocation {
        AllocationOrder::OldestDueFirst => Key { not_due: false, ..own },
        AllocationOrder::OverdueFirst => {
            let overdue = part.days_past_due(day) > 0;
            let due = if overdue { own.due } else { (true, None) };
            Key { not_due: !overdue, due, ..own }
        }
        AllocationOrder::Statutory => {
            let due = if item.is_fee() { debt_due } else { part.due };
            let rate = terms_of(account, debt, policy).daily_rate;
            Key {
                secured: is_secured(account, debt_ix),
                rate: Reverse(rate.map_or(Decimal::ZERO, |rate| rate.decimal())),
                due: (due.is_none(), due),
                issued: debt.place.day,
                debt: debt.number,
                rank: rank(item),
                ..own
            }
        }
    }
}
