//! `policy publish`, `list`, `show`.

use std::collections::BTreeMap;

use duebook_events::{Actor, CustomerId, Day, Event, EventData, Fault, Position};
use duebook_projections::policy::DEFAULT_CITATION;
use serde::Serialize;
use serde_json::{Value, json};

use super::given::{bundled, given};
use super::spoken;
use crate::cli::Context;
use crate::cli::output::{Output, write};
use crate::cli::sheet::{Sheet, numbers, words};
use crate::ledger::policies::Publication;
use crate::ledger::view::{Header, Question, View};
use crate::ledger::{Ledger, LedgerError, damaged};
use crate::messages::cli::{policy_file_unreadable, policy_not_utf8};
use crate::store::StreamId;

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
    let ledger = context.open()?;
    let view = ledger.view(&Question::default()).await?;
    let published = ledger.policies().await?.list();
    let actors = publishers(&ledger).await?;
    let rows: Vec<_> = published.iter().map(|one| row(one, actors.get(&one.position))).collect();
    let cited = published.iter().any(|one| one.policy == DEFAULT_CITATION);
    let answer = List {
        header: view.header(),
        policies: rows,
        built_in: DEFAULT_CITATION,
        built_in_published: cited,
    };
    context.output.answer(&answer, || vec![versions(context.output, &view, &published, &actors)])
}

/// Answer of `policy list`.
#[derive(Serialize)]
struct List {
    #[serde(flatten)]
    header: Header,
    policies: Vec<Value>,
    built_in: &'static str,
    built_in_published: bool,
}

fn row(one: &Publication, actor: Option<&Actor>) -> Value {
    json!({
        "policy": one.policy,
        "effective_from": one.effective_from,
        "position": one.position,
        "sha256": one.sha256,
        "recorded_at": one.recorded_at,
        "actor": actor,
        "in_force": one.in_force,
    })
}

/// Who published each policy.
async fn publishers(ledger: &Ledger) -> Result<BTreeMap<Position, Actor>, LedgerError> {
    let stream = StreamId::new(CustomerId::ledger().as_str());
    let page = ledger.store().read_stream(&stream, None).await?;
    let mut actors = BTreeMap::new();
    for row in &page.rows {
        let event = Event::read(page.line(row)).map_err(|fault| damaged(row.position, &fault))?;
        if matches!(event.draft.data, EventData::PolicyPublished(_)) {
            actors.insert(event.position, event.draft.actor);
        }
    }
    Ok(actors)
}

fn versions(
    output: Output,
    view: &View,
    published: &[Publication],
    actors: &BTreeMap<Position, Actor>,
) -> Sheet {
    let columns = vec![
        words("policy", "政策"),
        words("in force", "生效期间"),
        words("published by", "发布人"),
        words("recorded", "记录时间"),
        numbers("position", "位置"),
        words("SHA-256", "SHA-256"),
    ];
    let (day, now) = (view.cut.as_of, &view.policy.citation);
    let title = if output.is_zh() {
        format!("政策版本 · {day} 适用 {now}")
    } else {
        format!("Policies · in force on {day}: {now}")
    };
    let mut sheet = Sheet::new(title, columns);
    for one in published {
        let actor = actors.get(&one.position).map_or("–", |actor| actor.id.as_str());
        sheet.push(vec![
            one.policy.clone(),
            in_force(output, one),
            actor.to_owned(),
            one.recorded_at.to_string().chars().take(10).collect(),
            one.position.to_string(),
            one.sha256.chars().take(12).collect(),
        ]);
    }
    sheet.note(output.word(
        "default@1 is built in and applies until another is in force.",
        "default@1 为内置政策，在其他政策生效之前适用。",
    ));
    sheet
}

/// `2025-04-01 to 2025-06-30, from 2026-01-01`; a dash where it never is.
fn in_force(output: Output, one: &Publication) -> String {
    let told = one.in_force.iter().map(|span| match (span.to, output.is_zh()) {
        (Some(to), false) => format!("{} to {to}", span.from),
        (Some(to), true) => format!("{} 至 {to}", span.from),
        (None, false) => format!("from {}", span.from),
        (None, true) => format!("自 {} 起", span.from),
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { "–".to_owned() } else { told.join(output.word(", ", "，")) }
}

/// `policy show`: the text byte for byte, or what it decides in words.
pub(super) async fn show(
    context: &Context,
    policy: &str,
    in_words: bool,
) -> Result<(), LedgerError> {
    if in_words {
        return spoken::answer(context.output, &given(context, policy).await?.policy);
    }
    let published = if context.path()?.exists() {
        let facts = context.open()?.facts(&CustomerId::ledger()).await?;
        facts.iter().find_map(|fact| match &fact.data {
            EventData::PolicyPublished(e) if e.citation() == policy => Some(e.text.to_string()),
            _ => None,
        })
    } else {
        None
    };
    match published.as_deref().or_else(|| bundled(policy)) {
        Some(text) => write(text.as_bytes()),
        // A file is its own text; anything else is told, with what there is.
        None => match given(context, policy).await?.file {
            Some(file) => write(read(&file)?.as_bytes()),
            None => Ok(()),
        },
    }
}

/// Reads the text of a policy.
pub(crate) fn read(file: &str) -> Result<String, LedgerError> {
    let bytes = std::fs::read(file)
        .map_err(|error| LedgerError::usage_of(policy_file_unreadable(file, error)))?;
    utf8(bytes).map_err(|error| error.in_file(file))
}

/// A text as it must be recorded; else the line from which on it is not.
pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, LedgerError> {
    String::from_utf8(bytes).map_err(|error| {
        let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = sound.split(|byte| *byte == b'\n').count();
        LedgerError::at_line(line as u64, Fault::of("policy", policy_not_utf8()))
    })
}

fn list_sheet() -> Sheet {
    let columns = vec![
        words("policy", "政策"),
        words("in force from", "生效日"),
        numbers("position", "位置"),
    ];
    Sheet::new("", columns)
}
