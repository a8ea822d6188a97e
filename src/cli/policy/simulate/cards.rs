//! What the page shows of grades, limits and the back-test.

use duebook_events::Lang;
use duebook_events::money::{Minor, divide_rounded, print_minor};
use duebook_projections::money::Ratio;
use serde::Serialize;

use super::Answer;
use super::chart::{Bars, Group, Plan, SIDE, polyline};
use super::sheets::{ratio, signed};
use crate::story::{grouped, words as codes};

/// Grades before and after.
#[derive(Serialize)]
pub(super) struct Grades {
    customers: u64,
    changed: usize,
    chart: Bars,
    columns: Vec<String>,
    rows: Vec<GradeLine>,
    limits: Vec<[String; 4]>,
}

/// One row of the migration.
#[derive(Serialize)]
struct GradeLine {
    grade: String,
    cells: Vec<Option<u64>>,
}

/// The back-test.
#[derive(Serialize)]
pub(super) struct Cards {
    observations: u64,
    customers: u64,
    bad: u64,
    bad_already: u64,
    not_over: u64,
    not_known: u64,
    period: Option<[String; 2]>,
    chart: Bars,
    rows: Vec<Vec<String>>,
    gini: [String; 2],
    ks: [String; 2],
    /// The curves of OLD and NEW; none without good or without bad.
    curves: Option<[String; 2]>,
    side: u32,
}

/// "14.9 %": a ratio of four decimals as a percentage with one.
fn percent(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| tenths(ratio.0))
}

fn tenths(ten_thousandths: Minor) -> String {
    format!("{} %", print_minor(divide_rounded(ten_thousandths, 10), 1))
}

/// The grades of both policies, best first.
fn grade_names(answer: &Answer) -> Vec<String> {
    let test = &answer.report.backtest;
    let mut names: Vec<String> = Vec::new();
    for row in test.old.grades.iter().chain(&test.new.grades) {
        if !names.contains(&row.grade) {
            names.push(row.grade.clone());
        }
    }
    names
}

/// The customers' grades.
pub(super) fn grades(answer: &Answer, lang: Lang) -> Grades {
    let standing = &answer.report.standing;
    let names = grade_names(answer);
    let count = |of: &dyn Fn(usize) -> bool| -> u64 {
        let rows = standing.migration.iter().enumerate().filter(|(ix, _)| of(*ix));
        rows.map(|(_, row)| row.customers).sum()
    };
    let told = |grade: &str, name: &str, customers: u64| match lang {
        Lang::En => format!("{grade}, {name}: {customers} customers"),
        Lang::Zh => format!("{grade}，{name}：{customers} 户"),
    };
    let sides = sides(lang);
    let groups = names.iter().map(|grade| {
        let old = count(&|ix| standing.migration[ix].old == *grade);
        let new = count(&|ix| standing.migration[ix].new == *grade);
        Group {
            label: grade.clone(),
            values: [old, new].map(|customers| Some(Minor::from(customers))),
            told: [told(grade, &sides[0], old), told(grade, &sides[1], new)],
        }
    });
    let chart = Plan {
        id: "grades".to_owned(),
        title: pick(lang, "Customers by grade", "各等级客户数"),
        desc: pick(
            lang,
            "How many customers have each grade under the old and the new policy; the table has the figures.",
            "新旧政策下各等级的客户数；数字见表格。",
        ),
        names: sides.clone(),
        classes: ["old", "new"],
        groups: groups.collect(),
        scale: |value| value.to_string(),
        unit: 1,
    }
    .draw();
    let rows = names.iter().filter_map(|old| {
        let cells: Vec<Option<u64>> = names
            .iter()
            .map(|new| {
                let found = standing.migration.iter().find(|m| m.old == *old && m.new == *new);
                found.map(|found| found.customers)
            })
            .collect();
        let row = GradeLine { grade: old.clone(), cells };
        row.cells.iter().any(Option::is_some).then_some(row)
    });
    let limits = standing.limits.iter().map(|row| {
        let amount = |money: duebook_projections::Money| grouped(&money.to_string());
        [row.currency.to_string(), amount(row.old), amount(row.new), signed(row.change)]
    });
    Grades {
        customers: standing.customers,
        changed: standing.changed.len(),
        chart,
        rows: rows.collect(),
        columns: names,
        limits: limits.collect(),
    }
}

/// The back-test.
pub(super) fn cards(answer: &Answer, lang: Lang) -> Cards {
    let test = &answer.report.backtest;
    let sides = sides(lang);
    let names = grade_names(answer);
    let of = |grade: &str| {
        [&test.old, &test.new].map(|card| card.grades.iter().find(|row| row.grade == grade))
    };
    let told = |grade: &str, name: &str, share: Option<Ratio>| {
        format!("{grade}, {name}: {}", percent(share))
    };
    let groups = names.iter().map(|grade| {
        let shares = of(grade).map(|row| row.and_then(|row| row.share));
        Group {
            label: grade.clone(),
            values: shares.map(|share| share.map(|share| share.0)),
            told: [told(grade, &sides[0], shares[0]), told(grade, &sides[1], shares[1])],
        }
    });
    let chart = Plan {
        id: "bad".to_owned(),
        title: pick(lang, "Share of customers that turned bad, by grade", "各等级变坏占比"),
        desc: pick(
            lang,
            "A scorecard that warns has low bars for its best grades and high ones for its worst; the table has the figures.",
            "评分卡若有效，等级越差占比应越高；数字见表格。",
        ),
        names: sides.clone(),
        classes: ["old", "new"],
        groups: groups.collect(),
        scale: tenths,
        unit: 100,
    }
    .draw();
    let rows = names.iter().map(|grade| {
        let mut cells = vec![grade.clone()];
        for row in of(grade) {
            cells.push(row.map_or(0, |row| row.observations).to_string());
            cells.push(row.map_or(0, |row| row.bad).to_string());
            cells.push(percent(row.and_then(|row| row.share)));
        }
        cells
    });
    let curves = [&test.old, &test.new].map(|card| polyline(&card.spread.curve(SIDE), 46, 10));
    Cards {
        observations: test.observations,
        customers: test.customers,
        bad: test.bad,
        bad_already: test.bad_already,
        not_over: test.left_out.not_over,
        not_known: test.left_out.not_known,
        period: test.from.zip(test.to).map(|(from, to)| [from, to].map(|month| month.to_string())),
        chart,
        rows: rows.collect(),
        gini: [ratio(test.old.gini), ratio(test.new.gini)],
        ks: [ratio(test.old.ks), ratio(test.new.ks)],
        curves: test.old.gini.map(|_| curves),
        side: SIDE,
    }
}

fn sides(lang: Lang) -> [String; 2] {
    [pick(lang, "old", "原政策"), pick(lang, "new", "新政策")]
}

fn pick(lang: Lang, en: &'static str, zh: &'static str) -> String {
    codes::pick(lang, (en, zh)).to_owned()
}
