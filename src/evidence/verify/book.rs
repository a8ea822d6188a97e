//! What depends on the order of the events: who holds which number, and whether what an event names
//! was there before it.

use std::collections::BTreeMap;

use duebook_events::Words;
use rustc_hash::FxHashMap;

use super::page::{Act, Mark};
use crate::store::{EventId, Position, Structure};

/// Who holds a number.
#[derive(Clone, Copy, Debug)]
struct Holder {
    position: Position,
    stream: u32,
    /// The last event that named it.
    named: Position,
}

/// Who holds which number, added up: two lists with one sum are the same in all likelihood, whatever
/// their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    count: u64,
    sum: u64,
}

impl Held {
    /// Adds a number and its holder.
    #[inline]
    pub(super) fn add(&mut self, mark: Mark, holder: Position) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(mark.held_at(holder));
    }

    fn take(&mut self, mark: Mark, holder: Position) {
        self.count -= 1;
        self.sum = self.sum.wrapping_sub(mark.held_at(holder));
    }
}

/// Bytes that are reserved for the numbers of a ledger beforehand, at most.
const RESERVED_BYTES_MAX: usize = 256 << 20;

/// The numbers of the ledger so far. Memory: about 50 bytes a number.
#[derive(Default)]
pub(super) struct Book {
    /// Who holds each number; after [`Book::settle`], those that the list of numbers has not shown.
    holders: FxHashMap<Mark, Holder>,
    /// The same added up.
    held: Held,
    /// Holders whose number was taken by a later event: right only after a retraction.
    replaced: Vec<(Holder, Position)>,
    /// Ids that were retracted, and by which event.
    retractions: BTreeMap<EventId, Position>,
    /// Events that were retracted, and by which event.
    retracted: BTreeMap<Position, Position>,
}

impl Book {
    /// Makes room for the numbers of so many events.
    pub(super) fn reserve(&mut self, events: u64) {
        // About two of three events create a number.
        let numbers = usize::try_from(events / 3 * 2).unwrap_or(usize::MAX);
        let bytes = size_of::<(Mark, Holder)>();
        self.holders.reserve(numbers.min(RESERVED_BYTES_MAX / bytes));
    }

    /// Enters what one event does.
    pub(super) fn enter(&mut self, position: Position, stream: u32, act: Act, to: &mut Structure) {
        match act {
            Act::Takes(mark) => {
                let holder = Holder { position, stream, named: position };
                self.held.add(mark, position);
                if let Some(before) = self.holders.insert(mark, holder) {
                    self.held.take(mark, before.position);
                    self.replaced.push((before, position));
                }
            }
            Act::Names(mark) => self.name(position, stream, &[mark], to),
            Act::NamesEither(one, other) => self.name(position, stream, &[one, other], to),
            Act::Retracts(event) => {
                if let Some(first) = self.retractions.insert(event, position) {
                    let en = format!("it retracts what position {} has retracted", first.0);
                    let zh = format!("它撤回的事件已由位置 {} 的事件撤回", first.0);
                    to.add(Some(position), Words::new(en, zh));
                }
            }
        }
    }

    fn name(&mut self, position: Position, stream: u32, marks: &[Mark], to: &mut Structure) {
        for mark in marks {
            if let Some(holder) = self.holders.get_mut(mark)
                && holder.stream == stream
            {
                holder.named = position;
                return;
            }
        }
        let en = "it names a number that no earlier event of its customer created";
        to.add(Some(position), Words::new(en, "它引用的单号并非该客户先前的事件所创建"));
    }

    /// Learns from the list of ids which events were retracted.
    pub(super) fn id(&mut self, id: EventId, position: Position) {
        if let Some(by) = self.retractions.remove(&id) {
            self.retracted.insert(position, by);
        }
    }

    /// Settles who holds the numbers, after the last event and the last id.
    pub(super) fn settle(&mut self, to: &mut Structure) {
        for position in std::mem::take(&mut self.retractions).into_values() {
            let en = "it retracts an event that is not in the log";
            to.add(Some(position), Words::new(en, "它撤回的事件不在日志中"));
        }
        for by in self.retracted.iter().filter(|(target, by)| by <= target).map(|(_, by)| by) {
            let en = "it retracts itself or a later event";
            to.add(Some(*by), Words::new(en, "它撤回了自身或更晚的事件"));
        }
        for (before, taken_by) in std::mem::take(&mut self.replaced) {
            let held = before.position.0;
            match self.retracted.get(&before.position) {
                Some(freed) if *freed < taken_by => named_in_time(before, *freed, to),
                _ => to.add(
                    Some(taken_by),
                    Words::new(
                        format!("it takes a number that the event at position {held} holds"),
                        format!("它占用的单号已由位置 {held} 的事件持有"),
                    ),
                ),
            }
        }
        if !self.retracted.is_empty() {
            let retracted = std::mem::take(&mut self.retracted);
            let (mut freed, held) = (Vec::new(), &mut self.held);
            self.holders.retain(|mark, holder| match retracted.get(&holder.position) {
                None => true,
                Some(by) => {
                    held.take(*mark, holder.position);
                    freed.push((*holder, *by));
                    false
                }
            });
            freed.sort_unstable_by_key(|(holder, _)| holder.position);
            for (holder, by) in freed {
                named_in_time(holder, by, to);
            }
        }
    }

    /// Whether the list of numbers, added up, says the same. If it does, all of it has been shown.
    pub(super) fn agrees_with(&mut self, listed: Held) -> bool {
        let agrees = self.held == listed;
        if agrees {
            self.holders = FxHashMap::default();
        }
        agrees
    }

    /// Compares an entry of the list of numbers with who holds it.
    pub(super) fn listed(&mut self, mark: Mark, number: &str, at: Position, to: &mut Structure) {
        if self.holders.remove(&mark).map(|holder| holder.position) != Some(at) {
            let en = format!("the list of numbers says that it holds {number}, the events do not");
            let zh = format!("单号清单称其持有 {number}，事件却并非如此");
            to.add(Some(at), Words::new(en, zh));
        }
    }

    /// Says which numbers the list lacks.
    pub(super) fn close(&mut self, to: &mut Structure) {
        let missing = std::mem::take(&mut self.holders);
        let mut missing: Vec<Position> = missing.values().map(|holder| holder.position).collect();
        missing.sort_unstable();
        for position in missing {
            let en = "the list of numbers lacks the number that it created";
            to.add(Some(position), Words::new(en, "单号清单缺少它所创建的单号"));
        }
    }
}

/// A number is not named any more after the event that created it was retracted.
fn named_in_time(holder: Holder, freed: Position, to: &mut Structure) {
    if holder.named > freed {
        let held = holder.position.0;
        to.add(
            Some(holder.named),
            Words::new(
                format!("it names a number of the event at position {held}, which was retracted"),
                format!("它引用的单号属于位置 {held} 的已撤回事件"),
            ),
        );
    }
}
