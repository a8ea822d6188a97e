//! Entering an event into the books: currencies agree, amounts hold on every date.

use compact_str::CompactString;
use duebook_events::agreement::{AgreementKind, AgreementSigned};
use duebook_events::money::Minor;
use duebook_events::payment::Allocation;
use duebook_events::{Amount, Currency, Draft, EventData, Fault, Number, NumberKind, Position};
use duebook_projections::history::Place;

use super::amounts::{ItemBook, ItemMove, NoteBook, PaymentBook};
use super::book::{Book, Detail, Known, MoneyRef};
use super::references::{Reference, Target};
use super::shape::fits;

/// Why amounts are refused, and what to do about it.
fn refused(field: &str, problem: String) -> Fault {
    Fault::new(field, problem, "correct the amount or the date, or take back what is wrong first")
}

fn other_currency(field: &str, have: Currency, want: Currency, of: &str) -> Fault {
    Fault::new(
        field,
        format!("{have} instead of {want}, the currency of {of}"),
        "currencies are never mixed: correct the number or the currency",
    )
}

/// The text must be a policy, and be the one that is named and hashed.
fn check_policy(e: &duebook_events::governance::PolicyPublished) -> Result<(), Fault> {
    let policy = duebook_projections::Policy::parse(e.text.as_str())
        .map_err(|error| Fault::new("data.text", error.to_string(), "correct the policy's text"))?;
    if policy.sha256 != e.sha256.to_string() {
        return Err(Fault::new(
            "data.sha256",
            format!("the text has the SHA-256 {}", policy.sha256),
            "send the text byte for byte, or correct the hash",
        ));
    }
    if policy.citation != e.citation() {
        return Err(Fault::new(
            "data.policy",
            format!("the text calls itself {}, the event {}", policy.citation, e.citation()),
            "make them agree",
        ));
    }
    Ok(())
}

impl Book {
    /// Enters an event; what it touches is checked.
    pub(super) fn enter(&mut self, draft: &Draft, place: Place) -> Result<(), Fault> {
        match &draft.data {
            EventData::CustomerRegistered(_) => self.registered = Some(place),
            EventData::TermsAgreed(e) => {
                let by_delivery = e.terms.trigger.needs_deliveries();
                self.terms.push((place, by_delivery));
            }
            EventData::InvoiceIssued(e) => {
                self.check_invoice(e, place)?;
                let ix = self.new_item(e.invoice.as_str(), e.currency, e.amount, place);
                self.create(draft, place, Some(e.currency), MoneyRef::Invoice(ix));
            }
            EventData::LateFeeCharged(e) => {
                let currency = self.currency_of(NumberKind::Item, e.invoice.as_str());
                fits(e.amount.fits(currency), "data.amount")?;
                let ix = self.new_item(e.fee.as_str(), currency, e.amount, place);
                self.create(draft, place, Some(currency), MoneyRef::Fee(ix));
            }
            EventData::CreditNoteIssued(e) => {
                let Some(item) = self.item(e.invoice.as_str()) else { return Ok(()) };
                let amount = self.amount_of(item, e.amount, "data.amount")?;
                let note = self.money.notes.len();
                self.money.notes.push(NoteBook {
                    number: e.credit_note.to_string(),
                    item,
                    place,
                    amount,
                    moves: Vec::new(),
                });
                let currency = self.money.items[item].currency;
                self.create(draft, place, Some(currency), MoneyRef::Note(note));
                self.move_item(item, place, ItemMove::Credit(Some(note)), amount, "data.amount")?;
            }
            EventData::InvoiceWrittenOff(e) => {
                self.change_item(e.invoice.as_str(), place, ItemMove::WriteOff, e.amount)?;
            }
            EventData::WriteOffRecovered(e) => {
                self.change_item(e.invoice.as_str(), place, ItemMove::Recover, e.amount)?;
            }
            EventData::PaymentReceived(e) => {
                let ix = self.money.payments.len();
                self.money.payments.push(PaymentBook {
                    number: e.payment.to_string(),
                    currency: e.currency,
                    amount: e.amount.minor(e.currency),
                    reversed: None,
                    moves: Vec::new(),
                });
                self.create(draft, place, Some(e.currency), MoneyRef::Payment(ix));
                let list = e.allocations.as_deref().unwrap_or_default();
                self.allocate(e.payment.as_str(), list, place, 1)?;
            }
            EventData::PaymentAllocated(e) => {
                self.allocate(e.payment.as_str(), &e.allocations, place, 1)?;
            }
            EventData::PaymentDeallocated(e) => {
                self.allocate(e.payment.as_str(), &e.allocations, place, -1)?;
            }
            EventData::PaymentRefunded(e) => self.refund(e.payment.as_str(), e.amount, place)?,
            EventData::PaymentReversed(e) => self.reverse(e.payment.as_str(), place)?,
            EventData::AgreementSigned(e) => self.sign(draft, e, place)?,
            EventData::DisputeRaised(e) => {
                let Some(item) = self.item(e.invoice.as_str()) else { return Ok(()) };
                let amount = self.amount_of(item, e.amount, "data.amount")?;
                let currency = self.money.items[item].currency;
                self.create(draft, place, Some(currency), MoneyRef::None);
                self.detail(draft, Detail::Dispute(amount));
            }
            _ => self.enter_other(draft, place)?,
        }
        Ok(())
    }

    /// Events that move no money.
    fn enter_other(&mut self, draft: &Draft, place: Place) -> Result<(), Fault> {
        let currency = match &draft.data {
            EventData::OrderPlaced(e) => Some(e.currency),
            EventData::SecurityProvided(e) => Some(e.currency),
            EventData::StatementSent(e) => Some(e.currency),
            EventData::PromiseMade(e) => {
                for (i, number) in e.invoices.iter().flatten().enumerate() {
                    let of = self.currency_of(NumberKind::Item, number.as_str());
                    if of != e.currency {
                        let field = format!("data.invoices[{i}]");
                        return Err(other_currency(&field, e.currency, of, number.as_str()));
                    }
                }
                Some(e.currency)
            }
            EventData::DeliveryShipped(e) => {
                let currency = self.currency_of(NumberKind::Order, e.order.as_str());
                if let Some(amount) = e.amount {
                    fits(amount.fits(currency), "data.amount")?;
                }
                Some(currency)
            }
            EventData::DeliveryReceived(e) => {
                let currency = self.currency_of(NumberKind::Delivery, e.delivery.as_str());
                for (i, shortage) in e.shortages.iter().flatten().enumerate() {
                    if let Some(amount) = shortage.amount {
                        fits(amount.fits(currency), &format!("data.shortages[{i}].amount"))?;
                    }
                }
                None
            }
            EventData::GoodsReturned(e) => {
                let currency = self.currency_of(NumberKind::Delivery, e.delivery.as_str());
                fits(e.amount.fits(currency), "data.amount")?;
                None
            }
            EventData::DisputeResolved(e) => {
                self.check_credited(e.dispute.as_str(), e.credited)?;
                None
            }
            EventData::StatementConfirmed(e) => {
                let currency = self.currency_of(NumberKind::Statement, e.statement.as_str());
                fits(e.confirmed_balance.fits(currency), "data.confirmed_balance")?;
                None
            }
            EventData::StatementContested(e) => {
                let currency = self.currency_of(NumberKind::Statement, e.statement.as_str());
                fits(e.claimed_balance.fits(currency), "data.claimed_balance")?;
                None
            }
            EventData::PolicyPublished(e) => {
                check_policy(e)?;
                None
            }
            EventData::HoldSet(e) => {
                self.holds.push((place.position, e.subject.0.clone()));
                None
            }
            EventData::HoldReleased(e) => {
                self.holds.retain(|(_, subject)| *subject != e.subject.0);
                None
            }
            EventData::PersonalErased(e) => {
                if self.holds.iter().any(|(_, subject)| *subject == e.subject.0) {
                    return Err(Fault::new(
                        "data.subject",
                        format!("a legal hold forbids erasing the data of {}", e.subject),
                        "release the hold first",
                    ));
                }
                None
            }
            EventData::AgreementTerminated(e) => {
                self.check_terminable(e.agreement.as_str())?;
                None
            }
            EventData::OrderConditionMet(e) => {
                for (i, id) in e.evidence.iter().flatten().enumerate() {
                    if !self.events.contains_key(id) {
                        return Err(Fault::new(
                            format!("data.evidence[{i}]"),
                            format!("customer {} has no event {id}", self.customer),
                            "name the id of an event of this customer",
                        ));
                    }
                }
                None
            }
            _ => None,
        };
        self.create(draft, place, currency, MoneyRef::None);
        Ok(())
    }

    /// Enters the number that an event creates, if it creates one.
    fn create(&mut self, draft: &Draft, place: Place, currency: Option<Currency>, money: MoneyRef) {
        let Some(Number { kind, text }) = draft.data.creates() else { return };
        let actor = draft.actor.id.clone();
        let detail = Detail::None;
        let (marks, named_by) = (Vec::new(), Vec::new());
        let known = Known { place, actor, currency, money, detail, marks, named_by };
        self.numbers.insert((kind, text), known);
    }

    fn detail(&mut self, draft: &Draft, detail: Detail) {
        if let Some(number) = draft.data.creates()
            && let Some(known) = self.known_mut(number.kind, &number.text)
        {
            known.detail = detail;
        }
    }

    /// Remembers who names what, so that nothing is retracted under others' feet.
    pub(super) fn note_names(
        &mut self,
        references: &[Reference<'_>],
        position: Position,
    ) -> Vec<(NumberKind, CompactString)> {
        let mut names = Vec::with_capacity(references.len());
        for reference in references {
            let kind = match reference.target {
                Target::Number(kind) => kind,
                Target::Invoice => NumberKind::Item,
                Target::Money => match self.money_source(reference.number) {
                    Some((kind, _)) => kind,
                    None => continue,
                },
            };
            if let Some(known) = self.known_mut(kind, reference.number) {
                known.named_by.push(position);
            }
            names.push((kind, reference.number.into()));
        }
        names
    }

    /// The currency of a number that has been found already.
    fn currency_of(&self, kind: NumberKind, number: &str) -> Currency {
        self.known(kind, number)
            .and_then(|known| known.currency)
            .unwrap_or_else(|| Currency::try_new("CNY").expect("CNY is a currency"))
    }

    fn new_item(
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

    fn amount_of(&self, item: usize, amount: Amount, field: &str) -> Result<Minor, Fault> {
        let currency = self.money.items[item].currency;
        fits(amount.fits(currency), field)?;
        Ok(amount.minor(currency))
    }

    fn move_item(
        &mut self,
        item: usize,
        place: Place,
        kind: ItemMove,
        amount: Minor,
        field: &str,
    ) -> Result<(), Fault> {
        self.money.items[item].moves.push((place, kind, amount));
        self.money.check_item(item).map_err(|problem| refused(field, problem))
    }

    fn change_item(
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

    fn check_invoice(
        &self,
        e: &duebook_events::invoice::InvoiceIssued,
        place: Place,
    ) -> Result<(), Fault> {
        if let Some(order) = &e.order {
            let of = self.currency_of(NumberKind::Order, order.as_str());
            if of != e.currency {
                return Err(other_currency("data.currency", e.currency, of, order.as_str()));
            }
        }
        let deliveries = e.deliveries.as_deref().unwrap_or_default();
        for delivery in deliveries {
            let of = self.currency_of(NumberKind::Delivery, delivery.as_str());
            if of != e.currency {
                return Err(other_currency("data.currency", e.currency, of, delivery.as_str()));
            }
        }
        let in_force = self.terms.iter().filter(|(from, _)| from.day <= place.day);
        let in_force = in_force.max_by_key(|(from, _)| *from).is_some_and(|(_, by)| *by);
        let by_delivery =
            e.terms.as_ref().map_or(in_force, |terms| terms.trigger.needs_deliveries());
        if by_delivery && e.due.is_none() && deliveries.is_empty() {
            return Err(Fault::new(
                "data.deliveries",
                "the terms run from the deliveries, and the invoice names none",
                "name the deliveries that it bills, or an explicit due date",
            ));
        }
        Ok(())
    }

    /// Puts money on items, or takes it off (`sign` -1).
    fn allocate(
        &mut self,
        source: &str,
        list: &[Allocation],
        place: Place,
        sign: Minor,
    ) -> Result<(), Fault> {
        let Some((_, known)) = self.money_source(source) else { return Ok(()) };
        let (money, from) = (known.money, known.place.day);
        if place.day < from {
            return Err(Fault::new(
                "effective",
                format!("{} is before {source}, which is dated {from}", place.day),
                "correct the date",
            ));
        }
        let currency = match money {
            MoneyRef::Payment(ix) => self.money.payments[ix].currency,
            MoneyRef::Note(ix) => self.money.items[self.money.notes[ix].item].currency,
            _ => return Ok(()),
        };
        for (i, entry) in list.iter().enumerate() {
            let Some(item) = self.item(entry.invoice.as_str()) else { continue };
            let of = self.money.items[item].currency;
            if of != currency {
                let field = format!("data.allocations[{i}].invoice");
                return Err(other_currency(&field, of, currency, source));
            }
            let field = format!("data.allocations[{i}].amount");
            let amount = sign * self.amount_of(item, entry.amount, &field)?;
            let counts = Place { day: place.day.max(self.money.items[item].place.day), ..place };
            match money {
                MoneyRef::Payment(ix) => {
                    self.money.payments[ix].moves.push((counts, Some(item), amount));
                    self.move_item(item, counts, ItemMove::Payment(ix), amount, &field)?;
                    let checked = self.money.check_payment(ix, place.position);
                    checked.map_err(|problem| refused(&field, problem))?;
                }
                MoneyRef::Note(ix) => {
                    let of = self.money.notes[ix].item;
                    self.money.notes[ix].moves.push((counts, item, amount));
                    self.move_item(item, counts, ItemMove::Note(ix), amount, &field)?;
                    self.move_item(of, counts, ItemMove::NoteUsed(ix), amount, &field)?;
                    let checked = self.money.check_note(ix);
                    checked.map_err(|problem| refused(&field, problem))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn refund(&mut self, source: &str, amount: Amount, place: Place) -> Result<(), Fault> {
        match self.money_source(source).map(|(_, known)| known.money) {
            Some(MoneyRef::Payment(ix)) => {
                let currency = self.money.payments[ix].currency;
                fits(amount.fits(currency), "data.amount")?;
                self.money.payments[ix].moves.push((place, None, amount.minor(currency)));
                let checked = self.money.check_payment(ix, place.position);
                checked.map_err(|problem| refused("data.amount", problem))
            }
            Some(MoneyRef::Note(ix)) => {
                let item = self.money.notes[ix].item;
                let amount = self.amount_of(item, amount, "data.amount")?;
                self.move_item(item, place, ItemMove::NoteUsed(ix), amount, "data.amount")
            }
            _ => Ok(()),
        }
    }

    /// A bounce reopens items; credits that were excess may be needed again.
    fn reverse(&mut self, number: &str, place: Place) -> Result<(), Fault> {
        let Some(MoneyRef::Payment(ix)) =
            self.known(NumberKind::Payment, number).map(|known| known.money)
        else {
            return Ok(());
        };
        self.money.payments[ix].reversed = Some(place);
        let mut items: Vec<usize> =
            self.money.payments[ix].moves.iter().filter_map(|m| m.1).collect();
        items.sort_unstable();
        items.dedup();
        for item in items {
            let checked = self.money.check_item(item);
            checked.map_err(|problem| refused("data.payment", problem))?;
        }
        Ok(())
    }

    fn sign(&mut self, draft: &Draft, e: &AgreementSigned, place: Place) -> Result<(), Fault> {
        let mut covered = Vec::with_capacity(e.covers.len());
        let mut currency = None;
        for (i, cover) in e.covers.iter().enumerate() {
            let Some(item) = self.item(cover.invoice.as_str()) else { continue };
            let of = self.money.items[item].currency;
            let first = *currency.get_or_insert(of);
            if of != first {
                let field = format!("data.covers[{i}].invoice");
                let other = e.covers[0].invoice.as_str();
                return Err(other_currency(&field, of, first, other));
            }
            let field = format!("data.covers[{i}].amount");
            let amount = self.amount_of(item, cover.amount, &field)?;
            let open = self.money.open_at(item, place.day);
            if amount > open {
                return Err(Fault::new(
                    field,
                    format!(
                        "{} of {} would be covered, {} was open on {}",
                        of.print(amount),
                        cover.invoice,
                        of.print(open),
                        place.day
                    ),
                    "cover at most what is open",
                ));
            }
            covered.push((item, amount));
        }
        let sum: Minor = covered.iter().map(|(_, amount)| amount).sum();
        if let Some(currency) = currency {
            Self::check_sums(e, currency, sum)?;
        }
        self.create(draft, place, currency, MoneyRef::None);
        self.detail(draft, Detail::Agreement(e.kind));
        let (Some(currency), Some((value, field, kind))) = (
            currency,
            match e.kind {
                AgreementKind::Offset => {
                    e.goods_value.map(|value| (value, "data.goods_value", ItemMove::Offset))
                }
                AgreementKind::PriceReduction => {
                    e.amount.map(|value| (value, "data.amount", ItemMove::Credit(None)))
                }
                _ => None,
            },
        ) else {
            return Ok(());
        };
        let mut rest = value.minor(currency);
        for (item, amount) in covered {
            let piece = amount.min(rest);
            rest -= piece;
            if piece > 0 {
                self.move_item(item, place, kind, piece, field)?;
            }
        }
        Ok(())
    }

    /// A schedule adds up to what is covered; goods and reductions do not exceed it.
    fn check_sums(e: &AgreementSigned, currency: Currency, covered: Minor) -> Result<(), Fault> {
        let mut scheduled = 0;
        for (i, row) in e.schedule.iter().flatten().enumerate() {
            fits(row.amount.fits(currency), &format!("data.schedule[{i}].amount"))?;
            scheduled += row.amount.minor(currency);
        }
        if e.schedule.is_some() && scheduled != covered {
            return Err(Fault::new(
                "data.schedule",
                format!(
                    "the instalments add up to {}, what is covered to {}",
                    currency.print(scheduled),
                    currency.print(covered)
                ),
                "make them equal; a remainder belongs on the last instalment",
            ));
        }
        for (value, field) in [(e.goods_value, "data.goods_value"), (e.amount, "data.amount")] {
            let Some(value) = value else { continue };
            fits(value.fits(currency), field)?;
            if value.minor(currency) > covered {
                return Err(Fault::new(
                    field,
                    format!("{value} is more than what is covered ({})", currency.print(covered)),
                    "lower it, or cover more",
                ));
            }
        }
        Ok(())
    }

    fn check_credited(&self, dispute: &str, credited: Option<Amount>) -> Result<(), Fault> {
        let (Some(known), Some(credited)) = (self.known(NumberKind::Dispute, dispute), credited)
        else {
            return Ok(());
        };
        let currency = self.currency_of(NumberKind::Dispute, dispute);
        fits(credited.fits(currency), "data.credited")?;
        match known.detail {
            Detail::Dispute(disputed) if credited.minor(currency) > disputed => Err(Fault::new(
                "data.credited",
                format!("{credited} is more than what was disputed ({})", currency.print(disputed)),
                "credit at most the disputed amount",
            )),
            _ => Ok(()),
        }
    }

    fn check_terminable(&self, agreement: &str) -> Result<(), Fault> {
        let kind = self.known(NumberKind::Agreement, agreement).map(|known| known.detail);
        match kind {
            Some(Detail::Agreement(
                kind @ (AgreementKind::Offset | AgreementKind::PriceReduction),
            )) => Err(Fault::new(
                "data.agreement",
                format!("{agreement} is of kind {}, which cannot be terminated", kind.word()),
                "it took effect at once; agree on something new",
            )),
            _ => Ok(()),
        }
    }
}
