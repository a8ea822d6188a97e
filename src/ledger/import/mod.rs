//! Event files: JSON Lines, read in parallel, taken in whole or not at all
//! (contract, event file).
//!
//! A short file is one batch. A long one is read, judged and written at once, piece by
//! piece ([`pieces`], [`long`]): it need not stand in memory, and its events lie in one
//! transaction that is committed after its last line.

mod long;
mod pieces;

use std::io::{Cursor, Read};

use duebook_events::{Actor, Draft, Fault, Words};

use super::Ledger;
use super::error::LedgerError;
use super::intake::{Chunk, Drafts, IntakeOptions, Numbered, Receipt};
use crate::interchange::mapping::{Mapping, MappingError};
use crate::messages::store::{engine_failed, thread_died};

/// Lines that are read before the door sees them.
const CHUNK_LINES: usize = 20_000;

/// The longest file that is read before the door sees it, in bytes: while it is judged,
/// others may write.
const SHORT_BYTES: usize = 4 << 20;

/// An event file in memory.
pub struct EventFile<'f> {
    lines: Vec<(u64, &'f [u8])>,
    caller: Actor,
}

impl<'f> EventFile<'f> {
    /// Splits a file into physical lines; blank ones are skipped and not counted
    /// as events.
    #[must_use]
    pub fn new(bytes: &'f [u8], caller: Actor) -> Self {
        Self { lines: lines_of(without_mark(bytes), 1).collect(), caller }
    }
}

/// A file without the mark that some programs put in front of UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The lines of a part of a file that are not blank, with their numbers.
fn lines_of(bytes: &[u8], first: u64) -> impl Iterator<Item = (u64, &[u8])> {
    bytes
        .split(|byte| *byte == b'\n')
        .zip(first..)
        .map(|(line, number)| (number, line.strip_suffix(b"\r").unwrap_or(line)))
        .filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace))
}

/// Reads lines up to the first that cannot be read.
fn read_lines<'l>(lines: impl Iterator<Item = (u64, &'l [u8])>, caller: &Actor) -> Chunk {
    let mut chunk = Chunk { drafts: Vec::with_capacity(lines.size_hint().0), then: None };
    for (number, line) in lines {
        match Draft::read(line, caller) {
            Ok(draft) => chunk.drafts.push((number, draft)),
            Err(fault) => {
                chunk.then = Some(LedgerError::at_line(number, fault));
                break;
            }
        }
    }
    chunk
}

impl Drafts for EventFile<'_> {
    fn chunk(&self, index: usize) -> Option<Chunk> {
        let from = index.checked_mul(CHUNK_LINES)?;
        let lines = self.lines.get(from..)?;
        if lines.is_empty() {
            return None;
        }
        let lines = &lines[..lines.len().min(CHUNK_LINES)];
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let share = lines.len().div_ceil(workers).max(500);
        let parts: Vec<Chunk> = std::thread::scope(|scope| {
            let readers: Vec<_> = lines
                .chunks(share)
                .map(|part| scope.spawn(|| read_lines(part.iter().copied(), &self.caller)))
                .collect();
            readers.into_iter().map(|reader| reader.join().unwrap_or_else(|_| died())).collect()
        });
        let mut whole = Chunk::default();
        for mut part in parts {
            whole.drafts.append(&mut part.drafts);
            if part.then.is_some() {
                whole.then = part.then;
                break;
            }
        }
        Some(whole)
    }
}

impl Ledger {
    /// Imports an event file: all of it, or nothing.
    ///
    /// # Errors
    /// The first line that is refused or in conflict, or the store.
    pub async fn import(
        &self,
        bytes: &[u8],
        options: IntakeOptions,
    ) -> Result<Receipt, LedgerError> {
        if bytes.len() > SHORT_BYTES && self.takes_pieces(options).await? {
            let failed = |error| LedgerError::Store(engine_failed(error));
            let file = Box::new(Cursor::new(bytes.to_vec()));
            return self.import_long(file, Box::new(failed), options).await;
        }
        let file = EventFile::new(bytes, self.caller().clone());
        self.append(&file, options, &[]).await
    }

    /// Imports an event file that is read as it is taken in: all of it, or nothing.
    /// `failed` says what it means that it cannot be read.
    ///
    /// # Errors
    /// The first line that is refused or in conflict, the file, or the store.
    pub async fn import_from(
        &self,
        mut file: impl Read + Send + 'static,
        options: IntakeOptions,
        failed: impl Fn(std::io::Error) -> LedgerError + Send + 'static,
    ) -> Result<Receipt, LedgerError> {
        let mut bytes = Vec::new();
        let most = SHORT_BYTES as u64 + 1;
        (&mut file).take(most).read_to_end(&mut bytes).map_err(&failed)?;
        if bytes.len() > SHORT_BYTES && self.takes_pieces(options).await? {
            let file = Box::new(Cursor::new(bytes).chain(file));
            return self.import_long(file, Box::new(failed), options).await;
        }
        file.read_to_end(&mut bytes).map_err(failed)?;
        let file = EventFile::new(&bytes, self.caller().clone());
        self.append(&file, options, &[]).await
    }

    /// The events that the rows of a CSV file become. `summary` is told what the
    /// rows became.
    ///
    /// # Errors
    /// What is wrong with the mapping or a row.
    pub fn mapped(
        &self,
        csv: impl Read,
        mapping: &Mapping,
        file_sha256: &str,
        summary: &mut dyn FnMut(&dyn std::fmt::Display),
    ) -> Result<Vec<Numbered>, LedgerError> {
        let conversion = mapping.convert(csv).map_err(|error| mapping_refused(&error))?;
        summary(&conversion.summary);
        let mut drafts: Vec<Numbered> = Vec::with_capacity(conversion.events.len());
        for mapped in conversion.events {
            let mut fields = mapped.event;
            if let Some(source) = fields.get_mut("source").and_then(|s| s.as_object_mut()) {
                source.insert("file_sha256".to_owned(), file_sha256.into());
            }
            let draft = Draft::from_fields(&fields, self.caller())
                .map_err(|fault| LedgerError::at_line(mapped.line, fault))?;
            drafts.push((mapped.line, draft));
        }
        Ok(drafts)
    }
}

/// A thread that panicked: its lines are missing, so nothing may be taken in.
fn died() -> Chunk {
    let error = LedgerError::Store(thread_died(Words::new("reading", "读取")));
    Chunk { drafts: Vec::new(), then: Some(error) }
}

/// A mapping's error in the form in which every refusal is told.
#[must_use]
pub fn mapping_refused(error: &MappingError) -> LedgerError {
    let fault = Fault::of(error.field().unwrap_or_default(), error.message());
    match error.line() {
        // The lines of the mapping, which the message names, are not those of the file.
        Some(line) if !matches!(error, MappingError::Columns { .. }) => {
            LedgerError::at_line(line, fault)
        }
        _ => LedgerError::refused(fault),
    }
}
