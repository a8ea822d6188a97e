//! The open parts of an item: each with its own date, and the disputed amount
//! that lies on it (domain, sections 5 to 7).

use duebook_events::Day;
use duebook_events::money::Minor;

use crate::account::{Account, ItemIx};
use crate::due::contractual_due;
use crate::policy::Policy;

/// An open part of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The instalment's number under an instalment agreement.
    pub instalment: Option<u32>,
    /// Whether the date is an agreement's.
    pub agreed: bool,
    /// When it falls due; `None` while the trigger has not happened.
    pub due: Option<Day>,
    /// What is open.
    pub open: Minor,
    /// How much of that is disputed.
    pub disputed: Minor,
}

impl Part {
    /// Days past due: negative before, 0 on the day or without a date.
    #[must_use]
    pub fn days_past_due(&self, day: Day) -> i32 {
        self.due.map_or(0, |due| day - due)
    }

    /// What is open and not disputed.
    #[must_use]
    pub fn undisputed(&self) -> Minor {
        self.open - self.disputed
    }
}

/// The open parts of an item by agreed dates, in order of due date (those
/// without one first), then instalment.
#[must_use]
pub fn agreed(account: &Account<'_>, ix: ItemIx, policy: &Policy, day: Day) -> Vec<Part> {
    let item = &account.items[ix];
    let open = item.open();
    if open == 0 {
        return Vec::new();
    }
    let mut parts = Vec::with_capacity(1);
    let mut covered = 0;
    if let Some(agreement) = account.dating_agreement(item) {
        let numbered = agreement.kind == duebook_events::agreement::AgreementKind::Instalment;
        for piece in account.pieces_of(agreement, ix) {
            covered += piece.amount;
            parts.push(Part {
                instalment: numbered.then_some(u32::try_from(piece.row + 1).unwrap_or(u32::MAX)),
                agreed: true,
                due: agreement.part_due(piece.row),
                open: piece.amount,
                disputed: 0,
            });
        }
    }
    if open > covered {
        let due = contractual_due(account, item, policy, day);
        parts.push(Part {
            instalment: None,
            agreed: false,
            due,
            open: open - covered,
            disputed: 0,
        });
    }
    parts.sort_by_key(|part| (part.due, part.instalment));
    lay_disputes(account, ix, &mut parts);
    parts
}

/// Whether anything of an item is past its agreed date and not disputed.
#[must_use]
pub fn is_overdue(account: &Account<'_>, ix: ItemIx, policy: &Policy, day: Day) -> bool {
    let overdue = |part: &Part| part.days_past_due(day) > 0 && part.undisputed() > 0;
    if account.dating_agreement(&account.items[ix]).is_some() {
        agreed(account, ix, policy, day).iter().any(overdue)
    } else {
        contractual(account, ix, policy, day).as_ref().is_some_and(overdue)
    }
}

/// The one part of an item by its contract, as if no agreement existed.
#[must_use]
pub fn contractual(account: &Account<'_>, ix: ItemIx, policy: &Policy, day: Day) -> Option<Part> {
    let due = contractual_due(account, &account.items[ix], policy, day);
    whole(account, ix, due)
}

/// The one part of an item by its date of issue.
#[must_use]
pub fn by_issue(account: &Account<'_>, ix: ItemIx) -> Option<Part> {
    whole(account, ix, Some(account.items[ix].place.day))
}

fn whole(account: &Account<'_>, ix: ItemIx, due: Option<Day>) -> Option<Part> {
    let open = account.items[ix].open();
    let mut parts = [Part { instalment: None, agreed: false, due, open, disputed: 0 }];
    lay_disputes(account, ix, &mut parts);
    (open > 0).then_some(parts[0])
}

/// What of an item was open and undisputed at the end of a day.
#[must_use]
pub fn undisputed_at_end_of(account: &Account<'_>, ix: ItemIx, day: Day) -> Minor {
    let item = &account.items[ix];
    let raised = item.disputes.iter().map(|ix| &account.disputes[*ix]);
    let disputed: Minor = raised
        .filter(|dispute| dispute.place.day <= day)
        .filter(|dispute| dispute.resolved.is_none_or(|end| end.place.day > day))
        .map(|dispute| dispute.amount)
        .sum();
    (item.open_at_end_of(day) - disputed).max(0)
}

/// Open disputes, capped by what is open, lie on the parts in order of due date.
fn lay_disputes(account: &Account<'_>, ix: ItemIx, parts: &mut [Part]) {
    let mut disputed: Minor = account.items[ix]
        .disputes
        .iter()
        .map(|dispute| &account.disputes[*dispute])
        .filter(|dispute| dispute.resolved.is_none())
        .map(|dispute| dispute.amount)
        .sum();
    for part in parts {
        part.disputed = disputed.min(part.open);
        disputed -= part.disputed;
    }
}
