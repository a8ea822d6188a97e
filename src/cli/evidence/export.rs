//! `evidence export`: a bundle, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::Context;
use crate::cli::args::{EvidenceExport, EvidenceSubject};
use crate::cli::paper::company;
use crate::cli::sheet::{Sheet, words};
use crate::evidence::bundle::archive::Writer;
use crate::evidence::bundle::collect::{Collected, Order};
use crate::evidence::bundle::contents::Next;
use crate::evidence::bundle::disclose::Span;
use crate::evidence::bundle::subject::{Subject, SubjectKind};
use crate::evidence::key_file;
use crate::ledger::{Ledger, LedgerError};
use crate::messages::bundle as told;
use crate::messages::store as store_told;

/// The buffer between the archive and the disk, in bytes.
const BUFFER_BYTES: usize = 1 << 20;

/// Answer of `evidence export`.
#[derive(Serialize)]
struct Answer<'a> {
    file: &'a str,
    subject: String,
    customer: &'a str,
    checkpoint: CheckpointAnswer,
    disclosed: usize,
    withheld: usize,
    documents: usize,
    documents_missing: Vec<String>,
    consistency: usize,
    timestamps: usize,
    bytes: u64,
}

/// The checkpoint that was signed for it.
#[derive(Serialize)]
struct CheckpointAnswer {
    number: u64,
    size: u64,
    root: String,
}

/// Collects, packs, and gives the file its name when it is on the disk.
pub(super) async fn export(context: &Context, args: &EvidenceExport) -> Result<(), LedgerError> {
    let subject = subject(&args.subject);
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(LedgerError::usage_of(crate::messages::audit::span_reversed(from, to)));
    }
    let target = Target::new(&args.out)?;
    let key = key_file::needed(args.key.as_deref().map(Path::new));
    let key = key.map_err(LedgerError::usage_of)?;
    let company = company(args.company.as_deref())?;
    let ledger = context.open()?;
    let order = Order {
        subject,
        span: Span { from: args.from, to: args.to },
        documents: args.documents,
        open_personal: args.open_personal,
        as_of: args.as_of,
        company: &company,
        lang: context.output.lang(),
    };
    let collected = ledger.collect(&order, &key).await?;
    let bytes = target.write(&ledger, &collected).await?;
    let answer = Answer {
        file: &args.out,
        subject: order.subject.to_string(),
        customer: collected.customer.as_str(),
        checkpoint: CheckpointAnswer {
            number: collected.checkpoint,
            size: collected.size,
            root: collected.root.base64(),
        },
        disclosed: collected.disclosed,
        withheld: collected.withheld,
        documents: collected.documents.len(),
        documents_missing: collected.documents_missing.iter().map(ToString::to_string).collect(),
        consistency: collected.older,
        timestamps: collected.timestamps,
        bytes,
    };
    if collected.opened {
        eprintln!(
            "{}",
            context.output.word(
                "Warning: report.html of this bundle tells personal texts in the clear; erasing \
                 them later does not reach it.",
                "警告：本证据包的 report.html 以明文载有个人信息，此后的删除无法及于该文件。",
            )
        );
    }
    context.output.answer(&answer, || vec![sheet(context, &order.subject, &answer)])
}

/// What the bundle is about; the command line lets exactly one through.
fn subject(args: &EvidenceSubject) -> Subject {
    let given = [
        (SubjectKind::Customer, &args.customer),
        (SubjectKind::Order, &args.order),
        (SubjectKind::Invoice, &args.invoice),
    ];
    let found = given.into_iter().find_map(|(kind, number)| Some((kind, number.clone()?)));
    let (kind, number) = found.unwrap_or((SubjectKind::Customer, String::new()));
    Subject { kind, number }
}

fn sheet(context: &Context, subject: &Subject, answer: &Answer<'_>) -> Sheet {
    let output = context.output;
    let columns = vec![words("what", "项目"), words("", "")];
    let title = format!("{} {}", output.word("Evidence bundle", "证据包"), answer.file);
    let mut sheet = Sheet::new(title, columns);
    let kind = subject.kind.words();
    let rows = [
        (output.word("about", "主题"), format!("{} {}", output.say(&kind), subject.number)),
        (output.word("customer", "客户"), answer.customer.to_owned()),
        (output.word("disclosed", "已披露"), answer.disclosed.to_string()),
        (output.word("withheld (by hash)", "未披露（仅散列值）"), answer.withheld.to_string()),
        (output.word("documents", "附件"), answer.documents.to_string()),
        (
            output.word("documents never supplied", "从未存入的附件"),
            answer.documents_missing.len().to_string(),
        ),
        (output.word("older checkpoints", "较早检查点"), answer.consistency.to_string()),
        (output.word("timestamps", "时间戳"), answer.timestamps.to_string()),
        (
            output.word("signed checkpoint", "已签检查点"),
            format!("{} {}", answer.checkpoint.size, answer.checkpoint.root),
        ),
        (output.word("bytes", "字节"), answer.bytes.to_string()),
    ];
    for (what, value) in rows {
        sheet.push(vec![what.to_owned(), value]);
    }
    sheet.note(output.word(
        "Give the verifier key (`duebook key show`) another way than the bundle; README.md in it tells how to check it.",
        "请以证据包以外的途径提供验证公钥（`duebook key show`）；验证方法见包内 README.zh.md。",
    ));
    sheet
}

/// Where the bundle goes: beside its name until it is whole.
struct Target<'t> {
    path: &'t Path,
    beside: PathBuf,
}

impl<'t> Target<'t> {
    /// Refuses a name that is taken.
    fn new(out: &'t str) -> Result<Self, LedgerError> {
        let path = Path::new(out);
        if path.symlink_metadata().is_ok() {
            return Err(LedgerError::usage_of(told::bundle_exists(out)));
        }
        let beside = path.with_added_extension(format!("{}.part", std::process::id()));
        Ok(Self { path, beside })
    }

    fn unwritable(&self, error: impl std::fmt::Display) -> LedgerError {
        LedgerError::usage_of(told::bundle_unwritable(self.path.display(), error))
    }

    /// Packs the files and gives the archive its name; gives how many bytes it has.
    async fn write(&self, ledger: &Ledger, collected: &Collected) -> Result<u64, LedgerError> {
        let file = OpenOptions::new().write(true).create_new(true).open(&self.beside);
        let file = file.map_err(|error| self.unwritable(error))?;
        let packed = self.pack(file, ledger, collected).await;
        let kept = packed.and_then(|bytes| self.keep().map(|()| bytes));
        let _ = fs::remove_file(&self.beside);
        kept
    }

    async fn pack(
        &self,
        file: File,
        ledger: &Ledger,
        collected: &Collected,
    ) -> Result<u64, LedgerError> {
        let unwritable = |error| self.unwritable(error);
        let mut writer = Writer::new(BufWriter::with_capacity(BUFFER_BYTES, file));
        for (name, next) in collected.contents.files() {
            match next {
                Next::Bytes(bytes) => writer.add(name, bytes).map_err(unwritable)?,
                Next::Document(hash) => {
                    let found = ledger.store().get_document(hash.0).await?;
                    let bytes = found
                        .ok_or_else(|| LedgerError::Store(store_told::document_hash_wrong()))?;
                    writer.add(name, &bytes).map_err(unwritable)?;
                }
            }
        }
        let (out, bytes) = writer.finish().map_err(unwritable)?;
        let file = out.into_inner().map_err(|error| self.unwritable(error))?;
        file.sync_all().map_err(|error| self.unwritable(error))?;
        Ok(bytes)
    }

    /// Gives the file its name, which nobody may have taken meanwhile, and syncs the folder.
    fn keep(&self) -> Result<(), LedgerError> {
        match fs::hard_link(&self.beside, self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(LedgerError::usage_of(told::bundle_exists(self.path.display())));
            }
            // A file system without links: nothing else can be done there but to look first.
            Err(_) if !self.path.exists() => {
                fs::rename(&self.beside, self.path).map_err(|error| self.unwritable(error))?;
            }
            Err(error) => return Err(self.unwritable(error)),
            Ok(()) => {}
        }
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new(".")));
        folder.and_then(|folder| folder.sync_all()).map_err(|error| self.unwritable(error))
    }
}
