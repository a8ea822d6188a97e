//! Legal holds: a subject's data may lie anywhere in the ledger, so a hold in any
//! stream forbids erasing them. A release lifts the hold of its own stream; one
//! in the ledger's own stream lifts all.

use compact_str::CompactString;
use duebook_events::{CustomerId, Draft, EventData, EventId, Kind, Position};

use crate::ledger::error::LedgerError;
use crate::ledger::whole;
use crate::store::{EventStore, PAGE_EVENTS_MAX};

/// What an event does to holds.
#[derive(Debug)]
enum Act {
    Set(CompactString),
    Release(CompactString),
    Retract(EventId),
}

/// All that the log and the batch say about holds, in order.
#[derive(Debug, Default)]
pub(crate) struct Holds {
    /// Of the log, once it has been read.
    log: Option<Vec<(EventId, CustomerId, Act)>>,
    batch: Vec<(EventId, CustomerId, Act)>,
}

impl Holds {
    /// Notes an event of the batch.
    pub fn note(&mut self, draft: &Draft) {
        self.batch.extend(act(draft).map(|act| (draft.id, draft.customer.clone(), act)));
    }

    /// Reads the log up to a position. Erasing is rare, so no index is kept for it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn load(&mut self, store: &dyn EventStore, to: Position) -> Result<(), LedgerError> {
        if self.log.is_some() {
            return Ok(());
        }
        let mut found = Vec::new();
        let mut next = Position(1);
        while next <= to {
            let page = store.read_range(next, to, PAGE_EVENTS_MAX).await?;
            let Some(last) = page.rows.last() else { break };
            next = Position(last.position.0 + 1);
            for row in &page.rows {
                let kind = Kind::from_code(row.kind.0);
                if matches!(kind, Some(Kind::HoldSet | Kind::HoldReleased | Kind::EventRetracted)) {
                    let draft = whole(&page, row)?;
                    found.extend(act(&draft).map(|act| (draft.id, draft.customer, act)));
                }
            }
        }
        self.log = Some(found);
        Ok(())
    }

    /// The stream whose hold covers a subject, if one does.
    pub fn held_by(&self, subject: &str) -> Option<&CustomerId> {
        let all = || self.log.iter().flatten().chain(&self.batch);
        let retracted = |id: &EventId| {
            all().any(|(_, _, act)| matches!(act, Act::Retract(event) if event == id))
        };
        let mut held: Vec<&CustomerId> = Vec::new();
        for (id, stream, act) in all() {
            match act {
                Act::Set(of) if of == subject && !retracted(id) => held.push(stream),
                Act::Release(of) if of == subject && !retracted(id) => {
                    held.retain(|holder| !stream.is_ledger() && *holder != stream);
                }
                _ => {}
            }
        }
        held.first().copied()
    }
}

fn act(draft: &Draft) -> Option<Act> {
    match &draft.data {
        EventData::HoldSet(e) => Some(Act::Set(e.subject.0.clone())),
        EventData::HoldReleased(e) => Some(Act::Release(e.subject.0.clone())),
        EventData::EventRetracted(e) => Some(Act::Retract(e.event)),
        _ => None,
    }
}
