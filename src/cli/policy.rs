//! `policy publish`, `list`, `show`.

use duebook_events::Position;
use duebook_projections::policy::{DEFAULT_CITATION, DEFAULT_TEXT};
use serde_json::json;

use super::Context;
use super::args::PolicyCommand;
use super::output::write;
use super::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::view::Question;
use crate::messages::cli::policy_file_unreadable;

/// Versions of the policy.
pub(crate) async fn policy(context: &Context, command: PolicyCommand) -> Result<(), LedgerError> {
    match command {
        PolicyCommand::Publish { file, from } => {
            let text = read(&file)?;
            let ledger = context.open()?;
            let from = match from {
                Some(day) => day,
                None => ledger.view(&Question::default()).await?.cut.as_of,
            };
            let (policy, receipt) =
                ledger.publish(&text, from).await.map_err(|error| error.in_file(&file))?;
            let answer = json!({
                "policy": policy.citation,
                "sha256": policy.sha256,
                "effective_from": from,
                "position": receipt.head,
            });
            context.output.answer(&answer, || {
                let mut sheet = list_sheet();
                sheet.push(vec![
                    policy.citation.clone(),
                    from.to_string(),
                    receipt.head.to_string(),
                ]);
                vec![sheet]
            })
        }
        PolicyCommand::List => {
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
                sheet.note(format!(
                    "{DEFAULT_CITATION} is built in and applies until another is in force."
                ));
                vec![sheet]
            })
        }
        PolicyCommand::Show { policy } => {
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
                    context.open()?.policies().await?.named(&policy, Position(u64::MAX))?;
                    return Ok(());
                }
            };
            write(text.as_bytes())
        }
    }
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
