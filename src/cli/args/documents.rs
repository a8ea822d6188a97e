//! Papers: letters, proposals, templates.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use duebook_events::dunning::Channel;
use duebook_events::{Currency, Day, Rate};

use super::{Ask, Point};

/// From which templates, in whose name, and where to.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct PaperArgs {
    /// Where the document goes: a file ending in .html or .txt, or a folder for both forms.
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<String>,
    /// A folder whose files replace built-in templates of the same names.
    #[arg(long, env = "DUEBOOK_TEMPLATES", value_name = "DIR")]
    pub templates: Option<String>,
    /// Who sends it: a TOML file with name, address, bank, account.
    #[arg(long, env = "DUEBOOK_COMPANY", value_name = "FILE")]
    pub company: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AskOverdue {
    #[command(flatten)]
    pub ask: Ask,
    #[command(flatten)]
    pub paper: PaperArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Remind {
    /// The customer.
    pub customer: String,
    /// Which step of the ladder: 0 notice, 1 friendly, 2 formal demand, 3 lawyer's letter (draft).
    #[arg(long, value_name = "N", required_unless_present = "thanks", conflicts_with = "thanks")]
    pub level: Option<u16>,
    /// Thank for a payment instead; recorded as a contact.
    #[arg(long)]
    pub thanks: bool,
    /// Which payment is thanked for; the newest if absent.
    #[arg(long, requires = "thanks", value_name = "PAYMENT")]
    pub payment: Option<String>,
    /// The business date of the letter; today if absent.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// One letter a currency: which one.
    #[arg(long, value_parser = Currency::try_new)]
    pub currency: Option<Currency>,
    /// Only these items; repeat it for several.
    #[arg(long, value_name = "INVOICE", conflicts_with = "thanks")]
    pub invoice: Vec<String>,
    /// How it is sent; the ladder's way if absent.
    #[arg(long, value_parser = channels())]
    pub channel: Option<Channel>,
    /// To whose attention.
    #[arg(long, value_name = "WHO")]
    pub to: Option<String>,
    #[command(flatten)]
    pub paper: PaperArgs,
    /// Render only; record nothing.
    #[arg(long)]
    pub dry_run: bool,
}

fn channels() -> impl TypedValueParser<Value = Channel> {
    PossibleValuesParser::new(["email", "wechat", "phone", "letter", "lawyer_letter", "visit"]).map(
        |word| match word.as_str() {
            "wechat" => Channel::Wechat,
            "phone" => Channel::Phone,
            "letter" => Channel::Letter,
            "lawyer_letter" => Channel::LawyerLetter,
            "visit" => Channel::Visit,
            _ => Channel::Email,
        },
    )
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProposeInstalments {
    /// The customer.
    pub customer: String,
    /// In how many equal parts (after the down payment).
    #[arg(long, value_name = "N")]
    pub count: u16,
    /// When the first of them falls due.
    #[arg(long, value_name = "DATE")]
    pub first: Day,
    /// A share that is paid down, such as 0.30.
    #[arg(long, value_name = "SHARE", value_parser = Rate::try_new)]
    pub down: Option<Rate>,
    /// When the down payment falls due; on the day of the proposal if absent.
    #[arg(long, value_name = "DATE", requires = "down")]
    pub down_due: Option<Day>,
    /// How far the parts are apart: month, week, or a number of days such as 10-days.
    #[arg(long, value_name = "month|week|N-days", default_value = "month")]
    pub every: String,
    /// Interest a day on what is not past its agreed date, such as 0.0003; none if absent.
    #[arg(long, value_name = "RATE", value_parser = Rate::try_new)]
    pub daily_rate: Option<Rate>,
    /// How many missed payments end the plan.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub missed: u16,
    /// What happens then: the whole rest falls due, or the contract's dates return.
    #[arg(long, value_enum, default_value = "accelerate")]
    pub effect: EffectArg,
    /// Only these items; repeat it for several.
    #[arg(long, value_name = "INVOICE")]
    pub invoice: Vec<String>,
    /// In which currency; the only one with something overdue if absent.
    #[arg(long, value_parser = Currency::try_new)]
    pub currency: Option<Currency>,
    #[command(flatten)]
    pub point: Point,
    #[command(flatten)]
    pub paper: PaperArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EffectArg {
    Accelerate,
    Revert,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TemplatesArgs {
    /// Write the built-in templates into this folder, to be changed and given with --templates.
    #[arg(long, value_name = "DIR")]
    pub out: Option<String>,
}
