//! Whose texts are sealed in the log: how many, whether they can be read, what they say.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::personal::{Place, places};
use duebook_events::{CustomerId, Day, Draft, EventData, Instant, Kind, Position};
use serde::Serialize;
use serde_json::{Map, Value};

use super::cipher::About;
use super::keyring::KeyState;
use super::opening::{Opened, open, sealed_parts};
use crate::ledger::intake::holds::Holds;
use crate::ledger::{Ledger, LedgerError, whole};
use crate::store::{EventRow, PAGE_EVENTS_MAX, Page};

/// Whether a subject's texts can be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Readable {
    /// The key is there.
    Yes,
    /// The key was erased.
    Erased,
    /// The key is not in this key file, or there is no key file.
    NoKey,
}

/// The event that erased a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// Where it stands.
    pub position: Position,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Why.
    pub reason: String,
}

/// What the log holds about a data subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Its id.
    pub subject: String,
    /// Whether its texts can be read.
    pub readable: Readable,
    /// Events with texts of it.
    pub events: u64,
    /// Sealed texts.
    pub texts: u64,
    /// Events with an id that was derived from their content: who guesses a text exactly
    /// can confirm the guess by it, also after the key is gone.
    pub derived_ids: u64,
    /// The customers in whose streams they stand.
    pub customers: BTreeSet<String>,
    /// Documents that events with texts of it, or of the customer that it is, name: these
    /// files are not sealed.
    pub documents: BTreeSet<String>,
    /// The stream whose legal hold forbids erasing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
    /// Its erasure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<Erasure>,
}

/// A sealed text, opened as far as it can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubjectText {
    /// Where the event stands.
    pub position: Position,
    /// Its business date.
    pub effective: Day,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The customer.
    pub customer: String,
    /// The field.
    pub field: String,
    /// The text, or the mark that stands for it.
    pub text: String,
}

/// The sealed texts of a draft: place, subject, ciphertext.
fn sealed_texts(draft: &Draft) -> Vec<(Place, String, String)> {
    let fields = draft.bytes.fields();
    let parts = |place: Place| {
        let (sealed, subject) = sealed_parts(place.find(&fields)?)?;
        Some((place, subject.to_owned(), sealed.to_owned()))
    };
    places(draft.data.kind(), &fields).into_iter().filter_map(parts).collect()
}

/// The hashes of the documents that a payload names.
fn documents(draft: &Draft) -> Option<String> {
    let data: Map<String, Value> = serde_json::from_slice(draft.bytes.data()).ok()?;
    data.get("document")?.get("sha256")?.as_str().map(str::to_owned)
}

/// What one pass over the log gathers.
#[derive(Default)]
struct Gathered {
    subjects: BTreeMap<String, Subject>,
    /// Documents by the customer that named them.
    documents: BTreeMap<String, BTreeSet<String>>,
}

impl Gathered {
    fn subject(&mut self, subject: &str) -> &mut Subject {
        self.subjects.entry(subject.to_owned()).or_insert_with(|| Subject {
            subject: subject.to_owned(),
            readable: Readable::NoKey,
            events: 0,
            texts: 0,
            derived_ids: 0,
            customers: BTreeSet::new(),
            documents: BTreeSet::new(),
            held_by: None,
            erased: None,
        })
    }

    fn take(&mut self, position: Position, recorded_at: Instant, draft: &Draft) {
        let customer = draft.customer.as_str();
        let document = documents(draft);
        if let Some(document) = &document {
            self.documents.entry(customer.to_owned()).or_default().insert(document.clone());
        }
        let mut counted = BTreeSet::new();
        for (_, subject, _) in sealed_texts(draft) {
            let entry = self.subject(&subject);
            entry.texts += 1;
            if counted.insert(subject) {
                entry.events += 1;
                entry.derived_ids += u64::from(draft.id.0.get_version_num() == 5);
                entry.customers.insert(customer.to_owned());
                entry.documents.extend(document.clone());
            }
        }
        if let EventData::PersonalErased(e) = &draft.data {
            let reason = e.reason.to_string();
            let erasure = Erasure { position, recorded_at, reason };
            self.subject(&e.subject.0).erased.get_or_insert(erasure);
        }
    }
}

impl Ledger {
    /// Hands every event that may hold a sealed text or concerns a subject to `take`.
    async fn each_personal_event(
        &self,
        mut take: impl FnMut(&EventRow, &Draft),
    ) -> Result<(), LedgerError> {
        let head = self.head().await?;
        let mut next = Position(1);
        while next <= head {
            let page = self.store().read_range(next, head, PAGE_EVENTS_MAX).await?;
            let Some(last) = page.rows.last() else { break };
            next = Position(last.position.0 + 1);
            for row in &page.rows {
                if concerns(&page, row) {
                    take(row, &whole(&page, row)?);
                }
            }
        }
        Ok(())
    }

    /// Every data subject by its id: those of sealed texts, of keys, and of erasures.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn subjects(&self) -> Result<Vec<Subject>, LedgerError> {
        let mut gathered = Gathered::default();
        self.each_personal_event(|row, draft| {
            let recorded_at = Instant::from_millis(row.recorded_at_ms);
            gathered.take(row.position, recorded_at, draft);
        })
        .await?;
        let mut holds = Holds::default();
        holds.load(self.store().as_ref(), self.head().await?).await?;
        self.with_keys_to_read(|ring| {
            for (subject, _) in ring.iter().flat_map(|ring| ring.subjects()) {
                gathered.subject(subject);
            }
            let Gathered { mut subjects, documents } = gathered;
            for (id, subject) in &mut subjects {
                subject.readable = match ring.map_or(KeyState::Unknown, |ring| ring.state(id)) {
                    KeyState::Live(_) => Readable::Yes,
                    KeyState::Erased => Readable::Erased,
                    KeyState::Unknown if subject.erased.is_some() => Readable::Erased,
                    KeyState::Unknown => Readable::NoKey,
                };
                subject.held_by = holds.held_by(id).map(ToString::to_string);
                subject.documents.extend(documents.get(id).into_iter().flatten().cloned());
            }
            subjects.into_values().collect()
        })
        .await
    }

    /// Every sealed text of a data subject, opened as far as it can be.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn texts_of(&self, subject: &str) -> Result<Vec<SubjectText>, LedgerError> {
        let mut found = Vec::new();
        self.each_personal_event(|row, draft| {
            let theirs = sealed_texts(draft).into_iter().filter(|(_, of, _)| of == subject);
            let event = (row.position, draft.effective, draft.data.kind(), draft.id);
            found.extend(
                theirs.map(|(place, _, sealed)| (event, draft.customer.clone(), place, sealed)),
            );
        })
        .await?;
        let lang = self.desk.lang();
        self.with_keys_to_read(|ring| {
            let opened = found.into_iter().map(|(event, customer, place, sealed)| {
                let (position, effective, kind, event) = event;
                let opened: Opened = open(ring, About { subject, event, place }, &sealed);
                SubjectText {
                    position,
                    effective,
                    kind: kind.name(),
                    customer: customer.to_string(),
                    field: place.to_string(),
                    text: opened.shown(lang),
                }
            });
            opened.collect()
        })
        .await
    }

    /// The names that registrations at some positions give, opened as far as they can be.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn names_at(
        &self,
        positions: &[Position],
    ) -> Result<BTreeMap<Position, String>, LedgerError> {
        let page = self.store().read_positions(positions).await?;
        let mut drafts = Vec::with_capacity(page.rows.len());
        for row in &page.rows {
            drafts.push(whole(&page, row)?);
        }
        self.open_each(drafts.iter_mut().map(|draft| (draft.id, &mut draft.data))).await?;
        let names = page.rows.iter().zip(&drafts).filter_map(|(row, draft)| match &draft.data {
            EventData::CustomerRegistered(e) => Some((row.position, e.name.shown().to_owned())),
            _ => None,
        });
        Ok(names.collect())
    }

    /// The stream into which what concerns a subject is recorded: the customer's if it is
    /// one, else the ledger's own.
    pub(super) async fn stream_of_subject(&self, subject: &str) -> Result<CustomerId, LedgerError> {
        let stream = crate::store::StreamId::new(subject);
        match (CustomerId::try_new(subject), self.store().stream_head(&stream).await?) {
            (Ok(customer), Some(_)) => Ok(customer),
            _ => Ok(CustomerId::ledger()),
        }
    }
}

/// Whether a stored line must be read whole: it holds something sealed, names a document
/// or erases a subject.
fn concerns(page: &Page, row: &EventRow) -> bool {
    let holds = |part: &[u8]| page.line(row).windows(part.len()).any(|found| found == part);
    Kind::from_code(row.kind.0) == Some(Kind::PersonalErased)
        || holds(b"\"sealed\":")
        || holds(b"\"document\":")
}
