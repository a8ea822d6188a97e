//! Measuring: what can be typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;

use crate::bench::scale::SIZES;
use crate::bench::{Options, Topic};

#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// How many events the history has.
    #[arg(long, default_value_t = 1_000_000, value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    pub events: u64,
    /// How many customers; one for every 200 events if absent.
    #[arg(long, value_parser = RangedU64ValueParser::<u32>::new().range(1..))]
    pub customers: Option<u32>,
    /// How many runs of each line; the median is reported.
    #[arg(long, default_value_t = 5, value_parser = RangedU64ValueParser::<usize>::new().range(1..=1_000))]
    pub runs: usize,
    /// Measure this alone; may be given several times.
    #[arg(long, value_enum)]
    pub only: Vec<Topic>,
    /// At 100,000, 1,000,000 and 10,000,000 events, each in a process of its own:
    /// how each figure grows.
    #[arg(long, conflicts_with_all = ["events", "customers"])]
    pub scale: bool,
    /// The largest history of `--scale`, in events.
    #[arg(long, value_name = "EVENTS", default_value_t = 10_000_000, requires = "scale",
        value_parser = RangedU64ValueParser::<u64>::new().range(SIZES[0]..))]
    pub scale_max: u64,
    /// Run a program with its output in this file, and tell its time and memory: a bench calls
    /// itself so.
    #[arg(long, value_name = "FILE", hide = true, requires = "program")]
    pub watch: Option<PathBuf>,
    /// The program and its arguments.
    #[arg(last = true, hide = true, requires = "watch")]
    pub program: Vec<OsString>,
}

impl Bench {
    pub fn options(&self) -> Options {
        Options {
            events: self.events,
            customers: self.customers,
            runs: self.runs,
            only: self.only.clone(),
        }
    }
}
