//! What can be typed about versions of the policy.

use clap::Subcommand;
use duebook_events::Day;

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
    /// List the published versions.
    List,
    /// Print the text of a version.
    Show {
        /// NAME@VERSION.
        policy: String,
    },
}
