//! `policy show --words`: what a policy decides, in words.

use duebook_events::Words;
use duebook_projections::Policy;
use duebook_projections::policy::{Fact, words as told};
use serde_json::{Value, json};

use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;

/// Prints the points, grades, classes and rules of a policy.
pub(super) fn answer(output: Output, policy: &Policy) -> Result<(), LedgerError> {
    let answer = json!({
        "policy": policy.citation,
        "sha256": policy.sha256,
        "title": policy.title,
        "points": points(policy).iter().map(|(of, points)| {
            json!({"when": both(of), "points": points})
        }).collect::<Vec<_>>(),
        "grades": policy.grades.iter().map(|grade| {
            json!({"grade": grade.name, "from": grade.from, "limit_factor": grade.limit_factor,
                "note": grade.note})
        }).collect::<Vec<_>>(),
        "risk_classes": policy.risk_classes.iter().map(|class| {
            json!({"risk_class": class.name,
                "when": both(&told::condition_or_always(class.when.as_ref())),
                "note": class.note})
        }).collect::<Vec<_>>(),
        "rules": policy.rules.iter().map(|rule| {
            json!({"rule": rule.name,
                "when": both(&told::condition_or_always(rule.when.as_ref())),
                "decides": both(&told::consequence(rule)),
                "note": rule.note})
        }).collect::<Vec<_>>(),
    });
    output.answer(&answer, || sheets(output, policy))
}

fn both(words: &Words) -> Value {
    json!({"en": words.en, "zh": words.zh})
}

/// Every bin and what it adds.
fn points(policy: &Policy) -> Vec<(Words, i64)> {
    let mut all = Vec::new();
    for (fact, bins) in policy.scorecard.characteristics() {
        all.extend(bins.bins.iter().map(|bin| (told::bin(fact, bin), bin.points)));
        if bins.none != 0 {
            let Words { en, zh } = fact.words();
            all.push((Words::new(format!("no {en}"), format!("无{zh}")), bins.none));
        }
    }
    all
}

fn sheets(output: Output, policy: &Policy) -> Vec<Sheet> {
    vec![
        rules(output, policy),
        classes(output, policy),
        grades(output, policy),
        scorecard(output, policy),
    ]
}

fn rules(output: Output, policy: &Policy) -> Sheet {
    let columns = vec![
        numbers("#", "#"),
        words("rule", "规则"),
        words("when", "条件"),
        words("decides", "决定"),
        words("note", "说明"),
    ];
    let title = format!(
        "{} · {}",
        policy.citation,
        output.word("orders: the first rule that holds decides", "订单决定：首条成立的规则生效")
    );
    let mut sheet = Sheet::new(title, columns);
    for (i, rule) in policy.rules.iter().enumerate() {
        sheet.push(vec![
            (i + 1).to_string(),
            rule.name.clone(),
            output.say(&told::condition_or_always(rule.when.as_ref())).to_owned(),
            output.say(&told::consequence(rule)).to_owned(),
            rule.note.clone().unwrap_or_default(),
        ]);
    }
    sheet
}

fn classes(output: Output, policy: &Policy) -> Sheet {
    let columns =
        vec![words("risk class", "风险等级"), words("when", "条件"), words("note", "说明")];
    let title = output.word("Risk classes: the first that holds", "风险等级：取首个成立者");
    let mut sheet = Sheet::new(title, columns);
    for class in &policy.risk_classes {
        sheet.push(vec![
            class.name.clone(),
            output.say(&told::condition_or_always(class.when.as_ref())).to_owned(),
            class.note.clone().unwrap_or_default(),
        ]);
    }
    sheet
}

fn grades(output: Output, policy: &Policy) -> Sheet {
    let columns = vec![
        words("grade", "信用等级"),
        numbers("from score", "起始分"),
        numbers("recommended limit", "建议额度倍数"),
        words("note", "说明"),
    ];
    let mut sheet = Sheet::new(output.word("Grades", "信用等级"), columns);
    for grade in &policy.grades {
        sheet.push(vec![
            grade.name.clone(),
            grade.from.to_string(),
            format!("x {}", grade.limit_factor),
            grade.note.clone().unwrap_or_default(),
        ]);
    }
    sheet
}

fn scorecard(output: Output, policy: &Policy) -> Sheet {
    let columns = vec![words("when", "情形"), numbers("points", "分数")];
    let card = &policy.scorecard;
    let (base, window) = (card.base, card.window_days);
    let title = if output.is_zh() {
        format!("评分：起始分 {base}，历史回溯 {window} 天")
    } else {
        format!("Points: everybody starts with {base}, history is {window} days")
    };
    let mut sheet = Sheet::new(title, columns);
    for (when, points) in points(policy) {
        sheet.push(vec![output.say(&when).to_owned(), points.to_string()]);
    }
    sheet
}
