//! Whether a decision rested on what it had to rest on, and not on what somebody
//! chose: its own date, the policy in force on it, and all that was recorded
//! before it (domain, section 11). Figures that derive again prove nothing if the
//! knowledge they come from was picked.

use duebook_events::{Day, Kind, Position, Words};
use duebook_projections::{Account, Cut, Fact, decision};

use crate::ledger::why::recorded::{Cited, Recorded};

/// Which policy is in force on a date, as known at a position.
pub(super) type InForce<'i> = dyn Fn(Day, Position) -> String + Sync + 'i;

/// The first thing in which a decision rested on something else.
pub(super) fn chosen(
    recorded: &Recorded<'_>,
    fact: &Fact,
    facts: &[Fact],
    in_force: &InForce<'_>,
    cited: &Cited<'_>,
) -> Option<Words> {
    let cut = recorded.cut().ok()?;
    if cut.as_of != fact.effective {
        let (as_of, own) = (cut.as_of, fact.effective);
        return Some(Words::new(
            format!("as_of: the basis looks at {as_of}, and the decision is dated {own}"),
            format!("as_of：依据截至 {as_of}，而决定的日期为 {own}"),
        ));
    }
    let right = in_force(cut.as_of, cut.known_at);
    if let Some(policy) = recorded.basis.policy.as_ref().filter(|policy| **policy != right) {
        let as_of = cut.as_of;
        return Some(Words::new(
            format!("policy: decided under {policy}, in force on {as_of} was {right}"),
            format!("policy：依据 {policy} 作出，{as_of} 有效的是 {right}"),
        ));
    }
    overlooked(recorded, facts, cut, cited)
}

/// What the customer's events between what the basis knew and the decision itself
/// would have changed: an order may be decided while something is being recorded,
/// but not otherwise than with it.
fn overlooked(
    recorded: &Recorded<'_>,
    facts: &[Fact],
    cut: Cut,
    cited: &Cited<'_>,
) -> Option<Words> {
    let between: Vec<&Fact> = facts
        .iter()
        .filter(|fact| fact.position > cut.known_at && fact.position < recorded.position)
        .filter(|fact| fact.effective <= cut.as_of || fact.data.kind() == Kind::EventRetracted)
        .collect();
    let first = between.first()?.position;
    let all = Cut { known_at: Position(recorded.position.0 - 1), ..cut };
    let policy = recorded.policy(cited).ok()?;
    let account = Account::fold(facts, all, &policy);
    let judged =
        decision::judge(recorded.customer.as_str(), &account, &policy, recorded.order)?.outcome;
    let outcome = recorded.outcome;
    (judged != outcome).then(|| {
        let (knew, was, would) = (cut.known_at, outcome.word(), judged.word());
        Words::new(
            format!(
                "position: the basis knew up to {knew} and left out event {first} of the customer, recorded before the decision; with it the rules say {would}, not {was}"
            ),
            format!(
                "position：依据仅知至位置 {knew}，遗漏了决定之前已记录的该客户事件 {first}；计入后规则结论为 {would}，而非 {was}"
            ),
        )
    })
}
