//! `promises`: which promises and agreements were kept.

use duebook_projections::portfolio::{Answer, PromisesAnswer};

use super::{ask, print, title};
use crate::cli::Context;
use crate::cli::args::Ask;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;

/// `promises`
pub(crate) async fn promises(context: &Context, args: &Ask) -> Result<(), LedgerError> {
    let (view, answer) = ask(context, args, |_| PromisesAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let columns = vec![
            words("customer", "客户"),
            words("promise", "承诺"),
            words("currency", "币种"),
            numbers("amount", "金额"),
            words("due", "承诺日"),
            numbers("credited", "已兑现"),
            words("status", "状态"),
            words("settled on", "兑现日"),
        ];
        let mut promises = Sheet::new(title(output, &view, "Promises", "付款承诺"), columns);
        for row in &answer.promises {
            promises.push(vec![
                row.customer.clone(),
                row.promise.clone(),
                row.currency.to_string(),
                row.amount.to_string(),
                row.due.to_string(),
                row.credited.to_string(),
                row.status.to_owned(),
                row.settled_on.map_or_else(String::new, |day| day.to_string()),
            ]);
        }
        let [agreements, instalments] = agreement_sheets(output, &answer);
        let mut sheets = vec![promises, agreements];
        if !instalments.is_empty() {
            sheets.push(instalments);
        }
        sheets
    })
}

/// Agreements, and the parts of those that have some.
fn agreement_sheets(output: Output, answer: &PromisesAnswer) -> [Sheet; 2] {
    let columns = vec![
        words("customer", "客户"),
        words("agreement", "协议"),
        words("kind", "类型"),
        words("status", "状态"),
        words("defaulted on", "违约日"),
    ];
    let mut agreements = Sheet::new(output.word("Agreements", "补充协议"), columns);
    let columns = vec![
        words("customer", "客户"),
        words("agreement", "协议"),
        words("due", "约定日"),
        numbers("amount", "金额"),
        numbers("credited", "已付"),
        words("status", "状态"),
        words("met on", "达成日"),
    ];
    let mut instalments = Sheet::new(output.word("Instalments", "各期"), columns);
    for row in &answer.agreements {
        agreements.push(vec![
            row.customer.clone(),
            row.agreement.clone(),
            row.kind.to_owned(),
            row.status.to_owned(),
            row.defaulted_on.map_or_else(String::new, |day| day.to_string()),
        ]);
        for instalment in &row.instalments {
            instalments.push(vec![
                row.customer.clone(),
                row.agreement.clone(),
                instalment.due.to_string(),
                instalment.amount.to_string(),
                instalment.credited.to_string(),
                instalment.status.to_owned(),
                instalment.met_on.map_or_else(String::new, |day| day.to_string()),
            ]);
        }
    }
    [agreements, instalments]
}
