//! What all derivations show: the point of view, the events told, the check.

use duebook_events::CustomerId;
use serde_json::Value;

use crate::cli::output::Output;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::view::View;
use crate::ledger::why::replayed::ReplayedCustomer;
use crate::ledger::why::told::Told;

/// Events that are told to people; programs get all.
const TOLD: usize = 40;

/// "1. Why C-1007 … · as of 2025-04-28, knowing #239, under default@1".
pub(super) fn title(output: Output, view: &View, customer: &CustomerId, what: &str) -> String {
    format!(
        "{what} · {customer} · {} {} · {} #{} · {}",
        output.word("as of", "截至"),
        view.cut.as_of,
        output.word("known at", "已知至"),
        view.cut.known_at,
        view.policy.citation,
    )
}

/// The events as answers give them.
pub(super) fn events_json(output: Output, events: &[Told]) -> Vec<Value> {
    events.iter().map(|event| event.as_json(output.lang())).collect()
}

/// The events as sentences; of many the newest.
pub(super) fn events_sheet(output: Output, title: &str, events: &[&Told]) -> Sheet {
    let columns =
        vec![numbers("#", "#"), words("date", "业务日期"), words("what happened", "事项")];
    let mut sheet = Sheet::new(title, columns);
    let left = events.len().saturating_sub(TOLD);
    for event in &events[left..] {
        sheet.push(vec![
            event.position.to_string(),
            event.effective.to_string(),
            event.sentence(output.lang()),
        ]);
    }
    if left > 0 {
        sheet.note(if output.is_zh() {
            format!("另有更早的 {left} 项；--format json 可列出全部。")
        } else {
            format!("{left} earlier ones; --format json lists everything.")
        });
    }
    sheet
}

/// The derivation again.
pub(super) fn replayed_sheet(
    output: Output,
    title: &str,
    check: &ReplayedCustomer,
    more: &[(String, String)],
) -> Sheet {
    let mut sheet = Sheet::new(title, vec![words("", ""), words("", "")]);
    let verdict = if check.matches {
        output.word("everything agrees", "全部一致")
    } else {
        output.word("SOMETHING DIFFERS", "存在差异")
    };
    let mut row = |label: &str, value: String| sheet.push(vec![label.to_owned(), value]);
    row(output.word("result", "结果"), verdict.to_owned());
    row(output.word("events replayed", "重放事件数"), check.events.to_string());
    let stored = if check.stored {
        output.word(
            "read twice, by two readers: the same bytes and figures",
            "以两种方式各读一次：字节与数值一致",
        )
    } else {
        output.word(
            "THE STORED BYTES ARE NOT CANONICAL, or give other figures",
            "存储字节不规范或数值不同",
        )
    };
    row(output.word("stored bytes", "存储字节"), stored.to_owned());
    if let Some(live) = &check.live {
        let state = if live.matches {
            output.word("the same", "一致").to_owned()
        } else {
            format!("{}: {}", output.word("DIFFERENT", "不一致"), live.differing.join(", "))
        };
        let at = format!(
            "{} {} · #{} · {}",
            output.word("as of", "截至"),
            live.as_of,
            live.position,
            live.policy
        );
        row(output.word("live projections", "现存投影"), format!("{state} ({at})"));
    }
    for (label, value) in more {
        row(label, value.clone());
    }
    sheet
}
