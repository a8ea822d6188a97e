//! Promises to pay, and which money counts towards them (domain, section 8).

use std::ops::Deref;

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};

use super::fold::Fold;
use super::indices::Indices;
use super::item::Closes;
use super::{Account, ItemIx};
use crate::history::Place;

/// A promise.
#[derive(Debug)]
pub struct Promise<'a> {
    /// Its number.
    pub number: &'a str,
    /// Where it was made.
    pub place: Place,
    /// Its currency.
    pub currency: Currency,
    /// How much.
    pub amount: Minor,
    /// By when.
    pub due: Day,
    /// The last day that still counts: due and grace.
    pub last: Day,
    /// For which items; `None` means any payment counts.
    pub items: Option<Vec<&'a str>>,
    /// What has counted so far.
    pub credited: Minor,
    /// Since when it has been covered without interruption.
    pub settled_on: Option<Day>,
    pub(super) closes: Closes,
    /// Where an agreement took its place.
    pub superseded: Option<Place>,
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PromiseStatus {
    /// Not covered, and still time.
    Pending,
    /// Covered by its last day.
    Kept,
    /// Covered after its last day.
    KeptLate,
    /// Its last day has passed with a part of it paid.
    Partial,
    /// Its last day has passed with nothing paid.
    Broken,
    /// An agreement took its place.
    Superseded,
}

impl PromiseStatus {
    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Kept => "kept",
            Self::KeptLate => "kept_late",
            Self::Partial => "partial",
            Self::Broken => "broken",
            Self::Superseded => "superseded",
        }
    }
}

impl Promise<'_> {
    /// Closes a day on which money moved; a day may be closed again when more of it
    /// is known.
    pub(super) fn close_day(&mut self, day: Day) {
        self.settled_on = self.closes.before(day, self.settled_on);
        if self.lacking() > 0 {
            self.settled_on = None;
        } else {
            self.settled_on.get_or_insert(day);
        }
    }

    /// What is still missing.
    #[must_use]
    pub fn lacking(&self) -> Minor {
        self.amount - self.credited
    }

    /// Whether it names this item; a promise without items names none.
    #[must_use]
    pub fn names(&self, item: &str) -> bool {
        self.items.as_ref().is_some_and(|items| items.contains(&item))
    }

    /// How it stands on a day.
    #[must_use]
    pub fn status(&self, as_of: Day) -> PromiseStatus {
        if self.superseded.is_some() {
            return PromiseStatus::Superseded;
        }
        match self.settled_on {
            Some(on) if on <= self.last => PromiseStatus::Kept,
            Some(_) => PromiseStatus::KeptLate,
            None if as_of <= self.last => PromiseStatus::Pending,
            None if self.credited > 0 => PromiseStatus::Partial,
            None => PromiseStatus::Broken,
        }
    }
}

/// Promises in fold order: to be read like a slice.
#[derive(Debug, Default)]
pub struct Promises<'a> {
    all: Vec<Promise<'a>>,
    /// Those that still accept money: not covered, and not superseded.
    lacking: Indices,
    /// Those whose money moved since the end of a day.
    moved: Vec<usize>,
}

impl<'a> Deref for Promises<'a> {
    type Target = [Promise<'a>];

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl<'a> Promises<'a> {
    pub(super) fn push(&mut self, promise: Promise<'a>) {
        let ix = self.all.len();
        self.all.push(promise);
        self.moved(ix);
    }

    /// Money counts towards a promise.
    pub(super) fn take(&mut self, ix: usize, amount: Minor) {
        self.all[ix].credited += amount;
        self.moved(ix);
    }

    /// Money that counted towards a promise does not any more.
    pub(super) fn give_back(&mut self, ix: usize, amount: Minor) {
        self.all[ix].credited -= amount;
        self.moved(ix);
    }

    fn supersede(&mut self, ix: usize, place: Place) {
        self.all[ix].superseded = Some(place);
        self.moved(ix);
    }

    fn moved(&mut self, ix: usize) {
        let promise = &self.all[ix];
        self.lacking.set(ix, promise.lacking() > 0 && promise.superseded.is_none());
        if self.moved.last() != Some(&ix) {
            self.moved.push(ix);
        }
    }

    /// Closes a day for those whose money moved on it: for all others it changes nothing.
    pub(super) fn close_day(&mut self, day: Day) {
        for ix in self.moved.drain(..) {
            self.all[ix].close_day(day);
        }
    }
}

impl Fold<'_, '_> {
    /// The promises that accept money of a currency on a day, for an item or
    /// (without one) for payments as such: those still pending first, then
    /// those past their last day; each by due date, then position.
    pub(super) fn takers(&self, day: Day, currency: Currency, item: Option<ItemIx>) -> Vec<usize> {
        let account: &Account<'_> = &self.account;
        let accepts = |promise: &Promise<'_>| {
            promise.currency == currency
                && match item {
                    Some(item) => promise.names(account.items[item].number),
                    None => promise.items.is_none(),
                }
        };
        let lacking = account.promises.lacking.as_slice().iter().copied();
        let mut takers: Vec<usize> = lacking.filter(|ix| accepts(&account.promises[*ix])).collect();
        takers.sort_by_key(|ix| {
            let promise = &account.promises[*ix];
            (day > promise.last, promise.due, promise.place.position)
        });
        takers
    }

    /// An agreement that moves dates takes the place of pending promises on its invoices.
    pub(super) fn supersede(&mut self, covered: &[ItemIx], place: Place) {
        let account = &mut self.account;
        let items = &account.items;
        let named = |promise: &Promise<'_>| {
            place.day <= promise.last
                && covered.iter().any(|item| promise.names(items[*item].number))
        };
        let lacking = account.promises.lacking.as_slice().iter().copied();
        let pending: Vec<usize> = lacking.filter(|ix| named(&account.promises[*ix])).collect();
        for ix in pending {
            account.promises.supersede(ix, place);
        }
    }
}
