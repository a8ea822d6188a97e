//! Tables: for a terminal, and as CSV.
//!
//! A table that is wider than the terminal first moves together, then leaves
//! out amounts that are zero in every row, then says once what is the same in
//! every row; only then does it wrap. CSV always has every column.

use comfy_table::{
    CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};

use duebook_events::Position;

use super::output::{Output, failed};
use crate::documents::wrap::within;
use crate::ledger::LedgerError;
use crate::story::grouped;

/// A column: its heading in English and Chinese, and whether it holds numbers.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    en: String,
    zh: String,
    number: bool,
}

/// A line under the headings, and between columns; none between rows.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction('|'))
    .header_separator(LineStyle::none().fill('-').junction('+'))
    .content_lines(ContentLineStyle::none().junction('|'));

/// The same with one blank between columns.
const TIGHT: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill('-').junction(' '))
    .content_lines(ContentLineStyle::none().junction(' '));

/// How a table is drawn: which columns, and how close together.
struct Shape {
    columns: Vec<usize>,
    tight: bool,
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

/// Positions, shortened where there are many.
pub(crate) fn listed(positions: &[Position]) -> String {
    let shown: Vec<String> = positions.iter().take(6).map(|p| format!("#{p}")).collect();
    match positions.len() {
        n if n > 6 => format!("{} … ({n})", shown.join(" ")),
        _ => shown.join(" "),
    }
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
        // Words are wrapped where a terminal would cut them anywhere.
        let told = |words: &str| match output.width() {
            Some(width) => within(words, usize::from(width)),
            None => format!("{words}\n"),
        };
        if !self.title.is_empty() {
            text.push_str(&told(&self.title));
        }
        if self.rows.is_empty() {
            text.push_str(output.word("  (nothing)\n", "  （无）\n"));
        } else {
            let width = output.width();
            let mut shape = Shape { columns: (0..self.columns.len()).collect(), tight: false };
            if let Some(width) = width {
                text.push_str(&self.narrow(output, &mut shape, width));
            }
            let mut table = self.table(output, &shape);
            if let Some(width) = width {
                table.set_width(width);
            }
            for line in table.lines() {
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        if let Some(note) = &self.note {
            text.push_str(&told(note));
        }
        text
    }

    /// Moves columns together, and leaves some out, until the table fits; says
    /// what those had in common.
    fn narrow(&self, output: Output, shape: &mut Shape, width: u16) -> String {
        let fits = |shape: &Shape| {
            let widths = self.table(output, shape).column_max_content_widths();
            let gap = if shape.tight { 1 } else { 3 };
            let natural = widths.iter().map(|width| usize::from(*width) + gap).sum::<usize>();
            natural <= usize::from(width) + 1
        };
        if fits(shape) {
            return String::new();
        }
        shape.tight = true;
        let mut said = Vec::new();
        if !fits(shape) {
            let zero = |column: usize| {
                self.columns[column].number
                    && self.rows.iter().all(|row| row[column].chars().all(|c| "0.–".contains(c)))
            };
            let zeros: Vec<usize> = shape.columns.iter().copied().filter(|c| zero(*c)).collect();
            shape.columns.retain(|column| !zeros.contains(column));
            if !zeros.is_empty() {
                let names: Vec<&str> =
                    zeros.iter().map(|column| self.heading(output, *column)).collect();
                said.push(format!("{}: {}", output.word("all zero", "均为零"), names.join(", ")));
            }
        }
        let mut next = 0;
        while next < shape.columns.len() && self.rows.len() > 1 && !fits(shape) {
            let column = shape.columns[next];
            let first = &self.rows[0][column];
            let same = self.rows.iter().all(|row| row[column] == *first);
            if same && !self.columns[column].number && !first.is_empty() && shape.columns.len() > 1
            {
                said.push(format!("{}: {first}", self.heading(output, column)));
                shape.columns.remove(next);
            } else {
                next += 1;
            }
        }
        if said.is_empty() { String::new() } else { format!("({})\n", said.join(" · ")) }
    }

    fn heading(&self, output: Output, column: usize) -> &str {
        let column = &self.columns[column];
        output.word(&column.en, &column.zh)
    }

    /// The chosen columns, as wide as the terminal lets them be.
    fn table(&self, output: Output, shape: &Shape) -> Table {
        let columns = &shape.columns;
        let mut table = Table::new();
        table.load_style(if shape.tight { TIGHT } else { STYLE });
        table.set_content_arrangement(ContentArrangement::Dynamic);
        if columns.iter().any(|column| !self.heading(output, *column).is_empty()) {
            table.set_header(columns.iter().map(|column| self.heading(output, *column)));
        }
        for row in &self.rows {
            table.add_row(columns.iter().map(|column| {
                let cell = &row[*column];
                if self.columns[*column].number { apart(cell) } else { cell.clone() }
            }));
        }
        for (shown, column) in columns.iter().enumerate() {
            let Some(shown) = table.column_mut(shown) else { continue };
            if self.columns[*column].number {
                shown.set_cell_alignment(CellAlignment::Right);
            }
            if shape.tight {
                shown.set_padding((0, 0));
            }
        }
        table
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

/// An amount with its thousands apart; counts and positions as they are.
fn apart(cell: &str) -> String {
    if cell.contains('.') { grouped(cell) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duebook_events::Lang;

    use crate::cli::args::Format;

    fn output(width: u16) -> Output {
        Output::new(Some(Format::Table), Some(Lang::En)).with_width(width)
    }

    fn sheet() -> Sheet {
        let columns = vec![
            words("customer", "客户"),
            words("currency", "币种"),
            numbers("open", "未清"),
            numbers("fees", "费用"),
        ];
        let mut sheet = Sheet::new("", columns);
        sheet.push(vec!["C-1".into(), "CNY".into(), "1234567.80".into(), "0.00".into()]);
        sheet.push(vec!["C-2".into(), "CNY".into(), "-100.00".into(), "0.00".into()]);
        sheet
    }

    #[test]
    fn amounts_are_grouped_and_nothing_else() {
        let cases = [
            ("0.00", "0.00"),
            ("999.99", "999.99"),
            ("1000.00", "1,000.00"),
            ("-120000.00", "-120,000.00"),
            ("1488", "1488"),
            ("good", "good"),
            ("–", "–"),
        ];
        for (cell, shown) in cases {
            assert_eq!(apart(cell), shown);
        }
    }

    #[test]
    fn a_table_that_fits_shows_everything() {
        let expected = concat!(
            " customer | currency |         open | fees\n",
            "----------+----------+--------------+------\n",
            " C-1      | CNY      | 1,234,567.80 | 0.00\n",
            " C-2      | CNY      |      -100.00 | 0.00\n",
        );
        assert_eq!(sheet().as_table(output(80)), expected);
    }

    #[test]
    fn a_table_that_does_not_fit_says_once_what_is_the_same() {
        let expected = concat!(
            "customer currency         open fees\n",
            "-------- -------- ------------ ----\n",
            "C-1      CNY      1,234,567.80 0.00\n",
            "C-2      CNY           -100.00 0.00\n",
        );
        assert_eq!(sheet().as_table(output(35)), expected);
        let expected = concat!(
            "(all zero: fees)\n",
            "customer currency         open\n",
            "-------- -------- ------------\n",
            "C-1      CNY      1,234,567.80\n",
            "C-2      CNY           -100.00\n",
        );
        assert_eq!(sheet().as_table(output(34)), expected);
        let expected = concat!(
            "(all zero: fees · currency: CNY)\n",
            "customer         open\n",
            "-------- ------------\n",
            "C-1      1,234,567.80\n",
            "C-2           -100.00\n",
        );
        assert_eq!(sheet().as_table(output(29)), expected);
    }
}
