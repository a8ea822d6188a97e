//! The amount rules: they hold on every date, as known at the event's position
//! (domain, section 3).
//!
//! Each item, payment and credit note keeps its movements; a check walks one of
//! them date by date. Its cost is that of the few movements of what was touched.

use compact_str::CompactString;
use duebook_events::money::Minor;
use duebook_events::{Currency, Day, Message};
use rustc_hash::FxHashMap;

use super::entries::{EntryIx, When};

use crate::messages::amounts::{
    over_applied, over_credited, over_excess, over_recovered, over_taken_off, payment_bounced,
    payment_overdrawn,
};

/// More would go out of a payment or note than there is; `item` is the
/// item off which too much would be taken, where it is that.
#[derive(Debug)]
pub struct Overdrawn {
    /// The item.
    pub item: Option<usize>,
    /// What is wrong.
    pub message: Message,
}

/// What an item's movement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemMove {
    /// Money of a payment, on (or off, if negative).
    Payment(u32),
    /// Money out of a credit note's excess.
    Note(u32),
    /// Payment in kind.
    Offset,
    /// A credit note on the item, or a price reduction.
    Credit(Option<u32>),
    /// Written off.
    WriteOff,
    /// Recovered.
    Recover,
    /// The excess of a note of this item was used (or given back, if negative).
    NoteUsed(u32),
}

/// An invoice or a fee at the door.
#[derive(Debug)]
pub struct ItemBook {
    /// Its number.
    pub number: CompactString,
    /// Its currency.
    pub currency: Currency,
    /// Its gross amount.
    pub gross: Minor,
    /// When it was issued.
    pub when: When,
    /// Where each movement counts, what it is, and how much.
    pub moves: Vec<(When, ItemMove, Minor)>,
}

/// A payment at the door.
#[derive(Debug)]
pub struct PaymentBook {
    /// Its number.
    pub number: CompactString,
    /// Its currency.
    pub currency: Currency,
    /// How much came in.
    pub amount: Minor,
    /// Where it bounced.
    pub reversed: Option<When>,
    /// Allocations to items (negative: deallocations) and refunds (no item).
    pub moves: Vec<(When, Option<u32>, Minor)>,
}

/// A credit note at the door.
#[derive(Debug)]
pub struct NoteBook {
    /// Its number.
    pub number: CompactString,
    /// The item that it reduces.
    pub item: u32,
    /// When it was issued.
    pub when: When,
    /// How much.
    pub amount: Minor,
    /// Allocations out of it to items (negative: deallocations).
    pub moves: Vec<(When, u32, Minor)>,
}

/// The money of one customer at the door.
#[derive(Debug, Default)]
pub struct Money {
    /// Invoices and fees.
    pub items: Vec<ItemBook>,
    /// Payments.
    pub payments: Vec<PaymentBook>,
    /// Credit notes.
    pub notes: Vec<NoteBook>,
}

/// Adds a movement: most things have one.
pub fn add_move<T>(moves: &mut Vec<T>, one: T) {
    if moves.capacity() == 0 {
        moves.reserve_exact(1);
    }
    moves.push(one);
}

/// Sums of an item at the end of a date.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    allocated: Minor,
    offset: Minor,
    credited: Minor,
    written_off: Minor,
    recovered: Minor,
}

impl Sums {
    fn applied(&self) -> Minor {
        self.allocated + self.offset + self.written_off - self.recovered
    }
}

impl Money {
    /// The movements of an item that count, in order of date: what bounced is
    /// taken off again on the day of the bounce.
    fn dated_moves(&self, item: &ItemBook) -> Vec<(Day, ItemMove, Minor)> {
        let mut dated = Vec::with_capacity(item.moves.len() + 2);
        for (when, kind, amount) in &item.moves {
            if let ItemMove::Payment(payment) = kind
                && let Some(bounced) = self.payments[*payment as usize].reversed
            {
                if *when > bounced {
                    continue;
                }
                dated.push((bounced.day, *kind, -amount));
            }
            dated.push((when.day, *kind, *amount));
        }
        dated.sort_by_key(|(day, _, _)| *day);
        dated
    }

    /// What is open of an item at the end of a day.
    pub fn open_at(&self, item: usize, day: Day) -> Minor {
        let item = &self.items[item];
        if item.when.day > day {
            return 0;
        }
        let mut sums = Sums::default();
        for (on, kind, amount) in self.dated_moves(item) {
            if on <= day {
                add(&mut sums, kind, amount);
            }
        }
        (item.gross - sums.applied() - sums.credited).max(0)
    }

    /// Checks an item on every date.
    pub fn check_item(&self, ix: usize) -> Result<(), Message> {
        let item = &self.items[ix];
        let moves = self.dated_moves(item);
        let print = |minor: Minor| item.currency.print(minor);
        let mut sums = Sums::default();
        let mut notes: Vec<(u32, Minor)> = Vec::new();
        let mut i = 0;
        while i < moves.len() {
            let day = moves[i].0;
            while let Some((_, kind, amount)) = moves.get(i).filter(|(on, _, _)| *on == day) {
                add(&mut sums, *kind, *amount);
                if let ItemMove::NoteUsed(note) = kind {
                    match notes.iter_mut().find(|(known, _)| known == note) {
                        Some((_, used)) => *used += amount,
                        None => notes.push((*note, *amount)),
                    }
                }
                i += 1;
            }
            let number = &item.number;
            if sums.applied() > item.gross {
                return Err(over_applied(day, print(sums.applied()), number, print(item.gross)));
            }
            if sums.credited > item.gross {
                return Err(over_credited(day, number, print(sums.credited), print(item.gross)));
            }
            if sums.recovered > sums.written_off {
                let (recovered, written_off) = (print(sums.recovered), print(sums.written_off));
                return Err(over_recovered(day, number, recovered, written_off));
            }
            for (note, used) in &notes {
                let share = self.note_share(ix, *note, &sums, day);
                if *used > share {
                    let number = &self.notes[*note as usize].number;
                    return Err(over_excess(day, print(*used), number, print(share)));
                }
            }
        }
        Ok(())
    }

    /// How much of an item's excess credit a note holds: the newest note first,
    /// each up to its amount (domain, section 5).
    fn note_share(&self, item: usize, note: u32, sums: &Sums, day: Day) -> Minor {
        let beyond = (sums.applied() + sums.credited - self.items[item].gross).max(0);
        let mut excess = beyond.min(sums.credited);
        let mut newest_first: Vec<u32> = self.items[item]
            .moves
            .iter()
            .filter(|(when, _, _)| when.day <= day)
            .filter_map(|(_, kind, _)| match kind {
                ItemMove::Credit(Some(note)) => Some(*note),
                _ => None,
            })
            .collect();
        newest_first.sort_by_key(|ix| std::cmp::Reverse(self.notes[*ix as usize].when));
        for ix in newest_first {
            let share = excess.min(self.notes[ix as usize].amount);
            if ix == note {
                return share;
            }
            excess -= share;
        }
        0
    }

    /// Items on which a payment ever was, each once.
    pub fn items_of_payment(&self, ix: usize) -> Vec<usize> {
        let mut items: Vec<usize> = self.payments[ix]
            .moves
            .iter()
            .filter_map(|(_, item, _)| Some((*item)? as usize))
            .collect();
        items.sort_unstable();
        items.dedup();
        items
    }

    /// Checks a payment on every date; `newest` is the event being checked.
    pub fn check_payment(&self, ix: usize, newest: EntryIx) -> Result<(), Overdrawn> {
        let payment = &self.payments[ix];
        let print = |minor: Minor| payment.currency.print(minor);
        if let Some(bounced) = payment.reversed
            && payment.moves.iter().any(|(when, _, _)| {
                when.entry == newest && *when > bounced && newest > bounced.entry
            })
        {
            return Err(Overdrawn {
                item: None,
                message: payment_bounced(&payment.number, bounced.day),
            });
        }
        let before_bounce = |when: &When| payment.reversed.is_none_or(|end| *when < end);
        let moves = payment.moves.iter().filter(|(when, _, _)| before_bounce(when)).copied();
        let mut out: Minor = 0;
        self.by_day(moves.collect(), &payment.number, |day, amount| {
            out += amount;
            if out <= payment.amount {
                return Ok(());
            }
            Err(payment_overdrawn(day, &payment.number, print(out), print(payment.amount)))
        })
    }

    /// Checks that no more is taken off items than a note had on them.
    pub fn check_note(&self, ix: usize) -> Result<(), Overdrawn> {
        let note = &self.notes[ix];
        let moves = note.moves.iter().map(|(when, item, amount)| (*when, Some(*item), *amount));
        self.by_day(moves.collect(), &note.number, |_, _| Ok(()))
    }

    /// Walks over the movements of one source day by day: no item may have less
    /// than nothing of it at the end of a day, and `sum`, told what moved on each
    /// day, must agree.
    fn by_day(
        &self,
        mut moves: Vec<(When, Option<u32>, Minor)>,
        source: &str,
        mut sum: impl FnMut(Day, Minor) -> Result<(), Message>,
    ) -> Result<(), Overdrawn> {
        moves.sort_by_key(|(when, _, _)| when.day);
        let mut on_items: FxHashMap<u32, Minor> = FxHashMap::default();
        for day in moves.chunk_by(|a, b| a.0.day == b.0.day) {
            for (_, item, amount) in day {
                if let Some(item) = item {
                    *on_items.entry(*item).or_default() += amount;
                }
            }
            let on = day[0].0.day;
            sum(on, day.iter().map(|(_, _, amount)| amount).sum())
                .map_err(|message| Overdrawn { item: None, message })?;
            for item in day.iter().filter_map(|(_, item, _)| *item) {
                let net = on_items[&item];
                if net < 0 {
                    let message = self.too_much_taken_off(on, source, item, net);
                    return Err(Overdrawn { item: Some(item as usize), message });
                }
            }
        }
        Ok(())
    }

    fn too_much_taken_off(&self, day: Day, source: &str, item: u32, net: Minor) -> Message {
        let item = &self.items[item as usize];
        over_taken_off(day, item.currency.print(-net), &item.number, source)
    }

    /// Forgets every movement of an event.
    pub fn forget(&mut self, entry: EntryIx) {
        for item in &mut self.items {
            item.moves.retain(|(when, _, _)| when.entry != entry);
        }
        for payment in &mut self.payments {
            payment.moves.retain(|(when, _, _)| when.entry != entry);
            if payment.reversed.is_some_and(|when| when.entry == entry) {
                payment.reversed = None;
            }
        }
        for note in &mut self.notes {
            note.moves.retain(|(when, _, _)| when.entry != entry);
        }
    }
}

fn add(sums: &mut Sums, kind: ItemMove, amount: Minor) {
    match kind {
        ItemMove::Payment(_) | ItemMove::Note(_) => sums.allocated += amount,
        ItemMove::Offset => sums.offset += amount,
        ItemMove::Credit(_) => sums.credited += amount,
        ItemMove::WriteOff => sums.written_off += amount,
        ItemMove::Recover => sums.recovered += amount,
        ItemMove::NoteUsed(_) => {}
    }
}
