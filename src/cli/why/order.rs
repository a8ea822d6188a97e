//! `why order`: the story of a decision, for somebody who was not there.

use serde::Serialize;
use serde_json::Value;

use crate::cli::order::conditions_sheet;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::cli::{Context, Found};
use crate::ledger::LedgerError;
use crate::ledger::view::{Header, KnownAt, Question};
use crate::ledger::why::order::{Changed, WhyOrder};

/// Answer of `why order`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    #[serde(flatten)]
    why: &'a WhyOrder,
}

/// Explains; true if the derivation differs from the record.
pub(super) async fn order(context: &Context, order: &str) -> Result<Found, LedgerError> {
    let ledger = context.open()?;
    let why = ledger.why_order(order).await?;
    let basis_position = why.basis.get("position").and_then(Value::as_u64);
    let head = ledger.head().await?;
    let position = basis_position.filter(|p| *p <= head.0).map_or(head, duebook_events::Position);
    let question = Question {
        as_of: Some(why.decision.effective),
        known_at: Some(KnownAt::Position(position)),
        policy: None,
    };
    let mut header = ledger.view(&question).await?.header();
    if let Some(cited) = why.basis.get("policy").and_then(Value::as_str) {
        cited.clone_into(&mut header.policy);
    }
    let matches = why.replayed.matches;
    context.output.answer(&Answer { header, why: &why }, || sheets(context, &why))?;
    Ok(!matches)
}

/// The figures of a basis with the events behind each.
pub(crate) fn fact_rows(basis: &Value) -> Vec<Vec<String>> {
    let cites = basis.get("cites").and_then(Value::as_array);
    let events = |fact: &str| -> String {
        let cite = cites
            .into_iter()
            .flatten()
            .find(|cite| cite.get("fact").and_then(Value::as_str) == Some(fact));
        let positions = cite.and_then(|cite| cite.get("events")).and_then(Value::as_array);
        list(&positions.into_iter().flatten().filter_map(Value::as_u64).collect::<Vec<_>>())
    };
    let facts = basis.get("facts").and_then(Value::as_object);
    facts
        .into_iter()
        .flatten()
        .map(|(fact, value)| vec![fact.clone(), plain(value), events(fact)])
        .collect()
}

/// Positions, shortened where there are many.
fn list(positions: &[u64]) -> String {
    let shown: Vec<String> = positions.iter().take(8).map(|p| format!("#{p}")).collect();
    match positions.len() {
        n if n > 8 => format!("{} … ({n})", shown.join(" ")),
        _ => shown.join(" "),
    }
}

/// A value without JSON's quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

fn sheets(context: &Context, why: &WhyOrder) -> Vec<Sheet> {
    let mut sheets = vec![asked(context, why)];
    if !why.decision.conditions.is_empty() {
        sheets.push(conditions_sheet(context, &why.decision.conditions));
    }
    sheets.push(known(context, why));
    sheets.push(rules(context, why));
    sheets.push(replayed(context, why));
    sheets.push(hindsight(context, why));
    sheets
}

/// What was asked, and what was answered.
fn asked(context: &Context, why: &WhyOrder) -> Sheet {
    let output = context.output;
    let title = format!(
        "{} {} ({} {})",
        output.word("1. The decision about order", "一、订单决定"),
        why.order,
        output.word("customer", "客户"),
        why.customer
    );
    let mut sheet = Sheet::new(title, vec![words("", ""), words("", "")]);
    let decision = &why.decision;
    let text = |key: &str| why.basis.get(key).map_or_else(String::new, plain);
    let mut row = |en: &str, zh: &str, value: String| {
        sheet.push(vec![output.word(en, zh).to_owned(), value]);
    };
    row("outcome", "结论", decision.outcome.word().to_owned());
    row("decided by", "决定人", format!("{} ({})", decision.actor.id, decision.actor.role.word()));
    row("business date", "业务日期", decision.effective.to_string());
    row("recorded", "记录时间", format!("{} (#{})", decision.recorded_at, decision.position));
    row("under policy", "依据政策", text("policy"));
    row("knowing the log up to", "当时已知至位置", format!("#{}", text("position")));
    if let Some(later) = &why.overridden {
        row(
            "overridden",
            "后被推翻",
            format!(
                "{} · {} · {} · {} (#{})",
                later.outcome.word(),
                later.effective,
                later.approver,
                later.justification,
                later.position
            ),
        );
    }
    sheet
}

/// What was known.
fn known(context: &Context, why: &WhyOrder) -> Sheet {
    let mut sheet = Sheet::new(
        context.output.word("2. What was known", "二、当时所知"),
        vec![words("fact", "事实"), numbers("value", "数值"), words("events", "来源事件")],
    );
    for row in fact_rows(&why.basis) {
        sheet.push(row);
    }
    sheet
}

/// Which rule decided.
fn rules(context: &Context, why: &WhyOrder) -> Sheet {
    let output = context.output;
    let mut sheet = Sheet::new(
        output.word(
            "3. The rules in order; the first that holds decides",
            "三、规则依次判断，首个成立者决定",
        ),
        vec![words("rule", "规则"), words("holds", "成立")],
    );
    let trace = why.basis.get("trace").and_then(Value::as_array);
    for verdict in trace.into_iter().flatten() {
        let matched = verdict.get("matched").and_then(Value::as_bool) == Some(true);
        sheet.push(vec![
            verdict.get("rule").map_or_else(String::new, plain),
            if matched {
                output.word("yes: this one decided", "是：由此决定").to_owned()
            } else {
                output.word("no", "否").to_owned()
            },
        ]);
    }
    sheet
}

/// The derivation again.
fn replayed(context: &Context, why: &WhyOrder) -> Sheet {
    let output = context.output;
    let mut sheet = Sheet::new(
        output.word("4. Derived again from the log", "四、由日志重新推导"),
        vec![words("", ""), words("", "")],
    );
    let verdict = if why.replayed.matches {
        output.word(
            "the same facts, byte for byte, the same outcome and conditions",
            "事实逐字节一致，结论与条件一致",
        )
    } else {
        output.word("DIFFERS from the record", "与记录不符")
    };
    let mut row = |en: &str, zh: &str, value: String| {
        sheet.push(vec![output.word(en, zh).to_owned(), value]);
    };
    row("result", "结果", verdict.to_owned());
    row("events replayed", "重放事件数", why.replayed.events.to_string());
    if let Some(divergence) = &why.replayed.divergence {
        row("first difference", "首个差异", output.say(divergence).to_owned());
    }
    if let Some(sha256) = &why.replayed.facts_sha256 {
        row("facts SHA-256", "事实的 SHA-256", sha256.clone());
    }
    sheet
}

/// What has come to light since.
fn hindsight(context: &Context, why: &WhyOrder) -> Sheet {
    let output = context.output;
    let mut sheet = Sheet::new(
        output.word(
            "5. What has come to light since, for the same date",
            "五、此后获知（同一业务日期）",
        ),
        vec![
            words("fact", "事实"),
            numbers("then", "当时"),
            numbers("now", "现在"),
            words("because of", "原因事件"),
        ],
    );
    for Changed { fact, then, now, because } in &why.hindsight.changed {
        let because: Vec<u64> = because.iter().map(|position| position.0).collect();
        sheet.push(vec![fact.clone(), plain(then), plain(now), list(&because)]);
    }
    let rule = why.hindsight.rule.as_deref().unwrap_or("");
    if let Some(outcome) = why.hindsight.outcome {
        let same = outcome == why.decision.outcome;
        let words = if same {
            output
                .word("With today's knowledge the rules would still say", "以今日所知，规则仍判为")
        } else {
            output.word("With today's knowledge the rules would say", "以今日所知，规则将判为")
        };
        sheet.note(format!("{words}: {} ({rule}).", outcome.word()));
    }
    sheet
}
