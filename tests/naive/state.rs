//! The state at the end of one day: open amounts, excess credit, the money of agreements
//! (domain sections 5 and 7).

use super::agreements::{Agreement, Kind};
use super::view::View;
use chrono::NaiveDate;

/// Amounts of one item at the end of a day (section 5).
#[derive(Clone, Debug, Default)]
pub struct ItemState {
    pub issued: bool,
    pub open: i128,
    pub excess: i128,
    /// Open disputes, capped by the open amount.
    pub disputed: i128,
}

/// One agreement at the end of a day (section 7).
#[derive(Clone, Debug, Default)]
pub struct AgreementState {
    /// Covered open amount per cover: min(covered - its money, open).
    pub covered_open: Vec<i128>,
    /// What its money has filled of each part of the schedule.
    pub filled: Vec<i128>,
    /// Per part: the covered open amounts that lie on it, as (item, amount).
    pub lying: Vec<Vec<(usize, i128)>>,
    /// Per part: the money reaches its cumulative amount, or nothing covered is open on it or
    /// before it.
    pub met: Vec<bool>,
}

#[derive(Clone, Debug)]
pub struct State {
    pub day: NaiveDate,
    pub items: Vec<ItemState>,
    /// None before the agreement was signed.
    pub agreements: Vec<Option<AgreementState>>,
}

impl State {
    pub fn at_end_of(view: &View, day: NaiveDate) -> State {
        let items: Vec<ItemState> =
            (0..view.items.len()).map(|i| item_state(view, i, day)).collect();
        let agreements = view
            .agreements
            .iter()
            .map(|a| (a.signed() <= day).then(|| agreement_state(view, a, &items, day)))
            .collect();
        State { day, items, agreements }
    }
}

/// Open = gross - allocations - offsets - credits - write-offs + recoveries, never below 0.
/// Excess = min(credits, max(0, allocations + offsets + credits + write-offs - recoveries -
/// gross)), computed at that date.
fn item_state(view: &View, item: usize, day: NaiveDate) -> ItemState {
    if view.items[item].issued() > day {
        return ItemState::default();
    }
    let allocated: i128 =
        view.allocations.iter().filter(|a| a.item == Some(item)).map(|a| a.live(day)).sum();
    let offsets = shares(view, Kind::Offset, item, day);
    let reductions = shares(view, Kind::PriceReduction, item, day);
    let credits = view.booked("credit_note.issued", item, day) + reductions;
    let written_off = view.booked("invoice.written_off", item, day);
    let recovered = view.booked("write_off.recovered", item, day);
    let gross = view.items[item].gross;
    let taken = allocated + offsets + credits + written_off - recovered;
    let open = (gross - taken).max(0);
    let disputed: i128 =
        view.disputes.iter().filter(|d| d.item == item && d.is_open(day)).map(|d| d.amount).sum();
    ItemState {
        issued: true,
        open,
        excess: credits.min((taken - gross).max(0)),
        disputed: disputed.min(open),
    }
}

fn shares(view: &View, kind: Kind, item: usize, day: NaiveDate) -> i128 {
    let agreed = view.agreements.iter().filter(|a| a.kind == kind && a.signed() <= day);
    agreed.flat_map(|a| &a.shares).filter(|s| s.0 == item).map(|s| s.1).sum()
}

/// *Money* = allocations and offsets to the covered item that stand after the agreement in the
/// fold order, up to the covered amount. From a replacement on, the item's money and covered
/// amount belong to the newer agreement; what had filled the old schedule stays there.
fn money_of(view: &View, agreement: &Agreement, cover: usize, day: NaiveDate) -> i128 {
    let cover = &agreement.covers[cover];
    let until = cover.replaced.filter(|r| r.0 <= day);
    let belongs = |place| place > agreement.place && until.is_none_or(|until| place < until);
    let allocated: i128 = view
        .allocations
        .iter()
        .filter(|a| a.item == Some(cover.item) && belongs(a.place))
        .map(|a| a.live(day))
        .sum();
    let offset: i128 = view
        .agreements
        .iter()
        .filter(|a| a.kind == Kind::Offset && a.signed() <= day && belongs(a.place))
        .flat_map(|a| &a.shares)
        .filter(|s| s.0 == cover.item)
        .map(|s| s.1)
        .sum();
    cover.amount.min(allocated + offset)
}

fn agreement_state(
    view: &View,
    agreement: &Agreement,
    items: &[ItemState],
    day: NaiveDate,
) -> AgreementState {
    let mut state = AgreementState::default();
    let mut money = 0;
    for (index, cover) in agreement.covers.iter().enumerate() {
        let paid = money_of(view, agreement, index, day);
        money += paid;
        let gone = cover.replaced.is_some_and(|r| r.0 <= day);
        let open = (cover.amount - paid).min(items[cover.item].open);
        state.covered_open.push(if gone { 0 } else { open });
    }
    // The money fills the schedule in order.
    let mut left = money;
    for (_, amount) in &agreement.schedule {
        let filled = left.min(*amount);
        left -= filled;
        state.filled.push(filled);
    }
    // The covered open amounts lie on the unfilled parts in order, in the order of `covers`.
    state.lying = vec![Vec::new(); agreement.schedule.len()];
    let mut room: Vec<i128> = agreement
        .schedule
        .iter()
        .zip(&state.filled)
        .map(|(part, filled)| part.1 - filled)
        .collect();
    for (index, cover) in agreement.covers.iter().enumerate() {
        let mut open = state.covered_open[index];
        for (room, lying) in room.iter_mut().zip(&mut state.lying) {
            let lies = open.min(*room);
            if lies > 0 {
                lying.push((cover.item, lies));
                open -= lies;
                *room -= lies;
            }
        }
    }
    // Met: the money reaches the cumulative amount, or nothing lies on it or before it.
    let (mut cumulative, mut lying) = (0, 0);
    for (part, (_, amount)) in agreement.schedule.iter().enumerate() {
        cumulative += amount;
        lying += state.lying[part].iter().map(|l| l.1).sum::<i128>();
        state.met.push(money >= cumulative || lying == 0);
    }
    state
}
