//! What is held: the database on disk beside the events' bytes, and the most
//! memory of a run.

use std::ops::ControlFlow;
use std::path::Path;

use duebook_events::{Position, Words};
use rusqlite::{Connection, OpenFlags};

use super::bed::Bed;
use super::measuring::{bytes, peak};
use super::{Line, Target, Unit};
use crate::ledger::LedgerError;
use crate::replay::PAGE_EVENTS;

/// Bytes of memory that no run should exceed, up to 10,000,000 events.
const MEMORY_MAX: f64 = 2e9;
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
    let own = Line::new("canonical bytes", "规范字节", bytes(canonical), Unit::Bytes);
    let stored = bytes(bed.stored().await?);
    let stored = Line::new("database", "数据库", stored, Unit::Bytes);
    // The file that SQLite writes ahead is kept at its largest and used again.
    let ahead = std::fs::metadata(bed.path().with_extension("db-wal"));
    let ahead = bytes(ahead.map_or(0, |file| file.len()));
    let ahead = Line::new("write-ahead file beside it", "其旁的预写文件", ahead, Unit::Bytes);
    Ok(vec![own.clone(), stored.against(&own, SIZE), ahead])
}

/// The size of a database with all that is written, wherever it still lies.
pub(super) fn pages(path: &Path) -> rusqlite::Result<u64> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    // Neither is ever negative.
    Ok((number("page_count")? * number("page_size")?).unsigned_abs())
}

/// The most memory that the run held: while it imported, and after that.
pub(super) fn peaks(bed: &Bed) -> Vec<Line> {
    let line = |en: &str, zh: &str, held: Option<u64>| match held {
        Some(held) => {
            let most = Line::new("at most", "上限", MEMORY_MAX, Unit::Bytes);
            Line::new(en, zh, bytes(held), Unit::Bytes).against(&most, Target::AtMost(1.0))
        }
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
