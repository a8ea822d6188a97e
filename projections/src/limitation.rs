//! Until when a claim can be enforced (domain, section 13; PRC Civil Code 188,
//! 189, 192, 195).

use duebook_events::{Day, Position};
use serde::Serialize;

use crate::account::{Account, ItemIx, SliceSource};
use crate::history::Place;
use crate::parts;
use crate::policy::Policy;

/// An item with an overdue part, and when its limitation ends.
#[derive(Debug, Clone, Serialize)]
pub struct Limitation {
    /// The customer.
    pub customer: String,
    /// The number of the item.
    pub invoice: String,
    /// The latest agreed due date among its open parts.
    pub due: Day,
    /// The event from which the period runs.
    pub started_by: Position,
    /// The day from which it runs.
    pub started_on: Day,
    /// The last day to act.
    pub expires_on: Day,
}

/// What starts the period anew.
struct Restart {
    place: Place,
    /// Whether it does so even after expiry.
    revives: bool,
}

/// A row for each item of one customer with an overdue part.
#[must_use]
pub fn limitation(customer: &str, account: &Account<'_>, policy: &Policy) -> Vec<Limitation> {
    let mut rows: Vec<Limitation> =
        account.open_items().filter_map(|ix| of_item(customer, account, policy, ix)).collect();
    rows.sort_by(|a, b| a.invoice.cmp(&b.invoice));
    rows
}

fn of_item(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ix: ItemIx,
) -> Option<Limitation> {
    let parts = parts::agreed(account, ix, policy, account.as_of);
    parts.iter().find(|part| part.days_past_due(account.as_of) > 0)?;
    let due = parts.iter().filter_map(|part| part.due).max()?;
    let item = &account.items[ix];
    let (mut started_on, mut started_by) = (due, item.place.position);
    let mut restarts = restarts(account, policy, ix);
    restarts.sort_by_key(|restart| restart.place);
    for restart in restarts.iter().filter(|restart| restart.place.day > due) {
        let expired = restart.place.day > started_on.plus_years(policy.limitation_years);
        if !expired || restart.revives {
            started_on = restart.place.day;
            started_by = restart.place.position;
        }
    }
    Some(Limitation {
        customer: customer.to_owned(),
        invoice: item.number.to_owned(),
        due,
        started_by,
        started_on,
        expires_on: started_on.plus_years(policy.limitation_years),
    })
}

fn restarts(account: &Account<'_>, policy: &Policy, ix: ItemIx) -> Vec<Restart> {
    let item = &account.items[ix];
    let plain = |place: Place| Restart { place, revives: false };
    let reviving = |place: Place| Restart { place, revives: true };
    let mut restarts = Vec::new();
    restarts.extend(
        account
            .reminders
            .iter()
            .filter(|(_, e)| e.level.0 >= 1 && e.invoices.iter().any(|n| n.as_str() == item.number))
            .map(|(place, _)| plain(*place)),
    );
    restarts.extend(item.slices.iter().map(|slice| &account.slices[*slice]).filter_map(|slice| {
        let SliceSource::Payment(payment) = slice.source else { return None };
        account.payments[payment].reversed.is_none().then(|| plain(slice.place))
    }));
    restarts.extend(
        account
            .promises
            .iter()
            .filter(|p| p.currency == item.currency && (p.items.is_none() || p.names(item.number)))
            .map(|promise| reviving(promise.place)),
    );
    restarts.extend(
        account
            .agreements
            .iter()
            .filter(|agreement| agreement.covers.iter().any(|cover| cover.item == ix))
            .map(|agreement| reviving(agreement.place)),
    );
    restarts.extend(
        account
            .legal_steps
            .iter()
            .filter(|(_, e)| names_or_all(e.invoices.as_deref(), item.number))
            .map(|(place, _)| plain(*place)),
    );
    if policy.confirmed_statement_restarts {
        let confirmed = account.statements.iter().filter(|s| s.sent.currency == item.currency);
        restarts.extend(confirmed.filter_map(|s| s.confirmed).map(plain));
    }
    restarts
}

/// Whether a list names an item; no list, or an empty one, means all.
#[must_use]
pub fn names_or_all(list: Option<&[duebook_events::ItemNo]>, number: &str) -> bool {
    let list = list.unwrap_or_default();
    list.is_empty() || list.iter().any(|named| named.as_str() == number)
}
