//! What brings facts into the ledger.

use clap::Subcommand;
use duebook_events::order::Outcome;
use duebook_events::{Day, Message};

use super::ProposeInstalments;
use crate::ledger::view::KnownAt;

#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// A policy to publish, in force from its first day.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<String>,
    /// When the head is signed without being asked: occasions with commas between them, or `off`.
    #[arg(long, value_name = "OCCASIONS", default_value = crate::evidence::schedule::DEFAULT)]
    pub checkpoints: String,
    /// A witness that checkpoints are shown to, as its verifier key line and its address with a
    /// blank between them.
    #[arg(long, value_name = "VKEY URL")]
    pub witness: Vec<String>,
    /// How many of the witnesses must have confirmed a checkpoint; all if absent.
    #[arg(long, value_name = "N", requires = "witness")]
    pub quorum: Option<usize>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// Event files (JSON Lines), or CSV files with a mapping; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Keep the lines' own `recorded_at` (migration of a history).
    #[arg(long)]
    pub preserve_recorded_at: bool,
    /// A mapping that turns CSV rows into events.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<String>,
    /// Check only; append nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Record {
    /// The event's type, such as payment.received.
    #[arg(value_name = "TYPE")]
    pub kind: String,
    /// The customer.
    #[arg(long)]
    pub customer: String,
    /// The business date; today if absent.
    #[arg(long, value_name = "DATE")]
    pub effective: Option<Day>,
    /// The payload as JSON, or @FILE, or @- for standard input.
    #[arg(long, value_name = "JSON|@FILE", default_value = "{}")]
    pub data: String,
    /// A file that the event rests on; it is kept under its hash.
    #[arg(long, value_name = "FILE")]
    pub document: Vec<String>,
    /// A remark.
    #[arg(long)]
    pub note: Option<String>,
    /// Check only; append nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OrderArgs {
    #[command(subcommand)]
    pub command: OrderCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrderCommand {
    /// Derive a decision from the policy and record it with what it rests on.
    Decide {
        /// The order.
        order: String,
        /// The business date of the decision; today if absent.
        #[arg(long, value_name = "DATE")]
        as_of: Option<Day>,
        /// Derive only; record nothing.
        #[arg(long)]
        dry_run: bool,
        /// What is known (dry runs only): a position or an RFC 3339 time.
        #[arg(long, requires = "dry_run", value_name = "POSITION|TIME")]
        known_at: Option<KnownAt>,
        /// Under which policy (dry runs only).
        #[arg(long, requires = "dry_run", value_name = "NAME@VERSION")]
        policy: Option<String>,
    },
    /// Decide otherwise, with a justification; not by who placed or decided the order.
    Override {
        /// The order.
        order: String,
        /// What is decided instead: approved, conditional, held or rejected.
        #[arg(long, value_parser = outcome)]
        outcome: Outcome,
        /// Who answers for it.
        #[arg(long)]
        approver: String,
        /// Why.
        #[arg(long)]
        justification: String,
        /// Conditions, as a JSON list of {kind, share?, count?, amount, currency}.
        #[arg(long, value_name = "JSON")]
        conditions: Option<String>,
        /// The business date; today if absent.
        #[arg(long, value_name = "DATE")]
        as_of: Option<Day>,
    },
}

fn outcome(text: &str) -> Result<Outcome, Message> {
    duebook_events::reading::read(&text.into()).map_err(|fault| *fault.message)
}

#[derive(Debug, clap::Args)]
pub(crate) struct Allocate {
    /// One customer; all if absent.
    pub customer: Option<String>,
    /// The business date from which the allocations count; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// Propose only; record nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// What is known (dry runs only): a position or an RFC 3339 time.
    #[arg(long, requires = "dry_run", value_name = "POSITION|TIME")]
    pub known_at: Option<KnownAt>,
    /// Under which policy (dry runs only).
    #[arg(long, requires = "dry_run", value_name = "NAME@VERSION")]
    pub policy: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProposeArgs {
    #[command(subcommand)]
    pub command: ProposeCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProposeCommand {
    /// Late interest that has accrued and was not charged yet.
    LateFees(ProposeLateFees),
    /// Payment of what is overdue in instalments: schedule and supplementary agreement.
    #[command(
        after_help = "Example: duebook propose instalments C-0001 --count 3 --first 2025-05-15 --down 0.30 \\\n  \
        --daily-rate 0.0003 --lang zh --out agreement.html"
    )]
    Instalments(Box<ProposeInstalments>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProposeLateFees {
    /// One customer; all if absent.
    pub customer: Option<String>,
    /// Through which day; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// Record a `late_fee.charged` for each.
    #[arg(long)]
    pub record: bool,
}
