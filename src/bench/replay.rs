//! Reading the whole log: scan, scan and decode on one core, full replay on all; and
//! the same replay from the cache.

use std::hint::black_box;
use std::ops::ControlFlow;

use duebook_events::{CustomerId, EventData, Kind, Position};
use duebook_projections::aging::Basis;
use duebook_projections::digest::Digests;
use duebook_projections::portfolio::{AgingAnswer, Answer, BalanceAnswer};
use duebook_projections::{Account, Policy};

use super::bed::Bed;
use super::measuring::{failed, median, rate, time};
use super::{Line, Target};
use crate::ledger::LedgerError;
use crate::ledger::view::View;
use crate::replay::{Replay, WORTH_CACHING, Warm, stream_names};
use crate::store::EventStore;

/// What a rebuild from the cache of balance and aging should reach on each core, in
/// events a second.
const A_CORE: f64 = 5_000_000.0;

/// Scan, decode, replay; warm rebuild.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let cold = bed.reading().await?;
    let mut lines = cold.to_vec();
    lines.extend(rebuild(bed, bed.replay().await?).await?);
    Ok(lines)
}

/// Measures them in turns; the last line is the replay, which other topics are held against.
pub(super) async fn read(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let ledger = bed.ledger().await?;
    bed.tell("reading …", "读取……");
    let names = stream_names(ledger.store().as_ref()).await?;
    let view = bed.view().await?;
    let replay = cold(ledger.store().as_ref(), &view);
    let (mut scans, mut decodes, mut replays) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bed.runs() {
        scans.push(time(|| scan(replay.store, &view))?);
        decodes.push(time(|| decode(replay.store, &view))?);
        replays.push(time(|| all(&replay, &names))?);
    }
    let rate = |seconds| rate(bed.options.events, median(seconds));
    let scan = Line::rate("scan, one core", "扫描（单核）", rate(scans));
    let decode = Line::rate("scan + typed decode, one core", "扫描并解码（单核）", rate(decodes));
    let full = Line::rate(
        "replay into all projections, with digests",
        "重放全部投影并计算摘要",
        rate(replays),
    );
    let full = full.against(&decode, Target::AtLeast(1.5));
    Ok(vec![scan.clone(), decode.against(&scan, None), full])
}

/// The same rebuild from the cache, and balance and aging on one core.
async fn rebuild(bed: &Bed, cold_line: &Line) -> Result<Vec<Line>, LedgerError> {
    let ledger = bed.ledger().await?;
    let store = ledger.store().as_ref();
    let names = stream_names(store).await?;
    let view = bed.view().await?;
    let leaving = Warm::leave(store, view.cut.known_at, WORTH_CACHING).await?;
    all(&Replay { warm: Some(&leaving), ..cold(store, &view) }, &names)?;
    let warm = Warm::look(store, view.cut.known_at, WORTH_CACHING).await?;
    if warm.segments().is_none() {
        let name = duebook_events::Words::new("warm rebuild", "由缓存重建");
        let why = duebook_events::Words::new(
            "the history is too short for a cache",
            "历史太短，不建缓存",
        );
        return Ok(vec![Line::missing(name, super::Unit::PerSecond, why)]);
    }
    let on_all = Replay { warm: Some(&warm), ..cold(store, &view) };
    let on_one = Replay { workers: 1, ..on_all };
    let (mut rebuilds, mut agings) = (Vec::new(), Vec::new());
    for _ in 0..bed.runs() {
        rebuilds.push(time(|| all(&on_all, &names))?);
        agings.push(time(|| {
            let empty = || BalanceAndAging::new(&view.policy);
            on_one.answer(empty, &names).map(|(answer, _)| drop(black_box(answer)))
        })?);
    }
    let rate = |seconds| rate(bed.options.events, median(seconds));
    let rebuilt = Line::rate("warm rebuild of the same", "由缓存重建同样内容", rate(rebuilds));
    let aging =
        Line::rate("warm balance and aging, one core", "由缓存算余额与账龄（单核）", rate(agings));
    let wanted = Line::rate("so many a core", "每核目标", A_CORE);
    Ok(vec![
        rebuilt.against(cold_line, Target::AtLeast(5.0)),
        aging.against(&wanted, Target::AtLeast(1.0)),
    ])
}

fn cold<'r>(store: &'r dyn EventStore, view: &'r View) -> Replay<'r> {
    let workers = Replay::default_workers();
    Replay { store, view, workers, progress: &|_: u64| {}, warm: None }
}

/// Every projection and its digest.
fn all(replay: &Replay<'_>, names: &[(u32, CustomerId)]) -> Result<(), LedgerError> {
    let (answer, _) = replay.answer(|| Digests::new(&replay.view.policy), names)?;
    black_box(answer.digests());
    Ok(())
}

/// The payloads' bytes, as the store hands them out.
fn scan(store: &dyn EventStore, view: &View) -> Result<(), LedgerError> {
    let mut bytes = 0;
    store.scan_facts(Position(1), view.cut.known_at, &mut |row| {
        bytes += row.data.len();
        ControlFlow::Continue(())
    })?;
    black_box(bytes);
    Ok(())
}

/// Each event typed by `serde_json`, as anybody would, and let go.
fn decode(store: &dyn EventStore, view: &View) -> Result<(), LedgerError> {
    let mut wrong = None;
    store.scan_facts(Position(1), view.cut.known_at, &mut |row| {
        let Some(kind) = Kind::from_code(row.kind.0) else {
            wrong = Some(failed("a type of event is unknown"));
            return ControlFlow::Break(());
        };
        match EventData::decode_with_serde(kind, row.data) {
            Ok(data) => {
                black_box(data);
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(failed(error));
                ControlFlow::Break(())
            }
        }
    })?;
    wrong.map_or(Ok(()), Err)
}

/// Both in one pass.
struct BalanceAndAging {
    balance: BalanceAnswer,
    aging: AgingAnswer,
}

impl BalanceAndAging {
    fn new(policy: &Policy) -> Self {
        Self { balance: BalanceAnswer::default(), aging: AgingAnswer::new(Basis::Agreed, policy) }
    }
}

impl Answer for BalanceAndAging {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.balance.add(customer, account, policy);
        self.aging.add(customer, account, policy);
    }
    fn append(&mut self, later: Self) {
        self.balance.append(later.balance);
        self.aging.append(later.aging);
    }
    fn finish(&mut self) {
        self.balance.finish();
        self.aging.finish();
    }
}
