//! The ways out: what can be typed.

use clap::Subcommand;
use duebook_events::Day;

use crate::ledger::view::KnownAt;

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    pub command: ExportCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// The log as an event file, byte for byte as it is stored.
    Events {
        /// One customer; all if absent.
        customer: Option<String>,
        /// With personal texts opened where their keys are there: not the stored bytes.
        #[arg(long)]
        plain: bool,
    },
    /// The history in double entry, as a journal that hledger and ledger read: to check balances
    /// with tools that are not ours.
    #[command(
        after_help = "Example:\n  duebook export journal --as-of 2025-06-30 > receivables.journal\n  \
        hledger -f receivables.journal balance assets:receivable --flat"
    )]
    Journal(ExportJournal),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportJournal {
    /// One customer; all if absent.
    #[arg(long, value_name = "CUSTOMER")]
    pub customer: Option<String>,
    /// The business date; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// What is known: a position (digits) or an RFC 3339 time; everything if absent.
    #[arg(long, value_name = "POSITION|TIME")]
    pub known_at: Option<KnownAt>,
}
