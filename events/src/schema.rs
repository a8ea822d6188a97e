//! JSON Schema of event lines (contract, event file), for programs that write them.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::kind::{Kind, SCHEMA};
use crate::text::PersonalText;

/// The schema of an event line of one of these types.
#[must_use]
pub fn of_line(kinds: &[Kind]) -> Value {
    let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
    let lines: Vec<Value> = kinds
        .iter()
        .map(|kind| {
            let payload = kind.payload_schema(&mut generator);
            let note = generator.subschema_for::<PersonalText>();
            line(*kind, &json!(payload), &json!(note))
        })
        .collect();
    let definitions: Map<String, Value> = generator.take_definitions(true);
    let mut schema = match <[Value; 1]>::try_from(lines) {
        Ok([one]) => one,
        Err(many) => json!({ "oneOf": many }),
    };
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

fn line(kind: Kind, payload: &Value, note: &Value) -> Value {
    json!({
        "title": kind.name(),
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid", "description": "derived from the content if absent"},
            "type": {"const": kind.name()},
            "schema": {"type": "integer", "minimum": 1, "maximum": SCHEMA, "default": SCHEMA},
            "customer": {"type": "string", "minLength": 1},
            "effective": {"type": "string", "format": "date", "description": "the business date on which it counts"},
            "recorded_at": {"type": "string", "description": "UTC with three decimals; kept only when a history is migrated"},
            "actor": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "role": {"enum": ["sales", "collector", "finance", "approver", "auditor", "admin", "system"]}
                },
                "required": ["id", "role"],
                "additionalProperties": false
            },
            "data": payload,
            "causation": {"type": "string"},
            "correlation": {"type": "string"},
            "source": {
                "type": "object",
                "properties": {
                    "system": {"type": "string"},
                    "file_sha256": {"type": "string"},
                    "line": {"type": "integer", "minimum": 0}
                },
                "additionalProperties": false
            },
            "note": note,
            "position": {"type": "integer", "minimum": 1},
            "version": {"type": "integer", "minimum": 1}
        },
        "required": ["type", "customer", "effective", "data"],
        "additionalProperties": false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_schema_whose_references_resolve() {
        let all = of_line(Kind::ALL);
        assert_eq!(all["oneOf"].as_array().unwrap().len(), Kind::ALL.len());
        let text = all.to_string();
        let definitions = all["$defs"].as_object().unwrap();
        for reference in text.split("\"#/$defs/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(definitions.contains_key(name), "{name}");
        }
    }

    #[test]
    fn one_type_stands_alone() {
        let schema = of_line(&[Kind::InvoiceIssued]);
        assert_eq!(schema["title"], "invoice.issued");
        assert_eq!(schema["properties"]["type"]["const"], "invoice.issued");
    }
}
