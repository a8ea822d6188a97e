//! Agreements as they are signed, take each other's place, and end (domain, section 7).

use duebook_events::agreement::{AgreementKind, AgreementSigned};
use duebook_events::money::Minor;
use duebook_events::{Currency, Day};

use super::ItemIx;
use super::agreement::{Agreement, Cover, Ending, ScheduleRow};
use super::fold::Fold;
use super::item::SliceSource;
use crate::history::Place;

impl<'a> Fold<'a, '_> {
    pub(super) fn sign(&mut self, e: &'a AgreementSigned, place: Place) {
        let account = &mut self.account;
        let ix = account.agreements.len();
        let covers: Vec<Cover> = e
            .covers
            .iter()
            .filter_map(|cover| {
                let item = account.item_ix(cover.invoice.as_str())?;
                let amount = cover.amount.minor(account.items[item].currency);
                Some(Cover { item, amount, replaced: None })
            })
            .collect();
        let currency =
            covers.first().map_or(Currency::try_new("CNY"), |c| Ok(account.items[c.item].currency));
        let Ok(currency) = currency else { return };
        let items: Vec<ItemIx> = covers.iter().map(|cover| cover.item).collect();
        if e.kind.moves_dates() {
            self.supersede(&items, place);
            self.replace_older(&items, place);
        }
        let account = &mut self.account;
        let mut credit = match e.kind {
            AgreementKind::Offset => e.goods_value.map_or(0, |value| value.minor(currency)),
            AgreementKind::PriceReduction => e.amount.map_or(0, |amount| amount.minor(currency)),
            _ => 0,
        };
        let schedule = schedule(e, &covers, currency);
        self.watch.extend(schedule.iter().map(|row| (row.due + 1, ix)));
        let security = e
            .security
            .as_ref()
            .and_then(|security| account.numbers.securities.get(security.as_str()).copied());
        account.numbers.agreements.insert(e.agreement.as_str(), ix);
        account.agreements.push(Agreement {
            number: e.agreement.as_str(),
            place,
            kind: e.kind,
            currency,
            covers: covers.clone(),
            schedule,
            daily_rate: e.daily_rate,
            security,
            on_default: e.on_default.unwrap_or_default(),
            defaulted_on: None,
            ending: None,
            layout_log: Vec::new(),
            touched: false,
        });
        for cover in covers {
            let piece = cover.amount.min(credit);
            credit -= piece;
            let item = &mut self.account.items[cover.item];
            match e.kind {
                AgreementKind::Instalment | AgreementKind::Deferral => {
                    item.covers.push((place.day, ix));
                    item.agreements.push(ix);
                }
                AgreementKind::PriceReduction if piece > 0 => {
                    item.credited += piece;
                    item.credits.push((place, piece));
                }
                AgreementKind::Offset if piece > 0 => {
                    self.apply(place, cover.item, SliceSource::Offset, piece);
                }
                _ => {}
            }
            self.touch(cover.item);
        }
        self.touch_agreement(ix);
    }

    /// A newer agreement takes the items over from the older ones that date them.
    fn replace_older(&mut self, items: &[ItemIx], place: Place) {
        let mut older: Vec<usize> = items
            .iter()
            .filter_map(|item| self.account.items[*item].covers.last().map(|(_, ix)| *ix))
            .filter(|ix| self.account.agreements[*ix].ending.is_none())
            .collect();
        older.sort_unstable();
        older.dedup();
        for ix in older {
            let before = self.account.view(&self.account.agreements[ix], place.day);
            let agreement = &mut self.account.agreements[ix];
            for cover in &mut agreement.covers {
                if items.contains(&cover.item) && cover.replaced.is_none() {
                    cover.replaced = Some(place);
                }
            }
            if agreement.covers.iter().all(|cover| cover.replaced.is_some()) {
                agreement.ending = Some(Ending { place, terminated: false, instalments: before });
            }
            self.touch_agreement(ix);
        }
    }

    /// Ends an agreement; one that was replaced before may still be terminated on
    /// paper and stands as it ended first.
    pub(super) fn terminate(&mut self, ix: usize, place: Place) {
        let instalments = self.account.view(&self.account.agreements[ix], place.day);
        let ending = &mut self.account.agreements[ix].ending;
        ending.get_or_insert(Ending { place, terminated: true, instalments }).terminated = true;
    }
}

/// The schedule of an agreement that moves dates: a deferral has one row.
fn schedule(e: &AgreementSigned, covers: &[Cover], currency: Currency) -> Vec<ScheduleRow> {
    let rows: Vec<(Day, Minor)> = match e.kind {
        AgreementKind::Deferral => {
            let sum = covers.iter().map(|cover| cover.amount).sum();
            e.new_due.into_iter().map(|due| (due, sum)).collect()
        }
        _ => e.schedule.iter().flatten().map(|row| (row.due, row.amount.minor(currency))).collect(),
    };
    let mut cumulative = 0;
    rows.into_iter()
        .map(|(due, amount)| {
            cumulative += amount;
            ScheduleRow { due, amount, cumulative, met_on: None }
        })
        .collect()
}
