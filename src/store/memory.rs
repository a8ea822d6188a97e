//! The store in memory: the reference that the others are compared with, and a fake for tests.
//!
//! Everything stands in ordered maps behind one mutex, and a batch is checked event by event in
//! the order of the rules. Nothing survives the process.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::Mutex as Turn;

use super::EventStore;
use super::data::{
    Appended, Attestation, Batch, Document, Expected, FactRow, Generation, Head, NewAttestation,
    PAGE_EVENTS_MAX, Page, ProjectionRow, ProjectionWrite, StreamHead, StreamInfo,
};
use super::error::{AppendError, StoreError};
use super::inspect::Inspector;
use super::long::{Begun, Times};
use super::plain::{EventId, NumberKind, Position, StreamId};
use super::prepare::{check_document, prepare};
use crate::merkle::Hash;

mod evidence;
mod long;
mod state;

use evidence::index;
use state::{State, head_of};

/// A ledger that lives as long as the process.
#[derive(Default)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
    /// Held by whoever appends.
    appending: Arc<Turn<()>>,
}

impl MemoryStore {
    /// Makes an empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventStore for MemoryStore {
    async fn head(&self) -> Result<Head, StoreError> {
        Ok(self.state().head())
    }

    async fn append(&self, batch: Batch) -> Result<Appended, AppendError> {
        prepare(batch.clone())?;
        let _turn = self.appending.lock().await;
        let mut state = self.state();
        state.refuse(&batch)?;
        Ok(state.append(batch))
    }

    async fn begin_long(&self, times: Times) -> Result<Begun, AppendError> {
        long::begin(&self.state, &self.appending, times).await
    }

    async fn streams(&self) -> Result<Vec<StreamInfo>, StoreError> {
        let state = self.state();
        let info = |(id, (index, positions)): (&StreamId, &(u32, Vec<Position>))| {
            Some(StreamInfo { index: *index, id: id.clone(), head: head_of(positions)? })
        };
        let mut streams: Vec<_> = state.streams.iter().filter_map(info).collect();
        streams.sort_unstable_by_key(|stream| stream.index);
        Ok(streams)
    }

    async fn stream_head(&self, stream: &StreamId) -> Result<Option<StreamHead>, StoreError> {
        Ok(self.state().streams.get(stream).and_then(|(_, positions)| head_of(positions)))
    }

    async fn find_ids(&self, ids: &[EventId]) -> Result<Vec<Option<Position>>, StoreError> {
        let state = self.state();
        Ok(ids.iter().map(|id| state.ids.get(id).copied()).collect())
    }

    async fn find_numbers(
        &self,
        numbers: &[(NumberKind, String)],
    ) -> Result<Vec<Option<Position>>, StoreError> {
        let state = self.state();
        Ok(numbers.iter().map(|number| state.numbers.get(number).copied()).collect())
    }

    async fn holder(&self, kind: NumberKind, number: &str) -> Result<Option<StreamId>, StoreError> {
        let state = self.state();
        let Some(position) = state.numbers.get(&(kind, number.to_owned())) else {
            return Ok(None);
        };
        let holds = |(_, (_, positions)): &(&StreamId, &(u32, Vec<Position>))| {
            positions.binary_search(position).is_ok()
        };
        Ok(state.streams.iter().find(holds).map(|(stream, _)| stream.clone()))
    }

    async fn read_positions(&self, positions: &[Position]) -> Result<Page, StoreError> {
        self.state().page(positions.iter())
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        up_to: Option<Position>,
    ) -> Result<Page, StoreError> {
        let state = self.state();
        let positions = state.streams.get(stream).map_or(&[][..], |(_, positions)| positions);
        state.page(positions.iter().filter(|position| up_to.is_none_or(|end| **position <= end)))
    }

    async fn read_stream_after(
        &self,
        stream: &StreamId,
        after: Position,
    ) -> Result<Option<(u32, Page)>, StoreError> {
        let state = self.state();
        let Some((index, positions)) = state.streams.get(stream) else { return Ok(None) };
        let newest = positions.iter().filter(|position| **position > after);
        Ok(Some((*index, state.page(newest)?)))
    }

    async fn read_range(
        &self,
        from: Position,
        to: Position,
        limit: usize,
    ) -> Result<Page, StoreError> {
        self.state().range(from, to, limit)
    }

    async fn position_at(&self, time_ms: i64) -> Result<Position, StoreError> {
        let state = self.state();
        Ok(Position(state.events.partition_point(|(row, _)| row.recorded_at_ms <= time_ms) as u64))
    }

    fn scan(
        &self,
        from: Position,
        to: Position,
        page_events: usize,
        sink: &mut dyn FnMut(Page) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let to = to.min(self.state().head().position);
        let mut from = from;
        loop {
            // The log only grows, so that pages taken one by one are one snapshot up to `to`.
            let page = self.state().range(from, to, page_events.max(1))?;
            let Some(last) = page.rows.last().map(|row| row.position) else {
                return Ok(());
            };
            if sink(page).is_break() {
                return Ok(());
            }
            from = Position(last.0 + 1);
        }
    }

    fn scan_facts(
        &self,
        from: Position,
        to: Position,
        sink: &mut dyn FnMut(FactRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.scan(from, to, PAGE_EVENTS_MAX, &mut |page| {
            page.rows.iter().try_for_each(|row| sink(page.fact(row)))
        })
    }

    async fn tree_root(&self, size: u64) -> Result<Hash, StoreError> {
        self.state().prover(size)?.root(size)
    }

    async fn leaf_hashes(&self, positions: &[Position]) -> Result<Vec<Hash>, StoreError> {
        let state = self.state();
        let size = state.head().position.0;
        let mut prover = state.prover(size)?;
        positions.iter().map(|position| prover.leaf(index(*position, size)?)).collect()
    }

    async fn inclusion_proofs(
        &self,
        positions: &[Position],
        size: u64,
    ) -> Result<Vec<Vec<Hash>>, StoreError> {
        let state = self.state();
        let mut prover = state.prover(size)?;
        positions.iter().map(|position| prover.inclusion(index(*position, size)?, size)).collect()
    }

    async fn consistency_proof(&self, from: u64, to: u64) -> Result<Vec<Hash>, StoreError> {
        self.state().prover(from.max(to))?.consistency(from, to)
    }

    async fn keep_attestation(&self, said: NewAttestation) -> Result<u64, StoreError> {
        self.state().keep(said)
    }

    async fn attestations(&self) -> Result<Vec<Attestation>, StoreError> {
        Ok(self.state().attestations.clone())
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.state().settings.get(key).cloned())
    }

    async fn set_settings(&self, settings: Vec<(String, String)>) -> Result<(), StoreError> {
        self.state().settings.extend(settings);
        Ok(())
    }

    async fn put_document(&self, document: Document) -> Result<(), StoreError> {
        check_document(&document)?;
        self.state().documents.entry(document.sha256).or_insert(document.bytes);
        Ok(())
    }

    async fn get_document(&self, sha256: [u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state().documents.get(&sha256).cloned())
    }

    async fn has_document(&self, sha256: [u8; 32]) -> Result<bool, StoreError> {
        Ok(self.state().documents.contains_key(&sha256))
    }

    async fn exchange_projections(
        &self,
        expected: Vec<Expected>,
        writes: Vec<ProjectionWrite>,
        meta: Vec<(String, Vec<u8>)>,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let there = |expected: &Expected| match expected {
            Expected::Row { name, customer, row } => {
                state.shown_rows(name).and_then(|rows| rows.get(customer)) == row.as_ref()
            }
            Expected::Note { key, value } => state.meta.get(key) == value.as_ref(),
        };
        if !expected.iter().all(there) {
            return Ok(false);
        }
        state.write(writes, None);
        state.meta.extend(meta);
        Ok(true)
    }

    async fn read_projections(&self, name: &str) -> Result<Vec<ProjectionRow>, StoreError> {
        let state = self.state();
        let rows = state.shown_rows(name).into_iter().flatten();
        Ok(rows
            .map(|(customer, row)| ProjectionRow { customer: customer.clone(), row: row.clone() })
            .collect())
    }

    async fn read_projection(
        &self,
        name: &str,
        customer: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let state = self.state();
        Ok(state.shown_rows(name).and_then(|rows| rows.get(customer)).cloned())
    }

    async fn projection_meta(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state().meta.get(key).cloned())
    }

    async fn begin_generation(&self) -> Result<Generation, StoreError> {
        let mut state = self.state();
        state.generations += 1;
        Ok(Generation(state.generations))
    }

    async fn stage_projections(
        &self,
        generation: Generation,
        writes: Vec<ProjectionWrite>,
    ) -> Result<(), StoreError> {
        self.state().write(writes, Some(generation.0));
        Ok(())
    }

    async fn swap_projections(
        &self,
        generation: Generation,
        names: &[String],
        at: Option<Position>,
        meta: Vec<(String, Vec<u8>)>,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let moved_on = at.is_some_and(|position| position != state.head().position);
        let outdated = names
            .iter()
            .any(|name| state.shown.get(name).is_some_and(|shown| *shown > generation.0));
        if moved_on || outdated {
            return Ok(false);
        }
        for name in names {
            state.shown.insert(name.clone(), generation.0);
        }
        state
            .projections
            .retain(|(name, number), _| !names.contains(name) || *number >= generation.0);
        state.meta.extend(meta);
        Ok(true)
    }

    fn inspect(&self, inspector: &mut dyn Inspector) -> Result<(), StoreError> {
        self.state().hand_out(inspector)
    }
}
