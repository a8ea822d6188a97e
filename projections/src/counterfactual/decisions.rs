//! Every decision again, under both policies, with the knowledge of its day.
//!
//! The point of view of a decision is the (`as_of`, `position`) of its basis;
//! where the basis lacks one of them, its effective date and the position before
//! its own. Each decision is taken by itself: everything before it stays as it
//! really happened, also where the other policy would have stopped an earlier
//! order of the same customer.

use std::collections::BTreeMap;

use compact_str::CompactString;
use duebook_events::order::{Condition, OrderDecided, Outcome};
use duebook_events::{Currency, CustomerId, Day, EventData, Position};
use serde::{Serialize, Serializer};

use super::Question;
use super::backtest::Watch;
use super::came::{Came, came};
use crate::account::{Account, Rollings};
use crate::audit::basis::Origin;
use crate::decision::{self, Judged, OrderFacts};
use crate::history::{Cut, Fact, Place};
use crate::money::Money;
use crate::policy::Policy;

/// All of them, in ascending order of customer, then position. Those of each customer stay where
/// they were made: there are many, and they are large.
#[derive(Debug, Clone, Default)]
pub struct Rows(Vec<Vec<Row>>);

impl Rows {
    /// Adds those of the next customer.
    pub(super) fn push(&mut self, of_customer: Vec<Row>) {
        if !of_customer.is_empty() {
            self.0.push(of_customer);
        }
    }

    /// Adds those of later customers.
    pub(super) fn append(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Row> {
        self.0.iter().flatten()
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// One decision, recorded and derived again.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Where it is recorded.
    pub position: Position,
    /// The order.
    pub order: CompactString,
    /// The customer.
    pub customer: CustomerId,
    /// The order's currency.
    pub currency: Currency,
    /// The order's amount.
    pub amount: Money,
    /// The business date as of which it was taken.
    pub as_of: Day,
    /// The last position that was known.
    pub known_at: Position,
    /// What was recorded.
    pub recorded: Outcome,
    /// The override that stands in its place; absent without one.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Overridden>,
    /// Whether the order was cancelled later; absent where it was not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// Whether the same order was decided again later: shown, and not added up;
    /// absent where it was not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// Whether its basis holds no facts, as in imports from elsewhere; absent
    /// where it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_facts: bool,
    /// Under OLD; absent where there was no such order from that point of view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Verdict>,
    /// Under NEW; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Verdict>,
    /// What differs between the two.
    pub change: Change,
    /// What came of the order.
    pub came: Came,
}

/// An override as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Overridden {
    /// Where.
    pub position: Position,
    /// What was decided instead.
    pub outcome: Outcome,
}

/// What one policy says.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// `name@version`.
    pub policy: CompactString,
    /// The outcome.
    pub outcome: Outcome,
    /// The rule that decides.
    pub rule: CompactString,
    /// Under which conditions; absent without any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// The customer's score.
    pub score: i64,
    /// Its grade.
    pub grade: CompactString,
    /// Its risk class.
    pub risk_class: CompactString,
    /// Undisputed overdue in the order's currency.
    pub overdue: Money,
    /// Exposure with this order.
    pub exposure_after: Money,
    /// The limit; null if never set.
    pub limit: Option<Money>,
}

/// What differs between two outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// OLD releases (approved, conditional), NEW does not (held, rejected).
    Stopped,
    /// NEW releases, OLD does not.
    Released,
    /// The same as to release, and harder: conditional for approved, rejected for held.
    Harder,
    /// The same as to release, and milder.
    Milder,
    /// The same outcome.
    None,
}

impl Change {
    /// The word that stands in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Released => "released",
            Self::Harder => "harder",
            Self::Milder => "milder",
            Self::None => "none",
        }
    }

    fn of(before: Outcome, after: Outcome) -> Self {
        match (before.releases(), after.releases()) {
            (true, false) => Self::Stopped,
            (false, true) => Self::Released,
            _ if after > before => Self::Harder,
            _ if after < before => Self::Milder,
            _ => Self::None,
        }
    }
}

impl Row {
    /// What really happened to the order: its newest decision or override.
    #[must_use]
    pub fn really(&self) -> Outcome {
        self.overridden.map_or(self.recorded, |overridden| overridden.outcome)
    }

    /// Both verdicts, where the decision can be derived and counts.
    #[must_use]
    pub fn verdicts(&self) -> Option<(&Verdict, &Verdict)> {
        let (old, new) = (self.old.as_ref()?, self.new.as_ref()?);
        (!self.superseded).then_some((old, new))
    }
}

/// Everything that was decided about one customer's orders in the period, in
/// order of position; `account` is the customer as seen today. Month ends that come
/// before a decision are watched on the way.
pub(super) fn rows<'q>(
    question: &'q Question,
    customer: &CustomerId,
    account: &Account<'_>,
    accounts: &mut Rollings<'q>,
    watch: &mut Watch<'q>,
) -> Vec<Row> {
    let decided = || {
        account.facts.iter().filter_map(|fact| match &fact.data {
            EventData::OrderDecided(e) => Some((*fact, e)),
            _ => None,
        })
    };
    let mut newest: BTreeMap<&str, Place> = BTreeMap::new();
    for (fact, e) in decided() {
        let place = Place { day: fact.effective, position: fact.position };
        let known = newest.entry(e.order.as_str()).or_insert(place);
        *known = place.max(*known);
    }
    decided()
        .filter(|(fact, _)| question.asks_about(fact.effective))
        .filter_map(|(fact, e)| {
            let superseded =
                newest.get(e.order.as_str()).map(|place| place.position) != Some(fact.position);
            let basis = Origin::read(&e.basis);
            watch.before(point_of_view(&basis, fact), accounts);
            row(question, customer, accounts, account, (fact, e, &basis), superseded)
        })
        .collect()
}

fn row<'q>(
    question: &'q Question,
    customer: &CustomerId,
    accounts: &mut Rollings<'q>,
    account: &Account<'_>,
    (fact, e, basis): (&Fact, &OrderDecided, &Origin),
    superseded: bool,
) -> Option<Row> {
    // The door lets no decision in without its order, and no such order out.
    let order = account.order(e.order.as_str())?;
    let currency = order.placed.currency;
    let then = point_of_view(basis, fact);
    let cited = basis.policy.as_deref().map(|citation| (citation, basis.policy_sha256.as_deref()));
    let before = question.before.of_decision(cited, then.as_of, then.known_at);
    let (old, new) = both(question, accounts, then, before, |account, policy| {
        decision::look(customer.as_str(), account, policy, e.order.as_str())
    });
    let verdict = |facts: Option<OrderFacts>, policy: &Policy| {
        facts.map(|facts| Verdict::new(decision::judged(policy, &facts), policy, currency))
    };
    let (old, new) = (verdict(old, before), verdict(new, &question.after));
    let change = match (&old, &new) {
        (Some(old), Some(new)) => Change::of(old.outcome, new.outcome),
        _ => Change::None,
    };
    let newest = order.decision.as_ref().filter(|newest| newest.place.position != fact.position);
    let overridden = newest
        .filter(|_| !superseded)
        .map(|newest| Overridden { position: newest.place.position, outcome: newest.outcome });
    Some(Row {
        position: fact.position,
        order: e.order.as_str().into(),
        customer: customer.clone(),
        currency,
        amount: Money::new(order.placed.amount.minor(currency), currency),
        as_of: then.as_of,
        known_at: then.known_at,
        recorded: e.outcome,
        overridden,
        cancelled: order.cancelled.is_some(),
        superseded,
        without_facts: !basis.holds_facts,
        old,
        new,
        change,
        came: came(account, &question.label, e.order.as_str(), currency, then),
    })
}

/// From which point of view a decision was taken; where its basis does not say, or
/// claims to know what came later, as of its own place.
fn point_of_view(basis: &Origin, fact: &Fact) -> Cut {
    let own = Cut { as_of: fact.effective, known_at: Position(fact.position.0 - 1) };
    basis.cut(fact.position).unwrap_or(own)
}

/// Looks under both policies; folds once where one fold serves both, and looks once where both see
/// the same.
pub(super) fn both<'q, T: Clone>(
    question: &'q Question,
    accounts: &mut Rollings<'q>,
    at: Cut,
    old: &'q Policy,
    look: impl Fn(&Account<'_>, &Policy) -> T,
) -> (T, T) {
    let new = &question.after;
    let account = accounts.at(at, old);
    let before = look(account, old);
    if question.sees_alike(old) {
        return (before.clone(), before);
    }
    if question.folds_alike(old) {
        return (before, look(account, new));
    }
    (before, look(accounts.at(at, new), new))
}

impl Verdict {
    fn new(judged: Judged<'_>, policy: &Policy, currency: Currency) -> Self {
        let money = |minor| Money::new(minor, currency);
        Self {
            policy: policy.citation.as_str().into(),
            outcome: judged.outcome,
            rule: judged.rule.name.as_str().into(),
            conditions: judged.conditions,
            score: judged.score,
            grade: judged.grade.into(),
            risk_class: judged.risk_class.into(),
            overdue: money(judged.overdue),
            exposure_after: money(judged.exposure_after),
            limit: judged.limit.map(money),
        }
    }
}
