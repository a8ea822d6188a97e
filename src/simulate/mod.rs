//! `simulate`: a seeded generator of receivables histories, written as an event
//! file (JSON Lines) that the door accepts as it stands.
//!
//! Shape: [`story`] walks through the days and lets customers, each with a
//! [`character`], order, pay, promise and quarrel; [`dense`] throws dice over
//! few customers so that a hundred events collide in every way. Both act only
//! through [`record`]: one function for each event type, which does nothing
//! where the door would refuse. [`account`] holds the rules of amounts, and
//! [`desk`] writes the lines.
//!
//! Correctness: the same configuration gives the same bytes everywhere: one
//! pinned generator of random bits, integers only, no maps, no clock. Every
//! prefix of the output is lawful too, so the exact number of events is simply
//! where it stops.
//!
//! Bounds: memory grows with the documents (about 120 bytes an event); time is
//! linear in the events, also for a single customer. The dense mode is meant for
//! hundreds of events a customer and grows faster.
//!
//! Left out: `policy.published`, `key.rotated`, `personal.erased`.

// Days, months, percents and dice are small numbers; each cast below narrows a
// value that its neighbours bound.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::missing_errors_doc
)]

mod account;
mod calendar;
mod character;
mod customer;
mod dense;
mod desk;
mod documents;
mod kind;
mod line;
mod names;
mod record;
pub(crate) mod rng;
mod story;

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};

use desk::Desk;
use kind::Kind;

/// How a history is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Density {
    /// As in the trade.
    Normal,
    /// Small amounts, short terms, and as many collisions as possible.
    Dense,
}

/// What to generate.
#[derive(Debug, Clone)]
pub struct Config {
    /// How many customers there are, at most; at least one.
    pub customers: u32,
    /// How many lines are written, exactly.
    pub events: u64,
    /// Which history: the same seed and configuration give the same bytes.
    pub seed: u64,
    /// The first day.
    pub start: NaiveDate,
    /// How many months are played; the last of them must lie in the past of
    /// whoever imports with `--preserve-recorded-at`.
    pub months: u32,
    /// How it is composed.
    pub density: Density,
}

impl Config {
    /// Three years from the beginning of 2023, as in the trade.
    #[must_use]
    pub fn new(customers: u32, events: u64, seed: u64) -> Self {
        Self {
            customers,
            events,
            seed,
            start: NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default(),
            months: 36,
            density: Density::Normal,
        }
    }
}

/// A dense configuration for property tests: few customers, many collisions.
#[must_use]
pub fn small(seed: u64, customers: u32, events: u64) -> Config {
    Config { density: Density::Dense, months: 12, ..Config::new(customers, events, seed) }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Lines.
    pub events: u64,
    /// Bytes.
    pub bytes: u64,
    /// Customers that were registered.
    pub customers: u64,
    /// How many events of each type, types that do not occur included.
    pub types: Vec<(&'static str, u64)>,
}

/// Passes finished lines on; keeps count of the bytes.
struct Outlet<'a, W> {
    out: &'a mut W,
    bytes: u64,
}

impl<W: Write> Outlet<'_, W> {
    /// Writes out what has gathered, where it is worth it.
    fn drain(&mut self, desk: &mut Desk, least: usize) -> io::Result<()> {
        if desk.pending().len() >= least {
            self.out.write_all(desk.pending())?;
            self.bytes += desk.pending().len() as u64;
            desk.clear();
        }
        Ok(())
    }
}

/// Writes the event file of a configuration: exactly `events` lines, in the
/// order in which they became known.
///
/// # Errors
/// What the writer says.
pub fn write(config: &Config, out: &mut impl Write) -> io::Result<Summary> {
    let first = config.start.num_days_from_ce() - 719_163;
    let mut outlet = Outlet { out, bytes: 0 };
    let desk = match config.density {
        Density::Normal => story::play(config, first, &mut outlet)?,
        Density::Dense => dense::play(config, first, &mut outlet)?,
    };
    outlet.out.flush()?;
    Ok(Summary {
        events: desk.written,
        bytes: outlet.bytes,
        customers: desk.counts[Kind::CustomerRegistered as usize],
        types: Kind::ALL.iter().map(|kind| (kind.name(), desk.counts[*kind as usize])).collect(),
    })
}
