//! Checkpoints, and what others said about them: kept for ever, in a chain.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::sql::{from_sql, to_sql};
use super::tree;
use crate::merkle::Hash;
use crate::store::chain::{FIRST_LINK, link};
use crate::store::data::{Attestation, AttestationKind, NewAttestation};
use crate::store::error::StoreError;

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT number, kind, about, size, root, body, verifier_keys, made_at, link \
             FROM checkpoints ",
            $condition
        )
    };
}

pub(super) const BY_NUMBER: &str = select!("ORDER BY number");
const LAST: &str = select!("ORDER BY number DESC LIMIT 1");
const LAST_CHECKPOINT: &str = select!("WHERE kind = 1 ORDER BY number DESC LIMIT 1");
const ONE: &str = select!("WHERE number = ?1");

/// Keeps one, within the writer's transaction, and gives its number.
///
/// The outer error leaves the transaction in an unknown state; the inner one is a refusal.
pub(super) fn keep(
    connection: &Connection,
    said: &NewAttestation,
) -> Result<Result<u64, StoreError>, StoreError> {
    let newest = one(connection, LAST, [])?;
    if let Some(refusal) = refuse(connection, said)? {
        return Ok(Err(refusal));
    }
    let (number, before) = newest.map_or((1, FIRST_LINK), |last| (last.number + 1, last.link));
    let mut insert = connection.prepare_cached(
        "INSERT INTO checkpoints
           (number, kind, about, size, root, body, verifier_keys, made_at, link)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    insert.execute((
        to_sql(number),
        said.kind.code(),
        to_sql(said.about),
        to_sql(said.size),
        &said.root.0[..],
        &said.body[..],
        &said.verifier_keys[..],
        said.made_at_ms,
        &link(&before, number, said)[..],
    ))?;
    connection
        .prepare_cached("UPDATE ledger SET value = ?1 WHERE key = 'checkpoints'")?
        .execute([to_sql(number)])?;
    Ok(Ok(number))
}

/// Says why an attestation may not be kept.
fn refuse(
    connection: &Connection,
    said: &NewAttestation,
) -> Result<Option<StoreError>, StoreError> {
    let other = |size| Some(StoreError::OtherTree { size });
    if said.kind != AttestationKind::Checkpoint {
        let about = one(connection, ONE, [to_sql(said.about)])?.map(|kept| kept.said);
        let fits = about.is_some_and(|kept| {
            kept.kind == AttestationKind::Checkpoint
                && (kept.size, kept.root) == (said.size, said.root)
        });
        return Ok(if fits { None } else { other(said.size) });
    }
    if let Some(newest) = one(connection, LAST_CHECKPOINT, [])?.map(|newest| newest.said) {
        if said.size < newest.size {
            return Ok(Some(StoreError::SmallerTree { size: said.size, newest: newest.size }));
        }
        if !is_ours(connection, newest.size, newest.root)? {
            return Ok(other(newest.size));
        }
    }
    Ok(if is_ours(connection, said.size, said.root)? { None } else { other(said.size) })
}

/// Tells whether the tree has this root at this size.
fn is_ours(connection: &Connection, size: u64, root: Hash) -> Result<bool, StoreError> {
    match tree::root(connection, size) {
        Err(StoreError::NoSuchPosition(_)) => Ok(false),
        ours => Ok(ours? == root),
    }
}

/// All of them, by number.
pub(super) fn all(connection: &Connection) -> Result<Vec<Attestation>, StoreError> {
    let mut query = connection.prepare_cached(BY_NUMBER)?;
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

fn one(
    connection: &Connection,
    question: &str,
    of: impl rusqlite::Params,
) -> Result<Option<Attestation>, StoreError> {
    let mut query = connection.prepare_cached(question)?;
    query.query_row(of, |row| Ok(read(row))).optional()?.transpose()
}

/// Reads one row.
pub(super) fn read(row: &Row<'_>) -> Result<Attestation, StoreError> {
    let number: u64 = from_sql(row.get(0)?)?;
    let damaged = |what: &str| {
        StoreError::Damaged(format!("the {what} of the kept checkpoint {number} is not one"))
    };
    let kind = u8::try_from(row.get::<_, i64>(1)?).ok().and_then(AttestationKind::from_code);
    let root: Vec<u8> = row.get(4)?;
    let link: Vec<u8> = row.get(8)?;
    let said = NewAttestation {
        kind: kind.ok_or_else(|| damaged("kind"))?,
        about: from_sql(row.get(2)?)?,
        size: from_sql(row.get(3)?)?,
        root: Hash(root.try_into().map_err(|_| damaged("root"))?),
        body: row.get(5)?,
        verifier_keys: row.get(6)?,
        made_at_ms: row.get(7)?,
    };
    Ok(Attestation { number, said, link: link.try_into().map_err(|_| damaged("link"))? })
}
