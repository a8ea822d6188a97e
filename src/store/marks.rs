//! Short marks of what is compared in large numbers, keyed with a secret of the moment.
//!
//! Whoever prepares a ledger cannot know the key, and so cannot prepare two things with one mark; by
//! chance a billion marks collide once in 37. No answer depends on the key.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use super::data::EventRow;
use super::plain::{EventId, Position};

/// The secret.
#[derive(Clone, Debug, Default)]
pub struct Marks(RandomState);

impl Marks {
    /// Marks an id at its position. Marks of this kind are added up, so that their order is of no
    /// account.
    #[must_use]
    pub fn id(&self, id: EventId, position: Position) -> u64 {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(&id.0);
        bytes[16..].copy_from_slice(&position.0.to_le_bytes());
        self.bytes(&bytes)
    }

    /// Adds up the marks of the ids of events.
    #[must_use]
    pub fn ids(&self, rows: &[EventRow]) -> u64 {
        rows.iter().fold(0, |sum, row| sum.wrapping_add(self.id(row.id, row.position)))
    }

    /// Marks a number (UTF-8) of a name space.
    #[must_use]
    pub fn number(&self, kind: u8, number: &[u8]) -> u64 {
        // One text has another mark in each name space, all as secret as the hash.
        self.bytes(number) ^ u64::from(kind).wrapping_mul(KIND)
    }

    /// Marks that something with this mark stands at a position. Marks of this kind are added up.
    ///
    /// The mark is secret as the key is: mixing (that of `SplitMix64`) makes sums of such marks as
    /// unforeseeable.
    #[must_use]
    pub fn at(mark: u64, position: Position) -> u64 {
        let mut mixed = mark.wrapping_add(position.0.wrapping_mul(POSITION));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&self, bytes: &[u8]) -> u64 {
        let mut hasher = self.0.build_hasher();
        hasher.write(bytes);
        hasher.finish()
    }
}

/// Odd, so that no two name spaces and no two positions are taken for each other.
const KIND: u64 = 0xd6e8_feb8_6659_fd93;
const POSITION: u64 = 0x9e37_79b9_7f4a_7c15;
