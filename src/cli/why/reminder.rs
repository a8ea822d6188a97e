//! `why reminder`: why now, why not, or when.

use duebook_events::CustomerId;
use duebook_projections::reminders::{ExplainedPart, HORIZON_DAYS, Verdict};
use serde::Serialize;
use serde_json::Value;

use super::shared::{events_json, events_sheet, replayed_sheet, title};
use crate::cli::args::AskWhy;
use crate::cli::output::Output;
use crate::cli::questions::ladder_reason;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::cli::{Context, Found};
use crate::ledger::LedgerError;
use crate::ledger::view::Header;
use crate::ledger::why::reminder::WhyReminder;
use crate::ledger::why::replayed::ReplayedCustomer;
use crate::ledger::why::told::Told;

/// Answer of `why reminder`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    customer: &'a CustomerId,
    parts: &'a [ExplainedPart],
    horizon_days: i32,
    events: Vec<Value>,
    replayed: &'a ReplayedCustomer,
}

/// Explains the worklist of a customer; true if something differs.
pub(super) async fn reminder(context: &Context, args: &AskWhy) -> Result<Found, LedgerError> {
    let ledger = context.open()?;
    let ask = &args.ask;
    let why = ledger.why_reminder(&ask.customer, args.currency, &ask.point.question()).await?;
    let output = context.output;
    let answer = Answer {
        header: why.view.header(),
        customer: &why.customer,
        parts: &why.parts,
        horizon_days: HORIZON_DAYS,
        events: events_json(output, &why.events),
        replayed: &why.replayed,
    };
    output.answer(&answer, || sheets(output, &why))?;
    Ok(!why.replayed.matches)
}

fn sheets(output: Output, why: &WhyReminder) -> Vec<Sheet> {
    let told: Vec<&Told> = why.events.iter().collect();
    vec![
        parts(output, why),
        events_sheet(output, output.word("2. The events behind", "二、相关事件"), &told),
        replayed_sheet(
            output,
            output.word("3. Derived again from the log", "三、由日志重新推导"),
            &why.replayed,
            &[],
        ),
    ]
}

fn parts(output: Output, why: &WhyReminder) -> Sheet {
    let columns = vec![
        words("invoice", "发票"),
        words("cur", "币种"),
        words("due", "到期日"),
        numbers("days", "逾期天数"),
        numbers("open", "未清"),
        numbers("disputed", "争议"),
        words("today", "今日"),
        words("why", "理由"),
        words("next step, if nothing happens", "若无变化，下一步"),
    ];
    let what = output.word("1. Whom to remind of what, and why", "一、催收与否及理由");
    let mut sheet = Sheet::new(title(output, &why.view, &why.customer, what), columns);
    for part in &why.parts {
        let number = match part.part {
            Some(instalment) => format!("{}/{instalment}", part.invoice),
            None => part.invoice.clone(),
        };
        sheet.push(vec![
            number,
            part.currency.to_string(),
            part.due.map_or_else(|| "–".to_owned(), |due| due.to_string()),
            part.days_past_due.map_or_else(|| "–".to_owned(), |days| days.to_string()),
            part.open.to_string(),
            part.disputed.to_string(),
            today(output, part),
            reason(output, part),
            next(output, part),
        ]);
    }
    sheet.note(if output.is_zh() {
        format!("下一步由催收规则逐日推算，最多 {HORIZON_DAYS} 天。")
    } else {
        format!(
            "The next step is what the worklist itself says, day by day, {HORIZON_DAYS} days ahead."
        )
    });
    sheet
}

fn level(output: Output, level: u16) -> String {
    if output.is_zh() { format!("第 {level} 级") } else { format!("level {level}") }
}

fn today(output: Output, part: &ExplainedPart) -> String {
    match (part.verdict, part.level) {
        (Verdict::Due, Some(step)) => {
            format!("{} · {}", output.word("REMIND", "催收"), level(output, step))
        }
        (Verdict::LeftOut, _) => output.word("left alone", "暂不催收").to_owned(),
        _ => output.word("nothing yet", "暂无").to_owned(),
    }
}

/// Why so: what the ladder says, what speaks against it, what was done last.
fn reason(output: Output, part: &ExplainedPart) -> String {
    let mut told: Vec<String> = Vec::new();
    let against = part.against.iter().map(|code| ladder_reason(output, code).to_owned());
    match part.verdict {
        Verdict::Due => {
            told.extend(part.reason.map(|code| ladder_reason(output, code).to_owned()));
            if part.disputed.minor > 0 {
                told.push(output.word("a part is disputed", "部分存在争议").to_owned());
            }
        }
        Verdict::LeftOut => {
            told.extend(against);
            if let (Some(step), Some(code)) = (part.level, part.reason) {
                let why = ladder_reason(output, code);
                told.push(if output.is_zh() {
                    format!("否则为{}：{why}", level(output, step))
                } else {
                    format!("else {}: {why}", level(output, step))
                });
            }
        }
        Verdict::NotYet => {
            if part.due.is_none() {
                let waits = output.word(
                    "no due date: what its term runs from has not happened",
                    "付款期尚未起算，无到期日",
                );
                told.push(waits.to_owned());
            } else if part.days_past_due.is_some_and(|days| days <= 0) {
                told.push(output.word("not due", "未到期").to_owned());
            } else if part.last.is_none() {
                told.push(output.word("only just overdue", "刚刚逾期").to_owned());
            }
            told.extend(against);
        }
    }
    if let Some(last) = part.last {
        let what = if last.level >= 4 {
            output.word("legal step", "法律措施").to_owned()
        } else {
            level(output, last.level)
        };
        told.push(format!(
            "{}{what} {} (#{})",
            output.word("last: ", "上次："),
            last.on,
            last.position
        ));
    }
    if let Some(since) = part.silent_since {
        told.push(format!("{} {since}", output.word("silent since", "未答复起")));
    }
    if part.under_agreement {
        told.push(output.word("under a plan", "协议履行中").to_owned());
    }
    if let Some(missing) = part.unverified {
        told.push(format!("{} {missing}", output.word("unverified", "待核实")));
    }
    told.join(output.word("; ", "；"))
}

fn next(output: Output, part: &ExplainedPart) -> String {
    match (part.verdict, part.next) {
        (Verdict::Due, _) => output.word("today", "今日").to_owned(),
        (_, Some(next)) => {
            let why = ladder_reason(output, next.reason);
            format!("{} · {} · {why}", next.on, level(output, next.level))
        }
        (_, None) => output.word("none in sight", "暂无").to_owned(),
    }
}
