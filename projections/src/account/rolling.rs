//! One customer at many points of view, each later than the one before: month ends,
//! decisions. Only what is new is folded.
//!
//! A fold goes by business date, so what it made of a day stands once the day has
//! ended, unless something is recorded later that belongs before its end: a
//! retraction, an entry with an earlier date, or a document that something counted
//! refers to already. Then, and when the point of view moves back, everything is
//! folded anew. The last day may go on, and is closed again, as long as there is no
//! agreement: one that fails at the end of a day has failed. So an account is the
//! same whichever way it was reached (INV-6).

use duebook_events::{EventData, EventId, Position};
use rustc_hash::FxHashSet;

use super::Account;
use super::fold::Fold;
use crate::history::{Cut, Fact, cut};
use crate::policy::Policy;

/// One customer under one policy, moving forward in time.
pub struct Rolling<'a> {
    facts: &'a [Fact],
    policy: &'a Policy,
    /// The fold, and for which point of view it stands.
    now: Option<(Fold<'a, 'a>, Cut)>,
    /// Events that were taken back, as known then.
    retracted: FxHashSet<EventId>,
}

impl<'a> Rolling<'a> {
    /// A customer's facts, in order of position; nothing is folded yet.
    #[must_use]
    pub fn new(facts: &'a [Fact], policy: &'a Policy) -> Self {
        Self { facts, policy, now: None, retracted: FxHashSet::default() }
    }

    /// The account at a point of view.
    pub fn at(&mut self, to: Cut) -> &Account<'a> {
        let new = self.now.as_ref().and_then(|(fold, from)| self.additions(fold, *from, to));
        let mut fold = match (new, self.now.take()) {
            (Some(new), Some((mut fold, _))) => {
                fold.advance(new, to.as_of);
                fold
            }
            _ => self.anew(to),
        };
        fold.account.as_of = to.as_of;
        &self.now.insert((fold, to)).0.account
    }

    /// Folds everything that counts.
    fn anew(&mut self, to: Cut) -> Fold<'a, 'a> {
        let known = self.facts.iter().take_while(|fact| fact.position <= to.known_at);
        self.retracted = known.filter_map(retracted).collect();
        let mut fold = Fold::new(to.as_of, self.policy);
        fold.advance(cut(self.facts, to), to.as_of);
        fold
    }

    /// What counts at `to` and did not at `from`; nothing where that does not simply
    /// come after what has been folded.
    fn additions(&self, fold: &Fold<'a, 'a>, from: Cut, to: Cut) -> Option<Vec<&'a Fact>> {
        if to.as_of < from.as_of || to.known_at < from.known_at {
            return None;
        }
        let newest = fold.account.facts.last().map_or(Position(0), |fact| fact.position);
        let goes_on = fold.account.agreements.is_empty();
        let mut new = Vec::new();
        for fact in self.facts {
            if fact.position > to.known_at {
                break;
            }
            let was_known = fact.position <= from.known_at;
            if !was_known && retracted(fact).is_some() {
                return None;
            }
            let counted = was_known && fact.effective <= from.as_of;
            if counted || fact.effective > to.as_of || self.retracted.contains(&fact.id) {
                continue;
            }
            let after = if fact.effective == from.as_of {
                // Terms hold for the whole of their day, which has been folded under older ones.
                goes_on && fact.position > newest && !is_terms(fact)
            } else {
                fact.effective > from.as_of && (fact.position > newest || !is_document(fact))
            };
            if !after {
                return None;
            }
            new.push(fact);
        }
        Some(new)
    }
}

/// Which event a fact takes back.
fn retracted(fact: &Fact) -> Option<EventId> {
    match &fact.data {
        EventData::EventRetracted(retraction) => Some(retraction.event),
        _ => None,
    }
}

fn is_terms(fact: &Fact) -> bool {
    matches!(fact.data, EventData::TermsAgreed(_))
}

/// What a fold enters before it begins: facts with an earlier date may refer to it.
fn is_document(fact: &Fact) -> bool {
    matches!(
        fact.data,
        EventData::InvoiceIssued(_)
            | EventData::LateFeeCharged(_)
            | EventData::PaymentReceived(_)
            | EventData::CreditNoteIssued(_)
    )
}

/// The same under several policies at once.
pub struct Rollings<'a> {
    facts: &'a [Fact],
    each: Vec<Rolling<'a>>,
}

impl<'a> Rollings<'a> {
    /// A customer's facts, in order of position.
    #[must_use]
    pub fn new(facts: &'a [Fact]) -> Self {
        Self { facts, each: Vec::new() }
    }

    /// The facts.
    #[must_use]
    pub fn facts(&self) -> &'a [Fact] {
        self.facts
    }

    /// The account at a point of view under a policy.
    pub fn at(&mut self, to: Cut, policy: &'a Policy) -> &Account<'a> {
        let known = self.each.iter().position(|rolling| rolling.policy.sha256 == policy.sha256);
        let ix = known.unwrap_or_else(|| {
            self.each.push(Rolling::new(self.facts, policy));
            self.each.len() - 1
        });
        self.each[ix].at(to)
    }
}
