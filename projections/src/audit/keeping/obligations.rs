//! Obligations that go on after the goods are released: instalments, and receipts
//! that go to the overdue first.

use duebook_events::money::Minor;
use duebook_events::order::{Condition, ConditionKind};
use duebook_events::{Day, Position};

use super::{Breach, Keeping, Term, amount_of};
use crate::account::{Agreement, AgreementStatus, InstalmentStatus, ItemIx, SliceSource};
use crate::conditions::{Met, money_since};
use crate::parts::undisputed_at_end_of;

/// What became of an obligation: met, broken, or running.
type Fate = (Option<Met>, Option<Breach>, bool);

impl<'a> Keeping<'_, 'a> {
    /// `instalments`: a plan for the rest, signed by the time the goods go out, and kept.
    pub(super) fn instalments(&self, term: &Term<'_, 'a>, condition: &Condition) -> Fate {
        let account = self.account;
        let recorded = term
            .order
            .met
            .iter()
            .filter(|(place, kind)| *kind == ConditionKind::Instalments && term.holds(*place))
            .map(|(place, _)| *place)
            .min();
        let plans: Vec<&Agreement<'_>> = account
            .agreements
            .iter()
            .filter(|plan| plan.moves_dates() && term.holds(plan.place))
            .filter(|plan| {
                plan.covers.iter().any(|c| term.decision.overdue_items.contains(&c.item))
            })
            .collect();
        let unsigned = term.released.first().filter(|shipped| {
            recorded.is_none_or(|recorded| recorded.day > shipped.day)
                && self.planned(term, condition, &plans, shipped.day)
                    < self.to_plan(term, condition, shipped.day)
        });
        let unsigned = unsigned.map(|shipped| Breach::new(shipped.day, shipped.position));
        let breach = [unsigned, self.first_missed(&plans)]
            .into_iter()
            .flatten()
            .min_by_key(|breach| breach.on);
        let mut by: Vec<Position> = plans.iter().map(|plan| plan.place.position).collect();
        by.extend(self.paid_by(term));
        let met = self
            .closed(term)
            .map(|on| Met { on, by: by.clone() })
            .or_else(|| self.fulfilled(&plans).map(|on| Met { on, by: by.clone() }))
            .or_else(|| {
                let recorded = recorded.filter(|_| plans.is_empty())?;
                Some(Met { on: recorded.day, by: vec![recorded.position] })
            });
        let active =
            |plan: &&Agreement<'_>| account.agreement_status(plan) == AgreementStatus::Active;
        (met, breach, plans.iter().any(active))
    }

    /// How much has to be planned by the end of a day: the condition's amount, but
    /// never more than is open.
    fn to_plan(&self, term: &Term<'_, '_>, condition: &Condition, day: Day) -> Minor {
        let open = term.decision.overdue_items.iter();
        let open: Minor = open.map(|ix| self.account.items[*ix].open_at_end_of(day)).sum();
        condition.amount.minor(condition.currency).min(open)
    }

    /// How much is planned, or paid beyond what was to be paid at once, by the end of a day.
    fn planned(
        &self,
        term: &Term<'_, '_>,
        condition: &Condition,
        plans: &[&Agreement<'_>],
        day: Day,
    ) -> Minor {
        debug_assert_eq!(condition.kind, ConditionKind::Instalments);
        let items = term.decision.overdue_items.iter();
        let covered: Minor = items.map(|ix| self.planned_of(*ix, plans, day)).sum();
        let paid: Minor = money_since(self.account, term.decision)
            .filter(|slice| slice.place.day <= day)
            .map(|slice| slice.live)
            .sum();
        let at_once = amount_of(term.decision, &[ConditionKind::PayOverdue]);
        covered + (paid - at_once).max(0)
    }

    /// How much of an item is planned by the end of a day: by the newest plan that
    /// stands then, for a replaced one plans nothing, and no more than is open.
    fn planned_of(&self, ix: ItemIx, plans: &[&Agreement<'_>], day: Day) -> Minor {
        let item = &self.account.items[ix];
        let newest = self.account.agreement_in_force(item, day);
        let newest = newest.filter(|newest| plans.iter().any(|plan| plan.place == newest.place));
        let covers = newest.into_iter().flat_map(|plan| &plan.covers);
        let covered: Minor =
            covers.filter(|cover| cover.item == ix).map(|cover| cover.amount).sum();
        covered.min(item.open_at_end_of(day))
    }

    /// The first instalment that was not met by its date; one that was met late was missed too.
    fn first_missed(&self, plans: &[&Agreement<'_>]) -> Option<Breach> {
        let missed = plans.iter().flat_map(|plan| {
            self.account
                .instalments(plan)
                .into_iter()
                .filter(|row| {
                    matches!(row.status, InstalmentStatus::Missed | InstalmentStatus::Late)
                })
                .map(|row| Breach::new(row.due + 1, plan.place.position))
        });
        missed.min_by_key(|breach| breach.on)
    }

    /// Since when nothing of the items that were overdue at the decision is open.
    fn closed(&self, term: &Term<'_, '_>) -> Option<Day> {
        let items = term.decision.overdue_items.iter().map(|ix| &self.account.items[*ix]);
        let days: Option<Vec<Day>> =
            items.map(|item| item.settled_on.filter(|_| item.open() == 0)).collect();
        days?.into_iter().max().map(|day| day.max(term.decision.place.day))
    }

    /// Since when every plan is fulfilled.
    fn fulfilled(&self, plans: &[&Agreement<'_>]) -> Option<Day> {
        let standing = plans
            .iter()
            .map(|plan| (*plan, self.account.agreement_status(plan)))
            .filter(|(_, status)| *status != AgreementStatus::Replaced);
        let mut last = None;
        for (plan, status) in standing {
            if status != AgreementStatus::Fulfilled {
                return None;
            }
            let met = self.account.instalments(plan).into_iter().filter_map(|row| row.met_on);
            last = last.max(met.max());
        }
        last
    }

    /// `receipts_to_overdue_first`: what comes in goes to the old debt first.
    pub(super) fn receipts(&self, term: &Term<'_, 'a>, condition: &Condition) -> Fate {
        let account = self.account;
        let old = &term.decision.overdue_items;
        let mut free =
            amount_of(term.decision, &[ConditionKind::Prepay, ConditionKind::PrepayExcess]);
        let number = term.order.placed.order.as_str();
        let mut breach = None;
        for slice in &account.slices {
            let SliceSource::Payment(payment) = slice.source else { continue };
            let payment = &account.payments[payment];
            let item = &account.items[slice.item];
            if slice.live == 0
                || payment.currency != condition.currency
                || payment.place <= term.decision.place
                || !term.holds(slice.place)
                || old.contains(&self.principal(slice.item))
            {
                continue;
            }
            let mut diverted = slice.live;
            let own = item.order.map(|ix| account.orders[ix].placed.order.as_str());
            if own == Some(number) {
                let prepaid = diverted.min(free);
                free -= prepaid;
                diverted -= prepaid;
            }
            if diverted > 0 && self.claimable(old, slice.place.day) > 0 {
                breach = Some(Breach::new(slice.place.day, slice.place.position));
                break;
            }
        }
        let met = self.closed(term).map(|on| Met { on, by: self.paid_by(term) });
        (met, breach, true)
    }

    /// The payments since the decision on what was overdue at it.
    fn paid_by(&self, term: &Term<'_, '_>) -> Vec<Position> {
        let money = money_since(self.account, term.decision);
        let mut by: Vec<Position> = money.map(|slice| slice.place.position).collect();
        by.dedup();
        by
    }

    /// The invoice behind a fee.
    fn principal(&self, mut ix: ItemIx) -> ItemIx {
        while let Some(fee) = self.account.items[ix].fee {
            ix = fee.of;
        }
        ix
    }

    /// What of some items was open and undisputed at the end of a day.
    fn claimable(&self, items: &[ItemIx], day: Day) -> Minor {
        items.iter().map(|ix| undisputed_at_end_of(self.account, *ix, day)).sum()
    }
}
