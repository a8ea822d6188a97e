//! Money at the door: items, allocations, refunds, bounces.

use duebook_events::money::Minor;
use duebook_events::payment::Allocation;
use duebook_events::{Amount, Currency, Fault, NumberKind};

use super::amounts::{ItemBook, ItemMove, Money, Overdrawn, add_move};
use super::book::Book;
use super::enter::other_currency;
use super::entries::When;
use super::numbers::MoneyRef;

impl Book {
    /// An open item of this gross amount.
    pub(super) fn new_item(
        &mut self,
        number: &str,
        currency: Currency,
        amount: Amount,
        when: When,
    ) -> u32 {
        let ix = index(self.money.items.len());
        let (gross, moves) = (amount.minor(currency), Vec::new());
        let number = number.into();
        self.money.items.push(ItemBook { number, currency, gross, when, moves });
        ix
    }

    /// An amount in the currency of an item.
    pub(super) fn amount_of(
        &self,
        item: usize,
        amount: Amount,
        field: &str,
    ) -> Result<Minor, Fault> {
        let currency = self.money.items[item].currency;
        self.fits(amount.fits(currency), field)?;
        Ok(amount.minor(currency))
    }

    /// Enters a movement of an item, and checks the item.
    pub(super) fn move_item(
        &mut self,
        item: usize,
        when: When,
        kind: ItemMove,
        amount: Minor,
        field: &str,
    ) -> Result<(), Fault> {
        add_move(&mut self.money.items[item].moves, (when, kind, amount));
        self.judge(|book| book.check_item(item, field))
    }

    fn check_item(&self, item: usize, field: &str) -> Result<(), Fault> {
        self.money.check_item(item).map_err(|message| Fault::of(field, message))
    }

    /// Write-offs and recoveries.
    pub(super) fn change_item(
        &mut self,
        number: &str,
        when: When,
        kind: ItemMove,
        amount: Amount,
    ) -> Result<(), Fault> {
        let Some(item) = self.item(number) else { return Ok(()) };
        let amount = self.amount_of(item, amount, "data.amount")?;
        self.move_item(item, when, kind, amount, "data.amount")
    }

    /// Puts money on items, or takes it off (`sign` -1): the whole list is
    /// entered before anything is checked.
    pub(super) fn allocate(
        &mut self,
        source: &str,
        list: &[Allocation],
        when: When,
        sign: Minor,
    ) -> Result<(), Fault> {
        let Some(known) = self.money_source(source) else { return Ok(()) };
        let known = self.numbers.get(known);
        let (money, currency) = (known.money, known.currency);
        let mut items = Vec::with_capacity(list.len());
        for (i, entry) in list.iter().enumerate() {
            let Some(item) = self.item(entry.invoice.as_str()) else { continue };
            let of = self.money.items[item].currency;
            self.judge(|_| match currency {
                Some(currency) if currency != of => {
                    let field = format!("data.allocations[{i}].invoice");
                    Err(other_currency(&field, of, currency, source))
                }
                _ => Ok(()),
            })?;
            let amount = self.amount_of(item, entry.amount, &entry_field(i))? * sign;
            let counts = When { day: when.day.max(self.money.items[item].when.day), ..when };
            let Money { items: books, payments, notes } = &mut self.money;
            match money {
                MoneyRef::Payment(ix) => {
                    let onto = (counts, Some(index(item)), amount);
                    add_move(&mut payments[ix as usize].moves, onto);
                    add_move(&mut books[item].moves, (counts, ItemMove::Payment(ix), amount));
                }
                MoneyRef::Note(ix) => {
                    let note = &mut notes[ix as usize];
                    add_move(&mut note.moves, (counts, index(item), amount));
                    add_move(&mut books[item].moves, (counts, ItemMove::Note(ix), amount));
                    let used = (counts, ItemMove::NoteUsed(ix), amount);
                    add_move(&mut books[note.item as usize].moves, used);
                }
                _ => {}
            }
            items.push((item, i));
        }
        self.judge(|book| book.check_allocated(money, &items, when))
    }

    fn check_allocated(
        &self,
        money: MoneyRef,
        items: &[(usize, usize)],
        when: When,
    ) -> Result<(), Fault> {
        for (item, i) in items {
            self.check_item(*item, &entry_field(*i))?;
        }
        let Some((_, last)) = items.last() else { return Ok(()) };
        let checked = match money {
            MoneyRef::Payment(ix) => self.money.check_payment(ix as usize, when.entry),
            MoneyRef::Note(ix) => {
                let note = ix as usize;
                self.check_item(self.money.notes[note].item as usize, &entry_field(*last))?;
                self.money.check_note(note)
            }
            _ => Ok(()),
        };
        checked.map_err(|Overdrawn { item, message }| {
            let entry = items.iter().find(|(known, _)| Some(*known) == item);
            Fault::of(entry_field(entry.map_or(*last, |(_, i)| *i)), message)
        })
    }

    /// Money goes back to the customer.
    pub(super) fn refund(&mut self, source: &str, amount: Amount, when: When) -> Result<(), Fault> {
        let field = "data.amount";
        match self.money_source(source).map(|ix| self.numbers.get(ix).money) {
            Some(MoneyRef::Payment(ix)) => {
                let currency = self.money.payments[ix as usize].currency;
                self.fits(amount.fits(currency), field)?;
                let out = (when, None, amount.minor(currency));
                add_move(&mut self.money.payments[ix as usize].moves, out);
                self.judge(|book| {
                    let checked = book.money.check_payment(ix as usize, when.entry);
                    checked.map_err(|overdrawn| Fault::of(field, overdrawn.message))
                })
            }
            Some(MoneyRef::Note(ix)) => {
                let item = self.money.notes[ix as usize].item as usize;
                let amount = self.amount_of(item, amount, field)?;
                self.move_item(item, when, ItemMove::NoteUsed(ix), amount, field)
            }
            _ => Ok(()),
        }
    }

    /// A bounce reopens items; credits that were excess may be needed again.
    pub(super) fn reverse(&mut self, number: &str, when: When) -> Result<(), Fault> {
        let Some(MoneyRef::Payment(ix)) =
            self.known(NumberKind::Payment, number).map(|known| known.money)
        else {
            return Ok(());
        };
        self.money.payments[ix as usize].reversed = Some(when);
        self.judge(|book| {
            let items = book.money.items_of_payment(ix as usize);
            items.iter().try_for_each(|item| book.check_item(*item, "data.payment"))
        })
    }
}

/// An index as what refers to it keeps it.
pub(super) fn index(ix: usize) -> u32 {
    u32::try_from(ix).expect("a customer has fewer than 2^32 items and payments")
}

/// The amount of an entry of `allocations`.
fn entry_field(i: usize) -> String {
    format!("data.allocations[{i}].amount")
}
