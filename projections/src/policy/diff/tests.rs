//! Changes of default@1, and how they are told.

use super::{Change, diff};
use crate::policy::{DEFAULT_TEXT, Policy};

const CHINA: &str = include_str!("../../../../replay-fixtures/policies/china@1.toml");

/// The changes as people read them, English and Chinese.
fn told(changes: &[Change]) -> Vec<[String; 2]> {
    let side = |words: &Option<duebook_events::Words>, zh: bool| match words {
        Some(words) if zh => words.zh.clone(),
        Some(words) => words.en.clone(),
        None => "–".to_owned(),
    };
    let line = |change: &Change| {
        let Change { item, before, after, .. } = change;
        let en = format!("{}: {} -> {}", item.en, side(before, false), side(after, false));
        [en, format!("{}：{} -> {}", item.zh, side(before, true), side(after, true))]
    };
    changes.iter().map(line).collect()
}

/// What is told where these texts are replaced in default@1.
fn changed(replaced: &[(&str, &str)]) -> Vec<[String; 2]> {
    let text = replaced.iter().fold(DEFAULT_TEXT.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    let changes = diff(&Policy::built_in(), &Policy::parse(&text).unwrap());
    assert!(changes.is_sorted_by_key(|change| change.section));
    told(&changes)
}

fn one(from: &str, to: &str, en: &str, zh: &str) {
    assert_eq!(changed(&[(from, to)]), [[en.to_owned(), zh.to_owned()]], "{to}");
}

#[test]
fn a_change_is_told_in_the_domain_s_words() {
    one(
        "share = \"0.30\"",
        "share = \"0.50\"",
        "rule \"occasional\", payment of part of the overdue before release: \
         pay 30 % of the overdue before release -> pay 50 % of the overdue before release",
        "规则“occasional”，放行前先付部分逾期款：放行前付清逾期款的 30% -> 放行前付清逾期款的 50%",
    );
    one(
        "from = 65",
        "from = 70",
        "grade \"B\", score: from 65 -> from 70",
        "等级“B”，起始分：65 分起 -> 70 分起",
    );
    one(
        "{ at_most = \"30\", points = -10 }, { at_most = \"90\"",
        "{ at_most = \"30\", points = -15 }, { at_most = \"90\"",
        "days past due at most 30: -10 points -> -15 points",
        "逾期天数不大于 30 天：-10 分 -> -15 分",
    );
    one(
        "legal_wait_days = 7",
        "legal_wait_days = 7\nsilence_channel = \"phone\"",
        "level 2, goes out by: letter -> phone",
        "2 级，发送方式：信函 -> 电话",
    );
    one(
        "demand_above_days = 30",
        "demand_above_days = 45",
        "level 3, past due above: 30 days -> 45 days",
        "3 级，逾期超过：30 天 -> 45 天",
    );
    one(
        "pledge = \"0.7\"",
        "pledge = \"0.65\"",
        "pledge counts: 70 % -> 65 %",
        "质押计入比例：70% -> 65%",
    );
    one(
        "{ fact = \"days_past_due\", above = \"10\" }",
        "{ fact = \"days_past_due\", above = \"20\" }",
        "rule \"new_customer\", condition: tenure below 180 days and days past due above 10 -> \
         tenure below 180 days and days past due above 20",
        "规则“new_customer”，成立条件：合作时间小于 180 天，且逾期天数大于 10 天 -> \
         合作时间小于 180 天，且逾期天数大于 20 天",
    );
    one(
        "{ from = \"2025-05-20\", rate = \"0.12\" },",
        "{ from = \"2025-05-20\", rate = \"0.12\" }, { from = \"2025-08-20\", rate = \"0.116\" },",
        "a year, from 2025-08-20: 12 % -> 11.6 %",
        "年利率，自 2025-08-20 起：12% -> 11.6%",
    );
    one(
        "trigger = \"invoice_date\"",
        "trigger = \"month_end\"",
        "runs from: the invoice's date -> the end of the invoice's month",
        "起算日：开票日 -> 开票当月月末",
    );
}

#[test]
fn rules_that_come_go_and_move_are_told() {
    let suspended = "[[rule]]\nname = \"suspended\"\nwhen = { fact = \"suspended\", is = \"true\" }\n\
        outcome = \"held\"\nconditions = [{ kind = \"settle_overdue\" }]\n\n";
    let gone = changed(&[(suspended, "")]);
    assert_eq!(gone.len(), 1);
    assert_eq!(
        gone[0][0],
        "rule \"suspended\": when supply suspended: held: settling the overdue before release -> –"
    );
    let last = "[[rule]]\nname = \"clean\"";
    let moved = changed(&[(suspended, ""), (last, &format!("{suspended}{last}"))]);
    assert_eq!(
        moved.iter().map(|[en, _]| en.as_str()).collect::<Vec<_>>(),
        ["rule \"suspended\", place: after \"refuse\" -> after \"over_limit\""]
    );
    let new = "[[rule]]\nname = \"half\"\nwhen = { fact = \"exposure_after\", above_fact = [\"limit\"], \
        times = \"0.5\" }\noutcome = \"conditional\"\nconditions = [{ kind = \"prepay\", share = \"0.1\" }]\n\n";
    let come = changed(&[(last, &format!("{new}{last}"))]);
    assert_eq!(
        come.iter().map(|[_, zh]| zh.as_str()).collect::<Vec<_>>(),
        [
            "规则“half”：– -> 接单后敞口大于信用额度的 50%时：附条件批准：预付订单金额的 10%",
            "规则“half”，位置：– -> 在“over_limit”之后",
        ]
    );
}

/// What is written otherwise and means the same is no change.
#[test]
fn nothing_but_the_text_differs() {
    let none = changed(&[
        ("# default@1:", "# ours:"),
        ("share = \"1.00\"", "share = \"1\""),
        ("roll = \"none\"\n", ""),
        ("above = \"10\"", "above = \"10.0\""),
    ]);
    assert!(none.is_empty(), "{none:?}");
}

#[test]
fn china_differs_in_its_calendar_only() {
    let changes = diff(&Policy::built_in(), &Policy::parse(CHINA).unwrap());
    let told = told(&changes);
    assert_eq!(told.len(), 2);
    assert!(told[0][0].starts_with("holidays: – -> 2024-01-01, 2024-02-10 to 2024-02-17, "));
    assert!(told[1][1].starts_with("调休上班日：– -> 2024-02-04、"));
}

/// The way back tells the same changes with their sides exchanged.
#[test]
fn a_difference_reads_both_ways() {
    let text =
        DEFAULT_TEXT.replacen("base = 60", "base = 55", 1).replacen("years = 3", "years = 2", 1);
    let (one, other) = (Policy::built_in(), Policy::parse(&text).unwrap());
    let (there, back) = (diff(&one, &other), diff(&other, &one));
    assert_eq!(there.len(), 2);
    for (there, back) in there.iter().zip(&back) {
        assert_eq!(
            (&there.item, &there.before, &there.after),
            (&back.item, &back.after, &back.before)
        );
    }
    assert!(diff(&one, &one).is_empty());
}
