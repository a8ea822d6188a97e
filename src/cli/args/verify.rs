//! `verify`: what is held against the log.

use super::workers;

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// A checkpoint that was kept elsewhere: the log must still have its tree.
    #[arg(long, value_name = "FILE", requires = "vkey")]
    pub checkpoint: Vec<String>,
    /// The verifier key line of the log (`duebook key show`), from a source you trust: it vouches for
    /// the kept checkpoints and those of --checkpoint. Without it the log's own word is taken.
    #[arg(long, value_name = "LINE")]
    pub vkey: Vec<String>,
    /// How many threads look at the events beside the one that reads them.
    #[arg(long, value_parser = workers())]
    pub workers: Option<usize>,
}
