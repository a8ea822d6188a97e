//! The open parts of an item with the dates by which each ages (domain sections 5 to 7).

use super::view::View;
use chrono::{Duration, NaiveDate};

#[derive(Clone, Debug)]
pub struct Part {
    pub due: Option<NaiveDate>,
    /// The instalment's number from 1; none for a deferral and for what is not covered.
    pub number: Option<usize>,
    pub amount: i128,
    pub disputed: i128,
    /// The agreement on which it lies.
    pub agreement: Option<usize>,
}

impl Part {
    fn whole(due: Option<NaiveDate>, amount: i128) -> Part {
        Part { due, number: None, amount, disputed: 0, agreement: None }
    }
    pub fn undisputed(&self) -> i128 {
        self.amount - self.disputed
    }
    /// Days past due; none without a due date, so never overdue.
    pub fn days_past_due(&self, as_of: NaiveDate) -> Option<i64> {
        self.due.map(|due| (as_of - due).num_days())
    }
    pub fn is_overdue(&self, as_of: NaiveDate) -> bool {
        self.days_past_due(as_of).is_some_and(|days| days > 0)
    }
}

/// What to do with an agreement that has defaulted by the day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Defaulted {
    /// Its effect holds: accelerated dates, or the contractual ones (section 7).
    TakesEffect,
    /// It counts as no agreement (late interest, section 9).
    IsIgnored,
}

/// The open parts of an item at the end of a day, by the agreed dates, not yet disputed. The
/// contractual date is that of the view's date.
pub fn split(view: &View, item: usize, day: NaiveDate, defaulted: Defaulted) -> Vec<Part> {
    let contractual = view.items[item].due;
    let Some(state) = view.state(day) else { return Vec::new() };
    let open = state.items[item].open;
    let mut parts = Vec::new();
    let mut rest = open;
    let in_force = view.governing(item, day).filter(|&a| {
        let gone = defaulted == Defaulted::IsIgnored || view.agreements[a].reverts;
        !(gone && view.has_defaulted(a, day))
    });
    if let Some(index) = in_force {
        let agreement = &view.agreements[index];
        let lying = &state.agreements[index].as_ref().expect("a signed agreement").lying;
        for (part, pieces) in lying.iter().enumerate() {
            let amount: i128 = pieces.iter().filter(|p| p.0 == item).map(|p| p.1).sum();
            let mut due = agreement.schedule[part].0;
            if view.has_defaulted(index, day) {
                let default_day = view.defaulted[index].expect("a default");
                due = due.min(default_day - Duration::days(1));
            }
            let number = (agreement.kind_name == "instalment").then_some(part + 1);
            rest -= amount;
            parts.push(Part {
                due: Some(due),
                number,
                amount,
                disputed: 0,
                agreement: Some(index),
            });
        }
    }
    parts.push(Part::whole(contractual, rest));
    parts.retain(|p| p.amount > 0);
    parts
}

/// Lays a disputed amount on the parts in order of due date, those without one first.
pub fn lay_disputed(parts: &mut [Part], disputed: i128) {
    parts.sort_by_key(|p| (p.due, p.number));
    let mut left = disputed;
    for part in parts {
        part.disputed = left.min(part.amount);
        left -= part.disputed;
    }
}

/// The open parts of an item as of the view's date, by the agreed basis, disputes laid on.
pub fn agreed(view: &View, item: usize) -> Vec<Part> {
    let mut parts = split(view, item, view.as_of, Defaulted::TakesEffect);
    lay_disputed(&mut parts, disputed(view, item));
    parts
}

/// As if no agreement existed.
pub fn contractual(view: &View, item: usize) -> Vec<Part> {
    single(view, item, view.items[item].due)
}

/// Days since issue: the issue date stands in for the due date, no parts.
pub fn by_issue(view: &View, item: usize) -> Vec<Part> {
    single(view, item, Some(view.items[item].issued()))
}

fn single(view: &View, item: usize, due: Option<NaiveDate>) -> Vec<Part> {
    let mut parts = vec![Part::whole(due, view.open(item, view.as_of))];
    parts.retain(|p| p.amount > 0);
    lay_disputed(&mut parts, disputed(view, item));
    parts
}

fn disputed(view: &View, item: usize) -> i128 {
    view.state(view.as_of).map(|s| s.items[item].disputed).unwrap_or(0)
}
