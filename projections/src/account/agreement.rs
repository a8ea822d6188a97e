//! Supplementary agreements: schedules, the money that fills them, default and
//! replacement (domain, section 7).

use duebook_events::agreement::{AgreementKind, DefaultEffect, OnDefault};
use duebook_events::money::{Minor, Rate};
use duebook_events::{Currency, Day};

use super::item::Item;
use super::status::{AgreementStatus, InstalmentStatus, InstalmentView};
use super::{Account, ItemIx};
use crate::history::Place;

/// An agreement.
#[derive(Debug)]
pub struct Agreement<'a> {
    /// Its number.
    pub number: &'a str,
    /// Where it was signed.
    pub place: Place,
    /// What it does.
    pub kind: AgreementKind,
    /// Its currency.
    pub currency: Currency,
    /// The covered items, in the order of `covers`.
    pub covers: Vec<Cover>,
    /// The schedule: a deferral has one row.
    pub schedule: Vec<ScheduleRow>,
    /// Interest on what is not past its agreed date.
    pub daily_rate: Option<Rate>,
    /// The security that it gives for what it covers.
    pub security: Option<usize>,
    /// When it fails, and what then.
    pub on_default: OnDefault,
    /// The day at whose end it failed.
    pub defaulted_on: Option<Day>,
    /// Where it ended before its time.
    pub ending: Option<Ending>,
    /// How its covered open amount lay on its parts at the end of each day on
    /// which that changed.
    pub layout_log: Vec<Layout>,
    pub(super) touched: bool,
}

/// One covered item.
#[derive(Debug, Clone, Copy)]
pub struct Cover {
    /// The item.
    pub item: ItemIx,
    /// How much of it is covered.
    pub amount: Minor,
    /// Where a newer agreement took over.
    pub replaced: Option<Place>,
}

/// One row of a schedule.
#[derive(Debug, Clone, Copy)]
pub struct ScheduleRow {
    /// The agreed date.
    pub due: Day,
    /// How much.
    pub amount: Minor,
    /// Sum up to and including this row.
    pub cumulative: Minor,
    /// Since the end of which day it has been met without interruption.
    pub met_on: Option<Day>,
}

/// How an agreement ended before its time, and how it stood just before.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The event that ended it.
    pub place: Place,
    /// Terminated, or replaced.
    pub terminated: bool,
    /// Its instalments just before.
    pub instalments: Vec<InstalmentView>,
}

/// So much of an item on a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The item.
    pub item: ItemIx,
    /// Index of the schedule row.
    pub row: usize,
    /// How much.
    pub amount: Minor,
}

/// A layout from the end of a day on.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The day.
    pub day: Day,
    /// Covered open amounts on parts.
    pub pieces: Vec<Piece>,
}

/// The money of an agreement and what is left open under it.
#[derive(Debug)]
pub(super) struct Standing {
    money: Minor,
    /// Covered open amount per cover, in the order of `covers`.
    open: Vec<Minor>,
    total_open: Minor,
}

impl Agreement<'_> {
    /// Whether it moves due dates.
    #[must_use]
    pub fn moves_dates(&self) -> bool {
        self.kind.moves_dates()
    }

    /// The last agreed date.
    #[must_use]
    pub fn last_due(&self) -> Option<Day> {
        self.schedule.last().map(|row| row.due)
    }

    /// Whether a row is met: the money reaches its cumulative amount, or nothing
    /// covered is open. (Open amounts lie on the first unfilled row first, so
    /// "nothing open on it or before it" is the same as "nothing open at all"
    /// for a row that the money does not reach.)
    fn is_met(row: &ScheduleRow, standing: &Standing) -> bool {
        standing.money >= row.cumulative || standing.total_open == 0
    }

    /// Whether it may still default, enough dates being past.
    fn can_fail(&self, day: Day) -> bool {
        let past = |row: &&ScheduleRow| day > row.due;
        self.kind == AgreementKind::Instalment
            && self.ending.is_none()
            && self.defaulted_on.is_none()
            && self.schedule.iter().filter(past).count() >= usize::from(self.on_default.missed.0)
    }

    /// Whether it defaults if a day ends with this standing.
    fn fails(&self, standing: &Standing, day: Day) -> bool {
        let missed = |row: &&ScheduleRow| day > row.due && !Self::is_met(row, standing);
        self.can_fail(day)
            && self.schedule.iter().filter(missed).count() >= usize::from(self.on_default.missed.0)
    }

    /// The date by which a part ages: its own, or after an accelerating default
    /// the day before that if earlier. `None` after a reverting default.
    #[must_use]
    pub fn part_due(&self, row: usize) -> Option<Day> {
        let own = self.schedule[row].due;
        match (self.defaulted_on, self.on_default.effect) {
            (None, _) => Some(own),
            (Some(day), DefaultEffect::Accelerate) => Some(own.min(day - 1)),
            (Some(_), DefaultEffect::Revert) => None,
        }
    }

    /// Whether agreed dates hold for what it covers: not ended, and not defaulted with `revert`.
    #[must_use]
    pub fn dates_hold(&self) -> bool {
        self.moves_dates()
            && self.ending.is_none()
            && (self.defaulted_on.is_none() || self.on_default.effect == DefaultEffect::Accelerate)
    }
}

impl Account<'_> {
    /// Money of an agreement on one covered item: allocations and offsets that
    /// stand after it (and before a newer agreement took the item over), up to
    /// the covered amount.
    fn cover_money(&self, agreement: &Agreement<'_>, cover: &Cover) -> Minor {
        let money: Minor = self.items[cover.item]
            .slices
            .iter()
            .map(|ix| &self.slices[*ix])
            .filter(|slice| slice.place > agreement.place)
            .filter(|slice| cover.replaced.is_none_or(|end| slice.place < end))
            .map(|slice| slice.live)
            .sum();
        money.min(cover.amount)
    }

    /// Whether something is open of what it covers; without that no part of it is missed.
    fn is_open(&self, agreement: &Agreement<'_>) -> bool {
        let left = |cover: &Cover| cover.replaced.is_none() && self.items[cover.item].open() > 0;
        agreement.covers.iter().any(left)
    }

    pub(super) fn standing(&self, agreement: &Agreement<'_>) -> Standing {
        let mut standing =
            Standing { money: 0, open: Vec::with_capacity(agreement.covers.len()), total_open: 0 };
        for cover in &agreement.covers {
            let money = self.cover_money(agreement, cover);
            standing.money += money;
            let open = match cover.replaced {
                Some(_) => 0,
                None => (cover.amount - money).min(self.items[cover.item].open()),
            };
            standing.open.push(open);
            standing.total_open += open;
        }
        standing
    }

    /// Lays the covered open amounts on the unfilled parts in order.
    pub(super) fn lay(agreement: &Agreement<'_>, standing: &Standing) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut row = 0;
        let unfilled = |row: usize| {
            let row: &ScheduleRow = &agreement.schedule[row];
            row.amount.min(row.cumulative - standing.money).max(0)
        };
        let mut room = if agreement.schedule.is_empty() { 0 } else { unfilled(0) };
        for (cover, open) in agreement.covers.iter().zip(&standing.open) {
            let mut rest = *open;
            while rest > 0 && row < agreement.schedule.len() {
                let amount = rest.min(room);
                if amount > 0 {
                    pieces.push(Piece { item: cover.item, row, amount });
                    rest -= amount;
                    room -= amount;
                }
                if room == 0 {
                    row += 1;
                    room = if row < agreement.schedule.len() { unfilled(row) } else { 0 };
                }
            }
        }
        pieces
    }

    /// The instalments of an agreement as they stand now, seen on `day`.
    pub(super) fn view(&self, agreement: &Agreement<'_>, day: Day) -> Vec<InstalmentView> {
        let standing = self.standing(agreement);
        agreement
            .schedule
            .iter()
            .map(|row| {
                let met_on = Agreement::is_met(row, &standing).then(|| row.met_on.unwrap_or(day));
                let status = match met_on {
                    Some(on) if on <= row.due => InstalmentStatus::Met,
                    Some(_) => InstalmentStatus::Late,
                    None if day > row.due => InstalmentStatus::Missed,
                    None => InstalmentStatus::Pending,
                };
                let before = row.cumulative - row.amount;
                let credited = (standing.money - before).clamp(0, row.amount);
                InstalmentView { due: row.due, amount: row.amount, credited, status, met_on }
            })
            .collect()
    }

    /// Closes a day for an agreement: which rows are met, whether it defaults,
    /// how its open amounts lie.
    pub(super) fn close_agreement_day(&mut self, ix: usize, day: Day) {
        let agreement = &self.agreements[ix];
        if agreement.ending.is_some() || !agreement.moves_dates() {
            return;
        }
        let standing = self.standing(agreement);
        let pieces = Self::lay(agreement, &standing);
        let fails = agreement.fails(&standing, day);
        let agreement = &mut self.agreements[ix];
        for row in &mut agreement.schedule {
            if Agreement::is_met(row, &standing) {
                row.met_on.get_or_insert(day);
            } else {
                row.met_on = None;
            }
        }
        if fails {
            agreement.defaulted_on = Some(day);
        }
        match agreement.layout_log.last_mut() {
            Some(last) if last.pieces == pieces => {}
            Some(last) if last.day == day => last.pieces = pieces,
            _ => agreement.layout_log.push(Layout { day, pieces }),
        }
    }

    /// The agreements that default if the day ends as the fold stands.
    pub(super) fn failing_agreements(&self, day: Day) -> Vec<usize> {
        let fails = |agreement: &Agreement<'_>| {
            agreement.can_fail(day)
                && self.is_open(agreement)
                && agreement.fails(&self.standing(agreement), day)
        };
        (0..self.agreements.len()).filter(|ix| fails(&self.agreements[*ix])).collect()
    }

    /// How an agreement stands.
    #[must_use]
    pub fn agreement_status(&self, agreement: &Agreement<'_>) -> AgreementStatus {
        match &agreement.ending {
            Some(ending) if ending.terminated => return AgreementStatus::Terminated,
            Some(_) => return AgreementStatus::Replaced,
            None => {}
        }
        if agreement.defaulted_on.is_some() {
            return AgreementStatus::Defaulted;
        }
        let at_once =
            matches!(agreement.kind, AgreementKind::Offset | AgreementKind::PriceReduction);
        if at_once || self.standing(agreement).total_open == 0 {
            return AgreementStatus::Fulfilled;
        }
        AgreementStatus::Active
    }

    /// The instalments of an agreement as answers show them: ended ones as they
    /// stood just before; offsets, price reductions and securities have none.
    #[must_use]
    pub fn instalments(&self, agreement: &Agreement<'_>) -> Vec<InstalmentView> {
        match &agreement.ending {
            Some(ending) => ending.instalments.clone(),
            None => self.view(agreement, self.as_of),
        }
    }

    /// The agreement under which an item's dates stand now, if any.
    #[must_use]
    pub fn dating_agreement(&self, item: &Item<'_>) -> Option<&Agreement<'_>> {
        let (_, newest) = item.covers.last()?;
        Some(&self.agreements[*newest]).filter(|agreement| agreement.dates_hold())
    }

    /// The agreement in force for an item at the end of a day: active or fulfilled.
    #[must_use]
    pub fn agreement_in_force(&self, item: &Item<'_>, day: Day) -> Option<&Agreement<'_>> {
        let newest = item.covers.iter().rev().find(|(signed, _)| *signed <= day)?.1;
        let agreement = &self.agreements[newest];
        let ended = agreement.ending.as_ref().is_some_and(|e| e.terminated && e.place.day <= day);
        let defaulted = agreement.defaulted_on.is_some_and(|on| on <= day);
        (!ended && !defaulted).then_some(agreement)
    }

    /// How an item's covered open amount lies on the parts of the agreement that
    /// dates it now.
    #[must_use]
    pub fn pieces_of<'s>(&'s self, agreement: &'s Agreement<'_>, item: ItemIx) -> Vec<Piece> {
        let standing = self.standing(agreement);
        Self::lay(agreement, &standing).into_iter().filter(|piece| piece.item == item).collect()
    }
}
