//! Late interest, summed day by day (domain section 9).

use super::disputes::Dispute;
use super::money::{self, Fraction};
use super::parts::{self, Defaulted, Part};
use super::policy;
use super::readings;
use super::view::View;
use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A rate as agreed, and the date whose annual cap holds for it.
type Rate<'r> = (&'r str, NaiveDate);

/// What one invoice has borne up to as_of.
struct Borne {
    rate: String,
    capped: bool,
    days: i64,
    accrued: i128,
}

/// `interest`: a row for each invoice that has borne interest, by customer and number.
pub fn answer(views: &[View]) -> Value {
    let mut rows = Vec::new();
    for view in views {
        let mut order: Vec<usize> = (0..view.items.len()).collect();
        order.sort_by_key(|&i| {
            let item = &view.items[i];
            let currency = readings::ORDER_BY_HIDDEN_CURRENCY.then_some(&item.currency);
            (currency, &item.number)
        });
        for index in order {
            let item = &view.items[index];
            if let Some(borne) = borne(view, index) {
                rows.push(json!({
                    "customer": view.customer,
                    "invoice": item.number,
                    "due": item.due.map(|d| d.to_string()),
                    "rate": borne.rate,
                    "capped": borne.capped,
                    "days": borne.days,
                    "accrued": money::print(borne.accrued, &item.currency),
                }));
            }
        }
    }
    json!({"invoices": rows})
}

/// The sum over days d <= as_of; day d is judged by the state at the end of day d-1.
fn borne(view: &View, item: usize) -> Option<Borne> {
    if view.items[item].is_fee {
        return None;
    }
    let mut sums: BTreeMap<Rate, i128> = BTreeMap::new();
    let mut last: Option<Rate> = None;
    let mut days = 0;
    let mut day = view.items[item].issued() + Duration::days(1);
    while day <= view.as_of {
        let bearing = bearing(view, item, day);
        if let Some(largest) = largest(&bearing) {
            days += 1;
            last = Some(largest);
        }
        for (rate, part) in &bearing {
            *sums.entry(*rate).or_default() += part.undisputed();
        }
        day += Duration::days(1);
    }
    let last = last?;
    let total = sums.iter().fold(Fraction::ZERO, |total, (rate, amount)| {
        total.plus(capped(*rate).times(Fraction::whole(*amount)))
    });
    Some(Borne { rate: last.0.to_string(), capped: is_capped(last), days, accrued: total.round() })
}

/// The rate before the cap on the last such day: of the largest part, of equal ones the
/// earliest.
fn largest<'r>(bearing: &[(Rate<'r>, Part)]) -> Option<Rate<'r>> {
    let mut best: Option<&(Rate, Part)> = None;
    for entry in bearing {
        if best.is_none_or(|b| entry.1.undisputed() > b.1.undisputed()) {
            best = Some(entry);
        }
    }
    best.map(|b| b.0)
}

/// The parts that bear interest on a day, in order of due date, each with its rate.
fn bearing<'v>(view: &'v View, item: usize, day: NaiveDate) -> Vec<(Rate<'v>, Part)> {
    let before = day - Duration::days(1);
    if view.open(item, before) == 0 {
        return Vec::new();
    }
    let mut parts = parts::split(view, item, before, Defaulted::IsIgnored);
    let out: i128 =
        view.disputes.iter().filter(|d| d.item == item).map(|d| taken_out(d, before)).sum();
    parts::lay_disputed(&mut parts, out);
    let bears = |part: Part| rate_of(view, item, &part, day).map(|rate| (rate, part));
    parts.into_iter().filter(|p| p.undisputed() > 0).filter_map(bears).collect()
}

/// Principal not under an active agreement bears r when d > contractual due; covered parts past
/// their agreed date bear r (q if there is no r), those not past it q.
fn rate_of<'v>(view: &'v View, item: usize, part: &Part, day: NaiveDate) -> Option<Rate<'v>> {
    let invoice = &view.items[item];
    let contract = invoice.rate.as_deref().map(|r| (r, invoice.issued()));
    let is_past = part.due.is_some_and(|due| day > due);
    match part.agreement {
        None => contract.filter(|_| is_past),
        Some(index) => {
            let agreement = &view.agreements[index];
            let agreed = agreement.rate.as_deref().map(|q| (q, agreement.signed()));
            if is_past { contract.or(agreed) } else { agreed }
        }
    }
}

/// What a dispute takes out of the principal, judged at the end of day d-1.
///
/// An open dispute takes its amount out from the day after it was raised. `rejected`: the days
/// are put back. `upheld` / `partial`: the credited amount bears none for all days up to the
/// resolution, also before the dispute.
fn taken_out(dispute: &Dispute, before: NaiveDate) -> i128 {
    let Some(resolution) = &dispute.resolved else {
        return if dispute.is_open(before) { dispute.amount } else { 0 };
    };
    if resolution.rejected || before >= resolution.place.0 {
        return 0;
    }
    if dispute.is_open(before) && !readings::UNCREDITED_DAYS_ARE_PUT_BACK {
        return dispute.amount;
    }
    resolution.credited
}

/// Rate x 365 <= the annual cap in force on the rate's date; divisor 365.
fn capped(rate: Rate) -> Fraction {
    if is_capped(rate) {
        policy::annual_cap(rate.1).times(Fraction::new(1, 365))
    } else {
        Fraction::decimal(rate.0)
    }
}

fn is_capped(rate: Rate) -> bool {
    let yearly = Fraction::decimal(rate.0).times(Fraction::whole(365));
    yearly.compare(policy::annual_cap(rate.1)) == Ordering::Greater
}
