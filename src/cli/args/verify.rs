//! `verify`: what is held against the log.

use super::workers;

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// A checkpoint that was kept elsewhere: the log must still have its tree.
    #[arg(long, value_name = "FILE", requires = "vkey")]
    pub checkpoint: Vec<String>,
    /// The verifier key line of whoever signed it (`duebook key show`); several where the log has
    /// changed its key.
    #[arg(long, value_name = "LINE", requires = "checkpoint")]
    pub vkey: Vec<String>,
    /// How many threads look at the events beside the one that reads them.
    #[arg(long, value_parser = workers())]
    pub workers: Option<usize>,
}
