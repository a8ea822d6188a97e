//! Importing an event file: reading, judging and writing, beside bare inserts of the same bytes.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant as Timer;

use duebook_events::Position;

use super::bed::Bed;
use super::measuring::{failed, median, rate};
use super::raw::{Raw, Row, rows};
use super::{Line, Target};
use crate::ledger::LedgerError;
use crate::ledger::intake::IntakeOptions;
use crate::replay::PAGE_EVENTS;
use crate::simulate::{Config, write};

/// Events of the file at most.
const EVENTS_MAX: u64 = 200_000;
/// Events for each customer of the file.
const EVENTS_PER_CUSTOMER: u64 = 200;
/// Events of one bare transaction.
const BATCH: usize = 1000;
/// Which share of the bare rate an import should reach.
const TARGET: Target = Target::AtLeast(0.5);

/// The history that all topics share, once; and a file that is imported and inserted in turns.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.ledger().await?;
    let mut lines = bed.import_lines();
    bed.tell("importing beside bare inserts …", "导入与裸插入对比……");
    let events = bed.options.events.min(EVENTS_MAX);
    let path = bed.scratch.0.join("import.jsonl");
    let mut file = BufWriter::new(File::create(&path).map_err(failed)?);
    let customers = u32::try_from((events / EVENTS_PER_CUSTOMER).max(1)).unwrap_or(u32::MAX);
    write(&Config::new(customers, events, 2), &mut file).map_err(failed)?;
    file.flush().map_err(failed)?;
    let rows = imported(bed, &path).await?.1;
    let (mut imports, mut inserts) = (Vec::new(), Vec::new());
    for run in 0..bed.runs() {
        // Whoever begins has the emptier disk queue: that changes from run to run.
        for import in [run % 2 == 0, run % 2 != 0] {
            if import {
                imports.push(imported(bed, &path).await?.0);
            } else {
                inserts.push(inserted(bed, &rows)?);
            }
        }
    }
    let events = rows.len() as u64;
    let bare = Line::rate(
        "bare inserts, 1,000 a transaction",
        "裸插入，每个事务 1,000 个",
        rate(events, median(inserts)),
    );
    let import = Line::rate(
        "import of a file, until it is closed",
        "导入一个文件，直至关闭",
        rate(events, median(imports)),
    );
    lines.extend([bare.clone(), import.against(&bare, TARGET)]);
    Ok(lines)
}

/// Imports the file into an empty ledger: seconds, and its rows.
async fn imported(bed: &Bed, path: &Path) -> Result<(f64, Vec<Row>), LedgerError> {
    let name = "import.db";
    let keep =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    let timer = Timer::now();
    let ledger = bed.scratch.ledger(name)?;
    let file = File::open(path).map_err(failed)?;
    ledger.import_from(file, keep, failed).await?;
    drop(ledger);
    let seconds = timer.elapsed().as_secs_f64();
    let mut pages = Vec::new();
    let ledger = bed.scratch.ledger(name)?;
    ledger.store().scan(Position(1), Position(u64::MAX), PAGE_EVENTS, &mut |page| {
        pages.push(page);
        ControlFlow::Continue(())
    })?;
    drop(ledger);
    remove(&bed.scratch.0.join(name));
    Ok((seconds, rows(&pages)))
}

/// Inserts the rows into an empty database: seconds.
fn inserted(bed: &Bed, rows: &[Row]) -> Result<f64, LedgerError> {
    let path = bed.scratch.0.join("bare.db");
    let timer = Timer::now();
    let mut raw = Raw::create(&path)?;
    for batch in rows.chunks(BATCH) {
        raw.insert(batch, false).map_err(failed)?;
    }
    drop(raw);
    let seconds = timer.elapsed().as_secs_f64();
    remove(&path);
    Ok(seconds)
}

/// What cannot be removed goes with the folder.
fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let _ = std::fs::remove_file(name);
    }
}
