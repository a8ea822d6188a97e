//! How questions are put.

use clap::ValueEnum;
use duebook_events::Day;

use crate::ledger::view::{KnownAt, Question};

/// How a question is put.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Point {
    /// The business date; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// What is known: a position (digits) or an RFC 3339 time; everything if absent.
    #[arg(long, value_name = "POSITION|TIME")]
    pub known_at: Option<KnownAt>,
    /// Under which policy, instead of the one in force.
    #[arg(long, value_name = "NAME@VERSION")]
    pub policy: Option<String>,
}

impl Point {
    pub fn question(&self) -> Question {
        Question { as_of: self.as_of, known_at: self.known_at, policy: self.policy.clone() }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Ask {
    /// One customer; all if absent.
    pub customer: Option<String>,
    #[command(flatten)]
    pub point: Point,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskOne {
    /// The customer.
    pub customer: String,
    #[command(flatten)]
    pub point: Point,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskAging {
    #[command(flatten)]
    pub ask: Ask,
    /// From which date days are counted.
    #[arg(long, value_enum, default_value = "agreed")]
    pub basis: BasisArg,
    /// Show every open part.
    #[arg(long)]
    pub items: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum BasisArg {
    Agreed,
    Contractual,
    #[value(name = "invoice_date", alias = "invoice-date")]
    InvoiceDate,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskInterest {
    /// One customer; all if absent. With --explain also one invoice.
    #[arg(value_name = "CUSTOMER|INVOICE")]
    pub customer: Option<String>,
    #[command(flatten)]
    pub point: Point,
    /// Show how it adds up: from, to, principal, rate, days, amount.
    #[arg(long, requires = "customer")]
    pub explain: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskLimitation {
    #[command(flatten)]
    pub ask: Ask,
    /// Only what expires within so many days.
    #[arg(long, value_name = "DAYS")]
    pub within: Option<u16>,
}
