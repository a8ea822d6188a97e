//! A customer's events as a bundle sees them: what judgement sees, and what stands around it.

use std::borrow::Cow;

use compact_str::CompactString;
use duebook_events::text::{PersonalText, Text};
use duebook_events::{EventId, Fault, Lang};
use duebook_projections::Fact;
use serde::Deserialize;
use serde::de::Error as _;

use crate::ledger::{LedgerError, damaged, fact};
use crate::personal::opening::Opened;
use crate::store::{EventRow, Page};

/// What stands before the payload of a stored line.
const BEFORE_DATA: &[u8] = b",\"data\":";

/// All events of a customer, by position.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    /// As judgement sees them.
    pub facts: Vec<Fact>,
    /// What stands around each of them.
    pub around: Vec<Around>,
}

/// What a bundle tells of an event besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Who acted.
    pub actor: CompactString,
    /// The event that caused it, where it names one by id.
    pub caused_by: Option<EventId>,
}

impl Stream {
    /// Reads what is stored: columns, payloads, and the fields before these.
    ///
    /// # Errors
    /// When an event is unknown to this program, or was changed where it is stored.
    pub fn read(page: &Page) -> Result<Self, LedgerError> {
        let mut head = Vec::new();
        let mut stream = Self::default();
        for row in &page.rows {
            stream.facts.push(fact(&page.fact(row))?);
            let around = Around::read(page, row, &mut head);
            stream.around.push(around.map_err(|fault| damaged(row.position, &fault))?);
        }
        Ok(stream)
    }

    /// Whether a text of them is sealed.
    pub fn has_sealed(&mut self) -> bool {
        let mut found = false;
        for fact in &mut self.facts {
            fact.data.each_personal(&mut |_, text| found |= text.is_sealed());
        }
        found
    }

    /// Puts marks in place of sealed texts, so that nothing which was erased is told later.
    pub fn mark_sealed(&mut self, lang: Lang) {
        for fact in &mut self.facts {
            fact.data.each_personal(&mut |_, text| {
                if text.is_sealed() {
                    *text = PersonalText::Plain(Text(Opened::NoKey.shown(lang).into()));
                }
            });
        }
    }
}

impl Around {
    /// Reads the fields of a line before its payload; `head` is a buffer.
    fn read(page: &Page, row: &EventRow, head: &mut Vec<u8>) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Head<'h> {
            actor: Actor,
            #[serde(borrow)]
            causation: Option<Cow<'h, str>>,
        }
        #[derive(Deserialize)]
        struct Actor {
            id: CompactString,
        }
        let before = (row.data.start - row.line.start) as usize;
        let fields = page.line(row).get(..before).and_then(|head| head.strip_suffix(BEFORE_DATA));
        let fields = fields.ok_or_else(|| Fault::missing_field("data"))?;
        head.clear();
        head.extend_from_slice(fields);
        head.push(b'}');
        let read: Head<'_> = serde_json::from_slice(head).map_err(Fault::custom)?;
        // A cause may be an event of another system: then it is none of ours.
        let caused_by = read.causation.and_then(|id| EventId::try_new(&id).ok());
        Ok(Self { actor: read.actor.id, caused_by })
    }
}
