//! Supplementary agreements at the door (domain, section 7).

use duebook_events::agreement::{AgreementKind, AgreementSigned};
use duebook_events::money::Minor;
use duebook_events::{Currency, Draft, Fault, NumberKind};

use super::amounts::ItemMove;
use super::book::Book;
use super::enter::other_currency;
use super::entries::When;
use super::numbers::{Detail, MoneyRef, NumberIx};
use super::shape::fits;
use crate::messages::amounts::{covered_too_much, more_than_covered, schedule_sum};
use crate::messages::door::not_terminable;

impl Book {
    /// Enters an agreement: what it covers is open just before it, its amounts add up.
    pub(super) fn sign(
        &mut self,
        draft: &Draft,
        e: &AgreementSigned,
        when: When,
    ) -> Result<Option<NumberIx>, Fault> {
        let mut covered = Vec::with_capacity(e.covers.len());
        let mut currency = None;
        for (i, cover) in e.covers.iter().enumerate() {
            let Some(item) = self.item(cover.invoice.as_str()) else { continue };
            let of = self.money.items[item].currency;
            let first = *currency.get_or_insert(of);
            self.judge(|_| {
                if of == first {
                    return Ok(());
                }
                let field = format!("data.covers[{i}].invoice");
                Err(other_currency(&field, of, first, e.covers[0].invoice.as_str()))
            })?;
            let field = format!("data.covers[{i}].amount");
            let amount = self.amount_of(item, cover.amount, &field)?;
            self.judge(|book| book.check_covered(item, amount, when, &field))?;
            covered.push((item, amount));
        }
        let sum: Minor = covered.iter().map(|(_, amount)| amount).sum();
        if let Some(currency) = currency {
            self.judge(|_| Self::check_sums(e, currency, sum))?;
        }
        let agreement = self.create(draft, when, currency, MoneyRef::None);
        if let Some(agreement) = agreement {
            self.numbers.describe(agreement, Detail::Agreement(e.kind));
        }
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
            return Ok(agreement);
        };
        let mut rest = value.minor(currency);
        for (item, amount) in covered {
            let piece = amount.min(rest);
            rest -= piece;
            if piece > 0 {
                self.move_item(item, when, kind, piece, field)?;
            }
        }
        Ok(agreement)
    }

    /// `covers` is compared with what is open in the fold order just before the agreement.
    fn check_covered(
        &self,
        item: usize,
        amount: Minor,
        when: When,
        field: &str,
    ) -> Result<(), Fault> {
        let open = self.money.open_at(item, when.day);
        if amount <= open {
            return Ok(());
        }
        let item = &self.money.items[item];
        let print = |minor| item.currency.print(minor);
        let message = covered_too_much(print(amount), &item.number, print(open), when.day);
        Err(Fault::of(field, message))
    }

    /// A schedule adds up to what is covered; goods and reductions do not exceed it.
    fn check_sums(e: &AgreementSigned, currency: Currency, covered: Minor) -> Result<(), Fault> {
        let mut scheduled = 0;
        for (i, row) in e.schedule.iter().flatten().enumerate() {
            fits(row.amount.fits(currency), &format!("data.schedule[{i}].amount"))?;
            scheduled += row.amount.minor(currency);
        }
        if e.schedule.is_some() && scheduled != covered {
            let message = schedule_sum(currency.print(scheduled), currency.print(covered));
            return Err(Fault::of("data.schedule", message));
        }
        for (value, field) in [(e.goods_value, "data.goods_value"), (e.amount, "data.amount")] {
            let Some(value) = value else { continue };
            fits(value.fits(currency), field)?;
            if value.minor(currency) > covered {
                return Err(Fault::of(field, more_than_covered(value, currency.print(covered))));
            }
        }
        Ok(())
    }

    /// Only what runs on can be ended.
    pub(super) fn check_terminable(&self, agreement: &str) -> Result<(), Fault> {
        let kind = self.numbers.find(NumberKind::Agreement, agreement);
        match kind.and_then(|ix| self.numbers.detail(ix)) {
            Some(Detail::Agreement(
                kind @ (AgreementKind::Offset | AgreementKind::PriceReduction),
            )) => Err(Fault::of("data.agreement", not_terminable(agreement, kind.word()))),
            _ => Ok(()),
        }
    }
}
