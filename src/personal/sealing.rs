//! Which texts of a draft are to be sealed, and sealing them in its bytes.

use compact_str::CompactString;
use duebook_events::personal::{Place, may_hold, places};
use duebook_events::{Draft, DraftBytes, EventId};
use serde_json::{Value, json};

use super::cipher::{self, About, Key, NoRandomness, Unsealed};
use super::opening::sealed_parts;

/// The texts of an event that are to be sealed.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The event.
    pub event: EventId,
    /// Where they stand, and whose they are.
    pub texts: Vec<(Place, CompactString)>,
    /// Whether others came sealed.
    pub sealed: bool,
}

impl Plan {
    /// The plain texts of a draft; its customer's where the line names nobody else.
    pub fn of(draft: &Draft) -> Self {
        let event = draft.id;
        if !may_hold(draft.data.kind(), &draft.bytes) {
            return Self { event, texts: Vec::new(), sealed: false };
        }
        let fields = draft.bytes.fields();
        let is_plain = |place: &Place| place.find(&fields).is_some_and(Value::is_string);
        let (plain, sealed): (Vec<Place>, Vec<Place>) =
            places(draft.data.kind(), &fields).into_iter().partition(is_plain);
        let subject = |place: Place| {
            let named = draft.subjects.iter().find(|(named, _)| *named == place);
            named.map_or_else(|| draft.customer.as_str().into(), |(_, subject)| subject.clone())
        };
        let texts = plain.into_iter().map(|place| (place, subject(place))).collect();
        Self { event, texts, sealed: !sealed.is_empty() }
    }

    /// Seals the texts; `key_of` gives the subjects' keys.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn seal<'k>(
        &self,
        bytes: &DraftBytes,
        key_of: impl Fn(&str) -> Option<&'k Key>,
    ) -> Result<DraftBytes, NoRandomness> {
        let mut failed = None;
        let sealed = bytes.changed(|fields| {
            for (place, subject) in &self.texts {
                let Some(value) = place.find_mut(fields) else { continue };
                let about = About { subject, event: self.event, place: *place };
                let key = key_of(subject).expect("keys are made before anything is sealed");
                match cipher::seal(key, about, value.as_str().unwrap_or_default()) {
                    Ok(sealed) => *value = json!({"sealed": sealed, "subject": subject}),
                    Err(error) => failed = Some(error),
                }
            }
        });
        failed.map_or(Ok(sealed), Err)
    }
}

/// The first text of a draft that came sealed and does not open under the key that its
/// subject has here.
pub(crate) fn first_broken<'k>(
    draft: &Draft,
    key_of: impl Fn(&str) -> Option<&'k Key>,
) -> Option<(Place, CompactString)> {
    let fields = draft.bytes.fields();
    places(draft.data.kind(), &fields).into_iter().find_map(|place| {
        let (sealed, subject) = sealed_parts(place.find(&fields)?)?;
        let about = About { subject, event: draft.id, place };
        let opened = cipher::open(key_of(subject)?, about, sealed);
        (!matches!(opened, Unsealed::Text(_))).then(|| (place, subject.into()))
    })
}
