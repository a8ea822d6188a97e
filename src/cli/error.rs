//! How errors are told: what, where, why, and what to do; on standard error.

use serde_json::{Map, Value, json};

use super::args::Format;
use super::output::Output;
use crate::ledger::LedgerError;

/// Prints an error.
pub(crate) fn print(error: &LedgerError, output: Output) {
    if output.is_json() {
        eprintln!("{}", as_json(error));
        return;
    }
    eprintln!("{}: {error}", output.word("Error", "错误"));
    match error {
        LedgerError::Refused(refusal) | LedgerError::Conflict(refusal) => {
            let nothing = match refusal.file {
                Some(_) => {
                    output.word("Nothing of this file was appended.", "该文件未写入任何事件。")
                }
                None => output.word("Nothing was appended.", "未写入任何事件。"),
            };
            eprintln!("{nothing}");
        }
        _ => {}
    }
    if let Some(hint) = hint(error) {
        eprintln!("{}: {hint}", output.word("Hint", "建议"));
    }
}

/// Prints what is wrong with the command line itself; in the format that it asks
/// for, as far as that can be read.
pub(crate) fn print_usage(error: &clap::Error, format: Option<Format>) {
    if !Output::new(format, None).is_json() {
        let _ = error.print();
        return;
    }
    // The first paragraph says what is wrong, the others how to write it.
    let text = error.to_string();
    let (problem, usage) = text.split_once("\n\n").unwrap_or((&text, ""));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let problem = words(problem.strip_prefix("error: ").unwrap_or(problem));
    print(&LedgerError::usage(problem, words(usage)), Output::new(Some(Format::Json), None));
}

fn hint(error: &LedgerError) -> Option<&str> {
    let hint = match error {
        LedgerError::Usage { hint, .. } => hint,
        LedgerError::Refused(refusal) | LedgerError::Conflict(refusal) => &refusal.fault.hint,
        LedgerError::Store(_) => return None,
    };
    (!hint.is_empty()).then_some(hint)
}

fn as_json(error: &LedgerError) -> Value {
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), json!(error.kind()));
    fields.insert("message".to_owned(), json!(error.to_string()));
    if let LedgerError::Refused(refusal) | LedgerError::Conflict(refusal) = error {
        if let Some(file) = &refusal.file {
            fields.insert("file".to_owned(), json!(file));
        }
        if let Some(line) = refusal.line {
            fields.insert("line".to_owned(), json!(line));
        }
        if !refusal.fault.field.is_empty() {
            fields.insert("field".to_owned(), json!(refusal.fault.field));
        }
    }
    if let Some(hint) = hint(error) {
        fields.insert("hint".to_owned(), json!(hint));
    }
    json!({ "error": fields })
}
