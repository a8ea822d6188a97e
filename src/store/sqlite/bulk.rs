//! Inserting many rows with few statements.
//!
//! A statement that inserts one row spends about as much on beginning and ending as on the row;
//! one that inserts [`ROWS_AT_ONCE`] keeps its place in the table between them.

use std::fmt::Write as _;

use rusqlite::{CachedStatement, Connection, ToSql};

/// Rows that one statement inserts.
const ROWS_AT_ONCE: usize = 32;

/// An insert of a number of rows that is known beforehand.
pub(super) struct Bulk<'c> {
    one: CachedStatement<'c>,
    /// Absent where there are too few rows for it.
    many: Option<CachedStatement<'c>>,
    columns: usize,
    /// Rows that are still to come.
    left: usize,
    /// Rows that are bound and not inserted.
    bound: usize,
}

impl<'c> Bulk<'c> {
    /// Prepares to insert exactly so many rows; `into` is `table (column, …)`.
    pub(super) fn new(
        connection: &'c Connection,
        into: &str,
        rows: usize,
    ) -> rusqlite::Result<Self> {
        let columns = into.matches(',').count() + 1;
        let one = connection.prepare_cached(&insert(into, columns, 1))?;
        let many = (rows >= ROWS_AT_ONCE)
            .then(|| connection.prepare_cached(&insert(into, columns, ROWS_AT_ONCE)))
            .transpose()?;
        Ok(Self { one, many, columns, left: rows, bound: 0 })
    }

    /// Takes one row; it is inserted with the next ones, at the latest with the last.
    pub(super) fn row(&mut self, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
        debug_assert_eq!(values.len(), self.columns);
        let statement = match &mut self.many {
            Some(many) if self.bound + self.left >= ROWS_AT_ONCE => many,
            _ => {
                self.left = self.left.saturating_sub(1);
                return self.one.execute(values).map(drop);
            }
        };
        for (parameter, value) in (self.bound * self.columns + 1..).zip(values) {
            statement.raw_bind_parameter(parameter, value)?;
        }
        self.bound += 1;
        self.left = self.left.saturating_sub(1);
        if self.bound == ROWS_AT_ONCE {
            self.bound = 0;
            statement.raw_execute()?;
        }
        Ok(())
    }
}

fn insert(into: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    // Rolling everything back on a conflict spares the journal that undoing one statement needs;
    // whatever fails here, the writer gives up the whole transaction.
    let mut sql = format!("INSERT OR ROLLBACK INTO {into} VALUES {row}");
    for _ in 1..rows {
        // Writing to a String cannot fail.
        let _ = write!(sql, ",{row}");
    }
    sql
}
