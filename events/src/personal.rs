//! Which texts of an event are personal (domain, section 3, below the table of
//! events), where they stand, and whose they are.
//!
//! On input a personal text may name another data subject than the customer:
//! `{"text": "…", "subject": "P-17"}`. The draft keeps the subject beside the bytes,
//! which hold the text alone, so that the identity of an event does not depend on it.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use serde_json::{Map, Value};

use crate::envelope::DraftBytes;
use crate::fault::Fault;
use crate::ids::CustomerId;
use crate::kind::{EventData, Kind};
use crate::messages::fields::{missing_field, wrong_form};
use crate::reading::{self, a_text, kind_of};
use crate::text::PersonalText;

/// Where a personal text stands in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// A field of the payload; the envelope's `note` if absent.
    field: Option<&'static str>,
    /// Which entry, where the field is a list.
    index: Option<usize>,
    /// A field of that entry.
    below: Option<&'static str>,
}

impl Place {
    /// The remark of the envelope.
    pub const NOTE: Self = Self { field: None, index: None, below: None };

    const fn of(field: &'static str) -> Self {
        Self { field: Some(field), index: None, below: None }
    }

    const fn entry(field: &'static str, index: usize, below: Option<&'static str>) -> Self {
        Self { field: Some(field), index: Some(index), below }
    }

    /// What stands there in the fields of an event.
    #[must_use]
    pub fn find<'v>(&self, fields: &'v Map<String, Value>) -> Option<&'v Value> {
        let Some(field) = self.field else { return fields.get("note") };
        let mut found = fields.get("data")?.get(field)?;
        if let Some(index) = self.index {
            found = found.get(index)?;
        }
        self.below.map_or(Some(found), |below| found.get(below))
    }

    /// The same, to be replaced.
    pub fn find_mut<'v>(&self, fields: &'v mut Map<String, Value>) -> Option<&'v mut Value> {
        let Some(field) = self.field else { return fields.get_mut("note") };
        let mut found = fields.get_mut("data")?.get_mut(field)?;
        if let Some(index) = self.index {
            found = found.get_mut(index)?;
        }
        match self.below {
            None => Some(found),
            Some(below) => found.get_mut(below),
        }
    }
}

impl fmt::Display for Place {
    /// The JSON path: `note`, `data.name`, `data.findings[0].detail`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(field) = self.field else { return f.write_str("note") };
        write!(f, "data.{field}")?;
        if let Some(index) = self.index {
            write!(f, "[{index}]")?;
        }
        self.below.map_or(Ok(()), |below| write!(f, ".{below}"))
    }
}

/// How a type's personal texts lie in its payload.
enum Shape {
    /// One text.
    One(&'static str),
    /// A list of texts.
    Each(&'static str),
    /// A list of objects with a text.
    EachHas(&'static str, &'static str),
}

fn shape(kind: Kind) -> Option<Shape> {
    Some(match kind {
        Kind::CustomerRegistered => Shape::One("name"),
        Kind::CustomerInvestigated => Shape::EachHas("findings", "detail"),
        Kind::DeliveryReceived | Kind::StatementConfirmed => Shape::One("signed_by"),
        Kind::PaymentReceived => Shape::One("payer"),
        Kind::ReminderSent => Shape::One("to"),
        Kind::ContactLogged => Shape::One("summary"),
        Kind::PromiseMade => Shape::One("by"),
        Kind::AgreementSigned => Shape::Each("signed_by"),
        Kind::StatementContested => Shape::One("detail"),
        _ => return None,
    })
}

/// Whether an event may hold personal texts at all, which is quickly told.
#[must_use]
pub fn may_hold(kind: Kind, bytes: &DraftBytes) -> bool {
    const NOTE: &[u8] = b"\"note\":";
    shape(kind).is_some() || bytes.head.windows(NOTE.len()).any(|part| part == NOTE)
}

/// Where personal texts stand in the fields of an event of this type.
#[must_use]
pub fn places(kind: Kind, fields: &Map<String, Value>) -> Vec<Place> {
    let count = |field| match fields.get("data").and_then(|data| data.get(field)) {
        Some(Value::Array(list)) => list.len(),
        _ => 0,
    };
    let mut all: Vec<Place> = match shape(kind) {
        None => Vec::new(),
        Some(Shape::One(field)) => vec![Place::of(field)],
        Some(Shape::Each(field)) => {
            (0..count(field)).map(|i| Place::entry(field, i, None)).collect()
        }
        Some(Shape::EachHas(field, below)) => {
            (0..count(field)).map(|i| Place::entry(field, i, Some(below))).collect()
        }
    };
    all.push(Place::NOTE);
    all.retain(|place| place.find(fields).is_some());
    all
}

impl EventData {
    /// Visits the personal texts of a payload.
    pub fn each_personal(&mut self, visit: &mut dyn FnMut(Place, &mut PersonalText)) {
        match self {
            Self::CustomerRegistered(e) => visit(Place::of("name"), &mut e.name),
            Self::CustomerInvestigated(e) => {
                for (i, finding) in e.findings.iter_mut().enumerate() {
                    if let Some(detail) = &mut finding.detail {
                        visit(Place::entry("findings", i, Some("detail")), detail);
                    }
                }
            }
            Self::DeliveryReceived(e) => {
                e.signed_by.iter_mut().for_each(|text| visit(Place::of("signed_by"), text));
            }
            Self::StatementConfirmed(e) => visit(Place::of("signed_by"), &mut e.signed_by),
            Self::PaymentReceived(e) => {
                e.payer.iter_mut().for_each(|text| visit(Place::of("payer"), text));
            }
            Self::ReminderSent(e) => {
                e.to.iter_mut().for_each(|text| visit(Place::of("to"), text));
            }
            Self::ContactLogged(e) => visit(Place::of("summary"), &mut e.summary),
            Self::PromiseMade(e) => {
                e.by.iter_mut().for_each(|text| visit(Place::of("by"), text));
            }
            Self::AgreementSigned(e) => {
                for (i, text) in e.signed_by.iter_mut().enumerate() {
                    visit(Place::entry("signed_by", i, None), text);
                }
            }
            Self::StatementContested(e) => {
                e.detail.iter_mut().for_each(|text| visit(Place::of("detail"), text));
            }
            _ => {}
        }
    }
}

/// Subjects that personal texts name, each with its place.
pub type Subjects = Vec<(Place, CompactString)>;

/// The fields with plain texts where the line names a subject beside the text, and
/// these subjects.
pub(crate) fn take_subjects(
    kind: Kind,
    fields: &Map<String, Value>,
) -> Result<(Cow<'_, Map<String, Value>>, Subjects), Fault> {
    let mut plain = Cow::Borrowed(fields);
    let mut subjects = Vec::new();
    if shape(kind).is_none() && !fields.contains_key("note") {
        return Ok((plain, subjects));
    }
    for place in places(kind, fields) {
        let Some(Value::Object(given)) = place.find(fields) else { continue };
        if !given.contains_key("text") {
            continue;
        }
        let (text, subject) = named(given).map_err(|fault| fault.under(&place.to_string()))?;
        if let Some(value) = place.find_mut(plain.to_mut()) {
            *value = text;
        }
        subjects.push((place, subject));
    }
    Ok((plain, subjects))
}

/// Reads `{"text", "subject"}`.
fn named(given: &Map<String, Value>) -> Result<(Value, CompactString), Fault> {
    if let Some(unknown) = given.keys().find(|key| !["subject", "text"].contains(&key.as_str())) {
        return Err(reading::unknown_field(unknown, &["subject", "text"]));
    }
    let text = |key: &str| match given.get(key) {
        None => Err(Fault::of(key, missing_field(key))),
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(other) => Err(Fault::of(key, wrong_form(kind_of(other), a_text()))),
    };
    let plain = Value::from(text("text")?);
    // A subject is an id as a customer's is.
    let subject = CustomerId::try_new(text("subject")?).map_err(|e| Fault::of("subject", e))?;
    Ok((plain, subject.as_str().into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::envelope::{Actor, Role};
    use crate::{Draft, json};

    fn caller() -> Actor {
        Actor { id: "erp".into(), role: Role::System }
    }

    fn read(event: &Value) -> Result<Draft, Fault> {
        Draft::read(&json::canonical(event), &caller())
    }

    fn contact(summary: &Value) -> Value {
        json!({"type": "contact.logged", "customer": "C-1", "effective": "2025-03-01",
            "data": {"contact": "K-1", "channel": "phone", "summary": summary, "response": "none"}})
    }

    /// One event of each type that holds personal texts, with all of them.
    fn samples() -> Vec<Value> {
        let event = |kind: &str, data: Value| {
            json!({"type": kind, "customer": "C-1", "effective": "2025-03-01", "note": "n",
                "data": data})
        };
        let document =
            json!({"sha256": "0".repeat(64), "name": "a", "media_type": "b", "bytes": 1});
        vec![
            event("customer.registered", json!({"name": "n"})),
            event(
                "customer.investigated",
                json!({"findings": [{"kind": "court", "result": "clean"},
                    {"kind": "bank", "result": "clean", "detail": "d"}]}),
            ),
            event("delivery.received", json!({"delivery": "D", "signed_by": "s"})),
            event(
                "payment.received",
                json!({"payment": "P", "currency": "CNY", "amount": "1", "payer": "p"}),
            ),
            event(
                "reminder.sent",
                json!({"reminder": "R", "level": 1, "channel": "email", "invoices": ["I"],
                    "to": "t"}),
            ),
            contact(&json!("s")),
            event(
                "promise.made",
                json!({"promise": "P", "amount": "1", "currency": "CNY", "due": "2025-03-02",
                    "by": "b"}),
            ),
            event(
                "agreement.signed",
                json!({"agreement": "A", "kind": "security", "security": "S", "covers": [],
                    "signed_by": ["x", "y"], "document": document}),
            ),
            event(
                "statement.confirmed",
                json!({"statement": "S", "confirmed_balance": "1", "signed_by": "s"}),
            ),
            event(
                "statement.contested",
                json!({"statement": "S", "claimed_balance": "1", "detail": "d"}),
            ),
        ]
    }

    #[test]
    fn both_readings_find_the_same_texts() {
        for sample in samples() {
            let fields = sample.as_object().unwrap();
            let kind = Kind::from_name(sample["type"].as_str().unwrap()).unwrap();
            let mut data = read(&sample).unwrap_or_else(|f| panic!("{sample}: {f:?}")).data;
            let mut typed = Vec::new();
            data.each_personal(&mut |place, text| typed.push((place, text.shown().to_owned())));
            let mut found: Vec<(Place, String)> = places(kind, fields)
                .into_iter()
                .map(|place| (place, place.find(fields).unwrap().as_str().unwrap().to_owned()))
                .collect();
            found.retain(|(place, _)| *place != Place::NOTE);
            assert_eq!(typed, found, "{kind}");
            assert!(!found.is_empty(), "{kind}");
        }
    }

    #[test]
    fn the_schema_knows_no_other_personal_text() {
        for kind in Kind::ALL {
            let schema = crate::schema::of_line(&[*kind]).to_string();
            let holds = schema.matches("\"#/$defs/PersonalText\"").count();
            let known = match shape(*kind) {
                None => 0,
                Some(_) => 1,
            };
            // The note of the envelope is one in every type.
            assert_eq!(holds, known + 1, "{kind}");
        }
    }

    #[test]
    fn a_named_subject_does_not_change_the_event() {
        let plain = read(&contact(&json!("rang Li"))).unwrap();
        let named = read(&contact(&json!({"text": "rang Li", "subject": "P-17"}))).unwrap();
        assert!(plain.same_as(&named) && plain.bytes == named.bytes);
        assert_eq!(named.subjects, vec![(Place::of("summary"), "P-17".into())]);
        assert!(plain.subjects.is_empty());
    }

    #[test]
    fn what_is_wrong_with_a_named_subject_is_told_with_its_path() {
        let cases = [
            (json!({"text": "a"}), "data.summary.subject"),
            (json!({"text": "a", "subject": ""}), "data.summary.subject"),
            (json!({"text": 1, "subject": "P"}), "data.summary.text"),
            (json!({"text": "a", "subject": "P", "more": 1}), "data.summary.more"),
            (json!({"sealed": "a"}), "data.summary.subject"),
        ];
        for (given, field) in cases {
            assert_eq!(read(&contact(&given)).unwrap_err().field, field, "{given}");
        }
    }

    #[test]
    fn replaced_texts_stand_where_they_stood() {
        for sample in samples() {
            let draft = read(&sample).unwrap();
            let same = draft.bytes.changed(|_| ());
            assert_eq!(same, draft.bytes);
            let kind = draft.data.kind();
            let sealed = draft.bytes.changed(|fields| {
                for place in places(kind, fields) {
                    *place.find_mut(fields).unwrap() = json!({"sealed": "AA==", "subject": "C-1"});
                }
            });
            let at = crate::Instant::try_new("2025-03-01T02:11:09.123Z").unwrap();
            let line = sealed.line(crate::Position(1), crate::Version(1), at);
            let again = crate::Event::read(&line).unwrap().draft;
            assert_eq!((again.id, again.bytes), (draft.id, sealed), "{kind}");
        }
    }
}
