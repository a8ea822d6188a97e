//! What a ledger does with personal texts: its key file, and whether it seals at all.
//!
//! Whether it does is chosen when the ledger is created, and stands in its settings with
//! the id of its key file; a ledger without that setting pays one look-up for it.
//!
//! An erasure takes three steps, each synced before the next: the key file is marked with
//! the id of the event; the event is appended; the key is overwritten. A crash after the
//! second leaves the mark, and whoever reads the key file next finishes ([`Ledger::settle`]).
//! So the log never lacks an erasure that was done, and no erasure that it holds
//! stays undone. A key file that was restored from before an erasure is recognised by
//! the number of erasures in the settings, and erased again from the log.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use compact_str::CompactString;
use duebook_events::{Draft, EventData, EventId, Kind, Lang, Position};
use duebook_projections::Fact;
use tokio::sync::OnceCell;

use super::keyfile::{KeyFileError, hex_of};
use super::keyring::Keyring;
use super::lock::{Inode, Lock, Sharing};
use super::opening::{holds_sealed, open_data, open_fields};
use super::sameness;
use crate::ledger::{Ledger, LedgerError, whole};
use crate::messages::personal as told;
use crate::messages::store::defect;
use crate::store::PAGE_EVENTS_MAX;

/// The setting that holds the id of the ledger's key file; absent where nothing is sealed.
pub(crate) const KEYS: &str = "personal.keys";
/// The setting that counts the erased keys.
pub(crate) const ERASED: &str = "personal.erased";

/// Where a ledger's keys are, and what is known of them.
#[derive(Debug)]
pub(crate) struct Desk {
    path: Option<PathBuf>,
    /// The reader's language, for marks in place of texts.
    lang: Lang,
    /// The id of the key file with which the ledger seals; `None` if it does not.
    pub(super) sealing: OnceCell<Option<String>>,
    ring: Mutex<Option<Keyring>>,
    /// The file and its epoch when erasures were finished last.
    settled: Mutex<Option<(Option<Inode>, u64)>>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            path: None,
            lang: Lang::En,
            sealing: OnceCell::new(),
            ring: Mutex::new(None),
            settled: Mutex::new(None),
        }
    }
}

impl Desk {
    /// The path of the key file.
    pub(super) fn path(&self) -> Result<&Path, KeyFileError> {
        self.path.as_deref().ok_or(KeyFileError::Missing)
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// Works with the keys as they stand in the file now.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&mut Keyring) -> Result<T, KeyFileError>,
    ) -> Result<T, KeyFileError> {
        let path = self.path()?;
        // A panic elsewhere leaves what was read; it is read again below.
        let mut held = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let ring = match held.take() {
            Some(mut ring) => match ring.refresh() {
                Ok(()) => ring,
                Err(error) => return Err(error),
            },
            None => Keyring::open(path)?,
        };
        work(held.insert(ring))
    }

    /// How a problem with the key file is told.
    pub(super) fn told(&self, error: &KeyFileError) -> LedgerError {
        problem(self.path.as_deref().unwrap_or(Path::new("?")), error)
    }

    /// Waits for a lock without holding up anybody else's work.
    pub(super) async fn lock(&self, sharing: Sharing) -> Result<Lock, LedgerError> {
        let path = self.path().map_err(|error| self.told(&error))?.to_owned();
        let waiting = tokio::task::spawn_blocking(move || Lock::wait(&path, sharing));
        let locked = waiting.await.map_err(|error| LedgerError::Store(defect(error)))?;
        locked.map_err(|error| self.told(&error))
    }
}

/// How a problem with a key file is told.
pub(super) fn problem(path: &Path, error: &KeyFileError) -> LedgerError {
    let path = path.display();
    LedgerError::Store(match error {
        KeyFileError::Missing => told::keys_missing(path),
        KeyFileError::Exists => return LedgerError::usage_of(told::keys_exist(path)),
        KeyFileError::NotKeys => told::keys_damaged(path, 1),
        KeyFileError::Damaged(line) => told::keys_damaged(path, line),
        KeyFileError::Io(error) => told::keys_unusable(path, error),
        KeyFileError::Random(error) => told::keys_unusable(path, error),
    })
}

/// Creates an empty key file, or takes one that an earlier try left empty; gives the
/// settings with which a ledger seals under it.
///
/// # Errors
/// When there is one with keys already, or it cannot be written.
pub fn create_key_file(path: &Path) -> Result<Vec<(String, String)>, LedgerError> {
    let ring = Keyring::create_or_take_empty(path).map_err(|error| problem(path, &error))?;
    if ring.subjects().next().is_some() {
        return Err(problem(path, &KeyFileError::Exists));
    }
    Ok(vec![(KEYS.to_owned(), hex_of(ring.id()))])
}

impl Ledger {
    /// Names the file of the keys of data subjects, and the language of the marks that
    /// stand for texts which cannot be opened.
    #[must_use]
    pub fn with_personal_keys(mut self, path: PathBuf, lang: Lang) -> Self {
        self.desk.path = Some(path);
        self.desk.lang = lang;
        self
    }

    /// Whether this ledger seals personal texts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seals(&self) -> Result<bool, LedgerError> {
        Ok(self.sealing().await?.is_some())
    }

    /// The same, whatever this process has been told before.
    pub(crate) async fn seals_now(&self) -> Result<bool, LedgerError> {
        Ok(self.store().setting(KEYS).await?.is_some())
    }

    /// Whether it does, as far as this process has asked.
    pub(crate) fn known_sealing(&self) -> Option<bool> {
        self.desk.sealing.get().map(Option::is_some)
    }

    pub(super) async fn sealing(&self) -> Result<Option<&str>, LedgerError> {
        let ask = || async { Ok::<_, LedgerError>(self.store().setting(KEYS).await?) };
        Ok(self.desk.sealing.get_or_try_init(ask).await?.as_deref())
    }

    /// Refuses to record in the clear where a key file says that texts are to be sealed.
    pub(crate) fn check_unsealed(&self) -> Result<(), LedgerError> {
        match &self.desk.path {
            Some(path) if path.exists() => {
                Err(LedgerError::Store(told::sealing_unset(path.display())))
            }
            _ => Ok(()),
        }
    }

    /// Works with the keys with which this ledger seals.
    pub(super) async fn with_keys<T>(
        &self,
        work: impl FnOnce(&mut Keyring) -> Result<T, KeyFileError>,
    ) -> Result<T, LedgerError> {
        let id = self.sealing().await?.unwrap_or_default();
        let checked = self
            .desk
            .with(|ring| if hex_of(ring.id()) == id { work(ring).map(Some) } else { Ok(None) });
        checked.map_err(|error| self.desk.told(&error))?.ok_or_else(|| {
            let path = self.desk.path().unwrap_or(Path::new("?"));
            LedgerError::Store(told::keys_of_another(path.display()))
        })
    }

    /// Finishes erasures that the log holds and the key file does not.
    ///
    /// Nothing is done where everything is finished, which is nearly always; two small
    /// reads tell.
    ///
    /// # Errors
    /// When the key file is not this ledger's or cannot be written, or the store fails.
    pub(crate) async fn settle(&self) -> Result<(), LedgerError> {
        let (pending, erased, at) =
            self.with_keys(|ring| Ok((ring.pending(), ring.erased(), ring.read_at()))).await?;
        let counted = self.erasures_counted().await?;
        let mut done = self.recorded_erasures(pending).await?;
        if counted > erased + done.len() {
            done = self.erasures_of_the_log().await?;
        }
        if done.is_empty() && counted == erased {
            *self.desk.settled.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
            return Ok(());
        }
        let lock = self.desk.lock(Sharing::Alone).await?;
        self.finish_erasures(&lock, &done).await
    }

    /// The same for who has done it before, and need not while nothing was changed.
    pub(super) async fn settle_again(&self) -> Result<(), LedgerError> {
        let at = self.with_keys(|ring| Ok(ring.read_at())).await?;
        let settled = *self.desk.settled.lock().unwrap_or_else(PoisonError::into_inner);
        if settled == Some(at) { Ok(()) } else { self.settle().await }
    }

    /// Overwrites keys and counts them.
    pub(super) async fn finish_erasures(
        &self,
        lock: &Lock,
        done: &[(CompactString, EventId)],
    ) -> Result<(), LedgerError> {
        let erased = self.with_keys(|ring| {
            if !done.is_empty() {
                ring.overwrite(lock, done)?;
            }
            Ok(ring.erased())
        });
        let erased = erased.await?.to_string();
        self.store().set_settings(vec![(ERASED.to_owned(), erased)]).await?;
        Ok(())
    }

    async fn erasures_counted(&self) -> Result<usize, LedgerError> {
        let counted = self.store().setting(ERASED).await?;
        Ok(counted.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Those of some erasures whose events are in the log.
    pub(super) async fn recorded_erasures(
        &self,
        begun: Vec<(CompactString, EventId)>,
    ) -> Result<Vec<(CompactString, EventId)>, LedgerError> {
        if begun.is_empty() {
            return Ok(begun);
        }
        let ids: Vec<crate::store::EventId> =
            begun.iter().map(|(_, id)| crate::store::EventId(*id.0.as_bytes())).collect();
        let found = self.store().find_ids(&ids).await?;
        let recorded = begun.into_iter().zip(found).filter(|(_, position)| position.is_some());
        Ok(recorded.map(|(erasure, _)| erasure).collect())
    }

    /// All erasures that the log holds: the subject, and the first event that erased it.
    pub(super) async fn erasures_of_the_log(
        &self,
    ) -> Result<Vec<(CompactString, EventId)>, LedgerError> {
        let head = self.head().await?;
        let mut found: BTreeMap<CompactString, EventId> = BTreeMap::new();
        let mut next = Position(1);
        while next <= head {
            let page = self.store().read_range(next, head, PAGE_EVENTS_MAX).await?;
            let Some(last) = page.rows.last() else { break };
            next = Position(last.position.0 + 1);
            for row in &page.rows {
                if Kind::from_code(row.kind.0) != Some(Kind::PersonalErased) {
                    continue;
                }
                let draft = whole(&page, row)?;
                if let EventData::PersonalErased(e) = &draft.data {
                    found.entry(e.subject.0.clone()).or_insert(draft.id);
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    /// Works with the keys for reading, whatever state they are in: without a usable
    /// key file there are none.
    pub(super) async fn with_keys_to_read<T>(
        &self,
        work: impl FnOnce(Option<&Keyring>) -> T,
    ) -> Result<T, LedgerError> {
        if self.sealing().await?.is_some() && self.settle().await.is_err() {
            // Somebody who may only read cannot overwrite: they read no more than if they had.
            let begun = self.desk.with(|ring| Ok(ring.pending())).unwrap_or_default();
            let mut done = self.recorded_erasures(begun).await?;
            let erased = self.desk.with(|ring| Ok(ring.erased())).unwrap_or_default();
            if self.erasures_counted().await? > erased + done.len() {
                done = self.erasures_of_the_log().await?;
            }
            let forgotten = self.desk.with(|ring| {
                for (subject, _) in &done {
                    ring.forget(subject);
                }
                Ok(())
            });
            if forgotten.is_err() {
                return Ok(work(None));
            }
        }
        let mut work = Some(work);
        let mut now = |ring: Option<&Keyring>| work.take().map(|work| work(ring));
        let done = match self.desk.with(|ring| Ok(now(Some(ring)))) {
            Ok(done) => done,
            Err(_) => now(None),
        };
        done.ok_or_else(|| LedgerError::Store(defect("the keys were asked for twice")))
    }

    /// Opens the personal texts of facts that are shown to people; what cannot be opened
    /// becomes a mark.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_facts(&self, facts: &mut [Fact]) -> Result<(), LedgerError> {
        self.open_each(facts.iter_mut().map(|fact| (fact.id, &mut fact.data))).await
    }

    /// The same for payloads with their events' ids.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_each<'d>(
        &self,
        payloads: impl Iterator<Item = (EventId, &'d mut EventData)>,
    ) -> Result<(), LedgerError> {
        let mut sealed: Vec<(EventId, &mut EventData)> =
            payloads.filter_map(|(id, data)| holds_sealed(data).then_some((id, data))).collect();
        if sealed.is_empty() {
            return Ok(());
        }
        let lang = self.desk.lang();
        self.with_keys_to_read(|ring| {
            for (id, data) in &mut sealed {
                open_data(ring, lang, *id, data);
            }
        })
        .await
    }

    /// A customer's facts with their personal texts opened, for papers and stories.
    ///
    /// # Errors
    /// When the store fails, or holds something this program does not know.
    pub async fn readable_facts(
        &self,
        customer: &duebook_events::CustomerId,
    ) -> Result<Vec<Fact>, LedgerError> {
        let mut facts = self.facts(customer).await?;
        self.open_facts(&mut facts).await?;
        Ok(facts)
    }

    /// Opens the personal texts of whole drafts, their bytes as well. Texts that cannot be
    /// opened become marks where `marks` are wanted, and stay sealed else.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_drafts(&self, drafts: &mut [Draft], marks: bool) -> Result<(), LedgerError> {
        let lang = self.desk.lang();
        self.with_keys_to_read(|ring| {
            for draft in drafts {
                let (kind, id) = (draft.data.kind(), draft.id);
                let lang = marks.then_some(lang);
                draft.bytes =
                    draft.bytes.changed(|fields| open_fields(ring, lang, kind, id, fields));
                if marks {
                    open_data(ring, self.desk.lang(), id, &mut draft.data);
                }
            }
        })
        .await
    }

    /// Whether two events are the same once their texts are opened.
    pub(crate) async fn same_when_opened(
        &self,
        recorded: &Draft,
        draft: &Draft,
    ) -> Result<bool, LedgerError> {
        if recorded.same_as(draft) {
            return Ok(true);
        }
        if !recorded.same_but_for_data(draft) {
            return Ok(false);
        }
        self.with_keys_to_read(|ring| sameness::same(ring, recorded, draft)).await
    }
}
