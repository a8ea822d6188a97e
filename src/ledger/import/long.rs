//! A long file: read, judged and written at the same time, committed at its end.

use std::io::Read;
use std::sync::atomic::Ordering;

use super::pieces::{Failed, Pieces};
use crate::ledger::intake::{Intake, IntakeOptions, Receipt};
use crate::ledger::{Ledger, LedgerError};

impl Ledger {
    /// Whether a file may be written piece by piece. A rehearsal writes nothing, and what
    /// is sealed is sealed as a whole, under keys that are held until all of it is in the log.
    pub(super) async fn takes_pieces(&self, options: IntakeOptions) -> Result<bool, LedgerError> {
        Ok(!options.dry_run && !self.seals().await?)
    }

    /// Imports a file whose events are written as soon as they have been judged.
    pub(super) async fn import_long(
        &self,
        file: Box<dyn Read + Send>,
        failed: Failed,
        options: IntakeOptions,
    ) -> Result<Receipt, LedgerError> {
        let mut intake = Intake::begin_long(self, options).await?;
        let mut pieces = Pieces::of(file, failed, self.caller());
        while let Some(chunk) = pieces.next().await {
            intake.admit(chunk.drafts).await?;
            if let Some(error) = chunk.then {
                return Err(error);
            }
            intake.hand_over().await?;
        }
        let receipt = intake.commit_long().await?;
        self.tip.fetch_max(receipt.head.0, Ordering::AcqRel);
        Ok(receipt)
    }
}
