//! The answer of `audit decisions`.

use duebook_events::order::Outcome;
use duebook_events::{Actor, CustomerId, Day, Position, Words};
use duebook_projections::Fact;
use duebook_projections::audit::duties::{self, Duty, Finding, Severity};
use duebook_projections::audit::keeping::{Kept, Status};
use duebook_projections::audit::people::{People, Person};
use duebook_projections::audit::releases::Release;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Scope;
use crate::ledger::why::order::in_english;
use crate::ledger::why::recorded::{Again, Recorded, Verdict};

/// Whether a decision is what its derivation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionStatus {
    /// The same facts, byte for byte, the same outcome, the same conditions.
    Matches,
    /// Something differs.
    Differs,
    /// The basis does not say from what to derive it.
    NotDerivable,
}

/// One recorded decision, derived again.
#[derive(Debug, Serialize)]
pub struct AuditedDecision {
    /// The customer.
    pub customer: CustomerId,
    /// The order.
    pub order: String,
    /// Where it stands.
    pub position: Position,
    /// Its business date.
    pub effective: Day,
    /// What was decided.
    pub outcome: Outcome,
    /// By whom.
    pub actor: Option<Actor>,
    /// Under which policy, if the basis says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Events of the customer that were folded to derive it.
    pub events: usize,
    /// How it compares.
    pub status: DecisionStatus,
    /// The first thing that differs, or why it cannot be derived; in English
    /// where programs read it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "in_english")]
    pub reason: Option<Words>,
}

impl AuditedDecision {
    pub(super) fn new(
        fact: &Fact,
        recorded: &Recorded<'_>,
        again: Again,
        actor: Option<&Actor>,
    ) -> Self {
        let (status, reason) = match again.verdict {
            Verdict::Matches => (DecisionStatus::Matches, None),
            Verdict::Differs(why) => (DecisionStatus::Differs, Some(why)),
            Verdict::NotDerivable(why) => (DecisionStatus::NotDerivable, Some(why)),
        };
        Self {
            customer: recorded.customer.clone(),
            order: recorded.order.to_owned(),
            position: fact.position,
            effective: fact.effective,
            outcome: recorded.outcome,
            actor: actor.cloned(),
            policy: recorded.basis.policy.clone(),
            events: again.events,
            status,
            reason,
        }
    }
}

/// What the audit found, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Decisions that were derived again.
    pub decisions: u64,
    /// Of them: as recorded.
    pub matching: u64,
    /// Of them: something differs.
    pub differing: u64,
    /// Of them: nothing to derive them from.
    pub not_derivable: u64,
    /// Overrides.
    pub overrides: u64,
    /// Decisions and overrides that were retracted since, and left out.
    pub retracted: u64,
    /// What is against the rules: duties that clash on one order, and releases.
    pub violations: u64,
    /// Of them: orders that were shipped or billed against their decision.
    pub releases: u64,
    /// Duties that meet in one person.
    pub overlaps: u64,
    /// Conditions of decisions and overrides.
    pub conditions: u64,
    /// Of them: met.
    pub met: u64,
    /// Of them: obligations that are being kept so far.
    pub running: u64,
    /// Of them: waited for.
    pub open: u64,
    /// Of them: broken.
    pub breached: u64,
    /// Of them: replaced by a later decision, or cancelled with the order.
    pub lapsed: u64,
}

/// Duties: who did what, and what clashes.
#[derive(Debug, Serialize)]
pub struct Duties<'a> {
    /// Everybody, by id.
    pub persons: Vec<PersonRow<'a>>,
    /// What was found: violations first, then by customer and order.
    pub findings: &'a [Finding],
}

/// One person, or program, and how often it performed each duty.
#[derive(Debug)]
pub struct PersonRow<'a> {
    /// The id.
    pub person: &'a str,
    /// Capacities and counts.
    pub record: &'a Person,
    /// Whether it is a program.
    pub is_program: bool,
}

impl Serialize for PersonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("person", self.person)?;
        let roles: Vec<&str> = self.record.roles.iter().map(|role| role.word()).collect();
        map.serialize_entry("roles", &roles)?;
        map.serialize_entry("program", &self.is_program)?;
        for duty in Duty::ALL {
            map.serialize_entry(duty.word(), &self.count(duty))?;
        }
        map.end()
    }
}

impl PersonRow<'_> {
    /// How often a duty was performed.
    #[must_use]
    pub fn count(&self, duty: Duty) -> u64 {
        self.record.counts.get(&duty).copied().unwrap_or_default()
    }
}

/// Everything that was found.
#[derive(Debug, Default)]
pub struct DecisionAudit {
    /// From when decisions were asked for.
    pub from: Option<Day>,
    /// Until when.
    pub to: Option<Day>,
    /// What was found, counted.
    pub summary: Summary,
    /// The decisions, by customer, then position.
    pub decisions: Vec<AuditedDecision>,
    /// Who did what.
    pub people: People,
    /// What clashes, by gravity, customer and order.
    pub findings: Vec<Finding>,
    /// Orders that were shipped or billed against their decision, by customer.
    pub releases: Vec<Release>,
    /// The conditions, by customer, then decision.
    pub conditions: Vec<Kept>,
}

impl Serialize for DecisionAudit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, day) in [("from", self.from), ("to", self.to)] {
            if let Some(day) = day {
                map.serialize_entry(key, &day)?;
            }
        }
        map.serialize_entry("summary", &self.summary)?;
        map.serialize_entry("decisions", &self.decisions)?;
        map.serialize_entry("duties", &self.duties())?;
        map.serialize_entry("releases", &self.releases)?;
        map.serialize_entry("conditions", &self.conditions)?;
        map.end()
    }
}

impl DecisionAudit {
    /// Adds what was found of later customers.
    pub(super) fn append(&mut self, later: Self) {
        self.decisions.extend(later.decisions);
        self.findings.extend(later.findings);
        self.releases.extend(later.releases);
        self.conditions.extend(later.conditions);
        self.summary.overrides += later.summary.overrides;
        self.summary.retracted += later.summary.retracted;
        self.people.append(later.people);
    }

    /// Whether one of those who performed a duty is a program, by what was seen so far.
    pub(super) fn names_programs(&self) -> bool {
        self.people.with_duties().any(|(id, _)| self.people.is_program(id))
    }

    /// Puts in order and counts.
    pub(super) fn finish(&mut self, scope: &Scope) {
        (self.from, self.to) = (scope.from, scope.to);
        duties::of_persons(&mut self.findings, &self.people);
        self.findings.sort();
        let decided = |status| {
            self.decisions.iter().filter(|decision| decision.status == status).count() as u64
        };
        let found = |severity| {
            self.findings.iter().filter(|finding| finding.severity == severity).count() as u64
        };
        let kept =
            |status| self.conditions.iter().filter(|kept| kept.status == status).count() as u64;
        self.summary = Summary {
            decisions: self.decisions.len() as u64,
            matching: decided(DecisionStatus::Matches),
            differing: decided(DecisionStatus::Differs),
            not_derivable: decided(DecisionStatus::NotDerivable),
            violations: found(Severity::Violation) + self.releases.len() as u64,
            releases: self.releases.len() as u64,
            overlaps: found(Severity::Overlap),
            conditions: self.conditions.len() as u64,
            met: kept(Status::Met),
            running: kept(Status::Running),
            open: kept(Status::Open),
            breached: kept(Status::Breached),
            lapsed: kept(Status::Replaced) + kept(Status::Cancelled),
            ..self.summary.clone()
        };
    }

    /// Who did what, and what clashes.
    #[must_use]
    pub fn duties(&self) -> Duties<'_> {
        let persons = self.people.with_duties().map(|(person, record)| PersonRow {
            person,
            record,
            is_program: self.people.is_program(person),
        });
        Duties { persons: persons.collect(), findings: &self.findings }
    }

    /// Whether a decision differs, duties clash, or an order was released against
    /// its decision (exit 1).
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.summary.differing > 0 || self.summary.violations > 0
    }
}
