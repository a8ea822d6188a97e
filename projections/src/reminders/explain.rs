//! Why a part is on the worklist, why it is left alone, or when its next step
//! will come if nothing happens (domain, section 12).

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::{Currency, Day};
use serde::Serialize;

use super::{JudgedPart, Ladder, Last, judged_by, judged_parts, unverified};
use crate::account::Account;
use crate::history::{Cut, Fact};
use crate::money::Money;
use crate::policy::Policy;

/// How many days ahead the next step is looked for.
pub const HORIZON_DAYS: i32 = 400;

/// How a part stands on the worklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is on the list.
    Due,
    /// It would be, and something speaks against it.
    LeftOut,
    /// It has reached no step today.
    NotYet,
}

/// The next step of the ladder for a part, if nothing happens until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// When.
    pub on: Day,
    /// Which step.
    pub level: u16,
    /// Why then.
    pub reason: &'static str,
}

/// An open part, and how it stands on the worklist.
#[derive(Debug, Clone, Serialize)]
pub struct ExplainedPart {
    /// The number of the item.
    pub invoice: String,
    /// The instalment's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// The currency.
    pub currency: Currency,
    /// When it falls due; null while the trigger has not happened.
    pub due: Option<Day>,
    /// Days past due; negative before.
    pub days_past_due: Option<i32>,
    /// What is open.
    pub open: Money,
    /// How much of that is disputed.
    pub disputed: Money,
    /// How it stands.
    pub verdict: Verdict,
    /// The step that it has reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u16>,
    /// Why that step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// What speaks against a reminder: `insolvency`, `promise_pending`, `disputed`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<&'static str>,
    /// Whether an active agreement dates it: only levels 0 and 1 are for it.
    pub under_agreement: bool,
    /// The newest reminder (or legal step, as level 4) since it fell due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
    /// Since when there was no answer to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent_since: Option<Day>,
    /// What of the item was billed and reported missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<Money>,
    /// Where it is not on the list: when it will be, within [`HORIZON_DAYS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<NextStep>,
}

/// Every open part of a customer in one currency or all, by due date (those
/// without one first), item and instalment.
#[must_use]
pub fn explain(
    facts: &[Fact],
    cut: Cut,
    policy: &Policy,
    currency: Option<Currency>,
) -> Vec<ExplainedPart> {
    let account = Account::fold(facts, cut, policy);
    let ladder = Ladder::new(&account, policy);
    let mut parts: Vec<ExplainedPart> = judged_by(&ladder)
        .iter()
        .filter(|part| currency.is_none_or(|c| account.items[part.item].currency == c))
        .map(|part| row(&ladder, part))
        .collect();
    parts.sort_by(|a, b| (a.due, &a.invoice, a.part).cmp(&(b.due, &b.invoice, b.part)));
    look_ahead(&mut parts, facts, cut, policy);
    parts
}

fn row(ladder: &Ladder<'_, '_>, judged: &JudgedPart) -> ExplainedPart {
    let account = ladder.account;
    let item = &account.items[judged.item];
    let part = &judged.part;
    let money = |minor| Money::new(minor, item.currency);
    let last = part.due.and_then(|due| ladder.last(item, due));
    let missing = unverified(account, judged.item);
    ExplainedPart {
        invoice: item.number.to_owned(),
        part: part.instalment,
        currency: item.currency,
        due: part.due,
        days_past_due: part.due.map(|due| account.as_of - due),
        open: money(part.open),
        disputed: money(part.disputed),
        verdict: match judged.reached {
            None => Verdict::NotYet,
            Some(_) if judged.is_blocked() => Verdict::LeftOut,
            Some(_) => Verdict::Due,
        },
        level: judged.reached.map(|(level, _)| level),
        reason: judged.reached.map(|(_, reason)| reason),
        against: judged.against.clone(),
        under_agreement: judged.under_agreement,
        last,
        silent_since: last
            .filter(|last| last.level == 1)
            .map(|last| ladder.silent_since(item, last.on)),
        unverified: (missing > 0).then(|| money(missing)),
        next: None,
    }
}

/// Asks the worklist of every coming day, until each part has been on it or the
/// horizon is reached: the rules are the list's own.
///
/// Not waited for is what no day alone brings on the list: a part without a date,
/// an item that is wholly disputed, a debtor who is insolvent. Only where something is known already of
/// a later day (an acceptance, say, dated ahead) that may come of itself.
fn look_ahead(parts: &mut [ExplainedPart], facts: &[Fact], cut: Cut, policy: &Policy) {
    let dated_ahead =
        facts.iter().any(|fact| fact.effective > cut.as_of && fact.position <= cut.known_at);
    let claimed: BTreeSet<String> = parts
        .iter()
        .filter(|part| part.disputed.minor < part.open.minor)
        .map(|part| part.invoice.clone())
        .collect();
    let may_come = |part: &ExplainedPart| {
        let claimable = part.due.is_some() && claimed.contains(&part.invoice);
        dated_ahead || (claimable && !part.against.contains(&"insolvency"))
    };
    for ahead in 1..=HORIZON_DAYS {
        let waiting = |part: &ExplainedPart| {
            part.verdict != Verdict::Due && part.next.is_none() && may_come(part)
        };
        if !parts.iter().any(waiting) || cut.as_of > Day::LAST - ahead {
            return;
        }
        let on = cut.as_of + ahead;
        let account = Account::fold(facts, Cut { as_of: on, ..cut }, policy);
        let judged = judged_parts(&account, policy);
        let mut by_item: BTreeMap<&str, Vec<&JudgedPart>> = BTreeMap::new();
        for part in &judged {
            by_item.entry(account.items[part.item].number).or_default().push(part);
        }
        for part in parts.iter_mut().filter(|part| waiting(part)) {
            let of_item = by_item.get(part.invoice.as_str()).map_or(&[][..], Vec::as_slice);
            // Where its instalment is no more (a plan has failed), the item's parts take its place.
            let same = of_item.iter().filter(|other| other.part.instalment == part.part);
            let same: Vec<&&JudgedPart> = same.collect();
            let now = if same.is_empty() { of_item.iter().collect() } else { same };
            let steps = now.into_iter().filter(|part| !part.is_blocked());
            let step = steps.filter_map(|part| part.reached).max();
            part.next = step.map(|(level, reason)| NextStep { on, level, reason });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::{History, day, history};

    fn explained(history: &History, on: &str) -> Vec<ExplainedPart> {
        explain(history.facts(), history.cut(day(on)), history.policy(), None)
    }

    fn due() -> History {
        history().invoice("I-1", "2025-01-01", "500", "2025-01-31")
    }

    /// Domain, section 12: level 0 three days before the due date.
    #[test]
    fn the_next_step_is_the_first_day_on_which_the_list_has_the_part() {
        let row = &explained(&due(), "2025-01-10")[0];
        assert_eq!((row.verdict, row.days_past_due), (Verdict::NotYet, Some(-21)));
        let next = NextStep { on: day("2025-01-28"), level: 0, reason: "before_due" };
        assert_eq!(row.next, Some(next));
        let listed = &explained(&due(), "2025-01-28")[0];
        assert_eq!((listed.verdict, listed.level, listed.next), (Verdict::Due, Some(0), None));
    }

    #[test]
    fn after_a_reminder_silence_brings_the_next_level() {
        let sent = json!({"reminder": "R-1", "level": 1, "channel": "email", "invoices": ["I-1"]});
        let reminded = due().and("reminder.sent", "2025-02-04", sent);
        let row = &explained(&reminded, "2025-02-05")[0];
        assert_eq!((row.verdict, row.last.map(|last| last.level)), (Verdict::NotYet, Some(1)));
        assert_eq!(row.silent_since, Some(day("2025-02-04")));
        let next = NextStep { on: day("2025-02-11"), level: 2, reason: "no_answer" };
        assert_eq!(row.next, Some(next));
    }

    #[test]
    fn a_promise_holds_the_ladder_until_its_day_has_passed() {
        let promise = json!({"promise": "PR-1", "amount": "500", "currency": "CNY",
            "due": "2025-02-20", "invoices": ["I-1"]});
        let promised = due().and("promise.made", "2025-02-10", promise);
        let row = &explained(&promised, "2025-02-12")[0];
        assert_eq!(
            (row.verdict, row.against.as_slice()),
            (Verdict::LeftOut, &["promise_pending"][..])
        );
        let next = NextStep { on: day("2025-02-21"), level: 1, reason: "overdue" };
        assert_eq!(row.next, Some(next));
        // The control: without the promise it is on the list.
        assert_eq!(explained(&due(), "2025-02-12")[0].verdict, Verdict::Due);
    }

    #[test]
    fn what_is_wholly_disputed_or_has_no_date_has_no_next_step() {
        let terms = json!({"trigger": "invoice_received", "net_days": 30});
        let undated = json!({"invoice": "I-2", "currency": "USD", "amount": "10", "terms": terms});
        let dispute =
            json!({"dispute": "D-1", "invoice": "I-1", "amount": "500", "reason": "quality"});
        let history = due().and("invoice.issued", "2025-01-05", undated).and(
            "dispute.raised",
            "2025-02-01",
            dispute,
        );
        let rows = explained(&history, "2025-02-12");
        assert_eq!((rows[0].due, rows[0].verdict, rows[0].next), (None, Verdict::NotYet, None));
        assert_eq!((rows[1].verdict, rows[1].next), (Verdict::LeftOut, None));
        // Known already: it is resolved on a later day.
        let resolved = json!({"dispute": "D-1", "outcome": "rejected"});
        let history = history.and("dispute.resolved", "2025-03-01", resolved);
        let next = NextStep { on: day("2025-03-01"), level: 1, reason: "overdue" };
        assert_eq!(explained(&history, "2025-02-12")[1].next, Some(next));
        let cny = explain(
            history.facts(),
            history.cut(day("2025-02-12")),
            history.policy(),
            Some(Currency::try_new("CNY").unwrap()),
        );
        assert_eq!(cny.len(), 1);
    }
}
