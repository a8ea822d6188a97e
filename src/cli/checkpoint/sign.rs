//! `checkpoint`: signs the head and keeps what it signed.

use std::path::Path;

use serde_json::{Value, json};

use super::save;
use crate::cli::Context;
use crate::cli::args::CheckpointArgs;
use crate::cli::output::write;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::evidence::key_file;
use crate::evidence::signing::Sealed;
use crate::ledger::LedgerError;

/// Signs the head; prints the checkpoint itself as a table, or all about it as JSON.
pub(super) async fn sign(context: &Context, args: &CheckpointArgs) -> Result<(), LedgerError> {
    let file = args.key.as_deref().map(Path::new);
    let key = key_file::needed(file).map_err(LedgerError::usage_of)?;
    let ledger = context.open()?;
    let sealed = ledger.sign_head(&[&key]).await?;
    if let Some(out) = &args.out {
        save(out, &sealed.note.to_bytes())?;
    }
    answer(context, &sealed, args.out.as_deref())
}

fn answer(context: &Context, sealed: &Sealed, out: Option<&str>) -> Result<(), LedgerError> {
    let output = context.output;
    if !output.is_table() {
        return output.answer(&as_json(sealed, out), || vec![sheet(sealed)]);
    }
    let (number, size) = (sealed.number, sealed.checkpoint.size);
    let told = match (sealed.known, output.is_zh()) {
        (false, false) => format!("Signed and kept: checkpoint {number}, {size} events."),
        (false, true) => format!("已签署并保存：第 {number} 份检查点，共 {size} 个事件。"),
        (true, false) => format!("Signed before: checkpoint {number}, {size} events."),
        (true, true) => format!("此前已签署：第 {number} 份检查点，共 {size} 个事件。"),
    };
    eprintln!("{told}");
    match out {
        Some(out) => eprintln!("{} {out}", output.word("Written to", "已写入")),
        None => eprintln!(
            "{}",
            output.word(
                "Keep it where nobody who can write to the ledger can change it.",
                "请将其保存在无法写入账本者改动不了的地方。"
            )
        ),
    }
    write(sealed.note.to_string().as_bytes())
}

/// A signed checkpoint in JSON.
pub(crate) fn as_json(sealed: &Sealed, out: Option<&str>) -> Value {
    let checkpoint = &sealed.checkpoint;
    let mut answer = json!({
        "number": sealed.number,
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.base64(),
        "already_signed": sealed.known,
        "note": sealed.note.to_string(),
    });
    if let Some(out) = out {
        answer["out"] = json!(out);
    }
    answer
}

fn sheet(sealed: &Sealed) -> Sheet {
    let columns = vec![
        numbers("number", "编号"),
        words("log", "日志"),
        numbers("events", "事件数"),
        words("root", "根散列"),
    ];
    let mut sheet = Sheet::new("", columns);
    let checkpoint = &sealed.checkpoint;
    sheet.push(vec![
        sealed.number.to_string(),
        checkpoint.origin.clone(),
        checkpoint.size.to_string(),
        checkpoint.root.base64(),
    ]);
    sheet
}
