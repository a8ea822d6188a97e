//! `policy publish`, `list`, `show`.

use duebook_events::{Day, Position};
use duebook_projections::policy::{DEFAULT_CITATION, DEFAULT_TEXT};
use serde_json::json;

use crate::cli::Context;
use crate::cli::output::write;
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::view::Question;
use crate::messages::cli::policy_file_unreadable;

/// `policy publish`: puts a text into the log, in force from a date.
pub(super) async fn publish(
    context: &Context,
    file: &str,
    from: Option<Day>,
) -> Result<(), LedgerError> {
    let text = read(file)?;
    let ledger = context.open()?;
    let from = match from {
        Some(day) => day,
        None => ledger.view(&Question::default()).await?.cut.as_of,
    };
    let (policy, receipt) =
        ledger.publish(&text, from).await.map_err(|error| error.in_file(file))?;
    let answer = json!({
        "policy": policy.citation,
        "sha256": policy.sha256,
        "effective_from": from,
        "position": receipt.head,
    });
    context.output.answer(&answer, || {
        let mut sheet = list_sheet();
        sheet.push(vec![policy.citation.clone(), from.to_string(), receipt.head.to_string()]);
        vec![sheet]
    })
}

/// `policy list`
pub(super) async fn list(context: &Context) -> Result<(), LedgerError> {
    let published = context.open()?.policies().await?.list();
    let rows: Vec<_> = published
        .iter()
        .map(|(position, citation, from)| {
            json!({"policy": citation, "effective_from": from, "position": position})
        })
        .collect();
    context.output.answer(&json!({"policies": rows, "built_in": DEFAULT_CITATION}), || {
        let mut sheet = list_sheet();
        for (position, citation, from) in &published {
            sheet.push(vec![citation.clone(), from.to_string(), position.to_string()]);
        }
        sheet
            .note(format!("{DEFAULT_CITATION} is built in and applies until another is in force."));
        vec![sheet]
    })
}

/// `policy show`
pub(super) async fn show(context: &Context, policy: &str) -> Result<(), LedgerError> {
    let facts = context.open()?.facts(&duebook_events::CustomerId::ledger()).await?;
    let published = facts.iter().find_map(|fact| match &fact.data {
        duebook_events::EventData::PolicyPublished(e) if e.citation() == policy => {
            Some(e.text.to_string())
        }
        _ => None,
    });
    let text = match published {
        Some(text) => text,
        None if policy == DEFAULT_CITATION => DEFAULT_TEXT.to_owned(),
        None => {
            // Tells which ones there are.
            context.open()?.policies().await?.named(policy, Position(u64::MAX))?;
            return Ok(());
        }
    };
    write(text.as_bytes())
}

/// Reads the text of a policy.
pub(crate) fn read(file: &str) -> Result<String, LedgerError> {
    std::fs::read_to_string(file)
        .map_err(|error| LedgerError::usage_of(policy_file_unreadable(file, error)))
}

fn list_sheet() -> Sheet {
    let columns = vec![
        words("policy", "政策"),
        words("in force from", "生效日"),
        numbers("position", "位置"),
    ];
    Sheet::new("", columns)
}
