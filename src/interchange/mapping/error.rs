//! What can be wrong with a mapping file or with the CSV it is applied to.
//!
//! Shape: [`MappingError`] is what callers see; a [`Fault`] is the same thing
//! before its place is known (a cell reader knows why a text is no date, but not
//! on which line it stands). Every error says what happened, where, and what to
//! do; the remedy is kept apart from the message, so that each front end can
//! show it in its own way.

use std::fmt;

use super::suggest;

/// Bounds how many faulty rows one error lists; all of them are counted.
pub const MAX_LISTED_PROBLEMS: usize = 20;

/// Is why a mapping could not be read or applied. Nothing was converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingError {
    /// The mapping file itself is wrong, at a line and column of its text.
    Mapping {
        /// Counts from 1, in the mapping file.
        line: usize,
        /// Counts characters from 1.
        column: usize,
        /// Says what is wrong.
        message: String,
        /// Says what to do.
        hint: String,
    },
    /// The CSV as a whole cannot be used (not UTF-8, no header, too large).
    File {
        /// Physical line of the CSV, where one is to blame.
        line: Option<u64>,
        /// Says what is wrong.
        message: String,
        /// Says what to do.
        hint: String,
    },
    /// The mapping names columns that the CSV does not have exactly once.
    Columns {
        /// Holds all of them, in the order of the mapping.
        problems: Vec<ColumnProblem>,
        /// Names the columns that the CSV does have.
        header: Vec<String>,
    },
    /// Rows that cannot be converted.
    Rows {
        /// Holds the first [`MAX_LISTED_PROBLEMS`], in the order of the file.
        problems: Vec<RowProblem>,
        /// Counts all of them.
        total: usize,
    },
}

/// Is one column that the mapping names and the header lacks or repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnProblem {
    /// The name as the mapping has it.
    pub column: String,
    /// Line of the mapping file that first names it.
    pub mapping_line: usize,
    /// Says what is wrong.
    pub why: String,
    /// Says what to do.
    pub remedy: String,
}

/// Is one row of the CSV that cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Physical line on which the row starts; the header is on line 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// The cell as it stands in the file.
    pub value: Option<String>,
    /// Says what is wrong.
    pub why: String,
    /// Says what to do.
    pub remedy: String,
}

/// Is a problem whose place is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub why: String,
    pub remedy: String,
}

impl Fault {
    pub fn new(why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { why: why.into(), remedy: remedy.into() }
    }

    /// Turns into an error of a serde deserializer, which adds the place.
    pub fn into_de<E: serde::de::Error>(self) -> E {
        E::custom(format_args!("{}{REMEDY_MARK}{}", self.why, self.remedy))
    }

    /// Places the fault in the text of the mapping file.
    pub fn in_mapping(self, text: &str, offset: usize) -> MappingError {
        let (line, column) = place(text, offset);
        MappingError::Mapping { line, column, message: self.why, hint: self.remedy }
    }

    /// Places the fault in a row of the CSV.
    pub fn in_row(self, line: u64, column: Option<&str>, value: Option<&str>) -> RowProblem {
        RowProblem {
            line,
            column: column.map(str::to_owned),
            value: value.map(str::to_owned),
            why: self.why,
            remedy: self.remedy,
        }
    }
}

/// Parts message and remedy while a [`Fault`] travels through serde's errors,
/// which know one text only. A control character, so no input can contain it.
const REMEDY_MARK: char = '\u{1f}';

/// Converts an error of the TOML reader, whose spans are byte offsets in `text`.
pub(super) fn from_toml(text: &str, error: &toml::de::Error) -> MappingError {
    let offset = error.span().map_or(0, |span| span.start);
    // Of a value in a place that keeps its span, the reader cannot say that it is
    // a bare date in any other words.
    if error.message().contains("expected a spanned value") {
        return Fault::new("a date stands without quotes", "write it as text: \"2025-03-01\"")
            .in_mapping(text, offset);
    }
    let fault = match error.message().split_once(REMEDY_MARK) {
        Some((why, remedy)) => Fault::new(why, remedy),
        None => Fault::new(error.message().trim_end(), toml_hint(error.message())),
    };
    fault.in_mapping(text, offset)
}

/// Advises on an error of the TOML reader itself. Serde's messages carry the
/// names it would have taken in backticks, the refused one first.
fn toml_hint(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let refused = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    if message.starts_with("missing field") {
        return format!("add `{refused} = …` to this table");
    }
    if message.contains("expected a string") {
        return "write the value in quotes".to_owned();
    }
    match suggest::nearest(refused, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if !known.is_empty() => format!("use one of: {}", known.join(", ")),
        None => "compare with one of the mapping files that come with the program".to_owned(),
    }
}

/// Computes line and column (characters), both from 1, of a byte offset.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = before.split(|byte| *byte == b'\n').count();
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    (line, column)
}

impl MappingError {
    /// Names the line at fault: of the mapping for [`MappingError::Mapping`] and
    /// [`MappingError::Columns`], of the CSV otherwise.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::Mapping { line, .. } => u64::try_from(*line).ok(),
            Self::File { line, .. } => *line,
            Self::Columns { problems, .. } => {
                problems.first().and_then(|first| u64::try_from(first.mapping_line).ok())
            }
            Self::Rows { problems, .. } => problems.first().map(|first| first.line),
        }
    }

    /// Names the column at fault, of the first problem.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Mapping { .. } | Self::File { .. } => None,
            Self::Columns { problems, .. } => problems.first().map(|first| first.column.as_str()),
            Self::Rows { problems, .. } => {
                problems.first().and_then(|first| first.column.as_deref())
            }
        }
    }

    /// Says what to do about the first problem.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Mapping { hint, .. } | Self::File { hint, .. } => hint,
            Self::Columns { problems, .. } => problems.first().map_or("", |first| &first.remedy),
            Self::Rows { problems, .. } => problems.first().map_or("", |first| &first.remedy),
        }
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mapping { line, column, message, .. } => {
                write!(f, "the mapping file, line {line}, column {column}: {message}")
            }
            Self::File { line: Some(line), message, .. } => write!(f, "line {line}: {message}"),
            Self::File { line: None, message, .. } => f.write_str(message),
            Self::Columns { problems, header } => {
                let count = problems.len();
                write!(f, "{count} column(s) of the mapping do not fit the file:")?;
                problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))?;
                write!(f, "\nThe file has: {}", header.join(", "))
            }
            Self::Rows { problems, total } => {
                write!(f, "{total} problem(s); no row was converted:")?;
                problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))?;
                match total - problems.len() {
                    0 => Ok(()),
                    more => write!(f, "\n  … and {more} more"),
                }
            }
        }
    }
}

impl fmt::Display for ColumnProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, mapping_line, why, remedy } = self;
        write!(f, "column {column:?} (mapping line {mapping_line}): {why}; {remedy}")
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        match &self.value {
            Some(value) => write!(f, ", value {value:?}: ")?,
            None => f.write_str(": ")?,
        }
        write!(f, "{}; {}", self.why, self.remedy)
    }
}

impl std::error::Error for MappingError {}
