//! `aging`: how old the open items are.

use duebook_projections::aging::Basis;
use duebook_projections::portfolio::AgingAnswer;

use super::{ask, print, shown, title};
use crate::cli::Context;
use crate::cli::args::{AskAging, BasisArg};
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::view::View;

/// `aging`
pub(crate) async fn aging(context: &Context, args: &AskAging) -> Result<(), LedgerError> {
    let basis = match args.basis {
        BasisArg::Agreed => Basis::Agreed,
        BasisArg::Contractual => Basis::Contractual,
        BasisArg::InvoiceDate => Basis::InvoiceDate,
    };
    let (view, answer) = ask(
        context,
        &args.ask,
        |policy| AgingAnswer::new(basis, policy),
        |answer, customer, account, policy| {
            answer.add_with_items(customer, account, policy, args.items);
        },
    )
    .await?;
    print(context, &view, &answer, |output| {
        if args.items {
            vec![aging_items(output, &view, &answer)]
        } else {
            aging_sheets(output, &view, &answer)
        }
    })
}

fn aging_sheets(output: Output, view: &View, answer: &AgingAnswer) -> Vec<Sheet> {
    let bucket = |name: &String| {
        if name == "current" { numbers(name, "未到期") } else { numbers(name, name) }
    };
    let buckets = || answer.buckets.iter().map(bucket);
    let mut columns = vec![words("customer", "客户"), words("currency", "币种")];
    columns.extend(buckets());
    columns.extend([numbers("open", "未清"), numbers("unapplied", "未核销")]);
    let mut rows = Sheet::new(title(output, view, "Aging", "账龄"), columns);
    for row in &answer.customers {
        let mut cells = vec![row.customer.clone(), row.currency.to_string()];
        cells.extend(row.amounts.iter().map(|(_, amount)| amount.to_string()));
        cells.extend([row.open.to_string(), row.unapplied.to_string()]);
        rows.push(cells);
    }
    let mut columns = vec![words("currency", "币种")];
    columns.extend(buckets());
    columns.push(numbers("open", "未清"));
    let mut totals = Sheet::new(output.word("Totals", "合计"), columns);
    for row in &answer.totals {
        let mut cells = vec![row.currency.to_string()];
        cells.extend(row.amounts.iter().map(|(_, amount)| amount.to_string()));
        cells.push(row.open.to_string());
        totals.push(cells);
    }
    vec![rows, totals]
}

fn aging_items(output: Output, view: &View, answer: &AgingAnswer) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        words("currency", "币种"),
        words("invoice", "发票"),
        numbers("part", "期"),
        words("issued", "开票日"),
        words("due", "到期日"),
        numbers("days", "逾期天数"),
        words("bucket", "账龄段"),
        numbers("open", "未清"),
        numbers("disputed", "争议"),
    ];
    let mut sheet = Sheet::new(title(output, view, "Open items", "未清项目"), columns);
    for row in &answer.customers {
        for item in row.items.iter().flatten() {
            sheet.push(vec![
                row.customer.clone(),
                row.currency.to_string(),
                item.invoice.clone(),
                item.part.map_or_else(String::new, |part| part.to_string()),
                item.issued.to_string(),
                shown(item.due),
                item.days_past_due.map_or_else(String::new, |days| days.to_string()),
                item.bucket.clone(),
                item.open.to_string(),
                item.disputed.to_string(),
            ]);
        }
    }
    sheet
}
