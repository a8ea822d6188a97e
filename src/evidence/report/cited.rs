//! A position that the report cites, and whether its event can be looked up in the bundle.

use std::collections::BTreeSet;

use duebook_events::Position;
use serde::Serialize;

use crate::evidence::bundle::stream::Stream;

/// A cited event.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Cited {
    /// Its position.
    pub at: u64,
    /// Whether `events/<position>.json` lies in the bundle.
    pub here: bool,
}

/// Which positions can be looked up.
pub(super) struct Cites {
    here: BTreeSet<Position>,
}

impl Cites {
    /// Those of the events that are shown.
    pub fn new(stream: &Stream, shown: &[bool]) -> Self {
        let shown = stream.facts.iter().zip(shown).filter(|(_, shown)| **shown);
        Self { here: shown.map(|(fact, _)| fact.position).collect() }
    }

    /// One event.
    pub fn of(&self, position: Position) -> Cited {
        Cited { at: position.0, here: self.here.contains(&position) }
    }

    /// Several events.
    pub fn all(&self, positions: impl IntoIterator<Item = Position>) -> Vec<Cited> {
        positions.into_iter().map(|position| self.of(position)).collect()
    }
}
