//! What the audit keeps of each customer's events: facts, and who did what in
//! which role.

use duebook_events::{Actor, Kind, Position};
use duebook_projections::Fact;
use duebook_projections::audit::duties::Duty;
use duebook_projections::audit::people::People;

use crate::ledger::{LedgerError, fact, whole};
use crate::store::{EventRow, Page};

/// The facts of one customer in order of position, the actors of those events that
/// perform a duty, and everybody who recorded any event.
#[derive(Debug, Default)]
pub(super) struct Dossier {
    pub facts: Vec<Fact>,
    pub seen: Seen,
    actors: Vec<(Position, Actor)>,
}

/// Everybody who recorded one of some events.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub people: People,
    /// The actors as they stand in lines, so that each is read once.
    written: Vec<Box<[u8]>>,
}

/// How a stored line begins: RFC 8785 orders the keys, and none sorts before `actor`.
const ACTOR: &[u8] = b"{\"actor\":";

impl Dossier {
    /// Keeps one event; the next ones stand after it.
    pub fn keep(&mut self, page: &Page, row: &EventRow) -> Result<(), LedgerError> {
        self.facts.push(fact(&page.fact(row))?);
        self.seen.keep(page, row)?;
        if Kind::from_code(row.kind.0).and_then(Duty::of).is_some() {
            self.actors.push((row.position, actor(page, row)?.0));
        }
        Ok(())
    }

    /// Who recorded the event at a position, if it performs a duty.
    pub fn actor(&self, position: Position) -> Option<&Actor> {
        let ix = self.actors.binary_search_by_key(&position, |(at, _)| *at).ok()?;
        Some(&self.actors[ix].1)
    }
}

impl Seen {
    /// Keeps who recorded an event.
    pub fn keep(&mut self, page: &Page, row: &EventRow) -> Result<(), LedgerError> {
        let line = page.line(row);
        if self.written.iter().any(|written| line.starts_with(written)) {
            return Ok(());
        }
        let (actor, length) = actor(page, row)?;
        self.people.saw(&actor);
        if length > 0 {
            self.written.push(line[..length].into());
        }
        Ok(())
    }
}

/// The actor of an event, without reading the rest of the line, and how much of
/// the line was read; nothing where it had to be read whole.
fn actor(page: &Page, row: &EventRow) -> Result<(Actor, usize), LedgerError> {
    let first = page.line(row).strip_prefix(ACTOR).and_then(|rest| {
        let mut stream = serde_json::Deserializer::from_slice(rest).into_iter::<Actor>();
        let actor = stream.next()?.ok()?;
        Some((actor, ACTOR.len() + stream.byte_offset()))
    });
    match first {
        Some(first) => Ok(first),
        // A line that begins otherwise is read whole, or named as damaged.
        None => Ok((whole(page, row)?.actor, 0)),
    }
}
