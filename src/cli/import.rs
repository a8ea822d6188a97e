//! `import`: event files and mapped CSV.

use std::io::{Cursor, Read};

use duebook_events::{Lang, Words};
use duebook_projections::policy::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Context;
use super::args::Import;
use super::output::Output;
use super::sheet::{Sheet, numbers, words};
use crate::interchange::mapping::Mapping;
use crate::ledger::import::{EventFile, mapping_refused};
use crate::ledger::intake::{Intake, IntakeOptions, Numbered, Receipt};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::cli::{file_unreadable, mapping_file_unreadable};
use crate::messages::signing::file_too_long;

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
    let options = IntakeOptions {
        preserve_recorded_at: args.preserve_recorded_at,
        dry_run: args.dry_run,
        ..IntakeOptions::default()
    };
    // A file that cannot be read must not leave an empty ledger behind.
    for name in args.files.iter().filter(|name| *name != "-") {
        std::fs::File::open(name).map_err(|error| unreadable(name, &error))?;
    }
    let first = opened(&args.files[0])?;
    let ledger = context.open_to_write(args.dry_run)?;
    let (total, failed) = if args.dry_run {
        let intake = Intake::begin(&ledger, options).await?;
        rehearse(&ledger, context.output, intake, &args.files, first, mapping.as_ref()).await?
    } else {
        append(&ledger, context.output, &args.files, first, mapping.as_ref(), options).await?
    };
    if !options.dry_run && total.appended > 0 {
        super::replay::catch_up(&ledger).await?;
    }
    if let Some(error) = failed {
        return Err(error);
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

/// Appends file after file up to the first that is refused; that one is told
/// beside what came of those before it.
async fn append(
    ledger: &Ledger,
    output: Output,
    files: &[String],
    first: File,
    mapping: Option<&Mapping>,
    options: IntakeOptions,
) -> Result<(Receipt, Option<LedgerError>), LedgerError> {
    let head = ledger.head().await?;
    let mut total = Receipt { read: 0, appended: 0, already_recorded: 0, head };
    let mut first = Some(first);
    for (i, name) in files.iter().enumerate() {
        let one = async {
            let file = first.take().map_or_else(|| opened(name), Ok)?;
            match mapping {
                None => {
                    let told = name.clone();
                    let failed = move |error| unreadable(&told, &error);
                    ledger.import_from(file, options, failed).await
                }
                Some(mapping) => {
                    let bytes = whole(name, file)?;
                    let drafts = mapped(ledger, output, name, &bytes, mapping)?;
                    ledger.append(&drafts, options, &[]).await
                }
            }
        };
        match one.await {
            Ok(receipt) => {
                total.read += receipt.read;
                total.appended += receipt.appended;
                total.already_recorded += receipt.already_recorded;
                total.head = receipt.head;
            }
            Err(error) => {
                let mut error = error.in_file(name);
                if i > 0 {
                    let files = files.len();
                    error = error.with_note(&Words::new(
                        format!("{i} of {files} files were imported before this one"),
                        format!("在此之前已导入 {files} 个文件中的 {i} 个"),
                    ));
                }
                return Ok((total, Some(error)));
            }
        }
    }
    Ok((total, None))
}

/// Checks file after file, each on top of those before it; appends nothing.
async fn rehearse(
    ledger: &Ledger,
    output: Output,
    mut intake: Intake<'_>,
    files: &[String],
    first: File,
    mapping: Option<&Mapping>,
) -> Result<(Receipt, Option<LedgerError>), LedgerError> {
    let mut first = Some(first);
    for name in files {
        let file = first.take().map_or_else(|| opened(name), Ok)?;
        let bytes = whole(name, file)?;
        let taken = match mapping {
            None => intake.take(&EventFile::new(&bytes, ledger.caller().clone())).await,
            Some(mapping) => match mapped(ledger, output, name, &bytes, mapping) {
                Ok(drafts) => intake.take(&drafts).await,
                Err(error) => Err(error),
            },
        };
        taken.map_err(|error| error.in_file(name))?;
    }
    Ok((intake.receipt(), None))
}

fn mapped(
    ledger: &Ledger,
    output: Output,
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
) -> Result<Vec<Numbered>, LedgerError> {
    let sha256 = hex(&Sha256::digest(bytes));
    let mut tell = |summary: &dyn std::fmt::Display| match output.lang() {
        Lang::En => eprintln!("{name}: {summary}"),
        Lang::Zh => eprintln!("{name}：{summary:#}"),
    };
    ledger.mapped(bytes, mapping, &sha256, &mut tell)
}

fn load_mapping(file: &str) -> Result<Mapping, LedgerError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| LedgerError::usage_of(mapping_file_unreadable(file, error)))?;
    let known: Vec<&str> = duebook_events::Kind::ALL.iter().map(|kind| kind.name()).collect();
    Mapping::parse(&text)
        .and_then(|mapping| mapping.check_types(&known).map(|()| mapping))
        .map_err(|error| mapping_refused(&error).in_file(file))
}

/// A file to import, of which something has been read.
type File = Box<dyn Read + Send>;

/// Opens a file and reads its beginning, so that one that cannot be read is told at once.
///
/// Standard input (`-`) and whatever is no regular file is read whole: whoever feeds it may be slow,
/// and while a long file is imported nobody else can write.
fn opened(name: &str) -> Result<File, LedgerError> {
    // One that cannot be looked at is told when it is opened.
    let is_fed = std::fs::metadata(name).is_ok_and(|found| !found.is_file());
    if name == "-" || is_fed {
        return Ok(Box::new(Cursor::new(read_file(name)?)));
    }
    let mut beginning = Vec::new();
    let file = std::fs::File::open(name).and_then(|file| {
        (&file).take(BEGINNING_BYTES).read_to_end(&mut beginning)?;
        Ok(file)
    });
    let file = file.map_err(|error| unreadable(name, &error))?;
    Ok(Box::new(Cursor::new(beginning).chain(file)))
}

/// How much of a file is read before the ledger is opened.
const BEGINNING_BYTES: u64 = 4096;

fn whole(name: &str, mut file: File) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    Ok(bytes)
}

/// Reads a file whole; `-` is standard input.
pub(crate) fn read_file(name: &str) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(name).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(name, &error))?;
    Ok(bytes)
}

/// The longest file that [`read_short`] reads, in bytes.
const SHORT_BYTES_MAX: u64 = 1024 * 1024;

/// Reads a file of somebody else's that is short by its nature (checkpoints, requests and answers of
/// timestamps): at most 1 MiB; `-` is standard input.
pub(crate) fn read_short(name: &str) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().lock().take(SHORT_BYTES_MAX + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(name)
            .and_then(|file| file.take(SHORT_BYTES_MAX + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > SHORT_BYTES_MAX {
        return Err(LedgerError::usage_of(file_too_long(name, SHORT_BYTES_MAX)));
    }
    Ok(bytes)
}

fn unreadable(name: &str, error: &std::io::Error) -> LedgerError {
    LedgerError::usage_of(file_unreadable(name, error))
}
