//! The events of one customer, as far as the door must know them.
//!
//! Shape: events in the order of the log, and beside them the numbers that they name,
//! one list for all. Whatever the door remembers refers to an event by its place in
//! this list, so an event whose position turns out to be another one is changed here
//! and nowhere else. Bound: about 50 bytes an event. What comes rarely (a retraction,
//! evidence) looks events up from the newest back.

use duebook_events::{Day, EventId, Kind, Position};

use super::numbers::NumberIx;

/// The place of an event in its customer's list: later ones stand later in the log.
pub type EntryIx = u32;

/// A place in the fold order: business date, then event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The date on which it counts.
    pub day: Day,
    /// The event.
    pub entry: EntryIx,
}

/// An event of the stream.
#[derive(Debug)]
pub struct Entry {
    /// Its id.
    pub id: EventId,
    /// Where it stands.
    pub position: Position,
    /// Its business date.
    pub day: Day,
    /// Where the numbers that it names begin.
    names: u32,
    /// The number that it created.
    pub creates: Option<NumberIx>,
    /// What it is.
    pub kind: Kind,
    /// Whether it was retracted.
    pub retracted: bool,
}

/// Events in the order of the log.
#[derive(Debug, Default)]
pub struct Entries {
    all: Vec<Entry>,
    names: Vec<NumberIx>,
}

impl Entries {
    /// The place that the next event gets.
    pub fn next(&self) -> EntryIx {
        place(self.all.len())
    }

    /// Adds an event that names these numbers.
    pub fn push(
        &mut self,
        (id, kind): (EventId, Kind),
        (position, day): (Position, Day),
        creates: Option<NumberIx>,
        names: &[NumberIx],
    ) {
        let begins = place(self.names.len());
        self.names.extend_from_slice(names);
        let retracted = false;
        self.all.push(Entry { id, position, day, names: begins, creates, kind, retracted });
    }

    /// The event at a place.
    pub fn get(&self, entry: EntryIx) -> &Entry {
        &self.all[entry as usize]
    }

    /// Notes that an event is taken back.
    pub fn retract(&mut self, entry: EntryIx) {
        self.all[entry as usize].retracted = true;
    }

    /// The event with this id.
    pub fn find(&self, id: EventId) -> Option<EntryIx> {
        self.all.iter().rposition(|entry| entry.id == id).map(place)
    }

    /// The numbers that an event names.
    pub fn names(&self, entry: EntryIx) -> &[NumberIx] {
        let begins = self.get(entry).names as usize;
        let ends = self.all.get(entry as usize + 1).map_or(self.names.len(), |e| e.names as usize);
        &self.names[begins..ends]
    }

    /// The events that stand and were recorded after one, or all without one.
    pub fn live_after(&self, entry: Option<EntryIx>) -> impl Iterator<Item = (EntryIx, &Entry)> {
        let first = entry.map_or(0, |entry| entry as usize + 1);
        let later = self.all.iter().enumerate().skip(first);
        later.filter(|(_, other)| !other.retracted).map(|(ix, other)| (place(ix), other))
    }

    /// The position of the newest event; 0 before the first.
    pub fn newest(&self) -> Position {
        self.all.last().map_or(Position(0), |entry| entry.position)
    }

    /// Moves the events from a position on to where they were really recorded.
    pub fn renumber(&mut self, from: Position, by: u64) {
        for entry in self.all.iter_mut().rev().take_while(|entry| entry.position >= from) {
            entry.position.0 += by;
        }
    }
}

/// A place in a list: a log holds fewer events than there are places.
fn place(ix: usize) -> u32 {
    u32::try_from(ix).expect("a customer has fewer than 2^32 events")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: u64) -> Entries {
        let mut entries = Entries::default();
        for n in 0..count {
            let id = EventId(uuid::Uuid::from_u64_pair(0, n));
            let names: Vec<u32> = (0..place(usize::try_from(n % 3).unwrap())).collect();
            let at = (Position(10 + n), Day::FIRST);
            entries.push((id, Kind::OrderPlaced), at, None, &names);
        }
        entries
    }

    #[test]
    fn each_event_keeps_its_own_names() {
        let entries = entries(7);
        for ix in 0..7 {
            assert_eq!(entries.names(ix).len(), ix as usize % 3, "{ix}");
        }
        assert_eq!(entries.find(EventId(uuid::Uuid::from_u64_pair(0, 4))), Some(4));
        assert_eq!(entries.find(EventId(uuid::Uuid::from_u64_pair(1, 4))), None);
    }

    #[test]
    fn what_stands_later_leaves_out_what_was_taken_back() {
        let mut entries = entries(5);
        entries.retract(3);
        let later: Vec<EntryIx> = entries.live_after(Some(1)).map(|(ix, _)| ix).collect();
        assert_eq!(later, [2, 4]);
        assert_eq!(entries.live_after(None).count(), 4);
    }

    #[test]
    fn only_the_newest_events_move() {
        let mut entries = entries(4);
        entries.renumber(Position(12), 5);
        let positions: Vec<u64> = (0..4).map(|ix| entries.get(ix).position.0).collect();
        assert_eq!(positions, [10, 11, 17, 18]);
        assert_eq!(entries.newest(), Position(18));
    }
}
