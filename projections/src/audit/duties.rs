//! Who did what, and who should not have done both (INV-11; domain, section 11).
//!
//! Persons and programs are told apart in [`super::people`]; the approver of an
//! override is the person who answers for it. Programs are counted and named, and
//! no duties of theirs can clash. Who is a program is known only once every event
//! has been seen: [`duties`] finds what anybody did, [`of_persons`] then takes out
//! what programs did.
//!
//! A *violation* is a clash on one order. An *overlap* is one person in several
//! duties of one customer: allowed in a small office, and worth a second look.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::{Actor, Day, EventData, Kind, Position, Role};
use serde::Serialize;

use super::people::{Identity, People};
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
    /// Placed an order and published the policy under which it was decided.
    PlacedAndPolicy,
}

impl Clash {
    /// How grave it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::LimitAndDecided
            | Self::PolicyAndDecided
            | Self::PlacedAndLimit
            | Self::PlacedAndPolicy => Severity::Overlap,
            _ => Severity::Violation,
        }
    }

    /// Whether it takes a person who did both; a program may.
    fn is_of_one_person(self) -> bool {
        !matches!(self, Self::OverrideByAnother | Self::OverrideWithoutRole)
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
    /// Who did both, as written where the later was done.
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

/// The events of a person in a duty of one customer, and the id as written last.
#[derive(Default)]
struct Doing<'f> {
    id: &'f str,
    events: Vec<Position>,
}

/// One customer's duties while they are gathered.
struct Desk<'d, 'f> {
    customer: &'d str,
    office: &'d Office<'f>,
    orders: BTreeMap<&'f str, Handling<'f>>,
    done: BTreeMap<(Identity, Duty), Doing<'f>>,
    /// Overlaps with the publication of a policy.
    under: BTreeMap<(Identity, Clash), Doing<'f>>,
    findings: Vec<Finding>,
}

/// The findings about one customer, in order, programs' among them, and everybody's
/// duties, added to `people`. `facts` are those that are known and not retracted, in
/// order of position.
#[must_use]
pub fn duties<'f>(
    customer: &str,
    facts: &[&'f Fact],
    office: &Office<'f>,
    people: &mut People,
) -> Vec<Finding> {
    let mut desk = Desk {
        customer,
        office,
        orders: BTreeMap::new(),
        done: BTreeMap::new(),
        under: BTreeMap::new(),
        findings: Vec::new(),
    };
    for fact in facts {
        let Some(duty) = Duty::of(fact.data.kind()) else { continue };
        let Some(actor) = (office.actor)(fact.position) else { continue };
        let asked = (office.asked)(fact.effective);
        let mut person = actor.id.as_str();
        match &fact.data {
            EventData::OrderPlaced(e) => {
                let order = desk.orders.entry(e.order.as_str()).or_default();
                order.placed = Some((actor, fact.position));
            }
            EventData::OrderDecided(e) => {
                desk.decided(e.order.as_str(), actor, fact.position, asked);
            }
            EventData::OrderOverridden(e) => {
                person = e.approver.as_str();
                if asked {
                    desk.overridden(e.order.as_str(), person, actor, fact.position);
                }
            }
            _ => {}
        }
        people.count(person, duty);
        if duty != Duty::Decided || asked {
            let doing = desk.done.entry((Identity::of(person), duty)).or_default();
            doing.id = person;
            doing.events.push(fact.position);
        }
    }
    desk.overlaps();
    desk.findings.sort();
    desk.findings
}

/// Takes out what programs did, once every event has been seen.
pub fn of_persons(findings: &mut Vec<Finding>, people: &People) {
    findings.retain(|found| !found.kind.is_of_one_person() || !people.is_program(&found.person));
}

/// Whether two ids are one person's.
fn same(one: &str, other: &str) -> bool {
    one == other || Identity::of(one) == Identity::of(other)
}

impl<'f> Desk<'_, 'f> {
    fn find(&mut self, kind: Clash, order: Option<&str>, person: &str, mut events: Vec<Position>) {
        events.sort_unstable();
        events.dedup();
        self.findings.push(Finding {
            severity: kind.severity(),
            customer: self.customer.to_owned(),
            order: order.map(str::to_owned),
            kind,
            person: person.to_owned(),
            events,
        });
    }

    fn decided(&mut self, number: &'f str, actor: &'f Actor, at: Position, asked: bool) {
        let order = self.orders.entry(number).or_default();
        order.decided.push((actor, at));
        let placed = order.placed;
        if !asked {
            return;
        }
        if let Some((_, then)) = placed.filter(|(by, _)| same(&by.id, &actor.id)) {
            self.find(Clash::PlacedAndDecided, Some(number), &actor.id, vec![then, at]);
        }
        let Some(citation) = (self.office.cited)(at) else { return };
        let Some(published) = self.office.published.get(citation) else { return };
        let mut note = |kind: Clash, id: &'f str, events: &[Position]| {
            if same(&published.actor.id, id) {
                let doing = self.under.entry((Identity::of(id), kind)).or_default();
                doing.id = id;
                doing.events.push(published.position);
                doing.events.extend(events);
            }
        };
        note(Clash::PolicyAndDecided, &actor.id, &[at]);
        if let Some((by, then)) = placed {
            note(Clash::PlacedAndPolicy, &by.id, &[then, at]);
        }
    }

    fn overridden(&mut self, number: &'f str, approver: &str, actor: &Actor, at: Position) {
        let is_own = same(approver, &actor.id);
        let handling = self.orders.entry(number).or_default();
        let (placed, decided) = (handling.placed, handling.decided.clone());
        for who in
            [Some(approver), Some(actor.id.as_str()).filter(|_| !is_own)].into_iter().flatten()
        {
            if let Some((_, then)) = placed.filter(|(by, _)| same(&by.id, who)) {
                self.find(Clash::PlacedAndOverrode, Some(number), who, vec![then, at]);
            }
            let own = decided.iter().filter(|(by, _)| same(&by.id, who));
            let mut events: Vec<Position> = own.map(|(_, then)| *then).collect();
            if !events.is_empty() {
                events.push(at);
                self.find(Clash::DecidedAndOverrode, Some(number), who, events);
            }
        }
        if !is_own {
            self.find(Clash::OverrideByAnother, Some(number), &actor.id, vec![at]);
        }
        if actor.role != Role::Approver {
            self.find(Clash::OverrideWithoutRole, Some(number), &actor.id, vec![at]);
        }
    }

    /// One person in several duties of one customer.
    fn overlaps(&mut self) {
        let pairs = [
            (Clash::LimitAndDecided, Duty::SetLimit, Duty::Decided),
            (Clash::PlacedAndLimit, Duty::Placed, Duty::SetLimit),
        ];
        let done = std::mem::take(&mut self.done);
        let persons: BTreeSet<&Identity> = done.keys().map(|(person, _)| person).collect();
        for person in persons {
            let did = |duty: Duty| done.get(&(person.clone(), duty));
            for (clash, one, other) in pairs {
                if let (Some(one), Some(other)) = (did(one), did(other)) {
                    self.find(clash, None, other.id, [&one.events[..], &other.events].concat());
                }
            }
        }
        for ((_, clash), doing) in std::mem::take(&mut self.under) {
            self.find(clash, None, doing.id, doing.events);
        }
    }
}

#[cfg(test)]
mod tests;
