//! How long and how deeply nested a policy text may be, so that reading any text
//! takes bounded time and memory.

use duebook_events::Message;
use duebook_events::json::MAX_LINE_BYTES;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::place::{Path, Step};
use crate::messages::bounds as messages;

/// The longest text in bytes: an event, which holds it, has no more (domain, section 3).
pub const MAX_TEXT_BYTES: usize = MAX_LINE_BYTES;
/// The deepest nesting of a condition, as of the JSON of events (domain, section 3).
pub const MAX_DEPTH: usize = 64;
/// Where conditions begin: `rule`, its entry, its `when`.
const OUTSIDE: usize = 3;

/// What is wrong with the length of a text, if anything.
pub(super) fn too_long(text: &str) -> Option<Message> {
    let long = text.len() > MAX_TEXT_BYTES;
    long.then(|| messages::text_too_long(text.len(), MAX_TEXT_BYTES))
}

/// What is nested too deeply, if anything: the condition, and the byte where it
/// goes too far.
pub(super) fn too_deep(root: &DeTable<'_>) -> Option<(Path, usize, Message)> {
    let mut path = Vec::new();
    let byte = in_table(root, &mut path)?;
    path.truncate(OUTSIDE);
    Some((Path(path), byte, messages::nested_too_deep(MAX_DEPTH)))
}

fn in_table(table: &DeTable<'_>, path: &mut Vec<Step>) -> Option<usize> {
    table.iter().find_map(|(key, value)| {
        path.push(Step::Key(key.get_ref().to_string()));
        let found = in_value(value, path);
        if found.is_none() {
            path.pop();
        }
        found
    })
}

fn in_value(value: &Spanned<DeValue<'_>>, path: &mut Vec<Step>) -> Option<usize> {
    let nests = matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_));
    if nests && path.len() > MAX_DEPTH + OUTSIDE {
        return Some(value.span().start);
    }
    match value.get_ref() {
        DeValue::Table(table) => in_table(table, path),
        DeValue::Array(list) => list.iter().enumerate().find_map(|(i, entry)| {
            path.push(Step::Index(i));
            let found = in_value(entry, path);
            if found.is_none() {
                path.pop();
            }
            found
        }),
        _ => None,
    }
}
