//! The disclosed events in the order in which they count, and where the others stand.

use duebook_events::{Day, Position};
use serde::Serialize;

use super::Given;
use super::cited::Cites;
use crate::evidence::bundle::documents::named_document;
use crate::story::tell;

/// One event.
#[derive(Serialize)]
pub(super) struct Entry {
    on: Day,
    at: u64,
    /// The day on which the ledger learned of it, where that is another one (UTC).
    recorded: Option<String>,
    what: String,
    by: String,
    retracted: Option<super::cited::Cited>,
    papers: Vec<Paper>,
}

/// A document that an event names.
#[derive(Serialize)]
struct Paper {
    name: String,
    sha256: String,
    /// Whether it lies in the bundle.
    here: bool,
}

impl Given<'_> {
    /// The events that are disclosed, by business date and position.
    pub(super) fn chronology(&self) -> Vec<Entry> {
        let cites = Cites::new(self.stream, self.shown);
        let retracted = self.retractions();
        let facts = &self.stream.facts;
        let mut order: Vec<usize> = (0..facts.len()).filter(|i| self.shown[*i]).collect();
        order.sort_by_key(|i| (facts[*i].effective, facts[*i].position));
        let entry = |i: usize| {
            let fact = &facts[i];
            let recorded = fact.recorded_at.to_string();
            let day = recorded.get(..10).unwrap_or_default();
            let papers = named_document(&fact.data).into_iter().map(|document| Paper {
                name: document.name.to_string(),
                sha256: document.sha256.to_string(),
                here: self.documents.contains(&document.sha256),
            });
            Entry {
                on: fact.effective,
                at: fact.position.0,
                recorded: (day != fact.effective.to_string()).then(|| day.to_owned()),
                what: tell(&fact.data, self.lang),
                by: self.stream.around[i].actor.to_string(),
                retracted: retracted.get(&fact.id).map(|by| cites.of(*by)),
                papers: papers.collect(),
            }
        };
        order.into_iter().map(entry).collect()
    }

    /// Where the withheld events stand, runs of neighbours among the customer's events as one: `7`,
    /// `9–14`.
    pub(super) fn withheld(&self) -> Vec<String> {
        let mut runs: Vec<(Position, Position)> = Vec::new();
        let mut open = false;
        for (fact, shown) in self.stream.facts.iter().zip(self.shown) {
            let at = fact.position;
            match (shown, runs.last_mut()) {
                (false, Some(run)) if open => run.1 = at,
                (false, _) => runs.push((at, at)),
                (true, _) => {}
            }
            open = !shown;
        }
        let told = |(from, to): (Position, Position)| {
            if from == to { format!("#{from}") } else { format!("#{from} – #{to}") }
        };
        runs.into_iter().map(told).collect()
    }
}
