//! `interest INVOICE --explain`: how late interest adds up.

use duebook_events::NumberKind;
use duebook_projections::interest::{Explained, explain};
use serde::Serialize;

use super::{print, shown};
use crate::cli::Context;
use crate::cli::args::AskInterest;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::messages::interest as say;
use crate::story::grouped;

/// Answer of `interest --explain`.
#[derive(Serialize)]
struct Answer {
    invoices: Vec<Explained>,
}

/// Explains one invoice, or all invoices of a customer.
pub(crate) async fn explained(context: &Context, args: &AskInterest) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let number = args.customer.as_deref().unwrap_or_default();
    let (customer, invoice) = match ledger.customer_of(NumberKind::Item, number).await? {
        Some(customer) => (customer, Some(number)),
        None => match ledger.customer(number).await {
            Ok(customer) => (customer, None),
            Err(LedgerError::Usage { .. }) => {
                return Err(LedgerError::usage_of(say::no_invoice_or_customer(number)));
            }
            Err(other) => return Err(other),
        },
    };
    let view = ledger.view(&args.point.question()).await?;
    let facts = ledger.facts(&customer).await?;
    let account = view.fold(&facts);
    let wanted = |ix: &usize| invoice.is_none_or(|number| account.items[*ix].number == number);
    if let Some(number) = invoice
        && account.item(number).is_some_and(duebook_projections::account::Item::is_fee)
    {
        return Err(LedgerError::usage_of(say::fee_bears_no_interest(number)));
    }
    let mut invoices: Vec<Explained> = (0..account.items.len())
        .filter(wanted)
        .filter_map(|ix| explain(customer.as_str(), &account, &view.policy, ix))
        .collect();
    invoices.sort_by(|a, b| a.interest.invoice.cmp(&b.interest.invoice));
    let answer = Answer { invoices };
    print(context, &view, &answer, |output| sheets(output, &answer.invoices))
}

fn sheets(output: Output, invoices: &[Explained]) -> Vec<Sheet> {
    if invoices.is_empty() {
        let none = output.word("No interest has accrued.", "没有产生利息。");
        return vec![Sheet::new(none, Vec::new())];
    }
    invoices.iter().map(|explained| sheet(output, explained)).collect()
}

fn sheet(output: Output, explained: &Explained) -> Sheet {
    let interest = &explained.interest;
    let title = format!(
        "{} {} · {} · {} {} · {} {} {}",
        output.word("Late interest on", "逾期利息：发票"),
        interest.invoice,
        interest.customer,
        output.word("contractual due date", "合同到期日"),
        shown(interest.due),
        output.word("accrued", "应计"),
        grouped(&interest.accrued.to_string()),
        explained.currency,
    );
    let columns = vec![
        words("from", "起"),
        words("to", "止"),
        numbers("days", "天数"),
        numbers("principal", "计息本金"),
        numbers("rate a day", "日利率"),
        numbers("a year, applied", "适用年利率"),
        words("capped", "封顶"),
        numbers("amount", "利息"),
    ];
    let mut sheet = Sheet::new(title, columns);
    for stretch in &explained.segments {
        sheet.push(vec![
            stretch.from.to_string(),
            stretch.to.to_string(),
            stretch.days.to_string(),
            stretch.principal.to_string(),
            stretch.rate.clone(),
            stretch.annual_rate.clone(),
            if stretch.capped { output.word("yes", "是") } else { output.word("no", "否") }.into(),
            stretch.amount.clone(),
        ]);
    }
    sheet.note(output.word(
        "principal x annual rate x days / 365; only the total is rounded",
        "本金 × 年利率 × 天数 ÷ 365；仅对合计四舍五入",
    ));
    sheet
}
