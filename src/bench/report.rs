//! The measured lines, as a table or as JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::Line;
use crate::ledger::LedgerError;

/// Prints the lines on standard output.
pub(super) fn print(lines: &[Line], as_json: bool) -> Result<(), LedgerError> {
    let text = if as_json {
        format!("{}\n", json!({ "lines": lines }))
    } else {
        let mut text = format!(
            "{:<44} {:>12} {:>7} {:>9}  {}\n",
            "", "per second", "ratio", "target", "compared with"
        );
        for line in lines {
            let ratio = line.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
            let _ = writeln!(
                text,
                "{:<44} {:>12.0} {:>7} {:>9}  {}",
                line.name,
                line.per_second,
                ratio,
                line.target.unwrap_or_default(),
                line.compared_with.unwrap_or_default()
            );
        }
        text
    };
    crate::cli::print(text.as_bytes())
}
