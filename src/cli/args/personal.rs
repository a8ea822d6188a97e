//! Personal texts: who, what, and erasing.

use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(crate) struct Erase {
    /// The data subject: the customer, or as `personal list` shows it.
    pub subject: String,
    /// Under which law or request; it is recorded in the clear, so name nobody in it.
    #[arg(long)]
    pub reason: String,
    /// Show what would become unreadable; erase nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PersonalArgs {
    #[command(subcommand)]
    pub command: PersonalCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PersonalCommand {
    /// Every data subject: how many texts, whether they can be read, holds, erasures.
    List,
    /// What the ledger holds about one data subject (GDPR Art. 15, PIPL Art. 45).
    #[command(after_help = "Example: duebook personal show C-0001 --format csv")]
    Show {
        /// The data subject.
        subject: String,
    },
    /// Begin a new key file after the old one was lost: what it sealed stays unreadable.
    NewKeys,
}
