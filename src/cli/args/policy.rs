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
}
