//! Questions: one customer from its own events, all customers by a replay.

use duebook_events::{CustomerId, Day};
use duebook_projections::aging::Basis;
use duebook_projections::portfolio::{
    AgingAnswer, Answer, BalanceAnswer, ExposureAnswer, InterestAnswer, LimitationAnswer,
    PromisesAnswer, RemindersAnswer, ScoreAnswer,
};
use duebook_projections::{Account, Policy};
use serde::Serialize;

use super::Context;
use super::args::{Ask, AskAging, AskLimitation, BasisArg};
use super::output::Output;
use super::replay::with_progress;
use super::sheet::{Column, Sheet, numbers, words};
use crate::ledger::view::{Header, View};
use crate::ledger::{Ledger, LedgerError};
use crate::replay::{Replay, stream_names};

/// An answer with its head.
#[derive(Serialize)]
struct Headed<'a, A> {
    #[serde(flatten)]
    header: Header,
    #[serde(flatten)]
    answer: &'a A,
}

/// Asks one customer or all.
async fn ask<A: Answer + Send>(
    context: &Context,
    ask: &Ask,
    empty: impl Fn(&Policy) -> A + Sync,
    add: impl Fn(&mut A, &CustomerId, &Account<'_>, &Policy) + Sync,
) -> Result<(View, A), LedgerError> {
    let ledger = context.open()?;
    let customer = match &ask.customer {
        Some(number) => Some(ledger.customer(number).await?),
        None => None,
    };
    let view = ledger.view(&ask.point.question()).await?;
    let answer = match customer {
        Some(customer) => {
            let facts = ledger.facts(&customer).await?;
            let mut answer = empty(&view.policy);
            add(&mut answer, &customer, &view.fold(&facts), &view.policy);
            answer.finish();
            answer
        }
        None => all(&ledger, &view, || empty(&view.policy), add).await?,
    };
    Ok((view, answer))
}

async fn all<A: Answer + Send>(
    ledger: &Ledger,
    view: &View,
    empty: impl Fn() -> A + Sync,
    add: impl Fn(&mut A, &CustomerId, &Account<'_>, &Policy) + Sync,
) -> Result<A, LedgerError> {
    let names = stream_names(ledger.store().as_ref()).await?;
    with_progress(view.cut.known_at, |progress| {
        let replay = Replay {
            store: ledger.store().as_ref(),
            view,
            workers: Replay::default_workers(),
            progress,
        };
        replay.answer_with(empty, add, &names).map(|(answer, _)| answer)
    })
}

fn print<A: Serialize>(
    context: &Context,
    view: &View,
    answer: &A,
    sheets: impl FnOnce(Output) -> Vec<Sheet>,
) -> Result<(), LedgerError> {
    let headed = Headed { header: view.header(), answer };
    context.output.answer(&headed, || sheets(context.output))
}

/// "Balance as of 2025-04-16, known at #123, default@1".
fn title(output: Output, view: &View, en: &str, zh: &str) -> String {
    format!(
        "{} · {} {} · {} #{} · {}",
        output.word(en, zh),
        output.word("as of", "截至"),
        view.cut.as_of,
        output.word("known at", "已知至"),
        view.cut.known_at,
        view.policy.citation
    )
}

fn shown(day: Option<Day>) -> String {
    day.map_or_else(|| "–".to_owned(), |day| day.to_string())
}

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

/// `interest`
pub(crate) async fn interest(context: &Context, args: &Ask) -> Result<(), LedgerError> {
    let (view, answer) = ask(context, args, |_| InterestAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let columns: Vec<Column> = vec![
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

/// `reminders`
pub(crate) async fn reminders(context: &Context, args: &Ask) -> Result<(), LedgerError> {
    let (view, answer) = ask(context, args, |_| RemindersAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let columns = vec![
            words("customer", "客户"),
            words("currency", "币种"),
            numbers("level", "级别"),
            words("reason", "原因"),
            words("action", "行动"),
            words("channel", "渠道"),
            words("invoices", "发票"),
            numbers("amount", "金额"),
        ];
        let mut due = Sheet::new(title(output, &view, "Reminders due", "应催收"), columns);
        for row in &answer.due {
            due.push(vec![
                row.customer.clone(),
                row.currency.to_string(),
                row.level.to_string(),
                row.reason.to_owned(),
                row.action.to_owned(),
                row.channel.unwrap_or_default().to_owned(),
                row.invoices.join(" "),
                row.amount.to_string(),
            ]);
        }
        let columns =
            vec![words("customer", "客户"), words("invoice", "发票"), words("reason", "原因")];
        let mut left = Sheet::new(output.word("Left out", "未列入"), columns);
        for row in &answer.left_out {
            left.push(vec![row.customer.clone(), row.invoice.clone(), row.reason.to_owned()]);
        }
        vec![due, left]
    })
}
