//! The cut: which facts count at (`as_of`, `known_at`), in which order
//! (domain, section 1). Every question goes through here.

use duebook_events::{Day, EventData, EventId, Instant, Position};
use rustc_hash::FxHashSet;

/// A recorded event as judgement sees it.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Where it stands in the log.
    pub position: Position,
    /// The business date on which it counts.
    pub effective: Day,
    /// When the ledger learned of it.
    pub recorded_at: Instant,
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub data: EventData,
}

/// A question's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The business date.
    pub as_of: Day,
    /// The last position that is known.
    pub known_at: Position,
}

/// A place in the fold order: business date, then position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The date on which it counts.
    pub day: Day,
    /// The position of its event.
    pub position: Position,
}

/// The facts of one customer that count, in order of position.
///
/// `{ e | e.position <= known_at and e.effective <= as_of and e is not
/// retracted at known_at }`: a retraction works from its own position on,
/// whatever its date.
#[must_use]
pub fn cut(facts: &[Fact], at: Cut) -> Vec<&Fact> {
    cut_without(facts, at, None)
}

/// The same as if the event at one position had never been recorded.
#[must_use]
pub fn cut_without(facts: &[Fact], at: Cut, without: Option<Position>) -> Vec<&Fact> {
    let known = &facts[..facts.partition_point(|fact| fact.position <= at.known_at)];
    let known = || known.iter().filter(|fact| Some(fact.position) != without);
    let retracted: FxHashSet<EventId> = known()
        .filter_map(|fact| match &fact.data {
            EventData::EventRetracted(retraction) => Some(retraction.event),
            _ => None,
        })
        .collect();
    known()
        .filter(|fact| fact.effective <= at.as_of)
        .filter(|fact| retracted.is_empty() || !retracted.contains(&fact.id))
        .collect()
}
