//! What the program shall do with this ledger.

use rusqlite::{Connection, OptionalExtension as _};

use crate::store::error::StoreError;

/// Reads a setting.
pub(super) fn get(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let mut query = connection.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0)).optional()?)
}

/// Changes settings, within the writer's transaction.
pub(super) fn set(
    connection: &Connection,
    settings: &[(String, String)],
) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached(
        "INSERT INTO settings (key, value) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET value = excluded.value",
    )?;
    for (key, value) in settings {
        put.execute((key, value))?;
    }
    Ok(())
}
