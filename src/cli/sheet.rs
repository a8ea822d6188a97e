//! Tables: for a terminal, and as CSV.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::output::{Output, failed};
use crate::ledger::LedgerError;

/// A column: its heading in English and Chinese, and whether it holds numbers.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    en: String,
    zh: String,
    number: bool,
}

/// Rows under headings.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    note: Option<String>,
}

/// A column of words.
pub(crate) fn words(en: &str, zh: &str) -> Column {
    Column { en: en.to_owned(), zh: zh.to_owned(), number: false }
}

/// A column of numbers.
pub(crate) fn numbers(en: &str, zh: &str) -> Column {
    Column { en: en.to_owned(), zh: zh.to_owned(), number: true }
}

impl Sheet {
    /// An empty sheet.
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { title: title.into(), columns, rows: Vec::new(), note: None }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A line below the table.
    pub fn note(&mut self, note: impl Into<String>) {
        self.note = Some(note.into());
    }

    /// For a terminal.
    pub fn as_table(&self, output: Output) -> String {
        let mut text = String::new();
        if !self.title.is_empty() {
            text.push_str(&self.title);
            text.push('\n');
        }
        if self.rows.is_empty() {
            text.push_str(output.word("  (nothing)\n", "  （无）\n"));
        } else {
            let mut table = Table::new();
            table.load_style(presets::ASCII_NO_BORDERS);
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_header(self.columns.iter().map(|c| output.word(&c.en, &c.zh).to_owned()));
            for row in &self.rows {
                table.add_row(row.clone());
            }
            for (i, column) in self.columns.iter().enumerate() {
                if let Some(shown) = table.column_mut(i).filter(|_| column.number) {
                    shown.set_cell_alignment(CellAlignment::Right);
                }
            }
            for line in table.to_string().lines() {
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        if let Some(note) = &self.note {
            text.push_str(note);
            text.push('\n');
        }
        text
    }

    /// As CSV; cells that a spreadsheet would take for a formula are escaped.
    pub fn as_csv(&self, output: Output) -> Result<String, LedgerError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let heading = self.columns.iter().map(|c| output.word(&c.en, &c.zh).to_owned());
        writer.write_record(heading).map_err(failed)?;
        for row in &self.rows {
            let cells = row.iter().zip(&self.columns).map(|(cell, column)| {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                if formula && !column.number { format!("'{cell}") } else { cell.clone() }
            });
            writer.write_record(cells).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(failed)?;
        String::from_utf8(bytes).map_err(failed)
    }
}
