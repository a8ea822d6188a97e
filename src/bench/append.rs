//! Appends of single events: by one task and by many, beside a bare loop that commits the same
//! rows in groups.

mod bare;

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::{Actor, Draft, Instant, Position, Version};
use serde_json::json;

use super::bed::Bed;
use super::measuring::{failed, median, rate};
use super::raw::Row;
use super::{Line, Target, Unit};
use crate::ledger::intake::IntakeOptions;
use crate::ledger::{Ledger, LedgerError};
use crate::store::sqlite::envelope::Envelope;
use crate::store::{EventId, EventKind};
use bare::Bare;

/// How many tasks append at the same time, and how many events they append in one run.
const WRITERS: [(usize, usize); 4] = [(1, 300), (8, 2000), (64, 9600), (256, 19_200)];
/// The writers whose figures are held against a target.
const HELD: usize = 64;
/// Which share of the bare loop's rate they should reach.
const SHARE: Target = Target::AtLeast(0.85);
/// How many syncs the 99th of 100 appends may take.
const SYNCS: Target = Target::AtMost(5.0);

/// Rates and waits of each number of writers; each append is acknowledged only after the sync.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.tell("appending one by one …", "逐个写入……");
    let ledger = Arc::new(bed.scratch.ledger("append.db")?);
    let bare = Bare::start(&bed.scratch.0.join("append-bare.db"))?;
    let most = WRITERS.iter().map(|(writers, _)| *writers).max().unwrap_or_default();
    for task in 0..most {
        let registered =
            draft(ledger.caller(), task, "customer.registered", &json!({"name": "Bench"}))?;
        ledger.append(&vec![(0, registered)], IntakeOptions::default(), &[]).await?;
    }
    let sync = Line::new(
        "commit of one row, bare",
        "裸提交一行",
        bare.sync(bed.runs() * 20).await? * 1000.0,
        Unit::Milliseconds,
    );
    let mut lines = vec![sync.clone()];
    for (writers, events) in WRITERS {
        lines.extend(measured(bed, &ledger, &bare, writers, events, &sync).await?);
    }
    Ok(lines)
}

/// One number of writers, in turns with the bare loop.
async fn measured(
    bed: &Bed,
    ledger: &Arc<Ledger>,
    bare: &Bare,
    writers: usize,
    events: usize,
    sync: &Line,
) -> Result<Vec<Line>, LedgerError> {
    let each = events / writers;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut waits, mut their_waits) = (Vec::new(), Vec::new());
    for run in 0..bed.runs() {
        // Whoever begins has the emptier disk queue: that changes from run to run.
        for ledgers in [run % 2 == 0, run % 2 != 0] {
            // Both make their drafts as they go, as somebody does who is asked to record.
            let payments = (0..writers).map(|task| {
                let caller = ledger.caller().clone();
                (0..each).map(move |i| payment(&caller, task, writers * 1000 + run, i))
            });
            let timer = Timer::now();
            if ledgers {
                let tasks: Vec<_> = payments
                    .map(|payments| tokio::spawn(append(Arc::clone(ledger), payments)))
                    .collect();
                for task in tasks {
                    waits.extend(task.await.map_err(failed)??);
                }
                ours.push(timer.elapsed().as_secs_f64());
            } else {
                let rows = payments.map(|payments| payments.map(|draft| Ok(as_row(&draft?))));
                their_waits.extend(bare.run(rows.collect()).await?);
                theirs.push(timer.elapsed().as_secs_f64());
            }
        }
    }
    let rate = |seconds| rate((each * writers) as u64, median(seconds));
    let told = |en: &str, zh: &str| match writers {
        1 => (format!("{en}, 1 writer"), format!("{zh}，1 个写入者")),
        _ => (format!("{en}, {writers} writers"), format!("{zh}，{writers} 个写入者")),
    };
    let held = |target| (writers == HELD).then_some(target);
    let (en, zh) = told("bare group commit", "裸成组提交");
    let bare = Line::rate(&en, &zh, rate(theirs));
    let bare_waits = wait_lines(&en, &zh, their_waits);
    let (en, zh) = told("append", "写入");
    let ours = Line::rate(&en, &zh, rate(ours)).against(&bare, held(SHARE));
    let [p50, p99] = wait_lines(&en, &zh, waits);
    let p99 = p99.against(sync, held(SYNCS));
    let [bare_p50, bare_p99] = bare_waits;
    Ok(vec![bare, bare_p50, bare_p99.against(sync, None), ours, p50, p99])
}

/// How long one append takes, in the middle and at the slow end.
fn wait_lines(en: &str, zh: &str, mut waits: Vec<f64>) -> [Line; 2] {
    waits.sort_by(f64::total_cmp);
    [50, 99].map(|percent: usize| {
        let wait = waits.get(waits.len() * percent / 100).copied().unwrap_or_default();
        let (en, zh) = (format!("{en}: one, p{percent}"), format!("{zh}：单次 p{percent}"));
        Line::new(&en, &zh, wait * 1000.0, Unit::Milliseconds)
    })
}

/// Appends drafts one by one; how long each took.
async fn append(
    ledger: Arc<Ledger>,
    drafts: impl Iterator<Item = Result<Draft, LedgerError>> + Send,
) -> Result<Vec<f64>, LedgerError> {
    let mut waits = Vec::new();
    for draft in drafts {
        let one = vec![(0, draft?)];
        let timer = Timer::now();
        ledger.append(&one, IntakeOptions::default(), &[]).await?;
        waits.push(timer.elapsed().as_secs_f64());
    }
    Ok(waits)
}

/// A payment of the task's customer.
fn payment(caller: &Actor, task: usize, run: usize, i: usize) -> Result<Draft, LedgerError> {
    let number = format!("P-{run}-{task}-{i}");
    let data = json!({"payment": number, "currency": "CNY", "amount": "100.00"});
    draft(caller, task, "payment.received", &data)
}

/// A draft with an id such as the ledger gives to what it records itself: ordered by time.
fn draft(
    caller: &Actor,
    customer: usize,
    kind: &str,
    data: &serde_json::Value,
) -> Result<Draft, LedgerError> {
    let line = json!({
        "id": uuid::Uuid::now_v7().to_string(),
        "type": kind,
        "customer": format!("C-{customer:04}"),
        "effective": "2025-01-01",
        "data": data,
    });
    Draft::read(line.to_string().as_bytes(), caller).map_err(LedgerError::refused)
}

/// The row that the same payment becomes; its place in its stream is not looked up.
fn as_row(draft: &Draft) -> Row {
    let at = Instant::from_millis(1_740_795_069_123);
    let stream = draft.customer.as_str().trim_start_matches("C-").parse::<u32>();
    Row {
        envelope: Envelope {
            id: EventId(*draft.id.0.as_bytes()),
            stream: stream.unwrap_or_default() + 1,
            version: Version(2),
            prev: Position(1),
            kind: EventKind(draft.data.kind() as u8),
            schema: 1,
            effective_days: draft.effective.number(),
            recorded_at_ms: at.millis(),
            data_at: draft.bytes.data_at,
            data_len: draft.bytes.data_len,
        },
        line: draft.bytes.line(Position(2), Version(2), at),
        number: draft.data.creates().map(|number| (number.kind as u8, number.text.to_string())),
    }
}
