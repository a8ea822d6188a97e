//! One batch within the writer's transaction: first everything is checked, then everything is
//! inserted, so that a refused batch leaves nothing for the others of its group.
//!
//! Memory beside the batch: 24 bytes an event for the sorted ids and the streams, at most 72 for
//! each number, and one buffer for the line. Events are freed as they are inserted.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::bulk::Bulk;
use super::lines::Lines;
use super::sql::{from_sql, to_sql};
use super::tip::Tip;
use super::{documents, projections};
use crate::store::data::{Appended, Batch};
use crate::store::error::{AppendError, StoreError};
use crate::store::plain::{EventId, NumberKind, Position, StreamId, Version};
use crate::store::prepare::{Misuse, Prepared, Uses};

/// From this many lookups on it pays to ask first whether there is anything between the lowest
/// and the highest.
const RANGE_CHECK_FROM: usize = 8;

/// What becomes of one number: its holder before and after the batch.
pub(super) struct Claim<'a> {
    kind: NumberKind,
    number: &'a str,
    before: Option<Position>,
    after: Option<Position>,
}

/// Appends a batch, or says why not. An outer error leaves the transaction in an unknown state.
pub(super) fn append(
    connection: &Connection,
    tip: &mut Tip,
    prepared: Prepared,
) -> Result<Result<Appended, AppendError>, StoreError> {
    let Prepared { batch, uses } = prepared;
    let first = Position(tip.position + 1);
    let claims = match settle(connection, tip, first, &batch.expected, &uses)? {
        Ok(claims) => claims,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some(index) = first_decrease(&batch, tip.recorded_at_ms) {
        return Ok(Err(AppendError::RecordedAtDecreases { index }));
    }
    write_uses(connection, first, &uses.ids, &claims)?;
    drop(claims);
    drop(uses);
    for document in &batch.documents {
        documents::insert(connection, document)?;
    }
    projections::write(connection, &batch.projections, None)?;
    let mut lines = Lines::new(batch.preserve_recorded_at, batch.not_before_ms);
    lines.insert(connection, tip, batch.events)?;
    Ok(Ok(lines.finish(connection, tip, first)?))
}

/// Holds ids, versions and numbers of a batch against the ledger, and settles who holds each number
/// after it. The batch begins at `first`; the ends of its streams have not been written.
pub(super) fn settle<'a>(
    connection: &Connection,
    tip: &mut Tip,
    first: Position,
    expected: &[(StreamId, Version)],
    uses: &'a Uses,
) -> Result<Result<Vec<Claim<'a>>, AppendError>, StoreError> {
    if let Some(refusal) = check(connection, tip, first, expected, &uses.ids)? {
        return Ok(Err(refusal));
    }
    claim(connection, first, uses)
}

/// Writes the ids of a batch whose first event stands at `first`, and who holds its numbers.
pub(super) fn write_uses(
    connection: &Connection,
    first: Position,
    ids: &[(EventId, u32)],
    claims: &[Claim<'_>],
) -> Result<(), StoreError> {
    insert_ids(connection, first.0, ids)?;
    write_claims(connection, claims)
}

/// Compares ids and expected versions with the ledger.
fn check(
    connection: &Connection,
    tip: &mut Tip,
    first: Position,
    expected: &[(StreamId, Version)],
    ids: &[(EventId, u32)],
) -> Result<Option<AppendError>, StoreError> {
    if first.0 > 1
        && let Some((index, position)) = find_taken_id(connection, ids)?
    {
        return Ok(Some(AppendError::IdTaken { index, position }));
    }
    for (stream, expected) in expected {
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
    first: Position,
    uses: &'a Uses,
) -> Result<Result<Vec<Claim<'a>>, AppendError>, StoreError> {
    let mut query = connection
        .prepare_cached("SELECT position FROM numbers WHERE kind = ?1 AND number = ?2")?;
    let mut claims = Vec::new();
    let mut misuse: Option<Misuse> = None;
    for run in uses.number_runs() {
        let mut before = None;
        if first.0 > 1 {
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
