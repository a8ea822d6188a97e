//! Reading the whole log: scan, scan and decode, full replay; on the same cores.

use duebook_events::Position;
use duebook_projections::digest::Projections;

use super::bed::Bed;
use super::measuring::{median, rate, time};
use super::{Line, Target};
use crate::ledger::LedgerError;
use crate::ledger::view::View;
use crate::replay::{PAGE_EVENTS, Replay, stream_names};
use crate::store::EventStore;

/// Scan, decode, replay.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    Ok(bed.reading().await?.to_vec())
}

/// Measures them in turns; the last line is the replay, which other topics are held against.
pub(super) async fn read(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let ledger = bed.ledger().await?;
    bed.tell("reading …", "读取……");
    let names = stream_names(ledger.store().as_ref()).await?;
    let view = bed.view().await?;
    let replay = Replay {
        store: ledger.store().as_ref(),
        view: &view,
        workers: Replay::default_workers(),
        progress: &|_: u64| {},
    };
    let (mut scans, mut decodes, mut replays) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bed.runs() {
        scans.push(time(|| scan(ledger.store().as_ref(), &view))?);
        decodes.push(time(|| replay.load(&names).map(|_| ()))?);
        replays.push(time(|| {
            let (answer, _) = replay.answer(|| Projections::new(&view.policy), &names)?;
            std::hint::black_box(answer.digests());
            Ok(())
        })?);
    }
    let rate = |seconds| rate(bed.options.events, median(seconds));
    let scan = Line::rate("scan", "扫描", rate(scans));
    let decode = Line::rate("scan + typed decode", "扫描并解码", rate(decodes));
    let full = Line::rate(
        "replay into all projections, with digests",
        "重放全部投影并计算摘要",
        rate(replays),
    );
    let full = full.against(&decode, Target::AtLeast(0.5));
    Ok(vec![scan.clone(), decode.against(&scan, None), full])
}

fn scan(store: &dyn EventStore, view: &View) -> Result<(), LedgerError> {
    let mut bytes = 0;
    store.scan(Position(1), view.cut.known_at, PAGE_EVENTS, &mut |page| {
        bytes += page.bytes.len();
        std::ops::ControlFlow::Continue(())
    })?;
    std::hint::black_box(bytes);
    Ok(())
}
