//! Whether two events are the same although their texts are sealed differently
//! (domain, section 3, identity): what counts is what they say.

use duebook_events::Draft;
use duebook_events::personal::places;
use serde_json::{Map, Value};

use super::cipher::About;
use super::keyring::Keyring;
use super::opening::{Opened, open, sealed_parts};

/// Whether two events are the same once their texts are opened.
///
/// A text that cannot be read any more counts as the same where the id was derived from the
/// content, which vouches for the text (version 5; domain, section 3). An id that somebody
/// gave says nothing about it, so events with such a one are not the same.
#[must_use]
pub fn same(ring: Option<&Keyring>, one: &Draft, other: &Draft) -> bool {
    if !one.same_but_for_data(other) {
        return false;
    }
    let kind = one.data.kind();
    let (mut left, mut right) = (one.bytes.fields(), other.bytes.fields());
    for fields in [&mut left, &mut right] {
        fields.retain(|key, _| key == "data");
    }
    if places(kind, &left) != places(kind, &right) {
        return false;
    }
    for place in places(kind, &left) {
        let said = |fields: &Map<String, Value>| match place.find(fields) {
            Some(Value::String(text)) => Opened::Text(text.clone()),
            Some(value) => match sealed_parts(value) {
                Some((sealed, subject)) => {
                    open(ring, About { subject, event: one.id, place }, sealed)
                }
                None => Opened::Broken,
            },
            None => Opened::Broken,
        };
        let agree = match (said(&left), said(&right)) {
            (Opened::Broken, _) | (_, Opened::Broken) => place.find(&left) == place.find(&right),
            (Opened::Text(left), Opened::Text(right)) => left == right,
            _ => one.id.0.get_version_num() == 5,
        };
        if !agree {
            return false;
        }
        for fields in [&mut left, &mut right] {
            if let Some(value) = place.find_mut(fields) {
                *value = Value::Null;
            }
        }
    }
    left == right
}
