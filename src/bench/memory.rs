//! What is held: the database on disk beside the events' bytes, and the most
//! memory of a run.

use std::ops::ControlFlow;

use duebook_events::{Position, Words};

use super::bed::Bed;
use super::measuring::{bytes, failed, peak};
use super::{Line, Target, Unit};
use crate::ledger::LedgerError;
use crate::replay::PAGE_EVENTS;

/// How many times the events' own bytes the database may take.
const SIZE: Target = Target::AtMost(1.6);

/// The database, beside the canonical bytes of its events.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let store = bed.ledger().await?.store();
    let mut canonical = 0_u64;
    store.scan(Position(1), Position(u64::MAX), PAGE_EVENTS, &mut |page| {
        canonical += page.rows.iter().map(|row| page.line(row).len() as u64).sum::<u64>();
        ControlFlow::Continue(())
    })?;
    // The log that SQLite writes ahead is part of what the disk holds.
    let mut stored = std::fs::metadata(bed.path()).map_err(failed)?.len();
    let ahead = bed.path().with_extension("db-wal");
    stored += std::fs::metadata(ahead).map_or(0, |file| file.len());
    let own = Line::new("canonical bytes", "规范字节", bytes(canonical), Unit::Bytes);
    let stored = Line::new("database", "数据库文件", bytes(stored), Unit::Bytes);
    Ok(vec![own.clone(), stored.against(&own, SIZE)])
}

/// The most memory that the run held: while it imported, and after that.
pub(super) fn peaks(bed: &Bed) -> Vec<Line> {
    let line = |en: &str, zh: &str, held: Option<u64>| match held {
        Some(held) => Line::new(en, zh, bytes(held), Unit::Bytes),
        None => Line::missing(
            Words::new(en, zh),
            Unit::Bytes,
            Words::new(
                "not known: no /proc/self/status here",
                "未知：此系统没有 /proc/self/status",
            ),
        ),
    };
    let mut lines = Vec::new();
    if bed.has_history() {
        lines.push(line("peak memory, importing", "内存峰值：导入", bed.import_peak()));
    }
    lines.push(line("peak memory, measuring", "内存峰值：测量", peak()));
    lines
}
