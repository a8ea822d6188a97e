//! How much of a source later facts leave: nothing may be proposed that one of
//! them already uses, on any date (domain, section 3).

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::Day;
use duebook_events::money::Minor;

use crate::account::{Account, Payment};
use crate::history;
use crate::policy::Policy;
use crate::{Cut, Fact};

/// The least that each payment and credit note holds at the end of any later day.
#[derive(Debug, Default)]
pub(super) struct Caps {
    payments: BTreeMap<String, Minor>,
    notes: BTreeMap<String, Minor>,
}

impl Caps {
    /// Looks at every later day on which a known fact counts. Cost: a fold for
    /// each of them, none where nothing is unapplied.
    pub(super) fn new(facts: &[Fact], cut: Cut, policy: &Policy, now: &Account<'_>) -> Self {
        let mut caps = Self::default();
        let holds = now.payments.iter().any(|payment| payment.unapplied() > 0)
            || (0..now.notes.len()).any(|note| now.note_rest(note) > 0);
        if !holds {
            return caps;
        }
        let known = history::cut(facts, Cut { as_of: Day::LAST, ..cut });
        let days: BTreeSet<Day> =
            known.iter().map(|fact| fact.effective).filter(|day| *day > cut.as_of).collect();
        for day in days {
            let then = Account::fold(facts, Cut { as_of: day, ..cut }, policy);
            for payment in &then.payments {
                least(&mut caps.payments, payment.number, Payment::unapplied(payment));
            }
            for (ix, note) in then.notes.iter().enumerate() {
                least(&mut caps.notes, note.number, then.note_rest(ix));
            }
        }
        caps
    }

    /// What of a payment's money no later fact uses.
    pub(super) fn payment(&self, number: &str, holds: Minor) -> Minor {
        self.payments.get(number).map_or(holds, |least| holds.min(*least))
    }

    /// What of a note's excess no later fact uses.
    pub(super) fn note(&self, number: &str, holds: Minor) -> Minor {
        self.notes.get(number).map_or(holds, |least| holds.min(*least))
    }
}

fn least(caps: &mut BTreeMap<String, Minor>, number: &str, holds: Minor) {
    let cap = caps.entry(number.to_owned()).or_insert(holds);
    *cap = (*cap).min(holds);
}
