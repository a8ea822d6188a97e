//! Sealing at the door: the one place where plain personal texts become sealed ones,
//! just before the bytes of a batch are handed to the store.

use compact_str::CompactString;
use duebook_events::{Draft, DraftBytes, EventData, EventId, Fault};

use super::keyring::{KeyState, Keyring};
use super::lock::{Lock, Sharing};
use super::sealing::{Plan, first_broken};
use crate::ledger::intake::check_length;
use crate::ledger::{Ledger, LedgerError};
use crate::messages::personal as told;
use crate::store::NewEvent;

/// What a batch has to do with personal texts.
#[derive(Debug, Default)]
pub(crate) struct Personal {
    /// Which event of the batch, at which line, and what is to be sealed in it.
    plans: Vec<(usize, u64, Plan)>,
    /// Subjects that the batch erases, with the events that do.
    erasures: Vec<(CompactString, EventId)>,
    /// Those of them that must not have been erased before, with their lines: all but what
    /// a history that is taken over holds.
    anew: Vec<(u64, CompactString)>,
}

/// Keys that stay as they are until the batch is in the log, or is not.
#[must_use = "the batch is told what became of it"]
pub(crate) struct Held {
    lock: Lock,
    erasures: Vec<(CompactString, EventId)>,
}

impl Personal {
    /// Lets a draft in as the next event of the batch, or says why its texts cannot
    /// be sealed. Nothing is written yet.
    pub async fn admit(
        &mut self,
        ledger: &Ledger,
        draft: &Draft,
        event: usize,
        line: u64,
        new: bool,
    ) -> Result<(), LedgerError> {
        let plan = Plan::of(draft);
        if !plan.texts.is_empty() || (new && plan.sealed) {
            let gone = |subject: &str| self.erasures.iter().any(|(erased, _)| erased == subject);
            let refused = ledger.with_keys(|ring| {
                let erased = plan.texts.iter().find(|(_, subject)| {
                    gone(subject) || matches!(ring.state(subject), KeyState::Erased)
                });
                Ok(match erased {
                    Some((place, subject)) => {
                        Some(Fault::of(place.to_string(), told::subject_erased(subject)))
                    }
                    // A history that is taken over is taken as it is.
                    None if !new => None,
                    None => first_broken(draft, |subject| live(ring, subject)).map(
                        |(place, subject)| {
                            Fault::of(place.to_string(), told::seal_does_not_open(subject))
                        },
                    ),
                })
            });
            if let Some(fault) = refused.await? {
                return Err(LedgerError::at_line(line, fault));
            }
        }
        if !plan.texts.is_empty() {
            self.plans.push((event, line, plan));
        }
        if let EventData::PersonalErased(e) = &draft.data {
            if new && self.erasures.iter().any(|(erased, _)| *erased == e.subject.0) {
                return Err(erased_already(line, &e.subject.0));
            }
            if new {
                self.anew.push((line, e.subject.0.clone()));
            }
            self.erasures.push((e.subject.0.clone(), draft.id));
        }
        Ok(())
    }

    /// Seals the texts of the batch under keys that are on the disk, and marks those
    /// that it erases. The batch must be appended, and told, while the answer is held.
    pub async fn seal(
        self,
        ledger: &Ledger,
        events: &mut [NewEvent],
    ) -> Result<Option<Held>, LedgerError> {
        if self.plans.is_empty() && self.erasures.is_empty() {
            return Ok(None);
        }
        self.make_keys(ledger).await?;
        let lock = self.lock(ledger).await?;
        let sealed = ledger.with_keys(|ring| {
            ring.refresh_under(&lock)?;
            Ok(self.check_anew(ring).and_then(|()| self.seal_all(ring, events)))
        });
        sealed.await??;
        if !self.erasures.is_empty() {
            let marks: Vec<_> = self
                .erasures
                .iter()
                .map(|(subject, event)| (subject.clone(), Some(*event)))
                .collect();
            ledger.with_keys(|ring| ring.mark(&lock, &marks)).await?;
        }
        Ok(Some(Held { lock, erasures: self.erasures }))
    }

    /// Waits for the lock under which no key of the batch is erased by anybody else, nor
    /// should have been: who was killed between recording an erasure and overwriting the
    /// key has left that to others.
    async fn lock(&self, ledger: &Ledger) -> Result<Lock, LedgerError> {
        let sharing = if self.erasures.is_empty() { Sharing::Together } else { Sharing::Alone };
        ledger.settle_again().await?;
        loop {
            let lock = ledger.desk.lock(sharing).await?;
            let marked = ledger.with_keys(|ring| {
                let erased = self.erasures.iter().map(|(subject, _)| subject.as_str());
                let mut marked: Vec<(CompactString, EventId)> = self
                    .subjects()
                    .chain(erased)
                    .filter_map(|subject| Some((subject.into(), ring.marked(subject)?)))
                    .collect();
                marked.dedup();
                Ok(marked)
            });
            if ledger.recorded_erasures(marked.await?).await?.is_empty() {
                return Ok(lock);
            }
            drop(lock);
            ledger.settle().await?;
        }
    }

    /// Of two that erase a subject at once, one does.
    fn check_anew(&self, ring: &Keyring) -> Result<(), LedgerError> {
        let erased = |subject: &str| matches!(ring.state(subject), KeyState::Erased);
        match self.anew.iter().find(|(_, subject)| erased(subject)) {
            Some((line, subject)) => Err(erased_already(*line, subject)),
            None => Ok(()),
        }
    }

    fn subjects(&self) -> impl Iterator<Item = &str> {
        let texts = self.plans.iter().flat_map(|(_, _, plan)| &plan.texts);
        texts.map(|(_, subject)| subject.as_str())
    }

    /// Makes the keys that are missing, once for the whole batch.
    async fn make_keys(&self, ledger: &Ledger) -> Result<(), LedgerError> {
        let unknown = |ring: &Keyring| {
            self.subjects().any(|subject| matches!(ring.state(subject), KeyState::Unknown))
        };
        if ledger.with_keys(|ring| Ok(unknown(ring))).await? {
            let lock = ledger.desk.lock(Sharing::Alone).await?;
            ledger.with_keys(|ring| ring.create_keys(&lock, self.subjects())).await?;
        }
        Ok(())
    }

    fn seal_all(&self, ring: &Keyring, events: &mut [NewEvent]) -> Result<(), LedgerError> {
        for (index, line, plan) in &self.plans {
            // Erased since the door looked.
            let erased = plan.texts.iter().find(|(_, subject)| live(ring, subject).is_none());
            if let Some((place, subject)) = erased {
                let fault = Fault::of(place.to_string(), told::subject_erased(subject));
                return Err(LedgerError::at_line(*line, fault));
            }
            let event = &mut events[*index];
            let plain = DraftBytes {
                head: std::mem::take(&mut event.head),
                data_at: event.data_at,
                data_len: event.data_len,
                middle: std::mem::take(&mut event.middle),
            };
            let bytes = plan.seal(&plain, |subject| live(ring, subject)).map_err(|error| {
                let path = ring.path().display();
                LedgerError::Store(told::keys_unusable(path, error))
            })?;
            check_length(*line, &bytes)?;
            (event.head, event.middle) = (bytes.head, bytes.middle);
            (event.data_at, event.data_len) = (bytes.data_at, bytes.data_len);
        }
        Ok(())
    }
}

fn erased_already(line: u64, subject: &str) -> LedgerError {
    LedgerError::at_line(line, Fault::of("data.subject", told::erased_already(subject)))
}

fn live<'k>(ring: &'k Keyring, subject: &str) -> Option<&'k super::cipher::Key> {
    match ring.state(subject) {
        KeyState::Live(key) => Some(key),
        _ => None,
    }
}

impl Held {
    /// The batch is in the log: the keys that it erases are overwritten.
    pub async fn appended(self, ledger: &Ledger) -> Result<(), LedgerError> {
        if self.erasures.is_empty() {
            return Ok(());
        }
        let finished = ledger.finish_erasures(&self.lock, &self.erasures).await;
        finished.map_err(|error| {
            let path = ledger.desk.path().map(|path| path.display().to_string());
            let problem = &error.message().problem;
            LedgerError::Store(told::key_not_overwritten(path.unwrap_or_default(), problem))
        })
    }

    /// The batch is not in the log, and nothing is to be erased.
    pub async fn refused(self, ledger: &Ledger) -> Result<(), LedgerError> {
        let marks: Vec<_> =
            self.erasures.iter().map(|(subject, _)| (subject.clone(), None)).collect();
        if marks.is_empty() {
            return Ok(());
        }
        ledger.with_keys(|ring| ring.mark(&self.lock, &marks)).await
    }
}
