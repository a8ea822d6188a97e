//! Numbers on their way into SQLite and back: it knows only signed 64-bit integers.

use crate::store::error::StoreError;

/// Turns a position, version or count into SQLite's integer. Beyond 2^63 - 1, which no ledger
/// reaches, it gives the largest there is, which no row has.
pub(super) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Turns SQLite's integer into a narrower or unsigned one; one that does not fit was not written
/// by this program.
pub(super) fn from_sql<T: TryFrom<i64>>(number: i64) -> Result<T, StoreError> {
    T::try_from(number)
        .map_err(|_| StoreError::Damaged(format!("the number {number} is out of its range")))
}
