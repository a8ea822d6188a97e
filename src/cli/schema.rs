//! `schema`: JSON Schema of the event types.

use duebook_events::Kind;
use duebook_events::draft::unknown_type;
use serde_json::{Value, json};

use super::Context;
use super::args::Schema;
use super::output::{failed, write};
use crate::ledger::LedgerError;

/// Prints the schema of one type, or of every type as one schema.
pub(crate) fn schema(_: &Context, args: &Schema) -> Result<(), LedgerError> {
    let value = match &args.kind {
        Some(name) => {
            let kind =
                Kind::from_name(name).ok_or_else(|| LedgerError::usage_of(unknown_type(name)))?;
            duebook_events::schema::of_line(&[kind])
        }
        None => duebook_events::schema::of_line(Kind::ALL),
    };
    let text = serde_json::to_string_pretty::<Value>(&json!(value)).map_err(failed)?;
    write(format!("{text}\n").as_bytes())
}
