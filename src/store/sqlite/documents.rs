//! Documents: files under their SHA-256.

use rusqlite::{Connection, OptionalExtension as _};

use crate::store::data::Document;
use crate::store::error::StoreError;
use crate::store::prepare::sha256;

/// Keeps a document whose hash has been verified, unless it is there already.
pub(super) fn insert(connection: &Connection, document: &Document) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO documents (sha256, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute((&document.sha256[..], &document.bytes[..]))?;
    Ok(())
}

/// Reads a document and verifies its hash again.
pub(super) fn get(
    connection: &Connection,
    wanted: [u8; 32],
) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT bytes FROM documents WHERE sha256 = ?1")?
        .query_row([&wanted[..]], |row| row.get(0))
        .optional()?;
    match bytes {
        Some(bytes) if sha256(&bytes) != wanted => {
            Err(StoreError::Damaged("a document does not have its SHA-256 any more".to_owned()))
        }
        other => Ok(other),
    }
}

/// Tells whether a document is there.
pub(super) fn has(connection: &Connection, wanted: [u8; 32]) -> Result<bool, StoreError> {
    let mut query = connection.prepare_cached("SELECT 1 FROM documents WHERE sha256 = ?1")?;
    Ok(query.exists([&wanted[..]])?)
}
