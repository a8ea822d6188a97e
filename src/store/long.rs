//! A batch that arrives in pieces, so that it need not stand in memory as a whole.

use async_trait::async_trait;

use super::data::{Appended, Head, NewEvent};
use super::error::{AppendError, StoreError};
use super::plain::{StreamId, Version};
use super::prepare::{Uses, check_clock, stamp};

/// How the events of a batch that arrives in pieces are recorded; see [`super::Batch`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Whether the events keep the `recorded_at_ms` that they bring.
    pub preserve_recorded_at: bool,
    /// The caller's clock, in milliseconds since 1970-01-01 UTC.
    pub not_before_ms: i64,
}

/// A batch that arrives in pieces: all of it is recorded by [`LongAppend::commit`], or nothing.
///
/// From its beginning to its end nobody else appends, in this process or another, so that the log
/// that the batch was begun on is the one that it will stand on; those who want to append wait, and
/// whoever has begun must not. Dropping it leaves nothing.
#[async_trait]
pub trait LongAppend: Send + Sync {
    /// Hands in the next events; waits while too many are on their way.
    async fn add(&mut self, events: Vec<NewEvent>) -> Result<(), AppendError>;

    /// Gives the line of an event that has been handed in; the first has index 0.
    async fn line(&mut self, index: usize) -> Result<Vec<u8>, StoreError>;

    /// Records the batch, unless a stream of `expected` has another version, or an id or a number
    /// is taken. Returns once it is durable.
    async fn commit(
        self: Box<Self>,
        expected: Vec<(StreamId, Version)>,
    ) -> Result<Appended, AppendError>;
}

/// What is known of a long batch beside its lines.
pub(super) struct Gathered {
    pub(super) uses: Uses,
    pub(super) times: Times,
    /// The time of the event before the next one.
    last_ms: i64,
}

impl Gathered {
    /// Nothing yet, after an event that was recorded at `last_ms`.
    pub(super) fn after(times: Times, last_ms: i64) -> Result<Self, AppendError> {
        check_clock(times.not_before_ms, 0)?;
        Ok(Self { uses: Uses::default(), times, last_ms })
    }

    /// How many events there are.
    pub(super) fn events(&self) -> usize {
        self.uses.ids.len()
    }

    /// Checks the next events and takes their ids and numbers.
    pub(super) fn add(&mut self, events: &mut [NewEvent]) -> Result<(), AppendError> {
        let Times { preserve_recorded_at, not_before_ms } = self.times;
        let before = self.events();
        self.uses.gather(events, preserve_recorded_at)?;
        for (place, event) in events.iter().enumerate() {
            let given = event.recorded_at_ms;
            let time = stamp(not_before_ms, preserve_recorded_at, given, self.last_ms);
            if time < self.last_ms {
                return Err(AppendError::RecordedAtDecreases { index: before + place });
            }
            self.last_ms = time;
        }
        Ok(())
    }
}

/// What a batch is begun on, as [`super::EventStore::begin_long`] gives it.
pub struct Begun {
    /// The newest event, which stays the newest until the batch ends.
    pub head: Head,
    /// The way to hand in its events.
    pub batch: Box<dyn LongAppend>,
}
