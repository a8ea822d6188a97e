//! From rows to event lines, in the order in which they are to be appended.
//!
//! Order: effective date, then `order_on_day` of the event, then the row in the
//! file, then the event in the mapping. Nothing is skipped silently: a row that
//! makes no event and meets no `[[skip]]` is a problem.

use std::collections::BTreeMap;
use std::fmt;

use duebook_events::Words;
use duebook_events::words::say;
use serde_json::{Map, Value, json};

use super::error::{MAX_LISTED_PROBLEMS, MappingError, Placing as _, RowProblem};
use super::row::{Names, Row};
use super::spec::{Event, Spec};
use super::table::Table;
use super::value::build_tree;
use crate::messages::mapping::row_without_event;

/// Is an event line and the row of the CSV that it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedEvent {
    /// Physical line on which the row starts; the header is on line 1.
    pub line: u64,
    /// The event without `id`, `recorded_at` and `position`: `type`, `customer`,
    /// `effective`, `data`, and where the mapping has them `note`, `actor`,
    /// `source`.
    pub event: Map<String, Value>,
}

/// Is everything that came out of a CSV.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// In the order in which they are to be appended.
    pub events: Vec<MappedEvent>,
    /// Says what became of the rows.
    pub summary: Summary,
}

/// Counts what became of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Rows of data; the header and blank lines are not counted.
    pub rows_read: u64,
    /// Events by their type.
    pub events_made: BTreeMap<String, u64>,
    /// Rows left out, one entry for each `[[skip]]` in the order of the mapping.
    pub rows_skipped: Vec<SkippedRows>,
}

/// Counts the rows that one `[[skip]]` left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRows {
    /// The reason as the mapping gives it.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
}

impl fmt::Display for Summary {
    /// In English, or in Chinese with the alternate flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (total, read): (u64, u64) = (self.events_made.values().sum(), self.rows_read);
        let en = format!("{read} row(s) read, {total} event(s) made");
        say(f, &en, &format!("读取 {read} 行，产生 {total} 个事件"))?;
        self.events_made.iter().try_for_each(|(kind, events)| write!(f, "\n  {events} {kind}"))?;
        let skipped = self.rows_skipped.iter().filter(|skipped| skipped.rows > 0);
        skipped.into_iter().try_for_each(|SkippedRows { reason, rows }| {
            let en = format!("\n  {rows} row(s) skipped: {reason}");
            say(f, &en, &format!("\n  略过 {rows} 行：{reason}"))
        })
    }
}

/// Is an event before its place among the others is known. The key sorts.
struct Draft {
    key: (String, i32, u64, usize),
    event: Map<String, Value>,
}

/// Holds what has been made of the rows so far.
struct Conveyor<'a> {
    spec: &'a Spec,
    drafts: Vec<Draft>,
    /// The draft of each `once_per` event, by event and value of the template.
    once: BTreeMap<(usize, String), Draft>,
    summary: Summary,
}

/// Converts a whole file; `text` is that of the mapping file.
pub(super) fn convert(spec: &Spec, text: &str, bytes: &[u8]) -> Result<Conversion, MappingError> {
    let mut table = Table::open(bytes, &spec.csv)?;
    let names = Names::bind(spec, text, table.header())?;
    let mut conveyor = Conveyor::new(spec);
    let mut problems = Vec::new();
    let mut total = 0;
    while let Some(row) = table.next_row() {
        let taken = row.and_then(|row| conveyor.take(&names.row(row.line, &row.cells)));
        if let Err(problem) = taken {
            total += 1;
            if problems.len() < MAX_LISTED_PROBLEMS {
                problems.push(problem);
            }
        }
    }
    if total > 0 {
        return Err(MappingError::Rows { problems, total });
    }
    Ok(conveyor.finish())
}

impl<'a> Conveyor<'a> {
    fn new(spec: &'a Spec) -> Self {
        let rows_skipped =
            spec.skips.iter().map(|skip| SkippedRows { reason: skip.reason.clone(), rows: 0 });
        Self {
            spec,
            drafts: Vec::new(),
            once: BTreeMap::new(),
            summary: Summary { rows_skipped: rows_skipped.collect(), ..Summary::default() },
        }
    }

    /// Makes the events of one row, or counts it as skipped.
    fn take(&mut self, row: &Row<'_>) -> Result<(), RowProblem> {
        self.summary.rows_read += 1;
        for (index, skip) in self.spec.skips.iter().enumerate() {
            if skip.when.holds(row)? {
                self.summary.rows_skipped[index].rows += 1;
                return Ok(());
            }
        }
        let mut made = false;
        for (index, event) in self.spec.events.iter().enumerate() {
            let wanted = event.when.as_ref().map_or(Ok(true), |when| when.holds(row))?;
            if wanted {
                self.make(index, event, row)?;
                made = true;
            }
        }
        if made {
            return Ok(());
        }
        Err(row_without_event().in_row(row.line, None, None))
    }

    fn make(&mut self, index: usize, event: &Event, row: &Row<'_>) -> Result<(), RowProblem> {
        let effective = event.effective.required(row, &Words::new("effective date", "业务日期"))?;
        let Some(once_per) = &event.once_per else {
            self.drafts.push(self.draft(index, event, effective, row)?);
            return Ok(());
        };
        let slot =
            (index, once_per.required(row, &Words::new("`once_per` value", "`once_per` 取值"))?);
        // Rows come in the order of the file: of equal dates the first stays.
        if self.once.get(&slot).is_none_or(|earliest| effective < earliest.key.0) {
            let draft = self.draft(index, event, effective, row)?;
            self.once.insert(slot, draft);
        }
        Ok(())
    }

    fn draft(
        &self,
        index: usize,
        event: &Event,
        effective: String,
        row: &Row<'_>,
    ) -> Result<Draft, RowProblem> {
        let mut line = Map::new();
        line.insert("type".to_owned(), json!(event.kind.get_ref()));
        let customer = event.customer.required(row, &Words::new("customer", "客户"))?;
        line.insert("customer".to_owned(), json!(customer));
        line.insert("effective".to_owned(), json!(effective));
        line.insert("data".to_owned(), Value::Object(build_tree(&event.data, row)?));
        if let Some(note) = &event.note
            && let Some(note) = note.text(row)?
        {
            line.insert("note".to_owned(), json!(note));
        }
        if let Some(actor) = &self.spec.actor {
            line.insert("actor".to_owned(), json!(actor));
        }
        if let Some(system) = &self.spec.source_system {
            line.insert("source".to_owned(), json!({ "system": system, "line": row.line }));
        }
        Ok(Draft { key: (effective, event.order_on_day, row.line, index), event: line })
    }

    fn finish(self) -> Conversion {
        let mut drafts = self.drafts;
        drafts.extend(self.once.into_values());
        drafts.sort_by(|a, b| a.key.cmp(&b.key));
        let mut summary = self.summary;
        for draft in &drafts {
            let kind = self.spec.events[draft.key.3].kind.get_ref();
            *summary.events_made.entry(kind.clone()).or_default() += 1;
        }
        let events =
            drafts.into_iter().map(|draft| MappedEvent { line: draft.key.2, event: draft.event });
        Conversion { events: events.collect(), summary }
    }
}
