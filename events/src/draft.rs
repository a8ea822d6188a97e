//! Reading an event line: strict JSON, known fields, a payload of its type.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::date::Day;
use crate::envelope::{Actor, DraftBytes, Parts, Source};
use crate::fault::Fault;
use crate::identity;
use crate::ids::{CustomerId, EventId, Position, Version};
use crate::instant::Instant;
use crate::json;
use crate::kind::{EventData, Kind, SCHEMA};
use crate::message::Message;
use crate::messages::fields::{
    line_not_object, missing_field, nobody_acts, not_whole_number, null_says_nothing,
    unknown_event_type, unknown_schema, value_unreadable, wrong_form,
};
use crate::personal::{self, Subjects};
use crate::quick;
use crate::reading::{self, a_text, an_object, kind_of};
use crate::spelling::suggest;
use crate::words::quoted;

/// An event as it came in: strictly read, of known shape, not yet recorded.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id: as given, else derived from its content.
    pub id: EventId,
    /// Its schema version.
    pub schema: u16,
    /// The customer, and so the stream.
    pub customer: CustomerId,
    /// The business date on which it counts.
    pub effective: Day,
    /// When the ledger learned of it, if the line says so.
    pub recorded_at: Option<Instant>,
    /// Who acted.
    pub actor: Actor,
    /// What happened.
    pub data: EventData,
    /// The position that the line claims.
    pub position: Option<Position>,
    /// The version that the line claims.
    pub version: Option<Version>,
    /// The data subjects that the line names beside its personal texts.
    pub subjects: Subjects,
    /// The canonical bytes but for what only the log can know.
    pub bytes: DraftBytes,
}

const KEYS: [&str; 14] = [
    "actor",
    "causation",
    "correlation",
    "customer",
    "data",
    "effective",
    "id",
    "note",
    "position",
    "recorded_at",
    "schema",
    "source",
    "type",
    "version",
];

impl Draft {
    /// Reads one line of an event file (contract, event file). `caller` stands
    /// in where the line names no actor.
    ///
    /// # Errors
    /// A fault with the JSON path of what is wrong.
    pub fn read(line: &[u8], caller: &Actor) -> Result<Self, Fault> {
        quick::read(line, caller).map_or_else(|| Self::read_strictly(line, caller), Ok)
    }

    /// The same by way of a tree of JSON values, which can say what is wrong.
    pub(crate) fn read_strictly(line: &[u8], caller: &Actor) -> Result<Self, Fault> {
        match json::parse(line)? {
            Value::Object(fields) => Self::from_fields(&fields, caller),
            other => Err(Fault::of("", line_not_object(kind_of(&other)))),
        }
    }

    /// Makes a draft of the fields of an event line.
    ///
    /// # Errors
    /// A fault with the JSON path of what is wrong.
    pub fn from_fields(fields: &Map<String, Value>, caller: &Actor) -> Result<Self, Fault> {
        if let Some(unknown) = fields.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(reading::unknown_field(unknown, &KEYS));
        }
        let kind = read_kind(fields)?;
        let (fields, subjects) = personal::take_subjects(kind, fields)?;
        let fields = &*fields;
        let schema = read_schema(fields)?;
        let customer = text(fields, "customer")?
            .ok_or_else(|| missing("customer"))
            .and_then(|name| CustomerId::try_new(name).map_err(|e| Fault::of("customer", e)))?;
        let effective = text(fields, "effective")?
            .ok_or_else(|| missing("effective"))
            .and_then(|date| Day::try_new(date).map_err(|e| Fault::of("effective", e)))?;
        let id = text(fields, "id")?
            .map(|id| EventId::try_new(id).map_err(|e| Fault::of("id", e)))
            .transpose()?;
        let recorded_at = text(fields, "recorded_at")?
            .map(|at| Instant::try_new_exact(at).map_err(|e| Fault::of("recorded_at", e)))
            .transpose()?;
        let actor = match fields.get("actor") {
            Some(actor) => read_part::<Actor>(actor, "actor")?,
            None => caller.clone(),
        };
        if actor.id.is_empty() {
            return Err(Fault::of("actor.id", nobody_acts()));
        }
        let position = count(fields, "position")?.map(Position);
        let version = count(fields, "version")?.map(Version);
        check_optional(fields)?;
        let payload = fields.get("data").ok_or_else(|| missing("data"))?;
        check_payload(kind, payload)?;
        let data_bytes = json::canonical(payload);
        let data = EventData::decode(kind, schema, &data_bytes).map_err(|f| f.under("data"))?;
        let actor_bytes =
            serde_json::to_vec(&actor).map_err(|e| Fault::of("actor", value_unreadable(e)))?;
        let customer_bytes = json::canonical(&Value::from(customer.as_str()));
        let effective_bytes = format!("\"{effective}\"");
        let id = id.unwrap_or_else(|| {
            identity::id_of_content(
                &actor_bytes,
                &customer_bytes,
                &data_bytes,
                effective_bytes.as_bytes(),
                schema,
                kind.name(),
            )
        });
        let optional = |key| fields.get(key).map(json::canonical);
        let (causation, correlation) = (optional("causation"), optional("correlation"));
        let (note, source) = (optional("note"), optional("source"));
        let bytes = DraftBytes::assemble(&Parts {
            actor: &actor_bytes,
            causation: causation.as_deref(),
            correlation: correlation.as_deref(),
            customer: &customer_bytes,
            data: &data_bytes,
            effective: effective_bytes.as_bytes(),
            id,
            note: note.as_deref(),
            schema,
            source: source.as_deref(),
            kind,
        });
        Ok(Self {
            id,
            schema,
            customer,
            effective,
            recorded_at,
            actor,
            data,
            position,
            version,
            subjects,
            bytes,
        })
    }

    /// Whether another event is the same by everything that identity rests on
    /// (domain, section 3): id, type, schema, customer, effective, actor, data.
    #[must_use]
    pub fn same_as(&self, other: &Draft) -> bool {
        self.same_but_for_data(other) && self.bytes.data() == other.bytes.data()
    }

    /// Whether all of that is the same but the payload.
    #[must_use]
    pub fn same_but_for_data(&self, other: &Draft) -> bool {
        self.id == other.id
            && self.schema == other.schema
            && self.customer == other.customer
            && self.effective == other.effective
            && self.actor == other.actor
            && self.data.kind() == other.data.kind()
    }
}

/// Whether an event line may have this field.
pub(crate) fn is_known_key(key: &str) -> bool {
    KEYS.contains(&key)
}

fn read_kind(fields: &Map<String, Value>) -> Result<Kind, Fault> {
    let name = text(fields, "type")?.ok_or_else(|| missing("type"))?;
    Kind::from_name(name).ok_or_else(|| Fault::of("type", unknown_type(name)))
}

fn read_schema(fields: &Map<String, Value>) -> Result<u16, Fault> {
    let schema = count(fields, "schema")?.unwrap_or(u64::from(SCHEMA));
    u16::try_from(schema)
        .ok()
        .filter(|s| (1..=SCHEMA).contains(s))
        .ok_or_else(|| Fault::of("schema", unknown_schema(schema, SCHEMA)))
}

/// A type of event that does not exist, with the nearest one that does.
#[must_use]
pub fn unknown_type(name: &str) -> Message {
    let message = unknown_event_type(quoted(name));
    match suggest(name, Kind::ALL.iter().map(|kind| kind.name())) {
        Some(words) => message.hinting(words),
        None => message,
    }
}

/// The optional fields that are kept as they are: right type, no nulls.
fn check_optional(fields: &Map<String, Value>) -> Result<(), Fault> {
    text(fields, "causation")?;
    text(fields, "correlation")?;
    if let Some(note) = fields.get("note") {
        read_part::<crate::text::PersonalText>(note, "note")?;
    }
    if let Some(source) = fields.get("source") {
        read_part::<Source>(source, "source")?;
    }
    for key in ["source", "note"] {
        if let Some(path) = fields.get(key).and_then(json::first_null) {
            return Err(no_null(format!("{key}{path}")));
        }
    }
    Ok(())
}

/// The payload is an object without nulls; only a decision's basis is kept as given.
fn check_payload(kind: Kind, payload: &Value) -> Result<(), Fault> {
    let Value::Object(fields) = payload else {
        return Err(Fault::of("data", wrong_form(kind_of(payload), an_object())));
    };
    for (key, value) in fields {
        if kind == Kind::OrderDecided && key == "basis" {
            if !value.is_object() {
                return Err(Fault::of("data.basis", wrong_form(kind_of(value), an_object())));
            }
            continue;
        }
        if let Some(path) = json::first_null(value) {
            return Err(no_null(format!("data.{key}{path}")));
        }
    }
    Ok(())
}

fn read_part<'de, T: Deserialize<'de>>(value: &'de Value, field: &str) -> Result<T, Fault> {
    reading::read(value).map_err(|fault| Fault::of(field, fault.message))
}

fn text<'v>(fields: &'v Map<String, Value>, key: &str) -> Result<Option<&'v str>, Fault> {
    match fields.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(Fault::of(key, wrong_form(kind_of(other), a_text()))),
    }
}

fn count(fields: &Map<String, Value>, key: &str) -> Result<Option<u64>, Fault> {
    match fields.get(key) {
        None => Ok(None),
        Some(value) => value
            .as_u64()
            .filter(|_| value.is_u64())
            .map(Some)
            .ok_or_else(|| Fault::of(key, not_whole_number(value.to_string()))),
    }
}

pub(crate) fn missing(field: &str) -> Fault {
    Fault::of(field, missing_field(field))
}

fn no_null(field: String) -> Fault {
    Fault::of(field, null_says_nothing())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::{Event, Role};

    fn caller() -> Actor {
        Actor { id: "erp".into(), role: Role::System }
    }

    const INVOICE: &str = r#"{"type":"invoice.issued","customer":"C-0001","effective":"2025-03-01","data":{"invoice":"INV-1","currency":"CNY","amount":"120000.00"}}"#;

    fn fault(line: &str) -> Fault {
        Draft::read(line.as_bytes(), &caller()).unwrap_err()
    }

    #[test]
    fn the_same_content_has_the_same_id_in_any_spelling() {
        let spelled = r#" {"data":{"amount":"120000.00", "currency":"CNY","invoice":"INV-1"},"schema":1,"effective":"2025-03-01","customer":"C-0001","type":"invoice.issued"} "#;
        let (a, b) = (
            Draft::read(INVOICE.as_bytes(), &caller()).unwrap(),
            Draft::read(spelled.as_bytes(), &caller()).unwrap(),
        );
        assert_eq!(a.id, b.id);
        assert!(a.same_as(&b));
        // Made with Python: uuid.uuid5(uuid.NAMESPACE_OID, canonical JSON of the six fields).
        let name = r#"{"actor":{"id":"erp","role":"system"},"customer":"C-0001","data":{"amount":"120000.00","currency":"CNY","invoice":"INV-1"},"effective":"2025-03-01","schema":1,"type":"invoice.issued"}"#;
        assert_eq!(a.id.0, uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes()));
    }

    #[test]
    fn stored_bytes_are_the_rfc_8785_form_of_the_line() {
        let draft = Draft::read(
            r#"{"note":"n","source":{"line":3},"correlation":"k","causation":"c","type":"invoice.issued","customer":"C","effective":"2025-03-01","data":{"invoice":"I","currency":"CNY","amount":"1"}}"#.as_bytes(),
            &caller(),
        )
        .unwrap();
        let at = Instant::try_new("2025-03-01T02:11:09.123Z").unwrap();
        let line = draft.bytes.line(Position(7), Version(2), at);
        let value: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(json::canonical(&value), line);
        let event = Event::read(&line).unwrap();
        assert_eq!(
            (event.position, event.version, event.recorded_at),
            (Position(7), Version(2), at)
        );
        assert!(event.draft.same_as(&draft));
    }

    #[test]
    fn faults_name_the_path() {
        let cases = [
            (INVOICE.replace("invoice.issued", "invoice.isued"), "type"),
            (INVOICE.replace("\"amount\":\"120000.00\"", "\"amount\":120000"), "data.amount"),
            (INVOICE.replace("120000.00", "-1"), "data.amount"),
            (INVOICE.replace("CNY", "RMB"), "data.currency"),
            (INVOICE.replace("\"currency\":\"CNY\",", ""), "data.currency"),
            (INVOICE.replace("\"currency\":", "\"curency\":"), "data.curency"),
            (INVOICE.replace("2025-03-01", "2025-02-30"), "effective"),
            (INVOICE.replace("C-0001", ""), "customer"),
            (INVOICE.replace("\"customer\"", "\"custommer\""), "custommer"),
            (INVOICE.replace("\"INV-1\"", "null"), "data.invoice"),
        ];
        for (line, field) in cases {
            assert_eq!(fault(&line).field, field, "{line}");
        }
        assert!(
            fault(&INVOICE.replace("invoice.issued", "invoice.isued"))
                .message
                .hint
                .en
                .contains("invoice.issued")
        );
        assert!(fault("[]").message.problem.en.contains("a list"));
    }

    #[test]
    fn a_basis_is_kept_to_the_byte() {
        let line = r#"{"type":"order.decided","customer":"C","effective":"2025-03-01","data":{"order":"O","outcome":"approved","conditions":[],"basis":{"z":null,"a":[1,"x"]}}}"#;
        let draft = Draft::read(line.as_bytes(), &caller()).unwrap();
        let EventData::OrderDecided(decided) = &draft.data else { panic!("another type") };
        assert_eq!(decided.basis.get(), r#"{"a":[1,"x"],"z":null}"#);
    }
}
