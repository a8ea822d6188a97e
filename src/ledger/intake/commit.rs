//! From a batch to the log: once, or again when others were faster.

use std::sync::atomic::Ordering;

use duebook_events::Position;

use super::identity::busy;
use super::{Drafts, Intake, IntakeOptions, Place, Receipt};
use crate::ledger::Ledger;
use crate::ledger::error::LedgerError;
use crate::store::{AppendError, Batch, Document};

/// How often a batch is tried again when others write to the same customers.
pub(in crate::ledger) const ATTEMPTS: usize = 20;

impl Intake<'_> {
    /// Records the batch; `Ok(None)` when others wrote to its customers meanwhile
    /// and it must be put together again.
    ///
    /// # Errors
    /// When the store refuses or fails.
    async fn commit(mut self, documents: Vec<Document>) -> Result<Option<Receipt>, LedgerError> {
        let mut receipt = self.receipt();
        if self.options.dry_run {
            return Ok(Some(receipt));
        }
        if self.stale {
            return Ok(None);
        }
        if self.events.is_empty() && documents.is_empty() {
            self.ledger.keep(self.books.into_values());
            return Ok(Some(receipt));
        }
        let held = match self.personal.take() {
            Some(personal) => personal.seal(self.ledger, &mut self.events).await?,
            None => None,
        };
        let batch = Batch {
            expected: self.expected,
            expected_head: (self.place == Place::Exactly).then_some(self.base),
            events: self.events,
            documents,
            projections: Vec::new(),
            preserve_recorded_at: self.options.preserve_recorded_at,
            not_before_ms: self.now.millis(),
        };
        match self.ledger.store.append(batch).await {
            Ok(appended) => {
                self.ledger.tip.fetch_max(appended.head.position.0, Ordering::AcqRel);
                let expected = Position(self.base.0 + 1);
                let later = appended.first.0.saturating_sub(expected.0);
                let books = self.books.into_values().map(|mut book| {
                    if later > 0 {
                        book.renumber(expected, later);
                    }
                    book
                });
                self.ledger.keep(books);
                receipt.head = appended.head.position;
                if let Some(held) = held {
                    held.appended(self.ledger).await?;
                }
                Ok(Some(receipt))
            }
            // Somebody was faster: look again with what they wrote.
            Err(
                AppendError::VersionConflict { .. }
                | AppendError::HeadConflict { .. }
                | AppendError::IdTaken { .. }
                | AppendError::NumberTaken { .. }
                | AppendError::RecordedAtDecreases { .. },
            ) => {
                if let Some(held) = held {
                    held.refused(self.ledger).await?;
                }
                Ok(None)
            }
            // Whether it was recorded is found out when the keys are read next.
            Err(error) => Err(error.into()),
        }
    }
}

impl Ledger {
    /// Takes drafts in as one batch: all of them, or nothing.
    ///
    /// # Errors
    /// The first draft that is refused or in conflict, or the store.
    pub async fn append(
        &self,
        drafts: &dyn Drafts,
        options: IntakeOptions,
        documents: &[Document],
    ) -> Result<Receipt, LedgerError> {
        if drafts.is_plain()
            && !options.preserve_recorded_at
            && !options.dry_run
            && let Some(mut intake) = Intake::begin_fast(self, options)
            && intake.take(drafts).await.is_ok()
            && let Some(receipt) = intake.commit(documents.to_vec()).await?
        {
            return Ok(receipt);
        }
        for _ in 0..ATTEMPTS {
            let mut intake = Intake::begin(self, options).await?;
            intake.take(drafts).await?;
            if let Some(receipt) = intake.commit(documents.to_vec()).await? {
                return Ok(receipt);
            }
        }
        Err(busy(ATTEMPTS))
    }
}
