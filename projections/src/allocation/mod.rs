//! Automatic allocation: which items unapplied money should close, and why
//! (domain, section 5; PRC Civil Code, articles 560 and 561).
//!
//! Shape: a proposal for each payment (or credit note with excess) that holds
//! something, in the order in which they came in; each line names the rule that
//! put its item before the next one. A proposal judges; only when somebody
//! records it as `payment.allocated` it becomes a fact that no later policy
//! rewrites.
//!
//! Correctness: nothing is proposed that a later-dated fact already uses: each
//! item and source is capped by the least that is left at the end of any later
//! known date.

mod caps;
mod order;

use std::collections::BTreeMap;

use duebook_events::money::Minor;
use duebook_events::{Currency, Day};
use serde::Serialize;

use crate::account::{Account, Item, ItemIx, SliceSource};
use crate::discount::{self, Discount};
use crate::history::Place;
use crate::money::Money;
use crate::parts::{self, Part};
use crate::policy::Policy;
use crate::remittance;
use crate::{Cut, Fact};

use caps::Caps;
pub use order::Reason;
use order::{Key, key};

/// Where one source of money should go.
#[derive(Debug, Clone, Serialize)]
pub struct Proposal {
    /// The customer.
    pub customer: String,
    /// The payment or credit note.
    pub payment: String,
    /// Which of the two.
    pub source: Source,
    /// Its currency.
    pub currency: Currency,
    /// What it holds before.
    pub unapplied: Money,
    /// So much to each item, each item once.
    pub lines: Vec<Line>,
    /// What it holds after.
    pub rest: Money,
}

/// What money comes out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A payment.
    Payment,
    /// The excess of a credit note.
    CreditNote,
}

/// So much to one item.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The invoice or fee.
    pub invoice: String,
    /// How much.
    pub amount: Money,
    /// Why this item before the next one.
    pub reason: Reason,
    /// When the first part that is paid falls due.
    pub due: Option<Day>,
    /// Open before.
    pub open: Money,
    /// Open after.
    pub open_after: Money,
}

/// What should be recorded for one customer.
#[derive(Debug, Default)]
pub struct Proposals {
    /// Money to items.
    pub allocations: Vec<Proposal>,
    /// Discounts that close what they leave open.
    pub discounts: Vec<Discount>,
}

/// An open part that money may go to.
struct Candidate<'k> {
    item: ItemIx,
    part: Part,
    key: Key<'k>,
    left: Minor,
}

/// Where a source stands, and how much of it is free.
struct Purse<'p> {
    number: &'p str,
    kind: Source,
    place: Place,
    currency: Currency,
    holds: Minor,
    remittance: Option<&'p str>,
}

/// Proposes where one customer's unapplied money should go, as of the cut's date.
#[must_use]
pub fn propose(customer: &str, facts: &[Fact], cut: Cut, policy: &Policy) -> Proposals {
    let now = Account::fold(facts, cut, policy);
    let later = Account::fold(facts, Cut { as_of: Day::LAST, ..cut }, policy);
    let caps = Caps::new(facts, cut, policy, &now);
    let mut desk = Desk::new(&now, &later, caps, policy);
    let mut proposals = Proposals::default();
    for ix in 0..now.items.len() {
        desk.take_discount(customer, ix, &mut proposals.discounts);
    }
    for purse in desk.purses() {
        let mut proposal = Proposal {
            customer: customer.to_owned(),
            payment: purse.number.to_owned(),
            source: purse.kind,
            currency: purse.currency,
            unapplied: Money::new(purse.holds, purse.currency),
            lines: Vec::new(),
            rest: Money::new(purse.holds, purse.currency),
        };
        desk.empty(customer, &purse, &mut proposal, &mut proposals.discounts);
        if !proposal.lines.is_empty() {
            proposals.allocations.push(proposal);
        }
    }
    proposals
}

struct Desk<'d, 'a> {
    account: &'d Account<'a>,
    later: &'d Account<'d>,
    caps: Caps,
    policy: &'d Policy,
    /// In the policy's order.
    candidates: Vec<Candidate<'d>>,
    /// Money that this run puts on items: item, when it came in, how much.
    put: Vec<(ItemIx, Day, Minor)>,
}

impl<'d, 'a> Desk<'d, 'a> {
    fn new(
        account: &'d Account<'a>,
        later: &'d Account<'d>,
        caps: Caps,
        policy: &'d Policy,
    ) -> Self {
        let mut candidates = Vec::new();
        for ix in account.open_items() {
            let item = &account.items[ix];
            // Later facts may already have closed some of it.
            let mut left = least_open(later, item.number, account.as_of).min(item.open());
            for part in parts::agreed(account, ix, policy, account.as_of) {
                let piece = part.open.min(left);
                left -= piece;
                if piece > 0 {
                    let key = key(account, ix, &part, policy);
                    candidates.push(Candidate { item: ix, part, key, left: piece });
                }
            }
        }
        candidates.sort_by(|a, b| (&a.key, a.part.instalment).cmp(&(&b.key, b.part.instalment)));
        Self { account, later, caps, policy, candidates, put: Vec::new() }
    }

    /// Payments and credit notes that hold something, in fold order.
    fn purses(&self) -> Vec<Purse<'d>> {
        let account: &'d Account<'a> = self.account;
        let payments = account.payments.iter().map(|payment| Purse {
            number: payment.number,
            kind: Source::Payment,
            place: payment.place,
            currency: payment.currency,
            holds: self.caps.payment(payment.number, payment.unapplied()),
            remittance: payment.remittance,
        });
        let notes = account.notes.iter().enumerate().map(|(ix, note)| Purse {
            number: note.number,
            kind: Source::CreditNote,
            place: note.place,
            currency: account.items[note.item].currency,
            holds: self.caps.note(note.number, account.note_rest(ix)),
            remittance: None,
        });
        let mut purses: Vec<Purse<'d>> =
            payments.chain(notes).filter(|purse| purse.holds > 0).collect();
        purses.sort_by_key(|purse| purse.place);
        purses
    }

    /// Puts what a source holds on the items: those that the debtor named, in
    /// the order of naming, then the others in the policy's order.
    fn empty(
        &mut self,
        customer: &str,
        purse: &Purse<'_>,
        proposal: &mut Proposal,
        discounts: &mut Vec<Discount>,
    ) {
        let mut holds = purse.holds;
        let named: Vec<ItemIx> = remittance::named(
            purse.remittance.unwrap_or_default(),
            self.account.items.iter().map(|item| item.number),
        );
        let mut net = self.net_of_discounts(purse, &named);
        while holds > 0 {
            let open = |candidate: &&Candidate<'_>| {
                candidate.left > 0 && self.account.items[candidate.item].currency == purse.currency
            };
            let next_named = named.iter().find_map(|item| {
                self.candidates.iter().filter(open).find(|candidate| candidate.item == *item)
            });
            let Some(candidate) = next_named.or_else(|| self.candidates.iter().find(open)) else {
                break;
            };
            let item = candidate.item;
            let reason = match next_named {
                Some(_) => Reason::DebtorNamed,
                None => self.reason(candidate, purse.currency),
            };
            let due = candidate.part.due;
            let limit = net.get(&item).map_or(holds, |net| holds.min(*net));
            let amount = self.put_on(item, due, candidate.part.instalment, limit);
            if amount == 0 {
                break;
            }
            if let Some(net) = net.get_mut(&item) {
                *net -= amount;
            }
            holds -= amount;
            let came_in = purse.place.day.max(self.account.items[item].place.day);
            self.put.push((item, came_in, amount));
            self.line(proposal, item, amount, reason, due);
            self.take_discount(customer, item, discounts);
        }
        proposal.rest = Money::new(holds, purse.currency);
    }

    /// What each named item takes where the money is just the sum of what they
    /// cost less their early-payment discounts: 98 for two of 50 at 2 %. Empty
    /// where it is another sum.
    fn net_of_discounts(&self, purse: &Purse<'_>, named: &[ItemIx]) -> BTreeMap<ItemIx, Minor> {
        let mut net = BTreeMap::new();
        let (mut sum, mut open) = (0, 0);
        for ix in named {
            let item = &self.account.items[*ix];
            let left: Minor =
                self.candidates.iter().filter(|c| c.item == *ix).map(|part| part.left).sum();
            if item.currency != purse.currency || left == 0 {
                continue;
            }
            let came_in = purse.place.day.max(item.place.day);
            let forgone = discount::allowed(self.account, self.policy, *ix, came_in).min(left);
            sum += left - forgone;
            open += left;
            net.insert(*ix, left - forgone);
        }
        if sum == purse.holds && sum < open { net } else { BTreeMap::new() }
    }

    /// Closes up to `holds` of a part.
    fn put_on(
        &mut self,
        item: ItemIx,
        due: Option<Day>,
        instalment: Option<u32>,
        holds: Minor,
    ) -> Minor {
        let part = self.candidates.iter_mut().find(|candidate| {
            candidate.item == item
                && candidate.left > 0
                && candidate.part.due == due
                && candidate.part.instalment == instalment
        });
        part.map_or(0, |part| {
            let amount = part.left.min(holds);
            part.left -= amount;
            amount
        })
    }

    /// Adds an amount to the item's line, or makes it one.
    fn line(
        &self,
        proposal: &mut Proposal,
        ix: ItemIx,
        amount: Minor,
        reason: Reason,
        due: Option<Day>,
    ) {
        let item = &self.account.items[ix];
        let known = proposal.lines.iter_mut().find(|line| line.invoice == item.number);
        if let Some(line) = known {
            line.amount.minor += amount;
            line.open_after.minor -= amount;
            return;
        }
        let put: Minor = self.put_on_item(ix);
        let money = |minor| Money::new(minor, item.currency);
        proposal.lines.push(Line {
            invoice: item.number.to_owned(),
            amount: money(amount),
            reason,
            due,
            open: money(item.open() - put + amount),
            open_after: money(item.open() - put),
        });
    }

    fn put_on_item(&self, ix: ItemIx) -> Minor {
        let on = self.put.iter().filter(|(item, _, _)| *item == ix);
        on.map(|(_, _, amount)| amount).sum()
    }

    /// The first rule by which a part comes before the next part of another item.
    fn reason(&self, candidate: &Candidate<'_>, currency: Currency) -> Reason {
        let next = self.candidates.iter().find(|other| {
            other.left > 0
                && other.item != candidate.item
                && self.account.items[other.item].currency == currency
        });
        next.map_or(Reason::OnlyItem, |next| {
            candidate.key.reason_before(&next.key, self.policy.allocation)
        })
    }

    /// Closes the rest of an item where its early-payment discount covers it.
    fn take_discount(&mut self, customer: &str, ix: ItemIx, discounts: &mut Vec<Discount>) {
        let left: Minor =
            self.candidates.iter().filter(|c| c.item == ix).map(|candidate| candidate.left).sum();
        let item = &self.account.items[ix];
        // What later facts close needs no discount.
        if left == 0 || left != item.open() - self.put_on_item(ix) {
            return;
        }
        let put: Vec<(Day, Minor)> = self
            .put
            .iter()
            .filter(|(item, _, _)| *item == ix)
            .map(|(_, day, amount)| (*day, *amount))
            .collect();
        if let Some(discount) =
            discount::of_item(customer, self.account, self.policy, ix, &put, left, |number| {
                self.later.note(number).is_some()
            })
        {
            discounts.push(discount);
            for candidate in self.candidates.iter_mut().filter(|c| c.item == ix) {
                candidate.left = 0;
            }
        }
    }
}

/// The least that is open of an item at the end of any day from `day` on.
fn least_open(later: &Account<'_>, number: &str, day: Day) -> Minor {
    let Some(item) = later.item(number) else { return 0 };
    let changes = item.open_log.iter().filter(|(on, _)| *on > day).map(|(_, open)| *open);
    changes.chain([item.open_at_end_of(day)]).min().unwrap_or(0)
}

/// What of an item was paid with money that came in by a day.
pub(crate) fn paid_by(account: &Account<'_>, item: &Item<'_>, last: Day) -> Minor {
    let slices = item.slices.iter().map(|ix| &account.slices[*ix]);
    let in_time = slices.filter(|slice| {
        let came_in = match slice.source {
            SliceSource::Payment(payment) => account.payments[payment].place.day,
            SliceSource::Note(note) => account.notes[note].place.day,
            SliceSource::Offset => return false,
        };
        came_in.max(item.place.day) <= last
    });
    in_time.map(|slice| slice.live).sum()
}

#[cfg(test)]
mod tests;
