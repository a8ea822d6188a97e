//! What the measuring rests on: a folder, and one simulated history that is
//! imported the first time that somebody asks for it.
//!
//! The history goes from the generator to files and from them into the ledger,
//! piece by piece: what is held in memory does not grow with it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant as Timer;

use duebook_events::{Day, Lang};
use tokio::sync::OnceCell;

use super::measuring::{Scratch, failed, forget_peak, peak, rate, tell};
use super::memory::pages;
use super::{Line, Options};
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::{Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::simulate::{Config, write};

/// Lines of one file: what is imported at once.
const PIECE_LINES: u64 = 10_000_000;

/// The folder, the options, and the history.
pub(super) struct Bed {
    pub options: Options,
    pub lang: Lang,
    pub scratch: Scratch,
    history: OnceCell<History>,
    replayed: OnceCell<Vec<Line>>,
}

/// A simulated history, imported.
struct History {
    ledger: Ledger,
    simulated: f64,
    imported: f64,
    peak: Option<u64>,
    /// Bytes of the database just then: what is measured later adds read models to it.
    stored: u64,
}

impl Bed {
    pub fn new(options: Options, lang: Lang) -> Result<Self, LedgerError> {
        let scratch = Scratch::new()?;
        Ok(Self { options, lang, scratch, history: OnceCell::new(), replayed: OnceCell::new() })
    }

    /// How often each line is measured.
    pub fn runs(&self) -> usize {
        self.options.runs.max(1)
    }

    /// Says on standard error what goes on.
    pub fn tell(&self, en: &str, zh: &str) {
        tell(self.lang, en, zh);
    }

    /// The ledger with the simulated history.
    pub async fn ledger(&self) -> Result<&Ledger, LedgerError> {
        Ok(&self.history().await?.ledger)
    }

    /// The path of that ledger.
    pub fn path(&self) -> PathBuf {
        self.scratch.0.join("bench.db")
    }

    /// The last day of the history: every question's book date.
    pub fn as_of() -> Result<Day, LedgerError> {
        Day::try_new("2025-12-31").map_err(failed)
    }

    /// All of the history, as of its last day.
    pub async fn view(&self) -> Result<View, LedgerError> {
        let question = Question { as_of: Some(Self::as_of()?), ..Question::default() };
        self.ledger().await?.view(&question).await
    }

    /// Whether anybody has asked for the history.
    pub fn has_history(&self) -> bool {
        self.history.get().is_some()
    }

    /// What making and importing the history took; nothing if nobody has asked for it.
    pub fn import_lines(&self) -> Vec<Line> {
        let Some(history) = self.history.get() else { return Vec::new() };
        let events = self.options.events;
        let simulate = Line::rate("simulate", "模拟", rate(events, history.simulated));
        let import = rate(events, history.imported);
        vec![
            simulate,
            Line::rate("import (parse, door, append)", "导入（解析、检查、写入）", import),
        ]
    }

    /// The most memory that importing held, if anything was imported and the system says it.
    pub fn import_peak(&self) -> Option<u64> {
        self.history.get()?.peak
    }

    /// Bytes of the database with the history and nothing else.
    pub async fn stored(&self) -> Result<u64, LedgerError> {
        Ok(self.history().await?.stored)
    }

    /// Scan, decode and replay of this run, in this order: measured once,
    /// as the limits of what is told beside them.
    pub async fn reading(&self) -> Result<&[Line], LedgerError> {
        let lines = self.replayed.get_or_try_init(|| super::replay::read(self)).await?;
        Ok(lines)
    }

    /// The line of a full replay of this run.
    pub async fn replay(&self) -> Result<&Line, LedgerError> {
        let lines = self.reading().await?;
        lines.last().ok_or_else(|| failed("nothing was replayed"))
    }

    async fn history(&self) -> Result<&History, LedgerError> {
        self.history.get_or_try_init(|| self.imported()).await
    }

    async fn imported(&self) -> Result<History, LedgerError> {
        let events = self.options.events;
        self.tell(&format!("simulating {events} events …"), &format!("模拟 {events} 个事件……"));
        let timer = Timer::now();
        let mut pieces = Pieces::new(self.scratch.0.clone());
        write(&Config::new(self.options.customers(), events, 1), &mut pieces).map_err(failed)?;
        let simulated = timer.elapsed().as_secs_f64();
        self.tell("importing …", "导入……");
        forget_peak();
        let ledger = self.scratch.ledger("bench.db")?;
        let keep = IntakeOptions {
            preserve_recorded_at: true,
            dry_run: false,
            ..IntakeOptions::default()
        };
        let mut imported = 0.0;
        for path in pieces.paths {
            let piece = File::open(&path).map_err(failed)?;
            let timer = Timer::now();
            ledger.import_from(piece, keep, failed).await?;
            imported += timer.elapsed().as_secs_f64();
            std::fs::remove_file(&path).map_err(failed)?;
        }
        let (peak, stored) = (peak(), pages(&self.path()).map_err(failed)?);
        // What is measured from here on reads: its memory is told by itself.
        forget_peak();
        Ok(History { ledger, simulated, imported, peak, stored })
    }
}

/// Files of [`PIECE_LINES`] lines, begun as the lines come.
struct Pieces {
    folder: PathBuf,
    paths: Vec<PathBuf>,
    file: Option<BufWriter<File>>,
    left: u64,
}

impl Pieces {
    fn new(folder: PathBuf) -> Self {
        Self { folder, paths: Vec::new(), file: None, left: 0 }
    }

    /// Begins a file where there is none with room for another line.
    fn begin(&mut self) -> io::Result<()> {
        if self.left == 0 {
            self.flush()?;
            let path = self.folder.join(format!("history-{}.jsonl", self.paths.len()));
            self.file = Some(BufWriter::with_capacity(1 << 20, File::create(&path)?));
            self.paths.push(path);
            self.left = PIECE_LINES;
        }
        Ok(())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin()?;
        // As many lines as this file still takes; the rest goes into the next.
        let (mut taken, mut left) = (0, self.left);
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if left == 0 {
                break;
            }
            taken += line.len();
            left -= u64::from(line.ends_with(b"\n"));
        }
        if let Some(file) = &mut self.file {
            file.write_all(&bytes[..taken])?;
        }
        self.left = left;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}
