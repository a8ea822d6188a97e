//! `overdue`: the overdue list, and the papers behind each claim.

use std::collections::BTreeSet;

use duebook_events::Position;
use duebook_events::text::SEALED;
use duebook_projections::evidence::{Evidence, EvidenceKind};
use duebook_projections::overdue::{Overdue, OverdueAnswer};
use duebook_projections::portfolio::Answer;

use super::{ask, print, title};
use crate::cli::Context;
use crate::cli::args::AskOverdue;
use crate::cli::output::{Output, failed};
use crate::cli::paper::{Files, Office, check_out, told};
use crate::cli::sheet::{Column, Sheet, numbers, words};
use crate::documents::Paper;
use crate::documents::papers::Figures;
use crate::ledger::LedgerError;
use crate::ledger::view::View;
use crate::story::codes;

/// `overdue`
pub(crate) async fn overdue(context: &Context, args: &AskOverdue) -> Result<(), LedgerError> {
    check_out(args.paper.out.as_deref())?;
    let (view, mut answer) =
        ask(context, &args.ask, |_| OverdueAnswer::default(), Answer::add).await?;
    open_names(context, &mut answer).await?;
    if args.paper.out.is_some() {
        write(context, args, &view, &answer)?;
    }
    print(context, &view, &answer, |output| {
        vec![items(output, &view, &answer), papers(output, &answer), totals(output, &answer)]
    })
}

/// Names that stand sealed in the log, as far as they can be read.
async fn open_names(context: &Context, answer: &mut OverdueAnswer) -> Result<(), LedgerError> {
    let sealed = |row: &&mut Overdue| row.name.as_deref() == Some(SEALED);
    let rows: Vec<&mut Overdue> = answer.items.iter_mut().filter(sealed).collect();
    let mut positions: Vec<Position> = rows.iter().filter_map(|row| row.named_by).collect();
    positions.dedup();
    if positions.is_empty() {
        return Ok(());
    }
    let names = context.open()?.names_at(&positions).await?;
    for row in rows {
        row.name = row.named_by.and_then(|at| names.get(&at).cloned());
    }
    Ok(())
}

/// Writes the list as a document.
fn write(
    context: &Context,
    args: &AskOverdue,
    view: &View,
    answer: &OverdueAnswer,
) -> Result<(), LedgerError> {
    let office = Office::open(&args.paper)?;
    let name = match &args.ask.customer {
        Some(customer) => format!("overdue-{customer}-{}", view.cut.as_of),
        None => format!("overdue-{}", view.cut.as_of),
    };
    let figures = serde_json::to_value(answer).map_err(failed)?;
    let paper = Paper {
        number: name.clone(),
        as_of: view.cut.as_of,
        customer: None,
        to: None,
        figures: Figures::Overdue(&figures),
    };
    let document = paper.print(&office.press, context.output.lang(), &office.company)?;
    let files = Files::write(args.paper.out.as_deref(), &name, &document)?;
    told(context.output, &files.keep()?);
    Ok(())
}

fn items(output: Output, view: &View, answer: &OverdueAnswer) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        words("cur", "币种"),
        words("invoice", "发票"),
        words("due", "到期日"),
        numbers("days", "逾期天数"),
        numbers("open", "未清"),
        numbers("disputed", "争议"),
        numbers("interest", "利息"),
        words("reason", "原因"),
        words("last step", "最近进展"),
        words("claim until", "时效届满"),
    ];
    let mut sheet = Sheet::new(title(output, view, "Overdue", "欠款明细"), columns);
    for row in &answer.items {
        sheet.push(vec![
            row.customer.clone(),
            row.currency.to_string(),
            numbered(row),
            row.due.to_string(),
            row.days_past_due.to_string(),
            row.open.to_string(),
            row.disputed.to_string(),
            row.interest.to_string(),
            reason(output, row.reason).to_owned(),
            last_step(output, row),
            row.expires_on.to_string(),
        ]);
    }
    sheet
}

/// The invoice, with the instalment's number behind a stroke.
fn numbered(row: &Overdue) -> String {
    match row.part {
        Some(part) => format!("{}/{part}", row.invoice),
        None => row.invoice.clone(),
    }
}

/// The code of a reason in words.
fn reason(output: Output, code: &str) -> &str {
    let (en, zh) = codes::overdue_reason(code).unwrap_or((code, code));
    output.word(en, zh)
}

/// What holds the collector back, or was done last.
fn last_step(output: Output, row: &Overdue) -> String {
    if let Some(promise) = &row.promise {
        return format!("{} {}", output.word("promised by", "承诺付款"), promise.due);
    }
    if let Some(agreement) = &row.agreement {
        let code = agreement.status;
        let (en, zh) = codes::plan_status(code).unwrap_or((code, code));
        return output.word(en, zh).to_owned();
    }
    match &row.last_reminder {
        Some(reminder) => {
            format!("{} {} {}", output.word("reminder", "催款"), reminder.level, reminder.date)
        }
        None => "–".to_owned(),
    }
}

fn heading(kind: EvidenceKind) -> Column {
    match kind {
        EvidenceKind::Contract => words("contract", "合同"),
        EvidenceKind::Order => words("order", "订单"),
        EvidenceKind::DeliveryNote => words("delivery", "送货单"),
        EvidenceKind::Acceptance => words("acceptance", "验收单"),
        EvidenceKind::Invoice => words("invoice", "发票"),
        EvidenceKind::InvoiceReceipt => words("receipt", "发票签收"),
        EvidenceKind::Statement => words("statement", "对账单"),
        EvidenceKind::Reminders => words("reminders", "催款函"),
        EvidenceKind::Acknowledgement => words("acknowledged", "债务确认"),
    }
}

/// Which papers are at hand: one row an invoice.
fn papers(output: Output, answer: &OverdueAnswer) -> Sheet {
    let mut columns = vec![words("customer", "客户"), words("number", "号码")];
    columns.extend(EvidenceKind::ALL.map(heading));
    let mut sheet = Sheet::new(output.word("Papers", "证据材料"), columns);
    let mut shown = BTreeSet::new();
    for row in &answer.items {
        // All parts of an invoice rest on the same papers.
        if !shown.insert(&row.invoice) {
            continue;
        }
        let mut cells = vec![row.customer.clone(), row.invoice.clone()];
        cells.extend(row.evidence.iter().map(|evidence| mark(output, row, evidence)));
        sheet.push(cells);
    }
    sheet.note(output.word(
        "yes: with its document · event: recorded, no document · MISSING: the terms need it",
        "有：附文件 · 仅记录：已记录但无文件 · 缺：按付款条件必须具备",
    ));
    sheet
}

fn mark(output: Output, row: &Overdue, evidence: &Evidence) -> String {
    let missing = row.missing.contains(&evidence.kind);
    let word = match (evidence.positions.is_empty(), evidence.document, missing) {
        (_, _, true) => output.word("MISSING", "缺"),
        (true, _, false) => "–",
        (false, true, false) => output.word("yes", "有"),
        (false, false, false) => output.word("event", "仅记录"),
    };
    word.to_owned()
}

fn totals(output: Output, answer: &OverdueAnswer) -> Sheet {
    let columns = vec![
        words("currency", "币种"),
        numbers("customers", "客户数"),
        numbers("items", "笔数"),
        numbers("open", "未清"),
        numbers("disputed", "争议"),
        numbers("interest", "利息"),
    ];
    let mut sheet = Sheet::new(output.word("Totals", "合计"), columns);
    for row in &answer.totals {
        sheet.push(vec![
            row.currency.to_string(),
            row.customers.to_string(),
            row.items.to_string(),
            row.open.to_string(),
            row.disputed.to_string(),
            row.interest.to_string(),
        ]);
    }
    sheet
}
