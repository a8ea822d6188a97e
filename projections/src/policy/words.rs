//! Conditions, outcomes and values of a policy in words, English and Chinese.

use duebook_events::Words;
use duebook_events::order::{ConditionKind, Outcome};
use rust_decimal::Decimal;

use super::fact::{Fact, FactKind};
use super::{Bin, ClassFact, ConditionTemplate, DecisionRule, Order, Test, When};

/// A condition: "days past due above 10 and days of business relation below 180".
#[must_use]
pub fn condition<F: Fact>(when: &When<F>) -> Words {
    match when {
        When::All(parts) => join(parts, [" and ", "，且"]),
        When::Any(parts) => join(parts, [" or ", "，或"]),
        When::Not(part) => {
            let Words { en, zh } = condition(part);
            Words::new(format!("not ({en})"), format!("并非（{zh}）"))
        }
        When::Compare { fact, tests } => comparison(*fact, tests),
        When::Never => Words::new("never", "永不成立"),
    }
}

/// A condition that may be absent.
#[must_use]
pub fn condition_or_always<F: Fact>(when: Option<&When<F>>) -> Words {
    when.map_or_else(|| Words::new("always", "一律适用"), condition)
}

fn join<F: Fact>(parts: &[When<F>], [en, zh]: [&str; 2]) -> Words {
    let each: Vec<Words> = parts.iter().map(|part| inner(part, parts.len())).collect();
    joined(&each, [en, zh])
}

/// A condition inside another: in brackets where the words could be read otherwise.
fn inner<F: Fact>(when: &When<F>, beside: usize) -> Words {
    let words = condition(when);
    let several = match when {
        When::All(parts) | When::Any(parts) => parts.len() > 1,
        When::Compare { tests, .. } => tests.len() > 1,
        When::Not(_) | When::Never => false,
    };
    if several && beside > 1 {
        Words::new(format!("({})", words.en), format!("（{}）", words.zh))
    } else {
        words
    }
}

/// Words with something between them.
pub(super) fn joined(words: &[Words], [en, zh]: [&str; 2]) -> Words {
    let list =
        |pick: fn(&Words) -> &str, comma| words.iter().map(pick).collect::<Vec<_>>().join(comma);
    Words::new(list(|w| &w.en, en), list(|w| &w.zh, zh))
}

fn comparison<F: Fact>(fact: F, tests: &[Test<F>]) -> Words {
    let of = fact.words();
    if let [Test::OneOf { words, .. }] = tests {
        return one_of(fact, words);
    }
    if let [Test::Known(known)] = tests {
        return if *known {
            Words::new(format!("{} known", of.en), format!("有{}", of.zh))
        } else {
            Words::new(format!("no {}", of.en), format!("无{}", of.zh))
        };
    }
    let each: Vec<Words> = tests.iter().map(|test| test_of(fact, test)).collect();
    let Words { en, zh } = joined(&each, [" and ", " 且"]);
    Words::new(format!("{} {en}", of.en), format!("{}{zh}", of.zh))
}

/// A test without its fact.
fn test_of<F: Fact>(fact: F, test: &Test<F>) -> Words {
    match test {
        Test::Number(order, bound) => {
            let (order, bound) = (order_of(*order), number(fact, *bound));
            Words::new(format!("{} {}", order.en, bound.en), format!("{} {}", order.zh, bound.zh))
        }
        Test::Sum { order, of, times } => {
            let order = order_of(*order);
            let sum: Vec<Words> = of.iter().map(|fact| fact.words()).collect();
            let sum = joined(&sum, [" + ", "与"]);
            let many = of.len() > 1;
            let en = match (*times == Decimal::ONE, many) {
                (true, _) => sum.en,
                (false, true) => format!("{} of ({})", percent(*times).en, sum.en),
                (false, false) => format!("{} of {}", percent(*times).en, sum.en),
            };
            let together = if many { format!("{}之和", sum.zh) } else { sum.zh };
            let zh = if *times == Decimal::ONE {
                together
            } else {
                format!("{together}的 {}", percent(*times).zh)
            };
            Words::new(format!("{} {en}", order.en), format!("{}{zh}", order.zh))
        }
        Test::OneOf { words, .. } => {
            let Words { en, zh } = word_list(fact.kind(), words);
            Words::new(format!("is {en}"), format!("为{zh}"))
        }
        Test::Known(true) => Words::new("known", "有值"),
        Test::Known(false) => Words::new("not known", "无值"),
    }
}

fn one_of<F: Fact>(fact: F, words: &[String]) -> Words {
    let of = fact.words();
    if fact.kind() == FactKind::Flag {
        return match words {
            [word] if word == "true" => of,
            [word] if word == "false" => {
                Words::new(format!("not {}", of.en), format!("并非{}", of.zh))
            }
            _ => Words::new(format!("{} or not", of.en), format!("无论是否{}", of.zh)),
        };
    }
    let Words { en, zh } = word_list(fact.kind(), words);
    Words::new(format!("{} {en}", of.en), format!("{}为{zh}", of.zh))
}

fn word_list(kind: FactKind, words: &[String]) -> Words {
    let each: Vec<Words> = words.iter().map(|word| word_of(kind, word)).collect();
    joined(&each, [" or ", "或"])
}

/// A word of a finding or cause; grades and classes are names.
#[must_use]
pub fn word_of(kind: FactKind, word: &str) -> Words {
    let (en, zh) = match (kind, word) {
        (FactKind::Finding, "clean") => ("clean", "无异常"),
        (FactKind::Finding, "adverse") => ("adverse", "有不良记录"),
        (FactKind::Finding, "dishonest_debtor") => ("dishonest debtor", "失信被执行人"),
        (FactKind::Finding, "insolvent") => ("insolvent", "破产"),
        (FactKind::Cause, "oversight") => ("oversight", "疏忽"),
        (FactKind::Cause, "process") => ("their process", "流程原因"),
        (FactKind::Cause, "cash_flow") => ("cash flow", "资金紧张"),
        (FactKind::Cause, "dispute") => ("a dispute", "存在争议"),
        (FactKind::Cause, "deliberate") => ("deliberate", "恶意拖欠"),
        _ => return Words::new(word, format!("“{word}”")),
    };
    Words::new(en, zh)
}

fn order_of(order: Order) -> Words {
    let (en, zh) = match order {
        Order::Above => ("above", "大于"),
        Order::Below => ("below", "小于"),
        Order::AtLeast => ("at least", "不小于"),
        Order::AtMost => ("at most", "不大于"),
    };
    Words::new(en, zh)
}

/// A number with the unit of its fact: `180 days`, `80 %`, `0`; without it where
/// the fact says it.
fn number<F: Fact>(fact: F, value: Decimal) -> Words {
    match fact.kind() {
        FactKind::Days | FactKind::AverageDays => {
            let Words { en, zh } = days(value);
            let said = fact.words().en.contains("days");
            Words::new(if said { plain(value) } else { en }, zh)
        }
        FactKind::Share | FactKind::Ratio => percent(value),
        FactKind::Points => {
            Words::new(format!("{} points", plain(value)), format!("{} 分", plain(value)))
        }
        _ => Words::verbatim(plain(value)),
    }
}

/// A number without superfluous zeros.
pub(super) fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

/// A number of days.
pub(super) fn days(value: Decimal) -> Words {
    let unit = if value == Decimal::ONE { "day" } else { "days" };
    Words::new(format!("{} {unit}", plain(value)), format!("{} 天", plain(value)))
}

/// A share: `30 %`.
#[must_use]
pub fn percent(share: Decimal) -> Words {
    let hundredfold = plain(share * Decimal::ONE_HUNDRED);
    Words::new(format!("{hundredfold} %"), format!("{hundredfold}%"))
}

/// Points with their sign.
#[must_use]
pub fn points(points: i64) -> Words {
    let unit = if points.abs() == 1 { "point" } else { "points" };
    let sign = if points > 0 { "+" } else { "" };
    Words::new(format!("{sign}{points} {unit}"), format!("{sign}{points} 分"))
}

/// For which values a bin of a characteristic holds: "days past due at most 30 days".
#[must_use]
pub fn bin(fact: ClassFact, bin: &Bin) -> Words {
    let of = fact.words();
    if let Some(word) = &bin.is {
        return one_of(fact, std::slice::from_ref(word));
    }
    let bounds = [(Order::AtLeast, bin.at_least), (Order::AtMost, bin.at_most)];
    let tests: Vec<Test<ClassFact>> = bounds
        .into_iter()
        .filter_map(|(order, bound)| Some(Test::Number(order, bound?.decimal())))
        .collect();
    if tests.is_empty() {
        return Words::new(format!("{} otherwise", of.en), format!("{}的其他情形", of.zh));
    }
    comparison(fact, &tests)
}

/// What is decided.
#[must_use]
pub fn outcome(outcome: Outcome) -> Words {
    let (en, zh) = match outcome {
        Outcome::Approved => ("approved", "批准"),
        Outcome::Conditional => ("approved on conditions", "附条件批准"),
        Outcome::Held => ("held", "暂缓"),
        Outcome::Rejected => ("rejected", "拒绝"),
    };
    Words::new(en, zh)
}

/// A kind of condition.
#[must_use]
pub fn condition_kind(kind: ConditionKind) -> Words {
    let (en, zh) = match kind {
        ConditionKind::PayOverdue => {
            ("payment of part of the overdue before release", "放行前先付部分逾期款")
        }
        ConditionKind::Instalments => ("the rest of the overdue in instalments", "剩余逾期款分期"),
        ConditionKind::ReceiptsToOverdueFirst => {
            ("receipts go to the overdue first", "新回款优先冲抵逾期款")
        }
        ConditionKind::SettleOverdue => ("settling the overdue before release", "放行前结清逾期款"),
        ConditionKind::SettleOverdueOrGuarantee => {
            ("settling the overdue or a guarantee before release", "放行前结清逾期款或提供担保")
        }
        ConditionKind::Prepay => ("prepayment of the order", "订单预付款"),
        ConditionKind::PrepayExcess => {
            ("prepayment of what exceeds limit and security", "预付超出额度与担保的部分")
        }
    };
    Words::new(en, zh)
}

/// A condition of a decision: "pay 30 % of the overdue before release".
#[must_use]
pub fn template(template: &ConditionTemplate) -> Words {
    let share = template.share.map(|share| percent(share.decimal()));
    match (template.kind, share, template.count) {
        (ConditionKind::PayOverdue, Some(share), _) => Words::new(
            format!("pay {} of the overdue before release", share.en),
            format!("放行前付清逾期款的 {}", share.zh),
        ),
        (ConditionKind::Prepay, Some(share), _) => Words::new(
            format!("prepay {} of the order", share.en),
            format!("预付订单金额的 {}", share.zh),
        ),
        (ConditionKind::Instalments, _, Some(count)) => Words::new(
            format!("the rest of the overdue in {} instalments", count.0),
            format!("剩余逾期款分 {} 期付清", count.0),
        ),
        (kind, ..) => condition_kind(kind),
    }
}

/// What a rule decides: "approved on conditions: pay 30 % of the overdue before
/// release; prepay 20 % of the order".
#[must_use]
pub fn consequence(rule: &DecisionRule) -> Words {
    let outcome = outcome(rule.outcome);
    if rule.conditions.is_empty() {
        return outcome;
    }
    let each: Vec<Words> = rule.conditions.iter().map(template).collect();
    let Words { en, zh } = joined(&each, ["; ", "；"]);
    Words::new(format!("{}: {en}", outcome.en), format!("{}：{zh}", outcome.zh))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{DEFAULT_TEXT, FINDINGS, Policy};

    fn words(when: &str) -> Words {
        let text = DEFAULT_TEXT.replacen(
            "when = { fact = \"suspended\", is = \"true\" }",
            &format!("when = {when}"),
            1,
        );
        condition_or_always(Policy::parse(&text).unwrap().rules[1].when.as_ref())
    }

    fn both(when: &str, en: &str, zh: &str) {
        assert_eq!(words(when), Words::new(en, zh));
    }

    #[test]
    fn conditions_are_told_as_people_say_them() {
        both(
            r#"{ all = [{ fact = "tenure_days", below = "180" }, { fact = "days_past_due", above = "10" }] }"#,
            "tenure below 180 days and days past due above 10",
            "合作时间小于 180 天，且逾期天数大于 10 天",
        );
        both(r#"{ fact = "suspended", is = "true" }"#, "supply suspended", "已暂停供货");
        both(r#"{ fact = "grade", in = ["D", "E"] }"#, "grade D or E", "信用等级为“D”或“E”");
        both(
            r#"{ fact = "exposure_after", above_fact = ["limit", "security"], times = "0.8" }"#,
            "exposure after the order above 80 % of (credit limit + security)",
            "接单后敞口大于信用额度与担保价值之和的 80%",
        );
        both(r#"{ fact = "limit", known = false }"#, "no credit limit", "无信用额度");
        both(
            r#"{ any = [{ fact = "overdue", above = "0", at_most = "500.50" }, { not = { fact = "score", at_least = "70" } }] }"#,
            "(overdue amount above 0 and at most 500.5) or not (score at least 70 points)",
            "（逾期金额大于 0 且不大于 500.5），或并非（评分不小于 70 分）",
        );
    }

    #[test]
    fn consequences_are_told_with_their_shares() {
        let policy = Policy::built_in();
        let told: Vec<Words> = policy.rules.iter().map(consequence).collect();
        assert_eq!(told[0].zh, "拒绝");
        assert_eq!(
            told[5].en,
            "approved on conditions: pay 30 % of the overdue before release; the rest of the \
             overdue in 2 instalments; receipts go to the overdue first; prepay 20 % of the order"
        );
        assert_eq!(
            told[5].zh,
            "附条件批准：放行前付清逾期款的 30%；剩余逾期款分 2 期付清；新回款优先冲抵逾期款；预付订单金额的 20%"
        );
    }

    #[test]
    fn every_finding_has_words() {
        for word in FINDINGS {
            assert!(!word_of(FactKind::Finding, word).zh.contains(word));
        }
        for word in crate::policy::CAUSES {
            assert!(!word_of(FactKind::Cause, word).zh.contains(word));
        }
    }
}
