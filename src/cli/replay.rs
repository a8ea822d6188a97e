//! `replay`: every projection from the log, its rate and digests.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Instant as Timer;

use duebook_events::{CustomerId, Day, Position, Words};
use duebook_projections::digest::{Digests, Projections};
use duebook_projections::portfolio::Answer;
use duebook_projections::{Account, Policy};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::args::Replay as Args;
use super::output::Output;
use super::sheet::{Sheet, numbers, words};
use super::{Context, Found};
use crate::ledger::live::{Difference, LiveRows, LiveState, rows_of};
use crate::ledger::view::{Header, KnownAt, Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::replay::{Counts, Replay, Warm, stream_names};

/// Differences that are listed one by one.
const LISTED: usize = 20;

/// Answer of `replay`.
#[derive(Serialize)]
struct Rebuilt {
    #[serde(flatten)]
    header: Header,
    events: u64,
    customers: u64,
    seconds: f64,
    events_per_second: u64,
    projections: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Difference>,
}

/// Digests over all customers, and the rows that are kept beside the log.
struct Both {
    digests: Digests,
    live: LiveRows,
}

impl Answer for Both {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        let mut one = Projections::new(policy);
        one.add(customer, account, policy);
        self.live.0.push((customer.clone(), rows_of(&one)));
        self.digests.add_rows(one);
    }
    fn append(&mut self, later: Self) {
        self.digests.append(later.digests);
        self.live.append(later.live);
    }
    fn finish(&mut self) {
        self.digests.finish();
    }
}

/// Rebuilds, or compares; true if a comparison found a difference.
pub(crate) async fn replay(context: &Context, args: &Args) -> Result<Found, LedgerError> {
    let ledger = context.open()?;
    let state = ledger.live_state().await?;
    let as_of = args.as_of.or(state.as_ref().filter(|_| args.check).map(|state| state.as_of));
    let view = ledger.view(&Question { as_of, known_at: args.known_at, policy: None }).await?;
    let workers = args.workers.unwrap_or_else(Replay::default_workers).max(1);
    let head = ledger.head().await?;
    let (rebuilt, matches, differences) = if args.check {
        let state = state.unwrap_or_else(|| nothing_live(&view));
        let live_view = view_of(&ledger, &state).await?;
        let (asked, rows) = rebuild(&ledger, &live_view, workers).await?;
        let (differences, same) =
            compare(context.output, &ledger, &state, &live_view, &rows).await?;
        // One pass over the log serves both, unless another moment was asked for.
        let asked = if live_view.cut == view.cut {
            asked
        } else {
            rebuild(&ledger, &view, workers).await?.0
        };
        (asked, Some(same), differences)
    } else {
        let (asked, rows) = rebuild(&ledger, &view, workers).await?;
        // The past is looked at, not put in place of the present.
        if view.cut.known_at == head {
            ledger.replace_live(&view, rows).await?;
        }
        (asked, None, Vec::new())
    };
    let (projections, counts, seconds) = rebuilt;
    let answer = Rebuilt {
        header: view.header(),
        events: counts.events,
        customers: counts.customers,
        seconds: (seconds * 1000.0).round() / 1000.0,
        events_per_second: rate(counts.events, seconds),
        projections,
        matches,
        differences,
    };
    context.output.answer(&answer, || sheets(context, &answer))?;
    Ok(matches == Some(false))
}

fn run<A: Answer + Send>(
    ledger: &Ledger,
    view: &View,
    workers: usize,
    progress: &(dyn Fn(u64) + Sync),
    warm: &Warm,
    names: &[(u32, CustomerId)],
    empty: impl Fn() -> A + Sync,
) -> Result<(A, Counts), LedgerError> {
    Replay { store: ledger.store().as_ref(), view, workers, progress, warm: Some(warm) }
        .answer(empty, names)
}

/// Digests of every projection, what was gone through, and the seconds it took.
type Digested = (BTreeMap<&'static str, String>, Counts, f64);

/// Rebuilds every projection at a point of view.
async fn rebuild(
    ledger: &Ledger,
    view: &View,
    workers: usize,
) -> Result<(Digested, LiveRows), LedgerError> {
    let names = stream_names(ledger.store().as_ref()).await?;
    let timer = Timer::now();
    let warm = ledger.leave_warm(view.cut.known_at).await?;
    let (both, counts) = with_progress(view.cut.known_at, |progress| {
        run(ledger, view, workers, progress, &warm, &names, || Both {
            digests: Digests::new(&view.policy),
            live: LiveRows::default(),
        })
    })?;
    let digests = both.digests.digests();
    Ok(((digests, counts, timer.elapsed().as_secs_f64()), both.live))
}

/// The point of view for which the live projections hold.
async fn view_of(ledger: &Ledger, state: &LiveState) -> Result<View, LedgerError> {
    let question = Question {
        as_of: Some(state.as_of),
        known_at: Some(KnownAt::Position(state.position)),
        policy: None,
    };
    ledger.view(&question).await
}

/// Compares the live projections, row by row, with what was rebuilt for their
/// own point of view.
async fn compare(
    output: Output,
    ledger: &Ledger,
    state: &LiveState,
    view: &View,
    rows: &LiveRows,
) -> Result<(Vec<Difference>, bool), LedgerError> {
    let mut differences = ledger.compare_live(rows).await?;
    let behind = state.position < ledger.head().await?;
    let other_policy = view.policy.sha256 != state.policy_sha256;
    if behind || other_policy {
        let (position, policy) = (state.position, &state.policy);
        eprintln!("{}", output.say(&Words::new(
            format!("the live projections stand at position {position} under {policy}; `duebook replay` brings them up to date"),
            format!("现存投影截至位置 {position}，依据 {policy}；`duebook replay` 可使其更新"),
        )));
    }
    let same = differences.is_empty();
    differences.truncate(LISTED);
    Ok((differences, same))
}

/// Where nothing has been kept yet, there is nothing at position 0.
fn nothing_live(view: &View) -> LiveState {
    LiveState {
        as_of: view.cut.as_of,
        position: Position(0),
        policy: view.policy.citation.clone(),
        policy_sha256: view.policy.sha256.clone(),
    }
}

/// After something was appended: the live projections follow. Where there are
/// none yet they begin with today as their book date.
pub(crate) async fn catch_up(ledger: &Ledger) -> Result<(), LedgerError> {
    if ledger.live_state().await?.is_some() {
        return ledger.refresh_live().await;
    }
    let view = ledger.view(&Question::default()).await?;
    let names = stream_names(ledger.store().as_ref()).await?;
    let warm = ledger.leave_warm(view.cut.known_at).await?;
    let (rows, _) = with_progress(view.cut.known_at, |progress| {
        run(ledger, &view, Replay::default_workers(), progress, &warm, &names, LiveRows::default)
    })?;
    ledger.replace_live(&view, rows).await
}

/// Runs something with a progress bar on a terminal.
pub(crate) fn with_progress<T>(
    events: Position,
    work: impl FnOnce(&(dyn Fn(u64) + Sync)) -> T,
) -> T {
    if events.0 < 50_000 || !std::io::stderr().is_terminal() {
        return work(&|_| {});
    }
    let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} ({per_sec}, {eta})")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(events.0).with_style(style);
    let done = work(&|events| bar.set_position(events));
    bar.finish_and_clear();
    done
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
pub(crate) fn rate(events: u64, seconds: f64) -> u64 {
    // A rate for people: no figure of the ledger depends on it.
    if seconds > 0.0 { (events as f64 / seconds) as u64 } else { 0 }
}

fn sheets(context: &Context, answer: &Rebuilt) -> Vec<Sheet> {
    let output = context.output;
    let day: Day = answer.header.as_of;
    let columns = vec![words("projection", "投影"), words("SHA-256", "SHA-256")];
    let title = format!("{} {} {day}", output.word("Replay", "重放"), output.word("as of", "截至"));
    let mut digests = Sheet::new(title, columns);
    for (name, digest) in &answer.projections {
        digests.push(vec![(*name).to_owned(), digest.clone()]);
    }
    let columns = vec![
        numbers("events", "事件"),
        numbers("customers", "客户"),
        numbers("seconds", "秒"),
        numbers("events/s", "事件/秒"),
        words("live projections", "现存投影"),
    ];
    let mut counts = Sheet::new("", columns);
    counts.push(vec![
        answer.events.to_string(),
        answer.customers.to_string(),
        format!("{:.3}", answer.seconds),
        answer.events_per_second.to_string(),
        match answer.matches {
            Some(true) => output.word("the same", "一致").to_owned(),
            Some(false) => output.word("DIFFERENT", "不一致").to_owned(),
            None => output.word("rebuilt", "已重建").to_owned(),
        },
    ]);
    let mut sheets = vec![counts, digests];
    if !answer.differences.is_empty() {
        let columns = vec![words("projection", "投影"), words("customer", "客户")];
        let mut differences = Sheet::new(output.word("Differences", "差异"), columns);
        for difference in &answer.differences {
            differences.push(vec![difference.projection.to_owned(), difference.customer.clone()]);
        }
        sheets.push(differences);
    }
    sheets
}
