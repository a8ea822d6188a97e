//! Which scores a scorecard can give: which bins can count, and which sums their
//! points can reach (domain, section 10).

use std::collections::BTreeSet;

use duebook_events::Words;
use rust_decimal::{Decimal, RoundingStrategy};

use super::report::Report;
use super::values::{Cut, Values};
use crate::messages::{bounds, meaning as messages};
use crate::policy::fact::{CAUSES, ClassFact, FINDINGS, Fact, FactKind};
use crate::policy::{Bin, Bins, Order, Path, Scorecard};

/// The most bins of one characteristic; more are refused, so that comparing them
/// takes no time to speak of.
const MAX_BINS: usize = 100;
/// With how many decimals bins compare (domain, section 2).
const DECIMALS: u32 = 4;

/// In which direction a characteristic gets worse, where everybody would say so.
fn worsens_upwards(fact: ClassFact) -> Option<bool> {
    match fact {
        ClassFact::OnTimeRate | ClassFact::PromisesKept | ClassFact::TenureDays => Some(false),
        ClassFact::AverageDaysLate
        | ClassFact::DaysPastDue
        | ClassFact::OverdueShare
        | ClassFact::AgreementDefaults
        | ClassFact::BouncedPayments
        | ClassFact::RejectedDisputes
        | ClassFact::Utilisation
        | ClassFact::Findings => Some(true),
        _ => None,
    }
}

/// The words of a characteristic that is one; in rising badness for findings.
fn words_of(fact: ClassFact) -> &'static [&'static str] {
    match fact.kind() {
        FactKind::Finding => &FINDINGS,
        FactKind::Cause => &CAUSES,
        _ => &[],
    }
}

/// Checks the bins of all characteristics; gives every score that is possible.
pub(super) fn check(card: &Scorecard, report: &mut Report<'_>) -> BTreeSet<i64> {
    let mut sums = Sums { least: card.base, reached: vec![true] };
    for (fact, of) in card.characteristics() {
        let path = Path::of("scorecard").key(fact.name()).key("bins");
        sums = sums.plus(&bins(fact, of, &path, report));
    }
    sums.scores()
}

/// Which sums of points can be reached.
struct Sums {
    least: i64,
    /// Of each sum from the least on, whether it is reached.
    reached: Vec<bool>,
}

impl Sums {
    /// With one of these points added.
    fn plus(&self, points: &BTreeSet<i64>) -> Self {
        let (Some(low), Some(high)) = (points.first(), points.last()) else {
            return Self { least: self.least, reached: self.reached.clone() };
        };
        let above = |point: i64| usize::try_from(point - low).unwrap_or_default();
        let mut reached = vec![false; self.reached.len() + above(*high)];
        for point in points {
            let with = &mut reached[above(*point)..];
            with.iter_mut().zip(&self.reached).for_each(|(with, without)| *with |= without);
        }
        Self { least: self.least + low, reached }
    }

    /// The scores that they are.
    fn scores(&self) -> BTreeSet<i64> {
        let sums = (self.least..).zip(&self.reached).filter(|(_, reached)| **reached);
        sums.map(|(sum, _)| sum.clamp(0, 100)).collect()
    }
}

/// Checks the bins of a characteristic; gives the points that it can add.
fn bins(fact: ClassFact, bins: &Bins, path: &Path, report: &mut Report<'_>) -> BTreeSet<i64> {
    let domain = Values::domain(fact, words_of(fact).len());
    let mut points = BTreeSet::new();
    if domain.holds_unknown() {
        points.insert(bins.none);
    }
    if bins.bins.len() > MAX_BINS {
        let message = bounds::too_many_bins(fact.name(), bins.bins.len(), MAX_BINS);
        report.error(path, message);
        points.extend(bins.bins.iter().map(|bin| bin.points));
        return points;
    }
    let mut left = domain.known();
    let mut taken: Vec<(usize, Values)> = Vec::new();
    for (i, bin) in bins.bins.iter().enumerate() {
        let at = path.index(i);
        digits(fact, bin, &at, report);
        let Some(set) = holding(fact, bin, &domain) else {
            let word = bin.is.as_deref().unwrap_or_default();
            report.error(&at.key("is"), super::words::no_such_word(fact, word, words_of(fact)));
            continue;
        };
        let gets = left.and(&set);
        if set.is_empty() {
            let what = Words::new(
                format!("this bin of {}", fact.name()),
                format!("{} 的此分档", fact.name()),
            );
            report.error(&at, messages::impossible(what));
        } else if gets.is_empty() {
            let before = taken.iter().filter(|(_, earlier)| !earlier.and(&set).is_empty());
            let lines: Vec<String> =
                before.map(|(i, _)| report.line_of(&path.index(*i)).to_string()).collect();
            report.error(&at, messages::bin_covered(fact.name(), lines.join(", ")));
        } else {
            points.insert(bin.points);
            left = left.minus(&set);
            taken.push((i, gets));
        }
    }
    if !left.is_empty() {
        let (name, values) = (fact.name(), told(fact, &left));
        let common = left.and(&domain.compared(Order::AtLeast, Decimal::ZERO));
        if common.is_empty() && left.bits() == 0 {
            report.warning(path, bounds::bins_gap_below_zero(name, values));
        } else {
            report.error(path, messages::bins_gap(name, values));
        }
        points.insert(0);
    }
    if let Some(upwards) = worsens_upwards(fact) {
        monotonic(fact, &taken, bins.bins.as_slice(), upwards, path, report);
    }
    points
}

/// Bounds have no more decimals than the figures that are compared with them.
fn digits(fact: ClassFact, bin: &Bin, path: &Path, report: &mut Report<'_>) {
    for (key, bound) in [("at_least", bin.at_least), ("at_most", bin.at_most)] {
        let Some(bound) = bound.map(|bound| bound.decimal().normalize()) else { continue };
        if bound.scale() > DECIMALS {
            let away = RoundingStrategy::MidpointAwayFromZero;
            let rounded = bound.round_dp_with_strategy(DECIMALS, away).normalize();
            let message = bounds::bin_digits(fact.name(), bound, rounded);
            report.error(&path.key(key), message);
        }
    }
}

/// The values for which a bin holds; `None` for a word that does not exist.
fn holding(fact: ClassFact, bin: &Bin, domain: &Values) -> Option<Values> {
    if let Some(word) = &bin.is {
        let at = words_of(fact).iter().position(|known| known == word)?;
        return Some(Values::words(1 << at, false));
    }
    let bound = |order, rate: Option<duebook_events::Rate>| {
        rate.map_or_else(|| domain.known(), |rate| domain.compared(order, rate.decimal()))
    };
    let set = domain.known().and(&bound(Order::AtLeast, bin.at_least));
    Some(set.and(&bound(Order::AtMost, bin.at_most)))
}

/// Points must not rise while the customer gets worse.
fn monotonic(
    fact: ClassFact,
    taken: &[(usize, Values)],
    bins: &[Bin],
    upwards: bool,
    path: &Path,
    report: &mut Report<'_>,
) {
    let mut pieces: Vec<(Cut, usize, Values)> = Vec::new();
    for (i, set) in taken {
        for (low, high) in set.spans() {
            pieces.push((*low, *i, set.between(*low, *high)));
        }
        for bit in (0..64).filter(|bit| set.bits() & (1 << bit) != 0) {
            let place = Cut::At(Decimal::from(bit), false);
            pieces.push((place, *i, Values::words(1 << bit, false)));
        }
    }
    pieces.sort_by_key(|(low, _, _)| *low);
    if !upwards {
        pieces.reverse();
    }
    for pair in pieces.windows(2) {
        let [(_, better, better_set), (_, worse, worse_set)] = pair else { continue };
        let (more, less) = (bins[*worse].points, bins[*better].points);
        if more > less {
            let (worse_set, better_set) = (told(fact, worse_set), told(fact, better_set));
            let message = messages::points_reward(fact.name(), worse_set, more, better_set, less);
            report.warning(&path.index(*worse), message);
        }
    }
}

/// A set of values in words: `11 to 30, above 90`.
fn told(fact: ClassFact, set: &Values) -> Words {
    let words = words_of(fact).iter().enumerate();
    let words = words.filter(|(bit, _)| set.bits() & (1 << bit) != 0);
    let mut en: Vec<String> = words.map(|(_, word)| (*word).to_owned()).collect();
    let mut zh = en.clone();
    for (low, high) in set.spans() {
        let told = span(*low, *high, set);
        en.push(told.en);
        zh.push(told.zh);
    }
    Words::new(en.join(", "), zh.join("、"))
}

/// A stretch of numbers in words. On a grid every cut lies just before a number.
fn span(low: Cut, high: Cut, set: &Values) -> Words {
    let last = |at: Decimal| match set.step() {
        Some(step) => (at - step).normalize(),
        None => at.normalize(),
    };
    match (low, high) {
        (Cut::At(from, _), Cut::At(to, _)) if from == last(to) => Words::verbatim(from.to_string()),
        (Cut::At(from, _), Cut::At(to, _)) => {
            Words::new(format!("{from} to {}", last(to)), format!("{from} 至 {}", last(to)))
        }
        (Cut::At(from, _), _) => Words::new(format!("{from} and more"), format!("{from} 及以上")),
        (_, Cut::At(to, _)) => {
            Words::new(format!("{} and less", last(to)), format!("{} 及以下", last(to)))
        }
        _ => Words::new("every value", "任何数值"),
    }
}
