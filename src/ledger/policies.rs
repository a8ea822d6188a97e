//! Which policy is in force when: follows from the log (domain, section 11).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock, PoisonError};

use duebook_events::governance::PolicyPublished;
use duebook_events::{CustomerId, Day, EventData, Fault, Instant, Position, Words};
use duebook_projections::counterfactual::book::{Dates, in_force};
use duebook_projections::policy::check::{Refused, check};
use duebook_projections::policy::{BUNDLED, DEFAULT_CITATION, DEFAULT_TEXT};
use duebook_projections::{Cut, Fact, Policy};
use serde::Serialize;

use super::Ledger;
use super::error::LedgerError;
use crate::messages::ledger::no_such_policy;
use crate::messages::store::{policy_altered, policy_unusable};
use crate::store::{StreamId, Version};

/// The policies of a ledger, as far as they are known at a position.
#[derive(Debug)]
pub struct Policies {
    facts: Vec<Fact>,
    /// The text of each publication and of the built-in policy, parsed when it is
    /// first asked for.
    parsed: BTreeMap<Position, OnceLock<Arc<Policy>>>,
    built_in: OnceLock<Arc<Policy>>,
}

/// A published policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Where it was published.
    pub position: Position,
    /// When.
    pub recorded_at: Instant,
    /// `name@version`.
    pub policy: String,
    /// SHA-256 of its text, in hexadecimal.
    pub sha256: String,
    /// From when it was meant to be in force.
    pub effective_from: Day,
    /// When it is in force, as known now.
    pub in_force: Vec<Span>,
}

/// Days from one to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first day.
    pub from: Day,
    /// The last day; open if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

impl Policies {
    /// The events of the ledger's own stream.
    #[must_use]
    pub fn new(facts: Vec<Fact>) -> Self {
        let parsed = facts.iter().map(|fact| (fact.position, OnceLock::new())).collect();
        Self { facts, parsed, built_in: OnceLock::new() }
    }

    fn built_in(&self) -> Arc<Policy> {
        Arc::clone(self.built_in.get_or_init(|| Arc::new(Policy::built_in())))
    }

    /// The policy of a publication; its text is parsed once.
    fn policy_of(&self, (fact, e): (&Fact, &PolicyPublished)) -> Result<Arc<Policy>, LedgerError> {
        let kept = self.parsed.get(&fact.position);
        if let Some(policy) = kept.and_then(OnceLock::get) {
            return Ok(Arc::clone(policy));
        }
        let policy = published_policy(e, fact.position)?;
        Ok(kept.map_or_else(
            || Arc::clone(&policy),
            |kept| Arc::clone(kept.get_or_init(|| Arc::clone(&policy))),
        ))
    }

    fn published(&self, known_at: Position) -> impl Iterator<Item = (&Fact, &PolicyPublished)> {
        self.facts.iter().filter(move |fact| fact.position <= known_at).filter_map(|fact| {
            match &fact.data {
                EventData::PolicyPublished(e) => Some((fact, e.as_ref())),
                _ => None,
            }
        })
    }

    /// The policy in force at a point of view: of those published and effective,
    /// the one with the newest date, of equal dates the newest; the built-in one
    /// where there is none.
    ///
    /// # Errors
    /// When its text cannot be used any more.
    pub fn in_force(&self, as_of: Day, known_at: Position) -> Result<Arc<Policy>, LedgerError> {
        match self.newest(as_of, known_at) {
            Some(newest) => self.policy_of(newest),
            None => Ok(self.built_in()),
        }
    }

    /// How that policy is cited.
    #[must_use]
    pub fn citation_in_force(&self, as_of: Day, known_at: Position) -> String {
        let newest = self.newest(as_of, known_at);
        newest.map_or_else(|| DEFAULT_CITATION.to_owned(), |(_, e)| e.citation())
    }

    /// The policy with this citation, if it has been published by then or is built in.
    ///
    /// # Errors
    /// When there is none, or its text cannot be used any more.
    pub fn named(&self, citation: &str, known_at: Position) -> Result<Arc<Policy>, LedgerError> {
        let found = self.published(known_at).find(|(_, e)| e.citation() == citation);
        if let Some(found) = found {
            return self.policy_of(found);
        }
        if citation == DEFAULT_CITATION {
            return Ok(self.built_in());
        }
        let mut known: Vec<String> = self.published(known_at).map(|(_, e)| e.citation()).collect();
        if !known.iter().any(|citation| citation == DEFAULT_CITATION) {
            known.push(DEFAULT_CITATION.to_owned());
        }
        Err(LedgerError::usage_of(no_such_policy(citation, known.join(", "))))
    }

    /// The text of a policy with its SHA-256 in hexadecimal, if it has been published by then or is
    /// built in.
    #[must_use]
    pub fn text_of(&self, citation: &str, known_at: Position) -> Option<(&str, String)> {
        let published = self.published(known_at).find(|(_, e)| e.citation() == citation);
        if let Some((_, e)) = published {
            return Some((e.text.as_str(), e.sha256.to_string()));
        }
        let built_in = (citation == DEFAULT_CITATION).then(|| self.built_in());
        built_in.map(|policy| (DEFAULT_TEXT, policy.sha256.clone()))
    }

    /// The policy under which a question is put: published, built in, or one that
    /// comes with the program to be tried.
    ///
    /// # Errors
    /// When there is none, or its text cannot be used any more.
    pub fn asked(&self, citation: &str, known_at: Position) -> Result<Arc<Policy>, LedgerError> {
        let found = self.named(citation, known_at);
        let bundled = BUNDLED.iter().find(|(name, _)| *name == citation);
        match (&found, bundled) {
            (Err(LedgerError::Usage(_)), Some((_, text))) => checked(text).map(Arc::new),
            _ => found,
        }
    }

    /// Whether a policy's text is in the log.
    #[must_use]
    pub fn is_published(&self, citation: &str) -> bool {
        self.published(Position(u64::MAX)).any(|(_, e)| e.citation() == citation)
    }

    /// Where exactly this text was published, in force from this day.
    #[must_use]
    pub fn position_of(&self, citation: &str, sha256: &str, from: Day) -> Option<Position> {
        let mut all = self.published(Position(u64::MAX));
        let same = all.find(|(_, e)| {
            e.citation() == citation && e.sha256.to_string() == sha256 && e.effective_from == from
        });
        same.map(|(fact, _)| fact.position)
    }

    /// All published policies, in the order in which they were.
    #[must_use]
    pub fn list(&self) -> Vec<Publication> {
        let spans = self.spans();
        let all = self.published(Position(u64::MAX));
        all.map(|(fact, e)| Publication {
            position: fact.position,
            recorded_at: fact.recorded_at,
            policy: e.citation(),
            sha256: e.sha256.to_string(),
            effective_from: e.effective_from,
            in_force: spans.get(&fact.position).cloned().unwrap_or_default(),
        })
        .collect()
    }

    /// When each publication is in force as known now: one that others overtake
    /// may be in force again, or never.
    fn spans(&self) -> BTreeMap<Position, Vec<Span>> {
        let all = || self.published(Position(u64::MAX));
        let days: BTreeSet<Day> =
            all().map(|(fact, e)| fact.effective.max(e.effective_from)).collect();
        let mut spans: BTreeMap<Position, Vec<Span>> = BTreeMap::new();
        let mut last: Option<Position> = None;
        for day in days {
            let winner = self.newest(day, Position(u64::MAX)).map(|(fact, _)| fact.position);
            if winner == last {
                continue;
            }
            if let Some(span) = last.and_then(|last| spans.get_mut(&last)?.last_mut()) {
                span.to = Some(day + -1);
            }
            if let Some(position) = winner {
                spans.entry(position).or_default().push(Span { from: day, to: None });
            }
            last = winner;
        }
        spans
    }

    /// The publication in force at a point of view.
    fn newest(&self, as_of: Day, known_at: Position) -> Option<(&Fact, &PolicyPublished)> {
        let dates = |(fact, e): &(&Fact, &PolicyPublished)| Dates {
            position: fact.position,
            effective: fact.effective,
            effective_from: e.effective_from,
        };
        in_force(self.published(known_at), dates, Cut { as_of, known_at })
    }
}

/// The policy of a publication, if its text still is what was published.
pub(crate) fn published_policy(
    e: &PolicyPublished,
    position: Position,
) -> Result<Arc<Policy>, LedgerError> {
    let policy = Policy::parse_stored(e.text.as_str())
        .map_err(|error| LedgerError::Store(policy_unusable(position, error)))?;
    let recorded = e.sha256.to_string();
    if policy.sha256 != recorded || policy.citation != e.citation() {
        let message = policy_altered(position, e.citation(), recorded, policy.sha256);
        return Err(LedgerError::Store(message));
    }
    Ok(Arc::new(policy))
}

/// The policy of a text that is to be used from now on: checked as `policy check`
/// does, so that nothing is published or tried out that hardly means what it says.
///
/// # Errors
/// The first thing for which it is refused, with its line, and how many more.
pub fn checked(text: &str) -> Result<Policy, LedgerError> {
    check(text, &time_zones()).accepted().map_err(|refused| refusal(&refused))
}

/// The refusal of a text, with its first error.
pub(crate) fn refusal(refused: &Refused) -> LedgerError {
    let Refused { first, more } = refused;
    let fault = Fault::of(first.path.to_string(), first.message.clone());
    let refusal = LedgerError::at_line(first.line as u64, fault);
    if *more == 0 {
        return refusal;
    }
    refusal.with_note(&Words::new(
        format!("{more} more: `duebook policy check FILE` lists them all"),
        format!("另有 {more} 处，可用 `duebook policy check 文件` 全部列出"),
    ))
}

/// The names of all time zones.
#[must_use]
pub fn time_zones() -> Vec<&'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect()
}

impl Ledger {
    /// The policies that the log holds; each is parsed once, until another one is
    /// published.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn policies(&self) -> Result<Arc<Policies>, LedgerError> {
        let own = CustomerId::ledger();
        let head = self.store().stream_head(&StreamId::new(own.as_str())).await?;
        let version = head.map_or(Version(0), |head| head.version);
        let known = || self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, policies)) = known().as_ref().filter(|(at, _)| *at == version) {
            return Ok(Arc::clone(policies));
        }
        let policies = Arc::new(Policies::new(self.facts(&own).await?));
        *known() = Some((version, Arc::clone(&policies)));
        Ok(policies)
    }
}
