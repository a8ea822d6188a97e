//! `import`: event files and mapped CSV.

use std::io::Read;

use duebook_projections::policy::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Context;
use super::args::Import;
use super::sheet::{Sheet, numbers, words};
use crate::interchange::mapping::Mapping;
use crate::ledger::import::mapping_refused;
use crate::ledger::intake::{IntakeOptions, Receipt};
use crate::ledger::{Ledger, LedgerError};

/// Answer of `import`.
#[derive(Serialize)]
struct Imported {
    read: u64,
    appended: u64,
    already_recorded: u64,
    head: Head,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

/// The newest position.
#[derive(Serialize)]
struct Head {
    position: duebook_events::Position,
}

/// Appends files; each whole or not at all.
pub(crate) async fn import(context: &Context, args: &Import) -> Result<(), LedgerError> {
    let mapping = args.mapping.as_deref().map(load_mapping).transpose()?;
    let options =
        IntakeOptions { preserve_recorded_at: args.preserve_recorded_at, dry_run: args.dry_run };
    // A file that cannot be read must not leave an empty ledger behind.
    let first = read_file(&args.files[0])?;
    let ledger = context.open_or_create()?;
    let mut total =
        Receipt { read: 0, appended: 0, already_recorded: 0, head: ledger.head().await? };
    let mut bytes = Some(first);
    for (i, name) in args.files.iter().enumerate() {
        let bytes = match bytes.take() {
            Some(bytes) => bytes,
            None => read_file(name)?,
        };
        let one = one_file(&ledger, name, &bytes, mapping.as_ref(), options).await;
        let receipt = one.map_err(|error| {
            if i > 0 && args.files.len() > 1 {
                eprintln!("({i} of {} files were imported before this one)", args.files.len());
            }
            error.in_file(name)
        })?;
        total.read += receipt.read;
        total.appended += receipt.appended;
        total.already_recorded += receipt.already_recorded;
        total.head = receipt.head;
    }
    if !options.dry_run && total.appended > 0 {
        super::replay::catch_up(&ledger).await?;
    }
    let answer = Imported {
        read: total.read,
        appended: total.appended,
        already_recorded: total.already_recorded,
        head: Head { position: total.head },
        dry_run: options.dry_run,
    };
    context.output.answer(&answer, || {
        let columns = vec![
            numbers("read", "读取"),
            numbers("appended", "写入"),
            numbers("already recorded", "已记录"),
            numbers("head", "最新位置"),
            words("", ""),
        ];
        let mut sheet = Sheet::new("", columns);
        let dry = if options.dry_run {
            context.output.word("dry run: nothing was appended", "演练：未写入")
        } else {
            ""
        };
        sheet.push(vec![
            total.read.to_string(),
            total.appended.to_string(),
            total.already_recorded.to_string(),
            total.head.to_string(),
            dry.to_owned(),
        ]);
        vec![sheet]
    })
}

async fn one_file(
    ledger: &Ledger,
    name: &str,
    bytes: &[u8],
    mapping: Option<&Mapping>,
    options: IntakeOptions,
) -> Result<Receipt, LedgerError> {
    match mapping {
        None => ledger.import(bytes, options).await,
        Some(mapping) => {
            let sha256 = hex(&Sha256::digest(bytes));
            let mut tell = |summary: &dyn std::fmt::Display| {
                eprintln!("{name}: {}", summary.to_string().trim())
            };
            ledger.import_mapped(bytes, mapping, &sha256, options, &mut tell).await
        }
    }
}

fn load_mapping(file: &str) -> Result<Mapping, LedgerError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| LedgerError::usage(format!("{file}: {error}"), "name a mapping file"))?;
    let known: Vec<&str> = duebook_events::Kind::ALL.iter().map(|kind| kind.name()).collect();
    Mapping::parse(&text)
        .and_then(|mapping| mapping.check_types(&known).map(|()| mapping))
        .map_err(|error| mapping_refused(&error).in_file(file))
}

/// Reads a file whole; `-` is standard input.
pub(crate) fn read_file(name: &str) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(name).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| {
        LedgerError::usage(format!("{name}: {error}"), "name a file that can be read, or -")
    })?;
    Ok(bytes)
}
