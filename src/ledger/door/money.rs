//! Money at the door: items, allocations, refunds, bounces.

use duebook_events::money::Minor;
use duebook_events::payment::Allocation;
use duebook_events::{Amount, Currency, Fault, NumberKind};
use duebook_projections::history::Place;

use super::amounts::{ItemBook, ItemMove, Overdrawn};
use super::book::{Book, MoneyRef};
use super::enter::other_currency;

impl Book {
    /// An open item of this gross amount.
    pub(super) fn new_item(
        &mut self,
        number: &str,
        currency: Currency,
        amount: Amount,
        place: Place,
    ) -> usize {
        self.money.items.push(ItemBook {
            number: number.to_owned(),
            currency,
            gross: amount.minor(currency),
            place,
            moves: Vec::new(),
        });
        self.money.items.len() - 1
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
        place: Place,
        kind: ItemMove,
        amount: Minor,
        field: &str,
    ) -> Result<(), Fault> {
        self.money.items[item].moves.push((place, kind, amount));
        self.judge(|book| book.check_item(item, field))
    }

    fn check_item(&self, item: usize, field: &str) -> Result<(), Fault> {
        self.money.check_item(item).map_err(|message| Fault::of(field, message))
    }

    /// Write-offs and recoveries.
    pub(super) fn change_item(
        &mut self,
        number: &str,
        place: Place,
        kind: ItemMove,
        amount: Amount,
    ) -> Result<(), Fault> {
        let Some(item) = self.item(number) else { return Ok(()) };
        let amount = self.amount_of(item, amount, "data.amount")?;
        self.move_item(item, place, kind, amount, "data.amount")
    }

    /// Puts money on items, or takes it off (`sign` -1): the whole list is
    /// entered before anything is checked.
    pub(super) fn allocate(
        &mut self,
        source: &str,
        list: &[Allocation],
        place: Place,
        sign: Minor,
    ) -> Result<(), Fault> {
        let Some((_, known)) = self.money_source(source) else { return Ok(()) };
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
            let counts = Place { day: place.day.max(self.money.items[item].place.day), ..place };
            match money {
                MoneyRef::Payment(ix) => {
                    self.money.payments[ix].moves.push((counts, Some(item), amount));
                    self.money.items[item].moves.push((counts, ItemMove::Payment(ix), amount));
                }
                MoneyRef::Note(ix) => {
                    let of = self.money.notes[ix].item;
                    self.money.notes[ix].moves.push((counts, item, amount));
                    self.money.items[item].moves.push((counts, ItemMove::Note(ix), amount));
                    self.money.items[of].moves.push((counts, ItemMove::NoteUsed(ix), amount));
                }
                _ => {}
            }
            items.push((item, i));
        }
        self.judge(|book| book.check_allocated(money, &items, place))
    }

    fn check_allocated(
        &self,
        money: MoneyRef,
        items: &[(usize, usize)],
        place: Place,
    ) -> Result<(), Fault> {
        for (item, i) in items {
            self.check_item(*item, &entry_field(*i))?;
        }
        let Some((_, last)) = items.last() else { return Ok(()) };
        let checked = match money {
            MoneyRef::Payment(ix) => self.money.check_payment(ix, place.position),
            MoneyRef::Note(ix) => {
                self.check_item(self.money.notes[ix].item, &entry_field(*last))?;
                self.money.check_note(ix)
            }
            _ => Ok(()),
        };
        checked.map_err(|Overdrawn { item, message }| {
            let entry = items.iter().find(|(known, _)| Some(*known) == item);
            Fault::of(entry_field(entry.map_or(*last, |(_, i)| *i)), message)
        })
    }

    /// Money goes back to the customer.
    pub(super) fn refund(
        &mut self,
        source: &str,
        amount: Amount,
        place: Place,
    ) -> Result<(), Fault> {
        let field = "data.amount";
        match self.money_source(source).map(|(_, known)| known.money) {
            Some(MoneyRef::Payment(ix)) => {
                let currency = self.money.payments[ix].currency;
                self.fits(amount.fits(currency), field)?;
                self.money.payments[ix].moves.push((place, None, amount.minor(currency)));
                self.judge(|book| {
                    let checked = book.money.check_payment(ix, place.position);
                    checked.map_err(|overdrawn| Fault::of(field, overdrawn.message))
                })
            }
            Some(MoneyRef::Note(ix)) => {
                let item = self.money.notes[ix].item;
                let amount = self.amount_of(item, amount, field)?;
                self.move_item(item, place, ItemMove::NoteUsed(ix), amount, field)
            }
            _ => Ok(()),
        }
    }

    /// A bounce reopens items; credits that were excess may be needed again.
    pub(super) fn reverse(&mut self, number: &str, place: Place) -> Result<(), Fault> {
        let Some(MoneyRef::Payment(ix)) =
            self.known(NumberKind::Payment, number).map(|known| known.money)
        else {
            return Ok(());
        };
        self.money.payments[ix].reversed = Some(place);
        self.judge(|book| {
            let items = book.money.items_of_payment(ix);
            items.iter().try_for_each(|item| book.check_item(*item, "data.payment"))
        })
    }
}

/// The amount of an entry of `allocations`.
fn entry_field(i: usize) -> String {
    format!("data.allocations[{i}].amount")
}
