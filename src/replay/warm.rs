//! The segment cache under a replay: when it is used, and when it is written.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use duebook_events::{CustomerId, Position};
use duebook_projections::{Cut, Fact};

use super::record::{self, Reads};
use super::shelf::Shelf;
use super::stream_names;
use crate::ledger::LedgerError;
use crate::merkle::Hash;
use crate::segments::{self, Segments};
use crate::store::EventStore;

/// A log of fewer events is read as fast as its cache is found.
pub const WORTH_CACHING: u64 = 10_000;
/// A cache is written again once the events that it lacks are this part of the log.
const LACKING_MAX: u64 = 8;

/// What a replay knows of the cache beside its ledger.
#[derive(Debug, Default)]
pub struct Warm {
    /// The cache, where the log vouches for it.
    found: Option<Arc<Segments>>,
    keep: Option<Keep>,
}

/// Where a cache is to be written.
#[derive(Debug)]
struct Keep {
    path: PathBuf,
    ledger: PathBuf,
    root: Hash,
    events: u64,
    /// The streams of customers: a cache of some of them would be none.
    customers: usize,
    /// What stands there, and is left alone if it is the same.
    before: Option<Arc<Segments>>,
}

impl Keep {
    async fn of(
        store: &dyn EventStore,
        ledger: PathBuf,
        known_at: Position,
    ) -> Result<Self, LedgerError> {
        let root = store.tree_root(known_at.0).await?;
        let streams = stream_names(store).await?;
        let customers = streams.iter().filter(|(_, name)| !name.is_ledger()).count();
        let (path, before) = (path_beside(&ledger), None);
        Ok(Self { path, ledger, root, events: known_at.0, customers, before })
    }

    /// Whether what stands there is what would be written.
    fn is_there(&self, names: &[&(u32, CustomerId)], newest: &Shelf) -> bool {
        let Some(before) = &self.before else { return false };
        let (mut records, mut read) = (Vec::new(), Vec::new());
        before.streams() == names.len()
            && names.iter().all(|(stream, _)| {
                records.clear();
                newest.records(*stream).for_each(|piece| records.extend_from_slice(piece));
                before.read(*stream, &mut read) && read == records
            })
    }
}

impl Warm {
    /// Looks for a cache of a log that is known up to a position, and decides whether
    /// to write one; only of a log with `least` events (see [`WORTH_CACHING`]).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn look(
        store: &dyn EventStore,
        known_at: Position,
        least: u64,
    ) -> Result<Self, LedgerError> {
        let Some(ledger) = store.file().filter(|_| known_at.0 >= least) else {
            return Ok(Self::default());
        };
        let found = Self::find(store, known_at, least).await?;
        let covered = found.as_ref().map_or(0, |segments| segments.events());
        let wanting = known_at.0.saturating_sub(covered);
        let keep = if wanting > known_at.0 / LACKING_MAX {
            Some(Keep::of(store, ledger, known_at).await?)
        } else {
            None
        };
        Ok(Self { found, keep })
    }

    /// The cache of a log that is known up to a position, where the log vouches for it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(
        store: &dyn EventStore,
        known_at: Position,
        least: u64,
    ) -> Result<Option<Arc<Segments>>, LedgerError> {
        let ledger = store.file().filter(|_| known_at.0 >= least);
        let Some(segments) = ledger.and_then(|ledger| Segments::open(&path_beside(&ledger))) else {
            return Ok(None);
        };
        let sound = vouched_for(store, &segments).await?;
        Ok(sound.then(|| Arc::new(segments)))
    }

    /// A cache to be written, of a log with `least` events, by whoever reads the log itself all
    /// the same: what stands there, and may be wrong without showing it, is replaced; but not by
    /// one that covers less.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leave(
        store: &dyn EventStore,
        known_at: Position,
        least: u64,
    ) -> Result<Self, LedgerError> {
        let Some(ledger) = store.file().filter(|_| known_at.0 >= least) else {
            return Ok(Self::default());
        };
        let before = Self::find(store, known_at, least).await?;
        let covered = before.as_ref().map_or(0, |segments| segments.events());
        if covered > known_at.0 {
            return Ok(Self::default());
        }
        let before = before.filter(|_| covered == known_at.0);
        let keep = Keep { before, ..Keep::of(store, ledger, known_at).await? };
        Ok(Self { found: None, keep: Some(keep) })
    }

    /// The cache, if there is a sound one.
    #[must_use]
    pub fn segments(&self) -> Option<&Segments> {
        self.found.as_deref()
    }

    /// The same, to be kept.
    #[must_use]
    pub fn found(&self) -> Option<Arc<Segments>> {
        self.found.clone()
    }

    /// Whether a replay of so many customers up to a position reads what is to be
    /// written.
    pub(super) fn keeps(&self, customers: usize, known_at: Position) -> bool {
        let wanted = |keep: &Keep| keep.events == known_at.0 && keep.customers == customers;
        self.keep.as_ref().is_some_and(wanted)
    }

    /// Writes the cache from what a replay has read, where it [`keeps`](Self::keeps)
    /// one. A cache that cannot be written is none: the log answers as well.
    pub(super) fn keep(&self, names: &[&(u32, CustomerId)], newest: &Shelf) {
        let Some(keep) = self.keep.as_ref().filter(|keep| !keep.is_there(names, newest)) else {
            return;
        };
        let records = names.iter().map(|(stream, _)| {
            let mut pieces = Vec::new();
            if let Some(segments) = &self.found {
                let mut before = Vec::new();
                if !segments.read(*stream, &mut before) {
                    return Err(io::Error::other("the old cache is damaged"));
                }
                pieces.push(Cow::Owned(before));
            }
            pieces.extend(newest.records(*stream).map(Cow::Borrowed));
            Ok((*stream, pieces))
        });
        let covers = (keep.events, keep.root);
        let _ = segments::write(&keep.path, &keep.ledger, covers, records);
    }
}

/// The path of the cache of a ledger.
fn path_beside(ledger: &Path) -> PathBuf {
    let mut path = ledger.as_os_str().to_owned();
    path.push(".segments");
    path.into()
}

/// Whether the log has the events that a cache covers.
async fn vouched_for(store: &dyn EventStore, segments: &Segments) -> Result<bool, LedgerError> {
    if segments.events() > store.head().await?.position.0 {
        return Ok(false);
    }
    Ok(store.tree_root(segments.events()).await? == segments.root())
}

/// The facts of one stream that a cache holds and that may count at a point of view;
/// nothing where it is damaged.
#[must_use]
pub fn cached_facts(segments: &Segments, stream: u32, cut: Cut) -> Option<Vec<Fact>> {
    let (mut records, mut facts) = (Vec::new(), Vec::new());
    let sound = segments.read(stream, &mut records)
        && record::read(Reads::Figures, &records, cut, &mut facts).is_ok();
    sound.then_some(facts)
}
