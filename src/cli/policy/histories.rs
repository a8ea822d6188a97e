//! `policy histories`, `policy drop`: which histories there are.

use std::collections::BTreeSet;

use duebook_events::Position;
use duebook_projections::Month;
use serde::Serialize;

use super::history::{range, seen_with, under};
use crate::cli::Context;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::month_ends::{Knowledge, State};

/// One history in the list.
#[derive(Serialize)]
struct Listed<'h> {
    id: &'h str,
    policy: &'h str,
    policies: Vec<&'h str>,
    from: Month,
    to: Month,
    knowledge: Knowledge,
    position: Position,
    state: State,
    customers: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'h str>,
    shown: bool,
    begun_at: duebook_events::Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_at: Option<duebook_events::Instant>,
}

/// `policy histories`
pub(super) async fn histories(context: &Context) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let (all, shown) = (ledger.histories().await?, ledger.shown_history().await?);
    let known: BTreeSet<&str> = all.iter().map(|history| history.id.as_str()).collect();
    let mut others = ledger.history_ids().await?;
    others.retain(|id| !known.contains(id.as_str()));
    let listed: Vec<Listed<'_>> = all
        .iter()
        .map(|history| Listed {
            id: &history.id,
            policy: &history.policy,
            policies: history.policies.iter().map(|cited| cited.policy.as_str()).collect(),
            from: history.range().0,
            to: history.range().1,
            knowledge: history.knowledge,
            position: history.position,
            state: history.state,
            customers: history.customers,
            digest: history.digest.as_deref(),
            shown: shown.as_ref() == Some(&history.id),
            begun_at: history.begun_at,
            shown_at: history.shown_at,
        })
        .collect();
    let output = context.output;
    let answer = serde_json::json!({"histories": listed, "other_layouts": others});
    output.answer(&answer, || {
        let columns = vec![
            words("id", "编号"),
            words("policy", "政策"),
            words("months", "月份"),
            words("seen with", "所知"),
            numbers("customers", "客户数"),
            words("state", "状态"),
        ];
        let mut sheet = Sheet::new(output.word("Month-end histories", "月末历史"), columns);
        for history in &all {
            let state = match (history.state, shown.as_ref() == Some(&history.id)) {
                (State::Building, _) => output.word("not finished", "未完成"),
                (State::Dropping, _) => output.word("half dropped", "删除未完成"),
                (State::Complete, true) => output.word("shown", "现行"),
                (State::Complete, false) => output.word("kept", "保留"),
            };
            sheet.push(vec![
                history.id.clone(),
                under(output, &history.policy).to_owned(),
                range(history),
                seen_with(output, history),
                history.customers.to_string(),
                state.to_owned(),
            ]);
        }
        if !others.is_empty() {
            sheet.note(format!(
                "{} {}",
                output.word(
                    "Laid out by another version of the program (`policy drop ID` removes them):",
                    "由其他版本的程序建立（可用 `policy drop 编号` 删除）：",
                ),
                others.join(", ")
            ));
        }
        vec![sheet]
    })
}

/// `policy drop`
pub(super) async fn drop_history(context: &Context, id: &str) -> Result<(), LedgerError> {
    context.open()?.drop_history(id).await?;
    context.output.answer(&serde_json::json!({"dropped": id}), || {
        let mut sheet = Sheet::new("", vec![words("dropped", "已删除")]);
        sheet.push(vec![id.to_owned()]);
        vec![sheet]
    })
}
