//! Supplementary agreements and disputes.

use super::{commit, number};
use crate::simulate::account::What;
use crate::simulate::calendar::Day;
use crate::simulate::customer::Customer;
use crate::simulate::desk::Desk;
use crate::simulate::documents::{Agreement, Deal, Dispute, Life, Ref, Undo};
use crate::simulate::kind::Kind;
use crate::simulate::line::{Currency, Minor, Series};
use crate::simulate::names;

/// What is signed.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its kind.
    pub deal: Deal,
    /// The items it covers, and how much of each.
    pub covers: Vec<(usize, Minor)>,
    /// Days after signing and amounts, for an instalment plan; rising days, amounts
    /// that add up to what is covered. For a deferral one entry.
    pub schedule: Vec<(i32, Minor)>,
    /// Interest while it runs, as written.
    pub daily_rate: Option<&'static str>,
    /// `on_default`: instalments missed, and effect.
    pub on_default: Option<(u64, &'static str)>,
    /// The value of the goods, or the reduction.
    pub value: Minor,
    /// The security it names.
    pub security: Option<usize>,
}

impl Draft {
    fn total(&self) -> Minor {
        self.covers.iter().map(|cover| cover.1).sum()
    }

    /// The currency of all that is covered; none where it differs.
    fn currency(&self, c: &Customer) -> Option<Currency> {
        let currency = c.items[self.covers.first()?.0].currency;
        self.covers.iter().all(|cover| c.items[cover.0].currency == currency).then_some(currency)
    }

    /// Whether the kind's own fields are as the door wants them.
    fn is_consistent(&self, c: &Customer, currency: Currency) -> bool {
        let total = self.total();
        let rises = self.schedule.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let sum: Minor = self.schedule.iter().map(|part| part.1).sum();
        match self.deal {
            Deal::Instalment => {
                rises && sum == total && self.schedule.iter().all(|part| part.1 > 0)
            }
            Deal::Deferral => self.schedule.len() == 1,
            Deal::Offset | Deal::PriceReduction => self.value > 0 && self.value <= total,
            Deal::Security => self.security.is_some_and(|security| {
                let security = &c.securities[security];
                !security.is_released && security.currency == currency
            }),
        }
    }

    /// The value over the covered items in their order, each up to its covered amount.
    fn spread(&self) -> Vec<(usize, Minor)> {
        let mut left = self.value;
        let parts = self.covers.iter().map(|(item, covered)| {
            let part = left.min(*covered);
            left -= part;
            (*item, part)
        });
        parts.filter(|part| part.1 > 0).collect()
    }
}

/// `agreement.signed`
pub fn sign(desk: &mut Desk, c: &mut Customer, day: Day, draft: &Draft) -> Option<usize> {
    let mut names: Vec<Ref> = draft.covers.iter().map(|cover| Ref::Item(cover.0)).collect();
    names.extend(draft.security.map(Ref::Security));
    let day = c.earliest(&names, day)?;
    let currency = draft.currency(c)?;
    let is_open = |(place, cover): (usize, &(usize, Minor))| {
        cover.1 > 0
            && cover.1 <= c.items[cover.0].open(day)
            && draft.covers[..place].iter().all(|other| other.0 != cover.0)
    };
    if !draft.covers.iter().enumerate().all(is_open) || !draft.is_consistent(c, currency) {
        return None;
    }
    let at = desk.position();
    if !settle(c, day, at, draft) {
        return None;
    }
    let (word, person) = (desk.rng.bits(), names::person(&mut desk.rng, c.is_english));
    let number = number(desk, c, Series::Agreement);
    let actor = desk.system_or("collector", 1000);
    let mut json = desk.begin(Kind::AgreementSigned, c.serial, day, actor);
    json.number("agreement", number);
    json.text("kind", draft.deal.name());
    json.array("covers");
    for (item, amount) in &draft.covers {
        json.object(None);
        json.number("invoice", c.item_number(*item));
        json.money("amount", *amount, currency);
        json.end_object();
    }
    json.end_array();
    match draft.deal {
        Deal::Instalment => {
            json.array("schedule");
            for (days, amount) in &draft.schedule {
                json.object(None);
                json.date("due", day + days);
                json.money("amount", *amount, currency);
                json.end_object();
            }
            json.end_array();
            json.maybe("daily_rate", draft.daily_rate);
            if let Some((missed, effect)) = draft.on_default {
                json.object(Some("on_default"));
                json.int("missed", missed);
                json.text("effect", effect);
                json.end_object();
            }
        }
        Deal::Deferral => {
            json.date("new_due", day + draft.schedule[0].0);
            json.maybe("daily_rate", draft.daily_rate);
        }
        Deal::Offset => json.money("goods_value", draft.value, currency),
        Deal::PriceReduction => json.money("amount", draft.value, currency),
        Deal::Security => {
            let security = draft.security.map(|security| &c.securities[security]);
            if let Some(security) = security {
                json.number("security", security.life.number);
            }
        }
    }
    json.texts("signed_by", &[person]);
    json.document("supplementary-agreement.pdf", word);
    let index = c.agreements.len();
    if draft.deal.moves_dates() {
        for cover in &draft.covers {
            c.items[cover.0].agreement = Some(index);
        }
    }
    c.agreements.push(Agreement {
        life: Life::new(number, day),
        deal: draft.deal,
        covers: draft.covers.clone(),
        schedule: draft.schedule.iter().map(|(days, part)| (day + days, *part)).collect(),
        is_terminated: false,
    });
    let undo = Undo::Created(Ref::Agreement(index));
    commit(desk, c, day, names, undo);
    Some(index)
}

/// Enters an offset or a price reduction on the covered items, where every date allows it.
fn settle(c: &mut Customer, day: Day, at: u64, draft: &Draft) -> bool {
    let what = match draft.deal {
        Deal::Offset => What::Offset,
        Deal::PriceReduction => What::Reduced,
        _ => return true,
    };
    let parts = draft.spread();
    if parts.iter().any(|(item, part)| *part > c.items[*item].room(day)) {
        return false;
    }
    for (item, part) in &parts {
        c.items[*item].add(day, at, what, *part);
    }
    let is_lawful = parts.iter().all(|(item, _)| c.items[*item].is_lawful());
    if !is_lawful {
        for (item, _) in &parts {
            c.items[*item].remove(at);
        }
    }
    is_lawful
}

/// `agreement.terminated`: instalment, deferral or security, while nothing newer
/// has replaced it
pub fn terminate(desk: &mut Desk, c: &mut Customer, day: Day, agreement: usize) -> Option<()> {
    let names = vec![Ref::Agreement(agreement)];
    let day = c.earliest(&names, day)?;
    let known = &c.agreements[agreement];
    let is_newest =
        known.covers.iter().any(|(item, _)| c.items[*item].agreement == Some(agreement));
    let can_end = known.deal == Deal::Security || known.deal.moves_dates() && is_newest;
    if known.is_terminated || !can_end {
        return None;
    }
    let reason = names::either(c.is_english, ("未按约履行", "not performed as agreed"));
    let actor = desk.actor("collector");
    let mut json = desk.begin(Kind::AgreementTerminated, c.serial, day, actor);
    json.number("agreement", c.agreements[agreement].life.number);
    json.text("reason", reason);
    c.agreements[agreement].is_terminated = true;
    commit(desk, c, day, names, Undo::Termination(agreement));
    Some(())
}

/// `dispute.raised`
pub fn dispute(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    item: usize,
    amount: Minor,
    reason: &str,
) -> Option<usize> {
    let names = vec![Ref::Item(item)];
    let day = c.earliest(&names, day)?;
    if amount <= 0 || amount > c.items[item].open(day) {
        return None;
    }
    let number = number(desk, c, Series::Dispute);
    let actor = desk.system_or("sales", 1000);
    let mut json = desk.begin(Kind::DisputeRaised, c.serial, day, actor);
    json.number("dispute", number);
    json.number("invoice", c.item_number(item));
    json.money("amount", amount, c.items[item].currency);
    json.text("reason", reason);
    c.disputes.push(Dispute { life: Life::new(number, day), item, amount, outcome: None });
    let index = c.disputes.len() - 1;
    commit(desk, c, day, names, Undo::Created(Ref::Dispute(index)));
    Some(index)
}

/// `dispute.resolved`; `credited` is given for a partial outcome, and may be for an upheld one
pub fn resolve(
    desk: &mut Desk,
    c: &mut Customer,
    day: Day,
    dispute: usize,
    outcome: &'static str,
    credited: Option<Minor>,
) -> Option<()> {
    let names = vec![Ref::Dispute(dispute)];
    let day = c.earliest(&names, day)?;
    let known = &c.disputes[dispute];
    let fits = match (outcome, credited) {
        ("partial", None) | ("rejected", Some(_)) => false,
        (_, Some(credited)) => credited > 0 && credited <= known.amount,
        (_, None) => true,
    };
    if known.outcome.is_some() || !fits {
        return None;
    }
    let currency = c.items[known.item].currency;
    let number = known.life.number;
    let actor = desk.actor("finance");
    let mut json = desk.begin(Kind::DisputeResolved, c.serial, day, actor);
    json.number("dispute", number);
    json.text("outcome", outcome);
    if let Some(credited) = credited {
        json.money("credited", credited, currency);
    }
    c.disputes[dispute].outcome = Some(outcome);
    commit(desk, c, day, names, Undo::Resolution(dispute));
    Some(())
}
