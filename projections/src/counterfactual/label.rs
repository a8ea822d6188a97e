//! Whether a customer turned bad: more than 90 days past due at a month end.

use duebook_events::Day;

use super::came::BAD_AFTER_DAYS;
use crate::account::{Account, ItemIx};
use crate::balance::parts_in;
use crate::due::contractual_due;
use crate::history::{Cut, Fact};
use crate::parts::undisputed_at_end_of;
use crate::policy::Policy;
use crate::score::main_currency;

/// Whether something undisputed in the account's main currency is more than 90
/// days past its agreed due date on the account's date.
#[must_use]
pub(super) fn is_bad(account: &Account<'_>, policy: &Policy) -> bool {
    let Some(currency) = main_currency(account) else { return false };
    parts_in(account, currency, policy).any(|(_, part)| {
        part.undisputed() > 0 && part.days_past_due(account.as_of) > BAD_AFTER_DAYS
    })
}

/// The same question about earlier days, of a customer as seen today.
///
/// Answered from the log of what was open at the end of each day; only where an
/// item under an agreement was open on that day (and so may have had several
/// dates) the day is folded again.
pub(super) struct Labels<'l, 'a> {
    facts: &'l [Fact],
    account: &'l Account<'a>,
    policy: &'l Policy,
    seen: Cut,
    /// By month end, as far as asked.
    known: Vec<Option<bool>>,
}

impl<'l, 'a> Labels<'l, 'a> {
    /// Labels for so many month ends.
    pub fn new(
        facts: &'l [Fact],
        account: &'l Account<'a>,
        policy: &'l Policy,
        seen: Cut,
        ends: usize,
    ) -> Self {
        Self { facts, account, policy, seen, known: vec![None; ends] }
    }

    /// Whether the customer is bad at the month end with this index and day.
    pub fn at(&mut self, ix: usize, day: Day) -> bool {
        if let Some(known) = self.known[ix] {
            return known;
        }
        let bad = self.judge(day);
        self.known[ix] = Some(bad);
        bad
    }

    fn judge(&self, day: Day) -> bool {
        let account = self.account;
        let open = |ix: &ItemIx| account.items[*ix].open_at_end_of(day) > 0;
        let agreed =
            |ix: &ItemIx| account.items[*ix].covers.iter().any(|(signed, _)| *signed <= day);
        let open: Vec<ItemIx> = (0..account.items.len()).filter(open).collect();
        if open.iter().any(agreed) {
            let at = Cut { as_of: day, known_at: self.seen.known_at };
            return is_bad(&Account::fold(self.facts, at, self.policy), self.policy);
        }
        let limit = account.limits.iter().rev().find(|limit| limit.place.day <= day);
        let first = account.items.iter().filter(|item| !item.is_fee()).min_by_key(|i| i.place);
        let currency = limit.map(|l| l.currency).or(first.map(|item| item.currency));
        open.into_iter()
            .filter(|ix| Some(account.items[*ix].currency) == currency)
            .any(|ix| self.is_late(ix, day))
    }

    /// Whether an item without agreement has an undisputed amount that is late.
    fn is_late(&self, ix: ItemIx, day: Day) -> bool {
        let item = &self.account.items[ix];
        let due = contractual_due(self.account, item, self.policy, day);
        due.is_some_and(|due| day - due > BAD_AFTER_DAYS)
            && undisputed_at_end_of(self.account, ix, day) > 0
    }
}
