//! Which policy decides on the OLD side: one that was asked for, or the one of
//! the day (domain, section 11).

use std::sync::Arc;

use duebook_events::{Day, Position};

use crate::history::Cut;
use crate::policy::{DEFAULT_CITATION, Policy};

/// Where and when a policy was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Where.
    pub position: Position,
    /// The business date of the publication.
    pub effective: Day,
    /// From when it is in force.
    pub effective_from: Day,
}

/// The publication in force at a point of view: of those published and effective,
/// the one with the newest date, of equal dates the newest (domain, section 11).
#[must_use]
pub fn in_force<T>(
    published: impl Iterator<Item = T>,
    dates: impl Fn(&T) -> Dates,
    at: Cut,
) -> Option<T> {
    let counts = |dates: Dates| {
        dates.position <= at.known_at
            && dates.effective <= at.as_of
            && dates.effective_from <= at.as_of
    };
    published.filter(|one| counts(dates(one))).max_by_key(|one| {
        let Dates { effective_from, position, .. } = dates(one);
        (effective_from, position)
    })
}

/// A policy as it was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// Where and when.
    pub dates: Dates,
    /// The policy itself.
    pub policy: Arc<Policy>,
}

/// The policies of a ledger, each parsed once.
#[derive(Debug, Clone)]
pub struct Rulebook {
    published: Vec<Published>,
    built_in: Arc<Policy>,
}

/// The OLD side of a comparison.
#[derive(Debug, Clone)]
pub enum Before {
    /// One policy for all decisions.
    Named(Arc<Policy>),
    /// For each decision the one that it cites, else the one then in force.
    OfTheDay(Rulebook),
}

impl Rulebook {
    /// The policies of a ledger, in order of position.
    #[must_use]
    pub fn new(published: Vec<Published>) -> Self {
        Self { published, built_in: Arc::new(Policy::built_in()) }
    }

    /// The policy in force at a point of view; the built-in one where there is none.
    #[must_use]
    pub fn in_force(&self, as_of: Day, known_at: Position) -> &Arc<Policy> {
        in_force(self.published.iter(), |one| one.dates, Cut { as_of, known_at })
            .map_or(&self.built_in, |one| &one.policy)
    }

    /// The policy that is cited so, if it can be had with that text.
    #[must_use]
    pub fn cited(&self, citation: &str, sha256: Option<&str>) -> Option<&Arc<Policy>> {
        let published = self.published.iter().map(|one| &one.policy);
        let found = published.into_iter().find(|policy| policy.citation == citation);
        let found = found.or_else(|| (citation == DEFAULT_CITATION).then_some(&self.built_in))?;
        sha256.is_none_or(|sha256| sha256 == found.sha256).then_some(found)
    }
}

/// Policies that are like another one, by their hashes: what is done under one of them serves both.
#[derive(Debug, Clone, Default)]
pub struct Alike {
    /// Those that fold an account like it.
    pub fold: Vec<String>,
    /// Those under which a customer looks like under it ([`Policy::sees_like`]).
    pub see: Vec<String>,
}

impl Before {
    /// Which of its policies are like another one, and in what.
    #[must_use]
    pub fn alike(&self, after: &Policy) -> Alike {
        let policies: Vec<&Arc<Policy>> = match self {
            Self::Named(policy) => vec![policy],
            Self::OfTheDay(book) => {
                let published = book.published.iter().map(|one| &one.policy);
                published.chain([&book.built_in]).collect()
            }
        };
        let those = |like: &dyn Fn(&Policy) -> bool| -> Vec<String> {
            let alike = policies.iter().filter(|policy| like(policy));
            alike.map(|policy| policy.sha256.clone()).collect()
        };
        Alike {
            fold: those(&|policy| after.folds_like(policy)),
            see: those(&|policy| after.sees_like(policy)),
        }
    }

    /// The policy of a point of view that cites none.
    #[must_use]
    pub fn at(&self, as_of: Day, known_at: Position) -> &Arc<Policy> {
        match self {
            Self::Named(policy) => policy,
            Self::OfTheDay(book) => book.in_force(as_of, known_at),
        }
    }

    /// The policy of a decision that cites one.
    #[must_use]
    pub fn of_decision(
        &self,
        cited: Option<(&str, Option<&str>)>,
        as_of: Day,
        known_at: Position,
    ) -> &Arc<Policy> {
        let of_the_day = match self {
            Self::Named(policy) => return policy,
            Self::OfTheDay(book) => book,
        };
        cited
            .and_then(|(citation, sha256)| of_the_day.cited(citation, sha256))
            .unwrap_or_else(|| of_the_day.in_force(as_of, known_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::given::day;
    use crate::policy::DEFAULT_TEXT;

    fn published(position: u64, from: &str, version: u32) -> Published {
        let text = DEFAULT_TEXT
            .replace("name = \"default\"", "name = \"house\"")
            .replace("\nversion = 1", &format!("\nversion = {version}"));
        Published {
            dates: Dates {
                position: Position(position),
                effective: day("2025-01-01"),
                effective_from: day(from),
            },
            policy: Arc::new(Policy::parse(&text).unwrap()),
        }
    }

    /// Domain, section 11: known at the position, effective by the date, newest date first.
    #[test]
    fn in_force_is_what_was_known_and_effective() {
        let book =
            Rulebook::new(vec![published(5, "2025-03-01", 1), published(9, "2025-02-01", 2)]);
        let name = |on: &str, at: u64| book.in_force(day(on), Position(at)).citation.clone();
        assert_eq!(name("2025-02-10", 8), "default@1");
        assert_eq!(name("2025-02-10", 9), "house@2");
        assert_eq!(name("2025-03-10", 9), "house@1");
        assert_eq!(name("2025-03-10", 4), "default@1");
    }

    #[test]
    fn a_decision_is_judged_by_the_policy_that_it_cites_where_its_text_is_there() {
        let book = Rulebook::new(vec![published(5, "2025-03-01", 1)]);
        let before = Before::OfTheDay(book);
        let of = |cited| {
            let policy = before.of_decision(cited, day("2025-04-01"), Position(9));
            policy.citation.clone()
        };
        assert_eq!(of(Some(("default@1", None))), "default@1");
        assert_eq!(of(Some(("default@1", Some("0000")))), "house@1");
        assert_eq!(of(Some(("gone@7", None))), "house@1");
        assert_eq!(of(None), "house@1");
    }
}
