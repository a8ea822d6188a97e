//! How customers differ: when they pay, how, and what they say.

use super::calendar::{Day, civil};
use super::rng::Rng;

/// A customer's character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Character {
    /// Pays on the due date or before it.
    Prompt,
    /// Pays some days late, always.
    SlightlyLate,
    /// Pays weeks late, "finance is processing it".
    Late,
    /// Pays after months and letters.
    VeryLate,
    /// Pays well in the season and badly outside.
    Seasonal,
    /// Questions quantities and quality.
    Disputing,
    /// "Next week".
    PromiseBreaker,
    /// Signs plans, and keeps most of them.
    Planner,
    /// Stops paying and moves assets.
    Deadbeat,
    /// New to the house, small orders, checked often.
    Newcomer,
}

/// Characters with their shares of a thousand customers.
const SHARES: [(Character, u32); 10] = [
    (Character::Prompt, 330),
    (Character::SlightlyLate, 230),
    (Character::Late, 130),
    (Character::VeryLate, 50),
    (Character::Seasonal, 70),
    (Character::Disputing, 50),
    (Character::PromiseBreaker, 40),
    (Character::Planner, 40),
    (Character::Deadbeat, 20),
    (Character::Newcomer, 40),
];

impl Character {
    /// One character, by their shares; the first customers get one each.
    pub fn draw(rng: &mut Rng, serial: u32) -> Self {
        match SHARES.get(serial as usize) {
            Some(share) => share.0,
            None => SHARES[rng.weighted(&SHARES.map(|share| share.1))].0,
        }
    }

    /// Days between the due date and the payment.
    pub fn lag(self, rng: &mut Rng, due: Day) -> i32 {
        match self {
            Self::Prompt => rng.days(-8, 1),
            Self::SlightlyLate | Self::Newcomer => rng.days(-2, 12),
            Self::Late => rng.days(8, 45),
            Self::VeryLate => rng.days(30, 150),
            Self::Seasonal if matches!(civil(due).1, 4..=9) => rng.days(-3, 5),
            Self::Seasonal => rng.days(15, 60),
            Self::Disputing => rng.days(0, 30),
            Self::PromiseBreaker => rng.days(20, 90),
            Self::Planner => rng.days(25, 70),
            Self::Deadbeat => rng.days(90, 400),
        }
    }

    /// The parts of a thousand of payments that cover only a part.
    pub fn partial_per_mille(self) -> u64 {
        match self {
            Self::Prompt => 40,
            Self::SlightlyLate | Self::Newcomer | Self::Seasonal => 120,
            Self::Disputing | Self::Late => 220,
            Self::VeryLate | Self::PromiseBreaker | Self::Planner | Self::Deadbeat => 400,
        }
    }

    /// What it says about a late payment: an index into the table of excuses.
    pub fn excuse(self, rng: &mut Rng) -> usize {
        match self {
            Self::Prompt | Self::SlightlyLate => rng.pick(&[0, 6]),
            Self::Late | Self::Newcomer => rng.pick(&[1, 5, 0]),
            Self::VeryLate | Self::Seasonal | Self::Planner => rng.pick(&[2, 7]),
            Self::Disputing => 3,
            Self::PromiseBreaker => rng.pick(&[1, 1, 2]),
            Self::Deadbeat => 4,
        }
    }
}
