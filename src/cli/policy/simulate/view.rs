//! What the page shows, ready to be written down: texts, cells and charts.

use duebook_events::money::Minor;
use duebook_events::order::Outcome;
use duebook_events::{Currency, Lang};
use duebook_projections::Month;
use duebook_projections::counterfactual::flips::{Flipped, MonthFlips, OUTCOMES, Tally};
use duebook_projections::counterfactual::{Change, Flips, Row};
use serde::Serialize;

use super::cards::{Cards, Grades, cards, grades};
use super::chart::{Bars, Group, Plan};
use super::sheets::by_amount;
use super::words as say;
use super::{Answer, Rules};
use crate::documents::filters::day_in_words;
use crate::story::{grouped, words as codes};

/// The most orders that the page lists.
pub(super) const LISTED_MAX: usize = 100;

/// The whole page.
#[derive(Serialize)]
pub(super) struct Page {
    lang: &'static str,
    title: String,
    old: String,
    new: String,
    about: Vec<[String; 2]>,
    heart: Vec<Vec<String>>,
    caveats: Vec<String>,
    currencies: Vec<InCurrency>,
    grades: Grades,
    backtest: Cards,
    flipped: Vec<Flip>,
    /// How many flipped orders are not listed.
    more: usize,
    hashes: Vec<[String; 2]>,
}

/// The decisions of one currency.
#[derive(Serialize)]
struct InCurrency {
    currency: Currency,
    flips: bool,
    /// What came of the stopped orders: fate, orders, order amount; they add up.
    came: Vec<[String; 3]>,
    /// What of their money was late or lost: figure, orders, amount.
    money: Vec<[String; 3]>,
    months: Bars,
    month_rows: Vec<[String; 6]>,
    outcomes: Vec<&'static str>,
    matrix: Vec<Line>,
    rules: Vec<Rule>,
}

/// One row of the matrix.
#[derive(Serialize)]
struct Line {
    before: &'static str,
    cells: Vec<Cell>,
}

/// One cell of the matrix; a flip of some kind is marked.
#[derive(Serialize)]
struct Cell {
    orders: u64,
    amount: String,
    mark: &'static str,
}

/// A NEW rule behind changes.
#[derive(Serialize)]
struct Rule {
    words: String,
    decides: String,
    change: &'static str,
    orders: u64,
    amount: String,
}

/// A flipped order.
#[derive(Serialize)]
struct Flip {
    date: String,
    customer: String,
    order: String,
    amount: String,
    currency: Currency,
    before: &'static str,
    after: &'static str,
    /// What it was in fact, where that differs from OLD's outcome.
    really: Option<String>,
    rule: String,
    grade: String,
    came: String,
}

/// Puts the page together.
pub(super) fn page(answer: &Answer, rules: &Rules<'_>, lang: Lang) -> Page {
    let new = say::new_name(answer);
    let flipped = by_amount(answer);
    Page {
        lang: if lang == Lang::Zh { "zh-CN" } else { "en" },
        title: match lang {
            Lang::En => format!("What {new} would have changed"),
            Lang::Zh => format!("若采用 {new}：政策回溯模拟"),
        },
        old: say::old_name(answer, lang),
        new,
        about: about(answer, lang),
        heart: say::heart(answer, lang),
        caveats: say::caveats(answer, lang),
        currencies: answer
            .report
            .flips
            .iter()
            .map(|flips| in_currency(flips, rules, lang))
            .collect(),
        grades: grades(answer, lang),
        backtest: cards(answer, lang),
        flipped: flipped.iter().take(LISTED_MAX).filter_map(|row| flip(row, rules, lang)).collect(),
        more: flipped.len().saturating_sub(LISTED_MAX),
        hashes: hashes(answer, lang),
    }
}

/// Period, point of view, policies.
fn about(answer: &Answer, lang: Lang) -> Vec<[String; 2]> {
    let pair = |en: &str, zh: &str, value: String| {
        [if lang == Lang::Zh { zh } else { en }.to_owned(), value]
    };
    let day = |day| day_in_words(day, lang);
    let to = day(answer.to);
    let period = match (answer.from.map(day), lang) {
        (Some(from), Lang::En) => format!("{from} to {to}"),
        (Some(from), Lang::Zh) => format!("{from}至{to}"),
        (None, Lang::En) => format!("up to {to}"),
        (None, Lang::Zh) => format!("截至{to}"),
    };
    let known = &answer.header.known_at;
    let recorded = known.recorded_at.map_or_else(String::new, |at| format!(" ({at})"));
    let mut about = vec![
        pair("Decisions", "决定日期", period),
        pair("Seen as of", "结果截至", day(answer.header.as_of)),
        pair("Known up to", "已知至", format!("#{}{recorded}", known.position)),
    ];
    if let Some(customer) = &answer.customer {
        about.push(pair("Customer", "客户", customer.clone()));
    }
    about
}

/// The policies with the hashes of their texts.
fn hashes(answer: &Answer, lang: Lang) -> Vec<[String; 2]> {
    let zh = lang == Lang::Zh;
    let new = if zh { "新" } else { "new" };
    let old = if zh { "原" } else { "old" };
    let mut hashes =
        vec![[format!("{} ({new})", answer.new.policy), answer.new.policy_sha256.clone()]];
    let used = answer.old.used.iter().map(|used| {
        let count = match lang {
            Lang::En => format!("{} ({old}, {} decisions)", used.policy, used.decisions),
            Lang::Zh => format!("{}（{old}，{} 笔决定）", used.policy, used.decisions),
        };
        [count, used.policy_sha256.clone()]
    });
    hashes.extend(used);
    hashes
}

fn in_currency(flips: &Flips, rules: &Rules<'_>, lang: Lang) -> InCurrency {
    let flipped = flips.stopped.all.orders + flips.released.all.orders > 0;
    let lines = OUTCOMES.iter().zip(flips.matrix.chunks(OUTCOMES.len())).map(|(before, cells)| {
        let cells = cells.iter().map(|cell| Cell {
            orders: cell.tally.orders,
            amount: grouped(&cell.tally.amount.to_string()),
            mark: mark(cell.before, cell.after),
        });
        Line { before: outcome(*before, lang), cells: cells.collect() }
    });
    let changed = flips.rules.iter().map(|row| Rule {
        words: rules.words(&row.rule, lang),
        decides: rules.decides(&row.rule, lang),
        change: say::change(row.change, lang),
        orders: row.tally.orders,
        amount: say::sum(row.tally.amount),
    });
    InCurrency {
        currency: flips.currency,
        flips: flipped,
        came: came(&flips.stopped, lang),
        money: money(&flips.stopped, lang),
        months: months(flips, lang),
        month_rows: month_rows(flips),
        outcomes: OUTCOMES.iter().map(|one| outcome(*one, lang)).collect(),
        matrix: lines.collect(),
        rules: changed.collect(),
    }
}

/// How a cell of the matrix is marked.
fn mark(before: Outcome, after: Outcome) -> &'static str {
    match (before.releases(), after.releases()) {
        _ if before == after => "same",
        (true, false) => "stopped",
        (false, true) => "released",
        _ => "other",
    }
}

fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    codes::pick(lang, codes::outcome(outcome))
}

/// What came of the stopped orders, each in one row, and all of them.
fn came(stopped: &Flipped, lang: Lang) -> Vec<[String; 3]> {
    let mut rows: Vec<[String; 3]> =
        stopped.fates.iter().map(|row| counted(say::fate(row.fate, lang), row.tally)).collect();
    if rows.len() > 1 {
        rows.push(counted(codes::pick(lang, ("in all", "合计")), stopped.all));
    }
    rows
}

/// What of their money was late or lost.
fn money(stopped: &Flipped, lang: Lang) -> Vec<[String; 3]> {
    say::money_of(stopped, lang).into_iter().map(|(tally, what)| counted(what, tally)).collect()
}

fn counted(what: &str, tally: Tally) -> [String; 3] {
    [what.to_owned(), tally.orders.to_string(), say::sum(tally.amount)]
}

/// All months from the first to the last with a decision.
fn every_month(flips: &Flips) -> Vec<(Month, Option<&MonthFlips>)> {
    let (Some(first), Some(last)) = (flips.months.first(), flips.months.last()) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    let mut month = first.month;
    let mut rows = flips.months.iter().peekable();
    while month <= last.month {
        months.push((month, rows.next_if(|row| row.month == month)));
        if month.next() == month {
            break;
        }
        month = month.next();
    }
    months
}

/// Stopped and released orders by month.
fn months(flips: &Flips, lang: Lang) -> Bars {
    let zh = lang == Lang::Zh;
    let groups = every_month(flips).into_iter().map(|(month, row)| {
        let told = |tally: Tally, name: &str| {
            format!("{month}: {} {name}, {}", say::orders(tally, lang), say::sum(tally.amount))
        };
        let none = Tally::none(flips.currency);
        let (stopped, released) = row.map_or((none, none), |row| (row.stopped, row.released));
        Group {
            label: month.to_string(),
            values: [stopped, released].map(|tally| Some(Minor::from(tally.orders))),
            told: [
                told(stopped, say::change(Change::Stopped, lang)),
                told(released, say::change(Change::Released, lang)),
            ],
        }
    });
    let names = [Change::Stopped, Change::Released].map(|one| say::change(one, lang).to_owned());
    Plan {
        id: format!("months-{}", flips.currency),
        title: if zh {
            "按月份的结论变化（订单数）"
        } else {
            "Changed decisions by month (orders)"
        }
        .to_owned(),
        desc: match lang {
            Lang::En => format!(
                "{} stopped and {} released in {}; the table has the figures.",
                say::orders(flips.stopped.all, lang),
                say::orders(flips.released.all, lang),
                flips.currency
            ),
            Lang::Zh => format!(
                "{} 订单：拦下 {}，放行 {}；数字见表格。",
                flips.currency,
                say::orders(flips.stopped.all, lang),
                say::orders(flips.released.all, lang)
            ),
        },
        names,
        classes: ["stopped", "released"],
        groups: groups.collect(),
        scale: |value| value.to_string(),
        unit: 1,
    }
    .draw()
}

/// The months in which something changes.
fn month_rows(flips: &Flips) -> Vec<[String; 6]> {
    let changed = flips.months.iter().filter(|m| m.stopped.orders + m.released.orders > 0);
    let amount = |tally: Tally| match tally.orders {
        0 => "–".to_owned(),
        _ => grouped(&tally.amount.to_string()),
    };
    changed
        .map(|row| {
            [
                row.month.to_string(),
                row.compared.orders.to_string(),
                row.stopped.orders.to_string(),
                amount(row.stopped),
                row.released.orders.to_string(),
                amount(row.released),
            ]
        })
        .collect()
}

fn flip(row: &Row, rules: &Rules<'_>, lang: Lang) -> Option<Flip> {
    let (old, new) = row.verdicts()?;
    let really = (row.really() != old.outcome).then(|| outcome(row.really(), lang).to_owned());
    Some(Flip {
        date: row.as_of.to_string(),
        customer: rules.customer(&row.customer),
        order: row.order.to_string(),
        amount: grouped(&row.amount.to_string()),
        currency: row.currency,
        before: outcome(old.outcome, lang),
        after: outcome(new.outcome, lang),
        really,
        rule: rules.words(&new.rule, lang),
        grade: if (old.score, &old.grade) == (new.score, &new.grade) {
            format!("{} ({})", new.grade, new.score)
        } else {
            format!("{} ({}) → {} ({})", old.grade, old.score, new.grade, new.score)
        },
        came: say::came(&row.came, lang),
    })
}
