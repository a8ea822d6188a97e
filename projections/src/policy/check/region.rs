//! Which facts satisfy a condition: its cases, each a set of values per fact.
//!
//! A condition is a union of cases (its disjunctive normal form). Two cases can
//! be intersected and subtracted, so whether a rule leaves anything to a later
//! one is decided exactly, up to comparisons between facts: those are taken as
//! facts of their own that may be true or false. What is said to be impossible
//! is impossible; what is not said may still be. The number of cases is bounded.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::values::{Values, full};
use crate::policy::fact::Fact;
use crate::policy::written::Vocabulary;
use crate::policy::{Order, Test, When};

/// The most cases that a condition, or what is left of it, may have.
const MAX_CASES: usize = 600;

/// Too many cases to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

/// What a case says something about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject<F> {
    /// A fact.
    Fact(F),
    /// Whether a fact stands so to a multiple of a sum of others.
    Sum(F, Order, Vec<F>, Decimal),
}

/// One case: what each subject must be; of others it says nothing.
pub(super) type Case<F> = BTreeMap<Subject<F>, Values>;

/// All values that the facts of a policy can have.
#[derive(Debug)]
pub(super) struct Domains<'p> {
    words: Vocabulary<'p>,
}

impl<'p> Domains<'p> {
    pub fn new(words: Vocabulary<'p>) -> Self {
        Self { words }
    }

    /// The values of a fact.
    pub fn of<F: Fact>(&self, fact: F) -> Values {
        Values::domain(fact, self.words.of(fact.kind()).len())
    }

    fn values<F: Fact>(&self, subject: &Subject<F>) -> Values {
        match subject {
            Subject::Fact(fact) => self.of(*fact),
            Subject::Sum(..) => Values::words(full(2), false),
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
                    each.try_fold(vec![Case::new()], |all, cases| both(&all, &cases))
                } else {
                    bounded(each.flatten().collect())
                }
            }
        }
    }

    fn all<F: Fact>(&self, parts: &[When<F>], holds: bool) -> Result<Vec<Case<F>>, TooMany> {
        parts
            .iter()
            .try_fold(vec![Case::new()], |all, part| both(&all, &self.cases_of(part, holds)?))
    }

    fn any<F: Fact>(&self, parts: &[When<F>], holds: bool) -> Result<Vec<Case<F>>, TooMany> {
        let mut cases = Vec::new();
        for part in parts {
            cases.extend(self.cases_of(part, holds)?);
            cases = bounded(cases)?;
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

    /// A comparison with a sum holds only where all its facts are known, and
    /// excludes its opposites.
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
        let is = |order: Order, truth: bool| {
            let subject = Subject::Sum(fact, order, of.clone(), times.normalize());
            (subject, Values::words(if truth { 0b10 } else { 0b01 }, false))
        };
        if !holds {
            return vec![Case::from([is(order, false)])];
        }
        let mut case = Case::from([is(order, true)]);
        match order {
            Order::Above => case.extend([is(Order::AtLeast, true), is(Order::AtMost, false)]),
            Order::Below => case.extend([is(Order::AtMost, true), is(Order::AtLeast, false)]),
            Order::AtLeast => case.extend([is(Order::Below, false)]),
            Order::AtMost => case.extend([is(Order::Above, false)]),
        }
        for fact in of.iter().copied().chain([fact]) {
            case.insert(Subject::Fact(fact), self.of(fact).known());
        }
        vec![case]
    }

    /// What is left of a union without another.
    pub fn without<F: Fact>(
        &self,
        cases: Vec<Case<F>>,
        taken: &[Case<F>],
    ) -> Result<Vec<Case<F>>, TooMany> {
        let mut left = cases;
        for case in taken {
            let rest = left.into_iter().flat_map(|whole| self.cut_out(whole, case));
            left = bounded(rest.collect())?;
        }
        Ok(left)
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
                pieces.push(piece);
            }
            rest.insert(subject.clone(), have.and(set));
        }
        pieces
    }
}

/// What both unions have in common.
pub(super) fn both<F: Fact>(one: &[Case<F>], other: &[Case<F>]) -> Result<Vec<Case<F>>, TooMany> {
    let mut common = Vec::new();
    for a in one {
        common.extend(other.iter().filter_map(|b| meet(a, b)));
        common = bounded(common)?;
    }
    Ok(common)
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
    Some(both)
}

fn bounded<F>(cases: Vec<Case<F>>) -> Result<Vec<Case<F>>, TooMany> {
    if cases.len() > MAX_CASES { Err(TooMany) } else { Ok(cases) }
}
