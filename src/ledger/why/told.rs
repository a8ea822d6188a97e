//! The events behind a figure, to be told as sentences.

use std::collections::BTreeSet;

use duebook_events::{Day, EventData, Lang, Position};
use duebook_projections::Account;
use serde_json::{Value, json};

use crate::story;

/// An event behind a figure.
#[derive(Debug, Clone)]
pub struct Told {
    /// Where it stands.
    pub position: Position,
    /// Its business date.
    pub effective: Day,
    /// What happened.
    pub data: EventData,
}

impl Told {
    /// The event as a sentence.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        story::tell(&self.data, lang)
    }

    /// As answers give it: position, date, type, sentence.
    #[must_use]
    pub fn as_json(&self, lang: Lang) -> Value {
        json!({
            "position": self.position,
            "effective": self.effective,
            "type": self.data.kind().name(),
            "summary": self.sentence(lang),
        })
    }
}

/// The events at some positions that count in an account, each once, in order of position.
pub(super) fn told(account: &Account<'_>, positions: impl Iterator<Item = Position>) -> Vec<Told> {
    let positions: BTreeSet<Position> = positions.collect();
    let facts = positions.into_iter().filter_map(|position| account.fact(position));
    facts
        .map(|fact| Told {
            position: fact.position,
            effective: fact.effective,
            data: fact.data.clone(),
        })
        .collect()
}
