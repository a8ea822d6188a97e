//! How errors are told: what, where, why, and what to do; on standard error.

use serde_json::{Map, Value, json};

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
        LedgerError::Refused(_) | LedgerError::Conflict(_) => {
            eprintln!("{}", output.word("Nothing was appended.", "未写入任何事件。"));
        }
        _ => {}
    }
    if let Some(hint) = hint(error) {
        eprintln!("{}: {hint}", output.word("Hint", "建议"));
    }
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
