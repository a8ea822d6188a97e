//! One row of the CSV, seen through the columns and constants of the mapping.

use std::collections::BTreeMap;

use csv::StringRecord;
use duebook_events::spelling::did_you_mean;
use duebook_events::words::quoted;
use duebook_events::{Currency, Words};

use super::column::{self, Column, Empty, Kind};
use super::error::{ColumnProblem, Fault, MappingError, Placing as _, RowProblem, place};
use super::number::Number;
use super::spec::Spec;
use super::suggest;
use super::template::Template;
use crate::messages::mapping::{
    cell_control, cell_currency, cell_empty, column_absent, column_twice,
};

/// Knows where in a row each name of the mapping stands.
pub(super) struct Names<'a> {
    spec: &'a Spec,
    /// Position of the column in a row, by its name in the mapping.
    index: BTreeMap<&'a str, usize>,
}

/// Is a row with its physical line in the file.
pub(super) struct Row<'a> {
    pub line: u64,
    cells: &'a StringRecord,
    names: &'a Names<'a>,
}

/// Is what a cell holds, as the column's type reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// The cell is empty, and the column says that this leaves out what it fills.
    Absent,
    Text(String),
    Count(u16),
}

impl<'a> Names<'a> {
    /// Finds the columns of the mapping in the header. All that are missing or
    /// ambiguous are reported together; `text` is that of the mapping file.
    pub fn bind(spec: &'a Spec, text: &str, header: &[String]) -> Result<Self, MappingError> {
        let mut index = BTreeMap::new();
        let mut problems = Vec::new();
        for (name, at) in uses(spec) {
            let column = spec.columns.get(name);
            let source =
                column.and_then(|column| column.get_ref().source.as_deref()).unwrap_or(name);
            let mut found = header.iter().enumerate().filter(|(_, title)| *title == source);
            let message = match (found.next(), found.next()) {
                (Some((position, _)), None) => {
                    index.insert(name, position);
                    continue;
                }
                (Some((first, _)), Some((second, _))) => column_twice(first + 1, second + 1),
                (None, _) => missing_column(name, source, spec, header),
            };
            problems.push(ColumnProblem {
                column: source.to_owned(),
                mapping_line: place(text, at).0,
                message: Box::new(message),
            });
        }
        if problems.is_empty() {
            return Ok(Self { spec, index });
        }
        problems.sort_by_key(|problem| problem.mapping_line);
        Err(MappingError::Columns { problems, header: header.to_vec() })
    }

    pub fn row<'r>(&'r self, line: u64, cells: &'r StringRecord) -> Row<'r>
    where
        'a: 'r,
    {
        Row { line, cells, names: self }
    }
}

/// Lists the columns that the mapping names, each with the first byte offset in
/// the mapping file at which it is named.
fn uses(spec: &Spec) -> BTreeMap<&str, usize> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let mut add = |name, at: usize| {
        let first = uses.entry(name).or_insert(at);
        *first = at.min(*first);
    };
    for (name, column) in &spec.columns {
        add(name, column.span().start);
        if let Kind::Number { currency: Some(currency), .. } = &column.get_ref().kind {
            currency.names().for_each(|name| add(name, currency.at));
        }
    }
    for event in &spec.events {
        event.each_template(&mut |template: &Template| {
            template.names().for_each(|name| add(name, template.at));
        });
    }
    let conditions = spec.skips.iter().map(|skip| &skip.when);
    for condition in conditions.chain(spec.events.iter().filter_map(|event| event.when.as_ref())) {
        condition.each_test(&mut |column, _| add(column.get_ref(), column.span().start));
    }
    uses.retain(|name, _| !spec.constants.contains_key(*name));
    uses
}

/// Suggests a title of the header; for a name that the mapping does not declare,
/// also one that it does.
fn missing_column(name: &str, source: &str, spec: &Spec, header: &[String]) -> Fault {
    let declared = spec.columns.contains_key(name);
    let names = spec.columns.keys().chain(spec.constants.keys());
    let known = header.iter().chain(names.filter(|_| !declared));
    match suggest::nearest(source, known.map(String::as_str)) {
        Some(near) => column_absent().hinting(did_you_mean(near)),
        None => column_absent(),
    }
}

impl Row<'_> {
    /// Gives the text of a name after the cleaning steps; a constant as it stands.
    pub fn cleaned(&self, name: &str) -> Result<String, RowProblem> {
        if let Some(constant) = self.names.spec.constants.get(name) {
            return Ok(constant.clone());
        }
        match self.column(name) {
            Some(column) => column.clean(self.raw(name)).map_err(|fault| self.problem(name, fault)),
            None => Ok(self.raw(name).to_owned()),
        }
    }

    /// Reads a name as the type of its column.
    pub fn read(&self, name: &str) -> Result<Cell, RowProblem> {
        let text = self.cleaned(name)?;
        let column = self.column(name);
        if text.is_empty() {
            return match column.map(|column| column.empty) {
                Some(Empty::Omit) => Ok(Cell::Absent),
                Some(Empty::Refuse) | None => Err(self.problem(name, cell_empty())),
            };
        }
        let placed = |fault| self.problem(name, fault);
        match column.map_or(&Kind::Text, |column| &column.kind) {
            Kind::Text => plain_text(text).map(Cell::Text).map_err(placed),
            Kind::Date(format) => format.read(&text).map(Cell::Text).map_err(placed),
            Kind::Count => column::count(&text).map(Cell::Count).map_err(placed),
            Kind::Number { format, sign, currency } => {
                let number = format
                    .parse(&text)
                    .and_then(|number| column::signed(number, *sign))
                    .map_err(placed)?;
                let number = match currency {
                    Some(currency) => {
                        fit(number, &currency.required(self, &Words::new("currency", "币种"))?)
                            .map_err(placed)?
                    }
                    None => number,
                };
                Ok(Cell::Text(number.text()))
            }
        }
    }

    /// Reads a number column with its sign, for conditions; none if it is empty.
    pub fn number(&self, name: &str) -> Result<Option<Number>, RowProblem> {
        let text = self.cleaned(name)?;
        match self.column(name).map(|column| &column.kind) {
            Some(Kind::Number { format, .. }) if !text.is_empty() => {
                format.parse(&text).map(Some).map_err(|fault| self.problem(name, fault))
            }
            _ => Ok(None),
        }
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.names.spec.columns.get(name).map(toml::Spanned::get_ref)
    }

    fn raw(&self, name: &str) -> &str {
        self.names
            .index
            .get(name)
            .and_then(|position| self.cells.get(*position))
            .unwrap_or_default()
    }

    /// Places a fault at this row and the column's title in the file.
    fn problem(&self, name: &str, fault: Fault) -> RowProblem {
        let source = self.column(name).and_then(|column| column.source.as_deref()).unwrap_or(name);
        fault.in_row(self.line, Some(source), Some(self.raw(name)))
    }
}

/// Trims an amount to the decimals of its currency.
fn fit(number: Number, code: &str) -> Result<Number, Fault> {
    let minor_digits = Currency::try_new(code)
        .map(|c| usize::from(c.minor_digits()))
        .map_err(|_| cell_currency(quoted(code)))?;
    number.fit(minor_digits, code)
}

/// The ledger refuses control characters, line breaks among them.
fn plain_text(text: String) -> Result<String, Fault> {
    if text.contains(char::is_control) {
        return Err(cell_control());
    }
    Ok(text)
}
