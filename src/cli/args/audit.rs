//! What can be typed about derivations and audits.

use clap::Subcommand;
use duebook_events::{Currency, Day};

use super::{AskOne, KnownAt};

#[derive(Debug, clap::Args)]
pub(crate) struct WhyArgs {
    #[command(subcommand)]
    pub command: WhyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WhyCommand {
    /// Why an order was decided as it was, replayed from the log.
    Order {
        /// The order.
        order: String,
    },
    /// Why a customer has this score, grade and risk class, and what would help.
    #[command(after_help = "Example: duebook why score C-1007 --as-of 2025-04-28")]
    Score(AskOne),
    /// Why a customer owes what the balance says: item by item, payment by payment.
    #[command(after_help = "Example: duebook why balance C-1007 --as-of 2025-04-28")]
    Balance(AskWhy),
    /// Why a customer is to be reminded, is left alone, or when the next step comes.
    #[command(after_help = "Example: duebook why reminder C-1006 --as-of 2025-06-30")]
    Reminder(AskWhy),
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskWhy {
    #[command(flatten)]
    pub ask: AskOne,
    /// One currency; all if absent.
    #[arg(long, value_parser = Currency::try_new, value_name = "CODE")]
    pub currency: Option<Currency>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    pub command: AuditCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Every recorded decision derived again; who did what; whether conditions were kept.
    #[command(
        after_help = "Example: duebook audit decisions --from 2025-01-01 --to 2025-06-30 --format csv"
    )]
    Decisions(AuditDecisions),
}

#[derive(Debug, clap::Args)]
pub(crate) struct AuditDecisions {
    /// One customer; all if absent.
    pub customer: Option<String>,
    /// Decisions dated on or after this day.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Day>,
    /// Decisions dated on or before this day.
    #[arg(long, value_name = "DATE")]
    pub to: Option<Day>,
    /// As of when conditions are judged; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// What is known: a position (digits) or an RFC 3339 time; everything if absent.
    #[arg(long, value_name = "POSITION|TIME")]
    pub known_at: Option<KnownAt>,
}
