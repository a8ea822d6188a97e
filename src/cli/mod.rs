//! The command line (contract): one file per command, data on standard output,
//! narration on standard error.

mod allocate;
mod args;
mod audit;
mod bench;
mod checkpoint;
mod commands;
mod demo;
mod error;
mod evidence;
mod explain;
mod export;
mod import;
mod instalments;
mod key;
mod order;
mod output;
mod paper;
mod personal;
mod policy;
mod propose;
mod questions;
mod record;
mod remind;
mod replay;
mod schema;
mod sheet;
mod simulate;
mod statement;
mod templates;
mod timeline;
mod usage;
mod verify;
mod why;
mod witness;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use clap::error::ErrorKind;
use duebook_events::words::quoted;
use duebook_events::{Actor, Role};
use serde_json::json;

use crate::clock::SystemClock;
use crate::ledger::{Ledger, LedgerError};
use crate::messages::cli as told;
use crate::messages::store::defect;
use crate::store::sqlite::Opening;
use crate::store::{MemoryStore, SqliteStore};

use args::{Args, Command};
use output::Output;

/// What every command has at hand.
pub(crate) struct Context {
    /// How answers are printed.
    pub output: Output,
    /// Where the ledger is.
    pub db: Option<String>,
    /// Where the keys of personal texts are, if not beside the ledger.
    pub personal_keys: Option<String>,
    /// Who is asking.
    pub caller: Actor,
}

/// Writes to standard output; a reader that has gone away is no error.
///
/// # Errors
/// When the output cannot be written.
pub fn print(bytes: &[u8]) -> Result<(), LedgerError> {
    output::write(bytes)
}

/// Whether a command found a difference that it was to look for (exit 1).
pub(crate) type Found = bool;

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are answers, not errors.
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                let _ = error.print();
                return ExitCode::SUCCESS;
            }
            usage::print(&error, Output::new(args::asked_format(), args::asked_lang()));
            return ExitCode::from(2);
        }
    };
    let output = Output::new(args.format, args.lang);
    match run(args, output) {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::from(1),
        Err(error) => {
            error::print(&error, output);
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(args: Args, output: Output) -> Result<Found, LedgerError> {
    let caller = caller(args.actor.as_deref())?;
    let context = Context { output, db: args.db, personal_keys: args.personal_keys, caller };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| LedgerError::Store(defect(error)))?;
    runtime.block_on(async {
        let may_append = args.command.may_append();
        let found = dispatch(args.command, &context).await?;
        if may_append {
            checkpoint::after_append(&context).await;
        }
        Ok(found)
    })
}

async fn dispatch(command: Command, context: &Context) -> Result<Found, LedgerError> {
    match command {
        Command::Init(args) => commands::init(context, &args).await.map(|()| false),
        Command::Demo => demo::demo(context).await.map(|()| false),
        Command::Import(args) => import::import(context, &args).await.map(|()| false),
        Command::Record(args) => record::record(context, &args).await.map(|()| false),
        Command::Allocate(args) => allocate::allocate(context, &args).await.map(|()| false),
        Command::Propose(args) => propose::propose(context, args.command).await.map(|()| false),
        Command::Order(args) => order::order(context, args.command).await.map(|()| false),
        Command::Why(args) => why::why(context, args.command).await,
        Command::Audit(args) => audit::audit(context, args.command).await,
        Command::Balance(args) => questions::balance(context, &args).await.map(|()| false),
        Command::Aging(args) => questions::aging(context, &args).await.map(|()| false),
        Command::Promises(args) => questions::promises(context, &args).await.map(|()| false),
        Command::Score(args) => questions::score(context, &args).await.map(|()| false),
        Command::Exposure(args) => questions::exposure(context, &args).await.map(|()| false),
        Command::Interest(args) => questions::interest(context, &args).await.map(|()| false),
        Command::Limitation(args) => questions::limitation(context, &args).await.map(|()| false),
        Command::Reminders(args) => questions::reminders(context, &args).await.map(|()| false),
        Command::Remind(args) => remind::remind(context, &args).await.map(|()| false),
        Command::Templates(args) => templates::templates(context, &args).map(|()| false),
        Command::Overdue(args) => questions::overdue(context, &args).await.map(|()| false),
        Command::Portfolio(args) => questions::portfolio(context, &args).await.map(|()| false),
        Command::Statement(args) => statement::statement(context, &args).await.map(|()| false),
        Command::Timeline(args) => timeline::timeline(context, &args).await.map(|()| false),
        Command::Erase(args) => personal::erase(context, &args).await.map(|()| false),
        Command::Personal(args) => personal::personal(context, args.command).await.map(|()| false),
        Command::Verify(args) => verify::verify(context, &args).await,
        Command::Replay(args) => replay::replay(context, &args).await,
        Command::Policy(args) => policy::policy(context, args.command).await,
        Command::Checkpoint(args) => checkpoint::checkpoint(context, &args).await,
        Command::Witness(args) => witness::witness(context, &args).await.map(|()| false),
        Command::Key(args) => key::key(context, args.command).await.map(|()| false),
        Command::Evidence(args) => evidence::evidence(context, args.command).await,
        Command::Export(args) => export::export(context, args.command).await.map(|()| false),
        Command::Simulate(args) => simulate::simulate(context, &args).map(|()| false),
        Command::Explain(args) => explain::explain(context, &args).map(|()| false),
        Command::Schema(args) => schema::schema(context, &args).map(|()| false),
        Command::Bench(args) => bench::bench(context, &args).await.map(|()| false),
    }
}

/// `ID` or `ID:ROLE`; the user's name and finance without one.
fn caller(given: Option<&str>) -> Result<Actor, LedgerError> {
    let Some(given) = given else {
        let id = std::env::var("USER").ok().filter(|user| !user.is_empty());
        let id = id.unwrap_or_else(|| "unknown".to_owned());
        return Ok(Actor { id: id.as_str().into(), role: Role::Finance });
    };
    let (id, role) = given.rsplit_once(':').unwrap_or((given, "finance"));
    let role = serde_json::from_value(role.into())
        .map_err(|_| LedgerError::usage_of(told::no_such_role(quoted(role))))?;
    // What comes from the command line is as strict as what comes from a file.
    let strict = duebook_events::json::parse(json!({"id": id}).to_string().as_bytes());
    strict.map_err(|fault| LedgerError::usage_of(*fault.message))?;
    if id.is_empty() {
        return Err(LedgerError::usage_of(told::actor_unnamed()));
    }
    Ok(Actor { id: id.into(), role })
}

impl Context {
    /// The path of the ledger.
    pub fn path(&self) -> Result<&Path, LedgerError> {
        let db = self.db.as_deref().unwrap_or("duebook.db");
        if db.starts_with("postgres://") || db.starts_with("postgresql://") {
            return Err(LedgerError::usage_of(told::no_postgres()));
        }
        Ok(Path::new(db))
    }

    /// Opens a ledger that exists.
    pub fn open(&self) -> Result<Ledger, LedgerError> {
        self.open_at(self.path()?, Opening::Existing)
    }

    /// Opens a ledger, or creates an empty one.
    pub fn open_or_create(&self) -> Result<Ledger, LedgerError> {
        self.open_at(self.path()?, Opening::CreateIfMissing)
    }

    /// Opens a ledger to append to it, or creates an empty one; a dry run on a
    /// ledger that does not exist leaves none behind.
    pub fn open_to_write(&self, dry_run: bool) -> Result<Ledger, LedgerError> {
        if dry_run && !self.path()?.exists() {
            let store = Arc::new(MemoryStore::default());
            return Ok(Ledger::new(store, Arc::new(SystemClock), self.caller.clone()));
        }
        self.open_or_create()
    }

    /// Opens the ledger at a path.
    pub fn open_at(&self, path: &Path, opening: Opening) -> Result<Ledger, LedgerError> {
        let store = SqliteStore::open(path, opening)?;
        let ledger = Ledger::new(Arc::new(store), Arc::new(SystemClock), self.caller.clone());
        Ok(ledger.with_personal_keys(self.keys_of(path), self.output.lang()))
    }

    /// Where the keys of the ledger at a path are.
    pub fn keys_of(&self, path: &Path) -> PathBuf {
        match &self.personal_keys {
            Some(file) => PathBuf::from(file),
            None => path.with_added_extension("keys"),
        }
    }
}
