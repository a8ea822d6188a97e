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
        /// The key remembers in `FILE.last` what it signed last, and signs nothing that does not
        /// continue it: a key of one ledger, which no rolled-back copy of it can use.
        #[arg(long, conflicts_with = "witness")]
        remember: bool,
    },
    /// Print the verifier key line, which is public.
    #[command(after_help = "Example: duebook key show --key ledger.key > ledger.vkey")]
    Show {
        /// The key file; else the environment's `DUEBOOK_KEY`.
        #[arg(long, value_name = "FILE")]
        key: Option<String>,
    },
    /// Change the log's key: records the change, and signs the head with both keys.
    #[command(
        after_help = "Example: duebook key new --origin ledger.example.com/receivables --out new.key\n         duebook key rotate --key ledger.key --new new.key"
    )]
    Rotate {
        /// The key until now; else the environment's `DUEBOOK_KEY`.
        #[arg(long, value_name = "FILE")]
        key: Option<String>,
        /// The key from now on, of the same name.
        #[arg(long, value_name = "FILE")]
        new: String,
        /// Where the checkpoint goes that both keys have signed.
        #[arg(long, value_name = "FILE")]
        out: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckpointArgs {
    /// The key of the log; else the environment's `DUEBOOK_KEY`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<String>,
    /// Where the checkpoint goes, exactly as it is signed; give this file to others.
    #[arg(long, value_name = "FILE")]
    pub out: Option<String>,
    /// A witness to ask, as its verifier key line and its address with a blank between them; else
    /// those that `init --witness` has set.
    #[arg(long, value_name = "VKEY URL")]
    pub witness: Vec<String>,
    /// Have the checkpoint dated by a time stamping authority (RFC 3161) at this address.
    #[arg(long, value_name = "URL")]
    pub timestamp: Option<String>,
    /// Write a request to a time stamping authority; with --tsr, the request that was answered.
    #[arg(long, value_name = "FILE", conflicts_with = "timestamp")]
    pub tsq: Option<String>,
    /// Keep the answer of a time stamping authority to the request of --tsq.
    #[arg(long, value_name = "FILE", requires = "tsq", conflicts_with_all = ["key", "out"])]
    pub tsr: Option<String>,
    /// Root certificates by which openssl verifies the authority's answer before it is kept.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<String>,
    /// Stay, and sign whenever the schedule of `init --checkpoints` says so.
    #[arg(long, conflicts_with_all = ["out", "timestamp", "tsq", "list", "compare", "witness"])]
    pub watch: bool,
    /// List the checkpoints that are kept, with who has confirmed them.
    #[arg(long, conflicts_with_all = ["key", "out", "compare"])]
    pub list: bool,
    /// Compare two checkpoints from different places: the same tree, or a split view (exit 1).
    #[arg(long, num_args = 2, value_names = ["FILE", "FILE"], requires = "vkey", conflicts_with_all = ["key", "out"])]
    pub compare: Vec<String>,
    /// A verifier key line for --compare; more than one where the log has changed its key.
    #[arg(long, value_name = "LINE", requires = "compare")]
    pub vkey: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WitnessArgs {
    /// The witness's key (`key new --witness`); else the environment's `DUEBOOK_KEY`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<String>,
    /// The verifier key line of a log to watch; more than one where a log has changed its key.
    #[arg(long, value_name = "LINE", required = true)]
    pub log_vkey: Vec<String>,
    /// The file in which the witness remembers what it has confirmed.
    #[arg(long, value_name = "FILE")]
    pub state: String,
    /// Begin an empty memory where the old one is gone: only with a new key of the witness's.
    #[arg(long)]
    pub new: bool,
    /// Where it listens; put a proxy that speaks TLS before it.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: std::net::SocketAddr,
}
