//! From where recorded decisions say that they were taken: the one thing that deriving them again
//! needs and figures are not derived from. It is read from the log, whatever the cache holds.

use std::ops::ControlFlow;

use duebook_events::order::Basis;
use duebook_events::{EventData, Kind, Position};
use duebook_projections::Fact;
use duebook_projections::audit::basis::Origin;

use super::{Progress, parts};
use crate::ledger::{LedgerError, payload};
use crate::store::EventStore;

/// What the bases of the decisions of a log say of that ([`Origin`]), by position.
pub(super) struct Bases(Vec<(Position, Basis)>);

impl Bases {
    /// Reads those of a range of the log; only of the streams that are `wanted`, by number.
    pub(super) fn read(
        store: &dyn EventStore,
        range: (Position, Position),
        workers: usize,
        wanted: &[bool],
        progress: Progress<'_>,
    ) -> Result<Self, LedgerError> {
        let read = |(first, last): (Position, Position), seen: parts::Seen<'_>| {
            let (mut bases, mut failed) = (Vec::new(), None);
            store.scan_facts(first, last, &mut |row| {
                seen(row.position);
                let asked = *wanted.get(row.stream as usize).unwrap_or(&false);
                if row.kind.0 != Kind::OrderDecided as u8 || !asked {
                    return ControlFlow::Continue(());
                }
                match payload(&row) {
                    Ok(EventData::OrderDecided(decided)) => {
                        // What is derived again is not read of it: figures are many bytes.
                        bases.push((row.position, Origin::read(&decided.basis).as_basis()));
                        ControlFlow::Continue(())
                    }
                    // Of another type than its number says: none that has a basis.
                    Ok(_) => ControlFlow::Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                }
            })?;
            failed.map_or(Ok(bases), Err)
        };
        let parts: Vec<Vec<_>> = parts::of_range(range, workers, progress, || read)?;
        Ok(Self(parts.into_iter().flatten().collect()))
    }

    /// Puts back what facts out of a cache have forgotten.
    pub(super) fn restore(&self, facts: &mut [Fact]) {
        for fact in facts {
            if let EventData::OrderDecided(decided) = &mut fact.data
                && let Ok(at) = self.0.binary_search_by_key(&fact.position, |(at, _)| *at)
            {
                decided.basis.clone_from(&self.0[at].1);
            }
        }
    }
}
