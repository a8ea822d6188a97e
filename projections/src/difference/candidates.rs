//! Every entry that may explain a difference, from the books as they were known
//! when the statement was sent, and from what became known since.

use std::collections::BTreeSet;

use duebook_events::money::Minor;
use duebook_events::terms::Trigger;
use duebook_events::{Day, EventData, Kind, Position};

use super::payments::{Compared, DAYS_APART};
use super::{Candidate, CandidateKind as K, Claim};
use crate::account::{Account, Item, ItemIx};
use crate::discount;
use crate::due::terms_of;
use crate::history::Cut;
use crate::policy::round_minor;
use crate::shortages;
use crate::statement::{Move, moves};

/// Invoices of so many last days of the period may not have arrived yet.
const INVOICE_UNDERWAY_DAYS: i32 = 7;
/// Credits of so many last days of the period may not have been booked yet.
const CREDIT_UNDERWAY_DAYS: i32 = 15;

/// Candidates while they are being collected.
struct Collector<'c, 'a> {
    claim: &'c Claim<'a>,
    /// The books at the end of the period, as known when the statement was sent.
    then: &'c Account<'a>,
    found: Vec<Candidate>,
}

/// What an entry is about.
enum About<'s> {
    Payment(&'s str),
    Item(&'s str),
    Books,
}

/// All candidates, the most telling kinds first, then by date and place.
pub(super) fn all(claim: &Claim<'_>, compared: Option<&Compared>) -> Vec<Candidate> {
    let fold = |as_of: Day, known_at: Position| {
        Account::fold(claim.facts, Cut { as_of, known_at }, claim.policy)
    };
    let end = claim.period.end;
    let then = fold(end, claim.known_then());
    let mut collector = Collector { claim, then: &then, found: Vec::new() };
    if claim.statement.is_some() {
        let now = fold(end, claim.known_at);
        collector.learned_later(&now, compared);
    }
    if let Some(compared) = compared {
        collector.payments_compared(compared);
    } else {
        collector.bounced();
        collector.in_transit(&fold(end + DAYS_APART, claim.known_at));
    }
    collector.unallocated();
    for ix in 0..then.items.len() {
        if then.items[ix].currency == claim.currency {
            collector.of_item(ix);
        }
    }
    collector.returned();
    collector.late_credits();
    let mut found = collector.found;
    found.retain(|candidate| candidate.amount.minor != 0);
    found.sort_by(|a, b| {
        let key = |c: &Candidate| (c.kind, c.date, c.position);
        key(a).cmp(&key(b)).then_with(|| a.document.cmp(&b.document))
    });
    found
}

impl<'a> Collector<'_, 'a> {
    fn push(
        &mut self,
        kind: K,
        (date, position): (Day, Option<Position>),
        document: &str,
        amount: Minor,
        about: &About<'_>,
    ) {
        self.found.push(Candidate {
            kind,
            date,
            position,
            document: document.to_owned(),
            amount: self.claim.money(amount),
            note_code: kind.note_code(),
            about: match about {
                About::Payment(number) => format!("payment {number}"),
                About::Item(number) => format!("item {number}"),
                About::Books => kind.word().to_owned(),
            },
        });
    }

    /// What the statement that was sent could not show, or shows no more.
    fn learned_later(&mut self, now: &Account<'a>, compared: Option<&Compared>) {
        let Some(on) = self.claim.statement else { return };
        let currency = self.claim.currency;
        let books = self.then.balance(currency);
        let sent = on.sent.closing_balance.minor(currency);
        let place = (on.sent.period_end, Some(on.position));
        self.push(
            K::ClosingMisstated,
            place,
            on.sent.statement.as_str(),
            sent - books,
            &About::Books,
        );
        // A payment that neither side had does not explain anything.
        let theirs = |entry: &Move<'_>| {
            entry.kind != Kind::PaymentReceived
                || compared.is_none_or(|compared| {
                    compared.pairs.iter().any(|pair| pair.position == entry.place.position)
                })
        };
        let of_currency = |account: &Account<'a>| -> Vec<Move<'a>> {
            moves(account).into_iter().filter(|entry| entry.currency == currency).collect()
        };
        let before = of_currency(self.then);
        let after = of_currency(now);
        let positions = |moves: &[Move<'_>]| -> BTreeSet<Position> {
            moves.iter().map(|entry| entry.place.position).collect()
        };
        let (had, has) = (positions(&before), positions(&after));
        for entry in
            after.iter().filter(|entry| !had.contains(&entry.place.position) && theirs(entry))
        {
            self.moved(K::RecordedLater, entry, -entry.amount());
        }
        for entry in before.iter().filter(|entry| !has.contains(&entry.place.position)) {
            self.moved(K::RetractedLater, entry, entry.amount());
        }
    }

    fn moved(&mut self, kind: K, entry: &Move<'_>, amount: Minor) {
        let about = if entry.kind == Kind::PaymentReceived {
            About::Payment(entry.document)
        } else {
            About::Item(entry.document)
        };
        let place = (entry.place.day, Some(entry.place.position));
        self.push(kind, place, entry.document, amount, &about);
    }

    /// Payments that bounced within the period.
    fn bounced(&mut self) {
        let (then, claim) = (self.then, self.claim);
        for payment in then.payments.iter().filter(|payment| payment.currency == claim.currency) {
            let Some(place) = payment.reversed else { continue };
            if place.day >= claim.period.month.first() {
                let place = (place.day, Some(place.position));
                let about = About::Payment(payment.number);
                self.push(K::PaymentBounced, place, payment.number, payment.amount, &about);
            }
        }
    }

    /// Payments that arrived within some days after the period.
    fn in_transit(&mut self, later: &Account<'_>) {
        let claim = self.claim;
        for payment in later.payments.iter().filter(|payment| payment.currency == claim.currency) {
            if payment.place.day > claim.period.end {
                let place = (payment.place.day, Some(payment.place.position));
                let about = About::Payment(payment.number);
                self.push(K::PaymentInTransit, place, payment.number, payment.amount, &about);
            }
        }
    }

    /// What the comparison of both sides' payments shows.
    fn payments_compared(&mut self, compared: &Compared) {
        let end = self.claim.period.end;
        let known = |position: Position| position <= self.claim.known_then();
        let (mut differing, mut alone) = (Vec::new(), Vec::new());
        for pair in &compared.pairs {
            let (ours, theirs) = (pair.our_amount.minor, pair.their_amount.minor);
            let (we_count, they_count) = (pair.our_date <= end, pair.their_date <= end);
            let kind = match (we_count, they_count) {
                (true, true) if pair.bounced => Some((K::PaymentBounced, theirs)),
                (true, true) if ours != theirs => Some((K::PaymentDiffers, theirs - ours)),
                (false, true) => Some((K::PaymentInTransit, theirs)),
                (true, false) if !pair.bounced => Some((K::PaymentBookedLater, -ours)),
                _ => None,
            };
            // What was recorded later is a candidate already.
            let counted = known(pair.position) || !we_count;
            differing.extend(kind.filter(|_| counted).map(|(kind, amount)| (kind, amount, pair)));
        }
        for ours in compared.shown.only_ours.iter().filter(|ours| !ours.bounced) {
            if known(ours.position) {
                alone.push(ours);
            }
        }
        for (kind, amount, pair) in differing {
            let place = (pair.our_date, Some(pair.position));
            self.push(kind, place, &pair.payment, amount, &About::Payment(&pair.payment));
        }
        for ours in alone {
            let place = (ours.date, Some(ours.position));
            let about = About::Payment(&ours.payment);
            self.push(K::PaymentOnlyOurs, place, &ours.payment, -ours.amount.minor, &about);
        }
        for theirs in compared.shown.only_theirs.iter().filter(|theirs| theirs.date <= end) {
            let line = format!("line {}", theirs.line);
            let document = if theirs.reference.is_empty() { &line } else { &theirs.reference };
            let about = About::Payment(&line);
            let place = (theirs.date, None);
            self.push(K::PaymentOnlyTheirs, place, document, theirs.amount.minor, &about);
        }
    }

    /// Money without an allocation: who compares open invoices does not see it.
    fn unallocated(&mut self) {
        let (then, claim) = (self.then, self.claim);
        for payment in then.payments.iter().filter(|payment| payment.currency == claim.currency) {
            let place = (payment.place.day, Some(payment.place.position));
            let about = About::Payment(payment.number);
            self.push(K::PaymentUnallocated, place, payment.number, -payment.unapplied(), &about);
        }
    }

    /// What may be wrong about one invoice or fee.
    fn of_item(&mut self, ix: ItemIx) {
        let (then, claim) = (self.then, self.claim);
        let item = &then.items[ix];
        let (end, place) = (claim.period.end, (item.place.day, Some(item.place.position)));
        let about = About::Item(item.number);
        if item.written_off > item.recovered {
            let amount = item.recovered - item.written_off;
            self.push(K::WrittenOff, place, item.number, amount, &about);
        }
        let open = item.open();
        if open == 0 {
            return;
        }
        if item.is_fee() {
            self.push(K::Fee, place, item.number, open, &about);
            return;
        }
        let terms = terms_of(then, item, claim.policy);
        if terms.trigger == Trigger::InvoiceReceived && item.received.is_none() {
            self.push(K::InvoiceNotReceived, place, item.number, open, &about);
        } else if item.place.day > end - INVOICE_UNDERWAY_DAYS {
            self.push(K::InvoiceLate, place, item.number, open, &about);
        }
        // What was paid in time may close the invoice with less.
        if let Some(granted) = discount::of_item("", then, claim.policy, ix, &[], open, |_| false) {
            self.push(K::Discount, place, item.number, granted.amount.minor, &about);
        }
        if let Some((missing, reported)) = shortages::of_invoice(then, ix) {
            let at = reported.first().and_then(|position| then.fact(*position));
            let place = at.map_or(place, |fact| (fact.effective, Some(fact.position)));
            self.push(K::Shortage, place, item.number, round_minor(missing).min(open), &about);
        }
        for dispute in item.disputes.iter().map(|ix| &then.disputes[*ix]) {
            if dispute.resolved.is_none() {
                let place = (dispute.place.day, Some(dispute.place.position));
                self.push(K::Dispute, place, item.number, dispute.amount.min(open), &about);
            }
        }
    }

    /// Goods that came back by the end of the period, less the credit notes that
    /// followed on the invoices that bill them.
    fn returned(&mut self) {
        let (then, claim) = (self.then, self.claim);
        for fact in &then.facts {
            let EventData::GoodsReturned(e) = &fact.data else { continue };
            let order = then.delivery(&e.delivery).and_then(|delivery| delivery.order);
            let Some(order) = order.filter(|ix| then.orders[*ix].placed.currency == claim.currency)
            else {
                continue;
            };
            let bills = |item: &Item<'_>| {
                if item.deliveries.is_empty() {
                    item.order == Some(order)
                } else {
                    item.deliveries.contains(&e.delivery)
                }
            };
            let credited: Minor = then
                .notes
                .iter()
                .filter(|note| note.place.day >= fact.effective && bills(&then.items[note.item]))
                .map(|note| note.amount)
                .sum();
            let amount = (e.amount.minor(claim.currency) - credited).max(0);
            let place = (fact.effective, Some(fact.position));
            let document = e.delivery.as_str();
            self.push(K::GoodsReturned, place, document, amount, &About::Item(document));
        }
    }

    /// Credit notes, offsets and price reductions of the last days.
    fn late_credits(&mut self) {
        let claim = self.claim;
        let from = claim.period.end - CREDIT_UNDERWAY_DAYS;
        let credits = moves(self.then).into_iter().filter(|entry| {
            entry.currency == claim.currency
                && entry.place.day > from
                && matches!(entry.kind, Kind::CreditNoteIssued | Kind::AgreementSigned)
        });
        for entry in credits {
            self.moved(K::CreditLate, &entry, -entry.credit);
        }
    }
}
