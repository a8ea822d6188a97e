//! The tables of two policies, key by key.

use std::collections::BTreeSet;

use duebook_events::dunning::Channel;
use duebook_events::security::SecurityKind;
use duebook_events::terms::{Roll, Terms, Trigger};
use duebook_events::{Day, Words};
use rust_decimal::Decimal;

use super::{Changes, Section};
use crate::policy::words::{days, joined, percent, plain};
use crate::policy::{AllocationOrder, Calendar, Ladder, Policy};

pub(super) fn compare(before: &Policy, after: &Policy, changes: &mut Changes) {
    let title = |policy: &Policy| policy.title.as_deref().map(Words::verbatim);
    changes.maybe(Section::Title, Words::new("title", "称呼"), title(before), title(after));
    let buckets = |policy: &Policy| Words::verbatim(policy.buckets.names().join(", "));
    let item = Words::new("buckets, in days past due", "账龄区间（逾期天数）");
    changes.compare(Section::Aging, item, buckets(before), buckets(after));
    terms(&before.terms, &after.terms, changes);
    calendar(&before.calendar, &after.calendar, changes);
    let grace = |policy: &Policy| count(policy.promise_grace_days);
    let item = Words::new("grace after the promised date", "承诺日后的宽限");
    changes.compare(Section::Promises, item, grace(before), grace(after));
    let item = Words::new("order in which items are paid", "款项抵充顺序");
    let (old, new) = (order(before.allocation), order(after.allocation));
    changes.compare(Section::Allocation, item, old, new);
    limitation(before, after, changes);
    rates(before, after, changes);
    ladder(&before.reminders, &after.reminders, changes);
}

fn count(value: i32) -> Words {
    days(Decimal::from(value))
}

/// A share a day or a year, and nothing where there is none.
fn rate(rate: Option<duebook_events::Rate>) -> Words {
    rate.map_or_else(none, |rate| percent(rate.decimal()))
}

fn none() -> Words {
    Words::new("none", "无")
}

fn terms(before: &Terms, after: &Terms, changes: &mut Changes) {
    let trigger = |terms: &Terms| {
        let (en, zh) = match terms.trigger {
            Trigger::InvoiceDate => ("the invoice's date", "开票日"),
            Trigger::InvoiceReceived => ("receipt of the invoice", "收到发票之日"),
            Trigger::DeliveryReceived => ("receipt of the goods", "收货之日"),
            Trigger::Acceptance => ("acceptance", "验收之日"),
            Trigger::MonthEnd => ("the end of the invoice's month", "开票当月月末"),
        };
        Words::new(en, zh)
    };
    let roll = |terms: &Terms| match terms.roll {
        Some(Roll::Following) => Words::new("moves to the next working day", "顺延至下一工作日"),
        _ => Words::new("stays", "不顺延"),
    };
    let maybe_days = |days: Option<duebook_events::terms::Count>| {
        days.map_or_else(none, |days| count(days.days()))
    };
    let place = |terms: &Terms| {
        terms.jurisdiction.as_ref().map_or_else(none, |place| Words::verbatim(place.as_str()))
    };
    let discount = |terms: &Terms| {
        terms.discount.map_or_else(none, |discount| {
            let (rate, within) = (percent(discount.rate.decimal()), count(discount.days.days()));
            Words::new(
                format!("{} within {}", rate.en, within.en),
                format!("{} 内付款减 {}", within.zh, rate.zh),
            )
        })
    };
    let rows = [
        ("runs from", "起算日", trigger(before), trigger(after)),
        ("term", "付款期限", count(before.net_days.days()), count(after.net_days.days())),
        ("due on a day off", "到期日遇休息日", roll(before), roll(after)),
        ("late interest a day", "每日逾期利率", rate(before.daily_rate), rate(after.daily_rate)),
        ("grace", "宽限", maybe_days(before.grace_days), maybe_days(after.grace_days)),
        (
            "supply may stop after",
            "逾期多久可停供",
            maybe_days(before.stop_supply_days),
            maybe_days(after.stop_supply_days),
        ),
        ("penalty", "违约金比例", rate(before.penalty_rate), rate(after.penalty_rate)),
        ("place of jurisdiction", "管辖地", place(before), place(after)),
        ("discount", "提前付款折扣", discount(before), discount(after)),
    ];
    for (en, zh, old, new) in rows {
        changes.compare(Section::Terms, Words::new(en, zh), old, new);
    }
}

fn calendar(before: &Calendar, after: &Calendar, changes: &mut Changes) {
    let item = Words::new("time zone", "时区");
    let zone = |calendar: &Calendar| Words::verbatim(&calendar.time_zone);
    changes.compare(Section::Calendar, item, zone(before), zone(after));
    let lists = [
        ("holidays", "假日", &before.holidays, &after.holidays),
        ("working weekends", "调休上班日", &before.working_weekends, &after.working_weekends),
    ];
    for (en, zh, old, new) in lists {
        let gone: BTreeSet<Day> = old.difference(new).copied().collect();
        let come: BTreeSet<Day> = new.difference(old).copied().collect();
        let shown = |days: &BTreeSet<Day>| (!days.is_empty()).then(|| stretches(days));
        changes.maybe(Section::Calendar, Words::new(en, zh), shown(&gone), shown(&come));
    }
}

/// Days as stretches: `2025-10-01 to 2025-10-08, 2026-01-01`.
fn stretches(days: &BTreeSet<Day>) -> Words {
    let mut runs: Vec<(Day, Day)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if *day - *last == 1 => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    let told = runs.iter().map(|(first, last)| {
        if first == last {
            Words::verbatim(first.to_string())
        } else {
            Words::new(format!("{first} to {last}"), format!("{first} 至 {last}"))
        }
    });
    joined(&told.collect::<Vec<_>>(), [", ", "、"])
}

fn order(order: AllocationOrder) -> Words {
    let (en, zh) = match order {
        AllocationOrder::Statutory => ("statutory", "法定顺序"),
        AllocationOrder::OldestDueFirst => ("earliest due date first", "先到期者优先"),
        AllocationOrder::OverdueFirst => ("overdue first", "逾期者优先"),
    };
    Words::new(en, zh)
}

fn limitation(before: &Policy, after: &Policy, changes: &mut Changes) {
    let years = |policy: &Policy| {
        let years = policy.limitation_years;
        let unit = if years == 1 { "year" } else { "years" };
        Words::new(format!("{years} {unit}"), format!("{years} 年"))
    };
    let item = Words::new("claims are barred after", "诉讼时效期间");
    changes.compare(Section::Limitation, item, years(before), years(after));
    let restarts = |policy: &Policy| {
        if policy.confirmed_statement_restarts {
            Words::new("starts it anew", "重新起算")
        } else {
            Words::new("changes nothing", "不影响")
        }
    };
    let item = Words::new("a confirmed statement", "对账单经确认");
    changes.compare(Section::Limitation, item, restarts(before), restarts(after));
}

/// Haircuts, caps and provisions.
fn rates(before: &Policy, after: &Policy, changes: &mut Changes) {
    let kinds = [
        (SecurityKind::Deposit, "deposit", "保证金"),
        (SecurityKind::Insurance, "credit insurance", "信用保险"),
        (SecurityKind::Pledge, "pledge", "质押"),
        (SecurityKind::Mortgage, "mortgage", "抵押"),
        (SecurityKind::Guarantor, "guarantor", "保证人"),
    ];
    for (kind, en, zh) in kinds {
        let counts =
            |policy: &Policy| percent(policy.haircuts.get(&kind).copied().unwrap_or_default());
        let item = Words::new(format!("{en} counts"), format!("{zh}计入比例"));
        changes.compare(Section::Security, item, counts(before), counts(after));
    }
    let from: BTreeSet<Day> =
        before.annual_caps.iter().chain(&after.annual_caps).map(|cap| cap.from).collect();
    for day in from {
        let item = Words::new(format!("a year, from {day}"), format!("年利率，自 {day} 起"));
        let (old, new) = (percent(before.annual_cap(day)), percent(after.annual_cap(day)));
        changes.compare(Section::Interest, item, old, new);
    }
    let of = |policy: &Policy, bucket: &str| {
        let at = policy.buckets.names().iter().position(|name| name == bucket)?;
        policy.provision_rates.get(at).map(|rate| percent(*rate))
    };
    let mut buckets: Vec<&String> = before.buckets.names().iter().collect();
    buckets.extend(after.buckets.names().iter().filter(|n| !before.buckets.names().contains(n)));
    for bucket in buckets {
        let item = Words::new(format!("expected loss, {bucket}"), format!("预期损失，{bucket}"));
        changes.maybe(Section::Provision, item, of(before, bucket), of(after, bucket));
    }
}

fn ladder(before: &Ladder, after: &Ladder, changes: &mut Changes) {
    let items = [
        ("level 0, before the due date", "0 级，到期前"),
        ("level 1, past due from", "1 级，逾期起"),
        ("level 1 of agreed parts, past due from", "1 级（协议分期款），逾期起"),
        ("level 2, after silence of", "2 级，无回应"),
        ("level 3, past due above", "3 级，逾期超过"),
        ("level 3, so long after level 2", "3 级，距 2 级"),
        ("level 4, past due above", "4 级，逾期超过"),
        ("level 4, so long after level 3", "4 级，距 3 级"),
    ];
    for ((en, zh), (old, new)) in items.into_iter().zip(before.days().into_iter().zip(after.days()))
    {
        changes.compare(Section::Reminders, Words::new(en, zh), count(old), count(new));
    }
    for (level, (old, new)) in before.channels().into_iter().zip(after.channels()).enumerate() {
        let item =
            Words::new(format!("level {level}, goes out by"), format!("{level} 级，发送方式"));
        changes.compare(Section::Reminders, item, way(old), way(new));
    }
}

/// How a reminder goes out.
fn way(channel: Channel) -> Words {
    let (en, zh) = match channel {
        Channel::Email => ("e-mail", "电子邮件"),
        Channel::Wechat => ("WeChat", "微信"),
        Channel::Phone => ("phone", "电话"),
        Channel::Letter => ("letter", "信函"),
        Channel::LawyerLetter => ("lawyer's letter", "律师函"),
        Channel::Visit => ("a visit", "上门"),
    };
    Words::new(en, zh)
}

/// A multiple of the limit.
pub(super) fn multiple(factor: Decimal) -> Words {
    let factor = plain(factor);
    Words::new(format!("{factor} times the limit"), format!("额度的 {factor} 倍"))
}
