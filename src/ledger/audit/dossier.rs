//! What the audit keeps of each customer's events: facts, and who did what.

use duebook_events::{Actor, Kind, Position};
use duebook_projections::Fact;
use duebook_projections::audit::duties::Duty;

use crate::ledger::{LedgerError, fact, whole};
use crate::store::{EventRow, Page};

/// The facts of one customer in order of position, and the actors of those events
/// that perform a duty.
#[derive(Debug, Default)]
pub(super) struct Dossier {
    pub facts: Vec<Fact>,
    actors: Vec<(Position, Actor)>,
}

/// How a stored line begins: RFC 8785 orders the keys, and none sorts before `actor`.
const ACTOR: &[u8] = b"{\"actor\":";

impl Dossier {
    /// Keeps one event; the next ones stand after it.
    pub fn keep(&mut self, page: &Page, row: &EventRow) -> Result<(), LedgerError> {
        self.facts.push(fact(page, row)?);
        if Kind::from_code(row.kind.0).and_then(Duty::of).is_some() {
            self.actors.push((row.position, actor(page, row)?));
        }
        Ok(())
    }

    /// Who recorded the event at a position, if it performs a duty.
    pub fn actor(&self, position: Position) -> Option<&Actor> {
        let ix = self.actors.binary_search_by_key(&position, |(at, _)| *at).ok()?;
        Some(&self.actors[ix].1)
    }
}

/// The actor of an event, without reading the rest of the line.
fn actor(page: &Page, row: &EventRow) -> Result<Actor, LedgerError> {
    let first = page.line(row).strip_prefix(ACTOR).and_then(|rest| {
        serde_json::Deserializer::from_slice(rest).into_iter::<Actor>().next()?.ok()
    });
    match first {
        Some(actor) => Ok(actor),
        // A line that begins otherwise is read whole, or named as damaged.
        None => Ok(whole(page, row)?.actor),
    }
}
