//! Each disclosed decision with what it rested on: figures and their events, the rules one by one, the
//! conditions, a later override (domain, section 11).
//!
//! About a customer, orders that were simply approved are one line each: the reasoning of the others
//! is what a dispute is about.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::order::{Condition, OrderDecided, OrderOverridden};
use duebook_events::{Day, EventData, Lang, Position};
use duebook_projections::Policy;
use duebook_projections::policy::words::condition_or_always;
use duebook_projections::policy::{Fact as _, OrderFact};
use serde::Serialize;
use serde_json::Value;

use super::Given;
use super::cited::{Cited, Cites};
use crate::evidence::bundle::disclose::Told;
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
        let live: Vec<&Told> = self
            .stream
            .iter()
            .zip(self.shown)
            .filter(|(told, shown)| **shown && !retracted.contains_key(&told.event.draft.id))
            .map(|(told, _)| told)
            .collect();
        let overrides: Vec<(Position, &OrderOverridden, Override)> = live
            .iter()
            .filter_map(|told| match &told.event.draft.data {
                EventData::OrderOverridden(e) => {
                    Some((told.event.position, e.as_ref(), self.overriding(told, e, cites)))
                }
                _ => None,
            })
            .collect();
        let mut decisions = Decisions { all: Vec::new(), told: Vec::new() };
        for told in live {
            let EventData::OrderDecided(e) = &told.event.draft.data else { continue };
            let later = overrides
                .iter()
                .rev()
                .find(|(at, other, _)| other.order == e.order && *at > told.event.position)
                .map(|(_, _, told)| told.clone());
            self.decision(&mut decisions, told, e, later, cites);
        }
        decisions
    }

    fn decision(
        &self,
        decisions: &mut Decisions,
        told: &Told,
        e: &OrderDecided,
        overridden: Option<Override>,
        cites: &Cites,
    ) {
        let basis: Value = serde_json::from_str(e.basis.0.get()).unwrap_or(Value::Null);
        let rules = self.rules(&basis);
        let (order, on) = (e.order.to_string(), told.event.draft.effective);
        let (at, by) = (cites.of(told.event.position), told.event.draft.actor.id.to_string());
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
                policy: text(&basis, "policy"),
                policy_sha256: text(&basis, "policy_sha256"),
                known_at: basis["position"].as_u64().unwrap_or_default(),
                facts: figures(&basis, cites, self.lang),
                rules: rules.0,
                overridden: overridden.clone(),
            });
        }
        decisions.all.push(Line { order, on, at, outcome, rule: rules.1, by, overridden });
    }

    fn overriding(&self, told: &Told, e: &OrderOverridden, cites: &Cites) -> Override {
        Override {
            on: told.event.draft.effective,
            at: cites.of(told.event.position),
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
    /// has the policy; and the one that decided.
    fn rules(&self, basis: &Value) -> (Vec<RuleRow>, Option<String>) {
        let policy = self.policies.named(&text(basis, "policy"), self.view.cut.known_at).ok();
        let policy = policy.filter(|policy| policy.sha256 == text(basis, "policy_sha256"));
        let in_words: BTreeMap<&str, String> =
            policy.as_deref().map(|policy| conditions(policy, self.lang)).unwrap_or_default();
        let mut decided = None;
        let trace = basis["trace"].as_array();
        let rows = trace.into_iter().flatten().map(|verdict| {
            let rule = text(verdict, "rule");
            let matched = verdict["matched"].as_bool().unwrap_or_default();
            if matched {
                decided = Some(rule.clone());
            }
            let when = in_words.get(rule.as_str()).cloned().unwrap_or_default();
            RuleRow { rule, when, matched }
        });
        (rows.collect(), decided)
    }
}

/// The condition of each rule of a policy in words.
fn conditions(policy: &Policy, lang: Lang) -> BTreeMap<&str, String> {
    let rules = policy.rules.iter();
    rules
        .map(|rule| {
            let words = condition_or_always(rule.when.as_ref());
            (rule.name.as_str(), words.in_lang(lang).to_owned())
        })
        .collect()
}

/// The figures of a basis with the events behind each, in the order of the domain page.
fn figures(basis: &Value, cites: &Cites, lang: Lang) -> Vec<FactRow> {
    let behind: BTreeMap<&str, Vec<Position>> = basis["cites"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|cite| {
            let events = cite["events"].as_array().into_iter().flatten();
            let events = events.filter_map(Value::as_u64).map(Position).collect();
            Some((cite["fact"].as_str()?, events))
        })
        .collect();
    let facts = &basis["facts"];
    let known = OrderFact::ALL.iter().filter(|fact| !facts[fact.name()].is_null());
    known
        .map(|fact| {
            let events = behind.get(fact.name()).cloned().unwrap_or_default();
            FactRow {
                fact: fact.words().in_lang(lang).to_owned(),
                value: match &facts[fact.name()] {
                    Value::String(text) => grouped(text),
                    Value::Bool(flag) => {
                        words::pick(lang, if *flag { ("yes", "是") } else { ("no", "否") })
                            .to_owned()
                    }
                    other => other.to_string(),
                },
                more: events.len().saturating_sub(CITED_EVENTS),
                at: cites.all(events.into_iter().take(CITED_EVENTS)),
            }
        })
        .collect()
}

/// A text of a basis; empty where there is none.
fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}
