//! `why score`: how a score adds up, what the grade and class rest on, what would help.

use duebook_events::customer::FindingResult;
use duebook_events::dunning::Cause;
use duebook_events::{Currency, CustomerId, Rate};
use duebook_projections::Money;
use duebook_projections::policy::{ClassFact, Fact, Value as Measured};
use duebook_projections::score::{ClassVerdict, NextGrade, Reason, ScoreStep};
use serde::Serialize;
use serde_json::Value;

use super::shared::{events_json, events_sheet, replayed_sheet, title};
use crate::cli::args::AskOne;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, listed, numbers, words};
use crate::cli::{Context, Found};
use crate::ledger::LedgerError;
use crate::ledger::view::Header;
use crate::ledger::why::score::{ReplayedScore, WhyScore};
use crate::ledger::why::told::Told;
use crate::story::grouped;
use crate::story::words::{self as codes, pick};

/// Answer of `why score`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    customer: &'a CustomerId,
    currency: Option<Currency>,
    base: i64,
    contributions: &'a [ScoreStep],
    sum: i64,
    score: i64,
    grade: &'a str,
    grade_from: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_grade: Option<&'a NextGrade>,
    risk_class: &'a str,
    classes: &'a [ClassVerdict],
    limit: Option<Money>,
    limit_factor: Rate,
    recommended_limit: Option<Money>,
    events: Vec<Value>,
    replayed: &'a ReplayedScore,
}

/// Explains a score; true if something differs.
pub(super) async fn score(context: &Context, args: &AskOne) -> Result<Found, LedgerError> {
    let ledger = context.open()?;
    let why = ledger.why_score(&args.customer, &args.point.question()).await?;
    let explained = &why.explained;
    let output = context.output;
    let answer = Answer {
        header: why.view.header(),
        customer: &why.customer,
        currency: explained.score.currency,
        base: explained.base,
        contributions: &explained.steps,
        sum: explained.sum,
        score: explained.score.score,
        grade: &explained.score.grade,
        grade_from: explained.grade_from,
        next_grade: explained.next_grade.as_ref(),
        risk_class: &explained.score.risk_class,
        classes: &explained.classes,
        limit: explained.limit,
        limit_factor: explained.limit_factor,
        recommended_limit: explained.score.recommended_limit,
        events: events_json(output, &why.events),
        replayed: &why.replayed,
    };
    output.answer(&answer, || sheets(output, &why))?;
    Ok(!why.replayed.customer.matches)
}

fn sheets(output: Output, why: &WhyScore) -> Vec<Sheet> {
    let mut sheets = vec![adds_up(output, why), standing(output, why)];
    if let Some(help) = helps(output, why) {
        sheets.push(help);
    }
    sheets.push(events(output, why));
    sheets.push(replayed(output, why));
    sheets
}

/// A characteristic in words.
fn named(output: Output, characteristic: &str) -> String {
    let words = ClassFact::named(characteristic).map(Fact::words);
    words.map_or_else(|| characteristic.to_owned(), |words| output.say(&words).to_owned())
}

/// A bin in words: the policy's own, but for what is left over.
fn bin(output: Output, bin: Option<&str>) -> String {
    match bin {
        Some("else") => output.word("anything else", "其他").to_owned(),
        Some(bin) => code(output, bin),
        None => output.word("no value", "无数值").to_owned(),
    }
}

/// A cause or a finding in words; anything else as it stands.
fn code(output: Output, text: &str) -> String {
    let cause = serde_json::from_value::<Cause>(text.into()).ok().map(codes::cause);
    let finding = || serde_json::from_value::<FindingResult>(text.into()).ok();
    let pair = cause.or_else(|| finding().map(codes::finding_result));
    pair.map_or_else(|| text.to_owned(), |pair| pick(output.lang(), pair).to_owned())
}

fn signed(points: i64) -> String {
    if points > 0 { format!("+{points}") } else { points.to_string() }
}

fn value(output: Output, value: &Measured) -> String {
    match value {
        Measured::None => "–".to_owned(),
        Measured::Ratio(ratio) => ratio.to_string(),
        Measured::Count(count) => count.to_string(),
        Measured::Word(word) => code(output, word),
    }
}

fn adds_up(output: Output, why: &WhyScore) -> Sheet {
    let explained = &why.explained;
    let what = format!(
        "{}{}",
        output.word("1. How the score adds up: ", "一、评分构成："),
        explained.score.score
    );
    let columns = vec![
        words("characteristic", "特征"),
        numbers("value", "数值"),
        words("falls into", "所属区间"),
        numbers("points", "分数"),
        words("events", "来源事件"),
    ];
    let mut sheet = Sheet::new(title(output, &why.view, &why.customer, &what), columns);
    let mut line = |what: &str, points: String| {
        sheet.push(vec![what.to_owned(), String::new(), String::new(), points, String::new()]);
    };
    line(output.word("everybody starts with", "基础分"), explained.base.to_string());
    for step in &explained.steps {
        let contribution = &step.contribution;
        sheet.push(vec![
            named(output, contribution.characteristic),
            value(output, &contribution.value),
            bin(output, step.bin.as_deref()),
            signed(contribution.points),
            listed(&contribution.events),
        ]);
    }
    let mut line = |what: &str, points: String| {
        sheet.push(vec![what.to_owned(), String::new(), String::new(), points, String::new()]);
    };
    line(output.word("sum", "合计"), explained.sum.to_string());
    if explained.sum != explained.score.score {
        let held = output.word("score, held between 0 and 100", "评分（限于 0 至 100）");
        line(held, explained.score.score.to_string());
    }
    sheet
}

/// Grade, class and limit.
fn standing(output: Output, why: &WhyScore) -> Sheet {
    let explained = &why.explained;
    let columns = vec![words("", ""), words("", ""), words("why", "理由")];
    let what =
        output.word("2. What follows: grade, risk class, limit", "二、由此得出：等级、风险、额度");
    let mut sheet = Sheet::new(what, columns);
    let from = explained.grade_from;
    let grade = match (&explained.next_grade, output.is_zh()) {
        (None, false) => format!("from {from} points; there is no better one"),
        (None, true) => format!("{from} 分起，已是最高等级"),
        (Some(next), false) => {
            format!(
                "from {from} points; {} begins at {}, {} more",
                next.grade, next.from, next.missing
            )
        }
        (Some(next), true) => {
            format!("{from} 分起；{} 级自 {} 分起，还差 {} 分", next.grade, next.from, next.missing)
        }
    };
    let label = output.word("grade", "等级").to_owned();
    sheet.push(vec![label, explained.score.grade.clone(), grade]);
    for verdict in &explained.classes {
        let why = if !verdict.held {
            output.word("does not hold", "不成立").to_owned()
        } else if verdict.because.is_empty() {
            output.word("none of the others holds", "其余等级均不成立").to_owned()
        } else {
            because(output, &verdict.because)
        };
        let why = match &verdict.note {
            Some(note) => format!("{why} ({note})"),
            None => why,
        };
        let label = if verdict.held {
            output.word("risk class", "风险等级")
        } else {
            output.word("not this class", "不属于")
        };
        sheet.push(vec![label.to_owned(), verdict.class.clone(), why]);
    }
    let limit = match (explained.limit, explained.score.recommended_limit) {
        (Some(limit), Some(recommended)) => [
            format!("{} {}", grouped(&recommended.to_string()), recommended.currency),
            format!(
                "{} {} x {}",
                output.word("limit", "额度"),
                grouped(&limit.to_string()),
                explained.limit_factor
            ),
        ],
        _ => ["–".to_owned(), output.word("no limit has been set", "尚未设定额度").to_owned()],
    };
    let [recommended, how] = limit;
    let label = output.word("recommended limit", "建议额度").to_owned();
    sheet.push(vec![label, recommended, how]);
    sheet
}

/// The comparisons that made a class hold: "days past due 104 > 90".
fn because(output: Output, reasons: &[Reason]) -> String {
    let told: Vec<String> = reasons
        .iter()
        .map(|reason| {
            let value = reason.value.as_deref().unwrap_or("–");
            let same = reason.test.strip_prefix("= ") == Some(value);
            let test = match (same, reason.holds) {
                (true, _) => String::new(),
                (false, true) => format!(" {}", reason.test),
                (false, false) => format!(" {} {}", output.word("not", "非"), reason.test),
            };
            let fact = reason.fact.words();
            format!("{} {}{test}", output.say(&fact), grouped(&code(output, value)))
        })
        .collect();
    told.join(output.word("; ", "；"))
}

/// What would help, the most first.
fn helps(output: Output, why: &WhyScore) -> Option<Sheet> {
    let columns =
        vec![words("if", "若"), words("were", "达到"), numbers("points", "加分"), words("", "")];
    let mut sheet = Sheet::new(output.word("3. What would help", "三、如何改善"), columns);
    let better = why.explained.steps.iter().filter_map(|step| Some((step, step.better.as_ref()?)));
    let mut better: Vec<_> = better.collect();
    better.sort_by_key(|(_, better)| std::cmp::Reverse(better.adds));
    for (step, better) in better {
        let when = better.on.map(|day| {
            if output.is_zh() {
                format!("到 {day} 自然达到")
            } else {
                format!("time alone brings it on {day}")
            }
        });
        sheet.push(vec![
            named(output, step.contribution.characteristic),
            bin(output, Some(&better.bin)),
            signed(better.adds),
            when.unwrap_or_default(),
        ]);
    }
    if let Some(next) = &why.explained.next_grade {
        sheet.note(if output.is_zh() {
            format!("距 {} 级还差 {} 分。", next.grade, next.missing)
        } else {
            format!("{} points more make grade {}.", next.missing, next.grade)
        });
    }
    (!sheet.is_empty()).then_some(sheet)
}

/// The events behind the characteristics that moved the score.
fn events(output: Output, why: &WhyScore) -> Sheet {
    let moved = why.explained.steps.iter().filter(|step| step.contribution.points != 0);
    let positions: std::collections::BTreeSet<_> =
        moved.flat_map(|step| step.contribution.events.iter().copied()).collect();
    let told: Vec<&Told> =
        why.events.iter().filter(|event| positions.contains(&event.position)).collect();
    let what = output.word("4. The events behind the points", "四、分数背后的事件");
    events_sheet(output, what, &told)
}

fn replayed(output: Output, why: &WhyScore) -> Sheet {
    let decisions = &why.replayed.decisions;
    let mut more = Vec::new();
    if !decisions.is_empty() {
        let same = decisions.iter().filter(|decided| decided.matches == Some(true)).count();
        let label = output.word("scores in decisions", "各决定所记评分").to_owned();
        let all = decisions.len();
        more.push((
            label,
            if output.is_zh() {
                format!("{all} 项中 {same} 项重新推导一致")
            } else {
                format!("{same} of {all} derive again as recorded")
            },
        ));
    }
    for wrong in decisions.iter().filter(|decided| decided.matches != Some(true)) {
        let plain = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let line = |f: &crate::ledger::why::score::Figures| {
            format!("{} {} {}", plain(&f.score), plain(&f.grade), plain(&f.risk_class))
        };
        let derived = wrong
            .derived
            .as_ref()
            .map_or_else(|| output.word("not derivable", "无法推导").to_owned(), line);
        let label = format!("  {} (#{})", wrong.order, wrong.position);
        let (was, is) = (output.word("recorded", "记录为"), output.word("derived", "推导为"));
        more.push((label, format!("{was} {}; {is} {derived}", line(&wrong.recorded))));
    }
    let what = output.word("5. Derived again from the log", "五、由日志重新推导");
    replayed_sheet(output, what, &why.replayed.customer, &more)
}
