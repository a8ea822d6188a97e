//! The audit as tables: the heart of the answer first.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::Position;
use duebook_projections::audit::duties::{Clash, Duty, Finding, Severity};
use duebook_projections::audit::keeping::{Kept, Status};
use duebook_projections::audit::releases::Release;

use super::words as say;
use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, listed, numbers, words};
use crate::ledger::audit::{AuditedDecision, DecisionAudit, DecisionStatus};
use crate::ledger::view::View;
use crate::story::words::{self as codes, Pair, pick};

/// Rows of a list that are shown to people; programs and sheets get all.
const SHOWN: usize = 40;

/// The whole audit.
pub(super) fn for_people(
    output: Output,
    view: &View,
    audit: &DecisionAudit,
    of_one: bool,
) -> Vec<Sheet> {
    let mut sheets = vec![summary(output, view, audit)];
    sheets.extend(worth_showing(output, audit));
    sheets.push(persons(output, audit));
    sheets.push(findings(output, &audit.findings, of_one));
    sheets.push(releases(output, &audit.releases));
    if !audit.conditions.is_empty() {
        sheets.push(conditions(output, &audit.conditions));
    }
    sheets
}

fn word(output: Output, (en, zh): Pair) -> String {
    output.word(en, zh).to_owned()
}

fn summary(output: Output, view: &View, audit: &DecisionAudit) -> Sheet {
    let span = match (audit.from, audit.to) {
        (None, None) => output.word("all dates", "全部日期").to_owned(),
        (from, to) => {
            let day = |day: Option<_>| day.map_or("…".to_owned(), |day| format!("{day}"));
            format!("{} – {}", day(from), day(to))
        }
    };
    let title = format!(
        "{} · {span} · {} #{} · {} {}",
        output.word("1. Audit of decisions", "一、决定审计"),
        output.word("known at", "已知至"),
        view.cut.known_at,
        output.word("conditions as of", "条件履行截至"),
        view.cut.as_of,
    );
    let mut sheet = Sheet::new(title, vec![words("", ""), numbers("", "")]);
    let found = &audit.summary;
    let mut row = |en: &str, zh: &str, count: u64| {
        sheet.push(vec![output.word(en, zh).to_owned(), count.to_string()]);
    };
    row("decisions derived again from the log", "由日志重新推导的决定", found.decisions);
    row("  as recorded, byte for byte", "  与记录逐字节一致", found.matching);
    row("  DIFFERENT from the record", "  与记录不一致", found.differing);
    row("  not comparable: no figures recorded", "  无法逐项比较：未记录数值", found.not_derivable);
    row("retracted since, left out", "其后撤回、未计入", found.retracted);
    row("overrides by an approver", "审批人推翻", found.overrides);
    row("violations", "违规", found.violations);
    let clashes = found.violations - found.releases;
    row("  duties that clash on an order", "  同一订单职责冲突", clashes);
    row("  orders shipped or billed against the decision", "  违反决定发货或开票", found.releases);
    row("overlaps: several duties in one person", "重叠：一人兼任多项职责", found.overlaps);
    row("conditions of decisions and overrides", "决定与推翻所附条件", found.conditions);
    row("  met", "  已满足", found.met);
    row("  being kept so far", "  履行中", found.running);
    row("  not met yet, not shipped or billed", "  尚未满足，未发货、未开票", found.open);
    row("  BROKEN", "  违反", found.breached);
    row("  replaced by a later decision, or cancelled", "  被新决定取代或订单取消", found.lapsed);
    let verdict = if audit.is_wrong() {
        output.word(
            "Result: this does not hold; look at the rows marked below (exit status 1).",
            "结论：存在问题，请查看下列标出的各行（退出码 1）。",
        )
    } else {
        output.word(
            "Result: no decision differs from its record, no duties clash on an order, and nothing \
             was released against a decision.",
            "结论：没有决定与记录不符，同一订单无职责冲突，亦无违反决定的放行。",
        )
    };
    sheet.note(verdict);
    sheet
}

/// What differs or cannot be derived; where nothing does, the decisions if they are few.
fn worth_showing(output: Output, audit: &DecisionAudit) -> Option<Sheet> {
    let title = output.word("2. Decisions", "二、各项决定");
    let few = audit.decisions.len() <= SHOWN;
    let wanted = |decision: &&AuditedDecision| few || decision.status != DecisionStatus::Matches;
    let mut shown: Vec<&AuditedDecision> = audit.decisions.iter().filter(wanted).collect();
    // What is wrong first.
    shown.sort_by_key(|decision| match decision.status {
        DecisionStatus::Differs => 0,
        DecisionStatus::NotDerivable => 1,
        DecisionStatus::Matches => 2,
    });
    let left = audit.decisions.len() - shown.len().min(SHOWN);
    shown.truncate(SHOWN);
    if shown.is_empty() {
        return None;
    }
    let mut sheet = decisions(output, title, shown);
    if left > 0 {
        sheet.note(more(output, left));
    }
    Some(sheet)
}

fn more(output: Output, left: usize) -> String {
    if output.is_zh() {
        format!("另有 {left} 行；--format csv 或 json 可列出全部。")
    } else {
        format!("{left} more; --format csv or json lists everything.")
    }
}

/// One row a decision.
pub(super) fn decisions<'d>(
    output: Output,
    title: &str,
    rows: impl IntoIterator<Item = &'d AuditedDecision>,
) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        words("order", "订单"),
        numbers("#", "#"),
        words("date", "业务日期"),
        words("outcome", "结论"),
        words("by", "决定人"),
        words("policy", "政策"),
        words("derived again", "重新推导"),
        words("first difference, or why not", "首个差异或原因"),
    ];
    let mut sheet = Sheet::new(title, columns);
    for row in rows {
        sheet.push(vec![
            row.customer.to_string(),
            row.order.clone(),
            row.position.to_string(),
            row.effective.to_string(),
            row.outcome.word().to_owned(),
            row.actor.as_ref().map_or_else(String::new, |actor| actor.id.to_string()),
            row.policy.clone().unwrap_or_else(|| "–".to_owned()),
            word(output, say::decision(row.status)),
            row.reason.as_ref().map_or_else(String::new, |why| output.say(why).to_owned()),
        ]);
    }
    sheet
}

fn persons(output: Output, audit: &DecisionAudit) -> Sheet {
    let mut columns = vec![words("person", "人员"), words("role", "角色")];
    columns.extend(Duty::ALL.map(|duty| {
        let (en, zh) = say::duty(duty);
        numbers(en, zh)
    }));
    let mut sheet = Sheet::new(output.word("3. Who did what", "三、职责分布"), columns);
    for row in audit.duties().persons {
        let roles: Vec<&str> = row.record.roles.iter().map(|role| role.word()).collect();
        let program = if row.is_program { output.word(" (program)", "（程序）") } else { "" };
        let mut cells = vec![format!("{}{program}", row.person), roles.join(", ")];
        cells.extend(Duty::ALL.map(|duty| row.count(duty).to_string()));
        sheet.push(cells);
    }
    sheet
}

/// The customers and events of one person's overlaps of a kind.
type Gathered<'f> = (BTreeSet<&'f str>, Vec<Position>);

/// Violations one by one; overlaps of a person in one row, unless one customer is asked for.
fn findings(output: Output, findings: &[Finding], of_one: bool) -> Sheet {
    let columns = vec![
        words("", ""),
        words("person", "人员"),
        words("what", "情形"),
        words("customer", "客户"),
        words("order", "订单"),
        words("events", "事件"),
    ];
    let mut sheet = Sheet::new(output.word("4. Separation of duties", "四、职责分离"), columns);
    let graves = |severity| match severity {
        Severity::Violation => output.word("VIOLATION", "违规"),
        Severity::Overlap => output.word("overlap", "重叠"),
    };
    let mut gathered: BTreeMap<(&str, Clash), Gathered<'_>> = BTreeMap::new();
    for finding in findings {
        if finding.severity == Severity::Overlap && !of_one {
            let entry = gathered.entry((&finding.person, finding.kind)).or_default();
            entry.0.insert(&finding.customer);
            entry.1.extend(&finding.events);
            continue;
        }
        sheet.push(vec![
            graves(finding.severity).to_owned(),
            finding.person.clone(),
            word(output, say::clash(finding.kind)),
            finding.customer.clone(),
            finding.order.clone().unwrap_or_default(),
            listed(&finding.events),
        ]);
    }
    for ((person, kind), (customers, mut events)) in gathered {
        events.sort_unstable();
        events.dedup();
        let customers = match customers.len() {
            1 => customers.into_iter().collect::<String>(),
            n => format!("{n} {}", output.word("customers", "个客户")),
        };
        sheet.push(vec![
            graves(Severity::Overlap).to_owned(),
            person.to_owned(),
            word(output, say::clash(kind)),
            customers,
            String::new(),
            listed(&events),
        ]);
    }
    sheet
}

/// Orders that were shipped or billed against their decision.
fn releases(output: Output, rows: &[Release]) -> Sheet {
    let columns = vec![
        words("", ""),
        words("what", "情形"),
        words("customer", "客户"),
        words("order", "订单"),
        words("released", "放行"),
        numbers("decision", "决定"),
        numbers("release", "发货或开票"),
    ];
    let title = output.word("5. Released against the decision", "五、违反决定的放行");
    let mut sheet = Sheet::new(title, columns);
    for row in rows.iter().take(SHOWN) {
        let [decision, release] = row.events;
        sheet.push(vec![
            output.word("VIOLATION", "违规").to_owned(),
            word(output, say::disregard(row.kind)),
            row.customer.clone(),
            row.order.clone(),
            row.released_on.to_string(),
            format!("#{decision}"),
            format!("#{release}"),
        ]);
    }
    let mut notes = vec![
        output
            .word(
                "Orders that were never decided are not looked at here.",
                "从未作出决定的订单不在此列。",
            )
            .to_owned(),
    ];
    let left = rows.len().saturating_sub(SHOWN);
    if left > 0 {
        notes.push(more(output, left));
    }
    sheet.note(notes.join("\n"));
    sheet
}

fn conditions(output: Output, rows: &[Kept]) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        words("order", "订单"),
        numbers("decision", "决定"),
        words("date", "业务日期"),
        words("condition", "条件"),
        numbers("amount", "金额"),
        words("cur", "币种"),
        words("", ""),
        words("released", "放行"),
        words("since / on", "日期"),
        words("events", "事件"),
    ];
    let title = output.word("6. Conditions, and whether they were kept", "六、条件及其履行");
    let mut sheet = Sheet::new(title, columns);
    let mut shown: Vec<&Kept> = rows.iter().collect();
    shown.sort_by_key(|row| row.status != Status::Breached);
    let left = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    let mut late = false;
    for row in shown {
        let (on, by) = match row.status {
            Status::Breached => (row.breached_on, &row.breached_by),
            _ => (row.met_on, &row.met_by),
        };
        late |= row.known_later;
        let status = word(output, say::kept(row.status));
        let mark = if row.known_later { "*" } else { "" };
        let day = |day: Option<duebook_events::Day>| {
            day.map_or_else(|| "–".to_owned(), |day| day.to_string())
        };
        let currency = row.condition.currency;
        sheet.push(vec![
            row.customer.clone(),
            row.order.clone(),
            row.decision.to_string(),
            row.effective.to_string(),
            pick(output.lang(), codes::condition(row.condition.kind)).to_owned(),
            currency.print(row.condition.amount.minor(currency)),
            currency.to_string(),
            format!("{status}{mark}"),
            day(row.released_on),
            day(on),
            listed(by),
        ]);
    }
    let mut notes = vec![
        output
            .word(
                "released: first shipped or billed under this decision.",
                "放行：在该决定之下首次发货或开票。",
            )
            .to_owned(),
    ];
    if late {
        notes.push(
            output
                .word(
                    "* by what was known when the order was released, it was met.",
                    "* 按放行时所知，该条件当时已满足。",
                )
                .to_owned(),
        );
    }
    if left > 0 {
        notes.push(more(output, left));
    }
    sheet.note(notes.join("\n"));
    sheet
}
