//! What a recorded basis says of itself (domain, section 11).
//!
//! It may come from elsewhere and lack anything, and it may have been tampered
//! with: each field is read by itself, so that one in a wrong form does not hide
//! the others. A field that is absent is not said; one that is there in another
//! form (`null` too) is malformed, and an audit names it.

use std::fmt;

use duebook_events::order::Basis;
use duebook_events::{Day, Position, Words};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value, json};

use crate::decision::Verdict;
use crate::history::Cut;

/// A recorded basis, as far as it says what an audit needs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordedBasis {
    /// The policy that it cites.
    pub policy: Option<String>,
    /// SHA-256 of the policy's text, in hexadecimal.
    pub policy_sha256: Option<String>,
    /// The last position that was known.
    pub position: Option<Position>,
    /// The business date.
    pub as_of: Option<Day>,
    /// The figures.
    pub facts: Option<Map<String, Value>>,
    /// SHA-256 of the figures, in hexadecimal.
    pub facts_sha256: Option<String>,
    /// Every rule's verdict, up to and including the first match.
    pub trace: Option<Vec<Verdict>>,
    /// The first field that is there in another form than it has to have.
    pub malformed: Option<Malformed>,
}

/// A field of a basis that cannot be what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The field; `basis` where nothing of it can be read.
    pub field: &'static str,
    /// What it holds.
    pub holds: Words,
    /// What it has to hold.
    pub wanted: Words,
}

/// Why a basis gives no point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCut {
    /// It does not say both what was known and as of when.
    NotSaid,
    /// It claims to know this position, which is not before its own decision.
    Afterwards(Position),
}

/// The fields as they stand; serde passes over the others.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 't"))]
struct Fields<'t> {
    #[serde(deserialize_with = "said")]
    policy: Option<&'t RawValue>,
    #[serde(deserialize_with = "said")]
    policy_sha256: Option<&'t RawValue>,
    #[serde(deserialize_with = "said")]
    position: Option<&'t RawValue>,
    #[serde(deserialize_with = "said")]
    as_of: Option<&'t RawValue>,
    #[serde(deserialize_with = "said")]
    facts: Option<&'t RawValue>,
    #[serde(deserialize_with = "said")]
    facts_sha256: Option<&'t RawValue>,
    #[serde(deserialize_with = "said")]
    trace: Option<&'t RawValue>,
}

/// A field that is there, be it `null`.
fn said<'de: 't, 't, D: Deserializer<'de>>(field: D) -> Result<Option<&'t RawValue>, D::Error> {
    <&RawValue>::deserialize(field).map(Some)
}

impl<'t> Fields<'t> {
    /// Nothing where a basis is no object.
    fn read(basis: &'t Basis) -> Option<Self> {
        // A list would be read as the fields in their order.
        let is_object = |text: &&str| text.starts_with('{');
        let object_text = Some(basis.get().trim_start()).filter(is_object);
        object_text.and_then(|text| serde_json::from_str(text).ok())
    }
}

impl RecordedBasis {
    /// Reads what a basis says.
    #[must_use]
    pub fn read(basis: &Basis) -> Self {
        let object = || Words::new("an object of single fields", "由各字段组成的对象");
        let text = || Words::new("a text", "文本");
        let mut malformed = None;
        let fields = Fields::read(basis).unwrap_or_else(|| {
            let holds = Words::new("something else", "其他内容");
            malformed = Some(Malformed { field: "basis", holds, wanted: object() });
            Fields::default()
        });
        let wrong = &mut malformed;
        Self {
            policy: take("policy", fields.policy, text, wrong),
            policy_sha256: take("policy_sha256", fields.policy_sha256, text, wrong),
            position: take(
                "position",
                fields.position,
                || Words::new("a position of the log", "日志位置"),
                wrong,
            ),
            as_of: take("as_of", fields.as_of, || Words::new("a date", "日期"), wrong),
            facts: take("facts", fields.facts, object, wrong),
            facts_sha256: take("facts_sha256", fields.facts_sha256, text, wrong),
            trace: take(
                "trace",
                fields.trace,
                || Words::new("a list of rules and whether they matched", "规则及其是否成立的列表"),
                wrong,
            ),
            malformed,
        }
    }

    /// Whether it records any figures.
    #[must_use]
    pub fn holds_facts(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| !facts.is_empty())
    }

    /// What was known, and as of when, at the decision recorded at a position:
    /// only what stands before it.
    ///
    /// # Errors
    /// When the basis does not say it, or says what cannot be.
    pub fn cut(&self, decision: Position) -> Result<Cut, NoCut> {
        cut(self.position, self.as_of, decision)
    }
}

fn cut(position: Option<Position>, as_of: Option<Day>, decision: Position) -> Result<Cut, NoCut> {
    match (position, as_of) {
        (Some(known_at), _) if known_at >= decision => Err(NoCut::Afterwards(known_at)),
        (Some(known_at), Some(as_of)) => Ok(Cut { as_of, known_at }),
        _ => Err(NoCut::NotSaid),
    }
}

/// From where a basis says that the decision was taken, and under which policy: without the
/// figures, for passes over many decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// As [`RecordedBasis::policy`].
    pub policy: Option<String>,
    /// As [`RecordedBasis::policy_sha256`].
    pub policy_sha256: Option<String>,
    /// As [`RecordedBasis::position`].
    pub position: Option<Position>,
    /// As [`RecordedBasis::as_of`].
    pub as_of: Option<Day>,
    /// As [`RecordedBasis::holds_facts`].
    pub holds_facts: bool,
}

impl Origin {
    /// Reads what a basis says; a field in a wrong form is not said.
    #[must_use]
    pub fn read(basis: &Basis) -> Self {
        let Some(fields) = Fields::read(basis) else { return Self::default() };
        Self {
            policy: said_as(fields.policy),
            policy_sha256: said_as(fields.policy_sha256),
            position: said_as(fields.position),
            as_of: said_as(fields.as_of),
            holds_facts: said_as(fields.facts).is_some_and(|HasFields(any)| any),
        }
    }

    /// A basis that says this and nothing else, for whoever keeps many of them: read again it says
    /// the same.
    #[must_use]
    pub fn as_basis(&self) -> Basis {
        let mut said = Map::new();
        let mut say = |field: &str, value: Option<Value>| {
            if let Some(value) = value {
                said.insert(field.to_owned(), value);
            }
        };
        say("policy", self.policy.clone().map(Value::from));
        say("policy_sha256", self.policy_sha256.clone().map(Value::from));
        say("position", self.position.map(|position| position.0.into()));
        say("as_of", self.as_of.map(|day| day.to_string().into()));
        say("facts", self.holds_facts.then(|| json!({"held": true})));
        let text = to_raw_value(&said).expect("a map of texts and numbers is JSON");
        Basis::from(text)
    }

    /// As [`RecordedBasis::cut`].
    ///
    /// # Errors
    /// The same.
    pub fn cut(&self, decision: Position) -> Result<Cut, NoCut> {
        cut(self.position, self.as_of, decision)
    }
}

fn said_as<T: DeserializeOwned>(value: Option<&RawValue>) -> Option<T> {
    value.and_then(|value| serde_json::from_str(value.get()).ok())
}

/// Whether an object has any field.
struct HasFields(bool);

impl<'de> Deserialize<'de> for HasFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HasFields(false))
    }
}

impl<'de> Visitor<'de> for HasFields {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            self.0 = true;
        }
        Ok(self)
    }
}

/// A field's value; the first that is there in another form is kept as wrong.
fn take<T: DeserializeOwned>(
    field: &'static str,
    value: Option<&RawValue>,
    wanted: impl Fn() -> Words,
    wrong: &mut Option<Malformed>,
) -> Option<T> {
    let value = value?;
    let read = serde_json::from_str(value.get()).ok();
    if read.is_none() {
        wrong.get_or_insert_with(|| Malformed { field, holds: kind(value), wanted: wanted() });
    }
    read
}

/// What a value is, in words; short ones as they stand.
fn kind(value: &RawValue) -> Words {
    match value.get() {
        list if list.starts_with('[') => Words::new("a list", "列表"),
        object if object.starts_with('{') => Words::new("an object", "对象"),
        short => Words::verbatim(short.to_owned()),
    }
}

impl Malformed {
    /// "`facts_sha256`: recorded 5, where a text belongs".
    #[must_use]
    pub fn words(&self) -> Words {
        let Self { field, holds, wanted } = self;
        Words::new(
            format!("{field}: recorded {}, where {} belongs", holds.en, wanted.en),
            format!("{field}：记录为 {}，应为{}", holds.zh, wanted.zh),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::given::day;

    /// Reads a basis, and holds what passes over many decisions read of it against that.
    fn read(basis: &Value) -> RecordedBasis {
        let basis = Basis::from(to_raw_value(basis).unwrap());
        let whole = RecordedBasis::read(&basis);
        let origin = Origin {
            policy: whole.policy.clone(),
            policy_sha256: whole.policy_sha256.clone(),
            position: whole.position,
            as_of: whole.as_of,
            holds_facts: whole.holds_facts(),
        };
        assert_eq!(Origin::read(&basis), origin, "{}", basis.get());
        assert_eq!(Origin::read(&origin.as_basis()), origin, "{}", basis.get());
        whole
    }

    fn good() -> Value {
        json!({"policy": "default@1", "policy_sha256": "ab", "position": 4, "as_of": "2025-03-06",
            "facts": {"overdue": "0.00"}, "facts_sha256": "cd", "trace": [], "cites": []})
    }

    /// INV-8: one field in a wrong form is named, and hides nothing else.
    #[test]
    fn a_field_in_another_form_is_named_and_the_others_are_read() {
        let all = read(&good());
        assert_eq!(all.malformed, None);
        assert!(all.holds_facts());
        let wrong = [
            ("policy", json!(["default@1"])),
            ("policy_sha256", json!(null)),
            ("position", json!(-4)),
            ("as_of", json!("6 March")),
            ("facts", json!([1])),
            ("facts_sha256", json!(5)),
            ("trace", json!("refuse")),
        ];
        for (field, value) in wrong {
            let mut basis = good();
            basis[field] = value;
            let read = read(&basis);
            let malformed = read.malformed.as_ref().expect(field);
            assert_eq!(malformed.field, field);
            let words = malformed.words();
            assert!(words.en.starts_with(field) && words.zh.starts_with(field), "{words:?}");
            let kept = [
                read.policy.is_some(),
                read.policy_sha256.is_some(),
                read.position.is_some(),
                read.as_of.is_some(),
                read.facts.is_some(),
                read.facts_sha256.is_some(),
                read.trace.is_some(),
            ];
            assert_eq!(kept.iter().filter(|said| **said).count(), 6, "{field}");
        }
        for empty in [json!({"facts": {}}), json!({"facts": null})] {
            assert!(!read(&empty).holds_facts());
        }
        assert_eq!(read(&json!([])).malformed.map(|wrong| wrong.field), Some("basis"));
    }

    #[test]
    fn what_is_absent_is_not_said() {
        assert_eq!(read(&json!({})), RecordedBasis::default());
        assert_eq!(read(&json!({})).cut(Position(9)), Err(NoCut::NotSaid));
    }

    /// Domain, section 11: a decision knows what stands before it.
    #[test]
    fn a_decision_cannot_know_itself_or_what_came_later() {
        let basis = read(&good());
        let cut = Cut { as_of: day("2025-03-06"), known_at: Position(4) };
        assert_eq!(basis.cut(Position(5)), Ok(cut));
        assert_eq!(basis.cut(Position(4)), Err(NoCut::Afterwards(Position(4))));
    }
}
