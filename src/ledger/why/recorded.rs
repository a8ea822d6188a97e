//! A recorded decision, derived again from the log and compared (domain, section
//! 11; INV-8). `why order` does it for one, the audit for all.

use std::fmt::Write;
use std::sync::Arc;

use duebook_events::order::{Condition, OrderDecided, Outcome};
use duebook_events::{CustomerId, Position, Words};
use duebook_projections::audit::basis::{NoCut, RecordedBasis};
use duebook_projections::decision::{self, Derivation, Verdict as RuleVerdict};
use duebook_projections::{Account, Cut, Fact, Policy};
use serde_json::{Map, Value};

use crate::ledger::policies::Policies;

/// A decision as it is recorded.
pub(crate) struct Recorded<'r> {
    pub position: Position,
    pub customer: &'r CustomerId,
    pub order: &'r str,
    pub outcome: Outcome,
    pub conditions: &'r [Condition],
    pub basis: RecordedBasis,
}

/// Whether a decision is what its derivation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same facts, byte for byte, the same outcome, the same conditions.
    Matches,
    /// Something differs: the first figure, or what the basis claims and is not so.
    Differs(Words),
    /// The basis does not say from what to derive it, or records no figures.
    NotDerivable(Words),
}

/// A decision, derived again.
pub(crate) struct Again {
    /// What the rules say, if the basis says from what to derive it.
    pub derivation: Option<Derivation>,
    /// Events of the customer that were folded.
    pub events: usize,
    /// How it compares.
    pub verdict: Verdict,
}

/// Where the policies that decisions cite are found.
pub(crate) type Cited<'c> = dyn Fn(&str) -> Result<Arc<Policy>, Words> + Sync + 'c;

/// A policy of the log by its citation.
pub(crate) fn cited(policies: &Policies, citation: &str) -> Result<Arc<Policy>, Words> {
    policies.named(citation, Position(u64::MAX)).map_err(|error| error.message().problem.clone())
}

impl<'r> Recorded<'r> {
    /// The decision of an event.
    pub fn new(customer: &'r CustomerId, position: Position, e: &'r OrderDecided) -> Self {
        Self {
            position,
            customer,
            order: e.order.as_str(),
            outcome: e.outcome,
            conditions: &e.conditions,
            basis: RecordedBasis::read(&e.basis),
        }
    }

    /// The policy that it cites, if the log has that very text.
    pub fn policy(&self, cited: &Cited<'_>) -> Result<Arc<Policy>, Verdict> {
        let Some(citation) = &self.basis.policy else {
            let words = Words::new("the basis names no policy", "依据中没有写明政策");
            return Err(Verdict::NotDerivable(words));
        };
        let policy = cited(citation).map_err(Verdict::Differs)?;
        match &self.basis.policy_sha256 {
            Some(sha256) if *sha256 != policy.sha256 => {
                let have = &policy.sha256;
                Err(Verdict::Differs(Words::new(
                    format!(
                        "the basis cites {citation} with the SHA-256 {sha256}; its text in the log has {have}"
                    ),
                    format!("依据引用 {citation}，SHA-256 为 {sha256}；日志中该文本为 {have}"),
                )))
            }
            _ => Ok(policy),
        }
    }

    /// What was known, and as of when.
    pub fn cut(&self) -> Result<Cut, Verdict> {
        let own = self.position;
        self.basis.cut(own).map_err(|why| match why {
            NoCut::NotSaid => Verdict::NotDerivable(Words::new(
                "the basis does not say what was known, and as of when",
                "依据中没有写明当时所知及业务日期",
            )),
            NoCut::Afterwards(known_at) => Verdict::Differs(Words::new(
                format!(
                    "position: the basis claims to know position {known_at}, and the decision stands at {own} itself"
                ),
                format!("position：依据声称已知至位置 {known_at}，而该决定本身位于 {own}"),
            )),
        })
    }

    /// Derives again what was known, and compares. `facts` are all of the
    /// customer's; what came later, retractions too, is cut away.
    pub fn derive_again(&self, facts: &[Fact], cited: &Cited<'_>) -> Again {
        let mut again = self.derive(facts, cited);
        // A field in a wrong form is the first difference, whatever follows from the others.
        if let Some(malformed) = &self.basis.malformed {
            again.verdict = Verdict::Differs(malformed.words());
        }
        again
    }

    fn derive(&self, facts: &[Fact], cited: &Cited<'_>) -> Again {
        let failed = |verdict| Again { derivation: None, events: 0, verdict };
        let (policy, cut) = match (self.policy(cited), self.cut()) {
            (Ok(policy), Ok(cut)) => (policy, cut),
            // What is wrong weighs more than what is missing.
            (Err(Verdict::NotDerivable(_)) | Ok(_), Err(verdict)) | (Err(verdict), _) => {
                return failed(verdict);
            }
        };
        let account = Account::fold(facts, cut, &policy);
        let events = account.facts.len();
        let customer = self.customer.as_str();
        let derived = decision::decide(customer, &account, &policy, self.order, cut.known_at);
        let Some(derivation) = derived else {
            let (as_of, position) = (cut.as_of, cut.known_at);
            return failed(Verdict::Differs(Words::new(
                format!("at position {position} there was no such order as of {as_of}"),
                format!("截至 {as_of}、位置 {position}，没有该订单"),
            )));
        };
        let verdict = self.compare(&derivation);
        Again { derivation: Some(derivation), events, verdict }
    }

    fn compare(&self, again: &Derivation) -> Verdict {
        if !self.basis.holds_facts() {
            let (was, would) = (self.outcome.word(), again.outcome.word());
            // Leaving the figures out does not keep the outcome from being compared.
            if self.outcome != again.outcome {
                return Verdict::Differs(Words::new(
                    format!(
                        "outcome: recorded {was}, derived {would}; the basis records no figures"
                    ),
                    format!("outcome：记录为 {was}，推导为 {would}；依据中没有记录任何数值"),
                ));
            }
            return Verdict::NotDerivable(Words::new(
                format!("the basis records no figures; the rules say {would} too"),
                format!("依据中没有记录任何数值；按规则结论同为 {would}"),
            ));
        }
        self.divergence(again).map_or(Verdict::Matches, Verdict::Differs)
    }

    /// The first thing in which a derivation differs from the record: a figure,
    /// their hash, the outcome, a condition.
    fn divergence(&self, again: &Derivation) -> Option<Words> {
        let empty = Map::new();
        let facts = self.basis.facts.as_ref().unwrap_or(&empty);
        let derived = &again.basis.facts;
        let mut names: Vec<&String> = derived.keys().chain(facts.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let shown =
            |value: Option<&Value>| value.map_or_else(nothing, |v| Words::verbatim(v.to_string()));
        for name in names {
            let (then, now) = (facts.get(name), derived.get(name));
            if then != now {
                return Some(differs(name, &shown(then), &shown(now)));
            }
        }
        let recorded = self.basis.facts_sha256.as_ref();
        if recorded != Some(&again.basis.facts_sha256) {
            let then = recorded.map_or_else(nothing, Words::verbatim);
            let now = Words::verbatim(&again.basis.facts_sha256);
            return Some(differs("facts_sha256", &then, &now));
        }
        let word = |outcome: Outcome| Words::verbatim(outcome.word());
        if self.outcome != again.outcome {
            return Some(differs("outcome", &word(self.outcome), &word(again.outcome)));
        }
        other_condition(self.conditions, &again.conditions)
            .or_else(|| self.other_rule(&again.basis.trace))
    }

    /// The first rule whose verdict is not the derived one.
    fn other_rule(&self, derived: &[RuleVerdict]) -> Option<Words> {
        let recorded = self.basis.trace.as_ref().filter(|trace| !trace.is_empty())?;
        (0..recorded.len().max(derived.len())).find_map(|ix| {
            let (then, now) = (recorded.get(ix), derived.get(ix));
            let told = |verdict: Option<&RuleVerdict>| {
                verdict
                    .map_or_else(nothing, |v| Words::verbatim(format!("{} {}", v.rule, v.matched)))
            };
            (then != now).then(|| differs("trace", &told(then), &told(now)))
        })
    }
}

/// The first condition that is not the derived one, by value: the text of an
/// amount may have more or fewer zeros.
fn other_condition(recorded: &[Condition], derived: &[Condition]) -> Option<Words> {
    let value = |c: &Condition| (c.kind, c.share, c.count, c.amount.minor(c.currency), c.currency);
    (0..recorded.len().max(derived.len())).find_map(|ix| {
        let (then, now) = (recorded.get(ix), derived.get(ix));
        (then.map(value) != now.map(value)).then(|| differs("conditions", &told(then), &told(now)))
    })
}

/// A condition with all of its fields: "prepay 30000.00 CNY, share 0.30".
fn told(condition: Option<&Condition>) -> Words {
    let Some(condition) = condition else { return nothing() };
    let (kind, currency) = (condition.kind.word(), condition.currency);
    let mut text =
        format!("{kind} {} {currency}", currency.print(condition.amount.minor(currency)));
    if let Some(share) = condition.share {
        let _ = write!(text, ", share {share}");
    }
    if let Some(count) = condition.count {
        let _ = write!(text, ", count {}", count.0);
    }
    Words::verbatim(text)
}

fn nothing() -> Words {
    Words::new("nothing", "无")
}

fn differs(name: &str, then: &Words, now: &Words) -> Words {
    Words::new(
        format!("{name}: recorded {then}, derived {now}"),
        format!("{name}：记录为 {then:#}，推导为 {now:#}"),
    )
}
