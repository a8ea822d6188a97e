//! What an event costs on this machine: each rate beside its limit, in one run.
//!
//! Absolute figures differ between machines and hours; the ratios are what to
//! compare. Every line is run several times and the median is reported.

mod append;
mod backfill;
mod bundle;
mod customer;
mod evidence;
mod policy;
mod report;

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::{Actor, Day, Lang, Role, Words};
use duebook_projections::digest::Projections;
use serde::Serialize;

use crate::clock::SystemClock;
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::{Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::replay::{PAGE_EVENTS, Replay, stream_names};
use crate::simulate::{Config, write};
use crate::store::sqlite::Opening;
use crate::store::{EventStore, SqliteStore};

/// How much is measured.
#[derive(Debug, Clone)]
pub struct Options {
    /// Events of the history.
    pub events: u64,
    /// Customers of the history.
    pub customers: u32,
    /// Runs of each line.
    pub runs: usize,
    /// What is measured; everything if empty.
    pub only: Vec<Topic>,
}

/// Something to measure. All but the last three read the same imported history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Topic {
    /// Scan, decode, replay.
    Replay,
    /// Verify, beside a scan whose bytes are hashed.
    Verify,
    /// A customer's bundle, beside reading the customer's events.
    Bundle,
    /// Trying another policy.
    Policy,
    /// Month-end histories.
    Backfill,
    /// What the tree adds to an append.
    Tree,
    /// Single appends, by one task and by many.
    Append,
    /// One customer with a long history.
    Customer,
}

impl Options {
    fn wants(&self, topic: Topic) -> bool {
        self.only.is_empty() || self.only.contains(&topic)
    }
}

/// One measured line.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// What was measured.
    pub name: &'static str,
    /// Events a second, the median of the runs.
    pub per_second: f64,
    /// With what it is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<&'static str>,
    /// Its rate by the other's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// What to aim at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<&'static str>,
}

/// A folder that is removed when the measuring ends.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new() -> Result<Self, LedgerError> {
        let path = std::env::temp_dir().join(format!("duebook-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(failed)?;
        Ok(Self(path))
    }

    fn ledger(&self, name: &str) -> Result<Ledger, LedgerError> {
        let store =
            SqliteStore::open(&self.0.join(name), Opening::CreateIfMissing).map_err(failed)?;
        let actor = Actor { id: "bench".into(), role: Role::System };
        Ok(Ledger::new(Arc::new(store), Arc::new(SystemClock), actor))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Measures and prints a table in a language, or JSON.
///
/// # Errors
/// When a store fails.
pub async fn run(options: &Options, as_json: bool, lang: Lang) -> Result<(), LedgerError> {
    let scratch = Scratch::new()?;
    let mut lines = Vec::new();
    let on_history = [Topic::Replay, Topic::Verify, Topic::Bundle, Topic::Policy, Topic::Backfill];
    if on_history.iter().any(|topic| options.wants(*topic)) {
        let ledger = imported(&scratch, options, &mut lines, lang).await?;
        on_one_history(&ledger, &scratch, options, &mut lines, lang).await?;
    }
    if options.wants(Topic::Tree) {
        tell(lang, "appending with the tree and without it …", "带散列树与不带散列树写入……");
        lines.extend(evidence::appending(&scratch, options.runs).await?);
    }
    if options.wants(Topic::Append) {
        tell(lang, "appending one by one …", "逐个写入……");
        lines.extend(append::measure(&scratch.ledger("append.db")?, options.runs, lang).await?);
    }
    if options.wants(Topic::Customer) {
        tell(lang, "asking about one customer with a long history …", "询问一位往来很长的客户……");
        lines.extend(customer::measure(&scratch.ledger("customer.db")?, options.runs).await?);
    }
    report::print(&lines, as_json, lang)
}

/// A simulated history, imported.
async fn imported(
    scratch: &Scratch,
    options: &Options,
    lines: &mut Vec<Line>,
    lang: Lang,
) -> Result<Ledger, LedgerError> {
    let config = Config::new(options.customers, options.events, 1);
    let mut history = Vec::new();
    let simulated = time(|| write(&config, &mut history).map(|_| ()).map_err(failed))?;
    lines.push(Line {
        name: "simulate",
        per_second: rate(options.events, simulated),
        compared_with: None,
        ratio: None,
        target: Some("100,000/s"),
    });
    let events = options.events;
    tell(lang, &format!("importing {events} events …"), &format!("导入 {events} 个事件……"));
    let ledger = scratch.ledger("bench.db")?;
    let keep = IntakeOptions { preserve_recorded_at: true, dry_run: false };
    let timer = Timer::now();
    ledger.import(&history, keep).await?;
    lines.push(Line {
        name: "import (parse, door, append)",
        per_second: rate(options.events, timer.elapsed().as_secs_f64()),
        compared_with: None,
        ratio: None,
        target: None,
    });
    Ok(ledger)
}

/// What reads that history.
async fn on_one_history(
    ledger: &Ledger,
    scratch: &Scratch,
    options: &Options,
    lines: &mut Vec<Line>,
    lang: Lang,
) -> Result<(), LedgerError> {
    let (events, runs) = (options.events, options.runs);
    let mut replayed = 0.0;
    // A policy and its histories are told beside a replay of the same run.
    if [Topic::Replay, Topic::Policy, Topic::Backfill].iter().any(|topic| options.wants(*topic)) {
        tell(lang, "reading …", "读取……");
        lines.extend(reading(ledger, options).await?);
        replayed = lines.last().map_or(0.0, |line| line.per_second);
    }
    if options.wants(Topic::Verify) {
        tell(lang, "verifying …", "核验……");
        lines.extend(evidence::verifying(ledger, events, runs)?);
    }
    if options.wants(Topic::Bundle) {
        tell(lang, "packing a bundle …", "打包证据……");
        lines.extend(bundle::measure(ledger, scratch, runs).await?);
    }
    if options.wants(Topic::Policy) {
        tell(lang, "changing the policy …", "更换政策……");
        lines.push(policy::measure(ledger, events, runs, replayed).await?);
    }
    if options.wants(Topic::Backfill) {
        lines.push(backfill::measure(ledger, events, runs, replayed).await?);
    }
    Ok(())
}

/// Scan, scan and decode, full replay; on the same cores.
async fn reading(ledger: &Ledger, options: &Options) -> Result<Vec<Line>, LedgerError> {
    let names = stream_names(ledger.store().as_ref()).await?;
    let as_of = Day::try_new("2025-12-31").map_err(failed)?;
    let view: View = ledger.view(&Question { as_of: Some(as_of), ..Question::default() }).await?;
    let quiet = |_: u64| {};
    let replay = Replay {
        store: ledger.store().as_ref(),
        view: &view,
        workers: Replay::default_workers(),
        progress: &quiet,
        warm: None,
    };
    let (mut scans, mut decodes, mut replays) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs.max(1) {
        scans.push(time(|| scan(ledger.store().as_ref(), &view))?);
        decodes.push(time(|| replay.load(&names).map(|_| ()))?);
        replays.push(time(|| {
            let (answer, _) = replay.answer(|| Projections::new(&view.policy), &names)?;
            std::hint::black_box(answer.digests());
            Ok(())
        })?);
    }
    let events = options.events;
    let (scan, decode, full) =
        (rate(events, median(scans)), rate(events, median(decodes)), rate(events, median(replays)));
    Ok(vec![
        Line { name: "scan", per_second: scan, compared_with: None, ratio: None, target: None },
        Line {
            name: "scan + typed decode",
            per_second: decode,
            compared_with: Some("scan"),
            ratio: Some(decode / scan),
            target: None,
        },
        Line {
            name: "replay into all projections, with digests",
            per_second: full,
            compared_with: Some("scan + typed decode"),
            ratio: Some(full / decode),
            target: Some("0.5"),
        },
    ])
}

fn scan(store: &dyn EventStore, view: &View) -> Result<(), LedgerError> {
    let mut bytes = 0;
    store.scan(duebook_events::Position(1), view.cut.known_at, PAGE_EVENTS, &mut |page| {
        bytes += page.bytes.len();
        std::ops::ControlFlow::Continue(())
    })?;
    std::hint::black_box(bytes);
    Ok(())
}

fn time(work: impl FnOnce() -> Result<(), LedgerError>) -> Result<f64, LedgerError> {
    let timer = Timer::now();
    work()?;
    Ok(timer.elapsed().as_secs_f64())
}

#[allow(clippy::cast_precision_loss)]
fn rate(events: u64, seconds: f64) -> f64 {
    // Rates are for people: no figure of the ledger depends on them.
    if seconds > 0.0 { events as f64 / seconds } else { 0.0 }
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or_default()
}

/// Says on standard error what goes on.
fn tell(lang: Lang, en: &str, zh: &str) {
    eprintln!("{}", Words::new(en, zh).in_lang(lang));
}

fn failed(error: impl std::fmt::Display) -> LedgerError {
    LedgerError::Store(crate::messages::store::engine_failed(error))
}
