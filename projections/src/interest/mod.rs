//! What being late has cost, per invoice (domain, section 9).
//!
//! Day d is judged by the state at the end of day d-1, with the contractual due
//! date of `as_of`. Between two days on which something changes every day is
//! alike, so the sum goes over segments; it is exact (interest x 365 in units
//! of 10^-scale) and rounded once.

mod explain;

use duebook_events::Day;
use duebook_events::agreement::AgreementKind;
use duebook_events::dispute::DisputeOutcome;
use duebook_events::money::{Minor, Rate, divide_rounded, power_of_ten};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::account::{Account, Item, ItemIx};
use crate::due::{contractual_due, terms_of};
use crate::money::Money;
use crate::policy::Policy;

pub use explain::{Explained, Stretch, explain};

/// Decimals kept of a rate times 365: as many as a rate may have.
const SCALE: u8 = duebook_events::money::MAX_RATE_DIGITS;
/// Days of an interest year, leap years too.
const YEAR: Minor = 365;

/// The interest of one invoice.
#[derive(Debug, Clone, Serialize)]
pub struct Interest {
    /// The customer.
    pub customer: String,
    /// The invoice.
    pub invoice: String,
    /// Contractual due date.
    pub due: Option<Day>,
    /// The rate as agreed, before the cap, on the last day that bore interest.
    pub rate: String,
    /// Whether the cap lowered it.
    pub capped: bool,
    /// Days on which something bore interest.
    pub days: i64,
    /// What has accrued.
    pub accrued: Money,
}

/// A rate as it is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AppliedRate {
    agreed: Rate,
    /// The lower of rate x 365 and the annual cap, in 10^-[`SCALE`].
    yearly: Minor,
    capped: bool,
}

/// So much principal at one rate.
#[derive(Debug, Clone, Copy)]
struct Bearing {
    amount: Minor,
    rate: AppliedRate,
}

/// So much principal with one date, disputed amounts included.
#[derive(Debug, Clone, Copy)]
struct Portion {
    due: Option<Day>,
    /// Which instalment it lies on.
    row: Option<usize>,
    amount: Minor,
    rate: Option<AppliedRate>,
}

/// Days alike: from, to (inclusive), and what bears interest on each of them.
#[derive(Debug, Clone)]
struct Segment {
    from: Day,
    to: Day,
    bearing: Vec<Bearing>,
}

impl AppliedRate {
    fn new(agreed: Rate, cap: Decimal) -> Self {
        let yearly = agreed.decimal() * Decimal::from(365);
        let capped = yearly > cap;
        let applied = if capped { cap } else { yearly };
        let scaled = applied.mantissa() * power_of_ten(SCALE) / 10_i128.pow(applied.scale());
        Self { agreed, yearly: scaled, capped }
    }
}

/// A row for each invoice of one customer that has borne interest.
#[must_use]
pub fn interest(customer: &str, account: &Account<'_>, policy: &Policy) -> Vec<Interest> {
    let mut rows: Vec<Interest> = (0..account.items.len())
        .filter(|ix| !account.items[*ix].is_fee())
        .filter_map(|ix| of_invoice(customer, account, policy, ix))
        .collect();
    rows.sort_by(|a, b| a.invoice.cmp(&b.invoice));
    rows
}

pub(crate) fn of_invoice(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ix: ItemIx,
) -> Option<Interest> {
    let (due, segments) = segments(account, policy, ix);
    summed(customer, &account.items[ix], due, &segments)
}

/// The row of an invoice's segments; none where there are none.
fn summed(
    customer: &str,
    item: &Item<'_>,
    due: Option<Day>,
    segments: &[Segment],
) -> Option<Interest> {
    let last = segments.last()?;
    let days = segments.iter().map(|s| i64::from(s.to - s.from) + 1).sum();
    let sum: Minor = segments
        .iter()
        .map(|segment| {
            let a_day: Minor = segment.bearing.iter().map(|b| b.amount * b.rate.yearly).sum();
            a_day * (Minor::from(segment.to - segment.from) + 1)
        })
        .sum();
    // The largest part of the last day; of equal ones the earliest.
    let shown = last.bearing.iter().rev().max_by_key(|bearing| bearing.amount)?.rate;
    Some(Interest {
        customer: customer.to_owned(),
        invoice: item.number.to_owned(),
        due,
        rate: shown.agreed.to_string(),
        capped: shown.capped,
        days,
        accrued: Money::new(divide_rounded(sum, YEAR * power_of_ten(SCALE)), item.currency),
    })
}

/// When an invoice falls due by contract, and the segments in which something of it bears
/// interest, in order of time; nothing of both where no rate was agreed.
fn segments(account: &Account<'_>, policy: &Policy, ix: ItemIx) -> (Option<Day>, Vec<Segment>) {
    let item = &account.items[ix];
    let contract = terms_of(account, item, policy)
        .daily_rate
        .map(|rate| AppliedRate::new(rate, policy.annual_cap(item.place.day)));
    let agreed_rate = |agreement: usize| {
        let agreement = &account.agreements[agreement];
        let cap = policy.annual_cap(agreement.place.day);
        agreement.daily_rate.map(|rate| AppliedRate::new(rate, cap))
    };
    if contract.is_none() && item.covers.iter().all(|(_, a)| agreed_rate(*a).is_none()) {
        return (None, Vec::new());
    }
    let due = contractual_due(account, item, policy, account.as_of);
    let Some(first) = first_day(item, due).filter(|first| *first <= account.as_of) else {
        return (due, Vec::new());
    };
    let changes = changes(account, item, due);
    let mut segments = Vec::new();
    let mut from = first;
    while from <= account.as_of {
        // The next day that may differ from this one.
        let next = changes.get(changes.partition_point(|day| *day <= from)).copied();
        let to = next.map_or(account.as_of, |next| (next - 1).min(account.as_of));
        let bearing = bearing_on(account, ix, due, contract, &agreed_rate, from);
        if !bearing.is_empty() {
            segments.push(Segment { from, to, bearing });
        }
        if to >= account.as_of || to == Day::LAST {
            break;
        }
        from = to + 1;
    }
    (due, segments)
}

/// The first day that may bear interest: under an agreement the day after the
/// invoice, else the day after it fell due; none where it was settled by then.
fn first_day(item: &Item<'_>, due: Option<Day>) -> Option<Day> {
    let after_issue = item.place.day + 1;
    if !item.covers.is_empty() {
        return Some(after_issue);
    }
    let due = due?;
    let in_time = item.settled_on.is_some_and(|on| on <= due);
    (!in_time).then(|| after_issue.max(due + 1))
}

/// Days that may bear another interest than the day before, in order.
fn changes(account: &Account<'_>, item: &Item<'_>, due: Option<Day>) -> Vec<Day> {
    let mut days: Vec<Day> = item.open_log.iter().map(|(day, _)| *day + 1).collect();
    days.extend(due.map(|due| due + 1));
    for (signed, agreement) in &item.covers {
        let agreement = &account.agreements[*agreement];
        days.push(*signed + 1);
        days.extend(agreement.layout_log.iter().map(|layout| layout.day + 1));
        days.extend(agreement.schedule.iter().map(|row| row.due + 1));
        days.extend(agreement.defaulted_on.map(|day| day + 1));
        days.extend(agreement.ending.as_ref().map(|ending| ending.place.day + 1));
    }
    for dispute in &item.disputes {
        let dispute = &account.disputes[*dispute];
        days.push(dispute.place.day + 1);
        days.extend(dispute.resolved.map(|resolved| resolved.place.day + 1));
    }
    days.sort_unstable();
    days
}

/// What of an invoice bears interest on day `d`, in order of due date.
fn bearing_on(
    account: &Account<'_>,
    ix: ItemIx,
    due: Option<Day>,
    contract: Option<AppliedRate>,
    agreed_rate: &impl Fn(usize) -> Option<AppliedRate>,
    d: Day,
) -> Vec<Bearing> {
    let item = &account.items[ix];
    let before = d - 1;
    let open = item.open_at_end_of(before);
    if open == 0 {
        return Vec::new();
    }
    let mut portions: Vec<Portion> = Vec::new();
    let mut covered = 0;
    if let Some(agreement) = account.agreement_in_force(item, before) {
        let number = account.agreements.iter().position(|a| std::ptr::eq(a, agreement));
        let q = number.and_then(agreed_rate);
        let numbered = agreement.kind == AgreementKind::Instalment;
        let log = &agreement.layout_log;
        let newest = log.partition_point(|layout| layout.day <= before);
        let pieces = newest.checked_sub(1).map_or(&[][..], |i| &log[i].pieces);
        for piece in pieces.iter().filter(|piece| piece.item == ix) {
            let agreed = agreement.schedule[piece.row].due;
            let rate = if d > agreed { contract.or(q) } else { q };
            let row = numbered.then_some(piece.row);
            covered += piece.amount;
            portions.push(Portion { due: Some(agreed), row, amount: piece.amount, rate });
        }
    }
    if open > covered {
        let late = due.is_some_and(|due| d > due);
        let rate = contract.filter(|_| late);
        portions.push(Portion { due, row: None, amount: open - covered, rate });
    }
    // Disputes lie on them as they do on the parts of an item.
    portions.sort_by_key(|portion| (portion.due, portion.row));
    let mut out = taken_out(account, item, d);
    let mut bearing = Vec::new();
    for Portion { amount, rate, .. } in portions {
        let disputed = out.min(amount);
        out -= disputed;
        if let Some(rate) = rate.filter(|_| amount > disputed) {
            bearing.push(Bearing { amount: amount - disputed, rate });
        }
    }
    bearing
}

/// What disputes take out of an invoice on day `d`: an open one its amount from
/// the day after it was raised; a resolved one what is credited, for all days
/// up to the resolution; a rejected one nothing.
fn taken_out(account: &Account<'_>, item: &Item<'_>, d: Day) -> Minor {
    item.disputes
        .iter()
        .map(|dispute| {
            let dispute = &account.disputes[*dispute];
            match dispute.resolved {
                None if d > dispute.place.day => dispute.amount,
                Some(end) if end.outcome != DisputeOutcome::Rejected && d <= end.place.day => {
                    end.credited
                }
                _ => 0,
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::{History, history};

    fn rows(history: &History, as_of: &str) -> Vec<Interest> {
        interest("C-1", &history.as_of(as_of), history.policy())
    }

    #[test]
    fn the_example_of_domain_section_9() {
        let terms = json!({"trigger": "invoice_date", "net_days": 30, "daily_rate": "0.0005"});
        let invoice =
            json!({"invoice": "I", "currency": "CNY", "amount": "120000.00", "terms": terms});
        let history = history().and("invoice.issued", "2025-02-03", invoice).payment(
            "P",
            "2025-03-25",
            "20000",
            &[("I", "20000")],
        );
        let row = &rows(&history, "2025-04-14")[0];
        assert_eq!(row.accrued.to_string(), "1494.79");
        assert_eq!((row.days, row.capped, row.rate.as_str()), (40, true, "0.0005"));
    }

    /// Of two parts with the same date a dispute lies on what is not covered
    /// first, here as in aging.
    #[test]
    fn a_dispute_lies_on_the_uncovered_rest_before_an_instalment_of_the_same_date() {
        let plan = json!({"kind": "instalment", "daily_rate": "0.0001",
            "schedule": [{"due": "2025-03-31", "amount": "50"}]});
        let dispute = json!({"dispute": "D", "invoice": "I", "amount": "50", "reason": "quality"});
        let history = history()
            .invoice("I", "2025-02-01", "100", "2025-03-31")
            .agreement("A", "2025-03-01", &[("I", "50")], plan)
            .and("dispute.raised", "2025-03-02", dispute);
        let row = &rows(&history, "2025-03-31")[0];
        assert_eq!((row.days, row.accrued.to_string().as_str()), (30, "0.15"));
    }

    #[test]
    fn the_last_day_of_all_is_reached_once() {
        let history = history()
            .and(
                "terms.agreed",
                "2020-01-01",
                json!({"terms": {"trigger": "invoice_date",
                "net_days": 0, "daily_rate": "0.0001"}}),
            )
            .invoice("I", "2025-02-01", "100", "9999-12-30");
        assert_eq!(rows(&history, "9999-12-31")[0].days, 1);
    }
}
