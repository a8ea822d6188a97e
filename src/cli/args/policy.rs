//! What can be typed about versions of the policy.

use clap::Subcommand;
use duebook_events::Day;
use duebook_projections::Month;

use super::workers;

use crate::ledger::view::KnownAt;

#[derive(Debug, clap::Args)]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    pub command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Publish a policy text, in force from a date.
    Publish {
        /// The TOML file.
        file: String,
        /// From when it is in force; today if absent.
        #[arg(long, value_name = "DATE")]
        from: Option<Day>,
    },
    /// List the published versions: who published them, when each is in force.
    List,
    /// Print the text of a version.
    Show {
        /// NAME@VERSION.
        policy: String,
        /// Say in words what it decides, instead of its text.
        #[arg(long)]
        words: bool,
    },
    /// Check policy files: everything that is wrong or hardly meant, with line,
    /// column and remedy.
    Check {
        /// TOML files; `-` is standard input.
        #[arg(required = true)]
        files: Vec<String>,
    },
    /// Say in words what differs between two policies.
    Diff {
        /// NAME@VERSION or a TOML file.
        before: String,
        /// NAME@VERSION or a TOML file.
        after: String,
    },
    /// List every key that a policy can hold, and the facts that conditions compare.
    Schema,
    /// What another policy would have decided, and what that would have saved and cost.
    #[command(
        after_help = "Example: duebook policy simulate cautious@1.toml --from 2024-07-01 --to 2025-06-30 \\\n  \
        --out cautious.html"
    )]
    Simulate(PolicySimulate),
    /// Build the month-end histories under a policy beside those that are shown, then switch.
    #[command(
        after_help = "Examples:\n  duebook policy backfill              each month under the policy of its day\n  \
        duebook policy backfill strict@2     every month under strict@2"
    )]
    Backfill(Backfill),
    /// Show the month-end histories: open, overdue by age, provision, grades.
    #[command(after_help = "Examples:\n  duebook policy history --from 2025-01\n  \
        duebook policy history C-0001 --as-reported original")]
    History(AskHistory),
    /// List the month-end histories, and which one is shown.
    Histories,
    /// Remove a month-end history that is not shown.
    Drop {
        /// The history's id.
        id: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Backfill {
    /// NAME@VERSION; the policy of each month's own day if absent.
    pub policy: Option<String>,
    /// The first month; that of the first event (with hindsight: 36 months in all) if absent.
    #[arg(long, value_name = "YYYY-MM")]
    pub from: Option<Month>,
    /// The last month; the last finished one if absent.
    #[arg(long, value_name = "YYYY-MM")]
    pub to: Option<Month>,
    /// See each month with today's knowledge instead of that of its day.
    #[arg(long)]
    pub with_hindsight: bool,
    /// How many threads decode and fold; as many as there are cores if absent.
    #[arg(long, value_parser = workers())]
    pub workers: Option<usize>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskHistory {
    /// One customer; the sums of all if absent.
    pub customer: Option<String>,
    /// The first month; all if absent.
    #[arg(long, value_name = "YYYY-MM")]
    pub from: Option<Month>,
    /// The last month; all if absent.
    #[arg(long, value_name = "YYYY-MM")]
    pub to: Option<Month>,
    /// An older history: its id, its policy, or `original`.
    #[arg(long, value_name = "ID|NAME@VERSION|original")]
    pub as_reported: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PolicySimulate {
    /// The policy to try: NAME@VERSION, or a TOML file.
    pub new: String,
    /// One customer; all if absent.
    pub customer: Option<String>,
    /// With what it is compared: NAME@VERSION or a file; for each decision the
    /// policy of its day if absent.
    #[arg(long, value_name = "POLICY")]
    pub against: Option<String>,
    /// The first business date of the decisions; the first of the log if absent.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Day>,
    /// The last one, and the date of grades and limits; --as-of if absent.
    #[arg(long, value_name = "DATE")]
    pub to: Option<Day>,
    /// As of when it is seen what came of the orders; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// What is known of that: a position or an RFC 3339 time; everything if absent.
    #[arg(long, value_name = "POSITION|TIME")]
    pub known_at: Option<KnownAt>,
    /// How many orders the table lists, the largest first.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Write a page for people to this file.
    #[arg(long, value_name = "FILE.html")]
    pub out: Option<String>,
}
