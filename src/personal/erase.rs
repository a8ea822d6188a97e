//! Erasing a subject's key, and beginning a new key file after one was lost.

use duebook_events::Fault;
use duebook_events::spelling::suggest;
use serde_json::json;

use super::desk::{ERASED, KEYS, problem};
use super::keyfile::{KeyFileError, hex_of};
use super::keyring::Keyring;
use super::lock::{Lock, Sharing};
use super::subjects::{Readable, Subject};
use crate::ledger::intake::{Chunk, Drafts, IntakeOptions, Numbered};
use crate::ledger::view::Question;
use crate::ledger::{Ledger, LedgerError};
use crate::messages::personal as told;

/// An erasure that this program's own command asks for, whoever is asking.
struct ByCommand(Vec<Numbered>);

impl Drafts for ByCommand {
    fn chunk(&self, index: usize) -> Option<Chunk> {
        self.0.chunk(index)
    }

    fn is_erase_command(&self) -> bool {
        true
    }
}

fn is_erased_already(error: &LedgerError) -> bool {
    error.message().code == told::erased_already("").code
}

/// What an erasure did.
#[derive(Debug, Clone)]
pub struct Erased {
    /// What the log holds about the subject; as it was before in a dry run.
    pub subject: Subject,
    /// Whether it had been erased before.
    pub already: bool,
}

impl Ledger {
    /// Erases a data subject: records `personal.erased` and overwrites the key. What was
    /// begun and cut off is finished; what is done is not recorded again.
    ///
    /// # Errors
    /// When the ledger seals nothing, the subject is unknown or under a legal hold, the
    /// key file cannot be written, or the store fails.
    pub async fn erase(
        &self,
        subject: &str,
        reason: &str,
        dry_run: bool,
    ) -> Result<Erased, LedgerError> {
        if !self.seals().await? {
            return Err(LedgerError::refused(Fault::of("subject", told::nothing_sealed())));
        }
        if reason.trim().is_empty() {
            return Err(LedgerError::usage_of(told::reason_missing()));
        }
        // Nothing may be recorded that could not be done.
        self.settle().await?;
        let before = self.subject(subject).await?;
        if before.erased.is_some() {
            return Ok(Erased { subject: before, already: true });
        }
        let stream = self.stream_of_subject(subject).await?;
        let today = self.view(&Question::default()).await?.cut.as_of;
        let data = json!({"subject": subject, "reason": reason});
        let draft = self.own_draft("personal.erased", &stream, today, data, self.caller(), None)?;
        let options =
            IntakeOptions { preserve_recorded_at: false, dry_run, ..IntakeOptions::default() };
        let recorded = self.append(&ByCommand(vec![(0, draft)]), options, &[]).await;
        if dry_run {
            return recorded.map(|_| Erased { subject: before, already: false });
        }
        let subject = self.subject(subject).await?;
        match recorded {
            Ok(_) => Ok(Erased { subject, already: false }),
            // Somebody else was faster: once is enough.
            Err(error) if is_erased_already(&error) && subject.erased.is_some() => {
                Ok(Erased { subject, already: true })
            }
            Err(error) => Err(error),
        }
    }

    /// What the log holds about one subject.
    ///
    /// # Errors
    /// With the nearest id, when there is no such subject.
    pub async fn subject(&self, id: &str) -> Result<Subject, LedgerError> {
        let subjects = self.subjects().await?;
        if let Some(found) = subjects.iter().find(|subject| subject.subject == id) {
            return Ok(found.clone());
        }
        let message = told::no_such_subject(id);
        let known = subjects.iter().map(|subject| subject.subject.as_str());
        Err(LedgerError::refused(Fault::of(
            "subject",
            match suggest(id, known) {
                Some(words) => message.hinting(words),
                None => message,
            },
        )))
    }

    /// Begins a new key file in place of one that is lost. Subjects that the log has
    /// erased stay erased; all other texts sealed so far stay unreadable. Gives how many
    /// subjects have lost their keys.
    ///
    /// # Errors
    /// When the ledger seals nothing, or the old file is there.
    pub async fn new_key_file(&self) -> Result<usize, LedgerError> {
        let Some(id) = self.sealing().await?.map(ToOwned::to_owned) else {
            return Err(LedgerError::refused(Fault::of("", told::nothing_sealed())));
        };
        let path = self.desk.path().map_err(|error| self.desk.told(&error))?;
        match Keyring::open(path) {
            Ok(ring) if hex_of(ring.id()) == id => {
                return Err(LedgerError::usage_of(told::keys_not_lost(path.display())));
            }
            Err(KeyFileError::Missing) => {}
            // Begun before, and cut off before the ledger knew of it.
            Ok(ring) if ring.subjects().all(|(_, live)| !live) => {}
            // Whatever it is, it is not overwritten.
            Ok(_) | Err(_) => {
                return Err(LedgerError::usage_of(told::keys_exist(path.display())));
            }
        }
        let erased = self.erasures_of_the_log().await?;
        let lost = self.subjects().await?;
        let lost = lost.iter().filter(|s| s.texts > 0 && s.readable == Readable::NoKey).count();
        let begin = || {
            let mut ring = Keyring::create_or_take_empty(path)?;
            let lock = Lock::wait(path, Sharing::Alone)?;
            ring.overwrite(&lock, &erased)?;
            Ok((hex_of(ring.id()), ring.erased().to_string()))
        };
        let (id, erased) = begin().map_err(|error: KeyFileError| problem(path, &error))?;
        let settings = vec![(KEYS.to_owned(), id), (ERASED.to_owned(), erased)];
        self.store().set_settings(settings).await?;
        Ok(lost)
    }
}
