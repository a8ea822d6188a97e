//! `interest` and `limitation`: what being late costs, and until when it can be claimed.

use duebook_projections::portfolio::{Answer, InterestAnswer, LimitationAnswer};

use super::{ask, print, shown, title};
use crate::cli::Context;
use crate::cli::args::{Ask, AskInterest, AskLimitation};
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;

/// `interest`
pub(crate) async fn interest(context: &Context, args: &AskInterest) -> Result<(), LedgerError> {
    if args.explain {
        return super::explained::explained(context, args).await;
    }
    let asked = Ask { customer: args.customer.clone(), point: args.point.clone() };
    let (view, answer) = ask(context, &asked, |_| InterestAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let columns = vec![
            words("customer", "客户"),
            words("invoice", "发票"),
            words("due", "合同到期日"),
            numbers("rate a day", "日利率"),
            words("capped", "封顶"),
            numbers("days", "计息天数"),
            numbers("accrued", "应计利息"),
        ];
        let mut rows = Sheet::new(title(output, &view, "Late interest", "逾期利息"), columns);
        for row in &answer.invoices {
            rows.push(vec![
                row.customer.clone(),
                row.invoice.clone(),
                shown(row.due),
                row.rate.clone(),
                if row.capped { output.word("yes", "是") } else { output.word("no", "否") }.into(),
                row.days.to_string(),
                row.accrued.to_string(),
            ]);
        }
        vec![rows]
    })
}

/// `limitation`
pub(crate) async fn limitation(context: &Context, args: &AskLimitation) -> Result<(), LedgerError> {
    let (view, mut answer) =
        ask(context, &args.ask, |_| LimitationAnswer::default(), Answer::add).await?;
    if let Some(within) = args.within {
        let last = view.cut.as_of + i32::from(within);
        answer.items.retain(|row| (view.cut.as_of..=last).contains(&row.expires_on));
    }
    print(context, &view, &answer, |output| {
        let columns = vec![
            words("customer", "客户"),
            words("invoice", "发票"),
            words("due", "到期日"),
            numbers("started by", "起算事件"),
            words("started on", "起算日"),
            words("expires on", "届满日"),
        ];
        let mut rows = Sheet::new(title(output, &view, "Limitation", "诉讼时效"), columns);
        for row in &answer.items {
            rows.push(vec![
                row.customer.clone(),
                row.invoice.clone(),
                row.due.to_string(),
                format!("#{}", row.started_by),
                row.started_on.to_string(),
                row.expires_on.to_string(),
            ]);
        }
        vec![rows]
    })
}
