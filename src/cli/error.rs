//! How errors are told: what, where, why, and what to do; on standard error, in
//! the language that was asked for.

use duebook_events::Lang;
use serde_json::{Map, Value, json};

use super::output::Output;
use crate::ledger::LedgerError;

/// Prints an error; to people not again what the answer has told them.
pub(crate) fn print(error: &LedgerError, output: Output) {
    if output.is_json() {
        eprintln!("{}", as_json(error, output.lang()));
        return;
    }
    if matches!(error, LedgerError::Told(_)) {
        return;
    }
    let message = error.message();
    let told = told(error, output.lang());
    let colon = output.word(": ", "：");
    eprintln!("{} {}{colon}{told}", output.word("Error", "错误"), message.code);
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
    if !message.hint.is_empty() {
        eprintln!("{}{colon}{}", output.word("Hint", "建议"), output.say(&message.hint));
    }
    eprintln!(
        "{}",
        output
            .word(
                "(`duebook explain {code}` says more.)",
                "（`duebook explain {code}` 有更多说明。）"
            )
            .replace("{code}", &message.code.to_string())
    );
}

/// Place and problem in one language.
fn told(error: &LedgerError, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{error}"),
        Lang::Zh => format!("{error:#}"),
    }
}

fn as_json(error: &LedgerError, lang: Lang) -> Value {
    let message = error.message();
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), json!(error.kind()));
    fields.insert("code".to_owned(), json!(message.code.to_string()));
    fields.insert("message".to_owned(), json!(told(error, lang)));
    if let LedgerError::Refused(refusal)
    | LedgerError::Told(refusal)
    | LedgerError::Unfit(refusal)
    | LedgerError::Conflict(refusal) = error
    {
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
    if !message.hint.is_empty() {
        fields.insert("hint".to_owned(), json!(message.hint(lang)));
    }
    json!({ "error": fields })
}
