//! The CSV way in: a mapping file says what the columns of a CSV mean, and turns
//! its rows into event lines.
//!
//! A mapping is data, not a program: columns are cleaned and read by declared
//! formats, and `[[event]]` tables say which events a row makes. It never looks
//! at a clock or at the ledger, so the same mapping and file give the same
//! events, and importing them twice adds nothing.
//!
//! Code map, from the outside in:
//!
//! - `error`: what can be wrong, with places and remedies; `suggest`: "did you mean";
//! - `spec`: the shape of the mapping file; `check`: what serde cannot check;
//! - `column`, `clean`, `date`, `number`: from a cell to a typed text;
//! - `template`, `value`, `condition`: what the mapping says about a row;
//! - `table`: the CSV with physical lines; `row`: a row under the mapping's names;
//! - `convert`: rows to events, in order.
//!
//! No figure passes through a float: amounts are cleaned as text, and a digit
//! that the currency does not have is an error.

mod check;
mod clean;
mod column;
mod condition;
mod convert;
mod date;
mod error;
mod number;
mod row;
mod spec;
mod suggest;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod value;

use std::io::Read;

pub use convert::{Conversion, MappedEvent, SkippedRows, Summary};
pub use error::{ColumnProblem, MAX_LISTED_PROBLEMS, MappingError, RowProblem};

use duebook_events::spelling::did_you_mean;
use duebook_events::words::quoted;

use crate::messages::mapping::{csv_too_large, csv_unreadable, mapped_type_unknown};
use error::Placing as _;
use spec::Spec;

/// Is a mapping file that has been read and checked.
#[derive(Debug, Clone)]
pub struct Mapping {
    spec: Spec,
    /// The mapping file itself, for the lines in errors.
    text: String,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`MappingError::Mapping`] with the line and column of the first fault.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let spec: Spec = toml::from_str(text).map_err(|error| error::from_toml(text, &error))?;
        check::check(&spec).map_err(|(fault, at)| fault.in_mapping(text, at))?;
        Ok(Self { spec, text: text.to_owned() })
    }

    /// Checks the event types of the mapping against those that the ledger knows,
    /// so that a mistyped one is reported in the mapping and not for each row.
    ///
    /// # Errors
    /// [`MappingError::Mapping`] at the first unknown type.
    pub fn check_types(&self, known: &[&str]) -> Result<(), MappingError> {
        let unknown =
            self.spec.events.iter().find(|event| !known.contains(&event.kind.get_ref().as_str()));
        let Some(event) = unknown else {
            return Ok(());
        };
        let kind = event.kind.get_ref();
        let fault = mapped_type_unknown(quoted(kind));
        let fault = match suggest::nearest(kind, known.iter().copied()) {
            Some(name) => fault.hinting(did_you_mean(name)),
            None => fault,
        };
        Err(fault.in_mapping(&self.text, event.kind.span().start))
    }

    /// Converts a CSV into event lines, in the order in which they are to be
    /// appended, all or nothing.
    ///
    /// # Errors
    /// [`MappingError::File`] if the text cannot be read as a CSV at all,
    /// [`MappingError::Columns`] with every column that does not fit, and
    /// [`MappingError::Rows`] with the faulty rows.
    pub fn convert(&self, csv: impl Read) -> Result<Conversion, MappingError> {
        let mut bytes = Vec::new();
        let refused = |message| MappingError::File { line: None, message: Box::new(message) };
        csv.take(table::MAX_FILE_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| refused(csv_unreadable(error)))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > table::MAX_FILE_BYTES) {
            let megabytes = table::MAX_FILE_BYTES / (1024 * 1024);
            return Err(refused(csv_too_large(megabytes)));
        }
        convert::convert(&self.spec, &self.text, &bytes)
    }
}
