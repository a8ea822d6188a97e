//! `record`: one event, with the documents that it rests on.

use std::path::Path;

use duebook_events::{Draft, Fault};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Context;
use super::args::Record;
use super::import::read_file;
use super::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::Question;
use crate::messages::cli::payload_not_object;
use crate::messages::ledger::document_mismatch;
use crate::store::Document;

/// Appends one event.
pub(crate) async fn record(context: &Context, args: &Record) -> Result<(), LedgerError> {
    let mut data = payload(&args.data)?;
    let mut documents = Vec::new();
    for (i, file) in args.document.iter().enumerate() {
        let (described, kept) = document(file)?;
        if i == 0 {
            data.entry("document").or_insert(described);
        }
        documents.push(kept);
    }
    check_named(&data, &documents)?;
    let ledger = context.open_to_write(args.dry_run)?;
    let effective = match args.effective {
        Some(day) => day,
        None => ledger.view(&Question::default()).await?.cut.as_of,
    };
    let mut fields = Map::new();
    fields.insert("type".to_owned(), json!(args.kind));
    fields.insert("customer".to_owned(), json!(args.customer));
    fields.insert("effective".to_owned(), json!(effective));
    fields.insert("data".to_owned(), Value::Object(data));
    if let Some(note) = &args.note {
        fields.insert("note".to_owned(), json!(note));
    }
    // The strict reader sees what it would see in a file.
    let line = serde_json::to_vec(&Value::Object(fields)).map_err(super::output::failed)?;
    let draft = Draft::read(&line, ledger.caller()).map_err(LedgerError::refused)?;
    let (id, kind) = (draft.id, draft.data.kind());
    let options = IntakeOptions {
        preserve_recorded_at: false,
        dry_run: args.dry_run,
        ..IntakeOptions::default()
    };
    let receipt = ledger.append(&vec![(0, draft)], options, &documents).await?;
    if receipt.appended > 0 && !args.dry_run {
        super::replay::catch_up(&ledger).await?;
    }
    let answer = json!({
        "id": id.to_string(),
        "type": kind.name(),
        "customer": args.customer,
        "read": receipt.read,
        "appended": receipt.appended,
        "already_recorded": receipt.already_recorded,
        "head": {"position": receipt.head},
    });
    context.output.answer(&answer, || {
        let columns = vec![
            words("event", "事件"),
            words("customer", "客户"),
            numbers("position", "位置"),
            words("", ""),
        ];
        let mut sheet = Sheet::new("", columns);
        let remark = match (args.dry_run, receipt.appended) {
            (true, _) => context.output.word("dry run: nothing was appended", "演练：未写入"),
            (false, 0) => context.output.word("was recorded already", "此前已记录"),
            (false, _) => context.output.word("recorded", "已记录"),
        };
        sheet.push(vec![
            kind.name().to_owned(),
            args.customer.clone(),
            receipt.head.to_string(),
            remark.to_owned(),
        ]);
        if receipt.appended > 0 && !args.dry_run {
            sheet.note(format!(
                "{} duebook record event.retracted --customer {} --data '{{\"event\":\"{id}\",\"reason\":\"…\"}}'",
                context.output.word("To take it back:", "撤回："),
                args.customer
            ));
        }
        vec![sheet]
    })
}

/// A file as a `document` of an event, and as it is kept.
pub(crate) fn document(file: &str) -> Result<(Value, Document), LedgerError> {
    let bytes = read_file(file)?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    Ok((describe(file, &sha256, bytes.len()), Document { sha256, bytes }))
}

/// A payload that names a document names one of those that are handed in with it.
fn check_named(data: &Map<String, Value>, documents: &[Document]) -> Result<(), LedgerError> {
    let named = data.get("document").and_then(|document| document.get("sha256"));
    let Some(named) = named.and_then(Value::as_str) else { return Ok(()) };
    let hashes: Vec<String> =
        documents.iter().map(|d| duebook_projections::policy::hex(&d.sha256)).collect();
    if hashes.is_empty() || hashes.iter().any(|hash| hash == named) {
        return Ok(());
    }
    let message = document_mismatch(named, hashes.join(", "));
    Err(LedgerError::refused(Fault::of("data.document.sha256", message)))
}

/// JSON, @FILE or @-.
fn payload(given: &str) -> Result<Map<String, Value>, LedgerError> {
    let bytes = match given.strip_prefix('@') {
        Some(file) => read_file(file)?,
        None => given.as_bytes().to_vec(),
    };
    match duebook_events::json::parse(&bytes) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(LedgerError::refused(Fault::of("data", payload_not_object()))),
        Err(fault) => Err(LedgerError::refused(fault.under("data"))),
    }
}

fn describe(file: &str, sha256: &[u8], length: usize) -> Value {
    let path = Path::new(file);
    let name = path.file_name().map_or_else(|| file.to_owned(), |n| n.to_string_lossy().into());
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let media_type = match extension.as_deref() {
        Some("pdf") => "application/pdf",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("txt") => "text/plain",
        Some("html") => "text/html",
        Some("csv") => "text/csv",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        _ => "application/octet-stream",
    };
    let sha256 = duebook_projections::policy::hex(sha256);
    json!({"sha256": sha256, "name": name, "media_type": media_type, "bytes": length})
}
