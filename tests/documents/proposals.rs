//! Proposed agreements (domain, sections 2, 7 and 9).

use serde_json::{Value, json};

use crate::office::{ask, office, text};
use crate::program::{Shelf, event};

fn propose(shelf: &Shelf, more: &[&str]) -> crate::program::Answer {
    let args = ["propose", "instalments", "C-1001", "--as-of", "2025-04-14"];
    let chinese: &[&str] = if more.contains(&"--lang") { &[] } else { &["--lang", "zh"] };
    shelf.json(&[&args, more, chinese].concat())
}

const THREE: [&str; 4] = ["--count", "3", "--first", "2025-05-15"];

#[test]
fn what_is_proposed_can_be_recorded_and_reads_as_agreed() {
    let shelf = office();
    let head = shelf.head();
    let answer =
        propose(&shelf, &[&THREE[..], &["--down", "0.30", "--daily-rate", "0.0003"]].concat());
    assert!(answer.err.contains("record agreement.signed"), "{}", answer.err);
    let answer = answer.value();
    assert_eq!(shelf.head(), head, "a proposal records nothing");
    assert_eq!(answer["to_be_completed"], json!(["document", "signed_by"]));
    let mut data = answer["data"].clone();
    let schedule = json!([
        {"due": "2025-04-14", "amount": "36000.00"}, {"due": "2025-05-15", "amount": "28000.00"},
        {"due": "2025-06-15", "amount": "28000.00"}, {"due": "2025-07-15", "amount": "28000.00"}]);
    assert_eq!(data["schedule"], schedule);
    assert_eq!(data["covers"], json!([{"invoice": "INV-1003", "amount": "120000.00"}]));
    assert_eq!(data["on_default"], json!({"missed": 2, "effect": "accelerate"}));
    let expected = ["agreement", "covers", "daily_rate", "kind", "on_default", "schedule"];
    let keys: Vec<&String> = data.as_object().unwrap().keys().collect();
    assert_eq!(keys, expected);
    data["signed_by"] = json!(["宏远建材 陈国强", "我方 王敏"]);
    let payload = shelf.file("agreement.json", data.to_string());
    let signed = shelf.file("signed.pdf", "%PDF-1.7 signed");
    let args = ["record", "agreement.signed", "--customer", "C-1001", "--effective", "2025-04-14"];
    let more = ["--data", &format!("@{payload}"), "--document", &signed];
    let recorded = shelf.json(&[&args[..], &more].concat());
    assert_eq!(recorded.code, 0, "{}", recorded.err);
    let number = answer["proposal"]["agreement"].as_str().unwrap();
    let promises = ask(&shelf, &["promises", "C-1001", "--as-of", "2025-04-14"]);
    let agreement = agreement(&promises, number);
    assert_eq!(agreement["status"], "active");
    let instalments = agreement["instalments"].as_array().unwrap();
    assert_eq!(instalments.len(), 4);
    assert_eq!(
        (&instalments[1]["due"], &instalments[1]["amount"]),
        (&json!("2025-05-15"), &json!("28000.00"))
    );
    // The number is taken now.
    let dispute =
        json!({"invoice": "INV-T", "currency": "CNY", "amount": "10.00", "due": "2025-04-01"});
    shelf.take(&[event("invoice.issued", "C-1001", "2025-03-01", dispute)]);
    let next = propose(&shelf, &THREE).value();
    assert_eq!(next["proposal"]["agreement"], format!("{number}-2"));
}

fn agreement(promises: &Value, number: &str) -> Value {
    let list = promises["agreements"].as_array().expect("agreements");
    list.iter().find(|row| row["agreement"] == number).expect("the agreement").clone()
}

#[test]
fn the_text_has_every_clause_and_the_amount_in_capitals() {
    let shelf = office();
    let answer = propose(&shelf, &[&THREE[..], &["--daily-rate", "0.0003"]].concat()).value();
    let text = text(&answer, "text");
    let clauses = [
        "债务确认",
        "还款计划",
        "利息",
        "款项抵充",
        "违约责任",
        "诉讼时效",
        "争议解决",
        "甲方（盖章）",
        "乙方（盖章）",
        "K-1001",
        "人民币壹拾贰万元整",
        "0.03%",
        "0.05%",
        "12.4%",
        "1,630.68 CNY",
        "第一百九十五条",
    ];
    for clause in clauses {
        assert!(text.contains(clause), "{clause}");
    }
    assert_eq!(answer["proposal"]["interest"], "1630.68");
}

#[test]
fn what_makes_no_plan_is_refused() {
    let shelf = office();
    let refuse = |more: &[&str], code: i32, word: &str| {
        let answer = propose(&shelf, &[more, &["--lang", "en"]].concat());
        assert_eq!(answer.code, code, "{more:?} {}", answer.err);
        assert!(answer.error().to_string().contains(word), "{}", answer.err);
    };
    let with = |more: &[&'static str]| [&THREE[..], more].concat();
    refuse(&["--count", "0", "--first", "2025-05-15"], 2, "--count");
    refuse(&["--count", "3651", "--first", "2025-05-15"], 2, "3650");
    refuse(&["--count", "3", "--first", "2025-04-14"], 2, "does not come after");
    refuse(&["--count", "3"], 2, "--first");
    for share in ["0", "1", "1.5"] {
        refuse(&with(&["--down", share]), 2, "between 0 and 1");
    }
    refuse(&with(&["--down", "0.3", "--down-due", "2025-05-15"]), 2, "does not come after");
    refuse(&with(&["--down", "0.3", "--down-due", "2025-04-13"]), 2, "does not come after");
    refuse(&with(&["--every", "fortnight"]), 2, "fortnight");
    refuse(&with(&["--every", "0-days"]), 2, "0-days");
    refuse(&with(&["--missed", "0"]), 2, "--missed");
    refuse(&with(&["--missed", "4"]), 2, "--missed");
    refuse(&with(&["--invoice", "INV-1001"]), 3, "settled");
    refuse(&with(&["--currency", "EUR"]), 3, "nothing undisputed overdue in EUR");
    let early = ["propose", "instalments", "C-1001", "--as-of", "2025-03-01"];
    let answer = shelf.json(&[&early[..], &THREE].concat());
    assert_eq!((answer.code, answer.error()["kind"].clone()), (3, json!("refused")));
}

#[test]
fn steps_of_weeks_and_days() {
    let shelf = office();
    let dates = |every: &str| -> Vec<String> {
        let answer = propose(&shelf, &[&THREE[..], &["--every", every]].concat()).value();
        let rows = answer["data"]["schedule"].as_array().unwrap().clone();
        rows.iter().map(|row| row["due"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(dates("week"), ["2025-05-15", "2025-05-22", "2025-05-29"]);
    assert_eq!(dates("10-days"), ["2025-05-15", "2025-05-25", "2025-06-04"]);
    assert_eq!(dates("month"), ["2025-05-15", "2025-06-15", "2025-07-15"]);
}
