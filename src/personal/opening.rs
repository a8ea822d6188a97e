//! Opening sealed texts where they are shown to people.
//!
//! Judgement never opens anything: figures are the same with and without keys. What
//! cannot be opened is shown as a mark that says why, in the reader's language.

use duebook_events::personal::places;
use duebook_events::text::{PersonalText, Text};
use duebook_events::{EventData, EventId, Kind, Lang};
use serde_json::{Map, Value};

use super::cipher::{self, About, Unsealed};
use super::keyring::{KeyState, Keyring};

/// What became of a sealed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It reads so.
    Text(String),
    /// Its key is not at hand.
    NoKey,
    /// Its key was erased.
    Erased,
    /// It was changed, or moved here from another event or field.
    Broken,
}

impl Opened {
    /// The text, or the mark that stands for it.
    #[must_use]
    pub fn shown(self, lang: Lang) -> String {
        let (en, zh) = match self {
            Self::Text(text) => return text,
            Self::NoKey => ("[sealed]", "［已加密］"),
            Self::Erased => ("[erased]", "［已删除］"),
            Self::Broken => ("[cannot be opened]", "［无法解密］"),
        };
        match lang {
            Lang::En => en.to_owned(),
            Lang::Zh => zh.to_owned(),
        }
    }
}

/// Opens a sealed text with the keys that are at hand.
#[must_use]
pub fn open(ring: Option<&Keyring>, about: About<'_>, sealed: &str) -> Opened {
    if !cipher::is_sealed_form(sealed) {
        return Opened::Broken;
    }
    match ring.map_or(KeyState::Unknown, |ring| ring.state(about.subject)) {
        KeyState::Unknown => Opened::NoKey,
        KeyState::Erased => Opened::Erased,
        KeyState::Live(key) => match cipher::open(key, about, sealed) {
            Unsealed::Text(text) => Opened::Text(text),
            Unsealed::OtherKey => Opened::NoKey,
            Unsealed::Broken => Opened::Broken,
        },
    }
}

/// Whether a payload holds a sealed text.
pub(super) fn holds_sealed(data: &mut EventData) -> bool {
    let mut found = false;
    data.each_personal(&mut |_, text| found |= text.is_sealed());
    found
}

/// Puts texts, or marks, in place of what is sealed in a payload.
pub(super) fn open_data(ring: Option<&Keyring>, lang: Lang, event: EventId, data: &mut EventData) {
    data.each_personal(&mut |place, text| {
        if let PersonalText::Sealed { sealed, subject } = &*text {
            let about = About { subject: subject.as_str(), event, place };
            let shown = open(ring, about, sealed.as_str()).shown(lang);
            *text = PersonalText::Plain(Text(shown.into()));
        }
    });
}

/// The parts of a sealed text as it stands in JSON.
#[must_use]
pub fn sealed_parts(value: &Value) -> Option<(&str, &str)> {
    Some((value.get("sealed")?.as_str()?, value.get("subject")?.as_str()?))
}

/// Puts texts in place of what is sealed in the fields of an event. What cannot be
/// opened stays sealed, or becomes a mark where there is a language.
pub(super) fn open_fields(
    ring: Option<&Keyring>,
    lang: Option<Lang>,
    kind: Kind,
    event: EventId,
    fields: &mut Map<String, Value>,
) {
    for place in places(kind, fields) {
        let Some(value) = place.find_mut(fields) else { continue };
        let Some((sealed, subject)) = sealed_parts(value) else { continue };
        match (open(ring, About { subject, event, place }, sealed), lang) {
            (Opened::Text(text), _) => *value = Value::from(text),
            (other, Some(lang)) => *value = Value::from(other.shown(lang)),
            (_, None) => {}
        }
    }
}
