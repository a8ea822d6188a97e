//! Batches within the writer's transaction. Each is checked first, against the tables and against
//! what the batches of its group before it have added, and then added in memory: a refused one
//! leaves nothing for the others. The group is written at its end, with few statements.
//!
//! Memory beside the batches: the rows that are not inserted yet, 24 bytes an id, about 100 a number.

use std::sync::LazyLock;

use compact_str::CompactString;
use rusqlite::{Connection, OptionalExtension as _, params};
use rustc_hash::FxHashMap;

use super::bulk::Bulk;
use super::lines::{Lines, Stamps};
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

/// From this many numbers on they are looked up by [`NUMBERS_AT_ONCE`].
const LOOK_UP_FROM: usize = 4;
/// Numbers that one statement looks up.
const NUMBERS_AT_ONCE: usize = 32;

/// Finds their holders, each by one look into the table.
static HOLDERS_OF_NUMBERS: LazyLock<String> = LazyLock::new(|| {
    let numbers = vec!["(?,?)"; NUMBERS_AT_ONCE].join(",");
    format!(
        "SELECT n.kind, n.number, n.position FROM (VALUES {numbers}) AS v CROSS JOIN numbers AS n
         WHERE n.kind = v.column1 AND n.number = v.column2"
    )
});

/// What becomes of one number: its holder before and after the batch.
pub(super) struct Claim<'a> {
    kind: NumberKind,
    number: &'a str,
    before: Option<Position>,
    after: Option<Position>,
}

/// What the batches of one group have added that is not in the tables yet.
#[derive(Default)]
pub(super) struct Group {
    lines: Lines,
    ids: FxHashMap<EventId, Position>,
    /// Who holds a number now, and who held it before the group.
    numbers: FxHashMap<(NumberKind, CompactString), Holders>,
    /// Who held the numbers of its batches before the group, where they were looked up
    /// together: those that somebody held.
    held: Option<FxHashMap<(NumberKind, CompactString), Position>>,
}

#[derive(Clone, Copy)]
struct Holders {
    before: Option<Position>,
    now: Option<Position>,
}

impl Group {
    /// Looks up who holds the numbers of the batches that the group consists of.
    pub(super) fn look_up<'b>(
        &mut self,
        connection: &Connection,
        batches: impl Iterator<Item = &'b Prepared>,
    ) -> Result<(), StoreError> {
        let runs = batches.flat_map(|batch| batch.uses.number_runs());
        let mut numbers: Vec<_> = runs.map(|run| (run.kind, run.number)).collect();
        if numbers.len() < LOOK_UP_FROM {
            return Ok(());
        }
        numbers.sort_unstable();
        let mut query = connection.prepare_cached(&HOLDERS_OF_NUMBERS)?;
        let mut held = FxHashMap::default();
        for some in numbers.chunks(NUMBERS_AT_ONCE) {
            // The last ones stand for those that are missing.
            for slot in 0..NUMBERS_AT_ONCE {
                let (kind, number) = some[slot.min(some.len() - 1)];
                query.raw_bind_parameter(2 * slot + 1, kind.0)?;
                query.raw_bind_parameter(2 * slot + 2, number)?;
            }
            let mut rows = query.raw_query();
            while let Some(row) = rows.next()? {
                let (kind, number): (u8, String) = (row.get(0)?, row.get(1)?);
                let holder = Position(from_sql(row.get(2)?)?);
                held.insert((NumberKind(kind), CompactString::from(number)), holder);
            }
        }
        self.held = Some(held);
        Ok(())
    }

    /// Appends a batch, or says why not. An error leaves the transaction in an unknown state.
    pub(super) fn append(
        &mut self,
        connection: &Connection,
        tip: &mut Tip,
        prepared: Prepared,
    ) -> Result<Result<Appended, AppendError>, StoreError> {
        let Prepared { batch, uses } = prepared;
        let actual = Position(tip.position);
        if let Some(expected) = batch.expected_head.filter(|expected| *expected != actual) {
            return Ok(Err(AppendError::HeadConflict { expected, actual }));
        }
        let ground = Ground { first: Position(tip.position + 1), group: self };
        let claims = match ground.settle(connection, tip, &batch.expected, &uses)? {
            Ok(claims) => claims,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(index) = first_decrease(&batch, tip.recorded_at_ms) {
            return Ok(Err(AppendError::RecordedAtDecreases { index }));
        }
        for Claim { kind, number, before, after } in claims {
            let place = self.numbers.entry((kind, number.into()));
            place.or_insert(Holders { before, now: after }).now = after;
        }
        let first = tip.position + 1;
        self.ids
            .extend(uses.ids.iter().map(|(id, index)| (*id, Position(first + u64::from(*index)))));
        drop(uses);
        for document in &batch.documents {
            documents::insert(connection, document)?;
        }
        projections::write(connection, &batch.projections, None)?;
        let (preserve_recorded_at, not_before_ms) =
            (batch.preserve_recorded_at, batch.not_before_ms);
        let stamps = Stamps { preserve_recorded_at, not_before_ms };
        Ok(Ok(self.lines.add(connection, tip, batch.events, stamps)?))
    }

    /// Writes what has been added.
    pub(super) fn write(
        &mut self,
        connection: &Connection,
        tip: &mut Tip,
    ) -> Result<(), StoreError> {
        self.lines.finish(connection, tip)?;
        let mut ids: Vec<_> = self.ids.drain().collect();
        ids.sort_unstable();
        insert_ids(connection, tip, &ids)?;
        let mut claims: Vec<Claim<'_>> = self
            .numbers
            .iter()
            .map(|((kind, number), holders)| Claim {
                kind: *kind,
                number,
                before: holders.before,
                after: holders.now,
            })
            .collect();
        claims.sort_unstable_by_key(|claim| (claim.kind, claim.number));
        write_claims(connection, &claims)?;
        drop(claims);
        self.numbers.clear();
        // What follows is held against the tables as they are now.
        self.held = None;
        Ok(())
    }
}

/// What a batch is held against: the tables, and the group that it is part of.
pub(super) struct Ground<'g> {
    /// The position of the batch's first event.
    pub(super) first: Position,
    pub(super) group: &'g Group,
}

impl Ground<'_> {
    /// Holds ids, versions and numbers of a batch against the ledger, and settles who holds each
    /// number after it.
    pub(super) fn settle<'a>(
        &self,
        connection: &Connection,
        tip: &mut Tip,
        expected: &[(StreamId, Version)],
        uses: &'a Uses,
    ) -> Result<Result<Vec<Claim<'a>>, AppendError>, StoreError> {
        if let Some((index, position)) =
            self.find_taken_id(connection, tip.highest_id, &uses.ids)?
        {
            return Ok(Err(AppendError::IdTaken { index, position }));
        }
        for (stream, expected) in expected {
            let actual = self.group.lines.version(connection, tip, stream)?;
            if actual != *expected {
                let (stream, expected) = (stream.clone(), *expected);
                return Ok(Err(AppendError::VersionConflict { stream, expected, actual }));
            }
        }
        self.claim(connection, uses)
    }

    /// Finds the first event of the batch whose id the ledger holds.
    fn find_taken_id(
        &self,
        connection: &Connection,
        highest: EventId,
        ids: &[(EventId, u32)],
    ) -> Result<Option<(usize, Position)>, StoreError> {
        let in_group = |(id, index): &(EventId, u32)| {
            self.group.ids.get(id).map(|position| (*index as usize, *position))
        };
        let mut first = ids.iter().filter_map(in_group).min();
        // Ids that are made in order of time come after all that are known.
        let newer = ids.first().is_some_and(|(lowest, _)| *lowest > highest);
        if self.first.0 == 1 || newer || !any_between(connection, ids)? {
            return Ok(first);
        }
        let mut query =
            connection.prepare_cached("SELECT position FROM event_ids WHERE id = ?1")?;
        for (id, index) in ids {
            let found: Option<i64> = query.query_row([&id.0[..]], |row| row.get(0)).optional()?;
            if let Some(position) = found {
                let found = (*index as usize, Position(from_sql(position)?));
                first = Some(first.map_or(found, |before| before.min(found)));
            }
        }
        Ok(first)
    }

    /// Settles who holds each number of the batch after it.
    fn claim<'a>(
        &self,
        connection: &Connection,
        uses: &'a Uses,
    ) -> Result<Result<Vec<Claim<'a>>, AppendError>, StoreError> {
        let mut query = connection
            .prepare_cached("SELECT position FROM numbers WHERE kind = ?1 AND number = ?2")?;
        let mut claims = Vec::new();
        let mut misuse: Option<Misuse> = None;
        for run in uses.number_runs() {
            let key = (run.kind, run.number.into());
            let before = match (self.group.numbers.get(&key), &self.group.held) {
                (Some(holders), _) => holders.now,
                (None, Some(held)) => held.get(&key).copied(),
                (None, None) if self.first.0 == 1 => None,
                (None, None) => {
                    let found: Option<i64> =
                        query.query_row((run.kind.0, run.number), |row| row.get(0)).optional()?;
                    found.map(from_sql).transpose()?.map(Position)
                }
            };
            match run.settle(before, self.first) {
                Ok(after) => {
                    claims.push(Claim { kind: run.kind, number: run.number, before, after });
                }
                Err(found) => misuse = Some(found.earlier(misuse)),
            }
        }
        Ok(misuse.map_or(Ok(claims), |misuse| Err(misuse.error)))
    }
}

/// Writes the ids of a batch whose first event stands at `first`, and who holds its numbers.
pub(super) fn write_uses(
    connection: &Connection,
    tip: &mut Tip,
    first: Position,
    ids: &[(EventId, u32)],
    claims: &[Claim<'_>],
) -> Result<(), StoreError> {
    let position = |index: u32| Position(first.0 + u64::from(index));
    let ids: Vec<_> = ids.iter().map(|(id, index)| (*id, position(*index))).collect();
    insert_ids(connection, tip, &ids)?;
    write_claims(connection, claims)
}

/// Whether the ledger may hold any of some sorted ids; few are asked for one by one.
fn any_between(connection: &Connection, ids: &[(EventId, u32)]) -> Result<bool, StoreError> {
    let [(low, _), .., (high, _)] = ids else { return Ok(!ids.is_empty()) };
    if ids.len() < RANGE_CHECK_FROM {
        return Ok(true);
    }
    let mut any =
        connection.prepare_cached("SELECT 1 FROM event_ids WHERE id BETWEEN ?1 AND ?2 LIMIT 1")?;
    Ok(any.exists((&low.0[..], &high.0[..]))?)
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

/// Inserts ids in ascending order.
fn insert_ids(
    connection: &Connection,
    tip: &mut Tip,
    ids: &[(EventId, Position)],
) -> Result<(), StoreError> {
    tip.highest_id = ids.last().map_or(tip.highest_id, |(id, _)| tip.highest_id.max(*id));
    let mut insert = Bulk::new(connection, "event_ids (id, position)", ids.len())?;
    for (id, position) in ids {
        insert.row(params![&id.0[..], to_sql(position.0)])?;
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
