//! `erase`, `personal list|show|new-keys`: whose texts are sealed, and erasing them.

use serde_json::json;

use super::Context;
use super::args::{Erase, PersonalCommand};
use super::output::Output;
use super::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::personal::subjects::{Readable, Subject};

/// `personal …`
pub(crate) async fn personal(
    context: &Context,
    command: PersonalCommand,
) -> Result<(), LedgerError> {
    match command {
        PersonalCommand::List => list(context).await,
        PersonalCommand::Show { subject } => show(context, &subject).await,
        PersonalCommand::NewKeys => new_keys(context).await,
    }
}

/// Erases a subject, and says what that reaches and what it does not.
pub(crate) async fn erase(context: &Context, args: &Erase) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let erased = ledger.erase(&args.subject, &args.reason, args.dry_run).await?;
    if !erased.already && !args.dry_run {
        super::replay::catch_up(&ledger).await?;
    }
    let subject = &erased.subject;
    let answer = json!({
        "subject": subject.subject,
        "dry_run": args.dry_run,
        "already_erased": erased.already,
        "erased": subject.erased,
        "unreadable": {"events": subject.events, "texts": subject.texts},
        "stays": {
            "customers": subject.customers,
            "documents": subject.documents,
            "derived_ids": subject.derived_ids,
        },
    });
    let output = context.output;
    output.answer(&answer, || vec![erased_sheet(output, subject, erased.already, args.dry_run)])
}

fn erased_sheet(output: Output, subject: &Subject, already: bool, dry_run: bool) -> Sheet {
    let columns = vec![words("", ""), words("", "")];
    let title = match (dry_run && !already, already) {
        (true, _) => output.word("Would be erased (dry run)", "将被删除（演练）"),
        (_, true) => output.word("Was erased before", "此前已删除"),
        _ => output.word("Erased", "已删除"),
    };
    let mut sheet = Sheet::new(format!("{title} · {}", subject.subject), columns);
    let mut row = |en: &str, zh: &str, value: String| {
        sheet.push(vec![output.word(en, zh).to_owned(), value]);
    };
    if let Some(erasure) = &subject.erased {
        let at = format!("#{} · {}", erasure.position, erasure.recorded_at);
        row("recorded", "记录", at);
        row("reason", "理由", erasure.reason.clone());
    }
    let counts = if output.is_zh() {
        format!("{} 个事件中的 {} 处文本", subject.events, subject.texts)
    } else {
        format!("{} texts in {} events", subject.texts, subject.events)
    };
    row(
        "unreadable here, in backups, exports and bundles",
        "在账本、备份、导出文件和证据包中均不可读",
        counts,
    );
    row(
        "unchanged",
        "保持不变",
        output.word("every figure, every hash, every proof", "所有数值、哈希与证明").to_owned(),
    );
    row("documents (files, not sealed)", "单据文件（未加密）", subject.documents.len().to_string());
    row(
        "events whose id was derived from the text",
        "编号由内容推导的事件",
        subject.derived_ids.to_string(),
    );
    sheet.note(output.word(
        "Not reached: paper, files that were sent or imported, documents kept with the ledger, copies of \
         the key file, and what was read before. Whoever guesses a text exactly can confirm it by an id \
         that was derived from it; whoever kept an imported file, by its hash in source.file_sha256. On file systems and disks that never write in place, destroy the disk.",
        "以下不在删除范围内：纸质文件、已发送或导入的文件、账本保存的单据、密钥文件的副本，以及此前已被读取的内容。\
         若编号由内容推导，准确猜中文本者可凭编号印证；仍持有导入文件者可凭 source.file_sha256 中的哈希印证。若文件系统或磁盘从不原位写入，须销毁磁盘。",
    ));
    sheet
}

async fn list(context: &Context) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let subjects = ledger.subjects().await?;
    let sealing = ledger.seals().await?;
    let answer = json!({"sealing": sealing, "subjects": subjects});
    let output = context.output;
    output.answer(&answer, || {
        let columns = vec![
            words("subject", "主体"),
            words("readable", "可读"),
            numbers("texts", "文本"),
            numbers("events", "事件"),
            words("customers", "客户"),
            words("held by", "保全"),
            words("erased", "删除"),
        ];
        let title = output.word("Data subjects", "个人信息主体");
        let mut sheet = Sheet::new(title, columns);
        for subject in &subjects {
            let customers: Vec<&str> = subject.customers.iter().map(String::as_str).collect();
            let erased = subject.erased.as_ref();
            sheet.push(vec![
                subject.subject.clone(),
                readable(output, subject.readable).to_owned(),
                subject.texts.to_string(),
                subject.events.to_string(),
                customers.join(output.word(", ", "、")),
                subject.held_by.clone().unwrap_or_default(),
                erased.map(|e| format!("#{} {}", e.position, e.recorded_at)).unwrap_or_default(),
            ]);
        }
        if !sealing {
            sheet.note(output.word(
                "This ledger does not seal personal texts (init --seal-personal).",
                "本账本未加密个人信息（init --seal-personal）。",
            ));
        }
        vec![sheet]
    })
}

fn readable(output: Output, readable: Readable) -> &'static str {
    let (en, zh) = match readable {
        Readable::Yes => ("yes", "是"),
        Readable::Erased => ("erased", "已删除"),
        Readable::NoKey => ("no key here", "此处无密钥"),
    };
    if output.is_zh() { zh } else { en }
}

async fn show(context: &Context, id: &str) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let subject = ledger.subject(id).await?;
    let texts = ledger.texts_of(id).await?;
    let answer = json!({"subject": subject, "texts": texts});
    let output = context.output;
    output.answer(&answer, || {
        let columns = vec![
            numbers("#", "#"),
            words("date", "业务日期"),
            words("type", "类型"),
            words("customer", "客户"),
            words("field", "字段"),
            words("text", "文本"),
        ];
        let title = format!("{} {id}", output.word("Personal texts of", "个人信息："));
        let mut sheet = Sheet::new(title, columns);
        for text in &texts {
            sheet.push(vec![
                text.position.to_string(),
                text.effective.to_string(),
                text.kind.to_owned(),
                text.customer.clone(),
                text.field.clone(),
                text.text.clone(),
            ]);
        }
        vec![sheet]
    })
}

async fn new_keys(context: &Context) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let lost = ledger.new_key_file().await?;
    let path = context.keys_of(context.path()?).display().to_string();
    let answer = json!({"keys": path, "lost_subjects": lost});
    let output = context.output;
    output.answer(&answer, || {
        let columns = vec![words("key file", "密钥文件"), numbers("subjects without key", "失去密钥的主体")];
        let mut sheet = Sheet::new("", columns);
        sheet.push(vec![path.clone(), lost.to_string()]);
        sheet.note(output.word(
            "Texts that were sealed before stay unreadable with this file. Should the old one be found, \
             --personal-keys OLD reads them with any question.",
            "使用此文件无法读取此前加密的文本。若旧文件失而复得，任何查询加上 --personal-keys 旧文件 即可读取。",
        ));
        vec![sheet]
    })
}
