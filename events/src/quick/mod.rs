//! Reading an ordinary event line at once, without a tree of JSON values.
//!
//! The reader gives nothing for whatever is not plain: it is then read again by
//! [`crate::json`] and [`crate::draft`], which know every rule and say what is wrong.
//! What it does read, it reads as they would, to the byte; the tests compare them.

mod scan;
#[cfg(test)]
mod tests;

use crate::date::Day;
use crate::draft::Draft;
use crate::envelope::{Actor, DraftBytes, Parts, Source};
use crate::identity;
use crate::ids::{CustomerId, EventId, Position, Version};
use crate::instant::Instant;
use crate::json::MAX_LINE_BYTES;
use crate::kind::{EventData, Kind, SCHEMA};
use crate::personal::Subjects;
use crate::text::PersonalText;
use scan::Scan;

const MS_OF_DAY: i64 = 86_400_000;
/// The number of 1970-01-01.
const EPOCH: i64 = 719_163;

/// Reads a line whose texts need no escapes, whose numbers are short whole ones, and which
/// nothing is wrong with.
pub(crate) fn read(line: &[u8], caller: &Actor) -> Option<Draft> {
    if line.len() > MAX_LINE_BYTES {
        return None;
    }
    let mut scan = Scan::new(std::str::from_utf8(line).ok()?);
    let fields = scan.line()?;
    let text = |key| fields.text(&scan, key);
    let count = |key| fields.count(&scan, key);
    let kind = Kind::from_name(text("type").ok()??)?;
    if scan.basis_holds_null && kind != Kind::OrderDecided {
        return None;
    }
    let schema = count("schema").ok()?.map_or(Some(SCHEMA), |schema| u16::try_from(schema).ok())?;
    if !(1..=SCHEMA).contains(&schema) {
        return None;
    }
    let customer = CustomerId::try_new(text("customer").ok()??).ok()?;
    let effective = Day::try_new(text("effective").ok()??).ok()?;
    let id = match text("id").ok()? {
        Some(id) => Some(EventId::try_new(id).ok()?),
        None => None,
    };
    let recorded_at = match text("recorded_at").ok()? {
        Some(at) => Some(exact_instant(at)?),
        None => None,
    };
    let own;
    let (actor, actor_bytes) = if let Some(bytes) = fields.get(&scan, "actor") {
        (serde_json::from_slice::<Actor>(bytes).ok()?, bytes)
    } else {
        own = serde_json::to_vec(caller).ok()?;
        (caller.clone(), &own[..])
    };
    if actor.id.is_empty() {
        return None;
    }
    let position = count("position").ok()?.map(Position);
    let version = count("version").ok()?.map(Version);
    for key in ["causation", "correlation"] {
        text(key).ok()?;
    }
    if let Some(note) = fields.get(&scan, "note") {
        text("note").ok()?;
        serde_json::from_slice::<PersonalText>(note).ok()?;
    }
    if let Some(source) = fields.get(&scan, "source") {
        serde_json::from_slice::<Source>(source).ok()?;
    }
    let data_bytes = fields.get(&scan, "data").filter(|data| data.first() == Some(&b'{'))?;
    let data = EventData::decode(kind, schema, data_bytes).ok()?;
    let customer_bytes = fields.get(&scan, "customer")?;
    let effective_bytes = fields.get(&scan, "effective")?;
    let id = id.unwrap_or_else(|| {
        identity::id_of_content(
            actor_bytes,
            customer_bytes,
            data_bytes,
            effective_bytes,
            schema,
            kind.name(),
        )
    });
    let bytes = DraftBytes::assemble(&Parts {
        actor: actor_bytes,
        causation: fields.get(&scan, "causation"),
        correlation: fields.get(&scan, "correlation"),
        customer: customer_bytes,
        data: data_bytes,
        effective: effective_bytes,
        id,
        note: fields.get(&scan, "note"),
        schema,
        source: fields.get(&scan, "source"),
        kind,
    });
    let subjects = Subjects::new();
    Some(Draft {
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

/// A time in exactly the form in which the ledger writes.
fn exact_instant(text: &str) -> Option<Instant> {
    let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let number = |from: usize, to: usize, max: i64| {
        let mut number = 0;
        for digit in &bytes[from..to] {
            number = number * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        (number <= max).then_some(number)
    };
    let marks = [(10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
    if marks.iter().any(|(at, mark)| bytes[*at] != *mark) {
        return None;
    }
    let day = Day::try_new(text.get(..10)?).ok()?;
    let seconds = (number(11, 13, 23)? * 60 + number(14, 16, 59)?) * 60 + number(17, 19, 59)?;
    let of_day = seconds * 1000 + number(20, 23, 999)?;
    Some(Instant::from_millis((i64::from(day.number()) - EPOCH) * MS_OF_DAY + of_day))
}
