//! Which facts satisfy a condition: its cases, each a set of values per fact.
//!
//! A condition is a union of cases (its disjunctive normal form). Two cases can
//! be intersected and subtracted, so whether a rule leaves anything to a later
//! one is decided exactly, up to comparisons between facts: each sum of facts is
//! taken as a fact of its own, of which the compared one is below, the same or
//! above, and which has no value where one of its facts has none. What is said to
//! be impossible is impossible; what is not said may still be. The number of cases
//! and the work on them are bounded.

use std::cell::Cell;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::values::{Values, full};
use crate::policy::fact::Fact;
use crate::policy::written::Vocabulary;
use crate::policy::{Order, Test, When};

/// The most cases that a condition, or what is left of it, may have.
const MAX_CASES: usize = 2000;
/// The most steps in comparing the entries of one list: a second or two. In a step
/// a case is held against another; most differ at first sight.
const MAX_STEPS: u64 = 5_000_000;
/// How many steps it takes to cut a case into pieces.
const STEPS_OF_A_CUT: u64 = 16;

/// Too many cases to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

/// What a case says something about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject<F> {
    /// A fact.
    Fact(F),
    /// How a fact stands to a multiple of a sum of others: see [`standing`].
    Sum(F, Vec<F>, Decimal),
}

/// Below, the same, above: how a fact may stand to a sum, one bit each.
const STANDINGS: usize = 3;

/// The ways to stand to a sum that satisfy a comparison.
fn standing(order: Order) -> u64 {
    match order {
        Order::Below => 0b001,
        Order::AtMost => 0b011,
        Order::AtLeast => 0b110,
        Order::Above => 0b100,
    }
}

/// One case: what each subject must be; of others it says nothing.
pub(super) type Case<F> = BTreeMap<Subject<F>, Values>;

/// All values that the facts of a policy can have.
#[derive(Debug)]
pub(super) struct Domains<'p> {
    words: Vocabulary<'p>,
    /// How much may still be done.
    steps: Cell<u64>,
}

impl<'p> Domains<'p> {
    pub fn new(words: Vocabulary<'p>) -> Self {
        Self { words, steps: Cell::new(MAX_STEPS) }
    }

    /// Whether so much was compared that nothing more is.
    pub fn is_spent(&self) -> bool {
        self.steps.get() == 0
    }

    fn spend(&self, steps: u64) -> Result<(), TooMany> {
        self.steps.set(self.steps.get().saturating_sub(steps));
        if self.is_spent() { Err(TooMany) } else { Ok(()) }
    }

    /// The values of a fact.
    pub fn of<F: Fact>(&self, fact: F) -> Values {
        Values::domain(fact, self.words.of(fact.kind()).len())
    }

    fn values<F: Fact>(&self, subject: &Subject<F>) -> Values {
        match subject {
            Subject::Fact(fact) => self.of(*fact),
            Subject::Sum(fact, of, _) => {
                let unknown = of.iter().chain([fact]).any(|fact| fact.may_be_unknown());
                Values::words(full(STANDINGS), unknown)
            }
        }
    }

    /// The cases of a condition.
    pub fn cases<F: Fact>(&self, when: &When<F>) -> Result<Vec<Case<F>>, TooMany> {
        self.cases_of(when, true)
    }

    fn cases_of<F: Fact>(&self, when: &When<F>, holds: bool) -> Result<Vec<Case<F>>, TooMany> {
        match when {
            When::All(parts) if holds => self.all(parts, holds),
            When::Any(parts) if !holds => self.all(parts, holds),
            When::All(parts) | When::Any(parts) => self.any(parts, holds),
            When::Not(part) => self.cases_of(part, !holds),
            When::Never => Ok(if holds { Vec::new() } else { vec![Case::new()] }),
            When::Compare { fact, tests } => {
                let each = tests.iter().map(|test| self.test(*fact, test, holds));
                if holds {
                    let mut each = each;
                    each.try_fold(vec![Case::new()], |all, cases| self.both(&all, &cases))
                } else {
                    self.bounded(each.flatten().collect())
                }
            }
        }
    }

    fn all<F: Fact>(&self, parts: &[When<F>], holds: bool) -> Result<Vec<Case<F>>, TooMany> {
        parts
            .iter()
            .try_fold(vec![Case::new()], |all, part| self.both(&all, &self.cases_of(part, holds)?))
    }

    fn any<F: Fact>(&self, parts: &[When<F>], holds: bool) -> Result<Vec<Case<F>>, TooMany> {
        let mut cases = Vec::new();
        for part in parts {
            cases.extend(self.cases_of(part, holds)?);
            cases = self.bounded(cases)?;
        }
        Ok(cases)
    }

    /// The cases in which a test of a fact holds, or does not.
    fn test<F: Fact>(&self, fact: F, test: &Test<F>, holds: bool) -> Vec<Case<F>> {
        let domain = self.of(fact);
        let set = match test {
            Test::Known(true) => domain.known(),
            Test::Known(false) => domain.unknown(),
            Test::Number(order, bound) => domain.known().and(&domain.compared(*order, *bound)),
            Test::OneOf { symbols, .. } => {
                let bits = symbols.iter().fold(0, |bits, symbol| bits | (1_u64 << (symbol % 64)));
                domain.known().and(&Values::words(bits, false))
            }
            Test::Sum { order, of, times } => return self.sum(fact, *order, of, *times, holds),
        };
        let set = if holds { set } else { domain.minus(&set) };
        if set.is_empty() { Vec::new() } else { vec![Case::from([(Subject::Fact(fact), set)])] }
    }

    /// A comparison with a sum does not hold either where one of its facts is unknown.
    fn sum<F: Fact>(
        &self,
        fact: F,
        order: Order,
        of: &[F],
        times: Decimal,
        holds: bool,
    ) -> Vec<Case<F>> {
        let mut of = of.to_vec();
        of.sort_unstable();
        let subject = Subject::Sum(fact, of, times.normalize());
        let holding = Values::words(standing(order), false);
        let set = if holds { holding } else { self.values(&subject).minus(&holding) };
        settled(Case::from([(subject, set)])).into_iter().collect()
    }

    /// What both unions have in common.
    pub fn both<F: Fact>(
        &self,
        one: &[Case<F>],
        other: &[Case<F>],
    ) -> Result<Vec<Case<F>>, TooMany> {
        let mut common = Vec::new();
        for a in one {
            self.spend(STEPS_OF_A_CUT * other.len() as u64)?;
            common.extend(other.iter().filter_map(|b| meet(a, b)));
            common = self.bounded(common)?;
        }
        Ok(common)
    }

    /// What is left of a union without another.
    pub fn without<F: Fact>(
        &self,
        cases: &[Case<F>],
        taken: &[Case<F>],
    ) -> Result<Vec<Case<F>>, TooMany> {
        let mut left = cases.to_vec();
        for case in taken {
            self.spend(left.len() as u64)?;
            let mut rest = Vec::with_capacity(left.len());
            for whole in left {
                if are_apart(&whole, case) {
                    rest.push(whole);
                } else {
                    self.spend(STEPS_OF_A_CUT)?;
                    rest.extend(self.cut_out(whole, case));
                }
                // The pieces lie apart: none could be dropped.
                if rest.len() > MAX_CASES {
                    return Err(TooMany);
                }
            }
            left = rest;
        }
        Ok(left)
    }

    /// The cases, if they are not too many; those that lie inside others are no
    /// cases of their own.
    fn bounded<F: Fact>(&self, cases: Vec<Case<F>>) -> Result<Vec<Case<F>>, TooMany> {
        if cases.len() <= MAX_CASES {
            return Ok(cases);
        }
        let mut kept: Vec<Case<F>> = Vec::new();
        for case in cases {
            self.spend(1 + kept.len() as u64)?;
            if kept.iter().any(|wider| lies_in(&case, wider)) {
                continue;
            }
            kept.retain(|narrower| !lies_in(narrower, &case));
            kept.push(case);
            if kept.len() > MAX_CASES {
                return Err(TooMany);
            }
        }
        Ok(kept)
    }

    /// What is left of a case without another.
    fn cut_out<F: Fact>(&self, whole: Case<F>, taken: &Case<F>) -> Vec<Case<F>> {
        if meet(&whole, taken).is_none() {
            return vec![whole];
        }
        let mut pieces = Vec::new();
        let mut rest = whole;
        for (subject, set) in taken {
            let have = rest.get(subject).cloned().unwrap_or_else(|| self.values(subject));
            let outside = have.minus(set);
            if !outside.is_empty() {
                let mut piece = rest.clone();
                piece.insert(subject.clone(), outside);
                pieces.extend(settled(piece));
            }
            rest.insert(subject.clone(), have.and(set));
        }
        pieces
    }
}

/// What two cases have in common, if anything.
pub(super) fn meet<F: Fact>(one: &Case<F>, other: &Case<F>) -> Option<Case<F>> {
    let mut both = one.clone();
    for (subject, set) in other {
        let set = both.get(subject).map_or_else(|| set.clone(), |have| have.and(set));
        if set.is_empty() {
            return None;
        }
        both.insert(subject.clone(), set);
    }
    settled(both)
}

/// Whether some fact alone shows that two cases have nothing in common.
fn are_apart<F: Fact>(one: &Case<F>, other: &Case<F>) -> bool {
    other.iter().any(|(subject, set)| one.get(subject).is_some_and(|have| !have.meets(set)))
}

/// Whether a case lies inside another, as far as is seen at once.
fn lies_in<F: Fact>(case: &Case<F>, wider: &Case<F>) -> bool {
    wider
        .iter()
        .all(|(subject, set)| case.get(subject).is_some_and(|have| have.minus(set).is_empty()))
}

/// A case in which a sum has a value where all its facts have one, and nowhere
/// else; `None` if that is impossible.
fn settled<F: Fact>(mut case: Case<F>) -> Option<Case<F>> {
    let sums: Vec<Subject<F>> =
        case.keys().filter(|subject| matches!(subject, Subject::Sum(..))).cloned().collect();
    for sum in sums {
        let Subject::Sum(fact, of, _) = &sum else { continue };
        let facts = of.iter().chain([fact]).filter(|fact| fact.may_be_unknown());
        let facts: Vec<(Subject<F>, Values)> = facts
            .map(|fact| {
                let subject = Subject::Fact(*fact);
                let have = case.get(&subject).cloned();
                (subject, have.unwrap_or_else(|| Values::domain(*fact, 0)))
            })
            .collect();
        let mut set = case.get(&sum)?.clone();
        if facts.iter().any(|(_, have)| have.known().is_empty()) {
            set = set.unknown();
        }
        if !facts.iter().any(|(_, have)| have.holds_unknown()) {
            set = set.known();
        }
        if set.is_empty() {
            return None;
        }
        if !set.holds_unknown() {
            case.extend(facts.into_iter().map(|(subject, have)| (subject, have.known())));
        }
        case.insert(sum, set);
    }
    Some(case)
}
