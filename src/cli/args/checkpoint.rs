//! Keys and checkpoints: what lets others verify the log.

use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    pub command: KeyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key to sign checkpoints with; the secret goes into a file of yours alone.
    #[command(
        after_help = "Example: duebook key new --origin ledger.example.com/receivables --out ledger.key"
    )]
    New {
        /// The name of the log: like an address that belongs to you, without blanks or `+`.
        #[arg(long, value_name = "NAME")]
        origin: String,
        /// The file for the secret key; never overwritten, readable by you alone.
        #[arg(long, value_name = "FILE")]
        out: String,
        /// A witness's key: it confirms the checkpoints of other logs.
        #[arg(long)]
        witness: bool,
    },
    /// Print the verifier key line, which is public.
    #[command(after_help = "Example: duebook key show --key ledger.key > ledger.vkey")]
    Show {
        /// The key file; else the environment's `DUEBOOK_KEY`.
        #[arg(long, value_name = "FILE")]
        key: Option<String>,
    },
}
