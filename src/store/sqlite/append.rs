//! One batch within the writer's transaction: first everything is checked, then everything is
//! inserted, so that a refused batch leaves nothing for the others of its group.
//!
//! Memory beside the batch: 24 bytes an event for the sorted ids and the streams, at most 72 for
//! each number, and one buffer for the line. Events are freed as they are inserted.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::bulk::Bulk;
use super::sql::{from_sql, to_sql};
use super::tip::{StreamTip, Tip};
use super::{documents, projections, tree};
use crate::merkle::leaf_hash;
use crate::store::data::{Appended, Batch, NewEvent};
use crate::store::error::{AppendError, StoreError};
use crate::store::plain::{EventId, NumberKind, Position, StreamId, Version};
use crate::store::prepare::{Misuse, Prepared, stamp};
use crate::store::splice::splice;

/// From this many lookups on it pays to ask first whether there is anything between the lowest
/// and the highest.
const RANGE_CHECK_FROM: usize = 8;

const EVENTS: &str = "events (position, stream, version, prev, kind, schema, effective, \
     recorded_at, id, data_at, data_len, line)";

/// What becomes of one number: its holder before and after the batch.
struct Claim<'a> {
    kind: NumberKind,
    number: &'a str,
    before: Option<Position>,
    after: Option<Position>,
}

/// The end of a stream that the batch adds to.
struct Touched {
    name: StreamId,
    tip: StreamTip,
    is_new: bool,
}

/// Appends a batch, or says why not. An outer error leaves the transaction in an unknown state.
pub(super) fn append(
    connection: &Connection,
    tip: &mut Tip,
    prepared: Prepared,
) -> Result<Result<Appended, AppendError>, StoreError> {
    if let Some(refusal) = check(connection, tip, &prepared)? {
        return Ok(Err(refusal));
    }
    let claims = match claim(connection, tip, &prepared)? {
        Ok(claims) => claims,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some(index) = first_decrease(&prepared.batch, tip.recorded_at_ms) {
        return Ok(Err(AppendError::RecordedAtDecreases { index }));
    }
    insert_ids(connection, tip.position + 1, &prepared.ids)?;
    write_claims(connection, &claims)?;
    drop(claims);
    let Prepared { batch, ids, .. } = prepared;
    drop(ids);
    for document in &batch.documents {
        documents::insert(connection, document)?;
    }
    projections::write(connection, &batch.projections, None)?;
    Ok(Ok(insert_events(connection, tip, batch)?))
}

/// Compares ids and expected versions with the ledger.
fn check(
    connection: &Connection,
    tip: &mut Tip,
    prepared: &Prepared,
) -> Result<Option<AppendError>, StoreError> {
    if tip.position > 0
        && let Some((index, position)) = find_taken_id(connection, &prepared.ids)?
    {
        return Ok(Some(AppendError::IdTaken { index, position }));
    }
    for (stream, expected) in &prepared.batch.expected {
        let found = tip.stream(connection, stream)?;
        let actual = found.map_or(Version(0), |stream| stream.version());
        if actual != *expected {
            let (stream, expected) = (stream.clone(), *expected);
            return Ok(Some(AppendError::VersionConflict { stream, expected, actual }));
        }
    }
    Ok(None)
}

/// Finds the first event of the batch whose id the ledger holds.
fn find_taken_id(
    connection: &Connection,
    ids: &[(EventId, u32)],
) -> Result<Option<(usize, Position)>, StoreError> {
    if let [(low, _), .., (high, _)] = ids
        && ids.len() >= RANGE_CHECK_FROM
    {
        let mut any = connection
            .prepare_cached("SELECT 1 FROM event_ids WHERE id BETWEEN ?1 AND ?2 LIMIT 1")?;
        if !any.exists((&low.0[..], &high.0[..]))? {
            return Ok(None);
        }
    }
    let mut query = connection.prepare_cached("SELECT position FROM event_ids WHERE id = ?1")?;
    let mut first: Option<(usize, Position)> = None;
    for (id, index) in ids {
        let found: Option<i64> = query.query_row([&id.0[..]], |row| row.get(0)).optional()?;
        if let Some(position) = found
            && first.is_none_or(|(index_before, _)| (*index as usize) < index_before)
        {
            first = Some((*index as usize, Position(from_sql(position)?)));
        }
    }
    Ok(first)
}

/// Settles who holds each number of the batch after it.
fn claim<'a>(
    connection: &Connection,
    tip: &Tip,
    prepared: &'a Prepared,
) -> Result<Result<Vec<Claim<'a>>, AppendError>, StoreError> {
    let first = Position(tip.position + 1);
    let mut query = connection
        .prepare_cached("SELECT position FROM numbers WHERE kind = ?1 AND number = ?2")?;
    let mut claims = Vec::new();
    let mut misuse: Option<Misuse> = None;
    for run in prepared.number_runs() {
        let mut before = None;
        if tip.position > 0 {
            let found: Option<i64> =
                query.query_row((run.kind.0, run.number), |row| row.get(0)).optional()?;
            before = found.map(from_sql).transpose()?.map(Position);
        }
        match run.settle(before, first) {
            Ok(after) => claims.push(Claim { kind: run.kind, number: run.number, before, after }),
            Err(found) => misuse = Some(found.earlier(misuse)),
        }
    }
    Ok(misuse.map_or(Ok(claims), |misuse| Err(misuse.error)))
}

/// Finds the first preserved time that lies before the one in front of it.
fn first_decrease(batch: &Batch, mut last_ms: i64) -> Option<usize> {
    if !batch.preserve_recorded_at {
        return None;
    }
    batch.events.iter().position(|event| {
        let time = event.recorded_at_ms.unwrap_or(last_ms);
        let decreases = time < last_ms;
        last_ms = time;
        decreases
    })
}

fn insert_ids(
    connection: &Connection,
    first: u64,
    ids: &[(EventId, u32)],
) -> Result<(), StoreError> {
    let mut insert = Bulk::new(connection, "event_ids (id, position)", ids.len())?;
    for (id, index) in ids {
        insert.row(params![&id.0[..], to_sql(first + u64::from(*index))])?;
    }
    Ok(())
}

fn write_claims(connection: &Connection, claims: &[Claim<'_>]) -> Result<(), StoreError> {
    let changed = || claims.iter().filter(|claim| claim.before != claim.after);
    let mut delete =
        connection.prepare_cached("DELETE FROM numbers WHERE kind = ?1 AND number = ?2")?;
    for claim in changed().filter(|claim| claim.before.is_some()) {
        delete.execute((claim.kind.0, claim.number))?;
    }
    let taken = || changed().filter_map(|claim| Some((claim.kind, claim.number, claim.after?)));
    let mut insert = Bulk::new(connection, "numbers (kind, number, position)", taken().count())?;
    for (kind, number, position) in taken() {
        insert.row(params![kind.0, number, to_sql(position.0)])?;
    }
    Ok(())
}

/// Inserts the events and moves the ends of their streams and of the log.
fn insert_events(
    connection: &Connection,
    tip: &mut Tip,
    batch: Batch,
) -> Result<Appended, StoreError> {
    let first = Position(tip.position + 1);
    let count = batch.events.len();
    let (mut touched, places) = touch(connection, tip, &batch.events)?;
    let mut insert = Bulk::new(connection, EVENTS, count)?;
    let mut line = Vec::new();
    let mut clock_behind_ms = 0;
    for (event, place) in batch.events.into_iter().zip(places) {
        let stream = &mut touched[place as usize].tip;
        let time = |last_ms| {
            stamp(batch.not_before_ms, batch.preserve_recorded_at, event.recorded_at_ms, last_ms)
        };
        clock_behind_ms = clock_behind_ms.max(tip.recorded_at_ms.saturating_sub(time(i64::MIN)));
        tip.recorded_at_ms = time(tip.recorded_at_ms);
        tip.position += 1;
        stream.version += 1;
        splice(
            &mut line,
            &event.head,
            &event.middle,
            tip.position,
            tip.recorded_at_ms,
            stream.version,
        );
        insert.row(params![
            to_sql(tip.position),
            stream.index,
            to_sql(stream.version),
            to_sql(stream.last),
            event.kind.0,
            event.schema,
            event.effective_days,
            tip.recorded_at_ms,
            &event.id.0[..],
            event.data_at,
            event.data_len,
            &line[..],
        ])?;
        stream.last = tip.position;
        tip.tree.push(leaf_hash(&line));
        if tip.position.is_multiple_of(tree::EVENTS_BETWEEN_WRITES) {
            tree::write(connection, &mut tip.tree)?;
        }
    }
    write_streams(connection, tip, touched)?;
    Ok(Appended { first, events: count, head: tip.head(), clock_behind_ms })
}

/// Finds the streams that the events belong to, and for each event which of them it is. A stream
/// that does not exist gets the next index.
fn touch(
    connection: &Connection,
    tip: &mut Tip,
    events: &[NewEvent],
) -> Result<(Vec<Touched>, Vec<u32>), StoreError> {
    let mut touched: Vec<Touched> = Vec::new();
    let mut places = Vec::with_capacity(events.len());
    let mut seen: HashMap<&StreamId, u32> = HashMap::new();
    let new_before = tip.streams;
    for event in events {
        if let Some(place) = seen.get(&event.stream) {
            places.push(*place);
            continue;
        }
        let found = if new_before == 0 { None } else { tip.stream(connection, &event.stream)? };
        let stream = found.unwrap_or_else(|| {
            tip.streams += 1;
            StreamTip { index: tip.streams, version: 0, last: 0 }
        });
        let place = u32::try_from(touched.len()).unwrap_or(u32::MAX);
        seen.insert(&event.stream, place);
        places.push(place);
        touched.push(Touched { name: event.stream.clone(), tip: stream, is_new: found.is_none() });
    }
    Ok((touched, places))
}

fn write_streams(
    connection: &Connection,
    tip: &mut Tip,
    touched: Vec<Touched>,
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO streams (stream, name, version, last_position) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut update = connection
        .prepare_cached("UPDATE streams SET version = ?2, last_position = ?3 WHERE stream = ?1")?;
    for Touched { name, tip: stream, is_new } in touched {
        let (version, last) = (to_sql(stream.version), to_sql(stream.last));
        if is_new {
            insert.execute((stream.index, name.as_str(), version, last))?;
        } else {
            update.execute((stream.index, version, last))?;
        }
        tip.remember(name, stream);
    }
    Ok(())
}
