//! Conditions over facts, compiled: each comparison knows its fact and its kind,
//! and evaluating one allocates nothing (domain, sections 10 and 11).

use rust_decimal::Decimal;

use super::fact::{Fact, FactValue, Facts};

/// A compiled condition.
#[derive(Debug, Clone, PartialEq)]
pub enum When<F> {
    /// All of these.
    All(Vec<When<F>>),
    /// At least one of these.
    Any(Vec<When<F>>),
    /// Not this.
    Not(Box<When<F>>),
    /// One fact stands every test.
    Compare {
        /// Which fact.
        fact: F,
        /// What it has to stand; all of them.
        tests: Vec<Test<F>>,
    },
    /// A comparison that nothing satisfies: of a fact or with a word that does
    /// not exist. Only texts that were stored before it was refused hold one.
    Never,
}

/// A test of the value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Test<F> {
    /// Compared with a number.
    Number(Order, Decimal),
    /// Compared with the sum of other facts times a factor.
    Sum {
        /// How.
        order: Order,
        /// The facts that are added up.
        of: Vec<F>,
        /// What the sum is multiplied by.
        times: Decimal,
    },
    /// One of these words.
    OneOf {
        /// As written.
        words: Vec<String>,
        /// Their symbols.
        symbols: Vec<u16>,
    },
    /// Has a value, or has none.
    Known(bool),
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Greater.
    Above,
    /// Less.
    Below,
    /// Greater or equal.
    AtLeast,
    /// Less or equal.
    AtMost,
}

impl Order {
    /// Whether a number stands so to a bound.
    #[must_use]
    pub fn holds(self, have: Decimal, bound: Decimal) -> bool {
        match self {
            Self::Above => have > bound,
            Self::Below => have < bound,
            Self::AtLeast => have >= bound,
            Self::AtMost => have <= bound,
        }
    }
}

impl<F: Fact> When<F> {
    /// Whether the condition holds for these facts.
    #[must_use]
    pub fn holds(&self, facts: &impl Facts<F>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|when| when.holds(facts)),
            Self::Any(any) => any.iter().any(|when| when.holds(facts)),
            Self::Not(not) => !not.holds(facts),
            Self::Compare { fact, tests } => {
                let value = facts.value(*fact);
                tests.iter().all(|test| test.holds(value, facts))
            }
            Self::Never => false,
        }
    }
}

impl<F: Fact> Test<F> {
    fn holds(&self, value: FactValue, facts: &impl Facts<F>) -> bool {
        match (self, value) {
            (Self::Known(known), value) => *known == (value != FactValue::Unknown),
            (Self::Number(order, bound), FactValue::Number(have)) => order.holds(have, *bound),
            (Self::OneOf { symbols, .. }, FactValue::Word(have)) => symbols.contains(&have),
            (Self::Sum { order, of, times }, FactValue::Number(have)) => {
                let sum = of.iter().try_fold(Decimal::ZERO, |sum, fact| match facts.value(*fact) {
                    FactValue::Number(number) => sum.checked_add(number),
                    _ => None,
                });
                let bound = sum.and_then(|sum| sum.checked_mul(*times));
                bound.is_some_and(|bound| order.holds(have, bound))
            }
            _ => false,
        }
    }
}
