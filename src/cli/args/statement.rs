//! `statement`: what can be typed.

use duebook_events::money::SignedAmount;
use duebook_events::{Currency, Day, StatementNo};
use duebook_projections::Month;

use super::PaperArgs;
use crate::ledger::view::KnownAt;

#[derive(Debug, clap::Args)]
pub(crate) struct AskStatement {
    /// The customer.
    pub customer: String,
    /// The month; that of --statement if absent.
    #[arg(long, value_name = "YYYY-MM", required_unless_present = "statement")]
    pub period: Option<Month>,
    /// The currency; the customer's only or main one if absent.
    #[arg(long, value_parser = Currency::try_new, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// A day of the month, for an interim statement; the whole month if absent or later.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// What is known: a position (digits) or an RFC 3339 time; everything if absent.
    #[arg(long, value_name = "POSITION|TIME")]
    pub known_at: Option<KnownAt>,
    /// Under which policy, instead of the one in force.
    #[arg(long, value_name = "NAME@VERSION")]
    pub policy: Option<String>,
    /// A statement on record (to explain it), or the number of the one to send.
    #[arg(long, value_parser = StatementNo::try_new, value_name = "NUMBER")]
    pub statement: Option<StatementNo>,
    /// The balance by the customer's books: explains the difference.
    #[arg(long, value_parser = SignedAmount::try_new, allow_hyphen_values = true,
        value_name = "BALANCE", conflicts_with = "send")]
    pub claimed: Option<SignedAmount>,
    /// The payments by the customer's books: CSV with the columns date, amount, reference.
    #[arg(long, value_name = "FILE", conflicts_with = "send")]
    pub their_payments: Option<String>,
    /// Record that the statement was sent.
    #[arg(long, conflicts_with = "known_at", requires = "period")]
    pub send: bool,
    /// The day on which it was sent; today if absent.
    #[arg(long, value_name = "DATE", requires = "send")]
    pub on: Option<Day>,
    /// The statement as it was sent; it is kept under its hash.
    #[arg(long, value_name = "FILE", requires = "send")]
    pub document: Option<String>,
    #[command(flatten)]
    pub paper: PaperArgs,
}
