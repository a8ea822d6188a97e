//! May this order go out: the facts, the rules in order, the outcome and its
//! conditions (domain, section 11).

mod facts;

use duebook_events::money::Minor;
use duebook_events::order::{Condition, Outcome};
use duebook_events::{Currency, Day, Position};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::policy::{DecisionRule, Policy, hex};
pub(crate) use facts::OrderFacts;

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// What the rules say about an order, without the record of why: for deriving
/// many decisions and comparing them.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'p> {
    /// What the rules say.
    pub outcome: Outcome,
    /// The rule that decided.
    pub rule: &'p DecisionRule,
    /// Its place among the rules, from 0.
    pub rule_index: usize,
    /// Under which conditions.
    pub conditions: Vec<Condition>,
    /// 0 to 100.
    pub score: i64,
    /// The customer's grade.
    pub grade: &'p str,
    /// The customer's risk class.
    pub risk_class: &'p str,
    /// The order's currency; that of the amounts.
    pub currency: Currency,
    /// What was ordered, in minor units.
    pub order_amount: Minor,
    /// What is overdue and undisputed.
    pub overdue: Minor,
    /// The exposure with this order.
    pub exposure_after: Minor,
    /// The limit, if one was ever set.
    pub limit: Option<Minor>,
}

/// Judges an order of this account; `None` if the account has no such order.
/// The same rules on the same facts as [`decide`].
#[must_use]
pub fn judge<'p>(
    customer: &str,
    account: &Account<'_>,
    policy: &'p Policy,
    order: &str,
) -> Option<Judged<'p>> {
    look(customer, account, policy, order).map(|facts| judged(policy, &facts))
}

/// What the rules of a policy look at, of an order of this account; `None` if the account has no
/// such order.
#[must_use]
pub(crate) fn look(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    order: &str,
) -> Option<OrderFacts> {
    Some(OrderFacts::gather(customer, account, policy, account.order(order)?, false))
}

/// What the rules of a policy say about what they [`look`] at.
pub(crate) fn judged<'p>(policy: &'p Policy, facts: &OrderFacts) -> Judged<'p> {
    let rule_index = first_match(policy, facts);
    let rule = &policy.rules[rule_index];
    Judged {
        outcome: rule.outcome,
        rule,
        rule_index,
        conditions: facts.conditions(&rule.conditions),
        score: facts.standing.score,
        grade: &policy.grades[facts.standing.grade].name,
        risk_class: &policy.risk_classes[facts.standing.risk_class].name,
        currency: facts.currency,
        order_amount: facts.order_amount,
        overdue: facts.overdue,
        exposure_after: facts.exposure_after,
        limit: facts.limit,
    }
}

/// The place of the first rule that holds.
fn first_match(policy: &Policy, facts: &OrderFacts) -> usize {
    let holds = |rule: &DecisionRule| rule.when.as_ref().is_none_or(|when| when.holds(facts));
    let found = policy.rules.iter().position(holds);
    found.expect("the last rule of a policy that was parsed always holds")
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
    let facts = OrderFacts::gather(customer, account, policy, account.order(order)?, true);
    let matched = first_match(policy, &facts);
    let verdict = |(i, rule): (usize, &DecisionRule)| Verdict {
        rule: rule.name.clone(),
        matched: i == matched,
    };
    let rule = &policy.rules[matched];
    let conditions = facts.conditions(&rule.conditions);
    let json = facts.as_json(policy);
    let basis = BasisRecord {
        policy: policy.citation.clone(),
        policy_sha256: policy.sha256.clone(),
        position: known_at,
        as_of: account.as_of,
        facts_sha256: facts_sha256(&json),
        facts: json,
        trace: policy.rules[..=matched].iter().enumerate().map(verdict).collect(),
        cites: facts.cites.unwrap_or_default(),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::{History, history};

    fn order(history: History, currency: &str) -> History {
        let data = json!({"order": "O-1", "currency": currency, "amount": "50000.00"});
        history.and("order.placed", "2025-03-10", data)
    }

    /// 10,000.00 overdue since 2025-03-01 of 100,000.00 open.
    fn owing_a_tenth() -> History {
        let overdue = history().invoice("INV-1", "2025-01-01", "10000.00", "2025-03-01");
        overdue.invoice("INV-2", "2025-01-01", "90000.00", "2025-12-31")
    }

    fn agree(history: &History, date: &str, policy: &Policy) -> Outcome {
        let account = history.as_of(date);
        let decided = decide("C-1", &account, policy, "O-1", Position(99)).unwrap();
        let judged = judge("C-1", &account, policy, "O-1").unwrap();
        assert_eq!((judged.outcome, &judged.conditions), (decided.outcome, &decided.conditions));
        assert_eq!(judged.rule_index + 1, decided.basis.trace.len());
        assert_eq!(judged.rule.name, decided.basis.trace[judged.rule_index].rule);
        let facts = &decided.basis.facts;
        assert_eq!(facts["score"], json!(judged.score));
        assert_eq!(facts["grade"], judged.grade);
        assert_eq!(facts["risk_class"], judged.risk_class);
        assert_eq!(facts["overdue"], judged.currency.print(judged.overdue));
        assert_eq!(facts["order_amount"], judged.currency.print(judged.order_amount));
        assert_eq!(facts["exposure_after"], judged.currency.print(judged.exposure_after));
        let limit = judged.limit.map(|limit| judged.currency.print(limit));
        assert_eq!(facts["limit"], json!(limit));
        judged.outcome
    }

    /// Domain, section 11: the short way and the recorded one say the same.
    #[test]
    fn judging_says_what_deciding_records() {
        let policy = Policy::built_in();
        let clean = order(history(), "CNY");
        assert_eq!(agree(&clean, "2025-03-10", &policy), Outcome::Approved);
        let limit = json!({"limit": "40000.00", "currency": "CNY"});
        let limited = order(history().and("credit.limit_set", "2025-01-01", limit), "CNY");
        assert_eq!(agree(&limited, "2025-03-10", &policy), Outcome::Held);
        let owing = order(owing_a_tenth(), "CNY");
        assert_eq!(agree(&owing, "2025-03-10", &policy), Outcome::Conditional);
        assert_eq!(agree(&owing, "2025-07-10", &policy), Outcome::Rejected);
        assert_eq!(agree(&order(owing_a_tenth(), "USD"), "2025-03-10", &policy), Outcome::Approved);
    }

    /// Amounts of a class are compared in yuan, as in rules, not in fen.
    #[test]
    fn risk_classes_compare_amounts_in_main_units() {
        let class = |above: &str| {
            let from = r#"{ fact = "overdue", above = "0" }, { fact = "grade", is = "C" }"#;
            let to = format!(r#"{{ fact = "overdue", above = "{above}" }}"#);
            assert!(crate::policy::DEFAULT_TEXT.contains(from));
            let policy = Policy::parse(&crate::policy::DEFAULT_TEXT.replace(from, &to)).unwrap();
            let owing = order(owing_a_tenth(), "CNY");
            let account = owing.as_of("2025-03-10");
            judge("C-1", &account, &policy, "O-1").unwrap().risk_class.to_owned()
        };
        assert_eq!(class("9999.99"), "watch");
        assert_eq!(class("10000"), "good");
    }

    /// New ways to compare: a known fact, one of several words, a multiple of a sum.
    #[test]
    fn the_language_compares_with_sums_words_and_whether_a_fact_is_known() {
        let outcome = |when: &str| {
            let rule = format!(
                "[[rule]]\nname = \"first\"\nwhen = {when}\noutcome = \"rejected\"\n\n[[rule]]\n\
                 name = \"refuse\""
            );
            let text =
                crate::policy::DEFAULT_TEXT.replacen("[[rule]]\nname = \"refuse\"", &rule, 1);
            let policy = Policy::parse(&text).unwrap();
            let limit = json!({"limit": "60000.00", "currency": "CNY"});
            let owing = order(history().and("credit.limit_set", "2025-01-01", limit), "CNY");
            agree(&owing, "2025-03-10", &policy) == Outcome::Rejected
        };
        assert!(outcome(r#"{ fact = "limit", known = true }"#));
        assert!(outcome(r#"{ fact = "stop_supply_days", known = false }"#));
        assert!(!outcome(r#"{ fact = "stop_supply_days", known = true }"#));
        assert!(!outcome(r#"{ not = { fact = "limit", at_least = "60000" } }"#));
        assert!(outcome(r#"{ fact = "grade", in = ["A", "B"] }"#));
        assert!(!outcome(r#"{ fact = "grade", in = ["D", "E"] }"#));
        let sum = |how: &str, times: &str| {
            outcome(&format!(
                r#"{{ fact = "exposure_after", {how}_fact = ["limit", "security"], times = "{times}" }}"#
            ))
        };
        assert!(sum("above", "0.8") && !sum("above", "0.9"));
        assert!(sum("at_least", "0.5") && sum("below", "0.9") && sum("at_most", "1"));
        assert!(!sum("below", "0.8"));
        assert!(!outcome(r#"{ fact = "days_past_due", at_least_fact = ["stop_supply_days"] }"#));
    }
}
