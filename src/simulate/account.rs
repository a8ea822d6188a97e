//! The rules of amounts (domain, sections 3 and 5) over single items and payments.
//!
//! Everything that touches an item is a [`Move`] with the day from which it
//! counts; a question is asked of a day and of every later state, so entries
//! may be back-dated freely: what is refused is what any date would refuse.
//! Items have few moves: each question is one pass over them.

use super::calendar::Day;
use super::documents::{Life, Terms};
use super::line::{Currency, Minor};

/// What a move does to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Money of a payment arrives.
    Paid(usize),
    /// Money out of another item's credit note arrives.
    UsedNote,
    /// An offset agreement settles.
    Offset,
    /// A credit note of this item.
    Note(usize),
    /// A price reduction.
    Reduced,
    /// A write-off.
    WrittenOff,
    /// A recovery reopens.
    Recovered,
    /// Money of a payment is deallocated.
    Unpaid(usize),
    /// The payment bounced.
    Bounced(usize),
    /// Excess is taken out of a credit note of this item.
    Taken(usize),
}

/// One entry on an item.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// From when it counts.
    pub day: Day,
    /// The position of its event.
    pub at: u64,
    /// What it does.
    pub what: What,
    /// How much; positive.
    pub amount: Minor,
}

impl Move {
    /// How it changes the open amount.
    fn effect(&self) -> Minor {
        match self.what {
            What::Taken(_) => 0,
            What::Recovered | What::Unpaid(_) | What::Bounced(_) => self.amount,
            _ => -self.amount,
        }
    }
}

/// An invoice or a fee.
#[derive(Debug, Clone)]
pub struct Item {
    /// Number, date, dependants.
    pub life: Life,
    /// A fee: never corrected, received or charged with fees.
    pub is_fee: bool,
    /// Its currency.
    pub currency: Currency,
    /// Its amount.
    pub gross: Minor,
    /// When it is expected to fall due; none while the trigger has not happened.
    pub due: Option<Day>,
    /// The terms it was issued under; those of the policy where there are none.
    pub terms: Option<Terms>,
    /// The order it bills.
    pub order: Option<usize>,
    /// The deliveries it bills.
    pub deliveries: Vec<usize>,
    /// The customer has it.
    pub is_received: bool,
    /// The newest agreement that moves its dates.
    pub agreement: Option<usize>,
    /// The highest reminder so far, plus one.
    pub chased: u8,
    /// How often somebody took it up.
    pub visits: u8,
    /// Everything that touches it, by day and position.
    pub moves: Vec<Move>,
}

impl Item {
    /// Adds a move at its place.
    pub fn add(&mut self, day: Day, at: u64, what: What, amount: Minor) {
        let place = self.moves.partition_point(|m| (m.day, m.at) <= (day, at));
        self.moves.insert(place, Move { day, at, what, amount });
    }

    /// Takes out what an event added.
    pub fn remove(&mut self, at: u64) {
        self.moves.retain(|m| m.at != at);
    }

    /// Gross less all that settles it, at the end of a day; below zero where credits exceed.
    pub fn raw_open(&self, day: Day) -> Minor {
        let moves = self.moves.iter().take_while(|m| m.day <= day);
        self.gross + moves.map(Move::effect).sum::<Minor>()
    }

    /// What is open at the end of a day.
    pub fn open(&self, day: Day) -> Minor {
        if self.life.alive && self.life.day <= day { self.raw_open(day).max(0) } else { 0 }
    }

    /// What is open after everything known.
    pub fn open_now(&self) -> Minor {
        self.open(Day::MAX)
    }

    /// How much may be settled from a day on so that no later state goes below zero.
    pub fn room(&self, day: Day) -> Minor {
        let (mut raw, mut least) = (self.gross, Minor::MAX);
        for m in &self.moves {
            if m.day > day {
                least = least.min(raw);
            }
            raw += m.effect();
        }
        least.min(raw).max(0)
    }

    /// The least, over a day and every later state, of a running sum of moves.
    fn least(&self, day: Day, weigh: impl Fn(&Move) -> Minor) -> Minor {
        let (mut sum, mut least) = (0, Minor::MAX);
        for m in &self.moves {
            if m.day > day {
                least = least.min(sum);
            }
            sum += weigh(m);
        }
        least.min(sum)
    }

    /// How much of a payment may be deallocated from a day on.
    pub fn paid_by(&self, payment: usize, day: Day) -> Minor {
        self.least(day, |m| match m.what {
            What::Paid(p) if p == payment => m.amount,
            What::Unpaid(p) | What::Bounced(p) if p == payment => -m.amount,
            _ => 0,
        })
    }

    /// How much may be recovered from a day on.
    pub fn recoverable(&self, day: Day) -> Minor {
        self.least(day, |m| match m.what {
            What::WrittenOff => m.amount,
            What::Recovered => -m.amount,
            _ => 0,
        })
    }

    /// Credit notes and price reductions so far.
    pub fn credits(&self) -> Minor {
        let is_credit = |m: &&Move| matches!(m.what, What::Note(_) | What::Reduced);
        self.moves.iter().filter(is_credit).map(|m| m.amount).sum()
    }

    /// The day of the last move, or of the item itself.
    pub fn last_day(&self) -> Day {
        self.moves.last().map_or(self.life.day, |m| m.day)
    }

    /// Excess of a credit note at the end of a day, less what was taken out.
    fn spare_excess(&self, note: usize, day: Day) -> Minor {
        let mut settled = 0;
        let mut notes: Vec<(usize, Minor)> = Vec::new();
        let (mut credits, mut taken) = (0, 0);
        for m in self.moves.iter().take_while(|m| m.day <= day) {
            settled -= m.effect();
            match m.what {
                What::Note(n) => {
                    notes.push((n, m.amount));
                    credits += m.amount;
                }
                What::Reduced => credits += m.amount,
                What::Taken(n) if n == note => taken += m.amount,
                _ => {}
            }
        }
        let mut excess = credits.min((settled - self.gross).max(0));
        // Of several notes the newest holds the excess, up to its amount.
        for (n, amount) in notes.into_iter().rev() {
            let held = amount.min(excess);
            if n == note {
                return held - taken;
            }
            excess -= held;
        }
        -taken
    }

    /// How much may be taken out of a credit note from a day on.
    pub fn excess(&self, note: usize, day: Day) -> Minor {
        let later = self.moves.iter().filter(|m| m.day > day).map(|m| m.day);
        let days = later.chain(std::iter::once(day));
        days.map(|day| self.spare_excess(note, day)).min().unwrap_or(0).max(0)
    }

    /// Whether every date is as the door wants it.
    pub fn is_lawful(&self) -> bool {
        let (mut settled, mut credits, mut written) = (0, 0, 0);
        let mut takes = false;
        for (index, m) in self.moves.iter().enumerate() {
            match m.what {
                What::Note(_) | What::Reduced => credits += m.amount,
                What::Taken(_) => takes = true,
                What::WrittenOff => {
                    written += m.amount;
                    settled += m.amount;
                }
                What::Recovered => {
                    written -= m.amount;
                    settled -= m.amount;
                }
                _ => settled -= m.effect(),
            }
            let ends_day = self.moves.get(index + 1).is_none_or(|next| next.day > m.day);
            if ends_day && (settled > self.gross || credits > self.gross || written < 0) {
                return false;
            }
        }
        !takes || self.moves.iter().all(|m| self.takes_hold(m.day))
    }

    fn takes_hold(&self, day: Day) -> bool {
        self.moves.iter().all(|m| match m.what {
            What::Taken(note) => self.spare_excess(note, day) >= 0,
            _ => true,
        })
    }
}

/// A use of a payment's money: allocation or refund (positive), deallocation (negative).
#[derive(Debug, Clone, Copy)]
pub struct Flow {
    /// Its own effective day.
    pub day: Day,
    /// The position of its event.
    pub at: u64,
    /// How much of the payment it uses up.
    pub used: Minor,
}

/// A payment.
#[derive(Debug, Clone)]
pub struct Payment {
    /// Number, date, dependants.
    pub life: Life,
    /// Its currency.
    pub currency: Currency,
    /// What came in.
    pub amount: Minor,
    /// The id of its event, for evidence.
    pub id: u128,
    /// Bounced or recalled.
    pub is_reversed: bool,
    /// Deallocations and reversals that stand.
    pub undone: u32,
    /// What was refunded.
    pub refunded: Minor,
    /// Items it was ever allocated to.
    pub items: Vec<usize>,
    /// The uses, by day and position.
    pub flows: Vec<Flow>,
}

impl Payment {
    /// Adds a use at its place.
    pub fn add(&mut self, day: Day, at: u64, used: Minor) {
        let place = self.flows.partition_point(|f| (f.day, f.at) <= (day, at));
        self.flows.insert(place, Flow { day, at, used });
    }

    /// Takes out what an event added.
    pub fn remove(&mut self, at: u64) {
        self.flows.retain(|f| f.at != at);
    }

    /// How much may be used from a day on so that no later state uses more than there is.
    pub fn spare(&self, day: Day) -> Minor {
        if self.is_reversed || !self.life.alive {
            return 0;
        }
        let (mut used, mut most) = (0, Minor::MIN);
        for f in &self.flows {
            if f.day > day {
                most = most.max(used);
            }
            used += f.used;
        }
        (self.amount - most.max(used)).max(0)
    }

    /// What is not allocated at the end of a day.
    pub fn unapplied(&self, day: Day) -> Minor {
        if !self.life.alive || self.life.day > day || self.is_reversed {
            return 0;
        }
        let used: Minor = self.flows.iter().take_while(|f| f.day <= day).map(|f| f.used).sum();
        self.amount - used
    }

    /// Whether no date uses more than there is.
    pub fn is_lawful(&self) -> bool {
        let mut used = 0;
        self.flows.iter().enumerate().all(|(index, f)| {
            used += f.used;
            let ends_day = self.flows.get(index + 1).is_none_or(|next| next.day > f.day);
            !ends_day || used <= self.amount
        })
    }

    /// The day of the last use, or of the payment itself.
    pub fn last_day(&self) -> Day {
        self.flows.last().map_or(self.life.day, |f| f.day)
    }
}
