//! One function for each event type: it checks what the door would check,
//! raises the effective day to the first lawful one, writes the line and keeps
//! the books. Where the door would refuse, it does nothing and says so by
//! `None`.

pub mod agreement;
pub mod cash;
pub mod chasing;
pub mod decision;
pub mod invoicing;
pub mod relation;
pub mod retract;
pub mod trade;

use super::calendar::Day;
use super::customer::Customer;
use super::desk::{Desk, Stamp};
use super::documents::{Entry, Ref, Undo};
use super::line::{Number, Series};

/// Ends the line and counts what it names; some events are noted as errors
/// that somebody will notice later.
fn commit(desk: &mut Desk, c: &mut Customer, day: Day, names: Vec<Ref>, undo: Undo) -> Stamp {
    let stamp = desk.end();
    for name in &names {
        c.life_mut(*name).named += 1;
    }
    if undo != Undo::Never && desk.is_error() {
        c.errors.push(Entry { stamp, day, names, undo });
    }
    stamp
}

/// A number of a series: one that a retraction has set free, else a new one.
fn number(desk: &mut Desk, c: &mut Customer, series: Series) -> Number {
    match c.freed.iter().position(|number| number.series == series) {
        Some(place) => c.freed.swap_remove(place),
        None => desk.number(series),
    }
}
