//! A batch whose events are written before it is whole.

use super::identity::busy;
use super::{Intake, IntakeOptions, Receipt};
use crate::ledger::Ledger;
use crate::ledger::error::LedgerError;
use crate::store::Times;

impl<'l> Intake<'l> {
    /// An empty batch on top of the log as it is and stays until the batch ends: nobody
    /// else appends meanwhile.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn begin_long(
        ledger: &'l Ledger,
        options: IntakeOptions,
    ) -> Result<Self, LedgerError> {
        let times = Times {
            preserve_recorded_at: options.preserve_recorded_at,
            not_before_ms: ledger.now().millis(),
        };
        let begun = ledger.store.begin_long(times).await?;
        if ledger.seals_now().await? {
            // Since the caller asked, somebody has decided that personal texts are sealed.
            return Err(busy(1));
        }
        let intake = Self::begin(ledger, options).await?;
        Ok(Self { long: Some(begun.batch), ..intake })
    }

    /// Hands the events over that have been let in so far.
    ///
    /// # Errors
    /// When the store fails; the batch must be dropped then.
    pub(crate) async fn hand_over(&mut self) -> Result<(), LedgerError> {
        let events = std::mem::take(&mut self.events);
        let count = events.len();
        match &mut self.long {
            Some(long) if count > 0 => long.add(events).await?,
            _ => self.events = events,
        }
        self.handed_over = self.lines.len() - self.events.len();
        Ok(())
    }

    /// Records the batch, which has been handed over.
    ///
    /// # Errors
    /// When the store refuses or fails.
    pub(crate) async fn commit_long(mut self) -> Result<Receipt, LedgerError> {
        let mut receipt = self.receipt();
        if let Some(long) = self.long.take()
            && self.handed_over > 0
        {
            let appended = long.commit(std::mem::take(&mut self.expected)).await?;
            receipt.head = appended.head.position;
        }
        self.ledger.keep(self.books.into_values());
        Ok(receipt)
    }
}
