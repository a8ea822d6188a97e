//! The CSV as rows with the physical lines on which they start.
//!
//! Splitting is the csv crate's. On top: a byte order mark is passed over, text
//! that is not UTF-8, quotes that do not close and ragged rows are named by their
//! line, and lines are counted as an editor counts them (CRLF, LF or CR; a line
//! break within quotes counts).

use csv::{ReaderBuilder, StringRecord};

use super::error::{Fault, MappingError, Placing as _, RowProblem};
use super::spec::{Delimiter, Dialect};
use crate::messages::mapping::{
    csv_empty, csv_not_utf8, csv_utf16, header_unfit, quote_goes_on, quote_open, row_ragged,
};

/// Bounds the size of a file, which is held in memory with its events.
pub(super) const MAX_FILE_BYTES: u64 = 512 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Is a CSV whose header has been read.
pub(super) struct Table<'a> {
    text: &'a str,
    delimiter: Delimiter,
    reader: csv::Reader<&'a [u8]>,
    lines: LineCounter<'a>,
    header: Vec<String>,
}

/// Is a row and the physical line on which it starts.
pub(super) struct TableRow {
    pub line: u64,
    pub cells: StringRecord,
}

impl<'a> Table<'a> {
    pub fn open(bytes: &'a [u8], dialect: &Dialect) -> Result<Self, MappingError> {
        let text = decode(bytes)?;
        let reader = ReaderBuilder::new()
            .delimiter(dialect.delimiter.0)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut table = Self {
            text,
            delimiter: dialect.delimiter,
            reader,
            lines: LineCounter::new(text),
            header: Vec::new(),
        };
        table.header = match &dialect.columns {
            Some(columns) => columns.get_ref().clone(),
            None => table.read_header()?,
        };
        Ok(table)
    }

    /// Names the columns in the order of the file.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    fn read_header(&mut self) -> Result<Vec<String>, MappingError> {
        match self.read() {
            Some(Ok(row)) => Ok(row.cells.iter().map(str::to_owned).collect()),
            Some(Err(RowProblem { line, message, .. })) => Err(MappingError::File {
                line: Some(line),
                message: Box::new(header_unfit(&message).hinting(message.hint)),
            }),
            None => Err(MappingError::File { line: None, message: Box::new(csv_empty()) }),
        }
    }

    /// Reads the next row; none at the end. Blank lines are passed over.
    pub fn next_row(&mut self) -> Option<Result<TableRow, RowProblem>> {
        let row = self.read()?;
        Some(row.and_then(|row| {
            let (wanted, found) = (self.header.len(), row.cells.len());
            if wanted == found {
                return Ok(row);
            }
            Err(row_ragged(found, wanted).in_row(row.line, None, None))
        }))
    }

    fn read(&mut self) -> Option<Result<TableRow, RowProblem>> {
        let mut cells = StringRecord::new();
        // The text is UTF-8 and in memory, and rows may have any length: reading
        // has no way left to fail, and the end of the text ends the rows.
        if !self.reader.read_record(&mut cells).unwrap_or(false) {
            return None;
        }
        let end = offset(self.reader.position().byte());
        let start = self.skip_line_breaks(offset(cells.position().map_or(0, csv::Position::byte)));
        let line = self.lines.line_at(start);
        let raw = &self.text[start..end];
        Some(match quote_fault(raw, self.delimiter) {
            Some(fault) => Err(fault.in_row(line, None, None)),
            None => Ok(TableRow { line, cells }),
        })
    }

    /// A row's position may lie on the blank lines, or on the second half of the
    /// line break, before it.
    fn skip_line_breaks(&self, start: usize) -> usize {
        let rest = &self.text[start..];
        start + rest.len() - rest.trim_start_matches(['\r', '\n']).len()
    }
}

/// Positions of the csv crate are 64 bits wide; the text is in memory.
fn offset(byte: u64) -> usize {
    usize::try_from(byte).expect("an offset within a text in memory fits usize")
}

/// Takes the bytes as UTF-8 without a byte order mark.
fn decode(bytes: &[u8]) -> Result<&str, MappingError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(not_utf8(1, csv_utf16()));
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        not_utf8(LineCounter::new(valid).line_at(valid.len()), csv_not_utf8())
    })
}

fn not_utf8(line: u64, message: Fault) -> MappingError {
    MappingError::File { line: Some(line), message: Box::new(message) }
}

/// Finds a quoted cell that never closes, or goes on after its closing quote.
/// The csv crate would take both as they come, and with the first the rest of the
/// file as one cell.
fn quote_fault(raw: &str, delimiter: Delimiter) -> Option<Fault> {
    let ends_cell =
        |byte: Option<&u8>| byte.is_none_or(|byte| *byte == delimiter.0 || b"\r\n".contains(byte));
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += bytes[at..]
                .iter()
                .position(|byte| *byte == delimiter.0)
                .map_or(bytes.len(), |cell| cell + 1);
            continue;
        }
        at = match closing_quote(bytes, at + 1) {
            Some(quote) if ends_cell(bytes.get(quote + 1)) => quote + 2,
            Some(_) => {
                return Some(quote_goes_on());
            }
            None => {
                return Some(quote_open());
            }
        };
    }
    None
}

/// Finds the quote that ends a cell; two in a row stand for one in the text.
fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Counts physical lines, moving forward only.
struct LineCounter<'a> {
    bytes: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), counted: 0, line: 1 }
    }

    /// Gives the line, from 1, on which the byte at `offset` stands.
    fn line_at(&mut self, offset: usize) -> u64 {
        let bytes = self.bytes;
        let ends_line = |at: usize| {
            bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
        };
        let passed = (self.counted..offset).filter(|at| ends_line(*at)).count();
        self.line += u64::try_from(passed).expect("a count of lines fits u64");
        self.counted = self.counted.max(offset);
        self.line
    }
}
