//! `timeline`: one customer's whole story, in the order in which it counts.

use duebook_events::{Actor, Day, Event, Instant, Position};
use serde::Serialize;

use super::Context;
use super::args::AskOne;
use super::sheet::{Sheet, numbers, words};
use crate::ledger::view::Header;
use crate::ledger::{LedgerError, damaged};
use crate::store::StreamId;
use crate::story;

/// Answer of `timeline`.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    header: Header,
    events: Vec<Entry>,
}

/// One event of the story.
#[derive(Serialize)]
struct Entry {
    position: Position,
    effective: Day,
    recorded_at: Instant,
    #[serde(rename = "type")]
    kind: &'static str,
    summary: String,
    actor: Actor,
    #[serde(skip_serializing_if = "Option::is_none")]
    retracted_by: Option<Position>,
}

/// Tells the story: all events known and effective, retracted ones marked.
pub(crate) async fn timeline(context: &Context, args: &AskOne) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let customer = ledger.customer(&args.customer).await?;
    let view = ledger.view(&args.point.question()).await?;
    let page = ledger
        .store()
        .read_stream(&StreamId::new(customer.as_str()), Some(view.cut.known_at))
        .await?;
    let mut events = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let event = Event::read(page.line(row)).map_err(|fault| damaged(row.position, &fault))?;
        events.push(event);
    }
    ledger.open_each(events.iter_mut().map(|e| (e.draft.id, &mut e.draft.data))).await?;
    let retractions: Vec<(duebook_events::EventId, Position)> = events
        .iter()
        .filter_map(|event| match &event.draft.data {
            duebook_events::EventData::EventRetracted(e) => Some((e.event, event.position)),
            _ => None,
        })
        .collect();
    let mut entries: Vec<Entry> = events
        .into_iter()
        .filter(|event| event.draft.effective <= view.cut.as_of)
        .map(|event| Entry {
            position: event.position,
            effective: event.draft.effective,
            recorded_at: event.recorded_at,
            kind: event.draft.data.kind().name(),
            summary: story::tell(&event.draft.data, context.output.lang()),
            retracted_by: retractions
                .iter()
                .find(|(id, _)| *id == event.draft.id)
                .map(|(_, by)| *by),
            actor: event.draft.actor,
        })
        .collect();
    entries.sort_by_key(|entry| (entry.effective, entry.position));
    let answer = Answer { header: view.header(), events: entries };
    context.output.answer(&answer, || {
        let output = context.output;
        let columns = vec![
            words("date", "业务日期"),
            numbers("#", "#"),
            words("recorded", "记录"),
            words("what happened", "事项"),
            words("by", "经手"),
        ];
        let title = format!(
            "{} {} · {} {}",
            output.word("Timeline of", "往来记录"),
            customer,
            output.word("as of", "截至"),
            view.cut.as_of
        );
        let mut sheet = Sheet::new(title, columns);
        for entry in &answer.events {
            let mut what = entry.summary.clone();
            if let Some(by) = entry.retracted_by {
                what = format!("[{} #{by}] {what}", output.word("retracted by", "已撤回，见"));
            }
            let recorded = entry.recorded_at.to_string();
            let late = recorded.get(..10) != Some(entry.effective.to_string().as_str());
            sheet.push(vec![
                entry.effective.to_string(),
                entry.position.to_string(),
                if late {
                    recorded.get(..10).unwrap_or_default().to_owned()
                } else {
                    String::new()
                },
                what,
                entry.actor.id.to_string(),
            ]);
        }
        vec![sheet]
    })
}
