//! `reminders`: the collector's worklist: whom, about what, how, why now; and
//! what is left out and why.

use duebook_projections::portfolio::{Answer, RemindersAnswer};
use duebook_projections::reminders::{Because, LeftOut, Reminder};

use super::{ask, print, title};
use crate::cli::Context;
use crate::cli::args::Ask;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::story::codes;

/// `reminders`
pub(crate) async fn reminders(context: &Context, args: &Ask) -> Result<(), LedgerError> {
    let (view, answer) = ask(context, args, |_| RemindersAnswer::default(), Answer::add).await?;
    print(context, &view, &answer, |output| {
        let title = title(output, &view, "Reminders due", "应催收");
        vec![
            due(output, title, &answer.due),
            because(output, &answer.because),
            left_out(output, &answer.left_out),
        ]
    })
}

fn due(output: Output, title: String, lines: &[Reminder]) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        words("currency", "币种"),
        numbers("level", "级别"),
        words("reason", "原因"),
        words("do", "行动"),
        words("invoices", "发票"),
        numbers("amount", "金额"),
    ];
    let mut sheet = Sheet::new(title, columns);
    for line in lines {
        sheet.push(vec![
            line.customer.clone(),
            line.currency.to_string(),
            line.level.to_string(),
            reason(output, line.reason).to_owned(),
            action(output, line.channel).to_owned(),
            line.invoices.join(" "),
            line.amount.to_string(),
        ]);
    }
    sheet
}

fn because(output: Output, rows: &[Because]) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        numbers("level", "级别"),
        words("invoice", "发票"),
        numbers("part", "期"),
        words("due", "到期日"),
        numbers("days", "逾期天数"),
        numbers("undisputed", "无争议金额"),
        words("reminded", "上次催收"),
        words("silent since", "未答复起"),
        numbers("unverified", "待核实"),
    ];
    let mut sheet = Sheet::new(output.word("Why now", "为何现在"), columns);
    for row in rows {
        let last = row.last.map_or_else(String::new, |last| {
            format!("{} · {} (#{})", last.level, last.on, last.position)
        });
        sheet.push(vec![
            row.customer.clone(),
            row.level.to_string(),
            row.invoice.clone(),
            row.part.map_or_else(String::new, |part| part.to_string()),
            row.due.to_string(),
            row.days_past_due.to_string(),
            row.amount.to_string(),
            last,
            row.silent_since.map_or_else(String::new, |since| since.to_string()),
            row.unverified.map_or_else(String::new, |amount| amount.to_string()),
        ]);
    }
    if rows.iter().any(|row| row.unverified.is_some()) {
        sheet.note(output.word(
            "unverified: billed and reported missing; clear it before you insist",
            "待核实：已开票但收货短少，催收前请先核实",
        ));
    }
    sheet
}

fn left_out(output: Output, rows: &[LeftOut]) -> Sheet {
    let columns =
        vec![words("customer", "客户"), words("invoice", "发票"), words("reason", "原因")];
    let mut sheet = Sheet::new(output.word("Left out", "未列入"), columns);
    for row in rows {
        sheet.push(vec![
            row.customer.clone(),
            row.invoice.clone(),
            reason(output, row.reason).to_owned(),
        ]);
    }
    sheet
}

/// A reason of the ladder in words; its code where there are none.
pub(crate) fn reason(output: Output, code: &str) -> &str {
    match code {
        "before_due" => output.word("falls due soon", "即将到期"),
        "overdue" => output.word("overdue", "已逾期"),
        "instalment_missed" => output.word("instalment missed", "分期款逾期"),
        "no_answer" => output.word("no answer to the reminder", "催款未获答复"),
        "over_30_days" => output.word("demand sent, over 30 days", "已发催告且逾期超30天"),
        "over_60_days" => {
            output.word("lawyer's letter sent, over 60 days", "已发律师函且逾期超60天")
        }
        "deliberate" => output.word("does not want to pay", "恶意拖欠"),
        other => codes::left_out(other).map_or(other, |(en, zh)| output.word(en, zh)),
    }
}

/// What to do, by the channel of the step.
fn action(output: Output, channel: Option<&str>) -> &'static str {
    match channel {
        Some("wechat") => output.word("remind by WeChat", "微信提醒"),
        Some("email") => output.word("remind by e-mail", "邮件提醒"),
        Some("letter") => {
            output.word("phone and letter, with late interest", "电话及催款函（附逾期利息）")
        }
        Some("lawyer_letter") => {
            output.word("lawyer's letter; suspend supply", "律师函；建议暂停供货")
        }
        _ => output.word("legal step", "法律措施"),
    }
}
