//! May this order go out: the facts, the rules in order, the outcome and its
//! conditions (domain, section 11).

use std::collections::BTreeMap;

use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind, Outcome};
use duebook_events::{AmountOrZero, Currency, Day, Position};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::account::{Account, Order, PromiseStatus};
use crate::balance::parts_in;
use crate::conditions::open_conditions;
use crate::due::terms_of_account;
use crate::exposure;
use crate::policy::{ConditionTemplate, FactValue, Facts, Policy, hex, major, round_minor, times};
use crate::score;
use crate::shortages;

/// A decision that was derived.
#[derive(Debug, Clone, Serialize)]
pub struct Derivation {
    /// What the rules say.
    pub outcome: Outcome,
    /// Under which conditions.
    pub conditions: Vec<Condition>,
    /// What it rests on.
    pub basis: BasisRecord,
}

/// What a decision rested on, as it is recorded.
#[derive(Debug, Clone, Serialize)]
pub struct BasisRecord {
    /// `name@version`.
    pub policy: String,
    /// SHA-256 of the policy's text.
    pub policy_sha256: String,
    /// The last position that was known.
    pub position: Position,
    /// The business date.
    pub as_of: Day,
    /// The facts.
    pub facts: Map<String, Value>,
    /// SHA-256 of their canonical JSON.
    pub facts_sha256: String,
    /// Every rule's verdict, up to and including the first match.
    pub trace: Vec<Verdict>,
    /// The events behind each figure.
    pub cites: Vec<Cite>,
}

/// One rule's verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The rule.
    pub rule: String,
    /// Whether it held.
    pub matched: bool,
}

/// The events behind one figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cite {
    /// The figure.
    pub fact: String,
    /// The positions.
    pub events: Vec<Position>,
}

/// The facts of an order, with the amounts still as numbers.
struct OrderFacts {
    currency: Currency,
    values: BTreeMap<&'static str, (FactValue, Value)>,
    cites: Vec<Cite>,
    order_amount: Minor,
    overdue: Minor,
    excess: Minor,
}

impl Facts for OrderFacts {
    fn value(&self, name: &str) -> Option<FactValue> {
        self.values.get(name).map(|(value, _)| value.clone())
    }
}

/// Derives the decision about an order of this account at `known_at`; `None` if
/// the account has no such order.
#[must_use]
pub fn decide(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    order: &str,
    known_at: Position,
) -> Option<Derivation> {
    let order = account.order(order)?;
    let facts = OrderFacts::gather(customer, account, policy, order);
    let mut trace = Vec::new();
    let mut decided = None;
    for rule in &policy.rules {
        let matched = rule.when.as_ref().is_none_or(|when| when.holds(&facts));
        trace.push(Verdict { rule: rule.name.clone(), matched });
        if matched {
            decided = Some(rule);
            break;
        }
    }
    let rule = decided?;
    let conditions = facts.conditions(&rule.conditions);
    let json: Map<String, Value> =
        facts.values.iter().map(|(name, (_, json))| ((*name).to_owned(), json.clone())).collect();
    let facts_sha256 = facts_sha256(&json);
    let basis = BasisRecord {
        policy: policy.citation.clone(),
        policy_sha256: policy.sha256.clone(),
        position: known_at,
        as_of: account.as_of,
        facts: json,
        facts_sha256,
        trace,
        cites: facts.cites,
    };
    Some(Derivation { outcome: rule.outcome, conditions, basis })
}

/// SHA-256 of the canonical JSON of facts, in hexadecimal.
#[must_use]
pub fn facts_sha256(facts: &Map<String, Value>) -> String {
    let bytes = serde_json_canonicalizer::to_vec(facts)
        .expect("facts are texts, whole numbers, truth values and nulls");
    hex(&Sha256::digest(bytes))
}

impl OrderFacts {
    fn gather(customer: &str, account: &Account<'_>, policy: &Policy, order: &Order<'_>) -> Self {
        let currency = order.placed.currency;
        let order_amount = order.placed.amount.minor(currency);
        let number = order.placed.order.as_str();
        let mut facts = Self {
            currency,
            values: BTreeMap::new(),
            cites: Vec::new(),
            order_amount,
            overdue: 0,
            excess: 0,
        };
        let placed = vec![order.place.position];
        facts.amount("order_amount", order_amount, placed.clone());
        facts.open_items(account, policy);
        facts.credit(account, policy, order, number);
        let score = score::score(customer, account, policy);
        let behind: Vec<Position> = score
            .contributions
            .iter()
            .filter(|contribution| contribution.points != 0)
            .flat_map(|contribution| contribution.events.iter().copied())
            .collect();
        facts.count("score", score.score, behind.clone());
        facts.word("grade", &score.grade, behind.clone());
        facts.word("risk_class", &score.risk_class, behind);
        let registered = account.registered.map(|registered| registered.place.position);
        facts.count("tenure_days", score::tenure_days(account), registered.into_iter().collect());
        let since = account.suspended.map(|place| place.position);
        facts.put(
            "suspended",
            FactValue::Flag(since.is_some()),
            json!(since.is_some()),
            since.into_iter().collect(),
        );
        let (terms, agreed) = terms_of_account(account, policy);
        let from: Vec<Position> = agreed.into_iter().collect();
        match terms.stop_supply_days {
            Some(days) => facts.count("stop_supply_days", i64::from(days.0), from),
            None => facts.put("stop_supply_days", FactValue::Null, Value::Null, from),
        }
        let (unverified, shortages) = shortages::unverified(account, currency);
        facts.amount("unverified", unverified, shortages);
        let open = open_conditions(account, order);
        facts.count("open_conditions", length(&open), open);
        let pending: Vec<Position> = account
            .promises
            .iter()
            .filter(|promise| promise.currency == currency)
            .filter(|promise| promise.status(account.as_of) == PromiseStatus::Pending)
            .map(|promise| promise.place.position)
            .collect();
        facts.count("pending_promises", length(&pending), pending);
        facts
    }

    /// What is open, overdue and disputed in the order's currency.
    fn open_items(&mut self, account: &Account<'_>, policy: &Policy) {
        let (mut open, mut overdue, mut disputed, mut days) = (0, 0, 0, 0);
        let (mut on_open, mut on_overdue, mut on_disputed, mut on_days) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (ix, part) in parts_in(account, self.currency, policy) {
            let item = &account.items[ix];
            let position = item.place.position;
            let past = part.days_past_due(account.as_of);
            open += part.open;
            on_open.push(position);
            if part.disputed > 0 {
                disputed += part.disputed;
                let raised = item.disputes.iter().map(|ix| account.disputes[*ix].place.position);
                on_disputed.extend(raised);
            }
            if part.undisputed() > 0 && past > 0 {
                overdue += part.undisputed();
                on_overdue.push(position);
                if past > days {
                    days = past;
                    on_days.clear();
                }
                if past == days {
                    on_days.push(position);
                }
            }
        }
        self.overdue = overdue;
        self.amount("overdue", overdue, on_overdue);
        self.amount("disputed", disputed, on_disputed);
        self.count("days_past_due", i64::from(days), on_days);
        self.amount("open", open, on_open);
    }

    /// Exposure without and with this order, limit, security, what is left.
    fn credit(&mut self, account: &Account<'_>, policy: &Policy, order: &Order<'_>, number: &str) {
        let currency = self.currency;
        let exposure = exposure::open_in(account, currency)
            + exposure::orders_in(account, currency, Some(number))
            - account.unapplied(currency);
        let after = exposure + order.remainder();
        let in_currency = |c: Currency| c == currency;
        let mut behind: Vec<Position> = account
            .items
            .iter()
            .filter(|item| in_currency(item.currency) && item.open() > 0)
            .map(|item| item.place.position)
            .collect();
        let other_orders = account.orders.iter().filter(|other| {
            in_currency(other.placed.currency)
                && other.is_released()
                && other.placed.order != order.placed.order
                && other.remainder() > 0
        });
        behind.extend(other_orders.map(|other| other.place.position));
        let unapplied = account
            .payments
            .iter()
            .filter(|payment| in_currency(payment.currency) && payment.unapplied() != 0);
        behind.extend(unapplied.map(|payment| payment.place.position));
        self.amount("exposure", exposure, behind.clone());
        behind.push(order.place.position);
        self.amount("exposure_after", after, behind);
        let limit = account.limit(currency);
        let set: Vec<Position> = limit.map(|limit| limit.place.position).into_iter().collect();
        let security = exposure::security_in(account, currency, policy);
        let securities: Vec<Position> = exposure::securities_in(account, currency)
            .map(|security| security.place.position)
            .collect();
        if let Some(limit) = limit {
            self.amount("limit", limit.amount, set);
            let available = exposure::available(limit.amount, security, after);
            self.amount("available_after", available, Vec::new());
        } else {
            self.put("limit", FactValue::Null, Value::Null, set);
            self.put("available_after", FactValue::Null, Value::Null, Vec::new());
        }
        let security = round_minor(security);
        self.amount("security", security, securities);
        self.excess = after - limit.map_or(0, |limit| limit.amount) - security;
    }

    fn put(
        &mut self,
        name: &'static str,
        value: FactValue,
        json: Value,
        mut events: Vec<Position>,
    ) {
        events.sort_unstable();
        events.dedup();
        if !events.is_empty() {
            self.cites.push(Cite { fact: name.to_owned(), events });
        }
        self.values.insert(name, (value, json));
    }

    fn amount(&mut self, name: &'static str, minor: Minor, events: Vec<Position>) {
        let value = FactValue::Number(major(minor, self.currency));
        self.put(name, value, json!(self.currency.print(minor)), events);
    }

    fn count(&mut self, name: &'static str, count: i64, events: Vec<Position>) {
        self.put(name, FactValue::Number(Decimal::from(count)), json!(count), events);
    }

    fn word(&mut self, name: &'static str, word: &str, events: Vec<Position>) {
        self.put(name, FactValue::Word(word.to_owned()), json!(word), events);
    }

    /// The amounts of a rule's conditions.
    fn conditions(&self, templates: &[ConditionTemplate]) -> Vec<Condition> {
        let share_of = |minor: Minor, template: &ConditionTemplate| {
            template.share.map_or(minor, |share| round_minor(times(minor, share.decimal())))
        };
        let mut paid_first = 0;
        templates
            .iter()
            .map(|template| {
                let amount = match template.kind {
                    ConditionKind::PayOverdue => {
                        paid_first = share_of(self.overdue, template);
                        paid_first
                    }
                    ConditionKind::Instalments | ConditionKind::ReceiptsToOverdueFirst => {
                        self.overdue - paid_first
                    }
                    ConditionKind::SettleOverdue | ConditionKind::SettleOverdueOrGuarantee => {
                        self.overdue
                    }
                    ConditionKind::Prepay => share_of(self.order_amount, template),
                    ConditionKind::PrepayExcess => self.excess.max(0),
                };
                Condition {
                    kind: template.kind,
                    share: template.share,
                    count: template.count,
                    amount: AmountOrZero::try_new(&self.currency.print(amount.max(0)))
                        .expect("a sum of amounts that were read is printed as one"),
                    currency: self.currency,
                }
            })
            .collect()
    }
}

fn length(events: &[Position]) -> i64 {
    i64::try_from(events.len()).unwrap_or(i64::MAX)
}
