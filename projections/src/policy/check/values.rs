//! Sets of values of one fact: stretches of numbers, or words; and whether the
//! fact may have no value. Exact: no set is ever rounded. (A bin rounds a bound of
//! more than four decimals; [`points`](super::points) refuses such bounds.)

use rust_decimal::Decimal;

use crate::policy::Order;
use crate::policy::fact::{Fact, FactKind};

/// A place between numbers: before or after one, or beyond all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cut {
    /// Before every number.
    Low,
    /// Just before a number (false), or just after it (true).
    At(Decimal, bool),
    /// After every number.
    High,
}

/// Values of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// Stretches between two cuts, ascending and apart.
    Numbers(Vec<(Cut, Cut)>),
    /// One bit for each symbol.
    Words(u64),
}

/// A set of values that a fact can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Values {
    unknown: bool,
    known: Known,
    /// The distance of neighbouring numbers, where they are not dense.
    step: Option<Decimal>,
}

impl Cut {
    /// The same place, named by the first number of the grid after it, so that
    /// two cuts between the same neighbours are equal.
    fn on_grid(self, step: Option<Decimal>) -> Self {
        match (self, step) {
            (Self::At(at, after), Some(step)) => {
                let steps = at / step;
                let first = if after { steps.floor() + Decimal::ONE } else { steps.ceil() };
                Self::At((first * step).normalize(), false)
            }
            (cut, _) => cut,
        }
    }
}

impl Values {
    /// Every value that a fact can have; of words, how many there are.
    pub fn domain<F: Fact>(fact: F, words: usize) -> Self {
        let kind = fact.kind();
        let unknown = fact.may_be_unknown();
        if !kind.is_number() {
            return Self::words(full(words), unknown);
        }
        let step = match kind {
            FactKind::Amount => None,
            FactKind::AverageDays | FactKind::Share | FactKind::Ratio => Some(Decimal::new(1, 4)),
            _ => Some(Decimal::ONE),
        };
        let low = if fact.may_be_negative() { Cut::Low } else { Cut::At(Decimal::ZERO, false) };
        let high = match kind {
            FactKind::Share => Cut::At(Decimal::ONE, true),
            FactKind::Points => Cut::At(Decimal::ONE_HUNDRED, true),
            _ => Cut::High,
        };
        let span = (low.on_grid(step), high.on_grid(step));
        Self { unknown, known: Known::Numbers(vec![span]), step }
    }

    /// A set of words by their bits.
    pub fn words(bits: u64, unknown: bool) -> Self {
        Self { unknown, known: Known::Words(bits), step: None }
    }

    /// The same kind of numbers between two cuts, all known.
    pub fn between(&self, low: Cut, high: Cut) -> Self {
        let (low, high) = (low.on_grid(self.step), high.on_grid(self.step));
        let spans = if low < high { vec![(low, high)] } else { Vec::new() };
        Self { unknown: false, known: Known::Numbers(spans), step: self.step }
    }

    /// The same kind of numbers that stand so to a bound, all known.
    pub fn compared(&self, order: Order, bound: Decimal) -> Self {
        match order {
            Order::Above => self.between(Cut::At(bound, true), Cut::High),
            Order::AtLeast => self.between(Cut::At(bound, false), Cut::High),
            Order::Below => self.between(Cut::Low, Cut::At(bound, false)),
            Order::AtMost => self.between(Cut::Low, Cut::At(bound, true)),
        }
    }

    /// The values without the unknown one.
    pub fn known(&self) -> Self {
        Self { unknown: false, ..self.clone() }
    }

    /// The unknown value alone, where the fact may have it.
    pub fn unknown(&self) -> Self {
        let known = match &self.known {
            Known::Numbers(_) => Known::Numbers(Vec::new()),
            Known::Words(_) => Known::Words(0),
        };
        Self { unknown: self.unknown, known, step: self.step }
    }

    pub fn is_empty(&self) -> bool {
        let none = match &self.known {
            Known::Numbers(spans) => spans.is_empty(),
            Known::Words(bits) => *bits == 0,
        };
        none && !self.unknown
    }

    /// Whether the fact may be without value.
    pub fn holds_unknown(&self) -> bool {
        self.unknown
    }

    /// The bits of its words; none of numbers.
    pub fn bits(&self) -> u64 {
        match self.known {
            Known::Words(bits) => bits,
            Known::Numbers(_) => 0,
        }
    }

    /// The stretches of its numbers; none of words.
    pub fn spans(&self) -> &[(Cut, Cut)] {
        match &self.known {
            Known::Numbers(spans) => spans,
            Known::Words(_) => &[],
        }
    }

    /// The distance of neighbouring numbers, where they are not dense.
    pub fn step(&self) -> Option<Decimal> {
        self.step
    }

    /// What both hold.
    pub fn and(&self, other: &Self) -> Self {
        let known = match (&self.known, &other.known) {
            (Known::Numbers(mine), Known::Numbers(theirs)) => {
                let both = mine.iter().flat_map(|(low, high)| {
                    theirs.iter().map(move |(from, to)| (*low.max(from), *high.min(to)))
                });
                let mut both: Vec<_> = both.filter(|(low, high)| low < high).collect();
                both.sort_unstable();
                Known::Numbers(both)
            }
            (Known::Words(mine), Known::Words(theirs)) => Known::Words(mine & theirs),
            // A number is no word.
            (Known::Numbers(_), Known::Words(_)) => Known::Numbers(Vec::new()),
            (Known::Words(_), Known::Numbers(_)) => Known::Words(0),
        };
        Self { unknown: self.unknown && other.unknown, known, step: self.step }
    }

    /// Whether there is anything that both hold.
    pub fn meets(&self, other: &Self) -> bool {
        let known = match (&self.known, &other.known) {
            (Known::Numbers(mine), Known::Numbers(theirs)) => mine
                .iter()
                .any(|(low, high)| theirs.iter().any(|(from, to)| low.max(from) < high.min(to))),
            (Known::Words(mine), Known::Words(theirs)) => mine & theirs != 0,
            (Known::Numbers(_), Known::Words(_)) | (Known::Words(_), Known::Numbers(_)) => false,
        };
        known || (self.unknown && other.unknown)
    }

    /// What this holds and the other does not.
    pub fn minus(&self, other: &Self) -> Self {
        let known = match (&self.known, &other.known) {
            (Known::Numbers(mine), Known::Numbers(theirs)) => {
                let mut rest = mine.clone();
                for (from, to) in theirs {
                    rest = rest
                        .into_iter()
                        .flat_map(|(low, high)| [(low, high.min(*from)), (low.max(*to), high)])
                        .filter(|(low, high)| low < high)
                        .collect();
                }
                Known::Numbers(rest)
            }
            (Known::Words(mine), Known::Words(theirs)) => Known::Words(mine & !theirs),
            (mine, _) => mine.clone(),
        };
        Self { unknown: self.unknown && !other.unknown, known, step: self.step }
    }
}

/// So many bits.
pub(super) fn full(words: usize) -> u64 {
    if words >= 64 { u64::MAX } else { (1 << words) - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::fact::{ClassFact, OrderFact};

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn whole_numbers_have_nothing_between_them() {
        let days = Values::domain(OrderFact::DaysPastDue, 0);
        let above = days.compared(Order::Above, number("10"));
        assert_eq!(above, days.compared(Order::AtLeast, number("10.5")));
        assert_eq!(above, days.compared(Order::AtLeast, number("11")));
        assert!(above.and(&days.compared(Order::Below, number("11"))).is_empty());
        let below = days.compared(Order::AtMost, number("10"));
        assert!(days.known().minus(&above).minus(&below).is_empty());
    }

    #[test]
    fn amounts_lie_dense_and_shares_end_at_one() {
        let amount = Values::domain(OrderFact::Overdue, 0);
        let between = amount.compared(Order::Above, number("10"));
        assert!(!between.and(&amount.compared(Order::Below, number("11"))).is_empty());
        assert!(amount.and(&amount.compared(Order::Below, number("0"))).is_empty());
        let share = Values::domain(ClassFact::OverdueShare, 0);
        assert!(share.and(&share.compared(Order::Above, number("1"))).is_empty());
        assert!(!share.and(&share.compared(Order::Above, number("0.9998"))).is_empty());
    }

    #[test]
    fn the_unknown_is_a_value_of_its_own() {
        let limit = Values::domain(OrderFact::Limit, 0);
        let any_number = limit.compared(Order::AtLeast, number("0"));
        assert_eq!(limit.minus(&any_number), limit.unknown());
        assert!(limit.minus(&any_number).minus(&limit.unknown()).is_empty());
    }
}
