//! Evidence bundles: what can be typed.

use clap::Subcommand;
use duebook_events::Day;

#[derive(Debug, clap::Args)]
pub(crate) struct EvidenceArgs {
    #[command(subcommand)]
    pub command: EvidenceCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvidenceCommand {
    /// Pack what concerns a customer, an order or an invoice, for others to verify; signs the head.
    #[command(
        after_help = "Examples:\n  duebook evidence export --customer C-0001 --documents --key ledger.key --out c-0001.zip\n  \
        duebook evidence export --invoice INV-1 --as-of 2025-06-30 --lang zh --key ledger.key --out inv-1.zip"
    )]
    Export(EvidenceExport),
    /// Verify a bundle, as an outsider would: with the file, a key from elsewhere, and nothing else.
    #[command(
        after_help = "Example: duebook evidence verify c-0001.zip --vkey \"$(cat ledger.vkey)\" --checkpoint kept.txt"
    )]
    Verify(EvidenceVerify),
}

/// What a bundle is about: exactly one of them.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct EvidenceSubject {
    /// Everything of a customer.
    #[arg(long, value_name = "CUSTOMER")]
    pub customer: Option<String>,
    /// An order: its decisions, deliveries, invoices, and what became of them.
    #[arg(long, value_name = "ORDER")]
    pub order: Option<String>,
    /// An invoice or a fee: its order, deliveries, payments, agreements, reminders.
    #[arg(long, value_name = "INVOICE")]
    pub invoice: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EvidenceExport {
    #[command(flatten)]
    pub subject: EvidenceSubject,
    /// Disclose what is effective from this day on; the rest by hash. With --customer.
    #[arg(long, value_name = "DATE", conflicts_with_all = ["order", "invoice"])]
    pub from: Option<Day>,
    /// Disclose what is effective up to this day; the rest by hash. With --customer.
    #[arg(long, value_name = "DATE", conflicts_with_all = ["order", "invoice"])]
    pub to: Option<Day>,
    /// Take along the documents that disclosed events name.
    #[arg(long)]
    pub documents: bool,
    /// Tell sealed personal texts in the report; whoever has the bundle keeps them for good.
    #[arg(long)]
    pub open_personal: bool,
    /// The business date of the report; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// The log's key; else the environment's `DUEBOOK_KEY`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<String>,
    /// The bundle; never overwritten.
    #[arg(long, value_name = "FILE.zip")]
    pub out: String,
    /// Who the creditor is, for the report: a TOML file with name, address, tax number.
    #[arg(long, env = "DUEBOOK_COMPANY", value_name = "FILE")]
    pub company: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EvidenceVerify {
    /// The bundle.
    #[arg(value_name = "FILE.zip")]
    pub file: String,
    /// A verifier key that you trust, from another source than the bundle; repeat it for several.
    #[arg(long, value_name = "LINE", required = true)]
    pub vkey: Vec<String>,
    /// A checkpoint of the same log that you have kept; repeat it for several.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Vec<String>,
}
