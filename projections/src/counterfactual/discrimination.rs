//! How well a score tells good payers from bad ones: Gini and
//! Kolmogorov-Smirnov, exact, by whole counts over the scores 0 to 100.
//!
//! With g(s) good and b(s) bad observations at score s, G and B in all:
//!
//! - a pair of one good and one bad observation is *concordant* where the good
//!   one has the higher score, *discordant* where it has the lower one, else tied;
//!   **Gini** = (concordant - discordant) / (G x B) = 2 x AUC - 1, so that a tie
//!   counts as half right. It is 1 for a score that separates perfectly, 0 for
//!   one that says nothing, below 0 for one that is the wrong way round.
//! - **KS** = the largest |B(s)/B - G(s)/G| over all s, where G(s) and B(s) count
//!   the observations with at most that score.
//!
//! Both are those of the Basel Committee's Working Paper 14, "Studies on the
//! Validation of Internal Rating Systems" (2005), part III: the accuracy ratio
//! and the Kolmogorov-Smirnov statistic. (Concordant - discordant over all pairs
//! of different kind is Somers' D.)

use duebook_events::money::{Minor, divide_rounded};
use serde::Serialize;

use crate::money::Ratio;

/// The highest score.
pub const SCORE_MAX: usize = 100;

/// Good and bad observations by score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    good: [u64; SCORE_MAX + 1],
    bad: [u64; SCORE_MAX + 1],
}

/// The observations of one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AtScore {
    /// The score.
    pub score: usize,
    /// Observations that stayed good.
    pub good: u64,
    /// Observations that turned bad.
    pub bad: u64,
}

impl Default for Spread {
    fn default() -> Self {
        Self { good: [0; SCORE_MAX + 1], bad: [0; SCORE_MAX + 1] }
    }
}

impl Spread {
    /// Adds an observation; scores lie in 0..=100 (domain, section 10).
    pub fn add(&mut self, score: i64, bad: bool) {
        let score = usize::try_from(score).unwrap_or(0).min(SCORE_MAX);
        let counts = if bad { &mut self.bad } else { &mut self.good };
        counts[score] += 1;
    }

    /// Adds the observations of another part of the portfolio.
    pub fn join(&mut self, other: &Self) {
        for score in 0..=SCORE_MAX {
            self.good[score] += other.good[score];
            self.bad[score] += other.bad[score];
        }
    }

    /// Good and bad observations in all.
    #[must_use]
    pub fn totals(&self) -> (u64, u64) {
        (self.good.iter().sum(), self.bad.iter().sum())
    }

    /// Gini; `None` where nothing was good or nothing was bad.
    #[must_use]
    pub fn gini(&self) -> Option<Ratio> {
        let (good, bad) = self.totals();
        let pairs = Minor::from(good) * Minor::from(bad);
        let (mut below, mut difference) = (0, 0);
        for score in 0..=SCORE_MAX {
            let (here, bad_here) = (Minor::from(self.good[score]), Minor::from(self.bad[score]));
            let above = Minor::from(bad) - below - bad_here;
            difference += here * (below - above);
            below += bad_here;
        }
        Ratio::of(difference, pairs)
    }

    /// Kolmogorov-Smirnov; `None` where nothing was good or nothing was bad.
    #[must_use]
    pub fn ks(&self) -> Option<Ratio> {
        let (good, bad) = self.totals();
        let (good, bad) = (Minor::from(good), Minor::from(bad));
        let (mut goods, mut bads, mut widest) = (0, 0, 0);
        for score in 0..=SCORE_MAX {
            goods += Minor::from(self.good[score]);
            bads += Minor::from(self.bad[score]);
            widest = widest.max((bads * good - goods * bad).abs());
        }
        Ratio::of(widest, good * bad)
    }

    /// The scores that occurred, lowest first.
    #[must_use]
    pub fn by_score(&self) -> Vec<AtScore> {
        let all = (0..=SCORE_MAX).map(|score| AtScore {
            score,
            good: self.good[score],
            bad: self.bad[score],
        });
        all.filter(|at| at.good + at.bad > 0).collect()
    }

    /// The curve of a chart: starting from (0, 0), for each score that occurred
    /// the share of all observations and of the bad ones with at most that score,
    /// in parts of `side`.
    #[must_use]
    pub fn curve(&self, side: u32) -> Vec<(Minor, Minor)> {
        let (good, bad) = self.totals();
        let part = |count: u64, of: u64| {
            divide_rounded(Minor::from(count) * Minor::from(side), Minor::from(of.max(1)))
        };
        let (mut all, mut bads) = (0, 0);
        let mut points = vec![(0, 0)];
        for at in self.by_score() {
            all += at.good + at.bad;
            bads += at.bad;
            points.push((part(all, good + bad), part(bads, bad)));
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(observations: &[(i64, u64, u64)]) -> Spread {
        let mut spread = Spread::default();
        for (score, good, bad) in observations {
            (0..*good).for_each(|_| spread.add(*score, false));
            (0..*bad).for_each(|_| spread.add(*score, true));
        }
        spread
    }

    fn printed(spread: &Spread) -> (Option<String>, Option<String>) {
        let text = |ratio: Option<Ratio>| ratio.map(|ratio| ratio.to_string());
        (text(spread.gini()), text(spread.ks()))
    }

    /// By hand. At 40: 1 good, 2 bad; at 60: 2 good, 1 bad; at 80: 3 good, 1 bad.
    /// 6 good x 4 bad = 24 pairs. The good at 60 are above 2 bad and below 1, those
    /// at 80 above 3, the one at 40 below 2:
    /// concordant 2x2 + 3x3 = 13, discordant 1x2 + 2x1 = 4, tied 2 + 2 + 3 = 7;
    /// (13 - 4) / 24 = 0.375. At 40: |2/4 - 1/6| = 0.3333; at 60: |3/4 - 3/6| = 0.25.
    #[test]
    fn gini_and_ks_with_ties_are_those_computed_by_hand() {
        let spread = spread(&[(40, 1, 2), (60, 2, 1), (80, 3, 1)]);
        assert_eq!(printed(&spread), (Some("0.3750".into()), Some("0.3333".into())));
    }

    #[test]
    fn the_best_the_worst_and_the_blind_score() {
        let best = spread(&[(0, 0, 5), (100, 7, 0)]);
        assert_eq!(printed(&best), (Some("1.0000".into()), Some("1.0000".into())));
        let worst = spread(&[(10, 7, 0), (90, 0, 5)]);
        assert_eq!(printed(&worst), (Some("-1.0000".into()), Some("1.0000".into())));
        let blind = spread(&[(50, 7, 5)]);
        assert_eq!(printed(&blind), (Some("0.0000".into()), Some("0.0000".into())));
    }

    #[test]
    fn there_is_no_figure_without_good_or_without_bad() {
        assert_eq!(printed(&spread(&[(50, 3, 0)])), (None, None));
        assert_eq!(printed(&spread(&[(50, 0, 3)])), (None, None));
        assert_eq!(printed(&Spread::default()), (None, None));
    }

    /// Two thirds of the bad lie in the worst quarter.
    #[test]
    fn the_curve_runs_from_nothing_to_everything() {
        let spread = spread(&[(20, 1, 2), (70, 8, 1)]);
        assert_eq!(spread.curve(1000), [(0, 0), (250, 667), (1000, 1000)]);
    }

    #[test]
    fn parts_of_a_portfolio_add_up() {
        let mut one = spread(&[(40, 1, 2)]);
        one.join(&spread(&[(40, 0, 1), (60, 2, 0)]));
        assert_eq!(one, spread(&[(40, 1, 3), (60, 2, 0)]));
        assert_eq!(one.by_score().len(), 2);
    }
}
