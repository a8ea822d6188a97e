//! Who did what, and who should not have done both (INV-11; domain, section 11).
//!
//! A person is the id of an actor; the approver of an override is the person who
//! answers for it. Where the role is `system` a program acted: programs are
//! counted and named, and no duties of theirs can clash.
//!
//! A *violation* is a clash on one order. An *overlap* is one person in several
//! duties of one customer: allowed in a small office, and worth a second look.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::{Actor, Day, EventData, Kind, Position, Role};
use serde::Serialize;

use crate::history::Fact;

/// A duty that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Placed an order.
    Placed,
    /// Decided about an order.
    Decided,
    /// Overrode a decision.
    Overrode,
    /// Set a credit limit.
    SetLimit,
    /// Published a policy.
    PublishedPolicy,
    /// Provided or released a security.
    Securities,
    /// Wrote something off.
    WroteOff,
}

impl Duty {
    /// Every duty, in the order of the answer.
    pub const ALL: [Self; 7] = [
        Self::Placed,
        Self::Decided,
        Self::Overrode,
        Self::SetLimit,
        Self::PublishedPolicy,
        Self::Securities,
        Self::WroteOff,
    ];

    /// The duty that an event of this type performs, if it is one that is counted.
    #[must_use]
    pub fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::OrderPlaced => Self::Placed,
            Kind::OrderDecided => Self::Decided,
            Kind::OrderOverridden => Self::Overrode,
            Kind::CreditLimitSet => Self::SetLimit,
            Kind::PolicyPublished => Self::PublishedPolicy,
            Kind::SecurityProvided | Kind::SecurityReleased => Self::Securities,
            Kind::InvoiceWrittenOff => Self::WroteOff,
            _ => return None,
        })
    }

    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Decided => "decided",
            Self::Overrode => "overrode",
            Self::SetLimit => "set_limit",
            Self::PublishedPolicy => "published_policy",
            Self::Securities => "securities",
            Self::WroteOff => "wrote_off",
        }
    }
}

/// One person, or program, and how often it performed each duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// In which capacities.
    pub roles: BTreeSet<Role>,
    /// How often each duty was performed.
    pub counts: BTreeMap<Duty, u64>,
}

impl Person {
    /// Whether it is a program: all that it did, it did as `system`.
    #[must_use]
    pub fn is_program(&self) -> bool {
        self.roles.iter().all(|role| *role == Role::System)
    }
}

/// Everybody who performed a duty, by id.
pub type People = BTreeMap<String, Person>;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Against the rules.
    Violation,
    /// Worth a second look.
    Overlap,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clash {
    /// Decided about the order that the same person placed.
    PlacedAndDecided,
    /// Overrode the decision about the order that the same person placed.
    PlacedAndOverrode,
    /// Overrode the decision that the same person made.
    DecidedAndOverrode,
    /// Recorded an override for which somebody else answers.
    OverrideByAnother,
    /// Overrode without the role `approver`.
    OverrideWithoutRole,
    /// Set the customer's limit and decided about its orders.
    LimitAndDecided,
    /// Published the policy and decided under it.
    PolicyAndDecided,
    /// Placed the customer's orders and set its limit.
    PlacedAndLimit,
}

impl Clash {
    /// How grave it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::LimitAndDecided | Self::PolicyAndDecided | Self::PlacedAndLimit => {
                Severity::Overlap
            }
            _ => Severity::Violation,
        }
    }
}

/// A finding, with the events that show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The customer.
    pub customer: String,
    /// The order, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// What was found.
    pub kind: Clash,
    /// Who did both.
    pub person: String,
    /// The events.
    pub events: Vec<Position>,
}

/// Where a policy was published, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The event.
    pub position: Position,
    /// The actor.
    pub actor: Actor,
}

/// What is known besides a customer's facts.
pub struct Office<'o> {
    /// Who recorded the event at a position.
    pub actor: &'o dyn Fn(Position) -> Option<&'o Actor>,
    /// Which policy a decision cites: `name@version`.
    pub cited: &'o dyn Fn(Position) -> Option<&'o str>,
    /// The policies that a person published, by citation; not the built-in one,
    /// which the first decision publishes whoever makes it.
    pub published: &'o BTreeMap<String, Publication>,
    /// Whether decisions of a date are asked for.
    pub asked: &'o dyn Fn(Day) -> bool,
}

/// What was done about one order.
#[derive(Default)]
struct Handling<'f> {
    placed: Option<(&'f Actor, Position)>,
    decided: Vec<(&'f Actor, Position)>,
}

/// The findings about one customer, in order, and everybody's duties, added to
/// `people`. `facts` are those that are known and not retracted, in order of position.
#[must_use]
pub fn duties<'f>(
    customer: &str,
    facts: &[&'f Fact],
    office: &Office<'f>,
    people: &mut People,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut orders: BTreeMap<&str, Handling<'f>> = BTreeMap::new();
    let mut done: BTreeMap<(&str, Duty), Vec<Position>> = BTreeMap::new();
    let mut under: BTreeMap<(&str, &str), Vec<Position>> = BTreeMap::new();
    for fact in facts {
        let Some(duty) = Duty::of(fact.data.kind()) else { continue };
        let Some(actor) = (office.actor)(fact.position) else { continue };
        let asked = (office.asked)(fact.effective);
        let mut find = |kind: Clash, order: &str, person: &str, mut events: Vec<Position>| {
            events.sort_unstable();
            findings.push(Finding {
                severity: kind.severity(),
                customer: customer.to_owned(),
                order: Some(order.to_owned()),
                kind,
                person: person.to_owned(),
                events,
            });
        };
        let mut person = actor.id.as_str();
        match &fact.data {
            EventData::OrderPlaced(e) => {
                orders.entry(e.order.as_str()).or_default().placed = Some((actor, fact.position));
            }
            EventData::OrderDecided(e) => {
                let order = orders.entry(e.order.as_str()).or_default();
                order.decided.push((actor, fact.position));
                if let Some((by, at)) = order.placed.filter(|(by, _)| same_person(by, actor))
                    && asked
                {
                    let events = vec![at, fact.position];
                    find(Clash::PlacedAndDecided, e.order.as_str(), by.id.as_str(), events);
                }
                if asked
                    && actor.role != Role::System
                    && let Some(citation) = (office.cited)(fact.position)
                {
                    under.entry((person, citation)).or_default().push(fact.position);
                }
            }
            EventData::OrderOverridden(e) => {
                let order = orders.entry(e.order.as_str()).or_default();
                person = e.approver.as_str();
                if asked {
                    let number = e.order.as_str();
                    for who in BTreeSet::from([person, actor.id.as_str()]) {
                        let same = |by: &Actor| by.role != Role::System && by.id == who;
                        if let Some((_, at)) = order.placed.filter(|(by, _)| same(by)) {
                            find(Clash::PlacedAndOverrode, number, who, vec![at, fact.position]);
                        }
                        let own = order.decided.iter().filter(|(by, _)| same(by));
                        let mut events: Vec<Position> = own.map(|(_, at)| *at).collect();
                        if !events.is_empty() {
                            events.push(fact.position);
                            find(Clash::DecidedAndOverrode, number, who, events);
                        }
                    }
                    let at = vec![fact.position];
                    if actor.id != person {
                        find(Clash::OverrideByAnother, number, actor.id.as_str(), at.clone());
                    }
                    if actor.role != Role::Approver {
                        find(Clash::OverrideWithoutRole, number, actor.id.as_str(), at);
                    }
                }
            }
            _ => {}
        }
        count(people, person, actor.role, duty);
        if actor.role != Role::System && (duty != Duty::Decided || asked) {
            done.entry((person, duty)).or_default().push(fact.position);
        }
    }
    findings.extend(overlaps(customer, &done, &under, office));
    findings.sort();
    findings
}

/// Counts a duty.
pub fn count(people: &mut People, id: &str, role: Role, duty: Duty) {
    let nobody = || Person { roles: BTreeSet::new(), counts: BTreeMap::new() };
    let person = people.entry(id.to_owned()).or_insert_with(nobody);
    person.roles.insert(role);
    *person.counts.entry(duty).or_default() += 1;
}

/// Adds other people's duties.
pub fn merge(people: &mut People, other: People) {
    for (id, more) in other {
        match people.get_mut(&id) {
            Some(person) => {
                person.roles.extend(more.roles);
                for (duty, count) in more.counts {
                    *person.counts.entry(duty).or_default() += count;
                }
            }
            None => {
                people.insert(id, more);
            }
        }
    }
}

/// Whether two actors are the same person; programs are none.
fn same_person(one: &Actor, other: &Actor) -> bool {
    one.id == other.id && one.role != Role::System && other.role != Role::System
}

/// One person in several duties of one customer.
fn overlaps<'d>(
    customer: &str,
    done: &'d BTreeMap<(&str, Duty), Vec<Position>>,
    under: &'d BTreeMap<(&str, &str), Vec<Position>>,
    office: &Office<'_>,
) -> Vec<Finding> {
    let finding = |kind: Clash, person: &str, mut events: Vec<Position>| {
        events.sort_unstable();
        events.dedup();
        Finding {
            severity: kind.severity(),
            customer: customer.to_owned(),
            order: None,
            kind,
            person: person.to_owned(),
            events,
        }
    };
    let pairs = [
        (Clash::LimitAndDecided, Duty::SetLimit, Duty::Decided),
        (Clash::PlacedAndLimit, Duty::Placed, Duty::SetLimit),
    ];
    let persons: BTreeSet<&str> = done.keys().map(|(person, _)| *person).collect();
    let mut found = Vec::new();
    for person in persons {
        for (clash, one, other) in pairs {
            if let (Some(one), Some(other)) = (done.get(&(person, one)), done.get(&(person, other)))
            {
                found.push(finding(clash, person, [one.as_slice(), other].concat()));
            }
        }
    }
    let mut published: BTreeMap<&str, Vec<Position>> = BTreeMap::new();
    for ((person, citation), decisions) in under {
        let Some(publication) = office.published.get(*citation) else { continue };
        if publication.actor.id == *person && publication.actor.role != Role::System {
            let events = published.entry(person).or_default();
            events.push(publication.position);
            events.extend(decisions);
        }
    }
    found.extend(
        published
            .into_iter()
            .map(|(person, events)| finding(Clash::PolicyAndDecided, person, events)),
    );
    found
}

#[cfg(test)]
mod tests;
