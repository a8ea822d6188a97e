//! Reading the log. Every function runs within the read transaction of its caller.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row};

use super::envelope::Envelope;
use super::sql::{from_sql, to_sql};
use super::tip::find_stream;
use crate::store::data::{
    EventRow, FactRow, Head, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, Page, StreamHead, StreamInfo,
};
use crate::store::error::StoreError;
use crate::store::plain::{EventId, NumberKind, Position, StreamId, Version};

/// How long a scan may hold its snapshot; while it does, the write-ahead log cannot shrink.
pub(super) const SNAPSHOT_AGE_MAX: Duration = Duration::from_hours(1);

/// The columns that [`envelope`], [`push`] and [`fact`] expect.
macro_rules! select_event {
    ($condition:literal) => {
        concat!("SELECT position, envelope, line FROM events ", $condition)
    };
}

const ONE: &str = select_event!("WHERE position = ?1");
/// Every event, by ascending position.
pub(super) const ALL: &str = select_event!("ORDER BY position");
const RANGE: &str = select_event!("WHERE position BETWEEN ?1 AND ?2 ORDER BY position");

/// Events of a scan between two looks at the clock.
const FACTS_BETWEEN_LOOKS: u32 = 1 << 16;

/// Gives the newest event.
pub(super) fn head(connection: &Connection) -> Result<Head, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT (SELECT value FROM ledger WHERE key = 'position'),
                (SELECT value FROM ledger WHERE key = 'recorded_at')",
    )?;
    let found: (Option<i64>, Option<i64>) =
        query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match found {
        (Some(0), Some(_)) => Ok(Head::default()),
        (Some(position), Some(recorded_at_ms)) => {
            Ok(Head { position: Position(from_sql(position)?), recorded_at_ms })
        }
        _ => Err(StoreError::Damaged("the head has no position, or no time".to_owned())),
    }
}

/// Lists the streams by ascending index.
pub(super) fn streams(connection: &Connection) -> Result<Vec<StreamInfo>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT stream, name, version, last_position FROM streams ORDER BY stream",
    )?;
    let mut rows = query.query([])?;
    let mut streams = Vec::new();
    while let Some(row) = rows.next()? {
        streams.push(stream_info(row)?);
    }
    Ok(streams)
}

/// Reads index, name, version and last position of a stream.
pub(super) fn stream_info(row: &Row<'_>) -> Result<StreamInfo, StoreError> {
    let version = Version(from_sql(row.get(2)?)?);
    let last_position = Position(from_sql(row.get(3)?)?);
    Ok(StreamInfo {
        index: from_sql(row.get(0)?)?,
        id: StreamId::new(row.get::<_, String>(1)?),
        head: StreamHead { version, last_position },
    })
}

/// Gives a stream's newest event.
pub(super) fn stream_head(
    connection: &Connection,
    stream: &StreamId,
) -> Result<Option<StreamHead>, StoreError> {
    let found = find_stream(connection, stream)?;
    Ok(found.map(|tip| StreamHead { version: tip.version(), last_position: Position(tip.last) }))
}

/// Finds ids; they are looked up in sorted order, so that each page of the index is read once.
pub(super) fn find_ids(
    connection: &Connection,
    ids: &[EventId],
) -> Result<Vec<Option<Position>>, StoreError> {
    let mut query = connection.prepare_cached("SELECT position FROM event_ids WHERE id = ?1")?;
    find(connection, ids, |id| query.query_row([&id.0[..]], |row| row.get(0)).optional())
}

/// Finds the holders of numbers, in sorted order likewise.
pub(super) fn find_numbers(
    connection: &Connection,
    numbers: &[(NumberKind, String)],
) -> Result<Vec<Option<Position>>, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT position FROM numbers WHERE kind = ?1 AND number = ?2")?;
    find(connection, numbers, |(kind, number)| {
        query.query_row((kind.0, number), |row| row.get(0)).optional()
    })
}

/// Finds the stream of the event that holds a number.
pub(super) fn holder(
    connection: &Connection,
    kind: NumberKind,
    number: &str,
) -> Result<Option<StreamId>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT e.position, e.envelope FROM numbers AS n JOIN events AS e ON e.position = n.position
         WHERE n.kind = ?1 AND n.number = ?2",
    )?;
    let mut rows = query.query((kind.0, number))?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (_, event) = envelope(row)?;
    let mut query = connection.prepare_cached("SELECT name FROM streams WHERE stream = ?1")?;
    let name: Option<String> = query.query_row([event.stream], |row| row.get(0)).optional()?;
    Ok(name.map(StreamId::new))
}

fn find<T: Ord>(
    connection: &Connection,
    wanted: &[T],
    mut look_up: impl FnMut(&T) -> rusqlite::Result<Option<i64>>,
) -> Result<Vec<Option<Position>>, StoreError> {
    let mut found = vec![None; wanted.len()];
    if wanted.is_empty() || head(connection)?.position == Position(0) {
        return Ok(found);
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_unstable_by_key(|index| &wanted[*index]);
    for index in order {
        found[index] = look_up(&wanted[index])?.map(from_sql).transpose()?.map(Position);
    }
    Ok(found)
}

/// Reads events by position, in the order of the question.
pub(super) fn positions(
    connection: &Connection,
    positions: &[Position],
) -> Result<Page, StoreError> {
    let mut query = connection.prepare_cached(ONE)?;
    let mut page = Page { rows: Vec::with_capacity(positions.len()), bytes: Vec::new() };
    for position in positions {
        let mut rows = query.query([to_sql(position.0)])?;
        let row = rows.next()?.ok_or(StoreError::NoSuchPosition(*position))?;
        push(&mut page, row)?;
    }
    Ok(page)
}

/// Reads a stream by following it from its newest event to its first.
pub(super) fn stream(
    connection: &Connection,
    stream: &StreamId,
    up_to: Option<Position>,
) -> Result<Page, StoreError> {
    let Some(tip) = find_stream(connection, stream)? else { return Ok(Page::default()) };
    follow(connection, stream, tip.last, (Position(0), up_to))
}

/// Reads a stream from its newest event back to a position, and gives its index.
pub(super) fn stream_after(
    connection: &Connection,
    stream: &StreamId,
    after: Position,
) -> Result<Option<(u32, Page)>, StoreError> {
    let Some(tip) = find_stream(connection, stream)? else { return Ok(None) };
    Ok(Some((tip.index, follow(connection, stream, tip.last, (after, None))?)))
}

/// Follows a stream from an event backwards to a position, which is not read any more; keeps what
/// does not stand behind `up_to`.
fn follow(
    connection: &Connection,
    stream: &StreamId,
    newest: u64,
    (after, up_to): (Position, Option<Position>),
) -> Result<Page, StoreError> {
    let mut page = Page::default();
    let mut query = connection.prepare_cached(ONE)?;
    let mut next = newest;
    while next > after.0 {
        let mut rows = query.query([to_sql(next)])?;
        let broken = || {
            StoreError::Damaged(format!(
                "stream {stream} leads to position {next}, which does not exist"
            ))
        };
        let row = rows.next()?.ok_or_else(broken)?;
        let read = if up_to.is_none_or(|end| next <= end.0) {
            push(&mut page, row)
        } else {
            envelope(row)
        };
        let before = read?.1.prev.0;
        if before >= next {
            return Err(StoreError::Damaged(format!(
                "stream {stream} does not lead backwards at position {next}"
            )));
        }
        next = before;
    }
    page.rows.reverse();
    Ok(page)
}

/// Reads one page of a range.
pub(super) fn range(
    connection: &Connection,
    from: Position,
    to: Position,
    limit: usize,
) -> Result<Page, StoreError> {
    let mut page = Page::default();
    let mut query = connection.prepare_cached(RANGE)?;
    let mut rows = query.query((to_sql(from.0), to_sql(to.0)))?;
    let limit = limit.min(PAGE_EVENTS_MAX);
    while page.rows.len() < limit && page.bytes.len() < PAGE_BYTES_MAX {
        let Some(row) = rows.next()? else { break };
        push(&mut page, row)?;
    }
    Ok(page)
}

/// Hands a range to `sink`, page by page.
pub(super) fn scan(
    connection: &Connection,
    from: Position,
    to: Position,
    page_events: usize,
    sink: &mut dyn FnMut(Page) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let began = Instant::now();
    let page_events = page_events.clamp(1, PAGE_EVENTS_MAX);
    let mut query = connection.prepare_cached(RANGE)?;
    let mut rows = query.query((to_sql(from.0), to_sql(to.0)))?;
    let mut page = Page::default();
    while let Some(row) = rows.next()? {
        push(&mut page, row)?;
        if page.rows.len() < page_events && page.bytes.len() < PAGE_BYTES_MAX {
            continue;
        }
        // The next page is probably as large as this one.
        let next = Page {
            rows: Vec::with_capacity(page.rows.len()),
            bytes: Vec::with_capacity(page.bytes.len() + page.bytes.len() / 16),
        };
        if sink(std::mem::replace(&mut page, next)).is_break() {
            return Ok(());
        }
        if began.elapsed() > SNAPSHOT_AGE_MAX {
            return Err(StoreError::SnapshotTooOld(SNAPSHOT_AGE_MAX.as_secs()));
        }
    }
    if !page.rows.is_empty() {
        // Nothing follows, whatever it answers.
        let _ = sink(page);
    }
    Ok(())
}

/// Hands a range to `sink`, event by event, in place.
pub(super) fn scan_facts(
    connection: &Connection,
    from: Position,
    to: Position,
    sink: &mut dyn FnMut(FactRow<'_>) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let began = Instant::now();
    let mut query = connection.prepare_cached(RANGE)?;
    let mut rows = query.query((to_sql(from.0), to_sql(to.0)))?;
    let mut seen = 0_u32;
    while let Some(row) = rows.next()? {
        if sink(fact(row)?).is_break() {
            return Ok(());
        }
        seen = seen.wrapping_add(1);
        if seen.is_multiple_of(FACTS_BETWEEN_LOOKS) && began.elapsed() > SNAPSHOT_AGE_MAX {
            return Err(StoreError::SnapshotTooOld(SNAPSHOT_AGE_MAX.as_secs()));
        }
    }
    Ok(())
}

/// An event as judgement reads it; the payload lies within the line.
fn fact<'r>(row: &'r Row<'_>) -> Result<FactRow<'r>, StoreError> {
    let (position, event) = envelope(row)?;
    let data = event.data(bytes(row, 2)?).ok_or_else(|| no_payload(position))?;
    Ok(FactRow {
        position,
        stream: event.stream,
        kind: event.kind,
        schema: event.schema,
        effective_days: event.effective_days,
        recorded_at_ms: event.recorded_at_ms,
        id: event.id,
        data,
    })
}

/// Where an event stands, and what is stored of it beside its line.
#[inline]
fn envelope(row: &Row<'_>) -> Result<(Position, Envelope), StoreError> {
    let position = Position(from_sql(integer(row, 0)?)?);
    Ok((position, Envelope::read(bytes(row, 1)?, position)?))
}

fn no_payload(position: Position) -> StoreError {
    StoreError::Damaged(format!(
        "the payload of the event at position {} does not lie within its line",
        position.0
    ))
}

/// Finds the last event that was recorded at or before a time, by halving: times never decrease
/// along the log.
pub(super) fn position_at(connection: &Connection, time_ms: i64) -> Result<Position, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT position, envelope FROM events WHERE position = ?1")?;
    let (mut low, mut high) = (0, head(connection)?.position.0);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        let recorded_at = time_at(&mut query, middle)?;
        if recorded_at <= time_ms {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(Position(low))
}

fn time_at(query: &mut CachedStatement<'_>, position: u64) -> Result<i64, StoreError> {
    let mut rows = query.query([to_sql(position)])?;
    let missing = || StoreError::Damaged(format!("there is no event at position {position}"));
    Ok(envelope(rows.next()?.ok_or_else(missing)?)?.1.recorded_at_ms)
}

/// Adds an event to a page: its bytes to the buffer, its fields and ranges to the rows. Gives where
/// it stands, and what is stored of it beside its line.
pub(super) fn push(page: &mut Page, row: &Row<'_>) -> Result<(Position, Envelope), StoreError> {
    let (position, event) = envelope(row)?;
    let line = bytes(row, 2)?;
    event.data(line).ok_or_else(|| no_payload(position))?;
    let start = offset(page.bytes.len())?;
    page.bytes.extend_from_slice(line);
    let end = offset(page.bytes.len())?;
    let data = start + event.data_at;
    page.rows.push(EventRow {
        position,
        version: event.version,
        stream: event.stream,
        kind: event.kind,
        schema: event.schema,
        effective_days: event.effective_days,
        recorded_at_ms: event.recorded_at_ms,
        id: event.id,
        line: start..end,
        data: data..data + event.data_len,
    });
    Ok((position, event))
}

fn offset(length: usize) -> Result<u32, StoreError> {
    u32::try_from(length)
        .map_err(|_| StoreError::TooLarge { what: "the answer", limit: u32::MAX as usize })
}

fn integer(row: &Row<'_>, column: usize) -> Result<i64, StoreError> {
    match row.get_ref(column)? {
        ValueRef::Integer(number) => Ok(number),
        _ => Err(StoreError::Damaged(format!("column {column} of an event is not a number"))),
    }
}

fn bytes<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a [u8], StoreError> {
    match row.get_ref(column)? {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(StoreError::Damaged(format!("column {column} of an event is not bytes"))),
    }
}
