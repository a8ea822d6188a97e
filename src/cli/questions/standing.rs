//! `balance`, `score` and `exposure`: how a customer stands.

use duebook_projections::portfolio::{Answer, BalanceAnswer, ExposureAnswer, ScoreAnswer};

use super::{ask, print, title};
use crate::cli::Context;
use crate::cli::args::Ask;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;

/// `balance`
pub(crate) async fn balance(context: &Context, args: &Ask) -> Result<(), LedgerError> {
    let (view, answer) = ask(context, args, |_| BalanceAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let amounts = || {
            [
                numbers("open", "未清"),
                numbers("overdue", "逾期"),
                numbers("disputed", "争议"),
                numbers("unapplied", "未核销"),
                numbers("balance", "余额"),
            ]
        };
        let mut columns = vec![words("customer", "客户"), words("currency", "币种")];
        columns.extend(amounts());
        columns.push(numbers("fees", "其中费用"));
        let mut rows = Sheet::new(title(output, &view, "Balance", "余额"), columns);
        for row in &answer.customers {
            rows.push(vec![
                row.customer.clone(),
                row.currency.to_string(),
                row.open.to_string(),
                row.overdue.to_string(),
                row.disputed.to_string(),
                row.unapplied.to_string(),
                row.balance.to_string(),
                row.fees.to_string(),
            ]);
        }
        let mut columns = vec![words("currency", "币种")];
        columns.extend(amounts());
        let mut totals = Sheet::new(output.word("Totals", "合计"), columns);
        for row in &answer.totals {
            totals.push(vec![
                row.currency.to_string(),
                row.open.to_string(),
                row.overdue.to_string(),
                row.disputed.to_string(),
                row.unapplied.to_string(),
                row.balance.to_string(),
            ]);
        }
        vec![rows, totals]
    })
}

/// `score`
pub(crate) async fn score(context: &Context, args: &Ask) -> Result<(), LedgerError> {
    let (view, answer) = ask(context, args, |_| ScoreAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let columns = vec![
            words("customer", "客户"),
            words("currency", "币种"),
            numbers("score", "评分"),
            words("grade", "等级"),
            words("risk class", "风险"),
            numbers("recommended limit", "建议额度"),
        ];
        let mut rows = Sheet::new(title(output, &view, "Score", "信用评分"), columns);
        for row in &answer.customers {
            rows.push(vec![
                row.customer.clone(),
                row.currency.map_or_else(|| "–".to_owned(), |c| c.to_string()),
                row.score.to_string(),
                row.grade.clone(),
                row.risk_class.clone(),
                row.recommended_limit.map_or_else(|| "–".to_owned(), |limit| limit.to_string()),
            ]);
        }
        let mut sheets = vec![rows];
        if args.customer.is_some() {
            sheets.extend(answer.customers.iter().map(|row| contributions(output, row)));
        }
        sheets
    })
}

fn contributions(output: Output, row: &duebook_projections::score::Score) -> Sheet {
    let columns = vec![
        words("characteristic", "特征"),
        numbers("value", "数值"),
        numbers("points", "分数"),
        words("events", "来源事件"),
    ];
    let mut sheet = Sheet::new(output.word("Where it comes from", "评分来源"), columns);
    for contribution in &row.contributions {
        let value = serde_json::to_value(&contribution.value).unwrap_or_default();
        let value = match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Null => "–".to_owned(),
            other => other.to_string(),
        };
        let events = contribution.events.iter().take(8).map(|p| format!("#{p}"));
        let more = if contribution.events.len() > 8 {
            format!(" … ({})", contribution.events.len())
        } else {
            String::new()
        };
        sheet.push(vec![
            contribution.characteristic.to_owned(),
            value,
            contribution.points.to_string(),
            events.collect::<Vec<_>>().join(" ") + &more,
        ]);
    }
    sheet
}

/// `exposure`
pub(crate) async fn exposure(context: &Context, args: &Ask) -> Result<(), LedgerError> {
    let (view, answer) = ask(context, args, |_| ExposureAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let columns = vec![
            words("customer", "客户"),
            words("currency", "币种"),
            numbers("open", "未清"),
            numbers("orders", "在途订单"),
            numbers("unapplied", "未核销"),
            numbers("exposure", "敞口"),
            numbers("limit", "额度"),
            numbers("security", "担保"),
            numbers("available", "可用"),
            numbers("utilisation", "使用率"),
        ];
        let mut rows = Sheet::new(title(output, &view, "Exposure", "信用敞口"), columns);
        for row in &answer.customers {
            rows.push(vec![
                row.customer.clone(),
                row.currency.to_string(),
                row.open.to_string(),
                row.orders.to_string(),
                row.unapplied.to_string(),
                row.exposure.to_string(),
                row.limit.to_string(),
                row.security.to_string(),
                row.available.to_string(),
                row.utilisation.map_or_else(|| "–".to_owned(), |ratio| ratio.to_string()),
            ]);
        }
        vec![rows]
    })
}
