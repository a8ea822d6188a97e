//! The comparison on a terminal, the heart of it first; as CSV one row a decision.

use duebook_projections::counterfactual::flips::OUTCOMES;
use duebook_projections::counterfactual::{Change, Flips, Row};
use duebook_projections::money::{Money, Ratio};

use super::Answer;
use super::words as say;
use crate::cli::output::Output;
use crate::cli::sheet::{Column, Sheet, numbers, words};
use crate::story::{grouped, words as codes};

/// Everything that is shown.
pub(super) fn sheets(output: Output, answer: &Answer, top: usize) -> Vec<Sheet> {
    if !output.is_table() {
        return vec![decisions(answer)];
    }
    let mut sheets = vec![flipped(output, answer, top)];
    sheets.extend(answer.report.flips.iter().map(|flips| matrix(output, flips)));
    sheets.push(standing(output, answer));
    sheets.push(backtest(output, answer));
    sheets
}

/// The orders that go another way, largest first.
pub(super) fn by_amount(answer: &Answer) -> Vec<&Row> {
    let mut rows: Vec<&Row> = answer.report.decisions.iter().filter(|row| flips(row)).collect();
    rows.sort_by(|a, b| {
        let key = |row: &Row| (row.change, row.currency, std::cmp::Reverse(row.amount.minor));
        key(a).cmp(&key(b)).then_with(|| a.position.cmp(&b.position))
    });
    rows
}

fn flips(row: &Row) -> bool {
    row.verdicts().is_some() && matches!(row.change, Change::Stopped | Change::Released)
}

/// "2 stopped orders", with the heart of the answer above it.
fn flipped(output: Output, answer: &Answer, top: usize) -> Sheet {
    let lang = output.lang();
    let mut title = vec![format!(
        "{}{} {} {} · {} {} · {} #{}",
        output.word("Policy simulation: ", "政策模拟："),
        say::new_name(answer),
        output.word("instead of", "替代"),
        say::old_name(answer, lang),
        output.word("as of", "截至"),
        answer.header.as_of,
        output.word("known at", "已知至"),
        answer.header.known_at.position
    )];
    title.push(String::new());
    title.extend(say::heart(answer, lang).concat());
    title.extend(say::caveats(answer, lang));
    title.push(String::new());
    let columns = vec![
        words("date", "日期"),
        words("customer", "客户"),
        words("order", "订单"),
        numbers("amount", "金额"),
        words("currency", "币种"),
        words("old", "原结论"),
        words("new", "新结论"),
        words("by rule", "依据规则"),
        words("grade", "等级"),
        words("what came of it", "实际结果"),
    ];
    let rows = by_amount(answer);
    title.push(
        output.word("Orders that would have gone another way", "结论会改变的订单").to_owned(),
    );
    let mut sheet = Sheet::new(title.join("\n"), columns);
    for row in rows.iter().take(top) {
        let Some((old, new)) = row.verdicts() else { continue };
        let grade = if old.grade == new.grade {
            old.grade.to_string()
        } else {
            format!("{}→{}", old.grade, new.grade)
        };
        sheet.push(vec![
            row.as_of.to_string(),
            row.customer.to_string(),
            row.order.to_string(),
            grouped(&row.amount.to_string()),
            row.currency.to_string(),
            codes::pick(lang, codes::outcome(old.outcome)).to_owned(),
            codes::pick(lang, codes::outcome(new.outcome)).to_owned(),
            new.rule.to_string(),
            grade,
            say::came(&row.came, lang),
        ]);
    }
    if rows.len() > top {
        let more = rows.len() - top;
        sheet.note(if output.is_zh() {
            format!("另有 {more} 笔；--top N 列出更多，--format csv 列出全部。")
        } else {
            format!("… and {more} more; --top N lists more, --format csv all.")
        });
    }
    sheet
}

/// Outcome under OLD x outcome under NEW.
fn matrix(output: Output, flips: &Flips) -> Sheet {
    let name = |outcome| {
        let (en, zh) = codes::outcome(outcome);
        words(en, zh)
    };
    let mut columns = vec![words("old \\ new", "原 \\ 新")];
    columns.extend(OUTCOMES.map(name));
    let title = format!(
        "{} · {}",
        output.word("Decisions under the old and the new policy", "新旧政策下的结论"),
        flips.currency
    );
    let mut sheet = Sheet::new(title, columns);
    for (before, cells) in OUTCOMES.iter().zip(flips.matrix.chunks(OUTCOMES.len())) {
        if cells.iter().all(|cell| cell.tally.orders == 0) {
            continue;
        }
        let mut row = vec![codes::pick(output.lang(), codes::outcome(*before)).to_owned()];
        row.extend(cells.iter().map(|cell| match cell.tally.orders {
            0 => "–".to_owned(),
            orders => format!("{orders} · {}", grouped(&cell.tally.amount.to_string())),
        }));
        sheet.push(row);
    }
    sheet
}

/// Grades; where they all stay, one line says so.
fn standing(output: Output, answer: &Answer) -> Sheet {
    let standing = &answer.report.standing;
    let title =
        format!("{} {}", output.word("Customers by grade as of", "客户等级，截至"), answer.to);
    let columns = grades(answer);
    let mut headings = vec![words("old \\ new", "原 \\ 新")];
    headings.extend(columns.iter().map(|grade| numbers(grade, grade)));
    let mut sheet = Sheet::new(title, headings);
    for before in &columns {
        let cells: Vec<Option<u64>> = columns
            .iter()
            .map(|after| {
                let found = standing.migration.iter().find(|m| m.old == *before && m.new == *after);
                found.map(|found| found.customers)
            })
            .collect();
        if cells.iter().any(Option::is_some) {
            let shown = |cell: Option<u64>| cell.map_or_else(|| "–".to_owned(), |n| n.to_string());
            sheet.push(
                std::iter::once((*before).to_owned()).chain(cells.into_iter().map(shown)).collect(),
            );
        }
    }
    sheet.note(moved(output, answer));
    sheet
}

/// How many customers move, and what that does to limits.
fn moved(output: Output, answer: &Answer) -> String {
    let standing = &answer.report.standing;
    let count = standing.changed.len();
    let mut notes = vec![if output.is_zh() {
        format!("等级或风险等级改变的客户：{count} 户。")
    } else if count == 1 {
        "1 customer changes its grade or class.".to_owned()
    } else {
        format!("{count} customers change their grade or class.")
    }];
    let mut changed = standing.limits.iter().filter(|limits| limits.change.minor != 0).peekable();
    if changed.peek().is_none() {
        notes.push(output.word("No recommended limit changes.", "建议额度不变。").to_owned());
    }
    for limits in changed {
        let (old, new) = (grouped(&limits.old.to_string()), say::sum(limits.new));
        let change = signed(limits.change);
        notes.push(if output.is_zh() {
            format!("建议额度合计：{old} → {new}（{change}）。")
        } else {
            format!("Recommended limits in all: {old} → {new} ({change}).")
        });
    }
    notes.join(output.word(" ", ""))
}

/// The grades of both policies, best first.
fn grades(answer: &Answer) -> Vec<&str> {
    let test = &answer.report.backtest;
    let mut names: Vec<&str> = Vec::new();
    for row in test.old.grades.iter().chain(&test.new.grades) {
        if !names.contains(&row.grade.as_str()) {
            names.push(&row.grade);
        }
    }
    names
}

/// An amount with its sign, also above zero.
pub(super) fn signed(money: Money) -> String {
    let text = grouped(&money.to_string());
    if money.minor > 0 { format!("+{text}") } else { text }
}

/// Bad share by grade, Gini, KS; one side where both are alike.
fn backtest(output: Output, answer: &Answer) -> Sheet {
    let test = &answer.report.backtest;
    let alike = test.old.spread == test.new.spread && test.old.grades == test.new.grades;
    let columns = if alike {
        vec![
            words("grade", "等级"),
            numbers("observed", "观察数"),
            numbers("turned bad", "变坏"),
            numbers("share", "占比"),
        ]
    } else {
        vec![
            words("grade", "等级"),
            numbers("old: observed", "原：观察数"),
            numbers("turned bad", "变坏"),
            numbers("share", "占比"),
            numbers("new: observed", "新：观察数"),
            numbers("turned bad", "变坏"),
            numbers("share", "占比"),
        ]
    };
    let title = output.word(
        "Did the scorecards warn? Customers at month ends; bad = over 90 days late within a year",
        "评分卡回测：月末客户观察；一年内逾期超过90天为变坏",
    );
    let mut sheet = Sheet::new(title, columns);
    let cards = if alike { vec![&test.old] } else { vec![&test.old, &test.new] };
    let names = if test.observations > 0 { grades(answer) } else { Vec::new() };
    for grade in names {
        let mut row = vec![grade.to_owned()];
        for card in &cards {
            let found = card.grades.iter().find(|row| row.grade == grade);
            row.extend([
                found.map_or(0, |row| row.observations).to_string(),
                found.map_or(0, |row| row.bad).to_string(),
                ratio(found.and_then(|row| row.share)),
            ]);
        }
        sheet.push(row);
    }
    sheet.note(tested(output, answer, alike));
    sheet
}

/// Gini and KS, and what was observed.
fn tested(output: Output, answer: &Answer, alike: bool) -> String {
    let test = &answer.report.backtest;
    let figure = |name: &str, old: Option<Ratio>, new: Option<Ratio>| {
        if alike {
            format!("{name} {}", ratio(old))
        } else {
            format!("{name} {} → {}", ratio(old), ratio(new))
        }
    };
    let gini = figure("Gini", test.old.gini, test.new.gini);
    let ks = figure("KS", test.old.ks, test.new.ks);
    let same = if alike { output.word(" under both", "（两者相同）") } else { "" };
    let left = test.left_out.not_over + test.left_out.not_known;
    let (observations, customers) = (test.observations, test.customers);
    if output.is_zh() {
        return format!(
            "{gini} · {ks}{same} · 观察 {observations} 个，客户 {customers} 户；\
             {left} 个因未满一年或当时尚无记录而未计入。"
        );
    }
    format!(
        "{gini} · {ks}{same} · {observations} observations of {customers} customers; \
         {left} left out (year not over, or nothing recorded then)."
    )
}

/// A ratio, or a dash.
pub(super) fn ratio(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| ratio.to_string())
}

/// One row a decision, for a spreadsheet.
fn decisions(answer: &Answer) -> Sheet {
    let mut columns: Vec<Column> = vec![
        numbers("position", "位置"),
        words("date", "日期"),
        numbers("known at", "已知至"),
        words("customer", "客户"),
        words("order", "订单"),
        words("currency", "币种"),
        numbers("amount", "金额"),
        words("recorded", "记录结论"),
        words("override", "推翻为"),
        words("change", "变化"),
    ];
    for (en, zh) in [("old", "原"), ("new", "新")] {
        let of =
            |name: &str, chinese: &str| words(&format!("{en} {name}"), &format!("{zh}{chinese}"));
        columns.extend([
            of("policy", "政策"),
            of("outcome", "结论"),
            of("rule", "规则"),
            of("score", "评分"),
            of("grade", "等级"),
            of("class", "风险等级"),
        ]);
    }
    columns.extend([
        numbers("overdue then", "当时逾期"),
        numbers("exposure after", "订单后敞口"),
        numbers("limit", "额度"),
        words("what came of it", "实际结果"),
        numbers("billed", "开票额"),
        numbers("paid", "已付"),
        numbers("paid late", "逾期付款"),
        numbers("over 90 days late", "逾期超90天"),
        numbers("lost", "坏账损失"),
        numbers("open", "未清"),
        numbers("overdue", "逾期"),
        numbers("came back unpaid", "退回"),
        words("cancelled", "已取消"),
        words("superseded", "已重新决定"),
    ]);
    let mut sheet = Sheet::new("", columns);
    answer.report.decisions.iter().for_each(|row| sheet.push(cells(row)));
    sheet
}

fn cells(row: &Row) -> Vec<String> {
    let mut cells = vec![
        row.position.to_string(),
        row.as_of.to_string(),
        row.known_at.to_string(),
        row.customer.to_string(),
        row.order.to_string(),
        row.currency.to_string(),
        row.amount.to_string(),
        row.recorded.word().to_owned(),
        row.overridden.map_or_else(String::new, |o| o.outcome.word().to_owned()),
        row.change.word().to_owned(),
    ];
    for verdict in [&row.old, &row.new] {
        match verdict {
            Some(verdict) => cells.extend([
                verdict.policy.to_string(),
                verdict.outcome.word().to_owned(),
                verdict.rule.to_string(),
                verdict.score.to_string(),
                verdict.grade.to_string(),
                verdict.risk_class.to_string(),
            ]),
            None => cells.extend(std::iter::repeat_n(String::new(), 6)),
        }
    }
    let new = row.new.as_ref();
    let flag = |flag: bool| if flag { "true".to_owned() } else { String::new() };
    let came = &row.came;
    cells.extend([
        new.map_or_else(String::new, |new| new.overdue.to_string()),
        new.map_or_else(String::new, |new| new.exposure_after.to_string()),
        new.and_then(|new| new.limit).map_or_else(String::new, |limit| limit.to_string()),
        came.fate.word().to_owned(),
    ]);
    let amounts = [
        came.billed,
        came.paid,
        came.paid_late,
        came.over_90,
        came.lost,
        came.open,
        came.overdue,
        came.bounced,
    ];
    cells.extend(amounts.iter().map(ToString::to_string));
    cells.extend([flag(row.cancelled), flag(row.superseded)]);
    cells
}
