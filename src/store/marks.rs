//! Short marks of what is compared in large numbers, keyed with a secret of the moment.
//!
//! Whoever prepares a ledger cannot know the key, and so cannot prepare two things with one mark; by
//! chance a billion marks collide once in 37. No answer depends on the key.

use std::hash::{BuildHasher as _, RandomState};

use super::plain::{EventId, Position};

/// The secret.
#[derive(Clone, Debug, Default)]
pub struct Marks(RandomState);

impl Marks {
    /// Marks an id at its position. Marks of this kind are added up, so that their order is of no
    /// account.
    #[must_use]
    pub fn id(&self, id: EventId, position: Position) -> u64 {
        self.0.hash_one((id.0, position.0))
    }

    /// Marks a number of a name space.
    #[must_use]
    pub fn number(&self, kind: u8, number: &str) -> u64 {
        self.0.hash_one((kind, number))
    }
}
