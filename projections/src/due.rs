//! Contractual due dates (domain, section 4).

use duebook_events::terms::{Roll, Terms, Trigger};
use duebook_events::{Day, Position};

use crate::account::{Account, Item};
use crate::policy::{Calendar, Policy};

/// Saturdays and Sundays. 0001-01-01, day 1, was a Monday.
pub(crate) fn is_weekend(day: Day) -> bool {
    matches!((day.number() - 1).rem_euclid(7), 5 | 6)
}

/// The next working day, or the day itself if it is one: not a Saturday, Sunday
/// or holiday, unless the calendar makes that weekend day a working day.
#[must_use]
pub fn following_working_day(mut day: Day, calendar: &Calendar) -> Day {
    while day < Day::LAST {
        let off = calendar.holidays.contains(&day)
            || (is_weekend(day) && !calendar.working_weekends.contains(&day));
        if !off {
            break;
        }
        day = day + 1;
    }
    day
}

/// The terms of an invoice: its own, else those of the newest agreement dated
/// on or before it (whatever its position), else the policy's.
#[must_use]
pub fn terms_of<'t>(account: &'t Account<'_>, item: &Item<'t>, policy: &'t Policy) -> &'t Terms {
    if let Some(own) = item.own_terms {
        return own;
    }
    let agreed = &account.terms;
    let newest = agreed.partition_point(|entry| entry.place.day <= item.place.day);
    newest.checked_sub(1).map_or(&policy.terms, |i| agreed[i].terms)
}

/// The terms in force on the account's date, and the event that agreed them.
#[must_use]
pub fn terms_of_account<'t>(
    account: &'t Account<'_>,
    policy: &'t Policy,
) -> (&'t Terms, Option<Position>) {
    match account.terms.last() {
        Some(entry) => (entry.terms, Some(entry.place.position)),
        None => (&policy.terms, None),
    }
}

/// The day from which the term of an invoice runs, as of `day`; `None` while the
/// trigger has not happened. Fees and explicit dates have none.
#[must_use]
pub fn trigger_date(
    account: &Account<'_>,
    item: &Item<'_>,
    policy: &Policy,
    day: Day,
) -> Option<Day> {
    let terms = terms_of(account, item, policy);
    let happened = |on: Option<Day>| on.filter(|on| *on <= day);
    let all_deliveries = |accepted: bool| -> Option<Day> {
        let mut latest = None;
        for number in item.deliveries {
            let delivery = account.delivery(number)?;
            let on = if accepted { delivery.accepted } else { delivery.received };
            latest = latest.max(Some(happened(on)?));
        }
        latest
    };
    let date = match terms.trigger {
        Trigger::InvoiceDate => Some(item.place.day),
        Trigger::MonthEnd => Some(item.place.day.end_of_month()),
        Trigger::InvoiceReceived => happened(item.received),
        Trigger::DeliveryReceived => all_deliveries(false),
        Trigger::Acceptance => all_deliveries(true),
    }?;
    let newest_restart = item.restarts.iter().rev().find(|on| **on <= day);
    Some(match newest_restart {
        Some(on) if terms.trigger == Trigger::MonthEnd => date.max(on.end_of_month()),
        Some(on) => date.max(*on),
        None => date,
    })
}

/// When an item falls due by contract, as of `day`; `None` while the trigger
/// has not happened.
#[must_use]
pub fn contractual_due(
    account: &Account<'_>,
    item: &Item<'_>,
    policy: &Policy,
    day: Day,
) -> Option<Day> {
    if item.is_fee() {
        return Some(item.explicit_due.unwrap_or(item.place.day));
    }
    if item.explicit_due.is_some() {
        return item.explicit_due;
    }
    let terms = terms_of(account, item, policy);
    let due = trigger_date(account, item, policy, day)? + terms.net_days.days();
    Some(match terms.roll {
        Some(Roll::Following) => following_working_day(due, &policy.calendar),
        _ => due,
    })
}
