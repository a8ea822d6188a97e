//! The segment cache under a replay: when it is used, and when it is written.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use duebook_events::{CustomerId, Position};

use super::shelf::Shelf;
use crate::ledger::LedgerError;
use crate::merkle::Hash;
use crate::segments::{self, Segments};
use crate::store::EventStore;

/// A log of fewer events is read as fast as its cache is found.
pub const WORTH_CACHING: u64 = 20_000;
/// A cache is written again once the events that it lacks are this part of the log.
const LACKING_MAX: u64 = 8;

/// What a replay knows of the cache beside its ledger.
#[derive(Debug, Default)]
pub struct Warm {
    /// The cache, where the log vouches for it.
    found: Option<Segments>,
    keep: Option<Keep>,
}

/// Where a cache is to be written.
#[derive(Debug)]
struct Keep {
    path: PathBuf,
    ledger: PathBuf,
    root: Hash,
    events: u64,
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
        let path = path_beside(&ledger);
        let found = match Segments::open(&path) {
            Some(segments) if vouched_for(store, &segments).await? => Some(segments),
            _ => None,
        };
        let covered = found.as_ref().map_or(0, Segments::events);
        let wanting = known_at.0.saturating_sub(covered);
        let keep = if wanting > known_at.0 / LACKING_MAX {
            let root = store.tree_root(known_at.0).await?;
            Some(Keep { path, ledger, root, events: known_at.0 })
        } else {
            None
        };
        Ok(Self { found, keep })
    }

    /// The same for whoever reads the log itself, and leaves a cache behind.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leave(
        store: &dyn EventStore,
        known_at: Position,
        least: u64,
    ) -> Result<Self, LedgerError> {
        let known = Self::look(store, known_at, least).await?;
        // Whoever reads everything writes everything that it has read.
        Ok(Self { found: None, ..known })
    }

    /// The cache, if there is a sound one.
    #[must_use]
    pub fn segments(&self) -> Option<&Segments> {
        self.found.as_ref()
    }

    /// Writes the cache, if it is wanted, from what a replay has read. A cache that
    /// cannot be written is none: the log answers as well.
    pub(super) fn keep(&self, names: &[&(u32, CustomerId)], shelf: &Shelf) {
        let Some(keep) = &self.keep else { return };
        let records = names.iter().map(|(stream, _)| {
            let mut pieces = Vec::new();
            if let Some(segments) = &self.found {
                let mut before = Vec::new();
                if !segments.read(*stream, &mut before) {
                    return Err(io::Error::other("the old cache is damaged"));
                }
                pieces.push(Cow::Owned(before));
            }
            pieces.extend(shelf.records(*stream).map(Cow::Borrowed));
            Ok((*stream, pieces))
        });
        let covers = (keep.events, keep.root);
        let _ = segments::write(&keep.path, &keep.ledger, covers, records);
    }
}

/// The path of the cache of a ledger.
fn path_beside(ledger: &std::path::Path) -> PathBuf {
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
