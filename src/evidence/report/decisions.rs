//! Each disclosed decision with what it rested on: figures and their events, the rules one by one, the
//! conditions, a later override (domain, section 11).
//!
//! About a customer, orders that were simply approved are one line each: the reasoning of the others
//! is what a dispute is about.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use duebook_events::order::{Condition, OrderDecided, OrderOverridden};
use duebook_events::{Day, EventData, Lang, Position};
use duebook_projections::policy::words::condition_or_always;
use duebook_projections::policy::{Fact as _, OrderFact};
use duebook_projections::{Fact, Policy};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Given;
use super::cited::{Cited, Cites};
use crate::evidence::bundle::stream::Around;
use crate::evidence::bundle::subject::SubjectKind;
use crate::story::{grouped, words};

/// The decisions of a report, in the order in which they were recorded.
#[derive(Serialize)]
pub(super) struct Decisions {
    /// One line each.
    all: Vec<Line>,
    /// Those whose reasoning is told.
    told: Vec<Reasoning>,
}

/// A decision in one line.
#[derive(Serialize)]
struct Line {
    order: String,
    on: Day,
    at: Cited,
    outcome: &'static str,
    rule: Option<String>,
    by: String,
    overridden: Option<Override>,
}

/// What a decision rested on.
#[derive(Serialize)]
struct Reasoning {
    order: String,
    on: Day,
    at: Cited,
    outcome: &'static str,
    by: String,
    conditions: Vec<ConditionRow>,
    policy: String,
    policy_sha256: String,
    known_at: u64,
    facts: Vec<FactRow>,
    rules: Vec<RuleRow>,
    overridden: Option<Override>,
}

/// A figure, and the events behind it.
#[derive(Serialize)]
struct FactRow {
    fact: String,
    value: String,
    at: Vec<Cited>,
    more: usize,
}

/// A rule that was looked at.
#[derive(Serialize)]
struct RuleRow {
    rule: String,
    when: String,
    matched: bool,
}

/// What has to be done.
#[derive(Serialize)]
struct ConditionRow {
    condition: &'static str,
    share: Option<String>,
    count: Option<u16>,
    amount: String,
    currency: String,
}

/// A later override.
#[derive(Clone, Serialize)]
struct Override {
    on: Day,
    at: Cited,
    outcome: &'static str,
    approver: String,
    justification: String,
}

/// The most events that one figure cites on the page; the event has them all.
const CITED_EVENTS: usize = 8;

impl Decisions {
    /// The policies that the page rests on: the one in force, and those that decisions cite.
    pub(super) fn policies(&self, in_force: &str) -> BTreeSet<String> {
        let cited = self.told.iter().map(|told| told.policy.clone());
        cited.filter(|policy| !policy.is_empty()).chain([in_force.to_owned()]).collect()
    }
}

impl Given<'_> {
    /// The decisions that are disclosed and have not been retracted.
    pub(super) fn decisions(&self, cites: &Cites) -> Decisions {
        let retracted = self.retractions();
        let live = || {
            let events = self.stream.facts.iter().zip(&self.stream.around).zip(self.shown);
            let live =
                events.filter(|((fact, _), shown)| **shown && !retracted.contains_key(&fact.id));
            live.map(|(event, _)| event)
        };
        let mut overrides: BTreeMap<&str, (Position, Override)> = BTreeMap::new();
        for (fact, _) in live() {
            if let EventData::OrderOverridden(e) = &fact.data {
                overrides
                    .insert(e.order.as_str(), (fact.position, self.overriding(fact, e, cites)));
            }
        }
        let mut decisions = Decisions { all: Vec::new(), told: Vec::new() };
        let mut rules = Rules::default();
        for (fact, around) in live() {
            let EventData::OrderDecided(e) = &fact.data else { continue };
            let later = overrides.get(e.order.as_str()).filter(|(at, _)| *at > fact.position);
            let later = later.map(|(_, told)| told.clone());
            self.decision(&mut decisions, (fact, around), e, later, cites, &mut rules);
        }
        decisions
    }

    fn decision(
        &self,
        decisions: &mut Decisions,
        (fact, around): (&Fact, &Around),
        e: &OrderDecided,
        overridden: Option<Override>,
        cites: &Cites,
        rules: &mut Rules,
    ) {
        let basis: Basis<'_> = serde_json::from_str(e.basis.get()).unwrap_or_default();
        let (order, on) = (e.order.to_string(), fact.effective);
        let (at, by) = (cites.of(fact.position), around.actor.to_string());
        let outcome = words::pick(self.lang, words::outcome(e.outcome));
        let narrow = self.subject.kind != SubjectKind::Customer;
        if narrow || overridden.is_some() || e.outcome != duebook_events::order::Outcome::Approved {
            decisions.told.push(Reasoning {
                order: order.clone(),
                on,
                at,
                outcome,
                by: by.clone(),
                conditions: e.conditions.iter().map(|c| self.condition(c)).collect(),
                rules: self.rules(&basis, rules),
                facts: figures(&basis, cites, self.lang),
                policy: basis.policy.to_string(),
                policy_sha256: basis.policy_sha256.to_string(),
                known_at: basis.position,
                overridden: overridden.clone(),
            });
        }
        let decided = basis.trace.iter().find(|verdict| verdict.matched);
        let rule = decided.map(|verdict| verdict.rule.to_string());
        decisions.all.push(Line { order, on, at, outcome, rule, by, overridden });
    }

    fn overriding(&self, fact: &Fact, e: &OrderOverridden, cites: &Cites) -> Override {
        Override {
            on: fact.effective,
            at: cites.of(fact.position),
            outcome: words::pick(self.lang, words::outcome(e.outcome)),
            approver: e.approver.to_string(),
            justification: e.justification.to_string(),
        }
    }

    fn condition(&self, condition: &Condition) -> ConditionRow {
        ConditionRow {
            condition: words::pick(self.lang, words::condition(condition.kind)),
            share: condition.share.map(|share| share.to_string()),
            count: condition.count.map(|count| count.0),
            amount: condition.amount.to_string(),
            currency: condition.currency.to_string(),
        }
    }

    /// The rules that were looked at, in their order, each with its condition in words where the log
    /// has the policy.
    fn rules(&self, basis: &Basis<'_>, known: &mut Rules) -> Vec<RuleRow> {
        let cited = (basis.policy.to_string(), basis.policy_sha256.to_string());
        let in_words = known.0.entry(cited).or_insert_with_key(|(policy, sha256)| {
            let policy = self.policies.named(policy, self.view.cut.known_at).ok();
            let policy = policy.filter(|policy| policy.sha256 == *sha256);
            policy.map(|policy| conditions(&policy, self.lang)).unwrap_or_default()
        });
        let row = |verdict: &RuleVerdict<'_>| RuleRow {
            rule: verdict.rule.to_string(),
            when: in_words.get(&*verdict.rule).cloned().unwrap_or_default(),
            matched: verdict.matched,
        };
        basis.trace.iter().map(row).collect()
    }
}

/// What a report tells of the basis of a decision; what is absent is empty.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Basis<'b> {
    #[serde(borrow)]
    policy: Cow<'b, str>,
    #[serde(borrow)]
    policy_sha256: Cow<'b, str>,
    position: u64,
    #[serde(borrow)]
    facts: BTreeMap<Cow<'b, str>, Value>,
    #[serde(borrow)]
    trace: Vec<RuleVerdict<'b>>,
    #[serde(borrow)]
    cites: Vec<Behind<'b>>,
}

/// What became of a rule.
#[derive(Deserialize)]
struct RuleVerdict<'b> {
    #[serde(borrow)]
    rule: Cow<'b, str>,
    #[serde(default)]
    matched: bool,
}

/// The events behind a figure.
#[derive(Deserialize)]
struct Behind<'b> {
    #[serde(borrow)]
    fact: Cow<'b, str>,
    #[serde(default)]
    events: Vec<u64>,
}

/// The conditions of rules in words by the rule's name, of each policy that a decision cites: the
/// citation, and the SHA-256.
#[derive(Default)]
struct Rules(BTreeMap<(String, String), BTreeMap<String, String>>);

/// The condition of each rule of a policy in words.
fn conditions(policy: &Policy, lang: Lang) -> BTreeMap<String, String> {
    let rules = policy.rules.iter();
    rules
        .map(|rule| {
            let words = condition_or_always(rule.when.as_ref());
            (rule.name.clone(), words.in_lang(lang).to_owned())
        })
        .collect()
}

/// The figures of a basis with the events behind each, in the order of the domain page.
fn figures(basis: &Basis<'_>, cites: &Cites, lang: Lang) -> Vec<FactRow> {
    let behind: BTreeMap<&str, &[u64]> =
        basis.cites.iter().map(|cite| (&*cite.fact, &*cite.events)).collect();
    let known = OrderFact::ALL.iter().filter_map(|fact| {
        let value = basis.facts.get(fact.name()).filter(|value| !value.is_null())?;
        Some((fact, value))
    });
    known
        .map(|(fact, value)| {
            let events = behind.get(fact.name()).copied().unwrap_or_default();
            FactRow {
                fact: fact.words().in_lang(lang).to_owned(),
                value: match value {
                    Value::String(text) => grouped(text),
                    Value::Bool(flag) => {
                        words::pick(lang, if *flag { ("yes", "是") } else { ("no", "否") })
                            .to_owned()
                    }
                    other => other.to_string(),
                },
                more: events.len().saturating_sub(CITED_EVENTS),
                at: cites.all(events.iter().take(CITED_EVENTS).copied().map(Position)),
            }
        })
        .collect()
}
