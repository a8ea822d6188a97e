//! Tables that can be read and are hardly meant so: names that stand twice,
//! conditions without their parts, the calendar, rates, the reminder ladder.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::order::{ConditionKind, Outcome};
use duebook_events::security::SecurityKind;
use duebook_events::words::quoted;
use duebook_events::{Day, Words};

use super::report::Report;
use crate::due::is_weekend;
use crate::messages::meaning as messages;
use crate::policy::{ConditionTemplate, DecisionRule, Path, Policy};

/// Checks what needs no more than the tables themselves.
pub(super) fn check(policy: &Policy, report: &mut Report<'_>) {
    names(policy, report);
    for (i, rule) in policy.rules.iter().enumerate() {
        conditions(rule, &Path::of("rule").index(i), report);
    }
    calendar(policy, report);
    haircuts(policy, report);
    rates(policy, report);
    ladder(policy, report);
}

/// Grades, classes and rules have names of their own.
fn names(policy: &Policy, report: &mut Report<'_>) {
    let grades = policy.grades.iter().map(|grade| &grade.name).collect();
    let classes = policy.risk_classes.iter().map(|class| &class.name).collect();
    let rules = policy.rules.iter().map(|rule| &rule.name).collect();
    let lists: [(&str, [&str; 2], Vec<&String>); 3] = [
        ("grade", ["grade", "信用等级"], grades),
        ("risk_class", ["risk class", "风险等级"], classes),
        ("rule", ["rule", "规则"], rules),
    ];
    for (key, [en, zh], names) in lists {
        let mut seen: BTreeMap<&String, usize> = BTreeMap::new();
        for (i, name) in names.into_iter().enumerate() {
            let path = |i: usize| Path::of(key).index(i).key("name");
            if let Some(first) = seen.get(name) {
                let what = Words::new(format!("{en} {name:?}"), format!("{zh}“{name}”"));
                let line = report.line_of(&path(*first));
                report.error(&path(i), messages::stands_twice(what, line));
            } else {
                seen.insert(name, i);
            }
        }
    }
}

/// A rule's name in quotes.
pub(super) fn rule_name(rule: &DecisionRule) -> Words {
    Words::new(quoted(&rule.name), format!("“{}”", rule.name))
}

/// The parts that a condition of this kind needs or may have: share, count.
fn parts(kind: ConditionKind) -> (bool, bool) {
    match kind {
        ConditionKind::PayOverdue | ConditionKind::Prepay => (true, false),
        ConditionKind::Instalments => (false, true),
        ConditionKind::ReceiptsToOverdueFirst
        | ConditionKind::SettleOverdue
        | ConditionKind::SettleOverdueOrGuarantee
        | ConditionKind::PrepayExcess => (false, false),
    }
}

fn conditions(rule: &DecisionRule, path: &Path, report: &mut Report<'_>) {
    let name = rule_name(rule);
    let at = path.key("conditions");
    match (rule.outcome, rule.conditions.is_empty()) {
        (Outcome::Approved | Outcome::Rejected, false) => {
            report.error(&at, messages::conditions_unwanted(&name, rule.outcome.word()));
        }
        (Outcome::Conditional, true) => {
            let path = path.key("outcome");
            report.error(&path, messages::conditions_missing(&name, rule.outcome.word()));
        }
        (Outcome::Held, true) => {
            let path = path.key("outcome");
            report.warning(&path, messages::conditions_missing(&name, rule.outcome.word()));
        }
        _ => {}
    }
    for (i, condition) in rule.conditions.iter().enumerate() {
        condition_parts(condition, &at.index(i), report);
        let first = rule.conditions.iter().position(|other| other.kind == condition.kind);
        if let Some(first) = first.filter(|first| *first < i) {
            let kind = condition.kind.word();
            let what = Words::new(format!("condition {kind}"), format!("条件 {kind} "));
            let line = report.line_of(&at.index(first));
            report.error(&at.index(i), messages::stands_twice(what, line));
        }
    }
}

fn condition_parts(condition: &ConditionTemplate, path: &Path, report: &mut Report<'_>) {
    let kind = condition.kind.word();
    let (share, count) = parts(condition.kind);
    let written = [
        ("share", "share = \"0.30\"", share, condition.share.is_some()),
        ("count", "count = 2", count, condition.count.is_some()),
    ];
    for (key, example, wanted, given) in written {
        match (wanted, given) {
            (true, false) => report.error(path, messages::part_missing(kind, key, example)),
            (false, true) => report.error(&path.key(key), messages::part_idle(kind, key)),
            _ => {}
        }
    }
}

fn calendar(policy: &Policy, report: &mut Report<'_>) {
    let (off, on) =
        (Path::of("calendar").key("holidays"), Path::of("calendar").key("working_weekends"));
    let mut seen: BTreeMap<Day, usize> = BTreeMap::new();
    for path in [&off, &on] {
        for (i, text) in report.texts(path).into_iter().enumerate() {
            let Ok(day) = Day::try_new(&text) else { continue };
            let line = report.line_of(&path.index(i));
            if let Some(first) = seen.insert(day, line) {
                let what = if path == &on && policy.calendar.holidays.contains(&day) {
                    Words::new(
                        format!("{day}, a holiday and a working weekend,"),
                        format!("{day}（既是假日又是调休上班日）"),
                    )
                } else {
                    Words::new(day.to_string(), format!("{day} "))
                };
                report.error(&path.index(i), messages::stands_twice(what, first));
            } else if path == &on && !is_weekend(day) {
                report.error(&path.index(i), messages::working_weekday(day));
            } else if path == &off && is_alone(day, &policy.calendar.holidays) {
                report.warning(&path.index(i), messages::holiday_on_weekend(day));
            }
        }
    }
}

/// Whether a holiday is a weekend day and no holiday on a weekday joins it.
fn is_alone(day: Day, holidays: &BTreeSet<Day>) -> bool {
    let run =
        |step: i32| (0..).map(move |i| day + i * step).take_while(|day| holidays.contains(day));
    run(1).chain(run(-1)).all(is_weekend)
}

fn haircuts(policy: &Policy, report: &mut Report<'_>) {
    let kinds = [
        (SecurityKind::Deposit, "deposit"),
        (SecurityKind::Insurance, "insurance"),
        (SecurityKind::Pledge, "pledge"),
        (SecurityKind::Mortgage, "mortgage"),
        (SecurityKind::Guarantor, "guarantor"),
    ];
    for (kind, word) in kinds {
        if !policy.haircuts.contains_key(&kind) {
            let path = Path::of("security").key("haircut");
            report.warning(&path, messages::haircut_missing(word));
        }
    }
}

/// Provisions rise with age, limit factors fall with the grade.
fn rates(policy: &Policy, report: &mut Report<'_>) {
    let names = policy.buckets.names();
    for (i, pair) in policy.provision_rates.windows(2).enumerate() {
        if pair[1] < pair[0] && i + 1 < names.len() {
            let message = messages::provision_falls(&names[i + 1], pair[1], &names[i]);
            report.warning(&Path::of("provision").key("rates").index(i + 1), message);
        }
    }
    for (i, pair) in policy.grades.windows(2).enumerate() {
        if pair[1].limit_factor > pair[0].limit_factor {
            let message = messages::limit_factor_rises(&pair[1].name, &pair[0].name);
            report.warning(&Path::of("grade").index(i + 1).key("limit_factor"), message);
        }
    }
}

/// A bound on days past due counts only after the level before it.
fn ladder(policy: &Policy, report: &mut Report<'_>) {
    let days = &policy.reminders;
    let second = days.first_after_days + days.silence_days;
    let third = second + days.demand_wait_days;
    let fourth = third.max(days.demand_above_days + 1) + days.legal_wait_days;
    let bounds = [
        ("demand_above_days", days.demand_above_days, 3, third),
        ("legal_above_days", days.legal_above_days, 4, fourth),
    ];
    for (key, bound, level, earliest) in bounds {
        // The level waits for the one before it longer than the bound asks.
        if bound + 1 < earliest {
            let path = Path::of("reminders").key(key);
            report.warning(&path, messages::ladder_idle(key, bound, level, earliest));
        }
    }
}
