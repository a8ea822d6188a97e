//! What making and importing the history took.

use super::Line;
use super::bed::Bed;
use crate::ledger::LedgerError;

/// The lines of the history that all topics share: one run.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.ledger().await?;
    Ok(bed.import_lines())
}
