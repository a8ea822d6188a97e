//! Which ids differ, once it is known that some do: the ledger is read once more for it.

use duebook_events::Words;
use rustc_hash::FxHashMap;

use crate::merkle::BlockPlace;
use crate::store::{
    Attestation, EventId, EventStore, Head, Inspector, NumberKind, Page, Position, Problem,
    StreamInfo,
};

/// The events whose ids the list of ids does not have, or has elsewhere.
pub(super) fn differing(store: &dyn EventStore) -> Vec<Problem> {
    let mut ids = Ids::default();
    // What cannot be read has been told the first time.
    let _ = store.inspect(&mut ids);
    let mut problems = ids.listed_wrongly;
    for position in ids.positions.into_values() {
        problems.push(Problem {
            position: Some(position),
            problem: Words::new("its id is not in the list of ids", "其编号不在编号清单中"),
        });
    }
    problems.sort_by_key(|problem| problem.position);
    problems
}

/// Ids of events that the list has not shown yet. Memory: about 30 bytes an event.
#[derive(Default)]
struct Ids {
    positions: FxHashMap<EventId, Position>,
    listed_wrongly: Vec<Problem>,
}

impl Inspector for Ids {
    fn events(&mut self, page: Page) {
        self.positions.extend(page.rows.iter().map(|row| (row.id, row.position)));
    }

    fn id(&mut self, id: EventId, position: Position) {
        if self.positions.get(&id) == Some(&position) {
            self.positions.remove(&id);
            return;
        }
        self.listed_wrongly.push(Problem {
            position: Some(position),
            problem: Words::new(
                "the list of ids has an id for it that it does not have",
                "编号清单为其列出了它所没有的编号",
            ),
        });
    }

    fn problem(&mut self, _: Problem) {}
    fn head(&mut self, _: Head) {}
    fn streams(&mut self, _: Vec<StreamInfo>) {}
    fn tree_block(&mut self, _: BlockPlace, _: &[u8]) {}
    fn number(&mut self, _: NumberKind, _: &str, _: Position) {}
    fn document(&mut self, _: &[u8], _: &[u8]) {}
    fn setting(&mut self, _: &str, _: &str) {}
    fn attestation(&mut self, _: Attestation) {}
}
