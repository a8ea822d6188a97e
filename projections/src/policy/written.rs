//! Conditions as they are written, and how they are compiled: names become facts,
//! words become symbols, and what can mean nothing is told.

use duebook_events::spelling::suggest;
use duebook_events::words::quoted;
use duebook_events::{Message, Rate};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::fact::{CAUSES, FINDINGS, FLAGS, Fact, FactKind};
use super::place::{Path, Problem};
use super::when::{Order, Test, When};
use crate::messages::condition as messages;

/// A condition as it is written: a comparison, or several conditions combined.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Written {
    All(AllOf),
    Any(AnyOf),
    Not(NotSo),
    Compare(Box<Comparison>),
}

/// `{ all = [...] }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AllOf {
    all: Vec<Written>,
}

/// `{ any = [...] }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnyOf {
    any: Vec<Written>,
}

/// `{ not = ... }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotSo {
    not: Box<Written>,
}

/// `{ fact = "days_past_due", above = "10" }`; a fact without value satisfies
/// nothing but `known = false`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comparison {
    fact: String,
    is: Option<String>,
    r#in: Option<Vec<String>>,
    known: Option<bool>,
    above: Option<Rate>,
    below: Option<Rate>,
    at_least: Option<Rate>,
    at_most: Option<Rate>,
    /// Compared with the sum of these facts; none of them may be without value.
    above_fact: Option<Vec<String>>,
    below_fact: Option<Vec<String>>,
    at_least_fact: Option<Vec<String>>,
    at_most_fact: Option<Vec<String>>,
    /// What the sum is multiplied by.
    times: Option<Rate>,
}

/// The words that facts of a policy can have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vocabulary<'p> {
    pub grades: &'p [String],
    /// Empty for the conditions of risk classes themselves.
    pub classes: &'p [String],
}

impl Vocabulary<'_> {
    /// The words of a kind of fact.
    pub fn of(&self, kind: FactKind) -> Vec<&str> {
        match kind {
            FactKind::Grade => self.grades.iter().map(String::as_str).collect(),
            FactKind::RiskClass => self.classes.iter().map(String::as_str).collect(),
            FactKind::Finding => FINDINGS.to_vec(),
            FactKind::Cause => CAUSES.to_vec(),
            FactKind::Flag => FLAGS.to_vec(),
            _ => Vec::new(),
        }
    }
}

impl Written {
    /// Compiles the condition; what is wrong goes into `problems`, and stands
    /// for a comparison that never holds.
    pub fn compile<F: Fact>(
        &self,
        words: Vocabulary<'_>,
        path: &Path,
        problems: &mut Vec<Problem>,
    ) -> When<F> {
        let mut list = |list: &[Self], key| {
            let parts = list.iter().enumerate();
            parts
                .map(|(i, part)| part.compile(words, &path.key(key).index(i), problems))
                .collect::<Vec<_>>()
        };
        match self {
            Self::All(AllOf { all }) => When::All(list(all, "all")),
            Self::Any(AnyOf { any }) => When::Any(list(any, "any")),
            Self::Not(NotSo { not }) => {
                When::Not(Box::new(not.compile(words, &path.key("not"), problems)))
            }
            Self::Compare(comparison) => comparison.compile(words, path, problems),
        }
    }
}

impl Comparison {
    fn compile<F: Fact>(
        &self,
        words: Vocabulary<'_>,
        path: &Path,
        problems: &mut Vec<Problem>,
    ) -> When<F> {
        let mut report = |key: &'static str, message| {
            problems.push(Problem { path: path.key(key), message });
        };
        let Some(fact) = F::named(&self.fact) else {
            report("fact", unknown_fact::<F>(&self.fact));
            return When::Never;
        };
        if self.is_ambiguous() {
            report("fact", messages::comparison_ambiguous(&self.fact));
        }
        let mut tests = Vec::new();
        tests.extend(self.known.map(Test::Known));
        self.words(fact, words, &mut tests, &mut report);
        self.numbers(fact, &mut tests, &mut report);
        self.sums(fact, &mut tests, &mut report);
        if self.tests() == 0 {
            report("fact", messages::comparison_empty(&self.fact));
            // What such a comparison has always meant: the number is known.
            return if fact.kind().is_number() {
                When::Compare { fact, tests: vec![Test::Known(true)] }
            } else {
                When::Never
            };
        }
        // With a word beside numbers, the word alone has always counted.
        if self.is.is_some() && self.tests() > 1 {
            tests.retain(|test| matches!(test, Test::OneOf { .. }));
        }
        When::Compare { fact, tests }
    }

    /// How many tests are written.
    fn tests(&self) -> usize {
        let words = usize::from(self.is.is_some()) + usize::from(self.r#in.is_some());
        let numbers = [self.above, self.below, self.at_least, self.at_most];
        words
            + usize::from(self.known.is_some())
            + numbers.iter().flatten().count()
            + self.written_sums().iter().filter(|(_, _, of)| of.is_some()).count()
    }

    /// How many keys besides the fact are written.
    #[cfg(test)]
    pub fn written_keys(&self) -> usize {
        self.tests() + usize::from(self.times.is_some())
    }

    /// Whether the same thing is said in two ways.
    fn is_ambiguous(&self) -> bool {
        let words = usize::from(self.is.is_some()) + usize::from(self.r#in.is_some());
        let lower = [self.above.is_some(), self.at_least.is_some()];
        let upper = [self.below.is_some(), self.at_most.is_some()];
        words > 1
            || lower == [true; 2]
            || upper == [true; 2]
            || (words > 0 && self.tests() > words)
            || (self.known == Some(false) && self.tests() > 1)
    }

    fn written_sums(&self) -> [(&'static str, Order, Option<&Vec<String>>); 4] {
        [
            ("above_fact", Order::Above, self.above_fact.as_ref()),
            ("below_fact", Order::Below, self.below_fact.as_ref()),
            ("at_least_fact", Order::AtLeast, self.at_least_fact.as_ref()),
            ("at_most_fact", Order::AtMost, self.at_most_fact.as_ref()),
        ]
    }

    fn words<F: Fact>(
        &self,
        fact: F,
        words: Vocabulary<'_>,
        tests: &mut Vec<Test<F>>,
        report: &mut impl FnMut(&'static str, Message),
    ) {
        let one = self.is.as_ref().map(|word| ("is", std::slice::from_ref(word)));
        let several = self.r#in.as_ref().map(|words| ("in", words.as_slice()));
        for (key, written) in one.into_iter().chain(several) {
            if fact.kind().is_number() {
                report(key, messages::number_not_word(fact.name(), fact.kind().words()));
                tests.push(Test::OneOf { words: written.to_vec(), symbols: Vec::new() });
                continue;
            }
            let known = words.of(fact.kind());
            let mut symbols = Vec::new();
            for word in written {
                // Two grades or classes of one name were accepted once: both are meant.
                let same = known.iter().enumerate().filter(|(_, known)| *known == word);
                let found = symbols.len();
                symbols.extend(same.filter_map(|(at, _)| u16::try_from(at).ok()));
                if symbols.len() == found {
                    report(key, unknown_word(fact, word, &known));
                }
            }
            tests.push(Test::OneOf { words: written.to_vec(), symbols });
        }
    }

    fn numbers<F: Fact>(
        &self,
        fact: F,
        tests: &mut Vec<Test<F>>,
        report: &mut impl FnMut(&'static str, Message),
    ) {
        let written = [
            ("above", Order::Above, self.above),
            ("below", Order::Below, self.below),
            ("at_least", Order::AtLeast, self.at_least),
            ("at_most", Order::AtMost, self.at_most),
        ];
        for (key, order, bound) in written {
            let Some(bound) = bound else { continue };
            if !fact.kind().is_number() {
                report(key, messages::word_not_number(fact.name(), fact.kind().words(), key));
            }
            tests.push(Test::Number(order, bound.decimal()));
        }
    }

    fn sums<F: Fact>(
        &self,
        fact: F,
        tests: &mut Vec<Test<F>>,
        report: &mut impl FnMut(&'static str, Message),
    ) {
        let times = self.times.map_or(Decimal::ONE, Rate::decimal);
        let mut any = false;
        for (key, order, names) in self.written_sums() {
            let Some(names) = names else { continue };
            any = true;
            if !fact.kind().is_number() {
                report(key, messages::word_not_number(fact.name(), fact.kind().words(), key));
            }
            if names.is_empty() {
                report(key, messages::sum_empty(fact.name(), key));
            }
            let mut of = Vec::with_capacity(names.len());
            for name in names {
                match F::named(name) {
                    Some(other) => {
                        if fact.kind().is_number() && !fact.kind().same_unit(other.kind()) {
                            let units = (fact.kind().words(), other.kind().words());
                            let (name, other) = (fact.name(), other.name());
                            report(key, messages::units_differ(name, units.0, other, units.1));
                        }
                        of.push(other);
                    }
                    None => report(key, unknown_fact::<F>(name)),
                }
            }
            if of.len() == names.len() {
                tests.push(Test::Sum { order, of, times });
            } else {
                // A sum of something that does not exist has no value.
                tests.push(Test::OneOf { words: Vec::new(), symbols: Vec::new() });
            }
        }
        if self.times.is_some() && !any {
            report("times", messages::times_without_sum(fact.name()));
        }
    }
}

fn unknown_fact<F: Fact>(name: &str) -> Message {
    let names: Vec<&str> = F::ALL.iter().map(|fact| fact.name()).collect();
    let message = messages::unknown_fact(quoted(name), names.join(", "));
    match suggest(name, names) {
        Some(hint) => message.hinting(hint),
        None => message,
    }
}

fn unknown_word<F: Fact>(fact: F, word: &str, known: &[&str]) -> Message {
    let message = messages::unknown_word(fact.name(), quoted(word), known.join(", "));
    // Of words as short as a grade every other one is near.
    match suggest(word, known.iter().copied()).filter(|_| word.chars().count() > 2) {
        Some(hint) => message.hinting(hint),
        None => message,
    }
}
