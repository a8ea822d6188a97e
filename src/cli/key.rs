//! `key`: keys that sign checkpoints, and the lines that verify them.

use std::path::Path;

use serde_json::json;

use super::Context;
use super::args::KeyCommand;
use super::checkpoint::{Form, may_replace, save};
use super::sheet::{Sheet, words};
use crate::evidence::key::{KeyName, Purpose, SignerKey};
use crate::evidence::{key_file, key_memory};
use crate::ledger::LedgerError;

/// Makes, shows or changes a key.
pub(crate) async fn key(context: &Context, command: KeyCommand) -> Result<(), LedgerError> {
    match command {
        KeyCommand::New { origin, out, witness, remember } => {
            new(context, &origin, &out, witness, remember)
        }
        KeyCommand::Show { key } => show(key.as_deref()),
        KeyCommand::Rotate { key, new, out } => {
            rotate(context, key.as_deref(), &new, out.as_deref()).await
        }
    }
}

/// Makes a key and writes it into a new file.
fn new(
    context: &Context,
    origin: &str,
    out: &str,
    witness: bool,
    remember: bool,
) -> Result<(), LedgerError> {
    let name = KeyName::try_new(origin).map_err(LedgerError::usage_of)?;
    let purpose = if witness { Purpose::Cosignature } else { Purpose::Note };
    let key = SignerKey::generate(name, purpose).map_err(LedgerError::Store)?;
    key_file::create(Path::new(out), &key).map_err(LedgerError::usage_of)?;
    if remember {
        key_memory::begin(Path::new(out)).map_err(LedgerError::usage_of)?;
    }
    let vkey = key.verifier().to_string();
    let answer = json!({"key": out, "origin": origin, "vkey": vkey});
    context.output.answer(&answer, || {
        let columns = vec![words("key file", "密钥文件"), words("verifier key", "验证密钥")];
        let mut sheet = Sheet::new("", columns);
        sheet.push(vec![out.to_owned(), vkey.clone()]);
        sheet.note(context.output.word(
            "Keep the file secret and apart from the ledger's backups; give the verifier key to \
             whoever is to check the ledger.",
            "密钥文件须保密，且不要与账本备份放在一处；请将验证密钥交给核验账本的人。",
        ));
        vec![sheet]
    })
}

/// Prints the bare verifier key line, in every format (contract, keys).
fn show(file: Option<&str>) -> Result<(), LedgerError> {
    let key = key_file::needed(file.map(Path::new)).map_err(LedgerError::usage_of)?;
    super::output::write(format!("{}\n", key.verifier()).as_bytes())
}

/// Records a change of the log's key, and signs the head with both.
async fn rotate(
    context: &Context,
    key: Option<&str>,
    new: &str,
    out: Option<&str>,
) -> Result<(), LedgerError> {
    let old = key_file::needed(key.map(Path::new)).map_err(LedgerError::usage_of)?;
    let new = key_file::read(Path::new(new)).map_err(LedgerError::usage_of)?;
    if let Some(out) = out {
        may_replace(out, Form::Checkpoint)?;
    }
    let ledger = context.open()?;
    let (sealed, appended) = ledger.rotate_key(&old, &new).await?;
    if let Some(out) = out {
        save(out, &sealed.note.to_bytes(), Form::Checkpoint)?;
    }
    let [old, new] = [&old, &new].map(|key| key.verifier().to_string());
    let answer = json!({
        "old": old,
        "new": new,
        "appended": u8::from(appended),
        "head": {"position": sealed.checkpoint.size},
        "checkpoint": {
            "number": sealed.number,
            "size": sealed.checkpoint.size,
            "root": sealed.checkpoint.root.base64(),
            "note": sealed.note.to_string(),
        },
    });
    context.output.answer(&answer, || {
        let columns =
            vec![words("the key until now", "原密钥"), words("the key from now on", "新密钥")];
        let mut sheet = Sheet::new("", columns);
        sheet.push(vec![old.clone(), new.clone()]);
        sheet.note(context.output.word(
            "Give the new verifier key to whoever checks the ledger, with this checkpoint: both \
             keys have signed it. Keep the old verifier key: it verifies the older checkpoints.",
            "请将新验证密钥连同本检查点（新旧密钥均已签名）交给核验方；旧验证密钥请保留，用于核验以前的检查点。",
        ));
        vec![sheet]
    })?;
    if context.output.is_table() {
        super::output::write(format!("\n{}", sealed.note).as_bytes())?;
    }
    Ok(())
}
