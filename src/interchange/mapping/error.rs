//! What can be wrong with a mapping file or with the CSV it is applied to.
//!
//! Shape: [`MappingError`] is what callers see; inside, a [`Message`] is the same
//! thing before its place is known (a cell reader knows why a text is no date, but
//! not on which line it stands), and [`Placing`] gives it one.

use std::fmt;
use std::fmt::Write as _;

use duebook_events::words::quoted;
use duebook_events::{Message, Words};

use super::suggest;
use crate::messages::mapping::{bare_date, columns_unfit, mapping_toml, rows_unfit};

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
        /// Says what is wrong and what to do.
        message: Box<Message>,
    },
    /// The CSV as a whole cannot be used (not UTF-8, no header, too large).
    File {
        /// Physical line of the CSV, where one is to blame.
        line: Option<u64>,
        /// Says what is wrong and what to do.
        message: Box<Message>,
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
    /// Says what is wrong and what to do.
    pub message: Box<Message>,
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
    /// Says what is wrong and what to do.
    pub message: Box<Message>,
}

/// A message whose place is not known yet.
pub(super) use duebook_events::Message as Fault;

/// Gives a message its place.
pub(super) trait Placing {
    /// Turns into an error of a serde deserializer, which adds the place.
    fn into_de<E: serde::de::Error>(self) -> E;
    /// Places the fault in the text of the mapping file.
    fn in_mapping(self, text: &str, offset: usize) -> MappingError;
    /// Places the fault in a row of the CSV.
    fn in_row(self, line: u64, column: Option<&str>, value: Option<&str>) -> RowProblem;
}

impl Placing for Message {
    fn into_de<E: serde::de::Error>(self) -> E {
        E::custom(format_args!("{:#}", self.sent()))
    }

    fn in_mapping(self, text: &str, offset: usize) -> MappingError {
        let (line, column) = place(text, offset);
        MappingError::Mapping { line, column, message: Box::new(self) }
    }

    fn in_row(self, line: u64, column: Option<&str>, value: Option<&str>) -> RowProblem {
        let (column, value) = (column.map(str::to_owned), value.map(str::to_owned));
        RowProblem { line, column, value, message: Box::new(self) }
    }
}

/// Converts an error of the TOML reader, whose spans are byte offsets in `text`.
pub(super) fn from_toml(text: &str, error: &toml::de::Error) -> MappingError {
    let offset = error.span().map_or(0, |span| span.start);
    // Of a value in a place that keeps its span, the reader cannot say that it is
    // a bare date in any other words.
    let fault = if error.message().contains("expected a spanned value") {
        bare_date()
    } else if let Some(message) = Message::arrived(error.message()) {
        message
    } else {
        let message = mapping_toml(error.message().trim_end());
        match toml_hint(error.message()) {
            Some(words) => message.hinting(words),
            None => message,
        }
    };
    fault.in_mapping(text, offset)
}

/// Advises on an error of the TOML reader itself. Serde's messages carry the
/// names it would have taken in backticks, the refused one first.
fn toml_hint(message: &str) -> Option<Words> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let refused = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    if message.starts_with("missing field") {
        return Some(Words::new(
            format!("add `{refused} = …` to this table"),
            format!("请在该表中加上 `{refused} = …`"),
        ));
    }
    if message.contains("expected a string") {
        return Some(Words::new("write the value in quotes", "请给该值加引号"));
    }
    match suggest::nearest(refused, known.iter().copied()) {
        Some(name) => {
            Some(Words::new(format!("did you mean `{name}`?"), format!("是否想写 `{name}`？")))
        }
        None if !known.is_empty() => {
            let known = known.join(", ");
            Some(Words::new(format!("use one of: {known}"), format!("请使用其中之一：{known}")))
        }
        None => None,
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

    /// Says what is wrong and what to do about the first problem. The line of a CSV
    /// is left to the caller, who knows the file.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Mapping { line, column, message } => Message::clone(message).at(&Words::new(
                format!("the mapping file, line {line}, column {column}: "),
                format!("映射文件第 {line} 行第 {column} 列："),
            )),
            Self::File { message, .. } => Message::clone(message),
            Self::Columns { problems, header } => {
                let message = columns_unfit(problems.len(), list(problems, 0), header.join(", "));
                match problems.first() {
                    Some(first) => message.hinting(first.message.hint.clone()),
                    None => message,
                }
            }
            Self::Rows { problems, total } => {
                let message = rows_unfit(total, list(problems, total - problems.len()));
                match problems.first() {
                    Some(first) => message.hinting(first.message.hint.clone()),
                    None => message,
                }
            }
        }
    }
}

/// Lists problems, one a line, and counts those that are left out.
fn list<P: fmt::Display>(problems: &[P], more: usize) -> Words {
    let mut words = Words::default();
    // Writing to a text cannot fail.
    for problem in problems {
        let _ = write!(words.en, "\n  {problem}");
        let _ = write!(words.zh, "\n  {problem:#}");
    }
    if more > 0 {
        let _ = write!(words.en, "\n  … and {more} more");
        let _ = write!(words.zh, "\n  …… 另有 {more} 个");
    }
    words
}

/// What is wrong, what to do, and where more can be read.
fn told(message: &Message) -> Words {
    let Message { code, problem, hint } = message;
    Words::new(
        format!("{}; {} [{code}]", problem.en, hint.en),
        format!("{}；{} [{code}]", problem.zh, hint.zh),
    )
}

impl fmt::Display for MappingError {
    /// In English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::File { line: Some(line), .. } = self {
            Words::new(format!("line {line}: "), format!("第 {line} 行：")).fmt(f)?;
        }
        self.message().fmt(f)
    }
}

impl fmt::Display for ColumnProblem {
    /// In English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (column, line) = (quoted(&self.column), self.mapping_line);
        let en = format!("column {column} (mapping line {line}): ");
        Words::new(en, format!("列 {column}（映射第 {line} 行）：")).fmt(f)?;
        told(&self.message).fmt(f)
    }
}

impl fmt::Display for RowProblem {
    /// In English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = Words::new(format!("line {}", self.line), format!("第 {} 行", self.line));
        if let Some(column) = &self.column {
            let _ = write!(place.en, ", column {column:?}");
            let _ = write!(place.zh, "，列 {column:?}");
        }
        if let Some(value) = &self.value {
            let _ = write!(place.en, ", value {value:?}");
            let _ = write!(place.zh, "，值 {value:?}");
        }
        place.en.push_str(": ");
        place.zh.push('：');
        place.fmt(f)?;
        told(&self.message).fmt(f)
    }
}

impl std::error::Error for MappingError {}
