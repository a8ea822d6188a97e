//! `policy backfill`: the month-end histories under a policy, built beside those
//! that are shown, checked, and then shown.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Arc;

use duebook_events::Lang;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::history::{Head, range, seen_with, under};
use crate::cli::Context;
use crate::cli::args::Backfill as Args;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::month_ends::{Ask, Backfilled, Comparison, History, NotCompared, Step};
use crate::replay::Replay;

/// Events from which on a bar is worth its line.
const BAR_FROM: u64 = 50_000;

/// Answer of `policy backfill`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// The customer after which a build that had been broken off went on.
    #[serde(skip_serializing_if = "Option::is_none")]
    resumed_after: Option<&'a str>,
    /// Whether it was whole already.
    was_there: bool,
    /// The history as originally reported, where it had to be built first.
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a str>,
    /// Beside the history that was shown before.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a Comparison>,
    /// Why it was not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_compared: Option<NotCompared>,
    /// How many customers have each grade at the last month's end.
    grades: BTreeMap<&'a str, u64>,
}

/// Builds, compares and switches.
pub(super) async fn backfill(context: &Context, args: &Args) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let ask = Ask {
        policy: args.policy.clone(),
        from: args.from,
        to: args.to,
        with_hindsight: args.with_hindsight,
        workers: args.workers.unwrap_or_else(Replay::default_workers).max(1),
    };
    let bar = bar(context.output.lang());
    let (shown, lang) = (bar.clone(), context.output.lang());
    let tell = Arc::new(move |step| on_bar(&shown, step, lang));
    let done = ledger.backfill(&ask, &(tell as _)).await;
    bar.finish_and_clear();
    let done = done?;
    let last = done.built.history.months.len().saturating_sub(1);
    let grades = done.built.sums.grades.get(&last);
    let answer = Answer {
        head: Head::of(&done.built.history, true),
        resumed_after: done.built.resumed_after.as_deref(),
        was_there: done.built.was_there,
        original: done.original.as_ref().map(|history| history.id.as_str()),
        compared: done.comparison.as_ref().ok(),
        not_compared: done.comparison.as_ref().err().copied(),
        grades: grades.into_iter().flatten().map(|(g, n)| (g.as_str(), *n)).collect(),
    };
    context.output.answer(&answer, || sheets(context.output, &done))
}

/// One line for both phases: events that are read, then customers that are done.
fn bar(lang: Lang) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = match lang {
        Lang::En => "{msg:9} {bar:40} {human_pos}/{human_len} ({eta})",
        Lang::Zh => "{msg} {bar:40} {human_pos}/{human_len}（{eta}）",
    };
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn on_bar(bar: &ProgressBar, step: Step, lang: Lang) {
    let (what, at, of) = match step {
        Step::Read(_, all) if all < BAR_FROM => return,
        Step::Read(read, all) => (["events", "事件"], read, all),
        Step::Done(done, all) => (["customers", "客户"], done, all),
    };
    let what = match lang {
        Lang::En => what[0],
        Lang::Zh => what[1],
    };
    if bar.message() != what {
        bar.set_message(what);
        bar.reset_eta();
    }
    bar.set_length(of);
    bar.set_position(at);
}

fn sheets(output: Output, done: &Backfilled) -> Vec<Sheet> {
    let history = &done.built.history;
    let columns = vec![words("", ""), words("", "")];
    let mut sheet = Sheet::new(output.word("Backfill", "补算"), columns);
    let named = |history: &History| format!("{} ({})", history.id, under(output, &history.policy));
    let mut row = |en: &str, zh: &str, value: String| {
        sheet.push(vec![output.word(en, zh).to_owned(), value]);
    };
    row("history shown now", "现行历史", named(history));
    row("months", "月份", range(history));
    if let Ok(comparison) = &done.comparison
        && comparison.months_gone > 0
    {
        let gone = comparison.months_gone.to_string();
        row("months that only the one before had", "仅此前历史才有的月份", gone);
    }
    row("seen with", "所知", seen_with(output, history));
    row("customers", "客户数", history.customers.to_string());
    row("SHA-256 of its rows", "各行的 SHA-256", history.digest.clone().unwrap_or_default());
    if let Some(after) = &done.built.resumed_after {
        row("went on after customer", "续算起点（客户之后）", after.clone());
    }
    if done.built.was_there {
        let words = output.word("it was whole already", "此前已完整");
        row("built", "建立", words.to_owned());
    }
    if let Some(original) = &done.original {
        row("as originally reported", "原始口径", named(original));
    }
    let comparison = match &done.comparison {
        Ok(comparison) => comparison,
        Err(why) => {
            sheet.note(not_compared(output, *why));
            return vec![sheet];
        }
    };
    row("compared with", "对比对象", comparison.with.clone());
    row("facts compared, all equal", "已比较且一致的事实行", comparison.rows.to_string());
    row("scores changed", "评分变化", comparison.scores_changed.to_string());
    row("grades changed", "等级变化", comparison.grades_changed.to_string());
    row("risk classes changed", "风险等级变化", comparison.classes_changed.to_string());
    sheet.note(format!(
        "{} `duebook policy history --as-reported {}`",
        output.word("The one before stays readable:", "此前的历史仍可查看："),
        comparison.with
    ));
    vec![sheet, provisions(output, comparison)]
}

/// Why nothing was compared.
fn not_compared(output: Output, why: NotCompared) -> &'static str {
    match why {
        NotCompared::NothingShown => output.word(
            "Nothing was shown before, so nothing was compared. `duebook policy history` shows it.",
            "此前没有展示的历史，因此没有比较。可用 `duebook policy history` 查看。",
        ),
        NotCompared::SameHistory => output.word(
            "It is the history that was shown already. `duebook policy history` shows it.",
            "与现行历史相同。可用 `duebook policy history` 查看。",
        ),
        NotCompared::Damaged => output.word(
            "NOT COMPARED: the rows of the history shown before are not what was built.",
            "未比较：此前展示的历史，其存储内容与建立时不符。",
        ),
        NotCompared::OtherLayout => output.word(
            "NOT COMPARED: the history shown before was laid out by another version of the program.",
            "未比较：此前展示的历史由其他版本的程序建立。",
        ),
    }
}

fn provisions(output: Output, comparison: &Comparison) -> Sheet {
    let mut sheet = Sheet::new(
        output.word("Expected credit loss, before and after", "预期信用损失：调整前后"),
        vec![
            words("month", "月份"),
            words("currency", "币种"),
            numbers("open", "未清"),
            numbers("before", "调整前"),
            numbers("after", "调整后"),
            numbers("change", "变化"),
        ],
    );
    for change in &comparison.provisions {
        let (before, after) = (change.provision_before, change.provision_after);
        sheet.push(vec![
            change.month.to_string(),
            change.currency.to_string(),
            change.open.to_string(),
            before.to_string(),
            after.to_string(),
            change.currency.print(after.minor - before.minor),
        ]);
    }
    sheet
}
