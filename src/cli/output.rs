//! How answers are printed: a table for people, JSON for programs, CSV for sheets.

use std::io::{BufWriter, IsTerminal, Write};

use comfy_table::Table;
use duebook_events::{Lang, Words};
use serde::Serialize;

use super::args::Format;
use super::sheet::Sheet;
use crate::ledger::LedgerError;

/// Format and language of answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    format: Format,
    lang: Lang,
    width: Option<u16>,
}

impl Output {
    /// What was asked for; else tables on a terminal and JSON in a pipe, in the
    /// language of the locale.
    pub fn new(format: Option<Format>, lang: Option<Lang>) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let format = format.unwrap_or(if terminal { Format::Table } else { Format::Json });
        Self { format, lang: lang.unwrap_or_else(lang_of_locale), width: None }
    }

    /// The same in tables of at most this width.
    pub fn with_width(self, width: u16) -> Self {
        Self { width: Some(width), ..self }
    }

    /// How wide tables may be: what was set, else as wide as the terminal, else
    /// as wide as they like.
    pub fn width(self) -> Option<u16> {
        self.width.or_else(|| Table::new().width().filter(|width| *width > 20))
    }

    /// The language of the answer.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// Whether the answer is in Chinese.
    pub fn is_zh(self) -> bool {
        self.lang == Lang::Zh
    }

    /// Words in the language of the answer.
    pub fn say(self, words: &Words) -> &str {
        words.in_lang(self.lang)
    }

    /// Whether programs read the answer.
    pub fn is_json(self) -> bool {
        self.format == Format::Json
    }

    /// Whether people read the answer on a terminal or on paper.
    pub fn is_table(self) -> bool {
        self.format == Format::Table
    }

    /// The word in the language of the answer.
    pub fn word<'w>(self, en: &'w str, zh: &'w str) -> &'w str {
        match self.lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// Prints an answer: as JSON, or the sheets that show it.
    pub fn answer(
        self,
        json: &impl Serialize,
        sheets: impl FnOnce() -> Vec<Sheet>,
    ) -> Result<(), LedgerError> {
        let text = match self.format {
            Format::Json => return write_json(json),
            Format::Table => {
                let sheets: Vec<String> =
                    sheets().iter().map(|sheet| sheet.as_table(self)).collect();
                sheets.join("\n")
            }
            Format::Csv => match sheets().first() {
                Some(sheet) => sheet.as_csv(self)?,
                None => String::new(),
            },
        };
        write(text.as_bytes())
    }
}

/// Writes to standard output; a reader that has gone away is no error.
pub(crate) fn write(bytes: &[u8]) -> Result<(), LedgerError> {
    let mut out = std::io::stdout().lock();
    unless_gone(out.write_all(bytes).and_then(|()| out.flush()))
}

/// Writes a line of JSON as it is made: an answer about all customers is never held as a text.
fn write_json(json: &impl Serialize) -> Result<(), LedgerError> {
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let written = serde_json::to_writer(&mut out, json).map_err(std::io::Error::from);
    unless_gone(written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()))
}

fn unless_gone(written: std::io::Result<()>) -> Result<(), LedgerError> {
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(failed),
    }
}

/// An output that cannot be written.
pub(crate) fn failed(error: impl std::fmt::Display) -> LedgerError {
    LedgerError::Store(crate::messages::store::cannot_write(error))
}

fn lang_of_locale() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if set.is_some_and(|locale| locale.starts_with("zh")) { Lang::Zh } else { Lang::En }
}
