//! What can be typed.

mod audit;
mod bench;
mod checkpoint;
mod documents;
mod evidence;
mod personal;
mod policy;
mod portfolio;
mod questions;
mod recording;
mod statement;
mod verify;

use clap::builder::{PossibleValuesParser, RangedU64ValueParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use duebook_events::{Day, Lang};

use crate::ledger::view::KnownAt;

pub(crate) use audit::*;
pub(crate) use bench::*;
pub(crate) use checkpoint::*;
pub(crate) use documents::*;
pub(crate) use evidence::*;
pub(crate) use personal::*;
pub(crate) use policy::*;
pub(crate) use portfolio::*;
pub(crate) use questions::*;
pub(crate) use recording::*;
pub(crate) use statement::*;
pub(crate) use verify::*;

/// An event-sourced receivables ledger: facts, judgements, and decisions that can be proved.
#[derive(Debug, Parser)]
#[command(name = "duebook", version, about, max_term_width = 100)]
pub(crate) struct Args {
    /// The ledger: the path of a file.
    #[arg(long, env = "DUEBOOK_DB", global = true, value_name = "PATH")]
    pub db: Option<String>,
    /// How answers are printed: tables on a terminal, JSON else.
    #[arg(long, global = true, value_enum)]
    pub format: Option<Format>,
    /// Language of tables, notes and errors: changes words only, never codes, keys or amounts.
    #[arg(long, global = true, value_parser = languages())]
    pub lang: Option<Lang>,
    /// Who is acting, where an event does not say so: ID or ID:ROLE.
    #[arg(long, env = "DUEBOOK_ACTOR", global = true, value_name = "ID[:ROLE]")]
    pub actor: Option<String>,
    /// The keys of sealed personal texts; beside the ledger, ending in .keys, if absent.
    #[arg(long, env = "DUEBOOK_PERSONAL_KEYS", global = true, value_name = "FILE")]
    pub personal_keys: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

/// Reads a language.
fn languages() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(["en", "zh"])
        .map(|word| if word == "zh" { Lang::Zh } else { Lang::En })
}

/// A number of threads: no machine of today has use for more.
fn workers() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=256)
}

/// The format that a command line asks for which cannot be read as a whole.
pub(crate) fn asked_format() -> Option<Format> {
    Format::from_str(&asked("--format")?, false).ok()
}

/// The language that a command line asks for which cannot be read as a whole.
pub(crate) fn asked_lang() -> Option<Lang> {
    match asked("--lang")?.as_str() {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

/// The value that is typed after an option, wherever it stands.
fn asked(option: &str) -> Option<String> {
    let args: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into()).collect();
    args.iter().enumerate().find_map(|(i, arg)| match arg.strip_prefix(option) {
        Some("") => args.get(i + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(ToOwned::to_owned),
        None => None,
    })
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create an empty ledger (and publish a policy).
    #[command(after_help = "Example: duebook --db books.db init")]
    Init(Init),
    /// Load the bundled history into a fresh ledger and walk through it.
    Demo,
    /// Append events from files; all or nothing per file.
    #[command(after_help = "Examples:\n  duebook import history.jsonl --preserve-recorded-at\n  \
        duebook import invoices.csv --mapping replay-fixtures/mappings/ibm-ar.toml\n  \
        duebook export events | duebook --db copy.db import - --preserve-recorded-at")]
    Import(Import),
    /// Append one event.
    #[command(
        after_help = "Example: duebook record payment.received --customer C-0001 --effective 2025-03-14 \\\n  \
        --data '{\"payment\":\"P-1\",\"currency\":\"CNY\",\"amount\":\"40000.00\"}'"
    )]
    Record(Record),
    /// Put unapplied money on open items, in the order of the law or of the policy.
    #[command(after_help = "Example: duebook allocate C-0001 --dry-run")]
    Allocate(Allocate),
    /// Propose what a person then records or has signed.
    Propose(ProposeArgs),
    /// Decide about an order, or override a decision.
    Order(OrderArgs),
    /// Explain a decision, a score, a balance or a reminder: derived again, with its events.
    Why(WhyArgs),
    /// Audit all recorded decisions.
    Audit(AuditArgs),
    /// What is open, overdue, disputed and unapplied.
    #[command(
        after_help = "Example: duebook balance C-0001 --as-of 2025-04-16 --known-at 2025-04-01T00:00:00Z"
    )]
    Balance(Ask),
    /// How old the open items are.
    Aging(AskAging),
    /// Which promises and agreements were kept.
    Promises(Ask),
    /// How good each customer is: score, grade, risk class, and where it comes from.
    Score(Ask),
    /// How much credit is used and how much is left.
    Exposure(Ask),
    /// What being late has cost, per invoice.
    #[command(after_help = "Example: duebook interest INV-1 --explain --as-of 2025-04-14")]
    Interest(AskInterest),
    /// Until when claims can be enforced.
    Limitation(AskLimitation),
    /// The collector's worklist.
    Reminders(Ask),
    /// Render a letter to a customer and record that it is sent.
    #[command(
        after_help = "Examples:\n  duebook remind C-0001 --level 1 --lang zh --out letters/\n  \
        duebook remind C-0001 --thanks --lang en --dry-run"
    )]
    Remind(Remind),
    /// List the templates of letters and other papers, or write them out to be changed.
    #[command(after_help = "Example: duebook templates --out my-templates")]
    Templates(TemplatesArgs),
    /// The overdue list: amount, days, reason, and the papers behind each claim.
    #[command(
        after_help = "Example: duebook overdue --as-of 2025-06-30 --lang zh --out overdue.html"
    )]
    Overdue(AskOverdue),
    /// The portfolio's figures, month end by month end, and the rows behind each.
    #[command(after_help = "Examples:\n  duebook portfolio --from 2024-07 --to 2025-06\n  \
        duebook portfolio --drill overdue --month 2025-03 --currency CNY")]
    Portfolio(AskPortfolio),
    /// A customer's statement of a month: what moved the balance, and what explains another one.
    #[command(after_help = "Examples:\n  duebook statement C-0001 --period 2025-03\n  \
        duebook statement C-0001 --period 2025-03 --send --document march.pdf\n  \
        duebook statement C-0001 --period 2025-03 --claimed 50000.00 --their-payments theirs.csv")]
    Statement(AskStatement),
    /// One customer's whole story.
    Timeline(AskOne),
    /// Make a person's texts unreadable for ever; figures and proofs stay as they are.
    #[command(after_help = "Example: duebook erase C-0001 --reason 'request R-12, GDPR Art. 17'")]
    Erase(Erase),
    /// Whose personal texts are sealed, what they say, and what was erased.
    Personal(PersonalArgs),
    /// Read everything that is stored again and hold it against everything else.
    #[command(after_help = "Examples:\n  duebook verify\n  \
        duebook verify --checkpoint from-the-auditor.txt --vkey \"$(cat ledger.vkey)\"")]
    Verify(VerifyArgs),
    /// Rebuild every projection from the log.
    Replay(Replay),
    /// Versions of the policy.
    Policy(PolicyArgs),
    /// Sign the head of the log, so that whoever keeps the checkpoint sees when the log is rewritten.
    #[command(
        after_help = "Examples:\n  duebook checkpoint --key ledger.key --out checkpoint.txt\n  \
        duebook checkpoint --key ledger.key --timestamp https://tsa.example.org --ca tsa.pem\n  \
        duebook checkpoint --key ledger.key --watch\n  \
        duebook checkpoint --list\n  \
        duebook checkpoint --compare ours.txt theirs.txt --vkey \"$(cat ledger.vkey)\""
    )]
    Checkpoint(CheckpointArgs),
    /// Confirm the checkpoints of other ledgers: a witness (C2SP tlog-witness), over HTTP.
    #[command(
        after_help = "Example: duebook witness --key witness.key --log-vkey \"$(cat ledger.vkey)\" \\\n  \
        --state witness.json --listen 127.0.0.1:8470"
    )]
    Witness(WitnessArgs),
    /// Keys that sign for the ledger, and the lines that verify them.
    Key(KeyArgs),
    /// Evidence bundles: what others can verify without trusting this ledger's keeper.
    Evidence(EvidenceArgs),
    /// The way out.
    Export(ExportArgs),
    /// Write a realistic synthetic history as an event file.
    #[command(
        after_help = "Example: duebook simulate --customers 100 --events 20000 --seed 7 > history.jsonl"
    )]
    Simulate(Simulate),
    /// What an error code means: why the rule exists, what is refused, what is right.
    #[command(after_help = "Example: duebook explain DUE-0190")]
    Explain(Explain),
    /// JSON Schema of the event types, for programs that write them.
    Schema(Schema),
    /// Measure what the ledger costs on this machine, each figure beside its limit.
    #[command(
        after_help = "Each line: what was measured, the limit it is held against (measured in the same run), \
        their ratio, the target, whether it is met.\n\nExamples:\n  duebook bench\n  \
        duebook bench --events 100000 --only replay --only policy --format json\n  \
        duebook bench --scale --scale-max 1000000 --only replay --only memory"
    )]
    Bench(Bench),
}

impl Command {
    /// Whether it may append events: not a question, and not a dry run.
    pub fn may_append(&self) -> bool {
        match self {
            Self::Import(args) => !args.dry_run,
            Self::Record(args) => !args.dry_run,
            Self::Allocate(args) => !args.dry_run,
            Self::Remind(args) => !args.dry_run,
            Self::Statement(args) => args.send,
            Self::Order(args) => {
                !matches!(args.command, OrderCommand::Decide { dry_run: true, .. })
            }
            Self::Propose(args) => {
                matches!(&args.command, ProposeCommand::LateFees(fees) if fees.record)
            }
            Self::Policy(args) => matches!(args.command, PolicyCommand::Publish { .. }),
            _ => false,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Replay {
    /// The business date; today if absent (with --check: the date of the live projections).
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// What is known: a position or an RFC 3339 time.
    #[arg(long, value_name = "POSITION|TIME")]
    pub known_at: Option<KnownAt>,
    /// Compare with the live projections instead of replacing them.
    #[arg(long)]
    pub check: bool,
    /// How many threads decode and fold; as many as there are cores if absent.
    #[arg(long, value_parser = workers())]
    pub workers: Option<usize>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    pub command: ExportCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// The log as an event file, byte for byte as it is stored.
    Events {
        /// One customer; all if absent.
        customer: Option<String>,
        /// With personal texts opened where their keys are there: not the stored bytes.
        #[arg(long)]
        plain: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    /// How many customers.
    #[arg(long, default_value_t = 100)]
    pub customers: u32,
    /// How many events.
    #[arg(long, default_value_t = 20_000)]
    pub events: u64,
    /// Which history: the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The first day.
    #[arg(long, value_name = "DATE")]
    pub start: Option<Day>,
    /// How many months are played.
    #[arg(long, default_value_t = 36)]
    pub months: u32,
    /// Where to; standard output if absent.
    #[arg(long, value_name = "FILE")]
    pub out: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// One event type; all if absent.
    #[arg(value_name = "TYPE")]
    pub kind: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The code: DUE-0190, due-190 or 190; all if absent.
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}
