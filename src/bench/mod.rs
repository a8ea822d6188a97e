//! What the ledger costs on this machine: each figure beside its limit, in one run.
//!
//! Absolute figures differ between machines and hours; the ratios are what to
//! compare. Every line is measured several times and the median is reported,
//! except where it says otherwise.
//!
//! | file | what it does |
//! | --- | --- |
//! | `bed` | the folder and the imported history that topics share |
//! | `line` | a figure, its limit, their ratio, the target |
//! | `measuring` | time, rates, medians, memory |
//! | `watch` | time and memory of other programs |
//! | `scale` | the same at growing sizes, each in a process of its own |
//! | the others | one topic each: `measure(&Bed)` gives its lines |

mod append;
mod asof;
mod backfill;
mod bed;
mod bundle;
mod customer;
mod decide;
mod import;
mod line;
mod measuring;
mod memory;
mod policy;
mod raw;
mod replay;
pub mod scale;
mod tree;
mod verify;
mod watch;
mod whole;

use duebook_events::Lang;

use crate::ledger::LedgerError;
use bed::Bed;

pub use watch::{Taken, watch};

pub use line::{Limit, Line, Target, Unit, Way};

/// Events of a history for each of its customers, where nothing else is said.
const EVENTS_PER_CUSTOMER: u64 = 200;

/// How much is measured.
#[derive(Debug, Clone)]
pub struct Options {
    /// Events of the history.
    pub events: u64,
    /// Customers of the history; one for every 200 events if absent.
    pub customers: Option<u32>,
    /// Runs of each line.
    pub runs: usize,
    /// What is measured; everything if empty.
    pub only: Vec<Topic>,
}

/// Something to measure, in the order in which it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Topic {
    /// Making and importing the history.
    Import,
    /// Scan, decode, replay; the same from the cache.
    Replay,
    /// The past: one customer, and the portfolio.
    AsOf,
    /// The whole process, beside hledger and ledger on the same events.
    Whole,
    /// Verify, beside a scan whose bytes are hashed.
    Verify,
    /// A customer's bundle, beside reading the customer's events.
    Bundle,
    /// Trying another policy.
    Policy,
    /// Month-end histories.
    Backfill,
    /// What the tree adds to an append.
    Tree,
    /// Single appends, by one task and by many.
    Append,
    /// Deciding about an order.
    Decide,
    /// One customer with a long history.
    Customer,
    /// The database's size, and the most memory that was held.
    Memory,
}

impl Topic {
    /// Whether it is measured on the history itself, and not on a ledger of a size of its own.
    fn grows(self) -> bool {
        !matches!(self, Self::Tree | Self::Append | Self::Decide | Self::Customer)
    }
}

impl Options {
    fn wants(&self, topic: Topic) -> bool {
        self.only.is_empty() || self.only.contains(&topic)
    }

    /// How many customers the history has.
    #[must_use]
    pub fn customers(&self) -> u32 {
        let usual = (self.events / EVENTS_PER_CUSTOMER).clamp(1, u64::from(u32::MAX));
        self.customers.unwrap_or_else(|| u32::try_from(usual).unwrap_or(u32::MAX))
    }
}

/// Measures what is asked for; says on standard error what goes on.
///
/// # Errors
/// When a store fails.
pub async fn run(options: Options, lang: Lang) -> Result<Vec<Line>, LedgerError> {
    let bed = Bed::new(options, lang)?;
    let mut lines = Vec::new();
    for topic in <Topic as clap::ValueEnum>::value_variants() {
        if bed.options.wants(*topic) {
            lines.extend(measure(*topic, &bed).await?);
        }
    }
    // What a run held is a line of every run.
    lines.extend(memory::peaks(&bed));
    Ok(lines)
}

async fn measure(topic: Topic, bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    match topic {
        Topic::Import => import::measure(bed).await,
        Topic::Replay => replay::measure(bed).await,
        Topic::AsOf => asof::measure(bed).await,
        Topic::Whole => whole::measure(bed).await,
        Topic::Verify => verify::measure(bed).await,
        Topic::Bundle => bundle::measure(bed).await,
        Topic::Policy => policy::measure(bed).await,
        Topic::Backfill => backfill::measure(bed).await,
        Topic::Tree => tree::measure(bed).await,
        Topic::Append => append::measure(bed).await,
        Topic::Decide => decide::measure(bed).await,
        Topic::Customer => customer::measure(bed).await,
        Topic::Memory => memory::measure(bed).await,
    }
}
