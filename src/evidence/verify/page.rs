//! One page of events, looked at by itself: everything that does not depend on the events before.
//!
//! Pages are looked at by several threads at once; what depends on the order is left to
//! [`super::book`].

use duebook_events::{Day, Kind, NumberKind, Words};
use rustc_hash::FxHashMap;

use super::envelope::Envelopes;
use super::line::{Fault, Line, Top, integer, member, text};
use super::names::{Use, numbers};
use crate::merkle::{Hash, leaf_hash};
use crate::store::{
    EventId, EventRow, Marks, Page, Position, Problem, TIME_MAX_MS, TIME_MIN_MS, rfc3339,
};

/// A number as it is remembered: a mark of its name space and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Mark(u64);

impl Mark {
    #[inline]
    pub(super) fn of(marks: &Marks, kind: u8, number: &[u8]) -> Self {
        Self(marks.number(kind, number))
    }

    /// A mark of a number and who holds it. Marks of this kind are added up.
    #[inline]
    pub(super) fn held_at(self, position: Position) -> u64 {
        Marks::at(self.0, position)
    }
}

/// What an event does to the numbers of the ledger.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// It takes a number.
    Takes(Mark),
    /// It names a number.
    Names(Mark),
    /// It names one of two: a payment, or a credit note.
    NamesEither(Mark, Mark),
    /// It retracts an event.
    Retracts(EventId),
}

/// A document that an event names.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) position: Position,
    pub(super) sha256: [u8; 32],
    pub(super) bytes: u64,
}

/// A change of the key that an event records.
#[derive(Clone, Debug)]
pub(super) struct Rotation {
    pub(super) position: Position,
    pub(super) old: String,
    pub(super) new: String,
}

/// What is known of a page.
pub(super) struct Looked {
    pub(super) page: Page,
    pub(super) leaves: Vec<Hash>,
    /// The sum of the marks of its ids.
    pub(super) ids: u64,
    pub(super) acts: Vec<(Position, u32, Act)>,
    pub(super) named: Vec<Named>,
    pub(super) rotations: Vec<Rotation>,
    pub(super) problems: Vec<Problem>,
}

/// Looks at pages, one after the other.
pub(super) struct Looker<'s> {
    /// The names of the streams, by their index.
    streams: &'s FxHashMap<u32, String>,
    marks: &'s Marks,
    envelopes: Envelopes,
    line: Line,
}

impl<'s> Looker<'s> {
    /// Begins to look, with nothing known but the names of the streams.
    pub(super) fn new(streams: &'s FxHashMap<u32, String>, marks: &'s Marks) -> Self {
        Self { streams, marks, envelopes: Envelopes::new(streams), line: Line::default() }
    }

    /// Looks at one page.
    pub(super) fn look(&mut self, page: Page) -> Looked {
        let mut looked = Looked {
            leaves: page.rows.iter().map(|row| leaf_hash(page.line(row))).collect(),
            ids: self.marks.ids(&page.rows),
            acts: Vec::with_capacity(page.rows.len() * 2),
            named: Vec::new(),
            rotations: Vec::new(),
            problems: Vec::new(),
            page: Page::default(),
        };
        for row in &page.rows {
            self.event(&page, row, &mut looked);
        }
        looked.page = page;
        looked
    }

    fn event(&mut self, page: &Page, row: &EventRow, looked: &mut Looked) {
        let line = page.line(row);
        let mut problem = |words: Words| {
            looked.problems.push(Problem { position: Some(row.position), problem: words });
        };
        if !self.envelopes.fits(line, row, &mut self.line) {
            if let Err(fault) = self.line.walk(line) {
                return problem(told(fault));
            }
            match self.differing(page, row) {
                None => self.envelopes.remember(line, row),
                Some(field) => problem(Words::new(
                    format!("its stored {field} is not that of its line"),
                    format!("存储的 {field} 与其正文不符"),
                )),
            }
        }
        let (walked, marks) = (&self.line, self.marks);
        let Some(kind) = Kind::from_code(row.kind.0) else {
            return problem(Words::new(
                format!("its type {} is not known", row.kind.0),
                format!("其类型 {} 未知", row.kind.0),
            ));
        };
        let (position, stream) = (row.position, row.stream);
        let acts = &mut looked.acts;
        numbers(kind, walked, line, &mut |of, number| {
            let mark = |kind: NumberKind| Mark::of(marks, kind as u8, number);
            let act = match of {
                Use::Takes(kind) => Act::Takes(mark(kind)),
                Use::Names(kind) => Act::Names(mark(kind)),
                Use::NamesMoney => {
                    Act::NamesEither(mark(NumberKind::Payment), mark(NumberKind::CreditNote))
                }
            };
            acts.push((position, stream, act));
        });
        match kind {
            Kind::EventRetracted => {
                let event = walked.field(line, "event").and_then(text);
                if let Some(event) = event.and_then(|event| uuid::Uuid::try_parse(&event).ok()) {
                    acts.push((position, stream, Act::Retracts(EventId(event.into_bytes()))));
                }
            }
            Kind::KeyRotated => {
                let key = |name| Some(walked.field(line, name).and_then(text)?.into_owned());
                if let (Some(old), Some(new)) = (key("old"), key("new")) {
                    looked.rotations.push(Rotation { position, old, new });
                }
            }
            _ => {}
        }
        if let Some(document) = walked.field(line, "document") {
            looked.named.extend(document_of(document, position));
        }
    }

    /// The first column that is not what the line says.
    fn differing(&self, page: &Page, row: &EventRow) -> Option<&'static str> {
        let (line, walked) = (page.line(row), &self.line);
        let is = |field, expected: &str| {
            let raw = walked.raw(line, field);
            // Nearly always there is nothing to unescape.
            raw.get(1..raw.len().wrapping_sub(1)) == Some(expected.as_bytes())
                || text(raw).as_deref() == Some(expected)
        };
        let number = |field| integer(walked.raw(line, field));
        let stream = self.streams.get(&row.stream).map_or("", String::as_str);
        let kind = Kind::from_code(row.kind.0).map_or("", Kind::name);
        let time = rfc3339(row.recorded_at_ms.clamp(TIME_MIN_MS, TIME_MAX_MS));
        let time = std::str::from_utf8(&time).unwrap_or_default();
        let effective = text(walked.raw(line, Top::Effective));
        let effective = effective.and_then(|day| Day::try_new(&day).ok());
        let mut buffer = uuid::Uuid::encode_buffer();
        let id = uuid::Uuid::from_bytes(row.id.0).hyphenated().encode_lower(&mut buffer);
        let data = walked.span(Top::Data).map(|data| {
            let start = row.line.start as usize;
            start + data.start..start + data.end
        });
        let columns = [
            ("position", number(Top::Position) == Some(row.position.0)),
            ("version", number(Top::Version) == Some(row.version.0)),
            ("stream", is(Top::Customer, stream)),
            ("type", is(Top::Type, kind)),
            ("schema", number(Top::Schema) == Some(u64::from(row.schema))),
            ("effective", effective.is_some_and(|day| day.number() == row.effective_days)),
            ("recorded_at", is(Top::RecordedAt, time)),
            ("id", is(Top::Id, id)),
            ("data", data == Some(row.data.start as usize..row.data.end as usize)),
        ];
        columns.into_iter().find(|(_, same)| !same).map(|(name, _)| name)
    }
}

fn told(fault: Fault) -> Words {
    match fault {
        Fault::NotJson => Words::new("its line is not JSON", "其正文不是 JSON"),
        Fault::NotCanonical => {
            Words::new("its line is not canonical (RFC 8785)", "其正文不是规范形式（RFC 8785）")
        }
        Fault::NotAnEvent => {
            Words::new("its line does not have the fields of an event", "其正文不具备事件的字段")
        }
    }
}

fn document_of(document: &[u8], position: Position) -> Option<Named> {
    let sha256 = Hash::from_hex(&text(member(document, "sha256")?)?).ok()?.0;
    Some(Named { position, sha256, bytes: integer(member(document, "bytes")?)? })
}
