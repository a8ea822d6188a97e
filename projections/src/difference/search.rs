//! The fewest candidates that add up to a difference exactly.
//!
//! Exact subset search by number of terms, then by the candidates' order: all
//! but the last term are chosen in turn, the last is looked up by its amount.
//! The result depends on the candidates only (INV-5).

use std::collections::BTreeMap;

use duebook_events::money::Minor;

use super::Candidate;

/// The most entries that explain a difference together.
pub const MAX_TERMS: usize = 5;
/// The most combinations that are tried.
pub const MAX_STEPS: u64 = 1_000_000;

/// What the search found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Indices of the candidates, ascending; none where nothing fits.
    pub terms: Vec<usize>,
    /// Whether every combination within [`MAX_TERMS`] was tried, or one was found.
    pub complete: bool,
}

struct Search<'c> {
    candidates: &'c [Candidate],
    /// Indices by amount, ascending.
    by_amount: BTreeMap<Minor, Vec<usize>>,
    chosen: Vec<usize>,
    steps: u64,
}

/// The fewest candidates whose amounts add up to `difference`, no two about the
/// same thing.
pub(super) fn exact(candidates: &[Candidate], difference: Minor) -> Found {
    if difference == 0 {
        return Found { terms: Vec::new(), complete: true };
    }
    let mut by_amount: BTreeMap<Minor, Vec<usize>> = BTreeMap::new();
    for (ix, candidate) in candidates.iter().enumerate() {
        by_amount.entry(candidate.amount.minor).or_default().push(ix);
    }
    let mut search = Search { candidates, by_amount, chosen: Vec::new(), steps: 0 };
    for terms in 1..=MAX_TERMS.min(candidates.len()) {
        if search.choose(terms, 0, difference) {
            return Found { terms: search.chosen, complete: true };
        }
        if search.steps > MAX_STEPS {
            return Found { terms: Vec::new(), complete: false };
        }
    }
    Found { terms: Vec::new(), complete: true }
}

impl Search<'_> {
    /// Chooses so many more terms from `from` on that add up to `rest`.
    fn choose(&mut self, terms: usize, from: usize, rest: Minor) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return false;
        }
        if terms == 1 {
            let last = self.by_amount.get(&rest).into_iter().flatten().copied();
            let fits = last.filter(|ix| *ix >= from).find(|ix| self.is_new(*ix));
            self.chosen.extend(fits);
            return fits.is_some();
        }
        for ix in from..self.candidates.len() {
            if !self.is_new(ix) {
                continue;
            }
            self.chosen.push(ix);
            if self.choose(terms - 1, ix + 1, rest - self.candidates[ix].amount.minor) {
                return true;
            }
            self.chosen.pop();
        }
        false
    }

    /// Whether a candidate is about something that no chosen one is about.
    fn is_new(&self, ix: usize) -> bool {
        let about = &self.candidates[ix].about;
        self.chosen.iter().all(|chosen| self.candidates[*chosen].about != *about)
    }
}

#[cfg(test)]
mod tests {
    use super::super::CandidateKind;
    use super::*;
    use crate::given::day;
    use crate::money::Money;
    use duebook_events::Currency;

    fn candidates(amounts: &[(Minor, &str)]) -> Vec<Candidate> {
        let currency = Currency::try_new("CNY").unwrap();
        let candidate = |(amount, about): &(Minor, &str)| Candidate {
            kind: CandidateKind::Fee,
            date: day("2025-03-01"),
            position: None,
            document: String::new(),
            amount: Money::new(*amount, currency),
            note_code: "",
            about: (*about).to_owned(),
        };
        amounts.iter().map(candidate).collect()
    }

    fn found(amounts: &[(Minor, &str)], difference: Minor) -> Vec<usize> {
        exact(&candidates(amounts), difference).terms
    }

    #[test]
    fn the_fewest_entries_come_first_and_of_equally_many_the_earlier_ones() {
        let amounts = [(30, "a"), (20, "b"), (50, "c"), (20, "d"), (-20, "e")];
        assert_eq!(found(&amounts, 50), [2]);
        assert_eq!(found(&amounts, 20), [1]);
        assert_eq!(found(&amounts, 70), [1, 2]);
        assert_eq!(found(&amounts, 10), [0, 4]);
        assert_eq!(found(&amounts, 120), [0, 1, 2, 3]);
    }

    #[test]
    fn nothing_counts_twice_and_nearly_is_not_enough() {
        assert!(found(&[(30, "a"), (20, "a")], 50).is_empty());
        assert!(found(&[(30, "a"), (20, "b")], 49).is_empty());
        assert!(found(&[(0, "a"), (20, "b")], 0).is_empty());
    }

    #[test]
    fn the_search_is_bounded_and_says_so() {
        let labels: Vec<String> = (0..150).map(|ix| ix.to_string()).collect();
        let many: Vec<(Minor, &str)> = labels.iter().map(|label| (1000, label.as_str())).collect();
        let found = exact(&candidates(&many), 1);
        assert_eq!(found, Found { terms: Vec::new(), complete: false });
        let few = exact(&candidates(&many[..10]), 1);
        assert!(few.complete);
    }
}
