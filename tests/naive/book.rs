//! The exported log and the cut of it that a question sees (domain section 1).

use chrono::NaiveDate;
use serde_json::Value;
use std::collections::BTreeSet;

/// One event of the log.
#[derive(Clone, Debug)]
pub struct Event {
    pub position: u64,
    pub id: String,
    pub kind: String,
    pub customer: String,
    pub effective: NaiveDate,
    pub data: Value,
}

/// A place in the fold order: day, position, index inside the event's list.
pub type Place = (NaiveDate, u64, usize);

impl Event {
    pub fn place(&self) -> Place {
        (self.effective, self.position, 0)
    }
    pub fn opt(&self, field: &str) -> Option<&str> {
        self.data[field].as_str()
    }
    pub fn text(&self, field: &str) -> &str {
        self.opt(field)
            .unwrap_or_else(|| panic!("{} at {} lacks {field}", self.kind, self.position))
    }
    pub fn date(&self, field: &str) -> Option<NaiveDate> {
        self.opt(field).map(date)
    }
    /// A list of objects or texts; empty when the field is absent.
    pub fn list(&self, field: &str) -> &[Value] {
        self.data[field].as_array().map(Vec::as_slice).unwrap_or(&[])
    }
    /// Whether a list of numbers names this one.
    pub fn names(&self, field: &str, number: &str) -> bool {
        self.list(field).iter().any(|v| v.as_str() == Some(number))
    }
    /// Whether a list of numbers names this one, or is absent or empty and so means all.
    pub fn names_or_none(&self, field: &str, number: &str) -> bool {
        self.list(field).is_empty() || self.names(field, number)
    }
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("not a date: {text}"))
}

/// The whole log.
#[derive(Clone, Debug)]
pub struct Book {
    events: Vec<Event>,
}

impl Book {
    /// Reads exported lines in order of position; an absent position is the index + 1.
    pub fn new(lines: &[Value]) -> Book {
        let read = |(index, line): (usize, &Value)| Event {
            position: line["position"].as_u64().unwrap_or(index as u64 + 1),
            id: line["id"].as_str().unwrap_or_default().to_string(),
            kind: line["type"].as_str().expect("type").to_string(),
            customer: line["customer"].as_str().expect("customer").to_string(),
            effective: date(line["effective"].as_str().expect("effective")),
            data: line["data"].clone(),
        };
        Book { events: lines.iter().enumerate().map(read).collect() }
    }

    /// The position of the last event.
    pub fn head(&self) -> u64 {
        self.events.iter().map(|e| e.position).max().unwrap_or(0)
    }

    /// `{ e | e.position <= known_at and e.effective <= as_of and e is not retracted at known_at }`
    /// of one customer, in the order (`effective`, `position`). A retraction works from its own
    /// position on, whatever its own `effective` is.
    pub fn cut(&self, customer: &str, as_of: NaiveDate, known_at: u64) -> Vec<&Event> {
        let mine = self.events.iter().filter(|e| e.customer == customer && e.position <= known_at);
        let retracted: BTreeSet<&str> =
            mine.clone().filter(|e| e.kind == "event.retracted").map(|e| e.text("event")).collect();
        let mut cut: Vec<&Event> = mine
            .filter(|e| e.effective <= as_of)
            .filter(|e| e.kind != "event.retracted")
            .filter(|e| e.id.is_empty() || !retracted.contains(e.id.as_str()))
            .collect();
        cut.sort_by_key(|e| e.place());
        cut
    }

    /// All customers known at a position, in ascending order of bytes. The stream `$ledger` is
    /// no customer.
    pub fn customers(&self, known_at: u64) -> Vec<&str> {
        let names: BTreeSet<&str> = self
            .events
            .iter()
            .filter(|e| e.position <= known_at && !e.customer.starts_with('$'))
            .map(|e| e.customer.as_str())
            .collect();
        names.into_iter().collect()
    }
}
