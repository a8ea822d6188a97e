//! A batch that arrives in pieces: kept until it is whole, while nobody else may append.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use super::state::State;
use crate::store::data::{Appended, Batch, NewEvent};
use crate::store::error::{AppendError, StoreError};
use crate::store::long::{Begun, Gathered, LongAppend, Times};
use crate::store::plain::{Position, StreamId, Version};
use crate::store::prepare::stamp;
use crate::store::splice::splice;

struct Session {
    state: Arc<Mutex<State>>,
    _turn: OwnedMutexGuard<()>,
    gathered: Gathered,
    events: Vec<NewEvent>,
}

/// Begins a batch once nobody else appends.
pub(super) async fn begin(
    state: &Arc<Mutex<State>>,
    appending: &Arc<Turn<()>>,
    times: Times,
) -> Result<Begun, AppendError> {
    let turn = Arc::clone(appending).lock_owned().await;
    let (head, last_ms) = {
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.head(), state.last_ms())
    };
    let gathered = Gathered::after(times, last_ms)?;
    let state = Arc::clone(state);
    let batch = Box::new(Session { state, _turn: turn, gathered, events: Vec::new() });
    Ok(Begun { head, batch })
}

impl Session {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl LongAppend for Session {
    async fn add(&mut self, events: Vec<NewEvent>) -> Result<(), AppendError> {
        self.gathered.add(&mut events.clone())?;
        self.events.extend(events);
        Ok(())
    }

    async fn line(&mut self, index: usize) -> Result<Vec<u8>, StoreError> {
        let state = self.state();
        let position = Position(state.head().position.0 + 1 + index as u64);
        let event = self.events.get(index).ok_or(StoreError::NoSuchPosition(position))?;
        let earlier = &self.events[..index];
        let recorded = state.streams.get(&event.stream).map_or(0, |(_, known)| known.len());
        let version = recorded + 1 + earlier.iter().filter(|e| e.stream == event.stream).count();
        let Times { preserve_recorded_at, not_before_ms } = self.gathered.times;
        let time = self.events[..=index].iter().fold(state.last_ms(), |last_ms, event| {
            stamp(not_before_ms, preserve_recorded_at, event.recorded_at_ms, last_ms)
        });
        let mut line = Vec::new();
        splice(&mut line, &event.head, &event.middle, position.0, time, version as u64);
        Ok(line)
    }

    async fn commit(
        mut self: Box<Self>,
        expected: Vec<(StreamId, Version)>,
    ) -> Result<Appended, AppendError> {
        self.gathered.uses.sort()?;
        let Times { preserve_recorded_at, not_before_ms } = self.gathered.times;
        let events = std::mem::take(&mut self.events);
        let batch =
            Batch { expected, events, preserve_recorded_at, not_before_ms, ..Batch::default() };
        let mut state = self.state();
        state.refuse(&batch)?;
        Ok(state.append(batch))
    }
}
